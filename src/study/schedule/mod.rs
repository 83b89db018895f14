//! When a card is to be asked again: SM-2, FSRS-6, fuzz, and the replay that folds a card's events
//! into its state.
//!
//! `replay` is the one place where an event takes effect. `futures` asks it what each grade would
//! do, so that what is shown beside a key and what is kept after pressing it cannot differ.

mod fsrs;
mod futures;
mod fuzz;
mod replay;
mod sm2;
mod state;

pub use fsrs::{ForgettingCurve, Memory, interval_for, retrievability};
pub use futures::{Future, futures};
pub use fuzz::due_in_days;
pub use replay::{
    RecallTest, Replayed, ReviewEffect, ReviewStep, TracedReview, each_review, effective, replay, trace,
};
pub use sm2::Sm2;
pub use state::{CardState, InReview, LEECH_LAPSES, LastReview, MATURE_DAYS, Schedule};
