//! Notes to cards: decoding, the shape of a file, one reader for each family of notes.
//!
//! [`read_note`] never fails: it gives the cards it is sure of, what the note says about the
//! interview, and a problem with its line for everything that was repaired, left out or not
//! understood. It opens no file; the hint carries what only the file's name can tell.

mod outcome;

mod blocks;
mod questions;
mod text;

mod decode;
mod mojibake;

mod scan;

mod tags;

mod converter;
mod html;
mod label;

mod facts;

mod lines;
mod wording;
mod yaml;

mod family;

mod furniture;
mod options;
mod title;

mod cloze;
mod columns;
mod company_table;
mod page;

mod bank;
mod bank_numbers;
mod delimited;
mod json;
mod notebook;
mod yaml_bank;

mod anki;
mod package;
mod past;

mod own_package;

mod answer_key;
mod shape;

mod own;
mod progress;

mod doubt;

mod read;

#[cfg(test)]
mod tests;

use facts::calendar;

pub use company_table::{CompanyRow, CompanyTable, company_table};
pub use decode::is_binary;
pub use doubt::{DOUBTFUL_PERCENT, Doubt, doubts};
pub use options::{Options, options_of};
pub use outcome::{ImportedNote, NoteCard, NoteHint, Problem};
pub use own::{TABLE_COLUMNS, needs_apostrophe, parts, without_apostrophe};
pub use own_package::{OWN_FIELDS, OwnPlace, anki_tag, own_source, read_package_decks, review_numbers};
pub use package::{AnkiNote, AnkiNotetype, AnkiPackage, AnkiTemplate};
pub use past::{AnkiCard, AnkiReview, AnkiTime, KnownPast, Past};
pub use progress::{CardStanding, OwnDocument, Progress, own_document};
pub use questions::{Account, CLASS_NAMES, Choice, Unused, Weights};
pub use read::{read_note, read_text};
pub use shape::EMPTY_NOTE;
