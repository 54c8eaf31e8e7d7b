"""Writes the factors transformers' schedules give the learning rate, step by step.

usage: schedules.py [FOLDER]
"""

import json
import sys

import torch
from transformers import get_constant_schedule_with_warmup, get_cosine_schedule_with_warmup, get_linear_schedule_with_warmup

WARMUP, STEPS = 7, 40


def factors(make):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    schedule = make(optimizer)
    found = []
    for _ in range(STEPS):
        found.append(schedule.get_last_lr()[0])
        optimizer.step()
        schedule.step()
    return found


folder = sys.argv[1] if len(sys.argv) > 1 else "src/test/resources/golden"
with open(folder + "/schedules.json", "w") as out:
    json.dump({
        "warmup": WARMUP,
        "steps": STEPS,
        "cosine": factors(lambda o: get_cosine_schedule_with_warmup(o, WARMUP, STEPS)),
        "linear": factors(lambda o: get_linear_schedule_with_warmup(o, WARMUP, STEPS)),
        "constant": factors(lambda o: get_constant_schedule_with_warmup(o, WARMUP)),
    }, out)
    out.write("\n")
