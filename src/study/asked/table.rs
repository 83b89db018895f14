//! `asked.toml`: what public tables say about which company asks what.
//!
//! One table per company and window, as it was imported, with the card each row was matched with. The file is the
//! user's to read and change; a row whose `card` is missing is the card with exactly its question, if there is one.

use std::collections::HashSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::study::card::{CardId, normal_form};
use crate::study::day::Day;

use super::chance::{PastInterview, company_key};

/// All of `asked.toml`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskedFile {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<AskedTable>,
    /// Keys of other versions.
    #[serde(flatten)]
    other: toml::Table,
}

/// What one table says about one company.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AskedTable {
    pub company: String,
    /// The time it speaks of, such as `6 months`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<String>,
    /// The day it was imported (`2026-11-30`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imported: Option<String>,
    #[serde(default)]
    pub rows: Vec<AskedRow>,
    #[serde(flatten)]
    other: toml::Table,
}

/// One question of a table.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AskedRow {
    pub question: String,
    /// From 0 to 1.
    pub frequency: f64,
    /// The card it was matched with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    #[serde(flatten)]
    other: toml::Table,
}

/// Why `asked.toml` cannot be used. Shown, it completes `<path>:`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}: {message}")]
pub struct AskedFileError {
    /// Counted from 1.
    pub line: usize,
    /// A clause without control characters.
    pub message: String,
}

impl AskedFile {
    pub fn parse(text: &str) -> Result<Self, AskedFileError> {
        let error = |at: usize, message: &str| AskedFileError {
            line: text[..text.floor_char_boundary(at)].matches('\n').count() + 1,
            message: message.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect(),
        };
        let file: Self = toml::from_str(text)
            .map_err(|bad| error(bad.span().map_or(text.len(), |span| span.start), bad.message()))?;
        for row in file.tables.iter().flat_map(|table| &table.rows) {
            if !(0.0..=1.0).contains(&row.frequency) {
                let at = text.find(&row.question).unwrap_or_default();
                return Err(error(at, "`frequency` must be a number from 0 to 1"));
            }
        }
        Ok(file)
    }

    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# Which company asks what, by public tables. `viva interview table` writes it.\n\n",
        );
        let _ = write!(text, "{}", toml::to_string(self).unwrap_or_default());
        text
    }

    /// Puts a table in the place of an earlier one of the same company and window.
    pub fn put(&mut self, table: AskedTable) {
        let is_it = |held: &&mut AskedTable| {
            company_key(&held.company) == company_key(&table.company) && held.window == table.window
        };
        match self.tables.iter_mut().find(is_it) {
            Some(held) => *held = table,
            None => self.tables.push(table),
        }
    }

    /// Each company's tables as one interview that took place. `number_of` knows the cards; if several windows
    /// have a question, the highest frequency counts.
    #[must_use]
    pub fn interviews(&self, number_of: &impl Fn(&CardId) -> Option<usize>) -> Vec<PastInterview> {
        let mut by_company: Vec<(String, PastInterview, HashSet<String>)> = Vec::new();
        for table in &self.tables {
            let key = company_key(&table.company);
            let at = by_company.iter().position(|(held, ..)| *held == key).unwrap_or_else(|| {
                let interview = PastInterview {
                    name: format!("table of {}", table.company),
                    company: table.company.clone(),
                    ..PastInterview::default()
                };
                by_company.push((key, interview, HashSet::new()));
                by_company.len() - 1
            });
            let (_, interview, without_card) = &mut by_company[at];
            for row in &table.rows {
                let Some(number) = row.card().and_then(|card| number_of(&card)) else {
                    if row.frequency > 0.0 {
                        without_card.insert(normal_form(&row.question));
                    }
                    continue;
                };
                match interview.asked.iter_mut().find(|(held, _)| *held == number) {
                    Some((_, share)) => *share = share.max(row.frequency),
                    None => interview.asked.push((number, row.frequency)),
                }
            }
        }
        let with_count = |(_, interview, without_card): (_, PastInterview, HashSet<String>)| PastInterview {
            without_card_count: u32::try_from(without_card.len()).unwrap_or(u32::MAX),
            ..interview
        };
        by_company.into_iter().map(with_count).collect()
    }
}

