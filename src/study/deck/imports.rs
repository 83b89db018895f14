//! What importing remembers: `imports.toml`, written by viva like a lock file.
//!
//! For each source it holds which cards came from it and the hash of each answer as it was then, so
//! that importing again can tell what the user has edited since and what the user took away. Losing
//! the file loses no card; it only makes every difference look like the user's. Keys that this version does
//! not know are written again as they were.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::Deserialize;
use toml::{Spanned, Table};

use super::parse::{DeckError, error_at, shown, toml_error, with_lf, without_bom};
use super::write::{list, toml_string_in_line};
use crate::study::card::{Card, CardId};

/// The version of the file that this program writes. A file of a newer one keeps its number.
const VERSION: u32 = 1;

/// All that is remembered, ordered by the paths of the sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imports {
    version: u32,
    sources: Vec<SourceRecord>,
    /// Cards that were deleted, by every id that an import could give them: none brings them back.
    deleted: BTreeSet<CardId>,
    unknown: UnknownKeys,
}

impl Default for Imports {
    fn default() -> Self {
        Self {
            version: VERSION,
            sources: Vec::new(),
            deleted: BTreeSet::new(),
            unknown: UnknownKeys::default(),
        }
    }
}

/// Keys of a newer viva with their values, as TOML: `a = 1`. They are written again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownKeys(Vec<String>);

impl UnknownKeys {
    fn of(table: &Table) -> Self {
        Self(table.iter().map(|(key, value)| format!("{} = {value}", toml_string_in_line(key))).collect())
    }
}

/// What a user chose to take from a source. It is all empty unless something was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChoiceRecord {
    /// These classes and no others: `headings:4`.
    pub only: Vec<String>,
    /// These as well.
    pub take: Vec<String>,
    /// Not these.
    pub leave: Vec<String>,
    /// Only below the heading of this name.
    pub within: Option<String>,
}

impl ChoiceRecord {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}

/// What came from one note file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRecord {
    /// As the hall names it: relative to the collection where it can be.
    pub path: String,
    pub text: TextHash,
    /// The name of the deck its cards went to.
    pub deck: String,
    /// The title and interview keys that were once filled from it; one that is absent now was taken away.
    pub filled: Vec<String>,
    /// In the order in which they first came; only those that a choice took out are forgotten.
    pub cards: Vec<SightingRecord>,
    pub choice: ChoiceRecord,
    pub unknown: UnknownKeys,
}

/// One card as it was imported, in one section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SightingRecord {
    pub id: CardId,
    /// The id that the source's present question would have by itself. It differs from `id` when
    /// the source has reworded the question or when the id was salted.
    pub asks: CardId,
    pub section: Option<String>,
    pub answer: Option<AnswerHash>,
    /// What Anki knows the card by, if it came from there. Older records do not have it; the next import
    /// adds it.
    pub guid: Option<String>,
    /// Somebody looked at it when it was doubtful, and kept it.
    pub is_kept: bool,
    pub unknown: UnknownKeys,
}

/// The hash of a whole note, in 64 hexadecimal digits of blake3.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TextHash(String);

/// The hash of an answer without the white space around it, in 16 hexadecimal digits of blake3.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AnswerHash(String);

impl TextHash {
    #[must_use]
    pub fn of(text: &[u8]) -> Self {
        Self(blake3::hash(text).to_hex().to_string())
    }
}

impl AnswerHash {
    #[must_use]
    pub fn of(answer: &str) -> Self {
        let hash = blake3::hash(answer.trim().as_bytes());
        let halves = hash.as_bytes()[..8].iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
        let mut digits = String::with_capacity(16);
        digits.extend(halves.map(|half| char::from(b"0123456789abcdef"[usize::from(half)])));
        Self(digits)
    }
}

