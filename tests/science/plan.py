#!/usr/bin/env python3
"""The planner's figures for 1,000 random states, computed from the formulas of docs/SCIENCE.md.

It shares no code with viva. Run it from the project's folder; only the standard library is needed:

    python3 tests/science/plan.py > tests/vectors/plan.json

The test study::plan::tests::vectors::every_figure_is_that_of_an_independent_computation compares viva with the file.
"""

import json
import random
from math import exp, log

W = [0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614,
     0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542]
AGAIN, GOOD = 1, 3


# FSRS-6 with its default parameters.

def curve(days, stability, decay):
    return (1 + (0.9 ** (-1 / decay) - 1) * days / stability) ** -decay


def clamp(value, low, high):
    return max(low, min(high, value))


def first(rating):
    return W[rating - 1], clamp(W[4] - exp(W[5] * (rating - 1)) + 1, 1, 10)


def later(stability, difficulty, rating, days):
    if days == 0:
        factor = exp(W[17] * (rating - 3 + W[18])) * stability ** -W[19]
        new = stability * (max(factor, 1) if rating >= 2 else factor)
    elif rating == AGAIN:
        recall = curve(days, stability, W[20])
        new = W[11] * difficulty ** -W[12] * ((stability + 1) ** W[13] - 1) * exp(W[14] * (1 - recall))
        new = min(new, stability / exp(W[17] * W[18]))
    else:
        recall = curve(days, stability, W[20])
        gain = exp(W[8]) * (11 - difficulty) * stability ** -W[9] * (exp(W[10] * (1 - recall)) - 1)
        new = stability * (1 + gain)
    easiest = W[4] - exp(W[5] * 3) + 1
    moved = difficulty - W[6] * (rating - 3) * (10 - difficulty) / 9
    return max(new, 0.001), clamp(W[7] * easiest + (1 - W[7]) * moved, 1, 10)


# The learner.

def memory(reviews):
    """Weights of (x, decay), normalised."""
    weights = []
    for i in range(13):
        x = round(-2.1 + 0.35 * i, 2)
        for decay in (0.10, 0.1542, 0.24, 0.37, 0.56, 0.85):
            weight = -0.5 * (x / 0.7) ** 2 - 0.5 * (log(decay / 0.1542) / 0.45) ** 2
            for stability, days, passed in reviews:
                recall = clamp(curve(days, stability * exp(x), decay), 0.01, 0.99)
                recall = 0.03 + 0.94 * recall
                weight += log(recall if passed else 1 - recall)
            weights.append([x, decay, weight])
    top = max(weight for _, _, weight in weights)
    total = sum(exp(weight - top) for _, _, weight in weights)
    return [(x, decay, exp(weight - top) / total) for x, decay, weight in weights]


def first_sight(tag, elsewhere):
    overall = (1.5 + tag[0] + elsewhere[0]) / (5 + sum(tag) + sum(elsewhere))
    return (5 * overall + tag[0]) / (5 + sum(tag))


SECONDS = {"n+": 60, "n-": 114, "s+": 36, "s-": 84, "r": 36}


def tempo(timed):
    counted = [(min(taken, 8 * SECONDS[kind]), SECONDS[kind]) for kind, taken in timed if taken > 0]
    return (300 + sum(taken for taken, _ in counted)) / (300 + sum(usual for _, usual in counted))


# What an action is worth.

def action(state, m, decay, pi, speed):
    """Gain in questions, seconds, recall now."""
    kind, stability, difficulty, days, own_seconds = state["card"]

    def recall(elapsed, new_stability):
        return curve(elapsed, new_stability * m, decay)

    new_pass = first(GOOD)[0]
    new_fail = later(*first(AGAIN), GOOD, 0)[0]
    gain = 0
    if kind == "seen":
        now = recall(days, stability)
        after_pass = later(stability, difficulty, GOOD, days)[0]
        after_fail = later(*later(stability, difficulty, AGAIN, days), GOOD, 0)[0]
        for chance, left in state["interviews"]:
            gain += chance * (now * recall(left, after_pass) + (1 - now) * recall(left, after_fail)
                              - recall(days + left, stability))
        seconds = (now * 36 + (1 - now) * (84 + 36)) * speed
    else:
        now = pi
        for chance, left in state["interviews"]:
            if kind == "new":
                on_day = pi * recall(left, new_pass) + (1 - pi) * recall(left, new_fail)
            else:
                on_day = recall(left, new_pass)
            gain += chance * (on_day - 0.85 * pi)
        seconds = (pi * 60 + (1 - pi) * (114 + 36)) * speed if kind == "new" else 60 * speed
    if own_seconds:
        seconds = own_seconds
    if kind == "missing":
        seconds += 300
    if gain <= 1e-4 * sum(chance for chance, _ in state["interviews"]):
        return None
    return gain, seconds, now


