"""Writes values as every type the `gguf` package can quantise to, in a file that ours must equal to the last byte.

quantized.gguf   metadata of each type we write; `values` in F32 and, quantised from them, a tensor of each type
"""

import sys
from pathlib import Path

import gguf
import numpy as np
from gguf import GGMLQuantizationType as T, GGUFValueType as V

ROWS, COLUMNS = 16, 64
TYPES = [T.F16, T.BF16, T.Q4_0, T.Q4_1, T.Q5_0, T.Q5_1, T.Q8_0]


def values(random):
    all = random.normal(0, 0.05, (ROWS, COLUMNS)).astype(np.float32)
    all[1] *= 1000
    all[2] *= 1e-6  # scales below what float16 holds exactly
    all[3] = 0
    all[4] = 0.25  # minimum and maximum alike
    all[5] = np.abs(all[5])
    all[6] = -np.abs(all[6])
    all[7] = np.round(all[7] * 200) / 16  # many values halfway between two steps
    all[8] = np.tile(np.arange(-16, 16, dtype=np.float32), 2)
    all[9] = np.tile(np.linspace(-127, 127, 32, dtype=np.float32) / 2, 2)
    all[10, ::2] = 0
    all[11, 1:] = 0
    all[12] = np.where(random.random(COLUMNS) < 0.5, -1, 1)  # the farthest from zero on both sides
    return all


def main(folder):
    writer = gguf.GGUFWriter(folder / "quantized.gguf", "llama")
    writer.add_string("test.text", "Für Elise – 🎹")
    writer.add_uint32("test.u32", 4_000_000_000)
    writer.add_uint64("test.u64", 1 << 40)
    writer.add_float32("test.f32", 1e-5)
    writer.add_bool("test.bool", True)
    writer.add_key_value("test.texts", ["a", "", "é"], V.ARRAY, V.STRING)
    writer.add_key_value("test.i32s", [1, -2, 3], V.ARRAY, V.INT32)
    writer.add_key_value("test.f32s", [0.5, -0.25], V.ARRAY, V.FLOAT32)
    writer.add_key_value("test.bools", [True, False], V.ARRAY, V.BOOL)
    all = values(np.random.default_rng(11))
    writer.add_tensor("values", all)
    writer.add_tensor("row", all[0])
    for kind in TYPES:
        writer.add_tensor(f"{kind.name}.weight", gguf.quantize(all, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


main(Path(sys.argv[1] if len(sys.argv) > 1 else "src/test/resources/golden"))
