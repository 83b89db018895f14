//! A temporary home and `viva` run in it.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A Sunday morning in Tehran.
pub(super) const NOW: &str = "2026-03-01T09:00:00+03:30";

/// A home folder with a collection in it, both gone with this value.
///
/// In all output the home's path stands as `~`, so that it can be compared as literal text.
pub(super) struct Home {
    folder: tempfile::TempDir,
    now: String,
    variables: Vec<(String, String)>,
}

/// How a run of `viva` ended.
pub(super) struct Run {
    pub(super) stdout: String,
    pub(super) stderr: String,
    pub(super) code: Option<i32>,
    said: String,
}

impl Home {
    /// A home with nothing in it; the collection would be `~/c`.
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Self { folder, now: NOW.to_owned(), variables: Vec::new() };
        let collection = home.path("c");
        let path = home.folder.path().to_owned();
        home.with_variable("VIVA_COLLECTION", collection.to_str().unwrap())
            .with_variable("HOME", path.to_str().unwrap())
            .with_variable("VIVA_SEED", "1")
    }

    /// A home whose collection holds one deck of three questions, the last without an answer.
    pub(super) fn with_small_deck() -> Self {
        Self::new().with_file("c/decks/go.toml", SMALL_DECK)
    }

    pub(super) fn with_file(self, path: &str, contents: impl AsRef<[u8]>) -> Self {
        self.write(path, contents);
        self
    }

    pub(super) fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(held, _)| held != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn without_variable(mut self, name: &str) -> Self {
        self.variables.retain(|(held, _)| held != name);
        self
    }

    /// From now on it is this moment, in RFC 3339.
    pub(super) fn at(&mut self, now: &str) -> &mut Self {
        now.clone_into(&mut self.now);
        self
    }

    pub(super) fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    pub(super) fn write(&self, path: &str, contents: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }

    pub(super) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// Replaces a part of a file, which has to be there.
    #[track_caller]
    pub(super) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{old:?} is not in {path}:\n{text}");
        self.write(path, text.replacen(old, new, 1));
    }

    /// `viva` with these words, separated by spaces.
    #[track_caller]
    pub(super) fn viva(&self, words: &str) -> Run {
        self.viva_with(&words.split_whitespace().collect::<Vec<_>>())
    }

    /// `viva` with arguments that may hold spaces.
    #[track_caller]
    pub(super) fn viva_with(&self, arguments: &[&str]) -> Run {
        self.finish(self.command(arguments).spawn().unwrap(), &arguments.join(" "))
    }

    /// `viva` with this on its standard input.
    #[track_caller]
    pub(super) fn viva_reading(&self, words: &str, input: &[u8]) -> Run {
        let arguments: Vec<&str> = words.split_whitespace().collect();
        let mut child = self.command(&arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        self.finish(child, words)
    }

    /// The command itself, for what has to be started in another way.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_viva"));
        self.prepare(command.args(arguments));
        command
    }

    /// A shell script in which `"$VIVA"` is the program.
    #[track_caller]
    pub(super) fn shell(&self, script: &str) -> Run {
        let mut command = Command::new("/bin/sh");
        self.prepare(command.args(["-c", script]));
        command.env("VIVA", env!("CARGO_BIN_EXE_viva")).env("PATH", "/usr/bin:/bin");
        self.finish(command.spawn().unwrap(), script)
    }

    pub(super) fn prepare(&self, command: &mut Command) {
        let work = self.path("work");
        fs::create_dir_all(&work).unwrap();
        command
            .env_clear()
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .env("VIVA_NOW", &self.now)
            .current_dir(work)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
    }

    #[track_caller]
    pub(super) fn finish(&self, child: Child, said: &str) -> Run {
        let run = viva_test_support::finish(child, &format!("viva {said}"));
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("all that is written is UTF-8");
            text.replace(self.folder.path().to_str().unwrap(), "~")
        };
        let (stdout, stderr, code) = (text(run.stdout), text(run.stderr), run.status.code());
        Run { stdout, stderr, code, said: said.to_owned() }
    }

    /// The ids of the queue, in order.
    #[track_caller]
    pub(super) fn queue(&self) -> Vec<String> {
        let queue = self.viva("queue --format json").json();
        let cards = queue["cards"].as_array().unwrap();
        cards.iter().map(|card| card["id"].as_str().unwrap().to_owned()).collect()
    }

    /// Every path below `below` with its mode and the hash of its bytes.
    pub(super) fn tree(&self, below: &str) -> String {
        let mut lines = String::new();
        draw(&self.path(below), &mut lines);
        lines
    }
}

