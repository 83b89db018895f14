//! A learner before an interview: what will be asked, what earlier interviews asked, what is known already, how long
//! answers take. Only [`Earlier`] interviews and the answers themselves are shown to a policy.

use super::memory::{Model, Parameters, Trace};
use super::random::Random;

/// Cards in the collection.
pub(crate) const CARDS: usize = 300;
/// Topics, each with a first-sight chance of its own.
pub(crate) const TOPICS: usize = 6;
/// Questions of the collection that an interview asks on average.
const ASKED_PER_INTERVIEW: f64 = 12.0;
/// A company's own taste: shape of a gamma factor with mean 1 on each question's rate. With the usual one, a question
/// that this company asked in an earlier interview comes again with a chance of about a third, which is what the
/// forecast takes for granted; with the weak one, of a sixth.
const TASTE_SHAPE: f64 = 0.2;
const WEAK_TASTE_SHAPE: f64 = 2.0;
/// The share of rates that an interview for another role has in common with this one.
const COMMON_WITH_OTHER_ROLES: f64 = 0.3;

/// What the earlier interviews say of the coming one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Evidence {
    /// One interview at another company.
    One,
    /// Three, one of them at this company.
    Three,
    /// Twelve, two of them at this company.
    Twelve,
    /// Three, one of them at this company, but companies hardly differ.
    ThreeAlike,
    /// Three at other companies that asked any questions, whatever their rates.
    Uninformative,
    /// The same, but one of them was at this company.
    Misleading,
}

impl Evidence {
    pub(crate) const ALL: [Self; 6] =
        [Self::One, Self::Three, Self::Twelve, Self::ThreeAlike, Self::Uninformative, Self::Misleading];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::One => "1",
            Self::Three => "3",
            Self::Twelve => "12",
            Self::ThreeAlike => "3 alike",
            Self::Uninformative => "uninformative",
            Self::Misleading => "misleading",
        }
    }

    /// Interviews at the same company, elsewhere for a like role, elsewhere for another role.
    fn interviews(self) -> (usize, usize, usize) {
        match self {
            Self::One => (0, 1, 0),
            Self::Three | Self::ThreeAlike | Self::Misleading => (1, 1, 1),
            Self::Uninformative => (0, 2, 1),
            Self::Twelve => (2, 6, 4),
        }
    }
}

/// How a learner differs from the usual one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Habits {
    /// The share of days without any drill.
    pub missed: f64,
    /// The share of fails that are graded *good*.
    pub inflated: f64,
    /// Every answer takes this many times longer.
    pub cost: f64,
}

impl Habits {
    pub(crate) const USUAL: Self = Self { missed: 0.0, inflated: 0.0, cost: 1.0 };
}

/// An interview that took place.
#[derive(Clone, Debug)]
pub(crate) struct Earlier {
    pub same_company: bool,
    pub like_role: bool,
    /// Whether each question was asked.
    pub asked: Vec<bool>,
}

/// The truth, and the evidence.
pub(crate) struct Learner {
    pub seed: u64,
    pub parameters: Parameters,
    pub habits: Habits,
    pub traces: Vec<Trace>,
    pub topics: Vec<usize>,
    /// The chance that the coming interview asks each question.
    pub asked: Vec<f64>,
    pub earlier: Vec<Earlier>,
    pace: f64,
}

