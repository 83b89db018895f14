//! Lets the user edit a text, until it can be read or is left; nothing written is ever lost.
//!
//! The text is a [`Draft`] meanwhile. It is removed only once what it says is stored, or when it says
//! nothing new; in all other cases its path is printed.

use std::io::Read as _;
use std::path::Path;

use crate::files;
use crate::study::card_text::CardTextError;
use crate::study::text::safe;

use super::context::Context;
use super::drafts::{Draft, Kind, RETURNED_AT_ONCE, Subject, Written};
use super::failure::{Code, Failure};
use super::output;

const CONTINUING: &[(char, &str)] = &[('c', "continue it"), ('n', "start over"), ('d', "delete it")];

/// What became of a text that was to be edited.
pub(super) enum Edited<T> {
    /// It was left as it was, or emptied.
    Nothing,
    Changed {
        value: T,
        draft: Draft,
    },
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

/// Opens `text` in the user's editor and reads what was made of it; if that cannot be read, says why
/// and offers to edit it again. `read` gets the edited text and what that began as. `instead` is what does
/// the same without an editor.
pub(super) fn edited<T>(
    context: &Context,
    subject: Subject,
    text: &str,
    instead: &'static str,
    read: impl Fn(&str, &str) -> Result<T, Fault>,
) -> Result<Edited<T>, Failure> {
    if !context.is_interactive() {
        return Err(Failure::new(Code::Usage, "an editor needs a terminal")
            .hint(format!("{instead} does it without one")));
    }
    let Some(draft) = begun(context, subject, text, instead)? else { return Ok(Edited::Nothing) };
    let mut line = None;
    loop {
        let written = match draft.open(line) {
            Ok(Written::Text(written)) => written,
            // Such an editor may still have the file open.
            Ok(Written::AsItWas { at_once: true }) => {
                output::note(RETURNED_AT_ONCE);
                return Ok(Edited::Nothing);
            }
            Ok(Written::AsItWas { .. } | Written::Emptied) => {
                draft.remove()?;
                return Ok(Edited::Nothing);
            }
            Err(failure) => return draft.settle(Err(failure)),
        };
        match read(&written, draft.start.as_deref().unwrap_or(text)) {
            Ok(value) => return Ok(Edited::Changed { value, draft }),
            Err(error) => {
                line = Some(error.line);
                output::note(safe!("line {}: {}", error.line, error.message));
                let again = context.prompter().confirm("Edit it again?", Some(true), instead);
                if !matches!(again, Ok(true)) {
                    return draft.settle(Err(Failure::new(Code::DataInvalid, "nothing was changed")));
                }
            }
        }
    }
}

/// A new draft, or one that was left behind if the user continues that; `None` if they would rather do
/// neither.
fn begun(
    context: &Context,
    subject: Subject,
    text: &str,
    instead: &'static str,
) -> Result<Option<Draft>, Failure> {
    if let Some(left) = Draft::left(context, |held| held.is_for(&subject))? {
        let asked = "There is a draft that was not saved:";
        match context.prompter().key(asked, CONTINUING, instead) {
            Ok('c') => return Ok(Some(left)),
            Ok('n') => {}
            Ok(_) => left.remove()?,
            Err(crate::terminal::TerminalError::Cancelled) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
    Draft::new(context, subject, text, text).map(Some)
}

/// Lets the user edit a text once, whatever comes of it; `None` if it is left as it was or emptied. The
/// terminal must be released while the editor runs. The draft is the caller's to remove.
pub(super) fn edited_once(context: &Context, text: &str) -> Result<Option<(String, Draft)>, Failure> {
    let draft = Draft::new(context, Subject::of(Kind::Text), text, text)?;
    match draft.open(None) {
        Ok(Written::Text(written)) => Ok(Some((written, draft))),
        // Such an editor may still have the file open.
        Ok(Written::AsItWas { at_once: true }) => Err(Failure::new(Code::Failed, RETURNED_AT_ONCE)),
        Ok(Written::AsItWas { .. } | Written::Emptied) => {
            draft.remove()?;
            Ok(None)
        }
        Err(failure) => draft.settle(Err(failure)),
    }
}

/// The text that came of it, `text` if nothing did. From now on it is the caller's to keep.
pub(super) fn taken(
    edited: Result<Option<(String, Draft)>, Failure>,
    text: String,
) -> Result<String, Failure> {
    match edited? {
        Some((written, draft)) => {
            draft.remove()?;
            Ok(written)
        }
        None => Ok(text),
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
