//! What a family of notes is: one way of writing questions and answers down, one file with one
//! [`Family`].

use std::cell::OnceCell;

use super::outcome::{ImportedNote, NoteHint};
use super::outline::Outline;

/// Evidence from which on a note is believed to be of a family.
pub(super) const ENOUGH: i32 = 10;

/// A note as all families see it; what several of them need is found once.
pub(super) struct Whole<'a> {
    pub(super) text: &'a str,
    pub(super) hint: &'a NoteHint<'a>,
    outline: OnceCell<Outline<'a>>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(text: &'a str, hint: &'a NoteHint<'a>) -> Self {
        Self { text, hint, outline: OnceCell::new() }
    }

    /// What each line is.
    pub(super) fn outline(&self) -> &Outline<'a> {
        self.outline.get_or_init(|| Outline::new(self.text))
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

    /// What speaks for this family less what speaks against it; [`ENOUGH`] is enough.
    fn evidence(&self, whole: &Whole<'_>) -> i32;

    /// Reads a note of this family.
    fn read(&self, whole: &Whole<'_>) -> ImportedNote;
}
