//! `viva dupes` as a whole: what it writes, what it leaves alone, and that it never waits where nobody
//! can answer.

#![expect(clippy::disallowed_methods, reason = "a test makes and reads its own files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use portable_pty::CommandBuilder;
use viva_test_support::{Pty, output};

const VIVA: &str = env!("CARGO_BIN_EXE_viva");

const ONE: &str = "# mine\n[[cards]]\nid = \"one\" # the first\nquestion = \"What is a decorator?\"\nanswer = '''\nIt wraps.\n'''\n";
const TWO: &str = "[[cards]]\nid = \"two\"\r\n# asked twice\nquestion = 'Please explain decorators.'\n\n\
    [[cards]]\nid = \"gil\"\nquestion = \"What is GIL?\"\n";
const THREE: &str = "[[cards]]\nid = \"lock\"\nquestion = \"What is the global interpreter lock?\"\n\n\
    [[cards]]\nid = \"rpc\"\nquestion = \"What is RPC?\"\n\n[[cards]]\nid = \"grpc\"\nquestion = \"What is gRPC?\"\n";

/// A collection of three decks, in a home of its own.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir_all(home.collection().join("decks")).unwrap();
        for (name, text) in [("one", ONE), ("two", TWO), ("three", THREE)] {
            std::fs::write(home.deck(name), text).unwrap();
        }
        home
    }

    fn collection(&self) -> PathBuf {
        self.0.path().join("collection")
    }

    fn deck(&self, name: &str) -> PathBuf {
        self.collection().join(format!("decks/{name}.toml"))
    }

    /// What a run that succeeds prints.
    #[track_caller]
    fn said(&self, arguments: &[&str]) -> String {
        let mut command = Command::new(VIVA);
        command.env("HOME", self.0.path()).arg("--collection").arg(self.collection()).args(arguments);
        let run = output(&mut command);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    }

    /// Runs `viva dupes` on a terminal and types the keys, each when it is asked for.
    fn typed(&self, keys: &str) -> String {
        let mut command = CommandBuilder::new(VIVA);
        command.env("HOME", self.0.path());
        command.env("TERM", "xterm");
        command.arg("--collection");
        command.arg(self.collection());
        command.arg("dupes");
        let mut pty = Pty::start(command, 100, 24);
        for key in keys.chars() {
            pty.answer(&[("q quit: ", &key.to_string())]);
        }
        assert!(pty.ended().success());
        String::from_utf8_lossy(&pty.raw).into_owned()
    }
}

fn files_below(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else {
            found.insert(path.clone(), std::fs::read(&path).unwrap());
        }
    }
}

#[test]
fn what_is_found_is_shown_with_the_words_that_decided() {
    let home = Home::new();
    assert_eq!(
        home.said(&["dupes", "--no-input"]),
        "certain: decorator
  one         one               What is a decorator?
  two         two               Please explain decorators.
likely: global interpreter lock
  lock        three             What is the global interpreter lock?
  gil         two               What is GIL?
"
    );
    let document: serde_json::Value =
        serde_json::from_str(&home.said(&["dupes", "three", "--format", "json"])).unwrap();
    assert_eq!(document["viva"], 1);
    assert_eq!(
        document["clusters"],
        serde_json::json!([[
            { "deck": "three", "question": "What is the global interpreter lock?", "id": "lock" },
            { "deck": "two", "question": "What is GIL?", "id": "gil" },
        ]])
    );
}

#[test]
fn yes_joins_what_is_certain_and_leaves_the_rest_of_the_deck_alone() {
    let home = Home::new();
    home.said(&["dupes", "--yes"]);
    assert_eq!(std::fs::read_to_string(home.deck("one")).unwrap(), ONE);
    assert_eq!(std::fs::read_to_string(home.deck("three")).unwrap(), THREE);
    let joined = std::fs::read_to_string(home.deck("two")).unwrap();
    assert!(joined.contains("# asked twice") && joined.contains("same_as = \"one\""), "{joined}");
    assert!(!home.said(&["dupes", "--no-input"]).contains("decorator"));
    assert!(home.said(&["check"]).contains("all states are consistent with the log"));
}

#[test]
fn one_undo_takes_a_merge_back_and_a_grade_before_it_stays() {
    let home = Home::new();
    home.said(&["grade", "one", "good"]);
    home.said(&["dupes", "--yes"]);
    let merged = std::fs::read_to_string(home.deck("two")).unwrap();
    let undone = home.said(&["undo"]);
    assert!(undone.contains("edit of one, now in review"), "{undone}");
    let two = std::fs::read_to_string(home.deck("two")).unwrap();
    assert!(!two.contains("same_as") && two.contains("# asked twice"), "{two}");
    assert!(home.said(&["dupes", "--no-input"]).contains("decorator"));
    home.said(&["redo"]);
    assert_eq!(std::fs::read_to_string(home.deck("two")).unwrap(), merged);
    assert!(home.said(&["check"]).contains("all states are consistent with the log"));
}

#[test]
fn a_dry_run_changes_no_byte() {
    let home = Home::new();
    home.said(&["list"]);
    for arguments in [&["dupes", "--dry-run"][..], &["dupes", "--dry-run", "--yes"]] {
        let (mut before, mut after) = (BTreeMap::new(), BTreeMap::new());
        files_below(&home.collection(), &mut before);
        home.said(arguments);
        files_below(&home.collection(), &mut after);
        assert!(before == after, "{arguments:?} changed something");
    }
}

#[test]
fn what_is_answered_is_not_asked_again() {
    let home = Home::new();
    let screen = home.typed("jn");
    assert!(screen.contains("1 of 2: j merge, n not the same, s skip, q quit: "), "{screen}");
    assert!(std::fs::read_to_string(home.deck("two")).unwrap().contains("same_as = \"one\""));
    assert_eq!(home.said(&["dupes", "--no-input"]), "");
    // A record moves no card, and nothing is out of joint by it.
    let checked = home.said(&["check"]);
    assert!(checked.contains("all states are consistent with the log"), "{checked}");
}

#[test]
fn leaving_keeps_what_was_answered_and_no_more() {
    let home = Home::new();
    home.typed("sq");
    assert_eq!(std::fs::read_to_string(home.deck("two")).unwrap(), TWO);
    assert_eq!(home.said(&["dupes", "--no-input"]).matches("certain").count(), 1);
    home.typed("\u{1b}");
    home.typed("\u{3}");
    home.typed("\u{4}");
    assert_eq!(std::fs::read_to_string(home.deck("two")).unwrap(), TWO);
}
