//! Texts that somebody is writing, each with a note beside it that says what it is for.
//!
//! The note is a file of its own, because editors replace the file that they save. The viva that has a
//! draft open holds a lock on its note, so that a draft whose note is free was left behind. What is in
//! notes is not known here.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{FilesError, create_private_folder, io_error, read_text_if_any, remove};

const NOTE: &str = "json";

/// A draft that this process has open.
#[derive(Debug)]
pub struct DraftFile {
    path: PathBuf,
    /// Locked as long as this value lives; older versions wrote no notes.
    _note: Option<File>,
}

/// A draft that no viva has open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftDraft {
    pub path: PathBuf,
    pub note: Option<String>,
}

impl DraftFile {
    /// A new file in `folder` with a text to be edited; `suffix` ends its name, such as `.md`.
    pub fn write(
        folder: &Path,
        stem: &str,
        suffix: &str,
        text: &str,
        note: &str,
    ) -> Result<Self, FilesError> {
        create_private_folder(folder)?;
        let failed = |source| io_error("write a draft in", folder, source);
        let mut beside = tempfile::Builder::new()
            .prefix(&format!("{stem}-"))
            .suffix(&format!(".{NOTE}"))
            .tempfile_in(folder)
            .map_err(failed)?;
        // Locked before the draft is there, so that nobody takes it for one that was left behind.
        let _ = beside.as_file().try_lock();
        beside.write_all(note.as_bytes()).map_err(failed)?;
        let path = beside.path().with_extension(suffix.trim_start_matches('.'));
        let mut options = OpenOptions::new();
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.write(true).create_new(true).open(&path).map_err(failed)?;
        file.write_all(text.as_bytes()).map_err(failed)?;
        let (held, _) = beside.keep().map_err(|error| failed(error.error))?;
        Ok(Self { path, _note: Some(held) })
    }

    /// Opens a draft that was left behind; `None` if another viva has it open by now.
    pub fn take(left: &LeftDraft) -> Result<Option<Self>, FilesError> {
        let path = left.path.clone();
        let held = match File::open(note_of(&path)) {
            Err(source) if source.kind() == io::ErrorKind::NotFound => None,
            opened => Some(opened.map_err(|source| io_error("open", &note_of(&path), source))?),
        };
        let is_free = held.as_ref().is_none_or(|held| held.try_lock().is_ok());
        Ok(is_free.then_some(Self { path, _note: held }))
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the draft and its note.
    pub fn remove(self) -> Result<(), FilesError> {
        remove(&self.path)?;
        remove(&note_of(&self.path))
    }
}

/// The drafts in a folder that no viva has open, by name; none if there is no such folder.
pub fn left_drafts(folder: &Path) -> Result<Vec<LeftDraft>, FilesError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|source| io_error("read the folder", folder, source))?,
    };
    let mut left = Vec::new();
    for entry in entries {
        let path = entry.map_err(|source| io_error("read the folder", folder, source))?.path();
        // What editors keep beside the file is hidden or ends otherwise.
        let is_text = matches!(path.extension().and_then(OsStr::to_str), Some("md" | "toml"));
        if !is_text || !path.is_file() {
            continue;
        }
        let note = note_of(&path);
        if File::open(&note).is_ok_and(|held| held.try_lock_shared().is_err()) {
            continue;
        }
        left.push(LeftDraft { note: read_text_if_any(&note).unwrap_or_default(), path });
    }
    left.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(left)
}

fn note_of(path: &Path) -> PathBuf {
    path.with_extension(NOTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_left_behind_when_nobody_has_it_open() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = folder.path().join("drafts");
        assert_eq!(left_drafts(&drafts).unwrap(), []);
        let open = DraftFile::write(&drafts, "a.b", ".md", "mine", "a note").unwrap();
        assert_eq!(left_drafts(&drafts).unwrap(), []);
        // As editors do it: another file under the same name.
        fs::write(drafts.join("new"), "mine, too").unwrap();
        fs::rename(drafts.join("new"), open.path()).unwrap();
        assert_eq!(left_drafts(&drafts).unwrap(), []);
        let path = open.path().to_owned();
        drop(open);
        let left = left_drafts(&drafts).unwrap();
        assert_eq!(left, [LeftDraft { path, note: Some("a note".to_owned()) }]);
        let taken = DraftFile::take(&left[0]).unwrap().unwrap();
        assert!(DraftFile::take(&left[0]).unwrap().is_none());
        taken.remove().unwrap();
        assert_eq!(fs::read_dir(&drafts).unwrap().count(), 0);
    }

    #[test]
    fn a_draft_without_a_note_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("gil-Ab12Cd.md");
        fs::write(&path, "mine").unwrap();
        fs::write(folder.path().join(".gil-Ab12Cd.md.swp"), "vim's").unwrap();
        let left = left_drafts(folder.path()).unwrap();
        assert_eq!(left, [LeftDraft { path, note: None }]);
        DraftFile::take(&left[0]).unwrap().unwrap().remove().unwrap();
    }
}
