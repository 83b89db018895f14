//! A note's text made ready for reading: one dialect, no HTML, with the line that each line came from.
//!
//! Other markup (`AsciiDoc`, org, reStructuredText, notebooks, admonitions) is rewritten line by line into the
//! Markdown that the blocks are read from. What a line means is not decided here.

mod clozes;
mod dialects;
mod fences;
mod inline;
mod prepare;
mod sides;

pub(super) use prepare::{FOLD, FOLD_END, Prepared, RTL, RULE, SUMMARY, prepare};

use std::borrow::Cow;

/// A line of a note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SourceLine<'a> {
    /// Counted from 1, in the note as it was given.
    pub(super) number: u32,
    pub(super) text: Cow<'a, str>,
}

impl<'a> SourceLine<'a> {
    fn new(number: u32, text: impl Into<Cow<'a, str>>) -> Self {
        Self { number, text: text.into() }
    }
}

/// A regular expression that is built once.
macro_rules! regex {
    ($pattern:expr) => {{
        static REGEX: std::sync::LazyLock<regex::Regex> =
            std::sync::LazyLock::new(|| regex::Regex::new($pattern).expect("a pattern that is tested"));
        &*REGEX
    }};
}
pub(super) use regex;

#[cfg(test)]
mod tests {
    use super::SourceLine;

    /// A note as a pass over its lines leaves it.
    pub(super) fn passed(note: &str, pass: impl FnOnce(&mut Vec<SourceLine<'_>>)) -> String {
        let mut lines: Vec<SourceLine<'_>> =
            (1..).zip(note.lines()).map(|(number, line)| SourceLine::new(number, line)).collect();
        pass(&mut lines);
        lines.iter().map(|line| line.text.as_ref()).collect::<Vec<_>>().join("\n")
    }
}
