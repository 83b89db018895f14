"""Compares what viva writes into packages with what Anki's own library makes of them, and the other way.

`tests/anki/run` calls it with viva's path. It ends with how much was compared, or with the first difference.
Everything happens in a temporary folder. Reviews are made up from a seed, the clock is the real one.
"""

import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter

from anki.collection import (
    Collection,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
)
from anki.import_export_pb2 import ImportAnkiPackageUpdateCondition as Update

VIVA = os.path.abspath(sys.argv[1])
FOLDER = tempfile.TemporaryDirectory()
NOW = datetime.datetime.now().astimezone()
BUTTONS = {"again": 1, "hard": 2, "good": 3, "easy": 4}
COMPARED = Counter()


def same(what, found, expected):
    COMPARED[what] += 1
    if found != expected:
        traceback.print_stack()
        sys.exit(f"{os.environ.get('TZ')}: {what} differ:\n  Anki: {found}\n  viva: {expected}")


class Home:
    """A collection of viva's in a home of its own."""

    def __init__(self, name):
        self.path = os.path.join(FOLDER.name, name)
        os.makedirs(os.path.join(self.path, "c", "decks"))

    def viva(self, *words, at=None):
        environment = {"HOME": self.path, "VIVA_COLLECTION": os.path.join(self.path, "c"), "PATH": os.environ["PATH"]}
        environment["TZ"] = os.environ.get("TZ", "UTC")
        if at:
            environment["VIVA_NOW"] = at.isoformat()
        run = subprocess.run([VIVA, *words], env=environment, cwd=FOLDER.name, capture_output=True, text=True)
        if run.returncode != 0:
            sys.exit(f"viva {' '.join(words)}: {run.returncode}\n{run.stdout}{run.stderr}")
        return run.stdout

    def json(self, *words):
        return json.loads(self.viva(*words, "--format", "json"))

    def deck(self, name, text):
        with open(os.path.join(self.path, "c", "decks", f"{name}.toml"), "w") as file:
            file.write(text)

    def package(self, name, *words):
        self.viva("export", "--format", "apkg", "-o", name, *words)
        return os.path.join(FOLDER.name, name)


def new_collection(name):
    return Collection(os.path.join(FOLDER.name, f"{name}.anki2"))


def take_in(collection, path):
    options = ImportAnkiPackageOptions(
        with_scheduling=True, update_notes=Update.IMPORT_ANKI_PACKAGE_UPDATE_CONDITION_IF_NEWER
    )
    return collection.import_anki_package(ImportAnkiPackageRequest(package_path=path, options=options)).log


def give_out(collection, name, legacy):
    path = os.path.join(FOLDER.name, name)
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy)
    collection.export_anki_package(out_path=path, options=options, limit=None)
    return path


def interview_decks():
    """Two decks: 60 cards with sections, tags, own answers, code, HTML, Persian; one that both hold, two joined."""
    answers = [
        "A *plain* answer with `code < here`.",
        "```rust\\nfn main() { let a = b && c; }\\n```",
        "<script>alert(1)</script> and <img src=x onerror=alert(2)> [sound:x.mp3]",
        "پاسخ به فارسی است.",
        "| a | b |\\n| - | - |\\n| 1 | 2 |",
    ]
    cards = []
    for number in range(58):
        lines = [f'id = "card-{number:02}"', f'question = "What is the thing number **{number}** & what <b>for</b>?"']
        if number % 7:
            lines.append(f'answer = "{answers[number % len(answers)]}"')
        if number % 5 == 0:
            lines.append(f'my_answer = "Mine: {number}"')
        if number % 3:
            lines.append(f'section = "Part {number % 4} :: Sub"')
        if number % 2:
            lines.append(f'tags = ["tag{number % 6}", "two words", "deep::er"]')
        cards.append("[[cards]]\n" + "\n".join(lines) + "\n")
    first = 'title = "Acme :: Backend"\n\n[interview]\ncompany = "Acme"\noutcome = "offer"\n\n' + "\n".join(cards[:40])
    second = 'title = "Zibal"\n\n[interview]\ncompany = "Zibal <b>"\n\n' + "\n".join(cards[39:])
    second += '\n[[cards]]\nid = "joined"\nquestion = "The thing 1, what is it?"\nsame_as = "card-01"\n'
    return {"acme": first, "zibal": second}


