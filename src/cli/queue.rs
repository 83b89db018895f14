//! `viva queue`, and the day's queue as the drill takes it, too.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::report::{backlog_json, state_json, workload_json};
use crate::store::{Listed, Placed, Store, StoreError};
use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::introduction::NewRank;
use crate::study::plan::repeats_under_plan;
use crate::study::queue::{
    Backlog, Candidate, Limits, Outlook, QueueItem, Reason, SECONDS_PER_REVIEW, Unanswered, Workload,
    backlog, interleaved, order, why, with_repeats_soon,
};
use crate::study::review::Intent;
use crate::study::schedule::futures;
use crate::study::selection::{Facts, Place, Selection};
use crate::study::text::{clean, clean_line};

use super::args::{Format, QueueArguments};
use super::collection::{self, Opened};
use super::context::{Context, room_after};
use super::failure::Failure;
use super::output;
use super::planning::PlanOfDay;
use super::settings::Settings;

/// Where there is no collection yet.
pub(super) const NO_CARDS: &str = "no cards yet: `viva import PATH` imports notes as decks";

/// With less room than this for the question, it is worth more than the columns before it.
pub(super) const NARROW: usize = 24;

/// How far ahead a backlog's end is looked for.
const DAYS_TO_COME: usize = 365;

/// What is wanted of a queue beyond the settings.
pub(super) struct Wanted<'a> {
    pub(super) selection: &'a Selection,
    /// New cards in this session, instead of what the day's limit leaves.
    pub(super) new: Option<usize>,
    /// All that is selected, due or not.
    pub(super) cram: bool,
    /// Also what falls due within so many days.
    pub(super) ahead: u32,
    /// The time there is.
    pub(super) minutes: Option<u32>,
    /// What the plan for an interview asks instead of the usual queue, if everything is selected.
    pub(super) plan: Option<&'a PlanOfDay>,
}

impl<'a> Wanted<'a> {
    /// What the settings ask of these cards.
    pub(super) fn by_settings(selection: &'a Selection, settings: &Settings) -> Self {
        Self { selection, new: None, cram: false, ahead: 0, minutes: settings.minutes, plan: None }
    }

    /// Whether a plan for an interview would choose the cards: if the day's cards are wanted, and no others.
    pub(super) fn may_follow_plan(&self) -> bool {
        self.selection.is_everything() && self.new.is_none() && !self.cram && self.ahead == 0
    }

    /// The plan, if it chooses the cards.
    fn planned(&self) -> Option<&'a PlanOfDay> {
        self.plan.filter(|_| self.may_follow_plan())
    }
}

/// What is to be asked on a day.
pub(super) struct Todays {
    pub(super) items: Vec<QueueItem>,
    pub(super) backlog: Option<Backlog>,
}

pub(super) fn run(context: &Context, arguments: &QueueArguments) -> Result<(), Failure> {
    let Some(mut opened) = collection::open_if_there(context)? else {
        return match context.common.format {
            Format::Json => output::json(json!({
                "day": context.today().to_string(),
                "cards": [],
                "backlog": null,
                "workload": workload_json(&Outlook::default()),
            })),
            Format::Text => {
                output::note(NO_CARDS);
                Ok(())
            }
        };
    };
    let selection = opened.selection(&arguments.selection)?;
    let today = context.today();
    let plan = PlanOfDay::gather(context, &mut opened, &selection)?;
    let wanted = Wanted { plan: plan.as_ref(), ..Wanted::by_settings(&selection, &context.settings) };
    let Todays { items, backlog, .. } = todays(&opened.store, &context.settings, &wanted, today)?;
    let outlook = outlook(&opened.store, &context.settings, &wanted, today)?;
    match context.common.format {
        Format::Json => {
            let plan = wanted.planned();
            let cards = items
                .iter()
                .map(|item| card_json(&opened, context, item, plan))
                .collect::<Result<Vec<_>, _>>()?;
            output::json(json!({
                "day": today.to_string(),
                "cards": cards,
                "backlog": backlog.map(backlog_json),
                "workload": workload_json(&outlook),
            }))
        }
        Format::Text => {
            let mut text = String::new();
            for item in &items {
                let sightings = opened.store.sightings(&item.card)?;
                let Some(seen) = sightings.first() else { continue };
                let room = room_after(47);
                if room < NARROW {
                    let _ = writeln!(
                        text,
                        "{}  {}",
                        output::column(item.card.as_str(), 10),
                        output::question(&seen.card.question, room_after(12))
                    );
                    continue;
                }
                let _ = writeln!(
                    text,
                    "{}  {}  {}  {}",
                    output::column(item.card.as_str(), 10),
                    output::column(&why_now(item, wanted.planned(), today), 15),
                    output::column(&seen.deck, 16),
                    output::question(&seen.card.question, room),
                );
            }
            output::lines(clean(&text))?;
            match backlog {
                Some(backlog) => output::note(clean_line(&backlog.says())),
                None if items.is_empty() => output::note(clean_line(&outlook.describe_done(0))),
                None => {}
            }
            Ok(())
        }
    }
}

