//! Where the collection is, and the settings files that go with the place.

use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use crate::files;
use crate::store::UNFINISHED_PREFIX;

use super::failure::{Code, Failure};
use super::settings::SettingsFile;

/// Where the collection is, whether or not there is one yet.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) root: PathBuf,
    /// Whether the place was named, by the flag.
    pub(super) is_named: bool,
    /// What named the place.
    pub(super) origin: &'static str,
    /// The user's own settings file, beside the collection's.
    user_settings: Option<PathBuf>,
    /// A file outside of the collection that is there if the collection had a history on this machine; none where
    /// there is no place for it.
    had_history: Option<PathBuf>,
    /// Whether there was one when viva started, or must have been, and its database is gone.
    pub(super) lacks_history: bool,
}

impl Found {
    /// `given` is the flag; then the environment, the parent folders, the user's data folder.
    pub(super) fn look(given: Option<&Path>) -> Result<Self, Failure> {
        let base = etcetera::choose_base_strategy().ok();
        let user_settings = base.as_ref().map(|base| base.config_dir().join("viva/config.toml"));
        let from_environment = std::env::var_os("VIVA_COLLECTION").filter(|dir| !dir.is_empty());
        let is_named = given.is_some();
        let (root, origin) = match (given, from_environment) {
            (Some(dir), _) => (dir.to_owned(), "--collection"),
            (None, Some(dir)) => (PathBuf::from(dir), "$VIVA_COLLECTION"),
            (None, None) => {
                if let Some(dir) = nearest_parent() {
                    (dir, "the nearest parent folder with one")
                } else {
                    let data = base.as_ref().map(|base| base.data_dir().join("viva"));
                    let data = data.ok_or_else(|| {
                        Failure::new(Code::Failed, "there is no home folder to store cards in")
                            .hint("name a folder with --collection or VIVA_COLLECTION")
                    })?;
                    (data, "default")
                }
            }
        };
        if !root.is_dir() && (root.exists() || root.is_symlink()) {
            let message = format!("{} is not a folder, so it cannot contain a collection", root.display());
            return Err(Failure::new(Code::Failed, message)
                .hint("name a folder with --collection or VIVA_COLLECTION"));
        }
        // Without this, cards that may not be looked at would count as none.
        if let Err(error) = root.join("decks").try_exists() {
            return Err(Failure::new(Code::Failed, format!("cannot look into {}: {error}", root.display()))
                .hint("check that the folder is yours and may be read"));
        }
        let state =
            base.map(|base| base.state_dir().unwrap_or_else(|| base.data_dir()).join("viva/collections"));
        let had_history = state.map(|state| state.join(name_of(&root)));
        let mut found = Self { root, is_named, origin, user_settings, had_history, lacks_history: false };
        found.lacks_history = !found.database().exists()
            && (found.had_history.as_ref().is_some_and(|marker| marker.exists())
                || found.was_imported_into());
        Ok(found)
    }

    pub(super) fn database(&self) -> PathBuf {
        self.root.join(".viva/viva.db")
    }

    /// Only an import writes the record of imports, and it makes a database, too: unless it was killed, which leaves
    /// the database unfinished. A clone has the record alone.
    fn was_imported_into(&self) -> bool {
        if !files::files_beginning(&self.root.join(".viva"), UNFINISHED_PREFIX).is_empty() {
            return false;
        }
        let root = std::path::absolute(&self.root).unwrap_or_else(|_| self.root.clone());
        self.root.join("imports.toml").is_file() && !root.ancestors().any(|dir| dir.join(".git").exists())
    }

    /// Notes, outside of the collection, that it has a history now, and the last event that was written into it here.
    /// Nothing depends on it: it may fail, and a power cut may bring an older note back.
    pub(super) fn note_history(&self, device: &str, seq: u64) {
        let Some(marker) = &self.had_history else { return };
        let note = format!("{}\n{device} {seq}\n", self.root.display());
        let is_noted = files::read_text_if_any(marker).is_ok_and(|held| held.as_deref() == Some(&note));
        if !is_noted
            && let Some(folder) = marker.parent()
            && files::create_private_folder(folder).is_ok()
        {
            let _ = files::write_soon(marker, note.as_bytes());
        }
    }

    /// The last event that viva is known to have written into this collection on this machine: its device and number.
    pub(super) fn last_written(&self) -> Option<(String, u64)> {
        let note = files::read_text_if_any(self.had_history.as_ref()?).ok()??;
        // A path may contain a line break.
        let (device, seq) = note.lines().last()?.rsplit_once(' ')?;
        Some((device.to_owned(), seq.parse().ok()?))
    }

    /// Whether there is a collection there already.
    pub(super) fn exists(&self) -> bool {
        self.root.join("viva.toml").exists()
            || self.root.join(".viva").is_dir()
            || self.root.join("decks").is_dir()
    }

    pub(super) fn settings_path(&self) -> PathBuf {
        self.root.join("viva.toml")
    }

    /// The settings files there are, the strongest first.
    pub(super) fn settings_files(&self) -> Result<Vec<SettingsFile>, Failure> {
        let mut found = Vec::new();
        for path in [Some(self.settings_path()), self.user_settings.clone()].into_iter().flatten() {
            if path.exists() {
                found.push(SettingsFile { text: files::read_text(&path)?, path });
            }
        }
        Ok(found)
    }
}

/// A name that only this place has.
fn name_of(root: &Path) -> String {
    let whole = files::from_the_root(root);
    blake3::hash(whole.as_os_str().as_encoded_bytes()).to_hex()[..16].to_owned()
}

fn nearest_parent() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors()
        .find(|dir| dir.join("viva.toml").is_file() || dir.join(".viva").is_dir())
        .map(Path::to_owned)
}
