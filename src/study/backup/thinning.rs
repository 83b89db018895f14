//! Which backups stay: all that are recent, then fewer and fewer.
//!
//! Everything of the last two days stays, then the newest of each of 12 days, of 10 weeks and of 9 months. All
//! together may take 10 times the size of the collection, and never more than 2 GB. The newest always stays.

use crate::study::day::{Day, Moment, Rollover};

/// All backups together take no more, except the newest, which always stays.
pub const LARGEST_TOTAL_BYTES: u64 = 2_000_000_000;

const RECENT_MS: i64 = 2 * 24 * 60 * 60 * 1000;
const DAYS: usize = 12;
const WEEKS: usize = 10;
const MONTHS: usize = 9;
const COLLECTIONS: u64 = 10;

/// A backup as far as its age and size matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aged {
    pub made: Moment,
    pub size_bytes: u64,
    /// The size of the collection then, unpacked.
    pub collection_bytes: u64,
}

/// Whether each of some backups stays.
///
/// The size of the collection is that of the largest in any of them: cards that were just deleted by mistake must
/// not make the backups that still have them too large to keep.
#[must_use]
pub fn thin(backups: &[Aged], now_ms: i64) -> Vec<bool> {
    let mut stays = vec![false; backups.len()];
    let collection_bytes = backups.iter().map(|backup| backup.collection_bytes).max().unwrap_or(0);
    let mut left_bytes = collection_bytes.saturating_mul(COLLECTIONS).min(LARGEST_TOTAL_BYTES);
    for (place, at) in by_value(backups, now_ms).into_iter().enumerate() {
        let size_bytes = backups[at].size_bytes;
        if place == 0 || size_bytes <= left_bytes {
            stays[at] = true;
            left_bytes = left_bytes.saturating_sub(size_bytes);
        } else {
            break;
        }
    }
    stays
}

/// Those that stay if there is room, what would be missed most first: the newest, then those that alone represent
/// their day, week or month, then the other recent ones.
fn by_value(backups: &[Aged], now_ms: i64) -> Vec<usize> {
    let mut newest_first: Vec<usize> = (0..backups.len()).collect();
    newest_first.sort_by_key(|at| std::cmp::Reverse((backups[*at].made.unix_ms, *at)));
    let (mut representatives, mut others) = (Vec::new(), Vec::new());
    let mut last: Option<Day> = None;
    let (mut days, mut weeks, mut months) = (0, 0, 0);
    for at in newest_first {
        let made = backups[at].made;
        let day = made.day(Rollover::usual());
        let is_first_of_day = last.is_none_or(|last| last != day);
        if now_ms.saturating_sub(made.unix_ms) <= RECENT_MS {
            if is_first_of_day {
                representatives.push(at);
            } else {
                others.push(at);
            }
            last = Some(day);
            continue;
        }
        let is_new = if days < DAYS {
            days += usize::from(is_first_of_day);
            is_first_of_day
        } else if weeks < WEEKS {
            let is_new = last.is_none_or(|last| week(last) != week(day));
            weeks += usize::from(is_new);
            is_new
        } else if months < MONTHS {
            let is_new = last.is_none_or(|last| month(last) != month(day));
            months += usize::from(is_new);
            is_new
        } else {
            break;
        };
        if is_new {
            representatives.push(at);
            last = Some(day);
        }
    }
    representatives.extend(others);
    representatives
}

fn week(day: Day) -> i64 {
    // 1970-01-01 was a Thursday.
    (i64::from(day.epoch_days()) + 3).div_euclid(7)
}

