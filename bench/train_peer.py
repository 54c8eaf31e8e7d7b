"""Trains the examples of a JSON file with transformers and PEFT, and reports speed, losses and memory.

usage: train_peer.py GGUF EXAMPLES.json EXAMPLES_PER_STEP STEPS WAY [HELD_OUT.json]

The work is that of `dev.understudy.bench.TrainWork`: LoRA of rank 16, alpha 32 on all linear layers, no dropout (WAY:
`lora`), or all weights (`full`), AdamW, gradients clipped at 1, float32, two threads. WAY `lora-packed` lays the examples
of a step end to end, as transformers' collator with flattening does: no padding, and none sees another. With held-out
examples the rate warms up and falls as in a recipe, and their loss at the end is reported. The environment variable
CHECKPOINTING, set to anything, has activations recomputed on the way back. Prints one JSON line.
"""

import json
import math
import os
import resource
import sys
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

gguf, examples, per_step, steps = sys.argv[1], json.load(open(sys.argv[2])), int(sys.argv[3]), int(sys.argv[4])
way = sys.argv[5]
held_out = json.load(open(sys.argv[6])) if len(sys.argv) > 6 else []
folder, _, file = gguf.rpartition("/")
torch.set_num_threads(2)
torch.manual_seed(1)
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32, attn_implementation="sdpa")
if way != "full":
    model = get_peft_model(model, LoraConfig(
        r=16, lora_alpha=32, lora_dropout=0.0, task_type="CAUSAL_LM",
        target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]))
if os.environ.get("CHECKPOINTING"):
    model.gradient_checkpointing_enable(gradient_checkpointing_kwargs={"use_reentrant": False})
model.train()
highest = 2e-5 if way == "full" else 1e-3
optimizer = torch.optim.AdamW(
    [p for p in model.parameters() if p.requires_grad], lr=highest, weight_decay=0.0, fused=True)


def rate(step, warm_up=10):
    if not held_out:
        return highest
    way = max(0, step - warm_up) / max(1, steps - warm_up)
    return highest * min(1, (step + 1) / warm_up) * (1 + math.cos(math.pi * way)) / 2


def flat(chosen):
    ids = [t for e in chosen for t in e["tokens"]]
    # The first token of an example is never predicted: what stands before it is another one's.
    labels = [t if wanted and i else -100 for e in chosen for i, (t, wanted) in enumerate(zip(e["tokens"], e["target"]))]
    positions = [i for e in chosen for i in range(len(e["tokens"]))]
    # With a cache transformers does not see that the positions restart, and lets each example see those before it.
    return {"input_ids": torch.tensor([ids]), "labels": torch.tensor([labels]), "position_ids": torch.tensor([positions]),
            "use_cache": False}


def batch(chosen):
    if way == "lora-packed":
        return flat(chosen)
    length = max(len(e["tokens"]) for e in chosen)
    ids = torch.zeros((len(chosen), length), dtype=torch.long)
    labels = torch.full((len(chosen), length), -100)
    attention = torch.zeros((len(chosen), length), dtype=torch.long)
    for row, e in enumerate(chosen):
        n = len(e["tokens"])
        ids[row, :n] = torch.tensor(e["tokens"])
        attention[row, :n] = 1
        labels[row, :n] = torch.where(torch.tensor(e["target"]), ids[row, :n], -100)
    # Without padding no mask is needed, and the quicker kernel may be taken.
    return {"input_ids": ids, "labels": labels, **({} if attention.all() else {"attention_mask": attention})}


losses, seconds, tokens = [], [], []
for step in range(steps):
    chosen = [examples[(step * per_step + i) % len(examples)] for i in range(per_step)]
    inputs = batch(chosen)
    for group in optimizer.param_groups:
        group["lr"] = rate(step)
    started = time.perf_counter()
    loss = model(**inputs).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    losses.append(loss.item())
    seconds.append(time.perf_counter() - started)
    tokens.append(sum(len(e["tokens"]) for e in chosen))

peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
model.eval()
loss, targets = 0.0, 0
with torch.inference_mode():
    for e in held_out:
        count = sum(e["target"])
        loss += model(**batch([e])).loss.item() * count
        targets += count

print(json.dumps({
    "tokens": tokens, "seconds": seconds, "losses": losses,
    "heldOut": loss / targets if targets else "NaN", "matrixGflops": 0.0, "peakMiB": peak}))
