//! The figures of an independent computation: `tests/science/plan.py` made `tests/vectors/plan.json`.

use serde_json::Value;

use super::super::*;
use crate::study::schedule::Memory;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn whole(value: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small whole numbers")]
    let whole = value as u32;
    whole
}

fn learner_of(state: &Value) -> (MemoryPosterior, Costs, FirstSight) {
    let mut memory = MemoryPosterior::default();
    for review in state["reviews"].as_array().unwrap() {
        let review = numbers(review);
        memory.observe(review[0], whole(review[1]), review[2] > 0.5);
    }
    let mut costs = Costs::default();
    for timed in state["timed"].as_array().unwrap() {
        let kind = match timed[0].as_str().unwrap() {
            "n+" => TimedReview::New { passed: true },
            "n-" => TimedReview::New { passed: false },
            "s+" => TimedReview::Seen { passed: true },
            "s-" => TimedReview::Seen { passed: false },
            _ => TimedReview::Repeat,
        };
        costs.observe(kind, timed[1].as_f64().unwrap());
    }
    let mut first_sight = FirstSight::default();
    for (key, tags) in [("tag", vec!["sql"]), ("elsewhere", vec![])] {
        let counts = numbers(&state[key]);
        for (count, passed) in [(counts[0], true), (counts[1], false)] {
            for _ in 0..whole(count) {
                first_sight.observe(&tags, passed);
            }
        }
    }
    (memory, costs, first_sight)
}

fn card_of(state: &Value, first_sight: f64) -> PlanCard {
    let card = &state["card"];
    let number = |at: usize| card[at].as_f64().unwrap();
    let memory = Memory { stability_days: number(1), difficulty: number(2) };
    let kind = card[0].as_str().unwrap();
    PlanCard {
        standing: match kind {
            "seen" => Standing::Seen { memory, elapsed_days: whole(number(3)) },
            _ => Standing::New,
        },
        today: Today::NotAsked,
        first_sight,
        has_answer: kind != "missing",
        exercise_seconds: Some(whole(number(4))).filter(|seconds| *seconds > 0),
        chances: state["interviews"].as_array().unwrap().iter().map(|held| numbers(held)[0]).collect(),
        section: 0,
    }
}

fn questions_of(state: &Value) -> Vec<Question> {
    let questions = state["questions"].as_array().unwrap().iter().map(numbers);
    questions
        .map(|question| Question { chance: question[0], recall: question[1], is_new: question[2] > 0.5 })
        .collect()
}

fn answers_of(state: &Value) -> Vec<TestAnswer> {
    let answers = state["answers"].as_array().unwrap().iter().map(numbers);
    let answer = |held: Vec<f64>| TestAnswer { forecast: held[0], passed: held[1] > 0.5, weight: held[2] };
    answers.map(answer).collect()
}

#[test]
fn every_figure_is_that_of_an_independent_computation() {
    #[track_caller]
    fn check(place: usize, what: &str, found: &[f64], expected: &Value) {
        let expected = numbers(expected);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            let difference = (found - expected).abs();
            assert!(
                difference <= 1e-9 * expected.abs().max(1.0),
                "{what} of state {place}: {found} is not {expected}"
            );
        }
    }
    let vectors: Value = serde_json::from_str(include_str!("../../../../tests/vectors/plan.json")).unwrap();
    let states = vectors["states"].as_array().unwrap();
    assert_eq!(states.len(), 1000);
    let mut without_gain = 0;
    for (place, state) in states.iter().enumerate() {
        let (memory, costs, first_sight) = learner_of(state);
        let first_sight = first_sight.chance(&["sql"]);
        let card = card_of(state, first_sight);
        let learner = Learner::new(&memory, costs);
        let held = numbers(&Value::Array(state["card"].as_array().unwrap()[1..].to_vec()));
        let mean_recall = learner.mean_recall.recall(held[0], held[2]);
        let found = [memory.stability_factor(), memory.decay(), mean_recall, first_sight];
        check(place, "learner", &found, &state["learner"]);

        let interviews: Vec<Interview> = state["interviews"]
            .as_array()
            .unwrap()
            .iter()
            .map(|held| Interview { days_left: whole(numbers(held)[1]), minutes_per_day: 15 })
            .collect();
        if let Some(prospect) = prospect(&card, &interviews, &learner) {
            let found = [prospect.gain_questions, prospect.seconds, prospect.recall_now];
            check(place, "action", &found, &state["action"]);
            let expected = numbers(&state["action"]);
            assert!((prospect.index() - expected[0] / expected[1]).abs() < 1e-9);
        } else {
            assert!(state["action"].is_null(), "state {place} has a gain");
            without_gain += 1;
        }

        let shift = ShiftPosterior::fit(&answers_of(state));
        let range = readiness_range(&questions_of(state), &shift).unwrap();
        let found = [shift.mean(), range.low, range.middle, range.high];
        check(place, "readiness", &found, &state["readiness"]);
    }
    assert!((1..200).contains(&without_gain), "{without_gain} states without a gain");
}
