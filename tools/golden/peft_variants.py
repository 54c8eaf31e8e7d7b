"""Writes adapters of every kind as PEFT saves them, with the logits they give and the weights they merge to.

    python tools/golden/peft_variants.py [FOLDER]

variants/model.safetensors, config.json    a tiny random llama
variants/NAME/                             an adapter of it: plain, rslora, dora, dora_rslora, patterns
variants/NAME.safetensors                  every linear module after merge_and_unload
variants/cat.safetensors, linear.safetensors    what add_weighted_adapter makes of plain and other, 0.75 and -0.5 of each
variants/logits.json                       some tokens, and the logits behind each, by the base and by each adapter
"""

import json
import sys
from pathlib import Path

import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

FOLDER = Path(sys.argv[1] if len(sys.argv) > 1 else "src/test/resources/golden") / "variants"
TARGETS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
VARIANTS = {
    "plain": dict(r=4, lora_alpha=6, target_modules=TARGETS),
    "rslora": dict(r=4, lora_alpha=6, target_modules=TARGETS, use_rslora=True),
    "dora": dict(r=4, lora_alpha=6, target_modules=TARGETS, use_dora=True),
    "dora_rslora": dict(r=2, lora_alpha=3, target_modules=["v_proj", "down_proj"], use_dora=True, use_rslora=True),
    "patterns": dict(r=2, lora_alpha=3, target_modules=["q_proj", "up_proj", "o_proj"],
                     rank_pattern={"layers.1.self_attn.q_proj": 3, "up_proj": 1},
                     alpha_pattern={r".*\.0\..*o_proj": 5}),
    "other": dict(r=4, lora_alpha=8, target_modules=["q_proj", "down_proj"]),
}
MIXED = {"plain": 0.75, "other": -0.5}


def base():
    return LlamaForCausalLM.from_pretrained(FOLDER, dtype=torch.float32).eval()


def logits(model, tokens):
    return [[round(value, 7) for value in row] for row in model(tokens).logits[0].tolist()]


def shake(model):
    for name, parameter in model.named_parameters():
        if "lora_B" in name:
            parameter.normal_(0, 0.3)
        if "lora_magnitude" in name:
            parameter.mul_(torch.empty_like(parameter).uniform_(0.6, 1.4))


def linear(model):
    return {name: value.contiguous() for name, value in model.state_dict().items() if "_proj" in name}


@torch.no_grad()
def main():
    torch.manual_seed(17)
    FOLDER.mkdir(parents=True, exist_ok=True)
    LlamaForCausalLM(LlamaConfig(
        hidden_size=16, intermediate_size=24, num_hidden_layers=2, vocab_size=40, num_attention_heads=4,
        num_key_value_heads=2, tie_word_embeddings=True, initializer_range=0.3)).save_pretrained(FOLDER)
    (FOLDER / "generation_config.json").unlink(missing_ok=True)
    tokens = torch.randint(0, 40, (1, 9))
    found = {"base": logits(base(), tokens)}
    for name, settings in VARIANTS.items():
        model = get_peft_model(base(), LoraConfig(task_type="CAUSAL_LM", **settings)).eval()
        shake(model)
        model.peft_config["default"].base_model_name_or_path = "tiny"
        model.save_pretrained(FOLDER / name)
        (FOLDER / name / "README.md").unlink()
        found[name] = logits(model, tokens)
        save_file(linear(model.merge_and_unload()), FOLDER / f"{name}.safetensors")
    for kind in ["cat", "linear"]:
        model = PeftModel.from_pretrained(base(), FOLDER / "plain", adapter_name="plain")
        model.load_adapter(FOLDER / "other", adapter_name="other")
        model.add_weighted_adapter(list(MIXED), list(MIXED.values()), "mixed", combination_type=kind)
        model.set_adapter("mixed")
        found[kind] = logits(model.eval(), tokens)
        save_file(linear(model.merge_and_unload()), FOLDER / f"{kind}.safetensors")
    (FOLDER / "logits.json").write_text(json.dumps({"tokens": tokens[0].tolist(), "logits": found}) + "\n")


if __name__ == "__main__":
    main()
