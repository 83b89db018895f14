//! Why a backup could not be made, or be read.

use std::io;
use std::path::{Path, PathBuf};

use zip::result::ZipError;

use crate::disk::cause;

#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("cannot {doing} {}: {}", path.display(), cause(source))]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("{} is not a backup made by viva", path.display())]
    NotABackup { path: PathBuf },
    #[error("the backup {} is damaged: {reason}", path.display())]
    Damaged { path: PathBuf, reason: String },
    #[error("the backup {} was made by a newer viva", path.display())]
    Newer { path: PathBuf },
    #[error("the backup {} contains {}, which viva does not write into backups", path.display(), name.escape_debug())]
    Stranger { path: PathBuf, name: String },
    #[error("the backup {} contains more than {limit}", path.display())]
    TooLarge { path: PathBuf, limit: String },
    #[error("{count} files are too many for one backup, which can have {most}")]
    TooManyFiles { count: usize, most: usize },
}

impl BackupError {
    pub(super) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        Self::Io { doing, path: path.to_owned(), source }
    }

    pub(super) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), reason: reason.into() }
    }

    /// Of an archive that is being read.
    pub(super) fn unreadable(path: &Path, error: ZipError) -> Self {
        match error {
            ZipError::Io(source) if source.kind() != io::ErrorKind::UnexpectedEof => {
                Self::io("read", path, source)
            }
            error => Self::damaged(path, error.to_string()),
        }
    }

    /// Of one that is being written.
    pub(super) fn unwritten(path: &Path, error: ZipError) -> Self {
        let source = match error {
            ZipError::Io(source) => source,
            error => io::Error::other(error.to_string()),
        };
        Self::io("write a backup in", path, source)
    }
}