impl Imports {
    /// Reads the text of `imports.toml`.
    pub fn parse(text: &str) -> Result<Self, DeckError> {
        let text = with_lf(without_bom(text));
        let file: File = toml::from_str(&text).map_err(|error| toml_error(&text, &error))?;
        let version = file.version.unwrap_or(VERSION).max(VERSION);
        let mut imports = Self { version, unknown: UnknownKeys::of(&file.unknown), ..Self::default() };
        for written in &file.deleted {
            let id = CardId::parse(written.get_ref())
                .map_err(|bad| error_at(&text, written.span().start, shown(&bad.to_string(), 200)))?;
            imports.deleted.insert(id);
        }
        for source in file.sources {
            let id = |written: &Spanned<String>| {
                CardId::parse(written.get_ref())
                    .map_err(|bad| error_at(&text, written.span().start, shown(&bad.to_string(), 200)))
            };
            let mut cards = Vec::with_capacity(source.cards.len());
            for card in source.cards {
                let asks = id(card.asks.as_ref().unwrap_or(&card.id))?;
                cards.push(SightingRecord {
                    id: id(&card.id)?,
                    asks,
                    section: card.section,
                    answer: card.answer.map(AnswerHash),
                    guid: card.guid,
                    is_kept: card.kept,
                    unknown: UnknownKeys::of(&card.unknown),
                });
            }
            let SourceInFile { path, text, deck, filled, only, take, leave, within, unknown, .. } = source;
            let choice = ChoiceRecord { only, take, leave, within };
            let unknown = UnknownKeys::of(&unknown);
            imports.put(SourceRecord { path, text: TextHash(text), deck, filled, cards, choice, unknown });
        }
        Ok(imports)
    }

    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut out =
            "# Written by viva: what came from which notes. To be kept with the decks, not to be edited.\n"
                .to_owned();
        let _ = write!(out, "\nversion = {}\n", self.version);
        for key in &self.unknown.0 {
            let _ = writeln!(out, "{key}");
        }
        if let Some(deleted) = list(self.deleted.iter().map(|id| toml_string_in_line(id.as_str()))) {
            let _ = writeln!(out, "\ndeleted = {deleted}");
        }
        for source in &self.sources {
            let _ = write!(
                out,
                "\n[[sources]]\npath = {}\ntext = {}\ndeck = {}\n",
                toml_string_in_line(&source.path),
                toml_string_in_line(&source.text.0),
                toml_string_in_line(&source.deck),
            );
            if let Some(filled) = list(source.filled.iter().map(|key| toml_string_in_line(key))) {
                let _ = writeln!(out, "filled = {filled}");
            }
            let ChoiceRecord { only, take, leave, within } = &source.choice;
            for (key, words) in [("only", only), ("take", take), ("leave", leave)] {
                if let Some(words) = list(words.iter().map(|word| toml_string_in_line(word))) {
                    let _ = writeln!(out, "{key} = {words}");
                }
            }
            if let Some(within) = within {
                let _ = writeln!(out, "in = {}", toml_string_in_line(within));
            }
            for key in &source.unknown.0 {
                let _ = writeln!(out, "{key}");
            }
            if source.cards.is_empty() {
                continue;
            }
            out.push_str("cards = [\n");
            for card in &source.cards {
                let _ = write!(out, "  {{ id = \"{}\"", card.id);
                if card.asks != card.id {
                    let _ = write!(out, ", asks = \"{}\"", card.asks);
                }
                if let Some(section) = &card.section {
                    let _ = write!(out, ", section = {}", toml_string_in_line(section));
                }
                if let Some(answer) = &card.answer {
                    let _ = write!(out, ", answer = {}", toml_string_in_line(&answer.0));
                }
                if let Some(guid) = &card.guid {
                    let _ = write!(out, ", guid = {}", toml_string_in_line(guid));
                }
                if card.is_kept {
                    out.push_str(", kept = true");
                }
                for key in &card.unknown.0 {
                    let _ = write!(out, ", {key}");
                }
                out.push_str(" },\n");
            }
            out.push_str("]\n");
        }
        out
    }

    #[must_use]
    pub fn sources(&self) -> &[SourceRecord] {
        &self.sources
    }

    #[must_use]
    pub fn source(&self, path: &str) -> Option<&SourceRecord> {
        self.place(path).ok().map(|at| &self.sources[at])
    }

    /// Keeps a record in place of the older one of the same path.
    pub fn put(&mut self, record: SourceRecord) {
        match self.place(&record.path) {
            Ok(at) => self.sources[at] = record,
            Err(at) => self.sources.insert(at, record),
        }
    }

    /// Remembers that a card was deleted; from now on no import brings it back or mentions it.
    pub fn delete(&mut self, card: &Card) {
        let ids = self.ids_of(card);
        self.deleted.extend(ids);
    }

    /// Forgets that a card was deleted.
    pub fn restore(&mut self, card: &Card) {
        for id in self.ids_of(card) {
            self.deleted.remove(&id);
        }
    }

    #[must_use]
    pub fn is_deleted(&self, id: &CardId) -> bool {
        self.deleted.contains(id)
    }

    /// The ids under which an import could bring a card back: its own, its question's, and those that its
    /// question had in the notes it came from.
    fn ids_of(&self, card: &Card) -> Vec<CardId> {
        let records = self.sources.iter().flat_map(|source| &source.cards);
        let asked = records.filter(|record| record.id == card.id).map(|record| record.asks.clone());
        [card.id.clone(), CardId::of_question(&card.question)].into_iter().chain(asked).collect()
    }

    fn place(&self, path: &str) -> Result<usize, usize> {
        self.sources.binary_search_by(|source| source.path.as_str().cmp(path))
    }
}

