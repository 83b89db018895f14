//! SM-2, step by step, in integers.
//!
//! Source: P. A. Wozniak, "Optimization of learning" (1990), in the form of the code that
//! SuperMemo World publishes. The two differ: by the text a fail leaves the ease alone and intervals
//! round up; by the code the ease moves on every grade and a tie rounds up. viva follows the code.
//! `tests/vectors/sm2.json` holds every step of 55 sequences, computed in exact fractions. The ease
//! is kept in hundredths, because the same in binary fractions gives a wrong interval now and then.
//!
//! The rule that what scored below 4 is asked again the same day belongs to the session.

use crate::study::grade::Quality;

const START_EASE_HUNDREDTHS: u32 = 250;
const LEAST_EASE_HUNDREDTHS: u32 = 130;
const EASE_CHANGES_HUNDREDTHS: [i32; 6] = [-80, -54, -32, -14, 0, 10];

/// SM-2's three numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sm2 {
    /// Passes in a row.
    pub repetitions: u32,
    /// The ease factor times 100; 130 or more.
    pub ease_hundredths: u32,
    /// Uncapped; 0 before the first review.
    pub interval_days: u64,
}

impl Default for Sm2 {
    fn default() -> Self {
        Self { repetitions: 0, ease_hundredths: START_EASE_HUNDREDTHS, interval_days: 0 }
    }
}

impl Sm2 {
    /// The state after one more review.
    #[must_use]
    pub fn step(self, quality: Quality) -> Self {
        let ease = self
            .ease_hundredths
            .saturating_add_signed(EASE_CHANGES_HUNDREDTHS[usize::from(quality.number())])
            .max(LEAST_EASE_HUNDREDTHS);
        if !quality.is_pass() {
            return Self { repetitions: 0, ease_hundredths: ease, interval_days: 1 };
        }
        let interval_days = match self.repetitions {
            0 => 1,
            1 => 6,
            // The ease held before this review, rounded half up.
            _ => self.interval_days.saturating_mul(u64::from(self.ease_hundredths)).saturating_add(50) / 100,
        };
        Self { repetitions: self.repetitions.saturating_add(1), ease_hundredths: ease, interval_days }
    }

    /// An ease no smaller than SM-2 allows.
    #[must_use]
    pub fn least_ease(ease_hundredths: u32) -> u32 {
        ease_hundredths.max(LEAST_EASE_HUNDREDTHS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[test]
    fn every_step_of_every_published_sequence() {
        let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/sm2.json")).unwrap();
        let mut step_count = 0;
        let sequences = vectors["vectors"].as_array().unwrap();
        assert_eq!(sequences.len(), 55);
        for sequence in sequences {
            let mut state = Sm2::default();
            let qualities = sequence["qualities"].as_array().unwrap();
            let trace = sequence["trace"].as_array().unwrap();
            assert_eq!(qualities.len(), trace.len());
            for (quality, expected) in qualities.iter().zip(trace) {
                let quality = u8::try_from(quality.as_u64().unwrap()).unwrap();
                state = state.step(Quality::new(quality).unwrap());
                let ease = format!("{}.{:02}00", state.ease_hundredths / 100, state.ease_hundredths % 100);
                assert_eq!(u64::from(state.repetitions), expected["repetitions"].as_u64().unwrap());
                assert_eq!(ease, expected["ef"].as_str().unwrap(), "sequence {}", sequence["id"]);
                assert_eq!(state.interval_days, expected["interval"].as_u64().unwrap());
                step_count += 1;
            }
        }
        assert!(step_count > 55);
    }

    proptest! {
        #[test]
        fn a_better_grade_is_never_asked_sooner(qualities in prop::collection::vec(0_u8..6, 0..200)) {
            let mut state = Sm2::default();
            for quality in qualities {
                let futures: Vec<Sm2> = Quality::all().map(|q| state.step(q)).collect();
                for pair in futures.windows(2) {
                    prop_assert!(pair[0].interval_days <= pair[1].interval_days);
                    prop_assert!(pair[0].ease_hundredths <= pair[1].ease_hundredths);
                }
                state = state.step(Quality::new(quality).unwrap());
                prop_assert!(state.interval_days >= 1);
                prop_assert!(state.ease_hundredths >= LEAST_EASE_HUNDREDTHS);
            }
        }
    }
}
