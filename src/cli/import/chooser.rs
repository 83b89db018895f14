//! Asks what should become cards, of notes that gave none or whose reading has missed a good part.
//!
//! Only notes that were named are asked about, and only if they are new or were changed: whoever has answered
//! once is not asked again.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use crate::cli::context::Context;
use crate::cli::failure::{Code, Failure};
use crate::cli::output;
use crate::study::deck::Imports;
use crate::study::import::Choice;
use crate::study::text::{Safe, safe};
use crate::terminal::{Chosen, TerminalError};

use super::note::{Note, Read, Reading, Source};
use super::offers::{LOW_COVERAGE_PERCENT, offers};

/// Of more notes than this at once, nobody wants to be asked about each.
const MOST_NOTES: usize = 20;

/// What was chosen for each source, by its key.
pub(super) fn choose(
    context: &Context,
    sources: &[Arc<Source>],
    reading: &Reading,
    imports: &Imports,
) -> Result<HashMap<String, Choice>, Failure> {
    let mut chosen = HashMap::new();
    let named: Vec<&Arc<Source>> = sources.iter().filter(|source| source.is_named).collect();
    if !context.may_ask() || reading.choices.are_given() || named.len() > MOST_NOTES {
        return Ok(chosen);
    }
    for source in named {
        // Whatever else it is, it is reported when it is imported.
        let Read::Notes(notes) = source.read(reading) else { continue };
        let [note] = notes.as_slice() else { continue };
        let is_known = imports.source(&note.key).is_some_and(|known| known.text == note.text);
        if !is_known && note.chosen.is_none() && note.read.account.coverage < LOW_COVERAGE_PERCENT {
            let take = ask(context, note)?;
            if !take.is_empty() {
                chosen.insert(note.key.clone(), Choice { take, ..Choice::default() });
            }
        }
    }
    Ok(chosen)
}

/// Which classes are to be taken as well.
fn ask(context: &Context, note: &Note) -> Result<Vec<String>, Failure> {
    let offers = offers(&note.read.account);
    if offers.is_empty() || note.read.deck.is_some() {
        return Ok(Vec::new());
    }
    let shown = output::cell(&note.source.shown, 60);
    let card_count = note.read.cards.len();
    output::note(if card_count == 0 {
        safe!("{shown}: no questions were found. What should become cards?")
    } else {
        safe!(
            "{shown}: {}, but only {}% of what may be questions. What else should become cards?",
            output::count(card_count, "card"),
            note.read.account.coverage
        )
    });
    let items: Vec<Safe> =
        offers.iter().map(|offer| safe!("{}: {}", offer.describe(), offer.sample)).collect();
    match context.prompter().select_several("Take", &items, Chosen::None, "`--take CLASS`") {
        Ok(places) => Ok(places.into_iter().map(|place| offers[place].class.clone()).collect()),
        Err(TerminalError::Cancelled) => {
            Err(Failure::new(Code::Interrupted, "the import was cancelled: nothing was imported"))
        }
        Err(error) => Err(error.into()),
    }
}
