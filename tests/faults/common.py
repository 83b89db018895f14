"""What the scripts of this folder share: a collection, viva run in it, and what has to hold after every fault."""
import fcntl, json, os, pty, re, select, shutil, signal, struct, subprocess, sys, tempfile, termios, time, traceback
from concurrent.futures import ThreadPoolExecutor
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

    def copy(self, base):
        """The same collection in another home. What writes there first gives its database a new device name."""
        other = object.__new__(Home)
        other.path = Path(tempfile.mkdtemp(dir=base))
        shutil.copytree(self.path, other.path, dirs_exist_ok=True, symlinks=True)
        other.viva, other.now, other.root = self.viva, self.now, other.path / self.root.name
        return other

    def run(self, *arguments, under=(), **variables):
        return subprocess.run([*under, self.viva, *arguments], env={**self.environment(), **variables}, text=True,
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=120, cwd=self.path)

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


def strace(call, place, fault, trace="/dev/null", only=()):
    """`only`: files; calls for others are left alone."""
    paths = [word for path in only for word in ("-P", str(path))]
    # With its filter strace sends no signals.
    quickly = [] if fault.startswith("signal") else ["--seccomp-bpf"]
    return ["strace", "-f", *quickly, "-qq", "-o", str(trace), *paths, "-e", f"trace={call}",
            "-e", f"inject={call}:{fault}:when={place}"]


def has_fired(run, trace):
    """Whether the fault of [`strace`] has been injected. strace ends as its program does."""
    return run.returncode == -9 or "(INJECTED)" in Path(trace).read_text(errors="replace")


def expect_one_message(run, what):
    """Of a command that was not killed: no panic, and if it failed, one message and a documented code."""
    assert "panicked" not in run.stderr and "RUST_BACKTRACE" not in run.stderr, (what, run.stderr)
    if run.returncode > 0:
        assert run.returncode in (1, 2, 3, 4, 130), (what, run.returncode)
        assert len(re.findall('^viva: |^{"error":', run.stderr, re.M)) == 1, (what, run.stderr)


class Pty:
    """viva on a pseudo-terminal. Every wait has a deadline."""

    def __init__(self, command, environment, size=(24, 80), folder=None):
        self.fd, inner = pty.openpty()
        self.first_modes = termios.tcgetattr(self.fd)[:4]
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self.fd)
                os.setsid()
                fcntl.ioctl(inner, termios.TIOCSCTTY, 0)
                for stream in range(3):
                    os.dup2(inner, stream)
                os.chdir(folder or "/")
                os.execvpe(command[0], command, environment)
            finally:
                os._exit(127)
        os.close(inner)
        self.resize(*size)
        self.seen, self.code = b"", None

    def resize(self, rows, columns):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys):
        """Whether there was still somebody to type for."""
        try:
            os.write(self.fd, keys)
            return True
        except OSError:
            return False

    def wait(self, *wanted, patience=20, may_be_silent=False):
        """Which of some texts appears first from here on; None if the program ends before. A screen that stays as it
        is writes nothing; `may_be_silent`: then an empty text, after that much patience."""
        end, seen = time.monotonic() + patience, b""
        while time.monotonic() < end:
            if not select.select([self.fd], [], [], 0.1)[0]:
                continue
            try:
                part = os.read(self.fd, 65536)
            except OSError:
                return None
            if not part:
                return None
            seen += part
            self.seen += part
            plain = re.sub(rb"\x1b\[[0-9;?]*[ -/]*[@-~]", b"", seen)
            found = [(plain.find(text), text) for text in wanted if text in plain]
            if found:
                return min(found)[1]
        if may_be_silent:
            return b""
        self.stop()
        raise TimeoutError(f"none of {wanted!r} came: {seen[-400:]!r}")

    def is_as_found(self):
        """Whether the terminal has the modes that it began with, as `stty -g` would show them."""
        return termios.tcgetattr(self.fd)[:4] == self.first_modes

    def end(self, patience=20):
        """The exit code, as `subprocess` has it, when it has ended."""
        end = time.monotonic() + patience
        while self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                self.stop()
                raise TimeoutError(f"did not end: {self.seen[-400:]!r}")
            # What it wrote at last is read after it has ended, too.
            while select.select([self.fd], [], [], 0.02)[0]:
                try:
                    self.seen += os.read(self.fd, 65536)
                except OSError:
                    time.sleep(0.01)
                    break
        return self.code

    def stop(self):
        if self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def close(self):
        self.stop()
        os.close(self.fd)


def in_parallel(work, items):
    """As many at once as there are processors."""
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        return list(pool.map(work, items))


VIOLATIONS = []


def carried_out(work, *words):
    """What a test returns; `None` if it found a violation, which is printed and remembered."""
    try:
        return work(*words)
    except (AssertionError, TimeoutError, subprocess.TimeoutExpired) as error:
        VIOLATIONS.append(error)
        line = traceback.extract_tb(error.__traceback__)[-1]
        print(f"VIOLATION {Path(line.filename).name}:{line.lineno}: {str(error)[:1500]}", flush=True)
        return None


def conclude(says, *counts):
    """The line of a campaign. It fails if something was violated, or if one of the counts is 0: nothing was tried."""
    print(f"{len(VIOLATIONS)} VIOLATIONS; {says}" if VIOLATIONS else says, flush=True)
    if not all(counts):
        VIOLATIONS.append(says)
        print(f"VIOLATION nothing was tried: {counts}", flush=True)


def finish():
    """The exit code of a script whose campaigns are over."""
    sys.exit(1 if VIOLATIONS else 0)


def arguments():
    """The program, the options, and whether only the short form is wanted."""
    words = sys.argv[1:]
    names = [word for word in words if not word.startswith("--")]
    return str(Path(names[0]).resolve()), names[1:], "--short" in words
