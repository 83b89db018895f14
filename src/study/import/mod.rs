//! Notes to cards: decoding, the shape of a file, one reader for each family of notes.
//!
//! [`read_note`] never fails: it gives the cards it is sure of, what the note says about the
//! interview, and a problem with its line for everything that was repaired, left out or not
//! understood. It opens no file; the hint carries what only the file's name can tell.

// From the ground up; `tests/architecture.rs` has their floors.
mod furniture;
mod marks;
mod mojibake;
mod past;
mod progress;
mod scan;
mod tags;
mod weights;

mod code;
mod outcome;
mod wording;

mod converter;
mod decode;
mod family;
mod lines;
mod options;
mod own;

mod html;
mod yaml;

mod answer_key;
mod doubt;
mod facts;
mod page;
mod title;

mod columns;

mod cloze;

mod delimited;
mod text;

mod anki;
mod bank;
mod blocks;
mod company_table;

mod json;
mod package;
mod questions;
mod yaml_bank;

mod notebook;
mod own_package;

mod shape;

mod read;

#[cfg(test)]
mod tests;

pub use company_table::{CompanyRow, CompanyTable, company_table};
pub use decode::is_binary;
pub use doubt::{DOUBTFUL_PERCENT, Doubt, doubts};
pub use options::{Options, options_of};
pub use outcome::{Account, Choice, ImportedNote, NoteCard, NoteHint, Problem, Unused};
pub use own::{TABLE_COLUMNS, needs_apostrophe, parts, without_apostrophe};
pub use own_package::{OWN_FIELDS, OwnPlace, anki_tag, own_source, read_package_decks, review_numbers};
pub use package::{AnkiNote, AnkiNotetype, AnkiPackage, AnkiTemplate};
pub use past::{AnkiCard, AnkiReview, AnkiTime, KnownPast, Past};
pub use progress::{CardStanding, OwnDocument, Progress, own_document};
pub use questions::CLASS_NAMES;
pub use read::{read_note, read_text};
pub use shape::EMPTY_NOTE;
pub use weights::Weights;
