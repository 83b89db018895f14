//! Which files may be in a backup.
//!
//! A backup may come from a stranger, and its names say where files are to be written. So a name is one of a few
//! that viva writes itself, or one normal component below `decks/`; any other name makes the whole backup unusable.

/// The database.
pub const DATABASE: &str = "viva.db";
/// What the backup says about itself.
pub const INFO: &str = "backup.json";
/// The files of a user besides the decks, in the folder of the collection.
pub const TEXTS: [&str; 4] = ["viva.toml", "imports.toml", "words.toml", "asked.toml"];

const LONGEST_NAME_BYTES: usize = 255;

/// A file in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    Info,
    Database,
    /// A file that a user can read, by its path below the collection.
    Text(String),
}

impl Member {
    /// What a name in a backup stands for; `None` if viva would not write it.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        match name {
            INFO => Some(Self::Info),
            DATABASE => Some(Self::Database),
            name if TEXTS.contains(&name) => Some(Self::Text(name.to_owned())),
            name => {
                let deck = name.strip_prefix("decks/")?.strip_suffix(".toml")?;
                is_one_component(deck).then(|| Self::Text(name.to_owned()))
            }
        }
    }
}

/// Also on systems other than this one, to which a backup may be carried.
fn is_one_component(deck: &str) -> bool {
    !deck.is_empty()
        && !deck.starts_with('.')
        && deck.len() + ".toml".len() <= LONGEST_NAME_BYTES
        && !deck.contains(|c: char| c.is_control() || matches!(c, '/' | '\\' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_viva_writes_is_taken() {
        for name in ["viva.toml", "imports.toml", "decks/go.toml", "decks/زبان.toml", "decks/a b..toml"] {
            assert_eq!(Member::of(name), Some(Member::Text(name.to_owned())), "{name}");
        }
        assert_eq!(Member::of("viva.db"), Some(Member::Database));
        assert_eq!(Member::of("backup.json"), Some(Member::Info));
    }

    #[test]
    fn no_name_leads_out_of_the_collection() {
        let long = format!("decks/{}.toml", "a".repeat(251));
        for name in [
            "",
            ".",
            "..",
            "/etc/passwd",
            "decks",
            "decks/",
            "decks/..",
            "decks/.toml",
            "decks/..toml",
            "decks/...toml",
            "decks/.hidden.toml",
            "decks/../viva.toml",
            "decks/../../x.toml",
            "decks//x.toml",
            "decks/a/b.toml",
            "decks/a\\b.toml",
            "decks\\a.toml",
            "decks/C:a.toml",
            "decks/a\0.toml",
            "decks/a\n.toml",
            "decks/a\u{1b}[2J.toml",
            "decks/a.md",
            "Decks/a.toml",
            "./decks/a.toml",
            "../decks/a.toml",
            "C:\\decks\\a.toml",
            ".viva/viva.db",
            "viva.db-wal",
            ".git/config",
            &long,
        ] {
            assert_eq!(Member::of(name), None, "{name:?}");
        }
    }
}
