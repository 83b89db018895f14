//! The zip around a collection: which of its entries is the collection, and that one unpacked.
//!
//! Anki writes the collection under several names. The newest form stands beside an older one that
//! only says "please update", so the newest that is there is taken.

use std::io::{Cursor, Read};

use ruzstd::decoding::StreamingDecoder;
use zip::ZipArchive;
use zip::result::ZipError;

use super::error::AnkiError;
use crate::untrusted::{Excess, read_bounded};

/// A collection, unpacked.
pub(super) struct Unpacked {
    pub(super) database: Vec<u8>,
    /// Pictures and sounds in the package, which Anki names by numbers.
    pub(super) media_count: usize,
}

const MOST_ENTRIES: usize = 200_000;
const LARGEST_DATABASE_BYTES: u64 = 256 << 20;
const LARGEST_META_BYTES: u64 = 64 << 10;
/// What zstd's highest level asks for.
const LARGEST_ZSTD_WINDOW_BYTES: u64 = 128 << 20;
/// The newest form of a package that is known: the collection in zstd.
const NEWEST_FORM: u64 = 3;

/// Whether a file is a zip archive, by its first bytes.
#[must_use]
pub fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

pub(super) fn unpack(bytes: &[u8]) -> Result<Unpacked, AnkiError> {
    // Each entry costs memory before any is read, and a header may lie about how many there are.
    if bytes.windows(4).filter(|window| *window == b"PK\x01\x02").count() > MOST_ENTRIES {
        return Err(AnkiError::TooLarge { limit: format!("{MOST_ENTRIES} entries") });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.has_duplicate_names() {
        return Err(AnkiError::damaged("two of its entries have one name"));
    }
    let is_number = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit());
    let media_count = archive.file_names().flatten().filter(|name| is_number(name)).count();
    if let Some(meta) = entry(&mut archive, "meta", LARGEST_META_BYTES)?
        && super::notetypes::number_field(&meta, 1).is_some_and(|form| form > NEWEST_FORM)
    {
        return Err(AnkiError::TooNew);
    }
    let database = if let Some(packed) = entry(&mut archive, "collection.anki21b", LARGEST_DATABASE_BYTES)? {
        unpack_zstd(&packed)?
    } else if let Some(database) = entry(&mut archive, "collection.anki21", LARGEST_DATABASE_BYTES)? {
        database
    } else if let Some(database) = entry(&mut archive, "collection.anki2", LARGEST_DATABASE_BYTES)? {
        database
    } else if archive.file_names().flatten().any(|name| name.starts_with("collection.anki")) {
        return Err(AnkiError::TooNew);
    } else {
        return Err(AnkiError::NotAPackage);
    };
    Ok(Unpacked { database, media_count })
}

/// An entry's bytes, its checksum seen to be right; `None` where there is none of that name.
fn entry(
    archive: &mut ZipArchive<Cursor<&[u8]>>,
    name: &str,
    largest_bytes: u64,
) -> Result<Option<Vec<u8>>, AnkiError> {
    let file = match archive.by_name(name) {
        Ok(file) => file,
        Err(ZipError::FileNotFound) => return Ok(None),
        Err(error) => return Err(damaged(&error)),
    };
    let packed_bytes = file.compressed_size();
    bounded(file, packed_bytes, largest_bytes).map(Some)
}

fn unpack_zstd(packed: &[u8]) -> Result<Vec<u8>, AnkiError> {
    let decoder = StreamingDecoder::new_with_max_window_size(packed, LARGEST_ZSTD_WINDOW_BYTES)
        .map_err(|error| AnkiError::damaged(error.to_string()))?;
    bounded(decoder, packed.len() as u64, LARGEST_DATABASE_BYTES)
}

fn bounded(reader: impl Read, packed_bytes: u64, largest_bytes: u64) -> Result<Vec<u8>, AnkiError> {
    read_bounded(reader, packed_bytes, largest_bytes).map_err(|excess| match excess {
        Excess::Io(error) => AnkiError::damaged(error.to_string()),
        Excess::TooLarge { limit } if limit.ends_with("MiB") => {
            AnkiError::TooLarge { limit: format!("{limit} of cards") }
        }
        Excess::TooLarge { limit } if limit.ends_with("KiB") => {
            AnkiError::TooLarge { limit: format!("{limit} of description") }
        }
        Excess::TooLarge { limit } => AnkiError::TooLarge { limit },
    })
}

fn damaged(error: &ZipError) -> AnkiError {
    AnkiError::damaged(error.to_string())
}
