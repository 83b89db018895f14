#!/usr/bin/env python3
"""Backups and restores, killed or refused at the n-th system call that writes, n = 1, 2, ... until it no longer fires.

  backup.py VIVA [--short] [--only-backup] [--only-restore]

It needs strace. --short tries each call at its first two places only.

After every kill: the database is the old one or the new one, and sound; every deck is its old text or its new one; the
backup from before can still be restored, and gives exactly what it gave before the kill; no key of an event is used
twice; nothing is left over. A disk that is full (ENOSPC at the n-th call) or does not confirm what it was given (EIO
where viva waits for it) besides leaves exit code and message.
"""
import shutil, sys, tempfile
from pathlib import Path

from common import CALLS, Home, arguments, carried_out, conclude, finish, has_fired, in_parallel, strace

WAITS = ("fsync", "fdatasync")
SPACE = [call for call in CALLS if call not in WAITS and not call.startswith("unlink")]


def attempt_backup(base, viva, call, place, fault):
    home = Home(base, viva)
    name = home.use()
    events, decks = home.events(), home.decks()
    trace = home.path / "trace"
    run = home.run("backup", under=strace(call, place, fault, trace))
    fired = has_fired(run, trace)
    what = ("backup", call, place, fault)
    after(home, run, what, fault)
    assert home.events() == events and home.decks() == decks, (what, "a backup changed something")
    backups = home.backups()
    assert name in backups, (what, "the older backup is gone", backups)
    if run.returncode == 0:
        assert len(backups) == 2, (what, backups)
    # Whatever is listed can be restored.
    for backup in backups:
        home.good("restore", backup, "--yes")
        home.expect_sound(what)
    home.expect_nothing_left_over(what)
    shutil.rmtree(home.path)
    return fired


def attempt_restore(base, viva, call, place, fault):
    home = Home(base, viva)
    name = home.use()
    old_events, old_decks = home.events(), home.decks()
    trace = home.path / "trace"
    run = home.run("restore", name, "--yes", under=strace(call, place, fault, trace))
    fired = has_fired(run, trace)
    what = ("restore", call, place, fault)
    after(home, run, what, fault)
    home.expect_sound(what)
    events, decks = home.events(), home.decks()
    assert events in (old_events, old_events[:2]) or len(events) == 2, (what, len(events))
    home.good("restore", name, "--yes")
    new_events, new_decks = home.events(), home.decks()
    assert len(new_events) == 2 and "other.toml" in new_decks, (what, new_decks.keys())
    assert events in (old_events, new_events), (what, "neither the old events nor the new ones")
    for deck, text in decks.items():
        assert text in (old_decks.get(deck), new_decks.get(deck)), (what, deck, "neither old nor new")
    # What was there before the restore is in a backup, if the restore got as far as changing something.
    if events != old_events or decks != old_decks:
        saved = [backup for backup in home.backups() if backup != name]
        home.good("restore", saved[-1], "--yes")
        assert home.events() == old_events and home.decks() == old_decks, (what, "cannot be undone")
    home.good("grade", "card5", "good")
    home.expect_sound(what)
    home.expect_nothing_left_over(what)
    shutil.rmtree(home.path)
    return fired


def after(home, run, what, fault):
    assert "panicked" not in run.stderr, (what, run.stderr)
    # Libraries are opened, too; without them viva does not start.
    if "signal" not in fault and run.returncode not in (0, 127):
        assert run.stderr.count("viva: ") == 1, (what, run.stderr)


def main():
    viva, _, is_short = arguments()
    last = 2 if is_short else 10_000
    attempts = [attempt for attempt in (attempt_backup, attempt_restore)
                if not [word for word in sys.argv if word.startswith("--only-")]
                or f"--only-{attempt.__name__[8:]}" in sys.argv]
    faults = [("signal=KILL", CALLS), ("error=ENOSPC", SPACE), ("error=EIO", WAITS)]
    with tempfile.TemporaryDirectory() as base:

        def places(work):
            attempt, fault, call = work
            for place in range(last):
                if carried_out(attempt, base, viva, call, place + 1, fault) is False:
                    return fault, place
            return fault, last

        counts = in_parallel(places, [(attempt, fault, call) for attempt in attempts for fault, calls in faults
                                      for call in calls])
    totals = {fault: sum(count for kind, count in counts if kind == fault) for fault, _ in faults}
    conclude(f"backup and restore, {totals}: old or new, nothing lost, every backup can be restored", *totals.values())


main()
finish()
