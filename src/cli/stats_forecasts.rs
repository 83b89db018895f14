//! `viva stats forecasts`: every forecast that was made, and whether what happened lay in its range.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::study::day::Day;
use crate::study::review::{DebriefRecord, ForecastRecord};
use crate::study::text::clean;

use super::args::Format;
use super::collection::Opened;
use super::context::Context;
use super::debrief::Scorecard;
use super::failure::Failure;
use super::interview::wrapped;
use super::output;

const NO_FORECAST: &str =
    "no forecasts yet: `viva interview add` adds an interview, and `viva ready` makes a forecast";

/// The forecasts for one interview, and its result.
struct Held {
    deck: String,
    day: Day,
    /// By the day it was made; the last one counts.
    forecasts: Vec<(Day, ForecastRecord)>,
    debrief: Option<DebriefRecord>,
}

pub(super) fn run(context: &Context, opened: Option<&Opened>) -> Result<(), Failure> {
    let held = match opened {
        Some(opened) => gather(opened)?,
        None => Vec::new(),
    };
    if context.common.format == Format::Json {
        return output::json(json!({ "forecasts": held.iter().map(json_of).collect::<Vec<_>>() }));
    }
    if held.is_empty() {
        output::note(NO_FORECAST);
        return Ok(());
    }
    let mut text = String::new();
    let (mut held_count, mut compared_count) = (0, 0);
    for held in &held {
        text += &wrapped(&format!("{}, {}", held.deck, held.day), 0);
        let Some((_, last)) = held.forecasts.last() else { continue };
        // A forecast that is like the one before is not listed again.
        let said = |record: &ForecastRecord| (record.answered_percent, record.test_answer_count);
        for same in held.forecasts.chunk_by(|(_, one), (_, next)| said(one) == said(next)) {
            let Some((made_on, record)) = same.first() else { continue };
            let (low, high) = record.answered_percent;
            let tests = output::count(record.test_answer_count as usize, "rehearsed answer");
            let since = if same.len() > 1 { "since" } else { "on" };
            text += &wrapped(&format!("forecast {since} {made_on}: {low}–{high}% answered ({tests})"), 2);
        }
        let Some(debrief) = &held.debrief else {
            text += &wrapped("no debrief yet", 2);
            continue;
        };
        let scorecard = Scorecard { record: debrief, forecast: Some(last) };
        let (answered, graded) = debrief.answered();
        if let Some(is_within) = scorecard.answered_is_within() {
            compared_count += 1;
            held_count += usize::from(is_within);
            let verdict = if is_within { "within the range" } else { "outside the range" };
            text += &wrapped(&format!("answered: {answered} of {graded}, {verdict}"), 2);
        }
        if let (Some(band), Some(is_within)) = (scorecard.known_range(), scorecard.known_is_within()) {
            let verdict = if is_within { "within the range" } else { "outside the range" };
            let known = debrief.known_count();
            let all = debrief.asked.len();
            text += &wrapped(
                &format!(
                    "in your collection: {known} of {all}, {verdict} (forecast {} to {})",
                    band.low, band.high
                ),
                2,
            );
        }
    }
    if compared_count > 0 {
        let _ = writeln!(text);
        text += &wrapped(
            &format!(
                "The real share was within the range in {held_count} of {}; about 4 of 5 should be.",
                output::count(compared_count, "interview")
            ),
            0,
        );
    }
    output::lines(clean(&text))
}

fn gather(opened: &Opened) -> Result<Vec<Held>, Failure> {
    let mut held: BTreeMap<(Day, String), Held> = BTreeMap::new();
    for (made_on, record) in opened.store.forecasts()? {
        let key = (record.interview_day, record.deck.clone());
        held.entry(key)
            .or_insert_with(|| Held {
                deck: record.deck.clone(),
                day: record.interview_day,
                forecasts: Vec::new(),
                debrief: None,
            })
            .forecasts
            .push((made_on, record));
    }
    for (_, debrief) in opened.store.debriefs()? {
        let Some(day) = debrief.interview_day else { continue };
        if let Some(held) = held.get_mut(&(day, debrief.deck.clone())) {
            held.debrief = Some(debrief);
        }
    }
    Ok(held.into_values().collect())
}

fn json_of(held: &Held) -> Value {
    let last = held.forecasts.last();
    let scorecard =
        held.debrief.as_ref().map(|record| Scorecard { record, forecast: last.map(|(_, record)| record) });
    let forecasts = held.forecasts.iter().map(|(made_on, record)| {
        json!({
            "made_on": made_on.to_string(),
            "answered_percent": { "low": record.answered_percent.0, "high": record.answered_percent.1 },
            "coverage": f64::from(record.coverage_permille) / 1000.0,
            "test_answers": record.test_answer_count,
        })
    });
    json!({
        "deck": held.deck,
        "day": held.day.to_string(),
        "forecasts": forecasts.collect::<Vec<_>>(),
        "asked": held.debrief.as_ref().map(|debrief| debrief.asked.len()),
        "in_collection": held.debrief.as_ref().map(DebriefRecord::known_count),
        "answered": held.debrief.as_ref().map(|debrief| debrief.answered().0),
        "graded": held.debrief.as_ref().map(|debrief| debrief.answered().1),
        "answered_within": scorecard.as_ref().and_then(Scorecard::answered_is_within),
        "in_collection_within": scorecard.as_ref().and_then(Scorecard::known_is_within),
    })
}
