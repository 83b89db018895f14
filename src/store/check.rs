//! Whether what is stored is sound: the file's own integrity, and what is replayed against the log.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use crate::study::card::CardId;
use crate::study::plan::MemoryEvidence;
use crate::study::schedule::CardState;
use crate::study::stats::CountedPast;

use super::counted;
use super::error::StoreError;
use super::evidence;
use super::history::each_history;
use super::index::joined;
use super::listing::ById;
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
        self.compare_with_log(&mut report).map_err(|source| self.failed(source))?;
        report.other_event_count = self
            .connection
            .query_row("select count(*) from event where card is null", [], |row| row.get(0))
            .map_err(|source| self.failed(source))?;
        self.compare_queue(&mut report).map_err(|source| self.failed(source))?;
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

    /// Replays the log, card by card, beside what is stored of it: no more than one card is in memory.
    fn compare_with_log(&self, report: &mut CheckReport) -> rusqlite::Result<()> {
        let connection = &self.connection;
        let joined = joined(connection)?;
        let joined: BTreeSet<&str> =
            joined.iter().flat_map(|(card, target)| [card.as_str(), target.as_str()]).collect();
        let sql = format!("select card, {} from state order by card", rows::STATE_COLUMNS);
        let mut states = connection.prepare(&sql)?;
        let mut states = Stored::begin(&joined, ById::begin(&mut states, None, |row| rows::state(row, 1))?);
        // What is not there yet is made when it is needed.
        let has_pasts = counted::is_current(connection)?;
        let mut pasts = connection.prepare(counted::ALL_BY_ID)?;
        let mut pasts = Stored::begin(&joined, ById::begin(&mut pasts, None, counted::stored)?);
        let mut tests = MemoryEvidence::default();
        each_history(connection, |card, events| {
            report.event_count += events.len();
            report.card_count += 1;
            let (past, replayed) = CountedPast::replay(card, &events);
            for test in &past.recalls {
                tests.add(test);
            }
            if states.of(card)? != Some(replayed.state) {
                report.findings.push(CheckFinding::StateDiffers { card: card.clone() });
            }
            if has_pasts && pasts.of(card)? != counted::row(&past) {
                report.findings.push(CheckFinding::CountedPastDiffers { card: card.clone() });
            }
            Ok(())
        })?;
        // Those without any event.
        report.findings.extend(states.left()?.into_iter().map(|card| CheckFinding::StateDiffers { card }));
        if has_pasts {
            let left = pasts.left()?.into_iter();
            report.findings.extend(left.map(|card| CheckFinding::CountedPastDiffers { card }));
        }
        if !evidence::is_sum_of(connection, &tests)? {
            report.findings.push(CheckFinding::MemoryDiffers);
        }
        Ok(())
    }

    fn compare_queue(&self, report: &mut CheckReport) -> rusqlite::Result<()> {
        let sql = format!(
            "select question.card, is_new, state.card is not null, {} from question \
             left join joined on joined.card = question.card \
             left join state on state.card = coalesce(joined.target, question.card)",
            rows::STATE_COLUMNS
        );
        let mut statement = self.connection.prepare(&sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let Ok(card) = CardId::parse(row.get_ref(0)?.as_str()?) else { continue };
            let state = if row.get(2)? { rows::state(row, 3)? } else { CardState::default() };
            if waits_as_new(&state) != row.get::<_, bool>(1)? {
                report.findings.push(CheckFinding::QueueDiffers { card });
            }
        }
        Ok(())
    }
}

/// What is stored of each card, read beside the log, which gives joined cards last.
struct Stored<'s, T> {
    by_id: ById<'s, T>,
    joined: &'s BTreeSet<&'s str>,
    of_joined: BTreeMap<String, T>,
    /// Those that the log did not ask for.
    left: Vec<String>,
}

impl<'s, T> Stored<'s, T> {
    fn begin(joined: &'s BTreeSet<&'s str>, by_id: ById<'s, T>) -> Self {
        Self { by_id, joined, of_joined: BTreeMap::new(), left: Vec::new() }
    }

    fn of(&mut self, card: &CardId) -> rusqlite::Result<Option<T>> {
        let id = card.as_str();
        let is_joined = self.joined.contains(id);
        let until = if is_joined { None } else { Some(id) };
        let found = self.by_id.pass_until(until, |id, stored| {
            if self.joined.contains(id.as_str()) {
                self.of_joined.insert(id, stored);
            } else {
                self.left.push(id);
            }
        })?;
        Ok(if is_joined { self.of_joined.remove(id) } else { found })
    }

    /// The cards that the log did not ask for, in the order of their ids.
    fn left(mut self) -> rusqlite::Result<Vec<CardId>> {
        self.by_id.pass_until(None, |id, _| self.left.push(id))?;
        self.left.extend(self.of_joined.into_keys());
        self.left.sort_unstable();
        Ok(self.left.iter().filter_map(|id| CardId::parse(id).ok()).collect())
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
