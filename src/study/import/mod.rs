//! Notes to cards: decoding, the shape of a file, one reader for each family of notes.
//!
//! [`read_note`] never fails: it gives the cards it is sure of, what the note says about the
//! interview, and a problem with its line for everything that was repaired, left out or not
//! understood. It opens no file; the hint carries what only the file's name can tell.

mod outcome;

mod decode;
mod mojibake;

mod calendar;
mod flowchart;
mod headings;
mod html;
mod label;
mod source;

mod body;
mod interview;

mod bullets;
mod pasted;
mod shape;

#[cfg(test)]
mod tests;

pub use outcome::{ImportedNote, NoteCard, Problem};

/// What is known about a note besides its text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoteHint<'a> {
    /// With its extension, without folders; empty where there is none.
    pub file_name: &'a str,
}

/// Reads a note in any encoding.
#[must_use]
pub fn read_note(bytes: &[u8], hint: &NoteHint<'_>) -> ImportedNote {
    with_text(decode::decode(bytes), hint)
}

/// Reads a note that is text already: pasted, typed, or out of another file.
#[must_use]
pub fn read_text(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
    with_text(decode::clean(text), hint)
}

fn with_text(decoded: decode::Decoded, hint: &NoteHint<'_>) -> ImportedNote {
    let mut note = shape::read(&decoded.text, hint);
    note.problems.splice(0..0, decoded.problems);
    note.decoded = (!decoded.how.is_empty()).then_some(decoded.how);
    note
}
