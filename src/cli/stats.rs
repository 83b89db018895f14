//! `viva stats`.

use std::io::IsTerminal as _;

use crate::report::{mock_row_json, mocks_text, stats_json, stats_text};
use crate::store::Store;
use crate::study::day::Day;
use crate::study::schedule::{TracedReview, trace};
use crate::study::stats::Stats;
use crate::terminal::clean;

use super::args::Format;
use super::collection;
use super::context::{Context, width};
use super::failure::Failure;
use super::output;

pub(super) fn run(context: &Context) -> Result<(), Failure> {
    let today = context.today();
    let (stats, mocks) = match collection::open_if_there(context)? {
        Some(opened) => (over(&opened.store, today)?, opened.store.mock_reports()?),
        None => (Stats::over([], [], today), Vec::new()),
    };
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

/// The statistics of a whole collection.
pub(super) fn over(store: &Store, today: Day) -> Result<Stats, Failure> {
    Ok(Stats::over(store.card_facts()?, reviews(store)?, today))
}

/// All reviews, in the order they were made.
pub(super) fn reviews(store: &Store) -> Result<Vec<TracedReview>, Failure> {
    let mut reviews: Vec<TracedReview> =
        store.histories()?.iter().flat_map(|(card, events)| trace(card, events)).collect();
    reviews.sort_by(|a, b| (a.at_ms, &a.key).cmp(&(b.at_ms, &b.key)));
    Ok(reviews)
}
