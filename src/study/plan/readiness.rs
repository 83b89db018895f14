//! How ready the learner will be, as a range.
//!
//! The forecast from memory alone is too high when memory does not follow FSRS, and daily reviews cannot show
//! it. Answers given without help in rehearsals and audits can: they shift the logits of all forecasts by one
//! number. Before there are enough of them the range is wide, and wider on the side of over-confidence.
//!
//! A chance of being hired is not computed here or anywhere.

use libm::{exp, hypot, log, sqrt};

use crate::study::asked::{CountRange, Coverage};

/// With fewer rehearsal and audit answers than this, the wide range is shown.
pub const LEAST_ANSWERS_FOR_SHIFT: usize = 12;
/// The wide range: so far below and above the forecast. Chosen by simulation with four kinds of forgetting.
const WIDE_BELOW: f64 = 0.35;
const WIDE_ABOVE: f64 = 0.10;
/// A chance of being asked is as sure as this many interviews make it (a beta distribution).
const CHANCE_PSEUDO_COUNT: f64 = 2.0;
/// An 80% range of a normal distribution goes this many standard deviations to either side.
const DEVIATIONS_TO_TAIL: f64 = 1.281_551_565_544_6;
/// How far the range goes down for forgetting that is faster than any FSRS curve: one shift, fitted days before the
/// interview, cannot show it. Chosen by simulation with four kinds of forgetting.
const FASTER_FORGETTING: f64 = 0.09;
/// No range is narrower than this above its middle.
const LEAST_ABOVE: f64 = 0.05;
/// An 80% range leaves this share out on either side.
const TAIL: f64 = 0.1;
/// Forecasts are kept away from certainty before their logit is taken.
const LEAST_RECALL: f64 = 0.01;
/// The shift's posterior is computed on a grid from -6 to 6 logits.
const LOWEST_SHIFT: f64 = -6.0;
const SHIFT_STEP: f64 = 0.05;
const SHIFT_NODES: u32 = 241;
/// Swanson's rule: a range's low end, middle and high end as three outcomes with these weights.
const LOW_MIDDLE_HIGH: [f64; 3] = [0.3, 0.4, 0.3];

/// A question of the collection, seen from one interview.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Question {
    /// a: the chance (0 to 1) that the interview asks it.
    pub chance: f64,
    /// The chance (0 to 1) that it is answered on the day, before any shift.
    pub recall: f64,
    /// Never seen: its chance is a first-sight chance, which a shift of memory leaves alone.
    pub is_new: bool,
}

impl Question {
    /// The chance that it is answered if memory is off by a shift; `factor` is e^shift.
    fn recall_shifted(&self, factor: f64) -> f64 {
        if self.is_new { self.recall } else { shifted(self.recall, factor) }
    }
}

/// An answer given without help in a rehearsal or an audit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TestAnswer {
    /// The forecast (0 to 1) for this card just before it was asked, without any shift.
    pub forecast: f64,
    pub passed: bool,
    /// Its weight: 1, or the sampling weight of [`super::draw_rehearsal`]. Answers of weight 0
    /// tell nothing and do not count.
    pub weight: f64,
}

/// The posterior of b, the shift (in logits) between forecasts and answers; its prior is N(0, 1).
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftPosterior {
    /// By node of the grid; the sum is 1.
    weights: Vec<f64>,
    answer_count: usize,
}

/// An 80% range of a share, with its middle. `low <= middle <= high`, all from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShareRange {
    pub low: f64,
    /// For further computing; never shown alone.
    pub middle: f64,
    pub high: f64,
    /// Whether it is the wide range that is shown before there are enough test answers.
    pub is_wide: bool,
}

/// What to expect if an interview asks some questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedCounts {
    /// In the collection.
    pub in_collection: CountRange,
    /// Not in the collection.
    pub not_in_collection: CountRange,
    /// Answered, whether in the collection or not.
    pub answered: CountRange,
}