/// What is to be asked on `today`, in order.
pub(super) fn todays(
    store: &Store,
    settings: &Settings,
    wanted: &Wanted<'_>,
    today: Day,
) -> Result<Todays, Failure> {
    let selection = wanted.selection;
    if wanted.cram {
        let selected = all_selected(store, selection, today)?;
        let askable = selected.into_iter().filter(|listed| listed.state.is_askable(today));
        let items = askable
            .map(|Listed { card, unanswered, state, .. }| QueueItem {
                reason: Reason::of(&state, today),
                card,
                unanswered,
            })
            .collect();
        return Ok(Todays { items, backlog: None });
    }
    if let Some(plan) = wanted.planned() {
        return Ok(Todays { items: plan.items.clone(), backlog: None });
    }
    let Candidates { candidates, limits } = candidates(store, settings, wanted, today)?;
    let backlog = backlog_of(store, settings, wanted, limits, &candidates, today)?;
    let mut items = order(candidates, today, limits, settings.unanswered);
    if settings.interleaves {
        let mut placed = Vec::with_capacity(items.len());
        for item in items {
            let section = store.section_of(&item.card)?;
            placed.push((item, section));
        }
        items = interleaved(&placed);
    }
    Ok(Todays { items: with_repeats_soon(items), backlog })
}

/// What is left today, what comes tomorrow, and the backlog.
pub(super) fn outlook(
    store: &Store,
    settings: &Settings,
    wanted: &Wanted<'_>,
    today: Day,
) -> Result<Outlook, Failure> {
    if let Some(plan) = wanted.planned() {
        let tomorrow = match plan.tomorrow() {
            Some(tomorrow) => tomorrow,
            None => workload(store, settings, wanted, today.plus(1))?,
        };
        return Ok(Outlook { today: plan.today, tomorrow, backlog: None, follows_plan: true });
    }
    let Candidates { candidates: of_today, limits } = candidates(store, settings, wanted, today)?;
    let backlog = backlog_of(store, settings, wanted, limits, &of_today, today)?;
    let tomorrow = workload(store, settings, wanted, today.plus(1))?;
    let today = Workload::of(&of_today, today, limits, settings.unanswered);
    Ok(Outlook { today, tomorrow, backlog, follows_plan: false })
}

/// How much a day asks, as the store stands now.
pub(super) fn workload(
    store: &Store,
    settings: &Settings,
    wanted: &Wanted<'_>,
    day: Day,
) -> Result<Workload, Failure> {
    let Candidates { candidates, limits } = candidates(store, settings, wanted, day)?;
    Ok(Workload::of(&candidates, day, limits, settings.unanswered))
}

/// The cards a day could ask, and how many of them it may.
struct Candidates {
    candidates: Vec<Candidate>,
    limits: Limits,
}

