//! What an action is worth: the expected gain on the day of the interview, divided by the expected seconds.
//!
//! With several interviews the gains add up: each counts with its own chance of asking and its own day. Prices
//! and averages over the posterior were tried in simulation and brought nothing, so the middle curve is used.

use crate::study::grade::Grade;
use crate::study::schedule::{ForgettingCurve, Memory};

use super::cost::Costs;
use super::memory::{MeanRecall, MemoryPosterior};

/// A plan looks at most this many days ahead.
pub const LONGEST_PLAN_DAYS: u32 = 60;
/// A card that was never seen is forecast a little below its first-sight chance, to be careful.
const UNSEEN_ON_THE_DAY: f64 = 0.85;
/// An action must raise recall by more than this, averaged over the interviews by their chances.
const LEAST_GAIN: f64 = 1e-4;

/// An upcoming interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interview {
    /// h: study days from today to the interview; 0 on its day.
    pub days_left: u32,
    pub minutes_per_day: u32,
}

impl Interview {
    /// Whether the plan works for it: from 60 days before to the day before. On its day there is only the last look
    /// ([`super::last_look`]).
    #[must_use]
    pub fn is_in_reach(&self) -> bool {
        (1..=LONGEST_PLAN_DAYS).contains(&self.days_left)
    }
}

/// The minutes of a day with several interviews ahead: the largest of theirs, not the sum; 0 if none is in reach.
#[must_use]
pub fn minutes_per_day(interviews: &[Interview]) -> u32 {
    let in_reach = interviews.iter().filter(|interview| interview.is_in_reach());
    in_reach.map(|interview| interview.minutes_per_day).max().unwrap_or(0)
}

/// What the plan knows of a card.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanCard {
    pub standing: Standing,
    /// What has happened to it today.
    pub today: Today,
    /// π: the chance (0 to 1) to pass it at first sight; used while it is new.
    pub first_sight: f64,
    /// Without one, a new card cannot be asked: its answer is written first.
    pub has_answer: bool,
    /// The seconds its card gives for it, if it is an exercise.
    pub exercise_seconds: Option<u32>,
    /// a: the chance (0 to 1) that each interview asks it, in the order of the interviews.
    pub chances: Vec<f64>,
    /// A number for its section; among nearly equal cards, sections alternate.
    pub section: u32,
}

/// What is remembered of a card, from the replay of the log.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    New,
    /// `memory` is FSRS's with default parameters, `elapsed_days` the study days since the last review.
    Seen {
        memory: Memory,
        elapsed_days: u32,
    },
}

/// One scored review per card a day; a failed card is repeated until one pass.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Today {
    #[default]
    NotAsked,
    /// Reviewed today, and nothing is owed.
    Done,
    /// The last answer today was a fail; `others_since` other cards have been asked after it.
    Failed { others_since: usize },
}

/// The learner as the plan sees them: made once from the caches, then only read.
#[derive(Clone, Debug, PartialEq)]
pub struct Learner {
    /// m: stability as a multiple of FSRS's.
    pub stability_factor: f64,
    /// The forgetting curve with the learner's decay δ.
    pub curve: ForgettingCurve,
    /// Recall averaged over the posterior, for forecasts.
    pub mean_recall: MeanRecall,
    pub costs: Costs,
}

impl Learner {
    #[must_use]
    pub fn new(memory: &MemoryPosterior, costs: Costs) -> Self {
        Self {
            stability_factor: memory.stability_factor(),
            curve: ForgettingCurve::of_decay(memory.decay()),
            mean_recall: memory.mean_recall(),
            costs,
        }
    }

    /// Recall (0 to 1) by the middle curve, `days` after a review that left `memory`.
    fn recall(&self, memory: Memory, days: u32) -> f64 {
        self.curve.recall(memory.stability_days * self.stability_factor, f64::from(days))
    }
}

/// What can be done with a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    AskSeen,
    AskNew,
    /// Write its missing answer, and answer it once.
    WriteAnswer,
    /// Ask a card that was failed today once more.
    Repeat,
}

/// What an action would bring and take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prospect {
    pub action: Action,
    /// Expected number of questions that are asked and answered thanks to this action, over all interviews.
    pub gain_questions: f64,
    /// Expected seconds, a failed card's repeat included.
    pub seconds: f64,
    /// The chance (0 to 1) that the card is passed if it is asked now; for a new card, π.
    pub recall_now: f64,
    /// What is remembered after a pass, and after a fail with its repeat.
    pub after_pass: Memory,
    pub after_fail: Memory,
}

impl Prospect {
    /// Expected questions per second: what actions are ordered by.
    #[must_use]
    pub fn index(&self) -> f64 {
        self.gain_questions / self.seconds
    }

