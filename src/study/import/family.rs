//! What a family of notes is: one way of writing questions and answers down, one file with one
//! [`Family`].

use super::outcome::{ImportedNote, NoteHint};

/// Evidence from which on a note is believed to be of a family.
pub(super) const ENOUGH: i32 = 10;

/// A way of writing questions and answers down.
pub(super) trait Family: Sync {
    /// For people: `bullets`, `pasted page`.
    fn name(&self) -> &'static str;

    /// What its questions are marked by; families of one kind find the same questions.
    fn kind(&self) -> &'static str {
        self.name()
    }

    /// What speaks for this family less what speaks against it; [`ENOUGH`] is enough.
    fn evidence(&self, text: &str, hint: &NoteHint<'_>) -> i32;

    /// Reads a note of this family.
    fn read(&self, text: &str) -> ImportedNote;
}
