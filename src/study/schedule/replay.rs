//! What events do: the fold of a card's events into its state.
//!
//! An event says what happened; only here is it decided what that does. The first review of a card
//! on a study day is *scored* and moves the schedule; later ones that day are *repeats*; a scored
//! one before the due day is *early*, and then only a fail moves anything. Which is which depends on
//! the order of the events alone, so every device finds the same from the same log.
//!
//! What was answered in Anki is remembered and counted and moves no schedule: a `set` after it does.
//!
//! Events of joined cards (`same_as`) are replayed together, under the id the others point at.

use std::collections::{BTreeSet, HashMap};

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::review::{Change, Event, EventKey, Review, Scheduler, SetSchedule};

use super::fsrs::{Memory, interval_for};
use super::fuzz::due_in_days;
use super::sm2::Sm2;
use super::state::{CardState, InReview, LastReview, Schedule};

/// A card's state together with what the next event needs to know of the past.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Replayed {
    pub state: CardState,
    /// Days on which a scored review has been made since the card was new.
    scored_days: BTreeSet<Day>,
    /// The day of the last review of any kind, which FSRS counts from.
    last_seen: Option<Day>,
}

/// The state of `card` after all of `events`, in whatever order they come.
#[must_use]
pub fn replay(card: &CardId, events: &[Event]) -> Replayed {
    let mut replayed = Replayed::default();
    for event in effective(events) {
        replayed.fold(card, event.day, &event.change());
    }
    replayed
}

/// One review, with what it did.
#[derive(Clone, Debug, PartialEq)]
pub struct TracedReview {
    pub card: CardId,
    pub key: EventKey,
    /// Orders it among all events, whatever the clock said.
    pub tick: i64,
    pub at_ms: i64,
    pub day: Day,
    pub review: Review,
    pub effect: ReviewEffect,
    pub before: Schedule,
    pub after: CardState,
}

/// What replay made of a review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewEffect {
    /// The first of its day, on or after the due day, or of a new card.
    Scored,
    /// The first of its day, before the due day.
    Early,
    /// A later one of its day.
    Repeat,
    /// Cram or mock: only remembered.
    Uncounted,
    /// The first of its day in Anki, of a card that had an interval of days: retention counts it.
    ScoredInAnki { interval_days: u64 },
    /// Any other in Anki: only remembered.
    RepeatInAnki,
}

/// One review as replay passes it, without the texts that name it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReviewStep {
    pub at_ms: i64,
    pub day: Day,
    pub review: Review,
    pub effect: ReviewEffect,
    pub before: Schedule,
    pub after: CardState,
    /// What the review says about the learner's memory.
    pub recall: Option<RecallTest>,
}

/// A review that tested memory: the first of its study day, of a card seen on an earlier one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RecallTest {
    /// FSRS's stability before the review.
    pub stability_days: f64,
    /// Study days since the review before; at least 1.
    pub elapsed_days: u32,
    pub passed: bool,
}

impl ReviewStep {
    /// The interval in days the card had when it was asked, if retention counts this review: the first of
    /// its day, of a card with an interval of at least a day.
    #[must_use]
    pub fn retention_interval_days(&self) -> Option<u64> {
        match (self.effect, self.before) {
            (ReviewEffect::ScoredInAnki { interval_days }, _) => Some(interval_days),
            (ReviewEffect::Scored | ReviewEffect::Early, Schedule::InReview(held)) => {
                Some(held.interval_days)
            }
            _ => None,
        }
    }
}

/// Every review that stands, in fold order, with what it did to `card`.
#[must_use]
pub fn trace(card: &CardId, events: &[Event]) -> Vec<TracedReview> {
    let mut traced = Vec::new();
    each_review(card, events, |event, step| {
        let ReviewStep { at_ms, day, review, effect, before, after, recall: _ } = step;
        let (card, key, tick) = (card.clone(), event.key.clone(), event.tick);
        traced.push(TracedReview { card, key, tick, at_ms, day, review, effect, before, after });
    });
    traced
}

