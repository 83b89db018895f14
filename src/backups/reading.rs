//! A backup, opened: looked at as a whole first, then unpacked file by file.

use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::error::BackupError;
use crate::disk::open_without_waiting;
use crate::study::backup::{BackupInfo, DATABASE, FORM, INFO, Member};
use crate::untrusted::{Excess, copy_bounded, read_bounded};

const LARGEST_FILE_BYTES: u64 = 4 << 30;
const LARGEST_DATABASE_BYTES: u64 = 4 << 30;
const LARGEST_TEXT_BYTES: u64 = 64 << 20;
const LARGEST_INFO_BYTES: u64 = 64 << 10;
/// The record that ends an archive, without a comment.
const END_BYTES: u64 = 22;
/// What comes before it if the archive is in the larger form.
const LOCATOR_BYTES: u64 = 20;
/// The kind of a file, in the upper bits of its mode.
const KIND: u32 = 0o170_000;
const REGULAR: u32 = 0o100_000;

/// A backup whose names and description have been looked at.
#[derive(Debug)]
pub struct OpenBackup {
    path: PathBuf,
    archive: ZipArchive<File>,
    info: BackupInfo,
    texts: Vec<String>,
    has_database: bool,
}

impl OpenBackup {
    /// Whether a file is an archive, by its first bytes; an error if it cannot be read.
    pub fn is_archive(path: &Path) -> Result<bool, BackupError> {
        let failed = |source| BackupError::io("read", path, source);
        let mut start = Vec::new();
        open_file(path)?.take(4).read_to_end(&mut start).map_err(failed)?;
        Ok(matches!(start.as_slice(), b"PK\x03\x04" | b"PK\x05\x06"))
    }

    pub fn open(path: &Path) -> Result<Self, BackupError> {
        let mut file = open_file(path)?;
        expect_small_form(path, &mut file)?;
        let unreadable = |error| BackupError::unreadable(path, error);
        let mut archive = ZipArchive::new(file).map_err(unreadable)?;
        if archive.has_duplicate_names() {
            return Err(BackupError::damaged(path, "two of its files have one name"));
        }
        let (mut texts, mut has_database, mut has_info, mut stranger) = (Vec::new(), false, false, None);
        for at in 0..archive.len() {
            let member = archive.by_index_data(at).map_err(unreadable)?;
            let name = member.name().map_err(unreadable)?.into_owned();
            // Who packs the folder again by hand gets an entry for the folder itself.
            if name == "decks/" && member.is_dir() {
                continue;
            }
            let is_regular =
                member.is_file() && member.unix_mode().is_none_or(|mode| matches!(mode & KIND, 0 | REGULAR));
            match Member::of(&name).filter(|_| is_regular && !member.encrypted()) {
                Some(Member::Database) => has_database = true,
                Some(Member::Info) => has_info = true,
                Some(Member::Text(name)) => texts.push(name),
                None => drop(stranger.get_or_insert(name)),
            }
        }
        if !has_info {
            return Err(BackupError::NotABackup { path: path.to_owned() });
        }
        let about = unpack(path, &mut archive, INFO, LARGEST_INFO_BYTES)?;
        let form: Form =
            serde_json::from_slice(&about).map_err(|_| BackupError::NotABackup { path: path.to_owned() })?;
        // A newer viva may well write more files.
        if form.viva_backup > FORM {
            return Err(BackupError::Newer { path: path.to_owned() });
        }
        if let Some(name) = stranger {
            return Err(BackupError::Stranger { path: path.to_owned(), name });
        }
        let info = serde_json::from_slice(&about)
            .map_err(|_| BackupError::damaged(path, "its description cannot be read"))?;
        texts.sort();
        Ok(Self { path: path.to_owned(), archive, info, texts, has_database })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    #[must_use]
    pub fn info(&self) -> &BackupInfo {
        &self.info
    }

    /// Whether it has a database; a collection may have had none yet.
    #[must_use]
    pub fn has_database(&self) -> bool {
        self.has_database
    }

    /// The files that a user can read, by their paths below the collection, in order.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    pub fn text(&mut self, name: &str) -> Result<Vec<u8>, BackupError> {
        unpack(&self.path, &mut self.archive, name, LARGEST_TEXT_BYTES)
    }

