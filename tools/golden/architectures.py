"""Makes tiny random checkpoints of every supported family and writes what transformers computes of them: `architectures/`.

    python tools/golden/architectures.py [FOLDER]

For each family a folder as `save_pretrained` leaves it (one of them in shards), with `golden.safetensors` beside it:
the logits of one text under `logits`, and under `gradient.NAME` the gradient of the mean loss over its targets, for every
weight. `example.json` holds the text, its targets and the losses. For those that llama.cpp knows by another layout there is a
`.gguf` of the same weights.
"""

import json
import math
import os
import pathlib
import random
import shutil
import sys

import gguf
import numpy
import torch
from safetensors.torch import save_file
from transformers import (LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config, Qwen2ForCausalLM,
                          Qwen3Config, Qwen3ForCausalLM)

folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "src/test/resources/golden") / "architectures"
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
torch.set_num_threads(1)

# Of 4 heads two share a key/value head. The text is longer than the context from which RoPE is stretched.
VOCABULARY, LENGTH, ORIGINAL = 41, 48, 32
SIZES = dict(vocab_size=VOCABULARY, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4,
             num_key_value_heads=2, max_position_embeddings=64, rms_norm_eps=1e-5, initializer_range=0.4,
             attn_implementation="eager")
LLAMA3 = dict(rope_type="llama3", rope_theta=100.0, factor=4.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=ORIGINAL)
FAMILIES = {
    "llama": (LlamaForCausalLM, LlamaConfig(**SIZES, tie_word_embeddings=True)),
    "llama3": (LlamaForCausalLM, LlamaConfig(**SIZES, head_dim=8, rope_parameters=LLAMA3, tie_word_embeddings=False)),
    "linear": (LlamaForCausalLM, LlamaConfig(
        **SIZES, head_dim=8, tie_word_embeddings=True,
        rope_parameters=dict(rope_type="linear", rope_theta=500.0, factor=3.0))),
    "mistral": (MistralForCausalLM, MistralConfig(**SIZES, head_dim=8, sliding_window=LENGTH, tie_word_embeddings=False)),
    "qwen2": (Qwen2ForCausalLM, Qwen2Config(**SIZES, tie_word_embeddings=True,
                                            rope_parameters=dict(rope_type="default", rope_theta=1e6))),
    "qwen3": (Qwen3ForCausalLM, Qwen3Config(**SIZES, head_dim=8, tie_word_embeddings=False,
                                            rope_parameters=dict(rope_type="default", rope_theta=1e6))),
}

rng = random.Random(3)
tokens = [rng.randrange(VOCABULARY) for _ in range(LENGTH)]
target = [i > 0 and rng.random() < 0.5 for i in range(LENGTH)]
target[-1] = True
ids = torch.tensor([tokens])
labels = torch.where(torch.tensor([target]), ids, -100)


def make(name, kind, config):
    torch.manual_seed(len(name) + sum(map(ord, name)))
    model = kind(config)
    for parameter_name, parameter in model.named_parameters():
        if parameter_name.endswith("norm.weight"):
            torch.nn.init.uniform_(parameter, 0.6, 1.4)
        if parameter_name.endswith(".bias"):
            torch.nn.init.normal_(parameter, 0, 0.5)
    model.save_pretrained(folder / name, max_shard_size="8KB" if name == "llama" else "1GB")
    (folder / name / "generation_config.json").unlink(missing_ok=True)
    return model.eval()


def compute(name, model):
    """In float64, so that what differs is our rounding alone."""
    model = model.double()
    out = model(input_ids=ids, labels=labels)
    out.loss.backward()
    tensors = {"logits": out.logits[0].detach().float()}
    for parameter_name, parameter in model.named_parameters():
        tensors["gradient." + parameter_name] = parameter.grad.float()
    save_file(tensors, folder / name / "golden.safetensors")
    model.float()
    return out.loss.item()


def permuted(weight, heads):
    return weight.reshape(heads, 2, weight.shape[0] // heads // 2, *weight.shape[1:]).swapaxes(1, 2).reshape(weight.shape)


def rope_factors(config):
    """What llama.cpp's converter writes as `rope_freqs.weight`."""
    p = config.rope_parameters
    low, high = ORIGINAL / p["low_freq_factor"], ORIGINAL / p["high_freq_factor"]
    factors = []
    for i in range(0, config.head_dim, 2):
        wavelength = 2 * math.pi * p["rope_theta"] ** (i / config.head_dim)
        smooth = (ORIGINAL / wavelength - p["low_freq_factor"]) / (p["high_freq_factor"] - p["low_freq_factor"])
        factors.append(1 if wavelength < high else p["factor"] if wavelength > low
                       else 1 / ((1 - smooth) / p["factor"] + smooth))
    return numpy.array(factors, dtype=numpy.float32)


NAMES = {"input_layernorm": "attn_norm", "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q",
         "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
         "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm", "mlp.gate_proj": "ffn_gate",
         "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down"}
OUTER = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}


def write_gguf(name, model, architecture):
    config = model.config
    head_dim = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    writer = gguf.GGUFWriter(folder / f"{name}.gguf", architecture)
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_key_length(head_dim)
    writer.add_value_length(head_dim)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(config.rope_parameters["rope_theta"])
    if architecture == "llama":
        writer.add_rope_dimension_count(head_dim)
    if config.rope_parameters["rope_type"] == "llama3":
        writer.add_tensor("rope_freqs.weight", rope_factors(config))
    for full, tensor in model.state_dict().items():
        module, kind = full.rsplit(".", 1)
        value = tensor.float().numpy()
        if module in OUTER:
            if not (module == "lm_head" and config.tie_word_embeddings):
                writer.add_tensor(f"{OUTER[module]}.{kind}", value)
            continue
        layer, part = module.removeprefix("model.layers.").split(".", 1)
        if architecture == "llama" and part in ("self_attn.q_proj", "self_attn.k_proj"):
            value = permuted(value, config.num_attention_heads if "q_proj" in part else config.num_key_value_heads)
        writer.add_tensor(f"blk.{layer}.{NAMES[part]}.{kind}", numpy.ascontiguousarray(value))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


losses = {}
for name, (kind, config) in FAMILIES.items():
    model = make(name, kind, config)
    losses[name] = compute(name, model)
    if name in ("llama3", "mistral", "qwen2", "qwen3"):
        write_gguf(name, model, "llama" if name in ("llama3", "mistral") else name)
(folder / "example.json").write_text(json.dumps({"tokens": tokens, "target": target, "losses": losses}) + "\n")
for path in folder.rglob("*.safetensors"):
    os.chmod(path, 0o644)
print(losses)
