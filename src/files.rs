//! stub
#![allow(missing_docs)]
use std::path::{Path, PathBuf};
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct FilesError {
    pub path: PathBuf,
    pub source: std::io::Error,
}
#[derive(Debug, Clone)]
pub struct DeckFile {
    pub name: String,
    pub path: PathBuf,
    pub size_bytes: u64,
    pub mtime_ns: i64,
}
#[derive(Debug, Default)]
pub struct DeckListing {
    pub decks: Vec<DeckFile>,
    pub problems: Vec<String>,
}
fn e(path: &Path) -> impl FnOnce(std::io::Error) -> FilesError + use<> {
    let path = path.to_owned();
    move |source| FilesError { path, source }
}
pub fn read_text(path: &Path) -> Result<String, FilesError> {
    std::fs::read_to_string(path).map_err(e(path))
}
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FilesError> {
    std::fs::write(path, bytes).map_err(e(path))
}
pub fn create_private_dir(path: &Path) -> Result<(), FilesError> {
    std::fs::create_dir_all(path).map_err(e(path))
}
pub fn look_at_deck(path: &Path) -> Result<DeckFile, FilesError> {
    use std::os::unix::fs::MetadataExt;
    let m = std::fs::metadata(path).map_err(e(path))?;
    Ok(DeckFile {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        path: path.to_owned(),
        size_bytes: m.len(),
        mtime_ns: m.mtime() * 1_000_000_000 + m.mtime_nsec(),
    })
}
pub fn list_decks(dir: &Path) -> Result<DeckListing, FilesError> {
    let mut l = DeckListing::default();
    let Ok(rd) = std::fs::read_dir(dir) else { return Ok(l) };
    for f in rd {
        let p = f.unwrap().path();
        if p.extension().is_some_and(|x| x == "toml") {
            l.decks.push(look_at_deck(&p)?);
        }
    }
    l.decks.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(l)
}
