//! Statistics as lines of text, fitted to a width.
//!
//! Every figure stands as a number; bars and shades only repeat it, so nothing is lost without colour,
//! without Unicode or to a screen reader.

use std::fmt::Write as _;

use crate::study::text::{self, Safe, clean, clean_line, lines_of};

use super::figures::{FIGURES, Figure};
use super::tables::{Labels, Progress, Row, Table};

const LEAST_BAR: usize = 8;
pub(super) const INDENT: &str = "  ";

/// How the lines may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextLooks {
    /// In columns.
    pub width: usize,
    /// Block characters may be used.
    pub unicode: bool,
}

/// Every figure that has something to show, in full.
#[must_use]
pub fn stats_text(progress: &Progress<'_>, looks: TextLooks) -> Safe {
    let mut text = Safe::default();
    for figure in FIGURES.iter().filter(|figure| figure.has_rows(progress)) {
        if !text.is_empty() {
            text.push(&"\n".into());
        }
        text.push(&figure_text(progress, figure, looks));
    }
    text
}

/// One figure, in full.
#[must_use]
pub fn figure_text(progress: &Progress<'_>, figure: &Figure, looks: TextLooks) -> Safe {
    let mut text = String::new();
    for table in (figure.tables)(progress) {
        draw(&mut text, figure, &table, progress, looks);
    }
    clean(&text)
}

pub(super) fn draw(
    text: &mut String,
    figure: &Figure,
    table: &Table,
    progress: &Progress<'_>,
    looks: TextLooks,
) {
    if !text.is_empty() {
        text.push('\n');
    }
    if figure.extras.with_day {
        let _ = writeln!(text, "{}  {}", figure.title, progress.today);
    } else {
        let title = if table.title.is_empty() { figure.title } else { &table.title };
        *text += &filled(title, looks.width);
    }
    if let Some(picture) = figure.extras.picture {
        *text += &picture(progress, looks);
        if !table.rows.is_empty() {
            text.push('\n');
        }
    }
    let below = if !table.rows.is_empty() {
        draw_rows(text, table, looks);
        &table.note
    } else if figure.extras.picture.is_none() {
        &table.empty
    } else {
        ""
    };
    if !below.is_empty() {
        for line in wrapped(below, looks.width - INDENT.len()) {
            let _ = writeln!(text, "{INDENT}{line}");
        }
    }
}

fn draw_rows(text: &mut String, table: &Table, looks: TextLooks) {
    if table.labels == Labels::Texts {
        draw_texts(text, table, looks.width);
        return;
    }
    let widths = column_widths(table);
    let used = INDENT.len() + widths.iter().sum::<usize>() + 2 * (widths.len() - 1);
    if table.columns.len() == 2 && table.rows.iter().all(|row| row.bar.is_none()) {
        draw_sayings(text, table, widths[0], looks.width);
        return;
    }
    if used > looks.width {
        draw_list(text, table, looks.width);
        return;
    }
    if table.columns.len() > 2 {
        let cells: Vec<&str> = table.columns.clone();
        let _ = writeln!(text, "{}", columns(&cells, &widths, true));
    }
    let bar_width = looks.width.saturating_sub(used + 2);
    let most = table.rows.iter().filter_map(|row| row.bar).max().unwrap_or(0);
    let is_number = table.rows.iter().any(|row| row.bar.is_some()) || table.columns.len() > 2;
    for Row { label, cells, bar } in &table.rows {
        let cells: Vec<&str> =
            std::iter::once(label.as_str()).chain(cells.iter().map(String::as_str)).collect();
        let line = columns(&cells, &widths, is_number);
        let bar = match bar {
            Some(number) if *number > 0 && bar_width >= LEAST_BAR => {
                (if looks.unicode { "█" } else { "#" }).repeat((number * bar_width).div_ceil(most))
            }
            _ => String::new(),
        };
        let line = format!("{line}  {bar}");
        let _ = writeln!(text, "{}", line.trim_end());
    }
}

/// Of each column, header included where one is shown.
fn column_widths(table: &Table) -> Vec<usize> {
    let with_header = table.columns.len() > 2;
    let cell = |row: &Row, column: usize| match column {
        0 => text::width(row.label.as_str()),
        column => row.cells.get(column - 1).map_or(0, |cell| text::width(cell)),
    };
    let width = |column: usize| {
        let header = if with_header { text::width(table.columns[column]) } else { 0 };
        table.rows.iter().map(|row| cell(row, column)).max().unwrap_or(0).max(header)
    };
    (0..table.columns.len()).map(width).collect()
}

/// The first to the left, numbers to the right.
fn columns(cells: &[&str], widths: &[usize], are_numbers: bool) -> String {
    let mut line = INDENT.to_owned();
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        if column > 0 {
            line.push_str("  ");
        }
        let free = " ".repeat(width.saturating_sub(text::width(cell)));
        if column > 0 && are_numbers {
            line.push_str(&free);
            line.push_str(cell);
        } else {
            line.push_str(cell);
            line.push_str(&free);
        }
    }
    line.trim_end().to_owned()
}

