//! What can go wrong with the database, told apart by what a person can do about it.
//!
//! SQLite's own words are kept out of the sentences: who reads them trains for an interview.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;
use rusqlite::ffi;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{} has been in use by another program for over 5 seconds", path.display())]
    Locked { path: PathBuf },
    #[error("{} is damaged: {reason}", path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("{} is not a viva database: {reason}", path.display())]
    Foreign { path: PathBuf, reason: &'static str },
    #[error("{} is damaged: its end is missing", path.display())]
    Truncated { path: PathBuf },
    #[error("{} is in use by another viva", path.display())]
    InUse { path: PathBuf },
    #[error("{} does not fit {}: it belongs to another database, or one of them is damaged", log.display(), path.display())]
    ForeignLog { path: PathBuf, log: PathBuf },
    #[error("{} is missing, but the log of its last changes is still there: {}", path.display(), log.display())]
    OrphanLog { path: PathBuf, log: PathBuf },
    #[error("{} was removed or replaced while viva was running", path.display())]
    Removed { path: PathBuf },
    #[error("{} was written by a newer viva (format {found}, this one knows {known})", path.display())]
    TooNew { path: PathBuf, found: i32, known: i32 },
    #[error("{} could not be written: the disk is full", path.display())]
    Full { path: PathBuf },
    #[error("{} could not be written: the disk or its file system reports an error", path.display())]
    NotWritten { path: PathBuf },
    /// A transaction whose end the disk did not confirm: the next start may find it in the log or not.
    #[error("the last change may or may not be saved in {}: the disk or its file system reports an error", path.display())]
    Unsure { path: PathBuf },
    #[error("{} could not be read: the disk or its file system reports an error", path.display())]
    NotRead { path: PathBuf },
    #[error("{} cannot be written: {reason}", path.display())]
    ReadOnly { path: PathBuf, reason: String },
    #[error("{} could not be opened: {reason}", path.display())]
    CannotOpen { path: PathBuf, reason: String },
    #[error("there is not enough memory to read {}", path.display())]
    OutOfMemory { path: PathBuf },
    /// The card was reviewed elsewhere since it was shown; nothing was written.
    #[error("the card was reviewed in another session in the meantime")]
    Stale,
    #[error("no card has the id {id}")]
    NoSuchCard { id: String },
}

impl StoreError {
    #[expect(clippy::needless_pass_by_value, reason = "it is what `map_err` gives")]
    pub(super) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let (path, reason) = (path.to_owned(), source.to_string());
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::DiskFull) => Self::Full { path },
            Some(ErrorCode::SystemIoFailure) if is_of_reading(&source) => Self::NotRead { path },
            Some(ErrorCode::SystemIoFailure) => Self::NotWritten { path },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path, reason },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Self::CannotOpen { path, reason },
            Some(ErrorCode::OutOfMemory) => Self::OutOfMemory { path },
            // Beside torn pages: a table, a column or a value that is not what viva writes.
            _ => Self::of_unreadable(&path),
        }
    }

    /// The same for a transaction that writes what a user is told is saved.
    pub(super) fn of_change(path: &Path, source: rusqlite::Error) -> Self {
        let extended = source.sqlite_error().map(|error| error.extended_code);
        if matches!(extended, Some(ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC)) {
            return Self::Unsure { path: path.to_owned() };
        }
        Self::of(path, source)
    }

    pub(super) fn of_unreadable(path: &Path) -> Self {
        Self::Damaged { path: path.to_owned(), reason: "a part of it is unreadable".to_owned() }
    }

    /// Whether the database cannot be used as it is, so that a backup may take its place. Its path then.
    #[must_use]
    pub fn unusable(&self) -> Option<&Path> {
        match self {
            Self::Damaged { path, .. }
            | Self::Foreign { path, .. }
            | Self::Truncated { path }
            | Self::ForeignLog { path, .. }
            | Self::OrphanLog { path, .. }
            | Self::TooNew { path, .. } => Some(path),
            _ => None,
        }
    }

    /// The same about the database that a copy was made of.
    pub(super) fn about(self, original: &Path) -> Self {
        let path = original.to_owned();
        match self {
            Self::Locked { .. } => Self::Locked { path },
            Self::Damaged { reason, .. } => Self::Damaged { path, reason },
            Self::Foreign { reason, .. } => Self::Foreign { path, reason },
            Self::Truncated { .. } => Self::Truncated { path },
            Self::ForeignLog { log, .. } => Self::ForeignLog { log: beside(original, &log), path },
            Self::TooNew { found, known, .. } => Self::TooNew { path, found, known },
            Self::NotRead { .. } => Self::NotRead { path },
            other => other,
        }
    }
}

fn beside(original: &Path, file: &Path) -> PathBuf {
    file.file_name().map_or_else(|| file.to_owned(), |name| original.with_file_name(name))
}

/// sqlite.org/rescode.html; all others come of writing, locking or opening.
fn is_of_reading(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error().map(|error| error.extended_code),
        Some(
            ffi::SQLITE_IOERR_READ
                | ffi::SQLITE_IOERR_SHORT_READ
                | ffi::SQLITE_IOERR_FSTAT
                | ffi::SQLITE_IOERR_ACCESS
                | ffi::SQLITE_IOERR_MMAP
                | ffi::SQLITE_IOERR_DATA
                | ffi::SQLITE_IOERR_CORRUPTFS
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: i32, expected: &str) {
        let source = rusqlite::Error::SqliteFailure(ffi::Error::new(code), Some("no such table".to_owned()));
        assert_eq!(StoreError::of(Path::new("viva.db"), source).to_string(), format!("viva.db {expected}"));
    }

    #[test]
    fn what_the_disk_says_is_no_damage_and_not_always_that_it_is_full() {
        let reports =
            |what: &str| format!("could not be {what}: the disk or its file system reports an error");
        check(ffi::SQLITE_IOERR_READ, &reports("read"));
        check(ffi::SQLITE_IOERR_SHORT_READ, &reports("read"));
        check(ffi::SQLITE_IOERR_WRITE, &reports("written"));
        check(ffi::SQLITE_IOERR_FSYNC, &reports("written"));
        check(ffi::SQLITE_FULL, "could not be written: the disk is full");
        let damaged = "is damaged: a part of it is unreadable";
        for code in [ffi::SQLITE_CORRUPT, ffi::SQLITE_NOTADB, ffi::SQLITE_ERROR, ffi::SQLITE_MISMATCH] {
            check(code, damaged);
        }
        let unconfirmed = rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_FSYNC), None);
        assert_eq!(
            StoreError::of_change(Path::new("viva.db"), unconfirmed).to_string(),
            "the last change may or may not be saved in viva.db: the disk or its file system reports an error"
        );
        let refused = rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_WRITE), None);
        assert!(matches!(
            StoreError::of_change(Path::new("viva.db"), refused),
            StoreError::NotWritten { .. }
        ));
        let value = rusqlite::Error::InvalidColumnType(3, "due".to_owned(), rusqlite::types::Type::Text);
        assert_eq!(StoreError::of(Path::new("viva.db"), value).to_string(), format!("viva.db {damaged}"));
    }
}
