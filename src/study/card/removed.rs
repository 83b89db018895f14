//! A card that was taken out of a deck's text.

use super::CardId;

/// A card's text as its deck had it, and where it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedCard {
    pub toml: String,
    /// The card above it, if there was one.
    pub above: Option<CardId>,
    /// In bytes of the rest of the deck.
    pub offset: usize,
    /// The hash of the rest of the deck.
    pub rest: String,
}
