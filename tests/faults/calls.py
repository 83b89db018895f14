#!/usr/bin/env python3
"""Every command that writes, refused or killed at the n-th system call, n = 1, 2, ... until the fault no longer fires.

  calls.py VIVA [--short] [--verbose] [NAME...]     needs strace; NAME: only these commands

The faults: killed at a call that writes; no space at it, once and from then on; an error of the disk where viva waits
for it (fsync), once and from then on; an error and an empty answer where the database is read. --short tries a few
commands at their first two places.

After every fault: the database passes its check and the stored states are what the log leads to; every event from
before is there; what a command reported as done is there exactly once, and what it reported as failed is not, unless it
said that it is not sure; every deck, settings file and export is its old text or its new one; there was one message; the
same command then leads to the same end as without the fault; nothing is left over. Backups and restores have a script
of their own, and `tests/campaigns/kill.py` kills import, grade and drill at more calls.
"""
import collections, json, shutil, sys, tempfile
from pathlib import Path

from common import CALLS, Home, arguments, carried_out, conclude, finish, expect_one_message, has_fired, in_parallel, strace

NOTES = {f"note{n}.md": "".join(f"## What is topic {n}.{m} about?\n\nIt is about {m}.\n\n" for m in range(3)) for n in (1, 2)}
UNPINNED = '[[cards]]\nquestion = "What has no id?"\nanswer = "This."\n'
ASKED = "good: What is number 1?\nagain: What is number 5?\nWhat is a completely new question?\n"
EDITED = "section:\ntags: fresh\nseconds:\n\n=== question ===\nWhat is number 1, really?\n\n=== answer ===\nOne.\n\n=== my answer ===\n"
SETTINGS = "# mine\nnew_per_day = 7\n"
WAITS = ("fsync", "fdatasync")
# What can fail because there is no space.
SPACE = [call for call in CALLS if call not in WAITS and not call.startswith("unlink")]
KILLS = [call for call in CALLS if call != "openat"]
UNSURE = "may or may not be"


class Command:
    def __init__(self, name, words, begins="used", repeats=False, is_short=False, leaves=(), deck_first=False,
                 has_steps=False):
        self.name, self.words, self.begins = name, words, begins
        # Its event is written after the deck: if that is as far as it came, a repetition finds nothing to do.
        self.deck_first = deck_first
        # It is done card by card, or a deck is written twice: a part of it may be done, and reported.
        self.has_steps = has_steps
        # Whether it may be run again after it has done its work, and then changes nothing.
        self.repeats, self.is_short = repeats, is_short
        # Files that it makes besides those of the collection.
        self.leaves = leaves


COMMANDS = [
    Command("index", ["list"], begins="unindexed", repeats=True),
    Command("grade", ["grade", "card5", "good", "--format", "json"], is_short=True),
    Command("import", ["import", "notes"], begins="unindexed", repeats=True),
    Command("import more", ["import", "notes"], repeats=True),
    Command("import again", ["import", "notes"], begins="imported", repeats=True),
    Command("add", ["add", "--deck", "numbers", "--question", "What is new?", "--answer", "This.", "--format", "json"],
            has_steps=True),
    Command("edit", ["edit", "card1", "--from", "edited.txt", "--format", "json"], is_short=True,
            deck_first=True),
    Command("delete", ["delete", "card0", "card1", "--yes", "--format", "json"], has_steps=True),
    Command("delete one", ["delete", "card5", "--yes", "--format", "json"], is_short=True),
    Command("undo", ["undo", "--any-device", "--format", "json"], is_short=True),
    Command("undo a deletion", ["undo", "--any-device", "--format", "json"], begins="deleted"),
    Command("undo an edit", ["undo", "--any-device", "--format", "json"], begins="edited"),
    Command("redo", ["redo", "--any-device", "--format", "json"], begins="undone"),
    Command("suspend", ["suspend", "card4", "card5", "--format", "json"]),
    Command("forget", ["forget", "card0", "card1", "--yes", "--format", "json"]),
    Command("interview", ["interview", "add", "--company", "Orbit", "--date", "2026-12-10"]),
    Command("debrief", ["debrief", "orbit", "--asked", "asked.txt", "--format", "json"], begins="interviewed",
            deck_first=True),
    Command("plan", ["plan", "--format", "json"], begins="interviewed", repeats=True),
    Command("dupes", ["dupes", "--yes", "--format", "json"], begins="doubled", repeats=True,
            deck_first=True),
    Command("config", ["config", "set", "new_per_day", "9"], repeats=True),
    Command("export", ["export", "--output", "out.json"], repeats=True, leaves=("out.json",)),
    Command("package", ["export", "--as", "apkg", "--output", "out.apkg"], repeats=True),
    Command("page", ["stats", "--html", "out.html"], repeats=True, leaves=("out.html",)),
    Command("rebuild", ["check", "--rebuild"], repeats=True),
    Command("fix", ["check", "--fix"], begins="open to all", repeats=True),
    Command("update", ["grade", "routine", "good", "--format", "json"], begins="released"),
]


