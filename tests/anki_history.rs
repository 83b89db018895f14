//! Histories from Anki: what they do to a card, that twice is once, and that what is stored is what is
//! replayed, also when the card is drilled here in between.

use std::collections::BTreeSet;

use proptest::prelude::*;
use viva::store::{Machine, Scope, Store};
use viva::study::card::CardId;
use viva::study::day::{Moment, Rollover};
use viva::study::grade::Quality;
use viva::study::import::{AnkiCard, AnkiReview, AnkiTime, Past};
use viva::study::review::{Change, Direction, Event, Intent, Review, Rule};
use viva::study::schedule::{CardState, replay};

const DAY_MS: i64 = 86_400_000;
/// 2026-01-01 04:00 in Tehran.
const CREATED_SECS: i64 = 1_767_227_400;
const NOW_MS: i64 = CREATED_SECS * 1000 + 400 * DAY_MS;
const OFFSET_SECS: i32 = 12_600;

fn events(past: &Past, card: &CardId) -> Vec<Event> {
    let time = AnkiTime { now: moment(NOW_MS), rollover: Rollover::usual(), offset_at: &|_| OFFSET_SECS };
    past.events(card, &time)
}

fn moment(unix_ms: i64) -> Moment {
    Moment { unix_ms, utc_offset_secs: OFFSET_SECS }
}

fn id(number: usize) -> CardId {
    CardId::parse(["mutex", "index", "gil"][number % 3]).unwrap()
}

/// Reviews in the last 400 days, a few of them impossible.
fn any_review() -> impl Strategy<Value = AnkiReview> {
    let at_ms = prop_oneof![20 => 0..400 * DAY_MS, 1 => -DAY_MS..0, 1 => 402 * DAY_MS..900 * DAY_MS];
    let interval_before = prop_oneof![-600_i64..0, 1_i64..400];
    (at_ms, 0_i64..6, interval_before, 0_i64..6, 0_i64..2).prop_map(
        |(at_ms, button, interval_before, kind, is_scheduled)| AnkiReview {
            at_ms: CREATED_SECS * 1000 + at_ms,
            button,
            interval_before,
            kind,
            ease_permille: 2500 * is_scheduled,
            took_ms: 4000,
            ..AnkiReview::default()
        },
    )
}

fn any_card() -> impl Strategy<Value = AnkiCard> {
    let due = prop_oneof![-10_i64..800, CREATED_SECS..CREATED_SECS + 400 * 86_400, any::<i64>()];
    let whole = || prop_oneof![9 => -1000_i64..4000, 1 => any::<i64>()];
    (0_i64..5, -3_i64..5, due, whole(), whole(), whole(), 0_i64..2, whole()).prop_map(
        |(kind, queue, due, interval, ease_permille, lapses, original_deck, changed)| AnkiCard {
            kind,
            queue,
            due,
            interval,
            ease_permille,
            lapses,
            original_deck,
            original_due: if original_deck == 0 { 0 } else { 30 },
            changed_secs: CREATED_SECS.saturating_add(changed),
            ..AnkiCard::default()
        },
    )
}

/// The histories of three cards. A moment names a review, so no two share one.
fn any_pasts() -> impl Strategy<Value = Vec<Past>> {
    prop::collection::vec((any_card(), prop::collection::vec(any_review(), 0..12)), 1..4).prop_map(|pasts| {
        let mut taken = BTreeSet::new();
        let past = |(number, (card, mut reviews)): (i64, (AnkiCard, Vec<AnkiReview>))| {
            reviews.retain(|review| taken.insert(review.at_ms));
            reviews.sort_by_key(|review| review.at_ms);
            let card = AnkiCard { id: number, ..card };
            Past {
                created_secs: CREATED_SECS,
                utc_offset_secs: Some(OFFSET_SECS),
                card,
                reviews,
                is_own: false,
            }
        };
        (1..).zip(pasts).map(past).collect()
    })
}

fn all_events(pasts: &[Past]) -> Vec<Event> {
    pasts.iter().enumerate().flat_map(|(number, past)| events(past, &id(number))).collect()
}

