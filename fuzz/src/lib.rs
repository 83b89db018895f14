//! What every reader promises, whatever it is given: one function a reader, each panics where a promise
//! is broken.
//!
//! libFuzzer calls them from `fuzz_targets`, and `tests/fuzz_corpus.rs` with the kept texts and changed
//! copies of them. Nothing is measured here; a text that takes too long ends at libFuzzer's timeout.

use viva::study::card::Card;
use viva::study::deck::{self, Deck, Imports, Origin, TextHash};
use viva::study::from_note::{deck_from_note, deck_name};
use viva::study::import::{self, ImportedNote, NoteHint};
use viva::study::text;
use viva::study::topics::Topics;
use viva::terminal::{self, TerminalOptions};

/// A target's name and what it does.
pub type Target = (&'static str, fn(&[u8]));

pub const TARGETS: &[Target] = &[
    ("read_note", read_note),
    ("read_chosen", read_chosen),
    ("deck_parse", deck_parse),
    ("deck_edit", deck_edit),
    ("imports_toml", imports_toml),
    ("markdown_render", markdown_render),
    ("clean", clean),
];

/// A first line `@name` is the name of the note's file.
pub fn read_note(bytes: &[u8]) {
    let (name, bytes) = match bytes.strip_prefix(b"@") {
        Some(named) => {
            let end = named.iter().position(|byte| *byte == b'\n').unwrap_or(named.len());
            (String::from_utf8_lossy(&named[..end]), named.get(end + 1..).unwrap_or_default())
        }
        None => ("".into(), bytes),
    };
    let note = import::read_note(bytes, &NoteHint { file_name: &name, ..NoteHint::default() });
    check_note(&note);
    check_import(&note, bytes);
}

/// The first byte chooses the class of blocks that the rest is read by, as `--only` does.
pub fn read_chosen(bytes: &[u8]) {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let class = import::CLASS_NAMES[usize::from(*choice) % import::CLASS_NAMES.len()];
    let choice = import::Choice { only: vec![class.to_owned()], ..import::Choice::default() };
    let note = import::read_note(bytes, &NoteHint { choice: Some(&choice), ..NoteHint::default() });
    check_note(&note);
}

/// What was read, written and read again is the same.
pub fn deck_parse(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(parsed) = deck::parse("deck", &text) else { return };
    assert_eq!(parsed.card_lines.len(), parsed.deck.cards.len());
    check_written(&parsed.deck);
}

/// A deck is changed in its own text: the first byte chooses how.
pub fn deck_edit(bytes: &[u8]) {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let text = String::from_utf8_lossy(bytes);
    let Ok(parsed) = deck::parse("deck", &text) else { return };
    let present = parsed.deck;
    let has_cr_alone = text.replace("\r\n", "").contains('\r');
    let same = deck::rewrite(&text, &present).expect("nothing to change");
    assert!(has_cr_alone || same == text, "changed without a wish");

    if let Ok(Some(pinned)) = deck::pin_ids(&text, &|_| None) {
        let pinned = deck::parse("deck", &pinned).expect("pinned ids are read").deck;
        assert!(pinned.cards.iter().all(|card| card.id_is_written));
        assert_eq!(pinned.cards.len(), present.cards.len());
    }

    let mut wanted = present.clone();
    let has = |bit: u8| choice & (1 << bit) != 0;
    if has(0) {
        wanted.title = wanted.title.is_none().then(|| "A \"new\" title".to_owned());
    }
    if has(1) {
        wanted.cards.pop();
    }
    if has(2) && !wanted.cards.is_empty() {
        wanted.cards.remove(0);
    }
    if has(3)
        && let Some(card) = wanted.cards.last_mut()
    {
        card.answer = Some("Two lines\n'''and\"\"\" quotes\\\n".to_owned());
    }
    if has(4)
        && let Some(card) = wanted.cards.first_mut()
    {
        card.tags.push("new".to_owned());
        card.answer = None;
    }
    if has(5)
        && let Some(card) = wanted.cards.first_mut()
    {
        card.question.push_str(" And why?");
        card.section = Some("Another".to_owned());
    }
    if has(6) {
        wanted.cards.push(Card { id_is_written: true, ..Card::new("What has just come?") });
    }
    if has(7) {
        wanted.interview = None;
    }
    // A layout may be too unusual; what is written all the same is read again in there.
    let _ = deck::rewrite(&text, &wanted);
}

/// What was read, written and read again is the same.
pub fn imports_toml(bytes: &[u8]) {
    let Ok(imports) = Imports::parse(&String::from_utf8_lossy(bytes)) else { return };
    let again = Imports::parse(&imports.to_toml()).expect("what was written is read");
    assert_eq!(imports, again);
}

/// Lines are harmless and as wide as they say, at most as wide as allowed.
pub fn markdown_render(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for (widest, options) in [
        (1, TerminalOptions::default()),
        (7, TerminalOptions { unicode: false, ..TerminalOptions::default() }),
        (40, TerminalOptions::default()),
        (80, TerminalOptions { plain: true, color: false, unicode: true }),
    ] {
        for line in terminal::render(&text, widest, options) {
            assert!(line.width() <= widest.max(2), "{} cells of {widest}: {:?}", line.width(), line.text());
            check_harmless(&line.text());
        }
    }
}

/// What is clean is harmless and stays as it is.
pub fn clean(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let cleaned = text::clean(&text);
    check_harmless(cleaned.as_str());
    assert_eq!(text::clean(cleaned.as_str()), cleaned, "cleaned twice it is another text");
    let line = text::clean_line(&text);
    check_harmless(line.as_str());
    assert!(!line.as_str().contains('\n'));
    let name = text::clean_name(&text);
    check_harmless(name.as_str());
    assert_eq!(text::clean_name(name.as_str()), name);
}

fn check_note(note: &ImportedNote) {
    assert!(!note.shape.is_empty());
    assert!(note.confidence <= 100);
    for card in &note.cards {
        assert!(!card.question.trim().is_empty(), "{}: a card without a question", note.shape);
        assert!(card.line > 0, "{}: {:?} is on no line", note.shape, card.question);
        let answer = card.answer.as_deref();
        assert!(answer.is_none_or(|answer| !answer.trim().is_empty()), "{}: a blank answer", note.shape);
    }
    for problem in &note.problems {
        assert!(problem.line != Some(0) && !problem.message.is_empty());
    }
}

/// What was imported can be kept, and importing it again changes nothing.
fn check_import(note: &ImportedNote, bytes: &[u8]) {
    let name = deck_name(note, "notes", &|_| false);
    let imported = deck_from_note(&name, note, false, &Topics::default());
    check_written(&imported);
    let origin = || Origin {
        path: "note.md".to_owned(),
        text: TextHash::of(bytes),
        guids: Vec::new(),
        choice: deck::ChoiceRecord::default(),
    };
    let merged = deck::merge(None, &imported, origin(), None, &|_| None);
    let text = merged.text(None).expect("a new deck is written");
    let kept = deck::parse(&name, &text).expect("a new deck is read").deck;
    assert_eq!(kept, merged.deck);
    let again = deck::merge(Some(&kept), &imported, origin(), Some(&merged.record), &|_| None);
    assert!(!again.is_changed, "importing again changes the deck");
}

fn check_written(deck: &Deck) {
    let text = deck::to_toml(deck);
    let reread = deck::parse(&deck.name, &text).unwrap_or_else(|error| panic!("{error} in\n{text}"));
    assert_eq!(reread.deck, *deck, "written as\n{text}");
    assert!(reread.warnings.is_empty(), "{:?} in\n{text}", reread.warnings);
}

fn check_harmless(text: &str) {
    let harm = text.chars().find(|&c| {
        c.is_control() && c != '\n' || matches!(c, '\u{202d}' | '\u{202e}' | '\u{2028}' | '\u{2029}')
    });
    assert_eq!(harm, None, "in {text:?}");
}
