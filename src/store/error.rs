//! What can go wrong with the database, told apart by what a person can do about it.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{} is in use by another program that has held it for over 5 seconds", path.display())]
    Locked { path: PathBuf },
    #[error("{} is damaged or no viva database: {reason}", path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("{} was written by a newer viva (format {found}, this one knows {known})", path.display())]
    TooNew { path: PathBuf, found: i32, known: i32 },
    #[error("{} could not be written: the disk may be full ({reason})", path.display())]
    Full { path: PathBuf, reason: String },
    #[error("{} may not be written: {reason}", path.display())]
    ReadOnly { path: PathBuf, reason: String },
    #[error("{} could not be opened: {reason}", path.display())]
    CannotOpen { path: PathBuf, reason: String },
    /// The card was reviewed elsewhere since it was shown; nothing was written.
    #[error("the card was reviewed in another session meanwhile")]
    Stale,
    #[error("no card has the id {id}")]
    NoSuchCard { id: String },
    #[error("{}: {source}", path.display())]
    Sqlite { path: PathBuf, source: rusqlite::Error },
}

impl StoreError {
    pub(super) fn of(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let reason = source.to_string();
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged { path, reason },
            // A full disk arrives as either of these.
            Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure) => Self::Full { path, reason },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path, reason },
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => Self::CannotOpen { path, reason },
            _ => Self::Sqlite { path, source },
        }
    }
}
