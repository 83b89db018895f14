//! A note of two families in two parts: headings that ask, then a list of `Q:` and `A:`, or the other way
//! round. What the first family passed over is read by the second.

use std::cmp::Reverse;

use super::family::{ENOUGH, Family, Whole};
use super::outcome::{ImportedNote, NoteCard};

/// Takes the questions that another kind of family finds outside the cards of the one that read the note.
pub(super) fn take(
    whole: &Whole<'_>,
    note: &mut ImportedNote,
    read_by: &dyn Family,
    families: &[&'static dyn Family],
) {
    let passed_over = |kind: &str| note.problems.iter().any(|problem| problem.message.contains(kind));
    let wanted = match read_by.kind() {
        LABELLED if passed_over("outside the cards") => HEADED,
        HEADED if passed_over("not understood: Q") || passed_over("not understood: **Q") => LABELLED,
        _ => return,
    };
    let others = families.iter().filter(|family| family.kind() == wanted);
    let weighed = others.map(|family| (family.evidence(whole), family));
    let enough = weighed.filter(|&(evidence, _)| evidence >= ENOUGH);
    let Some((_, other)) = enough.min_by_key(|&(evidence, _)| Reverse(evidence)) else { return };
    let second = other.read(whole);
    let cards: Vec<NoteCard> = second.cards.into_iter().filter(|card| is_apart(card, &note.cards)).collect();
    if cards.len() < 2 {
        return;
    }
    let (first, last) = (cards[0].line, cards[cards.len() - 1].line);
    note.problems.retain(|problem| problem.line.is_none_or(|line| line < first || line > last + 1));
    note.cards.extend(cards);
    note.cards.sort_by_key(|card| card.line);
}

const LABELLED: &str = "labelled questions";
const HEADED: &str = "headings";

/// Whether neither of the cards says what the other asks.
fn is_apart(card: &NoteCard, cards: &[NoteCard]) -> bool {
    let says = |card: &NoteCard, other: &NoteCard| {
        let asked = other.question.lines().next().unwrap_or_default();
        card.question.contains(asked) || card.answer.as_deref().is_some_and(|answer| answer.contains(asked))
    };
    let behind = cards.partition_point(|other| other.line < card.line);
    let beside = cards[behind.saturating_sub(1)..].iter().take(2);
    beside.into_iter().all(|other| other.line != card.line && !says(other, card) && !says(card, other))
}
