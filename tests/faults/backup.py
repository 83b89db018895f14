#!/usr/bin/env python3
"""Backups and restores, killed or refused at the n-th system call that writes, n = 1, 2, ... until it no longer fires.

  backup.py VIVA [--short] [--only-backup] [--only-restore]

It needs strace. --short tries each call at its first three places only.

After every kill: the database is the old one or the new one, and sound; every deck is its old text or its new one; the
backup from before can still be restored, and gives exactly what it gave before the kill; no key of an event is used
twice; nothing is left over. A disk that is full (ENOSPC at the n-th call) besides leaves exit code and message.
"""
import shutil, sys, tempfile
from pathlib import Path

from common import CALLS, Home, strace


def attempt_backup(base, viva, call, place, fault):
    home = Home(base, viva)
    name = home.use()
    events, decks = home.events(), home.decks()
    run = home.run("backup", under=strace(call, place, fault))
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
    return run.returncode != 0


def attempt_restore(base, viva, call, place, fault):
    home = Home(base, viva)
    name = home.use()
    old_events, old_decks = home.events(), home.decks()
    run = home.run("restore", name, "--yes", under=strace(call, place, fault))
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
    return run.returncode != 0


def after(home, run, what, fault):
    assert "panicked" not in run.stderr, (what, run.stderr)
    if "signal" not in fault and run.returncode != 0:
        assert run.stderr.count("viva: ") == 1, (what, run.stderr)


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    viva = str(Path(arguments[0]).resolve())
    last = 3 if "--short" in sys.argv else 10_000
    total = 0
    with tempfile.TemporaryDirectory() as base:
        for fault in ("signal=KILL", "error=ENOSPC"):
            for attempt in (attempt_backup, attempt_restore):
                only = [word for word in sys.argv if word.startswith("--only-")]
                if only and f"--only-{attempt.__name__[8:]}" not in only:
                    continue
                for call in CALLS:
                    if fault == "error=ENOSPC" and call in ("unlink", "unlinkat", "fsync", "fdatasync"):
                        continue
                    places = 0
                    # A call that fails need not make viva fail; it is over when it no longer fires.
                    misses = 0
                    while places + misses < last and misses < 3:
                        if attempt(base, viva, call, places + misses + 1, fault):
                            places += misses + 1
                            misses = 0
                        else:
                            misses += 1
                    total += places
                    if places:
                        print(f"{attempt.__name__[8:]:8} {fault:13} {call:16} {places} places", flush=True)
    print(f"{total} faults: old or new, nothing lost, every backup can be restored")
    assert total > 10, "strace has not injected anything"


main()
