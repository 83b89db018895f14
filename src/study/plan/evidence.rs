//! Sums of what reviews say about the learner's memory, to be kept beside the log.
//!
//! They are whole numbers, so they come out the same in whatever order reviews were added, and removing one leaves
//! exactly what was there before it. What the sums mean is [`super::MemoryPosterior`]'s to say.

use crate::study::schedule::RecallTest;

use super::memory::{HYPOTHESIS_COUNT, log_likelihoods};

/// Units of a log likelihood of 1: 2^40. A review adds at most 3.3 to each sum, so 2.5 million reviews have room.
const UNITS: f64 = 1_099_511_627_776.0;

/// One sum of log likelihoods for each hypothesis about the learner's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryEvidence {
    units: [i64; HYPOTHESIS_COUNT],
}

impl Default for MemoryEvidence {
    fn default() -> Self {
        Self { units: [0; HYPOTHESIS_COUNT] }
    }
}

impl MemoryEvidence {
    pub fn add(&mut self, test: &RecallTest) {
        self.change(test, i64::saturating_add);
    }

    /// Takes out what [`MemoryEvidence::add`] put in.
    pub fn remove(&mut self, test: &RecallTest) {
        self.change(test, i64::saturating_sub);
    }

    /// 8 bytes for each hypothesis.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.units.iter().flat_map(|units| units.to_le_bytes()).collect()
    }

    /// `None` if there are not 8 bytes for each hypothesis.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (chunks, rest) = bytes.as_chunks::<8>();
        let units: Vec<i64> = chunks.iter().map(|chunk| i64::from_le_bytes(*chunk)).collect();
        rest.is_empty().then_some(Self { units: units.try_into().ok()? })
    }

    /// The sum of log likelihoods of each hypothesis.
    #[must_use]
    pub fn log_likelihoods(&self) -> [f64; HYPOTHESIS_COUNT] {
        #[expect(clippy::cast_precision_loss, reason = "far finer than the forecasts made of it")]
        self.units.map(|units| units as f64 / UNITS)
    }

    fn change(&mut self, test: &RecallTest, change: impl Fn(i64, i64) -> i64) {
        let Some(likelihoods) = log_likelihoods(test.stability_days, test.elapsed_days, test.passed) else {
            return;
        };
        for (units, likelihood) in self.units.iter_mut().zip(likelihoods) {
            #[expect(clippy::cast_possible_truncation, reason = "between -3.3 and 0, times 2^40")]
            let added = libm::round(likelihood * UNITS) as i64;
            *units = change(*units, added);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::MemoryPosterior;
    use super::*;

    fn any_test() -> impl Strategy<Value = RecallTest> {
        (0.001_f64..1e5, 1_u32..3000, any::<bool>()).prop_map(|(stability_days, elapsed_days, passed)| {
            RecallTest { stability_days, elapsed_days, passed }
        })
    }

    proptest! {
        #[test]
        fn order_and_detours_leave_no_trace(
            mut tests in proptest::collection::vec(any_test(), 0..40),
            detour in proptest::collection::vec(any_test(), 0..5),
        ) {
            let mut evidence = MemoryEvidence::default();
            for test in &detour {
                evidence.add(test);
            }
            for test in &tests {
                evidence.add(test);
            }
            for test in &detour {
                evidence.remove(test);
            }
            tests.reverse();
            let mut other = MemoryEvidence::default();
            for test in &tests {
                other.add(test);
            }
            prop_assert_eq!(evidence, other);
            prop_assert_eq!(MemoryEvidence::from_bytes(&evidence.to_bytes()), Some(evidence));
        }

        #[test]
        fn the_sums_lead_to_what_the_reviews_lead_to(tests in proptest::collection::vec(any_test(), 0..40)) {
            let mut evidence = MemoryEvidence::default();
            let mut posterior = MemoryPosterior::default();
            for test in &tests {
                evidence.add(test);
                posterior.observe(test.stability_days, test.elapsed_days, test.passed);
            }
            let of_sums = MemoryPosterior::from(&evidence);
            prop_assert!((of_sums.stability_factor() - posterior.stability_factor()).abs() < 1e-9);
            prop_assert!((of_sums.decay() - posterior.decay()).abs() < 1e-9);
        }
    }
}
