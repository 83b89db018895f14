//! The decks that come with viva, and the answers they have gained since.
//!
//! A collection that was begun with an older version of them is offered the answers once. Nothing that a
//! user or their notes wrote is replaced.

use crate::files;
use crate::store::Store;
use crate::study::card::Card;
use crate::study::deck::{self, SeenCard};
use crate::study::review::CardEdit;
use crate::study::text::{clean_line, safe};

use super::collection::Opened;
use super::context::Context;
use super::edit_card;
use super::failure::{Code, Failure};
use super::output;

/// By name.
const STARTER_DECKS: [(&str, &str); 4] = [
    ("doctoreto", include_str!("../../decks/doctoreto.toml")),
    ("wallex", include_str!("../../decks/wallex.toml")),
    ("wallgold", include_str!("../../decks/wallgold.toml")),
    ("zibal", include_str!("../../decks/zibal.toml")),
];
/// That the answers were offered, whatever the user chose.
const OFFERED: &str = "starter answers offered";

/// Writes the decks that are not there yet, and opens the collection.
pub(super) fn start(context: &Context) -> Result<Opened, Failure> {
    let decks_dir = context.found.root.join("decks");
    files::create_private_folder(&decks_dir)?;
    for (name, text) in STARTER_DECKS {
        let path = decks_dir.join(format!("{name}.toml"));
        if !path.exists() {
            files::write_whole(&path, text.as_bytes())?;
        }
    }
    Opened::open(context, &context.found.root)
}

/// Offers answers for the questions of starter decks that have none, once.
pub(super) fn offer_answers(context: &Context, opened: &mut Opened) -> Result<(), Failure> {
    let known = opened.store.known_decks()?;
    let is_there = STARTER_DECKS.iter().any(|(name, _)| known.contains_key(*name));
    if !is_there || opened.store.remembered(OFFERED)?.is_some() {
        return Ok(());
    }
    let edits = missing_answers(&opened.store)?;
    if !edits.is_empty() {
        let question = format!(
            "viva now has answers for {} of the starter decks. Add them? Yours stay first.",
            output::count(edits.len(), "question")
        );
        if context.prompter().confirm(clean_line(&question), Some(true), "a terminal")? {
            add(context, opened, edits)?;
        }
    }
    opened.store.remember(OFFERED, Some("yes"))?;
    Ok(())
}

/// An edit for each place that lacks an answer which a starter deck has by now.
fn missing_answers(store: &Store) -> Result<Vec<CardEdit>, Failure> {
    let mut edits: Vec<CardEdit> = Vec::new();
    for (name, text) in STARTER_DECKS {
        let shipped = deck::parse(name, text)
            .map_err(|error| Failure::new(Code::DataInvalid, format!("the starter deck {name}: {error}")))?;
        for card in shipped.deck.cards.into_iter().filter(Card::is_answered_by_viva) {
            for SeenCard { deck, card: before, .. } in store.sightings(&card.id)? {
                let is_listed = edits.iter().any(|edit| edit.deck == deck && edit.before == before);
                if before.id == card.id && !is_listed && lacks(&before, &card) {
                    let (answer, answer_by) = (card.answer.clone(), card.answer_by.clone());
                    let after = Card { answer, answer_by, ..before.clone() };
                    edits.push(CardEdit { deck, before, after });
                }
            }
        }
    }
    Ok(edits)
}

/// Whether a card has no answer, or no more than the links with which the shipped answer ends.
fn lacks(card: &Card, shipped: &Card) -> bool {
    let present = card.answer.as_deref().unwrap_or_default().trim();
    let shipped = shipped.answer.as_deref().unwrap_or_default().trim();
    card.answer_by.is_none() && present != shipped && shipped.ends_with(present)
}

/// Adds the answers as one action, which `u` undoes.
fn add(context: &Context, opened: &mut Opened, edits: Vec<CardEdit>) -> Result<(), Failure> {
    let Some(first) = edits.first().map(|edit| edit.before.id.clone()) else { return Ok(()) };
    if let Some(why) = edit_card::apply(context, opened, &edits)? {
        output::warn(safe!("the answers were not added: {why}"));
        return Ok(());
    }
    edit_card::record(context, opened, &first, edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_of_the_starter_decks_has_an_answer_beyond_links() {
        for (name, text) in STARTER_DECKS {
            let parsed = deck::parse(name, text).unwrap();
            assert_eq!(parsed.warnings, [], "{name}");
            for card in parsed.deck.cards {
                let answer = card.answer.unwrap_or_default();
                let words = answer.split_whitespace().filter(|word| !word.contains("://"));
                assert!(words.count() > 0, "{name}: {}", card.question);
            }
        }
    }

    #[test]
    fn only_links_and_gaps_are_filled() {
        let with = |answer: Option<&str>| Card { answer: answer.map(str::to_owned), ..Card::new("Why?") };
        let shipped = with(Some("Because.\n\n[a](https://a.example)\n"));
        for (present, expected) in [
            (None, true),
            (Some(""), true),
            (Some("[a](https://a.example)"), true),
            (Some("So."), false),
            (Some("Because.\n\n[a](https://a.example)\n"), false),
        ] {
            assert_eq!(lacks(&with(present), &shipped), expected, "{present:?}");
        }
    }
}
