//! Progress that viva has exported, on its way back into the log.
//!
//! An event is known by its device and number, so importing a file again adds nothing. If a file has another
//! event under a number that the log has already, all of that file is refused. Cards that are in no deck get
//! their history, too: it waits for the deck.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use crate::cli::collection::Opened;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::output;
use crate::store::Store;
use crate::study::card::CardId;
use crate::study::import::{OwnDocument, Progress};
use crate::study::review::{Change, ConflictingEvents, Event};
use crate::study::text::safe;

use super::Wish;
use super::note::{Matter, Read, Told};

const WHAT_CAN_BE_IMPORTED: &str = "`viva export > progress.json` writes a file that viva can import";

/// An export of progress that was read.
pub(super) struct ProgressFile {
    shown: String,
    progress: Progress,
}

/// What came of one.
pub(super) struct Restored {
    shown: String,
    event_count: usize,
    review_count: usize,
    new_event_count: usize,
    new_review_count: usize,
    card_count: usize,
    /// Schedules that were set behind the reviews of an export without events.
    schedule_count: usize,
    /// The day of an export without events.
    without_events: Option<String>,
    since: Option<String>,
}

/// What to write of a file.
struct Plan {
    events: Vec<Event>,
    new_review_count: usize,
    schedule_count: usize,
}

/// What becomes of a document of viva's own. In a folder it is only named: whoever imports notes does not
/// ask for a history.
pub(super) fn read(document: OwnDocument, shown: &str, is_named: bool) -> Read {
    let told = |message: String, matter: Matter| {
        Read::Failed(Told { path: shown.to_owned(), line: None, message, matter })
    };
    let refused = |message: String, hint: &'static str| told(message, Matter::Refused { hint });
    match document {
        OwnDocument::Progress(_) if !is_named => {
            told("exported progress, not imported: name the file to import it".to_owned(), Matter::Odd)
        }
        OwnDocument::OutputOf(command) if !is_named => {
            told(format!("output of `{command}`, not imported"), Matter::Odd)
        }
        OwnDocument::Progress(progress) => Read::Progress(ProgressFile { shown: shown.to_owned(), progress }),
        OwnDocument::OutputOf(command) => refused(
            format!("is the output of `{command}`: it is neither notes nor exported progress"),
            WHAT_CAN_BE_IMPORTED,
        ),
        OwnDocument::Newer => {
            refused("was written by a newer viva".to_owned(), "nothing was changed; use the newer viva")
        }
        OwnDocument::Unreadable(why) => refused(
            format!("is exported progress, but cannot be read: {why}"),
            "nothing was imported from it",
        ),
    }
}

/// Writes what the log does not have yet; a dry run only looks.
pub(super) fn restore(
    context: &Context,
    wish: &Wish<'_>,
    files: &[ProgressFile],
    told: &mut Vec<Told>,
) -> Result<Vec<Restored>, Failure> {
    let root = &context.found.root;
    let mut restored = Vec::new();
    if files.is_empty() {
        return Ok(restored);
    }
    if wish.dry_run {
        let store = Store::open_to_read(&root.join(".viva/viva.db"))?;
        for file in files {
            restored.extend(file.plan(store.as_ref())?.map(|plan| file.outcome(&plan)).or_tell(file, told));
        }
        return Ok(restored);
    }
    // The index says which cards are merged.
    let mut opened = Opened::open(context, root)?;
    for file in files {
        let Some(plan) = file.plan(Some(&opened.store))?.or_tell(file, told) else { continue };
        opened.store.take_in(&plan.events)?;
        restored.push(file.outcome(&plan));
    }
    Ok(restored)
}

trait OrTell<T> {
    /// The value; or `None` after reporting why the file is refused.
    fn or_tell(self, file: &ProgressFile, told: &mut Vec<Told>) -> Option<T>;
}

impl<T> OrTell<T> for Result<T, ConflictingEvents> {
    fn or_tell(self, file: &ProgressFile, told: &mut Vec<Told>) -> Option<T> {
        self.map_err(|ConflictingEvents { key }| {
            let message = format!(
                "does not belong to this collection's history: event {} of device {} is a different one here",
                key.seq,
                key.device.escape_debug(),
            );
            let hint = "nothing was imported from it; import it into a collection of its own to look at it";
            told.push(Told {
                path: file.shown.clone(),
                line: None,
                message,
                matter: Matter::Refused { hint },
            });
        })
        .ok()
    }
}

