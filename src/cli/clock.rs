//! The clock and the dice: read here, passed down everywhere else.

#![expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock and rolls dice")]

use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};

use crate::study::day::Moment;

use super::failure::{Code, Failure};

/// Where "now" and chance come from: the machine, or `VIVA_NOW` and `VIVA_SEED`.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    fixed: Option<Moment>,
    seed: Option<u64>,
}

impl Clock {
    /// `now` in RFC 3339 (`2026-11-21T08:00:00+03:30`), `seed` a number; each may be absent.
    pub(super) fn from_environment(now: Option<&str>, seed: Option<&str>) -> Result<Self, Failure> {
        let fixed = match now {
            None => None,
            Some(text) => Some(read_moment(text).ok_or_else(|| {
                Failure::new(
                    Code::Usage,
                    format!(
                        "VIVA_NOW={} is not a time: write it as 2026-11-21T08:00:00+03:30",
                        text.escape_debug()
                    ),
                )
            })?),
        };
        let seed = match seed {
            None => None,
            Some(text) => Some(text.parse().map_err(|_| {
                Failure::new(Code::Usage, format!("VIVA_SEED={} is not a whole number", text.escape_debug()))
            })?),
        };
        Ok(Self { fixed, seed })
    }

    pub(super) fn now(&self) -> Moment {
        self.fixed.unwrap_or_else(|| {
            let now = Zoned::now();
            Moment { unix_ms: now.timestamp().as_millisecond(), utc_offset_secs: now.offset().seconds() }
        })
    }

    /// The local offset in seconds at a time in milliseconds since 1970.
    pub(super) fn offset_at(&self, unix_ms: i64) -> i32 {
        self.fixed.map_or_else(
            || {
                let at = Timestamp::from_millisecond(unix_ms).unwrap_or_default();
                TimeZone::system().to_offset(at).seconds()
            },
            |fixed| fixed.utc_offset_secs,
        )
    }

    /// As [`Clock::offset_at`], for asking very often: the offset at a time in seconds since 1970.
    pub(super) fn offsets(&self) -> impl Fn(i64) -> i32 + use<> {
        let zone = self.fixed.map_or_else(TimeZone::system, |fixed| {
            TimeZone::fixed(Offset::from_seconds(fixed.utc_offset_secs).unwrap_or(Offset::UTC))
        });
        offsets(zone, self.now().unix_ms.div_euclid(1000))
    }

    /// A seed for this session.
    pub(super) fn seed(&self) -> u64 {
        self.seed.unwrap_or_else(rand::random)
    }

    /// The seed that was given from outside, if one was.
    pub(super) fn given_seed(&self) -> Option<u64> {
        self.seed
    }

    /// Ten random characters, to name a device by.
    pub(super) fn device_name(&self) -> String {
        use rand::{RngExt as _, SeedableRng as _};
        let mut chance = rand::rngs::StdRng::seed_from_u64(self.seed());
        (0..10).map(|_| char::from(b"0123456789abcdefghjkmnpqrstvwxyz"[chance.random_range(0..32)])).collect()
    }
}

/// The offsets of a zone; its changes from 1970 until `until_secs` are looked up before.
fn offsets(zone: TimeZone, until_secs: i64) -> impl Fn(i64) -> i32 {
    let changes: Vec<(i64, i32)> = zone
        .following(Timestamp::UNIX_EPOCH)
        .map(|change| (change.timestamp().as_second(), change.offset().seconds()))
        .take_while(|(from_secs, _)| *from_secs <= until_secs)
        .collect();
    let first = zone.to_offset(Timestamp::UNIX_EPOCH).seconds();
    move |at_secs| {
        if !(0..=until_secs).contains(&at_secs) {
            return zone.to_offset(Timestamp::from_second(at_secs).unwrap_or_default()).seconds();
        }
        match changes.partition_point(|(from_secs, _)| *from_secs <= at_secs).checked_sub(1) {
            Some(last) => changes[last].1,
            None => first,
        }
    }
}

fn read_moment(text: &str) -> Option<Moment> {
    let at: Timestamp = text.parse().ok()?;
    let offset = Pieces::parse(text).ok()?.to_numeric_offset()?;
    let utc_offset_secs = TimeZone::fixed(offset).to_offset(at).seconds();
    Some(Moment { unix_ms: at.as_millisecond(), utc_offset_secs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_given_time_keeps_its_offset() {
        let clock = Clock::from_environment(Some("2026-11-21T08:00:00+03:30"), None).unwrap();
        assert_eq!(clock.now(), Moment { unix_ms: 1_795_235_400_000, utc_offset_secs: 12_600 });
        assert!(Clock::from_environment(Some("tomorrow"), None).is_err());
        assert!(Clock::from_environment(None, Some("x")).is_err());
    }

    #[test]
    fn offsets_are_those_of_the_zone() {
        let until_secs = 1_795_235_400;
        for name in ["UTC0", "EST5EDT,M3.2.0,M11.1.0", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0"] {
            let zone = TimeZone::posix(name).unwrap();
            let offset_at = offsets(zone.clone(), until_secs);
            // Every seven hours, and a second before and after each of them; before 1970 and later, too.
            for at in (-100_000_000..until_secs + 100_000_000).step_by(7 * 3600) {
                for at_secs in [at - 1, at, at + 1] {
                    let expected = zone.to_offset(Timestamp::from_second(at_secs).unwrap()).seconds();
                    assert_eq!(offset_at(at_secs), expected, "{name} at {at_secs}");
                }
            }
            for change in zone.following(Timestamp::UNIX_EPOCH).take(110) {
                let at_secs = change.timestamp().as_second();
                assert_eq!(offset_at(at_secs), change.offset().seconds());
            }
        }
        let fixed = Clock::from_environment(Some("2026-11-21T08:00:00+03:30"), None).unwrap().offsets();
        assert_eq!([fixed(-1), fixed(0), fixed(i64::MAX)], [12_600; 3]);
    }

    #[test]
    fn a_seed_gives_the_same_chance_again() {
        let clock = Clock::from_environment(None, Some("7")).unwrap();
        assert_eq!(clock.device_name(), clock.device_name());
    }
}
