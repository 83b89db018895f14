//! A backup while it is written, under a name that is not taken for a backup.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, SeekFrom};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use tempfile::NamedTempFile;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::error::BackupError;
use super::folder::{Backup, EXTENSION};
use crate::disk::{new_draft, sync_folder};
use crate::study::backup::{BackupInfo, INFO};

/// Fast, and hardly larger than the best: a backup is made while somebody waits.
const COMPRESSION_LEVEL: i64 = 3;
/// More would need another form of zip, which is refused when it is read.
const MOST_FILES: usize = 60_000;

/// A backup that is being made. Dropped, it leaves nothing behind.
pub struct NewBackup {
    folder: PathBuf,
    file: NamedTempFile,
    archive: ZipWriter<Steady>,
    /// Why nothing more is written into the file, once that is so.
    failure: Failure,
    file_count: usize,
    unpacked_bytes: u64,
}

impl NewBackup {
    /// Begins one in a folder that is there.
    pub fn begin(folder: &Path) -> Result<Self, BackupError> {
        let failed = |source| BackupError::io("write a backup in", folder, source);
        let file = new_draft(folder).map_err(failed)?;
        let failure = Failure::default();
        let steady = Steady {
            file: file.as_file().try_clone().map_err(failed)?,
            place: 0,
            end: 0,
            failure: failure.clone(),
            has_failed: false,
        };
        let archive = ZipWriter::new(steady);
        Ok(Self { folder: folder.to_owned(), file, archive, failure, file_count: 0, unpacked_bytes: 0 })
    }

    /// A private file beside the backup, for what is not in it yet; gone when dropped.
    pub fn scratch(&self) -> Result<NamedTempFile, BackupError> {
        new_draft(&self.folder).map_err(|source| BackupError::io("write a backup in", &self.folder, source))
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
        self.archive.finish().map_err(|error| BackupError::unwritten(&folder, error))?;
        if let Some(source) = self.failure.0.take() {
            return Err(failed(source));
        }
        let mut file = self.file;
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
        match self.failure.0.take() {
            Some(source) => Err(BackupError::io("write a backup in", folder, source)),
            None => Ok(()),
        }
    }
}

/// What went wrong first.
#[derive(Clone, Default)]
struct Failure(Rc<RefCell<Option<io::Error>>>);

/// The file of a backup as the archive sees it: a write that fails is remembered and reported by [`NewBackup`], and
/// everything after it goes nowhere. The archive itself is not made for a disk that is full: whatever happened, it
/// writes its end when it is dropped, with places in the file that are no longer true.
struct Steady {
    file: File,
    place: u64,
    end: u64,
    failure: Failure,
    has_failed: bool,
}

impl Steady {
    fn attempt(&mut self, act: impl FnOnce(&mut File) -> io::Result<()>) {
        if !self.has_failed
            && let Err(error) = act(&mut self.file)
        {
            self.has_failed = true;
            *self.failure.0.borrow_mut() = Some(error);
        }
    }
}

impl io::Write for Steady {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.attempt(|file| file.write_all(bytes));
        self.place += bytes.len() as u64;
        self.end = self.end.max(self.place);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.attempt(io::Write::flush);
        Ok(())
    }
}

impl io::Seek for Steady {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::Current(by) => self.place.checked_add_signed(by),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
        };
        self.place = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        let place = self.place;
        self.attempt(|file| file.seek(SeekFrom::Start(place)).map(drop));
        Ok(self.place)
    }
}
