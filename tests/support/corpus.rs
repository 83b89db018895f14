//! Notes with the cards that a careful reader expects beside them, in `NOTE.cards.toml`, and what a reading of them
//! is worth.

#![expect(clippy::disallowed_methods, reason = "a test reads its notes")]

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use viva::study::import::{DOUBTFUL_PERCENT, ImportedNote, NoteCard, NoteHint, Weights, read_note};

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
pub(crate) struct Sums {
    pub(crate) notes: usize,
    pub(crate) expected: usize,
    pub(crate) found: usize,
    pub(crate) false_cards: usize,
    pub(crate) right_answers: usize,
    /// False cards in notes that hold none.
    pub(crate) in_empty_notes: usize,
    /// Notes that were read with a noteworthy error.
    pub(crate) bad_notes: usize,
    /// Of these, the ones that were said to be doubtful.
    pub(crate) bad_and_doubtful: usize,
    /// Notes that were said to be doubtful, and were read well.
    pub(crate) false_alarms: usize,
}

impl Sums {
    /// Both together.
    pub(crate) fn with(&self, other: &Self) -> Self {
        Self {
            notes: self.notes + other.notes,
            expected: self.expected + other.expected,
            found: self.found + other.found,
            false_cards: self.false_cards + other.false_cards,
            right_answers: self.right_answers + other.right_answers,
            in_empty_notes: self.in_empty_notes + other.in_empty_notes,
            bad_notes: self.bad_notes + other.bad_notes,
            bad_and_doubtful: self.bad_and_doubtful + other.bad_and_doubtful,
            false_alarms: self.false_alarms + other.false_alarms,
        }
    }

    pub(crate) fn recall(&self) -> f64 {
        share(self.found, self.expected)
    }

    pub(crate) fn precision(&self) -> f64 {
        share(self.found, self.found + self.false_cards)
    }

    pub(crate) fn answers(&self) -> f64 {
        share(self.right_answers, self.found)
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are few cards")]
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Reads every note below a folder with the given weights; `told` gets a line for each fault.
pub(crate) fn read_all(folder: &str, weights: &Weights, told: &mut dyn FnMut(String)) -> Sums {
    let mut sums = Sums::default();
    for (path, expected) in notes(folder) {
        let note = read(&path, weights);
        let mut of_note = Sums::default();
        compare(&path, &note.cards, &expected, &mut of_note, told);
        let is_bad = of_note.recall() < 0.95 || of_note.precision() < 0.95 || of_note.answers() < 0.95;
        let is_doubtful = note.confidence < DOUBTFUL_PERCENT;
        of_note.notes = 1;
        of_note.bad_notes = usize::from(is_bad);
        of_note.bad_and_doubtful = usize::from(is_bad && is_doubtful);
        of_note.false_alarms = usize::from(!is_bad && is_doubtful && !note.cards.is_empty());
        sums = sums.with(&of_note);
    }
    sums
}

fn read(path: &Path, weights: &Weights) -> ImportedNote {
    let bytes = fs::read(path).unwrap();
    let file_name = path.file_name().unwrap().to_string_lossy();
    read_note(&bytes, &NoteHint { file_name: &file_name, weights: Some(weights), ..NoteHint::default() })
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

fn compare(
    path: &Path,
    cards: &[NoteCard],
    expected: &Expected,
    sums: &mut Sums,
    told: &mut dyn FnMut(String),
) {
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
            told(format!("{}: missed: {}", path.display(), first_line(&wanted.question)));
            continue;
        };
        sums.found += 1;
        let answer = cards[at].answer.as_deref().unwrap_or_default();
        if answers_the_same(answer, wanted) {
            sums.right_answers += 1;
        } else {
            told(format!("{}: another answer: {}", path.display(), first_line(&wanted.question)));
        }
    }
    for (at, card) in cards.iter().enumerate().filter(|(at, _)| !used.contains(at)) {
        told(format!("{}: false card {}: {}", path.display(), at + 1, first_line(&card.question)));
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
