//! What each grade would do, found by doing it.

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Quality;
use crate::study::review::{Change, Intent, Review, Rule};

use super::replay::Replayed;
use super::state::{CardState, Schedule};

/// One possible next state, and what to promise beside its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Future {
    pub quality: Quality,
    pub state: CardState,
    /// Whether the card comes again today.
    pub again_today: bool,
    /// Days from today to the day it is due; negative when it is overdue and this grade leaves it so.
    pub due_in_days: Option<i64>,
}

/// The futures of all six qualities, worst first, of a card reviewed on `today`.
#[must_use]
pub fn futures(
    card: &CardId,
    held: &Replayed,
    today: Day,
    intent: Intent,
    count: bool,
    rule: Rule,
) -> Vec<Future> {
    Quality::all()
        .map(|quality| {
            let mut after = held.clone();
            let review = Review { quality, took_ms: 0, intent, count, typed_percent: None, rule };
            after.fold(card, today, &Change::Review(review));
            Future::of(quality, after.state, review.counts(), today)
        })
        .collect()
}

impl Future {
    fn of(quality: Quality, state: CardState, counts: bool, today: Day) -> Self {
        let due_in_days = match state.schedule {
            Schedule::New => None,
            Schedule::InReview(in_review) => Some(in_review.due.since(today)),
        };
        Self { quality, state, again_today: counts && state.owes_a_repeat(today), due_in_days }
    }

    /// What is said beside the key: `today, then 1 d`, `6 d`.
    #[must_use]
    pub fn promise(&self) -> String {
        let then = match self.due_in_days {
            None => "stays new".to_owned(),
            Some(days) if days <= 0 => "stays due".to_owned(),
            Some(days) => format!("{days} d"),
        };
        if self.again_today { format!("today, then {then}") } else { then }
    }
}
