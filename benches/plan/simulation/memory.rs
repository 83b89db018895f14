//! Four ways to remember and forget. No policy sees their parameters.
//!
//! - **FSRS-6** with parameters of the learner's own, drawn around the published defaults.
//! - **ACT-R**: Pavlik and Anderson (2005), "Practice and forgetting effects on vocabulary memory": activation is the
//!   logarithm of the sum of `age^-decay` over all presentations, and a presentation decays faster the more active the
//!   memory was. Decay scale 0.217 and intercept 0.177, threshold -0.704, noise 0.255, and time between days counts
//!   0.025 of time in a session, as published; a base level of the learner and of the card is added.
//! - **Exponential**: recall halves in each half-life (the form of Settles and Meeder's half-life regression, 2016).
//!   A pass makes the half-life longer, the more so the more had been forgotten; a fail halves it, at most down to
//!   the first one. First half-life 3 days.
//! - **Fast exponential**: the same with 1.2 days.

use super::random::Random;

/// How somebody remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Model {
    Fsrs,
    ActR,
    Exponential,
    FastExponential,
}

impl Model {
    pub(crate) const ALL: [Self; 4] = [Self::Fsrs, Self::ActR, Self::Exponential, Self::FastExponential];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fsrs => "fsrs",
            Self::ActR => "act-r",
            Self::Exponential => "exponential",
            Self::FastExponential => "fast exponential",
        }
    }
}

/// An answer as the learner's memory sees it: 1 (fail) to 4 (easy), as FSRS counts.
pub(crate) type Rating = u8;

const FSRS_DEFAULTS: [f64; 21] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614,
    0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];
const DECAY_SCALE: f64 = 0.217;
const DECAY_INTERCEPT: f64 = 0.177;
const THRESHOLD: f64 = -0.704;
const NOISE: f64 = 0.255;
/// Seconds that a day counts as: 86,400 x 0.025.
const ACT_R_DAY: f64 = 2160.0;
/// Seconds between two presentations of a card in one session.
const ACT_R_REPEAT: f64 = 180.0;
/// Chosen so that a card studied once is recalled by about 7 in 10 on the next day.
const BASE_LEVEL: f64 = 0.85;
/// Recall some minutes after an answer, where the model knows only days.
const SAME_DAY_RECALL: f64 = 0.93;
/// Growth of a half-life by a pass at even odds.
const HALF_LIFE_GROWTH: f64 = 1.5;
/// What was known before the first answer lasts this many times longer.
const KNOWN_LASTS: f64 = 4.0;

/// A learner's parameters.
#[derive(Clone, Debug)]
pub(crate) struct Parameters {
    model: Model,
    fsrs: [f64; 21],
    base_level: f64,
    half_life_days: f64,
    growth: f64,
}

/// What a learner remembers of one card.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    /// How much better than others this card is remembered; its logarithm.
    ease: f64,
    last_day: u32,
    presentations_today: u32,
    state: State,
}

#[derive(Clone, Debug)]
enum State {
    Unseen {
        known: bool,
    },
    Fsrs {
        stability: f64,
        difficulty: f64,
    },
    /// The time and the decay of each presentation.
    ActR(Vec<(f64, f64)>),
    Exponential {
        half_life_days: f64,
    },
}

/// Chance to answer an interviewer's question that was known already and was never drilled.
const KNOWN_RECALL: f64 = 0.85;

impl Parameters {
    pub(crate) fn draw(model: Model, random: &mut Random) -> Self {
        let Self { mut fsrs, half_life_days, .. } = Self::usual(model);
        // What differs most between people is how long a first answer lasts, and the decay.
        let lasting = random.factor(0.5);
        for (place, parameter) in fsrs.iter_mut().enumerate() {
            let factor = random.factor(match place {
                0..4 | 20 => 0.3,
                // Small changes of these exponents are large changes of stability.
                4 | 5 | 6 | 8 | 13 => 0.05,
                _ => 0.15,
            });
            *parameter *= factor;
            if place < 4 {
                *parameter *= lasting;
            }
        }
        for grade in 1..4 {
            fsrs[grade] = fsrs[grade].max(fsrs[grade - 1]);
        }
        fsrs[20] = fsrs[20].clamp(0.1, 0.8);
        Self {
            model,
            fsrs,
            base_level: BASE_LEVEL + 0.25 * random.normal(),
            half_life_days: half_life_days * random.factor(0.35),
            growth: HALF_LIFE_GROWTH * random.factor(0.25),
        }
    }

    /// The middle of all learners.
    pub(crate) fn usual(model: Model) -> Self {
        let fsrs = FSRS_DEFAULTS;
        let half_life_days = if model == Model::FastExponential { 1.2 } else { 3.0 };
        Self { model, fsrs, base_level: BASE_LEVEL, half_life_days, growth: HALF_LIFE_GROWTH }
    }
}

impl Trace {
    pub(crate) fn unseen(known: bool, ease: f64) -> Self {
        Self { ease, last_day: 0, presentations_today: 0, state: State::Unseen { known } }
    }

    pub(crate) fn is_seen(&self) -> bool {
        !matches!(self.state, State::Unseen { .. })
    }

    /// The chance to recall the card on `day`: at the first sight of an unseen one, whether it was known.
    pub(crate) fn recall(&self, parameters: &Parameters, day: u32) -> f64 {
        let elapsed = f64::from(day - self.last_day);
        match &self.state {
            State::Unseen { known } => f64::from(*known),
            State::ActR(presentations) => {
                let activation = self.activation(parameters, presentations, day);
                1.0 / (1.0 + ((THRESHOLD - activation) / NOISE).exp())
            }
            _ if day == self.last_day => SAME_DAY_RECALL,
            State::Fsrs { stability, .. } => fsrs_recall(&parameters.fsrs, *stability, elapsed),
            State::Exponential { half_life_days } => (-elapsed / half_life_days).exp2(),
        }
    }

