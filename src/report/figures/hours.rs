//! Reviews by the hour of the day.

use serde::Serialize;
use serde_json::json;

use super::{Extras, Figure, Progress, RetentionJson, Table, barred, percent_of, words};
use crate::study::stats::HourStats;
use crate::study::text::safe;

pub(super) static HOURS: Figure = Figure {
    name: "hours",
    title: "Hour of the day",
    help: "hours of the day",
    tables: |progress| vec![hours(progress)],
    json: |progress| vec![("hours", json!(json(&progress.stats.hours)))],
    extras: Extras { of_period: true, ..Extras::NONE },
};

#[derive(Serialize)]
struct HourJson {
    hour: usize,
    reviews: usize,
    retention: RetentionJson,
}

fn json(hours: &[HourStats]) -> Vec<HourJson> {
    let hours = hours.iter().enumerate().map(|(hour, done)| HourJson {
        hour,
        reviews: done.review_count,
        retention: done.retention.into(),
    });
    hours.collect()
}

fn hours(progress: &Progress<'_>) -> Table {
    let hours = progress.stats.hours.iter().enumerate();
    let rows = hours.map(|(hour, done)| {
        barred(safe!("{hour:02}:00"), done.review_count, vec![percent_of(done.retention)])
    });
    let is_empty = progress.stats.hours.iter().all(|done| done.review_count == 0);
    let rows = if is_empty { Vec::new() } else { rows.collect() };
    Table { columns: vec!["hour", "reviews", "retention"], ..words(rows) }
}
