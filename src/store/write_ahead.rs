//! The write-ahead log beside a database: refused if it belongs to another one.
//!
//! SQLite applies whatever log is beside a file. If a database is moved away or replaced while its log stays
//! behind, the changes in the log would be mixed into the new one. A log is left behind only by a viva that was
//! killed, or is there because another one is at work; in the first case, what it leads to is looked at before
//! anything is written. A log of the database's own adds events and leaves it sound; one of another database does
//! neither, because it replaces pages that are something else here.

#![expect(clippy::disallowed_methods, reason = "this room is the door to the database file")]

use std::fmt::Write as _;
use std::fs::File;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::time::Duration;

use foldhash::{HashMap, HashMapExt as _};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::error::StoreError;
use super::open::{connect, folder_of};
use super::rows;

/// Enough for one pass over 100,000 cards in any order; only what is read is taken.
const READ_CACHE_KIB: i64 = 16 << 10;

/// That a viva has the database open; held as long as it has.
#[derive(Default)]
pub(super) struct InUse {
    _folder: Option<File>,
}

/// The database and its companions, as far as they are there.
#[must_use]
pub fn database_files(path: &Path) -> Vec<PathBuf> {
    let companions = ["-wal", "-shm"].map(|ending| companion(path, ending));
    [path.to_owned()].into_iter().chain(companions).filter(|path| path.exists()).collect()
}

/// Refuses a log whose database is gone: it would become that of the next one.
pub fn refuse_orphan(path: &Path) -> Result<(), StoreError> {
    let log = companion(path, "-wal");
    if is_empty(&log) { Ok(()) } else { Err(StoreError::OrphanLog { path: path.to_owned(), log }) }
}

/// Looks at the log that a viva left behind, and says from then on that the database is in use.
pub(super) fn examine(path: &Path) -> Result<InUse, StoreError> {
    let folder = File::open(folder_of(path)).ok();
    let log = companion(path, "-wal");
    // While another viva is at work the log is its own.
    let is_alone = folder.as_ref().is_none_or(|folder| !is_in_use(folder));
    if is_alone && !is_empty(&log) && !is_own(path)? {
        return Err(StoreError::ForeignLog { path: path.to_owned(), log });
    }
    // A file system without locks: every log is then looked at.
    let folder = folder.filter(|folder| folder.lock_shared().is_ok());
    Ok(InUse { _folder: folder })
}

/// Sets what every connection has in common.
pub(super) fn configure(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    // A plan may not depend on the values that are bound. Otherwise SQLite plans each statement that could use a partial
    // index anew whenever it is run, which takes longer than looking up a card.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.pragma_update(None, "trusted_schema", false)
}

/// A connection that writes nothing, not even into the index of the log, and waits for nobody. What it reads is as
/// it was at its first look. `None` if there is a log without an index.
pub(super) fn connect_to_read(path: &Path) -> rusqlite::Result<Option<Connection>> {
    let connection = if is_empty(&companion(path, "-wal")) {
        // The file is all there is.
        alone(path)?
    } else if companion(path, "-shm").exists() {
        // SQLite uses the index as long as another process has it open; of a log that was left behind, it makes one in
        // its own memory (sqlite.org/wal.html, "Read-Only Databases").
        open_uri(path, "mode=ro&readonly_shm=1")?
    } else {
        return Ok(None);
    };
    connection.busy_timeout(Duration::ZERO)?;
    connection.pragma_update(None, "cache_size", -READ_CACHE_KIB)?;
    configure(&connection)?;
    connection.execute_batch("begin")?;
    Ok(Some(connection))
}

/// Whether another viva has the database of this folder open. The lock that tries it ends with the file.
fn is_in_use(folder: &File) -> bool {
    matches!(folder.try_lock(), Err(std::fs::TryLockError::WouldBlock))
}

fn is_own(path: &Path) -> Result<bool, StoreError> {
    let of = |source| StoreError::of(path, source);
    let hasher = RandomState::new();
    // Killed while the log was copied into the file, the file alone may be in pieces; then it says nothing.
    let mut left = alone(path).and_then(|connection| digests(&connection, &hasher)).unwrap_or_default();
    let together = connect(path).map_err(of)?;
    // Its index of the log is then in memory alone, and none is made or changed beside the database.
    together.pragma_update(None, "locking_mode", "exclusive").map_err(of)?;
    // No part of the log may get into the file yet, not even when this connection is closed.
    together.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true).map_err(of)?;
    let mut is_kept = || -> rusqlite::Result<bool> {
        let verdict: String = together.query_row("pragma integrity_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            return Ok(false);
        }
        for (key, digest) in digests(&together, &hasher)? {
            if left.remove(&key).is_some_and(|before| before != digest) {
                return Ok(false);
            }
        }
        Ok(left.is_empty())
    };
    match is_kept().map_err(of) {
        Ok(is_kept) => Ok(is_kept),
        Err(StoreError::Damaged { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Removes what belongs to a database that is about to be replaced.
pub(super) fn remove_companions(path: &Path) -> std::io::Result<()> {
    for ending in ["-wal", "-shm"] {
        match std::fs::remove_file(companion(path, ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// A database without its log, if it has one; nothing is made or changed.
pub(super) fn open_alone(path: &Path) -> rusqlite::Result<Connection> {
    alone(path)
}

/// The file without its log.
fn alone(path: &Path) -> rusqlite::Result<Connection> {
    open_uri(path, "immutable=1")
}

fn open_uri(path: &Path, how: &str) -> rusqlite::Result<Connection> {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut uri = "file:".to_owned();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => uri.push(char::from(byte)),
            byte => drop(write!(uri, "%{byte:02x}")),
        }
    }
    uri.push('?');
    uri.push_str(how);
    Connection::open_with_flags(uri, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
}

/// Every event's key, with something that changes if anything of the event does.
fn digests(connection: &Connection, hasher: &RandomState) -> rusqlite::Result<HashMap<(String, u64), u64>> {
    let mut statement = connection.prepare(&format!("select {} from event", rows::EVENT_COLUMNS))?;
    let mut found = statement.query([])?;
    let mut digests = HashMap::new();
    while let Some(row) = found.next()? {
        let event = rows::event(row)?;
        let rest = (event.tick, event.at_ms, event.day, &event.card, &event.kind, &event.payload);
        let digest = hasher.hash_one(rest);
        digests.insert((event.key.device, event.key.seq), digest);
    }
    Ok(digests)
}

fn companion(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).map_or(true, |metadata| metadata.len() == 0)
}
