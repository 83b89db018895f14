//! Opening the database: made private and whole, refused when it is damaged or too new, brought up
//! to date by numbered migrations.
//!
//! A new database is built under another name and moved into place, so that one that is there is
//! always complete. The file's own header is read before SQLite touches it: what is refused keeps
//! every byte.

#![expect(clippy::disallowed_methods, reason = "this room is the door to the database file")]

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, ffi};
use tempfile::TempPath;

use super::deck_counts;
use super::error::StoreError;
use super::index;
use super::write_ahead::{InUse, configure, connect_to_read, database_files, examine, refuse_orphan};

/// How every SQLite database starts.
const MAGIC: &[u8] = b"SQLite format 3\0";
/// `viva`, in SQLite's header.
const APPLICATION_ID: i32 = 0x7669_7661;
const MIGRATIONS: &[&str] = &[
    include_str!("sql/0001_start.sql"),
    include_str!("sql/0002_search.sql"),
    include_str!("sql/0003_card_index.sql"),
    include_str!("sql/0004_counted_past.sql"),
    include_str!("sql/0005_answer_by.sql"),
    include_str!("sql/0006_new_rank.sql"),
    include_str!("sql/0007_interviews.sql"),
    include_str!("sql/0008_review_days.sql"),
    include_str!("sql/0009_planned_interviews.sql"),
    include_str!("sql/0010_recalls.sql"),
    include_str!("sql/0011_deck_counts.sql"),
];
/// The version that ranks new cards, by their texts.
const RANKED_FROM: i32 = 6;
/// The version that counts the cards of each deck.
const COUNTED_FROM: i32 = 11;
/// How the names of databases begin that are being made, or whose making was killed.
pub const UNFINISHED_PREFIX: &str = ".viva-new-";
/// How the names of databases begin that were removed while they were in use, and saved.
pub const RESCUED_PREFIX: &str = "viva-rescued-";
const BUSY: Duration = Duration::from_secs(5);

/// Progress on this machine.
pub struct Store {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    pub(super) device: String,
    /// Which file it is; `None` for a copy, which nobody else knows of.
    file: Option<FileIdentity>,
    _in_use: InUse,
}

/// Who is asking: a database that was copied or carried elsewhere gets a device of its own.
pub struct Machine<'a> {
    /// Anything that names this machine and not another.
    pub mark: &'a str,
    /// A random name, used if the database needs a new device.
    pub fresh_device: &'a str,
}

impl Store {
    /// Opens the database at `path`, making it (and nothing else) where there is none.
    pub fn open(path: &Path, machine: &Machine<'_>) -> Result<Self, StoreError> {
        let mut store = Self::open_unwatched(path, machine)?;
        store.file = Some(FileIdentity::of(path)?);
        Ok(store)
    }

    /// Opens a copy that was made of a database; errors are about the original.
    pub fn open_copy(copy: &Path, original: &Path, machine: &Machine<'_>) -> Result<Self, StoreError> {
        let mut store = Self::open_unwatched(copy, machine).map_err(|error| error.about(original))?;
        original.clone_into(&mut store.path);
        Ok(store)
    }

    fn open_unwatched(path: &Path, machine: &Machine<'_>) -> Result<Self, StoreError> {
        if path.exists() {
            // Of one that was killed while another made this one; it does no harm where it cannot be removed.
            let _ = remove_abandoned_drafts(folder_of(path));
        } else {
            Draft::of(path)?.put_in_place()?;
        }
        refuse_what_is_not_ours(path)?;
        let in_use = examine(path)?;
        let of = |source| StoreError::of(path, source);
        let mut connection = connect(path).map_err(of)?;
        connection.pragma_update(None, "journal_mode", "wal").map_err(of)?;
        migrate(&mut connection, path)?;
        let (path, device) = (path.to_owned(), String::new());
        let mut store = Self { connection, path, device, file: None, _in_use: in_use };
        store.device = store.device_of(machine)?;
        Ok(store)
    }

