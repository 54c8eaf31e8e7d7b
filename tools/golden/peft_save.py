"""Writes an adapter as PEFT saves it, and what it adds to every linear module.

peft/adapter_config.json, peft/adapter_model.safetensors   rank 4, alpha 8, two targets, two layers of a tiny llama
peft_delta.safetensors   alpha / rank * B A of every module, by its name
"""

from pathlib import Path

import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

FOLDER = Path("src/test/resources/golden")


def tiny_llama():
    """Also the shape that peft_load.py and PeftFolderTest know."""
    return LlamaForCausalLM(LlamaConfig(hidden_size=16, intermediate_size=24, num_hidden_layers=2, vocab_size=40,
                                        num_attention_heads=4, num_key_value_heads=2, tie_word_embeddings=True))


def main():
    torch.manual_seed(11)
    config = LoraConfig(r=4, lora_alpha=8, lora_dropout=0.05, target_modules=["q_proj", "down_proj"],
                        task_type="CAUSAL_LM")
    model = get_peft_model(tiny_llama(), config)
    deltas = {}
    with torch.no_grad():
        for name, module in model.named_modules():
            if hasattr(module, "lora_B"):
                module.lora_B["default"].weight.normal_()
                deltas[name.removeprefix("base_model.model.")] = module.get_delta_weight("default").contiguous()
    model.peft_config["default"].base_model_name_or_path = "smollm2-135m"
    model.save_pretrained(FOLDER / "peft")
    (FOLDER / "peft" / "README.md").unlink()
    save_file(deltas, FOLDER / "peft_delta.safetensors")


if __name__ == "__main__":
    main()
