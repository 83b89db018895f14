//! Each interview forecast from the earlier ones, and compared with what it asked.
//!
//! Only what was known the day before counts: interviews without a date are left out, and so are tables. The questions
//! that can be forecast are those that an earlier interview asked.

use std::collections::{HashMap, HashSet};

use crate::study::day::Day;

use super::chance::{CompanyWeight, PastInterview, Upcoming, company_weight, forecast};
use super::coverage::{CountRange, Coverage};

/// So many of the likeliest questions are compared with what was asked.
pub const TOP_COUNT: usize = 20;
const DECILE_COUNT: usize = 10;

/// What forecasting was worth.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backtest {
    /// In the order of their days.
    pub interviews: Vec<ForecastCheck>,
    /// All forecast chances from the lowest to the highest, in ten parts of equal size.
    pub deciles: Vec<Decile>,
    /// Interviews without a date, which cannot be put in order.
    pub undated_count: usize,
    /// Interviews with no earlier one to forecast them from.
    pub first_count: usize,
}

/// One interview and its forecast.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastCheck {
    pub name: String,
    pub day: Day,
    /// How many interviews the forecast is made from.
    pub earlier_count: usize,
    /// The questions it asked, those without a card included.
    pub asked_count: u32,
    /// How many of them had been asked before.
    pub known_count: u32,
    /// The questions that had been asked before, by any interview.
    pub candidate_count: usize,
    /// How many of the likeliest questions are compared: [`TOP_COUNT`], or all there are.
    pub top_count: usize,
    /// How many of these it asked.
    pub hit_count: u32,
    /// How many of these the chances say it asks.
    pub forecast_hits: f64,
    /// How many it would have asked of as many questions drawn at random.
    pub random_hits: f64,
    pub coverage: Coverage,
    /// How many of its questions were to be known.
    pub band: CountRange,
    pub weight: CompanyWeight,
}

/// A tenth of all forecast chances.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Decile {
    pub question_count: usize,
    /// The mean chance.
    pub forecast: f64,
    /// The share that was asked.
    pub asked: f64,
}

impl ForecastCheck {
    /// Whether as many questions were known as the forecast said.
    #[must_use]
    pub fn is_within_band(&self) -> bool {
        (self.band.low..=self.band.high).contains(&self.known_count)
    }
}

/// Forecasts each interview from those on earlier days.
#[must_use]
pub fn backtest(interviews: &[PastInterview]) -> Backtest {
    let mut dated: Vec<(Day, &PastInterview)> =
        interviews.iter().filter_map(|interview| Some((interview.day?, interview))).collect();
    dated.sort_by(|(one_day, one), (other_day, other)| (one_day, &one.name).cmp(&(other_day, &other.name)));
    let mut found = Backtest { undated_count: interviews.len() - dated.len(), ..Backtest::default() };
    let mut pairs: Vec<(f64, bool)> = Vec::new();
    for &(day, interview) in &dated {
        let earlier = dated.iter().take_while(|(other, _)| *other < day).map(|(_, other)| *other);
        let (known, earlier) = Known::of(earlier);
        if known.numbers.is_empty() {
            found.first_count += 1;
            continue;
        }
        found.interviews.push(check(interview, day, &known, &earlier, &mut pairs));
    }
    pairs.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    found.deciles = deciles(&pairs);
    found
}

/// The questions that were known, numbered anew.
struct Known {
    numbers: HashMap<usize, usize>,
}

impl Known {
    fn of<'a>(earlier: impl Iterator<Item = &'a PastInterview>) -> (Self, Vec<PastInterview>) {
        let mut known = Self { numbers: HashMap::new() };
        let earlier = earlier.map(|interview| {
            let asked = interview.asked.iter().map(|&(question, share)| {
                let next = known.numbers.len();
                (*known.numbers.entry(question).or_insert(next), share)
            });
            PastInterview { asked: asked.collect(), ..interview.clone() }
        });
        let earlier = earlier.collect();
        (known, earlier)
    }
}

fn check(
    interview: &PastInterview,
    day: Day,
    known: &Known,
    earlier: &[PastInterview],
    pairs: &mut Vec<(f64, bool)>,
) -> ForecastCheck {
    let candidate_count = known.numbers.len();
    let weight = company_weight(candidate_count, earlier);
    let upcoming = Upcoming { company: Some(&interview.company), role: &interview.role };
    let forecast = forecast(candidate_count, earlier, &upcoming, weight);
    let asked: HashSet<usize> =
        interview.asked.iter().filter_map(|(question, _)| known.numbers.get(question)).copied().collect();
    pairs.extend(forecast.chances.iter().enumerate().map(|(at, chance)| (*chance, asked.contains(&at))));
    let mut order: Vec<usize> = (0..candidate_count).collect();
    order.sort_by(|&one, &other| {
        forecast.chances[other].total_cmp(&forecast.chances[one]).then(one.cmp(&other))
    });
    order.truncate(TOP_COUNT);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let asked_count = count(interview.asked.len()).saturating_add(interview.without_card_count);
    let known_count = count(asked.len());
    ForecastCheck {
        name: interview.name.clone(),
        day,
        earlier_count: earlier.len(),
        asked_count,
        known_count,
        candidate_count,
        top_count: order.len(),
        hit_count: count(order.iter().filter(|at| asked.contains(at)).count()),
        forecast_hits: order.iter().map(|&at| forecast.chances[at]).sum(),
        random_hits: f64::from(count(order.len())) * f64::from(known_count)
            / f64::from(count(candidate_count)),
        coverage: forecast.coverage,
        band: forecast.coverage.range(asked_count),
        weight,
    }
}

/// `pairs` from the lowest chance to the highest.
fn deciles(pairs: &[(f64, bool)]) -> Vec<Decile> {
    let at = |part: usize| pairs.len() * part / DECILE_COUNT;
    let parts = (0..DECILE_COUNT).map(|part| &pairs[at(part)..at(part + 1)]);
    parts
        .filter(|part| !part.is_empty())
        .map(|part| {
            let count = f64::from(u32::try_from(part.len()).unwrap_or(u32::MAX));
            let asked = part.iter().filter(|(_, asked)| *asked).count();
            Decile {
                question_count: part.len(),
                forecast: part.iter().map(|(chance, _)| chance).sum::<f64>() / count,
                asked: f64::from(u32::try_from(asked).unwrap_or(u32::MAX)) / count,
            }
        })
        .collect()
}
