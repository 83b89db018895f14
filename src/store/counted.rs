//! What statistics need of each review, kept beside the log so that they are counted without replaying it.
//!
//! A cache of the events like the states, and written with them. A card's reviews are one row, packed into
//! eight bytes each, so that a long history is read in one go. What the planner learns about the learner's memory
//! is beside it, and its sum over all cards in [`evidence`]. A database from before this cache was kept, or with
//! rows in another form, gets it when statistics or a plan are first asked for.

use rusqlite::Connection;

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Grade;
use crate::study::schedule::RecallTest;
use crate::study::stats::{Age, CountedPast, CountedReview};

use super::error::StoreError;
use super::evidence;
use super::history::each_history;
use super::open::Store;

/// The form of [`packed`]; 0004 and 0010 name the first ones.
const FORM: &str = "2";
const DAY_SECS: i64 = 24 * 60 * 60;
/// A study day may be that of the moment in UTC, or from so many days before it on.
const DAYS_BEFORE: i64 = 2;
/// In place of the days: the review did not fit, and comes whole.
const WIDE: u64 = 7;

impl Store {
    /// How many events have to be replayed before [`Store::each_counted_past`] can be had.
    pub fn uncounted_events(&self) -> Result<usize, StoreError> {
        let read = || {
            if is_current(&self.connection)? {
                return Ok(0);
            }
            self.connection
                .query_row("select count(*) from event where card is not null", [], |row| row.get(0))
        };
        read().map_err(|source| self.failed(source))
    }

    /// Replays them; `done` is told now and then how many it has been.
    pub fn count_past(&mut self, mut done: impl FnMut(usize)) -> Result<(), StoreError> {
        // The log is read under the lock: a grade made meanwhile would be missing.
        self.in_transaction(|connection| {
            // Another viva may have done it while this one waited.
            if is_current(connection)? {
                return Ok(());
            }
            clear(connection)?;
            let mut event_count = 0;
            each_history(connection, |card, events| {
                event_count += events.len();
                done(event_count);
                write(connection, card, &CountedPast::replay(card, &events).0)
            })?;
            say_current(connection)
        })
    }

    /// Visits what was reviewed, card by card, those of a deck and those that are absent from all. What is
    /// not counted yet is missing.
    pub fn each_counted_past(&self, mut visit: impl FnMut(&CardId, &CountedPast)) -> Result<(), StoreError> {
        let mut read = || {
            let mut statement =
                self.connection.prepare_cached("select card, reviews, recalls from counted_past")?;
            let mut found = statement.query([])?;
            let mut past = CountedPast::default();
            while let Some(row) = found.next()? {
                let Ok(card) = CardId::parse(row.get_ref(0)?.as_str()?) else { continue };
                unpack(row.get_ref(1)?.as_blob()?, &mut past);
                past.recalls = unpacked_recalls(row.get_ref(2)?.as_blob()?);
                visit(&card, &past);
            }
            Ok(())
        };
        read().map_err(|source| self.failed(source))
    }
}

/// Whether the rows are in today's form, and none is missing.
pub(super) fn is_current(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row(
        "select exists (select 1 from meta where key = 'counted_past' and value = ?1)",
        [FORM],
        |row| row.get(0),
    )
}

pub(super) fn say_current(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute(
        "insert into meta (key, value) values ('counted_past', ?1) \
         on conflict (key) do update set value = excluded.value",
        [FORM],
    )?;
    Ok(())
}

pub(super) fn write(connection: &Connection, card: &CardId, past: &CountedPast) -> rusqlite::Result<()> {
    evidence::replace(connection, &recalls(connection, card)?, &past.recalls)?;
    let Some(Row { reviews, recalls }) = row(past) else {
        connection.prepare_cached("delete from counted_past where card = ?1")?.execute([card.as_str()])?;
        return Ok(());
    };
    connection
        .prepare_cached(
            "insert into counted_past (card, reviews, recalls) values (?1, ?2, ?3) \
             on conflict (card) do update set reviews = excluded.reviews, recalls = excluded.recalls",
        )?
        .execute((card.as_str(), reviews, recalls))?;
    Ok(())
}

