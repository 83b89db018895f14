//! Study days: which day a moment belongs to.
//!
//! A study day does not end at midnight. Someone who drills at half past twelve is still finishing
//! yesterday, so a day ends at the rollover hour. Everything that asks "is this card due?" asks in
//! [`Day`]s, never in hours.
//!
//! Nothing here reads a clock: `cli` reads it, once per answer, and passes a [`Moment`] down.

use jiff::civil::Date;

const HOUR_MS: i64 = 60 * 60 * 1000;
const DAY_MS: i64 = 24 * HOUR_MS;
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// A point in time, with the local offset it was read under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub unix_ms: i64,
    pub utc_offset_secs: i32,
}

/// A study day, counted in days from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// The local hour at which one study day ends and the next begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rollover {
    /// Invariant: below 24.
    hour: u8,
}

impl Moment {
    #[must_use]
    pub fn day(self, rollover: Rollover) -> Day {
        let local_ms = self.unix_ms.saturating_add(i64::from(self.utc_offset_secs) * 1000);
        let days = local_ms.saturating_sub(i64::from(rollover.hour) * HOUR_MS).div_euclid(DAY_MS);
        Day(i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX }))
    }

    /// Milliseconds since an earlier moment; 0 when the clock went back.
    #[must_use]
    pub fn ms_since(self, earlier: Moment) -> u64 {
        u64::try_from(self.unix_ms.saturating_sub(earlier.unix_ms)).unwrap_or(0)
    }
}

impl Rollover {
    /// Four in the morning.
    #[must_use]
    pub const fn usual() -> Self {
        Self { hour: 4 }
    }

    /// `None` unless `hour` is 0 to 23.
    #[must_use]
    pub fn new(hour: u8) -> Option<Self> {
        (hour < 24).then_some(Self { hour })
    }

    #[must_use]
    pub const fn hour(self) -> u8 {
        self.hour
    }
}

impl Day {
    /// 0 is Monday, 6 is Sunday.
    #[must_use]
    pub fn weekday(self) -> u32 {
        // 1970-01-01 was a Thursday.
        u32::try_from((i64::from(self.0) + 3).rem_euclid(7)).unwrap_or(0)
    }

    #[must_use]
    pub const fn from_epoch_days(days: i32) -> Self {
        Self(days)
    }

    #[must_use]
    pub const fn epoch_days(self) -> i32 {
        self.0
    }

    /// The day that is `days` after this one.
    #[must_use]
    pub fn plus(self, days: u32) -> Self {
        Self(self.0.saturating_add_unsigned(days))
    }

    /// The day that is `days` before this one.
    #[must_use]
    pub fn minus(self, days: u32) -> Self {
        Self(self.0.saturating_sub_unsigned(days))
    }

    /// Whole days from `earlier` to this day; negative when this day is the earlier one.
    #[must_use]
    pub fn since(self, earlier: Day) -> i64 {
        i64::from(self.0) - i64::from(earlier.0)
    }

    /// A calendar date of the Gregorian calendar.
    #[must_use]
    pub fn from_date(date: Date) -> Self {
        Self(date.since(EPOCH).map_or(0, |span| span.get_days()))
    }

    /// The calendar date, or `None` beyond the years -9999 to 9999.
    #[must_use]
    pub fn date(self) -> Option<Date> {
        EPOCH.checked_add(jiff::Span::new().try_days(self.0).ok()?).ok()
    }

    /// A day as a person writes one on `today`: `2025-10-25`, `+3d`, `in 2 weeks`, `tomorrow`, `friday`.
    #[must_use]
    pub fn parse_when(text: &str, today: Day) -> Option<Self> {
        let text = text.trim().to_lowercase();
        match text.as_str() {
            "" => return None,
            "today" | "now" => return Some(today),
            "tomorrow" => return Some(today.plus(1)),
            _ => {}
        }
        if let Some(day) = Self::parse_iso(&text) {
            return Some(day);
        }
        if let Some(weekday) = weekday(&text) {
            let ahead = today.date()?.weekday().until(weekday);
            return Some(today.plus(if ahead == 0 { 7 } else { u32::try_from(ahead).ok()? }));
        }
        let span = text.strip_prefix("in ").unwrap_or(&text).trim_start_matches('+').trim();
        let digits = span.find(|c: char| !c.is_ascii_digit()).unwrap_or(span.len());
        let count: u32 = match &span[..digits] {
            "" if span.starts_with("a ") => 1,
            digits => digits.parse().ok()?,
        };
        let unit = span[digits..].trim_start_matches("a ").trim();
        let days = match unit {
            "" | "d" | "day" | "days" => count,
            "w" | "week" | "weeks" => count.checked_mul(7)?,
            "m" | "mo" | "month" | "months" | "y" | "year" | "years" => {
                let count = i64::from(count) * if unit.starts_with('y') { 12 } else { 1 };
                let date = today.date()?.checked_add(jiff::Span::new().try_months(count).ok()?).ok()?;
                return Some(Self::from_date(date));
            }
            _ => return None,
        };
        Some(today.plus(days))
    }

