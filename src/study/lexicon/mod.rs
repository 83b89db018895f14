//! What viva knows of words: data files, one for each language, and the loader that reads them.
//!
//! A file lists words that say nothing, groups of words that mean the same, and the field's own terms. What
//! they are used for is decided by whoever asks. Each file has examples, which the tests run.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

mod asking;
mod calendar;
mod columns;
mod notes;

pub use asking::{AskingClass, AskingClasses, AskingLanguage, AskingWords};
pub use calendar::CalendarWords;
pub use columns::{ColumnClass, ColumnNames, key as column_key};
#[cfg(test)]
pub(crate) use notes::lists_by_language;
pub use notes::{NoteWords, WordClass, fold, is_unspaced};

/// The languages, by their codes, and their words.
const FILES: &[(&str, &str)] = &[
    ("ar", include_str!("ar.toml")),
    ("cs", include_str!("cs.toml")),
    ("da", include_str!("da.toml")),
    ("de", include_str!("de.toml")),
    ("en", include_str!("en.toml")),
    ("es", include_str!("es.toml")),
    ("fa", include_str!("fa.toml")),
    ("fr", include_str!("fr.toml")),
    ("hi", include_str!("hi.toml")),
    ("id", include_str!("id.toml")),
    ("it", include_str!("it.toml")),
    ("ja", include_str!("ja.toml")),
    ("ko", include_str!("ko.toml")),
    ("nl", include_str!("nl.toml")),
    ("no", include_str!("no.toml")),
    ("pl", include_str!("pl.toml")),
    ("pt", include_str!("pt.toml")),
    ("ru", include_str!("ru.toml")),
    ("sv", include_str!("sv.toml")),
    ("tr", include_str!("tr.toml")),
    ("uk", include_str!("uk.toml")),
    ("vi", include_str!("vi.toml")),
    ("zh", include_str!("zh.toml")),
];

/// The names of the field, which all languages use.
const FIELD: &str = include_str!("field.toml");

/// How answers say the same and the opposite, which is much for one language; nothing else is in these files.
const ANSWER_FILES: &[(&str, &str)] = &[("en", include_str!("en_answers.toml"))];

/// The words of one language, or of several together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lexicon {
    /// They hold a sentence together and say nothing.
    pub stop_words: Vec<String>,
    /// They deny what follows: `not`, `without`.
    pub negations: Vec<String>,
    /// They deny something, perhaps not what follows: `avoid`, `instead`.
    pub near_negations: Vec<String>,
    /// They begin a new clause: `but`, `whereas`.
    pub clause_openers: Vec<String>,
    /// They set two things against each other: `difference`.
    pub contrasts: Vec<String>,
    /// They join the two things that a question sets against each other: `and`, `versus`.
    pub links: Vec<String>,
    /// What follows them is an example: `such as`.
    pub illustrations: Vec<String>,
    /// What follows them is only compared with: `than`, `unlike`.
    pub comparisons: Vec<String>,
    /// Groups of words and phrases that mean the same.
    pub synonyms: Vec<Vec<String>>,
    /// Pairs of words or phrases of which one denies the other.
    pub opposites: Vec<(String, String)>,
    /// Pairs of things of which different things are said.
    pub counterparts: Vec<(String, String)>,
    /// Words and phrases of the field.
    pub terms: Vec<String>,
    /// Endings that may be cut off a word, each with the fewest letters that must stay.
    pub endings: Vec<(usize, String)>,
    pub examples: Examples,
}

/// Pairs that the tests compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examples {
    pub same: Vec<(String, String)>,
    pub different: Vec<(String, String)>,
}

