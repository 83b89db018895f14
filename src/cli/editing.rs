//! Lets the user edit a text, until it can be read or is left; nothing written is ever lost.
//!
//! The text is a draft in the collection's own folder while it is edited. It is taken away only once
//! what it says is kept elsewhere, or when it says nothing new; in all other cases its path is told.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::files;
use crate::study::card_text::CardTextError;
use crate::terminal::EditorEnd;

use super::context::{Context, editor};
use super::failure::{Code, Failure};
use super::output;

/// What became of a text that was to be edited.
pub(super) enum Edited<T> {
    /// It was left as it was, or emptied.
    Nothing,
    Changed {
        value: T,
        draft: Draft,
    },
}

/// A text that somebody has worked on.
pub(super) struct Draft {
    path: PathBuf,
}

impl Draft {
    /// Takes it away if what it says was kept; tells where it is if not.
    pub(super) fn settle<T>(self, kept: Result<T, Failure>) -> Result<T, Failure> {
        match kept {
            Ok(done) => {
                files::remove(&self.path)?;
                Ok(done)
            }
            Err(failure) => {
                let hint = failure.hint.as_ref().map_or(String::new(), |hint| format!("{hint}; "));
                Err(failure.hint(format!("{hint}what you wrote is in {}", self.path.display())))
            }
        }
    }
}

/// Why an edited text cannot be read, and in which line (counted from 1).
pub(super) struct Fault {
    pub(super) line: usize,
    pub(super) message: String,
}

impl From<CardTextError> for Fault {
    fn from(CardTextError { line, message }: CardTextError) -> Self {
        Self { line, message }
    }
}

/// Opens `text` in the user's editor, as a file of such a name, and reads what was made of it; where that cannot be read, says why
/// and offers to go on. `instead` is what does the same without an editor.
pub(super) fn edited<T>(
    context: &Context,
    name: &str,
    text: &str,
    instead: &str,
    read: impl Fn(&str) -> Result<T, Fault>,
) -> Result<Edited<T>, Failure> {
    if !context.is_interactive() {
        return Err(Failure::new(Code::Usage, "an editor needs a terminal")
            .hint(format!("{instead} does it without one")));
    }
    let editor = editor();
    let folder = context.found.root.join(".viva/drafts");
    let (stem, suffix) = name.split_at(name.rfind('.').unwrap_or(name.len()));
    let draft = Draft { path: files::write_draft(&folder, stem, suffix, text)? };
    let mut line = None;
    loop {
        let end = editor.open(&draft.path, line);
        let written = files::read_text(&draft.path);
        let is_same = written.as_ref().is_ok_and(|written| written == text);
        let failure = match end {
            Ok(EditorEnd::Well) => None,
            Ok(EditorEnd::NotStarted) => Some(
                Failure::new(Code::Failed, format!("the editor `{}` could not be started", editor.words()))
                    .hint("set VISUAL or EDITOR to the one you use"),
            ),
            Ok(EditorEnd::Failed { code }) => {
                let how = code.map_or("by a signal".to_owned(), |code| format!("with exit code {code}"));
                Some(Failure::new(Code::Failed, format!("the editor ended {how}; nothing was changed")))
            }
            Err(error) => Some(error.into()),
        };
        if let Some(failure) = failure {
            return if is_same {
                files::remove(&draft.path)?;
                Err(failure)
            } else {
                draft.settle(Err(failure))
            };
        }
        let written = match written {
            Ok(written) => written,
            Err(error) => return draft.settle(Err(error.into())),
        };
        if is_same || written.trim().is_empty() {
            files::remove(&draft.path)?;
            return Ok(Edited::Nothing);
        }
        match read(&written) {
            Ok(value) => return Ok(Edited::Changed { value, draft }),
            Err(error) => {
                line = Some(error.line);
                output::note(&format!("line {}: {}", error.line, error.message));
                let again = context.prompter().confirm("Edit it again?", Some(true), instead);
                if !matches!(again, Ok(true)) {
                    return draft.settle(Err(Failure::new(Code::DataInvalid, "nothing was changed")));
                }
            }
        }
    }
}

/// The text of a file, or of standard input for `-`, with LF line ends.
pub(super) fn given(path: &Path) -> Result<String, Failure> {
    if path != Path::new("-") {
        return Ok(files::read_text(path)?.replace("\r\n", "\n"));
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(files::LARGEST_DECK_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new(Code::DataInvalid, "standard input is not UTF-8"))?;
    Ok(text.replace("\r\n", "\n"))
}

/// A fault of a text that was given, with its place.
pub(super) fn in_given(path: &Path, error: &CardTextError) -> Failure {
    let name = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    Failure::new(Code::DataInvalid, format!("{name}:{}: {}", error.line, error.message))
}