impl ProgressFile {
    /// Which of its events are new, if none contradicts the log.
    fn plan(&self, store: Option<&Store>) -> Result<Result<Plan, ConflictingEvents>, Failure> {
        let joined: HashMap<CardId, CardId> =
            store.map(Store::joined).transpose()?.unwrap_or_default().into_iter().collect();
        let mut events: Vec<Event> = Vec::new();
        for event in &self.progress.events {
            match store.map(|store| store.event(&event.key)).transpose()?.flatten() {
                None => events.push(event.clone()),
                Some(held) if is_known(&held, event, &joined) => {}
                Some(_) => return Ok(Err(ConflictingEvents { key: event.key.clone() })),
            }
        }
        let new_review_count = review_count(&events);
        let mut schedule_count = 0;
        let changed: HashSet<CardId> = events.iter().filter_map(|event| event.card.clone()).collect();
        for standing in self.progress.states.iter().flatten() {
            // What was done here since the export would be undone by a schedule that is not needed.
            let is_wanted = match store {
                _ if standing.has_reviews() => changed.contains(&standing.card),
                Some(store) => store.history(&standing.card)?.events.is_empty(),
                None => true,
            };
            if is_wanted {
                let set = standing.events();
                schedule_count += set.iter().filter(|event| matches!(event.change(), Change::Set(_))).count();
                events.extend(set);
            }
        }
        Ok(Ok(Plan { events, new_review_count, schedule_count }))
    }

    fn outcome(&self, plan: &Plan) -> Restored {
        let Progress { day, since, events, states } = &self.progress;
        let cards: HashSet<&CardId> = events.iter().filter_map(|event| event.card.as_ref()).collect();
        let day = day.map(|day| day.to_string());
        Restored {
            shown: self.shown.clone(),
            event_count: events.len(),
            review_count: review_count(events),
            new_event_count: plan.events.len(),
            new_review_count: plan.new_review_count,
            card_count: cards.len(),
            schedule_count: plan.schedule_count,
            without_events: states.as_ref().and(day),
            since: since.map(|since| since.to_string()),
        }
    }
}

/// Whether an event of the log is the one that a file has. A review is known by what was answered and when: an
/// export without events does not have all the rest.
fn is_known(held: &Event, event: &Event, joined: &HashMap<CardId, CardId>) -> bool {
    let (Change::Review(of_held), Change::Review(given)) = (held.change(), event.change()) else {
        return held.is_same(event);
    };
    let card = |event: &Event| event.card.as_ref().map(|card| joined.get(card).unwrap_or(card).clone());
    (card(held), held.at_ms, held.day) == (card(event), event.at_ms, event.day)
        && (of_held.quality, of_held.took_ms, of_held.intent) == (given.quality, given.took_ms, given.intent)
}

fn review_count(events: &[Event]) -> usize {
    events.iter().filter(|event| matches!(event.change(), Change::Review(_))).count()
}

impl Restored {
    pub(super) fn json(&self) -> Value {
        json!({
            "source": self.shown,
            "events": self.event_count,
            "reviews": self.review_count,
            "cards": self.card_count,
            "new_events": self.new_event_count,
            "new_reviews": self.new_review_count,
            "schedules": self.schedule_count,
            "has_events": self.without_events.is_none(),
            "since": self.since,
        })
    }

    pub(super) fn tell(&self, wish: &Wish<'_>) -> Result<(), Failure> {
        let source = output::cell(&self.shown, 200);
        let reviews = output::count(self.new_review_count, "review");
        let events = output::count(self.new_event_count, "event");
        let what = match (&self.without_events, self.new_review_count) {
            (Some(_), _) => format!("{reviews}, {}", output::count(self.schedule_count, "schedule")),
            (None, 0) => events,
            (None, _) => format!("{events}, including {reviews}"),
        };
        let here = match self.review_count - self.new_review_count {
            0 => String::new(),
            1 => "; 1 review was already here".to_owned(),
            known => format!("; {known} reviews were already here"),
        };
        let line = match (self.new_event_count, wish.dry_run) {
            (0, _) => "nothing to restore: its whole history is already here".to_owned(),
            (_, false) => format!("restored {what}{here}"),
            (_, true) => format!("would restore {what}{here}"),
        };
        output::lines(safe!("{source}: {line}\n"))?;
        if self.new_event_count == 0 {
            return Ok(());
        }
        if let Some(day) = &self.without_events {
            output::note(safe!(
                "{source} was exported by an older viva, without events: each card gets its reviews and the schedule, \
                 suspension and flag it had on {day}; what was undone or forgotten before that is not in the file"
            ));
        }
        if let Some(since) = &self.since {
            output::note(safe!(
                "{source} contains only what was done since {since}; to restore the schedules of cards reviewed before, \
                 import a full export too"
            ));
        }
        Ok(())
    }
}
