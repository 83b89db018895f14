//! How likely each question is to be asked, from who asked it before.
//!
//! Elsewhere, a question's rate is a gamma–Poisson over the other companies' interviews; interviews for other roles
//! count for less. Few questions are asked twice, so raw shares promise too much: the prior takes in the questions that
//! nobody has seen yet. At the company itself, its own interviews are added to that rate.

use std::collections::{BTreeSet, HashMap};

use crate::study::card::AskedAgain;
use crate::study::day::Day;
use crate::study::lexicon::fold;

use super::coverage::Coverage;
use super::role::Role;

/// The chance of a question that the user expects for sure.
pub const SURELY: f64 = 0.9;
/// What an interview for another kind of role counts.
const OTHER_ROLE: f64 = 0.3;
/// The shape of the prior stays between these, whatever the moments say.
const SHAPES: std::ops::RangeInclusive<f64> = 0.05..=5.0;
/// The rate elsewhere counts as this many interviews, until the evidence prefers another number.
const USUAL_WEIGHT: f64 = 2.0;
const WEIGHTS: [f64; 8] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];
/// From this many interviews at companies with another one, their log loss chooses the weight.
const LEAST_INTERVIEWS: usize = 8;
/// If no question was ever asked, all are equally likely, and together as likely as half a sighting.
const NOTHING_ASKED: f64 = 0.5;

/// An interview that took place, or what a table says about a company.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PastInterview {
    /// To be shown, and to break ties.
    pub name: String,
    pub company: String,
    pub role: Role,
    pub day: Option<Day>,
    /// The numbers of the questions it asked, each once, with 1, or for a table with the frequency (0 to 1).
    pub asked: Vec<(usize, f64)>,
    /// Questions it asked that have no card.
    pub without_card_count: u32,
}

/// The interview to be forecast.
#[derive(Clone, Copy, Debug)]
pub struct Upcoming<'a> {
    /// Without one, only what was asked elsewhere counts.
    pub company: Option<&'a str>,
    pub role: &'a Role,
}

/// How often a question was asked before, as it can be shown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Interviews of the company that asked it; a table counts as the frequency it states.
    pub company_asked: f64,
    pub company_count: u32,
    /// The same of all other companies.
    pub elsewhere_asked: f64,
    pub elsewhere_count: u32,
}

/// The rate of a question without evidence: a gamma distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// α
    pub shape: f64,
    /// β, in interviews.
    pub interviews: f64,
}

/// How much the rate elsewhere counts beside the company's own interviews, in interviews (m).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CompanyWeight(pub f64);

/// The chances of one interview.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Of each question, from 0 to 1.
    pub chances: Vec<f64>,
    pub evidence: Vec<Evidence>,
    pub prior: Prior,
    pub weight: CompanyWeight,
    pub coverage: Coverage,
}

/// What the user said of a question wins over all evidence.
#[must_use]
pub fn with_word(chance: f64, word: Option<AskedAgain>) -> f64 {
    match word {
        Some(AskedAgain::Surely) => SURELY,
        Some(AskedAgain::No) => 0.0,
        None => chance,
    }
}

/// The chance that the upcoming interview asks each of `question_count` questions.
#[must_use]
pub fn forecast(
    question_count: usize,
    interviews: &[PastInterview],
    upcoming: &Upcoming<'_>,
    weight: CompanyWeight,
) -> Forecast {
    let seen = Seen::of(question_count, interviews.iter(), upcoming);
    let prior = seen.prior();
    Forecast {
        chances: (0..question_count).map(|at| seen.chance(at, prior, weight)).collect(),
        evidence: seen.evidence.clone(),
        prior,
        weight,
        coverage: Coverage::of(interviews, upcoming),
    }
}

