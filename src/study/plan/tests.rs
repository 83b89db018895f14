//! What no single module can show, and what always holds.

mod vectors;

use proptest::prelude::*;

use super::projection::project_within;
use super::*;
use crate::study::asked::{CountRange, Coverage};
use crate::study::grade::{Grade, Quality};
use crate::study::schedule::Memory;

fn learner() -> Learner {
    Learner::new(&MemoryPosterior::default(), Costs::default())
}

fn seen(stability_days: f64, elapsed_days: u32, chance: f64) -> PlanCard {
    let memory = Memory { stability_days, difficulty: 5.0 };
    PlanCard { standing: Standing::Seen { memory, elapsed_days }, ..new(chance) }
}

fn new(chance: f64) -> PlanCard {
    PlanCard {
        standing: Standing::New,
        today: Today::NotAsked,
        first_sight: 0.3,
        has_answer: true,
        exercise_seconds: None,
        chances: vec![chance],
        section: 0,
    }
}

fn in_days(days_left: u32) -> Vec<Interview> {
    vec![Interview { days_left, minutes_per_day: 15 }]
}

/// A mixed collection: `count` cards, half of them seen, some without an answer.
fn collection(count: u32) -> Vec<PlanCard> {
    let card = |number: u32| {
        let spread = f64::from(number % 17) / 17.0;
        let chance = 0.02 + 0.5 * spread * spread;
        let card = match number % 4 {
            0 | 2 => seen(0.5 + f64::from(number % 23), 1 + number % 19, chance),
            1 => new(chance),
            _ => PlanCard { has_answer: number % 8 != 3, ..new(chance) },
        };
        PlanCard { section: number % 5, first_sight: 0.1 + 0.5 * spread, ..card }
    };
    (0..count).map(card).collect()
}

fn cards_of(plan: &DayPlan) -> Vec<usize> {
    let card = |action: &PlannedAction| match action.next {
        NextUp::Planned { card, .. } | NextUp::Repeat { card } | NextUp::Audit { card } => Some(card),
        NextUp::Other { .. } => None,
    };
    plan.actions.iter().filter_map(card).collect()
}

// ---- memory ----

#[test]
fn the_saved_sums_go_on_where_they_were() {
    let reviews = [(3.0, 4, true), (10.0, 30, false), (1.5, 2, true), (40.0, 9, true)];
    let mut whole = MemoryPosterior::default();
    let mut saved = MemoryPosterior::default();
    for (stability_days, elapsed_days, passed) in reviews {
        whole.observe(stability_days, elapsed_days, passed);
        saved = MemoryPosterior::from_log_weights(*saved.log_weights()).unwrap();
        saved.observe(stability_days, elapsed_days, passed);
    }
    assert_eq!(saved, whole);
    let mut backward = MemoryPosterior::default();
    for (stability_days, elapsed_days, passed) in reviews.into_iter().rev() {
        backward.observe(stability_days, elapsed_days, passed);
    }
    assert!((backward.stability_factor() - whole.stability_factor()).abs() < 1e-12);
    assert_eq!(MemoryPosterior::from_log_weights([f64::NAN; HYPOTHESIS_COUNT]), None);
}

#[test]
fn a_learner_who_forgets_faster_is_found_out() {
    let mut quick = MemoryPosterior::default();
    let mut slow = MemoryPosterior::default();
    quick.observe(5.0, 0, false);
    assert_eq!(quick, MemoryPosterior::default(), "a review of the same day says nothing");
    for _ in 0..30 {
        quick.observe(5.0, 5, false);
        slow.observe(5.0, 50, true);
    }
    assert!(quick.stability_factor() < 0.3, "{}", quick.stability_factor());
    assert!(slow.stability_factor() > 2.0, "{}", slow.stability_factor());
    assert!(quick.mean_recall().recall(5.0, 5.0) < slow.mean_recall().recall(5.0, 5.0));
}

// ---- the day ----

#[test]
fn the_likelier_question_comes_first() {
    let cards = [seen(2.0, 5, 0.1), seen(2.0, 5, 0.6), seen(2.0, 5, 0.0)];
    let plan = choose_day(&cards, &[], &in_days(7), &learner(), Budget::of_minutes(15));
    assert_eq!(cards_of(&plan), [1, 0]);
    let NextUp::Planned { action, why, .. } = plan.actions[0].next else { panic!() };
    assert_eq!((action, why.interview, why.chance), (Action::AskSeen, 0, 0.6));
    assert!(why.is_likely_asked);
    assert!(why.recall_on_day_with > why.recall_on_day_without);
}

