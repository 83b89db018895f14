//! Days laid out in weeks, each with how much was done on it: what both heatmaps are drawn from.

use crate::study::day::Day;
use crate::study::stats::Stats;

/// A year, and the days before it in its first week.
pub(super) const MOST_WEEKS: usize = 53;
/// Nothing, and four amounts.
pub(super) const LEVELS: usize = 5;

pub(super) struct Calendar {
    /// Monday to Sunday; `None` for days that are not shown.
    pub(super) weeks: Vec<[Option<CalendarDay>; 7]>,
    /// The most reviews of each level from 1 to 3: quarters of the days with reviews.
    pub(super) ends: [usize; LEVELS - 2],
}

#[derive(Clone, Copy)]
pub(super) struct CalendarDay {
    pub(super) day: Day,
    pub(super) review_count: usize,
    pub(super) took_ms: u64,
    /// From 0 (nothing) up to `LEVELS - 1`.
    pub(super) level: usize,
}

impl Calendar {
    /// The period's days, or the year up to today; at most so many weeks, the latest.
    pub(super) fn of(stats: &Stats, today: Day, most_weeks: usize) -> Self {
        let period = stats.period.period;
        let last = period.until.unwrap_or(today).min(today);
        let most_weeks = u32::try_from(most_weeks.clamp(1, MOST_WEEKS)).unwrap_or(1);
        let earliest = last.minus(last.weekday() + (most_weeks - 1) * 7);
        let first = period.since.unwrap_or(earliest).max(earliest).min(last);
        let shown: Vec<_> = stats.days.iter().filter(|done| (first..=last).contains(&done.day)).collect();
        let mut counts: Vec<usize> = shown.iter().map(|done| done.review_count).collect();
        counts.sort_unstable();
        let quarter = |part: usize| counts.get((counts.len() * part / 4).max(1) - 1).copied().unwrap_or(0);
        let ends = [quarter(1), quarter(2), quarter(3)];
        let monday = first.minus(first.weekday());
        let week_count = usize::try_from(last.since(monday)).unwrap_or(0) / 7 + 1;
        let mut weeks = vec![[None; 7]; week_count];
        let mut done = shown.into_iter().peekable();
        let mut day = first;
        while day <= last {
            let of_day = done.next_if(|done| done.day == day);
            let review_count = of_day.map_or(0, |done| done.review_count);
            let took_ms = of_day.map_or(0, |done| done.took_ms);
            let level = match review_count {
                0 => 0,
                count => 1 + ends.iter().filter(|end| count > **end).count(),
            };
            let since_monday = usize::try_from(day.since(monday)).unwrap_or(0);
            weeks[since_monday / 7][since_monday % 7] =
                Some(CalendarDay { day, review_count, took_ms, level });
            if day == day.plus(1) {
                break;
            }
            day = day.plus(1);
        }
        Self { weeks, ends }
    }

    /// Each month with the number of the week its first shown day stands in.
    pub(super) fn months(&self) -> Vec<(usize, &'static str)> {
        const NAMES: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let mut months: Vec<(usize, &str)> = Vec::new();
        let mut held = None;
        for (number, week) in self.weeks.iter().enumerate() {
            let Some(date) = week.iter().flatten().find_map(|shown| shown.day.date()) else { continue };
            if held != Some(date.month()) {
                held = Some(date.month());
                let name = usize::try_from(date.month()).ok().and_then(|month| NAMES.get(month - 1));
                months.extend(name.map(|name| (number, *name)));
            }
        }
        months
    }

    /// What each level from 1 on means: `1-4`, `5`, `6+`; none for a level no day falls into.
    pub(super) fn legend(&self) -> Vec<(usize, String)> {
        let mut from = 1;
        let mut legend = Vec::new();
        for (number, &end) in self.ends.iter().enumerate() {
            if end >= from {
                let range = if end == from { from.to_string() } else { format!("{from}-{end}") };
                legend.push((number + 1, range));
                from = end + 1;
            }
        }
        if self.weeks.iter().flatten().flatten().any(|day| day.level == LEVELS - 1) {
            legend.push((LEVELS - 1, format!("{from}+")));
        }
        legend
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::stats::{DayStats, Period, Retention};

    fn stats(counts: &[(&str, usize)], period: Period) -> Stats {
        let mut stats = Stats::default();
        stats.period.period = period;
        stats.days = counts
            .iter()
            .map(|(day, review_count)| DayStats {
                day: Day::parse_iso(day).unwrap(),
                review_count: *review_count,
                took_ms: 0,
                new_count: 0,
                retention: Retention::default(),
            })
            .collect();
        stats
    }

    #[test]
    fn days_stand_under_their_weekday() {
        // A Saturday.
        let today = Day::parse_iso("2026-11-21").unwrap();
        let counts = [("2026-11-15", 1), ("2026-11-16", 2), ("2026-11-20", 3), ("2026-11-21", 40)];
        let calendar = Calendar::of(&stats(&counts, Period::default()), today, 2);
        let shown: Vec<Vec<String>> = calendar
            .weeks
            .iter()
            .map(|week| week.iter().map(|day| day.map_or("-".into(), |day| day.level.to_string())).collect())
            .collect();
        assert_eq!(shown, [["0", "0", "0", "0", "0", "0", "1"], ["2", "0", "0", "0", "3", "4", "-"]]);
        assert_eq!(calendar.months(), [(0, "Nov")]);
        let legend: Vec<String> =
            calendar.legend().iter().map(|(level, range)| format!("{level}: {range}")).collect();
        assert_eq!(legend, ["1: 1", "2: 2", "3: 3", "4: 4+"]);
    }

    #[test]
    fn a_period_is_all_that_is_shown() {
        let day = |text| Day::parse_iso(text).unwrap();
        let period = Period { since: Some(day("2026-11-17")), until: Some(day("2026-11-18")) };
        let calendar = Calendar::of(&stats(&[("2026-11-18", 7)], period), day("2026-11-21"), 53);
        let shown: Vec<usize> =
            calendar.weeks.iter().flatten().flatten().map(|day| day.review_count).collect();
        assert_eq!(shown, [0, 7]);
        let year = Calendar::of(&stats(&[], Period::default()), day("2026-11-21"), 53);
        assert_eq!(year.weeks.len(), 53);
        assert_eq!(year.months().len(), 13);
    }
}
