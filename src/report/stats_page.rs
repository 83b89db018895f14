//! Statistics as one page that needs nothing else: no script, no font, no picture, no network.
//!
//! maud escapes all that is put into it, and the page's own policy forbids whatever would run or load.
//! Every figure has its table, so that it can be read aloud, printed and copied.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::study::stats::RetentionRow;

use super::charts;
use super::figures::Figure;
use super::tables::{Labels, MOST_DAYS, Progress, Table};
use super::words::{count, minutes, percent_of};

const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
const STYLE: &str = include_str!("page.css");

/// `figures` are shown, in their order; `words` say of which cards and days, and may be empty.
#[must_use]
pub fn stats_page(progress: &Progress<'_>, figures: &[Figure], words: &str) -> String {
    let today = progress.today;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { "viva: progress on " (today) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "Progress on " (today) }
                    @if !words.is_empty() { p.soft dir="auto" { (words) } }
                    (tiles(progress))
                }
                @if figures.len() > 1 && !progress.is_without_cards() {
                    nav aria-label="Figures" {
                        ul {
                            @for figure in figures.iter().filter(|figure| **figure != Figure::Today) {
                                li { a href=(format!("#{}", figure.name())) { (figure.title()) } }
                            }
                        }
                    }
                }
                main {
                    @if progress.is_without_cards() {
                        section.wide {
                            @if words.is_empty() {
                                p { "No cards yet. " code { "viva import PATH" } " makes decks of notes." }
                            } @else {
                                p { "There are no such cards." }
                            }
                        }
                    } @else {
                        @for figure in figures { (section(progress, *figure)) }
                    }
                }
                footer { "Made by viva. Nothing in this page runs, and nothing is loaded." }
            }
        }
    };
    page.into_string()
}

fn tiles(progress: &Progress<'_>) -> Markup {
    let stats = progress.stats;
    let month = stats.retention.iter().find(|row| row.period == "month").map(RetentionRow::all);
    let month = month.unwrap_or_default();
    let tiles = [
        (
            "Reviews today",
            stats.today.review_count.to_string(),
            format!("in {}", minutes(stats.today.took_ms)),
        ),
        (
            "Due now",
            stats.today.due_count.to_string(),
            format!("{} to be asked again", stats.today.owed_count),
        ),
        (
            "Streak",
            count(usize::try_from(stats.streak.current_days).unwrap_or(usize::MAX), "day"),
            format!("longest {}", stats.streak.longest_days),
        ),
        ("Retention, 30 days", percent_of(month), format!("{} of {}", month.passed, month.total)),
        ("Cards", stats.totals.card_count.to_string(), format!("{} new", stats.totals.new_count)),
        (
            "All reviews",
            stats.totals.review_count.to_string(),
            format!("{} on {}", minutes(stats.totals.took_ms), count(stats.totals.day_count, "day")),
        ),
    ];
    html! {
        dl.tiles {
            @for (name, value, beside) in tiles {
                div { dt { (name) } dd { (value) small { (beside) } } }
            }
        }
    }
}

fn section(progress: &Progress<'_>, figure: Figure) -> Markup {
    let tables = progress.tables(figure);
    let has_texts = tables.iter().any(|table| table.labels == Labels::Texts);
    let are_beside = tables.len() > 1 && !has_texts;
    let is_wide = figure == Figure::Calendar || has_texts || are_beside;
    html! {
        section id=(figure.name()) class=[is_wide.then_some("wide")] {
            h2 { (figure.title()) }
            @if are_beside {
                div.parts { @for table in &tables { div { (part(progress, figure, table)) } } }
            } @else {
                @for table in &tables { (part(progress, figure, table)) }
            }
        }
    }
}

