//! A value of a bank as it is written, whatever the format.

use super::super::columns::{Role, is_named, role_of};
use crate::study::lexicon::ColumnClass;

/// Keys with their lines and values.
pub(in crate::study::import) type Entries = [(String, usize, Value)];

/// A value as it is written: keys keep their order, and texts know their line.
#[derive(Clone, Debug)]
pub(in crate::study::import) enum Value {
    Text(String, usize),
    Other(String),
    Array(Vec<Value>),
    Object(Vec<(String, usize, Value)>),
}

impl Value {
    /// Texts come in the order in which they are written, keys before their values.
    pub(in crate::study::import) fn set_lines(&mut self, lines: &mut impl Iterator<Item = usize>) {
        match self {
            Self::Text(_, line) => *line = lines.next().unwrap_or(1),
            Self::Other(_) => {}
            Self::Array(values) => values.iter_mut().for_each(|value| value.set_lines(lines)),
            Self::Object(entries) => {
                for (_, line, value) in entries {
                    *line = lines.next().unwrap_or(1);
                    value.set_lines(lines);
                }
            }
        }
    }

    pub(in crate::study::import) fn line(&self) -> Option<usize> {
        match self {
            Self::Text(_, line) => Some(*line),
            Self::Other(_) => None,
            Self::Array(values) => values.iter().find_map(Self::line),
            Self::Object(entries) => entries.first().map(|(_, line, _)| *line),
        }
    }

    /// The text of a field: of a list its lines, of an object what in it is a text.
    pub(in crate::study::import) fn text(&self) -> String {
        match self {
            Self::Text(text, _) | Self::Other(text) => text.clone(),
            Self::Array(values) => {
                let items = values.iter().map(Self::text).filter(|text| !text.is_empty());
                items.map(|text| format!("- {}", text.replace('\n', "\n  "))).collect::<Vec<_>>().join("\n")
            }
            Self::Object(entries) => {
                let main = entries.iter().find(|(key, ..)| is_named(ColumnClass::Texts, key));
                // "explanation" and "points" beside each other.
                let are_texts = || entries.iter().all(|(.., value)| value.is_plain());
                let parts = || {
                    let parts =
                        entries.iter().map(|(.., value)| value.text()).filter(|text| !text.is_empty());
                    parts.collect::<Vec<_>>().join("\n\n")
                };
                match main {
                    Some((.., value)) => value.text(),
                    None if are_texts() => parts(),
                    None => String::new(),
                }
            }
        }
    }

    /// A text, or a list of texts.
    pub(super) fn is_plain(&self) -> bool {
        match self {
            Self::Text(..) => true,
            Self::Array(values) => values.iter().all(|value| matches!(value, Self::Text(..))),
            _ => false,
        }
    }

    /// The value of a key.
    pub(in crate::study::import) fn get(&self, wanted: &str) -> Option<&Self> {
        let Self::Object(entries) = self else { return None };
        entries.iter().find(|(key, ..)| key == wanted).map(|(.., value)| value)
    }

    pub(super) fn is_true(&self) -> bool {
        matches!(self, Self::Other(text) if text == "true")
    }
}

/// Whether a key holds the options of a card: `answers` does where another key says which is correct.
pub(in crate::study::import) fn is_options(key: &str, entries: &Entries) -> bool {
    let is_told = || entries.iter().any(|(key, ..)| role_of(key) == Role::RightOption);
    role_of(key) == Role::Options || is_named(ColumnClass::AnswerWords, key) && is_told()
}
