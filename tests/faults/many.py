#!/usr/bin/env python3
"""Sixteen writers at once, and a process that may have little of everything.

  many.py VIVA [--short]

Writers: sixteen processes grade, suspend, resume, import, list and print statistics on one collection, until each has
made its share of the writes (long: 1,000 altogether from each). Nobody is told that the database is locked, and the sum
of the events is right. Limits: little memory, few open files, a small stack, no threads, at every step from too little to
enough: viva says so or is stopped by the system, and the database is sound.
"""
import resource, shutil, subprocess, tempfile, threading, time

from common import Home, arguments, carried_out, conclude, finish, expect_one_message

WRITERS = 16
NOTE = "".join(f"## What is topic {m} about?\n\nIt is about {m}.\n\n" for m in range(3))


def writers(base, viva, seconds, most):
    """How many writes there were."""
    home = Home(base, viva)
    (home.path / "note.md").write_text(NOTE)
    home.good("list")
    counts, problems, end = [0] * WRITERS, [], time.monotonic() + seconds

    def write(number):
        round_number = 0
        while counts[number] < most and time.monotonic() < end and not problems:
            words = [["grade", f"card{number % 6}", "again"], ["suspend", f"card{(number + 1) % 6}"],
                     ["resume", f"card{(number + 1) % 6}"], ["stats"], ["import", "note.md"], ["list"]][round_number % 6]
            begin = time.monotonic()
            run = home.run(*words)
            if run.returncode != 0 or "panicked" in run.stderr:
                problems.append((words, run.returncode, run.stderr, time.monotonic() - begin))
            counts[number] += words[0] in ("grade", "suspend", "resume")
            round_number += 1

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems, ("writers", problems[0])
    assert len(home.events()) == sum(counts), ("writers", "the sum is wrong", len(home.events()), sum(counts))
    home.expect_sound("writers")
    home.expect_nothing_left_over("writers")
    assert len(list((home.root / "decks").glob("*.toml"))) == 3, "a note was imported twice"
    shutil.rmtree(home.path)
    return sum(counts)


LIMITS = [
    ("memory", resource.RLIMIT_AS, [mib << 20 for mib in (4, 8, 16, 24, 32, 40, 48, 64, 96, 128, 256, 512)]),
    ("open files", resource.RLIMIT_NOFILE, [*range(3, 17), 20, 32]),
    ("stack", resource.RLIMIT_STACK, [kib << 10 for kib in (64, 128, 256, 512, 1024, 8192)]),
    ("file size", resource.RLIMIT_FSIZE, [kib << 10 for kib in (0, 1, 4, 16, 32, 64, 128, 256, 512, 2048)]),
]


def limited(base, viva, name, limit, amount):
    """Whether it was enough for each of the commands."""
    home = Home(base, viva)
    home.use()
    (home.path / "note.md").write_text(NOTE)
    events, results = home.events(), []
    for words in (["grade", "card5", "good"], ["list"], ["import", "note.md"], ["export"], ["backup"]):
        what = (name, amount, words)
        before = len(home.events())
        run = subprocess.run([viva, *words], env=home.environment(), cwd=home.path, capture_output=True, text=True,
                             errors="replace", stdin=subprocess.DEVNULL, timeout=60,
                             preexec_fn=lambda: resource.setrlimit(limit, (amount, amount)))
        is_out_of_memory = "memory allocation" in run.stderr or "stack overflow" in run.stderr
        assert "panicked" not in run.stderr or is_out_of_memory or name == "memory", (what, run.stderr)
        if run.returncode >= 0 and not is_out_of_memory and run.returncode not in (101, 127):
            expect_one_message(run, what)
        assert run.returncode != 101 or name == "memory", (what, run.stderr)
        home.expect_sound(what)
        after = len(home.events())
        if words[0] == "grade":
            assert after == before + 1 if run.returncode == 0 else after in (before, before + 1), (what, before, after)
        else:
            assert after == before, (what, before, after)
        results.append(run.returncode == 0)
    assert set(events) <= set(home.events()), (name, amount, "an event is lost")
    home.good("import", "note.md")
    home.expect_nothing_left_over((name, amount))
    shutil.rmtree(home.path)
    return results


def main():
    viva, _, is_short = arguments()
    with tempfile.TemporaryDirectory() as base:
        count = carried_out(writers, base, viva, 3 if is_short else 600, 1000)
        conclude(f"writers: {count} writes by {WRITERS} processes at once: all are there, nobody saw a lock", count)
        for name, limit, amounts in LIMITS:
            amounts = amounts[::5] + amounts[-1:] if is_short else amounts
            results = [carried_out(limited, base, viva, name, limit, amount) for amount in amounts]
            good = sum(all(result) for result in results if result)
            conclude(f"limits: {name}: {len(amounts)} amounts, {len(amounts) - good} too small for some command: nothing lost",
                     good, len(amounts) - good if name != "stack" else 1)


main()
finish()
