//! The running streak, found by looking at its days alone.
//!
//! `study::stats` defines a streak, and replay decides which reviews stand. A day on which some card had its
//! last review is seen at the states. For other days cards are replayed until one shows a review; it shows all other
//! days of its own, too.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::stats::{CountedPast, RunningStreak};

use super::error::StoreError;
use super::history::held;
use super::open::Store;

impl Store {
    /// The streak up to today; the same as that of all statistics.
    pub fn running_streak(&self, today: Day) -> Result<RunningStreak, StoreError> {
        let mut reviewed = HashSet::new();
        RunningStreak::up_to(today, |day| has_review(&self.connection, day, &mut reviewed))
            .map_err(|source| self.failed(source))
    }
}

/// Whether a review of this day stands. `reviewed` gathers the days that are known to have one.
fn has_review(connection: &Connection, day: Day, reviewed: &mut HashSet<Day>) -> rusqlite::Result<bool> {
    if reviewed.contains(&day) || is_last_review_day(connection, day)? {
        return Ok(true);
    }
    let mut statement =
        connection.prepare_cached("select distinct card from event where day = ?1 and kind = 'review'")?;
    let mut found = statement.query([day.epoch_days()])?;
    while let Some(row) = found.next()? {
        let Ok(card) = CardId::parse(&row.get::<_, String>(0)?) else { continue };
        let (card, events) = held(connection, &card)?;
        reviewed.extend(CountedPast::replay(&card, &events).0.reviews.iter().map(|review| review.day));
        if reviewed.contains(&day) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_last_review_day(connection: &Connection, day: Day) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("select exists (select 1 from state where last_review_day = ?1)")?
        .query_row([day.epoch_days()], |row| row.get(0))
}
