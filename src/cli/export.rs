//! `viva export`: decks as notes or as a package, or progress as JSON, CSV or a short report.
//!
//! Progress is written while it is read, card by card and event by event: no more of it is in memory than what has
//! to be known of all cards at once.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::Write;

use serde_json::json;

use crate::files;
use crate::report::{
    BYTE_ORDER_MARK, CardProgress, Progress, card_json, cards_csv, cards_csv_head, review_json, reviews_csv,
    reviews_csv_head, summary_markdown,
};
use crate::store::{Listed, Sorter, Store};
use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::schedule::{TracedReview, trace};
use crate::study::selection::Place;
use crate::study::stats::Period;
use crate::study::text::{clean, clean_line};

use super::args::{ExportArguments, ExportForm, ExportTable};
use super::collection;
use super::context::Context;
use super::export_decks::{self, DeckForm};
use super::export_package;
use super::failure::{Code, Failure};
use super::json_rows::Document;
use super::output;
use super::queue::all_selected;
use super::stats::{of_selection, refused};

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
    let mut selected = None;
    if let Some(opened) = &mut opened {
        let selection = opened.selection(&arguments.selection)?;
        if !selection.is_everything() {
            selected = Some(Selected::of(all_selected(&opened.store, &selection, today)?));
        }
    } else {
        collection::selection_of_nothing(&arguments.selection)?;
    }
    let store = opened.as_ref().map(|opened| &opened.store);
    let mut export =
        ProgressExport { store, selected, since, today, raw: arguments.raw, written: Written::default() };
    let mut write = |out: &mut dyn Write| match (arguments.form, arguments.table) {
        (ExportForm::Json, _) => export.json(out),
        (_, Some(ExportTable::Reviews)) => export.reviews_csv(out),
        _ => export.cards_csv(out),
    };
    let Some(path) = arguments.file() else { return output::pieces(write) };
    let is_for_spreadsheets = arguments.form == ExportForm::Csv && !arguments.raw;
    files::write_whole_by(path, |out| {
        if is_for_spreadsheets {
            out.write_all(BYTE_ORDER_MARK.as_bytes())?;
        }
        write(out)
    })?;
    let Written { cards, reviews } = export.written;
    let what = format!("{} and {}", output::count(cards, "card"), output::count(reviews, "review"));
    output::wrote(context.common.format, path, json!({ "cards": cards, "reviews": reviews }), &what)
}

/// What of the progress is exported, and how much of it was written.
struct ProgressExport<'a> {
    /// `None` if there is no collection yet.
    store: Option<&'a Store>,
    /// All cards, unless some are selected.
    selected: Option<Selected>,
    since: Option<Day>,
    today: Day,
    raw: bool,
    written: Written,
}

/// The cards that are selected, in deck order.
struct Selected {
    listed: Vec<Listed>,
    ids: HashSet<CardId>,
}

#[derive(Default)]
struct Written {
    cards: usize,
    reviews: usize,
}

/// The reviews that are exported.
struct Reviews {
    /// As they are written.
    rows: Sorter,
    /// Of each card that has any.
    last_days: HashMap<CardId, Day>,
}

impl Selected {
    fn of(listed: Vec<Listed>) -> Self {
        let ids = listed.iter().map(|listed| listed.card.clone()).collect();
        Self { listed, ids }
    }
}

