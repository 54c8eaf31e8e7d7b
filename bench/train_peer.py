"""Trains the examples of a JSON file with transformers and PEFT, and reports speed, losses and memory.

usage: train_peer.py GGUF EXAMPLES.json EXAMPLES_PER_STEP STEPS

The work is that of `dev.understudy.bench.TrainWork`: LoRA of rank 16, alpha 32 on all linear layers, no dropout, AdamW,
gradients clipped at 1, float32, two threads. Prints one JSON line.
"""

import json
import resource
import sys
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

gguf, examples, per_step, steps = sys.argv[1], json.load(open(sys.argv[2])), int(sys.argv[3]), int(sys.argv[4])
folder, _, file = gguf.rpartition("/")
torch.set_num_threads(2)
torch.manual_seed(1)
model = AutoModelForCausalLM.from_pretrained(folder, gguf_file=file, dtype=torch.float32, attn_implementation="sdpa")
model = get_peft_model(model, LoraConfig(
    r=16, lora_alpha=32, lora_dropout=0.0, task_type="CAUSAL_LM",
    target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]))
model.train()
optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3, weight_decay=0.0, fused=True)


def batch(step):
    chosen = [examples[(step * per_step + i) % len(examples)] for i in range(per_step)]
    length = max(len(e["tokens"]) for e in chosen)
    ids = torch.zeros((per_step, length), dtype=torch.long)
    labels = torch.full((per_step, length), -100)
    attention = torch.zeros((per_step, length), dtype=torch.long)
    for row, e in enumerate(chosen):
        n = len(e["tokens"])
        ids[row, :n] = torch.tensor(e["tokens"])
        attention[row, :n] = 1
        labels[row, :n] = torch.where(torch.tensor(e["target"]), ids[row, :n], -100)
    # Without padding no mask is needed, and the quicker kernel may be taken.
    return {"input_ids": ids, "labels": labels, **({} if attention.all() else {"attention_mask": attention})}


losses, seconds, tokens = [], [], []
for step in range(steps):
    inputs = batch(step)
    started = time.perf_counter()
    loss = model(**inputs).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad()
    losses.append(loss.item())
    seconds.append(time.perf_counter() - started)
    tokens.append(sum(len(examples[(step * per_step + i) % len(examples)]["tokens"]) for i in range(per_step)))

print(json.dumps({
    "tokens": tokens, "seconds": seconds, "losses": losses,
    "matrixGflops": 0.0, "peakMiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
