//! Lets the user edit a text, until it can be read or is left; nothing written is ever lost.
//!
//! The text is a draft in the collection's own folder while it is edited. It is taken away only once
//! what it says is kept elsewhere, or when it says nothing new; in all other cases its path is told.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::files;
use crate::study::card_text::{CardTextError, line_to_write};
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
    /// As it was when it was opened first.
    text: String,
}

impl Draft {
    /// A file of such a name with the text to be edited.
    pub(super) fn new(context: &Context, name: &str, text: &str) -> Result<Self, Failure> {
        // Where there is no collection yet, none is begun for a draft.
        let found = &context.found;
        let folder = if found.exists() { found.root.join(".viva/drafts") } else { std::env::temp_dir() };
        let (stem, suffix) = name.split_at(name.rfind('.').unwrap_or(name.len()));
        Ok(Self { path: files::write_draft(&folder, stem, suffix, text)?, text: text.to_owned() })
    }

    /// Opens it in the user's editor; what was made of it, or `None` if that is as it was, or nothing.
    pub(super) fn open(&self, line: Option<usize>) -> Result<Option<String>, Failure> {
        let editor = editor();
        match editor.open(&self.path, line)? {
            EditorEnd::Well => {}
            EditorEnd::NotStarted => {
                let message = format!("the editor `{}` could not be started", editor.words());
                return Err(
                    Failure::new(Code::Failed, message).hint("set VISUAL or EDITOR to the one you use")
                );
            }
            EditorEnd::Failed { code } => {
                let how = code.map_or("by a signal".to_owned(), |code| format!("with exit code {code}"));
                return Err(Failure::new(
                    Code::Failed,
                    format!("the editor ended {how}; nothing was changed"),
                ));
            }
        }
        let written = files::read_text(&self.path)?.replace("\r\n", "\n");
        Ok((written != self.text && !written.trim().is_empty()).then_some(written))
    }

    /// Takes it away if what it says was kept; tells where it is if not.
    pub(super) fn settle<T>(self, kept: Result<T, Failure>) -> Result<T, Failure> {
        match kept {
            Ok(done) => {
                files::remove(&self.path)?;
                Ok(done)
            }
            // What is as it was needs no keeping.
            Err(failure) if files::read_text(&self.path).is_ok_and(|written| written == self.text) => {
                files::remove(&self.path)?;
                Err(failure)
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
    let draft = Draft::new(context, name, text)?;
    let mut line = line_to_write(text);
    loop {
        let written = match draft.open(line) {
            Ok(Some(written)) => written,
            Ok(None) => {
                files::remove(&draft.path)?;
                return Ok(Edited::Nothing);
            }
            Err(failure) => return draft.settle(Err(failure)),
        };
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

/// Lets the user edit a text once, whatever comes of it; `None` if it is left as it was or emptied. The
/// terminal has to be given up meanwhile.
pub(super) fn edited_once(context: &Context, name: &str, text: &str) -> Result<Option<String>, Failure> {
    let draft = Draft::new(context, name, text)?;
    let written = draft.open(line_to_write(text));
    draft.settle(written)
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
