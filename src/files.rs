//! The door to the folder of decks and to the notes: the only room that opens such files.
//!
//! Reading never waits and never swells: only regular files are read, up to a limit, and a pipe, a
//! socket or a device is refused before it can block. Writing is whole or not at all: what stands
//! under a name is always the old text or the new one, also after a power cut. What the text means
//! is not known here.

#![expect(clippy::disallowed_methods, reason = "this room is the door to the files")]

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufWriter, Read as _, Write};
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::UNIX_EPOCH;

use crate::disk::{
    DRAFT_PREFIX, Watched, cause, is_draft, new_draft, open_without_waiting, sweep_draft, sync_folder,
};

mod drafts;

pub use drafts::{DraftFile, LeftDraft, left_drafts};

pub const LARGEST_DECK_BYTES: u64 = 64 << 20;
pub const LARGEST_NOTE_BYTES: u64 = 256 << 20;

/// So often a copy is made again that another program has written into.
const MOST_COPIES: usize = 10;

/// What failed if a new file is in its place and the disk does not confirm it: a power cut may bring back the old one.
const UNCONFIRMED: &str = "make sure that the disk has";

/// How many files are waited for at once.
const WRITERS: usize = 8;

/// Folders below folders below folders: what is deeper is a mistake.
const DEEPEST_FOLDER: usize = 64;

#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    #[error("cannot {doing} {}: {}", shown(path), cause(source))]
    Io { doing: &'static str, path: PathBuf, source: io::Error },
    #[error("{} is {found}, not a file", shown(path))]
    NotAFile { path: PathBuf, found: &'static str },
    #[error("{} is larger than {limit_mib} MiB", shown(path))]
    TooLarge { path: PathBuf, limit_mib: u64 },
    #[error("{}:{line}: byte {column} of this line is not UTF-8", shown(path))]
    NotUtf8 { path: PathBuf, line: usize, column: usize },
    #[error("{} has a name that is not UTF-8 or contains control characters", shown(path))]
    UnusableName { path: PathBuf },
}

impl FilesError {
    /// The file or folder that it is about.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Io { path, .. }
            | Self::NotAFile { path, .. }
            | Self::TooLarge { path, .. }
            | Self::NotUtf8 { path, .. }
            | Self::UnusableName { path } => path,
        }
    }
}

/// A deck's file as a look at the folder shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeckFile {
    /// The file's name without `.toml`.
    pub name: String,
    pub path: PathBuf,
    pub size: u64,
    /// Last change, in nanoseconds since 1970.
    pub mtime_ns: i64,
}

/// What a folder holds: the good ones, and what was passed over and why.
#[derive(Debug)]
pub struct Listed<T> {
    pub found: Vec<T>,
    pub problems: Vec<FilesError>,
    /// What was being written when viva was killed, or is being written by another one.
    pub drafts: Vec<PathBuf>,
}

/// The text of a deck's file, or of another file of viva's own.
pub fn read_text(path: &Path) -> Result<String, FilesError> {
    let bytes = read(path, LARGEST_DECK_BYTES)?;
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.split(|byte| *byte == b'\n').count();
        let column = good.len() - good.iter().rposition(|byte| *byte == b'\n').map_or(0, |lf| lf + 1) + 1;
        FilesError::NotUtf8 { path: path.to_owned(), line, column }
    })
}

