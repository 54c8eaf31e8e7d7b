"""Loads what `understudy export` wrote with the programs it is for, and compares their numbers with ours.

python tools/golden/export_load.py FOLDER [BASE.gguf]

FOLDER holds several formats, of them `safetensors` (transformers), `gguf` (the `gguf` package and, for float types,
transformers) and `peft`; PEFT and the other adapter need the base the character was trained on. The log-probabilities
of the replies in export.json must be those of transformers.
"""

import json
import sys
from pathlib import Path

import gguf
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer


def compare(name, model, report, item):
    worst, same, count = 0.0, 0, 0
    for sample, expected in zip(report["samples"], item["logProbabilities"]):
        tokens = torch.tensor([sample["prompt"] + sample["reply"]])
        rows = model(tokens).logits[0, len(sample["prompt"]) - 1:-1].log_softmax(-1)
        found = rows.gather(1, torch.tensor(sample["reply"])[:, None])[:, 0]
        worst = max(worst, (found - torch.tensor(expected)).abs().max().item())
        same += (rows.argmax(-1) == torch.tensor(sample["reply"])).sum().item()
        count += len(sample["reply"])
    print(f"{name}: {same} of {count} reply tokens are its likeliest, log-probabilities differ by at most {worst:.1e}")


def describe(path):
    reader = gguf.GGUFReader(path)
    kinds = {}
    for tensor in reader.tensors:
        kinds[tensor.tensor_type.name] = kinds.get(tensor.tensor_type.name, 0) + 1
        gguf.dequantize(tensor.data, tensor.tensor_type)
    fields = {name: field.contents() for name, field in reader.fields.items() if name.startswith(("general.", "adapter."))}
    print(f"{path.name}: {len(reader.tensors)} tensors {kinds}, type {fields['general.type']}, "
          f"architecture {fields['general.architecture']}, file type {fields['general.file_type']}")


def main(folder, base=None):
    report = json.loads((folder / "export.json").read_text())
    items = {item["path"]: item for item in report["items"]}
    for path in sorted(items):
        if path.endswith(".gguf"):
            describe(folder / path)

    home = folder / "safetensors"
    tokenizer = AutoTokenizer.from_pretrained(home)
    model = AutoModelForCausalLM.from_pretrained(home, dtype=torch.float32).eval()
    compare(f"transformers, safetensors {items['safetensors']['type']}", model, report, items["safetensors"])
    system = (home / "README.md").read_text().split("\n> ", 1)[1].split("\n\n", 1)[0].replace("\n> ", "\n")
    for sample in report["samples"]:
        talk = [{"role": "system", "content": system}, {"role": "user", "content": sample["question"]}]
        ids = tokenizer.apply_chat_template(talk, add_generation_prompt=True, return_dict=False)
        assert ids == sample["prompt"], (ids, sample["prompt"])
        prompt = torch.tensor([sample["prompt"]])
        # The config's own sampling is left aside: the likeliest token, nothing penalised.
        said = model.generate(prompt, do_sample=False, repetition_penalty=1.0, max_new_tokens=len(sample["reply"]),
                              attention_mask=torch.ones_like(prompt))[0, prompt.shape[1]:].tolist()
        print(f"  {sample['question']}: greedy continuation equal: {said == sample['reply']}, text {sample['text'][:40]!r}")

    for path, item in items.items():
        if item["format"] == "gguf" and item["type"] in ("F32", "Q8_0", "Q4_0", "Q4_1"):
            file = folder / path
            model = AutoModelForCausalLM.from_pretrained(file.parent, gguf_file=file.name, dtype=torch.float32).eval()
            compare(f"transformers, {file.name}", model, report, item)
    if base:
        model = AutoModelForCausalLM.from_pretrained(base.parent, gguf_file=base.name, dtype=torch.float32).eval()
        compare("PEFT", PeftModel.from_pretrained(model, folder / "peft").eval(), report, items["peft"])


if __name__ == "__main__":
    with torch.no_grad():
        torch.set_num_threads(1)
        main(Path(sys.argv[1]), *map(Path, sys.argv[2:]))
