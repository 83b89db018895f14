#!/usr/bin/env python3
"""Kills viva at the n-th call of every system call that writes, n = 1, 2, ... until the fault no longer fires.

  kill.py VIVA [--short]     needs strace; --short tries each call at its first three places only

Four programs are killed: `viva list` that makes the database and indexes hand-written decks, `viva import` that
makes a collection or adds to one, `viva grade`, and a drill on a terminal. After every kill: the check finds
nothing, every acknowledged grade is in the log exactly once (and at most one that was not acknowledged), no file
is left over, the same import goes on to the same decks, and the next start needs nothing.
"""
import json, os, pty, re, select, shutil, subprocess, sys, tempfile, time
from pathlib import Path

CALLS = ["write", "pwrite64", "writev", "fsync", "fdatasync", "rename", "renameat2", "link", "linkat",
         "ftruncate", "unlink", "unlinkat", "mkdir", "openat"]
DECK = "".join(f'[[cards]]\nid = "card{n}"\nquestion = "What is number {n}?"\nanswer = "It is {n}."\n\n' for n in range(4))
UNPINNED = '[[cards]]\nquestion = "What has no id?"\n'
NOTES = {f"note{n}.md": "".join(f"## What is topic {n}.{m} about?\n\nIt is about {m}.\n\n" for m in range(3)) for n in range(3)}
ALLOWED = re.compile(r"^(decks/[a-z0-9]+\.toml|imports\.toml|\.viva/viva\.db(-wal|-shm)?|\.viva/backups/[0-9-]+\.zip)$")


def environment(home):
    return {"HOME": str(home), "PATH": os.environ["PATH"], "TERM": "xterm-256color", "LANG": "C.UTF-8",
            "VIVA_NOW": "2026-11-21T12:00:00+03:30", "VIVA_COLLECTION": str(home / "collection")}


def viva(home, *arguments, **options):
    return subprocess.run([VIVA, *arguments], env=environment(home), capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60, **options)


def strace(call, place):
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
            "-e", f"inject={call}:signal=KILL:when={place}", VIVA]


def reviews(home):
    exported = viva(home, "export")
    assert exported.returncode == 0, exported.stderr
    return [review["card"] for review in json.loads(exported.stdout)["reviews"]]


def look(home, what, acknowledged, before=0):
    """Everything that has to hold after a kill."""
    checked = viva(home, "check", "--format", "json")
    assert checked.returncode == 0, (what, checked.stdout, checked.stderr)
    assert json.loads(checked.stdout)["ok"], (what, checked.stdout)
    assert "warning" not in checked.stderr, (what, checked.stderr)
    logged = reviews(home)
    assert len(logged) == len(set(logged)), (what, "graded twice", logged)
    new = len(logged) - before
    assert acknowledged <= new <= acknowledged + 1, (what, "acknowledged", acknowledged, "in the log", new)
    root = home / "collection"
    left = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
    over = [name for name in left if not ALLOWED.match(name)]
    assert not over, (what, "left over", over)
    deck = (root / "decks/numbers.toml").read_text()
    assert deck == DECK, (what, "the deck has changed")


def prepare(base, indexed):
    home = Path(tempfile.mkdtemp(dir=base))
    decks = home / "collection/decks"
    decks.mkdir(parents=True)
    (decks / "numbers.toml").write_text(DECK)
    (decks / "other.toml").write_text(UNPINNED)
    if indexed:
        assert viva(home, "list").returncode == 0
    return home


def kill_list(base, call, place):
    home = prepare(base, indexed=False)
    run = subprocess.run(strace(call, place) + ["list"], env=environment(home), capture_output=True, text=True,
                         stdin=subprocess.DEVNULL, timeout=60)
    look(home, ("list", call, place), 0)
    shutil.rmtree(home)
    return run.returncode != 0


def kill_import(base, call, place):
    return kill_import_into(base, call, place, is_new=True)


def kill_import_more(base, call, place):
    return kill_import_into(base, call, place, is_new=False)


