//! How it goes: every number that is shown or exported, from one pass over cards and events.
//!
//! A screen, a page, a file and a program reading JSON never disagree, because all of them are made from
//! [`Stats`]. [`Counting`] takes the cards first, then the reviews of one card after the other, so that
//! it holds no more of the history than one card's. Drawing is for `report`; the texts of the questions,
//! which only what is shown needs, are for the hall to look up.

mod counted;
mod counting;
mod days;
mod groups;
mod histogram;
mod mocks;
mod model;
mod period;
mod streak;

#[cfg(test)]
mod tests;

pub use counted::{CountedPast, CountedReview};
pub use counting::{CardFacts, Counting};
pub use groups::Groups;
pub use histogram::{Bucket, Histogram};
pub use mocks::{CompanyMocks, HeldMock, MockStats};
pub use model::{
    Age, AgeGrades, AskedQuestion, DayStats, FORECAST_DAYS, FailedQuestion, Forecast, GroupKind, GroupStats,
    HourStats, LISTED_QUESTIONS, OpenQuestion, PeriodStats, RETENTION_MEANS, Retention, RetentionRow, Stats,
    Streak, TodayStats, Totals,
};
pub use period::{Period, PeriodError};
pub use streak::RunningStreak;
