//! Notes to cards: decoding, the shape of a file, one reader for each family of notes.

mod outcome;

mod decode;
mod mojibake;

pub use outcome::{ImportedNote, NoteCard, Problem};