def kill_import_into(base, call, place, is_new):
    home = prepare(base, indexed=not is_new)
    notes = home / "notes"
    notes.mkdir()
    for name, text in NOTES.items():
        (notes / name).write_text(text)
    run = subprocess.run(strace(call, place) + ["import", str(notes)], env=environment(home), capture_output=True,
                         text=True, stdin=subprocess.DEVNULL, timeout=60)
    look(home, ("import", is_new, call, place), 0)
    again = viva(home, "import", str(notes))
    assert again.returncode == 0, (call, place, again.stderr)
    look(home, ("import again", is_new, call, place), 0)
    decks = json.loads(viva(home, "list", "--format", "json").stdout)["decks"]
    counts = {deck["name"]: deck["cards"] for deck in decks}
    assert counts == {"numbers": 4, "other": 1, "note0": 3, "note1": 3, "note2": 3}, (is_new, call, place, counts)
    shutil.rmtree(home)
    return run.returncode != 0


def kill_grade(base, call, place):
    home = prepare(base, indexed=True)
    run = subprocess.run(strace(call, place) + ["grade", "card1", "good", "--format", "json"], env=environment(home),
                         capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    acknowledged = 1 if run.stdout.rstrip().endswith("}") else 0
    look(home, ("grade", call, place), acknowledged)
    assert viva(home, "grade", "card2", "good").returncode == 0
    shutil.rmtree(home)
    return run.returncode != 0


def kill_drill(base, call, place):
    home = prepare(base, indexed=True)
    pid, fd = pty.fork()
    if pid == 0:
        os.execvpe("strace", strace(call, place) + ["drill", "numbers"], environment(home))
    seen, acknowledged, graded = b"", 0, 0
    keys = [b" ", b"4"] * 4 + [b"q"]
    waits = [b"Space show answer", b"1 again"] * 4 + [b"q quit"]
    killed = True
    for key, wait in zip(keys, waits):
        shown = until(fd, wait)
        if shown is None:
            break
        # The question after a grade (or the summary) is on the screen: the grade is acknowledged.
        if key != b"4":
            acknowledged = graded
        if key == b"4":
            graded += 1
        try:
            os.write(fd, key)
        except OSError:
            break
    else:
        killed = False
        try:
            until(fd, b"\0never", 5)
        except TimeoutError:
            pass
    os.close(fd)
    status = os.waitpid(pid, 0)[1]
    killed = killed or os.waitstatus_to_exitcode(status) != 0
    look(home, ("drill", call, place), acknowledged)
    shutil.rmtree(home)
    return killed


def until(fd, wanted, patience=10):
    """What the terminal shows up to `wanted`; None if it ends before. A text that never comes is an error."""
    seen, end = b"", time.monotonic() + patience
    while time.monotonic() < end:
        ready, _, _ = select.select([fd], [], [], 0.2)
        if not ready:
            continue
        try:
            part = os.read(fd, 65536)
        except OSError:
            return None
        if not part:
            return None
        seen += part
        if wanted in re.sub(rb"\x1b\[[0-9;?]*[ -/]*[@-~]", b"", seen):
            return seen
    raise TimeoutError(f"{wanted!r} never came: {seen[-300:]!r}")


def main():
    global VIVA
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    VIVA = str(Path(arguments[0]).resolve())
    last = 3 if "--short" in sys.argv else 10_000
    total = 0
    with tempfile.TemporaryDirectory() as base:
        for name, attempt in (("list", kill_list), ("import", kill_import), ("more", kill_import_more),
                              ("grade", kill_grade), ("drill", kill_drill)):
            for call in CALLS:
                places = 0
                while places < last and attempt(base, call, places + 1):
                    places += 1
                total += places
                if places:
                    print(f"{name:6} {call:10} killed at {places} places", flush=True)
    print(f"{total} kills: every acknowledged grade is there once, every check passes, nothing is left over")
    assert total > 10, "strace has not killed anything"


main()