fn draw(path: &Path, lines: &mut String) {
    let Ok(metadata) = fs::symlink_metadata(path) else { return };
    let mut entries: Vec<PathBuf> = match fs::read_dir(path) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) => Vec::new(),
    };
    entries.sort();
    let hash = if metadata.is_file() {
        blake3::hash(&fs::read(path).unwrap()).to_hex()[..12].to_owned()
    } else {
        String::new()
    };
    writeln!(lines, "{} {:?} {hash}", path.display(), metadata.file_type()).unwrap();
    for entry in &entries {
        draw(entry, lines);
    }
}

impl Run {
    /// All of it: exit code, standard output, standard error.
    #[track_caller]
    pub(super) fn is(&self, code: i32, stdout: &str, stderr: &str) -> &Self {
        let expected = shown(Some(code), stdout, stderr);
        let found = shown(self.code, &self.stdout, &self.stderr);
        assert!(expected == found, "viva {}\n\nexpected {expected}\n\nfound {found}", self.said);
        self
    }

    /// It went well and said just this.
    #[track_caller]
    pub(super) fn prints(&self, stdout: &str) -> &Self {
        self.is(0, stdout, "")
    }

    /// It failed with this message and hint, and printed nothing.
    #[track_caller]
    pub(super) fn fails(&self, code: i32, stderr: &str) -> &Self {
        self.is(code, "", stderr)
    }

    /// It went well, whatever it said on standard output.
    #[track_caller]
    pub(super) fn succeeds(&self) -> &Self {
        self.is(0, &self.stdout, "")
    }

    /// It went well and said this on standard error; what it printed.
    #[track_caller]
    pub(super) fn succeeds_saying(&self, stderr: &str) -> &str {
        self.is(0, &self.stdout, stderr);
        &self.stdout
    }

    /// Standard output as a document of the interface's first version.
    #[track_caller]
    pub(super) fn json(&self) -> Value {
        document(&self.stdout, &self.said)
    }

    /// The error on standard error, as JSON.
    #[track_caller]
    pub(super) fn json_error(&self) -> Value {
        let last = self.stderr.lines().last().unwrap_or_default();
        document(last, &self.said)["error"].clone()
    }
}

#[track_caller]
fn document(text: &str, said: &str) -> Value {
    let document: Value =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("viva {said}: {error}\n{text}"));
    assert_eq!(document["viva"], 1, "viva {said}");
    document
}

fn shown(code: Option<i32>, stdout: &str, stderr: &str) -> String {
    format!("exit {code:?}\n--- stdout\n{stdout}--- stderr\n{stderr}---")
}

/// Three questions of one interview.
pub(super) const SMALL_DECK: &str = r#"title = "Go at Acme"

[interview]
company = "Acme"
date = 2026-02-20

[[cards]]
id = "routine"
section = "Technical"
tags = ["go"]
question = "What is a goroutine?"
answer = "A cheap **thread**."

[[cards]]
id = "channel"
section = "Technical"
question = "What is a channel?"
answer = "A queue between goroutines."

[[cards]]
id = "salary"
section = "HR"
question = "What salary do you expect?"
"#;

/// Forty cards as part of a deck, and for each a review on 2026-02-02 as lines of a log.
pub(super) fn reviewed_cards() -> (String, String) {
    let (mut cards, mut reviews) = (String::new(), String::new());
    for number in 10..50 {
        let _ = writeln!(
            cards,
            "[[cards]]\nid = \"card{number}\"\nquestion = \"What is card {number}?\"\nanswer = \"It.\""
        );
        let _ = writeln!(
            reviews,
            r#"{{"device":"laptop","seq":{number},"tick":17700000000{number},"at":"2026-02-02T09:00:00Z","day":"2026-02-02","card":"card{number}","kind":"review","payload":{{"quality":4,"took_ms":9000,"intent":"drill","rule":{{"scheduler":"sm2","fuzz":false}}}}}}"#
        );
    }
    (cards, reviews)
}
