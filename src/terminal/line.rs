//! A line of styled text of known width.

use std::io::{self, Write};

use termimad::crossterm::style::ContentStyle;
use unicode_segmentation::UnicodeSegmentation as _;

use super::look::TerminalOptions;
use crate::study::text::{Piece, Safe, clean_line, width, wrap};

/// Text in one style.
#[derive(Clone, Debug, PartialEq)]
pub struct Span {
    pub text: Safe,
    pub style: ContentStyle,
}

/// One line of the screen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    spans: Vec<Span>,
    width: usize,
}

/// In no style.
impl From<Safe> for Line {
    fn from(text: Safe) -> Self {
        Self::new(text, ContentStyle::default())
    }
}

impl Line {
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// In terminal cells.
    pub fn width(&self) -> usize {
        self.width
    }

    /// The text without its style.
    pub fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }

    pub(super) fn new(text: Safe, style: ContentStyle) -> Self {
        let mut line = Self::default();
        line.push(text, style);
        line
    }

    pub(super) fn push(&mut self, text: Safe, style: ContentStyle) {
        let text = text.balanced();
        self.width += width(text.as_str());
        match self.spans.last_mut() {
            Some(last) if last.style == style => last.text.push(&text),
            _ if text.is_empty() => {}
            _ => self.spans.push(Span { text, style }),
        }
    }

    pub fn append(&mut self, other: Self) {
        for span in other.spans {
            self.push(span.text, span.style);
        }
    }

    pub(super) fn from_pieces(pieces: Vec<Piece<ContentStyle>>) -> Self {
        let mut line = Self::default();
        for (text, style) in pieces {
            line.push(text, style);
        }
        line
    }

    /// As it will be painted, which without UTF-8 is wider; in as many lines as that takes.
    pub(super) fn painted(self, widest: usize, options: TerminalOptions) -> Vec<Self> {
        if options.unicode {
            return vec![self];
        }
        let mut line = Self::default();
        for span in self.spans {
            line.push(options.shown(&span.text), span.style);
        }
        if line.width > widest { line.broken(widest) } else { vec![line] }
    }

    pub(super) fn broken(self, widest: usize) -> Vec<Self> {
        let pieces: Vec<_> = self.spans.into_iter().map(|span| (span.text, span.style)).collect();
        wrap(&pieces, widest).into_iter().map(Self::from_pieces).collect()
    }

    /// As much as fits, with a mark where something is missing.
    pub(super) fn cut(self, widest: usize, mark: &'static str) -> Self {
        if self.width <= widest {
            return self;
        }
        let room = widest.saturating_sub(width(mark));
        let mut cut = Self::default();
        let mut style = ContentStyle::default();
        for span in self.spans {
            style = span.style;
            let mut end = 0;
            let mut cells = 0;
            for (at, cluster) in span.text.as_str().grapheme_indices(true) {
                cells += width(cluster);
                if cut.width + cells > room {
                    break;
                }
                end = at + cluster.len();
            }
            let is_whole = end == span.text.as_str().len();
            cut.push(span.text.part(0..end), span.style);
            if !is_whole {
                break;
            }
        }
        if widest >= width(mark) {
            cut.push(clean_line(mark), style);
        }
        cut
    }
}

/// Writes a line's text in its styles, or bare. Writes no line end.
pub fn paint(out: &mut impl Write, line: &Line, options: TerminalOptions) -> io::Result<()> {
    for span in &line.spans {
        let text = options.shown(&span.text);
        if options.styled() && span.style != ContentStyle::default() {
            write!(out, "{}", span.style.apply(text))?;
        } else {
            write!(out, "{text}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_line_says_so() {
        let line = Line::new(clean_line("Technical interview"), ContentStyle::default());
        assert_eq!(line.clone().cut(10, "…").text(), "Technical…");
        assert_eq!(line.clone().cut(19, "…").text(), "Technical interview");
        assert_eq!(line.cut(0, "…").text(), "");
    }
}