    /// `2025-10-25` read as a day.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        text.parse::<Date>().ok().map(Self::from_date)
    }
}

impl std::fmt::Display for Day {
    /// The ISO date, `2025-10-25`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.date() {
            Some(date) => write!(f, "{date}"),
            None => write!(f, "day {}", self.0),
        }
    }
}

fn weekday(name: &str) -> Option<jiff::civil::Weekday> {
    use jiff::civil::Weekday;
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let place = NAMES.iter().position(|whole| name.len() >= 3 && whole.starts_with(name))?;
    Weekday::from_monday_zero_offset(i8::try_from(place).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_day(clock: &str, utc_offset_hours: i32, expected_day: i32) {
        let (hour, minute) = clock.split_once(':').unwrap();
        let utc_offset_secs = utc_offset_hours * 3600;
        let local_ms = hour.parse::<i64>().unwrap() * HOUR_MS + minute.parse::<i64>().unwrap() * 60_000;
        let moment =
            Moment { unix_ms: DAY_MS + local_ms - i64::from(utc_offset_secs) * 1000, utc_offset_secs };
        assert_eq!(moment.day(Rollover::new(4).unwrap()), Day(expected_day));
    }

    #[test]
    fn a_day_ends_at_the_rollover_hour() {
        check_day("03:59", 0, 0);
        check_day("04:00", 0, 1);
        check_day("23:59", 0, 1);
    }

    #[test]
    fn the_local_clock_decides_not_utc() {
        check_day("04:00", 10, 1);
        check_day("03:59", -8, 0);
    }

    #[test]
    fn an_hour_past_23_is_refused() {
        assert_eq!(Rollover::new(24), None);
    }

    #[test]
    fn days_and_dates_are_the_same_thing() {
        for (iso, days) in
            [("1970-01-01", 0), ("2025-10-25", 20_386), ("1969-12-31", -1), ("2024-02-29", 19_782)]
        {
            assert_eq!(Day::parse_iso(iso), Some(Day(days)));
            assert_eq!(Day(days).to_string(), iso);
        }
        assert_eq!(Day::parse_iso("2025-02-30"), None);
    }

    #[track_caller]
    fn check_when(text: &str, expected: Option<&str>) {
        // A Saturday.
        let today = Day::parse_iso("2026-11-21").unwrap();
        let found = Day::parse_when(text, today).map(|day| day.to_string());
        assert_eq!(found.as_deref(), expected, "{text}");
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        check_when("2026-12-01", Some("2026-12-01"));
        check_when("+3d", Some("2026-11-24"));
        check_when("3", Some("2026-11-24"));
        check_when("in 2 weeks", Some("2026-12-05"));
        check_when(" In a week ", Some("2026-11-28"));
        check_when("+1m", Some("2026-12-21"));
        check_when("1 year", Some("2027-11-21"));
        check_when("tomorrow", Some("2026-11-22"));
        check_when("today", Some("2026-11-21"));
        check_when("mon", Some("2026-11-23"));
        check_when("saturday", Some("2026-11-28"));
        for text in ["", "soon", "-3d", "3 apples", "2026-13-01", "99999999999", "in", "a"] {
            check_when(text, None);
        }
    }

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        let far = Moment { unix_ms: i64::MAX, utc_offset_secs: 50_400 };
        assert_eq!(far.day(Rollover::new(0).unwrap()), Day(i32::MAX));
        assert_eq!(Day(i32::MAX).plus(u32::MAX), Day(i32::MAX));
        assert_eq!(Day(i32::MAX).date(), None);
    }
}
