#!/usr/bin/env python3
"""A drill on a pseudo-terminal, while its disk fails, it is killed, its window changes and others grade the same cards.

  drill.py VIVA [--short] [disks] [ends] [windows] [others]     needs strace

Disk: no space at the n-th write of the database, and an error at the n-th wait for the disk, once and from then on:
the screen says that the grade is not saved, or that this is not certain; the same key then saves it. Ends: killed or
ended by a signal at a random moment. Window: its size changes a thousand times per second, while viva draws and while
an editor runs. Two: another viva grades the same cards. Holder: a viva that holds the lock of the database is killed.

After every one: the database passes its check; each grade that the screen acknowledged is in the log exactly once, and
at most the one after it besides; a grade that was reported as not saved is not there; the terminal is as it was.
"""
import os, random, shutil, signal, sqlite3, subprocess, sys, tempfile, threading, time

from common import Home, Pty, arguments, carried_out, conclude, finish, in_parallel, strace

CARDS = 6
QUESTION, ANSWERED, NOT_SAVED, NOT_CERTAIN = b"Space show answer", b"1 again", b"NOT SAVED", b"NOT CERTAIN"
# The titles of the last screen: left early, and when nothing is left.
OVER = (b"Session over", b"Done for today")
# What makes the screen leave, and what it switches on for itself.
LEAVES = (b"\x1b[?1049l", b"\x1b[?25h")


def reviews(home):
    """How often each card was graded."""
    graded = [review["card"] for review in home.json("export")["reviews"]]
    return {card: graded.count(card) for card in graded}


def fresh(base, viva):
    home = Home(base, viva)
    (home.root / "decks/other.toml").unlink()
    home.good("list")
    home.terminal = {**home.environment(), "TERM": "xterm-256color"}
    return home


def start(home, *under, words=("drill", "numbers"), editor="true"):
    return Pty([*under, home.viva, *words], {**home.terminal, "VISUAL": editor}, folder=home.path)


def expect_graded(home, acknowledged, refused, what):
    """`acknowledged`: cards in the order in which they were graded; `refused`: those reported as not saved."""
    home.expect_sound(what)
    found = reviews(home)
    assert all(count == 1 for count in found.values()), (what, "graded twice", found)
    lost = [card for card in acknowledged if card not in found]
    assert not lost, (what, "acknowledged and not in the log", lost, found)
    assert len(found) <= len(acknowledged) + 1, (what, acknowledged, found)
    assert not [card for card in refused if card in found and card not in acknowledged], (what, "not saved, and there", found)


def failing_disk(base, viva, call, place, fault):
    """Whether the fault has fired, and what the screen said of it. Grades all cards; a grade that is refused is tried once more."""
    home = fresh(base, viva)
    trace = home.path / "trace"
    database = [home.root / ".viva" / name for name in ("viva.db", "viva.db-wal")]
    drill = start(home, *strace(call, place, fault, trace, database))
    what = ("drill", call, place, fault)
    acknowledged, refused, said, number = [], [], [], 0
    shown = drill.wait(QUESTION)
    while shown == QUESTION and number < CARDS:
        drill.type(b" ")
        if drill.wait(ANSWERED) is None:
            break
        for is_again in (False, True):
            drill.type(b"4")
            # If it fails in the same way, the screen stays as it is.
            patience = 2 if is_again else 20
            shown = drill.wait(QUESTION, NOT_SAVED, NOT_CERTAIN, *OVER, patience=patience, may_be_silent=is_again)
            if shown in (NOT_SAVED, NOT_CERTAIN, b""):
                said.append(shown or said[-1])
                refused += [f"card{number}"] if said[-1] == NOT_SAVED else []
                continue
            if shown is not None:
                acknowledged.append(f"card{number}")
            break
        else:
            break
        number += 1
    drill.type(b"q")
    if shown not in OVER and drill.wait(*OVER, b"viva: ") in OVER:
        drill.type(b"q")
    drill.type(b"q")
    code = drill.end()
    fired = trace.exists() and "(INJECTED)" in trace.read_text(errors="replace")
    assert b"panicked" not in drill.seen, (what, drill.seen[-400:])
    assert code in (0, 1, 4), (what, code, drill.seen[-400:])
    if code == 0 and not said:
        assert len(acknowledged) == CARDS, (what, acknowledged)
    drill.close()
    expect_graded(home, acknowledged, refused, (what, acknowledged, said, code))
    # Space is back, the disk works: the rest is graded.
    for card in range(CARDS):
        if f"card{card}" not in reviews(home):
            home.good("grade", f"card{card}", "easy")
    assert len(reviews(home)) == CARDS and set(reviews(home).values()) == {1}, (what, reviews(home))
    shutil.rmtree(home.path)
    return fired, set(said)


