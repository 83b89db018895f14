//! The running streak, found by looking at its days alone.
//!
//! What makes a streak is said by `study::stats`, and which reviews stand by replay. Here only so many cards
//! are replayed as it takes to see a review on each day: one card shows all days on which it was reviewed.

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
    if reviewed.contains(&day) {
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