#[test]
fn equal_cards_come_in_deck_order_and_sections_alternate() {
    let same_section = vec![seen(2.0, 5, 0.3); 3];
    let plan = choose_day(&same_section, &[], &in_days(7), &learner(), Budget::of_minutes(15));
    assert_eq!(cards_of(&plan), [0, 1, 2]);
    let in_section = |section: u32, chance: f64| PlanCard { section, ..seen(2.0, 5, chance) };
    let cards = [in_section(1, 0.3), in_section(1, 0.3), in_section(2, 0.28), in_section(3, 0.1)];
    let plan = choose_day(&cards, &[], &in_days(7), &learner(), Budget::of_minutes(15));
    assert_eq!(cards_of(&plan), [0, 2, 1, 3], "0.28 is within 10% of 0.3, 0.1 is not");
    let after_section_1 = Budget { last_section: Some(1), ..Budget::of_minutes(15) };
    let plan = choose_day(&cards, &[], &in_days(7), &learner(), after_section_1);
    assert_eq!(cards_of(&plan), [2, 0, 1, 3]);
}

#[test]
fn a_failed_card_comes_back_after_six_others_and_a_done_one_does_not() {
    let mut cards = vec![seen(2.0, 5, 0.3); 12];
    cards[4].today = Today::Failed { others_since: 0 };
    cards[5].today = Today::Failed { others_since: 4 };
    cards[6].today = Today::Done;
    let plan = choose_day(&cards, &[], &in_days(7), &learner(), Budget::of_minutes(60));
    let order = cards_of(&plan);
    assert_eq!(order.iter().position(|card| *card == 5), Some(2));
    assert_eq!(order.iter().position(|card| *card == 4), Some(6));
    assert!(!order.contains(&6));
    assert_eq!(order.len(), 11);
    assert!(repeats_under_plan(Grade::Again.quality()) && !repeats_under_plan(Grade::Hard.quality()));
    assert!(Quality::all().all(|quality| repeats_under_plan(quality) == (quality.grade() == Grade::Again)));
}

#[test]
fn a_missing_answer_is_written_before_the_card_is_asked() {
    let missing = PlanCard { has_answer: false, ..new(0.5) };
    let plan =
        choose_day(std::slice::from_ref(&missing), &[], &in_days(7), &learner(), Budget::of_minutes(15));
    let NextUp::Planned { action, .. } = plan.actions[0].next else { panic!() };
    assert_eq!(action, Action::WriteAnswer);
    assert!((plan.seconds - 360.0).abs() < 1e-9);
    // Too long for the time that is left: what is shorter comes instead.
    let cards = [missing, seen(2.0, 5, 0.01)];
    let plan = choose_day(&cards, &[], &in_days(7), &learner(), Budget::of_minutes(3));
    assert_eq!(cards_of(&plan), [1]);
}

#[test]
fn what_is_worth_little_is_optional_and_other_cards_come_before_it() {
    let cards = [seen(2.0, 5, 0.5), seen(2.0, 5, 0.4), seen(2.0, 5, 0.05)];
    let others = vec![OtherCard { recall_now: 0.8, exercise_seconds: None }; 30];
    let plan = choose_day(&cards, &others, &in_days(7), &learner(), Budget::of_minutes(30));
    let other_count = plan.actions.iter().filter(|one| matches!(one.next, NextUp::Other { .. })).count();
    assert!(other_count >= 4, "{other_count}");
    assert_eq!(plan.optional_from, 2 + other_count);
    assert_eq!(cards_of(&plan), [0, 1, 2]);
    // Later on the same day it is still the day's first index that counts.
    let later = Budget { first_index: plan.first_index, ..Budget::of_minutes(30) };
    let rest = choose_day(&cards[2..], &[], &in_days(7), &learner(), later);
    assert_eq!((rest.optional_from, rest.actions.len()), (0, 1));
}

