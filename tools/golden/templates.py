"""Writes templates.json: small templates, one or two to a habit of chat templates, and what transformers renders."""

import json
from pathlib import Path

from transformers.utils.chat_template_utils import _compile_jinja_template

VALUES = {
    "messages": [
        {"role": "system", "content": " Be Ludwig. "},
        {"role": "user", "content": "Who?\n"},
        {"role": "assistant", "content": "I.", "tool_calls": []},
    ],
    "bos_token": "<s>",
    "add_generation_prompt": True,
    "numbers": [3, 1, 2],
    "empty": [],
    "person": {"name": "Ludwig", "born": 1770, "famous": True, "rank": "none"},
    "text": "  Two words\t",
    "quote": "a\"b\\c\nd é",
}

TEMPLATES = [
    # white space
    "a {{ 1 }} b\n", "a\n{{ 1 }}\nb\n\n", "a\n  {% if true %}\n  b\n  {% endif %}\nc",
    "a\n  {%- if true -%}\n  b\n  {%- endif %}\nc", "a\n  {{- 'x' -}}\n  b", "a  {% if true %}  b  {% endif %}  c",
    "{% if true %}\n\n x{% endif %}\n\ny", "a {# comment #}\nb\n  {# another #}\nc", "a {#- comment -#} \n b",
    "x\n{%+ if true %}y{% endif %}", "x\n   {%+ if true +%}\ny{% endif %}", "a\r\nb{% if true %}\r\nc{% endif %}",
    "  {% set x = 1 %}  {{ x }}", "{% for n in numbers %}\n    {{ n }}\n{% endfor %}\n", "{{ 'a' }}\n  {% if 1 %}b{% endif %}",
    "", "\n", "\n\n", "  ", "{% set a = '%}' %}{{ a }}", "{{ '}}' }}", "{{ {'a': {'b': 1}}['a']['b'] }}", "{ {{ '{{' }} }", "a { % b",
    # texts and numbers
    "{{ 'it\\'s' }}|{{ \"\\n\\t\\\\\" }}|{{ '\\x41\\u00e9' }}", "{{ 'a' 'b' }}", "{{ 'x' ~ 1 ~ true ~ none }}",
    "{{ 1 + 2 * 3 - 4 }} {{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 1.5 + 1 }} {{ (1 + 2) * 3 }}", "{{ -numbers[0] }}",
    "{{ true }} {{ False }} {{ none }} {{ undefined_thing }}", "{{ 'ab' + 'c' }}{{ [1] + [2] == [1, 2] }}",
    # names, items, slices
    "{{ messages[0]['role'] }} {{ messages[0].role }} {{ messages[-1].content }} {{ messages | length }}",
    "{{ person['name'] }} {{ person.nothing }}|{{ person['nothing'] }}", "{{ numbers[1:] | length }} {{ 'hello'[1:3] }} {{ 'hello'[::-1] }} {{ 'hello'[-2:] }} {{ 'hello'[:-1] }}",
    "{% for n in numbers[::-1] %}{{ n }}{% endfor %}", "{{ numbers[7] }}|{{ 'abc'[9:] }}", "{% for m in messages[1:] %}{{ m.role }} {% endfor %}",
    # operators
    "{{ 1 < 2 }} {{ 2 <= 1 }} {{ 1 == 1.0 }} {{ 'a' != 'b' }} {{ 1 < 2 < 3 }} {{ 3 > 2 > 2 }}", "{{ 'a' in 'cat' }} {{ 2 in numbers }} {{ 'name' in person }} {{ 'x' not in person }} {{ not 'x' in person }}",
    "{{ 1 and 2 }} {{ 0 or 'x' }} {{ not 0 }} {{ not empty and true }} {{ 'a' if empty else 'b' }} {{ 'a' if 0 }}|",
    "{{ ('a' if true else 'b') + 'c' }} {{ 'x' if 1 == 2 else 'y' if 1 == 3 else 'z' }}", "{{ 'a' + text | trim + 'b' }}", "{{ (1, 2)[1] }} {{ [1, 2, 3] | last }}",
    # checks
    "{{ nope is defined }} {{ text is defined }} {{ nope is not defined }} {{ none is none }} {{ tools is none }} {{ tools is defined }}",
    "{{ 'a' is string }} {{ 1 is number }} {{ person is mapping }} {{ numbers is iterable }} {{ 1 is string }} {{ numbers is sequence }} {{ true is boolean }} {{ true is true }} {{ 2 is even }} {{ 2 is odd }}",
    "{{ 3 is equalto 3 }} {{ 3 is eq(4) }} {{ 3 is ne 4 }} {{ 3 is in [1, 3] }} {{ not nope is defined and 1 }}", "{{ person.famous is not none and person.famous }}",
    # filters and methods
    "[{{ text | trim }}] [{{ text.strip() }}] [{{ text.lstrip() }}] [{{ text.rstrip() }}] [{{ 'xxaxx'.strip('x') }}]", "{{ 'Ab' | upper }} {{ 'Ab' | lower }} {{ 'two words' | title }} {{ 'tWo' | capitalize }} {{ 'tWo'.upper() }}",
    "{{ nope | default('d') }} {{ '' | default('d') }}|{{ '' | default('d', true) }} {{ empty | default('e', boolean=true) }}", "{{ numbers | join(', ') }} {{ numbers | first }} {{ numbers | last }} {{ 'ab' | list | join('-') }}",
    "{{ 'aXbXc'.split('X')[1] }} {{ ' a  b '.split() | length }} {{ 'abc'.startswith('ab') }} {{ 'abc'.endswith('ab') }} {{ 'abc' | replace('b', 'x') }} {{ 'abc'.replace('c', '') }}",
    "{% for k, v in person.items() %}{{ k }}={{ v }};{% endfor %}", "{% for k, v in person | items %}{{ k }}{% endfor %} {{ person.get('name') }} {{ person.get('x', 'y') }} {{ person.get('x') }}", "{{ person.keys() | list | join(',') }}",
    "{{ messages | map(attribute='role') | join(',') }} {{ messages | selectattr('role', 'equalto', 'user') | list | length }} {{ messages | rejectattr('role', 'eq', 'user') | map(attribute='role') | list | join }}",
    "{{ person | tojson }} {{ quote | tojson }} {{ [1, 2.5, none, true] | tojson }}", "{{ '12' | int + 1 }} {{ 'x' | int }} {{ 3 | string + '!' }}", "{{ numbers | reverse | list | join }} {{ 'abc' | reverse }}", "{{ messages | selectattr('tool_calls', 'defined') | list | length }}",
    # statements
    "{% if false %}a{% elif 0 %}b{% elif 'x' %}c{% else %}d{% endif %}", "{% if empty %}a{% else %}b{% endif %}", "{% for m in messages %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }} {% endfor %}",
    "{% for n in empty %}x{% else %}none{% endfor %}", "{% for n in numbers if n > 1 %}{{ n }}{{ loop.index }}{% endfor %}", "{% for n in numbers %}{% if n == 1 %}{% continue %}{% endif %}{{ n }}{% if n == 2 %}{% break %}{% endif %}{% endfor %}",
    "{% for n in numbers %}{% if not loop.first %}{{ loop.previtem }}<{% endif %}{{ n }}{% if loop.nextitem is defined %}>{{ loop.nextitem }}{% endif %} {% endfor %}", "{% for n in range(3) %}{{ n }}{% endfor %}{% for n in range(5, 1, -2) %}{{ n }}{% endfor %}",
    "{% set x = 1 %}{% for n in numbers %}{% set x = n %}{% endfor %}{{ x }}", "{% set x = 1 %}{% if true %}{% set x = 2 %}{% endif %}{{ x }}", "{% set ns = namespace(found=false, n=0) %}{% for n in numbers %}{% set ns.n = ns.n + n %}{% set ns.found = true %}{% endfor %}{{ ns.n }}{{ ns.found }}",
    "{% set a, b = 1, 2 %}{{ a }}{{ b }}", "{% set block %}x{{ 1 }}{% endset %}[{{ block }}]", "{% macro hi(name, end='!') %}Hi {{ name }}{{ end }}{% endmacro %}{{ hi('a') }}{{ hi('b', '?') }}{{ hi(name='c', end='.') }}",
    "{% macro loop_of(m) %}{% for x in m %}{{ x.role[0] }}{% endfor %}{% endmacro %}[{{ loop_of(messages) }}]", "{% for a in [1, 2] %}{% for b in [3, 4] %}{{ a }}{{ b }}{{ loop.index }} {% endfor %}{{ loop.index }};{% endfor %}",
    "{% for m in messages %}{% generation %}{{ m.content }}{% endgeneration %}{% endfor %}", "{% if messages[0]['role'] == 'system' %}{% set loop_messages = messages[1:] %}{% set system = messages[0]['content'] | trim %}{% endif %}{{ system }}{{ loop_messages | length }}",
    "{%- for message in messages -%}\n{%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}\n{{ message.role }}\n{%- endif -%}\n{%- endfor -%}",
    "{{ bos_token }}{% for message in messages %}{% if message.content is string %}{{ '\\n' + message.content }}{% endif %}{% endfor %}{{ '' if add_generation_prompt else 'x' }}",
]


def main():
    cases = []
    for template in TEMPLATES:
        text = _compile_jinja_template(template).render(**VALUES, tools=None, documents=None)
        cases.append({"template": template, "text": text})
    path = Path("src/test/resources/golden/templates.json")
    path.write_text(json.dumps({"values": VALUES, "cases": cases}, ensure_ascii=False, indent=1) + "\n")


main()
