//! Editing a card of a deck in the user's editor, for the drill.
//!
//! The deck's file is read again after the editor is left, and only what was edited is changed in it: what
//! else was done to the deck meanwhile, and its layout, stay. What was written is a draft until it is in the
//! deck; one that was left behind is continued.

use crate::files;
use crate::study::card::{Card, CardId};
use crate::study::card_text::{answer_text, card_text, read_answer_text, read_edited_card, with_edit};
use crate::study::deck::{self, Deck, SeenCard};
use crate::study::session::{CardEdit, EditOutcome, Part};

use super::collection::Opened;
use super::context::Context;
use super::drafts::{self, Draft, Kind, RETURNED_AT_ONCE, Subject, Written};
use super::failure::{Code, Failure};

/// Lets the user edit a card, or their own answer to it: where it is drilled from, or where it stands first.
pub(super) fn edit(
    context: &Context,
    opened: &mut Opened,
    home: Option<&str>,
    card: &CardId,
    part: Part,
    typed: &str,
) -> Result<EditOutcome, Failure> {
    let mut sightings = opened.store.sightings(card)?;
    sightings.sort_by_key(|seen| {
        let lacks_own = part == Part::MyAnswer && seen.card.my_answer.is_none();
        (lacks_own, home.is_some_and(|home| seen.deck != home))
    });
    let kind = kind_of(part);
    let is_of =
        |held: &Subject, seen: &SeenCard| held.is_for(&Subject::of_card(kind, &seen.deck, &seen.card.id));
    let left = Draft::left(context, |held| sightings.iter().any(|seen| is_of(held, seen)))?;
    let drafted = left.as_ref().and_then(|left| sightings.iter().find(|seen| is_of(&left.subject, seen)));
    let Some(SeenCard { deck, card: before, .. }) = drafted.or(sightings.first()).cloned() else {
        return Ok(EditOutcome::Failed("the card is in no deck any more".to_owned()));
    };
    let start = text_of(&before, part);
    let (draft, begin) = match left {
        Some(left) => (left, None),
        None => {
            let begin = if part == Part::MyAnswer && before.my_answer.is_none() {
                text_of(&Card { my_answer: Some(typed.to_owned()), ..before.clone() }, part)
            } else {
                start.clone()
            };
            let subject = Subject::of_card(kind, &deck, &before.id);
            (Draft::new(context, subject, &start, &begin)?, Some(begin))
        }
    };
    let text = match draft.open(None) {
        Ok(Written::Text(text)) => text,
        // Such an editor may still have the file open.
        Ok(Written::AsItWas { at_once: true }) => {
            return Ok(EditOutcome::Failed(RETURNED_AT_ONCE.to_owned()));
        }
        Ok(Written::AsItWas { .. } | Written::Emptied) => {
            draft.remove()?;
            return Ok(EditOutcome::Unchanged);
        }
        Err(failure) if begin.is_some() && draft.text().ok() == begin => {
            draft.remove()?;
            return Ok(EditOutcome::Failed(failure.in_one_line()));
        }
        Err(failure) => return Ok(EditOutcome::Broken { why: failure.in_one_line() }),
    };
    let start = draft.start.as_deref().unwrap_or(&start);
    let read = match part {
        Part::Whole => read_edited_card(&text, start, &before),
        Part::MyAnswer => read_answer_text(&text, start, &before),
    };
    let after = match read {
        Ok(after) => after,
        Err(error) => return Ok(EditOutcome::Broken { why: error.to_string() }),
    };
    if after == before {
        draft.remove()?;
        return Ok(EditOutcome::Unchanged);
    }
    let id = before.id.clone();
    let edit = CardEdit { card: card.clone(), deck, before, after };
    match write(context, opened, &edit, &id) {
        Ok(()) => {
            // If it cannot be removed, it says from now on what the deck says, and is removed when it is opened.
            let _ = draft.remove();
            Ok(EditOutcome::Changed(Box::new(edit)))
        }
        Err(failure) => Ok(EditOutcome::Broken { why: failure.in_one_line() }),
    }
}

/// The cards with drafts that an earlier session left behind, and what of them is drafted.
pub(super) fn left_behind(context: &Context, opened: &Opened) -> Result<Vec<(CardId, Part)>, Failure> {
    drafts::tidy(context)?;
    let mut unsaved = Vec::new();
    for left in drafts::left_behind(context)? {
        let part = match left.subject.kind {
            Kind::Card => Part::Whole,
            Kind::Answer => Part::MyAnswer,
            Kind::NewCard | Kind::Settings | Kind::Text => continue,
        };
        if let Some(Ok(card)) = left.subject.card.as_deref().map(CardId::parse) {
            unsaved.push((opened.store.history(&card)?.card, part));
        }
    }
    Ok(unsaved)
}

fn kind_of(part: Part) -> Kind {
    match part {
        Part::Whole => Kind::Card,
        Part::MyAnswer => Kind::Answer,
    }
}

/// What is edited of a card, as a text.
fn text_of(card: &Card, part: Part) -> String {
    match part {
        Part::Whole => card_text(card, &[]),
        Part::MyAnswer => {
            let others = card.answer.iter().map(|answer| ("answer of the notes".to_owned(), answer.clone()));
            answer_text(card, &others.collect::<Vec<_>>(), &[])
        }
    }
}

/// Gives a card the text that an edit, reversed, says it had.
pub(super) fn take_back(context: &Context, opened: &mut Opened, edit: &CardEdit) -> Result<(), Failure> {
    let sightings = opened.store.sightings(&edit.card)?;
    let seen = sightings
        .iter()
        .find(|seen| seen.deck == edit.deck && says_the_same(&seen.card, &edit.before))
        .ok_or_else(|| Failure::new(Code::Failed, format!("the card was changed in {} since", edit.deck)))?;
    let id = seen.card.id.clone();
    write(context, opened, edit, &id)
}

/// Whether all that can be edited is alike.
fn says_the_same(a: &Card, b: &Card) -> bool {
    with_edit(a, a, b) == *a
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
        .find(|place| says_the_same(&deck.cards[*place], &edit.before))
        .or(places.first().copied())
        .ok_or_else(|| Failure::new(Code::Failed, format!("the card is no longer in {}", path.display())))?;
    deck.cards[place] = with_edit(&deck.cards[place], &edit.before, &edit.after);
    let rewritten = deck::rewrite(&text, &deck).map_err(|error| invalid(&error))?;
    files::write_whole(&path, rewritten.as_bytes())?;
    opened.refresh(context)
}
