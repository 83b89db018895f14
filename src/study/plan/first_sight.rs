//! The chance that a card is answered when it is seen for the first time.
//!
//! Each tag has its own record, drawn toward the learner's overall rate until it has answers of its own.

use std::collections::BTreeMap;

/// Pseudo-counts of passes and fails before the first new card: 30% pass.
const PRIOR_PASSES: f64 = 1.5;
const PRIOR_FAILS: f64 = 3.5;
/// How many answers the overall rate counts for beside a tag's own.
const TAG_PRIOR_WEIGHT: f64 = 5.0;

/// First reviews of cards: how many, and how many passed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FirstSight {
    overall: Tally,
    by_tag: BTreeMap<String, Tally>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tally {
    passes: f64,
    fails: f64,
}

impl Tally {
    fn add(&mut self, passed: bool) {
        *(if passed { &mut self.passes } else { &mut self.fails }) += 1.0;
    }
}

impl FirstSight {
    /// Takes in the first review ever of a card with these tags.
    pub fn observe<T: AsRef<str>>(&mut self, tags: &[T], passed: bool) {
        self.overall.add(passed);
        for tag in tags {
            self.by_tag.entry(tag.as_ref().to_owned()).or_default().add(passed);
        }
    }

    /// The learner's overall chance to pass a new card (0 to 1).
    #[must_use]
    pub fn overall_chance(&self) -> f64 {
        let Tally { passes, fails } = self.overall;
        (PRIOR_PASSES + passes) / (PRIOR_PASSES + PRIOR_FAILS + passes + fails)
    }

    /// π, the chance (0 to 1) to pass a new card with these tags: its tags' mean record, which outweighs the
    /// overall rate after five answers. A tag without answers counts as an empty record.
    #[must_use]
    pub fn chance<T: AsRef<str>>(&self, tags: &[T]) -> f64 {
        let mut sum = Tally::default();
        let mut tag_count = 0.0;
        for tag in tags {
            let own = self.by_tag.get(tag.as_ref()).copied().unwrap_or_default();
            sum.passes += own.passes;
            sum.fails += own.fails;
            tag_count += 1.0;
        }
        let share = if tag_count > 0.0 { 1.0 / tag_count } else { 0.0 };
        let (passes, fails) = (sum.passes * share, sum.fails * share);
        (TAG_PRIOR_WEIGHT * self.overall_chance() + passes) / (TAG_PRIOR_WEIGHT + passes + fails)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_moves_away_from_the_overall_rate_by_its_own_answers() {
        let mut record = FirstSight::default();
        assert!((record.chance(&["sql"]) - 0.3).abs() < 1e-12);
        for _ in 0..5 {
            record.observe(&["sql"], false);
            record.observe(&["rust"], true);
        }
        let overall = (1.5 + 5.0) / 15.0;
        assert!((record.overall_chance() - overall).abs() < 1e-12);
        assert!((record.chance(&["sql"]) - 5.0 * overall / 10.0).abs() < 1e-12);
        assert!((record.chance(&["rust"]) - (5.0 * overall + 5.0) / 10.0).abs() < 1e-12);
        assert!((record.chance::<&str>(&[]) - overall).abs() < 1e-12);
        // Two tags: the mean of their records.
        assert!((record.chance(&["sql", "rust"]) - (5.0 * overall + 2.5) / 10.0).abs() < 1e-12);
    }
}
