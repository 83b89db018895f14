//! Days in a row with a review.
//!
//! What the running streak is stands in [`RunningStreak::up_to`] alone. It asks for one day after the other,
//! backwards, so that whoever needs no more than this streak does not read the whole history.

use crate::study::day::Day;

use super::model::Streak;

/// The streak that still runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RunningStreak {
    pub days: u32,
    /// Whether today is one of its days.
    pub today_counts: bool,
}

impl RunningStreak {
    /// Up to today, or up to yesterday while today has no review yet.
    pub fn up_to<E>(today: Day, mut has_review: impl FnMut(Day) -> Result<bool, E>) -> Result<Self, E> {
        let today_counts = has_review(today)?;
        let mut day = if today_counts { today } else { today.minus(1) };
        let mut days = 0;
        while has_review(day)? {
            days += 1;
            day = day.minus(1);
        }
        Ok(Self { days, today_counts })
    }
}

/// `days` are those with a review, and rise.
pub(super) fn streak(days: &[Day], today: Day) -> Streak {
    let runs = days.chunk_by(|day, next| day.plus(1) == *next);
    let longest = runs.map(<[Day]>::len).max().unwrap_or(0);
    let Ok(running) = RunningStreak::up_to(today, |day| {
        Ok::<_, std::convert::Infallible>(days.binary_search(&day).is_ok())
    });
    Streak {
        current_days: running.days,
        longest_days: u32::try_from(longest).unwrap_or(u32::MAX),
        today_counts: running.today_counts,
    }
}
