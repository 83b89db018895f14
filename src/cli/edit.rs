//! `viva edit`: one card as a small text in the user's editor, written back into its deck.

use std::io::IsTerminal as _;

use serde_json::json;

use crate::study::card::{Card, CardId, normal_form};
use crate::study::card_text::{card_text, read_card_text, read_edited_card};
use crate::study::deck::SeenCard;
use crate::study::review::CardEdit;
use crate::study::text::{clean, clean_line, safe};

use super::args::{EditArguments, Format};
use super::collection::{self, Opened};
use super::context::Context;
use super::drafts::{self, Kind, Subject};
use super::edit_card;
use super::editing::{Edited, edited, given, in_given};
use super::failure::{Code, Failure};
use super::output;
use super::which;

const INSTEAD: &str = "`viva edit CARD --print`, then `--from FILE`,";

pub(super) fn run(context: &Context, arguments: &EditArguments) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    opened.pin_ids()?;
    let named = which::meant(&mut opened.store, &arguments.card)?;
    let sightings = opened.store.sightings(&named)?;
    let seen = sighting(&sightings, &named, arguments.deck.as_deref())?;
    let card = opened.read_card(&seen.deck, &seen.card.id)?;
    let text = card_text(&card, &remarks(&seen.deck, &card, &sightings));
    if arguments.print {
        // What a terminal shows is only looked at; what goes elsewhere comes back as it is.
        return if std::io::stdout().is_terminal() {
            output::lines(clean(&text))
        } else {
            output::bytes(text.as_bytes())
        };
    }
    let changed = if let Some(path) = &arguments.from {
        let after = read_card_text(&given(path)?, &card).map_err(|error| in_given(path, &error))?;
        keep(context, &mut opened, seen, &sightings, &card, after)?
    } else {
        let subject = Subject::of_card(Kind::Card, &seen.deck, &card.id);
        drafts::tidy(context)?;
        drafts::mention(context, Some(&subject))?;
        let read = |text: &str, start: &str| Ok(read_edited_card(text, start, &card)?);
        match edited(context, subject, &text, INSTEAD, read)? {
            Edited::Nothing => Vec::new(),
            Edited::Changed { value, draft } => {
                draft.settle(keep(context, &mut opened, seen, &sightings, &card, value))?
            }
        }
    };
    match context.common.format {
        Format::Json => output::json(json!({ "card": card.id.as_str(), "decks": changed })),
        Format::Text if changed.is_empty() => {
            output::note("nothing was changed");
            Ok(())
        }
        Format::Text => output::lines(safe!("{}: changed in {}\n", card.id, changed.join(", "))),
    }
}

/// The place where the card is to be edited: that in the deck named, or the first under its own id.
fn sighting<'s>(
    sightings: &'s [SeenCard],
    named: &CardId,
    deck: Option<&str>,
) -> Result<&'s SeenCard, Failure> {
    let found = match deck {
        Some(deck) => sightings.iter().find(|seen| seen.deck == deck),
        None => sightings.iter().find(|seen| seen.card.id == *named).or(sightings.first()),
    };
    found.ok_or_else(|| {
        let decks: Vec<&str> = sightings.iter().map(|seen| seen.deck.as_str()).collect();
        let deck = deck.unwrap_or_default().escape_debug();
        Failure::new(Code::Usage, format!("card {named} is not in the deck `{deck}`"))
            .hint(format!("it is in {}", decks.join(", ")))
    })
}

fn remarks(deck: &str, card: &Card, sightings: &[SeenCard]) -> Vec<String> {
    let mut remarks =
        vec![format!("Card {} in the deck {deck}. Editing it does not change its history.", card.id)];
    let others: Vec<&str> = others(deck, card, sightings).map(|seen| seen.deck.as_str()).collect();
    if !others.is_empty() {
        remarks
            .push(format!("The question is also in {}, and will be changed there too.", others.join(", ")));
    }
    remarks
}

/// Where the very same question stands under the same id.
fn others<'s>(
    deck: &'s str,
    card: &'s Card,
    sightings: &'s [SeenCard],
) -> impl Iterator<Item = &'s SeenCard> + 's {
    let same = normal_form(&card.question);
    sightings.iter().filter(move |seen| {
        seen.deck != deck && seen.card.id == card.id && normal_form(&seen.card.question) == same
    })
}

/// Writes the card into its deck, and a changed question into all decks that ask it; their names.
fn keep(
    context: &Context,
    opened: &mut Opened,
    seen: &SeenCard,
    sightings: &[SeenCard],
    before: &Card,
    after: Card,
) -> Result<Vec<String>, Failure> {
    if after == *before {
        return Ok(Vec::new());
    }
    let question = after.question.clone();
    opened.replace_card(&seen.deck, before, after.clone())?;
    let mut edits = vec![CardEdit { deck: seen.deck.clone(), before: before.clone(), after }];
    if normal_form(&question) != normal_form(&before.question) {
        for other in others(&seen.deck, before, sightings) {
            let there = opened.read_card(&other.deck, &before.id)?;
            let asked = Card { question: question.clone(), ..there.clone() };
            match opened.replace_card(&other.deck, &there, asked.clone()) {
                Ok(()) => edits.push(CardEdit { deck: other.deck.clone(), before: there, after: asked }),
                Err(failure) => output::warn(clean_line(&failure.message())),
            }
        }
    }
    opened.refresh(context)?;
    let changed = edits.iter().map(|edit| edit.deck.clone()).collect();
    edit_card::record(context, opened, &before.id, edits)?;
    Ok(changed)
}
