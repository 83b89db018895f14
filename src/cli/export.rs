//! `viva export`: progress as JSON or CSV.

use std::collections::BTreeMap;

use crate::files;
use crate::report::{CardProgress, cards_csv, progress_json, reviews_csv};
use crate::store::Store;
use crate::study::card::CardId;

use super::args::{ExportArguments, ExportForm, ExportTable};
use super::failure::Failure;
use super::output;
use super::run::Context;
use super::stats::reviews;

pub(super) fn run(context: &Context, arguments: &ExportArguments) -> Result<(), Failure> {
    let today = context.today();
    let opened = context.open_if_there()?;
    let (cards, reviews) = match &opened {
        Some(opened) => (cards(&opened.store)?, reviews(&opened.store)?),
        None => (Vec::new(), Vec::new()),
    };
    let bytes = match (arguments.form, arguments.table) {
        (ExportForm::Json, _) => {
            let document = progress_json(&cards, &reviews, today);
            match &arguments.output {
                None => return output::json(document),
                Some(_) => output::json_bytes(document)?,
            }
        }
        (ExportForm::Csv, ExportTable::Cards) => {
            cards_csv(&cards, arguments.raw).map_err(std::io::Error::from)?
        }
        (ExportForm::Csv, ExportTable::Reviews) => reviews_csv(&reviews).map_err(std::io::Error::from)?,
    };
    match &arguments.output {
        Some(path) => {
            files::write_whole(path, &bytes)?;
            output::note(&format!(
                "wrote {} with {} and {}",
                path.display(),
                output::count(cards.len(), "card"),
                output::count(reviews.len(), "review")
            ));
            Ok(())
        }
        None => output::bytes(&bytes),
    }
}

/// All cards in decks, in deck order, then those that have a history but are in no deck any more.
fn cards(store: &Store) -> Result<Vec<CardProgress>, Failure> {
    let mut decks: BTreeMap<CardId, Vec<String>> = BTreeMap::new();
    for (card, deck) in store.decks_of_cards()? {
        decks.entry(card).or_default().push(deck);
    }
    let mut cards: Vec<CardProgress> = store
        .listed()?
        .into_iter()
        .map(|listed| CardProgress {
            decks: decks.remove(&listed.card).unwrap_or_default(),
            card: listed.card,
            question: Some(listed.question),
            asked_times: listed.asked_times,
            unanswered: listed.unanswered,
            state: listed.state,
        })
        .collect();
    for card in store.orphans()? {
        let state = store.state(&card)?;
        cards.push(CardProgress {
            card,
            question: None,
            decks: Vec::new(),
            asked_times: 0,
            unanswered: false,
            state,
        });
    }
    Ok(cards)
}
