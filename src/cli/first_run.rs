//! The first run: no cards yet, so starter decks or an import are offered. Nothing is written before
//! a yes.

use crate::study::text::{Safe, safe};
use crate::terminal::TerminalError;

use super::collection::Opened;
use super::context::Context;
use super::failure::{Code, Failure};
use super::output;
use super::starter;
use super::typed_path::{completion, typed_path};

/// Offers a way to the first cards; `None` if the user would rather leave.
pub(super) fn offer(context: &Context) -> Result<Option<Opened>, Failure> {
    let root = &context.found.root;
    output::note(safe!("You have no cards yet. They will be stored in {}", root.display()));
    let choices =
        ["Starter decks: four real backend interviews", "Import my own notes", "Quit"].map(Safe::from);
    let chosen = context.prompter().select(
        "How would you like to start? (↑ ↓ Enter, Esc to quit)",
        &choices,
        "`viva import PATH`",
    );
    match chosen {
        Ok(0) => starter::start(context).map(Some),
        Ok(1) => import_notes(context),
        Ok(_) => Ok(None),
        Err(error) => Err(left(error)),
    }
}

/// Left at a prompt: nothing has been written.
fn left(error: TerminalError) -> Failure {
    match error {
        TerminalError::Cancelled => Failure::new(Code::Interrupted, "cancelled; nothing was written"),
        error => error.into(),
    }
}

fn import_notes(context: &Context) -> Result<Option<Opened>, Failure> {
    // Said before, so that the line that is typed has room.
    output::note("Type the path of a note or of a folder of notes. Tab completes it; Ctrl-C quits.");
    let path = loop {
        let typed = context.prompter().completed("Path", "`viva import PATH`", &completion).map_err(left)?;
        if typed.trim().is_empty() {
            continue;
        }
        let path = typed_path(&typed);
        if path.exists() {
            break path;
        }
        output::note(safe!("{} does not exist", path.display()));
    };
    super::import::import_paths(context, &[path])?;
    let opened = Opened::open(context, &context.found.root)?;
    if !opened.store.has_cards()? {
        return Ok(None);
    }
    // The drill takes the whole window; what became of the notes is read before.
    match context.prompter().confirm("Begin the drill?", Some(true), "`viva import PATH`") {
        Ok(true) => Ok(Some(opened)),
        Ok(false) | Err(TerminalError::Cancelled) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
