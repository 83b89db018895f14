//! Random histories, counted once more the plain way: each number by a pass of its own over all reviews.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Quality;
use crate::study::review::{Change, DesiredRetention, Event, EventKey, Intent, Review, Rule, Scheduler};
use crate::study::schedule::{CardState, ReviewEffect, Schedule, TracedReview, replay, trace};

const TODAY: Day = Day::from_epoch_days(20_000);
const OFFSET_SECS: i32 = 12_600;
const CARDS: [&str; 4] = ["a", "b", "c", "gone"];

/// A card, how many days ago, the millisecond of the day, and what happened.
type Step = (usize, u32, i64, Change);

fn change() -> impl Strategy<Value = Change> {
    let scheduler = prop_oneof![
        4 => Just(Scheduler::Sm2),
        1 => Just(Scheduler::Fsrs(DesiredRetention::new(90).unwrap())),
        1 => (0_u64..40).prop_map(|interval_days| Scheduler::Anki { interval_days }),
    ];
    let intent = prop_oneof![5 => Just(Intent::Drill), 1 => Just(Intent::Cram)];
    let review =
        (0_u8..=5, 0_u64..100_000, intent, scheduler).prop_map(|(quality, took_ms, intent, scheduler)| {
            let quality = Quality::new(quality).unwrap();
            Change::Review(Review {
                quality,
                took_ms,
                intent,
                count: false,
                typed_percent: None,
                forecast: None,
                rule: Rule { scheduler, fuzz: true },
            })
        });
    prop_oneof![
        20 => review,
        1 => Just(Change::Suspend),
        1 => any::<bool>().prop_map(|buried| Change::Resume { buried }),
        1 => Just(Change::Bury),
        1 => Just(Change::Forget),
        1 => (0_u64..20).prop_map(|seq| Change::Undo(EventKey { device: "d".into(), seq })),
    ]
}

fn history() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec((0..CARDS.len(), 0_u32..400, 0_i64..86_400_000, change()), 0..120).prop_map(
        |mut steps| {
            steps.sort_by_key(|step| std::cmp::Reverse(step.1));
            steps
        },
    )
}

fn events_of(steps: &[Step]) -> BTreeMap<CardId, Vec<Event>> {
    let mut events: BTreeMap<CardId, Vec<Event>> = BTreeMap::new();
    for (seq, (card, days_ago, in_day_ms, change)) in steps.iter().enumerate() {
        let card = CardId::parse(CARDS[*card]).unwrap();
        let (kind, payload) = change.encode();
        let day = TODAY.minus(*days_ago);
        let event = Event {
            key: EventKey { device: "d".into(), seq: seq as u64 },
            tick: i64::try_from(seq).unwrap(),
            at_ms: i64::from(day.epoch_days()) * 86_400_000 + in_day_ms,
            day,
            card: Some(card.clone()),
            kind: kind.into(),
            payload,
        };
        events.entry(card).or_default().push(event);
    }
    events
}

fn id(card: &str) -> CardId {
    CardId::parse(card).unwrap()
}

/// `a` and `b` are in one deck, `b` and `c` in the other, `gone` in none.
fn groups() -> Groups {
    let mut groups = Groups::default();
    for (deck, card) in [("one", "a"), ("one", "b"), ("two", "b"), ("two", "c")] {
        groups.add(id(card), [(GroupKind::Deck, deck)]);
    }
    groups
}

fn state_of(events: &BTreeMap<CardId, Vec<Event>>, card: &str) -> CardState {
    events.get(&id(card)).map(|events| replay(&id(card), events).state).unwrap_or_default()
}

fn counted(events: &BTreeMap<CardId, Vec<Event>>, period: Period) -> Stats {
    let mut counting = Counting::new(TODAY, period, groups(), &|_| OFFSET_SECS);
    for (place, card) in ["a", "b", "c"].into_iter().enumerate() {
        let asked_times = u32::try_from(place).unwrap();
        let state = state_of(events, card);
        counting.card(CardFacts { card: id(card), state, asked_times, unanswered: card == "c" });
    }
    for (card, events) in events {
        counting.past(card, &CountedPast::replay(card, events).0);
    }
    counting.finish()
}

/// The interval that retention reckons with, as its definition has it.
fn interval(traced: &TracedReview) -> Option<u64> {
    match (traced.effect, traced.before) {
        (ReviewEffect::ScoredInAnki { interval_days }, _) => Some(interval_days),
        (ReviewEffect::Scored | ReviewEffect::Early, Schedule::InReview(held)) => Some(held.interval_days),
        _ => None,
    }
}

fn retention<'r>(reviews: impl Iterator<Item = &'r TracedReview>) -> Retention {
    let counted: Vec<bool> = reviews
        .filter(|traced| interval(traced).is_some())
        .map(|traced| traced.review.quality.is_pass())
        .collect();
    Retention { passed: counted.iter().filter(|passed| **passed).count(), total: counted.len() }
}

