//! A page laid out for a window: what stays above, what scrolls, what stays below.
//!
//! A frame is the part of it that a window shows; what is out of sight is counted.

use termimad::crossterm::style::ContentStyle;

use super::line::Line;
use super::look::TerminalOptions;
use super::markdown::{bold, dim};
use super::writing::Writing;
use crate::study::text::{clean_line, width};

pub(super) const FEWEST_COLUMNS: usize = 20;
pub(super) const FEWEST_ROWS: usize = 5;

/// The terminal's size in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Size {
    /// Whether a card can be shown and judged.
    pub(super) fn is_enough(self) -> bool {
        self.columns >= FEWEST_COLUMNS && self.rows >= FEWEST_ROWS
    }
}

/// A page laid out for a width and height; what is left to choose is how far it is scrolled.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Canvas {
    pub(super) head: Vec<Line>,
    pub(super) body: Vec<Line>,
    pub(super) foot: Vec<Line>,
    /// The line of the body with which the answer begins.
    pub(super) answer_at: Option<usize>,
    /// The text that is being written, and the line of the body with which it begins.
    pub(super) writing: Option<(usize, Writing)>,
    /// The line of the body that has to be in sight.
    pub(super) marked_at: Option<usize>,
    /// Two pages of one identity show the same text, perhaps at different widths.
    pub(super) identity: u64,
    /// Likewise, but alike for the prompt and the answer of one card.
    pub(super) card: u64,
}

impl Canvas {
    /// As it will be painted, with its head cut to what the window has room for.
    pub(super) fn finished(mut self, size: Size, options: TerminalOptions) -> Self {
        for lines in [&mut self.head, &mut self.body, &mut self.foot] {
            let whole = std::mem::take(lines);
            lines.extend(whole.into_iter().flat_map(|line| line.painted(size.columns, options)));
        }
        // In the smallest windows, where a card stands is worth less than what is just said of it.
        self.head.truncate(size.rows.saturating_sub(self.foot.len() + 2));
        if size.rows >= 16 && !self.head.is_empty() {
            self.head.push(Line::default());
        }
        self
    }

    /// The lines of the window, from the `scroll`th line of the body; scrolls no further than the end.
    pub(super) fn frame(&self, size: Size, scroll: usize, options: TerminalOptions) -> Vec<Line> {
        if !size.is_enough() {
            let says = format!("window too small: {FEWEST_COLUMNS}x{FEWEST_ROWS} needed");
            let mut frame = vec![
                Line::new(clean_line(&says), ContentStyle::default()).cut(size.columns, options.marks().cut),
            ];
            frame.resize(size.rows, Line::default());
            return frame;
        }
        let rows = self.body_rows(size);
        let scroll = scroll.min(self.last_scroll(size));
        let mut frame = self.head.clone();
        frame.extend(self.body.iter().skip(scroll).take(rows).cloned());
        frame.resize(self.head.len() + rows, Line::default());
        if self.has_status(size) {
            frame.push(self.status(size, scroll, options));
        }
        frame.extend(self.foot.iter().cloned());
        frame.truncate(size.rows);
        frame
    }

    /// The greatest scroll that still fills the window.
    pub(super) fn last_scroll(&self, size: Size) -> usize {
        self.body.len().saturating_sub(self.body_rows(size))
    }

    pub(super) fn body_rows(&self, size: Size) -> usize {
        size.rows
            .saturating_sub(self.head.len() + self.foot.len() + usize::from(self.has_status(size)))
            .max(1)
    }

    /// Where a freshly revealed answer is best seen from: the top, unless the question would push the
    /// answer out of the upper half; then from two lines above the answer.
    pub(super) fn scroll_at_reveal(&self, size: Size) -> usize {
        let rows = self.body_rows(size);
        match self.answer_at {
            Some(at) if self.body.len() > rows && at > rows / 2 => {
                at.saturating_sub(2).min(self.last_scroll(size))
            }
            _ => 0,
        }
    }

    /// The scroll nearest to the given one that shows the line with the cursor.
    pub(super) fn scroll_to_cursor(&self, size: Size, scroll: usize) -> usize {
        let rows = self.body_rows(size);
        // Of a mark and a text above it, both are seen if they can be.
        let (row, first) = match (&self.writing, self.marked_at) {
            (Some(_), Some(row)) => (row, if row < rows { 0 } else { row }),
            (Some((begins_at, writing)), None) => (begins_at + writing.row, begins_at + writing.row),
            (None, Some(row)) => (row, row),
            (None, None) => return scroll,
        };
        scroll.clamp((row + 1).saturating_sub(rows), first)
    }

    /// Whether the cursor, or the mark, is where it was on another page.
    pub(super) fn has_cursor_of(&self, other: &Self) -> bool {
        self.writing == other.writing && self.marked_at == other.marked_at
    }

    /// Row and column of the cursor in the window; `None` if none is to be seen.
    pub(super) fn cursor_at(&self, size: Size, scroll: usize) -> Option<(usize, usize)> {
        let (begins_at, writing) = self.writing.as_ref()?;
        let row = (begins_at + writing.row).checked_sub(scroll)?;
        let is_seen = size.is_enough() && row < self.body_rows(size);
        is_seen.then_some((self.head.len() + row, writing.column))
    }

    pub(super) fn cursor_moved(&self, lines: isize) -> Option<usize> {
        self.writing.as_ref()?.1.moved(lines)
    }

    /// The line that shows the same text as line `at` of `other`, by the count of visible characters.
    pub(super) fn same_place(&self, other: &Self, at: usize) -> usize {
        if self.body == other.body {
            return at;
        }
        let seen = |lines: &[Line]| -> usize { lines.iter().map(visible).sum() };
        let before = seen(&other.body[..at.min(other.body.len())]);
        let mut count = 0;
        for (number, line) in self.body.iter().enumerate() {
            let here = visible(line);
            if count + here > before {
                return number;
            }
            count += here;
        }
        self.body.len()
    }

    pub(super) fn has_status(&self, size: Size) -> bool {
        let taken = self.head.len() + self.foot.len();
        size.rows >= 12 || self.body.len() + taken > size.rows
    }

    fn status(&self, size: Size, scroll: usize, options: TerminalOptions) -> Line {
        let marks = options.marks();
        let below = self.body.len().saturating_sub(scroll + self.body_rows(size));
        let says = match (scroll, below) {
            (0, 0) => String::new(),
            (0, below) => format!(" {} {} ", marks.down, counted(below, "more line")),
            (above, 0) => format!(" {} {} above ", marks.up, counted(above, "line")),
            (above, below) => format!(" {} {above} {} {below} ", marks.up, marks.down),
        };
        let room = size.columns.saturating_sub(width(&says) + 2);
        let mut line = Line::new(clean_line(&marks.rule.repeat(room)), dim());
        line.push(clean_line(&says), bold());
        if size.columns > line.width() {
            line.push(clean_line(&marks.rule.repeat(size.columns - line.width())), dim());
        }
        line.cut(size.columns, marks.cut)
    }
}

/// The characters of a line that it holds at any width: no spaces, rules or marks of broken lines.
fn visible(line: &Line) -> usize {
    let is_text = |c: &char| !c.is_whitespace() && !matches!(c, '─' | '-' | '↪' | '\\');
    line.spans().iter().map(|span| span.text.as_str().chars().filter(is_text).count()).sum()
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
