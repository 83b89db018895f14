//! From a note's bytes to its cards: decoded, then read by the family it is of, or exactly, where viva
//! wrote it.

use super::decode::{self, Decoded};
use super::outcome::{ImportedNote, NoteHint};
use super::own;
use super::shape;

/// Reads a note in any encoding.
#[must_use]
pub fn read_note(bytes: &[u8], hint: &NoteHint<'_>) -> ImportedNote {
    with_text(own::decoded(bytes, hint).unwrap_or_else(|| decode::decode(bytes)), hint)
}

/// Reads a note that is text already: pasted, typed, or out of another file.
#[must_use]
pub fn read_text(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
    with_text(own::decoded(text.as_bytes(), hint).unwrap_or_else(|| decode::clean(text)), hint)
}

/// The families of notes, by the names that [`ImportedNote::shape`] gives.
pub fn family_names() -> impl Iterator<Item = &'static str> {
    shape::family_names()
}

/// Reads a note in any encoding as of the family named, whatever its shape; `None` for an unknown name.
/// So every reader can be tried with every text.
#[must_use]
pub fn read_note_as(family: &str, bytes: &[u8], hint: &NoteHint<'_>) -> Option<ImportedNote> {
    shape::read_as(family, &decode::decode(bytes).text, hint)
}

fn with_text(decoded: Decoded<'_>, hint: &NoteHint<'_>) -> ImportedNote {
    let mut note = own::read(&decoded.text, hint).unwrap_or_else(|| shape::read(&decoded.text, hint));
    note.problems.splice(0..0, decoded.problems);
    note.decoded = (!decoded.how.is_empty()).then_some(decoded.how);
    note
}
