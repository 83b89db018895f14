//! `viva mock` on a terminal: what is shown, and what is kept of it, at once or not at all.

#![expect(clippy::disallowed_methods, reason = "a test makes and reads its own files")]

use std::path::PathBuf;
use std::process::Command;

use portable_pty::{CommandBuilder, ExitStatus};
use serde_json::{Value, json};
use viva_test_support::{Pty, output};

const VIVA: &str = env!("CARGO_BIN_EXE_viva");

const DECK: &str = "title = \"Acme\"\n
[[cards]]\nid = \"pay\"\nsection = \"HR\"\nquestion = \"Which salary?\"\n
[[cards]]\nid = \"lock\"\nsection = \"Technical\"\nquestion = \"What is a mutex?\"
answer = \"Only its owner unlocks it. It guards a **critical section**.\"\n
[[cards]]\nid = \"map\"\nsection = \"Technical\"\nquestion = \"What is a map?\"\nanswer = \"Keys and values.\"\n";

/// A collection of one deck, in a home of its own.
struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        std::fs::create_dir_all(home.collection().join("decks")).unwrap();
        std::fs::write(home.collection().join("decks/acme.toml"), DECK).unwrap();
        home
    }

    fn collection(&self) -> PathBuf {
        self.0.path().join("collection")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let mut command = Command::new(VIVA);
        command.env("HOME", self.0.path()).arg("--collection").arg(self.collection());
        command.args(arguments).args(["--format", "json"]);
        let run = output(&mut command);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        serde_json::from_slice(&run.stdout).unwrap()
    }

    fn mocks(&self) -> Value {
        self.json(&["stats"])["mocks"].clone()
    }

    fn reviews(&self) -> Vec<Value> {
        self.json(&["export"])["reviews"].as_array().unwrap().clone()
    }

    /// Interviews on a terminal: each key is pressed when the text beside it has come onto the screen, which
    /// it must have since the key before; what begins with `!` is run as a command of its own. Gives all that
    /// was written after the last key, and how it ended.
    fn play(&self, arguments: &[&str], script: &[(&str, &str)]) -> (String, ExitStatus) {
        let mut pty = self.begin(arguments, script);
        let from = pty.raw.len();
        let status = pty.ended();
        (String::from_utf8_lossy(&pty.raw[from..]).into_owned(), status)
    }

    /// The same, up to the last key.
    fn begin(&self, arguments: &[&str], script: &[(&str, &str)]) -> Pty {
        let mut command = CommandBuilder::new(VIVA);
        command.env("HOME", self.0.path());
        command.env("TERM", "xterm");
        command.env("LANG", "C.UTF-8");
        command.args(["--no-color", "--collection"]);
        command.arg(self.collection());
        command.args(["mock", "acme"]);
        command.args(arguments);
        let mut pty = Pty::start(command, 100, 24);
        for (text, key) in script {
            pty.await_written(text);
            match key.strip_prefix('!') {
                Some(elsewhere) => drop(self.json(&elsewhere.split(' ').collect::<Vec<_>>())),
                None => pty.type_keys(key),
            }
        }
        pty
    }
}

const NOTES: &[(&str, &str)] = &[
    ("3 questions, 6:00", "\r"),
    ("Which salary?", " "),
    ("What is a mutex?", "t"),
    ("your notes", "a critical part"),
    ("critical part", "\x04"),
    ("What is a map?", "n"),
];
const GRADES: &[(&str, &str)] = &[("No answer yet", "2"), ("missed", "4"), ("You had no answer", "\r")];

fn script<'a>(parts: &[&[(&'a str, &'a str)]]) -> Vec<(&'a str, &'a str)> {
    parts.concat()
}

#[test]
fn an_interview_is_held_debriefed_and_kept() {
    let home = Home::new();
    let end = [("Apply these grades", "n"), ("no answer: What is a map?", "x")];
    let (written, status) = home.play(&[], &script(&[NOTES, GRADES, &end]));
    assert!(status.success());
    assert!(written.contains("Mock interview: Acme\r\n  HR         50%, 1 question\r\n"), "{written}");
    let mocks = home.mocks();
    assert_eq!(mocks.as_array().unwrap().len(), 1);
    for (field, value) in [
        ("title", json!("Acme")),
        ("deck", json!("acme")),
        ("finished", json!(true)),
        ("counted", json!(false)),
        ("asked", json!(3)),
        ("passed", json!(1)),
        ("no_answer", json!(1)),
        ("score", json!(0.5)),
    ] {
        assert_eq!(mocks[0][field], value, "{field}");
    }
    let totals = home.json(&["stats"])["mock_totals"].clone();
    assert_eq!((&totals["interviews"], &totals["score"]), (&json!(1), &json!(0.5)));
    assert_eq!(totals["grades"], json!({ "again": 0, "hard": 1, "good": 0, "easy": 1 }));
    let reviews = home.reviews();
    let said = |review: &Value| json!([review["card"], review["grade"], review["intent"], review["effect"]]);
    let said: Vec<Value> = reviews.iter().map(said).collect();
    assert_eq!(
        said,
        [
            json!(["pay", "hard", "mock", "uncounted"]),
            json!(["lock", "easy", "mock", "uncounted"]),
            json!(["map", "again", "mock", "uncounted"]),
        ]
    );
    assert_eq!(home.json(&["check"])["ok"], true);
    assert_eq!(home.json(&["show", "lock"])["state"]["name"], "new");
}