/// Passes every review that stands, in fold order, and gives what [`replay`] would.
pub fn each_review(card: &CardId, events: &[Event], mut visit: impl FnMut(&Event, ReviewStep)) -> Replayed {
    let mut replayed = Replayed::default();
    let mut days_in_anki = BTreeSet::new();
    for event in effective(events) {
        let change = event.change();
        let before = replayed.state.schedule;
        let would_be_scored = replayed.would_be_scored(event.day);
        let remembered = replayed.remembered_on(event.day);
        replayed.fold(card, event.day, &change);
        let Change::Review(review) = change else { continue };
        let recall = remembered.map(|(stability_days, elapsed_days)| RecallTest {
            stability_days,
            elapsed_days,
            passed: review.quality.is_pass(),
        });
        let effect = match before {
            _ if !review.counts() => ReviewEffect::Uncounted,
            _ if let Scheduler::Anki { interval_days } = review.rule.scheduler => {
                if interval_days > 0 && days_in_anki.insert(event.day) {
                    ReviewEffect::ScoredInAnki { interval_days }
                } else {
                    ReviewEffect::RepeatInAnki
                }
            }
            _ if !would_be_scored => ReviewEffect::Repeat,
            Schedule::InReview(held) if event.day < held.due => ReviewEffect::Early,
            _ => ReviewEffect::Scored,
        };
        let (at_ms, day, after) = (event.at_ms, event.day, replayed.state);
        visit(event, ReviewStep { at_ms, day, review, effect, before, after, recall });
    }
    replayed
}

/// The events that stand, in fold order: without those taken back, and without the undos.
///
/// Read from the last to the first, an undo that stands takes its target with it, so an undo of an
/// undo brings back what that one took. An undo reaches only what came before it, of the same card;
/// others are ignored.
#[must_use]
pub fn effective(events: &[Event]) -> Vec<&Event> {
    let mut ordered: Vec<&Event> = events.iter().collect();
    ordered.sort_by(|a, b| a.fold_order().cmp(&b.fold_order()));
    ordered.dedup_by(|a, b| a.key == b.key);
    if !ordered.iter().any(|event| event.may_be_undo()) {
        return ordered;
    }
    let places: HashMap<&EventKey, usize> =
        ordered.iter().enumerate().map(|(place, event)| (&event.key, place)).collect();
    let mut stands = vec![true; ordered.len()];
    for place in (0..ordered.len()).rev() {
        if ordered[place].may_be_undo()
            && let Change::Undo(target) = ordered[place].change()
            && std::mem::replace(&mut stands[place], false)
            && let Some(&target_place) = places.get(&target)
            && target_place < place
            && ordered[target_place].card == ordered[place].card
        {
            stands[target_place] = false;
        }
    }
    ordered.into_iter().zip(stands).filter_map(|(event, stands)| stands.then_some(event)).collect()
}

impl Replayed {
    /// Folds one more event in.
    pub fn fold(&mut self, card: &CardId, day: Day, change: &Change) {
        let state = &mut self.state;
        match change {
            Change::Review(review) => self.review(card, day, review),
            Change::Suspend => state.suspended = true,
            Change::Resume { buried } => {
                state.suspended = false;
                if *buried {
                    state.buried_on = None;
                }
            }
            Change::Bury => state.buried_on = Some(day),
            Change::Forget => {
                state.schedule = Schedule::New;
                state.memory = None;
                state.last_scored_day = None;
                state.last_review = None;
                self.scored_days.clear();
                self.last_seen = None;
            }
            Change::Set(set) => self.set(day, *set),
            Change::Flag { on } => state.flagged = *on,
            // An undo has done its work before the fold.
            Change::NotSame(..)
            | Change::Mock(_)
            | Change::Forecast(_)
            | Change::Debrief(_)
            | Change::Edit(_)
            | Change::Delete(_)
            | Change::Undo(_)
            | Change::Unknown => {}
        }
    }

    /// Whether a review on `day` would move the schedule.
    #[must_use]
    pub fn would_be_scored(&self, day: Day) -> bool {
        !self.scored_days.contains(&day)
    }

