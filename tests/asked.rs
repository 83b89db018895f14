//! The chance of being asked: against an independent computation, by its properties, and on interviews that were made
//! with known rates.

#![expect(clippy::float_cmp, reason = "the numbers compared are exact")]

use proptest::prelude::*;
use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::Value;
use viva::study::asked::{
    Backtest, Coverage, Forecast, PastInterview, Role, SURELY, Upcoming, backtest, company_weight, forecast,
    with_word,
};
use viva::study::card::AskedAgain;
use viva::study::day::Day;

fn interview(company: &str, role: Option<&str>, asked: &[(usize, f64)]) -> PastInterview {
    PastInterview {
        company: company.to_owned(),
        role: Role::new(role, []),
        asked: asked.to_vec(),
        ..PastInterview::default()
    }
}

fn forecast_for(
    question_count: usize,
    past: &[PastInterview],
    company: Option<&str>,
    role: &Role,
) -> Forecast {
    forecast(question_count, past, &Upcoming { company, role }, company_weight(question_count, past))
}

/// `tests/science/asked.py` has the formulas once more, in exact fractions for the band.
#[test]
fn chances_and_coverage_are_those_of_an_independent_computation() {
    let cases: Value = serde_json::from_str(include_str!("science/asked.json")).unwrap();
    let cases = cases.as_array().unwrap();
    assert_eq!(cases.len(), 1000);
    let mut weights = std::collections::BTreeSet::new();
    for case in cases {
        let question_count = usize::try_from(case["n"].as_u64().unwrap()).unwrap();
        let past: Vec<PastInterview> = case["past"].as_array().unwrap().iter().map(read_past).collect();
        let role = Role::new(case["role"].as_str(), []);
        let found = forecast_for(question_count, &past, case["company"].as_str(), &role);
        assert_eq!(found.weight.0, case["m"].as_f64().unwrap(), "{case}");
        weights.insert(found.weight.0.to_bits());
        for (chance, expected) in found.chances.iter().zip(case["chances"].as_array().unwrap()) {
            assert!((chance - expected.as_f64().unwrap()).abs() < 1e-9, "{chance}: {case}");
        }
        assert!((found.coverage.share - case["coverage"].as_f64().unwrap()).abs() < 1e-9, "{case}");
        let [asked, low, high] =
            [0, 1, 2].map(|at| u32::try_from(case["band"][at].as_u64().unwrap()).unwrap());
        let band = found.coverage.range(asked);
        assert_eq!((band.low, band.high), (low, high), "{case}");
    }
    assert!(weights.len() > 3, "the cases do not choose different weights");
}

fn read_past(past: &Value) -> PastInterview {
    let asked: Vec<(usize, f64)> = past[2]
        .as_array()
        .unwrap()
        .iter()
        .map(|pair| (usize::try_from(pair[0].as_u64().unwrap()).unwrap(), pair[1].as_f64().unwrap()))
        .collect();
    let without_card_count = u32::try_from(past[3].as_u64().unwrap()).unwrap();
    PastInterview { without_card_count, ..interview(past[0].as_str().unwrap(), past[1].as_str(), &asked) }
}

#[test]
fn the_company_counts_over_the_role_over_all() {
    let role = Role::new(Some("Python developer"), []);
    let python = |asked: &[(usize, f64)]| interview("Other", Some("Python developer"), asked);
    let past = [
        interview("Orbit", Some("Python developer"), &[(0, 1.0)]),
        python(&[(1, 1.0)]),
        interview("Third", Some("Java developer"), &[(2, 1.0)]),
        python(&[]),
    ];
    let found = forecast_for(4, &past, Some("orbit"), &role);
    let [own, like, other, never] = found.chances.as_slice() else { panic!() };
    assert!(own > like && like > other && other > never, "{:?}", found.chances);
    assert_eq!(found.evidence[0].in_words(Some("Orbit")), "Orbit 1 of 1, elsewhere 0 of 3");
    assert_eq!(found.evidence[1].in_words(Some("Orbit")), "Orbit 0 of 1, elsewhere 1 of 3");
    assert_eq!(found.evidence[1].in_words(Some("Zibal")), "Zibal 0 of 1, elsewhere 1 of 3");
    let anywhere = forecast_for(4, &past, None, &role);
    assert_eq!(anywhere.evidence[0].in_words(None), "1 of 4 interviews");
    assert_eq!(forecast_for(4, &[], None, &role).evidence[0].in_words(None), "no interview yet");
}

