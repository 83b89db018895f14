//! The days that reviews are counted over.

use crate::study::day::Day;

/// Both ends belong to it; without one it is open there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    pub since: Option<Day>,
    pub until: Option<Day>,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    #[error("`{}` is not a date", text.escape_debug())]
    NoDay { text: String },
    #[error("the period ends on {until}, before it begins on {since}")]
    Backwards { since: Day, until: Day },
}

impl Period {
    /// Ends as they are typed: a date, or `30d`. As the beginning that is the last 30 days with today; as
    /// the end, the days up to 30 days ago; so `60d` to `30d` is the 30 days before the last 30.
    pub fn parse(since: Option<&str>, until: Option<&str>, today: Day) -> Result<Self, PeriodError> {
        let since = since.map(|text| day(text, today.plus(1))).transpose()?;
        let until = until.map(|text| day(text, today)).transpose()?;
        match (since, until) {
            (Some(since), Some(until)) if until < since => Err(PeriodError::Backwards { since, until }),
            _ => Ok(Self { since, until }),
        }
    }

    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }

    #[must_use]
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }
}

fn day(text: &str, from: Day) -> Result<Day, PeriodError> {
    let days_ago = || text.strip_suffix('d').and_then(|count| count.parse::<u32>().ok());
    let day = Day::parse_iso(text).or_else(|| days_ago().map(|days| from.minus(days)));
    day.ok_or_else(|| PeriodError::NoDay { text: text.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(since: Option<&str>, until: Option<&str>, expected: &str) {
        let today = Day::parse_iso("2026-11-21").unwrap();
        let shown = |day: Option<Day>| day.map_or("open".to_owned(), |day| day.to_string());
        let found = match Period::parse(since, until, today) {
            Ok(Period { since, until }) => format!("{} to {}", shown(since), shown(until)),
            Err(error) => error.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn a_period_is_dates_or_days_ago() {
        check(None, None, "open to open");
        check(Some("1d"), None, "2026-11-21 to open");
        check(Some("30d"), None, "2026-10-23 to open");
        check(Some("60d"), Some("30d"), "2026-09-23 to 2026-10-22");
        check(Some("2026-01-01"), Some("2026-01-01"), "2026-01-01 to 2026-01-01");
        check(
            Some("2026-01-02"),
            Some("2026-01-01"),
            "the period ends on 2026-01-01, before it begins on 2026-01-02",
        );
        check(Some("soon"), None, "`soon` is not a date");
        check(Some("2026-02-30"), None, "`2026-02-30` is not a date");
        check(None, Some("-3d"), "`-3d` is not a date");
    }

    #[test]
    fn both_ends_belong_to_it() {
        let day = Day::from_epoch_days;
        let period = Period { since: Some(day(3)), until: Some(day(5)) };
        let held: Vec<i32> = (0..9).filter(|&at| period.holds(day(at))).collect();
        assert_eq!(held, [3, 4, 5]);
        assert!(Period::default().is_all() && Period::default().holds(day(i32::MIN)));
    }
}
