//! How fast this learner forgets, compared with FSRS's default parameters.
//!
//! A grid of 13 × 6 hypotheses: each multiplies every FSRS stability by one factor and bends the forgetting
//! curve by one decay. Each first review of a day is evidence for those that expected it. The result is a sum of
//! logarithms, so it can be saved and continued one review at a time.
//!
//! FSRS parameters are not fitted here: with the few reviews before an interview, two numbers are what the data
//! can carry.

use std::sync::LazyLock;

use libm::{exp, log, pow};

use crate::study::schedule::ForgettingCurve;

use super::evidence::MemoryEvidence;

/// ln of the factor on stability: 0.12 to 8.2 times FSRS.
const LOG_FACTORS: [f64; 13] = [-2.1, -1.75, -1.4, -1.05, -0.7, -0.35, 0.0, 0.35, 0.7, 1.05, 1.4, 1.75, 2.1];
const DECAYS: [f64; 6] = [0.10, 0.1542, 0.24, 0.37, 0.56, 0.85];
/// FSRS-6's default decay, the middle of the prior.
const USUAL_DECAY: f64 = 0.1542;
/// Standard deviations of the prior.
const LOG_FACTOR_SD: f64 = 0.7;
const LOG_DECAY_SD: f64 = 0.45;
/// A forecast is never taken for certain, and 3% of cards pass by luck or by hints whatever the memory.
const LEAST_RECALL: f64 = 0.01;
const LUCK: f64 = 0.03;
/// Hypotheses below this weight change no figure in its eleventh digit.
const NEGLIGIBLE_WEIGHT: f64 = 1e-13;

/// How many hypotheses the grid has: stability factors × decays, factors outside.
pub const HYPOTHESIS_COUNT: usize = LOG_FACTORS.len() * DECAYS.len();

struct Hypothesis {
    log_factor: f64,
    factor: f64,
    curve: ForgettingCurve,
    prior_log_weight: f64,
}

static GRID: LazyLock<Vec<Hypothesis>> = LazyLock::new(|| {
    let each =
        LOG_FACTORS.iter().flat_map(|&log_factor| DECAYS.iter().map(move |&decay| (log_factor, decay)));
    each.map(|(log_factor, decay)| Hypothesis {
        log_factor,
        factor: exp(log_factor),
        curve: ForgettingCurve::of_decay(decay),
        prior_log_weight: -0.5 * pow(log_factor / LOG_FACTOR_SD, 2.0)
            - 0.5 * pow(log(decay / USUAL_DECAY) / LOG_DECAY_SD, 2.0),
    })
    .collect()
});

/// What the log says about the learner's memory: one log weight for each hypothesis, not normalised.
///
/// A small cache: [`MemoryPosterior::log_weights`] is all there is to save. The order of reviews does not matter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MemoryPosterior {
    log_weights: [f64; HYPOTHESIS_COUNT],
}

impl Default for MemoryPosterior {
    /// The prior: nothing reviewed yet.
    fn default() -> Self {
        Self { log_weights: std::array::from_fn(|at| GRID[at].prior_log_weight) }
    }
}

impl MemoryPosterior {
    /// Takes in the first review of a study day of a card seen before.
    ///
    /// `stability_days` is FSRS's stability *before* this review (from the replay of the log), `elapsed_days` the
    /// study days since the review before; a review of the same day (0) says nothing and is ignored.
    pub fn observe(&mut self, stability_days: f64, elapsed_days: u32, passed: bool) {
        if let Some(added) = log_likelihoods(stability_days, elapsed_days, passed) {
            self.log_weights.iter_mut().zip(added).for_each(|(weight, added)| *weight += added);
        }
    }

    /// The sums to save. [`MemoryPosterior::from_log_weights`] brings them back.
    #[must_use]
    pub fn log_weights(&self) -> &[f64; HYPOTHESIS_COUNT] {
        &self.log_weights
    }

    /// `None` if one of them is not a finite number.
    #[must_use]
    pub fn from_log_weights(log_weights: [f64; HYPOTHESIS_COUNT]) -> Option<Self> {
        log_weights.iter().all(|weight| weight.is_finite()).then_some(Self { log_weights })
    }

    /// m = e^E\[x\]: this learner's stability as a multiple of FSRS's.
    #[must_use]
    pub fn stability_factor(&self) -> f64 {
        let weights = self.weights();
        exp(GRID.iter().zip(weights).map(|(hypothesis, weight)| weight * hypothesis.log_factor).sum())
    }

    /// δ = e^E\[ln d\]: the decay of this learner's forgetting curve.
    #[must_use]
    pub fn decay(&self) -> f64 {
        let weights = self.weights();
        exp(GRID.iter().zip(weights).map(|(hypothesis, weight)| weight * log(hypothesis.curve.decay())).sum())
    }

    /// Recall averaged over the hypotheses, for readiness.
    #[must_use]
    pub fn mean_recall(&self) -> MeanRecall {
        let weights = self.weights();
        let parts = GRID.iter().zip(weights).filter(|(_, weight)| *weight > NEGLIGIBLE_WEIGHT);
        MeanRecall {
            parts: parts.map(|(hypothesis, weight)| (weight, hypothesis.factor, hypothesis.curve)).collect(),
        }
    }

    /// Normalised to a sum of 1.
    fn weights(&self) -> [f64; HYPOTHESIS_COUNT] {
        let most = self.log_weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut weights = self.log_weights.map(|log_weight| exp(log_weight - most));
        let sum: f64 = weights.iter().sum();
        for weight in &mut weights {
            *weight /= sum;
        }
        weights
    }
}

/// What one review adds to each log weight; `None` if it says nothing.
pub(super) fn log_likelihoods(
    stability_days: f64,
    elapsed_days: u32,
    passed: bool,
) -> Option<[f64; HYPOTHESIS_COUNT]> {
    if elapsed_days == 0 || !stability_days.is_finite() || stability_days <= 0.0 {
        return None;
    }
    Some(std::array::from_fn(|at| {
        let Hypothesis { factor, curve, .. } = &GRID[at];
        let recall = curve.recall(stability_days * factor, f64::from(elapsed_days));
        let recall = LUCK + (1.0 - 2.0 * LUCK) * recall.clamp(LEAST_RECALL, 1.0 - LEAST_RECALL);
        log(if passed { recall } else { 1.0 - recall })
    }))
}

impl From<&MemoryEvidence> for MemoryPosterior {
    fn from(evidence: &MemoryEvidence) -> Self {
        let mut posterior = Self::default();
        let added = evidence.log_likelihoods();
        posterior.log_weights.iter_mut().zip(added).for_each(|(weight, added)| *weight += added);
        posterior
    }
}

/// The posterior average of recall: what a forecast shows, where one middle curve would be too sure.
#[derive(Clone, Debug, PartialEq)]
pub struct MeanRecall {
    /// Weight, factor on stability, curve.
    parts: Vec<(f64, f64, ForgettingCurve)>,
}

impl MeanRecall {
    /// The chance of recall (0 to 1), `elapsed_days` after a review that left FSRS's `stability_days`.
    #[must_use]
    pub fn recall(&self, stability_days: f64, elapsed_days: f64) -> f64 {
        self.parts
            .iter()
            .map(|(weight, factor, curve)| weight * curve.recall(stability_days * factor, elapsed_days))
            .sum()
    }
}
