"""Makes tiny tokenizers of the kinds that the supported families use and writes the ids they give: `tokenizers/`.

    python tools/golden/pretokenizers.py [FOLDER]

qwen2.gguf, llama-bpe.gguf   byte-level BPE as GGUF metadata without tensors, cut into words as the name in it says
llama/tokenizer.json         SentencePiece-like BPE with bytes for what it does not know, as Llama 2 has it
mistral/tokenizer.json       the same with the space put before the first word by the pre-tokenizer, as newer Mistrals have it
ids.json                     texts with their ids, by the `tokenizers` library alone; conversations by transformers
"""

import json
import sys
from pathlib import Path

import gguf
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from tokens import BRACKETS, CONVERSATIONS, DIGIT_TEXTS, TEXTS, messages, write

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "src/test/resources/golden") / "tokenizers"
folder.mkdir(parents=True, exist_ok=True)
TEXTS = TEXTS + DIGIT_TEXTS + ["I'LL we'Ve \r\n\r\n  it's\n \n", "Für Café (decomposed)", "12345 1234567 ١٢٣٤",
                               "gulden, gulden and Gulden gulden", "l'été j'ai d'accord", "a!!!\n\n??? ...\n"]
WORDS = {
    "qwen2": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
             r"|\s+(?!\S)|\s+",
    "llama-bpe": r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
                 r"|\s+(?!\S)|\s+",
}


def bytewise(name):
    """Trained with the words of GPT-2, so that those of the name under test decide what is not merged."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(TEXTS * 3, trainers.BpeTrainer(
        vocab_size=420, special_tokens=["<|end|>", "<|turn|>"], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    description = json.loads(tokenizer.to_str())
    model = description["model"]
    # A whole word that no merges lead to: only who ignores merges finds it.
    model["vocab"]["Ġparagraphs"] = len(model["vocab"])
    model["ignore_merges"] = name == "llama-bpe"
    tokenizer = Tokenizer.from_str(json.dumps(description))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(WORDS[name]), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    if name == "qwen2":
        tokenizer.normalizer = normalizers.NFC()
    vocabulary = sorted(model["vocab"].items(), key=lambda entry: entry[1])
    writer = gguf.GGUFWriter(folder / f"{name}.gguf", "qwen2" if name == "qwen2" else "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre(name)
    writer.add_token_list([token for token, _ in vocabulary])
    writer.add_token_types([3 if token in ("<|end|>", "<|turn|>") else 1 for token, _ in vocabulary])
    writer.add_token_merges([" ".join(pair) for pair in model["merges"]])
    writer.add_eos_token_id(0)
    writer.add_eot_token_id(1)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    return tokenizer


def piecewise(name):
    """Few letters of its own, so that much is spelt in bytes."""
    specials = ["<unk>", "<s>", "</s>"]
    spelt = [f"<0x{byte:02X}>" for byte in range(256)]
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    if name == "llama":
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    else:
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                           decoders.Strip(" ", 1, 0)])
    tokenizer.train_from_iterator([word for text in TEXTS for word in text.split(" ")] * 3, trainers.BpeTrainer(
        vocab_size=480, special_tokens=specials + spelt, limit_alphabet=60, show_progress=False))
    description = json.loads(tokenizer.to_str())
    description["added_tokens"] = [t for t in description["added_tokens"] if t["content"] in specials]
    tokenizer = Tokenizer.from_str(json.dumps(description))
    if name == "mistral":
        tokenizer.add_special_tokens([AddedToken("[INST]", special=True), AddedToken("[/INST]", special=True)])
    (folder / name).mkdir(exist_ok=True)
    tokenizer.save(str(folder / name / "tokenizer.json"), pretty=False)
    write(folder / name / "tokenizer_config.json", {"bos_token": "<s>", "eos_token": "</s>", "chat_template": BRACKETS})
    return tokenizer


def chats(name):
    fast = PreTrainedTokenizerFast(tokenizer_file=str(folder / name / "tokenizer.json"), bos_token="<s>", eos_token="</s>",
                                   chat_template=BRACKETS)
    return [{"template": "own", "messages": messages(c), "reply": c[-1][0] == "user",
             "ids": fast.apply_chat_template(messages(c), return_dict=False, add_generation_prompt=c[-1][0] == "user")}
            for c in CONVERSATIONS]


result = {}
for kind in ("qwen2", "llama-bpe", "llama", "mistral"):
    made = bytewise(kind) if kind in WORDS else piecewise(kind)
    texts = [{"text": t, "ids": made.encode(t, add_special_tokens=False).ids} for t in TEXTS]
    result[kind] = {"texts": texts, "templates": {}, "chats": [] if kind in WORDS else chats(kind)}
write(folder / "ids.json", result)
