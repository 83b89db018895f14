//! Numbers as words: the same on a screen and a page.

use crate::study::stats::{Bucket, Retention};

/// `83% (5 of 6)`; a dash if nothing was reviewed.
pub(super) fn share(retention: Retention) -> String {
    match retention.share() {
        None => "-".to_owned(),
        Some(_) => format!("{} ({} of {})", percent_of(retention), retention.passed, retention.total),
    }
}

/// `83%`; a dash if nothing was reviewed.
pub(super) fn percent_of(retention: Retention) -> String {
    retention.share().map_or_else(|| "-".to_owned(), percent)
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

pub(super) fn minutes(took_ms: u64) -> String {
    let seconds = took_ms / 1000;
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds} s"),
        (0, minutes, _) => format!("{minutes} min"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}

/// `1 day`, `2 days`.
pub(super) fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// A bucket of whole days: `1`, `2-3`, `366+`.
pub(super) fn whole_days(bucket: &Bucket) -> String {
    match bucket.below {
        None => format!("{:.0}+", bucket.from),
        Some(below) if below - bucket.from > 1.5 => format!("{:.0}-{:.0}", bucket.from, below - 1.0),
        Some(_) => format!("{:.0}", bucket.from),
    }
}

/// A bucket of anything finer: `below 1`, `1 to 2`, `366 and more`.
pub(super) fn range(bucket: &Bucket, decimals: usize) -> String {
    let Bucket { from, below, .. } = bucket;
    match below {
        None => format!("{from:.decimals$}+"),
        Some(below) if *from == 0.0 => format!("below {below:.decimals$}"),
        Some(below) => format!("{from:.decimals$} to {below:.decimals$}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_short() {
        let shown = [999, 59_999, 60_000, 3_600_000, 90_061_000].map(minutes);
        assert_eq!(shown, ["0 s", "59 s", "1 min", "1 h 0 min", "25 h 1 min"]);
    }

    #[test]
    fn buckets_say_what_falls_into_them() {
        let bucket = |from, below| Bucket { from, below, count: 0 };
        assert_eq!(whole_days(&bucket(1.0, Some(2.0))), "1");
        assert_eq!(whole_days(&bucket(2.0, Some(4.0))), "2-3");
        assert_eq!(whole_days(&bucket(366.0, None)), "366+");
        assert_eq!(range(&bucket(0.0, Some(1.0)), 0), "below 1");
        assert_eq!(range(&bucket(1.3, Some(1.5)), 2), "1.30 to 1.50");
        assert_eq!(range(&bucket(3.1, None), 2), "3.10+");
    }
}
