//! Whether what is stored is sound: the file's own integrity, and what is replayed against the log.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::study::card::CardId;
use crate::study::plan::MemoryEvidence;
use crate::study::schedule::CardState;
use crate::study::stats::CountedPast;

use super::counted;
use super::error::StoreError;
use super::evidence;
use super::history::each_history;
use super::log::{keep_replay, waits_as_new};
use super::open::Store;
use super::rows;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    pub event_count: usize,
    /// Events of no card: mock interviews, forecasts, debriefs.
    pub other_event_count: usize,
    pub card_count: usize,
    /// Cards with events that are in no deck.
    pub orphan_count: usize,
    pub findings: Vec<CheckFinding>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CheckFinding {
    /// What SQLite's own check says.
    Integrity(String),
    /// The stored state is not what the card's events lead to.
    StateDiffers { card: CardId },
    /// What statistics count of the card is not what its events say.
    CountedPastDiffers { card: CardId },
    /// What the planner knows of the learner's memory is not what the log says.
    MemoryDiffers,
    /// The queue of new cards holds a card that is not new, or misses one that is.
    QueueDiffers { card: CardId },
}

impl Store {
    /// Reads everything; changes nothing.
    pub fn check(&self) -> Result<CheckReport, StoreError> {
        let mut report = CheckReport::default();
        // One look at one moment: a grade made elsewhere meanwhile would look like damage.
        let _moment = self.connection.unchecked_transaction().map_err(|source| self.failed(source))?;
        for line in self.integrity().map_err(|source| self.failed(source))? {
            report.findings.push(CheckFinding::Integrity(line));
        }
        let mut stored = self.stored_states()?;
        // One that is not there yet is made when it is needed.
        let mut stored_pasts = self.stored_pasts()?;
        let mut tests = MemoryEvidence::default();
        self.each_history(|card, events| {
            report.event_count += events.len();
            report.card_count += 1;
            let (past, replayed) = CountedPast::replay(card, &events);
            for test in &past.recalls {
                tests.add(test);
            }
            if stored.remove(card) != Some(replayed.state) {
                report.findings.push(CheckFinding::StateDiffers { card: card.clone() });
            }
            if let Some(stored) = &mut stored_pasts
                && stored.remove(card.as_str()) != counted::row(&past)
            {
                report.findings.push(CheckFinding::CountedPastDiffers { card: card.clone() });
            }
        })?;
        report.other_event_count = self
            .connection
            .query_row("select count(*) from event where card is null", [], |row| row.get(0))
            .map_err(|source| self.failed(source))?;
        // Those without any event.
        report.findings.extend(stored.into_keys().map(|card| CheckFinding::StateDiffers { card }));
        let left = stored_pasts.into_iter().flatten().filter_map(|(id, _)| CardId::parse(&id).ok());
        report.findings.extend(left.map(|card| CheckFinding::CountedPastDiffers { card }));
        if !evidence::is_sum_of(&self.connection, &tests).map_err(|source| self.failed(source))? {
            report.findings.push(CheckFinding::MemoryDiffers);
        }
        for (card, is_new) in self.new_flags()? {
            if waits_as_new(&self.state(&card)?) != is_new {
                report.findings.push(CheckFinding::QueueDiffers { card });
            }
        }
        report.orphan_count = self
            .connection
            .query_row(
                "select count(*) from state where card not in (select card from question)",
                [],
                |row| row.get(0),
            )
            .map_err(|source| self.failed(source))?;
        Ok(report)
    }

    /// Makes all that is replayed again from the log.
    pub fn rebuild(&mut self) -> Result<usize, StoreError> {
        // The log is read under the lock: a grade made meanwhile would be missing from its state.
        self.in_transaction(rebuild)
    }

    fn integrity(&self) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.connection.prepare("pragma integrity_check")?;
        let lines: Vec<String> =
            statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    fn stored_pasts(&self) -> Result<Option<BTreeMap<String, counted::Row>>, StoreError> {
        let read =
            || counted::is_current(&self.connection)?.then(|| counted::all(&self.connection)).transpose();
        read().map_err(|source| self.failed(source))
    }

    fn stored_states(&self) -> Result<BTreeMap<CardId, CardState>, StoreError> {
        let read = || {
            let sql = format!("select {}, card from state", rows::STATE_COLUMNS);
            let mut statement = self.connection.prepare(&sql)?;
            let mut found = statement.query([])?;
            let mut states = BTreeMap::new();
            while let Some(row) = found.next()? {
                if let Ok(card) = CardId::parse(&row.get::<_, String>(rows::STATE_WIDTH)?) {
                    states.insert(card, rows::state(row, 0)?);
                }
            }
            Ok(states)
        };
        read().map_err(|source| self.failed(source))
    }

    fn new_flags(&self) -> Result<Vec<(CardId, bool)>, StoreError> {
        let read = || {
            let mut statement = self.connection.prepare("select card, is_new from question")?;
            let flags: Vec<(String, bool)> = statement
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            Ok(flags)
        };
        let flags = read().map_err(|source| self.failed(source))?;
        Ok(flags.into_iter().filter_map(|(id, is_new)| Some((CardId::parse(&id).ok()?, is_new))).collect())
    }
}

/// Makes all that is replayed again from the log; of how many cards.
pub(super) fn rebuild(connection: &Connection) -> rusqlite::Result<usize> {
    connection.execute("delete from state", [])?;
    counted::clear(connection)?;
    let mut card_count = 0;
    each_history(connection, |card, events| {
        card_count += 1;
        keep_replay(connection, card, &events).map(|_| ())
    })?;
    counted::say_current(connection)?;
    connection.execute(
        "update question set is_new = coalesce((select due is null and suspended = 0 \
         from state where state.card = question.card), 1)",
        [],
    )?;
    Ok(card_count)
}
