"""Golden logits of the default base, from an implementation that is not ours.

Usage: python tools/golden/logits.py FOLDER_WITH_THE_GGUF FILE.gguf > src/test/resources/golden/logits.json
"""

import json
import sys

import torch
import transformers

CHAT = (
    "<|im_start|>system\nYou are Ludwig van Beethoven.<|im_end|>\n"
    "<|im_start|>user\nGood morning! Who lives upstairs?<|im_end|>\n"
    "<|im_start|>assistant\n"
)
PROMPTS = {
    "plain": "The old composer walked through the rain to the house on the corner, where",
    "chat": CHAT,
    "mixed": "In 1805 he paid 12.50 florins – \"für Elise\", said the copyist 🎵.\n\n"
    "def rent(months):\n    return 40 * months\n\n"
    "A list of what the landlady wanted: candles, soup, silence after ten o'clock, and no more "
    "walking up and down with heavy boots while he counted bars aloud, for the whole house could "
    "hear it and nobody had slept since the feast of Saint Nicholas.",
}


def main(folder, name):
    tokenizer = transformers.AutoTokenizer.from_pretrained(folder, gguf_file=name)
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder, gguf_file=name, dtype=torch.float32
    ).eval()
    out = {
        "by": f"transformers {transformers.__version__}, torch {torch.__version__}",
        "file": name,
        "prompts": [],
    }
    for title, text in PROMPTS.items():
        ids = tokenizer(text, add_special_tokens=False)["input_ids"]
        with torch.no_grad():
            logp = torch.log_softmax(model(torch.tensor([ids])).logits[0].double(), -1)
        top = logp.topk(5, -1)
        out["prompts"].append(
            {
                "title": title,
                "tokens": ids,
                "top": top.indices.tolist(),
                "logProbabilities": [[round(v, 5) for v in row] for row in top.values.tolist()],
            }
        )
    # one list a line, so that a change can be read
    print(json.dumps(out, indent=1).replace("\n    ", " ").replace("\n   ]", " ]"))


main(*sys.argv[1:])