/// A label and what is said of it, which goes on below itself.
fn draw_sayings(text: &mut String, table: &Table, label_width: usize, width: usize) {
    for Row { label, cells, .. } in &table.rows {
        let mut label = label.as_str();
        for said in cells.iter().flat_map(|cell| wrapped(cell, width.saturating_sub(label_width + 4))) {
            let _ = writeln!(text, "{INDENT}{label:<label_width$}  {said}");
            label = "";
        }
    }
}

/// Where columns do not fit side by side: `label`, and below it `name cell` each.
fn draw_list(text: &mut String, table: &Table, width: usize) {
    for row in &table.rows {
        for line in wrapped(row.label.as_str(), width - INDENT.len()) {
            let _ = writeln!(text, "{INDENT}{line}");
        }
        let cells = table.columns.iter().skip(1).zip(&row.cells);
        let cells: Vec<String> = cells.map(|(name, cell)| format!("{name} {cell}")).collect();
        for line in wrapped(&cells.join(", "), width - 2 * INDENT.len()) {
            let _ = writeln!(text, "{INDENT}{INDENT}{line}");
        }
    }
}

/// The numbers, and beside them the text, as wide as is left; below them where that is too little.
fn draw_texts(text: &mut String, table: &Table, width: usize) {
    const LEAST_TEXT: usize = 24;
    let mut widths = column_widths(table);
    if table.columns.len() == 2 {
        widths[1] = widths[1].max(text::width(table.columns[1]));
    }
    let numbers = INDENT.len() + widths[1..].iter().map(|width| width + 2).sum::<usize>();
    if width < numbers + LEAST_TEXT {
        draw_list(text, table, width);
        return;
    }
    let shown = |cells: &[&str]| {
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(&widths[1..]) {
            let _ = write!(line, "{INDENT}{}{cell}", " ".repeat(width - text::width(cell)));
        }
        line
    };
    let _ = writeln!(text, "{}  {}", shown(&table.columns[1..]), table.columns[0]);
    for Row { label, cells, .. } in &table.rows {
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let mut before = shown(&cells);
        for line in wrapped(label.as_str(), width - numbers) {
            let free = " ".repeat(numbers.saturating_sub(text::width(&before)));
            let _ = writeln!(text, "{before}{free}{line}");
            before.clear();
        }
    }
}

pub(super) fn filled(text: &str, width: usize) -> String {
    wrapped(text, width).into_iter().map(|line| line.into_string() + "\n").collect()
}

