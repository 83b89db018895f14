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

mod calendar;
mod converter;
mod flowchart;
mod headings;
mod html;
mod label;
mod label_marks;
mod source;

mod body;
mod interview;

mod left_out;
mod lines;
mod wording;
mod yaml;

mod family;

mod bullets;
mod pasted;

mod furniture;
mod options;
mod outline;
mod title;

mod below;

mod starts;

mod folds;
mod headed;
mod question_bullets;

mod cards;

mod bold_paragraph;
mod bullets_linkanswer;
mod bullets_noanswer;
mod details_summary;
mod front_back;
mod heading_details;
mod heading_text;
mod multiple_choice;
mod numbered_heading;
mod question_list;
mod topic_heading;

mod labelled;
mod one_note;
mod plain;
mod separated;

mod org;

mod columns;
mod dialect;
mod page;

mod delimited;
mod json;
mod markdown_table;

mod anki;
mod package;
mod past;

mod own_package;

mod answer_key;
mod second_part;
mod shape;

mod own;
mod progress;

mod doubt;

mod read;

#[cfg(test)]
mod family_tests;
#[cfg(test)]
mod tests;

pub use decode::is_binary;
pub use doubt::{DOUBTFUL_PERCENT, Doubt, doubts};
pub use options::{Options, options_of};
pub use outcome::{ImportedNote, NoteCard, NoteHint, Problem};
pub use own::{TABLE_COLUMNS, needs_apostrophe, parts, without_apostrophe};
pub use own_package::{OWN_FIELDS, OwnPlace, anki_tag, own_source, read_package_decks, review_numbers};
pub use package::{AnkiNote, AnkiNotetype, AnkiPackage, AnkiTemplate};
pub use questions::{Account, CLASS_NAMES, Choice, Unused, Weights};
pub use past::{AnkiCard, AnkiReview, AnkiTime, KnownPast, Past};
pub use progress::{CardStanding, OwnDocument, Progress, own_document};
pub use read::{family_names, read_note, read_note_as, read_text};
pub use shape::EMPTY_NOTE;
