//! The log: events are added, never changed, and each is written together with the state it leads to.

use std::collections::{BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use crate::study::card::CardId;
use crate::study::day::{Day, Moment, Rollover};
use crate::study::review::{Change, Direction, Event, EventKey, Review};
use crate::study::schedule::{CardState, Replayed, Schedule, replay};
use crate::study::stats::CountedPast;

use super::counted;
use super::error::StoreError;
use super::history::{canonical, each_history, held};
use super::open::Store;
use super::rows;

/// How the devices begin that reviews from Anki are written under.
const ANKI_DEVICE: &str = "anki";

/// All that ever happened to a card, and where that leaves it.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The id its events are replayed under: its own, or that of the card it is joined to.
    pub card: CardId,
    /// Of the card and of those joined to it, in fold order.
    pub events: Vec<Event>,
    pub replayed: Replayed,
}

/// An event that is on disk.
#[derive(Clone, Debug, PartialEq)]
pub struct Appended {
    pub event: Event,
    pub state: CardState,
}

/// The action that an undo or a redo concerns.
#[derive(Clone, Debug, PartialEq)]
pub struct LastAction {
    pub card: CardId,
    /// The action to undo or redo.
    pub event: Event,
    /// The event that the new one names: the action itself, or the undo that a redo undoes.
    target: Event,
}

/// Whose actions are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    ThisDevice,
    /// Those of other devices, too. What came from Anki was not done in viva.
    AnyDevice,
}

impl Store {
    /// The name this database writes its events under.
    #[must_use]
    pub fn device(&self) -> &str {
        &self.device
    }

    pub fn history(&self, card: &CardId) -> Result<History, StoreError> {
        let (card, events) = held(&self.connection, card).map_err(|source| self.failed(source))?;
        let replayed = replay(&card, &events);
        Ok(History { card, events, replayed })
    }

    /// The stored state of a card: the cache that `check` holds against replay.
    pub fn state(&self, card: &CardId) -> Result<CardState, StoreError> {
        let read = || {
            let card = canonical(&self.connection, card)?;
            self.connection
                .prepare_cached(&format!("select {} from state where card = ?1", rows::STATE_COLUMNS))?
                .query_row([card.as_str()], |row| rows::state(row, 0))
                .optional()
        };
        read().map(Option::unwrap_or_default).map_err(|source| self.failed(source))
    }

    /// Writes one event of this device and the state it leads to; both are on disk on return.
    ///
    /// With `seen` (the count of events the card had when it was shown) nothing is written if there
    /// are others by now: what was promised would not be what is kept.
    pub fn append(
        &mut self,
        card: &CardId,
        change: &Change,
        now: Moment,
        rollover: Rollover,
        seen: Option<usize>,
    ) -> Result<Appended, StoreError> {
        let device = self.device.clone();
        self.in_transaction(|connection| {
            let held = held(connection, card)?;
            if seen.is_some_and(|seen| seen != held.1.len()) {
                return Ok(Err(StoreError::Stale));
            }
            append(connection, &device, held, change, now, rollover).map(Ok)
        })?
    }

    /// Writes the same event for each of some cards: all of them, or none; they are on disk on return.
    pub fn append_all(
        &mut self,
        cards: &[CardId],
        change: &Change,
        now: Moment,
        rollover: Rollover,
    ) -> Result<(), StoreError> {
        if cards.is_empty() {
            return Ok(());
        }
        let device = self.device.clone();
        self.in_transaction(|connection| {
            for card in cards {
                let held = held(connection, card)?;
                append(connection, &device, held, change, now, rollover)?;
            }
            Ok(())
        })
    }

    /// Writes one record that concerns no single card and moves none; it is on disk on return.
    pub fn record(&mut self, change: &Change, now: Moment, rollover: Rollover) -> Result<Event, StoreError> {
        let device = self.device.clone();
        self.in_transaction(|connection| add_event(connection, &device, None, change, now, rollover))
    }

    /// Writes reviews and the record of the interview they come from: all of it, or nothing.
    pub fn record_with_reviews(
        &mut self,
        reviews: &[(CardId, Review)],
        record: &Change,
        now: Moment,
        rollover: Rollover,
    ) -> Result<(), StoreError> {
        let device = self.device.clone();
        self.in_transaction(|connection| {
            for (card, review) in reviews {
                let held = held(connection, card)?;
                append(connection, &device, held, &Change::Review(*review), now, rollover)?;
            }
            add_event(connection, &device, None, record, now, rollover).map(drop)
        })
    }