pub(super) fn forget(connection: &Connection, card: &CardId) -> rusqlite::Result<()> {
    write(connection, card, &CountedPast::default())
}

/// Forgets all of it, to be written anew.
pub(super) fn clear(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("delete from counted_past", [])?;
    evidence::clear(connection)
}

/// The stored tests of a card's memory.
fn recalls(connection: &Connection, card: &CardId) -> rusqlite::Result<Vec<RecallTest>> {
    let mut statement = connection.prepare_cached("select recalls from counted_past where card = ?1")?;
    let mut found = statement.query([card.as_str()])?;
    found.next()?.map_or(Ok(Vec::new()), |row| Ok(unpacked_recalls(row.get_ref(0)?.as_blob()?)))
}

/// What is kept of a card, packed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    reviews: Vec<u8>,
    recalls: Vec<u8>,
}

/// What is kept of a card; nothing of one without a review.
pub(super) fn row(past: &CountedPast) -> Option<Row> {
    (!past.reviews.is_empty()).then(|| Row { reviews: packed(past), recalls: packed_recalls(&past.recalls) })
}

/// All rows, in the order of their cards, as [`stored`] reads them.
pub(super) const ALL_BY_ID: &str = "select card, reviews, recalls from counted_past order by card";

/// What is kept of a card.
pub(super) fn stored(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    Ok(Row { reviews: row.get(1)?, recalls: row.get(2)? })
}

/// The stability in eight bytes, then the days with the outcome in the lowest bit in eight.
fn packed_recalls(recalls: &[RecallTest]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(16 * recalls.len());
    for RecallTest { stability_days, elapsed_days, passed } in recalls {
        bytes.extend(stability_days.to_le_bytes());
        bytes.extend((u64::from(*elapsed_days) << 1 | u64::from(*passed)).to_le_bytes());
    }
    bytes
}

/// What [`packed_recalls`] made.
fn unpacked_recalls(mut bytes: &[u8]) -> Vec<RecallTest> {
    let mut recalls = Vec::with_capacity(bytes.len() / 16);
    while let (Some(stability_days), Some(word)) = (take(&mut bytes), take(&mut bytes)) {
        let word = u64::from_le_bytes(word);
        recalls.push(RecallTest {
            stability_days: f64::from_le_bytes(stability_days),
            elapsed_days: u32::try_from(word >> 1).unwrap_or(u32::MAX),
            passed: word & 1 == 1,
        });
    }
    recalls
}

/// The lapses in four bytes, then each review in eight; what does not fit (before 1970, longer than four hours) comes whole
/// behind them.
fn packed(past: &CountedPast) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4 + 8 * past.reviews.len());
    bytes.extend(past.lapse_count.to_le_bytes());
    for review in &past.reviews {
        let CountedReview { at_secs, day, took_ms, grade, age, is_first } = *review;
        let marks = grade as u64 | (age as u64) << 2 | u64::from(is_first) << 4;
        let days_after = i64::from(day.epoch_days()) - at_secs.div_euclid(DAY_SECS) + DAYS_BEFORE;
        match (u32::try_from(at_secs), u64::try_from(days_after)) {
            (Ok(at_secs), Ok(days_after)) if days_after < WIDE && took_ms < 1 << 24 => {
                let word = marks | days_after << 5 | took_ms << 8 | u64::from(at_secs) << 32;
                bytes.extend(word.to_le_bytes());
            }
            _ => {
                bytes.extend((marks | WIDE << 5).to_le_bytes());
                bytes.extend(at_secs.to_le_bytes());
                bytes.extend(took_ms.to_le_bytes());
                bytes.extend(day.epoch_days().to_le_bytes());
            }
        }
    }
    bytes
}