/// As [`read_text`]; `None` where there is no such file.
pub fn read_text_if_any(path: &Path) -> Result<Option<String>, FilesError> {
    match read_text(path) {
        Err(FilesError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

/// The bytes of a file of viva's own, whatever they are.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, FilesError> {
    read(path, LARGEST_DECK_BYTES)
}

/// The bytes of a note, in whatever encoding.
pub fn read_note(path: &Path) -> Result<Vec<u8>, FilesError> {
    read(path, LARGEST_NOTE_BYTES)
}

/// The decks in a folder, by name; none if there is no such folder.
pub fn list_decks(folder: &Path) -> Result<Listed<DeckFile>, FilesError> {
    let mut listed = Listed { found: Vec::new(), problems: Vec::new(), drafts: Vec::new() };
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(listed),
        entries => entries.map_err(|source| io_error("read the folder", folder, source))?,
    };
    for entry in entries {
        let entry = entry.map_err(|source| io_error("read the folder", folder, source))?;
        let path = entry.path();
        let file_name = entry.file_name();
        if is_draft(&file_name) {
            listed.drafts.push(path);
            continue;
        }
        if path.extension() != Some(OsStr::new("toml")) || is_hidden(&file_name) {
            continue;
        }
        match deck_file(path) {
            Ok(deck) => listed.found.push(deck),
            // Removed since the folder was read.
            Err(FilesError::Io { source, path, .. })
                if source.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(&path).is_err() => {}
            Err(problem) => listed.problems.push(problem),
        }
    }
    listed.found.sort_by(|a, b| a.name.cmp(&b.name));
    listed.problems.sort_by_cached_key(ToString::to_string);
    Ok(listed)
}

/// Removes drafts whose writer is gone; one that is still being written is locked by its writer.
pub fn remove_abandoned(drafts: &[PathBuf]) {
    for draft in drafts {
        // A draft that cannot be removed does no harm.
        sweep_draft(draft, false);
    }
}

/// Removes the drafts in a folder whose writer is gone, unless this only looks; which they are.
pub fn sweep(folder: &Path, is_dry_run: bool) -> Vec<PathBuf> {
    let drafts = files_beginning(folder, DRAFT_PREFIX).into_iter();
    let drafts = drafts.filter(|path| path.file_name().is_some_and(is_draft) && path.is_file());
    drafts.filter(|draft| sweep_draft(draft, is_dry_run)).collect()
}

/// Size and time of one deck's file, as [`list_decks`] has them.
pub fn deck_file(path: PathBuf) -> Result<DeckFile, FilesError> {
    let name = path.file_stem().and_then(OsStr::to_str).filter(|name| !name.contains(char::is_control));
    let Some(name) = name.map(str::to_owned) else { return Err(FilesError::UnusableName { path }) };
    let metadata = regular(&path, fs::metadata(&path))?;
    let since_1970 = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let mtime_ns = since_1970.and_then(|time| i64::try_from(time.as_nanos()).ok()).unwrap_or(0);
    Ok(DeckFile { name, path, size: metadata.len(), mtime_ns })
}

/// A note's file as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteFile {
    pub path: PathBuf,
    /// From the root, links followed.
    pub whole: PathBuf,
    /// Whether it was named itself, not only found in a folder that was.
    pub is_named: bool,
}

impl NoteFile {
    fn of(path: PathBuf, is_named: bool) -> Self {
        let whole = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        Self { path, whole, is_named }
    }
}

/// The notes that `paths` name: a file is itself; of a folder, all files below it that are neither
/// hidden nor ignored by git, in the order of their paths. Links to folders are not followed, so
/// nothing goes in circles; a file is given once, whatever names it.
pub fn list_notes(paths: &[PathBuf]) -> Listed<NoteFile> {
    let mut listed = Listed { found: Vec::new(), problems: Vec::new(), drafts: Vec::new() };
    for path in paths {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => walk(path, &mut listed),
            metadata => match regular(path, metadata) {
                Ok(_) => listed.found.push(NoteFile::of(path.clone(), true)),
                Err(problem) => listed.problems.push(problem),
            },
        }
    }
    let mut seen = std::collections::HashSet::new();
    listed.found.retain(|note| seen.insert(note.whole.clone()));
    listed
}

/// Writes a whole file, or leaves the old one. An old file's mode is kept, a new one is the user's
/// alone; a link stays a link and the file it leads to is replaced.
pub fn write_whole(path: &Path, contents: &[u8]) -> Result<(), FilesError> {
    write_whole_by(path, |out| out.write_all(contents).map_err(|source| io_error("write", path, source)))
}

/// As [`write_whole`] for contents that `write` gives piece by piece. If it fails, the old file stays.
pub fn write_whole_by<E: From<FilesError>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let folder = replace(path, write)?;
    sync_folder(&folder).map_err(|source| io_error(UNCONFIRMED, path, source).into())
}