    /// The cards that are known to ask different things, in pairs.
    pub fn not_same(&self) -> Result<Vec<(CardId, CardId)>, StoreError> {
        let read = || {
            self.connection
                .prepare_cached(&format!(
                    "select {} from event where card is null and kind = 'not_same'",
                    rows::EVENT_COLUMNS
                ))?
                .query_map([], rows::event)?
                .collect::<rusqlite::Result<Vec<Event>>>()
        };
        let events = read().map_err(|source| self.failed(source))?;
        let pairs = events.iter().filter_map(|event| match event.change() {
            Change::NotSame(one, other) => Some((one, other)),
            _ => None,
        });
        Ok(pairs.collect())
    }

    /// The event with a key, if it is in the log.
    pub fn event(&self, key: &EventKey) -> Result<Option<Event>, StoreError> {
        event_at(&self.connection, key).map_err(|source| self.failed(source))
    }

    /// Visits all events in fold order, those that concern no card, too.
    pub fn each_event<E: From<StoreError>>(
        &self,
        mut visit: impl FnMut(Event) -> Result<(), E>,
    ) -> Result<(), E> {
        let failed = |source| E::from(self.failed(source));
        let sql = format!("select {} from event order by tick, device, seq", rows::EVENT_COLUMNS);
        let mut statement = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut found = statement.query([]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            visit(rows::event(row).map_err(failed)?)?;
        }
        Ok(())
    }

    /// Writes events that were made elsewhere and the states they lead to, all or nothing, and says
    /// of each whether it is new. One whose key is held already is passed over.
    pub fn take_in(&mut self, events: &[Event]) -> Result<Vec<bool>, StoreError> {
        self.in_transaction(|connection| {
            let mut is_new = Vec::with_capacity(events.len());
            let mut touched = BTreeSet::new();
            for event in events {
                let is_held = event_at(connection, &event.key)?.is_some();
                is_new.push(!is_held);
                if !is_held {
                    rows::insert_event(connection, event)?;
                    if let Some(card) = &event.card {
                        touched.insert(canonical(connection, card)?);
                    }
                }
            }
            for card in touched {
                let (card, events) = held(connection, &card)?;
                keep_replay(connection, &card, &events)?;
            }
            Ok(is_new)
        })
    }

    /// The last action that still stands, or the one that was undone last if nothing was done since.
    pub fn last_action(&self, direction: Direction, scope: Scope) -> Result<Option<LastAction>, StoreError> {
        last_action(&self.connection, &self.device, direction, scope).map_err(|source| self.failed(source))
    }

    /// Writes that an action was undone, or redone; the state of its card then. Nothing is written if
    /// something else has been done since it was looked up.
    pub fn take_back(
        &mut self,
        action: &LastAction,
        direction: Direction,
        scope: Scope,
        now: Moment,
        rollover: Rollover,
    ) -> Result<CardState, StoreError> {
        let device = self.device.clone();
        self.in_transaction(|connection| {
            let last = last_action(connection, &device, direction, scope)?;
            if last.as_ref() != Some(action) {
                return Ok(Err(StoreError::Stale));
            }
            let held = held(connection, &action.card)?;
            // The undo is written under the very card of its target, joined or not.
            let (card, undo) = (action.card.clone(), Change::Undo(action.target.key.clone()));
            Ok(Ok(append_as(connection, &device, held, card, &undo, now, rollover)?.state))
        })?
    }

    /// Whether anything was ever done here.
    pub fn has_history(&self) -> Result<bool, StoreError> {
        self.connection
            .query_row("select exists (select 1 from event)", [], |row| row.get(0))
            .map_err(|source| self.failed(source))
    }

    /// All events, grouped by the card they are replayed under, each group in fold order.
    pub fn histories(&self) -> Result<Vec<(CardId, Vec<Event>)>, StoreError> {
        let mut groups = Vec::new();
        self.each_history(|card, events| groups.push((card.clone(), events)))?;
        Ok(groups)
    }

    /// Visits all events, those of one card after those of another, each card's in fold order; of joined
    /// cards last and together. No more than one card's events are held at a time.
    pub fn each_history(&self, mut visit: impl FnMut(&CardId, Vec<Event>)) -> Result<(), StoreError> {
        each_history(&self.connection, |card, events| {
            visit(card, events);
            Ok(())
        })
        .map_err(|source| self.failed(source))
    }

    /// The newest day any event was made on, here or on another device; what came from Anki does not
    /// say when viva was last used.
    pub fn newest_day(&self) -> Result<Option<Day>, StoreError> {
        self.connection
            .query_row(
                "select day from event where device not like 'anki%' order by tick desc limit 1",
                [],
                |row| row.get(0),
            )
            .optional()
            .map(|day: Option<i32>| day.map(Day::from_epoch_days))
            .map_err(|source| self.failed(source))
    }

