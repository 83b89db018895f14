//! Replay over random histories of several devices: whatever order logs are merged in, and however
//! often, every card ends in one state; an undo leaves no trace; the published SM-2 sequences come
//! out of the whole machinery, not only out of its formula.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::Index;
use viva::study::card::CardId;
use viva::study::day::{Day, Moment, Rollover};
use viva::study::grade::Quality;
use viva::study::review::{
    Change, DesiredRetention, Event, EventKey, Intent, Review, Rule, Scheduler, SetSchedule, merge,
};
use viva::study::schedule::{CardState, Replayed, effective, futures, replay};

const DAY_MS: i64 = 86_400_000;

fn rollover() -> Rollover {
    Rollover::new(4).unwrap()
}

fn card(number: usize) -> CardId {
    CardId::parse(["mutex", "index", "gil"][number % 3]).unwrap()
}

/// One thing a person does on one device.
#[derive(Clone, Debug)]
enum Act {
    Change(usize, Change),
    /// Takes back any event of any card that the device knows of, undos included.
    Undo(Index),
    /// Takes in all that another device knows.
    Sync(usize),
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let scheduler = prop_oneof![
        Just(Scheduler::Sm2),
        (70_u8..=99).prop_map(|percent| Scheduler::Fsrs(DesiredRetention::new(percent).unwrap())),
    ];
    (scheduler, any::<bool>()).prop_map(|(scheduler, fuzz)| Rule { scheduler, fuzz })
}

fn any_review() -> impl Strategy<Value = Review> {
    let intent = prop_oneof![4 => Just(Intent::Drill), 1 => Just(Intent::Cram), 1 => Just(Intent::Mock), 1 => Just(Intent::Debrief)];
    let anki = (0_u64..400)
        .prop_map(|interval_days| Rule { scheduler: Scheduler::Anki { interval_days }, fuzz: false });
    let rule = prop_oneof![6 => any_rule(), 1 => anki];
    (0_u8..6, 0_u64..100_000, intent, any::<bool>(), rule).prop_map(
        |(quality, took_ms, intent, count, rule)| Review {
            quality: Quality::new(quality).unwrap(),
            took_ms,
            intent,
            count,
            typed_percent: None,
            forecast: None,
            rule,
        },
    )
}

fn any_change() -> impl Strategy<Value = Change> {
    let set = (
        prop::option::of(-400_i32..40_000),
        prop::option::of(0_u64..100_000),
        prop::option::of(0_u32..500),
        prop::option::of(0_u32..20),
        prop::option::of(0_u32..20),
    )
        .prop_map(|(due, interval_days, ease_hundredths, repetitions, lapse_count)| SetSchedule {
            due: due.map(Day::from_epoch_days),
            interval_days,
            ease_hundredths,
            repetitions,
            lapse_count,
        });
    prop_oneof![
        12 => any_review().prop_map(Change::Review),
        1 => Just(Change::Suspend),
        1 => any::<bool>().prop_map(|buried| Change::Resume { buried }),
        1 => Just(Change::Bury),
        1 => Just(Change::Forget),
        1 => set.prop_map(Change::Set),
        1 => any::<bool>().prop_map(|on| Change::Flag { on }),
        1 => Just(Change::Unknown),
    ]
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        8 => (0_usize..3, any_change()).prop_map(|(card, change)| Act::Change(card, change)),
        2 => any::<Index>().prop_map(Act::Undo),
        2 => (0_usize..3).prop_map(Act::Sync),
    ]
}

/// What each of three devices knows after all acts. Their clocks stand hours to years apart, and jump.
fn logs(acts: &[(usize, i64, Act)]) -> Vec<Vec<Event>> {
    let mut logs: Vec<Vec<Event>> = vec![Vec::new(); 3];
    let mut clocks_ms = [0, 400 * DAY_MS, -3 * DAY_MS / 2];
    for (device, jump_ms, act) in acts {
        let device = device % 3;
        clocks_ms[device] += jump_ms;
        let now = Moment { unix_ms: 20_000 * DAY_MS + clocks_ms[device], utc_offset_secs: 12_600 };
        let (target, change) = match act {
            Act::Sync(from) => {
                logs[device] = merge([logs[device].clone(), logs[from % 3].clone()]).unwrap();
                continue;
            }
            Act::Undo(index) => {
                if logs[device].is_empty() {
                    continue;
                }
                let event = index.get(&logs[device]);
                (event.card.clone().unwrap(), Change::Undo(event.key.clone()))
            }
            Act::Change(number, change) => (card(*number), change.clone()),
        };
        let name = format!("device{device}");
        let seq = 1 + logs[device].iter().filter(|event| event.key.device == name).count() as u64;
        let greatest_tick = logs[device].iter().map(|event| event.tick).max().unwrap_or(0);
        let key = EventKey { device: name, seq };
        logs[device].push(Event::new(key, greatest_tick, now, rollover(), Some(target), &change));
    }
    logs
}

