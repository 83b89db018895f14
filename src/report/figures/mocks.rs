//! Mock interviews: all together, each, and by company.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};

use super::super::mock::{MockCountsJson, MockRowJson};
use super::super::summary::{self, in_a_cell, time};
use super::{Extras, Figure, Progress, Row, Table, count, percent, said, texts, words};
use crate::study::grade::Grade;
use crate::study::marks::{StageMarks, time_text};
use crate::study::stats::{LISTED_QUESTIONS, MockStats};
use crate::study::text::clean_line;

pub(super) static MOCKS: Figure = Figure {
    name: "mocks",
    title: "Mock interviews",
    help: "mock interviews: scores, times, grades; by company",
    tables: mocks,
    json: |progress| json(&progress.stats.mocks),
    extras: Extras { of_period: true, summary, ..Extras::NONE },
};

#[derive(Serialize)]
struct ListedJson<'p> {
    #[serde(flatten)]
    row: MockRowJson<'p>,
    company: Option<&'p str>,
}

#[derive(Serialize)]
struct TotalsJson<'p> {
    #[serde(flatten)]
    counts: MockCountsJson,
    interviews: usize,
    finished: usize,
    planned: usize,
    companies: Vec<CompanyJson<'p>>,
}

#[derive(Serialize)]
struct CompanyJson<'p> {
    #[serde(flatten)]
    counts: MockCountsJson,
    name: &'p str,
    interviews: usize,
}

fn json(stats: &MockStats) -> Vec<(&'static str, Value)> {
    let MockStats { interviews, finished_count, planned_count, whole, companies } = stats;
    let latest_first = interviews.iter().rev();
    let listed = latest_first
        .map(|held| json!(ListedJson { row: held.into(), company: held.company.as_deref() }))
        .collect();
    let totals = TotalsJson {
        counts: whole.into(),
        interviews: interviews.len(),
        finished: *finished_count,
        planned: *planned_count,
        companies: companies
            .iter()
            .map(|of_company| CompanyJson {
                counts: (&of_company.marks).into(),
                name: &of_company.company,
                interviews: of_company.interview_count,
            })
            .collect(),
    };
    vec![("mocks", listed), ("mock_totals", json!(totals))]
}

/// All together, each, and by company.
fn mocks(progress: &Progress<'_>) -> Vec<Table> {
    let MockStats { interviews, finished_count, planned_count, whole, companies } = &progress.stats.mocks;
    if interviews.is_empty() {
        return vec![words(Vec::new())];
    }
    let mut questions = format!("{} of {planned_count} asked", whole.asked_count);
    for (number, what) in [(whole.no_answer_count, "without an answer"), (whole.skipped_count, "skipped")] {
        if number > 0 {
            let _ = write!(questions, ", {number} {what}");
        }
    }
    let mut time = format!("{} of {}", time_text(whole.took_ms / 1000), time_text(whole.limit_secs));
    if whole.over_count > 0 {
        let _ = write!(time, "; {} over time", count(whole.over_count, "answer"));
    }
    let grades = Grade::ALL.map(|grade| format!("{} {}", whole.grade_counts[grade as usize], grade.name()));
    let all = vec![
        said("interviews", format!("{}, {finished_count} finished", interviews.len())),
        said("questions", questions),
        said("grades", grades.join(", ")),
        said("time", time),
        said("score", whole.score_text()),
    ];
    let score = |marks: &StageMarks| marks.score().map_or_else(|| "-".to_owned(), percent);
    let held = interviews.iter().rev().take(LISTED_QUESTIONS).map(|held| Row {
        label: clean_line(&if held.is_finished {
            held.title.clone()
        } else {
            format!("{} (unfinished)", held.title)
        }),
        cells: vec![held.day.to_string(), score(&held.marks), held.marks.asked_count.to_string()],
        bar: None,
    });
    let of_companies = companies.iter().map(|of_company| Row {
        label: clean_line(&of_company.company),
        cells: vec![
            of_company.interview_count.to_string(),
            score(&of_company.marks),
            of_company.marks.asked_count.to_string(),
            time_text(of_company.marks.took_ms / 1000),
        ],
        bar: None,
    });
    let mut tables = vec![
        Table { columns: vec!["", ""], ..words(all) },
        Table {
            title: "Each mock interview, the latest first".to_owned(),
            columns: vec!["interview", "day", "score", "asked"],
            note: if interviews.len() > LISTED_QUESTIONS {
                format!("{LISTED_QUESTIONS} of {}; with `--format json` all", interviews.len())
            } else {
                String::new()
            },
            ..texts(held.collect())
        },
    ];
    if !companies.is_empty() {
        tables.push(Table {
            title: "Mock interviews by company".to_owned(),
            columns: vec!["company", "held", "score", "asked", "time"],
            ..texts(of_companies.collect())
        });
    }
    tables
}

fn summary(progress: &Progress<'_>) -> String {
    let MockStats { interviews, whole, companies, .. } = &progress.stats.mocks;
    if interviews.is_empty() {
        return String::new();
    }
    let row = |name: String, interview_count: usize, marks: &StageMarks| {
        let (asked, time) = (marks.asked_count.to_string(), time(marks.took_ms));
        [name, interview_count.to_string(), asked, time, marks.score_text()]
    };
    let mut rows = vec![row("in total".to_owned(), interviews.len(), whole)];
    rows.extend(companies.iter().map(|of_company| {
        row(in_a_cell(&of_company.company), of_company.interview_count, &of_company.marks)
    }));
    summary::table(MOCKS.title, ["", "interviews", "questions", "time", "score"], rows)
}
