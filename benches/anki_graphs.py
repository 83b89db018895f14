"""Puts viva's history into a collection of Anki's, and times the library's own graphs of it.

  anki_graphs.py fill VIVA_DB COLLECTION
  anki_graphs.py measure COLLECTION DAYS      0 is all days

A measure prints seconds with the opening, seconds of the call alone, and the peak of its memory in KiB, as JSON.
"""
import json, sqlite3, sys, time


def fill(viva, path):
    from anki.collection import AddNoteRequest, Collection

    events = sqlite3.connect(viva)
    states = dict((row[0], row[1:]) for row in events.execute(
        "select card, due, interval_days, ease_hundredths, review_count, lapse_count from state"))
    collection = Collection(path)
    notetype, deck = collection.models.by_name("Basic"), collection.decks.id("viva")
    requests = []
    for card in states:
        note = collection.new_note(notetype)
        note.fields = [f"What is {card}?", "It depends."]
        requests.append(AddNoteRequest(note, deck))
    collection.add_notes(requests)
    first_day = collection.crt // 86_400
    collection.close()
    # The rest without the library: it takes rows as one text, and there are a million.
    database = sqlite3.connect(path)
    numbers = dict(zip(states, (row[0] for row in database.execute("select id from cards order by id"))))
    database.executemany(
        "update cards set type = 2, queue = 2, due = ?, ivl = ?, factor = ?, reps = ?, lapses = ? where id = ?",
        ((due - first_day, interval, ease * 10, reviews, lapses, numbers[card])
         for card, (due, interval, ease, reviews, lapses) in states.items()))

    def answers():
        taken, last = -1, {}
        reviews = "select at_ms, day, card, payload from event where kind = 'review' order by at_ms"
        for at, day, card, payload in events.execute(reviews):
            taken = max(at, taken + 1)
            review = json.loads(payload)
            # The days since the last review stand for the interval: what is counted of them takes as long.
            before = day - last.get(card, day)
            last[card] = day
            grade = max(1, review["quality"] - 1)
            yield taken, numbers[card], -1, grade, max(1, before), before, 2500, review["took_ms"], int(before > 0)

    database.executemany("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", answers())
    database.commit()
    database.close()


def measure(path, days):
    from anki.collection import Collection

    began = time.perf_counter()
    collection = Collection(path)
    opened = time.perf_counter()
    graphs = collection._backend.graphs(search="", days=days)
    ended = time.perf_counter()
    assert graphs.true_retention.all_time.young_passed + graphs.true_retention.all_time.mature_passed > 0
    collection.close()
    # Not `getrusage`: on Linux its peak is that of whoever started this process, if that was greater.
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(json.dumps([ended - began, ended - opened, int(status["VmHWM"].split()[0])]))


if sys.argv[1] == "fill":
    fill(sys.argv[2], sys.argv[3])
else:
    measure(sys.argv[2], int(sys.argv[3]))