fn states(events: &[Event]) -> BTreeMap<CardId, Replayed> {
    let mut by_card: BTreeMap<CardId, Vec<Event>> = BTreeMap::new();
    for event in events {
        by_card.entry(event.card.clone().unwrap()).or_default().push(event.clone());
    }
    by_card.into_iter().map(|(card, events)| (card.clone(), replay(&card, &events))).collect()
}

fn any_acts() -> impl Strategy<Value = Vec<(usize, i64, Act)>> {
    let jump_ms = prop_oneof![
        6 => 0_i64..DAY_MS,
        2 => 0_i64..40 * DAY_MS,
        1 => -400 * DAY_MS..0,
    ];
    prop::collection::vec((0_usize..3, jump_ms, any_act()), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn logs_merged_in_any_order_and_any_number_of_times_give_the_same_states(
        acts in any_acts(),
        order in Just(vec![0_usize, 1, 2, 0, 1, 2]).prop_shuffle(),
        shuffle in any::<prop::sample::Selector>(),
    ) {
        let logs = logs(&acts);
        let union = merge(logs.clone()).unwrap();
        let other_way = merge(order.iter().map(|&device| logs[device].clone())).unwrap();
        prop_assert_eq!(&union, &other_way);
        let mut one_by_one = Vec::new();
        for device in order {
            one_by_one = merge([one_by_one, logs[device].clone()]).unwrap();
        }
        prop_assert_eq!(&union, &one_by_one);

        // Replay does not lean on the order either.
        let mut reversed = union.clone();
        reversed.reverse();
        prop_assert_eq!(states(&union), states(&reversed));
        if !union.is_empty() {
            let mut twice = union.clone();
            twice.push(shuffle.select(&union).clone());
            prop_assert_eq!(states(&union), states(&twice));
        }
    }

    #[test]
    fn an_undone_event_leaves_no_trace(acts in any_acts(), change in any_change(), number in 0_usize..3) {
        let union = merge(logs(&acts)).unwrap();
        let before = states(&union);
        let greatest_tick = union.last().map_or(0, |event| event.tick);
        let now = Moment { unix_ms: 20_500 * DAY_MS, utc_offset_secs: 0 };
        let next = |seq: u64, tick: i64, change: &Change| {
            let key = EventKey { device: "here".to_owned(), seq };
            Event::new(key, tick, now, rollover(), Some(card(number)), change)
        };
        let done = next(1, greatest_tick, &change);
        let undone = next(2, done.tick, &Change::Undo(done.key.clone()));
        let redone = next(3, undone.tick, &Change::Undo(undone.key.clone()));

        let mut events = union.clone();
        events.push(done.clone());
        let after = states(&events);
        events.push(undone);
        let mut expected = before;
        expected.entry(card(number)).or_default();
        prop_assert_eq!(states(&events), expected);
        events.push(redone);
        prop_assert_eq!(states(&events), after);
    }

    #[test]
    fn what_a_key_promises_is_what_a_review_does(
        acts in any_acts(), review in any_review(), number in 0_usize..3, day in 20_000_i32..20_600,
    ) {
        let union = merge(logs(&acts)).unwrap();
        let held = states(&union).remove(&card(number)).unwrap_or_default();
        let day = Day::from_epoch_days(day);
        let promised = futures(&card(number), &held, day, review.intent, review.count, review.rule);
        let promised = promised.iter().find(|future| future.quality == review.quality).unwrap();
        let mut after = held.clone();
        after.fold(&card(number), day, &Change::Review(review));
        prop_assert_eq!(promised.state, after.state);
        // The label says the stored due day, to the day.
        if let Some(in_review) = after.state.in_review() {
            let days = in_review.due.since(day);
            let said = if days <= 0 { "stays due".to_owned() } else { format!("{days} d") };
            prop_assert!(promised.promise().ends_with(&said), "{} is not {}", promised.promise(), said);
        }
        prop_assert_eq!(promised.promise().starts_with("today"), promised.again_today);
    }

    #[test]
    fn on_one_day_a_better_grade_never_brings_a_card_sooner(
        acts in any_acts(), rule in any_rule(), number in 0_usize..3, day in 20_000_i32..20_600,
    ) {
        let union = merge(logs(&acts)).unwrap();
        let held = states(&union).remove(&card(number)).unwrap_or_default();
        let rule = Rule { fuzz: false, ..rule };
        let day = Day::from_epoch_days(day);
        let is_early = held.state.in_review().is_some_and(|in_review| day < in_review.due);
        // An early pass changes nothing, so it may be due before what a fail would give.
        if is_early {
            return Ok(());
        }
        let futures = futures(&card(number), &held, day, Intent::Drill, false, rule);
        for pair in futures.windows(2) {
            prop_assert!(pair[0].due_in_days <= pair[1].due_in_days, "{:?}", futures);
        }
    }

    #[test]
    fn the_second_review_of_a_day_moves_no_schedule(acts in any_acts(), first in any_review(), second in any_review()) {
        let union = merge(logs(&acts)).unwrap();
        let mut held = states(&union).remove(&card(0)).unwrap_or_default();
        let day = Day::from_epoch_days(20_700);
        held.fold(&card(0), day, &Change::Review(Review { intent: Intent::Drill, rule: Rule::SM2, ..first }));
        let after_first = held.state.schedule;
        held.fold(&card(0), day, &Change::Review(second));
        prop_assert_eq!(held.state.schedule, after_first);
    }
}

/// The published sequences, each review made on its due day, through events and replay.
#[test]
fn the_published_sm2_sequences_come_out_of_the_log() {
    let vectors: serde_json::Value = serde_json::from_str(include_str!("vectors/sm2.json")).unwrap();
    for sequence in vectors["vectors"].as_array().unwrap() {
        let mut events: Vec<Event> = Vec::new();
        let mut day = Day::from_epoch_days(20_000);
        for (quality, expected) in
            sequence["qualities"].as_array().unwrap().iter().zip(sequence["trace"].as_array().unwrap())
        {
            let review = Review {
                quality: Quality::new(u8::try_from(quality.as_u64().unwrap()).unwrap()).unwrap(),
                took_ms: 1000,
                intent: Intent::Drill,
                count: false,
                typed_percent: None,
                forecast: None,
                rule: Rule { scheduler: Scheduler::Sm2, fuzz: false },
            };
            let now =
                Moment { unix_ms: i64::from(day.epoch_days()) * DAY_MS + DAY_MS / 2, utc_offset_secs: 0 };
            let key = EventKey { device: "a".to_owned(), seq: events.len() as u64 + 1 };
            let tick = events.last().map_or(0, |event| event.tick);
            events.push(Event::new(key, tick, now, rollover(), Some(card(0)), &Change::Review(review)));
            let CardState { schedule, .. } = replay(&card(0), &events).state;
            let viva::study::schedule::Schedule::InReview(held) = schedule else { panic!("still new") };
            let ease = format!("{}.{:02}00", held.ease_hundredths / 100, held.ease_hundredths % 100);
            assert_eq!(u64::from(held.repetitions), expected["repetitions"].as_u64().unwrap());
            assert_eq!(ease, expected["ef"].as_str().unwrap());
            assert_eq!(held.interval_days, expected["interval"].as_u64().unwrap());
            let days = u32::try_from(held.interval_days.min(36_500)).unwrap();
            assert_eq!(held.due, day.plus(days));
            day = held.due;
        }
    }
}

#[test]
fn an_undo_reaches_neither_the_future_nor_another_card() {
    let at = |seq: u64, tick: i64, number: usize, change: &Change| Event {
        tick,
        ..Event::new(
            EventKey { device: "a".to_owned(), seq },
            0,
            Moment { unix_ms: 0, utc_offset_secs: 0 },
            rollover(),
            Some(card(number)),
            change,
        )
    };
    let undo = |seq: u64| Change::Undo(EventKey { device: "a".to_owned(), seq });
    let events = [at(1, 10, 0, &undo(2)), at(2, 20, 0, &Change::Suspend), at(3, 30, 1, &undo(2))];
    assert_eq!(effective(&events).iter().map(|event| event.key.seq).collect::<Vec<_>>(), [2]);
}

#[test]
fn two_events_under_one_key_are_a_conflict() {
    let event = |change: &Change| {
        let key = EventKey { device: "a".to_owned(), seq: 1 };
        Event::new(key, 0, Moment { unix_ms: 5, utc_offset_secs: 0 }, rollover(), Some(card(0)), change)
    };
    assert!(merge([vec![event(&Change::Suspend)], vec![event(&Change::Resume { buried: false })]]).is_err());
    assert_eq!(merge([vec![event(&Change::Suspend)], vec![event(&Change::Suspend)]]).unwrap().len(), 1);
}