impl AskedTable {
    #[must_use]
    pub fn new(company: String, window: Option<String>, imported: Day, rows: Vec<AskedRow>) -> Self {
        Self { company, window, imported: Some(imported.to_string()), rows, other: toml::Table::new() }
    }
}

impl AskedRow {
    #[must_use]
    pub fn new(question: String, frequency: f64, card: Option<&CardId>) -> Self {
        let card = card.map(|card| card.as_str().to_owned());
        Self { question, frequency, card, other: toml::Table::new() }
    }

    /// The card it was matched with, or the one with exactly this question.
    #[must_use]
    pub fn card(&self) -> Option<CardId> {
        match &self.card {
            Some(id) => CardId::parse(id).ok(),
            None => Some(CardId::of_question(&self.question)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(question: &str, frequency: f64, card: Option<&str>) -> AskedRow {
        AskedRow::new(question.to_owned(), frequency, card.map(|id| CardId::parse(id).unwrap()).as_ref())
    }

    fn table(company: &str, window: Option<&str>, rows: Vec<AskedRow>) -> AskedTable {
        AskedTable::new(company.into(), window.map(str::to_owned), Day::from_epoch_days(20_000), rows)
    }

    #[test]
    fn a_file_comes_back_with_the_keys_of_others() {
        let mut file = AskedFile::default();
        file.put(table(
            "Snapp",
            Some("6 months"),
            vec![row("Why \"x\"?", 0.5, Some("abc")), row("B?", 1.0, None)],
        ));
        file.put(table("Zibal", None, vec![]));
        let text = file.to_toml();
        assert_eq!(AskedFile::parse(&text), Ok(file.clone()));
        let with_more = format!("later = 1\n{text}\nmore = \"x\"\n");
        let read = AskedFile::parse(&with_more).unwrap();
        assert!(read.to_toml().contains("later = 1") && read.to_toml().contains("more = \"x\""));
        file.put(table("SNAPP", Some("6 months"), vec![]));
        assert_eq!(file.tables.len(), 2);
        assert!(file.tables[0].rows.is_empty());
        assert_eq!(AskedFile::parse(""), Ok(AskedFile::default()));
    }

    #[test]
    fn faults_say_where() {
        let fault = |text: &str| AskedFile::parse(text).unwrap_err().to_string();
        assert!(
            fault("[[tables]]\ncompany = 3\n").starts_with("2: "),
            "{}",
            fault("[[tables]]\ncompany = 3\n")
        );
        let rows = "[[tables]]\ncompany = 'a'\n[[tables.rows]]\nquestion = 'q?'\nfrequency = 7\n";
        assert_eq!(fault(rows), "4: `frequency` must be a number from 0 to 1");
    }

    #[test]
    fn the_tables_of_a_company_are_one_interview() {
        let mut file = AskedFile::default();
        file.put(table(
            "Snapp",
            Some("30 days"),
            vec![row("A?", 0.2, Some("a")), row("C?", 0.4, Some("gone"))],
        ));
        file.put(table(
            "snapp",
            None,
            vec![row("A?", 0.6, Some("a")), row("B?", 1.0, None), row("C?", 0.1, None)],
        ));
        let numbers = [CardId::parse("a").unwrap(), CardId::of_question("B?")];
        let number_of = |card: &CardId| numbers.iter().position(|held| held == card);
        let interviews = file.interviews(&number_of);
        assert_eq!(interviews.len(), 1);
        assert_eq!(interviews[0].asked, [(0, 0.6), (1, 1.0)]);
        assert_eq!(interviews[0].without_card_count, 1);
    }
}