def live(home, seed, days, last_day=1):
    """Reviews on the days before today, up to `last_day` days ago, at random; now and then two at one moment."""
    rng = random.Random(seed)
    cards = [f"card-{number:02}" for number in range(58)]
    for ago in range(days, last_day - 1, -1):
        date = NOW.date() - datetime.timedelta(days=ago)
        for _ in range(rng.randrange(0, 5)):
            hour = rng.choice([8, 9, 13, 22, 23])
            naive = datetime.datetime.combine(date, datetime.time(hour, rng.randrange(60), rng.randrange(60)))
            if rng.random() < 0.1:
                # Past midnight, on the same study day.
                naive = naive.replace(hour=1) + datetime.timedelta(days=1)
            at = naive.astimezone().replace(microsecond=rng.randrange(1000) * 1000)
            if at >= NOW - datetime.timedelta(hours=3):
                continue
            for _ in range(rng.choice([1, 1, 1, 2])):
                card, grade = rng.choice(cards[:45]), rng.choice(["again", "hard", "good", "good", "good", "easy"])
                home.viva("grade", card, grade, "--yes", "--seconds", str(rng.randrange(1, 90)), at=at)
                if rng.random() < 0.05:
                    home.viva("undo", at=at)
                if rng.random() < 0.03:
                    home.viva(*rng.choice([["suspend"], ["resume"], ["forget", "--yes"]]), card, at=at)


def date_of(collection, due):
    """The day of a due number, by Anki's own count of days."""
    today = datetime.datetime.fromtimestamp(collection.sched.day_cutoff - 1).date()
    if datetime.datetime.fromtimestamp(collection.sched.day_cutoff - 1).hour < 4:
        today -= datetime.timedelta(days=1)
    return str(today + datetime.timedelta(days=due - collection.sched.today))


