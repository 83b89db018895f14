//! A card fetched from the store, and the words of all cards.

use crate::store::{History, Store};
use crate::study::card::CardId;
use crate::study::session::{Fetched, face_of};
use crate::study::terms::Frequencies;

use super::failure::{Code, Failure};

/// So many cards tell which words are rare.
const SAMPLE_COUNT: usize = 2000;
const WHERE_IDS_ARE: &str = "`viva list DECK` shows the ids of its cards";

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

/// The card that an id, or the beginning of one, names.
pub(super) fn named(store: &Store, name: &str) -> Result<CardId, Failure> {
    // A script's empty variable would name the only card of a small collection.
    if name.is_empty() {
        return Err(Failure::new(Code::Usage, "an empty text is no card's id").hint(WHERE_IDS_ARE));
    }
    // Ids are in lower case, and decks may be written otherwise.
    let wanted = name.to_ascii_lowercase();
    let found = store.ids_beginning(&wanted, 6)?;
    if let Some(exact) = found.iter().find(|id| id.as_str() == wanted) {
        return Ok(exact.clone());
    }
    match found.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::new(Code::Usage, format!("no card has the id {}", name.escape_debug()))
            .hint(WHERE_IDS_ARE)),
        several => {
            let ids: Vec<&str> = several.iter().map(CardId::as_str).collect();
            Err(Failure::new(Code::Usage, format!("several ids begin with {}", name.escape_debug()))
                .hint(format!("write more of it: {}", ids.join(", "))))
        }
    }
}
