//! Undo and redo: the one place that knows what the last action was and what reversing it means.
//!
//! An action is an event of the log. Most need nothing but another event that undoes them; one that changed
//! decks has its text put back first, so that a kill in between leaves an undo that can be done again.

use crate::store::{LastAction, Scope};
use crate::study::card::CardId;
use crate::study::review::{CardEdit, Change, Direction, Event};
use crate::study::schedule::CardState;

use super::collection::Opened;
use super::context::Context;
use super::delete;
use super::edit_card;
use super::failure::{Code, Failure};

/// What was undone, or redone.
pub(super) struct Reversed {
    pub(super) card: CardId,
    pub(super) event: Event,
    /// The state of its card now.
    pub(super) state: CardState,
    /// Why decks stay as they are, if they have been changed since.
    pub(super) text_stays: Option<String>,
}

/// Undoes the last action, or redoes what was undone last; an error if there is none.
pub(super) fn reverse(
    context: &Context,
    opened: &mut Opened,
    direction: Direction,
    scope: Scope,
) -> Result<Reversed, Failure> {
    let Some(action) = opened.store.last_action(direction, scope)? else {
        return Err(nothing(opened, direction, scope)?);
    };
    let text_stays = change_decks(context, opened, &action, direction)?;
    let (now, rollover) = (context.clock.now(), context.settings.rollover);
    let state = opened.store.take_back(&action, direction, scope, now, rollover)?;
    Ok(Reversed { card: action.card, event: action.event, state, text_stays })
}

/// What the action did to decks, done the other way round; why it is not, if they no longer fit.
fn change_decks(
    context: &Context,
    opened: &mut Opened,
    action: &LastAction,
    direction: Direction,
) -> Result<Option<String>, Failure> {
    match (action.event.change(), direction) {
        (Change::Edit(edits), Direction::Redo) => edit_card::apply(context, opened, &edits),
        (Change::Edit(edits), Direction::Undo) => {
            let reversed: Vec<CardEdit> = edits.into_iter().map(CardEdit::reversed).collect();
            edit_card::apply(context, opened, &reversed)
        }
        (Change::Delete(deletions), direction) => delete::apply(context, opened, &deletions, direction),
        _ => Ok(None),
    }
}

/// A collection that was copied, or came from another machine, has a history that was not made here.
fn nothing(opened: &Opened, direction: Direction, scope: Scope) -> Result<Failure, Failure> {
    let verb = match direction {
        Direction::Undo => "undo",
        Direction::Redo => "redo",
    };
    let elsewhere = match scope {
        Scope::ThisDevice => opened.store.last_action(direction, Scope::AnyDevice)?,
        Scope::AnyDevice => None,
    };
    Ok(match elsewhere {
        None => Failure::new(Code::Failed, format!("nothing to {verb}")),
        Some(LastAction { event, .. }) => Failure::new(
            Code::Failed,
            format!(
                "nothing to {verb} on this device: the last action, on {}, was made on another device, or before this \
                 collection was copied",
                event.day
            ),
        )
        .hint(format!("`viva {verb} --any-device` includes what was done there")),
    })
}
