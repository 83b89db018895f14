//! What the columns of a table and the keys of a question bank are called.
//!
//! Each language has a `[columns]` table in its file, and all languages are matched at once. A name is compared
//! folded, its words parted: `topicName`, `topic_name` and `Topic name` are one. What a column is used for is
//! decided by the importer.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde::Deserialize;

use super::{FILES, File, fold, words_of};

/// What a list of names is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ColumnClass {
    /// The question: `front`, `prompt`.
    Question,
    /// A name of a few words that holds one of them is of the question, too: `interview question`.
    QuestionWords,
    /// The answer: `back`, `definition`.
    Answer,
    /// A name of a few words that holds one of them is of the answer, too: `ideal answer`.
    AnswerWords,
    /// Beside a translation or another language, a name that holds one of them asks: `initial word`.
    TermWords,
    /// Of two languages, the first asks and the second answers: `English`, `Spanish`.
    Languages,
    /// Beside a word for question or answer they name something else: `question id`.
    NotTexts,
    /// The letter, number or text of the right option: `correct`.
    RightOption,
    /// What is told behind the answer: `explanation`.
    More,
    /// All options: `choices`.
    Options,
    /// All options but the right one: `wrong answers`.
    WrongOptions,
    /// Before a letter or a number they name one option: `option a`.
    OptionWords,
    Section,
    Tags,
    /// Who asked it: `companies`.
    Asked,
    /// How often it is asked.
    Frequency,
    /// The time that a frequency is of.
    Window,
    /// Numbers, dates and the like.
    Ignored,
    /// What Anki knows a note by.
    Guid,
    /// Keys that hold cards and name no topic: `items`.
    Containers,
    /// Of a mapping in place of a text, the key with the text: `value`.
    Texts,
    /// A title asks beside an answer.
    Titles,
    /// A name asks beside an answer, in a table only.
    Names,
    /// How hard it is.
    Ratings,
    /// Where it is set.
    Links,
    /// A last row that begins with one of them adds up the others.
    Totals,
}

/// Names by list, as a file has them.
pub(super) type Lists = BTreeMap<ColumnClass, Vec<String>>;

/// All names of all languages.
#[derive(Debug)]
pub struct ColumnNames {
    classes: HashMap<String, Vec<ColumnClass>>,
}

impl ColumnNames {
    /// The names that viva brings along.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<ColumnNames> = LazyLock::new(|| {
            let mut classes: HashMap<String, Vec<ColumnClass>> = HashMap::new();
            // A test reads every file, so none is missing here.
            for (_, text) in FILES {
                let Ok(file) = toml::from_str::<File>(text) else { continue };
                for (class, lines) in file.columns {
                    for name in words_of(&lines) {
                        classes.entry(key(&name)).or_default().push(class);
                    }
                }
            }
            ColumnNames { classes }
        });
        &BUILT_IN
    }

    /// Whether a name, or a word of one, that [`key`] made comparable is on a list.
    #[must_use]
    pub fn is(&self, class: ColumnClass, key: &str) -> bool {
        self.classes.get(key).is_some_and(|classes| classes.contains(&class))
    }
}

/// A name made comparable: folded words with one space between them.
#[must_use]
pub fn key(name: &str) -> String {
    let mut parted = String::with_capacity(name.len() + 4);
    let mut was_lower = false;
    for c in name.chars() {
        if was_lower && c.is_uppercase() {
            parted.push(' ');
        }
        was_lower = c.is_lowercase();
        parted.push(c);
    }
    let folded = fold(&parted);
    let words = folded.split(|c: char| !c.is_alphanumeric() && !is_mark(c)).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Vowel signs and viramas of Indian scripts stand within words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_their_words() {
        for name in ["topicName", "topic_name", "Topic name", " topic-name: "] {
            assert_eq!(key(name), "topic name");
        }
        assert_eq!(key("گزینه\u{200c}ها"), "گزینه ها");
        assert_eq!(key("प्रश्न"), "प्रश्न");
        assert_eq!(key("#"), "");
    }

    #[test]
    fn every_language_names_question_and_answer() {
        for (code, text) in FILES {
            let file: File = toml::from_str(text).unwrap();
            for class in [ColumnClass::Question, ColumnClass::Answer, ColumnClass::AnswerWords] {
                let names = file.columns.get(&class).map(|lines| words_of(lines)).unwrap_or_default();
                assert!(!names.is_empty(), "{code} has no {class:?}");
                assert!(names.iter().all(|name| ColumnNames::built_in().is(class, &key(name))), "{code}");
            }
        }
    }

    #[test]
    fn a_misspelled_list_is_an_error() {
        assert!(toml::from_str::<File>("[columns]\nqestion = ['front']").is_err());
    }
}
