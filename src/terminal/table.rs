//! A table as columns, or, where its words do not fit side by side, as a list of `header: cell`.
//!
//! termimad decides how wide the columns are; the cells are filled here, for the reasons that
//! `markdown` gives for breaking words itself.

use pulldown_cmark::Alignment;
use termimad::TblFit;

use super::inline::{Inline, InlineMarks};
use super::look::Marks;
use crate::study::text::{Safe, clean_line, width, wrap};

/// More do not fit any screen.
const MOST_COLUMNS: usize = 60;

pub(super) struct Table {
    alignments: Vec<Alignment>,
    /// The header first.
    rows: Vec<Vec<Inline>>,
}

impl Table {
    pub(super) fn new(alignments: Vec<Alignment>) -> Self {
        Self { alignments, rows: Vec::new() }
    }

    pub(super) fn start_row(&mut self) {
        self.rows.push(Vec::new());
    }

    pub(super) fn add_cell(&mut self, cell: Inline) {
        if let Some(row) = self.rows.last_mut() {
            row.push(cell);
        }
    }

    /// Adds to the latest cell.
    pub(super) fn add_to_cell(&mut self, text: Safe) {
        if let Some(cell) = self.rows.last_mut().and_then(|row| row.last_mut()) {
            cell.push((text, InlineMarks::default()));
        }
    }

    /// The table side by side; `None` if some word would have to be cut for it.
    pub(super) fn columns(&self, widest: usize, marks: &Marks) -> Option<Vec<Inline>> {
        let count = self.alignments.len();
        if !(1..=MOST_COLUMNS).contains(&count) {
            return None;
        }
        // termimad reckons with a border on each side of each column; here three cells stand between
        // two columns and none at the ends.
        let available = (widest + count + 1).checked_sub(width(marks.column) * (count - 1))?;
        let mut fit = TblFit::new(count, available).ok()?;
        let mut longest_words = vec![0; count];
        for row in &self.rows {
            for (column, cell) in row.iter().enumerate().take(count) {
                let text = joined(cell);
                let cells = text.split('\n').map(width).max().unwrap_or(0);
                fit.see_cell(column, cells);
                let word = text.split_whitespace().map(width).max().unwrap_or(0);
                longest_words[column] = longest_words[column].max(word);
            }
        }
        let widths = fit.fit().col_widths;
        let are_cut = widths.iter().zip(&longest_words).any(|(width, word)| word > width);
        let whole: usize = widths.iter().sum::<usize>() + width(marks.column) * (count - 1);
        if are_cut || whole > widest {
            return None;
        }
        let mut lines = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            self.fill_row(row, number == 0, &widths, marks, &mut lines);
            if number == 0 {
                let rules: Vec<String> = widths.iter().map(|width| marks.rule.repeat(*width)).collect();
                lines.push(vec![(clean_line(&rules.join(marks.crossing)), InlineMarks::default())]);
            }
        }
        Some(lines)
    }

    fn fill_row(
        &self,
        row: &[Inline],
        is_header: bool,
        widths: &[usize],
        marks: &Marks,
        lines: &mut Vec<Inline>,
    ) {
        let nothing = Inline::new();
        let cells: Vec<Vec<Inline>> = widths
            .iter()
            .enumerate()
            .map(|(column, widest)| wrap(row.get(column).unwrap_or(&nothing), *widest))
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut line = Inline::new();
            for (column, cell) in cells.iter().enumerate() {
                if column > 0 {
                    line.push((clean_line(marks.column), InlineMarks::default()));
                }
                let pieces = cell.get(at).cloned().unwrap_or_default();
                let free = widths[column].saturating_sub(width(&joined(&pieces)));
                let before = match self.alignments[column] {
                    Alignment::Right => free,
                    Alignment::Center => free / 2,
                    Alignment::Left | Alignment::None => 0,
                };
                let is_last = column + 1 == cells.len();
                line.push((Safe::spaces(before), InlineMarks::default()));
                for (text, said) in pieces {
                    line.push((text, if is_header { said.with(InlineMarks::BOLD) } else { said }));
                }
                let after = if is_last { 0 } else { free - before };
                line.push((Safe::spaces(after), InlineMarks::default()));
            }
            lines.push(line);
        }
    }

    /// Each row as an item: `header: cell` under `header: cell`.
    pub(super) fn list(&self, widest: usize, marks: &Marks) -> Vec<Inline> {
        let Some((header, rows)) = self.rows.split_first() else { return Vec::new() };
        let mut lines = Vec::new();
        let mut item = |pieces: &Inline, is_first: bool| {
            let mark = if is_first { format!("{} ", marks.bullets[0]) } else { "  ".to_owned() };
            for (number, line) in wrap(pieces, widest.saturating_sub(2)).into_iter().enumerate() {
                let mark = if number == 0 { clean_line(&mark) } else { Safe::spaces(2) };
                let mut marked = vec![(mark, InlineMarks::default())];
                marked.extend(line);
                lines.push(marked);
            }
        };
        if rows.is_empty() {
            for (number, cell) in header.iter().enumerate() {
                item(cell, number == 0);
            }
        }
        for row in rows {
            let mut is_first = true;
            for (column, cell) in row.iter().enumerate() {
                let name = header.get(column).map(Vec::as_slice).unwrap_or_default();
                if is_blank(cell) && is_blank(name) {
                    continue;
                }
                let mut pieces: Inline =
                    name.iter().map(|(text, said)| (text.clone(), said.with(InlineMarks::BOLD))).collect();
                if !is_blank(name) {
                    pieces.push((clean_line(": "), InlineMarks::default()));
                }
                pieces.extend(cell.iter().cloned());
                item(&pieces, is_first);
                is_first = false;
            }
        }
        lines
    }
}

fn joined(inline: &[(Safe, InlineMarks)]) -> String {
    inline.iter().map(|(text, _)| text.as_str()).collect()
}

fn is_blank(inline: &[(Safe, InlineMarks)]) -> bool {
    inline.iter().all(|(text, _)| text.as_str().trim().is_empty())
}
