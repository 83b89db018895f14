//! A database made again from events, put in the place of the one that is there.
//!
//! Of a database that comes out of a backup, only the events are taken, row by row, through a connection that can do
//! nothing else; everything besides is made from them. So nothing that a stranger put into it runs, an older form is
//! no matter, and what is restored gets a device of its own: events made from now on never have the keys of those
//! that were made after the backup.

#![expect(clippy::disallowed_methods, reason = "this room is the door to the database file")]

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::types::{ToSqlOutput, ValueRef};

use super::check::rebuild;
use super::error::StoreError;
use super::open::{Draft, connect, folder_of, form_in_header, latest, refuse_what_is_not_ours};
use super::rows;
use super::write_ahead::{database_files, open_alone, remove_companions};
use crate::study::review::{Event, EventKey};
use crate::untrusted::{expect_plain_table, restrain};

/// A minute or two of work.
const MOST_LOOKS: u32 = 2_000_000;

/// A database on its way to take the place of another.
pub struct Restoring {
    draft: Draft,
}

/// What is in the place of the database that is made.
pub enum Replaced<'a> {
    Nothing,
    /// A database that a backup has, with so many events.
    BackedUp {
        event_count: u64,
    },
    /// One that cannot be opened; its files are copied to a new folder, byte for byte.
    Unusable {
        set_aside: &'a Path,
    },
}

impl Restoring {
    /// Begins a database that is to stand at `path`, whatever is there.
    pub fn begin(path: &Path) -> Result<Self, StoreError> {
        let draft = Draft::replacing(path)?;
        draft.connection.execute_batch("begin").map_err(|source| StoreError::of(path, source))?;
        Ok(Self { draft })
    }

    pub fn add(&mut self, event: &Event) -> Result<(), StoreError> {
        rows::insert_event(&self.draft.connection, event).map_err(|source| self.failed(source))
    }

    /// Adds all events of a database that may come from a stranger, as they are written there.
    pub fn add_from(&mut self, untrusted: &Path) -> Result<(), StoreError> {
        let read = open_untrusted(untrusted)?;
        let of_read = |source| StoreError::of(untrusted, source);
        let mut insert = self
            .draft
            .connection
            .prepare(
                "insert into event (device, seq, tick, at_ms, day, card, kind, payload) \
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )
            .map_err(|source| StoreError::of(&self.draft.path, source))?;
        let mut statement =
            read.prepare(&format!("select {} from event", rows::EVENT_COLUMNS)).map_err(of_read)?;
        let mut found = statement.query([]).map_err(of_read)?;
        while let Some(row) = found.next().map_err(of_read)? {
            for column in 0..8 {
                let value = row.get_ref(column).map_err(of_read)?;
                let is_of_its_type = match column {
                    1..=4 => matches!(value, ValueRef::Integer(_)),
                    5 => matches!(value, ValueRef::Text(_) | ValueRef::Null),
                    _ => matches!(value, ValueRef::Text(_)),
                };
                let is_text = value.as_str().is_ok() || !matches!(value, ValueRef::Text(_));
                if !is_of_its_type || !is_text {
                    return Err(StoreError::of_unreadable(untrusted));
                }
                insert.raw_bind_parameter(column + 1, ToSqlOutput::Borrowed(value)).map_err(of_read)?;
            }
            insert.raw_execute().map_err(of_read)?;
        }
        Ok(())
    }

    /// The keys of its events.
    pub fn each_key(&self, visit: impl FnMut(EventKey)) -> Result<(), StoreError> {
        each_key(&self.draft.connection, visit).map_err(|source| self.failed(source))
    }

    /// Puts it in the place of the database that is there: whole and on disk, or not at all.
    pub fn finish(self, replaced: &Replaced<'_>) -> Result<(), StoreError> {
        let path = self.draft.path.clone();
        let finished =
            rebuild(&self.draft.connection).and_then(|_| self.draft.connection.execute_batch("commit"));
        finished.map_err(|source| self.failed(source))?;
        let cannot = |source: std::io::Error| StoreError::CannotOpen {
            path: path.clone(),
            reason: source.to_string(),
        };
        let folder = File::open(folder_of(&path)).map_err(cannot)?;
        if matches!(folder.try_lock(), Err(std::fs::TryLockError::WouldBlock)) {
            return Err(StoreError::InUse { path });
        }
        match replaced {
            Replaced::Unusable { set_aside } => {
                copy_files(&database_files(&path), set_aside).map_err(cannot)?;
            }
            Replaced::BackedUp { event_count } => write_log_back(&path, *event_count)?,
            Replaced::Nothing => {}
        }
        remove_companions(&path).map_err(cannot)?;
        self.draft.put_over()?;
        drop(folder);
        Ok(())
    }

    fn failed(&self, source: rusqlite::Error) -> StoreError {
        StoreError::of(&self.draft.path, source)
    }
}

/// Which events a database has, read without changing it. It may come from a stranger.
pub fn each_untrusted_key(path: &Path, visit: impl FnMut(EventKey)) -> Result<(), StoreError> {
    let read = open_untrusted(path)?;
    each_key(&read, visit).map_err(|source| StoreError::of(path, source))
}

impl super::open::Store {
    /// The keys of all events.
    pub fn each_key(&self, visit: impl FnMut(EventKey)) -> Result<(), StoreError> {
        each_key(&self.connection, visit).map_err(|source| self.failed(source))
    }
}

fn each_key(connection: &Connection, mut visit: impl FnMut(EventKey)) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("select device, seq from event")?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        visit(EventKey { device: row.get(0)?, seq: row.get(1)? });
    }
    Ok(())
}