impl ProgressExport<'_> {
    fn json(&mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let today = self.today;
        let reviews = self.reviews(|traced| Ok(output::json_row(&review_json(traced)).into_bytes()))?;
        let mut document = Document::begin(out)?;
        document.rows("cards", |row| {
            self.each_card(&reviews, |card| Ok(row(output::json_row(&card_json(&card, today)).as_bytes())?))
        })?;
        document.field("day", &json!(today.to_string()))?;
        document.rows("events", |row| self.each_event(row))?;
        document.rows("reviews", |row| reviews.rows.each(|review| Ok(row(review)?)))?;
        document.field("since", &json!(self.since.map(|since| since.to_string())))?;
        Ok(document.end()?)
    }

    fn cards_csv(&mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let reviews = self.reviews(|_| Ok(Vec::new()))?;
        let (today, raw) = (self.today, self.raw);
        out.write_all(&cards_csv_head().map_err(std::io::Error::from)?)?;
        self.each_card(&reviews, |mut card| {
            card.last_review = reviews.last_days.get(&card.card).copied();
            if !raw {
                make_harmless(&mut card);
            }
            let row = cards_csv(std::slice::from_ref(&card), today, raw).map_err(std::io::Error::from)?;
            Ok(out.write_all(&row)?)
        })
    }

    fn reviews_csv(&mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let (store, raw) = (self.store, self.raw);
        let mut of_card: Option<CardProgress> = None;
        let reviews = self.reviews(|traced| {
            if of_card.as_ref().is_none_or(|card| card.card != traced.card) {
                let listed = store.map(|store| store.listed_card(&traced.card)).transpose()?.flatten();
                of_card = match (store, listed) {
                    (Some(store), Some(listed)) => Some(progress_at(store, listed)?),
                    _ => None,
                };
                if !raw {
                    of_card.iter_mut().for_each(make_harmless);
                }
            }
            let row = reviews_csv(std::slice::from_ref(traced), of_card.as_ref(), raw);
            Ok(row.map_err(std::io::Error::from)?)
        })?;
        out.write_all(&reviews_csv_head().map_err(std::io::Error::from)?)?;
        reviews.rows.each(|row| Ok(out.write_all(row)?))
    }

    fn is_selected(&self, card: &CardId) -> bool {
        self.selected.as_ref().is_none_or(|selected| selected.ids.contains(card))
    }

    /// Replays the log, and makes a row of each review.
    fn reviews(
        &mut self,
        mut row_of: impl FnMut(&TracedReview) -> Result<Vec<u8>, Failure>,
    ) -> Result<Reviews, Failure> {
        let mut reviews = Reviews { rows: Sorter::begin()?, last_days: HashMap::new() };
        let Some(store) = self.store else { return Ok(reviews) };
        let (mut count, mut outcome) = (0, Ok(()));
        let mut take = |traced: &TracedReview| -> Result<(), Failure> {
            reviews.rows.add(traced.tick, &traced.key, &row_of(traced)?)?;
            count += 1;
            match reviews.last_days.get_mut(&traced.card) {
                Some(last) => *last = traced.day.max(*last),
                None => drop(reviews.last_days.insert(traced.card.clone(), traced.day)),
            }
            Ok(())
        };
        store.each_history(|card, events| {
            if outcome.is_ok() && self.is_selected(card) {
                let traced = trace(card, &events);
                let of_days = |traced: &&TracedReview| self.since.is_none_or(|since| traced.day >= since);
                outcome = traced.iter().filter(of_days).try_for_each(&mut take);
            }
        })?;
        outcome?;
        self.written = Written { cards: self.card_count(&reviews)?, reviews: count };
        Ok(reviews)
    }

    /// How many cards [`Self::each_card`] visits.
    fn card_count(&self, reviews: &Reviews) -> Result<usize, Failure> {
        let Some(store) = self.store else { return Ok(0) };
        Ok(match &self.selected {
            _ if self.since.is_some() => reviews.last_days.len(),
            Some(selected) => selected.listed.len(),
            None => store.card_count()? + store.orphans()?.len(),
        })
    }

    /// Visits all cards in decks, in deck order, then those that have a history but are in no deck any more. With a
    /// first day, only those that were reviewed since.
    fn each_card(
        &self,
        reviews: &Reviews,
        mut visit: impl FnMut(CardProgress) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Some(store) = self.store else { return Ok(()) };
        let is_wanted = |card: &CardId| self.since.is_none() || reviews.last_days.contains_key(card);
        if let Some(selected) = &self.selected {
            let mut wanted = selected.listed.iter().filter(|listed| is_wanted(&listed.card));
            return wanted.try_for_each(|listed| visit(progress_at(store, listed.clone())?));
        }
        store.each_listed_in_places(|listed, places| {
            if is_wanted(&listed.card) { visit(progress_of(listed, places)) } else { Ok(()) }
        })?;
        for card in store.orphans()?.into_iter().filter(is_wanted) {
            let state = store.state(&card)?;
            visit(CardProgress::of(card, state))?;
        }
        Ok(())
    }

    /// The log, in fold order.
    fn each_event(&self, row: &mut dyn FnMut(&[u8]) -> std::io::Result<()>) -> Result<(), Failure> {
        let Some(store) = self.store else { return Ok(()) };
        let joined = if self.selected.is_some() { store.joins()? } else { HashMap::new() };
        store.each_event(|event| {
            let of_selected = |card: &CardId| self.is_selected(joined.get(card).unwrap_or(card));
            let is_wanted = (self.selected.is_none() || event.card.as_ref().is_some_and(of_selected))
                && self.since.is_none_or(|since| event.day >= since);
            if is_wanted { Ok(row(output::json_row(&json!(event)).as_bytes())?) } else { Ok(()) }
        })
    }
}

/// A card that is in decks, looked up.
fn progress_at(store: &Store, listed: Listed) -> Result<CardProgress, Failure> {
    let places = store.places_of(&listed.card)?;
    Ok(progress_of(listed, places))
}

/// A card that is in decks.
fn progress_of(listed: Listed, places: Vec<Place>) -> CardProgress {
    let Listed { card, question, asked_times, unanswered, state, .. } = listed;
    let decks: BTreeSet<String> = places.iter().map(|place| place.deck.clone()).collect();
    let mut progress = CardProgress {
        decks: decks.into_iter().collect(),
        question: Some(question),
        asked_times,
        unanswered,
        ..CardProgress::of(card, state)
    };
    for Place { section, tags, companies, .. } in places {
        progress.tags.extend(tags);
        progress.companies.extend(companies);
        progress.section = progress.section.take().or(section);
    }
    for names in [&mut progress.tags, &mut progress.companies] {
        let mut seen = HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
    }
    progress
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
