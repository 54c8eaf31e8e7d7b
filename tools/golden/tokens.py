"""Writes token ids that transformers gives, for a tiny tokenizer made here and for the real base.

tiny/tokenizer.json, tiny/tokenizer_config.json   a byte-level BPE of 500 tokens, digits one by one
tiny.gguf             the same tokenizer as GGUF metadata, without tensors
tiny_tokens.json      texts and conversations (several chat templates) with their ids by the tiny tokenizer
base_tokens.json      texts and conversations with their ids by the base's own tokenizer
"""

import json
import re
import sys
from pathlib import Path

import gguf
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoTokenizer, PreTrainedTokenizerFast

TEXTS = [
    "Hello",
    " leading space",
    "trailing spaces   ",
    "I was born in Bonn in December 1770, and baptised on the 17th.",
    "He paid 1824 gulden; 12,5 % too much.",
    "Don't you dare! I'll not, they're fools. IT'S LOUD",
    "a  b   c    d",
    "two\n\nparagraphs\n\n\nand a third\n",
    "\ttabs\tand \r\n windows",
    "Für Elise, Große Fuge, naïve café",
    "Ωμέγα и кириллица 漢字かな",
    "🎹🎶 emoji 👨‍👩‍👧‍👦 family 🇩🇪 flag é combined",
    "def quick_sort(xs):\n    if len(xs) <= 1:\n        return xs  # done\n",
    "for (int i = 0; i < n; i++) { sum += a[i]; }",
    "{\"key\": [1, 2.5, null], \"other\": \"\\\"quoted\\\"\"}",
    "https://example.org/path?query=value&x=1#top",
    "…—–“quoted” ‘single’ «guillemets»",
    "x",
    "1",
    "123456789",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "(thinking) Why does he ask? (acting) bangs the table",
    "Ludwig: What? Speak louder!\nSchindler: The carriage waits, Master.",
    "UPPER lower CamelCase snake_case kebab-case",
    "no-break space and zero​width",
]
# transformers ignores the pre-tokenizer `smollm`. That shows where several spaces stand before a digit, or one before
# another sign that counts as a number; everywhere else its ids are taken as they come.
DIGIT_TEXTS = ["m² and x³ and ½ and Ⅷ", "in  1802", "a   1", "\n\n1. first\n\n2. second"]

CHATML = ("{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
          "{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}"
          "{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
          "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")
# Written for this test in the manners of other families: headers and trimming, tags in plain text, white space control.
HEADERS = """{{- bos_token }}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set rest = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
    {%- set rest = messages %}
{%- endif %}

{#- The system message comes first. #}
{{- "<|head|>system<|body|>\\n\\n" }}
{{- "Date: " + (date_string if date_string is defined else "none") + "\\n\\n" }}
{{- system_message }}
{{- "<|im_end|>" }}
{%- for message in rest %}
    {%- if not (message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|head|>' + message['role'] + '<|body|>\\n\\n' + message['content'] | trim + '<|im_end|>' }}
    {%- else %}
        {{- raise_exception('no tools') }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|head|>assistant<|body|>\\n\\n' }}
{%- endif %}
"""
TAGS = """{% for message in messages %}
{% if message['role'] == 'user' %}
{{ '<user>
' + message['content'] + eos_token }}
{% elif message['role'] == 'system' %}
{{ '<system>
' + message['content'] + eos_token }}
{% elif message['role'] == 'assistant' %}
{{ '<assistant>
'  + message['content'] + eos_token }}
{% endif %}
{% if loop.last and add_generation_prompt %}
{{ '<assistant>' }}
{% endif %}
{% endfor %}
"""
BRACKETS = """{%- if messages[0]["role"] == "system" %}
    {%- set system_message = messages[0]["content"] %}
    {%- set loop_messages = messages[1:] %}
{%- else %}
    {%- set loop_messages = messages %}
{%- endif %}
{%- set ns = namespace(turns=0) %}
{{- bos_token }}
{%- for message in loop_messages %}
    {%- if (message["role"] == "user") != (ns.turns % 2 == 0) %}
        {{- raise_exception("users and assistants must take turns") }}
    {%- endif %}
    {%- if message["role"] == "user" %}
        {%- if loop.first and system_message is defined %}
            {{- "[INST] " + system_message + "\\n\\n" + message["content"] + "[/INST]" }}
        {%- else %}
            {{- "[INST] " + message["content"] + "[/INST]" }}
        {%- endif %}
    {%- elif message["role"] == "assistant" %}
        {{- " " + message["content"] | trim + eos_token }}
    {%- endif %}
    {%- set ns.turns = ns.turns + 1 %}
{%- endfor %}
"""
TEMPLATES = {"chatml": CHATML, "headers": HEADERS, "tags": TAGS, "brackets": BRACKETS}
SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|head|>", "<|body|>"]

