//! Charts as inline SVG, without script: what a bar stands for is its title, is said beside the chart while
//! the pointer or the focus is on it, and stands in the table below.
//!
//! Colours and sizes of letters are in `page.css`. Shades differ in lightness and the squares of the
//! calendar in size, too, so that no meaning hangs on hue.

use maud::{Markup, html};

use crate::study::day::Day;
use crate::study::grade::Grade;
use crate::study::stats::{Age, Stats};

use super::calendar::{Calendar, LEVELS};
use super::tables::{Row, Table};
use super::words::{count, minutes, percent, share};

/// In the units of the drawings; on a phone about a pixel each.
const WIDTH: f64 = 360.0;
const WIDE: f64 = 760.0;
/// Above a chart there is room for what is said of a part.
const SAID: f64 = 14.0;
/// A row of a legend, and the room for the mark before each of its texts.
const LEGEND_ROW: f64 = 14.0;
const MARK: f64 = 16.0;

/// A column for each row that has a bar.
pub(super) fn columns(table: &Table) -> Markup {
    const LEFT: f64 = 30.0;
    const HEIGHT: f64 = 110.0;
    const LABELS: f64 = 14.0;
    const MOST_LABELS: usize = 7;
    let rows: Vec<(&Row, usize)> = table.rows.iter().filter_map(|row| Some((row, row.bar?))).collect();
    let most = round_up(rows.iter().map(|(_, number)| *number).max().unwrap_or(0));
    let slot = (WIDTH - LEFT) / number(rows.len().max(1));
    let bar = (slot * 0.8).min(36.0);
    let step = rows.len().div_ceil(MOST_LABELS).max(1);
    let height_of = |of: usize| number(of) / number(most) * HEIGHT;
    let bottom = SAID + HEIGHT;
    html! {
        svg viewBox=(view_box(WIDTH, bottom + LABELS)) role="group" {
            @for part in [0, most / 2, most] {
                @let y = fixed(bottom - height_of(part));
                line class="grid" x1=(fixed(LEFT)) x2=(fixed(WIDTH)) y1=(y) y2=(y) {}
                @if part > 0 || most < 2 {
                    text x=(fixed(LEFT - 4.0)) y=(y) dy="3" text-anchor="end" { (part) }
                }
            }
            @for (place, (row, of)) in rows.iter().enumerate() {
                @let x = LEFT + slot * number(place);
                @let height = if *of == 0 { 0.0 } else { height_of(*of).max(1.0) };
                @let said = said_of(table, row);
                g.bar tabindex="0" role="img" aria-label=(said) {
                    title { (said) }
                    rect.hit x=(fixed(x)) y=(fixed(SAID)) width=(fixed(slot)) height=(fixed(HEIGHT)) {}
                    rect.shape x=(fixed(x + (slot - bar) / 2.0)) y=(fixed(bottom - height)) width=(fixed(bar))
                        height=(fixed(height)) {}
                    text.said x=(fixed(WIDTH)) y="9" text-anchor="end" { (said) }
                }
                @if place % step == 0 {
                    text x=(fixed(x + slot / 2.0)) y=(fixed(bottom + 11.0)) text-anchor="middle" {
                        (short(row.label.as_str()))
                    }
                }
            }
        }
    }
}

