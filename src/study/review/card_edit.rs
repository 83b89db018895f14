//! How the edit of a card's text is written into the log, so that it can be undone like anything else.
//!
//! Only what can be edited is recorded, and which card it is merged with. Where the card is in its deck, and how the deck is laid out, is not: an
//! edit is applied to the deck as it is then.

use serde::{Deserialize, Serialize};

use crate::study::card::{AskedAgain, Card, CardId};

/// A change to a card's text in one deck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardEdit {
    pub deck: String,
    pub before: Card,
    pub after: Card,
}

impl CardEdit {
    /// The edit that undoes this one.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { before: self.after, after: self.before, ..self }
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct EditPayload {
    edits: Vec<CardEditPayload>,
}

#[derive(Serialize, Deserialize)]
struct CardEditPayload {
    deck: String,
    /// The id that the deck has, which may be merged with another.
    id: String,
    before: TextPayload,
    after: TextPayload,
}

#[derive(Serialize, Deserialize)]
struct TextPayload {
    question: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    my_answer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    answer_from_source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked_again: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seconds: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    same_as: Option<String>,
}

impl From<&[CardEdit]> for EditPayload {
    fn from(edits: &[CardEdit]) -> Self {
        let payload = |edit: &CardEdit| CardEditPayload {
            deck: edit.deck.clone(),
            id: edit.before.id.as_str().to_owned(),
            before: TextPayload::from(&edit.before),
            after: TextPayload::from(&edit.after),
        };
        Self { edits: edits.iter().map(payload).collect() }
    }
}

impl EditPayload {
    /// `None` if an id is not valid.
    pub(super) fn edits(self) -> Option<Vec<CardEdit>> {
        let edit = |payload: CardEditPayload| {
            let id = CardId::parse(&payload.id).ok()?;
            Some(CardEdit {
                deck: payload.deck,
                before: payload.before.card(id.clone()),
                after: payload.after.card(id),
            })
        };
        self.edits.into_iter().map(edit).collect()
    }
}

impl From<&Card> for TextPayload {
    fn from(card: &Card) -> Self {
        Self {
            question: card.question.clone(),
            answer: card.answer.clone(),
            answer_by: card.answer_by.clone(),
            my_answer: card.my_answer.clone(),
            answer_from_source: card.answer_from_source.clone(),
            section: card.section.clone(),
            tags: card.tags.clone(),
            asked_again: card.asked_again.map(|word| word.name().to_owned()),
            seconds: card.seconds,
            same_as: card.same_as.as_ref().map(|card| card.as_str().to_owned()),
        }
    }
}

impl TextPayload {
    fn card(self, id: CardId) -> Card {
        Card {
            answer: self.answer,
            answer_by: self.answer_by,
            my_answer: self.my_answer,
            answer_from_source: self.answer_from_source,
            section: self.section,
            tags: self.tags,
            asked_again: self.asked_again.as_deref().and_then(AskedAgain::parse),
            seconds: self.seconds,
            same_as: self.same_as.and_then(|card| CardId::parse(&card).ok()),
            ..Card::with_id(id, self.question)
        }
    }
}