#[test]
fn grades_that_count_move_schedules_as_promised() {
    let home = Home::new();
    let grades = [
        ("1 again: today, then 1 d", "2"),
        ("missed", "4"),
        ("You had no answer", "\r"),
        ("Report: Acme", "x"),
    ];
    let (written, status) = home.play(&["--count"], &script(&[NOTES, &grades]));
    assert!(status.success(), "{written}");
    assert_eq!(home.mocks()[0]["counted"], true);
    assert!(home.reviews().iter().all(|review| review["effect"] == "scored"));
    assert_eq!(home.json(&["show", "lock"])["state"]["interval_days"], 1);
}

#[test]
fn a_card_reviewed_elsewhere_meanwhile_keeps_the_schedule_it_got_there() {
    let home = Home::new();
    let meanwhile = [("3 questions, 6:00", "!grade lock hard"), ("", "\r")];
    let grades = [("1 again: today, then 1 d", "2"), ("missed", "4"), ("You had no answer", "\r")];
    let end = [("schedules unchanged, because", "x")];
    let (written, status) = home.play(&["--count"], &script(&[&meanwhile, &NOTES[1..], &grades, &end]));
    assert!(status.success(), "{written}");
    let effects: Vec<Value> = home.reviews().iter().map(|review| review["effect"].clone()).collect();
    assert_eq!(effects, ["scored", "scored", "uncounted", "scored"]);
    assert_eq!(home.json(&["show", "lock"])["state"]["reviews"], 2);
    assert_eq!(home.json(&["check"])["ok"], true);
}

#[test]
fn the_report_is_json_where_that_is_asked_for() {
    let home = Home::new();
    let end = [("Apply these grades", "n"), ("Report: Acme", "x")];
    let (written, _) = home.play(&["--format", "json"], &script(&[NOTES, GRADES, &end]));
    let start = written.find("{\r\n").unwrap_or_else(|| panic!("{written}"));
    let document: Value = serde_json::from_str(&written[start..]).unwrap();
    let answer = &document["report"]["answers"][1];
    assert_eq!((document["viva"].clone(), answer["notes"].clone()), (json!(1), json!("a critical part")));
    assert_eq!(
        document["report"]["to_work_on"][0],
        json!({
            "card": "map", "question": "What is a map?", "why": "passed", "no_answer": true,
        })
    );
}

#[test]
fn leaving_keeps_what_was_done_or_nothing() {
    let home = Home::new();
    let (_, status) =
        home.play(&[], &script(&[NOTES, &GRADES[..1], &[("missed", "q"), ("Quit the interview?", "3")]]));
    assert!(status.success());
    assert!(home.reviews().is_empty());
    assert_eq!(home.mocks(), json!([]));
    // Ctrl-C twice is as if the terminal had gone.
    let twice = [("No answer yet", "\x03"), ("Quit the interview?", "\x03")];
    let (written, status) = home.play(&[], &script(&[NOTES, &twice]));
    assert_eq!(status.exit_code(), 130);
    assert!(written.contains("interrupted; the interview is saved as unfinished"), "{written}");
    let mock = &home.mocks()[0];
    assert_eq!((&mock["finished"], &mock["asked"]), (&json!(false), &json!(3)), "{mock}");
    assert!(home.reviews().is_empty());
    let home = Home::new();
    let (written, status) =
        home.play(&[], &script(&[NOTES, &GRADES[..1], &[("missed", "\x03"), ("Quit the interview?", "2")]]));
    assert!(status.success() && written.contains("Unfinished"), "{written}");
    assert_eq!(home.reviews().len(), 1);
    assert_eq!(home.mocks()[0]["finished"], false);
}

#[test]
fn a_terminal_that_is_gone_leaves_what_was_done_as_unfinished() {
    let home = Home::new();
    let keys = script(&[NOTES, &GRADES[..1], &[("missed", "?"), ("any key", "x")]]);
    let mut pty = home.begin(&[], &keys);
    // By the signal that says so.
    pty.signal("-HUP");
    assert!(!pty.ended().success());
    assert_eq!((&home.mocks()[0]["finished"], home.reviews().len()), (&json!(false), 1));
    assert_eq!(home.json(&["check"])["ok"], true);
}

#[test]
fn in_lines_no_escape_is_written_and_numbers_choose() {
    let home = Home::new();
    let next = "Enter is next: ";
    let end = [
        ("Enter starts, q quits: ", "\r"),
        (next, "1\r"),
        (next, "2\r"),
        ("A line, or . to end: ", "a critical part\r"),
        ("A line, or . to end: ", ".\r"),
        (next, "3\r"),
        ("No answer yet. Grade yourself from what you know.", "2\r"),
        ("missed: ", "easy\r"),
        ("You had no answer.", "\r"),
        ("y or n: ", "n\r"),
    ];
    let (written, status) = home.play(&["--plain"], &end);
    assert!(status.success(), "{written}");
    assert!(written.contains("Mock interview: Acme") && !written.contains('\u{1b}'), "{written}");
    assert_eq!(home.mocks()[0]["score"], 0.5);
}
