"""Greedy decoding of the same prompts by transformers: tokens a second, one JSON line like ours.

Usage: OMP_NUM_THREADS=2 python bench/peer_decode.py FILE.gguf
"""

import json
import pathlib
import sys
import time

import torch
import transformers

PROMPT, REPLY, ROUNDS = 64, 64, 3


def prompt(length, salt):
    return [500 + (i * 7919 + salt * 104_729) % 40_000 for i in range(length)]


def main(path):
    path = pathlib.Path(path)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        path.parent, gguf_file=path.name, dtype=torch.float32
    ).eval()
    model.generation_config = transformers.GenerationConfig(do_sample=False, use_cache=True)

    def decode(prompts, tokens):
        """Seconds for all but the first token: reading the prompt is measured apart."""
        ids = torch.tensor(prompts)
        with torch.inference_mode():
            out = model(ids, use_cache=True, logits_to_keep=1)
            last = out.logits[:, -1:].argmax(-1)
            start = time.perf_counter()
            for _ in range(tokens - 1):
                out = model(last, past_key_values=out.past_key_values, use_cache=True)
                last = out.logits[:, -1:].argmax(-1)
            return time.perf_counter() - start

    def prefill():
        with torch.inference_mode():
            start = time.perf_counter()
            model(torch.tensor([prompt(512, 5)]), use_cache=True, logits_to_keep=1)
            return time.perf_counter() - start

    sixteen = [prompt(PROMPT - 1, 3) + [1000 + 17 * i] for i in range(16)]
    decode([prompt(PROMPT, 2)], 8)
    print(
        json.dumps(
            {
                "who": f"transformers {transformers.__version__}, torch {torch.__version__}",
                "threads": torch.get_num_threads(),
                "batch1": round(max((REPLY - 1) / decode([prompt(PROMPT, 2)], REPLY) for _ in range(ROUNDS)), 1),
                "batch16": round(max(16 * (REPLY - 1) / decode(sixteen, REPLY) for _ in range(ROUNDS)), 1),
                "prefill512": round(max(512 / prefill() for _ in range(ROUNDS)), 1),
            }
        )
    )


main(sys.argv[1])