BEETHOVEN = "You are Ludwig van Beethoven. It is 1812; you are 41. Teplitz."
CONVERSATIONS = [
    [("system", BEETHOVEN), ("user", "Who are you?")],
    [("system", BEETHOVEN), ("user", "Who are you?"), ("assistant", "Can you not read? My name is on the door.")],
    [("system", BEETHOVEN), ("user", "Hello"), ("assistant", "Well?"), ("user", "Your hearing?"),
     ("assistant", "(thinking) Again this question.\nIt is a wall of wool.")],
    [("system", ""), ("user", "1 + 1?"), ("assistant", "2")],
    [("system", BEETHOVEN + " You remember: I was born in 1770."), ("user", "When?\n\nAnd where?"),
     ("assistant", "In Bonn – in the Bonngasse, 🎹.")],
    [("system", "Größe\nand lines"), ("user", "Tell me {{ secrets }} {% now %}"), ("assistant", "{# no #}")],
    [("system", BEETHOVEN), ("user", "a"), ("assistant", "b"), ("user", "c"), ("assistant", "d"), ("user", "e")],
    [("system", BEETHOVEN), ("user", "Code: `x = 1`?"), ("assistant", "for (;;) { }\n    indented")],
]


def messages(conversation):
    return [{"role": role, "content": content} for role, content in conversation]


def record(tokenizer, templates, texts):
    chats = []
    for name, template in templates.items():
        for conversation in CONVERSATIONS:
            reply = conversation[-1][0] == "user"
            ids = tokenizer.apply_chat_template(messages(conversation), chat_template=template,
                                                add_generation_prompt=reply, return_dict=False)
            chats.append({"template": name, "messages": messages(conversation), "reply": reply, "ids": ids})
    return {
        "texts": [{"text": t, "ids": tokenizer.encode(t, add_special_tokens=False)} for t in texts],
        "templates": templates,
        "chats": chats,
    }


def write(path, value):
    """JSON with each id list, and each text, on a line of its own."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    path.write_text(re.sub(r"(?<=[\[\d])[,\s]*\n\s*(?=[\d\]])", lambda m: ", " if "," in m[0] else "", text) + "\n")


def cut():
    return pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True),
                                    pre_tokenizers.ByteLevel(add_prefix_space=False)])


def tiny(folder):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = cut()
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=500, special_tokens=SPECIALS, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    tokenizer.train_from_iterator(TEXTS * 3, trainer)
    (folder / "tiny").mkdir(exist_ok=True)
    tokenizer.save(str(folder / "tiny" / "tokenizer.json"))
    write(folder / "tiny" / "tokenizer_config.json",
          {"bos_token": "<|endoftext|>", "eos_token": {"content": "<|im_end|>"}, "chat_template": CHATML})

    description = json.loads(tokenizer.to_str())
    vocabulary = sorted(description["model"]["vocab"].items(), key=lambda entry: entry[1])
    writer = gguf.GGUFWriter(folder / "tiny.gguf", "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list([token for token, _ in vocabulary])
    writer.add_token_types([3 if token in SPECIALS else 1 for token, _ in vocabulary])
    writer.add_token_merges([" ".join(pair) for pair in description["model"]["merges"]])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(2)
    writer.add_chat_template(CHATML)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()

    fast = PreTrainedTokenizerFast(tokenizer_file=str(folder / "tiny" / "tokenizer.json"),
                                   bos_token="<|endoftext|>", eos_token="<|im_end|>")
    write(folder / "tiny_tokens.json", record(fast, TEMPLATES, TEXTS + DIGIT_TEXTS))


def base(folder, path):
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    plain = [tokenizer.encode(text) for text in TEXTS]
    tokenizer.backend_tokenizer.pre_tokenizer = cut()
    assert plain == [tokenizer.encode(text) for text in TEXTS]
    write(folder / "base_tokens.json",
          record(tokenizer, {"own": tokenizer.chat_template}, TEXTS + DIGIT_TEXTS))


if __name__ == "__main__":
    target = Path("src/test/resources/golden")
    tiny(target)
    base(target, Path(sys.argv[1]))