fn candidates(
    store: &Store,
    settings: &Settings,
    wanted: &Wanted<'_>,
    today: Day,
) -> Result<Candidates, Failure> {
    let selection = wanted.selection;
    let done = store.counts_of(today)?;
    let limits = Limits {
        new_left: wanted.new.unwrap_or(settings.new_per_day.saturating_sub(done.introduced)),
        reviews_left: settings.reviews_per_day.map(|limit| limit.saturating_sub(done.reviewed)),
        fit_today: wanted.minutes.map(in_minutes),
    };
    let mut candidates = store.due_by(today, today.plus(wanted.ahead))?;
    candidates.extend(store.owed(today)?);
    let selected = selected(store, selection, today)?;
    let is_selected = |card: &CardId| selected.as_ref().is_none_or(|cards| cards.contains(card));
    candidates.retain(|candidate| is_selected(&candidate.card));
    let is_wanted =
        |candidate: &Candidate| settings.unanswered.asks(candidate) && is_selected(&candidate.card);
    let names_sections = selection.names_sections();
    let mut wanted_count = 0;
    for rank in NewRank::ALL {
        // A rank comes after the one before it, unless the settings or the selection mix them: then only what is
        // left of the limit is looked at.
        let is_mixed =
            names_sections || settings.unanswered == Unanswered::Mixed && rank != NewRank::SmallTalk;
        let enough = if is_mixed { limits.new_left } else { limits.new_left.saturating_sub(wanted_count) };
        let mut found = store.new_cards(today, rank, enough, is_wanted)?;
        wanted_count += found.len();
        if names_sections && rank == NewRank::SmallTalk {
            // Whoever selects it wants it.
            for candidate in &mut found {
                candidate.rank = NewRank::of(!candidate.unanswered, false);
            }
        }
        candidates.extend(found);
    }
    Ok(Candidates { candidates, limits })
}

/// How many due cards this many minutes are enough for.
fn in_minutes(minutes: u32) -> usize {
    usize::try_from(u64::from(minutes) * 60 / u64::from(SECONDS_PER_REVIEW)).unwrap_or(usize::MAX)
}

/// What is due beyond what fits into today; of all cards, or of those that are selected.
fn backlog_of(
    store: &Store,
    settings: &Settings,
    wanted: &Wanted<'_>,
    limits: Limits,
    candidates: &[Candidate],
    today: Day,
) -> Result<Option<Backlog>, StoreError> {
    let Some(fit_today) = limits.fits() else { return Ok(None) };
    let due: Vec<u64> = candidates
        .iter()
        .filter(|candidate| settings.unanswered.asks(candidate))
        .filter_map(|candidate| match candidate.reason {
            Reason::Due { interval_days, .. } => Some(interval_days),
            _ => None,
        })
        .collect();
    if due.len() <= fit_today {
        return Ok(None);
    }
    let per_day = settings.reviews_per_day.into_iter().chain(wanted.minutes.map(in_minutes)).min();
    // What is to come of other cards does not compete with a selection.
    let to_come = if wanted.selection.is_everything() {
        store.intervals_to_come(today, DAYS_TO_COME)?
    } else {
        Vec::new()
    };
    Ok(backlog(&due, &to_come, fit_today, per_day.unwrap_or(fit_today)))
}

/// The cards that a selection means; `None` where it means all.
pub(super) fn selected(
    store: &Store,
    selection: &Selection,
    today: Day,
) -> Result<Option<HashSet<CardId>>, StoreError> {
    if selection.is_everything() {
        return Ok(None);
    }
    if selection.is_decks_alone() {
        return store.cards_in(selection.decks()).map(Some);
    }
    let mut selected = HashSet::new();
    each_selected(store, selection, today, |placed| {
        selected.insert(placed.card);
    })?;
    Ok(Some(selected))
}

/// All cards that are selected, in deck order.
pub(super) fn all_selected(
    store: &Store,
    selection: &Selection,
    today: Day,
) -> Result<Vec<Listed>, StoreError> {
    if selection.is_everything() {
        return store.listed();
    }
    let mut selected = Vec::new();
    each_selected(store, selection, today, |placed| selected.push(placed))?;
    selected.sort_unstable_by(|a, b| (&a.deck, a.position).cmp(&(&b.deck, b.position)));
    selected.into_iter().map(|placed| store.with_question(placed)).collect()
}

/// Visits the cards that are selected. Of the others, none is in memory for longer than it is looked at; if the
/// selection names decks or words, only the cards that have them are looked at.
fn each_selected(
    store: &Store,
    selection: &Selection,
    today: Day,
    mut visit: impl FnMut(Placed),
) -> Result<(), StoreError> {
    let decks = selection.decks();
    let in_decks = if decks.is_empty() { None } else { Some(store.cards_in(decks)?) };
    let only = in_decks.as_ref().or(selection.found());
    store.each_placed(only, selection.looks_at_places(), |placed| {
        let Placed { card, asked_times, unanswered, state, places, .. } = &placed;
        let (asked_times, unanswered) = (*asked_times, *unanswered);
        if selection.matches(&Facts { card, places, state, asked_times, unanswered, today }) {
            visit(placed);
        }
        Ok(())
    })
}

