//! Progress as a short report in Markdown, for people who do not have viva before them.
//!
//! Figures write their own parts; here is what these have in common.

use std::fmt::Write as _;

use crate::study::stats::Retention;
use crate::study::text::clean_line;

use super::figures::FIGURES;
use super::tables::Progress;

/// Headings, tables and sentences; no line needs a terminal of any width.
#[must_use]
pub fn summary_markdown(progress: &Progress<'_>) -> String {
    let title = format!("# Progress on {}\n\n", progress.today);
    std::iter::once(title).chain(FIGURES.iter().map(|figure| (figure.extras.summary)(progress))).collect()
}

/// A name in one cell, as it is.
pub(super) fn in_a_cell(name: &str) -> String {
    let mut cell = String::new();
    for c in clean_line(name).as_str().chars().map(|c| if c.is_whitespace() { ' ' } else { c }) {
        if c.is_ascii_punctuation() {
            cell.push('\\');
        }
        cell.push(c);
    }
    cell
}

/// A heading, and a table below it.
pub(super) fn table<const WIDTH: usize>(
    title: &str,
    header: [&str; WIDTH],
    rows: impl IntoIterator<Item = [String; WIDTH]>,
) -> String {
    let mut text = format!("\n## {title}\n\n| {} |\n|{}\n", header.join(" | "), " --- |".repeat(WIDTH));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

pub(super) fn share(retention: Retention) -> String {
    match retention.share() {
        None => "–".to_owned(),
        Some(share) => format!("{:.1}% of {}", share * 100.0, retention.total),
    }
}

/// Minutes that were begun count.
pub(super) fn time(took_ms: u64) -> String {
    let minutes = took_ms.div_ceil(60_000);
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::study::day::Day;
    use crate::study::queue::Outlook;
    use crate::study::stats::{Counting, Groups, Period};

    #[test]
    fn every_row_of_a_table_is_as_wide_as_its_head() {
        let today = Day::parse_iso("2026-11-21").unwrap();
        let stats = Counting::new(today, Period::default(), Groups::default(), &|_| 0).finish();
        let (questions, outlook) = (HashMap::new(), Outlook::default());
        let text =
            summary_markdown(&Progress { stats: &stats, today, questions: &questions, outlook: &outlook });
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
