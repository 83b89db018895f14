//! Cards that leave a deck because the user chose to take less from their note.
//!
//! A note that no longer has a question takes nothing out of a deck. A choice does: what another reading of the
//! same note still has, and this one leaves out, was left out on purpose. It is taken out if nobody has worked
//! with it. It is forgotten then, so that another choice brings it back.

use std::collections::HashSet;

use super::imports::SightingRecord;
use super::merge::{Merged, Noted};
use super::model::Deck;
use crate::study::card::{Card, CardId};

/// Takes the cards out of a merged deck that a choice left out.
///
/// `imported` is what was just merged, `others` are the readings of the same note without the choice and with
/// the one before. `is_in_use` says whether a card has a history or another note has it, too.
pub fn leave_out(
    merged: &mut Merged,
    existing: Option<&Deck>,
    imported: &Deck,
    others: &[Deck],
    is_in_use: &dyn Fn(&CardId) -> bool,
) {
    let sections = imported.cards.iter().map(|card| card.section.as_deref());
    let present: HashSet<(&CardId, Option<&str>)> = merged.ids.iter().zip(sections).collect();
    let is_gone = |record: &SightingRecord| !present.contains(&(&record.id, record.section.as_deref()));
    let mut removed: Vec<(CardId, Option<String>)> = Vec::new();
    for record in merged.record.cards.iter().filter(|record| is_gone(record)) {
        let is_it = |card: &&Card| card.id == record.id && card.section == record.section;
        let Some(card) = merged.deck.cards.iter().find(is_it) else { continue };
        let mut readings = others.iter().flat_map(|other| &other.cards);
        let Some(read) = readings.find(|read| read.id == record.asks && read.section == record.section)
        else {
            continue;
        };
        let why = if is_in_use(&record.id) {
            "you chose to leave it out; it has a history or another source, so the deck keeps it"
        } else if !is_as_read(card, read) {
            "you chose to leave it out; it was edited, so the deck keeps it"
        } else {
            removed.push((card.id.clone(), card.section.clone()));
            continue;
        };
        for noted in merged.report.gone_from_source.iter_mut().filter(|noted| noted.question == card.question)
        {
            noted.why = why;
        }
    }
    let is_removed = |id: &CardId, section: &Option<String>| {
        removed.iter().any(|(removed, of)| removed == id && of == section)
    };
    for card in merged.deck.cards.iter().filter(|card| is_removed(&card.id, &card.section)) {
        merged
            .report
            .removed
            .push(Noted { question: card.question.clone(), why: "you chose to leave it out" });
        let mut gone = merged.report.gone_from_source.iter();
        if let Some(at) = gone.position(|noted| noted.question == card.question) {
            merged.report.gone_from_source.remove(at);
        }
    }
    merged.deck.cards.retain(|card| !is_removed(&card.id, &card.section));
    merged.record.cards.retain(|record| !is_removed(&record.id, &record.section));
    merged.is_changed = existing != Some(&merged.deck);
}

/// Whether a card of a deck is what a reading gave, untouched.
fn is_as_read(card: &Card, read: &Card) -> bool {
    Card { id: read.id.clone(), id_is_written: read.id_is_written, ..card.clone() } == *read
}

#[cfg(test)]
mod tests {
    use super::super::imports::{ChoiceRecord, TextHash};
    use super::super::merge::{Origin, merge};
    use super::*;

    fn deck(questions: &[&str]) -> Deck {
        let cards = questions.iter().map(|question| Card { id_is_written: true, ..Card::new(*question) });
        Deck { name: "d".into(), cards: cards.collect(), ..Deck::default() }
    }

    fn origin(choice: ChoiceRecord) -> Origin {
        Origin { path: "n.md".into(), text: TextHash::of(b"n"), guids: Vec::new(), choice }
    }

    #[test]
    fn only_what_nobody_worked_with_is_removed() {
        let usual = deck(&["One?", "Two?", "Three?", "Four?"]);
        let first = merge(None, &usual, origin(ChoiceRecord::default()), None, &|_| None);
        let mut present = first.deck.clone();
        present.cards[1].my_answer = Some("mine".into());
        let chosen = deck(&["Four?"]);
        let choice = ChoiceRecord { only: vec!["bold".into()], ..ChoiceRecord::default() };
        let mut merged =
            merge(Some(&present), &chosen, origin(choice.clone()), Some(&first.record), &|_| None);
        assert_eq!(merged.deck.cards.len(), 4);
        let graded = usual.cards[2].id.clone();
        leave_out(&mut merged, Some(&present), &chosen, std::slice::from_ref(&usual), &|id| *id == graded);
        let left: Vec<&str> = merged.deck.cards.iter().map(|card| card.question.as_str()).collect();
        assert_eq!(left, ["Two?", "Three?", "Four?"]);
        let told = |noted: &[Noted]| noted.iter().map(|noted| noted.question.clone()).collect::<Vec<_>>();
        assert_eq!(told(&merged.report.removed), ["One?"]);
        assert_eq!(told(&merged.report.gone_from_source), ["Two?", "Three?"]);
        assert!(merged.is_changed && merged.record.choice == choice);
        // Without the choice it is back, as new.
        let again =
            merge(Some(&merged.deck), &usual, origin(ChoiceRecord::default()), Some(&merged.record), &|_| {
                None
            });
        assert_eq!(told(&again.report.added), ["One?"]);
        assert_eq!(again.deck.cards.len(), 4);
    }

    #[test]
    fn what_the_note_no_longer_has_stays() {
        let first = merge(None, &deck(&["One?", "Two?"]), origin(ChoiceRecord::default()), None, &|_| None);
        let chosen = deck(&["Two?"]);
        let choice = ChoiceRecord { take: vec!["bold".into()], ..ChoiceRecord::default() };
        let mut merged = merge(Some(&first.deck), &chosen, origin(choice), Some(&first.record), &|_| None);
        leave_out(&mut merged, Some(&first.deck), &chosen, &[deck(&["Two?"])], &|_| false);
        assert_eq!(merged.deck.cards.len(), 2);
        assert!(!merged.is_changed && merged.report.removed.is_empty());
    }
}
