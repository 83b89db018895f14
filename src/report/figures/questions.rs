//! Lists of questions: those failed most often, those that interviews ask most, those without an answer.

use serde::Serialize;
use serde_json::json;

use super::{Extras, Figure, Progress, RetentionJson, Row, Table, percent, texts};
use crate::study::stats::LISTED_QUESTIONS;

/// How many of the most failed questions the overview shows.
const IN_OVERVIEW: usize = 7;

pub(super) static FAILED: Figure = Figure {
    name: "failed",
    title: "Most failed",
    help: "questions failed most often",
    tables: |progress| vec![failed(progress)],
    json: |progress| vec![("failed", json!(failed_json(progress)))],
    extras: Extras {
        of_period: true,
        overview: |progress| {
            let mut table = failed(progress);
            table.rows.truncate(IN_OVERVIEW);
            vec![table]
        },
        cards: |stats| stats.failed.iter().map(|failed| &failed.card).collect(),
        ..Extras::NONE
    },
};

pub(super) static ASKED: Figure = Figure {
    name: "asked",
    title: "Most asked in interviews",
    help: "questions by their chance of being asked",
    tables: |progress| vec![asked(progress)],
    json: |progress| vec![("most_asked", json!(asked_json(progress)))],
    extras: Extras {
        has_chances: true,
        cards: |stats| stats.most_asked.iter().map(|asked| &asked.card).collect(),
        ..Extras::NONE
    },
};

pub(super) static UNANSWERED: Figure = Figure {
    name: "unanswered",
    title: "Without an answer",
    help: "questions without an answer",
    tables: |progress| vec![unanswered(progress)],
    json: |progress| vec![("unanswered", json!(unanswered_json(progress)))],
    extras: Extras {
        cards: |stats| stats.unanswered.iter().map(|open| &open.card).collect(),
        ..Extras::NONE
    },
};

#[derive(Serialize)]
struct FailedJson<'p> {
    id: &'p str,
    question: Option<&'p str>,
    failed: usize,
    retention: RetentionJson,
    lapses: u32,
}

fn failed_json<'p>(progress: &Progress<'p>) -> Vec<FailedJson<'p>> {
    let failed = progress.stats.failed.iter().map(|failed| FailedJson {
        id: failed.card.as_str(),
        question: progress.question(&failed.card),
        failed: failed.retention.failed(),
        retention: failed.retention.into(),
        lapses: failed.lapse_count,
    });
    failed.collect()
}

fn failed(progress: &Progress<'_>) -> Table {
    let rows = progress.stats.failed.iter().map(|failed| Row {
        label: progress.label(&failed.card),
        cells: vec![
            failed.retention.failed().to_string(),
            failed.retention.total.to_string(),
            failed.lapse_count.to_string(),
        ],
        bar: None,
    });
    Table { columns: vec!["question", "failed", "reviews", "lapses"], ..texts(rows.collect()) }
}

#[derive(Serialize)]
struct AskedJson<'p> {
    id: &'p str,
    question: Option<&'p str>,
    asked: u32,
    state: &'static str,
    unanswered: bool,
    interval_days: Option<u64>,
    recall: Option<f64>,
}

fn asked_json<'p>(progress: &Progress<'p>) -> Vec<AskedJson<'p>> {
    let asked = progress.stats.most_asked.iter().map(|asked| AskedJson {
        id: asked.card.as_str(),
        question: progress.question(&asked.card),
        asked: asked.asked_times,
        state: asked.state,
        unanswered: asked.unanswered,
        interval_days: asked.interval_days,
        recall: asked.recall,
    });
    asked.collect()
}

fn asked(progress: &Progress<'_>) -> Table {
    let rows = progress.stats.most_asked.iter().map(|asked| Row {
        label: progress.label(&asked.card),
        cells: vec![
            asked.asked_times.to_string(),
            asked.state.to_owned(),
            asked.interval_days.map_or_else(|| "-".to_owned(), |days| format!("{days} d")),
            asked.recall.map_or_else(|| "-".to_owned(), percent),
        ],
        bar: None,
    });
    Table {
        columns: vec!["question", "asked", "state", "interval", "recall"],
        note: "recall: the chance that you recall it today, by FSRS".to_owned(),
        ..texts(rows.collect())
    }
}

#[derive(Serialize)]
struct OpenJson<'p> {
    id: &'p str,
    question: Option<&'p str>,
    asked: u32,
}

fn unanswered_json<'p>(progress: &Progress<'p>) -> Vec<OpenJson<'p>> {
    let open = progress.stats.unanswered.iter().map(|open| OpenJson {
        id: open.card.as_str(),
        question: progress.question(&open.card),
        asked: open.asked_times,
    });
    open.collect()
}

fn unanswered(progress: &Progress<'_>) -> Table {
    let all = progress.stats.totals.unanswered_count;
    let rows = progress.stats.unanswered.iter().map(|open| Row {
        label: progress.label(&open.card),
        cells: vec![open.asked_times.to_string()],
        bar: None,
    });
    let note = if all > LISTED_QUESTIONS {
        format!(
            "{LISTED_QUESTIONS} of {all}; `viva list is:unanswered` lists all, `viva answer` lets you answer them"
        )
    } else if all > 0 {
        "answer them with `viva answer`".to_owned()
    } else {
        String::new()
    };
    Table { columns: vec!["question", "asked"], note, ..texts(rows.collect()) }
}