/// As [`write_whole`], but nothing waits for the disk: after a power cut the old file may be there again.
pub fn write_soon(path: &Path, contents: &[u8]) -> Result<(), FilesError> {
    let failed = |source| io_error("write", path, source);
    let mut file = new_draft(folder_of(path)).map_err(failed)?;
    file.write_all(contents).map_err(failed)?;
    file.persist(path).map(drop).map_err(|error| failed(error.error))
}

/// As [`write_whole`] for many files, each whole or as it was. Waiting for the disk is what takes time,
/// so several are written at once. The first error is given when all that were begun have ended.
pub fn write_all_whole(files: &[(&Path, &str)]) -> Result<(), FilesError> {
    let next = AtomicUsize::new(0);
    let write_some = || {
        let mut folders = BTreeSet::new();
        while let Some((path, contents)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            folders.insert(replace(path, |out| {
                out.write_all(contents.as_bytes()).map_err(|source| io_error("write", path, source))
            })?);
        }
        Ok(folders)
    };
    let written: Vec<Result<BTreeSet<PathBuf>, FilesError>> = thread::scope(|scope| {
        // This thread is one of them; others may not be had.
        let start = |_| thread::Builder::new().spawn_scoped(scope, write_some).ok();
        let writers: Vec<_> = (1..WRITERS.min(files.len())).filter_map(start).collect();
        let own = write_some();
        let of_others =
            writers.into_iter().map(|writer| writer.join().unwrap_or_else(|panic| resume_unwind(panic)));
        std::iter::once(own).chain(of_others).collect()
    });
    let mut folders = BTreeSet::new();
    for some in written {
        folders.append(&mut some?);
    }
    folders
        .iter()
        .try_for_each(|folder| sync_folder(folder).map_err(|source| io_error(UNCONFIRMED, folder, source)))
}

/// Replaces a file by a whole new one that is on disk; its folder, which is still to be synced.
fn replace<E: From<FilesError>>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<PathBuf, E> {
    let failed = |source| io_error("write", path, source);
    let target = match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => fs::canonicalize(path).map_err(failed)?,
        _ => path.to_owned(),
    };
    let old = match fs::metadata(&target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        metadata => Some(regular(path, metadata)?),
    };
    let folder = folder_of(&target);
    let file = new_draft(folder).map_err(failed)?;
    let mut out = BufWriter::new(Watched::new(file.as_file()));
    let written = write(&mut out).and_then(|()| out.flush().map_err(|source| failed(source).into()));
    // What is left in the buffer after an error is not written again.
    let (watched, _) = out.into_parts();
    if let Some(source) = watched.failure {
        return Err(failed(source).into());
    }
    written?;
    if let Some(old) = old {
        file.as_file().set_permissions(old.permissions()).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(folder.to_owned())
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The names in a folder, each with whether it is a folder, in order; none if it cannot be read.
#[must_use]
pub fn names_in(folder: &Path) -> Vec<(String, bool)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let with_kind =
        |entry: fs::DirEntry| Some((entry.file_name().into_string().ok()?, entry.path().is_dir()));
    let mut names: Vec<(String, bool)> = entries.filter_map(with_kind).collect();
    names.sort();
    names
}

/// Removes one file; that it is gone already is no error.
pub fn remove(path: &Path) -> Result<(), FilesError> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => Err(io_error("remove", path, source)),
        _ => Ok(()),
    }
}

/// A temporary folder, private and gone when dropped, with copies of those of a folder's files that are
/// there.
pub fn copy_to_temporary(folder: &Path, names: &[&str]) -> Result<tempfile::TempDir, FilesError> {
    let copy =
        tempfile::tempdir().map_err(|source| io_error("make a temporary folder for", folder, source))?;
    // What another program writes meanwhile would make a copy that never was.
    for _ in 0..MOST_COPIES {
        let before = stamps(folder, names);
        for name in names {
            let path = folder.join(name);
            match fs::copy(&path, copy.path().join(name)) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(io_error("copy", &path, source));
                }
                Err(_) => drop(fs::remove_file(copy.path().join(name))),
                // The copy is worked on, also where the original may only be read.
                Ok(_) => make_private_and_writable(&copy.path().join(name))?,
            }
        }
        if stamps(folder, names) == before {
            break;
        }
    }
    Ok(copy)
}

