"""Loads an adapter folder written by us into Hugging Face PEFT and compares it with a plain merge.

python tools/golden/peft_load.py ADAPTER [BASE.gguf]    without a base: the tiny llama of peft_save.py
"""

import json
import sys
import warnings
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from peft_save import tiny_llama


def main(folder, base=None):
    torch.manual_seed(5)
    model = (AutoModelForCausalLM.from_pretrained(base.parent, gguf_file=base.name) if base else tiny_llama()).eval()
    tokens = torch.randint(0, model.config.vocab_size, (1, 12))
    config = json.loads((folder / "adapter_config.json").read_text())
    weights = load_file(folder / "adapter_model.safetensors")

    before = model(tokens).logits
    plain = {name: value.clone() for name, value in model.state_dict().items()}
    for name, a in weights.items():
        if name.endswith("lora_A.weight"):
            b = weights[name.replace("lora_A", "lora_B")]
            target = name.removeprefix("base_model.model.").replace("lora_A.weight", "weight")
            plain[target] += config["lora_alpha"] / config["r"] * (b.float() @ a.float())

    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # PEFT only warns of missing and unexpected keys
        adapted = PeftModel.from_pretrained(model, folder).eval()
    after = adapted(tokens).logits
    merged = adapted.merge_and_unload()
    merged.load_state_dict(plain)
    difference = (merged(tokens).logits - after).abs().max().item()
    print(f"{len(weights)} tensors loaded; logits move by {(after - before).abs().max().item():.4f}; "
          f"PEFT and a plain merge differ by {difference:.2e}")
    assert difference < 1e-3 * max(1.0, after.abs().max().item())


if __name__ == "__main__":
    with torch.no_grad():
        main(Path(sys.argv[1]), *map(Path, sys.argv[2:]))
