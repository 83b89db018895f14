//! The door to Anki's packages (`.apkg`, `.colpkg`): a zip that holds a collection in SQLite.
//!
//! A package comes from a stranger. Its entries are read into memory by fixed names and never
//! written anywhere, so no name in it is a path; what may be unpacked is bounded while unpacking,
//! whatever the headers promise; the database is read only, with bounded work, and nothing that it
//! brings along (views, triggers, functions) runs. All of it is read or nothing.
//!
//! Rows are given as they are, and written as they are given; what they mean for cards is decided in
//! `study::import`, and `report` makes those of our cards. Pictures and sounds are counted and stay where
//! they are.

mod archive;
mod collection;
mod error;
mod notetypes;

mod write;

pub use archive::is_zip;
pub use error::{AnkiError, UnwrittenError};
pub use write::write;

use crate::study::import::AnkiPackage;

/// Everything in a package that concerns cards and their history.
pub fn read(bytes: &[u8]) -> Result<AnkiPackage, AnkiError> {
    let unpacked = archive::unpack(bytes)?;
    let package = collection::read(unpacked.database)?;
    Ok(AnkiPackage { media_count: unpacked.media_count, ..package })
}