/// Every card, read once for any number of selections.
pub(super) struct AllCards<'a> {
    store: &'a Store,
    /// In deck order.
    pub(super) listed: Vec<Listed>,
    places: OnceCell<HashMap<CardId, Vec<Place>>>,
}

impl<'a> AllCards<'a> {
    pub(super) fn read(store: &'a Store) -> Result<Self, StoreError> {
        Ok(Self { store, listed: store.listed()?, places: OnceCell::new() })
    }

    /// For each card of `listed`, whether it is selected.
    pub(super) fn selected(&self, selection: &Selection, today: Day) -> Result<Vec<bool>, StoreError> {
        let decks = selection.decks();
        let in_decks = if decks.is_empty() { None } else { Some(self.store.cards_in(decks)?) };
        let no_places = HashMap::new();
        let places = if selection.looks_at_places() { self.places()? } else { &no_places };
        let is_selected = |Listed { card, state, asked_times, unanswered, .. }: &Listed| {
            in_decks.as_ref().is_none_or(|cards| cards.contains(card))
                && selection.matches(&Facts {
                    card,
                    places: places.get(card).map_or(&[][..], Vec::as_slice),
                    state,
                    asked_times: *asked_times,
                    unanswered: *unanswered,
                    today,
                })
        };
        Ok(self.listed.iter().map(is_selected).collect())
    }

    fn places(&self) -> Result<&HashMap<CardId, Vec<Place>>, StoreError> {
        if let Some(places) = self.places.get() {
            return Ok(places);
        }
        let places = self.store.places()?;
        Ok(self.places.get_or_init(|| places))
    }
}

/// Why a card is in the queue. One that a plan asks again before its day is not just early.
fn why_now(item: &QueueItem, plan: Option<&PlanOfDay>, today: Day) -> String {
    if item.reason == Reason::Early && plan.is_some_and(|plan| plan.note(&item.card).is_some()) {
        return "planned".to_owned();
    }
    why(item.reason, today)
}

fn card_json(
    opened: &Opened,
    context: &Context,
    item: &QueueItem,
    plan: Option<&PlanOfDay>,
) -> Result<Value, Failure> {
    let today = context.today();
    let note = plan.and_then(|plan| plan.note(&item.card));
    let history = opened.store.history(&item.card)?;
    let sightings = opened.store.sightings(&item.card)?;
    let state = &history.replayed.state;
    let grades: serde_json::Map<String, Value> =
        futures(&history.card, &history.replayed, today, Intent::Drill, false, context.settings.rule)
            .iter()
            .map(|future| {
                let due = future.state.in_review().map(|held| held.due.to_string());
                let interval = future.state.in_review().map(|held| held.interval_days);
                (
                    future.quality.number().to_string(),
                    json!({
                        "grade": future.quality.grade().name(),
                        "again_today": future.again_today
                            && plan.is_none_or(|_| repeats_under_plan(future.quality)),
                        "due": due,
                        "due_in_days": future.due_in_days,
                        "interval_days": interval,
                        "label": future.promise(),
                        "later_days": future.later_days,
                    }),
                )
            })
            .collect();
    let decks: Vec<&str> = sightings.iter().map(|seen| seen.deck.as_str()).collect();
    Ok(json!({
        "id": item.card.as_str(),
        "question": sightings.first().map(|seen| &seen.card.question),
        "decks": decks,
        "section": sightings.iter().find_map(|seen| seen.card.section.as_deref()),
        "state": state_json(state, today),
        "due": state.in_review().map(|held| held.due.to_string()),
        "asked": opened.store.asked_times(&item.card)?,
        "unanswered": item.unanswered,
        "why": why_now(item, plan, today),
        "plan_why": note.map(|note| &note.why),
        "optional": note.is_some_and(|note| note.is_optional),
        "futures": grades,
    }))
}
