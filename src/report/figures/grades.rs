//! Grades by the age of the card.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::json;

use super::super::charts::{SAID, WIDTH, fixed, legend, number, parts_of_a_bar, view_box};
use super::{Extras, Figure, GradeCountsJson, Progress, Row, Table, percent_of, words};
use crate::study::grade::Grade;
use crate::study::stats::{Age, Retention, Stats};

pub(super) static GRADES: Figure = Figure {
    name: "grades",
    title: "Grades by age of the card",
    help: "again, hard, good, easy by the age of the card",
    tables: |progress| vec![grades(progress)],
    json: |progress| vec![("grades", json!(json(progress.stats)))],
    extras: Extras { of_period: true, chart: |progress, _| Some(chart(progress.stats)), ..Extras::NONE },
};

/// By the name of the age.
fn json(stats: &Stats) -> BTreeMap<&'static str, GradeCountsJson> {
    Age::ALL.iter().zip(&stats.grades).map(|(age, grades)| (age.name(), grades.counts.into())).collect()
}

fn grades(progress: &Progress<'_>) -> Table {
    let rows = Age::ALL.into_iter().zip(&progress.stats.grades).filter(|(_, grades)| grades.total() > 0);
    let rows = rows.map(|(age, grades)| {
        let passed = grades.total() - grades.of(Grade::Again);
        let mut cells: Vec<String> = Grade::ALL.iter().map(|grade| grades.of(*grade).to_string()).collect();
        cells.push(percent_of(Retention { passed, total: grades.total() }));
        Row { label: age.name().into(), cells, bar: None }
    });
    Table {
        columns: vec!["age", "again", "hard", "good", "easy", "passed"],
        note: "repeat: later on the same day, cram, or Anki's learning steps".to_owned(),
        ..words(rows.collect())
    }
}

/// A bar for each age, parted by grades.
fn chart(stats: &Stats) -> Markup {
    const LEFT: f64 = 46.0;
    const STEP: f64 = 26.0;
    let rows: Vec<_> =
        Age::ALL.iter().zip(&stats.grades).filter(|(_, grades)| grades.total() > 0).enumerate().collect();
    let below = SAID + STEP * number(rows.len());
    html! {
        svg viewBox=(view_box(WIDTH, below + 20.0)) role="group" {
            @for (place, (age, grades)) in &rows {
                @let y = SAID + STEP * number(*place);
                @let parts = Grade::ALL.map(|grade| (grade.name(), grades.of(grade)));
                text x=(fixed(LEFT - 6.0)) y=(fixed(y + 14.0)) text-anchor="end" { (age.name()) }
                (parts_of_a_bar(&parts, "c", age.name(), LEFT, y, 20.0))
            }
            (legend(&Grade::ALL.map(|grade| grade.name().to_owned()), "c", below + 12.0))
        }
    }
}
