//! `viva export`: decks as notes or as a package, or progress as JSON, CSV or a short report.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::json;

use crate::files;
use crate::report::{
    CardProgress, Progress, ProgressExport, cards_csv, marked_as_utf8, progress_json, reviews_csv,
    summary_markdown,
};
use crate::store::Store;
use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::review::Event;
use crate::study::schedule::TracedReview;
use crate::study::selection::Place;
use crate::study::stats::Period;
use crate::study::text::{clean, clean_line};

use super::args::{ExportArguments, ExportForm, ExportTable};
use super::collection;
use super::context::Context;
use super::export_decks::{self, DeckForm};
use super::export_package;
use super::failure::{Code, Failure};
use super::output;
use super::queue::all_selected;
use super::stats::{of_selection, refused, reviews};

pub(super) fn run(context: &Context, arguments: &ExportArguments) -> Result<(), Failure> {
    let form = DeckForm::of(arguments);
    let is_package = arguments.form == ExportForm::Apkg;
    let is_summary = arguments.form == ExportForm::Summary;
    if arguments.since.is_some() && (form.is_some() || is_package || is_summary) {
        return Err(Failure::new(Code::Usage, "--since is for progress as JSON or CSV")
            .hint("leave it out: decks are exported as they are now"));
    }
    if arguments.table.is_some() && arguments.form != ExportForm::Csv {
        return Err(Failure::new(Code::Usage, "--table is for CSV").hint("add `--as csv`"));
    }
    if let Some(form) = form {
        return export_decks::run(context, arguments, form);
    }
    if is_package {
        return export_package::run(context, arguments);
    }
    if arguments.public {
        return Err(Failure::new(Code::Usage, "--public is for decks, not for progress")
            .hint("add `--as markdown`, `--as apkg`, `--as tsv` or `--as csv --table questions`"));
    }
    if is_summary {
        let (stats, outlook) = of_selection(context, &arguments.selection)?;
        let (today, questions) = (context.today(), HashMap::new());
        let text =
            summary_markdown(&Progress { stats: &stats, today, questions: &questions, outlook: &outlook });
        let Some(path) = arguments.file() else { return output::lines(clean(&text)) };
        files::write_whole(path, text.as_bytes())?;
        return output::wrote(context.common.format, path, json!({}), "the summary");
    }
    let today = context.today();
    let since = Period::parse(arguments.since.as_deref(), None, today).map_err(refused)?.since;
    let mut opened = collection::open_if_there(context)?;
    let (mut cards, mut reviews, mut events) = if let Some(opened) = &opened {
        let events = if arguments.form == ExportForm::Json { events(&opened.store)? } else { Vec::new() };
        (cards(&opened.store)?, reviews(&opened.store)?, events)
    } else {
        collection::selection_of_nothing(&arguments.selection)?;
        (Vec::new(), Vec::new(), Vec::new())
    };
    if let Some(opened) = opened.as_mut().filter(|_| !arguments.selection.is_empty()) {
        let selection = opened.selection(&arguments.selection)?;
        let selected = all_selected(&opened.store, &selection, today)?;
        let selected: HashSet<CardId> = selected.into_iter().map(|listed| listed.card).collect();
        cards.retain(|card| selected.contains(&card.card));
        reviews.retain(|review| selected.contains(&review.card));
        let joined: HashMap<CardId, CardId> = opened.store.joined()?.into_iter().collect();
        events.retain(|event| {
            event.card.as_ref().is_some_and(|card| selected.contains(joined.get(card).unwrap_or(card)))
        });
    }
    if let Some(since) = since {
        reviews.retain(|review| review.day >= since);
        events.retain(|event| event.day >= since);
        let reviewed: HashSet<&CardId> = reviews.iter().map(|review| &review.card).collect();
        cards.retain(|card| reviewed.contains(&card.card));
    }
    let bytes = match (arguments.form, arguments.table) {
        (ExportForm::Json, _) => {
            let export = ProgressExport { today, since, cards: &cards, reviews: &reviews, events: &events };
            output::json_rows_bytes(progress_json(&export))?
        }
        (_, table) => {
            if let Some(opened) = &opened {
                add_places(&opened.store, &mut cards)?;
            }
            add_last_reviews(&reviews, &mut cards);
            if !arguments.raw {
                cards.iter_mut().for_each(make_harmless);
            }
            match table {
                Some(ExportTable::Reviews) => reviews_csv(&reviews, &cards, arguments.raw),
                _ => cards_csv(&cards, today, arguments.raw),
            }
            .map_err(std::io::Error::from)?
        }
    };
    match arguments.file() {
        Some(path) => {
            let is_for_spreadsheets = arguments.form == ExportForm::Csv && !arguments.raw;
            let bytes = if is_for_spreadsheets { marked_as_utf8(&bytes) } else { bytes };
            files::write_whole(path, &bytes)?;
            let (cards, reviews) = (cards.len(), reviews.len());
            let what = format!("{} and {}", output::count(cards, "card"), output::count(reviews, "review"));
            output::wrote(context.common.format, path, json!({ "cards": cards, "reviews": reviews }), &what)
        }
        None => output::bytes(&bytes),
    }
}

/// A CSV is looked at in a terminal, too, and unlike JSON it has no escapes for what one obeys.
fn make_harmless(card: &mut CardProgress) {
    card.question = card.question.as_deref().map(|question| clean(question).to_string());
    for name in
        card.decks.iter_mut().chain(&mut card.tags).chain(&mut card.companies).chain(&mut card.section)
    {
        *name = clean_line(name).to_string();
    }
}

/// Where each card is: its tags, its first section, and the companies that asked it.
fn add_places(store: &Store, cards: &mut [CardProgress]) -> Result<(), Failure> {
    let mut places = store.places()?;
    for card in cards {
        for Place { section, tags, companies, .. } in places.remove(&card.card).unwrap_or_default() {
            card.tags.extend(tags);
            card.companies.extend(companies);
            card.section = card.section.take().or(section);
        }
        for names in [&mut card.tags, &mut card.companies] {
            let mut seen = HashSet::new();
            names.retain(|name| seen.insert(name.clone()));
        }
    }
    Ok(())
}

/// The reviews may be of some days only, but have the last one of each of the cards.
fn add_last_reviews(reviews: &[TracedReview], cards: &mut [CardProgress]) {
    let mut last: HashMap<&CardId, Day> = HashMap::new();
    for TracedReview { card, day, .. } in reviews {
        let last = last.entry(card).or_insert(*day);
        *last = *day.max(last);
    }
    for card in cards {
        card.last_review = last.get(&card.card).copied();
    }
}

/// The whole log, in fold order.
fn events(store: &Store) -> Result<Vec<Event>, Failure> {
    let mut events = Vec::new();
    store.each_event(|event| events.push(event))?;
    Ok(events)
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
            question: Some(listed.question),
            asked_times: listed.asked_times,
            unanswered: listed.unanswered,
            ..CardProgress::of(listed.card, listed.state)
        })
        .collect();
    for card in store.orphans()? {
        let state = store.state(&card)?;
        cards.push(CardProgress::of(card, state));
    }
    Ok(cards)
}
