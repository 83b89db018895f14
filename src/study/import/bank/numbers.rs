//! Answers that are numbers of options: whether a bank of questions counts from nought or from one.
//!
//! The whole file decides, for a bank counts in one way. Which option a number then names is found by the bank.

use super::super::columns::{Role, role_of};
use super::value::{Entries, Value, is_options};

/// What the number of the first option is, where the answer is a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CountsFrom {
    Nought,
    One,
    /// No number tells: numbers count from nought, as in a program, and numbers in quotes from one.
    Unknown,
    /// The numbers are texts of options.
    Text,
}

impl CountsFrom {
    /// What fits all answers of a file that are numbers.
    pub(super) fn of(values: &[Value]) -> Self {
        let mut told = Told::default();
        let mut open: Vec<&Value> = values.iter().collect();
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items),
                Value::Object(entries) => {
                    told.add(entries);
                    open.extend(entries.iter().map(|(.., value)| value));
                }
                Value::Text(..) | Value::Other(_) => {}
            }
        }
        match told {
            Told { numbers: 0, .. } => Self::Unknown,
            Told { has_nought: true, .. } => Self::Nought,
            Told { has_last: true, .. } => Self::One,
            Told { numbers, texts, .. } if numbers == texts => Self::Text,
            Told { from_nought, from_one, .. } if from_nought > from_one => Self::Nought,
            Told { from_nought, from_one, .. } if from_nought < from_one => Self::One,
            _ => Self::Unknown,
        }
    }

    /// The place in the list that a number names; `is_quoted` if it is written as a text, `is_text` if an option
    /// is that text.
    pub(super) fn place(self, number: usize, is_quoted: bool, is_text: bool) -> Option<usize> {
        match self {
            Self::Text => None,
            Self::Nought => Some(number),
            Self::One => number.checked_sub(1),
            Self::Unknown => match (is_quoted, is_text) {
                (false, _) => Some(number),
                (true, true) => None,
                (true, false) => number.checked_sub(1),
            },
        }
    }
}

/// What the answers that are numbers tell of how they count.
#[derive(Default)]
struct Told {
    numbers: usize,
    /// Those that are the text of an option.
    texts: usize,
    has_nought: bool,
    /// One is as large as the number of options.
    has_last: bool,
    /// Explanations that name the option by either way of counting.
    from_nought: usize,
    from_one: usize,
}

impl Told {
    fn add(&mut self, entries: &Entries) {
        let options = entries.iter().find_map(|(key, _, value)| match value {
            Value::Array(items) if items.len() > 1 && is_options(key, entries) => Some(items),
            _ => None,
        });
        let Some(options) = options else { return };
        let is_right = |key: &str| matches!(role_of(key), Role::Answer | Role::RightOption);
        let number = entries.iter().find_map(|(key, _, value)| match value {
            Value::Text(text, _) | Value::Other(text) if is_right(key) => text.trim().parse::<usize>().ok(),
            _ => None,
        });
        let Some(number) = number else { return };
        self.numbers += 1;
        let texts: Vec<String> = options.iter().map(|option| option.text().to_lowercase()).collect();
        if texts.iter().any(|text| *text == number.to_string()) {
            self.texts += 1;
        }
        self.has_nought |= number == 0;
        self.has_last |= number == options.len();
        let more: String = entries
            .iter()
            .filter(|(key, ..)| role_of(key) == Role::More)
            .map(|(.., value)| value.text().to_lowercase())
            .collect();
        let says = |at: Option<usize>| {
            at.and_then(|at| texts.get(at)).is_some_and(|text| more.contains(text.as_str()))
        };
        match (says(Some(number)), says(number.checked_sub(1))) {
            (true, false) => self.from_nought += 1,
            (false, true) => self.from_one += 1,
            _ => {}
        }
    }
}