/// Sizes and times, from which it is seen whether a file was written to.
fn stamps(folder: &Path, names: &[&str]) -> Vec<Option<(u64, Option<std::time::SystemTime>)>> {
    let stamp = |name: &&str| {
        let metadata = fs::metadata(folder.join(name)).ok()?;
        Some((metadata.len(), metadata.modified().ok()))
    };
    names.iter().map(stamp).collect()
}

/// The path from the root, links followed as far as it is there.
#[must_use]
pub fn from_the_root(path: &Path) -> PathBuf {
    fs::canonicalize(path).or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}

/// The files in a folder whose names begin so, in the order of their names.
pub fn files_beginning(folder: &Path, beginning: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().as_encoded_bytes().starts_with(beginning.as_bytes()))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

/// A folder and all below it that others than their owner may read or write, with their modes; links are not
/// followed. Nothing where files have no modes.
#[must_use]
pub fn open_to_others(folder: &Path) -> Vec<(PathBuf, u32)> {
    let mut found = Vec::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mut paths = vec![folder.to_owned()];
        while let Some(path) = paths.pop() {
            let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
            if metadata.is_dir() {
                paths.extend(fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()));
            }
            let mode = metadata.permissions().mode() & 0o777;
            if !metadata.is_symlink() && mode & 0o077 != 0 {
                found.push((path, mode));
            }
        }
    }
    found.sort();
    found
}

fn make_private_and_writable(path: &Path) -> Result<(), FilesError> {
    let failed = |source| io_error("change the mode of", path, source);
    #[cfg(unix)]
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    #[cfg(not(unix))]
    let permissions = {
        let mut permissions = fs::metadata(path).map_err(failed)?.permissions();
        permissions.set_readonly(false);
        permissions
    };
    fs::set_permissions(path, permissions).map_err(failed)
}

/// Takes from others what they may do with a file or a folder.
pub fn make_private(path: &Path) -> Result<(), FilesError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let failed = |source| io_error("change the mode of", path, source);
        let mode = fs::symlink_metadata(path).map_err(failed)?.permissions().mode() & 0o700;
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(failed)?;
    }
    Ok(())
}

/// Makes a folder and those above it, each the user's alone; one that is there stays as it is.
pub fn create_private_folder(path: &Path) -> Result<(), FilesError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|source| io_error("make the folder", path, source))
}

fn read(path: &Path, limit: u64) -> Result<Vec<u8>, FilesError> {
    let failed = |source| io_error("read", path, source);
    let too_large = || FilesError::TooLarge { path: path.to_owned(), limit_mib: limit >> 20 };
    // Asked before opening, because opening alone can move a device to act.
    regular(path, fs::metadata(path))?;
    let file = open_without_waiting(path).map_err(failed)?;
    let metadata = regular(path, file.metadata())?;
    if metadata.len() > limit {
        return Err(too_large());
    }
    // A file that grows while it is read, or lies about its size, stops at the limit all the same.
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0) + 1);
    file.take(limit + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

fn regular(path: &Path, metadata: io::Result<fs::Metadata>) -> Result<fs::Metadata, FilesError> {
    let metadata = metadata.map_err(|source| io_error("read", path, source))?;
    match kind(&metadata) {
        None => Ok(metadata),
        Some(found) => Err(FilesError::NotAFile { path: path.to_owned(), found }),
    }
}

/// What it is, unless it is a regular file.
fn kind(metadata: &fs::Metadata) -> Option<&'static str> {
    if metadata.is_file() {
        return None;
    }
    if metadata.is_dir() {
        return Some("a folder");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        let file_type = metadata.file_type();
        if file_type.is_fifo() {
            return Some("a pipe");
        }
        if file_type.is_socket() {
            return Some("a socket");
        }
        if file_type.is_block_device() || file_type.is_char_device() {
            return Some("a device");
        }
    }
    Some("something special")
}

