//! Why a backup could not be made, or be read.

use std::io;
use std::path::{Path, PathBuf};

use zip::result::ZipError;

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
    #[error("there is no place for a backup of {count} files; one has at most {most}")]
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

fn cause(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        // The path that the error names may be that of a draft.
        _ => error.to_string().split(" at path ").next().unwrap_or_default().to_owned(),
    }
}
