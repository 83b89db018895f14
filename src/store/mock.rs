//! What mock interviews are drawn from, and what is kept of them.

use crate::study::card::CardId;
use crate::study::day::{Day, Moment, Rollover};
use crate::study::mock::{Kept, Place};
use crate::study::review::{Change, MockReport, Review};

use super::error::StoreError;
use super::history::held;
use super::log::{add_event, append};
use super::open::Store;

impl Store {
    /// Every place where a card stands, deck by deck and in their order; of one deck, or of all.
    pub fn mock_places(
        &self,
        deck: Option<&str>,
        may_be_asked: impl Fn(&CardId) -> bool,
    ) -> Result<Vec<Place>, StoreError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(include_str!("sql/places.sql"))?;
            let mut found = statement.query([deck])?;
            let mut places = Vec::new();
            while let Some(row) = found.next()? {
                let Ok(card) = CardId::parse(&row.get::<_, String>(0)?) else { continue };
                places.push(Place {
                    may_be_asked: may_be_asked(&card),
                    card,
                    deck: row.get(1)?,
                    section: row.get(2)?,
                    question: row.get(3)?,
                    asked_times: row.get(4)?,
                    expected_secs: row.get(5)?,
                });
            }
            Ok(places)
        };
        read().map_err(|source| self.failed(source))
    }

    /// Writes all of a mock interview, or nothing: its grades and its report, in one transaction.
    ///
    /// A grade that counts was promised a schedule; if its card has had another event since the interview
    /// began, it is kept as one that does not count. Gives how many there were.
    pub fn keep_mock(&mut self, kept: &Kept, now: Moment, rollover: Rollover) -> Result<usize, StoreError> {
        let device = self.device.clone();
        self.in_transaction(|connection| {
            let mut unmoved_count = 0;
            for (card, review, seen) in &kept.reviews {
                let held = held(connection, card)?;
                let is_stale = review.count && held.1.len() != *seen;
                unmoved_count += usize::from(is_stale);
                let review = Change::Review(Review { count: review.count && !is_stale, ..*review });
                append(connection, &device, held, &review, now, rollover)?;
            }
            let report = Change::Mock(Box::new(kept.report.clone()));
            add_event(connection, &device, None, &report, now, rollover)?;
            Ok(unmoved_count)
        })
    }

    /// The mock interviews held so far with their study days, the first one first.
    pub fn mock_reports(&self) -> Result<Vec<(Day, MockReport)>, StoreError> {
        self.records("mock", |change| match change {
            Change::Mock(report) => Some(*report),
            _ => None,
        })
    }
}
