#!/usr/bin/env python3
"""A disk that is really full, and a home that cannot be written.

  disk.py VIVA     as root: a file system of its own for the first part, another user for the second

Full: a backup, a restore, a deletion of several cards and an automatic backup, on file systems of every size from too
small to large enough. Each says that the disk is full, or succeeds; nothing that was there is lost, and after space is
made everything works. Read-only: what only reads works or says why; what writes says why.
"""
import os, shutil, subprocess, sys, tempfile
from pathlib import Path

from common import Home

FULL = ("the disk is full", "could not be written")


def mounted(folder, kib):
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k", "tmpfs", folder], check=True)


def full(base, viva, kib, words):
    """The collection on a file system with so much room beside it."""
    prepared = Home(base, viva)
    name = prepared.use()
    events, decks = prepared.events(), prepared.decks()
    used_kib = sum(path.stat().st_size for path in prepared.root.rglob("*") if path.is_file()) // 1024 + 60
    home = Home(base, viva)
    home.now = prepared.now
    shutil.rmtree(home.root)
    home.root.mkdir()
    mounted(str(home.root), used_kib + kib)
    try:
        shutil.copytree(prepared.root, home.root, dirs_exist_ok=True)
        run = home.run(*[name if word == "NAME" else word for word in words])
        what = (kib, words, run.returncode, run.stderr)
        assert "panicked" not in run.stderr, what
        if run.returncode != 0:
            assert any(text in run.stderr for text in FULL), what
        assert name in home.backups(), what
        subprocess.run(["mount", "-o", "remount,size=20m", str(home.root)], check=True)
        home.expect_sound(what)
        if run.returncode != 0 and words[0] != "restore":
            assert home.events() == events and home.decks() == decks, what
        home.good("restore", name, "--yes")
        assert len(home.events()) == 2, what
        home.expect_nothing_left_over(what)
        return run.returncode == 0
    finally:
        subprocess.run(["umount", str(home.root)], check=True)


def read_only(base, viva):
    home = Home(base, viva)
    name = home.use()
    home.good("backup")
    program = home.path / "viva"
    shutil.copy(viva, program)
    os.chmod(base, 0o755)
    subprocess.run(["chown", "-R", "61234:61234", str(home.path)], check=True)
    subprocess.run(["chmod", "-R", "a-w", str(home.path)], check=True)
    home.viva = str(program)
    user = ["setpriv", "--reuid=61234", "--regid=61234", "--clear-groups"]
    os.chdir("/")
    environment = home.environment()
    home.environment = lambda: {**environment, "TMPDIR": "/tmp"}
    before = {path: path.stat().st_mtime_ns for path in home.root.rglob("*")}
    counts = {True: 0, False: 0}
    for words in (["restore"], ["restore", name, "--dry-run"], ["check"], ["status"], ["config"], ["backup", "--dry-run"],
                  ["backup"], ["restore", name, "--yes"], ["delete", "numbers", "--yes"], ["grade", "card5", "good"]):
        run = home.run(*words, under=user)
        reads = "--dry-run" in words or words in (["restore"], ["check"], ["status"], ["config"])
        assert (run.returncode == 0) == reads, (words, run.returncode, run.stdout, run.stderr)
        assert "panicked" not in run.stderr, (words, run.stderr)
        assert reads or run.stderr.count("viva: ") == 1, (words, run.stderr)
        counts[reads] += 1
    assert before == {path: path.stat().st_mtime_ns for path in home.root.rglob("*")}, "something was written"
    subprocess.run(["chmod", "-R", "u+w", str(home.path)], check=True)
    print(f"read-only home: {counts[True]} commands that read work, {counts[False]} that write say why")


def main():
    viva = str(Path(sys.argv[1]).resolve())
    if os.environ.get("VIVA_FAULTS_INSIDE") is None:
        # The mounts are seen by nobody else, and end with this process.
        os.environ["VIVA_FAULTS_INSIDE"] = "1"
        os.execvp("unshare", ["unshare", "-m", sys.executable, __file__, viva])
    with tempfile.TemporaryDirectory() as base:
        for words in (["backup"], ["restore", "NAME", "--yes"], ["delete", "card0", "card1", "--yes"], ["suspend", "card5"]):
            results = [full(base, viva, kib, words) for kib in range(0, 1200, 60)]
            assert True in results, (words, "never enough room")
            print(f"full disk: viva {' '.join(words)}: {results.count(False)} of {len(results)} sizes too small")
        read_only(base, viva)


main()
