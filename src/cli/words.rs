//! The user's own words by which notes are read: `words.toml` in the collection.

use std::path::Path;

use crate::files;
use crate::study::lexicon::NoteWords;

use super::failure::{Code, Failure};

/// The built-in words with those of the collection; `None` if it has none of its own.
pub(super) fn read(root: &Path) -> Result<Option<NoteWords>, Failure> {
    let path = root.join("words.toml");
    let Some(text) = files::read_text_if_any(&path)? else { return Ok(None) };
    NoteWords::with_user_words(&text).map(Some).map_err(|error| {
        Failure::new(Code::DataInvalid, format!("{}:{error}", path.display()))
            .hint("fix the file, or move it out of the folder; nothing was imported")
    })
}

/// What is wrong with them, if anything.
pub(super) fn problem(root: &Path) -> Option<String> {
    read(root).err().map(|failure| failure.message())
}
