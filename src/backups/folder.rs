//! The backups in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::error::BackupError;
use super::reading::OpenBackup;
use crate::disk::{is_draft, sweep_draft};
use crate::study::backup::BackupInfo;

pub(super) const EXTENSION: &str = "zip";

/// A backup in the folder of backups.
#[derive(Debug)]
pub struct Backup {
    pub path: PathBuf,
    /// The file's name without its extension.
    pub id: String,
    pub size_bytes: u64,
    /// What it says about itself, or why it cannot be used.
    pub info: Result<BackupInfo, BackupError>,
}

/// All backups in a folder, newest first, unusable ones last; empty if the folder does not exist.
#[must_use]
pub fn list(folder: &Path) -> Vec<Backup> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut backups: Vec<Backup> = entries
        .filter_map(|entry| {
            let path = entry.path();
            let id = path.file_stem()?.to_str()?.to_owned();
            let is_named_so = path.extension().is_some_and(|extension| extension == EXTENSION);
            if !is_named_so || id.starts_with('.') || !entry.file_type().ok()?.is_file() {
                return None;
            }
            let size_bytes = entry.metadata().ok()?.len();
            let info = OpenBackup::open(&path).map(|open| open.info().clone());
            Some(Backup { path, id, size_bytes, info })
        })
        .collect();
    let made_ms = |backup: &Backup| backup.info.as_ref().map_or(i64::MIN, |info| info.made_ms);
    backups.sort_by(|a, b| made_ms(b).cmp(&made_ms(a)).then_with(|| b.id.cmp(&a.id)));
    backups
}

/// The newest backup whose files are all as they were written.
#[must_use]
pub fn newest_usable(folder: &Path, needs_database: bool) -> Option<Backup> {
    let is_whole = |backup: &Backup| {
        backup.info.is_ok()
            && OpenBackup::open(&backup.path)
                .is_ok_and(|mut open| (open.has_database() || !needs_database) && open.verify().is_ok())
    };
    list(folder).into_iter().find(is_whole)
}

/// Removes a backup that is not to be kept any more.
pub fn remove(backup: &Backup) -> Result<(), BackupError> {
    fs::remove_file(&backup.path).map_err(|source| BackupError::io("remove", &backup.path, source))
}

/// Removes what a viva that was killed while it made a backup has left behind; what was removed. One that is still
/// at it holds a lock.
pub fn sweep(folder: &Path, is_dry_run: bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let drafts = entries.filter(|entry| is_draft(&entry.file_name())).map(|entry| entry.path());
    drafts.filter(|draft| sweep_draft(draft, is_dry_run)).collect()
}
