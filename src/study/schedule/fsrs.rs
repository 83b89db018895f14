//! FSRS-6: a model of memory with two numbers, stability and difficulty.
//!
//! Source: the open-spaced-repetition project's description of FSRS-6 and its default parameters;
//! `tests/vectors/fsrs6.json` holds 40 sequences to twelve decimals. Readiness and planning are
//! reckoned from it whichever scheduler is chosen, and `schedule = "fsrs"` takes its intervals.
//!
//! Powers and exponentials come from `libm`, not from the platform, because replay has to give the
//! same on every machine to the last bit. Parameters are not fitted here.

use libm::{exp, pow, round};

use crate::study::grade::{Grade, Quality};

const W: [f64; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614,
    0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];
const LEAST_STABILITY_DAYS: f64 = 0.001;
/// What a card learned elsewhere is taken for when nothing is known of its difficulty.
const MIDDLE_DIFFICULTY: f64 = 5.0;

/// What is remembered of a card.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// Days for the chance of recall to fall to 90 %.
    pub stability_days: f64,
    /// How hard the card is in itself, 1 to 10.
    pub difficulty: f64,
}

impl Memory {
    /// After the first review ever.
    #[must_use]
    pub fn first(quality: Quality) -> Self {
        Self {
            stability_days: W[quality.grade() as usize],
            difficulty: first_difficulty(rating_of(quality.grade())).clamp(1.0, 10.0),
        }
    }

    /// For a card whose schedule came without a history.
    #[must_use]
    pub fn of_interval(interval_days: u64) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "an interval of 2^53 days is no interval")]
        let stability_days = (interval_days as f64).max(LEAST_STABILITY_DAYS);
        Self { stability_days, difficulty: MIDDLE_DIFFICULTY }
    }

    /// After one more review, `elapsed_days` study days after the one before.
    #[must_use]
    pub fn step(self, quality: Quality, elapsed_days: u32) -> Self {
        let grade = quality.grade();
        let stability_days = if elapsed_days == 0 {
            self.same_day_stability(grade)
        } else if grade == Grade::Again {
            self.stability_after_fail(retrievability(self.stability_days, elapsed_days))
        } else {
            self.stability_after_pass(grade, retrievability(self.stability_days, elapsed_days))
        };
        Self {
            stability_days: stability_days.max(LEAST_STABILITY_DAYS),
            difficulty: self.next_difficulty(rating_of(grade)),
        }
    }

    fn stability_after_pass(self, grade: Grade, recall: f64) -> f64 {
        let hard = if grade == Grade::Hard { W[15] } else { 1.0 };
        let easy = if grade == Grade::Easy { W[16] } else { 1.0 };
        let growth = exp(W[8])
            * (11.0 - self.difficulty)
            * pow(self.stability_days, -W[9])
            * (exp(W[10] * (1.0 - recall)) - 1.0);
        self.stability_days * (1.0 + growth * hard * easy)
    }

    fn stability_after_fail(self, recall: f64) -> f64 {
        let forgotten = W[11]
            * pow(self.difficulty, -W[12])
            * (pow(self.stability_days + 1.0, W[13]) - 1.0)
            * exp(W[14] * (1.0 - recall));
        forgotten.min(self.stability_days / exp(W[17] * W[18]))
    }

    fn same_day_stability(self, grade: Grade) -> f64 {
        let growth = exp(W[17] * (rating_of(grade) - 3.0 + W[18])) * pow(self.stability_days, -W[19]);
        self.stability_days * if grade == Grade::Again { growth } else { growth.max(1.0) }
    }

    fn next_difficulty(self, rating: f64) -> f64 {
        let change = -W[6] * (rating - 3.0);
        let damped = self.difficulty + change * (10.0 - self.difficulty) / 9.0;
        (W[7] * first_difficulty(4.0) + (1.0 - W[7]) * damped).clamp(1.0, 10.0)
    }
}

/// How recall falls after a review: FSRS's power curve with one decay. After `stability_days` recall is 90%,
/// whatever the decay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ForgettingCurve {
    decay: f64,
    /// 0.9^(-1/decay) - 1.
    factor: f64,
}

impl ForgettingCurve {
    /// The curve whose exponent is `-decay`; `decay` is above 0.
    #[must_use]
    pub fn of_decay(decay: f64) -> Self {
        Self { decay, factor: pow(0.9, -1.0 / decay) - 1.0 }
    }

