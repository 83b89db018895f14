//! The numbers themselves, as plain values.

use crate::study::card::{CardCounts, CardId};
use crate::study::day::Day;
use crate::study::grade::Grade;

use super::histogram::Histogram;
use super::mocks::MockStats;
use super::period::Period;

/// How many days the forecast looks ahead, today included.
pub const FORECAST_DAYS: u32 = 30;
/// How many questions each list of questions holds at most.
pub const LISTED_QUESTIONS: usize = 20;

/// What retention is, as it is printed beside the number.
pub const RETENTION_MEANS: &str = "first review of a card on a day, for cards with an interval of at least \
a day; passed means not \"again\"; mature means an interval of 21 days or more";

/// What cards and states say is as of today; `period`, `days`, `hours`, `grades`, `failed`, `mocks` and the
/// reviews of `groups` are of the period that was asked for; `today`, `totals`, `streak` and `retention` are of all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    pub today: TodayStats,
    pub totals: Totals,
    pub streak: Streak,
    /// From today on, [`FORECAST_DAYS`] days; what is overdue counts for today.
    pub forecast: Vec<Forecast>,
    /// Of today's forecast, what was due before today.
    pub backlog_count: usize,
    /// Due after the last day of the forecast.
    pub later_count: usize,
    pub retention: Vec<RetentionRow>,
    pub period: PeriodStats,
    /// Days with at least one review, in order.
    pub days: Vec<DayStats>,
    /// By the local hour, from 0.
    pub hours: [HourStats; 24],
    /// One for each [`Age`], in its order.
    pub grades: [AgeGrades; 4],
    /// Of cards in review that are not suspended, in days.
    pub intervals: Histogram,
    /// Of the same cards, as a factor.
    pub ease: Histogram,
    /// Of cards with a memory that are not suspended: FSRS stability in days.
    pub stability: Histogram,
    /// FSRS difficulty, 1 to 10.
    pub difficulty: Histogram,
    /// The most failed first; at most [`LISTED_QUESTIONS`].
    pub failed: Vec<FailedQuestion>,
    /// The most asked first; at most [`LISTED_QUESTIONS`].
    pub most_asked: Vec<AskedQuestion>,
    /// Without an answer, the most asked first; at most [`LISTED_QUESTIONS`].
    pub unanswered: Vec<OpenQuestion>,
    pub mocks: MockStats,
    /// By kind, then by name.
    pub groups: Vec<GroupStats>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TodayStats {
    pub review_count: usize,
    pub took_ms: u64,
    /// Cards reviewed for the first time.
    pub new_count: usize,
    /// Due today or before and not yet reviewed today.
    pub due_count: usize,
    /// Latest answer today below 4: asked again.
    pub owed_count: usize,
    pub retention: Retention,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// New, young, mature and suspended together.
    pub card_count: usize,
    /// Questions of decks that these cards stand for; the caller counts them.
    pub question_count: usize,
    pub new_count: usize,
    /// In review, with an interval below 21 days.
    pub young_count: usize,
    pub mature_count: usize,
    pub suspended_count: usize,
    pub leech_count: usize,
    pub unanswered_count: usize,
    pub review_count: usize,
    pub took_ms: u64,
    /// Days with at least one review.
    pub day_count: usize,
}

/// Days in a row with at least one review.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Streak {
    /// Up to today, or up to yesterday while today has none yet.
    pub current_days: u32,
    pub longest_days: u32,
    pub today_counts: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    pub day: Day,
    pub due_count: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetentionRow {
    pub period: &'static str,
    pub young: Retention,
    pub mature: Retention,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Retention {
    pub passed: usize,
    pub total: usize,
}

/// What was reviewed in the period that was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PeriodStats {
    pub period: Period,
    pub review_count: usize,
    pub took_ms: u64,
    pub day_count: usize,
    pub new_count: usize,
    pub young: Retention,
    pub mature: Retention,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayStats {
    pub day: Day,
    pub review_count: usize,
    pub took_ms: u64,
    /// Cards reviewed for the first time.
    pub new_count: usize,
    pub retention: Retention,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HourStats {
    pub review_count: usize,
    pub retention: Retention,
}

/// How old a card was when it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Never answered before, or forgotten.
    New,
    /// With an interval below 21 days.
    Young,
    Mature,
    /// Later on a day on which it was scored already, in practice that moves nothing, or in Anki's
    /// learning steps.
    Repeat,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AgeGrades {
    /// One for each [`Grade`], in its order.
    pub counts: [usize; 4],
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedQuestion {
    pub card: CardId,
    /// Of the reviews that retention counts.
    pub retention: Retention,
    /// Of its whole history.
    pub lapse_count: u32,
}

/// A question that interviews ask, and how one stands on it.
#[derive(Clone, Debug, PartialEq)]
pub struct AskedQuestion {
    pub card: CardId,
    pub asked_times: u32,
    /// `suspended`, `buried`, `new`, `due` or `in review`.
    pub state: &'static str,
    pub unanswered: bool,
    pub interval_days: Option<u64>,
    /// The chance to recall it today by FSRS, 0 to 1; `None` for one never answered.
    pub recall: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    pub card: CardId,
    pub asked_times: u32,
}

impl Retention {
    /// A share from 0 to 1; `None` if nothing was reviewed.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        #[expect(clippy::cast_precision_loss, reason = "counts of reviews are far below 2^52")]
        let share = self.passed as f64 / self.total as f64;
        (self.total > 0).then_some(share)
    }

    #[must_use]
    pub fn and(self, other: Retention) -> Retention {
        Retention { passed: self.passed + other.passed, total: self.total + other.total }
    }

    #[must_use]
    pub fn failed(self) -> usize {
        self.total - self.passed
    }

    pub(super) fn count(&mut self, passed: bool) {
        self.total += 1;
        self.passed += usize::from(passed);
    }
}

impl Totals {
    #[must_use]
    pub fn counts(&self) -> CardCounts {
        CardCounts { card_count: self.card_count, question_count: self.question_count }
    }
}

impl RetentionRow {
    #[must_use]
    pub fn all(&self) -> Retention {
        self.young.and(self.mature)
    }
}

impl PeriodStats {
    #[must_use]
    pub fn retention(&self) -> Retention {
        self.young.and(self.mature)
    }
}

impl DayStats {
    /// A day on which nothing was reviewed.
    #[must_use]
    pub fn of(day: Day) -> Self {
        Self { day, review_count: 0, took_ms: 0, new_count: 0, retention: Retention::default() }
    }
}

impl Age {
    pub const ALL: [Age; 4] = [Age::New, Age::Young, Age::Mature, Age::Repeat];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Age::New => "new",
            Age::Young => "young",
            Age::Mature => "mature",
            Age::Repeat => "repeat",
        }
    }
}

impl AgeGrades {
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    #[must_use]
    pub fn of(&self, grade: Grade) -> usize {
        self.counts[grade as usize]
    }
}

/// What cards are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupKind {
    Deck,
    Company,
    Section,
    Tag,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupStats {
    pub kind: GroupKind,
    pub name: String,
    pub card_count: usize,
    pub new_count: usize,
    /// Due today or before, and not suspended.
    pub due_count: usize,
    pub mature_count: usize,
    pub unanswered_count: usize,
    /// Of the period, as the two below.
    pub review_count: usize,
    pub took_ms: u64,
    pub retention: Retention,
}