impl ShiftPosterior {
    /// Fits the shift on test answers.
    #[must_use]
    pub fn fit(answers: &[TestAnswer]) -> Self {
        let log_posterior = |shift: f64| {
            let fit = answers.iter().map(|answer| {
                let passed = shifted(answer.forecast, exp(shift));
                answer.weight * log(if answer.passed { passed } else { 1.0 - passed })
            });
            -0.5 * shift * shift + fit.sum::<f64>()
        };
        let logs: Vec<f64> = shifts().map(log_posterior).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = logs.iter().map(|log_weight| exp(log_weight - most)).collect();
        let sum: f64 = weights.iter().sum();
        let weights = weights.iter().map(|weight| weight / sum).collect();
        let answer_count = answers.iter().filter(|answer| answer.weight > 0.0).count();
        Self { weights, answer_count }
    }

    /// How many answers it was fitted on.
    #[must_use]
    pub fn answer_count(&self) -> usize {
        self.answer_count
    }

    /// The mean of b in logits; below 0 if answers fall short of forecasts.
    #[must_use]
    pub fn mean(&self) -> f64 {
        shifts().zip(&self.weights).map(|(shift, weight)| shift * weight).sum()
    }

    /// The shift below which `share` (0 to 1) of the posterior lies. Each node's weight counts half below its
    /// place and half above; between nodes the line is straight.
    #[must_use]
    pub fn quantile(&self, share: f64) -> f64 {
        let mut below = 0.0;
        let mut last: Option<(f64, f64)> = None;
        for (shift, weight) in shifts().zip(&self.weights) {
            let here = below + 0.5 * weight;
            if here >= share {
                return match last {
                    Some((last_shift, last_below)) if here > last_below => {
                        last_shift + (shift - last_shift) * (share - last_below) / (here - last_below)
                    }
                    _ => shift,
                };
            }
            last = Some((shift, here));
            below += weight;
        }
        -LOWEST_SHIFT
    }
}

/// The share of the collection's questions, each weighted by its chance of being asked, that will be answered:
/// an 80% range. `None` if no question has a chance of being asked.
///
/// Before 12 test answers: the forecast, 35 points down and 10 up. After that: the forecast with the posterior of
/// the shift integrated, from its 10% to its 90% quantile, made wider by what is not known of the chances of being
/// asked, and below by 9 points for faster forgetting (as roots of sums of squares); at least 5 points above.
#[must_use]
pub fn readiness_range(questions: &[Question], shift: &ShiftPosterior) -> Option<ShareRange> {
    let chance_sum: f64 = questions.iter().map(|question| question.chance).sum();
    if chance_sum <= 0.0 {
        return None;
    }
    if shift.answer_count < LEAST_ANSWERS_FOR_SHIFT {
        let sum: f64 = questions.iter().map(|question| question.chance * question.recall).sum();
        let middle = (sum / chance_sum).clamp(0.0, 1.0);
        let (low, high) = ((middle - WIDE_BELOW).max(0.0), (middle + WIDE_ABOVE).min(1.0));
        return Some(ShareRange { low, middle, high, is_wide: true });
    }
    let share = |factor: f64| {
        let sum: f64 =
            questions.iter().map(|question| question.chance * question.recall_shifted(factor)).sum();
        sum / chance_sum
    };
    let nodes = shifts().zip(&shift.weights).filter(|(_, weight)| **weight > 0.0);
    let middle: f64 = nodes.map(|(node, weight)| weight * share(exp(node))).sum();
    let middle = middle.clamp(0.0, 1.0);
    let asked = DEVIATIONS_TO_TAIL * deviation_of_chances(questions, middle, exp(shift.mean())) / chance_sum;
    let below = hypot(hypot(middle - share(exp(shift.quantile(TAIL))), asked), FASTER_FORGETTING);
    let above = hypot(share(exp(shift.quantile(1.0 - TAIL))) - middle, asked).max(LEAST_ABOVE);
    let (low, high) = ((middle - below).max(0.0), (middle + above).min(1.0));
    Some(ShareRange { low, middle, high, is_wide: false })
}

