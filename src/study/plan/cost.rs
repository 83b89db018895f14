//! How many seconds an action takes.
//!
//! Before the first timed review a spoken answer is taken for 60 seconds, an exercise for its own `seconds`, a
//! missing answer for 300 seconds of writing. From the first timed review on, the learner's own times count.
//!
//! Outcomes cost differently: a fail takes longer than a pass and brings a repeat, and a new card takes longer
//! than a known one. Simulations were run with 12 s (seen, passed), 40 s (seen, failed, with its repeat), 20 s
//! (new, passed) and 50 s (new, failed, with its repeat). These relations stay; their scale is three times
//! theirs, which makes a new card that is answered aloud 60 s. One tempo for each learner scales all of them.
//! An exercise takes the same time whether it is passed or failed. Writing has its own tempo.

/// A new card answered aloud.
pub const SPOKEN_ANSWER_SECONDS: f64 = 60.0;
/// A missing answer that is looked up and written.
pub const WRITTEN_ANSWER_SECONDS: f64 = 300.0;

const SEEN_PASSED_SECONDS: f64 = 36.0;
const NEW_PASSED_SECONDS: f64 = SPOKEN_ANSWER_SECONDS;
/// Without the repeat on the same day, which takes as long as a pass.
const SEEN_FAILED_SECONDS: f64 = 84.0;
const NEW_FAILED_SECONDS: f64 = 114.0;
const REPEAT_SECONDS: f64 = SEEN_PASSED_SECONDS;
/// The prior tempo counts for five spoken answers, two exercises of five minutes or two written answers.
const PRIOR_SPOKEN_SECONDS: f64 = 5.0 * SPOKEN_ANSWER_SECONDS;
const PRIOR_LONG_SECONDS: f64 = 2.0 * WRITTEN_ANSWER_SECONDS;
/// Longer than this multiple of what was expected, somebody left the keyboard.
const LONGEST_MULTIPLE: f64 = 8.0;

/// What kind of review a measured time belongs to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum TimedReview {
    /// The first review ever of a card.
    New { passed: bool },
    /// The first review of a day, of a card seen before.
    Seen { passed: bool },
    /// A later review on the same day.
    Repeat,
    /// An exercise, with the seconds its card gives for it.
    Exercise { own_seconds: u32 },
}

/// Seconds taken and seconds expected, of which the tempo is the quotient. A small cache.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Costs {
    spoken: Tempo,
    exercise: Tempo,
    writing: Tempo,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Tempo {
    taken_seconds: f64,
    expected_seconds: f64,
}

impl Tempo {
    fn add(&mut self, taken_seconds: f64, expected_seconds: f64) {
        if taken_seconds > 0.0 && expected_seconds > 0.0 {
            self.taken_seconds += taken_seconds.min(LONGEST_MULTIPLE * expected_seconds);
            self.expected_seconds += expected_seconds;
        }
    }

    fn factor(self, prior_seconds: f64) -> f64 {
        (prior_seconds + self.taken_seconds) / (prior_seconds + self.expected_seconds)
    }
}

impl Costs {
    /// Takes in a timed review; one of 0 seconds was made by a script and does not count.
    pub fn observe(&mut self, review: TimedReview, taken_seconds: f64) {
        match review {
            TimedReview::New { passed: true } => self.spoken.add(taken_seconds, NEW_PASSED_SECONDS),
            TimedReview::New { passed: false } => self.spoken.add(taken_seconds, NEW_FAILED_SECONDS),
            TimedReview::Seen { passed: true } => self.spoken.add(taken_seconds, SEEN_PASSED_SECONDS),
            TimedReview::Seen { passed: false } => self.spoken.add(taken_seconds, SEEN_FAILED_SECONDS),
            TimedReview::Repeat => self.spoken.add(taken_seconds, REPEAT_SECONDS),
            TimedReview::Exercise { own_seconds } => self.exercise.add(taken_seconds, f64::from(own_seconds)),
        }
    }

    /// Takes in the seconds that writing one missing answer took.
    pub fn observe_writing(&mut self, taken_seconds: f64) {
        self.writing.add(taken_seconds, WRITTEN_ANSWER_SECONDS);
    }

    /// The sums to save: taken and expected seconds of spoken answers, of exercises, of writing.
    #[must_use]
    pub fn sums(&self) -> [f64; 6] {
        let Self { spoken, exercise, writing } = *self;
        [
            spoken.taken_seconds,
            spoken.expected_seconds,
            exercise.taken_seconds,
            exercise.expected_seconds,
            writing.taken_seconds,
            writing.expected_seconds,
        ]
    }

