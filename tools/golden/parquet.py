"""Small Parquet files as pyarrow writes them, and what is in them: `parquet/` in the golden files.

Every codec, page version and encoding that files on the hub are found in, and both names of a list's element."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

OUT = Path("src/test/resources/golden/parquet")

ROWS = [
    {
        "messages": [
            {"role": "system", "content": "A workshop in Leith, 1861."},
            {"role": "user", "content": f"What does clock number {i} want? ⏰"},
            {"role": "assistant", "content": f"Oil and {i + 2} new teeth.\nAnd patience."},
        ],
        "source": "invented",
        "score": i / 2,
        "note": None if i % 2 else "even",
    }
    for i in range(40)
]

FILES = {
    "snappy-v1.parquet": dict(compression="snappy", data_page_version="1.0"),
    "zstd-v2.parquet": dict(compression="zstd", data_page_version="2.0"),
    "gzip-v2.parquet": dict(compression="gzip", data_page_version="2.0"),
    "plain-v1.parquet": dict(compression="none", use_dictionary=False),
    "delta-v2.parquet": dict(
        compression="snappy",
        data_page_version="2.0",
        use_dictionary=False,
        column_encoding={"messages.list.element.content": "DELTA_BYTE_ARRAY"},
    ),
    "groups-item.parquet": dict(compression="snappy", row_group_size=7, use_compliant_nested_type=False),
}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    table = pa.Table.from_pylist(ROWS)
    for name, settings in FILES.items():
        pq.write_table(table, OUT / name, **settings)
    turns = [
        {"conversations": [{"from": {"user": "human", "assistant": "gpt"}.get(m["role"], "system"), "value": m["content"]}
                           for m in row["messages"]]}
        for row in ROWS
    ]
    large = pa.schema([("conversations", pa.large_list(pa.struct([("from", pa.large_string()), ("value", pa.large_string())])))])
    pq.write_table(pa.Table.from_pylist(turns, schema=large), OUT / "sharegpt-large.parquet", compression="zstd")
    (OUT / "rows.json").write_text(json.dumps([row["messages"] for row in ROWS], ensure_ascii=False, indent=1) + "\n")


main()
