//! Why a package could not be read, or made.

#[derive(Debug, thiserror::Error)]
pub enum AnkiError {
    #[error("it is a zip archive, but no Anki package: unpack it and import what is in it")]
    NotAPackage,
    #[error("the package is damaged: {reason}")]
    Damaged { reason: String },
    #[error("the package was made by a newer Anki: export it again for older versions")]
    TooNew,
    #[error("the package was made by an Anki older than 2.0: open it in a newer one and export it again")]
    TooOld,
    #[error("the package holds more than {limit}: nothing was read")]
    TooLarge { limit: String },
    /// Damaged so that reading it would not end, or made to.
    #[error("the package takes too long to read: nothing was read")]
    TooSlow,
}

/// Why a package could not be made: nothing in its rows, but a machine without memory.
#[derive(Debug, thiserror::Error)]
pub enum UnwrittenError {
    #[error("the package could not be made: {0}")]
    Database(#[from] rusqlite::Error),
    #[error("the package could not be made: {0}")]
    Archive(#[from] zip::result::ZipError),
}

impl AnkiError {
    pub(super) fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged { reason: reason.into() }
    }
}

impl From<rusqlite::Error> for AnkiError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::OperationInterrupted) => Self::TooSlow,
            Some(rusqlite::ErrorCode::TooBig | rusqlite::ErrorCode::OutOfMemory) => {
                Self::TooLarge { limit: "16 MiB in one row".to_owned() }
            }
            _ => Self::damaged(error.to_string()),
        }
    }
}