fn walk(folder: &Path, listed: &mut Listed<NoteFile>) {
    let walker = ignore::WalkBuilder::new(folder)
        // A folder of notes is ignored by what it says of itself, whether or not it is under git.
        .require_git(false)
        .max_depth(Some(DEEPEST_FOLDER))
        .sort_by_file_path(Path::cmp)
        .build();
    for entry in walker {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let source = io::Error::other(error.to_string());
                listed.problems.push(io_error("read the folder", folder, source));
                continue;
            }
        };
        let path = entry.into_path();
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {}
            metadata => match regular(&path, metadata) {
                Ok(_) => listed.found.push(NoteFile::of(path, false)),
                Err(problem) => listed.problems.push(problem),
            },
        }
    }
}

fn is_hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn io_error(doing: &'static str, path: &Path, source: io::Error) -> FilesError {
    FilesError::Io { doing, path: path.to_owned(), source }
}

/// A path in a sentence: backticks around it, and no control character raw.
fn shown(path: &Path) -> String {
    let mut out = "`".to_owned();
    for c in path.to_string_lossy().chars() {
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out + "`"
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn names(listed: &Listed<DeckFile>) -> Vec<&str> {
        listed.found.iter().map(|deck| deck.name.as_str()).collect()
    }

    #[track_caller]
    fn check_refused(path: &Path, expected_end: &str) {
        let message = read_text(path).unwrap_err().to_string();
        assert!(message.ends_with(expected_end), "{message}");
        assert!(read_note(path).is_err());
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = folder();
        let path = folder.path().join("a.toml");
        assert!(read_text_if_any(&path).unwrap().is_none());
        write_whole(&path, "title = 'é'\n".as_bytes()).unwrap();
        write_whole(&path, b"title = 'b'\n").unwrap();
        assert_eq!(read_text_if_any(&path).unwrap().as_deref(), Some("title = 'b'\n"));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let many: Vec<_> = (0..20)
            .map(|at| (folder.path().join(format!("{at}.toml")), format!("title = '{at}'\n")))
            .collect();
        let all = |files: &[(PathBuf, String)]| {
            let files: Vec<(&Path, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
            write_all_whole(&files)
        };
        all(&many).unwrap();
        assert_eq!(read_text(&many[19].0).unwrap(), many[19].1);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 21);
        let mut some = many;
        some.push((folder.path().join("none/a.toml"), String::new()));
        assert!(all(&some).is_err());
        let missing = write_whole(&folder.path().join("none/a.toml"), b"").unwrap_err().to_string();
        assert!(
            missing.starts_with("cannot write `") && missing.ends_with("no such file or folder"),
            "{missing}"
        );
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line() {
        let folder = folder();
        let path = folder.path().join("a.toml");
        fs::write(&path, b"a\nb \xff").unwrap();
        check_refused_text(&path, ":2: byte 3 of this line is not UTF-8");
        assert_eq!(read_note(&path).unwrap(), b"a\nb \xff");
    }

    #[track_caller]
    fn check_refused_text(path: &Path, expected_end: &str) {
        let message = read_text(path).unwrap_err().to_string();
        assert!(message.ends_with(expected_end), "{message}");
    }

    #[test]
    fn what_is_too_large_is_refused_unread() {
        let folder = folder();
        let path = folder.path().join("a.toml");
        File::create(&path).unwrap().set_len(1 << 34).unwrap();
        check_refused_text(&path, "is larger than 64 MiB");
        assert!(read_note(&path).unwrap_err().to_string().ends_with("is larger than 256 MiB"));
    }

    #[test]
    fn decks_are_listed_by_name() {
        let folder = folder();
        for name in ["b.toml", "a.toml", ".hidden.toml", "note.md"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::create_dir(folder.path().join("c.toml")).unwrap();
        let listed = list_decks(folder.path()).unwrap();
        assert_eq!(names(&listed), ["a", "b"]);
        assert_eq!((listed.found[0].size, listed.problems.len()), (1, 1));
        assert!(listed.found[0].mtime_ns > 0);
        assert!(listed.problems[0].to_string().ends_with("c.toml` is a folder, not a file"));
        assert_eq!(list_decks(&folder.path().join("none")).unwrap().found, []);
    }

    #[test]
    fn notes_are_found_below_a_folder() {
        let folder = folder();
        fs::create_dir_all(folder.path().join("b/c")).unwrap();
        fs::create_dir(folder.path().join(".git")).unwrap();
        for name in ["z.md", "b/c/x.md", "b/a.md", ".git/config", ".hidden", "draft.md"] {
            fs::write(folder.path().join(name), "x").unwrap();
        }
        fs::write(folder.path().join(".gitignore"), "draft.md\n").unwrap();
        let missing = folder.path().join("none.md");
        let listed = list_notes(&[folder.path().to_owned(), folder.path().join("z.md"), missing]);
        let found: Vec<_> =
            listed.found.iter().map(|note| note.path.strip_prefix(folder.path()).unwrap()).collect();
        assert_eq!(found, ["b/a.md", "b/c/x.md", "z.md"].map(Path::new));
        assert_eq!(listed.problems.len(), 1);
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::ffi::OsStrExt as _;
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        use std::os::unix::net::UnixListener;

        use super::*;

        fn mode(path: &Path) -> u32 {
            fs::metadata(path).unwrap().permissions().mode() & 0o777
        }

        #[test]
        fn what_could_block_is_refused() {
            let folder = folder();
            let socket = folder.path().join("s.toml");
            let _listener = UnixListener::bind(&socket).unwrap();
            check_refused(&socket, "is a socket, not a file");
            let pipe = folder.path().join("p.toml");
            assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
            check_refused(&pipe, "is a pipe, not a file");
            check_refused(Path::new("/dev/zero"), "is a device, not a file");
            check_refused(folder.path(), "is a folder, not a file");
            assert_eq!(list_decks(folder.path()).unwrap().problems.len(), 2);
            assert_eq!(list_notes(&[folder.path().to_owned()]).problems.len(), 2);
            // Should it become a pipe between the look and the opening.
            assert!(open_without_waiting(&pipe).unwrap().metadata().unwrap().permissions().mode() > 0);
            assert!(write_whole(&pipe, b"").is_err());
        }

        #[test]
        fn links_stay_links() {
            let folder = folder();
            fs::create_dir(folder.path().join("far")).unwrap();
            let (link, target) = (folder.path().join("a.toml"), folder.path().join("far/real"));
            fs::write(&target, "old").unwrap();
            symlink("far/real", &link).unwrap();
            write_whole(&link, b"new").unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read_to_string(&target).unwrap(), "new");
            symlink("loop.toml", folder.path().join("loop.toml")).unwrap();
            symlink("nowhere", folder.path().join("dangling.toml")).unwrap();
            symlink(".", folder.path().join("round")).unwrap();
            let listed = list_decks(folder.path()).unwrap();
            assert_eq!(names(&listed), ["a"]);
            assert_eq!(listed.problems.len(), 2);
            // The link and the file it leads to are one note.
            assert_eq!(list_notes(&[folder.path().to_owned()]).found.len(), 1);
            assert!(write_whole(&folder.path().join("dangling.toml"), b"x").is_err());
        }

        #[test]
        fn modes_are_kept_or_private() {
            let folder = folder();
            let path = folder.path().join("a.toml");
            write_whole(&path, b"x").unwrap();
            assert_eq!(mode(&path), 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            write_whole(&path, b"y").unwrap();
            assert_eq!(mode(&path), 0o644);
            let private = folder.path().join("x/y");
            create_private_folder(&private).unwrap();
            create_private_folder(&private).unwrap();
            assert_eq!((mode(&private), mode(&folder.path().join("x"))), (0o700, 0o700));
        }

        #[test]
        fn names_that_could_deceive_are_told_and_shown_tame() {
            let folder = folder();
            for name in [&b"a\x1b[31m.toml"[..], b"b\xff.toml", b"c\n.toml"] {
                fs::write(folder.path().join(OsStr::from_bytes(name)), "x").unwrap();
            }
            let listed = list_decks(folder.path()).unwrap();
            assert_eq!(names(&listed), [""; 0]);
            assert_eq!(listed.problems.len(), 3);
            for problem in listed.problems {
                assert!(!problem.to_string().contains(char::is_control), "{problem:?}");
            }
        }
    }
}
