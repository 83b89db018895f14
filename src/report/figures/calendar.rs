//! Reviews per day: heatmaps on a screen and a page, and the sums of each month.
//!
//! Both heatmaps are drawn from one [`Calendar`], days laid out in weeks with how much was done on each.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maud::{Markup, html};

use super::super::charts::{LEGEND_ROW, MARK, SAID, WIDE, WIDTH, fixed, number, placed, view_box};
use super::super::stats_text::{INDENT, TextLooks, wrapped};
use super::{Extras, Figure, Progress, Table, barred, count, minutes, percent_of, words};
use crate::study::day::Day;
use crate::study::stats::{Retention, Stats};
use crate::study::text::clean_line;

pub(super) static CALENDAR: Figure = Figure {
    name: "calendar",
    title: "Reviews per day",
    help: "reviews of each day as a heatmap, and by month",
    tables: |progress| vec![months(progress)],
    // The days are those of `reviews`.
    json: |_| Vec::new(),
    extras: Extras {
        of_period: true,
        picture: Some(picture),
        chart: |progress, _| Some(chart(progress.stats, progress.today)),
        // The heatmap alone.
        overview: |_| vec![words(Vec::new())],
        ..Extras::NONE
    },
};

/// A year, and the days before it in its first week.
const MOST_WEEKS: usize = 53;
/// Nothing, and four amounts.
const LEVELS: usize = 5;
const WEEKDAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

struct Calendar {
    /// Monday to Sunday; `None` for days that are not shown.
    weeks: Vec<[Option<CalendarDay>; 7]>,
    /// The most reviews of each level from 1 to 3: quarters of the days with reviews.
    ends: [usize; LEVELS - 2],
}

#[derive(Clone, Copy)]
struct CalendarDay {
    day: Day,
    review_count: usize,
    took_ms: u64,
    /// From 0 (nothing) up to `LEVELS - 1`.
    level: usize,
}

