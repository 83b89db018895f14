//! JSON that viva itself has written: an export of progress, or lines of events, give their events back.
//! Other documents of viva are recognised, so that nobody gets a deck from them.
//!
//! An export without events (from before they were part of it) has the reviews that stood and the states
//! they led to. Its reviews become events under the keys that they had, and what the document says of a
//! card's state becomes a `set` behind them. Which of these a collection lacks is not decided here.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Quality;
use crate::study::review::{
    Change, DesiredRetention, Event, EventKey, Intent, Review, Rule, Scheduler, SetSchedule, merge, moment_ms,
};

/// JSON that viva has written.
#[derive(Debug, PartialEq)]
pub enum OwnDocument {
    Progress(Progress),
    /// Nothing to import: the command that prints it.
    OutputOf(&'static str),
    /// Of a version of the documents that this viva does not know.
    Newer,
    /// It is progress, but cannot be read as such: why.
    Unreadable(String),
}

/// The history of cards.
#[derive(Debug, PartialEq)]
pub struct Progress {
    /// The study day of the export; lines of events have none.
    pub day: Option<Day>,
    /// The export has only what was done from that day on.
    pub since: Option<Day>,
    /// In fold order.
    pub events: Vec<Event>,
    /// Where the cards stand; `None` if the events say all of it.
    pub states: Option<Vec<CardStanding>>,
}

/// Where a card stands after its reviews, as an export without events has it.
#[derive(Debug, PartialEq)]
pub struct CardStanding {
    pub card: CardId,
    /// The greatest tick of its reviews, or the beginning of the export's day.
    after_tick: i64,
    day: Day,
    has_reviews: bool,
    state: StateRecord,
}

/// How a document is recognised by its fields, the more telling ones first.
const OUTPUTS: [(&str, &[&str]); 23] = [
    ("viva stats --format json", &["totals", "streak"]),
    ("viva queue --format json", &["cards", "backlog"]),
    ("viva import --format json", &["decks", "problems", "dry_run"]),
    ("viva dupes --format json", &["clusters", "joins"]),
    ("viva check --format json", &["cards_with_history", "database"]),
    ("viva config --format json", &["collection", "settings"]),
    ("viva config get --format json", &["key", "value"]),
    ("viva search --format json", &["cards", "total"]),
    ("viva mock --format json", &["report"]),
    ("viva mock --format json", &["plan"]),
    ("viva --format json", &["due", "new", "again"]),
    ("viva grade --format json", &["card", "grade"]),
    ("viva undo --format json", &["undone"]),
    ("viva redo --format json", &["redone"]),
    ("viva suspend, resume or forget --format json", &["cards", "done"]),
    ("viva add --format json", &["card", "deck", "is_new_deck"]),
    ("viva edit --format json", &["card", "decks"]),
    ("viva answer --format json", &["answered"]),
    ("viva export --format json -o FILE", &["path"]),
    ("viva show --format json", &["answers"]),
    ("viva show --format json", &["deck"]),
    ("viva list --format json", &["decks"]),
    ("viva list, show or read --format json", &["cards"]),
];

/// What viva has written, if these bytes are JSON of its own.
#[must_use]
pub fn own_document(bytes: &[u8]) -> Option<OwnDocument> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    if is_event_line(text.trim_start().lines().next()?) {
        return Some(read_lines(text));
    }
    memchr::memmem::find(bytes, b"\"viva\"")?;
    #[expect(clippy::zero_sized_map_values, reason = "serde reads the names, and passes over the values")]
    let fields: BTreeMap<String, IgnoredAny> = serde_json::from_str(text).ok()?;
    let version: Version = serde_json::from_str(text).ok()?;
    let has = |names: &[&str]| names.iter().all(|name| fields.contains_key(*name));
    let is_progress = has(&["day", "cards", "reviews"]);
    Some(if version.viva > 1 {
        OwnDocument::Newer
    } else if is_progress {
        read_progress(text, has(&["events"]))
    } else {
        let output = OUTPUTS.iter().find(|(_, names)| has(names));
        OwnDocument::OutputOf(output.map_or("viva with --format json", |(command, _)| command))
    })
}

#[derive(Deserialize)]
struct Version {
    viva: u64,
}

#[derive(Deserialize)]
struct WithEvents {
    day: String,
    #[serde(default)]
    since: Option<String>,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct WithoutEvents {
    day: String,
    cards: Vec<CardRecord>,
    reviews: Vec<ReviewRecord>,
}

#[derive(Deserialize)]
struct CardRecord {
    id: String,
    state: StateRecord,
}

#[derive(Debug, PartialEq, Deserialize)]
struct StateRecord {
    due: Option<String>,
    interval_days: Option<u64>,
    ease: Option<f64>,
    repetitions: Option<u32>,
    lapses: u32,
    suspended: bool,
    flagged: bool,
}

#[derive(Deserialize)]
struct ReviewRecord {
    card: String,
    at: String,
    day: String,
    quality: u8,
    seconds: f64,
    #[serde(default)]
    intent: Intent,
    effect: String,
    scheduler: String,
    interval_before_days: Option<u64>,
    device: String,
    seq: u64,
}

/// Whether a line is an event by its fields, however well it is made.
fn is_event_line(line: &str) -> bool {
    #[expect(clippy::zero_sized_map_values, reason = "serde reads the names, and passes over the values")]
    let fields: Result<BTreeMap<String, IgnoredAny>, _> = serde_json::from_str(line);
    let names = ["device", "seq", "tick", "kind", "payload"];
    fields.is_ok_and(|fields| names.iter().all(|name| fields.contains_key(*name)))
}

fn read_lines(text: &str) -> OwnDocument {
    let mut events = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(event) => events.push(event),
            Err(error) => return OwnDocument::Unreadable(format!("line {}: {}", at + 1, why(&error))),
        }
    }
    with_events(None, None, events)
}

