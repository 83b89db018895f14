//! `viva stats`.

use std::collections::HashSet;
use std::io::IsTerminal as _;

use crate::report::{mock_row_json, mocks_text, stats_json, stats_text};
use crate::store::Store;
use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::schedule::{TracedReview, trace};
use crate::study::selection::Selection;
use crate::study::stats::{CardFacts, Stats};
use crate::terminal::clean;

use super::args::{Format, StatsArguments};
use super::collection;
use super::context::{Context, width};
use super::failure::Failure;
use super::output;
use super::queue::all_selected;

pub(super) fn run(context: &Context, arguments: &StatsArguments) -> Result<(), Failure> {
    let today = context.today();
    let stats = of_selection(context, &arguments.selection)?;
    let mocks =
        collection::open_if_there(context)?.map_or(Ok(Vec::new()), |opened| opened.store.mock_reports())?;
    match context.common.format {
        Format::Json => {
            let mut document = stats_json(&stats, today);
            document["mocks"] = mocks.iter().rev().map(|(day, report)| mock_row_json(*day, report)).collect();
            output::json(document)
        }
        Format::Text => {
            let looks = context.looks();
            let is_plain = !std::io::stdout().is_terminal() || !looks.unicode;
            output::lines(&stats_text(&stats, today, width(), !is_plain))?;
            output::lines(clean(&mocks_text(&mocks)).as_str())
        }
    }
}

/// The statistics of the cards that the words of a selection mean.
pub(super) fn of_selection(context: &Context, words: &[String]) -> Result<Stats, Failure> {
    let today = context.today();
    match collection::open_if_there(context)? {
        Some(opened) => over_selected(&opened.store, &opened.selection(words)?, today),
        None => Ok(Stats::over([], [], today)),
    }
}

/// The statistics of a whole collection.
pub(super) fn over(store: &Store, today: Day) -> Result<Stats, Failure> {
    Ok(Stats::over(store.card_facts()?, reviews(store)?, today))
}

/// The statistics of the cards that a selection means.
fn over_selected(store: &Store, selection: &Selection, today: Day) -> Result<Stats, Failure> {
    if selection.is_everything() {
        return over(store, today);
    }
    let listed = all_selected(store, selection, today)?;
    let cards: HashSet<&CardId> = listed.iter().map(|listed| &listed.card).collect();
    let reviews = reviews(store)?.into_iter().filter(|review| cards.contains(&review.card));
    let facts = listed.iter().map(|listed| CardFacts { state: listed.state, unanswered: listed.unanswered });
    Ok(Stats::over(facts, reviews, today))
}

/// All reviews, in the order they were made.
pub(super) fn reviews(store: &Store) -> Result<Vec<TracedReview>, Failure> {
    let mut reviews: Vec<TracedReview> =
        store.histories()?.iter().flat_map(|(card, events)| trace(card, events)).collect();
    reviews.sort_by(|a, b| (a.at_ms, &a.key).cmp(&(b.at_ms, &b.key)));
    Ok(reviews)
}
