"""Puts viva's history into a collection of Anki's and times the library's own graphs of it.

  anki_graphs.py VIVA_DB COLLECTION ROUNDS

Prints rows of name, median seconds and peak memory as JSON. Every measure is a process of its own, so that
each opens the collection anew and none finds the other's memory.
"""
import json, sqlite3, statistics, subprocess, sys, time


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
    cards = [row[0] for row in collection.db.execute("select id from cards order by id")]
    numbers = dict(zip(states, cards))
    first_day = collection.crt // 86_400
    collection.db.executemany(
        "update cards set type = 2, queue = 2, due = ?, ivl = ?, factor = ?, reps = ?, lapses = ? where id = ?",
        [(due - first_day, interval, ease * 10, reviews, lapses, numbers[card])
         for card, (due, interval, ease, reviews, lapses) in states.items()])
    rows, taken, last = [], set(), {}
    for at, day, card, payload in events.execute("select at_ms, day, card, payload from event where kind = 'review'"):
        while at in taken:
            at += 1
        taken.add(at)
        review = json.loads(payload)
        # The days since the last review stand for the interval: what is counted of them takes as long.
        before = day - last.get(card, day)
        last[card] = day
        grade = max(1, review["quality"] - 1)
        rows.append((at, numbers[card], -1, grade, max(1, before), before, 2500, review["took_ms"], 1 if before else 0))
    collection.db.executemany("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    collection.close()


def measure(path, days):
    """One opening and one call: seconds of both, of the call, and the peak in KiB."""
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


def main():
    if sys.argv[1] == "measure":
        measure(sys.argv[2], int(sys.argv[3]))
        return
    viva, path, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    fill(viva, path)
    found = []
    for words, days in [("of a year", 365), ("of all days", 0)]:
        runs = [json.loads(subprocess.run([sys.executable, __file__, "measure", path, str(days)],
                                          check=True, capture_output=True, text=True).stdout) for _ in range(rounds)]
        for name, place in [("the call alone", 1), ("with opening", 0)]:
            found.append({"name": f"Anki's graphs {words}, {name}", "peak_kib": max(run[2] for run in runs),
                          "seconds": statistics.median(run[place] for run in runs)})
    print(json.dumps(found))


main()