fn read_progress(text: &str, has_events: bool) -> OwnDocument {
    if !has_events {
        return match serde_json::from_str(text) {
            Ok(document) => without_events(document),
            Err(error) => unreadable(&error),
        };
    }
    let WithEvents { day, since, events } = match serde_json::from_str(text) {
        Ok(document) => document,
        Err(error) => return unreadable(&error),
    };
    with_events(Day::parse_iso(&day), since.and_then(|since| Day::parse_iso(&since)), events)
}

fn unreadable(error: &serde_json::Error) -> OwnDocument {
    OwnDocument::Unreadable(format!("line {}: {}", error.line(), why(error)))
}

/// The sentence without the place that ends it.
fn why(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let end = sentence.rfind(" at line ").unwrap_or(sentence.len());
    sentence[..end].to_owned()
}

fn with_events(day: Option<Day>, since: Option<Day>, events: Vec<Event>) -> OwnDocument {
    match merge([events]) {
        Ok(events) => OwnDocument::Progress(Progress { day, since, events, states: None }),
        Err(conflict) => OwnDocument::Unreadable(conflict.to_string()),
    }
}

fn without_events(WithoutEvents { day, cards, reviews }: WithoutEvents) -> OwnDocument {
    let Some(day) = Day::parse_iso(&day) else {
        return OwnDocument::Unreadable("`day` is not a date".to_owned());
    };
    let mut events = Vec::with_capacity(reviews.len());
    let mut last_ticks: BTreeMap<CardId, i64> = BTreeMap::new();
    for (at, review) in reviews.into_iter().enumerate() {
        let Some(event) = review.event() else {
            return OwnDocument::Unreadable(format!("review {} cannot be read", at + 1));
        };
        if let Some(card) = event.card.clone() {
            let last = last_ticks.entry(card).or_insert(event.tick);
            *last = event.tick.max(*last);
        }
        events.push(event);
    }
    let mut states = Vec::with_capacity(cards.len());
    for CardRecord { id, state } in cards {
        let Ok(card) = CardId::parse(&id) else {
            return OwnDocument::Unreadable(format!("`{}` is not a card id", id.escape_debug()));
        };
        let last = last_ticks.get(&card);
        let start_ms = i64::from(day.epoch_days()) * 24 * 60 * 60 * 1000;
        let after_tick = last.copied().unwrap_or(start_ms);
        states.push(CardStanding { has_reviews: last.is_some(), card, after_tick, day, state });
    }
    let read = with_events(Some(day), None, events);
    if let OwnDocument::Progress(progress) = read {
        return OwnDocument::Progress(Progress { states: Some(states), ..progress });
    }
    read
}

impl ReviewRecord {
    fn event(self) -> Option<Event> {
        let at_ms = moment_ms(&self.at)?;
        let (scheduler, fuzz) = match self.scheduler.as_str() {
            "sm2" => (Scheduler::Sm2, true),
            "fsrs" => (Scheduler::Fsrs(DesiredRetention::new(90)?), true),
            "anki" => {
                (Scheduler::Anki { interval_days: self.interval_before_days.unwrap_or_default() }, false)
            }
            _ => return None,
        };
        let review = Review {
            quality: Quality::new(self.quality)?,
            took_ms: in_ms(self.seconds),
            intent: self.intent,
            count: self.effect != "uncounted" && matches!(self.intent, Intent::Cram | Intent::Mock),
            typed_percent: None,
            forecast: None,
            rule: Rule { scheduler, fuzz },
        };
        let key = EventKey { device: self.device, seq: self.seq };
        let (card, day) = (CardId::parse(&self.card).ok()?, Day::parse_iso(&self.day)?);
        Some(event(key, at_ms, day, card, &Change::Review(review)))
    }
}

impl CardStanding {
    #[must_use]
    pub fn has_reviews(&self) -> bool {
        self.has_reviews
    }

    /// What brings a card here after its reviews. The keys are made from the card and the moment, so that
    /// another import of the same export makes the same events.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        let StateRecord { due, interval_days, ease, repetitions, lapses, suspended, flagged } = &self.state;
        let set = SetSchedule {
            due: due.as_deref().and_then(Day::parse_iso),
            interval_days: *interval_days,
            ease_hundredths: ease.map(in_hundredths),
            repetitions: *repetitions,
            lapse_count: Some(*lapses),
        };
        let is_new = due.is_none();
        let mut changes = Vec::new();
        if is_new && self.has_reviews {
            changes.push(Change::Forget);
        }
        if !is_new || self.has_reviews {
            changes.push(Change::Set(set));
        }
        changes.extend(suspended.then_some(Change::Suspend));
        changes.extend(flagged.then_some(Change::Flag { on: true }));
        let events = (1..).zip(changes).map(|(after, change)| {
            let at_ms = self.after_tick + after;
            let seq = u64::try_from(at_ms).unwrap_or_default();
            let key = EventKey { device: format!("export-{}", self.card), seq };
            event(key, at_ms, self.day, self.card.clone(), &change)
        });
        events.collect()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "no less than 0, and cut off above"
)]
fn in_ms(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1000.0).round() as u64
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an ease lies between 1.3 and 100"
)]
fn in_hundredths(ease: f64) -> u32 {
    (ease.clamp(0.0, 10_000.0) * 100.0).round() as u32
}

fn event(key: EventKey, at_ms: i64, day: Day, card: CardId, change: &Change) -> Event {
    let (kind, payload) = change.encode();
    Event { key, tick: at_ms, at_ms, day, card: Some(card), kind: kind.to_owned(), payload }
}