/// Lines of at most `width` columns, broken between words; a word that is longer is broken itself.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<Safe> {
    lines_of(&clean_line(text), width)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::stats_overview::stats_overview;
    use super::*;
    use crate::study::card::CardId;
    use crate::study::day::Day;
    use crate::study::queue::Outlook;
    use crate::study::schedule::CardState;
    use crate::study::stats::{
        AskedQuestion, CardFacts, Counting, DayStats, FailedQuestion, GroupKind, Groups, HeldMock, MockStats,
        OpenQuestion, Period, Retention, Stats, Totals,
    };

    const LONG: &str =
        "چرا از قفل استفاده می\u{200c}کنیم و 日本語 means-what-in-one-very-long-word-that-fits-nowhere?";

    fn today() -> Day {
        Day::parse_iso("2026-11-21").unwrap()
    }

    /// Numbers as wide as they get, and texts of all kinds.
    fn stats() -> Stats {
        let card = CardId::parse("a").unwrap();
        let mut groups = Groups::default();
        for name in [LONG, "go"] {
            groups.add(card.clone(), GroupKind::ALL.map(|kind| (kind, name)));
        }
        let mut counting = Counting::new(today(), Period::default(), groups, &|_| 0);
        let facts =
            CardFacts { card: card.clone(), state: CardState::default(), asked_times: 3, unanswered: true };
        counting.card(facts);
        let mut stats = counting.finish();
        let retention = Retention { passed: 99_999, total: 123_456 };
        stats.totals =
            Totals { review_count: 1_000_000, took_ms: 7_000_000_000, day_count: 4000, ..stats.totals };
        stats.days = (0..900)
            .map(|back| DayStats {
                day: today().minus(899 - back),
                review_count: back as usize * 7 % 411,
                took_ms: 3_600_000,
                new_count: 20,
                retention,
            })
            .collect();
        for row in &mut stats.retention {
            (row.young, row.mature) = (retention, retention);
        }
        for (number, forecast) in stats.forecast.iter_mut().enumerate() {
            forecast.due_count = number * number * 13;
        }
        stats.hours[7].review_count = 123_456;
        stats.grades[1].counts = [100_000, 20, 3, 123_456];
        for group in &mut stats.groups {
            group.retention = retention;
        }
        stats.failed = vec![FailedQuestion { card: card.clone(), retention, lapse_count: 88 }; 7];
        stats.most_asked = vec![
            AskedQuestion {
                card: card.clone(),
                asked_times: 12,
                state: "suspended",
                unanswered: true,
                interval_days: Some(36_500),
                recall: Some(1.0),
            };
            3
        ];
        stats.unanswered = vec![OpenQuestion { card, asked_times: 100 }];
        stats
    }

    #[test]
    fn nothing_is_wider_than_the_screen() {
        let stats = stats();
        let questions = HashMap::from([(CardId::parse("a").unwrap(), LONG.to_owned())]);
        let progress =
            Progress { stats: &stats, today: today(), questions: &questions, outlook: &Outlook::default() };
        for width in [20, 40, 53, 80, 120, 200] {
            for unicode in [false, true] {
                let looks = TextLooks { width, unicode };
                let figures: Vec<Safe> =
                    FIGURES.iter().map(|figure| figure_text(&progress, figure, looks)).collect();
                for text in figures
                    .iter()
                    .chain([&stats_text(&progress, looks), &stats_overview(&progress, looks, 40)])
                {
                    let widest = text.as_str().lines().max_by_key(|line| text::width(line)).unwrap();
                    assert!(text::width(widest) <= width, "{width}: {widest:?} in\n{text}");
                    let own = text.as_str().chars().filter(|c| "█░▒▓·".contains(*c)).count();
                    assert!(unicode || own == 0, "{text}");
                }
                // All of a text is there, in its order.
                let failed = figure_text(&progress, Figure::named("failed").unwrap(), looks);
                let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
                if width <= 40 {
                    assert!(letters(failed.as_str()).contains(&letters(LONG)), "{failed}");
                }
            }
        }
    }

    /// The whole overview, letter by letter, of a year's history.
    #[track_caller]
    fn check_overview(width: usize, unicode: bool, expected: &str) {
        let mut stats = stats();
        stats.days = (0..365)
            .filter(|back| back % 7 != 3)
            .map(|back| DayStats {
                review_count: back as usize * 7 % 61,
                ..DayStats::of(today().minus(back))
            })
            .collect();
        stats.days.reverse();
        stats.mocks = MockStats {
            interviews: vec![HeldMock {
                day: today(),
                title: "Go at Acme".to_owned(),
                ..HeldMock::default()
            }],
            planned_count: 5,
            ..MockStats::default()
        };
        for row in &mut stats.retention {
            row.young = Retention { passed: 91, total: 100 };
            row.mature = Retention { passed: 88, total: 90 };
        }
        let questions = HashMap::from([(CardId::parse("a").unwrap(), LONG.to_owned())]);
        let progress =
            Progress { stats: &stats, today: today(), questions: &questions, outlook: &Outlook::default() };
        let found = stats_overview(&progress, TextLooks { width, unicode }, 24);
        // With the prompt of the shell it fits on the usual screen.
        assert!(found.as_str().lines().count() <= 23, "{found}");
        assert!(found.as_str() == expected, "expected\n{expected}\nfound\n{found}");
    }

    #[test]
    fn the_overview_at_three_widths() {
        check_overview(40, true, include_str!("../../tests/vectors/overview-40.txt"));
        check_overview(80, true, include_str!("../../tests/vectors/overview-80.txt"));
        check_overview(120, false, include_str!("../../tests/vectors/overview-120-ascii.txt"));
    }

    #[test]
    fn a_calendar_is_read_without_colour() {
        let days = stats_days(&[(0, 40), (1, 3), (2, 2), (3, 1), (8, 1)]);
        let stats = Stats { days, ..Stats::default() };
        let questions = HashMap::new();
        let (calendar, looks) = (Figure::named("calendar").unwrap(), TextLooks { width: 20, unicode: true });
        let progress =
            Progress { stats: &stats, today: today(), questions: &questions, outlook: &Outlook::default() };
        let text = figure_text(&progress, calendar, looks);
        let expected = "\
Reviews per day
     Aug Sep Oct Nov
  Mo ···············
  Tu ···············
  We ··············░
  Th ··············▓
  Fr ·············░█
  Sa ··············█
  Su ··············
  · 0 ░ 1 ▓ 2 █ 3+
";
        assert!(text.as_str().starts_with(expected), "{text}");
    }

    fn stats_days(counts: &[(u32, usize)]) -> Vec<DayStats> {
        let mut days: Vec<DayStats> = counts
            .iter()
            .map(|(back, review_count)| DayStats {
                day: today().minus(*back),
                review_count: *review_count,
                took_ms: 0,
                new_count: 0,
                retention: Retention::default(),
            })
            .collect();
        days.sort_by_key(|done| done.day);
        days
    }
}