    /// Opens the database to read it as it stands, if there is one. No file is made or changed, and nothing is
    /// waited for; all that is read is of one moment. An older form is brought up to date in memory. A log is read
    /// along with its database, even if a viva that was killed has left it behind; whether it belongs to this
    /// database is for [`Store::open`] to find out. `None` if such a log has lost its index, which would have to be
    /// written.
    pub fn open_to_read(path: &Path) -> Result<Option<Self>, StoreError> {
        if !path.exists() {
            return Ok(None);
        }
        refuse_what_is_not_ours(path)?;
        let of = |source| StoreError::of(path, source);
        let Some(mut connection) = connect_to_read(path).map_err(of)? else { return Ok(None) };
        let form = version(&connection).map_err(of)?;
        refuse_newer(path, form)?;
        if form < latest() {
            connection = copy_in_memory(&connection).map_err(of)?;
            migrate(&mut connection, path)?;
        }
        let (path, device) = (path.to_owned(), String::new());
        Ok(Some(Self { connection, path, device, file: None, _in_use: InUse::default() }))
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether the database is still where it was opened: what is written into one that was removed is on no disk
    /// once it is closed.
    #[must_use]
    pub fn is_in_place(&self) -> bool {
        let found = FileIdentity::of(&self.path).ok();
        self.file.is_none() || found == self.file
    }

    /// An error if it is not.
    pub fn expect_in_place(&self) -> Result<(), StoreError> {
        if self.is_in_place() { Ok(()) } else { Err(StoreError::Removed { path: self.path.clone() }) }
    }

    /// Writes all that this connection still reads into a new database in `folder`, for one that was removed.
    pub fn rescue_into(&self, folder: &Path) -> Result<PathBuf, StoreError> {
        let cannot = |source| cannot_open(folder, &source);
        // Readable by its owner alone, and there to be filled.
        let rescued = tempfile::Builder::new().prefix(RESCUED_PREFIX).suffix(".db").tempfile_in(folder);
        let (file, name) = rescued.map_err(cannot)?.into_parts();
        let path = name.to_string_lossy().into_owned();
        self.connection.execute("vacuum into ?1", [path]).map_err(|source| StoreError::of(&name, source))?;
        file.sync_all().map_err(cannot)?;
        name.keep().map_err(|failed| cannot(failed.error))
    }

    pub(super) fn failed(&self, source: rusqlite::Error) -> StoreError {
        StoreError::of(&self.path, source)
    }

    /// What was written down under a name for this machine alone; no event, and of no weight if lost.
    pub fn remembered(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.connection
            .prepare_cached("select value from meta where key = 'remembered.' || ?1")
            .and_then(|mut statement| statement.query_row([name], |row| row.get(0)).optional())
            .map_err(|source| self.failed(source))
    }

    /// Writes such a thing down, or forgets it.
    pub fn remember(&mut self, name: &str, value: Option<&str>) -> Result<(), StoreError> {
        match value {
            Some(value) => self.connection.execute(
                "insert into meta (key, value) values ('remembered.' || ?1, ?2) \
                 on conflict (key) do update set value = excluded.value",
                (name, value),
            ),
            None => self.connection.execute("delete from meta where key = 'remembered.' || ?1", [name]),
        }
        .map(|_| ())
        .map_err(|source| self.failed(source))
    }

    /// The device that events are written under.
    fn device_of(&self, machine: &Machine<'_>) -> Result<String, StoreError> {
        let mark = mark_of(&self.path, machine.mark);
        let held: Option<(String, String)> = self
            .connection
            .query_row(
                "select device.value, mark.value from meta device join meta mark on mark.key = 'device_mark' \
                 where device.key = 'device'",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()
            .map_err(|source| self.failed(source))?;
        if let Some((device, held_mark)) = held
            && held_mark == mark
        {
            return Ok(device);
        }
        let device = self.unused_device(machine.fresh_device, None)?;
        self.name_device(&device, &mark)?;
        Ok(device)
    }

    /// `last_written` is the last event that this machine is known to have written here: its device and number. If
    /// the database ends before it, an older one was put back, and events are written under a new name from now on:
    /// otherwise they would get the keys of those that are missing. Whether that was so.
    pub fn notice_put_back(
        &mut self,
        machine: &Machine<'_>,
        last_written: (&str, u64),
    ) -> Result<bool, StoreError> {
        let (device, seq) = last_written;
        if device != self.device || self.last_seq_of(device)? >= seq {
            return Ok(false);
        }
        let fresh = self.unused_device(machine.fresh_device, Some(device))?;
        self.name_device(&fresh, &mark_of(&self.path, machine.mark))?;
        self.device = fresh;
        Ok(true)
    }

    fn name_device(&self, device: &str, mark: &str) -> Result<(), StoreError> {
        self.connection
            .execute(
                "insert into meta (key, value) values ('device', ?1), ('device_mark', ?2) \
                 on conflict (key) do update set value = excluded.value",
                (device, mark),
            )
            .map(drop)
            .map_err(|source| self.failed(source))
    }

    /// A name that no event has: keys are for ever.
    fn unused_device(&self, fresh: &str, taken: Option<&str>) -> Result<String, StoreError> {
        let mut number = 1;
        loop {
            let device = if number == 1 { fresh.to_owned() } else { format!("{fresh}-{number}") };
            if taken != Some(&device) && self.last_seq_of(&device)? == 0 {
                return Ok(device);
            }
            number += 1;
        }
    }

    /// The number of the last event of a device; 0 if there is none.
    pub(super) fn last_seq_of(&self, device: &str) -> Result<u64, StoreError> {
        self.connection
            .prepare_cached("select coalesce(max(seq), 0) from event where device = ?1")
            .and_then(|mut statement| statement.query_row([device], |row| row.get(0)))
            .map_err(|source| self.failed(source))
    }
}

/// What tells a file from any other that comes to stand under its name.
#[derive(PartialEq, Eq)]
struct FileIdentity {
    #[cfg(unix)]
    device_and_inode: (u64, u64),
}

impl FileIdentity {
    fn of(path: &Path) -> Result<Self, StoreError> {
        let metadata = std::fs::metadata(path).map_err(|source| cannot_open(path, &source))?;
        #[cfg(unix)]
        let identity = {
            use std::os::unix::fs::MetadataExt as _;
            Self { device_and_inode: (metadata.dev(), metadata.ino()) }
        };
        // Elsewhere a file that is open cannot be removed.
        #[cfg(not(unix))]
        let identity = {
            drop(metadata);
            Self {}
        };
        Ok(identity)
    }
}

pub(super) fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "synchronous", "full")?;
    configure(&connection)?;
    Ok(connection)
}

