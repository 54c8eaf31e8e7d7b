"""Writes blocks of every supported type, and what the `gguf` package makes of them.

gguf_blocks.gguf         a tensor of each type: random bytes with sane scales
gguf_blocks.safetensors  the same tensors, dequantised to float32 by gguf.quants
half.safetensors         values in F16 and BF16 and, under the same name + ".f32", in F32, as torch rounds them
"""

import sys
from pathlib import Path

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as T
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_torch

ROWS, COLUMNS = 2, 256
TYPES = [T.F32, T.F16, T.BF16, T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0, T.Q4_K, T.Q5_K, T.Q6_K]
# Byte offsets in a block where a float16 scale stands.
SCALES = {T.Q4_0: [0], T.Q4_1: [0, 2], T.Q5_0: [0], T.Q5_1: [0, 2], T.Q8_0: [0], T.Q4_K: [0, 2],
          T.Q5_K: [0, 2], T.Q6_K: [208]}


def blocks(kind, random):
    size, width = gguf.GGML_QUANT_SIZES[kind]
    raw = random.integers(0, 256, (ROWS, COLUMNS // size, width), dtype=np.uint8)
    for at in SCALES[kind]:
        scale = random.normal(0, 0.05, (ROWS, COLUMNS // size, 1)).astype(np.float16)
        raw[..., at:at + 2] = scale.view(np.uint8)
    return raw.reshape(ROWS, -1)


def main(folder):
    random = np.random.default_rng(7)
    writer = gguf.GGUFWriter(folder / "gguf_blocks.gguf", "llama")
    writer.add_string("test.text", "Für Elise – 🎹")
    writer.add_array("test.numbers", [1, -2, 3])
    expected = {}
    for kind in TYPES:
        name = f"{kind.name}.weight"
        values = random.normal(0, 1, (ROWS, COLUMNS)).astype(np.float32)
        if kind == T.F32:
            raw = values
        elif kind == T.F16:
            raw = values.astype(np.float16)
        elif kind == T.BF16:
            raw = gguf.quantize(values, kind)
        else:
            raw = blocks(kind, random)
        writer.add_tensor(name, raw, raw_dtype=kind)
        expected[name] = gguf.dequantize(raw, kind).astype(np.float32)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    save_file(expected, folder / "gguf_blocks.safetensors")

    torch.manual_seed(7)
    values = torch.cat([torch.randn(20), torch.tensor([0.0, -0.0, 1e-8, 65504.0, 1e-3, 3.14159265])])
    half = {}
    for name, kind in (("f16", torch.float16), ("bf16", torch.bfloat16)):
        half[name] = values.to(kind)
        half[name + ".f32"] = values.to(kind).float()
    half["values"] = values
    save_torch(half, folder / "half.safetensors", metadata={"format": "pt"})


main(Path(sys.argv[1] if len(sys.argv) > 1 else "src/test/resources/golden"))
