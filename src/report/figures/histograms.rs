//! How intervals, ease, stability and difficulty are spread over the cards.

use serde::Serialize;
use serde_json::{Value, json};

use super::{Extras, Figure, Table, barred, count, range, whole_days, words};
use crate::study::stats::{Bucket, Histogram, Stats};
use crate::study::text::clean_line;

pub(super) static INTERVALS: Figure = Figure {
    name: "intervals",
    title: "Intervals",
    help: "days from a review to the next",
    tables: |progress| vec![histogram("", "days", &progress.stats.intervals, whole_days, "day")],
    json: |progress| vec![("intervals", json(&progress.stats.intervals))],
    extras: Extras::NONE,
};

pub(super) static MEMORY: Figure = Figure {
    name: "memory",
    title: "Ease, stability, difficulty",
    help: "ease, and stability and difficulty by FSRS",
    tables: |progress| memory(progress.stats),
    json: |progress| {
        let Stats { ease, stability, difficulty, .. } = progress.stats;
        vec![("ease", json(ease)), ("stability", json(stability)), ("difficulty", json(difficulty))]
    },
    extras: Extras::NONE,
};

#[derive(Serialize)]
struct HistogramJson {
    cards: usize,
    median: Option<f64>,
    buckets: Vec<BucketJson>,
}

#[derive(Serialize)]
struct BucketJson {
    from: f64,
    below: Option<f64>,
    cards: usize,
}

fn json(histogram: &Histogram) -> Value {
    let bucket = |bucket: &Bucket| BucketJson { from: bucket.from, below: bucket.below, cards: bucket.count };
    json!(HistogramJson {
        cards: histogram.card_count,
        median: histogram.median,
        buckets: histogram.buckets.iter().map(bucket).collect(),
    })
}

fn memory(stats: &Stats) -> Vec<Table> {
    let whole = |bucket: &Bucket| range(bucket, 0);
    vec![
        histogram("Ease factor (SM-2)", "ease", &stats.ease, |bucket| range(bucket, 2), ""),
        histogram("Stability: days until recall falls to 90% (FSRS)", "days", &stats.stability, whole, "day"),
        histogram("Difficulty, 1 to 10 (FSRS)", "difficulty", &stats.difficulty, whole, ""),
    ]
}

fn histogram(
    title: &str,
    column: &'static str,
    histogram: &Histogram,
    label: impl Fn(&Bucket) -> String,
    median_unit: &str,
) -> Table {
    let rows =
        histogram.buckets.iter().map(|bucket| barred(clean_line(&label(bucket)), bucket.count, Vec::new()));
    let note = histogram.median.map_or_else(String::new, |median| {
        let decimals = if median < 10.0 && median.fract() != 0.0 { 2 } else { 0 };
        let shown = format!("{median:.decimals$}");
        let plural = if shown == "1" { "" } else { "s" };
        let unit = if median_unit.is_empty() { String::new() } else { format!(" {median_unit}{plural}") };
        format!("{}; median {shown}{unit}", count(histogram.card_count, "card"))
    });
    let rows = if histogram.card_count == 0 { Vec::new() } else { rows.collect() };
    Table { title: title.to_owned(), columns: vec![column, "cards"], note, ..words(rows) }
}
