//! What holds for the reading of every note, whatever it is: adding something to a note removes none of the cards that
//! were found before.
//!
//! The law is not kept everywhere yet. What is lost is counted over the corpus, and the counts may only fall.

#![expect(clippy::disallowed_methods, reason = "a test reads its notes")]

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use viva::study::import::{ImportedNote, NoteHint, read_text};
use viva::study::lexicon::NoteWords;

/// What people add to a note.
const UNITS: &[&str] = &[
    "\n## Further remarks\n\n",
    "\n#### Further remarks\n\n",
    "- a spare remark\n",
    "7. a spare remark\n",
    "\nThe weather was fine that day, and we all went home early.\n\n",
    "\n---\n\n",
    "\n```\nlet x = 1;\n```\n\n",
    "\n| one | two |\n|---|---|\n| a | b |\n\n",
    "\n# Links\n\nhttps://example.org/page\n\n",
    "\nalpha = beta\n\n",
];
const INSERTIONS_PER_NOTE: usize = 6;
/// Of about 500 insertions and of about 1,000 steps.
const MOST_LOST_BY_INSERTING: usize = 75;
const MOST_LOST_BY_GROWING: usize = 7;

#[test]
fn a_unit_put_anywhere_loses_few_cards() {
    let (mut insertions, mut losing, mut lost) = (0, 0, 0);
    for (name, text) in notes() {
        let mut random = SmallRng::seed_from_u64(name.len() as u64 + text.len() as u64);
        let before = questions(&text, &name);
        let places = places(&text);
        for _ in 0..INSERTIONS_PER_NOTE {
            let &at = places.choose(&mut random).unwrap();
            let unit = UNITS[random.random_range(0..UNITS.len())];
            let longer = [&text[..at], unit, &text[at..]].concat();
            let gone = gone(&before, &questions(&longer, &name), 0);
            insertions += 1;
            losing += usize::from(!gone.is_empty());
            lost += gone.len();
            if let Some(first) = gone.first() {
                println!("{name}: {unit:?} at {at}: {} lost, such as {first}", gone.len());
            }
        }
    }
    println!("{insertions} insertions, {losing} lose {lost} cards");
    assert!(insertions > 300 && lost <= MOST_LOST_BY_INSERTING, "{lost} of {insertions}");
}

#[test]
fn a_note_that_grows_at_its_end_loses_few_cards() {
    let (mut steps, mut lost) = (0, 0);
    for (name, text) in notes() {
        let places = places(&text);
        let stride = places.len().div_ceil(16).max(1);
        let mut before: Vec<String> = Vec::new();
        for &at in places.iter().step_by(stride) {
            let after = questions(&text[..at], &name);
            // The last card may still be growing.
            let gone = gone(&before, &after, 1);
            if let Some(first) = gone.first() {
                println!("{name}: up to {at}: {} lost, such as {first}", gone.len());
            }
            lost += gone.len();
            steps += 1;
            before = after;
        }
    }
    println!("{steps} steps lose {lost} cards");
    assert!(steps > 500 && lost <= MOST_LOST_BY_GROWING, "{lost} in {steps}");
}

/// Words that ask, added by a user, only add evidence.
#[test]
fn a_users_words_lose_no_card() {
    let words = NoteWords::with_user_words(
        "asks_first = ['wherefore']\norders = ['riff on', 'muse on']\ntopic = ['as opposed to']",
    )
    .unwrap();
    for (name, text) in notes() {
        let hint = NoteHint { file_name: &name, words: Some(&words), ..NoteHint::default() };
        let after: Vec<String> = first_lines(read_text(&text, &hint));
        let before = questions(&text, &name);
        assert_eq!(gone(&before, &after, 0), [""; 0], "{name}: {before:?} {after:?}");
    }
}

fn questions(text: &str, name: &str) -> Vec<String> {
    first_lines(read_text(text, &NoteHint { file_name: name, ..NoteHint::default() }))
}

fn first_lines(note: ImportedNote) -> Vec<String> {
    note.cards.into_iter().map(|card| card.question.lines().next().unwrap_or_default().to_owned()).collect()
}

/// The questions that are not there any more, the last ones left out.
fn gone(before: &[String], after: &[String], left_out: usize) -> Vec<String> {
    let mut there: HashMap<&str, usize> = HashMap::new();
    for question in after {
        *there.entry(question).or_default() += 1;
    }
    let known = &before[..before.len().saturating_sub(left_out)];
    let is_gone = |question: &&String| match there.get_mut(question.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    known
        .iter()
        .filter({
            let mut is_gone = is_gone;
            move |question| is_gone(question)
        })
        .cloned()
        .collect()
}

/// Line starts outside fences.
fn places(text: &str) -> Vec<usize> {
    let (mut places, mut at, mut in_fence) = (Vec::new(), 0, false);
    for line in text.split_inclusive('\n') {
        if !in_fence {
            places.push(at);
        }
        in_fence ^= line.trim_start().starts_with("```");
        at += line.len();
    }
    places.push(text.len());
    places
}

/// The Markdown and plain text of the corpus.
fn notes() -> Vec<(String, String)> {
    let mut notes = Vec::new();
    for entry in fs::read_dir("tests/corpus").unwrap() {
        let path: PathBuf = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let extension = path.extension().and_then(|extension| extension.to_str());
        if matches!(extension, Some("md" | "txt"))
            && !name.contains("anki")
            && let Ok(text) = fs::read_to_string(&path)
        {
            notes.push((name, text.replace("\r\n", "\n")));
        }
    }
    notes.sort();
    notes
}