#[test]
fn several_interviews_add_up_and_share_the_largest_minutes() {
    let interviews =
        [Interview { days_left: 3, minutes_per_day: 15 }, Interview { days_left: 9, minutes_per_day: 40 }];
    assert_eq!(minutes_per_day(&interviews), 40);
    let far = Interview { days_left: 61, minutes_per_day: 90 };
    let held_today = Interview { days_left: 0, minutes_per_day: 90 };
    assert_eq!(minutes_per_day(&[interviews[0], far, held_today]), 15);
    assert_eq!(minutes_per_day(&[]), 0);
    let gain = |chances: [f64; 2]| {
        let card = PlanCard { chances: chances.to_vec(), ..seen(2.0, 5, 0.0) };
        prospect(&card, &interviews, &learner()).unwrap().gain_questions
    };
    assert!((gain([0.3, 0.5]) - gain([0.3, 0.0]) - gain([0.0, 0.5])).abs() < 1e-12);
}

#[test]
fn the_last_look_takes_a_quarter_of_an_hour_and_writes_nothing() {
    let cards = collection(300);
    let plan = last_look(&cards, &in_days(0), 0, &learner());
    assert!(plan.seconds <= 900.0 && plan.seconds > 800.0, "{}", plan.seconds);
    let writes = |action: &PlannedAction| {
        matches!(action.next, NextUp::Planned { action: Action::WriteAnswer, .. } | NextUp::Other { .. })
    };
    assert!(!plan.actions.iter().any(writes));
    assert_eq!(last_look(&cards, &in_days(0), 1, &learner()), DayPlan::default());
}

// ---- the coming days ----

#[test]
fn following_the_plan_brings_more_than_stopping_and_more_minutes_bring_more() {
    let cards = collection(200);
    let (interviews, learner) = (in_days(7), learner());
    let stop = if_you_stop(&cards, &interviews, 0, &learner);
    let stop: f64 = stop.iter().map(|question| question.chance * question.recall).sum();
    let followed = project(&cards, &interviews, &learner, 900.0, 0, 0.8);
    let longer = project(&cards, &interviews, &learner, 900.0, 10, 0.8);
    assert!(followed.expected_questions > stop + 1.0, "{} {stop}", followed.expected_questions);
    assert!(longer.expected_questions > followed.expected_questions + 0.3);
    assert_eq!(followed.days.len(), 7);
    for (day, in_days) in followed.days.iter().zip(0..) {
        assert_eq!((day.in_days, day.minutes), (in_days, 15));
        assert!(day.seconds <= if in_days == 0 { 900.0 } else { 720.0 });
        assert!(day.seen_count + day.new_count + day.write_count > 0);
    }
    assert_eq!(followed, project(&cards, &interviews, &learner, 900.0, 0, 0.8));
}

#[test]
fn a_card_comes_again_the_sooner_the_less_is_remembered_of_it() {
    let cards = collection(200);
    let (interviews, learner) = (in_days(20), learner());
    let days = project(&cards, &interviews, &learner, 900.0, 0, 1.0).days;
    let again = |stability_days: f64, chance: f64| {
        let card = PlanCard { today: Today::Done, ..seen(stability_days, 0, chance) };
        again_in_days(&card, &interviews, &learner, &days)
    };
    let (weak, strong) = (again(0.5, 0.3).unwrap(), again(20.0, 0.3));
    assert!((1..10).contains(&weak), "{weak}");
    assert!(strong.is_none_or(|strong| strong > weak), "{strong:?}");
    assert_eq!(again(0.5, 0.0), None);
    assert_eq!(again_in_days(&cards[0], &interviews, &learner, &[]), None);
}

#[test]
fn each_interview_is_forecast_on_its_own_day() {
    let mut cards = collection(100);
    for card in &mut cards {
        card.chances.push(0.1);
    }
    let interviews =
        [Interview { days_left: 2, minutes_per_day: 15 }, Interview { days_left: 5, minutes_per_day: 30 }];
    let projection = project(&cards, &interviews, &learner(), 900.0, 0, 1.0);
    assert_eq!(projection.days.iter().map(|day| day.minutes).collect::<Vec<_>>(), [30; 5]);
    assert_eq!(projection.on_the_day.iter().map(Vec::len).collect::<Vec<_>>(), [100, 100]);
    let today = project(&cards, &[Interview { days_left: 0, ..interviews[0] }], &learner(), 900.0, 0, 1.0);
    assert!(today.days.is_empty());
    assert_eq!(today.on_the_day[0].len(), 100);
}

