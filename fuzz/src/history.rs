//! What a log promises: it may be merged and replayed in any order and any number of times, and gives one finite state.

use std::collections::BTreeSet;

use viva::study::card::CardId;
use viva::study::day::{Day, Moment, Rollover};
use viva::study::import::{OwnDocument, own_document};
use viva::study::review::{Change, Event, EventKey, Intent, Rule, merge};
use viva::study::schedule::{CardState, Schedule, effective, futures, replay, retrievability, trace};

use super::bytes::Bytes;

/// JSON that `viva restore FILE` reads: an export, or events one on a line.
pub(crate) fn progress(bytes: &[u8]) {
    let Some(OwnDocument::Progress(read)) = own_document(bytes) else { return };
    let mut events = read.events.clone();
    for standing in read.states.iter().flatten() {
        let made = standing.events();
        assert_eq!(made, standing.events(), "made twice, they differ");
        assert!(
            standing.has_reviews() || made.iter().all(|event| !matches!(event.change(), Change::Review(_)))
        );
        events.extend(made);
    }
    for event in &events {
        let written = serde_json::to_string(event).expect("an event has a JSON form");
        let back: Event = serde_json::from_str(&written).unwrap_or_else(|error| panic!("{error}: {written}"));
        assert!(back.is_same(event), "{written}");
    }
    check_log(&events);
}

/// Any events, of three devices and three cards, with clocks that lie.
pub(crate) fn replay_any(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let mut events: Vec<Event> = Vec::new();
    while !bytes.is_empty() && events.len() < 60 {
        let event = any_event(&mut bytes, events.len());
        events.push(event);
    }
    check_log(&events);
}

const KINDS: [&str; 12] = [
    "review",
    "review",
    "review",
    "set",
    "undo",
    "forget",
    "suspend",
    "resume",
    "bury",
    "flag",
    "edit",
    "later kind",
];

fn any_event(bytes: &mut Bytes<'_>, count: usize) -> Event {
    let device = bytes.one_of(&["a", "b", "anki"]).to_owned();
    // Keys repeat now and then.
    let seq = if bytes.byte().is_multiple_of(16) { u64::from(bytes.byte() % 8) } else { 100 + count as u64 };
    let tick = bytes.number().clamp(0, 1 << 53);
    let at_ms = bytes.number();
    let day = match bytes.byte() {
        0..=239 => 20_000 + i32::try_from(bytes.number().clamp(-400, 400)).unwrap_or_default(),
        _ => i32::try_from(bytes.number()).unwrap_or(i32::MAX),
    };
    let card = CardId::parse(bytes.one_of(&["mutex", "index", "gil"])).ok();
    let kind = bytes.one_of(&KINDS);
    let payload = match (kind, bytes.byte()) {
        (_, 240..) => bytes.text(80),
        ("review", choice) => {
            let rule = [
                r#"{"scheduler":"sm2","fuzz":true}"#,
                r#"{"scheduler":"sm2","fuzz":false}"#,
                r#"{"scheduler":"fsrs","parameters":"fsrs6-default","retention_percent":90,"fuzz":true}"#,
                r#"{"scheduler":"fsrs","parameters":"fsrs6-default","retention_percent":70,"fuzz":false}"#,
                r#"{"scheduler":"anki","interval_days":40,"fuzz":false}"#,
            ][usize::from(choice) % 5];
            let intent = bytes.one_of(&["drill", "drill", "cram", "mock", "rehearsal", "audit", "debrief"]);
            let (quality, took_ms) = (bytes.byte() % 6, bytes.number().unsigned_abs());
            format!(r#"{{"quality":{quality},"took_ms":{took_ms},"intent":"{intent}","rule":{rule}}}"#)
        }
        ("set", _) => format!(
            r#"{{"due":{},"interval_days":{},"ease_hundredths":{},"repetitions":{}}}"#,
            bytes.number().clamp(i64::from(i32::MIN), i64::from(i32::MAX)),
            bytes.number().unsigned_abs(),
            bytes.number().unsigned_abs() & 0xffff_ffff,
            bytes.byte()
        ),
        ("undo", _) => format!(
            r#"{{"device":"{}","seq":{}}}"#,
            bytes.one_of(&["a", "b", "anki"]),
            100 + u64::from(bytes.byte()) % (count as u64 + 1)
        ),
        ("flag", choice) => format!(r#"{{"on":{}}}"#, choice % 2 == 0),
        _ => "{}".to_owned(),
    };
    let key = EventKey { device, seq };
    Event { key, tick, at_ms, day: Day::from_epoch_days(day), card, kind: kind.to_owned(), payload }
}

/// Merged and replayed in any order, and twice, a log gives the same states, and all of them are finite.
pub(crate) fn check_log(events: &[Event]) {
    let middle = events.len() / 2;
    let (one, other) = (events[..middle].to_vec(), events[middle..].to_vec());
    let merged = merge([one.clone(), other.clone()]);
    let Ok(merged) = merged else {
        assert!(merge([other, one]).is_err(), "a conflict must not depend on the order");
        return;
    };
    assert_eq!(merge([other, one, merged.clone()]).as_deref(), Ok(&*merged));
    let keys: BTreeSet<&EventKey> = events.iter().map(|event| &event.key).collect();
    assert_eq!(keys.len(), merged.len(), "an event was lost or is there twice");
    let cards: BTreeSet<CardId> = merged.iter().filter_map(|event| event.card.clone()).collect();
    for card in &cards {
        let own: Vec<Event> =
            merged.iter().filter(|event| event.card.as_ref() == Some(card)).cloned().collect();
        let replayed = replay(card, &own);
        check_finite(&replayed.state);
        let mut turned = own.clone();
        turned.reverse();
        turned.extend(own.iter().take(3).cloned());
        assert_eq!(replay(card, &turned), replayed, "the order of equal events decides");
        assert!(effective(&own).len() <= own.len());
        let traced = trace(card, &own);
        assert!(traced.iter().all(|step| own.iter().any(|event| event.key == step.key)));
        for step in &traced {
            check_finite(&step.after);
        }
        let last_day = own.iter().map(|event| event.day).max().unwrap_or_default();
        for day in [last_day, last_day.plus(1), Day::from_epoch_days(20_000)] {
            let futures = futures(card, &replayed, day, Intent::Drill, false, Rule::SM2);
            for future in &futures {
                check_finite(&future.state);
                assert!(!future.promise().is_empty());
            }
            let is_early = replayed.state.in_review().is_some_and(|held| day < held.due);
            assert!(
                is_early || futures.windows(2).all(|pair| pair[0].due_in_days <= pair[1].due_in_days),
                "a better grade brings {card} sooner: {futures:?}"
            );
        }
    }
}

pub(crate) fn check_finite(state: &CardState) {
    if let Some(memory) = state.memory {
        let stability = memory.stability_days;
        assert!(stability.is_finite() && stability > 0.0, "{state:?}");
        assert!((1.0..=10.0).contains(&memory.difficulty), "{state:?}");
        for days in [0, 1, 40_000, u32::MAX] {
            assert!((0.0..=1.0).contains(&retrievability(stability, days)), "{state:?} after {days} days");
        }
    }
    if let Schedule::InReview(held) = state.schedule {
        assert!(held.ease_hundredths >= 130, "{state:?}");
    }
    assert!(state.scored_count <= state.review_count, "{state:?}");
    let today = Moment { unix_ms: 1_790_000_000_000, utc_offset_secs: 0 }.day(Rollover::usual());
    assert!(!state.name(today).is_empty());
}