fn month(day: Day) -> Option<(i16, i8)> {
    day.date().map(|date| (date.year(), date.month()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY_MS: i64 = 24 * 60 * 60 * 1000;
    const NOW_MS: i64 = 1_772_343_000_000;

    fn aged(age_ms: i64, size_bytes: u64, collection_bytes: u64) -> Aged {
        let made = Moment { unix_ms: NOW_MS - age_ms, utc_offset_secs: 0 };
        Aged { made, size_bytes, collection_bytes }
    }

    fn ages(backups: &[Aged], now_ms: i64) -> Vec<i64> {
        let stays = thin(backups, now_ms);
        let kept = backups.iter().zip(stays).filter(|(_, stays)| *stays);
        kept.map(|(backup, _)| (now_ms - backup.made.unix_ms) / DAY_MS).collect()
    }

    #[test]
    fn a_backup_every_six_hours_for_three_years() {
        let backups: Vec<Aged> = (0..3 * 365 * 4).map(|at| aged(at * DAY_MS / 4, 1, 1 << 20)).collect();
        let kept = ages(&backups, NOW_MS);
        // Two days, then days, weeks and months.
        assert_eq!(kept.iter().filter(|age| **age < 2).count(), 8);
        assert_eq!(kept.len(), 9 + DAYS + WEEKS + MONTHS, "{kept:?}");
        assert!(kept.windows(2).all(|ages| ages[0] <= ages[1]));
        assert!((330..400).contains(kept.last().unwrap()), "{kept:?}");
    }

    #[test]
    fn what_was_kept_day_by_day_reaches_as_far_back() {
        // A backup every day, thinned every day, as it really goes.
        let mut backups: Vec<Aged> = Vec::new();
        for day in 0..1000 {
            let now_ms = NOW_MS + day * DAY_MS;
            let made = Moment { unix_ms: now_ms, utc_offset_secs: 0 };
            backups.push(Aged { made, size_bytes: 1, collection_bytes: 1 << 20 });
            let mut stays = thin(&backups, now_ms).into_iter();
            backups.retain(|_| stays.next().unwrap());
        }
        let kept = ages(&backups, NOW_MS + 999 * DAY_MS);
        assert!(kept.len() >= DAYS + WEEKS + MONTHS, "{kept:?}");
        assert!(*kept.first().unwrap() > 300, "{kept:?}");
        let widest = kept.windows(2).map(|ages| ages[0] - ages[1]).max().unwrap();
        assert!(widest <= 62, "a gap of {widest} days: {kept:?}");
    }

    #[test]
    fn a_collection_that_shrank_keeps_its_backups() {
        let before: Vec<Aged> = (1..6).map(|at| aged(at * DAY_MS, 1 << 20, 5 << 20)).collect();
        let mut backups = vec![aged(0, 1 << 10, 4 << 10)];
        backups.extend(before);
        assert_eq!(thin(&backups, NOW_MS), [true; 6]);
    }

    #[test]
    fn days_are_given_up_last() {
        // Room for four: the newest, and one of each of the three days.
        let backups = [
            aged(0, 10, 4),
            aged(1000, 10, 4),
            aged(2000, 10, 4),
            aged(3 * DAY_MS, 10, 4),
            aged(4 * DAY_MS, 10, 4),
            aged(5 * DAY_MS, 10, 4),
        ];
        assert_eq!(thin(&backups, NOW_MS), [true, false, false, true, true, true]);
    }

    fn any_backups() -> impl Strategy<Value = Vec<Aged>> {
        let one = (-2 * DAY_MS..800 * DAY_MS, 0_u64..3_000_000_000, 0_u64..1_000_000_000);
        proptest::collection::vec(one.prop_map(|(age, size, whole)| aged(age, size, whole)), 0..120)
    }

    proptest! {
        #[test]
        fn the_newest_stays_and_all_stay_within_the_bounds(backups in any_backups()) {
            let stays = thin(&backups, NOW_MS);
            prop_assert_eq!(stays.len(), backups.len());
            let newest = backups.iter().map(|backup| backup.made.unix_ms).max();
            let kept: Vec<&Aged> = backups.iter().zip(&stays).filter(|(_, stays)| **stays).map(|(kept, _)| kept).collect();
            prop_assert_eq!(kept.iter().map(|backup| backup.made.unix_ms).max(), newest);
            let largest = backups.iter().map(|backup| backup.collection_bytes).max().unwrap_or(0);
            let without_newest: u64 =
                kept.iter().filter(|backup| Some(backup.made.unix_ms) != newest).map(|backup| backup.size_bytes).sum();
            prop_assert!(without_newest <= LARGEST_TOTAL_BYTES.min(10 * largest));
            let old = kept.iter().filter(|backup| NOW_MS - backup.made.unix_ms > RECENT_MS).count();
            prop_assert!(old <= DAYS + WEEKS + MONTHS);
        }

        #[test]
        fn with_room_all_recent_ones_stay_and_thinning_again_changes_nothing(backups in any_backups()) {
            let small: Vec<Aged> =
                backups.iter().map(|backup| Aged { size_bytes: 1, collection_bytes: 1000, ..*backup }).collect();
            let stays = thin(&small, NOW_MS);
            for (backup, stays) in small.iter().zip(&stays) {
                prop_assert!(*stays || NOW_MS - backup.made.unix_ms > RECENT_MS);
            }
            let kept: Vec<Aged> =
                small.iter().zip(stays).filter(|(_, stays)| *stays).map(|(kept, _)| *kept).collect();
            prop_assert!(thin(&kept, NOW_MS).into_iter().all(|stays| stays));
        }
    }
}