#[test]
fn looking_at_the_best_cards_only_changes_next_to_nothing() {
    let cards = collection(3000);
    let (interviews, learner) = (in_days(20), learner());
    let all = project(&cards, &interviews, &learner, 900.0, 0, 1.0).expected_questions;
    // One look at all cards, on the first day.
    let best = project_within(3000, &cards, &interviews, &learner, 900.0, 0, 1.0).expected_questions;
    assert!((all / best - 1.0).abs() < 0.003, "{all} {best}");
}

// ---- readiness ----

fn answers(forecast: f64, passed_count: u32, failed_count: u32) -> Vec<TestAnswer> {
    let passed = (0..passed_count).map(|_| true).chain((0..failed_count).map(|_| false));
    passed.map(|passed| TestAnswer { forecast, passed, weight: 1.0 }).collect()
}

#[test]
fn answers_that_agree_with_the_forecast_shift_nothing() {
    assert!(ShiftPosterior::fit(&[]).mean().abs() < 1e-12);
    assert!(ShiftPosterior::fit(&answers(0.5, 10, 10)).mean().abs() < 1e-12);
    assert!(ShiftPosterior::fit(&answers(0.75, 15, 5)).mean().abs() < 0.05);
    let short = ShiftPosterior::fit(&answers(0.75, 5, 15));
    assert!(short.mean() < -1.0, "{}", short.mean());
    assert!(short.quantile(0.1) < short.mean() && short.mean() < short.quantile(0.9));
}

#[test]
fn the_range_is_wide_and_lopsided_until_there_are_twelve_answers() {
    let seen = |recall| Question { chance: 0.5, recall, is_new: false };
    let questions = [seen(0.8), seen(0.6)];
    let range = |answers: &[TestAnswer]| readiness_range(&questions, &ShiftPosterior::fit(answers)).unwrap();
    let wide = range(&answers(0.7, 8, 3));
    assert!(wide.is_wide && wide.middle - wide.low > 0.3 && wide.high - wide.middle < 0.15);
    let narrow = range(&answers(0.7, 14, 6));
    assert!(!narrow.is_wide && narrow.high - narrow.low < 0.3);
    // Answers of new cards do not narrow it.
    let of_new = TestAnswer { weight: 0.0, ..answers(0.7, 1, 0)[0] };
    assert!(range(&[answers(0.7, 8, 3), vec![of_new; 9]].concat()).is_wide);
    let failed = range(&answers(0.7, 4, 16));
    assert!(failed.high < 0.6, "{failed:?}");
    assert_eq!(readiness_range(&[], &ShiftPosterior::fit(&[])), None);
}

#[test]
fn the_counts_of_an_interview_add_up() {
    let share = ShareRange { low: 0.62, middle: 0.7, high: 0.8, is_wide: false };
    let counts = asked_counts(10, &Coverage::of_share(0.3), &share, 0.25);
    let AskedCounts { in_collection, not_in_collection, answered } = counts;
    assert_eq!(in_collection, CountRange { low: 1, most_likely: 3, high: 5 });
    assert_eq!(not_in_collection, CountRange { low: 5, most_likely: 7, high: 9 });
    assert!(answered.low >= 2 && answered.high <= 6, "{answered:?}");
    let all = asked_counts(10, &Coverage::of_share(1.0), &share, 0.25);
    assert_eq!(all.in_collection.most_likely, 10);
    assert_eq!(
        asked_counts(0, &Coverage::of_share(0.3), &share, 0.25).answered,
        CountRange { low: 0, most_likely: 0, high: 0 }
    );
}

#[test]
fn a_rehearsals_score_is_forecast_as_a_range() {
    let unsure = expected_score(&[0.7; 12], &ShiftPosterior::fit(&[]));
    assert!(unsure.low <= 7 && unsure.high >= 9 && (7..=10).contains(&unsure.most_likely), "{unsure:?}");
    let known = expected_score(&[0.7; 12], &ShiftPosterior::fit(&answers(0.7, 70, 30)));
    assert!(known.high - known.low < unsure.high - unsure.low, "{known:?} {unsure:?}");
}

