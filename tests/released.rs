//! A collection of the released version 5fe33b3, opened by this build: nothing is lost, nothing is doubled.
//! `tests/fixtures/released-5fe33b3/README.md` says what is in it.

#![expect(clippy::disallowed_methods, reason = "a test copies and reads its own files")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rusqlite::Connection;
use serde_json::Value;
use viva_test_support::output;

const FIXTURE: &str = "tests/fixtures/released-5fe33b3";

/// A copy of the collection, gone with this value.
struct Copy(tempfile::TempDir);

impl Copy {
    fn new() -> Self {
        Self::of(FIXTURE)
    }

    fn of(fixture: &str) -> Self {
        let copy = Self(tempfile::tempdir().unwrap());
        copy_folder(&Path::new(fixture).join("collection"), &copy.path(""));
        copy
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join("collection").join(below)
    }

    fn run(&self, words: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_viva"));
        command
            .env_clear()
            .env("HOME", self.0.path())
            .env("TZ", "UTC")
            .env("VIVA_NOW", "2026-04-01T09:00:00Z");
        output(command.current_dir(self.path("")).args(["--collection", "."]).args(words.split(' ')))
    }

    #[track_caller]
    fn json(&self, words: &str) -> Value {
        let run = self.run(words);
        assert!(run.status.success(), "viva {words}: {}", String::from_utf8_lossy(&run.stderr));
        serde_json::from_slice(&run.stdout).unwrap()
    }

    /// Every event as it lies in the database.
    fn events(&self) -> Vec<String> {
        let database = Connection::open(self.path(".viva/viva.db")).unwrap();
        let mut rows = database
            .prepare("select json_array(device, seq, tick, at_ms, day, card, kind, payload) from event order by device, seq")
            .unwrap();
        rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What that version printed. How often a card was asked is left out: it counted any deck then.
fn expected(document: &str) -> Value {
    let mut document = printed(document);
    if let Some(cards) = document.get_mut("cards") {
        for card in cards.as_array_mut().unwrap() {
            card.as_object_mut().unwrap().remove("asked");
        }
    }
    document
}

fn printed(document: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(format!("{FIXTURE}/expected/{document}.json")).unwrap()).unwrap()
}

/// What is in `old` is in `new`, too; fields may have been added.
#[track_caller]
fn assert_contains(new: &Value, old: &Value, place: &str) {
    match (new, old) {
        (Value::Object(new), Value::Object(old)) => {
            for (name, value) in old {
                let place = format!("{place}.{name}");
                assert_contains(new.get(name).unwrap_or_else(|| panic!("{place} is gone")), value, &place);
            }
        }
        (Value::Array(new), Value::Array(old)) => {
            assert_eq!(new.len(), old.len(), "{place}");
            for (at, (new, old)) in new.iter().zip(old).enumerate() {
                assert_contains(new, old, &format!("{place}[{at}]"));
            }
        }
        _ => assert_eq!(new, old, "{place}"),
    }
}

/// The elements by a key, in its order.
fn by(list: &Value, key: impl Fn(&Value) -> String) -> Value {
    let mut list = list.as_array().unwrap().clone();
    list.sort_by_key(key);
    Value::Array(list)
}

#[test]
fn every_event_state_and_review_is_as_it_was() {
    let copy = Copy::new();
    let events = copy.events();
    assert_eq!(events.len(), 81);
    let check = copy.json("check --format json");
    assert_eq!((&check["ok"], &check["events"]), (&true.into(), &expected("check")["events"]));
    let (new, old) = (copy.json("export"), expected("export"));
    let id = |card: &Value| card["id"].to_string();
    assert_contains(&by(&new["cards"], id), &by(&old["cards"], id), "cards");
    let key = |review: &Value| format!("{}{:>20}", review["device"], review["seq"].to_string());
    assert_contains(&by(&new["reviews"], key), &by(&old["reviews"], key), "reviews");
    // Reading has added nothing, and what was there is there to the byte.
    assert_eq!(copy.events(), events);
    let rebuilt = copy.json("check --rebuild --format json");
    assert_eq!(rebuilt["ok"], true);
    assert_contains(&by(&copy.json("export")["cards"], id), &by(&old["cards"], id), "rebuilt");
}

#[test]
fn only_interviews_count_as_having_asked_a_question() {
    let copy = Copy::new();
    let decks = copy.json("list --format json")["decks"].clone();
    let is_interview = |name: &Value| {
        let deck = decks.as_array().unwrap().iter().find(|deck| deck["name"] == *name).unwrap();
        deck["interview"].as_bool().unwrap()
    };
    let before = printed("export")["cards"].clone();
    let (mut fewer_count, mut same_count) = (0, 0);
    for card in copy.json("export")["cards"].as_array().unwrap() {
        let held = before.as_array().unwrap().iter().find(|held| held["id"] == card["id"]).unwrap();
        let places = card["decks"].as_array().unwrap();
        let others = places.iter().filter(|deck| !is_interview(deck)).count();
        assert_eq!(
            card["asked"].as_u64().unwrap() + others as u64,
            held["asked"].as_u64().unwrap(),
            "{card}"
        );
        if others > 0 { fewer_count += 1 } else { same_count += 1 }
    }
    assert!(fewer_count > 0 && same_count > 0, "{fewer_count} {same_count}");
}

#[test]
fn the_same_cards_are_due_with_the_same_futures() {
    let copy = Copy::new();
    let due = |queue: &Value| {
        let due = queue["cards"].as_array().unwrap().iter().filter(|card| card["state"]["name"] != "new");
        Value::Array(due.cloned().collect())
    };
    assert_contains(&due(&copy.json("queue --format json")), &due(&expected("queue")), "queue");
    assert_eq!(due(&expected("queue")).as_array().unwrap().len(), 11);
}

#[test]
fn importing_the_same_notes_again_changes_no_card_and_brings_nothing_back() {
    let copy = Copy::new();
    // A better reader may word a question otherwise; the card stays the same.
    let ids = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let mut ids: Vec<String> =
            text.lines().filter(|line| line.starts_with("id = ")).map(str::to_owned).collect();
        ids.sort();
        (path, ids)
    };
    let decks = |copy: &Copy| {
        let mut decks: Vec<(PathBuf, Vec<String>)> =
            fs::read_dir(copy.path("decks")).unwrap().map(|entry| ids(entry.unwrap().path())).collect();
        decks.sort();
        decks
    };
    let (before, events) = (decks(&copy), copy.events());
    let run = copy.run("import notes/bullets.md notes/pasted.txt notes/bullets_between.md notes/quiz.csv notes/networks.apkg");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(decks(&copy), before);
    assert_eq!(copy.events(), events);
    assert!(!fs::read_to_string(copy.path("decks/novaray.toml")).unwrap().contains("What is a borrow?"));
}

