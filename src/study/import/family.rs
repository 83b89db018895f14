//! What a structured format is: one way of writing fields down, one file with one [`Family`].

use super::outcome::{ImportedNote, NoteHint};

/// Evidence from which on a file is believed to be of a format.
pub(super) const ENOUGH: i32 = 10;

/// A file as all formats see it.
pub(super) struct Whole<'a> {
    pub(super) text: &'a str,
    pub(super) hint: &'a NoteHint<'a>,
}

impl<'a> Whole<'a> {
    pub(super) fn new(text: &'a str, hint: &'a NoteHint<'a>) -> Self {
        Self { text, hint }
    }
}

/// A way of writing questions and answers down as fields.
pub(super) trait Family: Sync {
    /// For people: `JSON`, `table of fields`.
    fn name(&self) -> &'static str;

    /// What speaks for this format less what speaks against it; [`ENOUGH`] is enough.
    fn evidence(&self, whole: &Whole<'_>) -> i32;

    /// Reads a file of this format.
    fn read(&self, whole: &Whole<'_>) -> ImportedNote;
}
