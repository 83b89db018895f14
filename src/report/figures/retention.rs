//! How many reviews were passed, by period and by age of the card.

use std::fmt::Write as _;

use maud::{Markup, html};
use serde::Serialize;
use serde_json::json;

use super::super::charts::{SAID, WIDTH, fixed, legend, number, view_box};
use super::super::summary;
use super::{Extras, Figure, Progress, RetentionJson, Row, Table, percent, percent_of, share, words};
use crate::study::stats::{RETENTION_MEANS, RetentionRow, Stats};

pub(super) static RETENTION: Figure = Figure {
    name: "retention",
    title: "Retention",
    help: "reviews passed: today, in a week, a month, a year",
    tables: |progress| vec![retention(progress)],
    json: |progress| vec![("retention", json!(json(&progress.stats.retention)))],
    extras: Extras {
        of_period: true,
        chart: |progress, _| Some(chart(progress.stats)),
        summary,
        ..Extras::NONE
    },
};

#[derive(Serialize)]
struct Json {
    means: &'static str,
    periods: Vec<PeriodJson>,
}

#[derive(Serialize)]
struct PeriodJson {
    period: &'static str,
    young: RetentionJson,
    mature: RetentionJson,
    all: RetentionJson,
}

fn json(rows: &[RetentionRow]) -> Json {
    let period = |row: &RetentionRow| PeriodJson {
        period: row.period,
        young: row.young.into(),
        mature: row.mature.into(),
        all: row.all().into(),
    };
    Json { means: RETENTION_MEANS, periods: rows.iter().map(period).collect() }
}

fn retention(progress: &Progress<'_>) -> Table {
    let row = |label: &'static str, row: &RetentionRow| {
        let cells = [row.all(), row.young, row.mature].into_iter();
        let cells = cells.flat_map(|of| [percent_of(of), of.total.to_string()]).collect();
        Row { label: label.into(), cells, bar: None }
    };
    let mut rows: Vec<Row> = progress.stats.retention.iter().map(|held| row(held.period, held)).collect();
    let period = &progress.stats.period;
    let mut note = RETENTION_MEANS.to_owned();
    if !period.period.is_all() {
        let held = RetentionRow { period: "", young: period.young, mature: period.mature };
        rows.push(row("period", &held));
        let _ = write!(note, "; the period is {}", progress.period_words());
    }
    Table {
        columns: vec!["", "all", "of", "young", "of", "mature", "of"],
        note: format!("({note})"),
        ..words(rows)
    }
}

/// Two bars for each period, of the young and the mature cards.
fn chart(stats: &Stats) -> Markup {
    const LEFT: f64 = 60.0;
    const STEP: f64 = 22.0;
    let bottom = SAID + STEP * number(stats.retention.len());
    let room = WIDTH - LEFT - 12.0;
    html! {
        svg viewBox=(view_box(WIDTH, bottom + 32.0)) role="group" {
            @for part in [0.0, 0.5, 1.0] {
                @let x = fixed(LEFT + room * part);
                line class="grid" x1=(x) x2=(x) y1=(fixed(SAID)) y2=(fixed(bottom)) {}
                text x=(x) y=(fixed(bottom + 10.0)) text-anchor="middle" { (percent(part)) }
            }
            @for (place, row) in stats.retention.iter().enumerate() {
                @let y = SAID + STEP * number(place);
                text x=(fixed(LEFT - 6.0)) y=(fixed(y + 13.0)) text-anchor="end" { (row.period) }
                @for (part, (name, of)) in [("young", row.young), ("mature", row.mature)].into_iter().enumerate() {
                    @let said = format!("{}, {name}: {}", row.period, share(of));
                    @let class = format!("bar y-{part}");
                    @let top = fixed(y + 2.0 + 9.0 * number(part));
                    g class=(class) tabindex="0" role="img" aria-label=(said) {
                        title { (said) }
                        rect.hit x=(fixed(LEFT)) y=(top) width=(fixed(room)) height="8.5" {}
                        rect.shape x=(fixed(LEFT)) y=(top) width=(fixed(room * of.share().unwrap_or(0.0))) height="8.5" {}
                        text.said x=(fixed(WIDTH)) y="9" text-anchor="end" { (said) }
                    }
                }
            }
            (legend(&["young".to_owned(), "mature".to_owned()], "y", bottom + 26.0))
        }
    }
}

fn summary(progress: &Progress<'_>) -> String {
    let share = summary::share;
    let rows = progress
        .stats
        .retention
        .iter()
        .map(|row| [row.period.to_owned(), share(row.young), share(row.mature), share(row.all())]);
    let table = summary::table(RETENTION.title, ["", "young", "mature", "all"], rows);
    format!("{table}\nRetention is of the {RETENTION_MEANS}.\n")
}
