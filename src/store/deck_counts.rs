//! How many cards each deck has, and how many of them are unanswered: a cache beside the deck.
//!
//! It is renewed with the rows of `question`, so a list of decks reads only decks, and the cards that were ever
//! answered.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use rusqlite::Connection;

use crate::study::schedule::CardState;

use super::error::StoreError;
use super::open::Store;
use super::rows;

/// What a deck's cards come to, whatever was done with them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeckCounts {
    /// Different cards; one that is merged with another counts as that one.
    pub distinct_cards: usize,
    /// Those of them that have no answer in any deck.
    pub unanswered_cards: usize,
}

impl Store {
    /// Visits the states of all cards in decks that have one, each with the decks that it is in.
    pub fn each_state_in_decks(
        &self,
        mut visit: impl FnMut(&CardState, &BTreeSet<String>),
    ) -> Result<(), StoreError> {
        let mut read = || {
            let sql = format!("select {}, card from state join question using (card)", rows::STATE_COLUMNS);
            let mut states = self.connection.prepare_cached(&sql)?;
            let mut states = states.query([])?;
            let mut decks_of = self.connection.prepare_cached(
                "select deck from sighting where card = ?1 or card in (select card from joined where target = ?1)",
            )?;
            while let Some(row) = states.next()? {
                let card = row.get_ref(rows::STATE_WIDTH)?.as_str()?;
                let decks = decks_of.query_map([card], |row| row.get(0))?;
                visit(&rows::state(row, 0)?, &decks.collect::<rusqlite::Result<_>>()?);
            }
            Ok(())
        };
        read().map_err(|source| self.failed(source))
    }
}

/// Counts the cards of these decks again.
pub(super) fn count_decks<'n>(
    connection: &Connection,
    names: impl Iterator<Item = &'n str>,
) -> rusqlite::Result<()> {
    let names: BTreeSet<&str> = names.collect();
    if !names.is_empty() {
        let names = serde_json::to_string(&names).unwrap_or_default();
        connection.prepare_cached(include_str!("sql/count_decks.sql"))?.execute([names])?;
    }
    Ok(())
}

/// Counts those of all decks, for an index that was made before they were counted.
pub(super) fn count_all(connection: &Connection) -> rusqlite::Result<()> {
    let names = connection
        .prepare("select name from deck")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<String>>>()?;
    count_decks(connection, names.iter().map(String::as_str))
}

/// Writes what was counted along the way.
pub(super) fn write_counts(
    connection: &Connection,
    counts: &HashMap<Arc<str>, DeckCounts>,
) -> rusqlite::Result<()> {
    let mut update = connection
        .prepare_cached("update deck set distinct_cards = ?2, unanswered_cards = ?3 where name = ?1")?;
    for (name, counts) in counts {
        update.execute((&**name, counts.distinct_cards, counts.unanswered_cards))?;
    }
    Ok(())
}