    /// The stability (in days) of a card seen on an earlier day, and how many study days ago that was.
    fn remembered_on(&self, day: Day) -> Option<(f64, u32)> {
        let elapsed_days = u32::try_from(day.since(self.last_seen?)).ok().filter(|days| *days > 0)?;
        Some((self.state.memory?.stability_days, elapsed_days))
    }

    fn review(&mut self, card: &CardId, day: Day, review: &Review) {
        let state = &mut self.state;
        let elapsed_days = self.last_seen.map_or(0, |last| u32::try_from(day.since(last)).unwrap_or(0));
        let memory = match state.memory {
            None => Memory::first(review.quality),
            Some(memory) => memory.step(review.quality, elapsed_days),
        };
        state.memory = Some(memory);
        state.review_count = state.review_count.saturating_add(1);
        state.first_review_day = state.first_review_day.or(Some(day));
        self.last_seen = Some(day);
        if !review.counts() || matches!(review.rule.scheduler, Scheduler::Anki { .. }) {
            return;
        }
        state.last_review = Some(LastReview { day, quality: review.quality });
        if !self.scored_days.insert(day) {
            return;
        }
        let scored_before = state.scored_count;
        state.scored_count = state.scored_count.saturating_add(1);
        state.last_scored_day = Some(day);
        let held = match state.schedule {
            Schedule::New => Sm2::default(),
            Schedule::InReview(InReview { due, .. }) if day < due && review.quality.is_pass() => return,
            Schedule::InReview(InReview { repetitions, ease_hundredths, interval_days, .. }) => {
                Sm2 { repetitions, ease_hundredths, interval_days }
            }
        };
        if !review.quality.is_pass() && held.repetitions > 0 {
            state.lapse_count = state.lapse_count.saturating_add(1);
        }
        let next = held.step(review.quality);
        let interval_days = match review.rule.scheduler {
            Scheduler::Sm2 => next.interval_days,
            Scheduler::Fsrs(desired) => interval_for(memory.stability_days, desired.share()),
            // Left above.
            Scheduler::Anki { .. } => return,
        };
        state.schedule = Schedule::InReview(InReview {
            repetitions: next.repetitions,
            ease_hundredths: next.ease_hundredths,
            interval_days,
            due: day.plus(due_in_days(card, scored_before, interval_days, review.rule.fuzz)),
        });
    }

    fn set(&mut self, day: Day, set: SetSchedule) {
        let state = &mut self.state;
        if let Some(lapse_count) = set.lapse_count {
            state.lapse_count = lapse_count;
        }
        let SetSchedule { due, interval_days, ease_hundredths, repetitions, lapse_count: _ } = set;
        if due.is_none() && interval_days.is_none() && ease_hundredths.is_none() && repetitions.is_none() {
            return;
        }
        let held = state.in_review();
        let start = Sm2::default();
        let interval_days = interval_days.or(held.map(|held| held.interval_days)).unwrap_or_else(|| {
            // A new card that is only given a due day waits as long as its interval would be.
            due.map_or(1, |due| u64::try_from(due.since(day)).unwrap_or(0).max(1))
        });
        let due = due.or(held.map(|held| held.due));
        let due = due.unwrap_or_else(|| day.plus(u32::try_from(interval_days.min(36_500)).unwrap_or(0)));
        state.schedule = Schedule::InReview(InReview {
            repetitions: repetitions.or(held.map(|held| held.repetitions)).unwrap_or(start.repetitions),
            ease_hundredths: Sm2::least_ease(
                ease_hundredths.or(held.map(|held| held.ease_hundredths)).unwrap_or(start.ease_hundredths),
            ),
            interval_days,
            due,
        });
        if state.memory.is_none() {
            state.memory = Some(Memory::of_interval(interval_days));
            // It was last seen when that interval began.
            self.last_seen = Some(due.minus(u32::try_from(interval_days).unwrap_or(u32::MAX)).min(day));
        }
    }
}
