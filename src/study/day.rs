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

    #[test]
    fn the_ends_of_time_do_not_overflow() {
        let far = Moment { unix_ms: i64::MAX, utc_offset_secs: 50_400 };
        assert_eq!(far.day(Rollover::new(0).unwrap()), Day(i32::MAX));
        assert_eq!(Day(i32::MAX).plus(u32::MAX), Day(i32::MAX));
        assert_eq!(Day(i32::MAX).date(), None);
    }
}
