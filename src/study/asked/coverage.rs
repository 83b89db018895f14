//! The share of an interview's questions that are in the collection at all.
//!
//! Good and Turing: the chance that the next question was never seen before is about the share of sightings that
//! are of questions seen once. The band is a beta-binomial, wide enough for interviews to differ.

use super::chance::{PastInterview, Upcoming};

/// How firmly the share holds for one interview: as if it had been seen in this many questions.
const PSEUDO_COUNT: f64 = 20.0;
/// No share is certain.
const LEAST_SHARE: f64 = 0.001;
/// The chance below and above the range.
const TAIL: f64 = 0.1;

/// How much of an interview the collection knows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coverage {
    /// The share of an interview's questions expected to be in the collection, above 0 and below 1.
    pub share: f64,
    /// Sightings of questions by interviews for like roles, those of questions without a card included.
    pub sighting_count: u32,
    /// Sightings of questions that were seen once, or that have no card.
    pub single_count: u32,
}

/// An 80% range of a count, with its most likely value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountRange {
    pub low: u32,
    pub most_likely: u32,
    pub high: u32,
}

impl CountRange {
    /// `distribution` has the chance of each count from 0 on.
    #[must_use]
    pub fn of(distribution: &[f64]) -> Self {
        let total: f64 = distribution.iter().sum();
        let (mut low, mut most_likely, mut high) = (None, (0, f64::NEG_INFINITY), None);
        let mut below = 0.0;
        let mut last = 0;
        for (count, chance) in (0_u32..).zip(distribution) {
            below += chance;
            if low.is_none() && below >= TAIL * total {
                low = Some(count);
            }
            if high.is_none() && below >= (1.0 - TAIL) * total {
                high = Some(count);
            }
            if *chance > most_likely.1 {
                most_likely = (count, *chance);
            }
            last = count;
        }
        let (low, high) = (low.unwrap_or(0), high.unwrap_or(last));
        Self { low, most_likely: most_likely.0.clamp(low, high), high }
    }

    #[must_use]
    pub fn holds(&self, count: usize) -> bool {
        (self.low as usize..=self.high as usize).contains(&count)
    }
}

impl Coverage {
    /// From interviews for similar roles, at this company and elsewhere.
    #[must_use]
    pub fn of(interviews: &[PastInterview], upcoming: &Upcoming<'_>) -> Self {
        let mut counts = std::collections::HashMap::new();
        let mut without_card = 0;
        for interview in interviews.iter().filter(|interview| interview.role.is_like(upcoming.role)) {
            for &(question, _) in interview.asked.iter().filter(|(_, share)| *share > 0.0) {
                *counts.entry(question).or_insert(0_u32) += 1;
            }
            without_card += interview.without_card_count;
        }
        let sighting_count = counts.values().sum::<u32>() + without_card;
        let seen_once = counts.values().filter(|count| **count == 1).count();
        let single_count = u32::try_from(seen_once).unwrap_or(u32::MAX).saturating_add(without_card);
        Self::from_counts(sighting_count, single_count)
    }

    /// Of `sighting_count` sightings `single_count` are of questions that were seen once.
    #[must_use]
    pub fn from_counts(sighting_count: u32, single_count: u32) -> Self {
        let share = 1.0 - (f64::from(single_count) + 1.0) / (f64::from(sighting_count) + 2.0);
        Self { share, sighting_count, single_count }
    }

    /// The same share without its sightings, as a record of a forecast has it.
    #[must_use]
    pub fn of_share(share: f64) -> Self {
        Self { share: share.clamp(LEAST_SHARE, 1.0 - LEAST_SHARE), sighting_count: 0, single_count: 0 }
    }

    /// How many of `question_count` questions are in the collection.
    #[must_use]
    pub fn range(&self, question_count: u32) -> CountRange {
        CountRange::of(&self.chances(question_count))
    }

    /// The chance of each number of known questions among `question_count`, from none to all.
    #[must_use]
    pub fn chances(&self, question_count: u32) -> Vec<f64> {
        let (known, unknown) = (PSEUDO_COUNT * self.share, PSEUDO_COUNT * (1.0 - self.share));
        let all = f64::from(question_count);
        let none_known =
            (0..question_count).map(f64::from).map(|at| (unknown + at) / (PSEUDO_COUNT + at)).product();
        let mut chances = vec![none_known];
        for count in (0..question_count).map(f64::from) {
            let step = (all - count) * (known + count) / ((count + 1.0) * (unknown + all - count - 1.0));
            let last = chances.last().copied().unwrap_or_default();
            chances.push(last * step);
        }
        chances
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_seen_is_half() {
        let coverage = Coverage::from_counts(0, 0);
        assert!((coverage.share - 0.5).abs() < 1e-12);
        assert_eq!(coverage.range(10), CountRange { low: 3, high: 7, most_likely: 5 });
    }

    #[test]
    fn questions_without_a_card_lower_the_share() {
        let upcoming = Upcoming { company: None, role: &super::super::Role::default() };
        let mut interview = PastInterview { asked: vec![(0, 1.0), (1, 1.0)], ..PastInterview::default() };
        let both = [interview.clone(), interview.clone()];
        assert_eq!(Coverage::of(&both, &upcoming), Coverage::from_counts(4, 0));
        interview.without_card_count = 3;
        assert_eq!(Coverage::of(&[both[0].clone(), interview], &upcoming), Coverage::from_counts(7, 3));
    }

    proptest! {
        #[test]
        fn the_chances_add_up_and_the_band_holds_four_fifths(all in 0_u32..400, part in 0_u32..400, asked in 0_u32..60) {
            let coverage = Coverage::from_counts(all.max(part), part);
            prop_assert!(coverage.share > 0.0 && coverage.share < 1.0);
            let chances = coverage.chances(asked);
            prop_assert_eq!(chances.len(), asked as usize + 1);
            prop_assert!((chances.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            let mean: f64 = (0_u32..).zip(&chances).map(|(count, chance)| f64::from(count) * chance).sum();
            prop_assert!((mean - f64::from(asked) * coverage.share).abs() < 1e-6);
            let range = coverage.range(asked);
            prop_assert!(range.low <= range.most_likely && range.most_likely <= range.high && range.high <= asked);
            let within: f64 = chances[range.low as usize..=range.high as usize].iter().sum();
            prop_assert!(within >= 0.8 - 1e-9, "{}", within);
        }
    }
}