    #[must_use]
    pub fn decay(self) -> f64 {
        self.decay
    }

    /// The chance of recall (0 to 1) `elapsed_days` after the last review.
    #[must_use]
    pub fn recall(self, stability_days: f64, elapsed_days: f64) -> f64 {
        pow(1.0 + self.factor * elapsed_days / stability_days, -self.decay)
    }

    /// The stability in days with which recall is `recall` after `elapsed_days`: the inverse of
    /// [`ForgettingCurve::recall`]. `recall` is between 0 and 1, both excluded.
    #[must_use]
    pub fn stability_days(self, recall: f64, elapsed_days: f64) -> f64 {
        self.factor * elapsed_days / (pow(recall, -1.0 / self.decay) - 1.0)
    }
}

/// The chance to recall a card now, `elapsed_days` after its last review.
#[must_use]
pub fn retrievability(stability_days: f64, elapsed_days: u32) -> f64 {
    ForgettingCurve::of_decay(W[20]).recall(stability_days, f64::from(elapsed_days))
}

/// In how many days recall will have fallen to `desired_retention` (a share, 0 to 1); at least 1.
#[must_use]
pub fn interval_for(stability_days: f64, desired_retention: f64) -> u64 {
    let factor = ForgettingCurve::of_decay(W[20]).factor;
    let days = stability_days / factor * (pow(desired_retention, -1.0 / W[20]) - 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 1 or more; `as` saturates"
    )]
    let whole_days = round(days).max(1.0) as u64;
    whole_days
}

fn first_difficulty(rating: f64) -> f64 {
    W[4] - exp(W[5] * (rating - 1.0)) + 1.0
}

/// FSRS counts grades from 1.
fn rating_of(grade: Grade) -> f64 {
    match grade {
        Grade::Again => 1.0,
        Grade::Hard => 2.0,
        Grade::Good => 3.0,
        Grade::Easy => 4.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    #[track_caller]
    fn check_close(found: f64, expected: &Value) {
        let expected = expected.as_f64().unwrap();
        assert!((found - expected).abs() <= 1e-11 * expected.abs().max(1.0), "{found} is not {expected}");
    }

    #[test]
    fn every_step_of_every_published_sequence() {
        let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/fsrs6.json")).unwrap();
        let sequences = vectors["vectors"].as_array().unwrap();
        assert_eq!(sequences.len(), 40);
        for sequence in sequences {
            let mut memory: Option<Memory> = None;
            let reviews = sequence["reviews"].as_array().unwrap();
            let trace = sequence["trace"].as_array().unwrap();
            assert_eq!(reviews.len(), trace.len());
            for (review, expected) in reviews.iter().zip(trace) {
                let quality =
                    Grade::ALL[usize::try_from(review["rating"].as_u64().unwrap()).unwrap() - 1].quality();
                let elapsed_days = u32::try_from(review["days_since_prev"].as_u64().unwrap()).unwrap();
                let next =
                    memory.map_or_else(|| Memory::first(quality), |held| held.step(quality, elapsed_days));
                check_close(next.stability_days, &expected[0]);
                check_close(next.difficulty, &expected[1]);
                memory = Some(next);
            }
            let memory = memory.unwrap();
            check_close(memory.stability_days, &sequence["stability"]);
            check_close(retrievability(memory.stability_days, 7), &sequence["R_7d"]);
            check_close(retrievability(memory.stability_days, 30), &sequence["R_30d"]);
        }
    }

    #[test]
    fn at_ninety_percent_the_interval_is_the_stability() {
        assert_eq!(interval_for(8.2956, 0.9), 8);
        assert_eq!(interval_for(0.01, 0.9), 1);
    }

    proptest! {
        #[test]
        fn memory_stays_in_bounds(reviews in prop::collection::vec((0_u8..6, 0_u32..40_000), 1..100)) {
            let mut memory: Option<Memory> = None;
            for (quality, elapsed_days) in reviews {
                let quality = Quality::new(quality).unwrap();
                let next = memory.map_or_else(|| Memory::first(quality), |held| held.step(quality, elapsed_days));
                prop_assert!(next.stability_days.is_finite() && next.stability_days >= LEAST_STABILITY_DAYS);
                prop_assert!((1.0..=10.0).contains(&next.difficulty));
                let recall = retrievability(next.stability_days, elapsed_days);
                prop_assert!((0.0..=1.0).contains(&recall));
                memory = Some(next);
            }
        }
    }
}
