//! Decks that an import makes go into the index while further notes are read.
//!
//! They are put in as they were written, without being read again. The index is a cache: what does not
//! come in here is read from its file when the collection is opened.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use crate::cli::collection::{begin_store, open_store};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::store::{DeckStamp, Filling, IndexedDeck, Store, StoreError};
use crate::study::deck::Deck;

/// So many decks go together into a database that others may use, or so many bytes of them.
const MOST_AT_ONCE: usize = 128;
const MOST_BYTES_AT_ONCE: usize = 8 << 20;
/// Batches that may wait.
const MOST_WAITING: usize = 1;

/// A deck whose file was just written.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) deck: Deck,
}

pub(super) enum Indexer {
    Idle,
    Working(SyncSender<Vec<Written>>, JoinHandle<Result<Option<Store>, StoreError>>),
    /// All decks are given; what is left is done while other things are.
    Ending(JoinHandle<Result<Option<Store>, StoreError>>),
    /// The database could not be opened, or no thread be had: decks go in when the collection is opened.
    Failed,
}

/// What the decks go into.
enum Database {
    /// One that is seen when all are in it.
    New(Filling),
    Present(Store),
}

impl Indexer {
    /// Puts decks in, and opens the database if these are the first.
    pub(super) fn put(&mut self, written: Vec<Written>, context: &Context, root: &Path) {
        if written.is_empty() {
            return;
        }
        if matches!(self, Self::Idle) {
            *self = Database::open(context, root).map_or(Self::Failed, |database| {
                let (sender, receiver) = sync_channel(MOST_WAITING);
                Builder::new()
                    .spawn(move || database.index_all(&receiver))
                    .map_or(Self::Failed, |worker| Self::Working(sender, worker))
            });
        }
        if let Self::Working(sender, _) = self {
            // It has ended where something failed, and the end finds that again.
            let _ = sender.send(written);
        }
    }

    /// Says that there are no more.
    pub(super) fn end(self) -> Self {
        match self {
            Self::Working(_, worker) => Self::Ending(worker),
            other => other,
        }
    }

    /// The database, once all decks are in it; `None` where it is to be opened, to succeed or to say why
    /// not.
    pub(super) fn finish(self) -> Option<Store> {
        let Self::Ending(worker) = self.end() else { return None };
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).ok().flatten()
    }
}

impl Database {
    fn open(context: &Context, root: &Path) -> Result<Self, Failure> {
        Ok(match begin_store(context, root)? {
            Some(filling) => Self::New(filling),
            None => Self::Present(open_store(context, root)?),
        })
    }

    fn index_all(self, batches: &Receiver<Vec<Written>>) -> Result<Option<Store>, StoreError> {
        match self {
            Self::New(mut filling) => {
                for batch in batches {
                    filling.add(&indexed(&batch))?;
                }
                filling.finish()?;
                Ok(None)
            }
            Self::Present(mut store) => {
                let mut held: Vec<Written> = Vec::new();
                let mut bytes = 0;
                for batch in batches {
                    bytes += batch.iter().map(|written| written.text.len()).sum::<usize>();
                    held.extend(batch);
                    if held.len() >= MOST_AT_ONCE || bytes >= MOST_BYTES_AT_ONCE {
                        store.index_with_words(&indexed(&std::mem::take(&mut held)))?;
                        bytes = 0;
                    }
                }
                store.index_with_words(&indexed(&held))?;
                Ok(Some(store))
            }
        }
    }
}

fn indexed(written: &[Written]) -> Vec<IndexedDeck<'_>> {
    let indexed = written.iter().map(|Written { text, deck }| IndexedDeck {
        // A file as fresh as this could still change without its time changing.
        stamp: DeckStamp { name: deck.name.clone(), size_bytes: text.len() as u64, mtime_ns: 0 },
        hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
        content: Ok(deck),
    });
    indexed.collect()
}
