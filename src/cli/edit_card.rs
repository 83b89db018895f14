//! Editing a card of a deck in the user's editor, for the drill; and edits as actions that can be undone.
//!
//! The deck's file is read again after the editor is left, and only what was edited is changed in it: what
//! else was done to the deck meanwhile, and its layout, stay. What was written is a draft until it is in the
//! deck; one that was left behind is continued.

use crate::files;
use crate::study::card::{Card, CardId};
use crate::study::card_text::{answer_text, card_text, read_answer_text, read_edited_card, with_edit};
use crate::study::deck::{self, Deck, SeenCard};
use crate::study::review::{CardEdit, Change};
use crate::study::session::{EditOutcome, Part};

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
        return Ok(EditOutcome::Failed("the card is no longer in any deck".to_owned()));
    };
    let start = text_of(&before, part);
    let (draft, begin) = if let Some(left) = left {
        (left, None)
    } else {
        let begin = if part == Part::MyAnswer && before.my_answer.is_none() {
            text_of(&Card { my_answer: Some(typed.to_owned()), ..before.clone() }, part)
        } else {
            start.clone()
        };
        let subject = Subject::of_card(kind, &deck, &before.id);
        (Draft::new(context, subject, &start, &begin)?, Some(begin))
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
    let edit = CardEdit { deck, before, after };
    if let Err(failure) = write(opened, &edit).and_then(|()| opened.refresh(context)) {
        return Ok(EditOutcome::Broken { why: failure.in_one_line() });
    }
    // If it cannot be removed, it says from now on what the deck says, and is removed when it is opened.
    let _ = draft.remove();
    let saved = format!("saved in {}", edit.deck);
    Ok(EditOutcome::Changed {
        says: match record(context, opened, card, vec![edit]) {
            Ok(()) => format!("{saved}   u undo"),
            Err(failure) => format!("{saved}; this cannot be undone: {}", failure.message()),
        },
    })
}

/// Writes edits that are in the decks into the log, so that they can be undone.
pub(super) fn record(
    context: &Context,
    opened: &mut Opened,
    card: &CardId,
    edits: Vec<CardEdit>,
) -> Result<(), Failure> {
    let (now, rollover) = (context.clock.now(), context.settings.rollover);
    opened.store.append(card, &Change::Edit(edits), now, rollover, None)?;
    Ok(())
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
            let by = if card.is_answered_by_viva() { "viva's answer" } else { "answer of the notes" };
            let others = card.answer.iter().map(|answer| (by.to_owned(), answer.clone()));
            answer_text(card, &others.collect::<Vec<_>>(), &[])
        }
    }
}

/// Makes edits again, or undoes them if they are reversed: all of them, or none. Why none was made, if a card has
/// been changed since, or is gone.
pub(super) fn apply(
    context: &Context,
    opened: &mut Opened,
    edits: &[CardEdit],
) -> Result<Option<String>, Failure> {
    let mut to_write = Vec::new();
    for edit in edits {
        let deck = &edit.deck;
        if !opened.deck_path(deck).exists() {
            return Ok(Some(format!("the deck {deck} is gone")));
        }
        let cards = opened.read_deck(deck)?.deck.cards;
        let mut present = cards.iter().filter(|card| card.id == edit.before.id).peekable();
        if present.peek().is_none() {
            return Ok(Some(format!("the card is no longer in {deck}")));
        }
        if present.clone().any(|card| has_text_before(card, edit)) {
            to_write.push(edit);
        } else if !present.any(|card| has_text_before(card, &edit.clone().reversed())) {
            return Ok(Some(format!("the card was changed in {deck} since")));
        }
    }
    for edit in to_write {
        write(opened, edit)?;
    }
    opened.refresh(context)?;
    Ok(None)
}

/// Whether a card has the text that an edit begins with, as far as it changes it.
fn has_text_before(card: &Card, edit: &CardEdit) -> bool {
    with_edit(card, &edit.after, &edit.before) == *card
}

/// Writes an edit into its deck.
pub(super) fn write(opened: &Opened, edit: &CardEdit) -> Result<(), Failure> {
    let path = opened.deck_path(&edit.deck);
    let text = files::read_text(&path)?;
    let invalid = |error: &dyn std::fmt::Display| {
        Failure::new(Code::DataInvalid, format!("{}:{error}", path.display()))
    };
    let mut deck: Deck = deck::parse(&edit.deck, &text).map_err(|error| invalid(&error))?.deck;
    let id = &edit.before.id;
    let places: Vec<usize> =
        deck.cards.iter().enumerate().filter(|(_, card)| card.id == *id).map(|(place, _)| place).collect();
    let place = places
        .iter()
        .copied()
        .find(|place| has_text_before(&deck.cards[*place], edit))
        .or(places.first().copied())
        .ok_or_else(|| Failure::new(Code::Failed, format!("the card is no longer in {}", path.display())))?;
    deck.cards[place] = with_edit(&deck.cards[place], &edit.before, &edit.after);
    let rewritten = deck::rewrite(&text, &deck).map_err(|error| invalid(&error))?;
    Ok(files::write_whole(&path, rewritten.as_bytes())?)
}
