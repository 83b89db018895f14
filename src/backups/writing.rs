//! A backup in the making, under a name that nobody takes for one.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::error::BackupError;
use super::folder::{Backup, DRAFT_PREFIX, DRAFT_SUFFIX, EXTENSION};
use crate::study::backup::{BackupInfo, INFO};

/// Fast, and hardly larger than the best: a backup is made while somebody waits.
const COMPRESSION_LEVEL: i64 = 3;
/// More would need another form of zip, which is refused when it is read.
const MOST_FILES: usize = 60_000;

/// A backup that is being made. Dropped, it leaves nothing behind.
pub struct NewBackup {
    folder: PathBuf,
    archive: ZipWriter<NamedTempFile>,
    file_count: usize,
    unpacked_bytes: u64,
}

impl NewBackup {
    /// Begins one in a folder that is there.
    pub fn begin(folder: &Path) -> Result<Self, BackupError> {
        let file = draft_in(folder)?;
        let archive = ZipWriter::new(file);
        Ok(Self { folder: folder.to_owned(), archive, file_count: 0, unpacked_bytes: 0 })
    }

    /// A private file beside the backup, for what is not in it yet; gone when dropped.
    pub fn scratch(&self) -> Result<NamedTempFile, BackupError> {
        draft_in(&self.folder)
    }

    pub fn add(&mut self, name: &str, contents: &[u8]) -> Result<(), BackupError> {
        self.copy(name, contents, contents.len() as u64)
    }

    /// Adds what is in a file.
    pub fn add_file(&mut self, name: &str, path: &Path) -> Result<(), BackupError> {
        let failed = |source| BackupError::io("read", path, source);
        let file = File::open(path).map_err(failed)?;
        let size_bytes = file.metadata().map_err(failed)?.len();
        self.copy(name, file, size_bytes)
    }

    /// All that was added.
    #[must_use]
    pub fn unpacked_bytes(&self) -> u64 {
        self.unpacked_bytes
    }

    /// Puts it in its place, whole and on disk, under `id` or, if that name is taken, one that follows it.
    pub fn finish(mut self, id: &str, info: &BackupInfo) -> Result<Backup, BackupError> {
        let about = serde_json::to_vec_pretty(info).unwrap_or_default();
        self.add(INFO, &about)?;
        let folder = self.folder;
        let failed = |source| BackupError::io("write a backup in", &folder, source);
        let mut file = self.archive.finish().map_err(|error| BackupError::unwritten(&folder, error))?;
        file.flush().map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        let size_bytes = file.as_file().metadata().map_err(failed)?.len();
        let mut number = 1;
        loop {
            let id = if number == 1 { id.to_owned() } else { format!("{id}-{number}") };
            let path = folder.join(format!("{id}.{EXTENSION}"));
            match file.persist_noclobber(&path) {
                Ok(_) => {
                    sync_folder(&folder).map_err(failed)?;
                    return Ok(Backup { path, id, size_bytes, info: Ok(info.clone()) });
                }
                Err(taken) if taken.error.kind() == io::ErrorKind::AlreadyExists => {
                    file = taken.file;
                    number += 1;
                }
                Err(error) => return Err(failed(error.error)),
            }
        }
    }

    fn copy(&mut self, name: &str, mut from: impl io::Read, size_bytes: u64) -> Result<(), BackupError> {
        self.file_count += 1;
        if self.file_count > MOST_FILES {
            return Err(BackupError::TooManyFiles { count: self.file_count, most: MOST_FILES });
        }
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(COMPRESSION_LEVEL))
            .unix_permissions(0o600)
            .large_file(size_bytes >= u64::from(u32::MAX));
        let folder = &self.folder;
        let unwritten = |error| BackupError::unwritten(folder, error);
        self.archive.start_file(name, options).map_err(unwritten)?;
        let copied = io::copy(&mut from, &mut self.archive).map_err(|error| unwritten(error.into()))?;
        self.unpacked_bytes += copied;
        Ok(())
    }
}

/// A new file that only its owner may read, locked so that no other viva takes it for abandoned.
fn draft_in(folder: &Path) -> Result<NamedTempFile, BackupError> {
    let failed = |source| BackupError::io("write a backup in", folder, source);
    loop {
        let draft = tempfile::Builder::new()
            .prefix(DRAFT_PREFIX)
            .suffix(DRAFT_SUFFIX)
            .tempfile_in(folder)
            .map_err(failed)?;
        // A file system without locks keeps a draft that was abandoned; nothing else depends on it.
        let _ = draft.as_file().lock();
        // Another viva may have swept it away before it was locked; from here on it cannot.
        if draft.path().exists() {
            return Ok(draft);
        }
    }
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
