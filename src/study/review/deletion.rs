//! How a deleted card is written into the log: its text in each deck, so that an undo can put it back.

use serde::{Deserialize, Serialize};

use crate::study::card::{CardId, RemovedCard};

/// A card as it was deleted from one deck.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deletion {
    pub deck: String,
    pub removed: RemovedCard,
}

#[derive(Serialize, Deserialize)]
pub(super) struct DeletePayload {
    decks: Vec<DeletionPayload>,
}

#[derive(Serialize, Deserialize)]
struct DeletionPayload {
    deck: String,
    toml: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    above: Option<String>,
    offset: usize,
    rest: String,
}

impl From<&[Deletion]> for DeletePayload {
    fn from(deletions: &[Deletion]) -> Self {
        let payload = |Deletion { deck, removed }: &Deletion| DeletionPayload {
            deck: deck.clone(),
            toml: removed.toml.clone(),
            above: removed.above.as_ref().map(|above| above.as_str().to_owned()),
            offset: removed.offset,
            rest: removed.rest.clone(),
        };
        Self { decks: deletions.iter().map(payload).collect() }
    }
}

impl DeletePayload {
    /// `None` if an id is not valid.
    pub(super) fn deletions(self) -> Option<Vec<Deletion>> {
        let deletion = |DeletionPayload { deck, toml, above, offset, rest }| {
            let above = above.map(|above| CardId::parse(&above)).transpose().ok()?;
            Some(Deletion { deck, removed: RemovedCard { toml, above, offset, rest } })
        };
        self.decks.into_iter().map(deletion).collect()
    }
}
