//! A copy of the database for a backup, made while others may use it, and what is in it.

use std::fs::OpenOptions;
use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ffi};

use super::error::StoreError;
use super::open::{Store, connect, form_in_header, latest, refuse_what_is_not_ours};
use super::write_ahead::{examine, open_alone};

/// What a database contains, as far as a person wants to know it before putting it back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseContents {
    pub event_count: u64,
    pub review_count: u64,
    pub card_count: u64,
    pub question_count: u64,
    /// The study day of the last review, counted from 1970-01-01.
    pub last_review_day: Option<i32>,
    pub fingerprint: String,
}

/// Whether opening the database would change its form.
pub fn needs_update(path: &Path) -> bool {
    // What cannot be read at all is for `Store::open` to say.
    path.exists() && form_in_header(path).is_ok_and(|form| form < latest())
}

/// Copies a database of any form into an empty file, including its log. A copy that is not
/// sound is an error.
pub fn copy_database(path: &Path, to: &Path) -> Result<DatabaseContents, StoreError> {
    refuse_what_is_not_ours(path)?;
    let of = |source| StoreError::of(path, source);
    let _in_use = examine(path)?;
    let original = connect(path).map_err(of)?;
    copy_to(&original, to).map_err(|source| StoreError::of(to, source))?;
    say_without_log(to)
        .map_err(|source| StoreError::CannotOpen { path: to.to_owned(), reason: source.to_string() })?;
    let copy = open_alone(to).map_err(of)?;
    let verdict: String = copy.query_row("pragma quick_check(1)", [], |row| row.get(0)).map_err(of)?;
    if verdict != "ok" {
        return Err(StoreError::of_unreadable(path));
    }
    contents(&copy).map_err(of)
}

fn copy_to(original: &Connection, to: &Path) -> rusqlite::Result<()> {
    let mut copy = Connection::open(to)?;
    // If this copy is lost before it is in the backup, nothing is lost.
    copy.pragma_update(None, "journal_mode", "off")?;
    copy.pragma_update(None, "synchronous", "off")?;
    let done = Backup::new(original, &mut copy)?.step(-1)?;
    copy.close().map_err(|(_, error)| error)?;
    match done {
        StepResult::Done => Ok(()),
        _ => Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None)),
    }
}

/// Writes into the header that no log belongs to the file (sqlite.org/fileformat.html, offset 18).
fn say_without_log(path: &Path) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.seek(SeekFrom::Start(18))?;
    file.write_all(&[1, 1])
}

impl Store {
    /// Changes whenever an event is added or a deck in the index changes.
    pub fn fingerprint(&self) -> Result<String, StoreError> {
        fingerprint(&self.connection).map_err(|source| self.failed(source))
    }

    /// When the first event after a moment was made, in milliseconds since 1970. What came from Anki does not count.
    pub fn first_event_after(&self, at_ms: i64) -> Result<Option<i64>, StoreError> {
        self.connection
            .query_row(
                "select min(at_ms) from event where at_ms > ?1 and device not like 'anki%'",
                [at_ms],
                |row| row.get(0),
            )
            .map_err(|source| self.failed(source))
    }

    /// The number of the last event that was made under this database's own name; 0 if there is none.
    pub fn last_own_seq(&self) -> Result<u64, StoreError> {
        self.last_seq_of(&self.device)
    }
}

fn contents(connection: &Connection) -> rusqlite::Result<DatabaseContents> {
    let count = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, u64>(0));
    Ok(DatabaseContents {
        event_count: count("select count(*) from event")?,
        review_count: count("select count(*) from event where kind = 'review'")?,
        card_count: count("select count(*) from question")?,
        question_count: count("select count(*) from sighting")?,
        last_review_day: connection.query_row(
            "select max(day) from event where kind = 'review'",
            [],
            |row| row.get(0),
        )?,
        fingerprint: fingerprint(connection)?,
    })
}

fn fingerprint(connection: &Connection) -> rusqlite::Result<String> {
    let mut hasher = blake3::Hasher::new();
    let (count, tick): (i64, i64) =
        connection.query_row("select count(*), coalesce(max(tick), 0) from event", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    hasher.update(&count.to_le_bytes());
    hasher.update(&tick.to_le_bytes());
    let mut statement = connection.prepare("select name, hash from deck order by name")?;
    let mut found = statement.query([])?;
    while let Some(row) = found.next()? {
        for column in 0..2 {
            let text: String = row.get(column)?;
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
    }
    Ok(hasher.finalize().to_hex()[..16].to_owned())
}