/// The weight with which each interview is forecast best from the others (by log loss). Only interviews whose company
/// has another one can tell; if they are too few, it is the usual one.
#[must_use]
pub fn company_weight(question_count: usize, interviews: &[PastInterview]) -> CompanyWeight {
    let mut by_company: HashMap<String, usize> = HashMap::new();
    for interview in interviews {
        *by_company.entry(company_key(&interview.company)).or_default() += 1;
    }
    let telling: Vec<usize> =
        (0..interviews.len()).filter(|&at| by_company[&company_key(&interviews[at].company)] > 1).collect();
    if telling.len() < LEAST_INTERVIEWS || question_count == 0 {
        return CompanyWeight(USUAL_WEIGHT);
    }
    // Questions that nobody asked have the same chance, so one stands for all of them.
    let ever_asked: BTreeSet<usize> =
        interviews.iter().flat_map(|interview| &interview.asked).map(|(question, _)| *question).collect();
    let never_asked = (0..question_count).find(|question| !ever_asked.contains(question));
    #[expect(clippy::cast_precision_loss, reason = "a collection has fewer than 2^53 questions")]
    let never_count = (question_count - ever_asked.len()) as f64;
    let counted: Vec<(usize, f64)> = ever_asked
        .iter()
        .map(|question| (*question, 1.0))
        .chain(never_asked.map(|question| (question, never_count)))
        .collect();
    let mut losses = [0.0; WEIGHTS.len()];
    for &left_out in &telling {
        let interview = &interviews[left_out];
        let others = interviews.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, other)| other);
        let upcoming = Upcoming { company: Some(&interview.company), role: &interview.role };
        let seen = Seen::of(question_count, others, &upcoming);
        let prior = seen.prior();
        let mut asked = vec![0.0; question_count];
        for &(question, share) in &interview.asked {
            asked[question] = share;
        }
        for (loss, weight) in losses.iter_mut().zip(WEIGHTS) {
            for &(at, times) in &counted {
                let share = asked[at];
                let chance = seen.chance(at, prior, CompanyWeight(weight)).clamp(1e-9, 1.0 - 1e-9);
                *loss -= times * (share * libm::log(chance) + (1.0 - share) * libm::log(1.0 - chance));
            }
        }
    }
    let usual = WEIGHTS.iter().position(|weight| (weight - USUAL_WEIGHT).abs() < 1e-12).unwrap_or_default();
    let best = (0..WEIGHTS.len()).fold(usual, |best, at| if losses[at] < losses[best] { at } else { best });
    CompanyWeight(WEIGHTS[best])
}

/// The sightings of each question, as they count for one interview.
struct Seen {
    /// Σ r·x over the other companies, by question.
    elsewhere: Vec<f64>,
    /// Σ r and Σ r² over the other companies.
    exposure: f64,
    squared_exposure: f64,
    evidence: Vec<Evidence>,
    /// How many other companies' interviews asked each question.
    times: Vec<u32>,
}

