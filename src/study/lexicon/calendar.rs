//! The words of dates and lengths of time: months, units, counting words.
//!
//! Each language has a `[calendar]` table in its file. How a date is put together is decided by the importer.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::{FILES, File, fold, words_of};

/// The `[calendar]` table of one language, as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CalendarFile {
    /// January first; the names of one month are parted by commas.
    months: Vec<String>,
    /// Farvardin first.
    persian_months: Vec<String>,
    minutes: Vec<String>,
    hours: Vec<String>,
    days: Vec<String>,
    weeks: Vec<String>,
    /// Each with what it counts: `half 0.5`.
    numbers: Vec<String>,
    /// They may stand between a number and its unit: `about`.
    about: Vec<String>,
    /// They stand between two numbers: `to`.
    range: Vec<String>,
}

/// The words of all languages.
#[derive(Debug, Default)]
pub struct CalendarWords {
    months: HashMap<String, u32>,
    persian_months: HashMap<String, u32>,
    unit_minutes: HashMap<String, f64>,
    numbers: HashMap<String, f64>,
    about: Vec<String>,
    range: Vec<String>,
}

impl CalendarWords {
    /// The words that viva brings along.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<CalendarWords> = LazyLock::new(|| {
            let mut all = CalendarWords::default();
            // A test reads every file, so none is missing here.
            for file in FILES.iter().filter_map(|(_, text)| toml::from_str::<File>(text).ok()) {
                all.add(&file.calendar);
            }
            all
        });
        &BUILT_IN
    }

    fn add(&mut self, file: &CalendarFile) {
        add_months(&mut self.months, &file.months);
        add_months(&mut self.persian_months, &file.persian_months);
        for (units, minutes) in
            [(&file.minutes, 1.0), (&file.hours, 60.0), (&file.days, 1440.0), (&file.weeks, 10_080.0)]
        {
            self.unit_minutes.extend(words_of(units).iter().map(|word| (fold(word), minutes)));
        }
        self.numbers.extend(words_of(&file.numbers).iter().filter_map(|entry| {
            let (word, number) = entry.rsplit_once(' ')?;
            Some((fold(word), number.parse().ok()?))
        }));
        self.about.extend(words_of(&file.about).iter().map(|word| fold(word)));
        self.range.extend(words_of(&file.range).iter().map(|word| fold(word)));
    }

    /// The month of a name, and whether it is one of the Persian calendar.
    #[must_use]
    pub fn month(&self, name: &str) -> Option<(u32, bool)> {
        let name = fold(name);
        let gregorian = self.months.get(&name).map(|&month| (month, false));
        gregorian.or_else(|| self.persian_months.get(&name).map(|&month| (month, true)))
    }

    /// How many minutes a unit has.
    #[must_use]
    pub fn unit_minutes(&self, unit: &str) -> Option<f64> {
        self.unit_minutes.get(&fold(unit)).copied()
    }

    /// What a counting word counts.
    #[must_use]
    pub fn number(&self, word: &str) -> Option<f64> {
        self.numbers.get(&fold(word)).copied()
    }

    /// Whether a word may stand between a number and its unit.
    #[must_use]
    pub fn is_about(&self, word: &str) -> bool {
        self.about.contains(&fold(word))
    }

    /// Whether a word stands between the two ends of a range.
    #[must_use]
    pub fn is_range(&self, word: &str) -> bool {
        self.range.contains(&fold(word))
    }
}

fn add_months(months: &mut HashMap<String, u32>, lines: &[String]) {
    for (line, number) in lines.iter().zip(1..) {
        months.extend(words_of(std::slice::from_ref(line)).iter().map(|name| (fold(name), number)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_names_every_month_or_none() {
        for (language, text) in FILES {
            let file: File = toml::from_str(text).unwrap();
            for months in [&file.calendar.months, &file.calendar.persian_months] {
                assert!(months.is_empty() || months.len() == 12, "{language}");
            }
            let numbers = words_of(&file.calendar.numbers);
            let mut words = CalendarWords::default();
            words.add(&file.calendar);
            assert_eq!(words.numbers.len(), numbers.len(), "{language}: a counting word without its number");
        }
    }

    #[test]
    fn months_and_units_are_known_in_all_languages() {
        let words = CalendarWords::built_in();
        for (name, month) in [
            ("March", (3, false)),
            ("Sept", (9, false)),
            ("сентября", (9, false)),
            ("fev", (2, false)),
            ("März", (3, false)),
            ("Februari", (2, false)),
            ("آبان", (8, true)),
        ] {
            assert_eq!(words.month(name), Some(month), "{name}");
        }
        assert_eq!(words.month("marching"), None);
        assert_eq!(words.unit_minutes("Stunden"), Some(60.0));
        assert_eq!(words.unit_minutes("دقیقه‌ای"), Some(1.0));
        assert_eq!(words.number("half"), Some(0.5));
    }
}