// ---- rehearsal and audit ----

#[test]
fn a_rehearsal_is_the_same_by_seed_and_prefers_the_plans_cards_fairly() {
    let cards = collection(200);
    let planned: Vec<usize> = (0..60).collect();
    let draw = |seed| draw_rehearsal(&cards, 0, &planned, 20, seed);
    assert_eq!(draw(7), draw(7));
    assert_ne!(draw(7), draw(8));
    let mut planned_count = 0;
    let (mut weighted, mut weights) = (0.0, 0.0);
    for seed in 0..400 {
        let drawn = draw(seed);
        assert_eq!(drawn.len(), 20);
        let sum: f64 = drawn.iter().map(|one| one.weight).sum();
        let is_new = |one: &Drawn| cards[one.card].standing == Standing::New;
        assert!(drawn.iter().all(|one| (one.weight > 0.0) != is_new(one)));
        #[expect(clippy::cast_precision_loss, reason = "at most 20")]
        let seen_count = drawn.iter().filter(|one| !is_new(one)).count() as f64;
        assert!(sum <= seen_count + 1e-9 && sum > 0.5 * seen_count, "{sum} of {seen_count}");
        assert!(drawn.iter().all(|one| cards[one.card].has_answer));
        planned_count += drawn.iter().filter(|one| one.card < 60).count();
        weighted += drawn.iter().filter(|one| one.card < 60).map(|one| one.weight).sum::<f64>();
        weights += sum;
    }
    let chance = |places: std::ops::Range<usize>| -> f64 {
        let seen = places.filter(|place| cards[*place].standing != Standing::New);
        seen.map(|place| cards[place].chances[0]).sum()
    };
    let expected = chance(0..60) / chance(0..200);
    assert!(planned_count > 400 * 9, "{planned_count} of 8000 are the plan's");
    assert!((weighted / weights - expected).abs() < 0.05, "{} is not {expected}", weighted / weights);
}

#[test]
fn a_rehearsal_has_enough_seen_cards_if_there_are_enough() {
    let mut cards: Vec<PlanCard> = (0..280).map(|_| new(0.3)).collect();
    cards.extend((0..20).map(|days| seen(5.0, 1 + days, 0.02)));
    let weights = |count| {
        let drawn = draw_rehearsal(&cards, 0, &[], count, 5);
        assert_eq!(drawn.len(), count);
        drawn.iter().filter(|one| one.weight > 0.0).count()
    };
    assert!(weights(20) >= LEAST_ANSWERS_FOR_SHIFT);
    assert_eq!(weights(5), 5);
    assert_eq!(draw_rehearsal(&cards[..280], 0, &[], 20, 5).len(), 20);
}

#[test]
fn what_is_known_of_new_cards_is_not_shifted_and_rough_chances_widen_the_range() {
    let shift = ShiftPosterior::fit(&answers(0.7, 4, 16));
    let range = |questions: &[Question]| readiness_range(questions, &shift).unwrap();
    let question = |chance, recall, is_new| Question { chance, recall, is_new };
    assert!((range(&[question(0.5, 0.8, true); 4]).middle - 0.8).abs() < 1e-9);
    assert!(range(&[question(0.5, 0.8, false); 4]).middle < 0.6);
    let width = |chance| {
        let ShareRange { low, high, .. } = range(&[question(chance, 0.9, true), question(chance, 0.1, true)]);
        high - low
    };
    assert!(width(0.1) > width(0.9) + 0.1, "{} {}", width(0.1), width(0.9));
}

#[test]
fn a_rehearsal_is_suggested_if_it_costs_a_twentieth_of_the_time() {
    let suggested = [(3, 60), (7, 15), (7, 60), (14, 15), (14, 30), (30, 15), (60, 60)]
        .map(|(days, minutes)| suggested_rehearsal(days, minutes, 100));
    assert_eq!(suggested, [0, 0, 20, 0, 20, 15, 20]);
    assert_eq!(suggested_rehearsal(60, 60, 12), 12);
    assert_eq!(suggested_rehearsal(60, 60, 11), 0);
}

