//! Progress as the rows of a JSON document: each card with its state, each review with what it did.

use serde_json::{Value, json};

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::review::{Scheduler, moment_text};
use crate::study::schedule::{CardState, ReviewEffect, Schedule, TracedReview};

/// A card as progress is exported.
#[derive(Clone, Debug, PartialEq)]
pub struct CardProgress {
    pub card: CardId,
    /// `None` for a card that has a history but is in no deck any more.
    pub question: Option<String>,
    pub decks: Vec<String>,
    /// The day of its last review of any kind; only tables have this and the next three.
    pub last_review: Option<Day>,
    /// Of all decks.
    pub tags: Vec<String>,
    /// The first one.
    pub section: Option<String>,
    /// Those that asked it.
    pub companies: Vec<String>,
    pub asked_times: u32,
    pub unanswered: bool,
    pub state: CardState,
}

impl CardProgress {
    /// A card that is in no deck.
    #[must_use]
    pub fn of(card: CardId, state: CardState) -> Self {
        Self {
            card,
            question: None,
            decks: Vec::new(),
            last_review: None,
            tags: Vec::new(),
            section: None,
            companies: Vec::new(),
            asked_times: 0,
            unanswered: false,
            state,
        }
    }
}

/// A state as every JSON of this program gives it.
#[must_use]
pub fn state_json(state: &CardState, today: Day) -> Value {
    let held = state.in_review();
    json!({
        "name": state.name(today),
        "due": held.map(|held| held.due.to_string()),
        "interval_days": held.map(|held| held.interval_days),
        "ease": held.map(|held| f64::from(held.ease_hundredths) / 100.0),
        "repetitions": held.map(|held| held.repetitions),
        "lapses": state.lapse_count,
        "reviews": state.review_count,
        "stability_days": state.memory.map(|memory| memory.stability_days),
        "difficulty": state.memory.map(|memory| memory.difficulty),
        "suspended": state.suspended,
        "flagged": state.flagged,
        "leech": state.is_leech(),
    })
}

/// `scored`, `early`, `repeat`, `uncounted`; `scored in anki`, `repeat in anki`.
#[must_use]
pub(super) fn effect_name(effect: ReviewEffect) -> &'static str {
    match effect {
        ReviewEffect::Scored => "scored",
        ReviewEffect::Early => "early",
        ReviewEffect::Repeat => "repeat",
        ReviewEffect::Uncounted => "uncounted",
        ReviewEffect::ScoredInAnki { .. } => "scored in anki",
        ReviewEffect::RepeatInAnki => "repeat in anki",
    }
}

#[must_use]
pub(super) fn scheduler_name(scheduler: Scheduler) -> &'static str {
    match scheduler {
        Scheduler::Sm2 => "sm2",
        Scheduler::Fsrs(_) => "fsrs",
        Scheduler::Anki { .. } => "anki",
    }
}

/// The interval a card had when it was asked; `None` while it was new.
#[must_use]
pub(super) fn interval_before_days(traced: &TracedReview) -> Option<u64> {
    match (traced.review.rule.scheduler, traced.before) {
        (Scheduler::Anki { interval_days }, _) => Some(interval_days),
        (_, Schedule::InReview(held)) => Some(held.interval_days),
        (_, Schedule::New) => None,
    }
}

/// A card and where it stands.
#[must_use]
pub fn card_json(card: &CardProgress, today: Day) -> Value {
    let CardProgress { card, question, decks, asked_times, unanswered, state, .. } = card;
    json!({
        "id": card.as_str(),
        "question": question,
        "decks": decks,
        "asked": asked_times,
        "unanswered": unanswered,
        "first_review": state.first_review_day.map(|day| day.to_string()),
        "state": state_json(state, today),
    })
}

/// A review and what it did.
#[must_use]
pub fn review_json(traced: &TracedReview) -> Value {
    let after = traced.after.in_review();
    json!({
        "card": traced.card.as_str(),
        "at": moment_text(traced.at_ms),
        "day": traced.day.to_string(),
        "quality": traced.review.quality.number(),
        "grade": traced.review.quality.grade().name(),
        "seconds": seconds(traced.review.took_ms),
        "intent": traced.review.intent,
        "effect": effect_name(traced.effect),
        "scheduler": scheduler_name(traced.review.rule.scheduler),
        "interval_before_days": interval_before_days(traced),
        "interval_days": after.map(|held| held.interval_days),
        "ease": after.map(|held| f64::from(held.ease_hundredths) / 100.0),
        "due": after.map(|held| held.due.to_string()),
        "device": traced.key.device,
        "seq": traced.key.seq,
    })
}

#[expect(clippy::cast_precision_loss, reason = "an answer takes less than 2^52 milliseconds")]
pub(super) fn seconds(took_ms: u64) -> f64 {
    took_ms as f64 / 1000.0
}
