//! Every note of `tests/corpus` and `tests/notes`, read and compared with the cards that a careful reader expects.
//!
//! Beside each note lies `NOTE.cards.toml` with the expected cards. Those of `tests/corpus` were set down before any
//! program read the notes; those of `tests/notes` are what the first release read, checked by hand when each note was
//! written. Not every note is read without a miss, so the sums are compared with what was reached before: they may rise,
//! not fall. `cargo test --test corpus -- --nocapture` names each miss.

#![expect(clippy::disallowed_methods, reason = "a test reads its notes")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use viva::study::import::{ImportedNote, NoteCard, NoteHint, read_note};

#[derive(Deserialize)]
struct Expected {
    #[serde(default)]
    card: Vec<ExpectedCard>,
}

#[derive(Deserialize)]
struct ExpectedCard {
    question: String,
    answer: Option<String>,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    options: Vec<String>,
}

#[derive(Debug, Default)]
struct Sums {
    notes: usize,
    expected: usize,
    found: usize,
    false_cards: usize,
    right_answers: usize,
    /// False cards in notes that hold none.
    in_empty_notes: usize,
}

impl Sums {
    fn recall(&self) -> f64 {
        share(self.found, self.expected)
    }

    fn precision(&self) -> f64 {
        share(self.found, self.found + self.false_cards)
    }

    fn answers(&self) -> f64 {
        share(self.right_answers, self.found)
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are few cards")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

#[test]
fn notes_set_down_blindly() {
    let sums = read_all("tests/corpus");
    assert!(sums.notes >= 80, "{sums:?}");
    at_least(&sums, 0.91, 0.89, 0.91, 8);
}

#[test]
fn notes_of_the_first_release() {
    let sums = read_all("tests/notes");
    assert!(sums.notes >= 150, "{sums:?}");
    at_least(&sums, 0.87, 0.90, 0.82, 10);
}

/// Small notes, one or two for each way of writing cards. One miss is known: an order with a story behind it stays one
/// question with it.
#[test]
fn ways_of_writing_cards() {
    let sums = read_all("tests/corpus/formats");
    assert!(sums.notes >= 25 && sums.expected >= 100, "{sums:?}");
    let misses = (sums.expected - sums.found, sums.false_cards, sums.found - sums.right_answers);
    assert!(misses.0 <= 1 && misses.1 <= 1 && misses.2 == 0, "{sums:?}");
}

fn at_least(sums: &Sums, recall: f64, precision: f64, answers: f64, in_empty_notes: usize) {
    let found = (sums.recall(), sums.precision(), sums.answers());
    assert!(found.0 >= recall && found.1 >= precision && found.2 >= answers, "{found:?} of {sums:?}");
    assert!(sums.in_empty_notes <= in_empty_notes, "{sums:?}");
}

fn read_all(folder: &str) -> Sums {
    let mut sums = Sums::default();
    for (path, expected) in notes(folder) {
        let note = read(&path);
        compare(&path, &note.cards, &expected, &mut sums);
    }
    println!("{folder}: {sums:?}");
    sums
}

fn read(path: &Path) -> ImportedNote {
    let bytes = fs::read(path).unwrap();
    let file_name = path.file_name().unwrap().to_string_lossy();
    read_note(&bytes, &NoteHint { file_name: &file_name, ..NoteHint::default() })
}

fn notes(folder: &str) -> Vec<(PathBuf, Expected)> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some(note) = path.to_str().and_then(|path| path.strip_suffix(".cards.toml")) {
                let expected = toml::from_str(&fs::read_to_string(&path).unwrap());
                let expected = expected.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
                found.push((PathBuf::from(note), expected));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn compare(path: &Path, cards: &[NoteCard], expected: &Expected, sums: &mut Sums) {
    sums.notes += 1;
    let mut used: HashSet<usize> = HashSet::new();
    for wanted in &expected.card {
        let found = (0..cards.len())
            .filter(|at| !used.contains(at))
            .find(|&at| asks_the_same(&cards[at].question, &wanted.question));
        used.extend(found);
        if wanted.optional {
            continue;
        }
        sums.expected += 1;
        let Some(at) = found else {
            println!("{}: missed: {}", path.display(), first_line(&wanted.question));
            continue;
        };
        sums.found += 1;
        let answer = cards[at].answer.as_deref().unwrap_or_default();
        if answers_the_same(answer, wanted) {
            sums.right_answers += 1;
        } else {
            println!("{}: another answer: {}", path.display(), first_line(&wanted.question));
        }
    }
    for (at, card) in cards.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
        println!("{}: false card {}: {}", path.display(), at + 1, first_line(&card.question));
    }
    let false_cards = cards.len() - used.len();
    sums.false_cards += false_cards;
    if expected.card.is_empty() {
        sums.in_empty_notes += false_cards;
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// The words of a text, without marks and case.
fn words(text: &str) -> String {
    let text = text.replace('\\', "").to_lowercase();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The whole, or the first paragraph, or the first line of both is the same.
fn asks_the_same(found: &str, wanted: &str) -> bool {
    let forms =
        |text: &str| [text, text.split("\n\n").next().unwrap_or_default(), first_line(text)].map(words);
    let (found, wanted) = (forms(found), forms(wanted));
    found.iter().any(|form| !form.is_empty() && wanted.contains(form))
        || strsim::normalized_levenshtein(&found[0], &wanted[0]) >= 0.9
}

fn answers_the_same(found: &str, wanted: &ExpectedCard) -> bool {
    let (found, answer) = (words(found), words(wanted.answer.as_deref().unwrap_or_default()));
    if found == answer {
        return true;
    }
    if found.is_empty() || answer.is_empty() {
        return false;
    }
    // The letter of an option, or what it says.
    let names_option = !wanted.options.is_empty()
        && (found.contains(&answer) || found.split(' ').next() == answer.split(' ').next());
    names_option || strsim::normalized_levenshtein(&found, &answer) >= 0.93
}
