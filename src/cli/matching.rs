//! Which card asks the same as a question from outside: the decision that `viva dupes` makes.

use std::collections::HashMap;

use crate::study::card::CardId;
use crate::study::deck::SeenCard;
use crate::study::likeness::{Asking, Sureness, alike_pairs};

use super::collection::Opened;
use super::failure::Failure;

/// A card that may be meant by a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Match {
    /// The id its events are replayed under.
    pub(super) card: CardId,
    pub(super) question: String,
    pub(super) sureness: Sureness,
}

/// For each question the card that asks the same: the one with its very words, else a certain duplicate, else a
/// likely one.
pub(super) fn matches(opened: &Opened, questions: &[&str]) -> Result<Vec<Option<Match>>, Failure> {
    let joined: HashMap<CardId, CardId> = opened.store.joined()?.into_iter().collect();
    let mut seen: Vec<SeenCard> = Vec::new();
    for name in opened.store.known_decks()?.into_keys() {
        seen.extend(opened.store.cards_of_deck(&name)?);
    }
    let found = |at: usize, sureness: Sureness| {
        let SeenCard { card, .. } = &seen[at];
        Match {
            card: joined.get(&card.id).unwrap_or(&card.id).clone(),
            question: card.question.clone(),
            sureness,
        }
    };
    let by_id: HashMap<&CardId, usize> =
        seen.iter().enumerate().rev().map(|(at, seen)| (&seen.card.id, at)).collect();
    let mut matched: Vec<Option<Match>> = questions
        .iter()
        .map(|question| by_id.get(&CardId::of_question(question)).map(|at| found(*at, Sureness::Certain)))
        .collect();
    let topics: Vec<Vec<String>> = seen
        .iter()
        .map(|seen| {
            let own = [Some(seen.deck.clone()), seen.deck_title.clone(), seen.card.section.clone()];
            own.into_iter().flatten().chain(seen.card.tags.iter().cloned()).collect()
        })
        .collect();
    let cards = seen.iter().zip(&topics).map(|(seen, topics)| Asking {
        deck: &seen.deck,
        question: &seen.card.question,
        topics,
        card: 0,
    });
    let asked = questions.iter().map(|question| Asking { deck: "", question, topics: &[], card: 1 });
    let all: Vec<Asking<'_>> = cards.chain(asked).collect();
    for (card, question, sureness) in alike_pairs(&all) {
        if card >= seen.len() || question < seen.len() {
            continue;
        }
        let held = &mut matched[question - seen.len()];
        let is_better = held
            .as_ref()
            .is_none_or(|held| held.sureness == Sureness::Likely && sureness == Sureness::Certain);
        if is_better {
            *held = Some(found(card, sureness));
        }
    }
    Ok(matched)
}