#[derive(Deserialize)]
struct File {
    version: Option<u32>,
    #[serde(default)]
    deleted: Vec<Spanned<String>>,
    #[serde(default)]
    sources: Vec<SourceInFile>,
    #[serde(flatten)]
    unknown: Table,
}

#[derive(Deserialize)]
struct SourceInFile {
    path: String,
    #[serde(default)]
    text: String,
    deck: String,
    #[serde(default)]
    filled: Vec<String>,
    #[serde(default)]
    cards: Vec<CardInFile>,
    #[serde(default)]
    only: Vec<String>,
    #[serde(default)]
    take: Vec<String>,
    #[serde(default)]
    leave: Vec<String>,
    #[serde(rename = "in")]
    within: Option<String>,
    #[serde(flatten)]
    unknown: Table,
}

#[derive(Deserialize)]
struct CardInFile {
    id: Spanned<String>,
    asks: Option<Spanned<String>>,
    section: Option<String>,
    answer: Option<String>,
    guid: Option<String>,
    #[serde(default)]
    kept: bool,
    #[serde(flatten)]
    unknown: Table,
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::*;

    use super::super::write::tests::any_text;
    use super::*;

    #[test]
    fn it_looks_like_this() {
        let text = "\
# Written by viva: what came from which notes. To be kept with the decks, not to be edited.

version = 1

[[sources]]
path = \"notes/zibal.md\"
text = \"00ff\"
deck = \"zibal\"
filled = [\"title\", \"company\"]
take = [\"headings:4\", \"bold\"]
in = \"Maps\"
cards = [
  { id = \"k3v9m2qa7t\", section = \"HR\", answer = \"9f86d081884c7d65\", guid = \"Cv#:=a'q\" },
  { id = \"abc\", asks = \"def\", kept = true },
]
";
        assert_eq!(Imports::parse(text).unwrap().to_toml(), text);
        assert_eq!(Imports::parse(&text.replace("version = 1\n", "")).unwrap().to_toml(), text);
        assert_eq!(Imports::parse("").unwrap(), Imports::default());
    }

    #[test]
    fn keys_of_a_newer_version_are_written_again() {
        let text = "\
# Written by viva: what came from which notes. To be kept with the decks, not to be edited.

version = 7
\"colours\" = { a = [1, 2.5], \"b c\" = \"x y\" }

[[sources]]
path = \"n.md\"
text = \"00ff\"
deck = \"n\"
\"colour\" = \"red\"
cards = [
  { id = \"abc\", \"tone\" = { hue = 3 } },
]
";
        let imports = Imports::parse(text).unwrap();
        assert_eq!(imports.to_toml(), text);
        assert_eq!(Imports::parse(&imports.to_toml()).unwrap(), imports);
    }

    #[test]
    fn faults_say_where() {
        let error = Imports::parse("[[sources]]\npath='p'\ndeck='d'\ncards=[{id='A!'}]").unwrap_err();
        assert_eq!(error.to_string(), "4:12: `A!` is not a card id: an id is 1 to 64 of a-z, 0-9, - and _");
        assert_eq!(
            Imports::parse("[[sources]]\npath='p'\n").unwrap_err().to_string(),
            "1:1: missing field `deck`"
        );
    }

    #[test]
    fn white_space_around_an_answer_is_no_edit() {
        assert_eq!(AnswerHash::of("a\nb\n"), AnswerHash::of("a\nb"));
        assert_ne!(AnswerHash::of("a\nb\n"), AnswerHash::of("ab"));
    }

    proptest! {
        #[test]
        fn any_imports_come_back(sources in vec((any_text(), any_text(), vec(any_text(), 0..2), vec(("[a-z]{1,4}", "[a-z]{1,4}", of(any_text()), of(any_text()), of(any_text()), any::<bool>()), 0..4)), 0..4)) {
            let mut imports = Imports::default();
            for (path, deck, filled, cards) in sources {
                let cards = cards.into_iter().map(|(id, asks, section, answer, guid, is_kept)| SightingRecord {
                    id: CardId::parse(&id).unwrap(),
                    asks: CardId::parse(&asks).unwrap(),
                    section,
                    answer: answer.map(|answer| AnswerHash::of(&answer)),
                    guid,
                    is_kept,
                    unknown: UnknownKeys::default(),
                });
                let choice = ChoiceRecord { take: filled.clone(), within: filled.first().cloned(), ..ChoiceRecord::default() };
                imports.put(SourceRecord {
                    text: TextHash::of(path.as_bytes()),
                    path,
                    deck,
                    filled,
                    cards: cards.collect(),
                    choice,
                    unknown: UnknownKeys::default(),
                });
            }
            prop_assert_eq!(Imports::parse(&imports.to_toml()).unwrap(), imports);
        }
    }
}