fn open(folder: &std::path::Path) -> Store {
    let machine = Machine { mark: "here", fresh_device: "device-a" };
    Store::open(&folder.join("viva.db"), &machine).unwrap()
}

fn states(store: &Store) -> Vec<CardState> {
    (0..3).map(|number| store.state(&id(number)).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_last_event_alone_makes_the_schedule(pasts in any_pasts()) {
        let past = &pasts[0];
        let card = id(0);
        let events = events(past, &card);
        let state = replay(&card, &events).state;
        let is_review = |event: &&Event| matches!(event.change(), Change::Review(_));
        let without: Vec<Event> = events.iter().filter(|event| !is_review(event)).cloned().collect();
        let bare = replay(&card, &without).state;
        prop_assert_eq!(
            (state.schedule, state.lapse_count, state.suspended),
            (bare.schedule, bare.lapse_count, bare.suspended)
        );
        prop_assert_eq!(state.review_count as usize, events.iter().filter(is_review).count());
        prop_assert_eq!(state.scored_count, 0);
        prop_assert_eq!(state.is_new(), !matches!(past.card.kind, 1..=3));
        prop_assert_eq!(state.suspended, past.card.queue == -1);
        if let Some(held) = state.in_review() {
            prop_assert!(held.interval_days >= 1 && held.ease_hundredths >= 130);
            if past.card.kind == 2 && past.card.interval > 0 && past.card.interval <= 36_500 {
                prop_assert_eq!(held.interval_days, past.card.interval.unsigned_abs());
                prop_assert!(held.repetitions >= 1);
            }
            if (1300..=99_990).contains(&past.card.ease_permille) {
                prop_assert_eq!(i64::from(held.ease_hundredths), past.card.ease_permille / 10);
            }
            prop_assert!(state.memory.is_some());
        }
        let twice = [events.clone(), events].concat();
        prop_assert_eq!(replay(&card, &twice).state, state);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn twice_is_once_and_what_is_stored_is_replayed(
        pasts in any_pasts(),
        drilled in prop::collection::vec((0_usize..3, 0_u8..6, 0_i64..420), 0..12),
        undo_any in any::<bool>(),
        earlier in 0_usize..12,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = open(folder.path());
        // An older copy of the same package first.
        let mut older = pasts.clone();
        for past in &mut older {
            past.reviews.truncate(earlier);
        }
        let (before, after) = drilled.split_at(drilled.len() / 2);
        let drill = |store: &mut Store, drilled: &[(usize, u8, i64)]| {
            for (card, quality, days) in drilled {
                let change = Change::Review(Review {
                    quality: Quality::new(*quality).unwrap(),
                    took_ms: 1,
                    intent: Intent::Drill,
                    count: false,
                    typed_percent: None, forecast: None,
                    rule: Rule::SM2,
                });
                let now = moment(CREATED_SECS * 1000 + days * DAY_MS);
                store.append(&id(*card), &change, now, Rollover::usual(), None).unwrap();
            }
        };
        store.take_in(&all_events(&older)).unwrap();
        drill(&mut store, before);
        store.take_in(&all_events(&pasts)).unwrap();
        drill(&mut store, after);
        let (held, count) = (states(&store), store.check().unwrap().event_count);
        let is_new = store.take_in(&all_events(&pasts)).unwrap();
        prop_assert!(is_new.iter().all(|is_new| !is_new));
        prop_assert_eq!(states(&store), held);
        let report = store.check().unwrap();
        prop_assert_eq!(report.event_count, count);
        prop_assert!(report.findings.is_empty(), "{:?}", report.findings);
        // What was done here is still there to be taken back; what came from Anki is not.
        let mut undone = 0;
        let scope = if undo_any { Scope::AnyDevice } else { Scope::ThisDevice };
        while let Some(action) = store.last_action(Direction::Undo, scope).unwrap() {
            store.take_back(&action, Direction::Undo, scope, moment(NOW_MS), Rollover::usual()).unwrap();
            undone += 1;
        }
        prop_assert_eq!(undone, drilled.len());
        prop_assert!(store.check().unwrap().findings.is_empty());
    }
}