/// The questions of a deck by their first lines, without case and marks at their ends, with their ids.
fn first_lines(text: &str) -> Vec<(String, String)> {
    let deck: toml::Table = toml::from_str(text).unwrap();
    let first_line = |card: &toml::Value| {
        let question = card["question"].as_str().unwrap().trim().to_lowercase();
        let line = question.lines().next().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
        (line.to_owned(), card["id"].as_str().unwrap().to_owned())
    };
    deck["cards"].as_array().unwrap().iter().map(first_line).collect()
}

/// `tests/fixtures/reader-5fe33b3/README.md` says what is in this collection.
#[test]
fn a_better_reader_costs_no_schedule_doubles_nothing_and_brings_nothing_back() {
    let copy = Copy::of("tests/fixtures/reader-5fe33b3");
    let decks = || -> Vec<(PathBuf, String)> {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(copy.path("decks")).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
    };
    let doubles = |decks: &[(PathBuf, String)]| -> Vec<(PathBuf, String)> {
        let mut doubles = Vec::new();
        for (path, text) in decks {
            let mut lines = first_lines(text);
            lines.sort();
            // A question may well be in several sections.
            let pairs = lines.windows(2).filter(|pair| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1);
            doubles.extend(pairs.map(|pair| (path.clone(), pair[0].0.clone())));
        }
        doubles
    };
    let before = decks();
    assert_eq!(before.len(), 14);
    let events = copy.events();
    let run = copy.run("import notes");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let after = decks();
    // No deck was made beside another.
    let paths = |decks: &[(PathBuf, String)]| decks.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&after), paths(&before));
    let known = doubles(&before);
    let new: Vec<_> = doubles(&after).into_iter().filter(|double| !known.contains(double)).collect();
    assert!(new.is_empty(), "doubled: {new:?}\n{}", String::from_utf8_lossy(&run.stdout));
    // Two were taken out of their decks, and one was dropped when it was reviewed.
    for (deck, gone) in [
        ("numbered-heading-doubts", "how do you proof dough"),
        ("novaray", "which lock would you take"),
        ("bakery", "explain the windowpane test"),
    ] {
        let lines = first_lines(&fs::read_to_string(copy.path(&format!("decks/{deck}.toml"))).unwrap());
        assert!(!lines.iter().any(|(line, _)| line.contains(gone)), "{gone} is back: {lines:?}");
    }
    // Whoever has a schedule has the same, and is in the deck in which it was.
    assert_eq!(copy.events(), events);
    let old: Value =
        serde_json::from_str(&fs::read_to_string("tests/fixtures/reader-5fe33b3/progress.json").unwrap())
            .unwrap();
    let new = copy.json("export");
    let mut graded_count = 0;
    for card in old["cards"].as_array().unwrap().iter().filter(|card| card["state"]["reviews"] != 0) {
        let held = new["cards"].as_array().unwrap().iter().find(|held| held["id"] == card["id"]);
        let held = held.unwrap_or_else(|| panic!("{card} is gone"));
        assert_eq!(held["decks"], card["decks"], "{card}");
        for key in ["due", "interval_days", "reviews", "lapses", "ease"] {
            assert_eq!(held["state"][key], card["state"][key], "{key} of {card}");
        }
        graded_count += 1;
    }
    assert!(graded_count > 40, "{graded_count}");
    // And the next import changes nothing.
    let run = copy.run("import notes");
    assert!(run.status.success());
    assert_eq!(decks(), after);
}

#[test]
fn what_was_written_and_not_stored_is_still_there() {
    let copy = Copy::new();
    for words in ["check", "list", "queue", "stats"] {
        assert!(copy.run(words).status.success(), "{words}");
    }
    let draft = copy.path(".viva/drafts/fsefh720eq-9lLLn3.md");
    assert!(fs::read_to_string(draft).unwrap().contains("Text of a session that was killed."));
    let database = Connection::open(copy.path(".viva/viva.db")).unwrap();
    let drafts: String =
        database.query_row("select value from meta where key like '%drafts'", [], |row| row.get(0)).unwrap();
    assert!(drafts.contains("half an answer"), "{drafts}");
}

#[test]
fn settings_and_mock_interviews_are_read() {
    let copy = Copy::new();
    let mocks = copy.json("stats --format json")["mocks"].clone();
    assert_eq!(mocks.as_array().unwrap().len(), 2);
    assert_contains(&mocks, &expected("stats")["mocks"], "mocks");
    let settings = String::from_utf8(copy.run("config").stdout).unwrap();
    assert!(settings.contains("new_per_day"), "{settings}");
}
