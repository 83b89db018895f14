//! `viva delete`: cards taken out of every deck that has them; their history stays, and an undo puts them back.
//!
//! The event with the removed text is written before any deck, so that no kill in between loses a text.
//! `imports.toml` remembers the deletion, so that no import brings the card back.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::json;

use crate::files;
use crate::store::StoreError;
use crate::study::backup::Reason;
use crate::study::card::{Card, CardId};
use crate::study::deck::{self, Imports};
use crate::study::review::{Change, Deletion, Direction};
use crate::study::schedule::CardState;
use crate::study::text::{clean, clean_line, safe};

use super::args::{DeleteArguments, Format};
use super::backup;
use super::collection::{self, Opened};
use super::context::Context;
use super::failure::{Code, Failure};
use super::output;
use super::which::{Several, several};

/// How many cards are named before the confirmation.
const MOST_NAMED: usize = 10;
/// Said if a deletion failed and could not be reversed either.
const HALF_DONE: &str = "`viva show CARD` shows whether it is deleted, and `viva undo` restores it";

pub(super) fn run(context: &Context, arguments: &DeleteArguments) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let Several { cards, .. } = several(context, &mut opened, &arguments.cards)?;
    let mut found: Vec<(CardId, String, Vec<String>)> = Vec::new();
    for card in cards {
        let sightings = opened.store.sightings(&card)?;
        let decks: BTreeSet<String> = sightings.iter().map(|seen| seen.deck.clone()).collect();
        if let Some(first) = sightings.into_iter().next() {
            found.push((card, first.card.question, decks.into_iter().collect()));
        }
    }
    let decks: BTreeSet<&String> = found.iter().flat_map(|(.., decks)| decks).collect();
    let (card_count, deck_count) = (output::count(found.len(), "card"), output::count(decks.len(), "deck"));
    if !arguments.yes && !arguments.dry_run && !found.is_empty() {
        if !context.may_ask() {
            let message = format!("this would delete {card_count} from {deck_count}");
            return Err(Failure::new(Code::Usage, message).hint("`--yes` does so, `--dry-run` lists them"));
        }
        for (card, question, decks) in found.iter().take(MOST_NAMED) {
            output::note(safe!("{card}  {}  ({})", output::cell(question, 60), decks.join(", ")));
        }
        if found.len() > MOST_NAMED {
            output::note(safe!("and {} more; `--dry-run` lists them all", found.len() - MOST_NAMED));
        }
        let question =
            format!("Delete {card_count} from {deck_count}? Reviews stay, and `viva undo` restores a card.");
        if !context.confirm(clean_line(&question))? {
            return Err(Failure::new(Code::Failed, "nothing was deleted"));
        }
    }
    let saved = if found.len() > 1 && !arguments.dry_run {
        backup::before(context, Reason::BeforeDelete)?
    } else {
        None
    };
    let (mut deleted, mut failed) = (Vec::new(), Vec::new());
    for (card, question, decks) in found {
        match if arguments.dry_run { Ok(()) } else { delete(context, &mut opened, &card).map(drop) } {
            Ok(()) => deleted.push((card, question, decks)),
            Err(failure) => failed.push((card, failure)),
        }
    }
    match context.common.format {
        Format::Json => output::json(json!({
            "cards": deleted.iter().map(|(card, question, decks)| json!({
                "id": card.as_str(), "question": question, "decks": decks,
            })).collect::<Vec<_>>(),
            "failed": failed.iter().map(|(card, failure)| json!({
                "id": card.as_str(), "why": failure.message(),
            })).collect::<Vec<_>>(),
            "dry_run": arguments.dry_run,
        }))?,
        Format::Text => {
            let mut text = String::new();
            let would = if arguments.dry_run { "would be " } else { "" };
            for (card, question, decks) in &deleted {
                let question = output::cell(question, 60);
                let _ = writeln!(text, "{card}: {would}deleted from {}  {question}", decks.join(", "));
            }
            output::lines(clean(&text))?;
            for (card, failure) in &failed {
                let what = if is_unsure(failure) { "may or may not be deleted" } else { "was not deleted" };
                output::warn(safe!("{card} {what}: {}", failure.message()));
            }
            if deleted.is_empty() && failed.is_empty() {
                output::note("nothing to delete");
            }
            // `viva undo` restores one card at a time.
            if let Some(saved) = saved.filter(|_| deleted.len() > 1) {
                output::note(safe!("to undo this: viva restore {} --decks", saved.id));
            }
        }
    }
    match failed.into_iter().next() {
        Some((_, failure)) if is_unsure(&failure) => {
            Err(Failure::new(failure.code, "some cards may or may not be deleted").hint(HALF_DONE))
        }
        Some((_, failure)) => {
            Err(Failure { hint: None, ..Failure::new(failure.code, "some cards were not deleted") })
        }
        None => Ok(()),
    }
}

fn is_unsure(failure: &Failure) -> bool {
    failure.hint.as_deref() == Some(HALF_DONE)
        || matches!(failure.error.downcast_ref(), Some(StoreError::Unsure { .. }))
}

