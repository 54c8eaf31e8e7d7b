"""Reads the event files a training wrote with TensorBoard's own reader, and compares every number with metrics.jsonl.

Usage: python tools/golden/tensorboard_read.py RUN_FOLDER
"""

import json
import pathlib
import sys

from tensorboard.backend.event_processing import event_accumulator

TAGS = {
    "train/loss": "loss",
    "train/learning_rate": "rate",
    "train/gradient_norm": "gradientNorm",
    "train/tokens_per_second": "tokensPerSecond",
    "train/tokens": "tokens",
    "train/memory_mib": "memoryMiB",
    "held_out/loss": "heldOut",
    "held_out/leaks": "leaks",
}

run = pathlib.Path(sys.argv[1])
events = event_accumulator.EventAccumulator(str(run / "tensorboard"), size_guidance={"scalars": 0})
events.Reload()
metrics = [json.loads(line) for line in (run / "metrics.jsonl").open()]
found = events.Tags()["scalars"]
print("tags:", ", ".join(sorted(found)))
assert set(found) <= set(TAGS), found
for tag, field in TAGS.items():
    wanted = {m["step"]: m[field] for m in metrics if field in m}
    read = {e.step: e.value for e in events.Scalars(tag)} if tag in found else {}
    missing = sorted(set(wanted) - set(read))
    assert not missing, (tag, "missing steps", missing)
    worst = max((abs(read[s] - v) / max(1e-12, abs(v)) for s, v in wanted.items()), default=0)
    assert worst < 1e-6, (tag, worst)
    extra = sorted(set(read) - set(wanted))
    print(f"{tag}: {len(wanted)} values equal" + (f", also at steps {extra} (measured outside the log)" if extra else ""))
    assert not extra or tag == "held_out/loss", (tag, extra)
