//! What every door to files does alike: a file that is written under a name of its own until it is whole, a file that
//! is opened without waiting, a folder that is on disk, and why the system refused.

#![expect(clippy::disallowed_methods, reason = "the doors open their files with this")]

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// How the names of drafts begin. None is taken for a deck, a note or a backup.
pub(crate) const DRAFT_PREFIX: &str = ".viva-";
const DRAFT_SUFFIX: &str = ".tmp";

/// A new file that only its owner may read, locked so that no other viva takes it for abandoned; gone when dropped.
pub(crate) fn new_draft(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let draft = tempfile::Builder::new().prefix(DRAFT_PREFIX).suffix(DRAFT_SUFFIX).tempfile_in(folder)?;
        // A file system without locks keeps a draft that was abandoned; nothing else depends on it.
        let _ = draft.as_file().lock();
        // Another viva may have swept it away before it was locked; from here on it cannot.
        if draft.path().exists() {
            return Ok(draft);
        }
    }
}

pub(crate) fn is_draft(file_name: &OsStr) -> bool {
    let bytes = file_name.as_encoded_bytes();
    bytes.starts_with(DRAFT_PREFIX.as_bytes()) && bytes.ends_with(DRAFT_SUFFIX.as_bytes())
}

/// Whether the writer of a draft is gone and, unless this only looks, the draft is removed.
pub(crate) fn sweep_draft(draft: &Path, is_dry_run: bool) -> bool {
    let Ok(file) = File::open(draft) else { return false };
    // The lock is held until the draft is gone, or its writer could get it in between.
    file.try_lock().is_ok() && (is_dry_run || fs::remove_file(draft).is_ok())
}

/// Opens for reading; if the file has become a pipe since it was looked at, that does not block.
pub(crate) fn open_without_waiting(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK | libc::O_NOCTTY);
    options.open(path)
}

/// A writer that remembers why it failed. What is written piece by piece passes through code that has errors of its
/// own; whoever opened the file can still say what went wrong with it.
pub(crate) struct Watched<W> {
    inner: W,
    pub(crate) failure: Option<io::Error>,
}

impl<W: Write> Watched<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner, failure: None }
    }

    fn remember<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let kind = error.kind();
            self.failure = Some(error);
            kind.into()
        })
    }
}

impl<W: Write> Write for Watched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.inner.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => return self.remember(result),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.inner.flush();
        self.remember(result)
    }
}

/// Puts the names in a folder on disk, such as that of a file that was just renamed.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// What went wrong, in viva's words where they are plainer than the system's.
pub(crate) fn cause(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
        // A path that the error names may be that of a draft.
        _ => error.to_string().split(" at path ").next().unwrap_or_default().to_owned(),
    }
}
