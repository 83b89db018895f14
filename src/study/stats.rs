//! How it goes: today, totals, streak, what falls due, and retention; one pass over cards and reviews.
//!
//! Every number that is shown or exported comes from here, so that a screen, a file and a program
//! reading JSON never disagree. Drawing is for `report` and `terminal`.

use std::collections::BTreeSet;

use super::day::Day;
use super::schedule::{CardState, MATURE_DAYS, ReviewEffect, Schedule, TracedReview};

/// How many days the forecast looks ahead, today included.
pub const FORECAST_DAYS: u32 = 30;

/// What retention is, as it is printed beside the number.
pub const RETENTION_MEANS: &str = "first review of a card on a day, for cards with an interval of at least \
a day; passed means not \"again\"; mature means an interval of 21 days or more";

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    pub today: TodayStats,
    pub totals: Totals,
    pub streak: Streak,
    /// From today on, [`FORECAST_DAYS`] days; what is overdue counts for today.
    pub forecast: Vec<Forecast>,
    pub retention: Vec<RetentionRow>,
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
    pub card_count: usize,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// What the statistics need of a card that is in a deck.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CardFacts {
    pub state: CardState,
    pub unanswered: bool,
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

    fn count(&mut self, passed: bool) {
        self.total += 1;
        self.passed += usize::from(passed);
    }
}

impl RetentionRow {
    #[must_use]
    pub fn all(&self) -> Retention {
        self.young.and(self.mature)
    }
}

impl Stats {
    /// Counts over the cards that are in decks, and over all reviews, those of absent cards too.
    pub fn over(
        cards: impl IntoIterator<Item = CardFacts>,
        reviews: impl IntoIterator<Item = TracedReview>,
        today: Day,
    ) -> Self {
        let mut stats = Self { forecast: forecast_days(today), ..Self::default() };
        for card in cards {
            stats.count_card(&card, today);
        }
        let periods: [(&str, Day, Day); 6] = [
            ("today", today, today),
            ("yesterday", today.minus(1), today.minus(1)),
            ("week", today.minus(6), today),
            ("month", today.minus(29), today),
            ("year", today.minus(364), today),
            ("all", Day::from_epoch_days(i32::MIN), Day::from_epoch_days(i32::MAX)),
        ];
        stats.retention = periods
            .iter()
            .map(|(period, ..)| RetentionRow {
                period,
                young: Retention::default(),
                mature: Retention::default(),
            })
            .collect();
        let mut days = BTreeSet::new();
        for traced in reviews {
            days.insert(traced.day);
            stats.count_review(&traced, today, &periods);
        }
        stats.today.retention = stats.retention.first().map(RetentionRow::all).unwrap_or_default();
        stats.totals.day_count = days.len();
        stats.streak = streak(&days, today);
        stats
    }

    fn count_card(&mut self, card: &CardFacts, today: Day) {
        let CardFacts { state, unanswered } = card;
        let totals = &mut self.totals;
        totals.card_count += 1;
        totals.unanswered_count += usize::from(*unanswered);
        totals.leech_count += usize::from(state.is_leech());
        if state.suspended {
            totals.suspended_count += 1;
            return;
        }
        let Schedule::InReview(held) = state.schedule else {
            totals.new_count += 1;
            return;
        };
        if state.is_mature() {
            totals.mature_count += 1;
        } else {
            totals.young_count += 1;
        }
        let days_ahead = usize::try_from(held.due.since(today).max(0)).unwrap_or(usize::MAX);
        if let Some(forecast) = self.forecast.get_mut(days_ahead) {
            forecast.due_count += 1;
        }
        if held.due <= today && state.last_scored_day != Some(today) && !state.is_buried(today) {
            self.today.due_count += 1;
        }
        self.today.owed_count += usize::from(state.owes_a_repeat(today) && !state.is_buried(today));
    }

    fn count_review(&mut self, traced: &TracedReview, today: Day, periods: &[(&str, Day, Day)]) {
        let took_ms = traced.review.took_ms;
        self.totals.review_count += 1;
        self.totals.took_ms = self.totals.took_ms.saturating_add(took_ms);
        if traced.day == today {
            self.today.review_count += 1;
            self.today.took_ms = self.today.took_ms.saturating_add(took_ms);
            self.today.new_count += usize::from(traced.after.review_count == 1);
        }
        let interval_days = match (traced.effect, traced.before) {
            (ReviewEffect::ScoredInAnki { interval_days }, _) => interval_days,
            (ReviewEffect::Scored | ReviewEffect::Early, Schedule::InReview(held)) => held.interval_days,
            _ => return,
        };
        let passed = traced.review.quality.is_pass();
        for (row, (_, from, to)) in self.retention.iter_mut().zip(periods) {
            if (*from..=*to).contains(&traced.day) {
                let of_age = if interval_days >= MATURE_DAYS { &mut row.mature } else { &mut row.young };
                of_age.count(passed);
            }
        }
    }
}

fn forecast_days(today: Day) -> Vec<Forecast> {
    (0..FORECAST_DAYS).map(|days| Forecast { day: today.plus(days), due_count: 0 }).collect()
}

fn streak(days: &BTreeSet<Day>, today: Day) -> Streak {
    let mut longest_days = 0;
    let mut run_days = 0;
    let mut last: Option<Day> = None;
    for &day in days {
        run_days = if last.is_some_and(|last| last.plus(1) == day) { run_days + 1 } else { 1 };
        longest_days = longest_days.max(run_days);
        last = Some(day);
    }
    let today_counts = days.contains(&today);
    let mut at = if today_counts { today } else { today.minus(1) };
    let mut current_days = 0;
    while days.contains(&at) {
        current_days += 1;
        at = at.minus(1);
    }
    Streak { current_days, longest_days, today_counts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_streak(days: &[i32], expected_current: u32, expected_longest: u32) {
        let days: BTreeSet<Day> = days.iter().map(|&day| Day::from_epoch_days(day)).collect();
        let streak = streak(&days, Day::from_epoch_days(100));
        assert_eq!((streak.current_days, streak.longest_days), (expected_current, expected_longest));
    }

    #[test]
    fn a_streak_lasts_through_a_day_that_is_not_over() {
        check_streak(&[], 0, 0);
        check_streak(&[100], 1, 1);
        check_streak(&[98, 99], 2, 2);
        check_streak(&[98, 99, 100], 3, 3);
        check_streak(&[97, 98], 0, 2);
        check_streak(&[1, 2, 3, 4, 99], 1, 4);
    }

    #[test]
    fn retention_of_nothing_is_nothing() {
        assert_eq!(Retention::default().share(), None);
        assert_eq!(Retention { passed: 3, total: 4 }.share(), Some(0.75));
    }
}