fn took_ms<'r>(reviews: impl Iterator<Item = &'r TracedReview>) -> u64 {
    reviews.map(|traced| traced.review.took_ms).sum()
}

proptest! {
    #[test]
    fn every_number_is_that_of_a_plain_recount(steps in history(), since in 0_u32..400, length in 0_u32..400) {
        let events = events_of(&steps);
        let first = TODAY.minus(since);
        let period = Period { since: Some(first), until: Some(first.plus(length)) };
        let stats = counted(&events, period);
        let all: Vec<TracedReview> = events.iter().flat_map(|(card, events)| trace(card, events)).collect();
        let on = |from: Day, to: Day| all.iter().filter(move |traced| (from..=to).contains(&traced.day));
        let inside = || on(first, first.plus(length));
        let is_first = |traced: &&TracedReview| traced.after.review_count == 1;

        prop_assert_eq!(stats.totals.review_count, all.len());
        prop_assert_eq!(stats.totals.took_ms, took_ms(all.iter()));
        let days: BTreeSet<Day> = all.iter().map(|traced| traced.day).collect();
        prop_assert_eq!(stats.totals.day_count, days.len());
        prop_assert_eq!(stats.today.review_count, on(TODAY, TODAY).count());
        prop_assert_eq!(stats.today.new_count, on(TODAY, TODAY).filter(is_first).count());
        prop_assert_eq!(stats.today.retention, retention(on(TODAY, TODAY)));

        let run_from = |day: Day| (0..9999).take_while(|ahead| days.contains(&day.plus(*ahead))).count();
        let longest = days.iter().map(|day| run_from(*day)).max().unwrap_or(0);
        prop_assert_eq!(stats.streak.longest_days as usize, longest);
        let last = if days.contains(&TODAY) { TODAY } else { TODAY.minus(1) };
        let current = (0..9999).take_while(|back| days.contains(&last.minus(*back))).count();
        prop_assert_eq!(stats.streak.current_days as usize, current);

        for (row, (back_from, back_to)) in stats.retention.iter().zip([(0, 0), (1, 1), (6, 0), (29, 0), (364, 0)]) {
            let of = || on(TODAY.minus(back_from), TODAY.minus(back_to));
            prop_assert_eq!(row.all(), retention(of()), "{}", row.period);
            let old = |traced: &&TracedReview| interval(traced).is_some_and(|days| days >= 21);
            prop_assert_eq!(row.mature, retention(of().filter(old)), "{}", row.period);
        }
        prop_assert_eq!(stats.retention[5].all(), retention(all.iter()));

        prop_assert_eq!(stats.period.review_count, inside().count());
        prop_assert_eq!(stats.period.took_ms, took_ms(inside()));
        prop_assert_eq!(stats.period.new_count, inside().filter(is_first).count());
        prop_assert_eq!(stats.period.retention(), retention(inside()));
        let expected: Vec<DayStats> = days
            .iter()
            .filter(|day| period.holds(**day))
            .map(|&day| DayStats {
                day,
                review_count: on(day, day).count(),
                took_ms: took_ms(on(day, day)),
                new_count: on(day, day).filter(is_first).count(),
                retention: retention(on(day, day)),
            })
            .collect();
        prop_assert_eq!(&stats.days, &expected);
        prop_assert_eq!(stats.period.day_count, expected.len());

        for (hour, found) in stats.hours.iter().enumerate() {
            let local = |traced: &&TracedReview| {
                let date_time = jiff::Timestamp::from_millisecond(traced.at_ms).unwrap();
                let zone = jiff::tz::Offset::from_seconds(OFFSET_SECS).unwrap();
                usize::try_from(zone.to_datetime(date_time).hour()).unwrap() == hour
            };
            prop_assert_eq!(found.review_count, inside().filter(local).count());
            prop_assert_eq!(found.retention, retention(inside().filter(local)));
        }
        prop_assert_eq!(stats.grades.iter().map(AgeGrades::total).sum::<usize>(), inside().count());
        let of_age = |age: Age| stats.grades[age as usize].total();
        prop_assert_eq!(of_age(Age::Young), stats.period.young.total);
        prop_assert_eq!(of_age(Age::Mature), stats.period.mature.total);

        for group in &stats.groups {
            let cards: &[&str] = if group.name == "one" { &["a", "b"] } else { &["b", "c"] };
            let of = || inside().filter(|traced| cards.contains(&traced.card.as_str()));
            prop_assert_eq!(group.review_count, of().count());
            prop_assert_eq!(group.took_ms, took_ms(of()));
            prop_assert_eq!(group.retention, retention(of()));
            let due = cards.iter().map(|card| state_of(&events, card));
            let due = due.filter(|state| state.is_due(TODAY) && !state.suspended).count();
            prop_assert_eq!((group.card_count, group.due_count), (2, due));
        }
        let mut failed: Vec<(usize, &str)> = ["a", "b", "c"]
            .iter()
            .map(|card| (retention(inside().filter(|traced| traced.card.as_str() == *card)).failed(), *card))
            .filter(|(fails, _)| *fails > 0)
            .collect();
        failed.sort_unstable();
        let mut found: Vec<(usize, &str)> =
            stats.failed.iter().map(|failed| (failed.retention.failed(), failed.card.as_str())).collect();
        prop_assert!(found.is_sorted_by(|a, b| a.0 >= b.0));
        found.sort_unstable();
        prop_assert_eq!(found, failed);
    }

    #[test]
    fn cards_are_counted_as_they_stand(steps in history()) {
        let events = events_of(&steps);
        let stats = counted(&events, Period::default());
        let states = ["a", "b", "c"].map(|card| state_of(&events, card));
        let live: Vec<&CardState> = states.iter().filter(|state| !state.suspended).collect();
        let intervals: Vec<u64> =
            live.iter().filter_map(|state| Some(state.in_review()?.interval_days)).collect();
        let totals = stats.totals;
        prop_assert_eq!(totals.young_count, intervals.iter().filter(|days| **days < 21).count());
        prop_assert_eq!(totals.mature_count, intervals.iter().filter(|days| **days >= 21).count());
        prop_assert_eq!(totals.new_count, live.iter().filter(|state| state.is_new()).count());
        prop_assert_eq!(totals.suspended_count, 3 - live.len());
        prop_assert_eq!(totals.card_count, 3);
        let due_on = |day: Day| {
            live.iter().filter_map(|state| Some(state.in_review()?.due)).filter(|due| *due == day).count()
        };
        for forecast in stats.forecast.iter().skip(1) {
            prop_assert_eq!(forecast.due_count, due_on(forecast.day));
        }
        let sum: usize = stats.forecast.iter().map(|forecast| forecast.due_count).sum();
        prop_assert_eq!(sum + stats.later_count, intervals.len());
        prop_assert_eq!(stats.forecast[0].due_count - stats.backlog_count, due_on(TODAY));
        for (histogram, count) in [(&stats.intervals, intervals.len()), (&stats.ease, intervals.len())] {
            prop_assert_eq!(histogram.card_count, count);
            prop_assert_eq!(histogram.buckets.iter().map(|bucket| bucket.count).sum::<usize>(), count);
        }
        let memories = live.iter().filter(|state| state.memory.is_some()).count();
        prop_assert_eq!((stats.stability.card_count, stats.difficulty.card_count), (memories, memories));
        let open: Vec<&str> = stats.unanswered.iter().map(|open| open.card.as_str()).collect();
        prop_assert_eq!(open, ["c"]);
        // Nobody asked `a`.
        let asked: Vec<&str> = stats.most_asked.iter().map(|asked| asked.card.as_str()).collect();
        prop_assert_eq!(asked, ["c", "b"]);
        for asked in &stats.most_asked {
            prop_assert!(asked.recall.is_none_or(|recall| (0.0..=1.0).contains(&recall)));
        }
    }
}

