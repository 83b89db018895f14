//! The figures that progress is shown in, each defined in a file of its own: its names, its computation as tables, and
//! what it adds to the other forms.
//!
//! The screen, the overview, the page, the JSON document, the summary, the help and the completions are made from these
//! values alone. To add a figure, add a file here and its line in [`FIGURES`]. What is counted over reviews and
//! cards is in `study::stats`; a figure only arranges it.

use std::collections::HashSet;

use maud::Markup;
use serde_json::Value;

use crate::study::card::CardId;
use crate::study::stats::Stats;

use super::charts;
use super::stats_json::{GradeCountsJson, RetentionJson, seconds};
use super::stats_text::TextLooks;
use super::tables::{Progress, Row, Table, barred, said, texts, words};
use super::words::{count, minutes, percent, percent_of, range, share, whole_days};

mod calendar;
mod cards;
mod forecast;
mod grades;
mod groups;
mod histograms;
mod hours;
mod mocks;
mod questions;
mod retention;
mod reviews;
mod today;
mod weakest;

/// All figures, in the order of a page. The first begins the overview.
pub static FIGURES: &[&Figure] = &[
    &today::TODAY,
    &cards::CARDS,
    &calendar::CALENDAR,
    &forecast::FORECAST,
    &retention::RETENTION,
    &questions::FAILED,
    &weakest::WEAKEST,
    &questions::ASKED,
    &questions::UNANSWERED,
    &mocks::MOCKS,
    &reviews::REVIEWS,
    &hours::HOURS,
    &grades::GRADES,
    &histograms::INTERVALS,
    &histograms::MEMORY,
    &groups::DECKS,
    &groups::COMPANIES,
    &groups::SECTIONS,
    &groups::TAGS,
];

/// One of them.
#[derive(Debug)]
pub struct Figure {
    /// As it is typed.
    pub name: &'static str,
    pub title: &'static str,
    /// What it shows, in a line of the help.
    pub help: &'static str,
    pub(super) tables: fn(&Progress<'_>) -> Vec<Table>,
    /// Its fields of the JSON document.
    pub(super) json: fn(&Progress<'_>) -> Vec<(&'static str, Value)>,
    pub(super) extras: Extras,
}

/// What only some figures have.
#[derive(Debug)]
pub(super) struct Extras {
    /// `--since` and `--until` choose the reviews it counts, or some of them.
    pub(super) of_period: bool,
    /// The chances of being asked go with it. They need more than the statistics, so the caller gathers them.
    pub(super) has_chances: bool,
    /// On a screen, the day is beside its title.
    pub(super) with_day: bool,
    /// Drawn on a screen above its rows. Such a figure takes the whole width of the page.
    pub(super) picture: Option<fn(&Progress<'_>, TextLooks) -> String>,
    /// Drawn on the page for one of its tables; `None` if the table says it all.
    pub(super) chart: fn(&Progress<'_>, &Table) -> Option<Markup>,
    /// What the overview shows of it; one without rows or a picture is left out.
    pub(super) overview: fn(&Progress<'_>) -> Vec<Table>,
    /// Its part of the Markdown summary.
    pub(super) summary: fn(&Progress<'_>) -> String,
    /// The cards whose questions it shows.
    pub(super) cards: fn(&Stats) -> Vec<&CardId>,
}

impl Extras {
    const NONE: Self = Self {
        of_period: false,
        has_chances: false,
        with_day: false,
        picture: None,
        chart: |_, table| bars(table),
        overview: |_| Vec::new(),
        summary: |_| String::new(),
        cards: |_| Vec::new(),
    };
}

impl Figure {
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        FIGURES.iter().copied().find(|figure| figure.name == name)
    }

    #[must_use]
    pub fn is_of_period(&self) -> bool {
        self.extras.of_period
    }

    #[must_use]
    pub fn has_chances(&self) -> bool {
        self.extras.has_chances
    }

    /// Without rows it is not worth a place beside others.
    pub(super) fn has_rows(&self, progress: &Progress<'_>) -> bool {
        (self.tables)(progress).iter().any(|table| !table.rows.is_empty())
    }
}

/// The cards whose questions the figures show: [`Progress`] needs their texts, and no others.
#[must_use]
pub fn named_cards(stats: &Stats) -> HashSet<&CardId> {
    FIGURES.iter().flat_map(|figure| (figure.extras.cards)(stats)).collect()
}

/// A column for each row, if rows have bars.
fn bars(table: &Table) -> Option<Markup> {
    table.rows.iter().any(|row| row.bar.is_some()).then(|| charts::columns(table))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::study::day::Day;
    use crate::study::queue::Outlook;

    #[test]
    fn each_is_found_by_its_name() {
        for figure in FIGURES {
            assert_eq!(Figure::named(figure.name).map(|found| found.title), Some(figure.title));
        }
        assert!(Figure::named("Today").is_none());
    }

    #[test]
    fn no_two_have_a_name_a_title_or_a_field_in_common() {
        let (stats, questions, outlook) = (Stats::default(), HashMap::new(), Outlook::default());
        let today = Day::from_epoch_days(20_000);
        let progress = Progress { stats: &stats, today, questions: &questions, outlook: &outlook };
        let mut seen = HashSet::new();
        for figure in FIGURES {
            assert!(seen.insert(format!("name {}", figure.name)), "{}", figure.name);
            assert!(seen.insert(format!("title {}", figure.title)), "{}", figure.title);
            for (field, _) in (figure.json)(&progress) {
                assert!(seen.insert(format!("field {field}")), "`{field}` is in two figures");
            }
        }
    }
}