/// A database that may be anything, alone and read only, found to be whole and to have events.
fn open_untrusted(path: &Path) -> Result<Connection, StoreError> {
    refuse_what_is_not_ours(path)?;
    if form_in_header(path)? > latest() {
        return Err(StoreError::TooNew {
            path: path.to_owned(),
            found: form_in_header(path)?,
            known: latest(),
        });
    }
    let of = |source| StoreError::of(path, source);
    let mut connection = open_alone(path).map_err(of)?;
    restrain(&mut connection, MOST_LOOKS).map_err(of)?;
    // Of the events alone: looking at the search index would run what is in it.
    let verdict: String =
        connection.query_row("pragma quick_check(event)", [], |row| row.get(0)).map_err(of)?;
    if verdict != "ok" || expect_plain_table(&connection, "event").map_err(of)?.is_err() {
        return Err(StoreError::of_unreadable(path));
    }
    Ok(connection)
}

/// Brings all of the log into the database, so that none is left beside the new one. An error if there are events
/// that no backup has.
fn write_log_back(path: &Path, event_count: u64) -> Result<(), StoreError> {
    let of = |source| StoreError::of(path, source);
    let connection = connect(path).map_err(of)?;
    let found: u64 = connection.query_row("select count(*) from event", [], |row| row.get(0)).map_err(of)?;
    if found != event_count {
        return Err(StoreError::InUse { path: path.to_owned() });
    }
    connection.query_row("pragma wal_checkpoint(truncate)", [], |_| Ok(())).map_err(of)?;
    connection.close().map_err(|(_, source)| of(source))
}

/// Copies files into a new folder; they are on disk on return.
fn copy_files(files: &[PathBuf], to: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(to)?;
    for file in files {
        let Some(name) = file.file_name() else { continue };
        let copy = to.join(name);
        std::fs::copy(file, &copy)?;
        File::open(&copy)?.sync_all()?;
    }
    File::open(to)?.sync_all()?;
    File::open(folder_of(to))?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::super::open::{Machine, Store};
    use super::*;

    const MACHINE: Machine<'_> = Machine { mark: "test machine", fresh_device: "test" };

    #[test]
    fn a_database_of_viva_passes_the_restraints() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("viva.db");
        drop(Store::open(&path, &MACHINE).unwrap());
        let mut connection = open_alone(&path).unwrap();
        restrain(&mut connection, MOST_LOOKS).unwrap();
        let verdict: String =
            connection.query_row("pragma quick_check(event)", [], |row| row.get(0)).unwrap();
        assert_eq!(verdict, "ok");
        assert_eq!(expect_plain_table(&connection, "event").unwrap(), Ok(()));
        each_key(&connection, |_| {}).unwrap();
    }
}
