//! What was reviewed, day by day.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::super::charts;
use super::calendar::months;
use super::{
    Extras, Figure, Progress, RetentionJson, Table, barred, bars, minutes, percent_of, seconds, words,
};
use crate::study::day::Day;
use crate::study::stats::DayStats;
use crate::study::text::safe;

/// Without a period, this many days of reviews are listed.
const LISTED_DAYS: u32 = 30;
/// With more days than this, those without reviews are left out, and bars are too thin to be pointed at.
const MOST_DAYS: usize = 92;

pub(super) static REVIEWS: Figure = Figure {
    name: "reviews",
    title: "Day by day",
    help: "each day: reviews, time, new cards, retention",
    tables: |progress| vec![reviews(progress)],
    json: |progress| vec![("days", json!(json(&progress.stats.days)))],
    extras: Extras {
        of_period: true,
        chart: |progress, table| match table.rows.len() {
            0..=MOST_DAYS => bars(table),
            _ => Some(charts::columns(&months(progress))),
        },
        ..Extras::NONE
    },
};

#[derive(Serialize)]
struct DayJson {
    day: String,
    reviews: usize,
    seconds: u64,
    new: usize,
    retention: RetentionJson,
}

fn json(days: &[DayStats]) -> Vec<DayJson> {
    let days = days.iter().map(|done| DayJson {
        day: done.day.to_string(),
        reviews: done.review_count,
        seconds: seconds(done.took_ms),
        new: done.new_count,
        retention: done.retention.into(),
    });
    days.collect()
}

fn reviews(progress: &Progress<'_>) -> Table {
    let stats = progress.stats;
    let period = stats.period.period;
    let last = period.until.unwrap_or(progress.today).min(progress.today);
    let first = period.since.unwrap_or_else(|| last.minus(LISTED_DAYS - 1));
    let mut days: BTreeMap<Day, DayStats> = stats
        .days
        .iter()
        .filter(|done| (first..=last).contains(&done.day))
        .map(|done| (done.day, *done))
        .collect();
    let span = usize::try_from(last.since(first)).map_or(0, |days| days.saturating_add(1));
    if !days.is_empty() && span <= MOST_DAYS {
        for day in (0..).map(|ahead| first.plus(ahead)).take(span) {
            days.entry(day).or_insert(DayStats::of(day));
        }
    }
    let rows = days.into_values().map(|done| {
        let cells = vec![minutes(done.took_ms), done.new_count.to_string(), percent_of(done.retention)];
        barred(safe!("{}", done.day), done.review_count, cells)
    });
    let note = if period.is_all() { "the last 30 days; `--since DATE` shows others" } else { "" };
    Table {
        columns: vec!["day", "reviews", "time", "new", "retention"],
        note: note.to_owned(),
        ..words(rows.collect())
    }
}