#[test]
fn about_one_question_in_fifteen_is_an_audit_and_none_at_the_end() {
    let total: u32 = (0..300).map(|seed| audit_count(20, 10, seed)).sum();
    assert!((360..=440).contains(&total), "{total}");
    assert_eq!((0..300).map(|seed| audit_count(20, 3, seed)).sum::<u32>(), 0);
    let cards: Vec<PlanCard> = (1..21).map(|days| seen(5.0, days, 0.2)).collect();
    let place = audit(&cards, &[19], 3).unwrap();
    assert!((10..19).contains(&place), "{place}");
    assert_eq!(audit(&cards, &[19], 3), Some(place));
    assert_eq!(audit(&[new(0.5)], &[], 3), None);
}

// ---- what always holds ----

fn any_card(interview_count: usize) -> impl Strategy<Value = PlanCard> {
    let standing = prop_oneof![
        Just(Standing::New),
        (0.001_f64..2000.0, 1.0_f64..=10.0, 0_u32..4000).prop_map(
            |(stability_days, difficulty, elapsed_days)| Standing::Seen {
                memory: Memory { stability_days, difficulty },
                elapsed_days
            }
        ),
    ];
    let today = prop_oneof![
        6 => Just(Today::NotAsked),
        1 => Just(Today::Done),
        1 => (0_usize..9).prop_map(|others_since| Today::Failed { others_since }),
    ];
    let chances = prop::collection::vec(prop_oneof![Just(0.0), 0.0_f64..=1.0], interview_count);
    let seconds = prop::option::weighted(0.1, 0_u32..3000);
    (standing, today, 0.0_f64..=1.0, any::<bool>(), seconds, chances, 0_u32..4).prop_map(
        |(standing, today, first_sight, has_answer, exercise_seconds, chances, section)| PlanCard {
            standing,
            today,
            first_sight,
            has_answer,
            exercise_seconds,
            chances,
            section,
        },
    )
}

fn any_learner() -> impl Strategy<Value = Learner> {
    let reviews = prop::collection::vec((0.01_f64..500.0, 0_u32..200, any::<bool>()), 0..30);
    let times = prop::collection::vec(0.0_f64..500.0, 0..10);
    (reviews, times).prop_map(|(reviews, times)| {
        let mut memory = MemoryPosterior::default();
        for (stability_days, elapsed_days, passed) in reviews {
            memory.observe(stability_days, elapsed_days, passed);
        }
        let mut costs = Costs::default();
        for taken_seconds in times {
            costs.observe(TimedReview::Seen { passed: true }, taken_seconds);
        }
        Learner::new(&memory, costs)
    })
}

