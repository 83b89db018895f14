//! A card fetched from the store for the drill.

use crate::store::{History, Store};
use crate::study::card::CardId;
use crate::study::session::{Fetched, face_of};

use super::failure::Failure;

/// What the drill needs of a card; `None` if it is in no deck any more.
pub(super) fn fetch(store: &Store, card: &CardId, home: Option<&str>) -> Result<Option<Fetched>, Failure> {
    let sightings = store.sightings(card)?;
    if sightings.is_empty() {
        return Ok(None);
    }
    let History { card, events, replayed } = store.history(card)?;
    let face = face_of(&sightings, home, store.asked_times(&card)?);
    Ok(Some(Fetched { card, face, held: replayed, event_count: events.len() }))
}
