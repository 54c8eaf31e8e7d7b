"""Loads a dataset folder we wrote with `datasets` and with pyarrow, and compares what they find."""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
from datasets import load_dataset

folder = Path(sys.argv[1])
told = {f["name"]: f["samples"] for f in json.loads((folder / "dataset.json").read_text())["files"]}
loaded = load_dataset(str(folder))
assert {name: split.num_rows for name, split in loaded.items()} == told, (loaded, told)
replies = 0
for name, split in loaded.items():
    table = pq.read_table(folder / "data" / f"{name}-00000-of-00001.parquet").to_pylist()
    assert table == split.to_list()
    for row in table:
        record = json.loads(row["record"])
        assert (record["id"], record["kind"], record["category"]) == (row["id"], row["kind"], row["category"])
        assert [m["role"] for m in row["messages"]][0] == "system"
        said = "\n".join(m["content"] for m in row["messages"] if m["role"] == "assistant")
        for turn in record["turns"]:
            if turn["action"] == "speaking" and turn["text"] in said:
                replies += 1
print(loaded["train"].features)
print(f"{sum(told.values())} scenes, {replies} replies found in their conversations")