fn any_state() -> impl Strategy<Value = (Vec<PlanCard>, Vec<Interview>, Learner)> {
    (1_usize..4).prop_flat_map(|interview_count| {
        let interview = (0_u32..=60, 1_u32..90)
            .prop_map(|(days_left, minutes_per_day)| Interview { days_left, minutes_per_day });
        (
            prop::collection::vec(any_card(interview_count), 0..40),
            prop::collection::vec(interview, interview_count),
            any_learner(),
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_index_is_a_positive_number((cards, interviews, learner) in any_state()) {
        for card in &cards {
            let forecast = forecast_now(card, &learner);
            prop_assert!((0.0..=1.0 + 1e-9).contains(&forecast));
            let Some(prospect) = prospect(card, &interviews, &learner) else { continue };
            prop_assert!(prospect.index().is_finite() && prospect.index() > 0.0);
            prop_assert!(prospect.seconds > 0.0);
            prop_assert!(prospect.gain_questions <= card.chances.iter().sum::<f64>());
            prop_assert!((0.0..=1.0).contains(&prospect.recall_now));
            prop_assert_eq!(card.today, Today::NotAsked);
        }
    }

    #[test]
    fn a_day_keeps_to_its_minutes(
        (cards, interviews, learner) in any_state(),
        minutes in 0_u32..60,
        recalls in prop::collection::vec(0.0_f64..=1.0, 0..30),
    ) {
        let others: Vec<OtherCard> =
            recalls.iter().map(|recall_now| OtherCard { recall_now: *recall_now, exercise_seconds: None }).collect();
        let budget = Budget::of_minutes(minutes);
        let plan = choose_day(&cards, &others, &interviews, &learner, budget);
        prop_assert!(plan.seconds <= budget.seconds + 1e-6);
        let of_others = plan.actions.iter().filter(|action| matches!(action.next, NextUp::Other { .. }));
        prop_assert!(of_others.map(|action| action.seconds).sum::<f64>() <= 0.2 * budget.seconds + 1e-6);
        prop_assert!(plan.optional_from <= plan.actions.len());
        let mut asked = cards_of(&plan);
        asked.sort_unstable();
        let count = asked.len();
        asked.dedup();
        prop_assert_eq!(asked.len(), count);
        prop_assert!(asked.iter().all(|card| cards[*card].today != Today::Done));
        let Some(audited) = audit(&cards, &asked, 7) else { return Ok(()) };
        let with_audit = plan.clone().with_audits(&[audited], &cards, &learner);
        prop_assert!(with_audit.seconds <= plan.seconds + 1e-6);
        let sum: f64 = with_audit.actions.iter().map(|action| action.seconds).sum();
        prop_assert!((with_audit.seconds - sum).abs() < 1e-6);
        let is_audit = |action: &PlannedAction| matches!(action.next, NextUp::Audit { .. });
        if let Some(place) = with_audit.actions.iter().position(is_audit) {
            prop_assert!(place < with_audit.optional_from);
        } else {
            prop_assert_eq!(with_audit, plan);
        }
    }

    /// Where sections do not alternate, exactly; see `NEARLY_BEST` for the rest.
    #[test]
    fn more_minutes_never_lower_a_days_gain(
        (mut cards, interviews, learner) in any_state(),
        minutes in 0_u32..60,
        more in 1_u32..60,
    ) {
        for card in &mut cards {
            card.section = 0;
            card.today = Today::NotAsked;
        }
        let gain = |minutes| choose_day(&cards, &[], &interviews, &learner, Budget::of_minutes(minutes)).gain_questions;
        prop_assert!(gain(minutes + more) >= gain(minutes) - 1e-9);
    }

    #[test]
    fn a_range_contains_its_middle(
        questions in prop::collection::vec((0.0_f64..=1.0, 0.0_f64..=1.0, any::<bool>()), 1..20),
        answers in prop::collection::vec((0.0_f64..=1.0, any::<bool>(), 0.1_f64..3.0), 0..30),
    ) {
        let questions: Vec<Question> =
            questions.into_iter().map(|(chance, recall, is_new)| Question { chance, recall, is_new }).collect();
        let answers: Vec<TestAnswer> = answers
            .into_iter()
            .map(|(forecast, passed, weight)| TestAnswer { forecast, passed, weight })
            .collect();
        let shift = ShiftPosterior::fit(&answers);
        prop_assert!(shift.quantile(0.1) <= shift.quantile(0.9));
        if let Some(range) = readiness_range(&questions, &shift) {
            prop_assert!(0.0 <= range.low && range.low <= range.middle);
            prop_assert!(range.middle <= range.high && range.high <= 1.0);
            prop_assert!(range.high - range.low >= 0.05 - 1e-9);
            prop_assert_eq!(range.is_wide, answers.len() < LEAST_ANSWERS_FOR_SHIFT);
            let counts = asked_counts(10, &Coverage::of_share(0.4), &range, 0.2);
            prop_assert!(counts.answered.low <= counts.answered.most_likely);
            prop_assert!(counts.answered.most_likely <= counts.answered.high && counts.answered.high <= 10);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn a_projection_is_finite_and_hardly_loses_by_more_minutes((cards, interviews, learner) in any_state()) {
        let today_seconds = f64::from(minutes_per_day(&interviews)) * 60.0;
        let followed = project(&cards, &interviews, &learner, today_seconds, 0, 1.0);
        let longer = project(&cards, &interviews, &learner, today_seconds, 20, 1.0);
        prop_assert!(followed.expected_questions.is_finite() && followed.expected_questions >= 0.0);
        let chance_sum: f64 = cards.iter().flat_map(|card| &card.chances).sum();
        prop_assert!(followed.expected_questions <= chance_sum + 1e-9);
        prop_assert!(longer.expected_questions >= followed.expected_questions - 0.03 * chance_sum - 1e-9);
        for day in &followed.days {
            prop_assert!(day.seconds <= f64::from(day.minutes) * 60.0 + 1e-6);
        }
    }
}