/// All that a connection reads, as a database of its own that is on no disk.
fn copy_in_memory(original: &Connection) -> rusqlite::Result<Connection> {
    let mut copy = Connection::open_in_memory()?;
    match Backup::new(original, &mut copy)?.step(-1)? {
        StepResult::Done => {}
        _ => return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None)),
    }
    configure(&copy)?;
    Ok(copy)
}

/// A new database that is still made under another name, so that nobody else sees it.
///
/// What becomes of it before it is in its place is of no weight: no journal is kept, and nothing waits for
/// the disk before the end.
pub(super) struct Draft {
    pub(super) connection: Connection,
    /// Locked while it is being made.
    pub(super) file: File,
    pub(super) name: TempPath,
    /// Where it is to stand.
    pub(super) path: PathBuf,
}

impl Draft {
    /// An empty database in the newest form, which is to stand at `path`.
    pub(super) fn of(path: &Path) -> Result<Self, StoreError> {
        refuse_orphan(path)?;
        Self::replacing(path)
    }

    /// The same, whatever is there.
    pub(super) fn replacing(path: &Path) -> Result<Self, StoreError> {
        let cannot = |source| cannot_open(path, &source);
        let folder = folder_of(path);
        remove_abandoned_drafts(folder).map_err(cannot)?;
        // Readable by its owner alone, from its first byte.
        let (file, name) = new_draft(folder).map_err(cannot)?.into_parts();
        let of = |source| StoreError::of(path, source);
        let mut connection = connect(&name).map_err(of)?;
        connection.pragma_update(None, "journal_mode", "off").map_err(of)?;
        connection.pragma_update(None, "synchronous", "off").map_err(of)?;
        connection.pragma_update(None, "application_id", APPLICATION_ID).map_err(of)?;
        migrate(&mut connection, path)?;
        Ok(Self { connection, file, name, path: path.to_owned() })
    }

    /// Puts it where it belongs, whole and on disk; where another viva was quicker, its database stays.
    pub(super) fn put_in_place(self) -> Result<(), StoreError> {
        self.put(|name, path| match name.persist_noclobber(path) {
            Err(failed) if failed.error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
            put => put.map_err(|failed| failed.error),
        })
    }

    /// The same over the database that is there.
    pub(super) fn put_over(self) -> Result<(), StoreError> {
        self.put(|name, path| name.persist(path).map_err(|failed| failed.error))
    }

