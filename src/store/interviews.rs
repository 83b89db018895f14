//! Which decks count as having asked a question: interviews that have taken place.
//!
//! What a deck is depends on its head, on the day, and on whether a sync program made it by copying
//! another. It is written beside the deck, and counts are renewed when it changes: when a deck does, and
//! when the day of an interview comes.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use rusqlite::{Connection, OptionalExtension as _};

use crate::study::day::Day;
use crate::study::deck::{CopyName, Standing, was_interview};

use super::error::StoreError;
use super::index::renew_questions;
use super::open::Store;

impl Store {
    /// Counts the interviews up to `today`. If none took place since this was last called, nothing is
    /// written.
    pub fn count_interviews_until(&mut self, today: Day) -> Result<(), StoreError> {
        let is_same = || -> rusqlite::Result<bool> {
            let until = until(&self.connection)?;
            let passed = self
                .connection
                .prepare_cached(
                    "select exists (select 1 from deck where company is not null \
                     and interview_day > min(?1, ?2) and interview_day <= max(?1, ?2))",
                )?
                .query_row((until.epoch_days(), today.epoch_days()), |row| row.get::<_, bool>(0))?;
            Ok(!passed)
        };
        if is_same().map_err(|source| self.failed(source))? {
            return Ok(());
        }
        self.in_transaction(|connection| {
            connection.execute(
                "insert into meta (key, value) values ('interviews_until', ?1) \
                 on conflict (key) do update set value = excluded.value",
                [today.epoch_days().to_string()],
            )?;
            let changed = settle(connection)?;
            renew_questions(connection, cards_of(connection, &changed)?)
        })
    }

    /// The decks that a sync program made by copying, each with the deck it repeats.
    pub fn copies(&self) -> Result<BTreeMap<String, String>, StoreError> {
        let read = || copies(&self.connection, &names_of_decks(&self.connection)?);
        read().map_err(|source| self.failed(source))
    }
}

/// Name, company, day, whether it is an interview, and how it stands.
type DeckRow = (String, Option<String>, Option<i32>, bool, String);

/// Finds again which decks are interviews; the names of those for which that has changed.
pub(super) fn settle(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let until = until(connection)?;
    let decks: Vec<DeckRow> = connection
        .prepare_cached("select name, company, interview_day, is_interview, standing from deck")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let names: HashSet<String> = decks.iter().map(|(name, ..)| name.clone()).collect();
    let copies = copies(connection, &names)?;
    let mut changed = Vec::new();
    for (name, company, day, held, standing) in decks {
        let (day, standing) = (day.map(Day::from_epoch_days), Standing::parse(&standing));
        let is_interview =
            was_interview(company.as_deref(), day, standing, until) && !copies.contains_key(&name);
        if is_interview == held {
            continue;
        }
        connection
            .prepare_cached("update deck set is_interview = ?2 where name = ?1")?
            .execute((&name, is_interview))?;
        changed.push(name);
    }
    Ok(changed)
}

/// The cards of these decks.
pub(super) fn cards_of(connection: &Connection, decks: &[String]) -> rusqlite::Result<BTreeSet<String>> {
    let mut cards = BTreeSet::new();
    let mut found = connection.prepare_cached("select card from sighting where deck = ?1")?;
    for name in decks {
        for card in found.query_map([name], |row| row.get(0))? {
            cards.insert(card?);
        }
    }
    Ok(cards)
}

/// The names of the interviews.
pub(super) fn names(connection: &Connection) -> rusqlite::Result<HashSet<String>> {
    connection
        .prepare_cached("select name from deck where is_interview = 1")?
        .query_map([], |row| row.get(0))?
        .collect()
}

fn until(connection: &Connection) -> rusqlite::Result<Day> {
    let held: Option<String> = connection
        .prepare_cached("select value from meta where key = 'interviews_until'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(Day::from_epoch_days(held.and_then(|day| day.parse().ok()).unwrap_or(i32::MAX)))
}

fn names_of_decks(connection: &Connection) -> rusqlite::Result<HashSet<String>> {
    connection.prepare_cached("select name from deck")?.query_map([], |row| row.get(0))?.collect()
}

/// A name that a person may have written as well makes a copy only where the original is there, with the
/// same head, and has every one of its questions.
fn copies(connection: &Connection, names: &HashSet<String>) -> rusqlite::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for name in names {
        let Some(CopyName { original, is_certain }) = CopyName::of(name) else { continue };
        let is_copy = is_certain
            || names.contains(original)
                && connection
                    .prepare_cached(
                        "select a.title is b.title and a.company is b.company \
                         and a.interview_day is b.interview_day \
                         and exists (select 1 from sighting where deck = a.name) \
                         and not exists (select 1 from sighting where deck = a.name \
                             and card not in (select card from sighting where deck = b.name)) \
                         from deck a, deck b where a.name = ?1 and b.name = ?2",
                    )?
                    .query_row((name, original), |row| row.get::<_, bool>(0))?;
        if is_copy {
            found.insert(name.clone(), original.to_owned());
        }
    }
    Ok(found)
}