/// Cards by state, as parts of one bar.
pub(super) fn states(stats: &Stats) -> Markup {
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

/// A bar for each age, parted by grades.
pub(super) fn grades(stats: &Stats) -> Markup {
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

/// Two bars for each period, of the young and the mature cards.
pub(super) fn retention(stats: &Stats) -> Markup {
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

/// A year of days, and half a year for narrow screens.
pub(super) fn calendar(stats: &Stats, today: Day) -> Markup {
    html! {
        div.broad { (weeks(&Calendar::of(stats, today, 53), WIDE)) }
        div.narrow { (weeks(&Calendar::of(stats, today, 24), WIDTH)) }
    }
}

fn weeks(calendar: &Calendar, width: f64) -> Markup {
    const LEFT: f64 = 24.0;
    const MOST_CELL: f64 = 14.0;
    const TOP: f64 = SAID + 12.0;
    let cell = ((width - LEFT) / number(calendar.weeks.len())).min(MOST_CELL);
    let bottom = TOP + cell * 7.0;
    let months = calendar.months();
    let legend = shades_of(calendar);
    let (places, row_count) = placed(legend.iter().map(|(_, text)| text.as_str()), LEFT, width);
    html! {
        svg viewBox=(view_box(width, bottom + 4.0 + LEGEND_ROW * number(row_count))) role="group" {
            @for (place, (week, name)) in months.iter().enumerate() {
                // The first goes without a name where the next is too near.
                @if months.get(place + 1).is_none_or(|(next, _)| number(next - week) * cell > 20.0) {
                    text x=(fixed(LEFT + cell * number(*week))) y=(fixed(TOP - 4.0)) { (name) }
                }
            }
            @for (weekday, name) in [(0, "Mo"), (2, "We"), (4, "Fr"), (6, "Su")] {
                text x=(fixed(LEFT - 5.0)) y=(fixed(TOP + cell * (f64::from(weekday) + 0.75))) text-anchor="end" {
                    (name)
                }
            }
            @for (place, week) in calendar.weeks.iter().enumerate() {
                @let reviews: usize = week.iter().flatten().map(|day| day.review_count).sum();
                @let first = week.iter().flatten().next().map_or_else(String::new, |day| day.day.to_string());
                @let said = format!("week from {first}: {}", count(reviews, "review"));
                g.week.bar tabindex="0" role="img" aria-label=(said) {
                    @for (weekday, day) in week.iter().enumerate() {
                        @if let Some(day) = day {
                            @let side = side_of(day.level, cell);
                            rect class=(format!("level-{}", day.level))
                                x=(fixed(LEFT + cell * number(place) + (cell - side) / 2.0))
                                y=(fixed(TOP + cell * number(weekday) + (cell - side) / 2.0))
                                width=(fixed(side)) height=(fixed(side)) rx="1.5" {
                                title { (day.day) ": " (count(day.review_count, "review")) " in " (minutes(day.took_ms)) }
                            }
                        }
                    }
                    text.said x=(fixed(width)) y="9" text-anchor="end" { (said) }
                }
            }
            (shades(&legend, &places, cell, bottom + 14.0))
        }
    }
}

/// The shades with what they stand for, and at the end what is counted, which has no shade.
fn shades_of(calendar: &Calendar) -> Vec<(Option<usize>, String)> {
    let ranges = calendar.legend().into_iter().map(|(level, range)| (Some(level), range));
    std::iter::once((Some(0), "0".to_owned())).chain(ranges).chain([(None, "per day".to_owned())]).collect()
}

fn shades(legend: &[(Option<usize>, String)], places: &[(f64, usize)], cell: f64, y: f64) -> Markup {
    html! {
        @for ((level, text), (x, row)) in legend.iter().zip(places) {
            @let y = y + LEGEND_ROW * number(*row);
            @if let Some(level) = level {
                @let side = side_of(*level, cell);
                rect class=(format!("level-{level}")) x=(fixed(*x)) y=(fixed(y - 3.0 - side / 2.0))
                    width=(fixed(side)) height=(fixed(side)) rx="1.5" {}
            }
            text x=(fixed(x + MARK)) y=(fixed(y)) { (text) }
        }
    }
}

/// Where the parts of a legend begin, each a mark and its text, so that none touches the next; and the rows that
/// takes.
fn placed<'a>(texts: impl Iterator<Item = &'a str>, left: f64, right: f64) -> (Vec<(f64, usize)>, usize) {
    /// Of the largest font that `page.css` gives a drawing; digits of the usual fonts are narrower.
    const LETTER: f64 = 7.4;
    const GAP: f64 = 10.0;
    let (mut x, mut row) = (left, 0);
    let mut places = Vec::new();
    for text in texts {
        let width = MARK + LETTER * number(text.chars().count());
        if x > left && x + width > right {
            (x, row) = (left, row + 1);
        }
        places.push((x, row));
        x += width + GAP;
    }
    (places, row + 1)
}

fn side_of(level: usize, cell: f64) -> f64 {
    (cell - 1.5) * (0.6 + 0.4 * number(level) / number(LEVELS - 1))
}

fn parts_of_a_bar(parts: &[(&str, usize)], class: &str, of: &str, left: f64, y: f64, height: f64) -> Markup {
    let sum = number(parts.iter().map(|(_, part)| part).sum::<usize>().max(1));
    let width_of = |part: usize| (WIDTH - left) * number(part) / sum;
    let between = if of.is_empty() { "" } else { ", " };
    html! {
        @for (place, (name, part)) in parts.iter().enumerate().filter(|(_, (_, part))| *part > 0) {
            @let x = left + width_of(parts[..place].iter().map(|(_, part)| part).sum());
            @let said = format!("{of}{between}{name}: {part} ({})", percent(number(*part) / sum));
            g class=(format!("bar part {class}-{place}")) tabindex="0" role="img" aria-label=(said) {
                title { (said) }
                rect.shape x=(fixed(x)) y=(fixed(y)) width=(fixed(width_of(*part))) height=(fixed(height)) {}
                text.said x=(fixed(WIDTH)) y="9" text-anchor="end" { (said) }
            }
        }
    }
}

/// Squares with names, in as many rows as they take.
fn legend(names: &[String], class: &str, y: f64) -> Markup {
    let (places, _) = placed(names.iter().map(String::as_str), 0.0, WIDTH);
    html! {
        @for (place, (name, (x, row))) in names.iter().zip(places).enumerate() {
            @let y = y + LEGEND_ROW * number(row);
            g class=(format!("bar {class}-{place}")) { rect.shape x=(fixed(x)) y=(fixed(y - 7.0)) width="8" height="8" {} }
            text x=(fixed(x + MARK)) y=(fixed(y)) { (name) }
        }
    }
}

/// The rows that [`legend`] takes.
fn legend_rows(names: &[String]) -> usize {
    placed(names.iter().map(String::as_str), 0.0, WIDTH).1
}

/// `2026-11-21: 88 due`; `14:00: 12 reviews, 83% retention`.
fn said_of(table: &Table, row: &Row) -> String {
    let cells = table.columns.iter().skip(1).zip(&row.cells);
    let singular = |name: &'static str| name.strip_suffix('s').unwrap_or(name);
    let cells: Vec<String> = cells
        .map(|(name, cell)| format!("{cell} {}", if cell == "1" { singular(name) } else { name }))
        .collect();
    format!("{}: {}", row.label, cells.join(", "))
}

/// A day without its year, an hour without its minutes, a range without its end.
fn short(label: &str) -> &str {
    match label.split_once('-') {
        Some((year, day)) if year.len() == 4 && label.len() == 10 => day,
        _ => label.strip_suffix(":00").or(label.split_once(" to ").map(|(from, _)| from)).unwrap_or(label),
    }
}

/// The next even number of 1, 2 or 5 with noughts, so that half of it is whole.
fn round_up(most: usize) -> usize {
    let mut ten = 1_usize;
    while let Some(next) = ten.checked_mul(10)
        && next < most
    {
        ten = next;
    }
    [2, 4, 6, 10]
        .into_iter()
        .filter_map(|step| ten.checked_mul(step))
        .find(|end| *end >= most)
        .unwrap_or(most)
}

fn view_box(width: f64, height: f64) -> String {
    format!("0 0 {} {}", fixed(width), fixed(height))
}

/// To a tenth, without one where it is whole.
fn fixed(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[expect(clippy::cast_precision_loss, reason = "a drawing needs no more than 2^52 of anything")]
fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::super::calendar::CalendarDay;
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        let ends = [0, 1, 2, 3, 7, 10, 11, 45, 88, 101, 999].map(round_up);
        assert_eq!(ends, [2, 2, 2, 4, 10, 10, 20, 60, 100, 200, 1000]);
        assert_eq!(round_up(usize::MAX), usize::MAX);
    }

    #[test]
    fn the_parts_of_a_legend_never_touch() {
        for ends in [[1, 2, 3], [4, 15, 22], [812, 1204, 1999], [99_999, 123_456, 999_999]] {
            for (left, right) in [(24.0, WIDE), (24.0, WIDTH)] {
                let day = CalendarDay {
                    day: Day::from_epoch_days(0),
                    review_count: 0,
                    took_ms: 0,
                    level: LEVELS - 1,
                };
                let calendar = Calendar { weeks: vec![[Some(day); 7]], ends };
                let legend = shades_of(&calendar);
                let (places, row_count) = placed(legend.iter().map(|(_, text)| text.as_str()), left, right);
                let end_of = |at: usize| places[at].0 + MARK + 7.0 * number(legend[at].1.chars().count());
                for (at, (x, row)) in places.iter().enumerate() {
                    assert!(end_of(at) <= right && *row < row_count, "{ends:?}: {places:?}");
                    if let Some(before) = at.checked_sub(1).filter(|before| places[*before].1 == *row) {
                        assert!(end_of(before) < *x, "{ends:?}: {places:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn one_of_a_thing_is_not_several() {
        let columns = vec!["month", "reviews", "days", "time"];
        let cells = ["1", "1", "2 min"].map(str::to_owned).to_vec();
        let row = Row { label: "2026-11".into(), cells, bar: Some(1) };
        let table = Table {
            title: String::new(),
            columns,
            rows: Vec::new(),
            note: String::new(),
            labels: super::super::tables::Labels::Words,
        };
        assert_eq!(said_of(&table, &row), "2026-11: 1 review, 1 day, 2 min time");
    }

    #[test]
    fn labels_are_short() {
        let labels = ["2026-11-21", "14:00", "2-3", "2026-11", "1.30 to 1.50"];
        assert_eq!(labels.map(short), ["11-21", "14", "2-3", "2026-11", "1.30"]);
        assert_eq!([1.0, 0.25, 12.96].map(fixed), ["1", "0.2", "13"]);
    }
}
