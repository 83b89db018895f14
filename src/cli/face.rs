//! A card fetched from the store, and the words of all cards.

use serde_json::{Value, json};

use crate::store::{History, Store};
use crate::study::card::CardId;
use crate::study::session::{Face, Fetched, face_of};
use crate::study::terms::Frequencies;

use super::failure::Failure;

/// So many cards tell which words are rare.
const SAMPLE_COUNT: usize = 2000;

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

/// In how many cards of the collection each word stands.
pub(super) fn frequencies(store: &Store) -> Result<Frequencies, Failure> {
    let mut frequencies = Frequencies::default();
    for text in store.sample_of_texts(SAMPLE_COUNT)? {
        frequencies.add(&text);
    }
    Ok(frequencies)
}

/// The answers of a card, each with where it is from.
pub(super) fn answers_json(face: &Face) -> Value {
    face.answers.iter().map(|answer| json!({ "label": answer.label, "text": answer.text })).collect()
}