#[track_caller]
fn check_streak(days: &[i32], expected_current: u32, expected_longest: u32) {
    let days: Vec<Day> = days.iter().map(|&day| Day::from_epoch_days(day)).collect();
    let streak = streak::streak(&days, Day::from_epoch_days(100));
    assert_eq!((streak.current_days, streak.longest_days), (expected_current, expected_longest));
}

#[test]
fn a_streak_lasts_through_a_day_that_is_not_over() {
    check_streak(&[], 0, 0);
    check_streak(&[100], 1, 1);
    check_streak(&[98, 99], 2, 2);
    check_streak(&[98, 99, 100], 3, 3);
    check_streak(&[97, 98], 0, 2);
    check_streak(&[1, 2, 3, 4, 99], 1, 4);
    // Another device is a day ahead.
    check_streak(&[99, 100, 101], 2, 3);
}

#[test]
fn retention_of_nothing_is_nothing() {
    assert_eq!(Retention::default().share(), None);
    assert_eq!(Retention { passed: 3, total: 4 }.share(), Some(0.75));
}

#[test]
fn lists_of_questions_hold_the_first_however_many_there_are() {
    let mut counting = Counting::new(TODAY, Period::default(), Groups::default(), &|_| 0);
    for number in 0..5000_u32 {
        let card = CardId::parse(&format!("c{number}")).unwrap();
        let asked_times = number * 7 % 5000;
        counting.card(CardFacts { card, state: CardState::default(), asked_times, unanswered: true });
    }
    let stats = counting.finish();
    let times: Vec<u32> = stats.unanswered.iter().map(|open| open.asked_times).collect();
    assert_eq!(times, (4980..5000).rev().collect::<Vec<_>>());
    assert_eq!(stats.most_asked.len(), LISTED_QUESTIONS);
    assert_eq!(stats.totals.unanswered_count, 5000);
}