def compare_progress(home, collection):
    """Every card, every review, and the statistics."""
    progress = home.json("export")
    cards = {card["id"]: card for card in progress["cards"] if card["decks"]}
    in_anki = {note.guid: note for note in (collection.get_note(id) for id in collection.find_notes("note:viva"))}
    same("cards", sorted(in_anki), sorted(cards))
    owed = set()
    for id, card in cards.items():
        [anki] = in_anki[id].cards()
        state = card["state"]
        found = [anki.ivl, anki.factor, anki.lapses, anki.reps, anki.queue == -1]
        ease = round(state["ease"] * 1000) if state["ease"] is not None else 0
        expected = [state["interval_days"] or 0, ease, state["lapses"], state["reviews"], state["suspended"]]
        same("interval, ease, lapses, reviews, suspended", found, expected)
        if anki.type == 0:
            same("due days", None, state["due"])
        elif anki.type == 3:
            owed.add(id)
        else:
            same("due days", date_of(collection, anki.due), state["due"])
    compare_reviews(progress, collection, in_anki)
    stats = home.json("stats")
    graphs = collection._backend.graphs(search="note:viva", days=0)
    for period in stats["retention"]["periods"]:
        name = {"all": "all_time"}.get(period["period"], period["period"])
        found = getattr(graphs.true_retention, name)
        for age in ["young", "mature"]:
            passed, failed = getattr(found, f"{age}_passed"), getattr(found, f"{age}_failed")
            same("retentions", [name, age, passed, passed + failed], [name, age, period[age]["passed"], period[age]["total"]])
    same("reviews today", graphs.today.answer_count, stats["today"]["reviews"])
    same("seconds today", graphs.today.answer_millis // 1000, stats["today"]["seconds"])
    counts, totals = graphs.card_counts.excluding_inactive, stats["totals"]
    same("card counts", [counts.newCards, counts.suspended], [totals["new"], totals["suspended"]])
    same("card counts", counts.young + counts.mature + counts.relearn, totals["young"] + totals["mature"])
    for ahead, day in enumerate(stats["forecast"]):
        later = [id for id in owed if cards[id]["state"]["due"] == day["day"] and not cards[id]["state"]["suspended"]]
        if ahead:
            same("forecast days", graphs.future_due.future_due.get(ahead, 0), day["due"] - len(later))
    return cards


def compare_reviews(progress, collection, in_anki):
    """Every line of the log, in its order."""
    rows = collection.db.all(
        "select r.id, r.ease, r.time, r.ivl, r.lastIvl, r.factor, r.type, n.guid from revlog r "
        "join cards c on c.id = r.cid join notes n on n.id = c.nid where n.guid in (select guid from notes) order by r.id"
    )
    rows = [row for row in rows if row[7] in in_anki]
    reviews = [review for review in progress["reviews"] if review["card"] in in_anki]
    same("numbers of reviews", len(rows), len(reviews))
    for row, review in zip(rows, sorted(reviews, key=lambda r: (ms_of(r), r["device"], r["seq"]))):
        at_ms = ms_of(review)
        # Of several at one moment, also those taken back since, each has the next number.
        at_ms = row[0] if at_ms <= row[0] < at_ms + 5 else at_ms
        kind, before = expected_kind(review)
        ease = round(review["ease"] * 1000) if review["ease"] is not None else 2500
        expected = [at_ms, BUTTONS[review["grade"]], round(review["seconds"] * 1000)]
        expected += [review["interval_days"] or 0, before, ease, kind, review["card"]]
        if review["scheduler"] == "anki":
            # What it led to in Anki is not kept; who, when, what, how long and from which interval is.
            row, expected = row[:3] + [row[4], row[7]], expected[:3] + [before, review["card"]]
        same("reviews", row, expected)


def ms_of(review):
    moment = datetime.datetime.fromisoformat(review["at"].replace("Z", "+00:00"))
    return round(moment.timestamp() * 1000)


def expected_kind(review):
    before = review["interval_before_days"] or 0
    match review["effect"]:
        case "scored":
            return (1, before) if review["interval_before_days"] is not None else (0, 0)
        case "early":
            return (3, before)
        case "repeat":
            return (2, 0) if review["interval_before_days"] is not None else (0, 0)
        case _:
            return (1 if before else 0, before)


def compare_fields(home, collection):
    """What Anki shows of a card."""
    for id in collection.find_notes("note:viva"):
        note = collection.get_note(id)
        shown = home.json("show", note.guid)
        [card] = note.cards()
        html = card.question() + card.answer()
        for hostile in ["<script", "<img src=x", "onerror=alert(2)>"]:
            same("hostile parts shown", hostile in html, False)
        same("sounds to be played", card.question_av_tags() + card.answer_av_tags(), [])
        same("tags", sorted(note.tags), sorted(tag.replace(" ", "_") for tag in shown["tags"]))
        for answer in shown["answers"]:
            plain = answer["text"].split("\n")[0].strip("`*| ").split(" ")[0]
            same("answers shown", plain in html or plain.startswith(("<", "rust")), True)
        number = note.guid.removeprefix("card-")
        if number.isdigit():
            expected = f"What is the thing number <strong>{int(number)}</strong> &amp; what &lt;b&gt;for&lt;/b&gt;?"
            same("questions shown", note.fields[0], expected)
            deck = "Acme : Backend" if int(number) < 40 else "Zibal"
            section = f"::Part {int(number) % 4} : Sub" if int(number) % 3 else ""
            same("decks", collection.decks.name(card.did), deck + section)


def there():
    """viva to Anki, again after more reviews and a change, and home with what was done in Anki."""
    home = Home("there")
    for name, text in interview_decks().items():
        home.deck(name, text)
    live(home, 1, 150)
    for card, grade in [("card-03", "again"), ("card-50", "again"), ("card-04", "hard"), ("card-05", "good")]:
        home.viva("grade", card, grade, "--yes", "--seconds", "4")
    collection = new_collection("there")
    log = take_in(collection, home.package("first.apkg"))
    same("notes taken in", [len(log.new), len(log.updated), len(log.conflicting)], [58, 0, 0])
    compare_progress(home, collection)
    compare_fields(home, collection)
    problems, _ = collection.fix_integrity()
    same("problems found by Anki", [line for line in problems.splitlines() if "rebuilt" not in line], [])

    # Again: nothing doubled; a text that has changed is updated.
    take_in(collection, home.package("same.apkg"))
    compare_progress(home, collection)
    live(home, 2, 3, last_day=1)
    home.deck("acme", interview_decks()["acme"].replace("Mine: 5", "Changed"))
    home.viva("list")
    deck = os.path.join(home.path, "c", "decks", "acme.toml")
    later = os.stat(deck).st_mtime + 2
    os.utime(deck, (later, later))
    time.sleep(3)
    log = take_in(collection, home.package("later.apkg"))
    same("notes again", [len(log.new), len(log.conflicting), len(log.updated) >= 40], [0, 0, True])
    same("text updated", collection.get_note(collection.find_notes("Changed")[0]).guid, "card-05")
    same("notes in all", collection.note_count(), 58)
    # Schedules of cards it has, Anki keeps; once they are gone it takes all of it, and no review twice.
    collection.remove_notes(collection.find_notes("note:viva"))
    take_in(collection, home.package("later.apkg"))
    compare_progress(home, collection)

    # Answered, suspended and edited in Anki, in both forms of its packages.
    for legacy in [True, False]:
        answered = 0
        for id in list(collection.find_cards("note:viva is:due -is:learn -is:suspended"))[:4]:
            card = collection.get_card(id)
            card.start_timer()
            collection.sched.answerCard(card, 3)
            answered += 1
        same("cards answered in Anki", answered, 4)
        resting = next(id for id in collection.find_cards("note:viva -is:suspended is:review"))
        collection.sched.suspend_cards([resting])
        name = f"back-{legacy}.apkg"
        before = len(home.json("export")["reviews"])
        give_out(collection, name, legacy)
        for again in range(2):
            time.sleep(1)
            history = [deck.get("history") or {} for deck in home.json("import", name)["decks"]]
            new = sum(part.get("new_reviews", 0) for part in history)
            same("reviews brought home", new, 0 if again else 4)
            same("reviews at home", len(home.json("export")["reviews"]), before + 4)
            compare_progress(home, collection)
    # And out once more: the same lines under the same numbers.
    fresh = new_collection("fresh")
    take_in(fresh, home.package("again.apkg"))
    numbers = "select r.id, n.guid, r.ease, r.time from revlog r join cards c on c.id = r.cid join notes n on n.id = c.nid order by 1"
    same("numbers of reviews", fresh.db.all(numbers), collection.db.all(numbers))
    compare_progress(home, fresh)
    # Another viva gets decks, schedules and history from it.
    other = Home("other")
    other.viva("import", "again.apkg")
    ours, theirs = home.json("export"), other.json("export")
    for mine, his in zip(sorted(ours["cards"], key=lambda c: c["id"]), sorted(theirs["cards"], key=lambda c: c["id"])):
        # A card that was forgotten comes without the lapses it had.
        names = ["interval_days", "ease", "reviews", "suspended"] + ["lapses"] * (mine["state"]["due"] is not None)
        part = lambda card: [card["id"], card["question"], card["decks"]] + [card["state"][name] for name in names]
        same("cards in another viva", part(his), part(mine))
    same("retention in another viva", other.json("stats")["retention"], home.json("stats")["retention"])
    collection.close()
    fresh.close()


def back():
    """Anki to viva, to Anki, to viva: what Anki itself made."""
    collection = new_collection("own")
    basic, cloze = collection.models.by_name("Basic"), collection.models.by_name("Cloze")
    for number in range(30):
        note = collection.new_note(cloze if number % 5 == 4 else basic)
        if number % 5 == 4:
            note.fields[:2] = [f"The {{{{c1::thing}}}} number {number} is {{{{c2::that}}}}", "More."]
        else:
            note.fields[:2] = [f"What is <b>number</b> {number}?", f"<ul><li>one</li><li>{number}</li></ul>"]
        note.tags = ["anki", f"n{number % 3}"]
        collection.add_note(note, collection.decks.id(f"Mine::Deck {number % 2}"))
    rng = random.Random(3)
    cards = collection.db.list("select id from cards order by id")
    for id in cards[:24]:
        interval, day = 0, rng.randrange(60, 90)
        while day > 0:
            noon = NOW.replace(hour=12, microsecond=0) - datetime.timedelta(days=day, minutes=rng.randrange(240))
            at = int(noon.timestamp() * 1000)
            button = rng.choice([1, 2, 3, 3, 4])
            then = 1 if button == 1 else max(1, interval * 2)
            collection.db.execute(
                "insert into revlog values (?, ?, -1, ?, ?, ?, 2300, ?, ?)",
                at + id % 1000, id, button, then, interval, rng.randrange(1000, 60000), 1 if interval else 0,
            )
            interval, day = then, day - then
        card = collection.get_card(id)
        card.type, card.queue, card.ivl, card.factor = 2, 2, interval, rng.choice([1300, 2350, 2500])
        card.due, card.reps, card.lapses = collection.sched.today + day + rng.randrange(3), 5, rng.randrange(3)
        collection.update_card(card)
    collection.sched.suspend_cards(cards[5:8])
    rows = "select id, ease, time, lastIvl from revlog order by id"
    states = {}
    for legacy in [True, False]:
        home = Home(f"own-{legacy}")
        give_out(collection, f"own-{legacy}.apkg", legacy)
        home.viva("import", f"own-{legacy}.apkg")
        progress = home.json("export")
        same("cards from Anki", len(progress["cards"]), len(cards))
        found = sorted(
            (ms_of(r), BUTTONS[r["grade"]],
             round(r["seconds"] * 1000), r["interval_before_days"] or 0)
            for r in progress["reviews"]
        )
        for one, other in zip(collection.db.all(rows), found, strict=True):
            same("reviews from Anki", one, list(other))
        # Out again, into a fresh Anki.
        fresh = new_collection(f"own-{legacy}-2")
        take_in(fresh, home.package(f"own-{legacy}-2.apkg"))
        compare_progress(home, fresh)
        same("reviews round the way", fresh.db.all(rows), collection.db.all(rows))
        part = lambda c, card: [date_of(c, card.due) if card.type == 2 else None, card.ivl, card.factor, card.lapses, card.queue]
        all_of = lambda c: sorted(part(c, c.get_card(id)) for id in c.db.list("select id from cards where type = 2"))
        same("schedules round the way", all_of(fresh), all_of(collection))
        tags = lambda c: sorted(" ".join(sorted(t for t in c.get_card(id).note().tags if t in ["anki", "n0", "n1", "n2"])) for id in c.db.list("select id from cards"))
        same("tags round the way", tags(fresh), tags(collection))
        # And into a fresh viva.
        give_out(fresh, f"own-{legacy}-3.apkg", legacy)
        last = Home(f"own-{legacy}-3")
        last.viva("import", f"own-{legacy}-3.apkg")
        parts = ["due", "interval_days", "ease", "lapses", "suspended", "name"]
        state = lambda home: sorted([c["question"]] + [str(c["state"][p]) for p in parts] for c in home.json("export")["cards"])
        for one, other in zip(state(last), state(home), strict=True):
            same("cards round the way", one, other)
        same("retention round the way", last.json("stats")["retention"], home.json("stats")["retention"])
        states[legacy] = state(home)
        fresh.close()
    same("both forms", states[True], states[False])
    collection.close()


there()
back()
print(f"{os.environ.get('TZ')}: no difference in " + ", ".join(f"{count} {what}" for what, count in sorted(COMPARED.items())))
