#!/usr/bin/env python3
"""What a power cut can leave: the write-ahead log cut and garbled, and what is said to be saved before it is on disk.

  log.py VIVA [--short]     needs strace

Log: five grades are in the log of a viva that was killed. The log is cut in every one of its parts, at several places, and
single bytes in it are changed: the database opens and passes its check, and contains the first so many of the grades, without a gap; all of
them if nothing was cut. A log that is refused as foreign must leave every byte. --short tries fewer places.
Order: in a trace of the system calls of each command that writes, what was written to a file of the collection is waited
for (fsync) before it gets its name, and its folder after, before the command reports on standard output. This is a model
of a power cut, not one.
"""
import json, os, re, shutil, sqlite3, subprocess, sys, tempfile
from pathlib import Path

from common import Home, arguments, carried_out, conclude, finish, in_parallel

GRADED = [f"card{n}" for n in range(5)]
# Keeps the log from being copied into the database when the last viva closes it.
KEEPER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("select count(*) from event").fetchone()
print("open", flush=True)
sys.stdin.read()
"""


def killed(base, viva):
    """A collection whose grades are in the log alone."""
    home = Home(base, viva)
    home.good("list")
    database = home.root / ".viva/viva.db"
    keeper = subprocess.Popen([sys.executable, "-c", KEEPER, str(database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert keeper.stdout.readline() == b"open\n"
    for card in GRADED:
        home.good("grade", card, "good")
    left = home.path / "left"
    left.mkdir()
    for name in ("viva.db", "viva.db-wal"):
        shutil.copy(home.root / ".viva" / name, left / name)
    keeper.kill()
    keeper.wait()
    alone = sqlite3.connect(f"file:{left / 'viva.db'}?immutable=1", uri=True)
    assert alone.execute("select count(*) from event").fetchone() == (0,), "the grades are not in the log alone"
    return home


def opened(home, log, what):
    """The number of grades that are there if the database is opened with this log; None if it is refused."""
    folder = Path(tempfile.mkdtemp(dir=home.path))
    root = folder / "collection"
    shutil.copytree(home.root / "decks", root / "decks")
    (root / ".viva").mkdir()
    shutil.copy(home.path / "left/viva.db", root / ".viva/viva.db")
    (root / ".viva/viva.db-wal").write_bytes(log)
    before = (root / ".viva/viva.db").read_bytes()
    other = object.__new__(Home)
    other.path, other.root, other.viva, other.now = folder, root, home.viva, home.now
    run = other.run("export")
    assert "panicked" not in run.stderr, (what, run.stderr)
    if run.returncode != 0:
        assert run.returncode == 4, (what, run.returncode, run.stderr)
        assert (root / ".viva/viva.db").read_bytes() == before and (root / ".viva/viva.db-wal").read_bytes() == log, what
        count = None
    else:
        reviews = [review["card"] for review in json.loads(run.stdout)["reviews"]]
        assert reviews == GRADED[:len(reviews)], (what, "not the first of the grades", reviews)
        count = len(reviews)
        other.expect_sound(what)
    shutil.rmtree(folder)
    return (count,)


def cut(home, log, length):
    found = carried_out(opened, home, log[:length], ("cut", length))
    if found is not None and length == len(log):
        assert found == (len(GRADED),), ("nothing was cut, and a grade is missing", found)
    return found


def garbled(home, log, place):
    changed = bytearray(log)
    changed[place] ^= 0xa5
    return carried_out(opened, home, bytes(changed), ("garbled", place))


WRITES = {
    "grade": ["grade", "card5", "good"],
    "grade of a deck without ids": ["grade", "card4", "good"],
    "import": ["import", "notes.md"],
    "add": ["add", "--deck", "numbers", "--question", "What is new?", "--answer", "This."],
    "delete": ["delete", "card0", "card1", "--yes"],
    "undo": ["undo", "--any-device"],
    "backup": ["backup"],
    "restore": ["restore", "latest", "--yes"],
    "config": ["config", "set", "new_per_day", "9"],
    "export": ["export", "--output", "collection/out.json"],
}


def in_order(base, viva, name):
    """How many files got their names, each in an order that a power cut cannot undo once it was reported."""
    home = Home(base, viva)
    home.use()
    if "without" in name:
        (home.root / "decks/unpinned.toml").write_text('[[cards]]\nquestion = "What has no id?"\n')
    (home.path / "notes.md").write_text("## What is a mutex?\n\nIt guards.\n")
    trace = home.path / "trace"
    calls = "openat,fsync,fdatasync,rename,renameat,renameat2,link,linkat,write,pwrite64,close"
    run = home.run(*WRITES[name], under=["strace", "-f", "-y", "-qq", "-s", "16", "-o", str(trace), "-e", f"trace={calls}"])
    assert run.returncode == 0, (name, run.stderr)
    unsynced, renames, pending = set(), 0, {}
    for line in trace.read_text(errors="replace").splitlines():
        call = re.match(r"\d+ +(\w+)\((.*)", line)
        if call is None or "<unfinished" in line and call[1].startswith("link"):
            continue
        name_of_call, rest = call[1], call[2]
        path = re.match(r"\d+<([^>]*)>", rest)
        path = path[1].removesuffix(" (deleted)") if path else None
        if name_of_call in ("write", "pwrite64") and path and path.startswith(str(home.root)):
            unsynced.add(path)
        elif name_of_call in ("fsync", "fdatasync") and path:
            unsynced.discard(path)
            pending.pop(path, None)
        elif name_of_call.startswith(("rename", "link")) and "= 0" in line:
            old, new = re.findall(r'"([^"]*)"', rest)[:2]
            if new.startswith(str(home.root)):
                assert old not in unsynced, (name, "named before it was on disk", line)
                pending[str(Path(new).parent)] = line
                renames += 1
        elif name_of_call == "write" and rest.startswith("1<"):
            assert not pending, (name, "reported before the folder was on disk", pending, line)
            logs = [path for path in unsynced if path.endswith("-wal")]
            assert not logs, (name, "reported before the log was on disk", logs, line)
    assert not pending, (name, "the folder was never waited for", pending)
    shutil.rmtree(home.path)
    return renames


def main():
    viva, _, is_short = arguments()
    with tempfile.TemporaryDirectory() as base:
        home = killed(base, viva)
        log = (home.path / "left/viva.db-wal").read_bytes()
        step = 4999 if is_short else 499
        lengths = [*range(0, len(log), step), len(log)]
        # Around the ends of its parts, and within the heads of the next ones.
        if not is_short:
            page = int.from_bytes(log[8:12], "big")
            ends = range(32, len(log) + 1, page + 24)
            lengths = sorted({*lengths, *(end + near for end in ends for near in range(-4, 29, 4) if 0 <= end + near <= len(log))})
        cuts = in_parallel(lambda length: cut(home, log, length), lengths)
        places = [*range(0, 56), *range(56, len(log), 997)] if not is_short else [0, 5, 12, 20, 25, 33, 40, 60, 5000, 9000]
        changes = in_parallel(lambda place: garbled(home, log, place), places)
        kept = [found[0] for found in cuts if found]
        assert kept[-1] == len(GRADED), ("an acknowledged grade is missing", kept[-1])
        assert kept == sorted(kept), "a longer log contains fewer grades"
        refused = sum(found == (None,) for found in cuts + changes)
        conclude(f"log: cut at {len(cuts)} places of {len(log)} bytes and garbled at {len(changes)}: the first so many of "
                 f"{len(GRADED)} grades each time, {refused} refused and left alone", len(set(kept)) == len(GRADED) + 1)
        renames = {name: carried_out(in_order, base, viva, name) for name in WRITES}
        conclude(f"order: {sum(count or 0 for count in renames.values())} files in {len(renames)} commands were on disk before "
                 "they got their names, and their folders before it was reported", sum(count or 0 for count in renames.values()))


main()
finish()
