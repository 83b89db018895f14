//! `viva export`: decks as notes, or progress as JSON or CSV.

use std::collections::{BTreeMap, HashSet};

use serde_json::json;

use crate::files;
use crate::report::{CardProgress, cards_csv, progress_json, reviews_csv};
use crate::store::Store;
use crate::study::card::CardId;
use crate::terminal::{clean, clean_line};

use super::args::{ExportArguments, ExportForm, ExportTable, Format};
use super::collection;
use super::context::Context;
use super::export_decks::{self, DeckForm};
use super::failure::{Code, Failure};
use super::output;
use super::queue::all_selected;
use super::stats::reviews;

pub(super) fn run(context: &Context, arguments: &ExportArguments) -> Result<(), Failure> {
    if let Some(form) = DeckForm::of(arguments) {
        return export_decks::run(context, arguments, form);
    }
    if arguments.public {
        return Err(Failure::new(Code::Usage, "--public is for decks, not for progress")
            .hint("add `--format markdown`, `--format tsv` or `--format csv --table questions`"));
    }
    let today = context.today();
    let opened = collection::open_if_there(context)?;
    let (mut cards, mut reviews) = match &opened {
        Some(opened) => (cards(&opened.store)?, reviews(&opened.store)?),
        None => (Vec::new(), Vec::new()),
    };
    if let Some(opened) = opened.as_ref().filter(|_| !arguments.selection.is_empty()) {
        let selection = opened.selection(&arguments.selection)?;
        let selected = all_selected(&opened.store, &selection, today)?;
        let selected: HashSet<CardId> = selected.into_iter().map(|listed| listed.card).collect();
        cards.retain(|card| selected.contains(&card.card));
        reviews.retain(|review| selected.contains(&review.card));
    }
    let bytes = match (arguments.form, arguments.table) {
        (ExportForm::Json, _) => {
            let document = progress_json(&cards, &reviews, today);
            match &arguments.output {
                None => return output::json(document),
                Some(_) => output::json_bytes(document)?,
            }
        }
        (_, ExportTable::Cards) => {
            if !arguments.raw {
                cards.iter_mut().for_each(make_harmless);
            }
            cards_csv(&cards, arguments.raw).map_err(std::io::Error::from)?
        }
        (_, _) => reviews_csv(&reviews).map_err(std::io::Error::from)?,
    };
    match &arguments.output {
        Some(path) => {
            files::write_whole(path, &bytes)?;
            if context.common.format == Format::Json {
                return output::json(json!({
                    "path": path.display().to_string(),
                    "cards": cards.len(),
                    "reviews": reviews.len(),
                }));
            }
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

/// A CSV is looked at in a terminal, too, and unlike JSON it has no escapes for what one obeys.
fn make_harmless(card: &mut CardProgress) {
    card.question = card.question.as_deref().map(|question| clean(question).to_string());
    for deck in &mut card.decks {
        *deck = clean_line(deck).to_string();
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
