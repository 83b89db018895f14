//! What was typed, and the key points of the answer: which were made, which were missed, and the list in
//! which the user ticks them.

use termimad::crossterm::style::{Attribute, ContentStyle};

use super::draw::{Artist, Page, headline};
use super::line::Line;
use super::look::TerminalOptions;
use super::markdown::dim;
use crate::study::key_points::{Comparison, KeyPoint};
use crate::study::session::{Choice, Typed};
use crate::study::text::{Safe, clean, clean_line, wrap};

/// Between two points in a row.
const GAP: usize = 3;

/// What was typed before the reveal, and which key points of the answer it makes.
pub(super) fn typed_lines(typed: &Typed, text_width: usize, options: TerminalOptions) -> Vec<Line> {
    let mut lines = headline("you wrote", text_width, options);
    let text =
        |text: &str, style| wrap(&[(clean(text), style)], text_width).into_iter().map(Line::from_pieces);
    lines.extend(text(&typed.text, ContentStyle::default()));
    let Some(comparison) = &typed.comparison else { return lines };
    lines.push(Line::default());
    let marks = options.marks();
    let counts = comparison.counts();
    let name = if options.plain {
        counts
    } else {
        format!("{counts} ({} made, {} missed)", marks.made, marks.missed)
    };
    lines.extend(headline(&name, text_width, options));
    lines.extend(point_lines(comparison, text_width, options));
    let is_complete = comparison.made_count() == comparison.points().len();
    let advice = match (comparison.suggests().is_some(), is_complete) {
        (true, true) => "Enter gives good.",
        (true, false) => "Enter gives good. p ticks points you made in other words.",
        (false, _) if comparison.is_contradicted() => {
            "You may have said the opposite somewhere. Choose the grade yourself. p ticks points."
        }
        (false, _) => "Choose the grade yourself. p ticks points you made in other words.",
    };
    lines.extend(text(advice, dim()));
    lines
}

/// The points side by side in columns; in plain mode one a line, with a word for each.
fn point_lines(comparison: &Comparison, text_width: usize, options: TerminalOptions) -> Vec<Line> {
    if options.plain {
        let says = |point: &KeyPoint| clean_line(&format!("{}: {}", state(point), point.text));
        let points = comparison.points().iter();
        return points
            .flat_map(|point| wrap(&[(says(point), ContentStyle::default())], text_width))
            .map(Line::from_pieces)
            .collect();
    }
    let marks = options.marks();
    let cell = |point: &KeyPoint| {
        let mark = if point.is_made() { marks.made } else { marks.missed };
        let mut cell = Line::new(clean_line(&format!("{mark} ")), ContentStyle::default());
        cell.push(clean_line(&point.text), point_style(point.is_made()));
        cell.cut(text_width, marks.cut)
    };
    let cells: Vec<Line> = comparison.points().iter().map(cell).collect();
    let widest = cells.iter().map(Line::width).max().unwrap_or(0);
    let column_count = ((text_width + GAP) / (widest + GAP)).max(1);
    let row_count = cells.len().div_ceil(column_count);
    // Down the columns, as the answer has them.
    (0..row_count)
        .map(|row| {
            let mut line = Line::default();
            for (column, cell) in cells.iter().skip(row).step_by(row_count).enumerate() {
                line.push(
                    Safe::spaces((column * (widest + GAP)).saturating_sub(line.width())),
                    ContentStyle::default(),
                );
                line.append(cell.clone());
            }
            line
        })
        .collect()
}

/// In words, whether a point is made, and who says so.
fn state(point: &KeyPoint) -> &'static str {
    match (point.is_made(), point.is_overruled) {
        (true, false) => "made",
        (true, true) => "made, you ticked it",
        (false, false) => "missed",
        (false, true) => "missed, you unticked it",
    }
}

/// The list of points as choices, each with its mark and its state in words.
pub(super) fn point_choices(comparison: &Comparison, options: TerminalOptions) -> Vec<Choice> {
    let marks = options.marks();
    let choice = |point: &KeyPoint| {
        let mark = if point.is_made() { marks.made } else { marks.missed };
        let text = if options.plain { point.text.clone() } else { format!("{mark} {}", point.text) };
        Choice { text, detail: format!("({})", state(point)) }
    };
    comparison.points().iter().map(choice).collect()
}

pub(super) fn tick_title(comparison: &Comparison) -> String {
    format!("{}: tick what you said in other words", comparison.counts())
}

impl Artist {
    pub(super) fn tick(&self, comparison: &Comparison, at: usize) -> Page {
        let page = self.choose(&tick_title(comparison), &point_choices(comparison, self.options), at);
        let keys = [("Space", "tick"), ("Enter", "done"), ("↑↓", "another"), ("1-9", "tick")];
        let keys = if self.options.unicode { &keys[..] } else { &keys[..2] };
        Page { foot: self.keys_by_worth(keys), ..page }
    }
}

/// The same line with its key points marked; what the marks say is in words above.
pub(super) fn with_points(line: Line, comparison: &Comparison) -> Line {
    let places = comparison.places(&line.text());
    if places.is_empty() {
        return line;
    }
    let mut marked = Line::default();
    let mut start = 0;
    for span in line.spans() {
        let end = start + span.text.as_str().len();
        let mut at = start;
        for (range, is_made) in &places {
            let (from, to) = (range.start.clamp(at, end), range.end.clamp(at, end));
            if from < to {
                marked.push(span.text.part(at - start..from - start), span.style);
                marked.push(span.text.part(from - start..to - start), point_style(*is_made));
                at = to;
            }
        }
        marked.push(span.text.part(at - start..end - start), span.style);
        start = end;
    }
    marked
}

/// Bold for what was made, underlined for what was missed: told apart without colour.
fn point_style(is_made: bool) -> ContentStyle {
    let attribute = if is_made { Attribute::Bold } else { Attribute::Underlined };
    ContentStyle { attributes: attribute.into(), ..ContentStyle::default() }
}
