"""What the scripts of this folder share: a collection, viva run in it, and what has to hold after every fault."""
import json, os, subprocess, tempfile
from pathlib import Path

# What writes, what waits for the disk, and what changes names.
CALLS = ["write", "pwrite64", "writev", "fsync", "fdatasync", "rename", "renameat2", "link", "linkat", "ftruncate",
         "unlink", "unlinkat", "mkdir", "openat", "copy_file_range"]
DECK = "".join(f'[[cards]]\nid = "card{n}"\nquestion = "What is number {n}?"\nanswer = "It is {n}."\n\n' for n in range(6))
OTHER = '[[cards]]\nid = "other"\nquestion = "What is the other one?"\nanswer = "This."\n'


class Home:
    """A temporary home with a collection that has decks, grades and a backup of its first day."""

    def __init__(self, base, viva):
        self.path = Path(tempfile.mkdtemp(dir=base))
        self.viva = viva
        self.root = self.path / "collection"
        (self.root / "decks").mkdir(parents=True)
        (self.root / "decks/numbers.toml").write_text(DECK)
        (self.root / "decks/other.toml").write_text(OTHER)
        self.now = "2026-11-21T12:00:00Z"

    def environment(self):
        return {"HOME": str(self.path), "PATH": os.environ["PATH"], "TERM": "dumb", "LANG": "C.UTF-8",
                "VIVA_NOW": self.now, "VIVA_COLLECTION": str(self.root), "TMPDIR": str(self.path)}

    def run(self, *arguments, under=()):
        return subprocess.run([*under, self.viva, *arguments], env=self.environment(), capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120)

    def good(self, *arguments):
        run = self.run(*arguments)
        assert run.returncode == 0, (arguments, run.stdout, run.stderr)
        return run.stdout

    def json(self, *arguments):
        return json.loads(self.good(*arguments, "--format", "json"))

    def use(self):
        """Two days of work with a backup of the first; the name of the backup."""
        for card in ("card0", "card1"):
            self.good("grade", card, "good")
        name = self.json("backup")["backup"]["id"]
        self.now = "2026-11-22T12:00:00Z"
        for card in ("card2", "card3", "card4"):
            self.good("grade", card, "good")
        (self.root / "decks/other.toml").unlink()
        (self.root / "decks/numbers.toml").write_text(DECK.replace("It is 1.", "It is one."))
        self.good("list")
        return name

    def events(self):
        events = self.json("export")["events"]
        keys = [(event["device"], event["seq"]) for event in events]
        assert len(keys) == len(set(keys)), "a key is used twice"
        return sorted(json.dumps(event, sort_keys=True) for event in events)

    def decks(self):
        return {path.name: path.read_text() for path in (self.root / "decks").glob("*.toml")}

    def backups(self):
        return [backup["id"] for backup in self.json("restore")["backups"]]

    def expect_sound(self, what):
        checked = self.json("check")
        assert checked["ok"], (what, checked)

    def expect_nothing_left_over(self, what):
        """Also of what the next backup sweeps away."""
        self.good("backup")
        left = [str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()]
        odd = [name for name in left if name.rsplit("/")[-1].startswith(".")]
        assert not odd, (what, "left over", odd)


def strace(call, place, fault):
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={place}"]
