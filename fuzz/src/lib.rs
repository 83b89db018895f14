//! What every reader promises, whatever it is given: one function for each, which panics if a promise is broken.
//!
//! libFuzzer calls them from `fuzz_targets`, and `tests/fuzz_corpus.rs` with the saved texts and changed
//! copies of them. Nothing is measured here; a text that takes too long ends at libFuzzer's timeout. What blocks,
//! groups and splits promise each other is asserted where notes are read (`study/import/questions/promises.rs`).

mod bytes;
mod history;
mod merging;
mod packages;

use viva::study::asked::{AskedFile, PastInterview};
use viva::study::card::Card;
use viva::study::card_text::{card_text, read_card_text};
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
    ("company_table", company_table),
    ("asked_toml", asked_toml),
    ("deck_parse", deck_parse),
    ("deck_edit", deck_edit),
    ("deck_markdown", deck_markdown),
    ("deck_merge", merging::deck_merge),
    ("imports_toml", imports_toml),
    ("card_in_editor", card_in_editor),
    ("anki_package", packages::anki_package),
    ("anki_rows", packages::anki_rows),
    ("backup", packages::backup),
    ("progress", history::progress),
    ("replay", history::replay_any),
    ("markdown_render", markdown_render),
    ("clean", clean),
];

/// The formats that notes come in, each by an extension. As targets they are named `read_md`, `read_txt` and so on.
pub const FORMATS: [&str; 13] =
    ["md", "txt", "org", "adoc", "rst", "html", "ipynb", "json", "jsonl", "yaml", "csv", "tsv", "mdx"];

/// Reads bytes as a note with this extension.
pub fn read_format(extension: &str, bytes: &[u8]) {
    let name = format!("notes.{extension}");
    let note = import::read_note(bytes, &NoteHint { file_name: &name, ..NoteHint::default() });
    check_note(&note);
    check_import(&note, bytes);
}

/// Runs a target by its name; false if there is none.
pub fn run_target(name: &str, bytes: &[u8]) -> bool {
    if let Some((_, target)) = TARGETS.iter().find(|(known, _)| *known == name) {
        target(bytes);
        return true;
    }
    let format = name.strip_prefix("read_").filter(|format| FORMATS.contains(format));
    format.inspect(|format| read_format(format, bytes)).is_some()
}

/// Texts that are made and not saved, because they are not for people: packages, databases, backups.
pub fn made_seeds() -> Vec<(&'static str, Vec<u8>)> {
    packages::seeds()
}

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

    // A card that is deleted and brought back is the card it was, and the others never change.
    for card in present.cards.iter().take(2) {
        let Ok(Some((without, removed))) = deck::remove_card(&text, card) else { continue };
        let left = deck::parse("deck", &without).expect("what is left is read").deck;
        assert_eq!(left.cards.len() + 1, present.cards.len());
        let back = deck::insert_removed(&without, &removed).expect("what was removed fits again");
        let back = deck::parse("deck", &back).expect("what came back is read").deck;
        let ids = |deck: &Deck| deck.cards.iter().map(|card| card.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&back), ids(&present), "the card came back elsewhere");
    }
}

/// A deck that is written for people comes back as it was, and so does whatever was understood of such a text.
pub fn deck_markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let named = |deck: Deck| Deck { name: "deck".to_owned(), ..deck };
    if let Ok(parsed) = deck::parse("deck", &text) {
        let back = deck::from_markdown(&deck::to_markdown(&parsed.deck));
        assert_eq!(back.problems, [], "of a deck that viva wrote");
        // Every id is written there.
        let ids_written = |mut deck: Deck| {
            deck.cards.iter_mut().for_each(|card| card.id_is_written = true);
            deck
        };
        assert_eq!(ids_written(named(back.deck)), ids_written(parsed.deck));
    }
    let documents: Vec<&str> = deck::documents(&text).into_iter().map(|(_, document)| document).collect();
    for document in if documents.is_empty() { vec![&*text] } else { documents } {
        let read = deck::from_markdown(document);
        assert_eq!(read.deck.cards.len(), read.card_lines.len());
        let again = deck::from_markdown(&deck::to_markdown(&read.deck));
        assert_eq!(again.problems, [], "of what was understood of\n{document}");
        assert_eq!(again.deck, read.deck);
    }
}

/// A card that is opened in an editor and saved as it is does not change. What it is changed to can be opened again.
pub fn card_in_editor(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let cards = deck::parse("deck", &text).map(|parsed| parsed.deck.cards).unwrap_or_default();
    for card in cards.iter().take(3) {
        let same = read_card_text(&card_text(card, &[]), card).expect("what viva wrote is read");
        assert_eq!(same, *card, "saved without a change");
    }
    let before = Card::new("What is a lock?");
    if let Ok(after) = read_card_text(&text, &before) {
        assert_eq!(after.id, before.id);
        let again = read_card_text(&card_text(&after, &[]), &after).expect("what viva wrote is read");
        assert_eq!(again, after, "saved without a change");
    }
}

/// Shares are shares, and each row is on a line of its own or says nothing new about one.
pub fn company_table(bytes: &[u8]) {
    let Some(table) = import::company_table(bytes) else { return };
    for row in &table.rows {
        assert!((0.0..=1.0).contains(&row.frequency), "line {}: {}", row.line, row.frequency);
        assert!(row.line > 0 && !row.question.trim().is_empty());
        assert!(row.company.as_deref().is_none_or(|company| !company.trim().is_empty()));
    }
    assert!(table.rows.windows(2).all(|pair| pair[0].line <= pair[1].line), "lines out of order");
    assert!(table.problems.iter().all(|problem| problem.line != Some(0) && !problem.message.is_empty()));
}

/// What was read, written and read again is the same, with the keys of others; and no share is out of bounds.
pub fn asked_toml(bytes: &[u8]) {
    let Ok(file) = AskedFile::parse(&String::from_utf8_lossy(bytes)) else { return };
    assert_eq!(AskedFile::parse(&file.to_toml()).as_ref(), Ok(&file));
    for PastInterview { asked, .. } in file.interviews(&|_| Some(0)) {
        assert!(asked.iter().all(|(_, share)| (0.0..=1.0).contains(share)));
        assert!(asked.len() <= 1, "one card is in an interview once");
    }
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
    // What languages need stays, and what opens a direction is closed on its line.
    let joiners = |text: &str| text.matches(['\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}']).count();
    assert_eq!(joiners(&text), joiners(cleaned.as_str()), "a joiner or a mark of direction was lost");
    for line in cleaned.as_str().split('\n') {
        check_balanced(line);
    }
    check_balanced(line.as_str());
    for wide in [1, 8, 30] {
        check_harmless(cleaned.cut(wide, "…").as_str());
        for line in text::broken_at_spaces(&cleaned, wide) {
            check_harmless(line.as_str());
        }
    }
}

/// Every embedding and isolate is closed by its own kind, and nothing is closed that is not open.
fn check_balanced(line: &str) {
    let mut open = Vec::new();
    for c in line.chars() {
        match c {
            '\u{202a}' | '\u{202b}' => open.push('\u{202c}'),
            '\u{2066}'..='\u{2068}' => open.push('\u{2069}'),
            '\u{202c}' | '\u{2069}' => assert_eq!(open.pop(), Some(c), "in {line:?}"),
            _ => {}
        }
    }
    assert!(open.is_empty(), "left open in {line:?}");
}

pub(crate) fn check_note(note: &ImportedNote) {
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
pub(crate) fn check_import(note: &ImportedNote, bytes: &[u8]) {
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

pub(crate) fn check_written(deck: &Deck) {
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
