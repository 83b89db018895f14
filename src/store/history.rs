//! The events of cards, read from the log: of one, or of all, one card after the other.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension as _};

use crate::study::card::CardId;
use crate::study::review::Event;

use super::rows;

/// The id that a card's events are replayed under.
pub(super) fn canonical(connection: &Connection, card: &CardId) -> rusqlite::Result<CardId> {
    let target: Option<String> = connection
        .prepare_cached("select target from joined where card = ?1")?
        .query_row([card.as_str()], |row| row.get(0))
        .optional()?;
    Ok(target.and_then(|id| CardId::parse(&id).ok()).unwrap_or_else(|| card.clone()))
}

/// The id that a card's events are replayed under, and its events with those of cards joined to it, in fold
/// order.
pub(super) fn held(connection: &Connection, card: &CardId) -> rusqlite::Result<(CardId, Vec<Event>)> {
    let card = canonical(connection, card)?;
    let events = connection
        .prepare_cached(&format!(
            "select {} from event where card = ?1 or card in (select card from joined where target = ?1) \
             order by tick, device, seq",
            rows::EVENT_COLUMNS
        ))?
        .query_map([card.as_str()], rows::event)?
        .collect::<rusqlite::Result<Vec<Event>>>()?;
    Ok((card, events))
}

/// [`Store::each_history`]; a visit may fail.
pub(super) fn each_history(
    connection: &Connection,
    mut visit: impl FnMut(&CardId, Vec<Event>) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let joined: BTreeSet<CardId> = {
        let mut statement =
            connection.prepare_cached("select card from joined union select target from joined")?;
        let ids = statement.query_map([], |row| row.get::<_, String>(0))?;
        ids.filter_map(|id| id.map(|id| CardId::parse(&id).ok()).transpose())
            .collect::<rusqlite::Result<_>>()?
    };
    // As the index on cards has them: nothing is sorted.
    let mut statement = connection.prepare_cached(&format!(
        "select {} from event where card is not null order by card, tick, device, seq",
        rows::EVENT_COLUMNS
    ))?;
    let mut found = statement.query([])?;
    let mut events: Vec<Event> = Vec::new();
    let mut finish = |events: Vec<Event>| match events.first().and_then(|event| event.card.clone()) {
        Some(card) if !joined.contains(&card) => visit(&card, events),
        _ => Ok(()),
    };
    while let Some(row) = found.next()? {
        let event = rows::event(row)?;
        if events.first().is_some_and(|held| held.card != event.card) {
            finish(std::mem::take(&mut events))?;
        }
        events.push(event);
    }
    finish(events)?;
    let mut targets = connection.prepare_cached("select distinct target from joined")?;
    let targets = targets.query_map([], |row| row.get::<_, String>(0))?;
    for target in targets {
        let Ok(target) = CardId::parse(&target?) else { continue };
        let (card, events) = held(connection, &target)?;
        if !events.is_empty() {
            visit(&card, events)?;
        }
    }
    Ok(())
}
