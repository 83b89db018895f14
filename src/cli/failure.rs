//! How a command fails: an exit code that programs read, a sentence and a hint that people read.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::anki::UnwrittenError;
use crate::files::FilesError;
use crate::store::{StoreError, database_files};
use crate::study::selection::SelectionError;
use crate::terminal::TerminalError;

use super::backup;

/// Exit codes, as the help documents them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    Failed = 1,
    Usage = 2,
    DataInvalid = 3,
    Store = 4,
    Interrupted = 130,
}

impl Code {
    /// As programs read it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::DataInvalid => "data_invalid",
            Self::Store => "store",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What went wrong and what to do.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) code: Code,
    pub(super) hint: Option<String>,
    pub(super) error: anyhow::Error,
}

impl Failure {
    pub(super) fn new(code: Code, message: impl fmt::Display + fmt::Debug + Send + Sync + 'static) -> Self {
        Self { code, hint: None, error: anyhow::Error::msg(message) }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The sentence; every error here says its own cause in it.
    pub(super) fn message(&self) -> String {
        self.error.to_string()
    }

    /// Sentence and hint, where there is one line for both.
    pub(super) fn in_one_line(&self) -> String {
        let hint = self.hint.as_ref().map_or(String::new(), |hint| format!("; {hint}"));
        self.message() + &hint
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let (code, hint) = match &error {
            StoreError::Locked { .. } => {
                (Code::Store, Some("close the other viva, or try again in a moment".to_owned()))
            }
            StoreError::Damaged { path, .. }
            | StoreError::Foreign { path, .. }
            | StoreError::Truncated { path } => (
                Code::Store,
                Some(match backup::advice(path) {
                    Some(advice) => format!("nothing was changed; {advice}"),
                    None => format!(
                        "nothing was changed, and there is no usable backup; to start with an empty history, \
                         move {} out of the folder",
                        listed(&database_files(path))
                    ),
                }),
            ),
            StoreError::InUse { .. } => {
                (Code::Store, Some("nothing was changed; close the other viva and try again".to_owned()))
            }
            StoreError::ForeignLog { path, .. } => (
                Code::Store,
                Some(format!(
                    "nothing was changed; move {} out of the folder, or put the database there that they belong to{}",
                    listed(&database_files(path).split_off(1)),
                    or_advice(path)
                )),
            ),
            StoreError::OrphanLog { path, .. } => (
                Code::Store,
                Some(format!(
                    "put {} back; or move {} out of the folder to start with an empty history{}",
                    path.display(),
                    listed(&database_files(path)),
                    or_advice(path)
                )),
            ),
            StoreError::Removed { .. } => {
                (Code::Store, Some("the last action was not saved; run viva again".to_owned()))
            }
            StoreError::TooNew { path, .. } => {
                (Code::Store, Some(format!("nothing was changed; use the newer viva{}", or_advice(path))))
            }
            StoreError::Full { .. } => (Code::Failed, Some("free some space and try again".to_owned())),
            StoreError::Unsure { .. } => (
                Code::Failed,
                Some(
                    "check that the disk works, and look at what is saved before you repeat the command"
                        .to_owned(),
                ),
            ),
            StoreError::NotWritten { .. } | StoreError::NotRead { .. } => (
                Code::Failed,
                Some("check that the disk has space left and works, then try again".to_owned()),
            ),
            StoreError::OutOfMemory { .. } => (Code::Failed, None),
            StoreError::ReadOnly { .. } | StoreError::CannotOpen { .. } => {
                (Code::Failed, Some("check that the folder is yours and may be written".to_owned()))
            }
            StoreError::Stale => (Code::Failed, Some("try again".to_owned())),
            StoreError::NoSuchCard { .. } => (Code::Usage, None),
        };
        Self { code, hint, error: error.into() }
    }
}

fn or_advice(database: &Path) -> String {
    backup::advice(database).map_or(String::new(), |advice| format!("; {advice}"))
}

/// Paths in a sentence.
fn listed(paths: &[PathBuf]) -> String {
    let shown: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    match shown.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

impl From<SelectionError> for Failure {
    fn from(error: SelectionError) -> Self {
        let hint = match &error {
            SelectionError::NoSuchDeck { nearest: Some(nearest), .. } => {
                Some(format!("did you mean `{nearest}`?"))
            }
            SelectionError::NoSuchDeck { nearest: None, .. } => {
                Some("`viva list` shows all decks".to_owned())
            }
            SelectionError::NotUnderstood { .. } => None,
        };
        Self { code: Code::Usage, hint, error: error.into() }
    }
}

impl From<FilesError> for Failure {
    fn from(error: FilesError) -> Self {
        Self { code: Code::Failed, hint: None, error: error.into() }
    }
}

impl From<TerminalError> for Failure {
    fn from(error: TerminalError) -> Self {
        Self { code: Code::Failed, hint: None, error: error.into() }
    }
}

impl From<UnwrittenError> for Failure {
    fn from(error: UnwrittenError) -> Self {
        Self { code: Code::Failed, hint: None, error: error.into() }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self { code: Code::Failed, hint: None, error: error.into() }
    }
}