    /// Writes the database into a file, its checksum seen to be right.
    pub fn unpack_database(&mut self, to: &mut impl Write) -> Result<(), BackupError> {
        let path = &self.path;
        let member = self.archive.by_name(DATABASE).map_err(|error| BackupError::unreadable(path, error))?;
        let packed_bytes = member.compressed_size();
        copy_bounded(member, packed_bytes, LARGEST_DATABASE_BYTES, to)
            .map(drop)
            .map_err(|excess| of_excess(path, excess))
    }

    /// Reads all of it, and so compares every checksum.
    pub fn verify(&mut self) -> Result<(), BackupError> {
        if self.has_database {
            self.unpack_database(&mut io::sink())?;
        }
        for name in self.texts.clone() {
            self.text(&name)?;
        }
        Ok(())
    }
}

#[derive(serde::Deserialize)]
struct Form {
    viva_backup: u32,
}

/// Opens a regular file, without waiting for anything else that stands under its name.
fn open_file(path: &Path) -> Result<File, BackupError> {
    let failed = |source| BackupError::io("read", path, source);
    let expect_file = |metadata: &fs::Metadata| {
        if metadata.is_file() { Ok(()) } else { Err(BackupError::NotABackup { path: path.to_owned() }) }
    };
    expect_file(&fs::metadata(path).map_err(failed)?)?;
    let file = open_without_waiting(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    expect_file(&metadata)?;
    if metadata.len() > LARGEST_FILE_BYTES {
        let limit = format!("{} GiB", LARGEST_FILE_BYTES >> 30);
        return Err(BackupError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(file)
}

/// The larger form of zip has room for any number of files, each of which costs memory before one is read. The
/// small form ends at 65,535, and viva writes no other.
fn expect_small_form(path: &Path, file: &mut File) -> Result<(), BackupError> {
    let failed = |source| BackupError::io("read", path, source);
    let size_bytes = file.seek(SeekFrom::End(0)).map_err(failed)?;
    if size_bytes < END_BYTES {
        return Err(BackupError::damaged(path, "it is too short"));
    }
    let from = size_bytes.saturating_sub(END_BYTES + LOCATOR_BYTES);
    file.seek(SeekFrom::Start(from)).map_err(failed)?;
    let mut end = Vec::new();
    file.take(END_BYTES + LOCATOR_BYTES).read_to_end(&mut end).map_err(failed)?;
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    let place = end.len().saturating_sub(usize::try_from(END_BYTES).unwrap_or(0));
    if !end[place..].starts_with(b"PK\x05\x06") {
        return Err(BackupError::damaged(path, "its end is missing"));
    }
    // Where the counts of files are, the larger form has no numbers.
    if end.starts_with(b"PK\x06\x07") || end[place + 8..place + 12] == [0xff; 4] {
        return Err(BackupError::TooLarge { path: path.to_owned(), limit: "65,535 files".to_owned() });
    }
    Ok(())
}

fn unpack(
    path: &Path,
    archive: &mut ZipArchive<File>,
    name: &str,
    largest_bytes: u64,
) -> Result<Vec<u8>, BackupError> {
    let member = archive.by_name(name).map_err(|error| BackupError::unreadable(path, error))?;
    let packed_bytes = member.compressed_size();
    read_bounded(member, packed_bytes, largest_bytes).map_err(|excess| of_excess(path, excess))
}

fn of_excess(path: &Path, excess: Excess) -> BackupError {
    match excess {
        Excess::TooLarge { limit } => BackupError::TooLarge { path: path.to_owned(), limit },
        Excess::Io(error) if error.kind() == io::ErrorKind::StorageFull => {
            BackupError::io("unpack", path, error)
        }
        Excess::Io(error) => BackupError::damaged(path, error.to_string()),
    }
}