impl Learner {
    pub(crate) fn new(number: u64, model: Model, evidence: Evidence, habits: Habits) -> Self {
        // The same learner, whatever the evidence and the habits.
        let seed = number.wrapping_mul(0x2545_F491_4F6C_DD1D) ^ 0x0056_4956_4100;
        let mut random = Random::new(seed);
        let parameters = Parameters::draw(model, &mut random);
        let chances: Vec<f64> = (0..TOPICS).map(|_| random.beta(3.0, 7.0)).collect();
        let topics: Vec<usize> = (0..CARDS).map(|_| place_of(random.uniform(), TOPICS)).collect();
        let traces = topics
            .iter()
            .map(|topic| {
                let known = random.uniform() < chances[*topic];
                Trace::unseen(known, 0.5 * random.normal())
            })
            .collect();
        let pace = random.factor(0.25);
        // Heavy tails of two kinds.
        let mut rates: Vec<f64> = (0..CARDS)
            .map(|_| if number.is_multiple_of(2) { random.gamma(0.35) } else { random.factor(1.4) })
            .collect();
        let total: f64 = rates.iter().sum();
        for rate in &mut rates {
            *rate *= ASKED_PER_INTERVIEW / total;
        }
        let taste = if evidence == Evidence::ThreeAlike { WEAK_TASTE_SHAPE } else { TASTE_SHAPE };
        let here = with_taste(&rates, taste, &mut random);
        let asked: Vec<f64> = here.iter().map(|rate| 1.0 - (-rate).exp()).collect();
        let (same, like, other) = evidence.interviews();
        let mut earlier = Vec::new();
        for interview in 0..same + like + other {
            let same_company = interview < same;
            let like_role = interview < same + like;
            let chances: Vec<f64> = if matches!(evidence, Evidence::Uninformative | Evidence::Misleading) {
                vec![ASKED_PER_INTERVIEW / 300.0; CARDS]
            } else if same_company {
                asked.clone()
            } else {
                let rates = if like_role { rates.clone() } else { of_another_role(&rates, &mut random) };
                with_taste(&rates, taste, &mut random).iter().map(|rate| 1.0 - (-rate).exp()).collect()
            };
            let asked = chances.iter().map(|chance| random.uniform() < *chance).collect();
            earlier.push(Earlier { same_company, like_role, asked });
        }
        Self { seed, parameters, habits, traces, topics, asked, earlier, pace }
    }

    /// In how many earlier interviews a question was asked.
    pub(crate) fn asked_times(&self, card: usize) -> u32 {
        let times = self.earlier.iter().filter(|interview| interview.asked[card]).count();
        u32::try_from(times).unwrap_or(u32::MAX)
    }

    /// Whether the learner is away on `day`.
    pub(crate) fn misses(&self, day: u32) -> bool {
        Random::of(self.seed, usize::MAX, day as usize) < self.habits.missed
    }

    /// Seconds for an answer of this kind, the `turn`-th to this card.
    pub(crate) fn seconds(&self, kind: Kind, card: usize, turn: usize) -> f64 {
        let usual = match kind {
            Kind::New { passed: true } => 20.0,
            Kind::New { passed: false } => 38.0,
            Kind::Seen { passed: true } => 12.0,
            // The repeat, 12 seconds more, comes later that day.
            Kind::Seen { passed: false } => 28.0,
            Kind::Spoken => return self.spoken_seconds(card, turn),
        };
        usual * self.habits.cost * self.pace * self.spread(card, turn)
    }

    /// A rehearsed answer is spoken in full: a minute, or what the slowest answers of this learner take.
    fn spoken_seconds(&self, card: usize, turn: usize) -> f64 {
        (20.0 * self.habits.cost).max(60.0) * self.pace * self.spread(card, turn)
    }

    /// A factor with mean 1.
    fn spread(&self, card: usize, turn: usize) -> f64 {
        let mut random = Random::new(self.seed ^ ((card as u64) << 32) ^ turn as u64);
        random.next();
        random.factor(0.4) * (-0.08_f64).exp()
    }

    /// The share of what will be asked that would be answered on `day`, in points of 100.
    pub(crate) fn share(&self, traces: &[Trace], day: u32) -> f64 {
        let answered: f64 = self
            .asked
            .iter()
            .zip(traces)
            .map(|(asked, trace)| asked * trace.answers_on(&self.parameters, day))
            .sum();
        100.0 * answered / self.asked.iter().sum::<f64>()
    }
}

/// What an answer was, for its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    New {
        passed: bool,
    },
    Seen {
        passed: bool,
    },
    /// In a rehearsal.
    Spoken,
}

fn with_taste(rates: &[f64], shape: f64, random: &mut Random) -> Vec<f64> {
    rates.iter().map(|rate| rate * random.gamma(shape) / shape).collect()
}

fn of_another_role(rates: &[f64], random: &mut Random) -> Vec<f64> {
    let mut others = rates.to_vec();
    random.shuffle(&mut others);
    rates
        .iter()
        .zip(others)
        .map(|(rate, other)| if random.uniform() < COMMON_WITH_OTHER_ROLES { *rate } else { other })
        .collect()
}

fn place_of(uniform: f64, count: usize) -> usize {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place below a small count"
    )]
    let place = (uniform * count as f64) as usize;
    place
}