impl Lexicon {
    /// The words of all languages that viva brings along.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Lexicon> = LazyLock::new(|| {
            let mut all = Lexicon::default();
            // A test reads every file, so none is missing here.
            for lexicon in FILES.iter().chain(ANSWER_FILES).filter_map(|(_, file)| Lexicon::parse(file).ok())
            {
                all.add(lexicon);
            }
            all
        });
        &BUILT_IN
    }

    /// Reads one file. Unknown keys are an error, so that a misspelled one is found.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        Ok(Self {
            stop_words: words_of(&file.stop_words),
            negations: words_of(&file.negations),
            near_negations: words_of(&file.near_negations),
            clause_openers: words_of(&file.clause_openers),
            contrasts: words_of(&file.contrasts),
            links: words_of(&file.links),
            illustrations: words_of(&file.illustrations),
            comparisons: words_of(&file.comparisons),
            synonyms: file.synonyms.iter().map(|group| split(group, ',')).collect(),
            opposites: pairs_of(&file.opposites),
            counterparts: pairs_of(&file.counterparts),
            terms: file.terms.values().flat_map(|lines| words_of(lines)).collect(),
            endings: file
                .endings
                .iter()
                .filter_map(|(fewest, endings)| Some((fewest.parse().ok()?, endings)))
                .flat_map(|(fewest, endings)| split(endings, ',').into_iter().map(move |end| (fewest, end)))
                .collect(),
            examples: Examples {
                same: pairs_of(&file.examples.same),
                different: pairs_of(&file.examples.different),
            },
        })
    }

    fn add(&mut self, other: Self) {
        self.stop_words.extend(other.stop_words);
        self.negations.extend(other.negations);
        self.near_negations.extend(other.near_negations);
        self.clause_openers.extend(other.clause_openers);
        self.contrasts.extend(other.contrasts);
        self.links.extend(other.links);
        self.illustrations.extend(other.illustrations);
        self.comparisons.extend(other.comparisons);
        self.synonyms.extend(other.synonyms);
        self.opposites.extend(other.opposites);
        self.counterparts.extend(other.counterparts);
        self.terms.extend(other.terms);
        self.endings.extend(other.endings);
        self.examples.same.extend(other.examples.same);
        self.examples.different.extend(other.examples.different);
    }
}

/// A file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct File {
    stop_words: Vec<String>,
    negations: Vec<String>,
    near_negations: Vec<String>,
    clause_openers: Vec<String>,
    contrasts: Vec<String>,
    links: Vec<String>,
    illustrations: Vec<String>,
    comparisons: Vec<String>,
    synonyms: Vec<String>,
    opposites: Vec<String>,
    counterparts: Vec<String>,
    /// By field, for the reader's sake.
    terms: BTreeMap<String, Vec<String>>,
    /// By the fewest letters that must stay.
    endings: BTreeMap<String, String>,
    examples: ExampleLines,
    notes: NotesFile,
    asking: AskingFile,
    columns: columns::Lists,
    /// What is told of an interview.
    facts: NotesFile,
    calendar: calendar::CalendarFile,
}

/// The words by which notes are read.
#[derive(Deserialize, Default)]
#[serde(default)]
struct NotesFile {
    #[serde(flatten)]
    lists: notes::Lists,
}

/// The words by which questions are compared.
#[derive(Deserialize, Default)]
#[serde(default)]
struct AskingFile {
    #[serde(flatten)]
    lists: asking::Lists,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct ExampleLines {
    same: Vec<String>,
    different: Vec<String>,
}

fn words_of(lines: &[String]) -> Vec<String> {
    lines.iter().flat_map(|line| split(line, ',')).collect()
}

fn pairs_of(lines: &[String]) -> Vec<(String, String)> {
    let pair = |line: &String| {
        let (one, other) = line.split_once(" / ")?;
        Some((one.trim().to_owned(), other.trim().to_owned()))
    };
    lines.iter().filter_map(pair).collect()
}

fn split(line: &str, at: char) -> Vec<String> {
    line.split(at).map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_read_and_has_examples() {
        for (_, file) in FILES.iter().chain(ANSWER_FILES) {
            let lexicon = Lexicon::parse(file).unwrap();
            assert!(lexicon.stop_words.is_empty() || !lexicon.examples.same.is_empty());
            let raw: File = toml::from_str(file).unwrap();
            assert_eq!(raw.examples.same.len(), lexicon.examples.same.len(), "an example is not a pair");
            assert_eq!(raw.opposites.len(), lexicon.opposites.len(), "opposites are not a pair");
            assert_eq!(raw.counterparts.len(), lexicon.counterparts.len(), "counterparts are not a pair");
            assert_eq!(raw.examples.different.len(), lexicon.examples.different.len());
            assert!(raw.endings.keys().all(|fewest| fewest.parse::<usize>().is_ok()));
            assert!(lexicon.synonyms.iter().all(|group| group.len() > 1), "a group of one");
        }
    }

    #[test]
    fn a_misspelled_key_is_an_error() {
        assert!(Lexicon::parse("stopwords = ['a']").is_err());
        let lexicon = Lexicon::parse("synonyms = ['hash map, dict']\n[endings]\n4 = 'able, ness'").unwrap();
        assert_eq!(lexicon.synonyms, [["hash map", "dict"]]);
        assert_eq!(lexicon.endings, [(4, "able".to_owned()), (4, "ness".to_owned())]);
    }
}
