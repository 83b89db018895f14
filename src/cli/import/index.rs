//! Decks that an import makes go into the index while further notes are read.
//!
//! They are put in as they were written, without being read again. The index is a cache: what does not
//! come in here is read from its file when the collection is opened.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use crate::store::{DeckStamp, IndexedDeck, Store, StoreError};
use crate::study::deck::Deck;

/// So many decks go in together, or so many bytes of them.
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
    Working(SyncSender<Vec<Written>>, JoinHandle<Result<Store, StoreError>>),
    /// The database could not be opened.
    Failed,
}

impl Indexer {
    /// Puts decks in, with `open` for the database if these are the first.
    pub(super) fn put(&mut self, written: Vec<Written>, open: impl FnOnce() -> Option<Store>) {
        if written.is_empty() {
            return;
        }
        if matches!(self, Self::Idle) {
            *self = open().map_or(Self::Failed, |store| {
                let (sender, receiver) = sync_channel(MOST_WAITING);
                Self::Working(sender, thread::spawn(move || index_all(store, &receiver)))
            });
        }
        if let Self::Working(sender, _) = self {
            // It has ended where something failed, and the end finds that again.
            let _ = sender.send(written);
        }
    }

    /// The database, once all decks are in it; `None` where it is to be opened anew, to succeed or to
    /// say why not.
    pub(super) fn finish(self) -> Option<Store> {
        let Self::Working(sender, worker) = self else { return None };
        drop(sender);
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).ok()
    }
}

fn index_all(mut store: Store, batches: &Receiver<Vec<Written>>) -> Result<Store, StoreError> {
    let mut held: Vec<Written> = Vec::new();
    let mut bytes = 0;
    for batch in batches {
        bytes += batch.iter().map(|written| written.text.len()).sum::<usize>();
        held.extend(batch);
        if held.len() >= MOST_AT_ONCE || bytes >= MOST_BYTES_AT_ONCE {
            index(&mut store, &std::mem::take(&mut held))?;
            bytes = 0;
        }
    }
    index(&mut store, &held)?;
    Ok(store)
}

fn index(store: &mut Store, written: &[Written]) -> Result<(), StoreError> {
    let decks: Vec<IndexedDeck<'_>> = written
        .iter()
        .map(|Written { text, deck }| IndexedDeck {
            // A file as fresh as this could still change without its time changing.
            stamp: DeckStamp { name: deck.name.clone(), size_bytes: text.len() as u64, mtime_ns: 0 },
            hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
            content: Ok(deck),
        })
        .collect();
    store.index(&decks, &[])
}
