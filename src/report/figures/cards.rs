//! How many cards are in which state.

use maud::{Markup, html};
use serde::Serialize;
use serde_json::json;

use super::super::charts::{LEGEND_ROW, SAID, WIDTH, legend, legend_rows, number, parts_of_a_bar, view_box};
use super::super::summary;
use super::{Extras, Figure, Progress, Table, barred, said, seconds, words};
use crate::study::stats::{Stats, Totals};

pub(super) static CARDS: Figure = Figure {
    name: "cards",
    title: "Cards",
    help: "how many are new, young, mature, suspended",
    tables: |progress| vec![cards(progress)],
    json: |progress| vec![("totals", json!(json(&progress.stats.totals)))],
    extras: Extras { chart: |progress, _| Some(chart(progress.stats)), summary, ..Extras::NONE },
};

#[derive(Serialize)]
struct TotalsJson {
    cards: usize,
    questions: usize,
    duplicates: usize,
    new: usize,
    young: usize,
    mature: usize,
    suspended: usize,
    leeches: usize,
    unanswered: usize,
    reviews: usize,
    seconds: u64,
    days: usize,
}

fn json(totals: &Totals) -> TotalsJson {
    TotalsJson {
        cards: totals.card_count,
        questions: totals.question_count,
        duplicates: totals.counts().duplicate_count(),
        new: totals.new_count,
        young: totals.young_count,
        mature: totals.mature_count,
        suspended: totals.suspended_count,
        leeches: totals.leech_count,
        unanswered: totals.unanswered_count,
        reviews: totals.review_count,
        seconds: seconds(totals.took_ms),
        days: totals.day_count,
    }
}

fn cards(progress: &Progress<'_>) -> Table {
    let totals = &progress.stats.totals;
    let counted = |label: &'static str, number: usize| barred(label.into(), number, Vec::new());
    let beside = |label: &'static str, number: usize| said(label, number.to_string());
    let mut note = "young: an interval below 21 days; leech: 8 lapses".to_owned();
    if let Some(duplicates) = totals.counts().describe_duplicates() {
        note = format!("in total: {duplicates}; {note}");
    }
    Table {
        columns: vec!["state", "cards"],
        note,
        ..words(vec![
            counted("new", totals.new_count),
            counted("young", totals.young_count),
            counted("mature", totals.mature_count),
            counted("suspended", totals.suspended_count),
            beside("in total", totals.card_count),
            beside("leeches", totals.leech_count),
            beside("unanswered", totals.unanswered_count),
        ])
    }
}

/// Cards by state, as parts of one bar.
fn chart(stats: &Stats) -> Markup {
    let totals = &stats.totals;
    let parts = [
        ("new", totals.new_count),
        ("young", totals.young_count),
        ("mature", totals.mature_count),
        ("suspended", totals.suspended_count),
    ];
    let names = parts.map(|(name, number)| format!("{name} {number}"));
    let height = SAID + 36.0 + LEGEND_ROW * number(legend_rows(&names));
    html! {
        svg viewBox=(view_box(WIDTH, height)) role="group" {
            (parts_of_a_bar(&parts, "s", "", 0.0, SAID, 24.0))
            (legend(&names, "s", SAID + 42.0))
        }
    }
}

fn summary(progress: &Progress<'_>) -> String {
    let totals = &progress.stats.totals;
    let duplicates = totals.counts().describe_duplicates();
    let duplicates = duplicates.map_or(String::new(), |duplicates| format!(" ({duplicates})"));
    let mut rows = vec![["in total".to_owned(), format!("{}{duplicates}", totals.card_count)]];
    rows.extend(
        [
            ("new", totals.new_count),
            ("young", totals.young_count),
            ("mature", totals.mature_count),
            ("suspended", totals.suspended_count),
            ("leeches", totals.leech_count),
            ("unanswered", totals.unanswered_count),
        ]
        .map(|(name, count)| [name.to_owned(), count.to_string()]),
    );
    summary::table(CARDS.title, ["", "cards"], rows)
}
