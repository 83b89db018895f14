//! A small change of the due day, so that cards learned together drift apart.
//!
//! It moves the day a card is asked, never the interval kept in its state. It is no chance: the
//! card's id and the count of its scored reviews decide, so that every machine finds the same day
//! and an undone and repeated grade lands where it was. `tests/vectors/fuzz.json` holds the numbers.

use crate::study::card::CardId;

/// A due day is never further away than this.
const MOST_DUE_DAYS: u64 = 36_500;
/// From these many days on, an interval may move, by the share of the part that lies in each band.
const BANDS: [(f64, f64, f64); 3] = [(2.5, 7.0, 0.15), (7.0, 20.0, 0.10), (20.0, f64::INFINITY, 0.05)];

/// In how many days a card with this interval is due. `scored_count` is the count of scored reviews
/// before the one that gave the interval.
#[must_use]
pub fn due_in_days(card: &CardId, scored_count: u32, interval_days: u64, fuzz: bool) -> u32 {
    let interval_days = interval_days.min(MOST_DUE_DAYS);
    let days = if fuzz { fuzzed(card, scored_count, interval_days) } else { interval_days };
    u32::try_from(days.min(MOST_DUE_DAYS)).unwrap_or(u32::MAX)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "intervals here are whole numbers from 3 to 36,500"
)]
fn fuzzed(card: &CardId, scored_count: u32, interval_days: u64) -> u64 {
    if interval_days < 3 {
        return interval_days;
    }
    let interval = interval_days as f64;
    let delta = BANDS
        .iter()
        .fold(1.0, |delta, (from, to, share)| delta + share * (interval.min(*to) - from).max(0.0));
    let lowest = ((interval - delta + 0.5).floor() as u64).max(2);
    let highest = (interval + delta + 0.5).floor() as u64;
    let mut hasher = blake3::Hasher::new();
    hasher.update(card.as_str().as_bytes());
    hasher.update(&scored_count.to_le_bytes());
    let mut first_bytes = [0; 8];
    first_bytes.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    lowest + u64::from_le_bytes(first_bytes) % (highest - lowest + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    #[test]
    fn every_published_number() {
        let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/fuzz.json")).unwrap();
        let vectors = vectors["vectors"].as_array().unwrap();
        assert!(!vectors.is_empty());
        for vector in vectors {
            let card = CardId::parse(vector["card"].as_str().unwrap()).unwrap();
            let count = u32::try_from(vector["count"].as_u64().unwrap()).unwrap();
            let interval_days = vector["interval_days"].as_u64().unwrap();
            let expected = vector["due_in_days"].as_u64().unwrap();
            assert_eq!(u64::from(due_in_days(&card, count, interval_days, true)), expected, "{vector}");
            assert_eq!(u64::from(due_in_days(&card, count, interval_days, false)), interval_days);
        }
    }

    #[test]
    fn no_due_day_is_beyond_a_hundred_years() {
        let card = CardId::of_question("What is a mutex?");
        for fuzz in [false, true] {
            assert!(due_in_days(&card, 9, u64::MAX, fuzz) <= 36_500);
        }
    }
}
