//! Notes to cards: decoding, the shape of a file, one reader for each family of notes.

mod outcome;

pub use outcome::{ImportedNote, NoteCard, Problem};
