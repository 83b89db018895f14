//! Tables of words and numbers. Each figure is made as tables first, from which the screen and the page are drawn, so
//! both also show in writing what a chart shows.

use std::collections::HashMap;

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::queue::Outlook;
use crate::study::stats::Stats;
use crate::study::text::{Safe, clean_line};

/// All that figures are made from.
pub struct Progress<'a> {
    pub stats: &'a Stats,
    pub today: Day,
    /// The texts of the questions that the statistics name.
    pub questions: &'a HashMap<CardId, String>,
    /// What is left today, and what comes tomorrow.
    pub outlook: &'a Outlook,
}

pub(super) struct Table {
    /// What it is, where a figure has several.
    pub(super) title: String,
    /// Of the labels, then of the cells.
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
    /// What is written in place of rows if there are none.
    pub(super) empty: String,
    /// What is written below rows, to say how they are read.
    pub(super) note: String,
    pub(super) labels: Labels,
}

pub(super) struct Row {
    /// What a deck calls it is from outside.
    pub(super) label: Safe,
    pub(super) cells: Vec<String>,
    /// How long its bar is; `None` in a table without bars.
    pub(super) bar: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Labels {
    /// A few words of ours.
    Words,
    /// From cards, of any length and language.
    Texts,
}

impl<'a> Progress<'a> {
    pub(super) fn is_without_cards(&self) -> bool {
        self.stats.totals.card_count == 0 && self.stats.totals.review_count == 0
    }

    pub(super) fn is_without_reviews(&self) -> bool {
        self.stats.totals.review_count == 0
    }

    /// Of `--since` and `--until`.
    pub(super) fn period_words(&self) -> String {
        let period = self.stats.period.period;
        match (period.since, period.until) {
            (Some(since), Some(until)) => format!("{since} to {until}"),
            (Some(since), None) => format!("since {since}"),
            (None, Some(until)) => format!("until {until}"),
            (None, None) => "all".to_owned(),
        }
    }

    /// `None` if no deck has the card any more.
    pub(super) fn question(&self, card: &CardId) -> Option<&'a str> {
        self.questions.get(card).map(String::as_str)
    }

    /// The question, or the card's id.
    pub(super) fn label(&self, card: &CardId) -> Safe {
        clean_line(self.question(card).unwrap_or(card.as_str()))
    }
}

/// A row with a bar; the count it stands for is the first cell.
pub(super) fn barred(label: Safe, number: usize, mut cells: Vec<String>) -> Row {
    cells.insert(0, number.to_string());
    Row { label, cells, bar: Some(number) }
}

pub(super) fn said(label: &'static str, value: String) -> Row {
    Row { label: label.into(), cells: vec![value], bar: None }
}

pub(super) fn words(rows: Vec<Row>) -> Table {
    Table {
        title: String::new(),
        columns: Vec::new(),
        rows,
        empty: "none yet".to_owned(),
        note: String::new(),
        labels: Labels::Words,
    }
}

pub(super) fn texts(rows: Vec<Row>) -> Table {
    Table { labels: Labels::Texts, ..words(rows) }
}
