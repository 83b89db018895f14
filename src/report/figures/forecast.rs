//! How many cards become due on each coming day.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::json;

use super::super::summary;
use super::{Extras, Figure, Progress, Table, barred, count, words};
use crate::study::text::safe;

/// The days that are worth a line of their own in a short report.
const NEAR_DAYS: usize = 7;

pub(super) static FORECAST: Figure = Figure {
    name: "forecast",
    title: "Due in the next 30 days",
    help: "cards that become due on each of the next 30 days",
    tables: |progress| vec![forecast(progress)],
    json: |progress| {
        let stats = progress.stats;
        let days = stats.forecast.iter();
        let days = days.map(|due| DayJson { day: due.day.to_string(), due: due.due_count });
        vec![
            ("forecast", days.map(|day| json!(day)).collect()),
            ("backlog", json!(stats.backlog_count)),
            ("due_later", json!(stats.later_count)),
        ]
    },
    extras: Extras { overview: |progress| vec![near(progress)], summary, ..Extras::NONE },
};

#[derive(Serialize)]
struct DayJson {
    day: String,
    due: usize,
}

fn forecast(progress: &Progress<'_>) -> Table {
    let stats = progress.stats;
    let rows = stats.forecast.iter().map(|due| barred(safe!("{}", due.day), due.due_count, Vec::new()));
    let sum: usize = stats.forecast.iter().map(|due| due.due_count).sum();
    let mut note = format!("{sum} in total");
    if stats.backlog_count > 0 {
        let _ = write!(note, "; {} overdue, counted for today", stats.backlog_count);
    }
    if stats.later_count > 0 {
        let _ = write!(note, "; {} later", stats.later_count);
    }
    Table { columns: vec!["day", "due"], note, ..words(rows.collect()) }
}

fn near(progress: &Progress<'_>) -> Table {
    let mut table = forecast(progress);
    table.rows.truncate(NEAR_DAYS);
    Table { title: format!("Due in the next {NEAR_DAYS} days"), note: String::new(), ..table }
}

fn summary(progress: &Progress<'_>) -> String {
    let forecast = &progress.stats.forecast;
    let (near, later) = forecast.split_at(forecast.len().min(NEAR_DAYS));
    let mut rows: Vec<_> = near.iter().map(|due| [due.day.to_string(), due.due_count.to_string()]).collect();
    let later_count: usize = later.iter().map(|due| due.due_count).sum();
    rows.push([format!("the {} after", count(later.len(), "day")), later_count.to_string()]);
    summary::table("Due", ["day", "cards"], rows)
}
