"""Trains a tiny random llama with transformers and PEFT and writes what came of it: `training/`.

    python tools/golden/training.py [FOLDER]

Written are the random base (`model.safetensors`, `config.json`), the adapter as it began and as it ended
(`begin.safetensors`, `end.safetensors`, under PEFT's names), the examples, and the loss of each step, for LoRA, rsLoRA and
DoRA from the same beginning (`end_rslora.safetensors`, `end_dora.safetensors`) and for all weights (`curves.json`). Every step learns from two examples of different lengths, padded, so the padding and the masks
are transformers' own.
"""

import json
import math
import pathlib
import random
import sys

import torch
from peft import LoraConfig, get_peft_model
from peft.utils import get_peft_model_state_dict, set_peft_model_state_dict
from safetensors.torch import load_file, save_file
from transformers import LlamaConfig, LlamaForCausalLM

STEPS, WARMUP, RATE, CLIP, DECAY = 20, 3, 1e-2, 1.0, 0.01
folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/test/resources/golden") / "training"
folder.mkdir(parents=True, exist_ok=True)
torch.set_num_threads(1)
torch.manual_seed(1)

config = LlamaConfig(
    vocab_size=67, hidden_size=24, intermediate_size=40, num_hidden_layers=3, num_attention_heads=6,
    num_key_value_heads=2, head_dim=4, max_position_embeddings=64, tie_word_embeddings=True, rms_norm_eps=1e-5,
    rope_parameters={"rope_type": "default", "rope_theta": 10000.0}, initializer_range=0.3)
base = LlamaForCausalLM(config)
for name, parameter in base.named_parameters():
    if name.endswith("norm.weight"):
        torch.nn.init.uniform_(parameter, 0.8, 1.2)
base.save_pretrained(folder)
(folder / "generation_config.json").unlink(missing_ok=True)

rng = random.Random(2)
examples = []
for _ in range(6):
    length = rng.randint(8, 20)
    tokens = [rng.randrange(67) for _ in range(length)]
    target = [i > 0 and rng.random() < 0.5 for i in range(length)]
    target[-2] = True
    examples.append({"tokens": tokens, "target": target})


def rate(step):
    behind = max(0.0, (step - WARMUP) / (STEPS - WARMUP))
    return RATE * min(1.0, (step + 1) / WARMUP) * (1 + math.cos(math.pi * behind)) / 2


def train(model, groups):
    optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.999), eps=1e-8)
    losses = []
    for step in range(STEPS):
        pair = [examples[(2 * step + i) % len(examples)] for i in range(2)]
        length = max(len(e["tokens"]) for e in pair)
        ids = torch.zeros((2, length), dtype=torch.long)
        labels = torch.full((2, length), -100)
        attention = torch.zeros((2, length), dtype=torch.long)
        for row, e in enumerate(pair):
            n = len(e["tokens"])
            ids[row, :n] = torch.tensor(e["tokens"])
            attention[row, :n] = 1
            labels[row, :n] = torch.where(torch.tensor(e["target"]), ids[row, :n], -100)
        loss = model(input_ids=ids, attention_mask=attention, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        for group in optimizer.param_groups:
            group["lr"] = rate(step)
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses


targets = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
adapted = get_peft_model(
    LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32),
    LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=targets, task_type="CAUSAL_LM"))
adapted.train()
save_file(get_peft_model_state_dict(adapted), folder / "begin.safetensors")
lora = train(adapted, [{"params": [p for p in adapted.parameters() if p.requires_grad], "weight_decay": DECAY}])
save_file(get_peft_model_state_dict(adapted), folder / "end.safetensors")

whole = LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32)
whole.train()
full = train(whole, [
    {"params": [p for p in whole.parameters() if p.dim() > 1], "weight_decay": DECAY},
    {"params": [p for p in whole.parameters() if p.dim() == 1], "weight_decay": 0.0}])


def variant(name, **settings):
    """From the A and B that LoRA began with; DoRA's magnitudes begin as PEFT makes them."""
    model = get_peft_model(
        LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32),
        LoraConfig(r=4, lora_alpha=8, lora_dropout=0.0, target_modules=targets, task_type="CAUSAL_LM", **settings))
    begin = get_peft_model_state_dict(model) | load_file(folder / "begin.safetensors")
    set_peft_model_state_dict(model, begin)
    model.train()
    losses = train(model, [{"params": [p for p in model.parameters() if p.requires_grad], "weight_decay": DECAY}])
    save_file(get_peft_model_state_dict(model), folder / f"end_{name}.safetensors")
    return losses


rslora = variant("rslora", use_rslora=True)
dora = variant("dora", use_dora=True)

(folder / "curves.json").write_text(json.dumps({
    "steps": STEPS, "warmup": WARMUP, "rate": RATE, "clip": CLIP, "decay": DECAY, "rank": 4, "alpha": 8,
    "examples": examples, "lora": lora, "full": full, "rslora": rslora, "dora": dora}) + "\n")
for name, losses in [("lora", lora), ("full", full), ("rslora", rslora), ("dora", dora)]:
    print(name, losses[0], losses[-1])
