//! The weakest topics: retention and failures of each tag, the worst first.
//!
//! The share of a few reviews is mostly chance, so a tag with few of them is only counted as left out.

use serde::Serialize;
use serde_json::json;

use super::{Extras, Figure, Progress, RetentionJson, Row, Table, count, percent_of, texts};
use crate::study::stats::{GroupKind, GroupStats, Stats};
use crate::study::text::clean_line;

/// With this many, one more failure changes the share by at most 10 percentage points.
const LEAST_REVIEWS: usize = 10;

pub(super) static WEAKEST: Figure = Figure {
    name: "weakest",
    title: "Weakest topics",
    help: "tags by retention, the worst first",
    tables: |progress| vec![table(progress)],
    json: |progress| vec![("weakest", json!(json(progress.stats)))],
    extras: Extras { of_period: true, ..Extras::NONE },
};

#[derive(Serialize)]
struct Json<'p> {
    least_reviews: usize,
    left_out: usize,
    topics: Vec<TopicJson<'p>>,
}

#[derive(Serialize)]
struct TopicJson<'p> {
    name: &'p str,
    failed: usize,
    retention: RetentionJson,
}

fn json(stats: &Stats) -> Json<'_> {
    let (topics, left_out) = weakest(stats);
    let topics = topics.into_iter().map(|tag| TopicJson {
        name: &tag.name,
        failed: tag.retention.failed(),
        retention: tag.retention.into(),
    });
    Json { least_reviews: LEAST_REVIEWS, left_out, topics: topics.collect() }
}

fn table(progress: &Progress<'_>) -> Table {
    let (topics, left_out) = weakest(progress.stats);
    let rows = topics.into_iter().map(|tag| Row {
        label: clean_line(&tag.name),
        cells: vec![
            percent_of(tag.retention),
            tag.retention.failed().to_string(),
            tag.retention.total.to_string(),
        ],
        bar: None,
    });
    let left_out = match left_out {
        0 => String::new(),
        _ => format!("; left out: {} with fewer than {LEAST_REVIEWS} reviews", count(left_out, "tag")),
    };
    Table {
        columns: vec!["tag", "retention", "failed", "reviews"],
        empty: format!("none yet{left_out}"),
        note: format!("reviews: those that `retention` counts{left_out}"),
        ..texts(rows.collect())
    }
}

/// The tags with enough reviews, the worst first, and the number of the others.
fn weakest(stats: &Stats) -> (Vec<&GroupStats>, usize) {
    let tags = stats.groups.iter().filter(|group| group.kind == GroupKind::Tag);
    let (mut enough, few): (Vec<_>, Vec<_>) = tags.partition(|tag| tag.retention.total >= LEAST_REVIEWS);
    let share = |tag: &GroupStats| tag.retention.share().unwrap_or_default();
    enough.sort_by(|a, b| share(a).total_cmp(&share(b)).then(b.retention.total.cmp(&a.retention.total)));
    (enough, few.len())
}
