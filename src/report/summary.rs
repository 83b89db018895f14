//! Progress as a short report in Markdown, for people who do not have viva before them.

use std::fmt::Write as _;

use crate::study::day::Day;
use crate::study::marks::StageMarks;
use crate::study::queue::Outlook;
use crate::study::stats::{RETENTION_MEANS, Retention, Stats};
use crate::study::text::clean_line;

/// The days of the forecast that are worth a line of their own.
const NEAR_DAYS: usize = 7;

/// Headings, tables and sentences; no line needs a terminal of any width.
#[must_use]
pub fn summary_markdown(stats: &Stats, outlook: &Outlook, today: Day) -> String {
    let Stats { today: now, totals, streak, forecast, retention, .. } = stats;
    let mut text = format!("# Progress on {today}\n\n");
    let _ = writeln!(
        text,
        "{} on {}, {} in total. A streak of {}; the longest was {}.",
        counted(totals.review_count, "review"),
        counted(totals.day_count, "day"),
        time(totals.took_ms),
        counted(streak.current_days as usize, "day"),
        counted(streak.longest_days as usize, "day"),
    );
    let _ = writeln!(
        text,
        "Today: {} in {}, {}. Left today: {}. Tomorrow: {}.",
        counted(now.review_count, "review"),
        time(now.took_ms),
        counted(now.new_count, "new card"),
        outlook.today.describe_with_waiting(),
        outlook.describe_tomorrow(),
    );
    table(&mut text, "Cards", ["", "cards"]);
    let duplicates = totals.counts().describe_duplicates();
    let duplicates = duplicates.map_or(String::new(), |duplicates| format!(" ({duplicates})"));
    let _ = writeln!(text, "| in total | {}{duplicates} |", totals.card_count);
    for (name, count) in [
        ("new", totals.new_count),
        ("young", totals.young_count),
        ("mature", totals.mature_count),
        ("suspended", totals.suspended_count),
        ("leeches", totals.leech_count),
        ("unanswered", totals.unanswered_count),
    ] {
        let _ = writeln!(text, "| {name} | {count} |");
    }
    table(&mut text, "Retention", ["", "young", "mature", "all"]);
    for row in retention {
        let (young, mature, all) = (share(row.young), share(row.mature), share(row.all()));
        let _ = writeln!(text, "| {} | {young} | {mature} | {all} |", row.period);
    }
    let _ = writeln!(text, "\nRetention is of the {RETENTION_MEANS}.");
    table(&mut text, "Due", ["day", "cards"]);
    for day in forecast.iter().take(NEAR_DAYS) {
        let _ = writeln!(text, "| {} | {} |", day.day, day.due_count);
    }
    let later: usize = forecast.iter().skip(NEAR_DAYS).map(|day| day.due_count).sum();
    let _ = writeln!(
        text,
        "| the {} after | {later} |",
        counted(forecast.len().saturating_sub(NEAR_DAYS), "day")
    );
    let mocks = &stats.mocks;
    if !mocks.interviews.is_empty() {
        table(&mut text, "Mock interviews", ["", "interviews", "questions", "time", "score"]);
        let mut row = |name: &str, interview_count: usize, marks: &StageMarks| {
            let (asked, time, score) = (marks.asked_count, time(marks.took_ms), marks.score_text());
            let _ = writeln!(text, "| {name} | {interview_count} | {asked} | {time} | {score} |");
        };
        row("in total", mocks.interviews.len(), &mocks.whole);
        for of_company in &mocks.companies {
            row(&in_a_cell(&of_company.company), of_company.interview_count, &of_company.marks);
        }
    }
    text
}

/// A name in one cell, as it is.
fn in_a_cell(name: &str) -> String {
    let mut cell = String::new();
    for c in clean_line(name).as_str().chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
        if c.is_ascii_punctuation() {
            cell.push('\\');
        }
        cell.push(c);
    }
    cell
}

fn table<const WIDTH: usize>(text: &mut String, title: &str, header: [&str; WIDTH]) {
    let _ = writeln!(text, "\n## {title}\n\n| {} |", header.join(" | "));
    let _ = writeln!(text, "|{}", " --- |".repeat(WIDTH));
}

fn share(retention: Retention) -> String {
    match retention.share() {
        None => "–".to_owned(),
        Some(share) => format!("{:.1}% of {}", share * 100.0, retention.total),
    }
}

fn time(took_ms: u64) -> String {
    let minutes = took_ms.div_ceil(60_000);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

fn counted(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use crate::study::stats::{Counting, Groups, Period};

    use super::*;

    #[test]
    fn every_row_of_a_table_is_as_wide_as_its_head() {
        let today = Day::parse_iso("2026-11-21").unwrap();
        let text = summary_markdown(
            &Counting::new(today, Period::default(), Groups::default(), &|_| 0).finish(),
            &Outlook::default(),
            today,
        );
        assert!(
            text.starts_with("# Progress on 2026-11-21\n\n0 reviews on 0 days, 0 min in total."),
            "{text}"
        );
        let mut tables = 0;
        for table in text.split("\n\n").filter(|part| part.starts_with('|')) {
            let widths: Vec<usize> = table.lines().map(|line| line.matches('|').count()).collect();
            assert!(widths.iter().all(|width| *width == widths[0]), "{table}");
            tables += 1;
        }
        assert_eq!(tables, 3);
    }
}
