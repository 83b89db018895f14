//! Charts as inline SVG, without script: what a bar stands for is its title, is said beside the chart while
//! the pointer or the focus is on it, and stands in the table below.
//!
//! Colours and sizes of letters are in `page.css`. Shades differ in lightness and the squares of the
//! calendar in size, too, so that no meaning hangs on hue.

use maud::{Markup, html};

use super::tables::{Row, Table};
use super::words::percent;

/// In the units of the drawings; on a phone about a pixel each.
pub(super) const WIDTH: f64 = 360.0;
pub(super) const WIDE: f64 = 760.0;
/// Above a chart there is room for what is said of a part.
pub(super) const SAID: f64 = 14.0;
/// A row of a legend, and the room for the mark before each of its texts.
pub(super) const LEGEND_ROW: f64 = 14.0;
pub(super) const MARK: f64 = 16.0;

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

/// Where the parts of a legend begin, each a mark and its text, so that none touches the next; and the rows that
/// takes.
pub(super) fn placed<'a>(
    texts: impl Iterator<Item = &'a str>,
    left: f64,
    right: f64,
) -> (Vec<(f64, usize)>, usize) {
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

pub(super) fn parts_of_a_bar(
    parts: &[(&str, usize)],
    class: &str,
    of: &str,
    left: f64,
    y: f64,
    height: f64,
) -> Markup {
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
pub(super) fn legend(names: &[String], class: &str, y: f64) -> Markup {
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
pub(super) fn legend_rows(names: &[String]) -> usize {
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

pub(super) fn view_box(width: f64, height: f64) -> String {
    format!("0 0 {} {}", fixed(width), fixed(height))
}

/// To a tenth, without one where it is whole.
pub(super) fn fixed(length: f64) -> String {
    let text = format!("{length:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

#[expect(clippy::cast_precision_loss, reason = "a drawing needs no more than 2^52 of anything")]
pub(super) fn number(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::super::tables::words;
    use super::*;

    #[test]
    fn scales_end_at_round_numbers() {
        let ends = [0, 1, 2, 3, 7, 10, 11, 45, 88, 101, 999].map(round_up);
        assert_eq!(ends, [2, 2, 2, 4, 10, 10, 20, 60, 100, 200, 1000]);
        assert_eq!(round_up(usize::MAX), usize::MAX);
    }

    #[test]
    fn one_of_a_thing_is_not_several() {
        let columns = vec!["month", "reviews", "days", "time"];
        let cells = ["1", "1", "2 min"].map(str::to_owned).to_vec();
        let row = Row { label: "2026-11".into(), cells, bar: Some(1) };
        let table = Table { columns, ..words(Vec::new()) };
        assert_eq!(said_of(&table, &row), "2026-11: 1 review, 1 day, 2 min time");
    }

    #[test]
    fn labels_are_short() {
        let labels = ["2026-11-21", "14:00", "2-3", "2026-11", "1.30 to 1.50"];
        assert_eq!(labels.map(short), ["11-21", "14", "2-3", "2026-11", "1.30"]);
        assert_eq!([1.0, 0.25, 12.96].map(fixed), ["1", "0.2", "13"]);
    }
}
