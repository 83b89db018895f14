//! Editing a card of a deck in the user's editor, for the drill.
//!
//! The deck's file is read again after the editor is left, and only what was edited is changed in it: what
//! else was done to the deck meanwhile, and its layout, stay.

use crate::files;
use crate::study::card::CardId;
use crate::study::card_text::{self, CardText};
use crate::study::deck::{self, Deck, SeenCard};
use crate::study::session::{CardEdit, EditOutcome, Part};

use super::collection::Opened;
use super::context::Context;
use super::editor;
use super::failure::{Code, Failure};

/// Lets the user edit a card, or their own answer to it: where it is drilled from, or where it stands first.
pub(super) fn edit(
    context: &Context,
    opened: &mut Opened,
    home: Option<&str>,
    card: &CardId,
    part: Part,
    text: Option<String>,
    typed: &str,
) -> Result<EditOutcome, Failure> {
    let mut sightings = opened.store.sightings(card)?;
    sightings.sort_by_key(|seen| {
        let lacks_own = part == Part::MyAnswer && seen.card.my_answer.is_none();
        (lacks_own, home.is_some_and(|home| seen.deck != home))
    });
    let Some(SeenCard { deck, card: seen, .. }) = sightings.into_iter().next() else {
        return Ok(EditOutcome::Failed("the card is in no deck any more".to_owned()));
    };
    let before = CardText::of(&seen);
    let start = text.unwrap_or_else(|| match part {
        Part::Whole => card_text::write(&before),
        Part::MyAnswer => card_text::write_answer(before.my_answer.as_deref().unwrap_or(typed), &before),
    });
    let edited = editor::edit(&start, ".md")?.unwrap_or(start);
    let after = match part {
        Part::MyAnswer => CardText { my_answer: card_text::parse_answer(&edited), ..before.clone() },
        Part::Whole => match card_text::parse(&edited) {
            Ok(after) => after,
            Err(error) => return Ok(EditOutcome::Broken { text: edited, why: error.to_string() }),
        },
    };
    if after == before {
        return Ok(EditOutcome::Unchanged);
    }
    let edit = CardEdit { card: card.clone(), deck, before, after };
    match write(context, opened, &edit, &seen.id) {
        Ok(()) => Ok(EditOutcome::Changed(Box::new(edit))),
        Err(failure) => Ok(EditOutcome::Broken { text: edited, why: failure.message() }),
    }
}

/// Gives a card the text that an edit, reversed, says it had.
pub(super) fn take_back(context: &Context, opened: &mut Opened, edit: &CardEdit) -> Result<(), Failure> {
    let sightings = opened.store.sightings(&edit.card)?;
    let seen = sightings
        .iter()
        .find(|seen| seen.deck == edit.deck && CardText::of(&seen.card) == edit.before)
        .ok_or_else(|| Failure::new(Code::Failed, format!("the card was changed in {} since", edit.deck)))?;
    let id = seen.card.id.clone();
    write(context, opened, edit, &id)
}

/// Writes an edit into its deck and the index.
fn write(context: &Context, opened: &mut Opened, edit: &CardEdit, id: &CardId) -> Result<(), Failure> {
    let path = opened.deck_path(&edit.deck);
    let text = files::read_text(&path)?;
    let invalid = |error: &dyn std::fmt::Display| {
        Failure::new(Code::DataInvalid, format!("{}:{error}", path.display()))
    };
    let mut deck: Deck = deck::parse(&edit.deck, &text).map_err(|error| invalid(&error))?.deck;
    let places: Vec<usize> =
        deck.cards.iter().enumerate().filter(|(_, card)| card.id == *id).map(|(place, _)| place).collect();
    let place = places
        .iter()
        .copied()
        .find(|place| CardText::of(&deck.cards[*place]) == edit.before)
        .or(places.first().copied())
        .ok_or_else(|| Failure::new(Code::Failed, format!("the card is no longer in {}", path.display())))?;
    let card = &mut deck.cards[place];
    CardText::of(card).with_edit(&edit.before, &edit.after).apply(card);
    let rewritten = deck::rewrite(&text, &deck).map_err(|error| invalid(&error))?;
    files::write_whole(&path, rewritten.as_bytes())?;
    opened.refresh(context)
}