/// What [`packed`] made; of bytes it did not make, what can be read.
fn unpack(bytes: &[u8], past: &mut CountedPast) {
    past.reviews.clear();
    let mut rest = bytes;
    past.lapse_count = take(&mut rest).map_or(0, u32::from_le_bytes);
    past.reviews.reserve(rest.len() / 8);
    while let Some(review) = take_review(&mut rest) {
        past.reviews.push(review);
    }
}

#[inline]
fn take_review(bytes: &mut &[u8]) -> Option<CountedReview> {
    let word = u64::from_le_bytes(take(bytes)?);
    let days_after = word >> 5 & 7;
    let (at_secs, took_ms, day) = if days_after == WIDE {
        let at_secs = i64::from_le_bytes(take(bytes)?);
        let took_ms = u64::from_le_bytes(take(bytes)?);
        (at_secs, took_ms, i32::from_le_bytes(take(bytes)?))
    } else {
        let at_secs = (word >> 32).cast_signed();
        let day = at_secs / DAY_SECS + days_after.cast_signed() - DAYS_BEFORE;
        (at_secs, word >> 8 & 0xff_ffff, i32::try_from(day).ok()?)
    };
    Some(CountedReview {
        at_secs,
        day: Day::from_epoch_days(day),
        took_ms,
        grade: Grade::ALL[(word & 3) as usize],
        age: Age::ALL[(word >> 2 & 3) as usize],
        is_first: word >> 4 & 1 == 1,
    })
}

fn take<const LENGTH: usize>(bytes: &mut &[u8]) -> Option<[u8; LENGTH]> {
    let (taken, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*taken)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_review() -> impl Strategy<Value = CountedReview> {
        let near = (1_700_000_000_i64..1_800_000_000, 19_675_i32..20_834, 0_u64..600_000);
        let moment = prop_oneof![4 => near, 1 => (any::<i64>(), any::<i32>(), any::<u64>())];
        (moment, 0_usize..4, 0_usize..4, any::<bool>()).prop_map(
            |((at_secs, day, took_ms), grade, age, is_first)| CountedReview {
                at_secs,
                day: Day::from_epoch_days(day),
                took_ms,
                grade: Grade::ALL[grade],
                age: Age::ALL[age],
                is_first,
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_packed_comes_out_again(
            lapse_count: u32,
            reviews in proptest::collection::vec(any_review(), 0..40),
        ) {
            let past = CountedPast { lapse_count, reviews, recalls: Vec::new() };
            let mut found = CountedPast { lapse_count: 1, ..past.clone() };
            unpack(&packed(&past), &mut found);
            prop_assert_eq!(found, past);
        }

        #[test]
        fn tests_of_memory_come_out_again(
            recalls in proptest::collection::vec((0.001_f64..1e6, 1_u32.., any::<bool>()), 0..40),
        ) {
            let recalls: Vec<RecallTest> = recalls
                .into_iter()
                .map(|(stability_days, elapsed_days, passed)| RecallTest { stability_days, elapsed_days, passed })
                .collect();
            prop_assert_eq!(unpacked_recalls(&packed_recalls(&recalls)), recalls);
        }

        #[test]
        fn damage_is_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            unpack(&bytes, &mut CountedPast::default());
            unpacked_recalls(&bytes);
        }
    }

    #[test]
    fn a_usual_review_is_small() {
        let review = CountedReview {
            at_secs: 1_795_235_400,
            day: Day::from_epoch_days(20_778),
            took_ms: 12_000,
            grade: Grade::Good,
            age: Age::Mature,
            is_first: false,
        };
        let later =
            CountedReview { at_secs: review.at_secs + 30 * DAY_SECS, day: review.day.plus(30), ..review };
        let one = CountedPast { lapse_count: 3, reviews: vec![review], recalls: Vec::new() };
        let two = CountedPast { reviews: vec![review, later], ..one.clone() };
        assert_eq!(packed(&two).len() - packed(&one).len(), 8);
    }
}
