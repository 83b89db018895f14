#!/usr/bin/env python3
"""Decks that are half written, and editors that save while viva reads.

  decks.py VIVA [--short]

Prefixes: a good deck is cut at every byte (--short: at every 13th). The deck is skipped and reported with its line and column, or read as
far as it is a whole deck; other decks are asked, no event and no schedule is lost, the file stays as the user wrote it, and
when the whole deck is back, all of its history is there. Editors: one saves by renaming, one in place, one leaves half a
file for a moment, thousands of times, while viva lists, grades and exports. At the end every card has its history.
"""
import os, re, shutil, sys, tempfile, threading, time
from pathlib import Path

from common import DECK, Home, arguments, carried_out, conclude, finish

WHOLE = ('title = "Numbers"   # mine\n\n' + DECK.replace('answer = "It is 2."', 'answer = """\nIt is\n"2".\n"""\ntags = ["a", "b"]')
         + '[[cards]]\nid = "persian"\nquestion = "میوتکس چیست؟"\nanswer = \'قفل.\'\n')
GRADED = ["card0", "card1", "card2", "persian"]
PLACE = re.compile(r"numbers\.toml`?:\d+:")


def used(base, viva):
    home = Home(base, viva)
    (home.root / "decks/numbers.toml").write_text(WHOLE)
    for card in GRADED:
        home.good("grade", card, "good")
    return home


def states(home):
    """Of the cards that were graded: where each is, and what is known of it."""
    return {card["id"]: (card["decks"], card["state"]) for card in home.json("export")["cards"] if card["id"] in GRADED}


def prefixes(base, viva, step):
    """How many prefixes were skipped, and how many were whole decks."""
    home = used(base, viva)
    deck = home.root / "decks/numbers.toml"
    before, events, whole = states(home), home.events(), WHOLE.encode()
    skipped = good = 0
    for length in [*range(0, len(whole), step), len(whole)]:
        deck.write_bytes(whole[:length])
        what = ("prefix", length, whole[:length][-20:])
        # What is not even text is reported with its line and byte.
        run = home.run("grade", "other", "good", "--format", "json")
        assert run.returncode == 0, (what, "another deck is not asked", run.stderr)
        assert "panicked" not in run.stderr, (what, run.stderr)
        if "warning" in run.stderr:
            assert PLACE.search(run.stderr), (what, "no line and column", run.stderr)
            skipped += 1
        else:
            good += 1
        queue = home.run("queue", "--format", "json")
        assert queue.returncode == 0, (what, queue.stderr)
        home.good("undo")
        assert deck.read_bytes() == whole[:length], (what, "the deck was changed")
        if length % 50 == 0:
            deck.write_bytes(whole)
            assert states(home) == before, (what, "a schedule is lost", states(home))
    deck.write_bytes(whole)
    assert len(before) == len(GRADED) and states(home) == before, ("a schedule is lost", before, states(home))
    assert set(events) <= set(home.events()), "an event is lost"
    home.expect_sound("prefixes")
    shutil.rmtree(home.path)
    return skipped, good


def by_rename(deck, text):
    new = deck.with_name("#numbers.tmp")
    new.write_text(text)
    os.replace(new, deck)


def in_place(deck, text):
    deck.write_text(text)


def by_halves(deck, text):
    with open(deck, "w") as file:
        file.write(text[:len(text) // 2])
        file.flush()
        time.sleep(0.002)
        file.write(text[len(text) // 2:])


def editors(base, viva, save, seconds):
    """How often the editor saved, and how many commands saw what it left."""
    home = used(base, viva)
    deck = home.root / "decks/numbers.toml"
    before, is_over, saves = states(home), threading.Event(), [0]

    def edit():
        while not is_over.is_set():
            saves[0] += 1
            save(deck, WHOLE.replace("It is 3.", f"It is {saves[0]}."))
            time.sleep(0.001)

    editor = threading.Thread(target=edit)
    editor.start()
    runs, end = 0, time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            for words in (["list"], ["grade", "other", "good"], ["export"], ["queue"]):
                run = home.run(*words)
                assert run.returncode == 0, (save.__name__, words, run.stderr)
                assert "panicked" not in run.stderr, (save.__name__, words, run.stderr)
                runs += 1
    finally:
        is_over.set()
        editor.join()
    saved = deck.read_text()
    assert states(home) == before, (save.__name__, "a schedule is lost", states(home))
    answer = home.json("show", "card3")["answers"][0]["text"]
    assert answer == f"It is {saves[0]}.", (save.__name__, "not the last text", answer, saves)
    assert deck.read_text() == saved, (save.__name__, "the deck was changed")
    home.expect_sound(save.__name__)
    shutil.rmtree(home.path)
    return saves[0], runs


def main():
    viva, _, is_short = arguments()
    with tempfile.TemporaryDirectory() as base:
        skipped, good = carried_out(prefixes, base, viva, 13 if is_short else 1) or (0, 0)
        conclude(f"prefixes: {skipped} skipped with line and column, {good} whole decks: no schedule lost", skipped, good)
        counts = [carried_out(editors, base, viva, save, 1 if is_short else 20) or (0, 0)
                  for save in (by_rename, in_place, by_halves)]
        conclude(f"editors: {sum(saves for saves, _ in counts)} saves by renaming, in place and by halves during "
                 f"{sum(runs for _, runs in counts)} commands: no schedule lost", *(saves and runs for saves, runs in counts))


main()
finish()