def ended_at_random(base, viva, seed):
    """Whether it was ended before all cards were graded."""
    chance = random.Random(seed)
    home = fresh(base, viva)
    ending = chance.choice([signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
    drill = start(home)
    what = ("ended", seed, ending.name)
    after_s = chance.uniform(0.01, 0.5)
    timer = threading.Timer(after_s, os.kill, (drill.pid, ending))
    timer.start()
    acknowledged, number = [], 0
    shown = drill.wait(QUESTION)
    while shown == QUESTION:
        drill.type(b" ")
        if drill.wait(ANSWERED) is None:
            break
        drill.type(b"4")
        shown = drill.wait(QUESTION, *OVER)
        if shown is None:
            break
        acknowledged.append(f"card{number}")
        number += 1
        time.sleep(chance.uniform(0, 0.05))
    timer.join()
    was_running = drill.code is None and shown not in OVER
    code = drill.end() if shown is None else (drill.type(b"qq"), drill.end())[1]
    assert b"panicked" not in drill.seen, (what, drill.seen[-400:])
    if ending == signal.SIGKILL:
        assert code in (-9, 0), (what, code)
    else:
        assert code in (-ending, 130, 0), (what, code)
        if b"\x1b[?1049h" in drill.seen:
            assert all(text in drill.seen for text in LEAVES), (what, "the screen was not left", drill.seen[-200:])
        assert drill.is_as_found(), (what, "the modes of the terminal differ")
    drill.close()
    expect_graded(home, acknowledged, [], what)
    # The next session needs nothing and begins with the first question that has no grade.
    next_drill = start(home)
    if len(reviews(home)) < CARDS:
        assert next_drill.wait(QUESTION) == QUESTION, what
        next_drill.type(b"q")
        next_drill.wait(*OVER)
        next_drill.type(b"q")
    assert next_drill.end() == 0, (what, next_drill.seen[-300:])
    assert next_drill.is_as_found(), (what, "the modes of the terminal differ")
    next_drill.close()
    shutil.rmtree(home.path)
    return was_running


def window_storm(base, viva, seconds, with_editor):
    """The number of sizes that the window had."""
    home = fresh(base, viva)
    editor = home.path / "editor"
    editor.write_text(f"#!/bin/sh\nsleep {seconds}\n")
    editor.chmod(0o755)
    drill = start(home, editor=str(editor))
    what = ("window", with_editor)
    drill.wait(QUESTION)
    if with_editor:
        drill.type(b"e")
    chance, count, end = random.Random(7), 0, time.monotonic() + seconds
    is_read = threading.Event()

    def read():
        while not is_read.is_set():
            try:
                part = os.read(drill.fd, 65536)
            except OSError:
                return
            if not part:
                return
            drill.seen += part

    reader = threading.Thread(target=read)
    reader.start()
    while time.monotonic() < end:
        drill.resize(chance.randint(1, 60), chance.randint(1, 200))
        count += 1
        time.sleep(0.0008)
    drill.resize(24, 80)
    time.sleep(0.5)
    is_read.set()
    drill.resize(30, 100)
    reader.join(5)
    # It still is what it was, in the size that the window has at last.
    drill.type(b" ")
    assert drill.wait(ANSWERED) == ANSWERED, what
    drill.type(b"4")
    assert drill.wait(QUESTION) == QUESTION, what
    drill.type(b"q")
    assert drill.wait(*OVER) in OVER, what
    drill.type(b"q")
    assert drill.end() == 0, (what, drill.seen[-300:])
    assert b"panicked" not in drill.seen, what
    drill.close()
    expect_graded(home, ["card0"], [], what)
    shutil.rmtree(home.path)
    return count


def two_at_once(base, viva):
    """Each of two drills grades what the other has not; a card that the other has just graded is shown again."""
    home = fresh(base, viva)
    one, other = start(home), start(home)
    for drill in (one, other):
        assert drill.wait(QUESTION) == QUESTION
        drill.type(b" ")
        assert drill.wait(ANSWERED) == ANSWERED
    one.type(b"4")
    assert one.wait(QUESTION) == QUESTION
    # The same card, whose answer the other was looking at: nothing is written over the first grade.
    other.type(b"4")
    assert other.wait(b"graded", b"reviewed", b"another session") is not None, other.seen[-300:]
    found = reviews(home)
    assert found == {"card0": 1}, found
    for drill in (one, other):
        drill.type(b"\x03")
        assert drill.end() == 130
        drill.close()
    home.expect_sound("two drills")
    shutil.rmtree(home.path)
    return 1


HOLDER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("begin immediate")
connection.execute("insert into meta (key, value) values ('remembered.held', 'x')")
print("held", flush=True)
time.sleep(600)
"""


def killed_holder(base, viva):
    """The seconds until the next start had done its work, after the holder of the lock was killed."""
    home = fresh(base, viva)
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(home.root / ".viva/viva.db")], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    blocked = home.run("grade", "card0", "good")
    assert blocked.returncode == 4 and "in use" in blocked.stderr, (blocked.returncode, blocked.stderr)
    holder.kill()
    holder.wait()
    begin = time.monotonic()
    home.good("grade", "card0", "good")
    took_s = time.monotonic() - begin
    assert took_s < 3, ("the next start waited", took_s)
    expect_graded(home, ["card0"], [], "killed holder")
    remembered = sqlite3.connect(home.root / ".viva/viva.db").execute("select 1 from meta where key = 'remembered.held'")
    assert remembered.fetchall() == [], "what was not committed is there"
    shutil.rmtree(home.path)
    return took_s


def disks(base, viva, is_short):
    kinds = [("pwrite64", "error=ENOSPC", ""), ("pwrite64", "error=ENOSPC", "+"), ("pwrite64", "error=EIO", ""),
             ("fdatasync", "error=EIO", ""), ("fdatasync", "error=EIO", "+"), ("fsync", "error=EIO", ""),
             ("fsync", "error=EIO", "+")]

    def places(kind):
        call, fault, from_on = kind
        results = []
        places = range(1, 400)
        if is_short:
            places = places[::9] if call == "pwrite64" else places[:6:2]
        for place in places:
            result = carried_out(failing_disk, base, viva, call, f"{place}{from_on}", fault)
            if result is not None and not result[0]:
                break
            results.append(result)
        return results

    results = [result for results in in_parallel(places, kinds) for result in results if result]
    not_saved, not_certain = (sum(text in said for _, said in results) for text in (NOT_SAVED, NOT_CERTAIN))
    conclude(f"disk: {len(results)} faults in a drill, reported {not_saved} times as not saved and {not_certain} times as not "
             "certain: nothing lost or doubled", not_saved, not_certain)


def ends(base, viva, is_short):
    runs = 24 if is_short else 1000
    early = sum(map(bool, in_parallel(lambda seed: carried_out(ended_at_random, base, viva, seed), range(runs))))
    conclude(f"ends: {runs} drills killed or ended by a signal, {early} of them before their end: every acknowledged grade "
             "is there once", early)


def windows(base, viva, is_short):
    seconds = 1 if is_short else 10
    sizes = [carried_out(window_storm, base, viva, seconds, with_editor) for with_editor in (False, True)]
    conclude(f"window: {sizes} sizes within {seconds} s, while drawing and while an editor runs: the session went on", *sizes)


def others(base, viva, _is_short):
    pairs = carried_out(two_at_once, base, viva)
    took_s = carried_out(killed_holder, base, viva)
    conclude(f"others: two drills graded one card once; after the holder of the lock was killed the next start took "
             f"{took_s or 0:.2f} s", pairs, took_s)


def main():
    viva, names, is_short = arguments()
    with tempfile.TemporaryDirectory() as base:
        for campaign in (disks, ends, windows, others):
            if not names or campaign.__name__ in names:
                campaign(base, viva, is_short)


main()
finish()