impl Calendar {
    /// The days of the period, or of the year up to today; only the latest weeks if there are more than this.
    fn of(stats: &Stats, today: Day, most_weeks: usize) -> Self {
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

    /// Each month, with the number of the week that its first shown day is in.
    fn months(&self) -> Vec<(usize, &'static str)> {
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
    fn legend(&self) -> Vec<(usize, String)> {
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

pub(super) fn months(progress: &Progress<'_>) -> Table {
    let mut months: BTreeMap<String, (usize, usize, u64, Retention)> = BTreeMap::new();
    for done in &progress.stats.days {
        let month = done.day.date().map_or_else(String::new, |date| date.strftime("%Y-%m").to_string());
        let held = months.entry(month).or_default();
        held.0 += 1;
        held.1 += done.review_count;
        held.2 = held.2.saturating_add(done.took_ms);
        held.3 = held.3.and(done.retention);
    }
    let rows = months.into_iter().map(|(month, (day_count, review_count, took_ms, retention))| {
        barred(
            clean_line(&month),
            review_count,
            vec![day_count.to_string(), minutes(took_ms), percent_of(retention)],
        )
    });
    Table { columns: vec!["month", "reviews", "days", "time", "retention"], ..words(rows.collect()) }
}

/// Weeks from left to right, weekdays from top to bottom, a shade for each day.
fn picture(progress: &Progress<'_>, looks: TextLooks) -> String {
    const BEFORE: usize = 5;
    let mut text = String::new();
    let shades: [&str; LEVELS] =
        if looks.unicode { ["·", "░", "▒", "▓", "█"] } else { [".", "-", "+", "*", "#"] };
    let room = looks.width.saturating_sub(BEFORE);
    let cell = if room >= 2 * MOST_WEEKS { 2 } else { 1 };
    let calendar = Calendar::of(progress.stats, progress.today, room / cell);
    let mut months = String::new();
    for (week, name) in calendar.months() {
        let at = week * cell;
        // A month that begins too close behind another, or at the edge, goes without a name.
        if at + name.len() <= calendar.weeks.len() * cell && (months.is_empty() || at > months.len()) {
            months += &" ".repeat(at - months.len());
            months += name;
        }
    }
    let _ = writeln!(text, "{}{months}", " ".repeat(BEFORE));
    for (weekday, name) in WEEKDAYS.iter().enumerate() {
        let mut line = format!("{INDENT}{name} ");
        for week in &calendar.weeks {
            let shade = week[weekday].map_or(" ", |day| shades[day.level]);
            line += shade;
            line += if cell == 2 { " " } else { "" };
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    let mut legend = format!("{} 0", shades[0]);
    if !progress.stats.days.is_empty() {
        for (level, range) in calendar.legend() {
            let _ = write!(legend, " {} {range}", shades[level]);
        }
    }
    for line in wrapped(&legend, looks.width - INDENT.len()) {
        let _ = writeln!(text, "{INDENT}{line}");
    }
    text
}

/// A year of days, and half a year for narrow screens.
fn chart(stats: &Stats, today: Day) -> Markup {
    html! {
        div.broad { (weeks(&Calendar::of(stats, today, 53), WIDE)) }
        div.narrow { (weeks(&Calendar::of(stats, today, 24), WIDTH)) }
    }
}

fn weeks(calendar: &Calendar, width: f64) -> Markup {
    const LEFT: f64 = 24.0;
    const MOST_CELL: f64 = 14.0;
    const TOP: f64 = SAID + 12.0;
    let cell = ((width - LEFT) / number(calendar.weeks.len())).min(MOST_CELL);
    let bottom = TOP + cell * 7.0;
    let months = calendar.months();
    let legend = shades_of(calendar);
    let (places, row_count) = placed(legend.iter().map(|(_, text)| text.as_str()), LEFT, width);
    html! {
        svg viewBox=(view_box(width, bottom + 4.0 + LEGEND_ROW * number(row_count))) role="group" {
            @for (place, (week, name)) in months.iter().enumerate() {
                // The first goes without a name where the next is too near.
                @if months.get(place + 1).is_none_or(|(next, _)| number(next - week) * cell > 20.0) {
                    text x=(fixed(LEFT + cell * number(*week))) y=(fixed(TOP - 4.0)) { (name) }
                }
            }
            @for (weekday, name) in [(0, "Mo"), (2, "We"), (4, "Fr"), (6, "Su")] {
                text x=(fixed(LEFT - 5.0)) y=(fixed(TOP + cell * (f64::from(weekday) + 0.75))) text-anchor="end" {
                    (name)
                }
            }
            @for (place, week) in calendar.weeks.iter().enumerate() {
                @let reviews: usize = week.iter().flatten().map(|day| day.review_count).sum();
                @let first = week.iter().flatten().next().map_or_else(String::new, |day| day.day.to_string());
                @let said = format!("week from {first}: {}", count(reviews, "review"));
                g.week.bar tabindex="0" role="img" aria-label=(said) {
                    @for (weekday, day) in week.iter().enumerate() {
                        @if let Some(day) = day {
                            @let side = side_of(day.level, cell);
                            rect class=(format!("level-{}", day.level))
                                x=(fixed(LEFT + cell * number(place) + (cell - side) / 2.0))
                                y=(fixed(TOP + cell * number(weekday) + (cell - side) / 2.0))
                                width=(fixed(side)) height=(fixed(side)) rx="1.5" {
                                title { (day.day) ": " (count(day.review_count, "review")) " in " (minutes(day.took_ms)) }
                            }
                        }
                    }
                    text.said x=(fixed(width)) y="9" text-anchor="end" { (said) }
                }
            }
            (shades(&legend, &places, cell, bottom + 14.0))
        }
    }
}

/// The shades with what they stand for, and at the end what is counted, which has no shade.
fn shades_of(calendar: &Calendar) -> Vec<(Option<usize>, String)> {
    let ranges = calendar.legend().into_iter().map(|(level, range)| (Some(level), range));
    std::iter::once((Some(0), "0".to_owned())).chain(ranges).chain([(None, "per day".to_owned())]).collect()
}

fn shades(legend: &[(Option<usize>, String)], places: &[(f64, usize)], cell: f64, y: f64) -> Markup {
    html! {
        @for ((level, text), (x, row)) in legend.iter().zip(places) {
            @let y = y + LEGEND_ROW * number(*row);
            @if let Some(level) = level {
                @let side = side_of(*level, cell);
                rect class=(format!("level-{level}")) x=(fixed(*x)) y=(fixed(y - 3.0 - side / 2.0))
                    width=(fixed(side)) height=(fixed(side)) rx="1.5" {}
            }
            text x=(fixed(x + MARK)) y=(fixed(y)) { (text) }
        }
    }
}

fn side_of(level: usize, cell: f64) -> f64 {
    (cell - 1.5) * (0.6 + 0.4 * number(level) / number(LEVELS - 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::stats::{DayStats, Period};

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

    #[test]
    fn the_parts_of_a_legend_never_touch() {
        for ends in [[1, 2, 3], [4, 15, 22], [812, 1204, 1999], [99_999, 123_456, 999_999]] {
            for (left, right) in [(24.0, WIDE), (24.0, WIDTH)] {
                let day = CalendarDay {
                    day: Day::from_epoch_days(0),
                    review_count: 0,
                    took_ms: 0,
                    level: LEVELS - 1,
                };
                let calendar = Calendar { weeks: vec![[Some(day); 7]], ends };
                let legend = shades_of(&calendar);
                let (places, row_count) = placed(legend.iter().map(|(_, text)| text.as_str()), left, right);
                let end_of = |at: usize| places[at].0 + MARK + 7.0 * number(legend[at].1.chars().count());
                for (at, (x, row)) in places.iter().enumerate() {
                    assert!(end_of(at) <= right && *row < row_count, "{ends:?}: {places:?}");
                    if let Some(before) = at.checked_sub(1).filter(|before| places[*before].1 == *row) {
                        assert!(end_of(before) < *x, "{ends:?}: {places:?}");
                    }
                }
            }
        }
    }
}
