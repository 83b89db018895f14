//! The history that cards bring along from Anki, on its way into the log.

use std::fmt;

use serde_json::{Value, json};

use crate::store::Store;
use crate::study::card::CardId;
use crate::study::import::{AnkiTime, NoteCard, Past};
use crate::study::review::{Change, Event};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;

/// What Anki remembers of cards, under their ids here.
pub(super) struct Pasts(Vec<(CardId, Box<Past>)>);

/// What came of it.
#[derive(Clone, Copy, Default)]
pub(super) struct Brought {
    reviews: usize,
    /// Of these, those that the log did not hold.
    new_reviews: usize,
    schedules: usize,
    suspended: usize,
    /// Reviews before 1970 or in the future.
    impossible: usize,
}

impl Pasts {
    /// `ids` are those of the cards, in their order.
    pub(super) fn of(cards: Vec<NoteCard>, ids: &[CardId]) -> Self {
        Self(cards.into_iter().zip(ids).filter_map(|(card, id)| Some((id.clone(), card.past?))).collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes what the log does not hold yet.
    pub(super) fn keep(&self, context: &Context, store: &mut Store) -> Result<Brought, Failure> {
        let events = self.events(context);
        let is_new = store.take_in(&events)?;
        Ok(self.count(&events, |at| is_new[at]))
    }

    pub(super) fn would_bring(&self, context: &Context) -> Brought {
        self.count(&self.events(context), |_| true)
    }

    fn events(&self, context: &Context) -> Vec<Event> {
        let time = AnkiTime {
            now: context.clock.now(),
            rollover: context.settings.rollover,
            offset_at: &|unix_ms| context.clock.offset_at(unix_ms),
        };
        self.0.iter().flat_map(|(id, past)| past.events(id, &time)).collect()
    }

    fn count(&self, events: &[Event], is_new: impl Fn(usize) -> bool) -> Brought {
        let mut brought = Brought::default();
        for (at, event) in events.iter().enumerate() {
            match event.change() {
                Change::Review(_) => {
                    brought.reviews += 1;
                    brought.new_reviews += usize::from(is_new(at));
                }
                Change::Set(_) => brought.schedules += 1,
                Change::Suspend => brought.suspended += 1,
                _ => {}
            }
        }
        let told: usize = self.0.iter().map(|(_, past)| past.reviews.len() - past.moved_by_hand()).sum();
        brought.impossible = told - brought.reviews;
        brought
    }
}

impl Brought {
    pub(super) fn json(self) -> Value {
        json!({
            "reviews": self.reviews,
            "new_reviews": self.new_reviews,
            "schedules": self.schedules,
            "suspended": self.suspended,
            "impossible_reviews": self.impossible,
        })
    }
}

impl fmt::Display for Brought {
    /// `from Anki: 30 reviews (4 new), 12 schedules, 1 suspended`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "from Anki: {} ({} new), {}, {} suspended",
            output::count(self.reviews, "review"),
            self.new_reviews,
            output::count(self.schedules, "schedule"),
            self.suspended
        )?;
        if self.impossible > 0 {
            write!(f, "; {} at impossible times left out", output::count(self.impossible, "review"))?;
        }
        Ok(())
    }
}