#[test]
fn what_the_user_says_wins() {
    assert_eq!(with_word(0.2, Some(AskedAgain::Surely)), SURELY);
    assert_eq!(with_word(0.2, Some(AskedAgain::No)), 0.0);
    assert_eq!(with_word(0.2, None), 0.2);
}

fn any_past() -> impl Strategy<Value = Vec<PastInterview>> {
    let asked =
        proptest::collection::btree_map(0..9_usize, prop_oneof![4 => Just(1.0), 1 => 0.0..=1.0_f64], 0..6);
    let company = prop_oneof![Just("a"), Just("b"), Just("c")];
    let role = prop_oneof![Just(None), Just(Some("python")), Just(Some("java"))];
    let one = (company, role, asked)
        .prop_map(|(company, role, asked)| interview(company, role, &asked.into_iter().collect::<Vec<_>>()));
    proptest::collection::vec(one, 0..14)
}

proptest! {
    #[test]
    fn chances_are_chances_and_do_not_depend_on_the_order(past in any_past(), named: bool, seed: u64) {
        let role = Role::new(Some("python"), []);
        let company = named.then_some("a");
        let found = forecast_for(9, &past, company, &role);
        prop_assert!(found.chances.iter().all(|chance| (0.0..=1.0).contains(chance) && *chance > 0.0));
        let mut shuffled = past.clone();
        let mut chance = StdRng::seed_from_u64(seed);
        for at in (1..shuffled.len()).rev() {
            shuffled.swap(at, chance.random_range(0..=at));
        }
        let again = forecast_for(9, &shuffled, company, &role);
        for (one, other) in found.chances.iter().zip(&again.chances) {
            prop_assert!((one - other).abs() < 1e-9);
        }
    }

    #[test]
    fn being_asked_once_more_never_makes_a_question_less_likely_than_another(past in any_past(), at in 0..14_usize) {
        prop_assume!(!past.is_empty());
        // Two questions that nobody asked, of which one interview then asks the first.
        let role = Role::new(Some("python"), []);
        let mut past = past;
        let at = at % past.len();
        past[at].asked.push((9, 1.0));
        let found = forecast_for(11, &past, Some("a"), &role);
        prop_assert!(found.chances[9] > found.chances[10]);
        for (question, evidence) in found.evidence.iter().enumerate() {
            if evidence.company_asked == 0.0 && evidence.elsewhere_asked == 0.0 {
                prop_assert!((found.chances[question] - found.chances[10]).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn without_evidence_all_are_equally_likely(question_count in 1..50_usize, company: bool) {
        let found = forecast_for(question_count, &[], company.then_some("a"), &Role::default());
        prop_assert!(found.chances.iter().all(|chance| *chance > 0.0 && *chance == found.chances[0]));
    }
}

const QUESTION_COUNT: usize = 300;

/// Interviews one a day, each asking each question with its own rate. The rates have a heavy tail, so most questions
/// are never asked and a few often.
struct World {
    chance: StdRng,
    rates: Vec<f64>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut chance = StdRng::seed_from_u64(seed);
        // The square of a normal deviate has a gamma distribution of shape one half.
        let mut normal = || {
            let [one, other] = [chance.random::<f64>().max(1e-12), chance.random::<f64>()];
            (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * other).cos()
        };
        let rates = (0..QUESTION_COUNT).map(|_| (0.035 * normal().powi(2)).min(0.9)).collect();
        Self { chance, rates }
    }

    fn interview(&mut self, number: usize, company: &str, rates: &[f64]) -> PastInterview {
        let asked = rates.iter().enumerate().filter(|(_, rate)| self.chance.random::<f64>() < **rate);
        let asked: Vec<(usize, f64)> = asked.map(|(question, _)| (question, 1.0)).collect();
        PastInterview {
            name: format!("i{number:03}"),
            day: Some(Day::from_epoch_days(20_000 + i32::try_from(number).unwrap())),
            ..interview(company, None, &asked)
        }
    }

    /// At companies that differ in nothing.
    fn interviews(&mut self, count: usize, company_count: usize) -> Vec<PastInterview> {
        let rates = self.rates.clone();
        (0..count).map(|at| self.interview(at, &format!("c{}", at % company_count), &rates)).collect()
    }

    /// Each company asks its own questions again and again.
    fn habits(&mut self, count: usize, company_count: usize) -> Vec<PastInterview> {
        let own: Vec<Vec<f64>> = (0..company_count)
            .map(|_| {
                let rates = self.rates.clone();
                rates.iter().map(|rate| if self.chance.random::<f64>() < *rate { 0.8 } else { 0.0 }).collect()
            })
            .collect();
        (0..count)
            .map(|at| self.interview(at, &format!("c{}", at % company_count), &own[at % company_count]))
            .collect()
    }
}

/// Over several worlds: what the forecasts of hits and of each decile miss, in standard deviations of what chance
/// does, and the share of interviews within the range.
fn check_calibration(runs: &[Backtest]) {
    let sum = |of: &dyn Fn(&viva::study::asked::ForecastCheck) -> f64| -> f64 {
        runs.iter().flat_map(|run| &run.interviews).map(of).sum()
    };
    let hits = sum(&|check| f64::from(check.hit_count));
    let forecast_hits = sum(&|check| check.forecast_hits);
    let random_hits = sum(&|check| check.random_hits);
    let interviews = sum(&|_| 1.0);
    let within = sum(&|check| f64::from(u8::from(check.is_within_band())));
    println!(
        "hits {hits}, forecast {forecast_hits:.1}, random {random_hits:.1}, within {within} of {interviews}"
    );
    assert!(hits > 1.5 * random_hits, "{hits} hits, {random_hits} at random");
    // Questions of different interviews of one world are not independent, so four deviations and a tenth more.
    assert!(
        (hits - forecast_hits).abs() < 4.0 * hits.sqrt() + 0.1 * hits,
        "{hits} hits, {forecast_hits} forecast"
    );
    assert!(within / interviews > 0.75, "{within} of {interviews} within the range");
    for decile in 0..10 {
        let (mut count, mut forecast, mut asked) = (0.0, 0.0, 0.0);
        for part in runs.iter().map(|run| run.deciles[decile]) {
            let questions = f64::from(u32::try_from(part.question_count).unwrap());
            count += questions;
            forecast += questions * part.forecast;
            asked += questions * part.asked;
        }
        println!("decile {decile}: forecast {:.4}, asked {:.4} of {count}", forecast / count, asked / count);
        let allowed = 4.0 * forecast.max(asked).sqrt() + 0.25 * forecast.max(asked);
        assert!((forecast - asked).abs() < allowed, "decile {decile}: {asked} asked, {forecast} forecast");
    }
}

#[test]
fn a_backtest_of_interviews_with_known_rates_finds_what_they_ask() {
    let runs: Vec<Backtest> = (0..8).map(|seed| backtest(&World::new(seed).interviews(40, 40))).collect();
    for run in &runs {
        assert_eq!((run.interviews.len(), run.first_count, run.undated_count), (39, 1, 0));
        assert_eq!(run.deciles.len(), 10);
    }
    check_calibration(&runs);
}

#[test]
fn the_weight_of_the_company_follows_the_evidence() {
    let same = World::new(1).interviews(40, 8);
    let own = World::new(2).habits(40, 8);
    let [same_weight, own_weight] = [&same, &own].map(|past| company_weight(QUESTION_COUNT, past).0);
    assert!(same_weight > 2.0, "companies that do not differ: {same_weight}");
    assert!(own_weight < 2.0, "companies that ask the same again: {own_weight}");
    // Where companies have habits, the forecast finds them.
    let run = backtest(&own);
    let hits: u32 = run.interviews.iter().map(|check| check.hit_count).sum();
    let random: f64 = run.interviews.iter().map(|check| check.random_hits).sum();
    assert!(f64::from(hits) > 3.0 * random, "{hits} hits, {random} at random");
}

#[test]
fn a_backtest_uses_only_earlier_days() {
    let on = |name: &str, day: Option<i32>, asked: &[(usize, f64)]| PastInterview {
        name: name.to_owned(),
        day: day.map(Day::from_epoch_days),
        ..interview(name, None, asked)
    };
    let past = [
        on("late", Some(20), &[(0, 1.0), (5, 1.0)]),
        on("first", Some(10), &[(0, 1.0), (1, 1.0)]),
        on("same-day", Some(20), &[(5, 1.0)]),
        on("undated", None, &[(5, 1.0), (0, 1.0)]),
    ];
    let found = backtest(&past);
    assert_eq!((found.undated_count, found.first_count), (1, 1));
    let [late, same_day] = found.interviews.as_slice() else { panic!("{found:?}") };
    assert_eq!((late.name.as_str(), same_day.name.as_str()), ("late", "same-day"));
    assert_eq!((late.earlier_count, late.candidate_count, late.top_count), (1, 2, 2));
    assert_eq!((late.asked_count, late.known_count, late.hit_count), (2, 1, 1));
    assert_eq!(late.random_hits, 1.0);
    assert_eq!((same_day.known_count, same_day.hit_count), (0, 0));
    assert_eq!(late.coverage, Coverage::from_counts(2, 2));
    assert_eq!(backtest(&[]), Backtest::default());
}
