"""Chances of being asked and coverage, computed from the formulas of docs/SCIENCE.md and from nothing else.

`python3 tests/science/asked.py` writes tests/science/asked.json, which tests/asked.rs compares with viva.
"""

import json
import math
import random
from fractions import Fraction
from pathlib import Path

SHAPE_LOW, SHAPE_HIGH = 0.05, 5.0
WEIGHTS = [0.5, 1, 2, 4, 8, 16, 32, 64]


def alike(one, other):
    return one is None or other is None or one == other


def moments(question_count, interviews, company, role):
    others = [i for i in interviews if i["company"] != company]
    r = [1.0 if alike(i["role"], role) else 0.3 for i in others]
    sums = [0.0] * question_count
    times = [0] * question_count
    for weight, interview in zip(r, others):
        for question, x in interview["asked"]:
            sums[question] += weight * x
            times[question] += 1 if x > 0 else 0
    exposure = sum(r)
    population = max(question_count, everything(times), 1)
    mean = sum(sums) / population
    if mean <= 0:
        return SHAPE_HIGH, SHAPE_HIGH * max(exposure, 1.0) * population / 0.5, sums, exposure
    variance = sum(s * s for s in sums) / population - mean**2
    excess = variance - mean * sum(w * w for w in r) / exposure
    alpha = min(max(mean**2 / excess, SHAPE_LOW), SHAPE_HIGH) if excess > 0 else SHAPE_HIGH
    return alpha, alpha * exposure / mean, sums, exposure


def everything(times):
    """The number of questions, those included that nobody has asked."""
    once, twice = times.count(1), times.count(2)
    bound = Fraction(sum(1 for t in times if t > 0)) + Fraction(once * (once - 1), 2 * (twice + 1))
    total, pairs = sum(times), sum(t * (t - 1) for t in times)
    if once == 0 or twice == 0:
        return float(bound)
    share = Fraction(2 * twice * total, once * pairs)
    if share >= 1:
        return float(bound)
    odds = share / (1 - share)
    shape = max(float(Fraction(pairs, total) * odds - 1), SHAPE_LOW)
    return max(float(bound), total * float(odds) / shape)


def chances(question_count, interviews, company, role, m):
    alpha, beta, sums, exposure = moments(question_count, interviews, company, role)
    own = [i for i in interviews if company is not None and i["company"] == company]
    found = []
    for question in range(question_count):
        g = (alpha + sums[question]) / (beta + exposure)
        at_company = sum(x for i in own for q, x in i["asked"] if q == question)
        found.append(min(1.0, (m * g + at_company) / (m + len(own))))
    return found


def company_weight(question_count, interviews):
    names = [i["company"] for i in interviews]
    telling = [at for at, name in enumerate(names) if names.count(name) > 1]
    if len(telling) < 8 or question_count == 0:
        return 2.0
    losses = {}
    for m in WEIGHTS:
        losses[m] = 0.0
        for at in telling:
            held = interviews[at]
            rest = interviews[:at] + interviews[at + 1 :]
            forecast = chances(question_count, rest, held["company"], held["role"], m)
            asked = dict(held["asked"])
            for question, chance in enumerate(forecast):
                chance = min(max(chance, 1e-9), 1 - 1e-9)
                x = asked.get(question, 0.0)
                losses[m] -= x * math.log(chance) + (1 - x) * math.log(1 - chance)
    best = min(losses.values())
    return 2.0 if losses[2] <= best else next(float(m) for m in WEIGHTS if losses[m] == best)


def coverage(interviews, role):
    counts, without_card = {}, 0
    for interview in interviews:
        if alike(interview["role"], role):
            without_card += interview["without_card"]
            for question, x in interview["asked"]:
                if x > 0:
                    counts[question] = counts.get(question, 0) + 1
    sightings = sum(counts.values()) + without_card
    once = sum(1 for count in counts.values() if count == 1) + without_card
    return 1 - Fraction(once + 1, sightings + 2)


def band(share, question_count):
    """By the exact beta-binomial with 20 pseudo-counts."""
    known, unknown = 20 * share, 20 * (1 - share)

    def rising(start, steps):
        product = Fraction(1)
        for step in range(steps):
            product *= start + step
        return product

    total = rising(Fraction(20), question_count)
    below, low, high = Fraction(0), None, None
    for count in range(question_count + 1):
        ways = math.comb(question_count, count)
        below += ways * rising(known, count) * rising(unknown, question_count - count) / total
        if low is None and below >= Fraction(1, 10):
            low = count
        if high is None and below >= Fraction(9, 10):
            high = count
    return low, high, below


def near_an_edge(share, question_count):
    """A cumulative chance so close to a tenth that rounding could decide."""
    known, unknown = 20 * float(share), 20 * (1 - float(share))
    logs = [
        math.lgamma(question_count + 1) - math.lgamma(k + 1) - math.lgamma(question_count - k + 1)
        + math.lgamma(known + k) + math.lgamma(unknown + question_count - k) - math.lgamma(20 + question_count)
        + math.lgamma(20) - math.lgamma(known) - math.lgamma(unknown)
        for k in range(question_count + 1)
    ]
    below = 0.0
    for value in logs:
        below += math.exp(value)
        if min(abs(below - 0.1), abs(below - 0.9)) < 1e-9:
            return True
    return False


def case(chance):
    question_count = chance.randint(1, 8)
    interview_count = chance.choice([0, 1, 2, 3, 5, 8]) if chance.random() < 0.93 else chance.randint(10, 14)
    companies = chance.randint(1, 4)
    roles = [None, "python", "java"]
    interviews = []
    for _ in range(interview_count):
        is_table = chance.random() < 0.1
        asked = []
        for question in range(question_count):
            if chance.random() < 0.5 / (question + 1):
                asked.append([question, round(chance.random(), 2) if is_table else 1.0])
        interviews.append(
            {
                "company": f"c{chance.randrange(companies)}",
                "role": None if is_table else chance.choice(roles),
                "asked": asked,
                "without_card": chance.randint(1, 4) if is_table else 0,
            }
        )
    company = None if chance.random() < 0.1 else f"c{chance.randrange(companies + 1)}"
    role = chance.choice(roles)
    m = company_weight(question_count, interviews)
    share = coverage(interviews, role)
    asked_count = chance.randint(0, 25)
    if near_an_edge(share, asked_count):
        asked_count = 0
    low, high, _ = band(share, asked_count)
    return {
        "n": question_count,
        "past": [[i["company"], i["role"], i["asked"], i["without_card"]] for i in interviews],
        "company": company,
        "role": role,
        "m": m,
        "chances": chances(question_count, interviews, company, role, m),
        "coverage": float(share),
        "band": [asked_count, low, high],
    }


if __name__ == "__main__":
    source = random.Random(20261130)
    cases = [case(source) for _ in range(1000)]
    lines = ",\n".join(json.dumps(one, separators=(",", ":")) for one in cases)
    Path(__file__).with_suffix(".json").write_text(f"[\n{lines}\n]\n")
