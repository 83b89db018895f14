//! Text that is being written, in lines that fit, and where on them the cursor is.
//!
//! Every space is kept and lines may break anywhere a word ends, so that each place in the text has one on
//! the screen and each on the screen one in the text.

use termimad::crossterm::style::ContentStyle;

use super::line::Line;
use crate::study::draft::Draft;
use crate::study::text::{chop, clean_line, width};

/// A draft laid out for a width.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Writing {
    pub(super) lines: Vec<Line>,
    /// Where each line begins in the text.
    starts: Vec<usize>,
    /// The line of the cursor and the cells before it.
    pub(super) row: usize,
    pub(super) column: usize,
}

impl Writing {
    pub(super) fn of(draft: &Draft, widest: usize) -> Self {
        // The cursor may stand behind the last character.
        let room = widest.saturating_sub(1).max(2);
        let mut writing = Self::default();
        let mut line_start = 0;
        for line in draft.text().split('\n') {
            let mut start = line_start;
            for part in chop(&clean_line(line), room, room) {
                let length = part.as_str().len();
                if draft.cursor() >= start {
                    writing.row = writing.lines.len();
                    let before = &part.as_str()[..part.as_str().floor_char_boundary(draft.cursor() - start)];
                    writing.column = width(before);
                }
                writing.lines.push(Line::new(part, ContentStyle::default()));
                writing.starts.push(start);
                start += length;
            }
            line_start += line.len() + 1;
        }
        writing
    }

    /// The offset in the text so many lines further, in the same column as far as there is one.
    pub(super) fn moved(&self, lines: isize) -> Option<usize> {
        let row = self.row.checked_add_signed(lines)?;
        let text = self.lines.get(row)?.text();
        let mut offset = 0;
        let mut cells = 0;
        for (at, c) in text.char_indices() {
            cells += width(&text[at..at + c.len_utf8()]);
            if cells > self.column {
                break;
            }
            offset = at + c.len_utf8();
        }
        // Behind the last character of a broken line is the beginning of the next.
        let ends_there = self.starts.get(row + 1).is_some_and(|next| *next == self.starts[row] + text.len());
        if ends_there && offset == text.len() && !text.is_empty() {
            offset = text.char_indices().last().map_or(0, |(at, _)| at);
        }
        Some(self.starts[row] + offset)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::study::draft::Stroke;

    /// The lines with `|` where the cursor is.
    #[track_caller]
    fn check(text: &str, cursor: usize, widest: usize, expected: &[&str]) {
        let mut draft = Draft::of(text);
        draft.take(&Stroke::To(cursor));
        let writing = Writing::of(&draft, widest);
        let mut lines: Vec<String> = writing.lines.iter().map(Line::text).collect();
        let line = &mut lines[writing.row];
        let at = line
            .char_indices()
            .find(|(at, _)| width(&line[..*at]) >= writing.column)
            .map_or(line.len(), |(at, _)| at);
        line.insert(at, '|');
        assert_eq!(lines, expected);
    }

    #[test]
    fn the_cursor_is_where_the_text_goes_on() {
        check("", 0, 20, &["|"]);
        check("ab", 1, 20, &["a|b"]);
        check("ab\n", 3, 20, &["ab", "|"]);
        check("one two three", 13, 9, &["one two ", "three|"]);
        check("one two three", 8, 9, &["one two ", "|three"]);
    }

    #[test]
    fn up_and_down_keep_the_column() {
        let mut draft = Draft::of("first\nse\nthird");
        draft.take(&Stroke::To(4));
        let down = Writing::of(&draft, 20).moved(1);
        assert_eq!(down, Some(8));
        assert_eq!(Writing::of(&draft, 20).moved(-1), None);
        draft.take(&Stroke::To(13));
        assert_eq!(Writing::of(&draft, 20).moved(-1), Some(8));
    }

    proptest! {
        #[test]
        fn any_text_fits_with_its_cursor(text in "[a-z \n日👩‍👩‍👧می‌ً]{0,80}", cursor in 0_usize..120, widest in 4_usize..30, lines in -2_isize..3) {
            let mut draft = Draft::of(&text);
            draft.take(&Stroke::To(cursor));
            let writing = Writing::of(&draft, widest);
            prop_assert!(writing.column < widest, "{writing:?}");
            prop_assert!(writing.lines.iter().all(|line| line.width() < widest.max(4)));
            if let Some(offset) = writing.moved(lines) {
                draft.take(&Stroke::To(offset));
                let after = Writing::of(&draft, widest);
                prop_assert_eq!(after.row.cast_signed(), writing.row.cast_signed() + lines);
            }
        }
    }
}
