//! What importing again promises: no card is lost, nothing the user wrote is changed, and no question gets the history
//! of another.

use viva::study::card::{Card, CardId, normal_form};
use viva::study::deck::{self, ChoiceRecord, Deck, Merged, Origin, SourceRecord, TextHash};
use viva::study::from_note::deck_from_note;
use viva::study::import::{self, NoteHint};
use viva::study::topics::Topics;

/// Parts a note from its newer version.
const NEWER: &[u8] = b"\n%%%%\n";
const MINE: &str = "What I would say.";

/// A note, its newer version behind [`NEWER`], and what the user did to the deck meanwhile: the first byte chooses.
pub(crate) fn deck_merge(bytes: &[u8]) {
    let Some((choice, bytes)) = bytes.split_first() else { return };
    let place = bytes.windows(NEWER.len()).position(|window| window == NEWER);
    let (first, second) = match place {
        Some(at) => (bytes[..at].to_vec(), bytes[at + NEWER.len()..].to_vec()),
        None => (bytes.to_vec(), with_other_lines(bytes)),
    };
    let one = take_in(None, &first, None);
    let mut present =
        deck::parse("d", &one.text(None).expect("a new deck is written")).expect("it is read").deck;
    assert_eq!(present, one.deck);
    let deleted = edit(&mut present, *choice);
    let text = deck::to_toml(&present);
    let two = take_in(Some(&present), &second, Some(&one.record));
    check_nothing_lost(&present, &two);
    check_histories(&present, &second, &two);
    for gone in &deleted {
        check_stays_away(gone, &one, &second, &two);
    }
    let written = two.text(Some(&text)).expect("a deck in viva's own layout is rewritten");
    assert_eq!(deck::parse("d", &written).expect("it is read").deck, two.deck);
    let three = take_in(Some(&two.deck), &second, Some(&two.record));
    assert!(!three.is_changed, "importing the same note again changes the deck");
    assert_eq!(three.record, two.record);
}

/// The text with every fifth line gone and every seventh twice.
fn with_other_lines(text: &[u8]) -> Vec<u8> {
    let mut other = Vec::with_capacity(text.len());
    for (at, line) in text.split_inclusive(|byte| *byte == b'\n').enumerate() {
        for _ in 0..(usize::from(at % 5 != 4) + usize::from(at % 7 == 6)) {
            other.extend(line);
        }
    }
    other
}

fn deck_of(bytes: &[u8]) -> Deck {
    let note = import::read_note(bytes, &NoteHint { file_name: "d.md", ..NoteHint::default() });
    deck_from_note("d", &note, false, &Topics::default())
}

fn take_in(existing: Option<&Deck>, bytes: &[u8], last: Option<&SourceRecord>) -> Merged {
    let origin = Origin {
        path: "d.md".to_owned(),
        text: TextHash::of(bytes),
        guids: Vec::new(),
        choice: ChoiceRecord::default(),
    };
    let taken = |id: &CardId| {
        let card = existing?.cards.iter().find(|card| card.id == *id)?;
        Some(normal_form(&card.question))
    };
    deck::merge(existing, &deck_of(bytes), origin, last, &taken)
}

/// Gives the cards that were deleted.
fn edit(deck: &mut Deck, choice: u8) -> Vec<Card> {
    let has = |bit: u8| choice & (1 << bit) != 0;
    let mut deleted = Vec::new();
    if has(0) && !deck.cards.is_empty() {
        deleted.push(deck.cards.remove(deck.cards.len() / 2));
    }
    if let Some(card) = deck.cards.first_mut().filter(|_| has(1)) {
        card.answer = Some(MINE.to_owned());
    }
    if let Some(card) = deck.cards.last_mut().filter(|_| has(2)) {
        card.my_answer = Some(MINE.to_owned());
        card.tags.push("own".to_owned());
    }
    if let Some(card) = deck.cards.first_mut().filter(|_| has(3)) {
        card.question.push_str(" In one sentence?");
    }
    if has(4) {
        deck.cards.insert(0, Card { id_is_written: true, ..Card::new("What did I add myself?") });
    }
    if has(5) {
        deck.cards.reverse();
    }
    deleted
}

fn check_nothing_lost(present: &Deck, merged: &Merged) {
    assert!(merged.deck.cards.len() >= present.cards.len(), "a card was lost");
    for (before, after) in present.cards.iter().zip(&merged.deck.cards) {
        assert_eq!(before.id, after.id, "a card was lost or lies elsewhere");
        assert_eq!((&before.my_answer, &before.tags), (&after.my_answer, &after.tags));
        assert!(before.answer.is_none() || after.answer.is_some(), "an answer was lost");
        if before.answer.as_deref() == Some(MINE) {
            assert_eq!(after.answer, before.answer, "an answer of the user's own was changed");
        }
        if before.question != after.question {
            let is_reported = |reworded: &deck::Reworded| {
                (&reworded.before_id, &reworded.after_id) == (&before.id, &before.id)
                    && reworded.before == before.question
                    && reworded.after == after.question
            };
            assert!(merged.report.reworded.iter().any(is_reported), "{before:?} was reworded in silence");
        }
    }
}

fn check_histories(present: &Deck, note: &[u8], merged: &Merged) {
    let imported = deck_of(note);
    assert_eq!(merged.ids.len(), imported.cards.len());
    let asks: Vec<String> = imported.cards.iter().map(|card| normal_form(&card.question)).collect();
    for (at, new) in imported.cards.iter().enumerate() {
        let is_same = |card: &&Card| card.id == new.id && normal_form(&card.question) == asks[at];
        if let Some(card) = present.cards.iter().find(is_same) {
            assert_eq!(merged.ids[at], card.id, "{:?} lost its history", new.question);
        }
        for earlier in 0..at {
            assert!(
                merged.ids[earlier] != merged.ids[at] || asks[earlier] == asks[at],
                "{:?} and {:?} have one history",
                imported.cards[earlier].question,
                new.question
            );
        }
    }
    for added in &merged.deck.cards[present.cards.len()..] {
        let has_other_question =
            |card: &&Card| card.id == added.id && normal_form(&card.question) != normal_form(&added.question);
        let other = present.cards.iter().find(has_other_question);
        assert!(other.is_none(), "{:?} gets the history of {other:?}", added.question);
    }
}

/// If the question is in each version once at most.
fn check_stays_away(gone: &Card, one: &Merged, newer: &[u8], merged: &Merged) {
    let count = |ids: &[CardId]| ids.iter().filter(|id| **id == gone.id).count();
    let in_newer = deck_of(newer).cards.iter().filter(|card| card.id == gone.id).count();
    if count(&one.ids) == 1 && in_newer <= 1 {
        let is_back = merged.deck.cards.iter().any(|card| card.id == gone.id);
        assert!(!is_back, "{:?} was deleted and came back", gone.question);
    }
}