impl Seen {
    fn of<'a>(
        question_count: usize,
        interviews: impl Iterator<Item = &'a PastInterview>,
        upcoming: &Upcoming<'_>,
    ) -> Self {
        let company = upcoming.company.map(company_key);
        let mut evidence = vec![Evidence::default(); question_count];
        let mut elsewhere = vec![0.0; question_count];
        let mut times = vec![0_u32; question_count];
        let (mut company_count, mut elsewhere_count) = (0, 0);
        let (mut exposure, mut squared_exposure) = (0.0, 0.0);
        for interview in interviews {
            if company.as_ref().is_some_and(|company| *company == company_key(&interview.company)) {
                company_count += 1;
                for &(question, share) in &interview.asked {
                    evidence[question].company_asked += share;
                }
                continue;
            }
            let weight = if interview.role.is_like(upcoming.role) { 1.0 } else { OTHER_ROLE };
            elsewhere_count += 1;
            exposure += weight;
            squared_exposure += weight * weight;
            for &(question, share) in &interview.asked {
                evidence[question].elsewhere_asked += share;
                elsewhere[question] += weight * share;
                times[question] += u32::from(share > 0.0);
            }
        }
        for held in &mut evidence {
            (held.company_count, held.elsewhere_count) = (company_count, elsewhere_count);
        }
        Self { elsewhere, exposure, squared_exposure, evidence, times }
    }

    /// How many questions there are, those included that nobody has asked yet: as many as the gamma–Poisson has that
    /// fits the questions seen once and twice (Good and Turing) and the dispersion, and at least Chao's lower bound.
    fn population(&self) -> f64 {
        let count_of = |wanted: fn(u32) -> bool| -> f64 {
            self.times.iter().filter(|times| wanted(**times)).map(|_| 1.0).sum()
        };
        let (seen, once, twice) =
            (count_of(|times| times > 0), count_of(|times| times == 1), count_of(|times| times == 2));
        let bound = seen + once * (once - 1.0) / (2.0 * (twice + 1.0));
        let sightings: f64 = self.times.iter().map(|times| f64::from(*times)).sum();
        let pairs: f64 = self.times.iter().map(|times| f64::from(*times) * (f64::from(*times) - 1.0)).sum();
        if once < 1.0 || twice < 1.0 {
            return bound;
        }
        // The share of its prior in what is known of a question: n₂/n₁ = (α + 1)(1 − s)/2 and
        // Σt(t−1)/Σt = (α + 1)(1 − s)/s.
        let prior_share = 2.0 * twice * sightings / (once * pairs);
        if prior_share >= 1.0 {
            return bound;
        }
        let odds = prior_share / (1.0 - prior_share);
        let shape = (pairs / sightings * odds - 1.0).max(*SHAPES.start());
        bound.max(sightings * odds / shape)
    }

    /// By the moments of the sums elsewhere, over all questions: those of the collection, or the estimated number of
    /// all there are, whichever is more.
    fn prior(&self) -> Prior {
        let collected: f64 = self.elsewhere.iter().map(|_| 1.0).sum();
        let all = collected.max(self.population()).max(1.0);
        let mean = self.elsewhere.iter().sum::<f64>() / all;
        if mean <= 0.0 {
            let shape = *SHAPES.end();
            return Prior { shape, interviews: shape * self.exposure.max(1.0) * all / NOTHING_ASKED };
        }
        let variance = self.elsewhere.iter().map(|sum| sum * sum).sum::<f64>() / all - mean * mean;
        // What a constant rate would give: less than the mean if the weights are.
        let excess = variance - mean * self.squared_exposure / self.exposure;
        let shape = if excess > 0.0 { mean * mean / excess } else { f64::INFINITY };
        let shape = shape.clamp(*SHAPES.start(), *SHAPES.end());
        Prior { shape, interviews: shape * self.exposure / mean }
    }

    fn chance(&self, question: usize, prior: Prior, weight: CompanyWeight) -> f64 {
        let rate = (prior.shape + self.elsewhere[question]) / (prior.interviews + self.exposure);
        let held = self.evidence[question];
        let own = weight.0 * rate + held.company_asked;
        (own / (weight.0 + f64::from(held.company_count))).min(1.0)
    }
}

impl Evidence {
    /// `Snapp 1 of 2, elsewhere 3 of 31`.
    #[must_use]
    pub fn in_words(&self, company: Option<&str>) -> String {
        let of = |asked: f64, count: u32| {
            let rounded = (asked * 10.0).round() / 10.0;
            format!("{rounded} of {count}")
        };
        let own = company.filter(|_| self.company_count > 0);
        let own = own.map(|company| format!("{company} {}", of(self.company_asked, self.company_count)));
        let elsewhere = of(self.elsewhere_asked, self.elsewhere_count);
        match own {
            Some(own) if self.elsewhere_count > 0 => format!("{own}, elsewhere {elsewhere}"),
            Some(own) => own,
            None if self.elsewhere_count > 0 && company.is_some() => format!("elsewhere {elsewhere}"),
            None if self.elsewhere_count > 0 => format!("{elsewhere} interviews"),
            None => "no interview yet".to_owned(),
        }
    }
}

/// Names of one company compare equal.
pub(super) fn company_key(name: &str) -> String {
    fold(name.trim())
}