    /// `None` if one of them is negative or not finite.
    #[must_use]
    pub fn from_sums(sums: [f64; 6]) -> Option<Self> {
        if !sums.iter().all(|sum| sum.is_finite() && *sum >= 0.0) {
            return None;
        }
        let tempo = |at: usize| Tempo { taken_seconds: sums[at], expected_seconds: sums[at + 1] };
        Some(Self { spoken: tempo(0), exercise: tempo(2), writing: tempo(4) })
    }

    /// Expected seconds to ask a card seen before, which is passed with the chance `recall`; a failed card's
    /// repeat on the same day is included.
    #[must_use]
    pub fn ask_seen_seconds(&self, recall: f64, exercise_seconds: Option<u32>) -> f64 {
        self.ask_seconds(recall, SEEN_PASSED_SECONDS, SEEN_FAILED_SECONDS, exercise_seconds)
    }

    /// The same for a new card, which is passed with the chance `first_sight`.
    #[must_use]
    pub fn ask_new_seconds(&self, first_sight: f64, exercise_seconds: Option<u32>) -> f64 {
        self.ask_seconds(first_sight, NEW_PASSED_SECONDS, NEW_FAILED_SECONDS, exercise_seconds)
    }

    /// Expected seconds to ask a failed card once more on the same day.
    #[must_use]
    pub fn repeat_seconds(&self, exercise_seconds: Option<u32>) -> f64 {
        self.ask_seconds(1.0, REPEAT_SECONDS, 0.0, exercise_seconds)
    }

    /// Expected seconds to write one missing answer.
    #[must_use]
    pub fn write_seconds(&self) -> f64 {
        WRITTEN_ANSWER_SECONDS * self.writing.factor(PRIOR_LONG_SECONDS)
    }

    fn ask_seconds(&self, chance: f64, passed: f64, failed: f64, exercise_seconds: Option<u32>) -> f64 {
        if let Some(own_seconds) = exercise_seconds.filter(|seconds| *seconds > 0) {
            return f64::from(own_seconds) * self.exercise.factor(PRIOR_LONG_SECONDS);
        }
        let usual = chance * passed + (1.0 - chance) * (failed + REPEAT_SECONDS);
        usual * self.spoken.factor(PRIOR_SPOKEN_SECONDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn before_the_first_review_the_prior_counts() {
        let costs = Costs::default();
        check_close(costs.ask_new_seconds(1.0, None), 60.0);
        check_close(costs.ask_new_seconds(0.0, None), 150.0);
        check_close(costs.ask_seen_seconds(1.0, None), 36.0);
        check_close(costs.ask_seen_seconds(0.0, None), 120.0);
        check_close(costs.ask_seen_seconds(0.0, Some(900)), 900.0);
        check_close(costs.write_seconds(), 300.0);
    }

    #[test]
    fn a_learners_own_times_take_over_from_the_first_timed_review() {
        let mut costs = Costs::default();
        costs.observe(TimedReview::New { passed: true }, 20.0);
        check_close(costs.ask_new_seconds(1.0, None), 60.0 * 320.0 / 360.0);
        for _ in 0..1000 {
            costs.observe(TimedReview::New { passed: true }, 20.0);
        }
        assert!((costs.ask_new_seconds(1.0, None) - 20.0).abs() < 0.5);
        // The relation of the outcomes stays.
        check_close(costs.ask_seen_seconds(0.0, None) / costs.ask_seen_seconds(1.0, None), 120.0 / 36.0);
        // What was measured while speaking says nothing about exercises and writing.
        check_close(costs.ask_new_seconds(1.0, Some(600)), 600.0);
        check_close(costs.write_seconds(), 300.0);
        costs.observe_writing(600.0);
        check_close(costs.write_seconds(), 300.0 * 1200.0 / 900.0);
    }

    #[test]
    fn reviews_without_a_time_do_not_count_and_a_break_counts_little() {
        let mut costs = Costs::default();
        costs.observe(TimedReview::Repeat, 0.0);
        assert_eq!(costs, Costs::default());
        costs.observe(TimedReview::New { passed: true }, 30_000.0);
        check_close(costs.ask_new_seconds(1.0, None), 60.0 * (300.0 + 480.0) / 360.0);
        assert_eq!(Costs::from_sums(costs.sums()), Some(costs));
        assert_eq!(Costs::from_sums([-1.0; 6]), None);
    }
}
