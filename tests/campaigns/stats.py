#!/usr/bin/env python3
"""Recounts every number of `viva stats --format json` on a generated history, without viva's code.

  stats.py VIVA [--reviews N] [--seed S] [--keep DIR]     N is 100000 unless said

A collection is made of decks, companies, sections, tags, joined cards and cards that left their deck, and a history
of several devices: drills under SM-2 and FSRS, repeats, early reviews, cram, reviews and schedules from Anki,
undos, suspensions, cards forgotten. SM-2, FSRS-6 and what counts as which review are written here once more, from
their definitions; then each number is counted the plain way, over all reviews, and compared. All of it, three
periods and two selections. Any difference fails.
"""
import argparse, collections, datetime, json, math, os, random, shutil, sqlite3, subprocess, sys, tempfile, time
from pathlib import Path

EPOCH = datetime.date(1970, 1, 1)
NOW = "2026-11-21T18:30:00+03:30"
OFFSET_MS = int(3.5 * 3600 * 1000)
TODAY = (datetime.date(2026, 11, 21) - EPOCH).days
WORDS = "cache index lock queue shard replica timeout backoff partition latency schema token هش قفل".split()
TAGS = ["go", "python", "sql", "networks", "design", "behavioural"]
COMPANIES = ["Zibal", "Wallex", "Orbit", "Acme", "دکترتو"]
W = [0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614, 0.2629,
     1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542]
FACTOR = 0.9 ** (-1 / W[20]) - 1
GRADES = ["again", "hard", "good", "easy"]


def iso(day):
    return (EPOCH + datetime.timedelta(days=day)).isoformat()


# A collection and its history.

