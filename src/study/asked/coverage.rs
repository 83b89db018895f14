//! The share of an interview's questions that are in the collection at all.
//!
//! Good and Turing: the chance that the next question was never seen before is about the share of sightings that
//! are of questions seen once. The band is a beta-binomial, wide enough for interviews to differ.

use super::chance::{PastInterview, Upcoming};

/// How firmly the share holds for one interview: as if it had been seen in this many questions.
pub const PSEUDO_COUNT: f64 = 20.0;
/// The chance below and above the band.
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

/// How many of some questions: in 8 of 10 interviews from `low` to `high`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    pub low: u32,
    pub high: u32,
    pub most_likely: u32,
}

impl Coverage {
    /// From the interviews for roles like that of the upcoming one, its own company's included.
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

    /// How many of `question_count` questions are in the collection.
    #[must_use]
    pub fn band(&self, question_count: u32) -> Band {
        let chances = self.chances(question_count);
        let mut below = 0.0;
        let (mut low, mut high, mut most_likely) = (None, None, 0);
        for (count, chance) in chances.iter().enumerate() {
            below += chance;
            if low.is_none() && below >= TAIL {
                low = Some(count);
            }
            if high.is_none() && below >= 1.0 - TAIL {
                high = Some(count);
            }
            if *chance > chances[most_likely] {
                most_likely = count;
            }
        }
        let count = |count: usize| u32::try_from(count).unwrap_or(question_count);
        Band {
            low: count(low.unwrap_or_default()),
            high: high.map_or(question_count, count),
            most_likely: count(most_likely),
        }
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
        assert_eq!(coverage.band(10), Band { low: 3, high: 7, most_likely: 5 });
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
            let band = coverage.band(asked);
            prop_assert!(band.low <= band.most_likely && band.most_likely <= band.high && band.high <= asked);
            let within: f64 = chances[band.low as usize..=band.high as usize].iter().sum();
            prop_assert!(within >= 0.8 - 1e-9, "{}", within);
        }
    }
}