# Readiness.

def logit_shift(forecast, shift):
    forecast = clamp(forecast, 0.01, 0.99)
    return 1 / (1 + exp(-(log(forecast / (1 - forecast)) + shift)))


def readiness(questions, answers):
    nodes = [-6 + 0.05 * i for i in range(241)]
    logs = []
    for b in nodes:
        fit = -b * b / 2
        for forecast, passed, weight in answers:
            chance = logit_shift(forecast, b)
            fit += weight * log(chance if passed else 1 - chance)
        logs.append(fit)
    top = max(logs)
    weights = [exp(fit - top) for fit in logs]
    total = sum(weights)
    weights = [weight / total for weight in weights]
    mean = sum(b * weight for b, weight in zip(nodes, weights))

    def quantile(share):
        marks, below = [], 0
        for weight in weights:
            marks.append(below + weight / 2)
            below += weight
        at = next(i for i, mark in enumerate(marks) if mark >= share)
        if at == 0:
            return nodes[0]
        return nodes[at - 1] + 0.05 * (share - marks[at - 1]) / (marks[at] - marks[at - 1])

    asked = sum(chance for chance, _, _ in questions)
    if len(answers) < 12:
        middle = sum(chance * recall for chance, recall, _ in questions) / asked
        return mean, max(middle - 0.35, 0), middle, min(middle + 0.10, 1)

    def answered(recall, is_new, b):
        return recall if is_new else logit_shift(recall, b)

    def share(b):
        return sum(chance * answered(recall, is_new, b) for chance, recall, is_new in questions) / asked

    middle = sum(weight * share(b) for b, weight in zip(nodes, weights))
    variance = sum(chance * (1 - chance) / 3 * (answered(recall, is_new, mean) - middle) ** 2
                   for chance, recall, is_new in questions)
    of_chances = 1.2815515655446 * variance ** 0.5 / asked
    low = middle - ((middle - share(quantile(0.1))) ** 2 + of_chances ** 2 + 0.09 ** 2) ** 0.5
    high = middle + max(((share(quantile(0.9)) - middle) ** 2 + of_chances ** 2) ** 0.5, 0.05)
    return mean, max(low, 0), middle, min(high, 1)


# The states.

def random_state(r):
    kind = r.choice(["seen", "seen", "seen", "new", "missing"])
    truth = exp(r.gauss(0, 0.8))
    reviews = []
    for _ in range(r.choice([0, 1, 3, 8])):
        stability, days = round(exp(r.uniform(-1.5, 5)), 3), r.randint(1, 60)
        reviews.append([stability, days, int(r.random() < curve(days, stability * truth, 0.2))])
    return {
        "reviews": reviews,
        "timed": [[r.choice(list(SECONDS)), r.choice([0, 5, 900, r.randint(5, 200)])]
                  for _ in range(r.choice([0, 1, 4]))],
        "tag": [r.randint(0, 6), r.randint(0, 6)],
        "elsewhere": [r.randint(0, 20), r.randint(0, 20)],
        "card": [kind, round(exp(r.uniform(-2, 5)), 3), round(r.uniform(1, 10), 2), r.randint(1, 90),
                 r.choice([0, 0, 0, 600])],
        "interviews": [[round(r.random() ** 2, 3), r.randint(0, 60)] for _ in range(r.randint(1, 3))],
        "questions": [[min(round(r.random() ** 2 + 0.01, 3), 1), round(r.random(), 3), r.choice([0, 0, 1])]
                      for _ in range(4)],
        "answers": [[round(r.uniform(0.01, 1), 2), r.randint(0, 1), r.choice([1, 1, 0.55, 1.65])]
                    for _ in range(r.choice([0, 5, 12, 16]))],
    }


def figures(state):
    posterior = memory(state["reviews"])
    m = exp(sum(weight * x for x, _, weight in posterior))
    decay = exp(sum(weight * log(d) for _, d, weight in posterior))
    _, stability, _, days, _ = state["card"]
    mean_recall = sum(weight * curve(days, stability * exp(x), d) for x, d, weight in posterior)
    pi = first_sight(state["tag"], state["elsewhere"])
    worth = action(state, m, decay, pi, tempo(state["timed"]))
    return {"learner": [m, decay, mean_recall, pi], "action": worth,
            "readiness": readiness(state["questions"], state["answers"])}


def main():
    r = random.Random(1)
    lines = []
    for _ in range(1000):
        state = random_state(r)
        found = {key: values and [round(value, 12) for value in values]
                 for key, values in figures(state).items()}
        lines.append(json.dumps({**state, **found}, separators=(",", ":")))
    print('{"made_by":"tests/science/plan.py","states":[\n' + ",\n".join(lines) + "\n]}")


if __name__ == "__main__":
    main()