    /// Expected recall (0 to 1), by the middle curve, `days` after the action.
    #[must_use]
    pub fn recall_after(&self, learner: &Learner, days: u32) -> f64 {
        let passed = learner.recall(self.after_pass, days);
        if self.after_pass == self.after_fail {
            return passed;
        }
        self.recall_now * passed + (1.0 - self.recall_now) * learner.recall(self.after_fail, days)
    }
}

/// What it is worth to work on a card now; `None` if it was already asked today, if no interview may ask it, or
/// if the gain is next to nothing.
///
/// * Seen: p·R(h, after a pass) + (1−p)·R(h, after a fail and a same-day *good*) − R(h + elapsed, now).
/// * New: π·R(h, first *good*) + (1−π)·R(h, first *again* and a same-day *good*) − 0.85·π.
/// * Missing answer: R(h, first *good*) − 0.85·π. Who has just looked it up and written it passes it; the first
///   review, without which nothing would be gained, is part of the cost.
///
/// Each times the chance of being asked, summed over the interviews.
#[must_use]
pub fn prospect(card: &PlanCard, interviews: &[Interview], learner: &Learner) -> Option<Prospect> {
    let chance_sum: f64 = card.chances.iter().sum();
    if card.today != Today::NotAsked || chance_sum <= 0.0 {
        return None;
    }
    let good = Grade::Good.quality();
    let again = Grade::Again.quality();
    let costs = &learner.costs;
    let prospect = match card.standing {
        Standing::Seen { elapsed_days: 0, .. } => return None,
        Standing::Seen { memory, elapsed_days } => {
            let recall_now = learner.recall(memory, elapsed_days);
            Prospect {
                action: Action::AskSeen,
                gain_questions: 0.0,
                seconds: costs.ask_seen_seconds(recall_now, card.exercise_seconds),
                recall_now,
                after_pass: memory.step(good, elapsed_days),
                after_fail: memory.step(again, elapsed_days).step(good, 0),
            }
        }
        Standing::New => {
            let (first_pass, first_fail) = (Memory::first(good), Memory::first(again).step(good, 0));
            let prospect = Prospect {
                action: Action::AskNew,
                gain_questions: 0.0,
                seconds: costs.ask_new_seconds(card.first_sight, card.exercise_seconds),
                recall_now: card.first_sight,
                after_pass: first_pass,
                after_fail: first_fail,
            };
            if card.has_answer {
                prospect
            } else {
                Prospect {
                    action: Action::WriteAnswer,
                    seconds: costs.write_seconds() + costs.ask_new_seconds(1.0, card.exercise_seconds),
                    after_fail: first_pass,
                    ..prospect
                }
            }
        }
    };
    let gain = |interview: &Interview| {
        prospect.recall_after(learner, interview.days_left)
            - recall_without(card, learner, interview.days_left)
    };
    let gains = card.chances.iter().zip(interviews).filter(|(chance, _)| **chance > 0.0);
    let gain_questions: f64 = gains.map(|(chance, interview)| chance * gain(interview)).sum();
    (gain_questions > LEAST_GAIN * chance_sum).then_some(Prospect { gain_questions, ..prospect })
}

/// The chance (0 to 1) that a card is passed if it is asked now, averaged over the posterior: the forecast that
/// a [`super::TestAnswer`] is compared with.
#[must_use]
pub fn forecast_now(card: &PlanCard, learner: &Learner) -> f64 {
    match card.standing {
        Standing::New => card.first_sight,
        Standing::Seen { memory, elapsed_days } => {
            learner.mean_recall.recall(memory.stability_days, f64::from(elapsed_days))
        }
    }
}

/// Recall (0 to 1), by the middle curve, in `days` if nothing is done: what an action's gain is counted from.
pub(super) fn recall_without(card: &PlanCard, learner: &Learner, days: u32) -> f64 {
    match card.standing {
        Standing::New => UNSEEN_ON_THE_DAY * card.first_sight,
        Standing::Seen { memory, elapsed_days } => learner.recall(memory, elapsed_days.saturating_add(days)),
    }
}

/// Recall (0 to 1) in `days` if nothing is done, averaged over the posterior: what forecasts show.
pub(super) fn mean_recall_without(card: &PlanCard, learner: &Learner, days: u32) -> f64 {
    match card.standing {
        Standing::New => UNSEEN_ON_THE_DAY * card.first_sight,
        Standing::Seen { memory, elapsed_days } => {
            let elapsed_days = f64::from(elapsed_days.saturating_add(days));
            learner.mean_recall.recall(memory.stability_days, elapsed_days)
        }
    }
}