/// Deletes a card from every deck that has it, or from none; its state then.
pub(super) fn delete(context: &Context, opened: &mut Opened, card: &CardId) -> Result<CardState, Failure> {
    let mut deletions = Vec::new();
    let mut rest: Vec<(String, String)> = Vec::new();
    for seen in opened.store.sightings(card)? {
        // A deck may have a card at several places.
        let text = match rest.iter().find(|(deck, _)| *deck == seen.deck) {
            Some((_, text)) => text.clone(),
            None => files::read_text(&opened.deck_path(&seen.deck))?,
        };
        if let Some((left, removed)) = remove(opened, &seen.deck, &text, &seen.card)? {
            rest.retain(|(deck, _)| *deck != seen.deck);
            rest.push((seen.deck.clone(), left));
            deletions.push(Deletion { deck: seen.deck, removed });
        }
    }
    if deletions.is_empty() {
        return Err(Failure::new(Code::Failed, format!("card {card} is no longer in any deck")));
    }
    let (now, rollover) = (context.clock.now(), context.settings.rollover);
    let change = Change::Delete(deletions.clone());
    let state = opened.store.append(card, &change, now, rollover, None)?.state;
    let written = write(context, opened, &rest).and_then(|()| remember(opened, &deletions, Imports::delete));
    if let Err(failure) = written {
        // What was written is put back.
        let scope = crate::store::Scope::ThisDevice;
        return Err(match super::last_action::reverse(context, opened, Direction::Undo, scope) {
            Ok(_) => failure,
            Err(_) => failure.hint(HALF_DONE),
        });
    }
    Ok(state)
}

/// Puts a deleted card back into its decks, or deletes it again; why not all of that was done.
pub(super) fn apply(
    context: &Context,
    opened: &mut Opened,
    deletions: &[Deletion],
    direction: Direction,
) -> Result<Option<String>, Failure> {
    let mut why = Vec::new();
    let mut changed: Vec<(String, String)> = Vec::new();
    // What was taken out last goes in first.
    let in_order: Vec<&Deletion> = match direction {
        Direction::Undo => deletions.iter().rev().collect(),
        Direction::Redo => deletions.iter().collect(),
    };
    for Deletion { deck, removed } in in_order {
        let path = opened.deck_path(deck);
        let text = match changed.iter().find(|(name, _)| name == deck) {
            Some((_, text)) => Some(text.clone()),
            None => files::read_text_if_any(&path)?,
        };
        let (Some(text), Some(card)) = (text, deck::removed_card(removed)) else {
            why.push(format!("the deck {deck} is gone"));
            continue;
        };
        let with = match direction {
            Direction::Undo => {
                let parsed = deck::parse(deck, &text).map_err(|error| in_deck(opened, deck, &error))?;
                if parsed.deck.cards.iter().any(|held| deck::is_same_card(held, &card)) {
                    continue;
                }
                deck::insert_removed(&text, removed).map_err(|error| in_deck(opened, deck, &error))?
            }
            Direction::Redo => match remove(opened, deck, &text, &card)? {
                Some((rest, again)) if again.toml.trim_end() == removed.toml.trim_end() => rest,
                Some(_) => {
                    why.push(format!("the card was changed in {deck} since"));
                    continue;
                }
                None => continue,
            },
        };
        changed.retain(|(name, _)| name != deck);
        changed.push((deck.clone(), with));
    }
    write(context, opened, &changed)?;
    remember(
        opened,
        deletions,
        match direction {
            Direction::Undo => Imports::restore,
            Direction::Redo => Imports::delete,
        },
    )?;
    Ok((!why.is_empty()).then(|| why.join("; ")))
}

fn remove(
    opened: &Opened,
    deck: &str,
    text: &str,
    card: &Card,
) -> Result<Option<(String, crate::study::card::RemovedCard)>, Failure> {
    deck::remove_card(text, card).map_err(|error| in_deck(opened, deck, &error))
}

fn in_deck(opened: &Opened, deck: &str, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(Code::DataInvalid, format!("{}:{error}", opened.deck_path(deck).display()))
}

fn write(context: &Context, opened: &mut Opened, texts: &[(String, String)]) -> Result<(), Failure> {
    for (deck, text) in texts {
        files::write_whole(&opened.deck_path(deck), text.as_bytes())?;
    }
    opened.refresh(context)
}

/// Writes into `imports.toml` that cards were deleted, or no longer are.
fn remember(opened: &Opened, deletions: &[Deletion], note: fn(&mut Imports, &Card)) -> Result<(), Failure> {
    let path = opened.root.join("imports.toml");
    let text = files::read_text_if_any(&path)?;
    let mut imports = Imports::parse(text.as_deref().unwrap_or_default())
        .map_err(|error| Failure::new(Code::DataInvalid, format!("{}:{error}", path.display())))?;
    let before = imports.clone();
    for card in deletions.iter().filter_map(|deletion| deck::removed_card(&deletion.removed)) {
        note(&mut imports, &card);
    }
    if imports != before {
        files::write_whole(&path, imports.to_toml().as_bytes())?;
    }
    Ok(())
}
