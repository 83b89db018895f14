//! What statistics need of each review, kept beside the log so that they are counted without replaying it.
//!
//! A cache of the events like the states, and written with them. A card's reviews are one row, packed into
//! about ten bytes each, so that a long history is read in one go. A database from before this cache was
//! kept, or with rows in another form, gets it when statistics are first asked for.

use std::collections::BTreeMap;

use integer_encoding::VarInt;
use rusqlite::Connection;

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Grade;
use crate::study::stats::{Age, CountedPast, CountedReview};

use super::error::StoreError;
use super::log::each_history;
use super::open::Store;

/// The form of [`packed`]; 0004 names the first one.
const FORM: &str = "1";
const DAY_SECS: i64 = 24 * 60 * 60;

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
            connection.execute("delete from counted_past", [])?;
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
            let mut statement = self.connection.prepare_cached("select card, reviews from counted_past")?;
            let mut found = statement.query([])?;
            let mut past = CountedPast::default();
            while let Some(row) = found.next()? {
                let Ok(card) = CardId::parse(row.get_ref(0)?.as_str()?) else { continue };
                unpack(row.get_ref(1)?.as_blob()?, &mut past);
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
    let Some(reviews) = row(past) else { return forget(connection, card) };
    connection
        .prepare_cached(
            "insert into counted_past (card, reviews) values (?1, ?2) \
             on conflict (card) do update set reviews = excluded.reviews",
        )?
        .execute((card.as_str(), reviews))?;
    Ok(())
}

pub(super) fn forget(connection: &Connection, card: &CardId) -> rusqlite::Result<()> {
    connection.prepare_cached("delete from counted_past where card = ?1")?.execute([card.as_str()])?;
    Ok(())
}

/// What is kept of a card; nothing of one without a review.
pub(super) fn row(past: &CountedPast) -> Option<Vec<u8>> {
    (!past.reviews.is_empty()).then(|| packed(past))
}

/// All rows, as they are kept.
pub(super) fn all(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Vec<u8>>> {
    connection
        .prepare("select card, reviews from counted_past")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// The lapses, then of each review: grade, age and whether it is the first in one byte; the moment as seconds
/// after that of the review before; the study day as days after that of the moment in UTC; the time taken.
fn packed(past: &CountedPast) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(4 + 12 * past.reviews.len());
    append(&mut bytes, past.lapse_count);
    let mut before_secs = 0_i64;
    for review in &past.reviews {
        let CountedReview { at_secs, day, took_ms, grade, age, is_first } = *review;
        bytes.push(grade as u8 | (age as u8) << 2 | u8::from(is_first) << 4);
        append(&mut bytes, at_secs.wrapping_sub(before_secs));
        append(&mut bytes, i64::from(day.epoch_days()) - at_secs.div_euclid(DAY_SECS));
        append(&mut bytes, took_ms);
        before_secs = at_secs;
    }
    bytes
}

/// What [`packed`] made; of bytes it did not make, what can be read.
fn unpack(mut bytes: &[u8], past: &mut CountedPast) {
    past.lapse_count = take(&mut bytes).unwrap_or(0);
    past.reviews.clear();
    let mut at_secs = 0;
    while let Some(review) = take_review(&mut bytes, at_secs) {
        at_secs = review.at_secs;
        past.reviews.push(review);
    }
}

fn take_review(bytes: &mut &[u8], before_secs: i64) -> Option<CountedReview> {
    let (&marks, rest) = bytes.split_first()?;
    *bytes = rest;
    let at_secs = before_secs.wrapping_add(take(bytes)?);
    let days_after = take::<i64>(bytes)?;
    let day = i32::try_from(days_after.saturating_add(at_secs.div_euclid(DAY_SECS))).ok()?;
    Some(CountedReview {
        at_secs,
        day: Day::from_epoch_days(day),
        took_ms: take(bytes)?,
        grade: Grade::ALL[usize::from(marks & 3)],
        age: Age::ALL[usize::from(marks >> 2 & 3)],
        is_first: marks >> 4 & 1 == 1,
    })
}

fn append(bytes: &mut Vec<u8>, number: impl VarInt) {
    let mut room = [0; 10];
    let length = number.encode_var(&mut room);
    bytes.extend_from_slice(&room[..length]);
}

fn take<N: VarInt>(bytes: &mut &[u8]) -> Option<N> {
    let (number, length) = N::decode_var(bytes)?;
    *bytes = &bytes[length..];
    Some(number)
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
            let past = CountedPast { lapse_count, reviews };
            let mut found = CountedPast { lapse_count: 1, reviews: past.reviews.clone() };
            unpack(&packed(&past), &mut found);
            prop_assert_eq!(found, past);
        }

        #[test]
        fn damage_is_survived(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            unpack(&bytes, &mut CountedPast::default());
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
        let later = CountedReview { at_secs: review.at_secs + 30 * DAY_SECS, ..review };
        let one = CountedPast { lapse_count: 3, reviews: vec![review] };
        let two = CountedPast { reviews: vec![review, later], ..one.clone() };
        assert!(packed(&two).len() - packed(&one).len() <= 8);
    }
}
