"""Loads adapter folders written by us into Hugging Face PEFT and compares it with a plain merge.

    python tools/golden/peft_load.py ADAPTER [BASE]     BASE: a GGUF file or a folder; none: the tiny llama of peft_save.py
    python tools/golden/peft_load.py --golden [FOLDER]  those of FOLDER/ours on the llama of peft_variants.py; writes the
                                                        logits PEFT gives with them: FOLDER/ours/logits.json

What is in FOLDER/ours was written by `dev.understudy.model.OurAdapters`.
"""

import json
import math
import sys
import warnings
from pathlib import Path

import torch
from peft import PeftModel
from safetensors.torch import load_file
from transformers import AutoModelForCausalLM

from peft_save import tiny_llama

GOLDEN = "src/test/resources/golden"
TOKENS = [[3, 31, 7, 0, 22, 22, 39, 14, 5]]


def load(base):
    if base is None:
        return tiny_llama().eval()
    where = {"pretrained_model_name_or_path": base} if base.is_dir() else {
        "pretrained_model_name_or_path": base.parent, "gguf_file": base.name}
    return AutoModelForCausalLM.from_pretrained(**where, dtype=torch.float32).eval()


def merge(weights, folder):
    """W + s B A, brought to the magnitudes if there are any: written down from the papers, without PEFT."""
    config = json.loads((folder / "adapter_config.json").read_text())
    adapter = {name: value.float() for name, value in load_file(folder / "adapter_model.safetensors").items()}
    rank = math.sqrt(config["r"]) if config["use_rslora"] else config["r"]
    for name, a in adapter.items():
        if name.endswith("lora_A.weight"):
            target = name.removeprefix("base_model.model.").replace("lora_A.weight", "weight")
            whole = weights[target] + config["lora_alpha"] / rank * (adapter[name.replace("lora_A", "lora_B")] @ a)
            magnitude = adapter.get(name.replace("lora_A.weight", "lora_magnitude_vector"))
            if config["use_dora"]:
                whole *= (magnitude / whole.norm(dim=1))[:, None]
            weights[target] = whole
    return len(adapter)


def compare(folder, base=None, tokens=None):
    torch.manual_seed(5)
    model = load(base)
    tokens = torch.randint(0, model.config.vocab_size, (1, 12)) if tokens is None else torch.tensor(tokens)
    before = model(tokens).logits
    plain = {name: value.clone() for name, value in model.state_dict().items()}
    count = merge(plain, folder)
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)  # PEFT only warns of missing and unexpected keys
        adapted = PeftModel.from_pretrained(model, folder).eval()
    after = adapted(tokens).logits
    merged = adapted.merge_and_unload()
    merged.load_state_dict(plain)
    difference = (merged(tokens).logits - after).abs().max().item()
    print(f"{folder}: {count} tensors loaded; logits move by {(after - before).abs().max().item():.4f}; "
          f"PEFT and a plain merge differ by {difference:.2e}")
    assert difference < 1e-3 * max(1.0, after.abs().max().item())
    return [[round(value, 7) for value in row] for row in after[0].tolist()]


def golden(folder):
    names = sorted(path.name for path in (folder / "ours").iterdir() if path.is_dir())
    logits = {name: compare(folder / "ours" / name, folder / "variants", TOKENS) for name in names}
    (folder / "ours" / "logits.json").write_text(json.dumps({"tokens": TOKENS[0], "logits": logits}) + "\n")


if __name__ == "__main__":
    with torch.no_grad():
        if sys.argv[1] == "--golden":
            golden(Path(sys.argv[2] if len(sys.argv) > 2 else GOLDEN))
        else:
            compare(*map(Path, sys.argv[1:]))
