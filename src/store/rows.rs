//! Values to rows and back: the one place that knows the columns of `event` and `state`.

use rusqlite::{Row, named_params};

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Quality;
use crate::study::review::{Event, EventKey};
use crate::study::schedule::{CardState, InReview, LastReview, Memory, Schedule};

pub(super) const EVENT_COLUMNS: &str = "device, seq, tick, at_ms, day, card, kind, payload";
pub(super) const STATE_COLUMNS: &str = "due, interval_days, repetitions, ease_hundredths, stability_days, \
     difficulty, lapse_count, review_count, scored_count, first_review_day, last_scored_day, \
     last_review_day, last_quality, suspended, buried_on, flagged";
/// How many columns [`STATE_COLUMNS`] names.
pub(super) const STATE_WIDTH: usize = 16;

pub(super) fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        key: EventKey { device: row.get(0)?, seq: row.get(1)? },
        tick: row.get(2)?,
        at_ms: row.get(3)?,
        day: Day::from_epoch_days(row.get(4)?),
        card: row.get::<_, Option<String>>(5)?.and_then(|id| CardId::parse(&id).ok()),
        kind: row.get(6)?,
        payload: row.get(7)?,
    })
}

pub(super) fn insert_event(connection: &rusqlite::Connection, event: &Event) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "insert into event (device, seq, tick, at_ms, day, card, kind, payload) \
             values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute((
            &event.key.device,
            event.key.seq,
            event.tick,
            event.at_ms,
            event.day.epoch_days(),
            event.card.as_ref().map(CardId::as_str),
            &event.kind,
            &event.payload,
        ))?;
    Ok(())
}

/// The state whose first column of [`STATE_COLUMNS`] is column `at` of the row.
pub(super) fn state(row: &Row<'_>, at: usize) -> rusqlite::Result<CardState> {
    let day = |column: usize| -> rusqlite::Result<Option<Day>> {
        Ok(row.get::<_, Option<i32>>(at + column)?.map(Day::from_epoch_days))
    };
    let schedule = match day(0)? {
        None => Schedule::New,
        Some(due) => Schedule::InReview(InReview {
            due,
            interval_days: unsigned(row.get(at + 1)?),
            repetitions: row.get(at + 2)?,
            ease_hundredths: row.get(at + 3)?,
        }),
    };
    let memory = match (row.get(at + 4)?, row.get(at + 5)?) {
        (Some(stability_days), Some(difficulty)) => Some(Memory { stability_days, difficulty }),
        _ => None,
    };
    let last_review = match (day(11)?, row.get::<_, Option<u8>>(at + 12)?.and_then(Quality::new)) {
        (Some(day), Some(quality)) => Some(LastReview { day, quality }),
        _ => None,
    };
    Ok(CardState {
        schedule,
        memory,
        lapse_count: row.get(at + 6)?,
        review_count: row.get(at + 7)?,
        scored_count: row.get(at + 8)?,
        first_review_day: day(9)?,
        last_scored_day: day(10)?,
        last_review,
        suspended: row.get(at + 13)?,
        buried_on: day(14)?,
        flagged: row.get(at + 15)?,
    })
}

pub(super) fn write_state(
    connection: &rusqlite::Connection,
    card: &CardId,
    state: &CardState,
) -> rusqlite::Result<()> {
    let day = |day: Option<Day>| day.map(Day::epoch_days);
    let in_review = state.in_review();
    connection.prepare_cached(include_str!("sql/write_state.sql"))?.execute(named_params! {
        ":card": card.as_str(),
        ":due": day(in_review.map(|held| held.due)),
        ":interval_days": in_review.map_or(0, |held| signed(held.interval_days)),
        ":repetitions": in_review.map_or(0, |held| held.repetitions),
        ":ease_hundredths": in_review.map_or(0, |held| held.ease_hundredths),
        ":stability_days": state.memory.map(|memory| memory.stability_days),
        ":difficulty": state.memory.map(|memory| memory.difficulty),
        ":lapse_count": state.lapse_count,
        ":review_count": state.review_count,
        ":scored_count": state.scored_count,
        ":first_review_day": day(state.first_review_day),
        ":last_scored_day": day(state.last_scored_day),
        ":last_review_day": day(state.last_review.map(|last| last.day)),
        ":last_quality": state.last_review.map(|last| last.quality.number()),
        ":suspended": state.suspended,
        ":buried_on": day(state.buried_on),
        ":flagged": state.flagged,
    })?;
    Ok(())
}

/// SQLite's integers end at 2^63. SM-2's interval is uncapped and may pass that, so the bits are kept
/// as they are.
fn signed(interval_days: u64) -> i64 {
    interval_days.cast_signed()
}

fn unsigned(interval_days: i64) -> u64 {
    interval_days.cast_unsigned()
}