/// The standard deviation of Σ a·(P − middle) if each chance a of being asked is beta distributed: what is asked may
/// be what you know well, or what you do not.
fn deviation_of_chances(questions: &[Question], middle: f64, factor: f64) -> f64 {
    let variance = |question: &Question| {
        let from_middle = question.recall_shifted(factor) - middle;
        question.chance * (1.0 - question.chance) / (CHANCE_PSEUDO_COUNT + 1.0) * from_middle * from_middle
    };
    sqrt(questions.iter().map(variance).sum())
}

/// What to expect of an interview that asks `question_count` questions.
///
/// `share` is [`readiness_range`]'s; `answered_when_new` is the chance (0 to 1) to answer a question that is not in the
/// collection.
#[must_use]
pub fn asked_counts(
    question_count: u32,
    coverage: &Coverage,
    share: &ShareRange,
    answered_when_new: f64,
) -> AskedCounts {
    let in_collection = coverage.chances(question_count);
    let not_in_collection: Vec<f64> = in_collection.iter().rev().copied().collect();
    let mut answered = vec![0.0; in_collection.len()];
    for (chance, weight) in [share.low, share.middle, share.high].into_iter().zip(LOW_MIDDLE_HIGH) {
        for (known_count, known_weight) in in_collection.iter().enumerate() {
            let chances = (0..in_collection.len() - 1)
                .map(|place| if place < known_count { chance } else { answered_when_new });
            for (sum, held) in answered.iter_mut().zip(count_distribution(chances)) {
                *sum += weight * known_weight * held;
            }
        }
    }
    AskedCounts {
        in_collection: CountRange::of(&in_collection),
        not_in_collection: CountRange::of(&not_in_collection),
        answered: CountRange::of(&answered),
    }
}

/// How many of a rehearsal's questions will be answered; `forecasts` are the chances (0 to 1) of each, `shift`
/// what earlier test answers say.
#[must_use]
pub fn expected_score(forecasts: &[f64], shift: &ShiftPosterior) -> CountRange {
    let mut scores = vec![0.0; forecasts.len() + 1];
    let outcomes = [shift.quantile(TAIL), shift.quantile(0.5), shift.quantile(1.0 - TAIL)];
    for (shift, weight) in outcomes.into_iter().zip(LOW_MIDDLE_HIGH) {
        let factor = exp(shift);
        let chances = forecasts.iter().map(|forecast| shifted(*forecast, factor));
        for (sum, held) in scores.iter_mut().zip(count_distribution(chances)) {
            *sum += weight * held;
        }
    }
    CountRange::of(&scores)
}

/// How many of `count` answers pass if each passes with a chance in a range (`low` to `high`, 0 to 1): an 80% range.
#[must_use]
pub fn passes_within(low: f64, high: f64, count: usize) -> CountRange {
    let of = |chance: f64| CountRange::of(&count_distribution(std::iter::repeat_n(chance, count)));
    let (least, most) = (of(low), of(high));
    let most_likely = of(f64::midpoint(low, high)).most_likely;
    CountRange { low: least.low, most_likely, high: most.high }
}

/// A forecast after a shift; `factor` is e^shift. The odds are multiplied, so no logit has to be taken.
fn shifted(forecast: f64, factor: f64) -> f64 {
    let forecast = forecast.clamp(LEAST_RECALL, 1.0 - LEAST_RECALL);
    forecast * factor / (1.0 - forecast + forecast * factor)
}

fn shifts() -> impl Iterator<Item = f64> {
    (0..SHIFT_NODES).map(|node| LOWEST_SHIFT + SHIFT_STEP * f64::from(node))
}

/// The chance of each count of passes among independent answers (Poisson binomial).
fn count_distribution(chances: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut counts = vec![1.0];
    for chance in chances {
        counts.push(0.0);
        for count in (0..counts.len()).rev() {
            let from_below = if count > 0 { counts[count - 1] } else { 0.0 };
            counts[count] = counts[count] * (1.0 - chance) + from_below * chance;
        }
    }
    counts
}
