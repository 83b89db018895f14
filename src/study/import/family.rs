//! What a family of notes is: one way of writing questions and answers down, one file with one
//! [`Family`].

use std::cell::OnceCell;

use super::folds;
use super::headed::{self, Headed};
use super::label_marks::{self, Mark};
use super::lines::{self, Line};
use super::outcome::{ImportedNote, NoteHint};
use super::outline::Outline;
use super::question_bullets::{self, Bulleted};
use super::source::Source;
pub(super) use super::starts::ENOUGH;
use super::starts::Start;

/// A note as all families see it; what several of them need is found once.
pub(super) struct Whole<'a> {
    pub(super) text: &'a str,
    pub(super) hint: &'a NoteHint<'a>,
    outline: OnceCell<Outline<'a>>,
    lines: OnceCell<Vec<Line<'a>>>,
    headed: OnceCell<Headed>,
    bulleted: OnceCell<Bulleted>,
    folds: OnceCell<Vec<Start>>,
    labels: OnceCell<Vec<Option<Mark>>>,
    source: OnceCell<Source<'a>>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(text: &'a str, hint: &'a NoteHint<'a>) -> Self {
        Self {
            text,
            hint,
            outline: OnceCell::new(),
            lines: OnceCell::new(),
            headed: OnceCell::new(),
            bulleted: OnceCell::new(),
            folds: OnceCell::new(),
            labels: OnceCell::new(),
            source: OnceCell::new(),
        }
    }

    /// What each line is.
    pub(super) fn outline(&self) -> &Outline<'a> {
        self.outline.get_or_init(|| Outline::new(self.text))
    }

    /// The lines with no more said of them than whether they are code.
    pub(super) fn lines(&self) -> &[Line<'a>] {
        self.lines.get_or_init(|| lines::lines(self.text))
    }

    /// The headings that ask.
    pub(super) fn headed(&self) -> &Headed {
        self.headed.get_or_init(|| headed::find(self.outline()))
    }

    /// Its blocks, as the Markdown parser sees them.
    pub(super) fn source(&self) -> &Source<'a> {
        self.source.get_or_init(|| Source::new(self.text))
    }

    /// The bullets that ask.
    pub(super) fn bulleted(&self) -> &Bulleted {
        self.bulleted.get_or_init(|| question_bullets::find(self.outline()))
    }

    /// The folds that ask, in the order in which they open.
    pub(super) fn folds(&self) -> &[Start] {
        self.folds.get_or_init(|| folds::find(self.outline()))
    }

    /// The label that each line begins with.
    pub(super) fn labels(&self) -> &[Option<Mark>] {
        self.labels.get_or_init(|| label_marks::marks(self.lines()))
    }
}

/// A way of writing questions and answers down.
pub(super) trait Family: Sync {
    /// For people: `bullets`, `pasted page`.
    fn name(&self) -> &'static str;

    /// What its questions are marked by; families of one kind find the same questions.
    fn kind(&self) -> &'static str {
        self.name()
    }

    /// No evidence is more than this; for families that are costly to weigh.
    fn most(&self, _whole: &Whole<'_>) -> Option<i32> {
        None
    }

    /// What speaks for this family less what speaks against it; [`ENOUGH`] is enough.
    fn evidence(&self, whole: &Whole<'_>) -> i32;

    /// Reads a note of this family.
    fn read(&self, whole: &Whole<'_>) -> ImportedNote;
}