    /// The chance to answer an interviewer on `day`.
    pub(crate) fn answers_on(&self, parameters: &Parameters, day: u32) -> f64 {
        match self.state {
            State::Unseen { known: true } => KNOWN_RECALL,
            _ => self.recall(parameters, day),
        }
    }

    /// The card was asked on `day`, and its answer was seen afterwards.
    pub(crate) fn ask(&mut self, parameters: &Parameters, day: u32, rating: Rating) {
        let same_day = day == self.last_day && self.is_seen();
        if !same_day {
            self.presentations_today = 0;
        }
        let recall = self.recall(parameters, day);
        let elapsed = f64::from(day - self.last_day);
        let ease = self.ease;
        let now = moment(day, self.presentations_today);
        self.state = match (&self.state, parameters.model) {
            (State::Unseen { .. }, Model::Fsrs) => {
                let w = &parameters.fsrs;
                State::Fsrs {
                    stability: w[usize::from(rating) - 1] * ease.exp(),
                    difficulty: first_difficulty(w, f64::from(rating)).clamp(1.0, 10.0),
                }
            }
            (State::Unseen { known }, Model::ActR) => {
                let mut presentations = Vec::new();
                let earlier: &[f64] = if *known { &[10.0, 5.0, 1.0] } else { &[] };
                for days_ago in earlier {
                    present(&mut presentations, now - days_ago * ACT_R_DAY);
                }
                present(&mut presentations, now);
                State::ActR(presentations)
            }
            (State::Unseen { known }, Model::Exponential | Model::FastExponential) => State::Exponential {
                half_life_days: parameters.half_life_days
                    * ease.exp()
                    * if *known { KNOWN_LASTS } else { 1.0 },
            },
            (State::Fsrs { stability, difficulty }, _) => {
                let w = &parameters.fsrs;
                let (stability, difficulty) = fsrs_step(w, *stability, *difficulty, rating, elapsed);
                State::Fsrs { stability, difficulty }
            }
            (State::ActR(presentations), _) => {
                let mut presentations = presentations.clone();
                present(&mut presentations, now);
                State::ActR(presentations)
            }
            (State::Exponential { half_life_days }, _) => State::Exponential {
                half_life_days: if same_day {
                    *half_life_days
                } else if rating > 1 {
                    half_life_days * (1.0 + parameters.growth * (1.0 - recall) / 0.5)
                } else {
                    (half_life_days / 2.0).max(parameters.half_life_days * ease.exp())
                },
            },
        };
        self.last_day = day;
        self.presentations_today += 1;
    }

    fn activation(&self, parameters: &Parameters, presentations: &[(f64, f64)], day: u32) -> f64 {
        let today = if day == self.last_day { self.presentations_today } else { 0 };
        let now = moment(day, today);
        strength(presentations, now) + parameters.base_level + 0.5 * self.ease
    }
}

fn moment(day: u32, presentations_today: u32) -> f64 {
    f64::from(day) * ACT_R_DAY + f64::from(presentations_today) * ACT_R_REPEAT
}

/// Base-level activation.
fn strength(presentations: &[(f64, f64)], now: f64) -> f64 {
    presentations.iter().map(|(time, decay)| (now - time).max(1.0).powf(-decay)).sum::<f64>().ln()
}

fn present(presentations: &mut Vec<(f64, f64)>, now: f64) {
    let decay = DECAY_SCALE * strength(presentations, now).exp() + DECAY_INTERCEPT;
    presentations.push((now, decay));
}

fn fsrs_recall(w: &[f64; 21], stability: f64, elapsed_days: f64) -> f64 {
    let factor = 0.9_f64.powf(-1.0 / w[20]) - 1.0;
    (1.0 + factor * elapsed_days / stability).powf(-w[20])
}

fn first_difficulty(w: &[f64; 21], rating: f64) -> f64 {
    w[4] - (w[5] * (rating - 1.0)).exp() + 1.0
}

/// FSRS-6 with parameters that are not the defaults, which `study::schedule` does not offer.
fn fsrs_step(
    w: &[f64; 21],
    stability: f64,
    difficulty: f64,
    rating: Rating,
    elapsed_days: f64,
) -> (f64, f64) {
    let grade = f64::from(rating);
    let recall = fsrs_recall(w, stability, elapsed_days);
    let next = if elapsed_days == 0.0 {
        let growth = (w[17] * (grade - 3.0 + w[18])).exp() * stability.powf(-w[19]);
        stability * if rating == 1 { growth } else { growth.max(1.0) }
    } else if rating == 1 {
        let forgotten = w[11]
            * difficulty.powf(-w[12])
            * ((stability + 1.0).powf(w[13]) - 1.0)
            * (w[14] * (1.0 - recall)).exp();
        forgotten.min(stability / (w[17] * w[18]).exp())
    } else {
        let bonus = match rating {
            2 => w[15].min(1.0),
            4 => w[16].max(1.0),
            _ => 1.0,
        };
        let growth =
            w[8].exp() * (11.0 - difficulty) * stability.powf(-w[9]) * ((w[10] * (1.0 - recall)).exp() - 1.0);
        stability * (1.0 + growth * bonus)
    };
    let damped = difficulty - w[6] * (grade - 3.0) * (10.0 - difficulty) / 9.0;
    let difficulty = w[7] * first_difficulty(w, 4.0) + (1.0 - w[7]) * damped;
    (next.max(0.001), difficulty.clamp(1.0, 10.0))
}
