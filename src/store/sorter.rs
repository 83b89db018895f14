//! Rows that come in any order and leave in the order of the log, on disk as soon as they are too many for memory.
//!
//! Reviews are replayed card by card and exported in the order they were made. SQLite sorts them, in a database of
//! its own that has no name and is gone with the connection.

use std::path::Path;

use rusqlite::{Connection, params};

use crate::study::review::EventKey;

use super::error::StoreError;

/// Of what is sorted, so much stays in memory.
const CACHE_KIB: i64 = 8 << 10;
/// How errors call the database without a name.
const PLACE: &str = "a temporary file";

/// Rows on their way.
pub struct Sorter {
    connection: Connection,
}

impl Sorter {
    pub fn begin() -> Result<Self, StoreError> {
        let begin = || {
            let connection = Connection::open("")?;
            connection.pragma_update(None, "journal_mode", "off")?;
            connection.pragma_update(None, "synchronous", "off")?;
            connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
            connection.execute_batch(
                "create table waiting (tick integer, device text, seq integer, contents blob) strict; begin;",
            )?;
            Ok(Self { connection })
        };
        begin().map_err(failed)
    }

    /// Takes the row of an event.
    pub fn add(&self, tick: i64, key: &EventKey, contents: &[u8]) -> Result<(), StoreError> {
        self.connection
            .prepare_cached("insert into waiting (tick, device, seq, contents) values (?1, ?2, ?3, ?4)")
            .and_then(|mut insert| insert.execute(params![tick, key.device, key.seq, contents]))
            .map(drop)
            .map_err(failed)
    }

    /// Gives all rows in the order of their events.
    pub fn each<E: From<StoreError>>(&self, mut visit: impl FnMut(&[u8]) -> Result<(), E>) -> Result<(), E> {
        let sql = "select contents from waiting order by tick, device, seq";
        let mut statement = self.connection.prepare(sql).map_err(failed)?;
        let mut found = statement.query([]).map_err(failed)?;
        while let Some(row) = found.next().map_err(failed)? {
            let contents = row.get_ref(0).map_err(failed)?;
            visit(contents.as_blob().map_err(|error| failed(error.into()))?)?;
        }
        Ok(())
    }
}

fn failed(source: rusqlite::Error) -> StoreError {
    StoreError::of(Path::new(PLACE), source)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn rows_leave_in_the_order_of_the_log(
            events in proptest::collection::btree_set((0..9_i64, "[ab]", 0..9_u64), 0..60),
            shuffled in any::<u64>(),
        ) {
            let sorter = Sorter::begin().unwrap();
            let mut came: Vec<&(i64, String, u64)> = events.iter().collect();
            came.sort_by_key(|(tick, _, seq)| (tick.cast_unsigned() ^ seq).wrapping_mul(shuffled | 1));
            for event in came {
                let key = EventKey { device: event.1.clone(), seq: event.2 };
                sorter.add(event.0, &key, format!("{event:?}").as_bytes()).unwrap();
            }
            let mut left = Vec::new();
            sorter
                .each(|row| {
                    left.push(String::from_utf8(row.to_vec()).unwrap());
                    Ok::<_, StoreError>(())
                })
                .unwrap();
            prop_assert_eq!(left, events.iter().map(|event| format!("{event:?}")).collect::<Vec<_>>());
        }
    }
}