    /// What `work` writes is on disk on return, in the database that others see, too.
    pub(super) fn in_transaction<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let path = &self.path;
        let run = || {
            let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        let done = run().map_err(|source| StoreError::of_change(path, source))?;
        self.expect_in_place()?;
        Ok(done)
    }
}

/// `held` is what [`held`] gave for the card.
pub(super) fn append(
    connection: &Connection,
    device: &str,
    held: (CardId, Vec<Event>),
    change: &Change,
    now: Moment,
    rollover: Rollover,
) -> rusqlite::Result<Appended> {
    let card = held.0.clone();
    append_as(connection, device, held, card, change, now, rollover)
}

fn append_as(
    connection: &Connection,
    device: &str,
    (canonical, mut events): (CardId, Vec<Event>),
    card: CardId,
    change: &Change,
    now: Moment,
    rollover: Rollover,
) -> rusqlite::Result<Appended> {
    let event = add_event(connection, device, Some(card), change, now, rollover)?;
    events.push(event.clone());
    let state = keep_replay(connection, &canonical, &events)?;
    Ok(Appended { event, state })
}

pub(super) fn add_event(
    connection: &Connection,
    device: &str,
    card: Option<CardId>,
    change: &Change,
    now: Moment,
    rollover: Rollover,
) -> rusqlite::Result<Event> {
    let seq: u64 = connection
        .prepare_cached("select coalesce(max(seq), 0) + 1 from event where device = ?1")?
        .query_row([device], |row| row.get(0))?;
    let greatest_tick: i64 = connection
        .prepare_cached("select coalesce(max(tick), 0) from event")?
        .query_row([], |row| row.get(0))?;
    let key = EventKey { device: device.to_owned(), seq };
    let event = Event::new(key, greatest_tick, now, rollover, card, change);
    rows::insert_event(connection, &event)?;
    Ok(event)
}

/// Writes what a card's events lead to: its state, what the queue's order keeps of it, what statistics need.
pub(super) fn keep_replay(
    connection: &Connection,
    card: &CardId,
    events: &[Event],
) -> rusqlite::Result<CardState> {
    let (past, Replayed { state, .. }) = CountedPast::replay(card, events);
    rows::write_state(connection, card, &state)?;
    counted::write(connection, card, &past)?;
    connection
        .prepare_cached("update question set is_new = ?2 where card = ?1 and is_new <> ?2")?
        .execute((card.as_str(), waits_as_new(&state)))?;
    Ok(state)
}

/// Whether the queue of new cards holds it.
pub(super) fn waits_as_new(state: &CardState) -> bool {
    state.schedule == Schedule::New && !state.suspended
}

/// Searched backwards. Ticks grow with each event that is made, so this is the fold order, and reading stops at
/// the first that is found.
fn last_action(
    connection: &Connection,
    device: &str,
    direction: Direction,
    scope: Scope,
) -> rusqlite::Result<Option<LastAction>> {
    let (of_whom, parameter) = match scope {
        Scope::ThisDevice => ("device = ?1 and card is not null order by seq desc", device),
        Scope::AnyDevice => (
            "substr(device, 1, length(?1)) <> ?1 and card is not null order by tick desc, device desc, seq desc",
            ANKI_DEVICE,
        ),
    };
    let mut statement =
        connection.prepare_cached(&format!("select {} from event where {of_whom}", rows::EVENT_COLUMNS))?;
    let mut found = statement.query([parameter])?;
    let mut taken: HashSet<EventKey> = HashSet::new();
    while let Some(row) = found.next()? {
        let target = rows::event(row)?;
        let Some(card) = target.card.clone().filter(|_| !taken.contains(&target.key)) else { continue };
        match (target.change(), direction) {
            (Change::Undo(undone), Direction::Undo) => drop(taken.insert(undone)),
            (Change::Undo(undone), Direction::Redo) => match event_at(connection, &undone)? {
                // A redo: the undo that it names is gone, and one before it may still stand.
                Some(event) if matches!(event.change(), Change::Undo(_)) => drop(taken.insert(undone)),
                Some(event) => return Ok(Some(LastAction { card, event, target })),
                None => {}
            },
            (Change::Unknown, _) => {}
            (_, Direction::Undo) => return Ok(Some(LastAction { card, event: target.clone(), target })),
            (_, Direction::Redo) => return Ok(None),
        }
    }
    Ok(None)
}

fn event_at(connection: &Connection, key: &EventKey) -> rusqlite::Result<Option<Event>> {
    connection
        .prepare_cached(&format!("select {} from event where device = ?1 and seq = ?2", rows::EVENT_COLUMNS))?
        .query_row((&key.device, key.seq), rows::event)
        .optional()
}