def prepare(base, viva, begins):
    home = Home(base, viva)
    decks = home.root / "decks"
    if begins == "released":
        shutil.rmtree(home.root)
        fixture = Path(__file__).parent.parent / "fixtures/released-5fe33b3/collection"
        shutil.copytree(fixture, home.root)
        home.now = "2026-04-01T09:00:00Z"
        first = sorted(home.root.glob("decks/*.toml"))[0]
        home.card = next(line.split('"')[1] for line in first.read_text().splitlines() if line.startswith("id = "))
        return home
    (decks / "unpinned.toml").write_text(UNPINNED)
    (home.path / "notes").mkdir()
    for name, text in NOTES.items():
        (home.path / "notes" / name).write_text(text)
    (home.path / "asked.txt").write_text(ASKED)
    (home.path / "edited.txt").write_text(EDITED)
    for name in ("out.json", "out.html"):
        (home.path / name).write_text("old")
    if begins == "unindexed":
        return home
    home.use()
    (home.root / "viva.toml").write_text(SETTINGS)
    (home.root / "viva.toml").chmod(0o600)
    if begins == "imported":
        home.good("import", "notes")
        (home.path / "notes/note1.md").write_text(NOTES["note1.md"] + "## What was added later?\n\nThis.\n")
    if begins == "deleted":
        home.good("delete", "card5", "--yes")
    if begins == "edited":
        home.good("edit", "card1", "--from", "edited.txt")
    if begins == "undone":
        home.good("undo")
    if begins == "interviewed":
        home.good("interview", "add", "--company", "Orbit", "--date", "2026-11-23")
        home.now = "2026-11-23T12:00:00Z" if begins == "interviewed" else home.now
    if begins == "doubled":
        (decks / "twice.toml").write_text('[[cards]]\nid = "again"\nquestion = "What is the number 3?"\nanswer = "3."\n')
    if begins == "open to all":
        (home.root / "viva.toml").chmod(0o644)
        (home.root / ".viva/viva.db").chmod(0o644)
    return home


class Events:
    """What happened, without the names of devices, which differ from copy to copy."""

    def __init__(self, events=()):
        self.all, self.standing = collections.Counter(), collections.Counter()
        undone = set()
        # An undo is later than what it undoes.
        for event in reversed(events):
            key, payload = (event["device"], event["seq"]), event["payload"]
            says = {name: value for name, value in payload.items() if name not in ("device", "seq")}
            says = json.dumps([event["card"], event["kind"], says], sort_keys=True)
            self.all[says] += 1
            if key not in undone and event["kind"] == "undo":
                undone.add((payload["device"], payload["seq"]))
            elif key not in undone:
                self.standing[says] += 1

    def __eq__(self, other):
        return self.standing == other.standing

    def same_kinds(self, other):
        """Whether the same was done to the same cards, whatever its details."""
        kinds = [collections.Counter([tuple(json.loads(says)[:2]) for says in events.standing.elements()])
                 for events in (self, other)]
        return kinds[0] == kinds[1]

    def is_between(self, old, new):
        least, most = old.standing & new.standing, old.standing | new.standing
        return not least - self.standing and not self.standing - most


def events(home):
    return Events(home.json("export")["events"])


def files(home, command):
    found = {path.name: path.read_bytes() for path in (home.root / "decks").glob("*.toml")}
    for path in [home.root / "imports.toml", home.root / "viva.toml", *(home.path / name for name in command.leaves)]:
        if path.exists():
            found[path.name] = path.read_bytes()
    return found


def is_elsewhere(trace, home):
    """Whether only the opening of files was refused that are not the user's, such as libraries."""
    lines = [line for line in trace.read_text(errors="replace").splitlines() if "(INJECTED)" in line]
    return bool(lines) and all("openat(" in line and str(home.path) not in line for line in lines)


