//! Cards that were changed elsewhere since they left a deck, and come back.
//!
//! What the deck still has as it was is changed likewise; what was changed here, too, stays.

use super::merge::{Merged, Noted};
use super::model::Deck;
use crate::study::card::Card;

/// A card as it left, and as it came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    pub left: Card,
    pub back: Card,
}

impl Merged {
    /// Carries out what was changed elsewhere; gives the questions of cards that were changed on both
    /// sides. `existing` is the deck before.
    pub fn take_edits(&mut self, existing: Option<&Deck>, edits: &[Edited]) -> Vec<String> {
        let mut in_conflict = Vec::new();
        for Edited { left, back } in edits {
            let Some(card) = self.deck.cards.iter_mut().find(|card| card.id == left.id) else { continue };
            let outcomes = [
                take(&mut card.question, &left.question, &back.question),
                take(&mut card.answer, &left.answer, &back.answer),
                take(&mut card.my_answer, &left.my_answer, &back.my_answer),
                take(&mut card.tags, &left.tags, &back.tags),
            ];
            if outcomes.contains(&Outcome::Conflict) {
                in_conflict.push(card.question.clone());
            }
            if outcomes.contains(&Outcome::Taken) && existing.is_some() {
                self.report.unchanged = self.report.unchanged.saturating_sub(1);
                self.report
                    .updated
                    .push(Noted { question: card.question.clone(), why: "it was changed in Anki" });
            }
        }
        self.is_changed = existing != Some(&self.deck);
        in_conflict
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Same,
    Taken,
    Conflict,
}

fn take<T: Clone + PartialEq>(here: &mut T, left: &T, back: &T) -> Outcome {
    if left == back || here == back {
        Outcome::Same
    } else if here == left {
        here.clone_from(back);
        Outcome::Taken
    } else {
        Outcome::Conflict
    }
}