def make_decks(folder, chance, card_count):
    """Returns the sightings: dictionaries with deck, company, id, section, tags, answered, asked, same_as."""
    sightings, ids = [], []
    (folder / "decks").mkdir(parents=True)
    for number in range(max(3, card_count // 150)):
        name = f"deck{number:02}"
        company = chance.choice(COMPANIES + [None])
        text = f'title = "Deck {number}"\n'
        text += f'[interview]\ncompany = "{company}"\n' if company else ""
        held = set()
        for _ in range(card_count * number // max(3, card_count // 150), card_count * (number + 1) // max(3, card_count // 150)):
            # Some questions are asked by several companies.
            again = ids and chance.random() < 0.05
            card = chance.choice(ids) if again else f"c{len(ids):06}"
            if card in held:
                continue
            held.add(card)
            if not again:
                ids.append(card)
            sighting = {
                "deck": name, "company": company, "id": card,
                "section": chance.choice(["Technical", "HR", None]),
                "tags": chance.sample(TAGS, chance.randrange(3)),
                "answered": chance.random() < 0.8,
                "asked": [(chance.choice(COMPANIES), chance.randint(1, 4))] if chance.random() < 0.1 else [],
                "same_as": None,
            }
            # The one pointed at points nowhere: no chains.
            if not again and len(ids) % 50 == 49:
                sighting["same_as"] = ids[-2]
            sightings.append(sighting)
            word = WORDS[int(card[1:]) % len(WORDS)]
            question = f"What is a {word} in case {card}?"
            text += f'[[cards]]\nid = "{card}"\nquestion = "{question}"\n'
            text += f'section = "{sighting["section"]}"\n' if sighting["section"] else ""
            text += f'tags = {json.dumps(sighting["tags"])}\n' if sighting["tags"] else ""
            text += 'answer = "It depends."\n' if sighting["answered"] else ""
            text += f'same_as = "{sighting["same_as"]}"\n' if sighting["same_as"] else ""
            for company_, times in sighting["asked"]:
                text += f'asked = [{{ company = "{company_}", times = {times} }}]\n'
        (folder / "decks" / f"{name}.toml").write_text(text)
    return sightings, ids


def make_events(chance, ids, review_count):
    """Events as rows of the table `event`, in the order they happened."""
    cards = ids + [f"gone{number}" for number in range(max(1, len(ids) // 100))]
    rows, seqs, ticks = [], collections.Counter(), 0
    first_day = TODAY - 900

    def add(device, at_ms, card, kind, payload):
        nonlocal ticks
        seqs[device] += 1
        ticks = max(at_ms, ticks + 1)
        # A study day ends at four in the morning.
        day = (at_ms + OFFSET_MS - 4 * 3600_000) // 86_400_000
        rows.append((device, seqs[device], ticks, at_ms, day, card, kind, json.dumps(payload)))
        return device, seqs[device]

    def moment(day):
        hour = min(26.9, max(4.0, chance.gauss(17, 5)))
        return int(day * 86_400_000 + hour * 3600_000 - OFFSET_MS) + chance.randrange(100_000)

    # Some cards bring a history from Anki.
    for card in cards[::7]:
        day, interval = first_day - 200, 0
        for _ in range(chance.randrange(8)):
            quality = chance.choice([2, 3, 4, 4, 4, 5])
            rule = {"scheduler": "anki", "interval_days": interval, "fuzz": False}
            add("anki", moment(day), card, "review",
                {"quality": quality, "took_ms": chance.randrange(60_000), "rule": rule})
            if quality < 3:
                interval = 0
                continue
            interval = chance.randint(1, 40)
            day += interval if chance.random() < 0.9 else 0
        if interval:
            add("anki", moment(first_day - 1), card, "set", {
                "due": first_day + chance.randrange(60), "interval_days": interval, "ease_hundredths": 210,
                "repetitions": 3, "lapse_count": chance.randrange(10)})
    # Days with and without study; each a few cards, more often those that were seen before.
    weights, day = {}, first_day
    per_day = max(1, review_count // 700)
    reviewed = sum(row[6] == "review" for row in rows)
    seen = []
    while reviewed < review_count:
        day = day + 1 if day < TODAY else first_day + 1
        if chance.random() < 0.2 and day != TODAY:
            continue
        for _ in range(chance.randrange(1, 2 * per_day)):
            card = chance.choice(seen) if seen and chance.random() < 0.9 else chance.choice(cards)
            seen.append(card)
            device = chance.choice(["laptop", "laptop", "desktop"])
            rule = chance.choice([
                {"scheduler": "sm2", "fuzz": False}, {"scheduler": "sm2", "fuzz": False},
                {"scheduler": "fsrs", "parameters": "fsrs6-default", "retention_percent": 90, "fuzz": False}])
            payload = {"quality": chance.choices(range(6), [1, 2, 6, 10, 30, 20])[0],
                       "took_ms": chance.randrange(120_000), "rule": rule}
            if chance.random() < 0.05:
                payload["intent"] = chance.choice(["cram", "mock"])
                payload |= {"count": True} if chance.random() < 0.3 else {}
            at_ms = moment(day)
            key = add(device, at_ms, card, "review", payload)
            reviewed += 1
            drawn = chance.random()
            if drawn < 0.01:
                undo = add(device, at_ms + 1, card, "undo", {"device": key[0], "seq": key[1]})
                if drawn < 0.002:
                    add(device, at_ms + 2, card, "undo", {"device": undo[0], "seq": undo[1]})
            elif drawn < 0.015:
                add(device, at_ms + 1, card, chance.choice(["suspend", "resume", "bury", "forget"]), {})
    # Days come in order only card by card: a merge of logs has them so, too.
    return rows


def make_mocks(chance, sightings, count):
    """Mock interviews as rows of the table `event`, in the order they were held."""
    rows = []
    for number in range(count):
        deck = chance.choice(sightings)["deck"] if chance.random() < 0.7 else None
        asked = [s["id"] for s in sightings if deck is None or s["deck"] == deck]
        asked = chance.sample(asked, min(len(asked), chance.randrange(8)))
        answers = []
        for card in asked:
            answer = {"card": card, "stage": chance.choice(["HR", "Technical"]),
                      "manner": chance.choices(["answered", "passed", "skipped"], [7, 2, 1])[0],
                      "took_ms": chance.randrange(200_000), "limit_secs": chance.choice([60, 120])}
            if answer["manner"] == "answered" and chance.random() < 0.9:
                answer["quality"] = chance.randrange(6)
            answers.append(answer)
        payload = {"title": deck or "everything", "finished": chance.random() < 0.8, "counted": chance.random() < 0.2,
                   "planned": len(asked) + chance.randrange(3), "answers": answers}
        payload |= {"deck": deck} if deck else {}
        day = TODAY - 900 + number * 900 // count
        rows.append(("laptop-of-mocks", number + 1, day * 86_400_000, day * 86_400_000, day, None, "mock",
                     json.dumps(payload)))
    return rows


# What replay is, once more.

def fsrs_first(grade):
    return W[grade - 1], min(10, max(1, W[4] - math.exp(W[5] * (grade - 1)) + 1))


def recall(stability, days):
    return (1 + FACTOR * days / stability) ** -W[20]


def fsrs_next(memory, grade, days):
    s, d = memory
    d0 = W[4] - math.exp(W[5] * 3) + 1
    harder = W[7] * d0 + (1 - W[7]) * (d - W[6] * (grade - 3) * (10 - d) / 9)
    if days == 0:
        k = math.exp(W[17] * (grade - 3 + W[18])) * s ** -W[19]
        s = s * (max(1, k) if grade > 1 else k)
    elif grade == 1:
        r = recall(s, days)
        s = min(W[11] * d ** -W[12] * ((s + 1) ** W[13] - 1) * math.exp(W[14] * (1 - r)), s / math.exp(W[17] * W[18]))
    else:
        r = recall(s, days)
        grown = math.exp(W[8]) * (11 - d) * s ** -W[9] * (math.exp(W[10] * (1 - r)) - 1)
        s *= 1 + grown * (W[15] if grade == 2 else 1) * (W[16] if grade == 4 else 1)
    return max(0.001, s), min(10, max(1, harder))


def sm2(n, ease, interval, quality):
    changed = max(130, ease + [-80, -54, -32, -14, 0, 10][quality])
    if quality < 3:
        return 0, changed, 1
    return n + 1, changed, 1 if n == 0 else 6 if n == 1 else (interval * ease + 50) // 100


def replay(rows):
    """A card's state and its reviews, from its rows in order."""
    taken = set()
    for row in reversed(rows):
        if row[6] == "undo" and row[:2] not in taken:
            target = json.loads(row[7])
            taken.add((target["device"], target["seq"]))
    card = {"held": None, "memory": None, "lapses": 0, "suspended": False, "buried": None, "count": 0,
            "last": None, "last_scored": None, "reviews": []}
    scored_days, anki_days, last_seen = set(), set(), None
    for device, seq, tick, at_ms, day, _, kind, payload in rows:
        if (device, seq) in taken or kind == "undo":
            continue
        payload = json.loads(payload)
        held = card["held"]
        if kind == "suspend":
            card["suspended"] = True
        elif kind == "resume":
            card["suspended"] = False
        elif kind == "bury":
            card["buried"] = day
        elif kind == "forget":
            card |= {"held": None, "memory": None, "last": None, "last_scored": None}
            scored_days, last_seen = set(), None
        elif kind == "set":
            card["lapses"] = payload["lapse_count"]
            card["held"] = (payload["repetitions"], payload["ease_hundredths"], payload["interval_days"], payload["due"])
            if card["memory"] is None:
                card["memory"] = (float(payload["interval_days"]), 5.0)
                last_seen = min(payload["due"] - payload["interval_days"], day)
        elif kind == "review":
            quality, rule = payload["quality"], payload["rule"]
            grade = 1 if quality < 3 else quality - 1
            elapsed = 0 if last_seen is None else max(0, day - last_seen)
            memory = card["memory"]
            card["memory"] = fsrs_first(grade) if memory is None else fsrs_next(memory, grade, elapsed)
            last_seen = day
            card["count"] += 1
            review = {"day": day, "hour": (at_ms + OFFSET_MS) // 3600_000 % 24, "quality": quality, "grade": grade,
                      "took_ms": payload["took_ms"], "first": card["count"] == 1, "interval": None, "age": "repeat"}
            card["reviews"].append(review)
            counts = payload.get("count") or payload.get("intent", "drill") == "drill"
            if rule["scheduler"] == "anki":
                if rule["interval_days"] and day not in anki_days:
                    anki_days.add(day)
                    review["interval"] = rule["interval_days"]
            elif counts:
                card["last"] = (day, quality)
                if day not in scored_days:
                    scored_days.add(day)
                    card["last_scored"] = day
                    if held is None:
                        review["age"] = "new"
                    else:
                        review["interval"] = held[2]
                    if held is None or day >= held[3] or quality < 3:
                        n, ease, interval = held[:3] if held else (0, 250, 0)
                        if quality < 3 and n > 0:
                            card["lapses"] += 1
                        n, ease, interval = sm2(n, ease, interval, quality)
                        if rule["scheduler"] == "fsrs":
                            share = rule["retention_percent"] / 100
                            days = card["memory"][0] / FACTOR * (share ** (-1 / W[20]) - 1)
                            interval = max(1, math.floor(days + 0.5))
                        card["held"] = (n, ease, interval, day + min(interval, 36_500))
            if review["interval"] is not None:
                review["age"] = "mature" if review["interval"] >= 21 else "young"
    return card


# The numbers, counted the plain way.

def retention(reviews):
    counted = [review for review in reviews if review["interval"] is not None]
    passed = sum(review["quality"] >= 3 for review in counted)
    return {"passed": passed, "total": len(counted), "share": passed / len(counted) if counted else None}


def by_age(reviews):
    return {"young": retention([r for r in reviews if r["age"] == "young"]),
            "mature": retention([r for r in reviews if r["age"] == "mature"]), "all": retention(reviews)}


def seconds(reviews):
    return sum(review["took_ms"] for review in reviews) // 1000


def histogram(values, edges):
    values = sorted(values)
    buckets = []
    for place, start in enumerate(edges):
        below = edges[place + 1] if place + 1 < len(edges) else None
        buckets.append({"from": start, "below": below,
                        "cards": sum(start <= value and (below is None or value < below) for value in values)})
    return {"cards": len(values), "median": values[(len(values) - 1) // 2] if values else None, "buckets": buckets}


def streaks(days):
    longest = max((sum(1 for _ in iter_run(days, day)) for day in days if day - 1 not in days), default=0)
    last = TODAY if TODAY in days else TODAY - 1
    current = 0
    while last - current in days:
        current += 1
    return {"current_days": current, "longest_days": longest, "today": TODAY in days}


def iter_run(days, day):
    while day in days:
        yield day
        day += 1


def mock_counts(answers):
    asked = [answer for answer in answers if answer["manner"] != "skipped"]
    graded = [answer["quality"] for answer in asked if answer["manner"] == "answered" and "quality" in answer]
    grades = [1 if quality < 3 else quality - 1 for quality in graded]
    passed = sum(answer["manner"] == "passed" for answer in asked)
    scored = len(grades) + passed
    return {"asked": len(asked), "passed": passed, "no_answer": passed,
            "skipped": len(answers) - len(asked), "seconds": seconds(asked),
            "limit_seconds": sum(answer["limit_secs"] for answer in asked),
            "over_time": sum(answer["took_ms"] // 1000 > answer["limit_secs"] for answer in asked),
            "score": sum({1: 0, 2: 0.5}.get(grade, 1) for grade in grades) / scored if scored else None,
            "grades": {name: grades.count(number) for number, name in enumerate(GRADES, 1)}}


def recount_mocks(mocks, company_of, since, until, is_selected):
    rows, by_company, all_answers = [], collections.defaultdict(list), []
    for _, _, _, _, day, _, _, payload in mocks:
        payload = json.loads(payload)
        answers = [answer for answer in payload["answers"] if is_selected is None or is_selected(answer["card"])]
        if not since <= day <= until or (is_selected and not answers):
            continue
        company = company_of.get(payload.get("deck"))
        row = {"day": iso(day), "title": payload["title"], "deck": payload.get("deck"), "company": company}
        row |= {name: payload[name] for name in ["finished", "counted", "planned"]} | mock_counts(answers)
        del row["grades"]
        rows.append(row)
        all_answers += answers
        if company:
            by_company[company].append(answers)
    totals = mock_counts(all_answers) | {
        "interviews": len(rows), "finished": sum(row["finished"] for row in rows),
        "planned": sum(row["planned"] for row in rows),
        "companies": [{"name": name, "interviews": len(of)} | mock_counts(sum(of, []))
                      for name, of in sorted(by_company.items(), key=lambda of: of[0].encode())]}
    return {"mocks": rows[::-1], "mock_totals": totals}


def recount(sightings, rows, mocks, since, until, selected, decks):
    target = {s["id"]: s["same_as"] for s in sightings if s["same_as"]}
    canonical = lambda card: target.get(card, card)
    by_card = collections.defaultdict(list)
    for row in rows:
        by_card[canonical(row[5])].append(row)
    states = {card: replay(sorted(of, key=lambda row: (row[2], row[0], row[1]))) for card, of in by_card.items()}
    empty = replay([])
    facts = {}
    for s in sightings:
        fact = facts.setdefault(canonical(s["id"]), {"decks": set(), "companies": set(), "sections": set(),
                                                     "tags": set(), "times": 0, "answered": False})
        fact["decks"].add(s["deck"])
        fact["companies"] |= {s["company"]} - {None} | {company for company, _ in s["asked"]}
        fact["sections"] |= {s["section"]} - {None}
        fact["tags"] |= set(s["tags"])
        fact["times"] += sum(times for _, times in s["asked"])
        fact["answered"] |= s["answered"]
    introduced = sum(any(r["first"] and r["day"] == TODAY for r in state["reviews"]) for state in states.values())
    if selected:
        facts = {card: fact for card, fact in facts.items() if selected(fact)}
        states = {card: state for card, state in states.items() if card in facts}
    cards = {card: states.get(card, empty) for card in facts}
    asked = {card: fact["times"] + len(fact["decks"]) for card, fact in facts.items()}
    everything = [review for state in states.values() for review in state["reviews"]]
    inside = lambda review: since <= review["day"] <= until
    period = [review for review in everything if inside(review)]
    in_days = lambda first, last: [review for review in everything if first <= review["day"] <= last]
    active = {card: state for card, state in cards.items() if not state["suspended"]}
    held = {card: state["held"] for card, state in active.items() if state["held"]}
    today = in_days(TODAY, TODAY)
    due = collections.Counter(max(TODAY, h[3]) for h in held.values())
    is_due = lambda s: s["held"] and s["held"][3] <= TODAY and s["last_scored"] != TODAY and s["buried"] != TODAY
    owes = lambda s: s["held"] and s["last"] and s["last"][0] == TODAY and s["last"][1] < 4 and s["buried"] != TODAY
    questions = sum(canonical(s["id"]) in facts and (not decks or s["deck"] in decks) for s in sightings)

    def workload(day, new_left):
        """What the queue of a day asks under the usual settings: 20 new cards, no limit of reviews."""
        asked_on = lambda s: s["buried"] != day
        due = [s["held"][3] for s in active.values()
               if s["held"] and s["held"][3] <= day and s["last_scored"] != day and asked_on(s)]
        new = sum(not s["held"] and asked_on(s) for s in active.values())
        again = sum(bool(s["last"]) and s["last"][0] == day and s["last"][1] < 4 and asked_on(s) for s in active.values())
        return {"due": len(due), "new": min(new, new_left), "again": again, "over_limit": 0,
                "overdue": sum(one < day for one in due)}

    names = [("today", TODAY, TODAY), ("yesterday", TODAY - 1, TODAY - 1), ("week", TODAY - 6, TODAY),
             ("month", TODAY - 29, TODAY), ("year", TODAY - 364, TODAY), ("all", -10**9, 10**9)]

    def of_day(key, of):
        groups = collections.defaultdict(list)
        for review in of:
            groups[review[key]].append(review)
        return groups

    def name_of(state):
        if state["suspended"]:
            return "suspended"
        if state["buried"] == TODAY:
            return "buried"
        if not state["held"]:
            return "new"
        return "due" if state["held"][3] <= TODAY else "in review"

    def recall_of(state):
        if not state["memory"]:
            return None
        seen = state["last"][0] if state["last"] else state["held"][3] - state["held"][2] if state["held"] else None
        return None if seen is None else recall(state["memory"][0], max(0, TODAY - seen))

    def groups(kind):
        listed = []
        for name in sorted({name for fact in facts.values() for name in fact[kind]}, key=lambda n: n.encode()):
            of = {card: cards[card] for card, fact in facts.items() if name in fact[kind]}
            reviews = [review for state in of.values() for review in state["reviews"] if inside(review)]
            live = [state for state in of.values() if not state["suspended"]]
            listed.append({
                "name": name, "cards": len(of), "new": sum(not s["held"] for s in live),
                "due": sum(bool(s["held"]) and s["held"][3] <= TODAY for s in live),
                "mature": sum(bool(s["held"]) and s["held"][2] >= 21 for s in live),
                "unanswered": sum(not facts[card]["answered"] for card in of),
                "reviews": len(reviews), "seconds": seconds(reviews), "retention": retention(reviews)})
        return listed

    tags = groups("tags")
    topics = [tag for tag in tags if tag["retention"]["total"] >= 10]
    topics.sort(key=lambda tag: (tag["retention"]["share"], -tag["retention"]["total"]))

    failed = []
    for card, state in cards.items():
        of = retention([review for review in state["reviews"] if inside(review)])
        if of["total"] > of["passed"]:
            failed.append((-(of["total"] - of["passed"]), -state["lapses"], card, of))
    open_ = sorted((-asked[card], card) for card, fact in facts.items() if not fact["answered"])
    days = of_day("day", period)
    hours = of_day("hour", period)
    period_end = lambda day: iso(day) if abs(day) < 10**8 else None
    company_of = {s["deck"]: s["company"] for s in sightings}
    is_selected = (lambda card: canonical(card) in facts) if selected else None
    return recount_mocks(mocks, company_of, since, until, is_selected) | {
        "viva": 1,
        "day": iso(TODAY),
        "today": {"reviews": len(today), "seconds": seconds(today), "new": sum(r["first"] for r in today),
                  "due": sum(bool(is_due(s)) for s in active.values()),
                  "owed": sum(bool(owes(s)) for s in active.values()), "retention": retention(today)},
        "workload": {"today": workload(TODAY, max(0, 20 - introduced)), "tomorrow": workload(TODAY + 1, 20),
                     "backlog": None},
        "totals": {"cards": len(cards), "questions": questions, "duplicates": questions - len(cards), "new": len(active) - len(held),
                   "young": sum(h[2] < 21 for h in held.values()), "mature": sum(h[2] >= 21 for h in held.values()),
                   "suspended": len(cards) - len(active), "leeches": sum(s["lapses"] >= 8 for s in cards.values()),
                   "unanswered": len(open_), "reviews": len(everything), "seconds": seconds(everything),
                   "days": len({review["day"] for review in everything})},
        "streak": streaks({review["day"] for review in everything}),
        "forecast": [{"day": iso(day), "due": due[day]} for day in range(TODAY, TODAY + 30)],
        "backlog": sum(h[3] < TODAY for h in held.values()),
        "due_later": sum(count for day, count in due.items() if day >= TODAY + 30),
        "retention": {"periods": [{"period": name} | by_age(in_days(first, last)) for name, first, last in names]},
        "period": {"since": period_end(since), "until": period_end(until), "reviews": len(period),
                   "seconds": seconds(period), "days": len(days), "new": sum(r["first"] for r in period)} | by_age(period),
        "days": [{"day": iso(day), "reviews": len(of), "seconds": seconds(of), "new": sum(r["first"] for r in of),
                  "retention": retention(of)} for day, of in sorted(days.items())],
        "hours": [{"hour": hour, "reviews": len(hours[hour]), "retention": retention(hours[hour])} for hour in range(24)],
        "grades": {age: {GRADES[grade - 1]: sum(r["age"] == age and r["grade"] == grade for r in period)
                         for grade in range(1, 5)} for age in ["new", "young", "mature", "repeat"]},
        "intervals": histogram([h[2] for h in held.values()], [1, 2, 4, 8, 15, 31, 91, 181, 366]),
        "ease": histogram([h[1] / 100 for h in held.values()], [1.3, 1.5, 1.7, 1.9, 2.1, 2.3, 2.5, 2.7, 2.9, 3.1]),
        "stability": histogram([s["memory"][0] for s in active.values() if s["memory"]],
                               [0, 1, 2, 4, 8, 15, 31, 91, 181, 366]),
        "difficulty": histogram([s["memory"][1] for s in active.values() if s["memory"]], list(range(1, 10))),
        "failed": [{"id": card, "failed": -fails, "lapses": -lapses, "retention": of}
                   for fails, lapses, card, of in sorted(failed, key=lambda f: f[:3])[:20]],
        "most_asked": [{"id": card, "asked": -times, "state": name_of(cards[card]),
                        "unanswered": not facts[card]["answered"],
                        "interval_days": cards[card]["held"][2] if cards[card]["held"] else None,
                        "recall": recall_of(cards[card])}
                       for times, card in sorted((-asked[card], card) for card in cards)[:20]],
        "unanswered": [{"id": card, "asked": -times} for times, card in open_[:20]],
        "decks": groups("decks"), "companies": groups("companies"), "sections": groups("sections"),
        "tags": tags,
        "weakest": {"least_reviews": 10, "left_out": len(tags) - len(topics), "topics": [
            {"name": tag["name"], "failed": tag["retention"]["total"] - tag["retention"]["passed"],
             "retention": tag["retention"]} for tag in topics]},
    }


def differences(found, expected, path=""):
    """Floats may differ in their last digits: Python's powers are the platform's."""
    if isinstance(expected, dict) and isinstance(found, dict):
        extra = set(found) - set(expected) - {"question", "means"}
        missing = set(expected) - set(found)
        yield from (f"{path}.{name}: not recounted" for name in extra)
        yield from (f"{path}.{name}: missing" for name in missing)
        for name in set(expected) & set(found):
            yield from differences(found[name], expected[name], f"{path}.{name}")
    elif isinstance(expected, list) and isinstance(found, list):
        if len(found) != len(expected):
            yield f"{path}: {len(found)} instead of {len(expected)}"
        for place, pair in enumerate(zip(found, expected)):
            yield from differences(*pair, f"{path}[{place}]")
    elif isinstance(expected, (int, float)) and isinstance(found, (int, float)) and not isinstance(expected, bool):
        if not math.isclose(found, expected, rel_tol=1e-9):
            yield f"{path}: {found} instead of {expected}"
    elif found != expected:
        yield f"{path}: {found!r} instead of {expected!r}"


def numbers_in(value):
    if isinstance(value, dict):
        return sum(map(numbers_in, value.values()))
    if isinstance(value, list):
        return sum(map(numbers_in, value))
    return int(isinstance(value, (int, float)) and not isinstance(value, bool))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("viva")
    parser.add_argument("--reviews", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", help="leave the collection in this folder")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    folder = Path(options.keep or tempfile.mkdtemp(prefix="viva-stats-"))
    viva = os.path.abspath(options.viva)

    def run(*words):
        environment = {"HOME": str(folder), "VIVA_NOW": NOW, "VIVA_COLLECTION": str(folder), "PATH": os.environ["PATH"]}
        done = subprocess.run([viva, *words], env=environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"viva {' '.join(words)}: {done.stderr}")
        return done.stdout

    sightings, ids = make_decks(folder, chance, max(30, options.reviews // 40))
    (folder / "viva.toml").write_text("")
    run("queue")
    rows = make_events(chance, ids, options.reviews)
    database = sqlite3.connect(folder / ".viva/viva.db")
    mocks = make_mocks(chance, sightings, 60)
    database.executemany("insert into event values (?, ?, ?, ?, ?, ?, ?, ?)", rows + mocks)
    database.commit()
    database.close()
    print(run("check", "--rebuild").strip(), flush=True)
    everything = (-10**9, 10**9)
    cases = [
        ([], everything, None),
        (["--since", "90d"], (TODAY - 89, 10**9), None),
        (["--since", "2025-03-01", "--until", "2026-02-28"],
         ((datetime.date(2025, 3, 1) - EPOCH).days, (datetime.date(2026, 2, 28) - EPOCH).days), None),
        (["--until", "30d"], (-10**9, TODAY - 30), None),
        (["tag:go"], everything, lambda fact: "go" in fact["tags"]),
        (["deck01", "-section:HR", "--since", "1d"], (TODAY, 10**9),
         lambda fact: "deck01" in fact["decks"] and "HR" not in fact["sections"]),
    ]
    failed = False
    for words, (since, until), selected in cases:
        began = time.monotonic()
        found = json.loads(run("stats", "--format", "json", *words))
        took = time.monotonic() - began
        expected = recount(sightings, rows, mocks, since, until, selected, {word for word in words if word.startswith("deck")})
        wrong = list(differences(found, expected))
        failed |= bool(wrong)
        print(f"stats {' '.join(words) or '(all)'}: {numbers_in(expected)} numbers, {len(wrong)} differ "
              f"({took:.2f} s here)", flush=True)
        print("".join(f"  {line}\n" for line in wrong[:20]), end="")
        if not words:
            status = json.loads(run("status", "--format", "json"))
            counts = {**found["workload"]["today"], "streak": expected["streak"]["current_days"],
                      "reviewed_today": expected["streak"]["today"], "viva": 1}
            failed |= status != counts
            print(f"status: {status}" + ("" if status == counts else f", not {counts}"), flush=True)
    if not options.keep:
        shutil.rmtree(folder)
    sys.exit(failed)


main()
