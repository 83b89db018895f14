//! `viva decks`: a list of decks, from which one is chosen to be drilled. Without a terminal it is printed as
//! `viva list` prints it.

use crate::study::conversation::{Dialog, Input, Key, Reply};
use crate::study::session::{DeckOffer, finding_deck};
use crate::terminal::{Key as TerminalKey, Terminal, end_by};

use super::args::{DrillArguments, Format, ListArguments};
use super::collection::{self, Opened};
use super::context::Context;
use super::drill::{self, PATIENCE};
use super::failure::{Code, Failure};
use super::keys::written;
use super::list;
use super::output;
use super::queue::NO_CARDS;

pub(super) fn run(context: &Context) -> Result<(), Failure> {
    if !context.is_interactive() || context.settings.plain || context.common.format == Format::Json {
        return list::list(context, &ListArguments::default());
    }
    let decks = match collection::open_if_there(context)? {
        Some(opened) => offers(context, &opened)?,
        None => Vec::new(),
    };
    if decks.is_empty() {
        output::note(NO_CARDS);
        return Ok(());
    }
    match chosen(context, decks)? {
        Some(deck) => drill(context, deck),
        None => Ok(()),
    }
}

/// Drills one deck: its due and new cards.
pub(super) fn drill(context: &Context, deck: String) -> Result<(), Failure> {
    drill::run(context, &DrillArguments { selection: vec![deck], ..DrillArguments::default() })
}

/// All decks with what they have to ask; the figures are those of `viva list`.
pub(super) fn offers(context: &Context, opened: &Opened) -> Result<Vec<DeckOffer>, Failure> {
    let mut known = opened.store.known_decks()?;
    let (counts, _) = list::deck_counts(context, opened, &known)?;
    let offer = |(name, counts): (String, list::Counts)| DeckOffer {
        title: known.remove(&name).and_then(|deck| deck.title),
        name,
        due_count: counts.due,
        new_count: counts.new,
    };
    Ok(counts.into_iter().map(offer).collect())
}

/// The name of the deck that the user chooses; `None` if they go back.
fn chosen(context: &Context, decks: Vec<DeckOffer>) -> Result<Option<String>, Failure> {
    let mut terminal = Terminal::open(context.looks())?;
    let mut finding = finding_deck(decks, |name| name);
    loop {
        let input: Option<Input<()>> = match terminal.ask(&finding.view(), PATIENCE)? {
            TerminalKey::CtrlC => return Err(Failure::new(Code::Interrupted, "interrupted")),
            TerminalKey::Ended(signal) => {
                drop(terminal);
                end_by(signal);
            }
            TerminalKey::Enter => Some(Input::Key(Key::Enter)),
            key => written(key),
        };
        let Some(input) = input else { continue };
        finding = match finding.take(input) {
            Reply::Open(Dialog::Finding(finding)) => finding,
            Reply::Chosen(deck) => return Ok(Some(deck)),
            _ => return Ok(None),
        };
    }
}
