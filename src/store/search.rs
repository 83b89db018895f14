//! Full-text search over the index of decks.
//!
//! FTS5 is given words that `study::search` has folded, and asked for such words, so that what is found
//! is what that room would find. An import takes the words of its decks in the background; those of decks that were
//! written or changed otherwise are read by the first search.

use rusqlite::{Connection, params};

use crate::study::card::CardId;
use crate::study::search::{Part, Wanted, folded};

use super::error::StoreError;
use super::open::Store;

/// A place where a card was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The id its events are replayed under.
    pub card: CardId,
    pub deck: String,
    pub position: usize,
}

impl Store {
    /// How many cards a search would have to read first.
    pub fn unread_count(&self) -> Result<usize, StoreError> {
        self.connection
            .query_row(
                "select coalesce(sum(deck.card_count), 0) from deck \
                 left join searched_deck on searched_deck.name = deck.name \
                 where searched_deck.hash is not deck.hash",
                [],
                |row| row.get(0),
            )
            .map_err(|source| self.failed(source))
    }

    /// Every place where what is wanted stands, the best first: a word counts more the rarer it is, and
    /// in a question more than in an answer.
    pub fn search(&mut self, wanted: &Wanted) -> Result<Vec<Found>, StoreError> {
        self.read_words()?;
        let read = || {
            self.connection
                .prepare_cached(include_str!("sql/search.sql"))?
                .query_map([expression(wanted)], |row| {
                    Ok((row.get::<_, String>(0)?, row.get(1)?, row.get(2)?))
                })?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        let found = read().map_err(|source| self.failed(source))?;
        Ok(found
            .into_iter()
            .filter_map(|(id, deck, position)| Some(Found { card: CardId::parse(&id).ok()?, deck, position }))
            .collect())
    }

    /// Every word that a search could find, with how many cards hold it.
    pub fn vocabulary(&mut self) -> Result<Vec<(String, u64)>, StoreError> {
        self.read_words()?;
        let read = || {
            self.connection
                .prepare("select term, doc from card_vocabulary")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| self.failed(source))
    }

    /// Reads the decks whose words are not those of the index any more.
    fn read_words(&mut self) -> Result<(), StoreError> {
        let is_current = |connection: &Connection| {
            connection.query_row(
                "select not exists (select name, hash from deck except select name, hash from searched_deck) \
                 and not exists (select name from searched_deck except select name from deck)",
                [],
                |row| row.get::<_, bool>(0),
            )
        };
        if is_current(&self.connection).map_err(|source| self.failed(source))? {
            return Ok(());
        }
        self.in_transaction(|connection| {
            connection.execute_batch(
                "delete from card_words where rowid in (select id from searched_card where deck in \
                     (select name from (select name, hash from searched_deck except select name, hash from deck))); \
                 delete from searched_card where deck in \
                     (select name from (select name, hash from searched_deck except select name, hash from deck)); \
                 delete from searched_deck where name in \
                     (select name from (select name, hash from searched_deck except select name, hash from deck));",
            )?;
            let unread: Vec<(String, String)> = connection
                .prepare("select name, hash from deck except select name, hash from searched_deck")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<rusqlite::Result<_>>()?;
            unread.iter().try_for_each(|(deck, hash)| take_words(connection, deck, hash))
        })
    }
}

/// Takes the words of a deck that is in the index. `hash` is that of its text.
pub(super) fn take_words(connection: &Connection, deck: &str, hash: &str) -> rusqlite::Result<()> {
    // A deck of this name may have been there before.
    for delete in [
        "delete from card_words where rowid in (select id from searched_card where deck = ?1)",
        "delete from searched_card where deck = ?1",
        "delete from searched_deck where name = ?1",
    ] {
        connection.prepare_cached(delete)?.execute([deck])?;
    }
    read_deck(connection, deck)?;
    connection
        .prepare_cached("insert into searched_deck (name, hash) values (?1, ?2)")?
        .execute((deck, hash))?;
    Ok(())
}

fn read_deck(connection: &Connection, name: &str) -> rusqlite::Result<()> {
    let mut cards = connection.prepare_cached(include_str!("sql/texts_of_deck.sql"))?;
    let mut keep = connection.prepare_cached("insert into searched_card (deck, position) values (?1, ?2)")?;
    let mut insert = connection.prepare_cached(
        "insert into card_words (rowid, question, my_answer, answer, section, tags, deck) \
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut rows = cards.query([name])?;
    while let Some(row) = rows.next()? {
        keep.execute((name, row.get::<_, u32>(0)?))?;
        let text = |column: usize| -> rusqlite::Result<String> {
            Ok(row.get_ref(column)?.as_str_or_null()?.map_or(String::new(), folded))
        };
        insert.execute(params![
            connection.last_insert_rowid(),
            text(1)?,
            text(2)?,
            text(3)?,
            text(4)?,
            text(5)?,
            text(6)?,
        ])?;
    }
    Ok(())
}

/// In FTS5's language. A folded word holds letters, digits, `+` and `#` only; in quotes it is no syntax.
fn expression(wanted: &Wanted) -> String {
    let phrase = |part: &Part| {
        let open = if part.is_open { " *" } else { "" };
        format!("\"{}\"{open}", part.words.join(" "))
    };
    let (excluded, sought): (Vec<&Part>, Vec<&Part>) =
        wanted.parts().iter().partition(|part| part.is_excluded);
    let sought: Vec<String> = sought.into_iter().map(phrase).collect();
    let excluded: Vec<String> = excluded.into_iter().map(phrase).collect();
    match excluded.as_slice() {
        [] => sought.join(" AND "),
        excluded => format!("({}) NOT ({})", sought.join(" AND "), excluded.join(" OR ")),
    }
}
