//! The first filling of an index: a new database that nobody sees before all decks are in it.
//!
//! `question`, and the index that leads from a card to its decks, have not the order of the decks. They are
//! written at the end, each in its own order, where every deck would touch all of their pages. A filling that
//! is given up loses nothing: the decks hold it all.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use super::deck_counts::write_counts;
use super::error::StoreError;
use super::index::{
    IndexedDeck, Question, Sighting, has_joins, insert_deck, insert_questions, joined, rejoin,
};
use super::interviews;
use super::open::Draft;
use super::search::take_words;

/// Enough to sort what is known of 100,000 cards.
const CACHE_KIB: i64 = 16 << 10;

/// A new database on its way.
pub struct Filling {
    draft: Draft,
    /// What makes the index that leads from a card to its decks.
    index_of_cards: String,
    sightings: Vec<Sighting>,
}

impl Filling {
    /// Begins a database that is to stand at `path`; `None` where there is one.
    pub fn begin(path: &Path) -> Result<Option<Self>, StoreError> {
        if path.exists() {
            return Ok(None);
        }
        let draft = Draft::of(path)?;
        let begin = || {
            let index_of_cards = draft.connection.query_row(
                "select sql from sqlite_schema where name = 'sighting_of_card'",
                [],
                |row| row.get(0),
            )?;
            draft.connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
            draft.connection.execute_batch("begin; drop index sighting_of_card;")?;
            Ok(index_of_cards)
        };
        let index_of_cards = begin().map_err(|source| StoreError::of(path, source))?;
        Ok(Some(Self { draft, index_of_cards, sightings: Vec::new() }))
    }

    /// Puts decks in, none of which may be in it.
    pub fn add(&mut self, decks: &[IndexedDeck<'_>]) -> Result<(), StoreError> {
        for deck in decks {
            let connection = &self.draft.connection;
            insert_deck(connection, deck)
                .and_then(|()| take_words(connection, &deck.stamp.name, &deck.hash))
                .map_err(|source| StoreError::of(&self.draft.path, source))?;
            self.sightings.extend(Sighting::all_of(deck));
        }
        Ok(())
    }

    /// Puts the database in its place, complete and on disk. Where another viva has made one meanwhile, that
    /// one stays as it is.
    pub fn finish(mut self) -> Result<(), StoreError> {
        self.complete().map_err(|source| StoreError::of(&self.draft.path, source))?;
        self.draft.put_in_place()
    }

    fn complete(&mut self) -> rusqlite::Result<()> {
        let connection = &self.draft.connection;
        let mut sightings = std::mem::take(&mut self.sightings);
        if has_joins(connection)? {
            rejoin(connection)?;
            let joined = joined(connection)?;
            for sighting in &mut sightings {
                if let Some(target) = joined.get(&sighting.card) {
                    sighting.card.clone_from(target);
                }
            }
        }
        interviews::settle(connection)?;
        let interviews = interviews::names(connection)?;
        let questions = thread::scope(|scope| {
            let work = || Question::with_counts(std::mem::take(&mut sightings), &interviews);
            // A thread may not be had.
            let questions = thread::Builder::new().spawn_scoped(scope, work).ok();
            connection.execute_batch(&self.index_of_cards)?;
            Ok::<_, rusqlite::Error>(
                questions.map(|questions| questions.join().unwrap_or_else(|panic| resume_unwind(panic))),
            )
        })?;
        let (questions, counts) = questions.unwrap_or_else(|| Question::with_counts(sightings, &interviews));
        write_counts(connection, &counts)?;
        // Nothing has happened to any of them yet.
        insert_questions(connection, &questions, |_| Ok(true))?;
        connection.execute_batch("commit")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::index::tests::{any_deck, indexed, rows};
    use super::super::open::{Machine, Store};
    use super::*;

    const MACHINE: Machine<'_> = Machine { mark: "test machine", fresh_device: "test" };

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_is_filled_is_what_is_indexed_deck_by_deck(
            decks in (any_deck("one"), any_deck("two"), any_deck("three")),
        ) {
            let decks = [decks.0, decks.1, decks.2];
            let folder = tempfile::tempdir().unwrap();
            let (filled, kept) = (folder.path().join("filled.db"), folder.path().join("kept.db"));
            let mut store = Store::open(&kept, &MACHINE).unwrap();
            let mut filling = Filling::begin(&filled).unwrap().unwrap();
            for deck in &decks {
                store.index(&[indexed(deck)], &[]).unwrap();
                filling.add(&[indexed(deck)]).unwrap();
            }
            prop_assert!(!filled.exists());
            filling.finish().unwrap();
            let filled = Store::open(&filled, &MACHINE).unwrap();
            let schema = "(select name, sql from sqlite_schema)";
            for table in ["deck", "sighting", "joined", "question", schema] {
                prop_assert_eq!(rows(&filled, table), rows(&store, table), "{}", table);
            }
            prop_assert!(filled.check().unwrap().findings.is_empty());
            prop_assert_eq!(filled.unread_count().unwrap(), 0, "the words of all decks are there");
        }
    }

    #[test]
    fn what_is_there_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("viva.db");
        let late = Filling::begin(&path).unwrap().unwrap();
        let given_up = Filling::begin(&path).unwrap().unwrap();
        Store::open(&path, &MACHINE).unwrap().remember("word", Some("kept")).unwrap();
        late.finish().unwrap();
        drop(given_up);
        assert!(Filling::begin(&path).unwrap().is_none());
        let store = Store::open(&path, &MACHINE).unwrap();
        assert_eq!(store.remembered("word").unwrap().as_deref(), Some("kept"));
        drop(store);
        assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn what_was_given_up_by_a_kill_is_swept_away() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("viva.db");
        Store::open(&path, &MACHINE).unwrap();
        let Draft { connection, name, file, .. } = Draft::of(&folder.path().join("other.db")).unwrap();
        let name = name.keep().unwrap();
        Store::open(&path, &MACHINE).unwrap();
        assert!(name.exists(), "its maker holds the lock");
        drop((connection, file));
        Store::open(&path, &MACHINE).unwrap();
        assert!(!name.exists());
    }
}
