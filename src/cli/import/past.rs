//! The history that cards bring along from Anki, on its way into the log.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde_json::{Value, json};

use crate::store::Store;
use crate::study::card::CardId;
use crate::study::import::{AnkiTime, KnownPast, NoteCard, Past, review_numbers};
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
    /// Reviews that were exported from here, and came back.
    own: usize,
    /// Reviews before 1970 or in the future.
    impossible: usize,
}

/// What happened here to cards that came back.
#[derive(Default)]
struct Known {
    /// The numbers under which reviews were exported.
    numbers: HashSet<i64>,
    changed_ms: HashMap<CardId, i64>,
}

impl Pasts {
    /// `ids` are those of the cards, in their order.
    pub(super) fn of(cards: Vec<NoteCard>, ids: &[CardId]) -> Self {
        let pasts =
            cards.into_iter().zip(ids).filter_map(|(card, id)| card.past.map(|past| (id.clone(), past)));
        Self(pasts.collect())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes what the log does not hold yet.
    pub(super) fn keep(&self, context: &Context, store: &mut Store) -> Result<Brought, Failure> {
        let known =
            if self.0.iter().any(|(_, past)| past.is_own) { Known::of(store)? } else { Known::default() };
        let events = self.events(context, Some(store), &known)?;
        let is_new = store.take_in(&events)?;
        Ok(self.count(&events, &known, |at| is_new[at]))
    }

    /// Without a look at what is known here.
    pub(super) fn would_bring(&self, context: &Context) -> Result<Brought, Failure> {
        let known = Known::default();
        Ok(self.count(&self.events(context, None, &known)?, &known, |_| true))
    }

    fn events(&self, context: &Context, store: Option<&Store>, known: &Known) -> Result<Vec<Event>, Failure> {
        let time = AnkiTime {
            now: context.clock.now(),
            rollover: context.settings.rollover,
            offset_at: &|unix_ms| context.clock.offset_at(unix_ms),
        };
        let mut events = Vec::new();
        for (id, past) in &self.0 {
            let Some(store) = store.filter(|_| past.is_own) else {
                events.extend(past.events(id, &time));
                continue;
            };
            let known = KnownPast {
                is_known: &|number| known.numbers.contains(&number),
                changed_ms: known.changed_ms.get(&store.history(id)?.card).copied(),
                suspended: store.state(id)?.suspended,
            };
            events.extend(past.events_since(id, &time, &known));
        }
        Ok(events)
    }

    fn count(&self, events: &[Event], known: &Known, is_new: impl Fn(usize) -> bool) -> Brought {
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
        let own = self.0.iter().filter(|(_, past)| past.is_own).flat_map(|(_, past)| &past.reviews);
        brought.own = own.filter(|review| known.numbers.contains(&review.at_ms)).count();
        brought.impossible = told.saturating_sub(brought.reviews + brought.own);
        brought
    }
}

impl Known {
    fn of(store: &Store) -> Result<Self, Failure> {
        let histories = store.histories()?;
        let numbers = review_numbers(histories.iter().flat_map(|(_, events)| events)).into_values().collect();
        let changed_ms = histories
            .into_iter()
            .filter_map(|(card, events)| Some((card, events.iter().map(|event| event.at_ms).max()?)))
            .collect();
        Ok(Self { numbers, changed_ms })
    }
}

impl Brought {
    pub(super) fn json(self) -> Value {
        json!({
            "reviews": self.reviews,
            "new_reviews": self.new_reviews,
            "schedules": self.schedules,
            "suspended": self.suspended,
            "own_reviews": self.own,
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
        if self.own > 0 {
            write!(f, "; {} already known here", output::count(self.own, "review"))?;
        }
        if self.impossible > 0 {
            write!(f, "; {} with impossible times skipped", output::count(self.impossible, "review"))?;
        }
        Ok(())
    }
}