class Campaign:
    def __init__(self, base, viva, command):
        self.command = command
        self.base = Path(tempfile.mkdtemp(dir=base))
        self.template = prepare(self.base, viva, command.begins)
        home = self.copy()
        self.words = [getattr(self.template, "card", word) if word == "routine" else word for word in command.words]
        # An older database is updated by whatever looks at it first, so it is asked in a copy.
        asked = self.copy()
        self.old_events = events(asked) if command.begins != "unindexed" else Events()
        self.old_files = files(home, command)
        run = home.run(*self.words)
        assert run.returncode == 0, (command.name, run.stdout, run.stderr)
        self.new_events, self.new_files = events(home), files(home, command)
        assert not self.old_events.all - self.new_events.all, (command.name, "loses events")
        for copy in (home, asked):
            shutil.rmtree(copy.path)

    def copy(self):
        return self.template.copy(self.base)

    def attempt(self, call, place, fault, only):
        """Whether the fault has fired."""
        command, home = self.command, self.copy()
        trace = home.path / "trace"
        paths = [home.root / ".viva" / name for name in ("viva.db", "viva.db-wal")] if only else ()
        run = home.run(*self.words, under=strace(call, place, fault, trace, paths))
        what = (command.name, call, place, fault, run.returncode, run.stderr)
        fired = has_fired(run, trace)
        if is_elsewhere(trace, home):
            shutil.rmtree(home.path)
            return fired
        is_killed = run.returncode < 0 or run.returncode == 137
        # What standard output and standard error could not take was done all the same.
        is_of_output = any(line.split()[1].startswith(("write(1,", "write(2,")) and "(INJECTED)" in line
                           for line in trace.read_text(errors="replace").splitlines())
        trace.unlink()
        if not is_killed and not is_of_output:
            expect_one_message(run, what)
        home.expect_sound(what)
        found, texts = events(home), files(home, command)
        assert not self.old_events.all - found.all, (what, "an event is lost")
        is_between = command.has_steps or found.is_between(self.old_events, self.new_events)
        assert is_between, (what, "neither old nor new", found.standing)
        for name, text in texts.items():
            assert self.is_known_text(name, text), (what, name, "neither old nor new")
        assert not self.old_files.keys() - texts.keys(), (what, "a file is gone")
        is_reported = run.returncode == 0 or (is_killed and run.stdout.endswith("}\n"))
        if is_reported and "warning" not in run.stderr:
            assert found == self.new_events, (what, "reported as done, and it is not")
            if not is_killed and not command.has_steps:
                self.expect_end(home, found, texts, what)
        elif not is_reported and not is_killed and not is_of_output and UNSURE not in run.stderr:
            is_failed = found == self.old_events or command.repeats or command.has_steps
            assert is_failed, (what, "reported as failed, and it was done")
        if not is_reported and (command.repeats or found == self.old_events):
            again = home.run(*self.words)
            is_done_already = command.has_steps and "already" in again.stderr
            assert again.returncode == 0 or is_done_already, (what, "again", again.stdout, again.stderr)
            if not command.has_steps:
                self.expect_end(home, events(home), files(home, command), (what, "again"))
        if is_killed:
            home.expect_sound((what, "again"))
            home.expect_nothing_left_over(what)
        shutil.rmtree(home.path)
        return fired

    def expect_end(self, home, found, texts, what):
        is_end = found == self.new_events
        if self.command.deck_first:
            is_end = found == self.old_events or found.same_kinds(self.new_events)
        assert is_end, (what, "other events than without the fault")
        for name, text in self.new_files.items():
            assert texts.get(name) == text or name in ("imports.toml", "out.json"), (what, name, "not the new text")

    def is_known_text(self, name, text):
        """Whether a file is as it was, as it is to be, or at one of the steps of a command that has several."""
        if text in (self.old_files.get(name), self.new_files.get(name)) or name == "imports.toml":
            return True
        known = {line for files in (self.old_files, self.new_files) for line in files.get(name, b"").splitlines()}
        lines = text.splitlines()
        return self.command.has_steps and all(line in known for line in lines)

    def places(self, call, fault, only=False, last=10_000, is_from_on=False):
        for place in range(last):
            when = f"{place + 1}+" if is_from_on else place + 1
            if carried_out(self.attempt, call, when, fault, only) is False:
                return place
        return last


FAULTS = [
    # What, the calls, the fault, whether from then on, whether for the database alone (and then for a few commands).
    ("killed", KILLS, "signal=KILL", False, False),
    ("no space", SPACE, "error=ENOSPC", False, False),
    ("no space from then on", ["write", "pwrite64"], "error=ENOSPC", True, True),
    ("error at a wait", WAITS, "error=EIO", False, False),
    ("error at each wait", WAITS, "error=EIO", True, False),
    ("cannot be read", ["pread64"], "error=EIO", False, True),
    ("cannot be read from then on", ["pread64"], "error=EIO", True, True),
    ("reads nothing", ["pread64"], "retval=0", False, True),
]


def main():
    viva, names, is_short = arguments()
    commands = [command for command in COMMANDS if not names or command.name in names]
    commands = [command for command in commands if not is_short or command.is_short]
    totals = collections.Counter()
    with tempfile.TemporaryDirectory() as base:
        campaigns = in_parallel(lambda command: Campaign(base, viva, command), commands)
        work = [(campaign, fault, call) for campaign in campaigns for fault in FAULTS for call in fault[1]
                if campaign.command.is_short or not fault[4]]

        def carry_out(item):
            campaign, (name, _, fault, is_from_on, only), call = item
            return name, campaign.command.name, campaign.places(call, fault, only, 2 if is_short else 10_000, is_from_on)

        for name, command, count in in_parallel(carry_out, work):
            totals[name] += count
            if "--verbose" in sys.argv and count:
                print(f"{command:16} {name:28} {count}", flush=True)
    counts = ", ".join(f"{name}: {totals[name]}" for name, *_ in FAULTS)
    conclude(f"{len(commands)} commands, {sum(totals.values())} faults ({counts}): old or new, nothing lost, all repeated",
             *(totals[name] for name, *_ in FAULTS))


main()
finish()