fn part(progress: &Progress<'_>, figure: Figure, table: &Table) -> Markup {
    html! {
        @if !table.title.is_empty() { h3 { (table.title) } }
        @if table.rows.is_empty() {
            p.soft { "nothing" }
        } @else if let Some(chart) = chart(progress, figure, table) {
            figure {
                (chart)
                details { summary { "Numbers" } (drawn(table)) }
            }
        } @else {
            (drawn(table))
        }
        @if !table.note.is_empty() { p.note { (with_commands(&table.note)) } }
    }
}

/// What stands between backticks is something to type.
fn with_commands(note: &str) -> Markup {
    html! {
        @for (number, part) in note.split('`').enumerate() {
            @if number % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// `None` where a table says it all.
fn chart(progress: &Progress<'_>, figure: Figure, table: &Table) -> Option<Markup> {
    let stats = progress.stats;
    match figure {
        Figure::Cards => Some(charts::states(stats)),
        Figure::Calendar => Some(charts::calendar(stats, progress.today)),
        Figure::Retention => Some(charts::retention(stats)),
        Figure::Grades => Some(charts::grades(stats)),
        Figure::Reviews if table.rows.len() > MOST_DAYS => {
            progress.tables(Figure::Calendar).first().map(charts::columns)
        }
        _ if table.rows.iter().any(|row| row.bar.is_some()) => Some(charts::columns(table)),
        _ => None,
    }
}

fn drawn(table: &Table) -> Markup {
    let texts = table.labels == Labels::Texts;
    let has_header = table.columns.iter().any(|column| !column.is_empty());
    let class = if has_header { (table.columns.len() > 5).then_some("many") } else { Some("said") };
    html! {
        div.table {
            table class=[class] {
                @if has_header {
                    thead { tr { @for column in &table.columns { th scope="col" { (column) } } } }
                }
                tbody {
                    @for row in &table.rows {
                        tr {
                            @if texts {
                                td.text dir="auto" { (row.label) }
                            } @else {
                                th scope="row" { (row.label) }
                            }
                            @for cell in &row.cells { td { (cell) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The colours of the light theme, then of the dark one.
    fn themes() -> [impl Fn(&str) -> f64; 2] {
        let (light, dark) = STYLE.split_once("@media screen").unwrap();
        [light, dark].map(|theme| {
            move |name: &str| {
                let at = theme.find(&format!("--{name}: #")).unwrap_or_else(|| panic!("no colour --{name}"));
                let hex = theme[at..].split_once('#').unwrap().1;
                luminance(u32::from_str_radix(&hex[..6], 16).unwrap())
            }
        })
    }

    /// Relative luminance of sRGB, as WCAG 2.2 has it.
    fn luminance(rgb: u32) -> f64 {
        let part = |shift: u32| {
            let value = f64::from((rgb >> shift) & 255) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    fn contrast(one: f64, other: f64) -> f64 {
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn shades_are_told_apart_by_lightness_alone() {
        for color in themes() {
            let levels = ["none", "level-1", "level-2", "level-3", "level-4"].map(&color);
            assert!(levels.is_sorted() || levels.iter().rev().is_sorted(), "{levels:?}");
            for pair in levels.windows(2) {
                assert!(contrast(pair[0], pair[1]) > 1.35, "{levels:?}");
            }
            for pair in [("level-2", "level-4"), ("again", "hard"), ("hard", "good"), ("good", "easy")] {
                assert!(contrast(color(pair.0), color(pair.1)) > 1.5, "{pair:?}");
            }
            for (ink, ground, least) in [
                ("ink", "card", 7.0),
                ("soft", "card", 4.5),
                ("soft", "page", 4.5),
                ("bar", "card", 3.0),
                ("bar", "page", 4.5),
            ] {
                assert!(contrast(color(ink), color(ground)) > least, "{ink} on {ground}");
            }
        }
    }

    #[test]
    fn the_style_loads_nothing() {
        for outside in ["http", "//", "@import", "url(", "expression", "</"] {
            assert!(!STYLE.contains(outside), "{outside}");
        }
    }
}
