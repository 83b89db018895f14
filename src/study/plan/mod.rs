//! The way to an interview date: what to do today, what that will bring, and how ready you will be.
//!
//! The aim is the expected number of questions that are really asked **and** answered. Each possible action
//! (ask a card, write a missing answer) has a gain in that number and a cost in seconds; gain divided by cost
//! is its index, and a day is filled with the highest indexes. `docs/SCIENCE.md` has the formulas and sources.
//!
//! How it is used: replay the log into [`MemoryPosterior`], [`FirstSight`] and [`Costs`]; make a [`Learner`] of
//! them; make a [`PlanCard`] of each card that an interview may ask about, in deck order; then call
//! [`choose_day`], [`project`] and [`readiness_range`].
//!
//! Left out: how likely a question is to be asked and how much of an interview the collection covers. Both
//! come in as plain numbers. Nothing here knows of cards' texts, decks, the log or the clock. Schedules stay as
//! they are: the plan decides which cards come, not when they are due.
//!
//! Units: recall and chances are shares from 0 to 1; durations are seconds or days and say which; gains are
//! expected numbers of questions.

mod cost;
mod day;
mod evidence;
mod first_sight;
mod index;
mod last_look;
mod memory;
mod projection;
mod readiness;
mod rehearsal;

#[cfg(test)]
mod tests;

pub use cost::{Costs, SPOKEN_ANSWER_SECONDS, TimedReview, WRITTEN_ANSWER_SECONDS};
pub use day::{
    Budget, DayPlan, NextUp, OTHER_CARDS_PERCENT, OtherCard, PlannedAction, Why, choose_day,
    repeats_under_plan,
};
pub use evidence::MemoryEvidence;
pub use first_sight::FirstSight;
pub use index::{
    Action, Interview, LONGEST_PLAN_DAYS, Learner, PlanCard, Prospect, Standing, Today, forecast_now,
    minutes_per_day, prospect,
};
pub use last_look::{LAST_LOOK_MINUTES, last_look};
pub use memory::{HYPOTHESIS_COUNT, MeanRecall, MemoryPosterior};
pub use projection::{ProjectedDay, Projection, again_in_days, if_you_stop, project};
pub use readiness::{
    AskedCounts, LEAST_ANSWERS_FOR_SHIFT, Question, ShareRange, ShiftPosterior, TestAnswer, asked_counts,
    expected_score, passes_within, readiness_range,
};
pub use rehearsal::{
    Drawn, REHEARSAL_DAYS_BEFORE, audit, audit_count, draw_rehearsal, lot, suggested_rehearsal,
};
