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

fn with_text(decoded: Decoded<'_>, hint: &NoteHint<'_>) -> ImportedNote {
    let mut note = own::read(&decoded.text, hint).unwrap_or_else(|| shape::read(&decoded.text, hint));
    note.problems.splice(0..0, decoded.problems);
    note.decoded = (!decoded.how.is_empty()).then_some(decoded.how);
    note
}
