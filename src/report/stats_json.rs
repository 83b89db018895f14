//! Statistics as JSON; `docs/JSON.md` describes it. Each figure has its own fields; here they become one document, and
//! here are the types that several of them use.

use serde::Serialize;
use serde_json::Value;

use crate::study::grade::Grade;
use crate::study::stats::Retention;

use super::figures::FIGURES;
use super::tables::Progress;

/// Shares run from 0 to 1 and are null if nothing was reviewed; days are ISO dates.
#[must_use]
pub fn stats_json(progress: &Progress<'_>) -> Value {
    FIGURES.iter().flat_map(|figure| (figure.json)(progress)).collect()
}

#[derive(Serialize)]
pub(super) struct RetentionJson {
    passed: usize,
    total: usize,
    share: Option<f64>,
}

impl From<Retention> for RetentionJson {
    fn from(retention: Retention) -> Self {
        Self { passed: retention.passed, total: retention.total, share: retention.share() }
    }
}

#[derive(Serialize)]
pub(super) struct GradeCountsJson {
    again: usize,
    hard: usize,
    good: usize,
    easy: usize,
}

impl From<[usize; 4]> for GradeCountsJson {
    /// From one count for each [`Grade`], in its order.
    fn from(counts: [usize; 4]) -> Self {
        let of = |grade: Grade| counts[grade as usize];
        Self { again: of(Grade::Again), hard: of(Grade::Hard), good: of(Grade::Good), easy: of(Grade::Easy) }
    }
}

/// In whole seconds.
pub(super) fn seconds(took_ms: u64) -> u64 {
    took_ms / 1000
}