    fn put(self, persist: impl FnOnce(TempPath, &Path) -> std::io::Result<()>) -> Result<(), StoreError> {
        let Self { connection, file, name, path } = self;
        let cannot = |source| cannot_open(&path, &source);
        connection.close().map_err(|(_, source)| StoreError::of(&path, source))?;
        file.sync_all().map_err(cannot)?;
        persist(name, &path).map_err(cannot)?;
        File::open(folder_of(&path)).and_then(|folder| folder.sync_all()).map_err(cannot)
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

fn cannot_open(path: &Path, source: &std::io::Error) -> StoreError {
    StoreError::CannotOpen { path: path.to_owned(), reason: source.to_string() }
}

/// A new file, locked so that no other viva takes it for abandoned.
fn new_draft(folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    loop {
        let draft = tempfile::Builder::new().prefix(UNFINISHED_PREFIX).suffix(".db").tempfile_in(folder)?;
        draft.as_file().lock()?;
        // Another viva may have swept it away before it was locked; from here on it cannot.
        if draft.path().exists() {
            return Ok(draft);
        }
    }
}

/// Removes what a viva that was killed while making a database has left; one still at it holds a lock.
fn remove_abandoned_drafts(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if !name.to_string_lossy().starts_with(UNFINISHED_PREFIX)
            || name.to_string_lossy().ends_with("-journal")
        {
            continue;
        }
        let Ok(draft) = File::open(entry.path()) else { continue };
        // The lock is held until the draft is gone, or its maker could get it in between.
        if draft.try_lock().is_ok() {
            let mut journal = entry.path().into_os_string();
            journal.push("-journal");
            // Another viva may be sweeping, too.
            let _ = std::fs::remove_file(journal);
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// Looks at SQLite's header (sqlite.org/fileformat.html) without SQLite.
pub(super) fn refuse_what_is_not_ours(path: &Path) -> Result<(), StoreError> {
    let header = Header::read(path)?;
    if header.number(68) != APPLICATION_ID {
        return Err(StoreError::Foreign { path: path.to_owned(), reason: "it belongs to another program" });
    }
    refuse_newer(path, header.number(60))?;
    header.refuse_truncated(path)
}

/// The form of the database as its file says it; a log beside it may say more.
pub(super) fn form_in_header(path: &Path) -> Result<i32, StoreError> {
    Ok(Header::read(path)?.number(60))
}

/// The first 100 bytes of the file.
struct Header([u8; 100]);

impl Header {
    fn read(path: &Path) -> Result<Self, StoreError> {
        let cannot = |source| cannot_open(path, &source);
        if !std::fs::metadata(path).map_err(cannot)?.is_file() {
            return Err(StoreError::Foreign { path: path.to_owned(), reason: "it is not a file" });
        }
        let mut start = Vec::new();
        let file = File::open(path).map_err(cannot)?;
        if file.take(100).read_to_end(&mut start).is_err() {
            return Err(StoreError::NotRead { path: path.to_owned() });
        }
        if !MAGIC.iter().zip(&start).all(|(expected, found)| expected == found) {
            return Err(StoreError::Foreign { path: path.to_owned(), reason: "it does not start like one" });
        }
        start.try_into().map(Self).map_err(|_| StoreError::Truncated { path: path.to_owned() })
    }

    fn number(&self, offset: usize) -> i32 {
        let at = |place: usize| self.0[offset + place];
        i32::from_be_bytes([at(0), at(1), at(2), at(3)])
    }

    /// Whether pages that the header counts are missing. With a log beside it, they may be there.
    fn refuse_truncated(&self, path: &Path) -> Result<(), StoreError> {
        // The count is of some older version of SQLite if the two numbers of changes differ.
        let is_counted = self.number(24) == self.number(92);
        let page_bytes = match u64::from(u16::from_be_bytes([self.0[16], self.0[17]])) {
            1 => 65_536,
            bytes => bytes,
        };
        let expected_bytes = u64::from(self.number(28).cast_unsigned()) * page_bytes;
        let found_bytes = std::fs::metadata(path).map_or(u64::MAX, |metadata| metadata.len());
        if is_counted && found_bytes < expected_bytes && database_files(path).len() == 1 {
            return Err(StoreError::Truncated { path: path.to_owned() });
        }
        Ok(())
    }
}

fn refuse_newer(path: &Path, found: i32) -> Result<(), StoreError> {
    let known = latest();
    if found > known { Err(StoreError::TooNew { path: path.to_owned(), found, known }) } else { Ok(()) }
}

fn version(connection: &Connection) -> rusqlite::Result<i32> {
    connection.query_row("pragma user_version", [], |row| row.get(0))
}

pub(super) fn latest() -> i32 {
    i32::try_from(MIGRATIONS.len()).unwrap_or(i32::MAX)
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let of = |source| StoreError::of(path, source);
    if version(connection).map_err(of)? == latest() {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(of)?;
    // Read again: another viva may have migrated while this one waited for the lock.
    let from = version(&transaction).map_err(of)?;
    refuse_newer(path, from)?;
    for migration in MIGRATIONS.iter().skip(usize::try_from(from).unwrap_or(0)) {
        transaction.execute_batch(migration).map_err(of)?;
    }
    if from < RANKED_FROM {
        index::rank_anew(&transaction).map_err(of)?;
    }
    if from < COUNTED_FROM {
        deck_counts::count_all(&transaction).map_err(of)?;
    }
    transaction.pragma_update(None, "user_version", latest()).map_err(of)?;
    transaction.commit().map_err(of)
}

/// Changes when the file is copied (another inode) or carried to another machine.
fn mark_of(path: &Path, machine: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(machine.as_bytes());
    #[cfg(unix)]
    if let Ok(metadata) = std::fs::metadata(path) {
        use std::os::unix::fs::MetadataExt as _;
        hasher.update(&metadata.ino().to_le_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}
