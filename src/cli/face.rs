//! A card fetched from the store, and the words of answers on each topic.

use serde_json::{Value, json};

use crate::store::{History, Store};
use crate::study::card::CardId;
use crate::study::key_points::TopicWords;
use crate::study::session::{Face, Fetched, face_of};
use crate::study::topics::Topics;

use super::failure::Failure;
use super::settings::Settings;

/// This many answers show which words recur on a topic.
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

/// Which words recur in the collection's answers on each topic.
pub(super) fn topic_words(store: &Store, settings: &Settings) -> Result<TopicWords, Failure> {
    let mut words = TopicWords::new(Topics::with(&settings.topics));
    for (question, answer) in store.sample_of_answers(SAMPLE_COUNT)? {
        words.add(&question, &answer);
    }
    Ok(words)
}

/// The answers of a card, each with where it is from.
pub(super) fn answers_json(face: &Face) -> Value {
    face.answers.iter().map(|answer| json!({ "label": answer.label, "text": answer.text })).collect()
}
