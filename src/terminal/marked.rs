//! One line of text from outside in which some stretches stand out: in bold where that can be seen,
//! between stars where it cannot.

use std::ops::Range;

use termimad::crossterm::style::ContentStyle;

use super::line::Line;
use super::look::TerminalOptions;
use super::markdown::bold;
use crate::study::text::clean_line;

/// How marked stretches stand out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marking {
    Bold,
    Stars,
    None,
}

/// The text, `marks` (in bytes, in order, apart from each other) standing out, cut to a width.
#[must_use]
pub fn marked(
    text: &str,
    marks: &[Range<usize>],
    marking: Marking,
    widest: usize,
    options: TerminalOptions,
) -> Line {
    let plain = ContentStyle::default();
    let mut line = Line::default();
    let mut at = 0;
    for mark in marks {
        line.push(clean_line(&text[at..mark.start]), plain);
        let inner = clean_line(&text[mark.clone()]);
        match marking {
            Marking::Bold => line.push(inner, bold()),
            Marking::Stars => line.push(clean_line(&format!("*{inner}*")), plain),
            Marking::None => line.push(inner, plain),
        }
        at = mark.end;
    }
    line.push(clean_line(&text[at..]), plain);
    line.cut(widest, options.marks().cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_out_and_nothing_hostile_passes() {
        let options = TerminalOptions::default();
        let text = "a \x1b[2J loop\nb";
        let loop_word = 7..11;
        let marks = std::slice::from_ref(&loop_word);
        let line = marked(text, marks, Marking::Stars, 80, options);
        assert_eq!(line.text(), "a ␛[2J *loop* b");
        assert_eq!(marked(text, marks, Marking::Bold, 80, options).spans().len(), 3);
        assert_eq!(marked("abcdef", &[], Marking::None, 4, options).text(), "abc…");
    }
}
