#!/usr/bin/env python3
"""Counts answers read by eye, and what the rules of `understudy probe` are worth against them.

    tools/lab/agreement.py docs/lab/demo.jsonl docs/lab/shipped.jsonl

Each line of a file is a line of the probe's answers.jsonl with one more field, `eye`: for a trap {"leaks": bool}, for
something he knew {"right": bool, "denied": bool}. Shares come with 95 % percentile bootstrap intervals over
questions; sensitivity and specificity are those of the rule against the eye.
"""
import collections
import json
import random
import sys


def interval(answers, field):
    by_question = collections.defaultdict(list)
    for a in answers:
        by_question[a["question"]].append(a["eye"][field])
    groups = [by_question[q] for q in sorted(by_question)]
    draw = random.Random(1)
    shares = []
    for _ in range(4000):
        drawn = [draw.choice(groups) for _ in groups]
        shares.append(sum(map(sum, drawn)) / sum(map(len, drawn)))
    shares.sort()
    share = sum(map(sum, groups)) / sum(map(len, groups))
    return f"{100 * share:.0f} % [{100 * shares[99]:.0f}, {100 * shares[3899]:.0f}] of {sum(map(len, groups))}"


def agreement(answers, field):
    yes = [a[field] for a in answers if a["eye"][field]]
    no = [a[field] for a in answers if not a["eye"][field]]
    part = lambda hits, all_: f"{hits / len(all_):.2f} ({hits} of {len(all_)})" if all_ else "none"
    return f"sensitivity {part(sum(yes), yes)}, specificity {part(len(no) - sum(no), no)}"


def main(files):
    for file in files:
        answers = [json.loads(line) for line in open(file, encoding="utf-8")]
        traps = [a for a in answers if a["kind"] == "trap"]
        known = [a for a in answers if a["kind"] != "trap"]
        print(file)
        for name, of, field in (
            ("traps that leak", traps, "leaks"),
            ("known, right", known, "right"),
            ("  told in training", [a for a in known if a["kind"] == "known"], "right"),
            ("  told in no scene", [a for a in known if a["kind"] == "untold"], "right"),
            ("known, denied", known, "denied"),
        ):
            if of:
                print(f"  {name:20} {interval(of, field):26} rule: {agreement(of, field)}")


main(sys.argv[1:] or sys.exit(__doc__))
