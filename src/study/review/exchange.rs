//! An event as one JSON object: an element of `events[]` in an export, and a line of its own in a file that
//! devices exchange. docs/JSON.md describes the fields.
//!
//! Nothing is lost on the way: kinds and payloads that this version does not know pass through unread.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::study::card::CardId;
use crate::study::day::Day;

use super::{Event, EventKey};

/// Larger whole numbers are not exact in every JSON reader.
const LARGEST_NUMBER: u64 = 1 << 53;

/// The fields in the order in which they are read best.
#[derive(Serialize, Deserialize)]
pub(super) struct EventRecord {
    device: String,
    seq: u64,
    tick: i64,
    at: String,
    day: String,
    #[serde(default)]
    card: Option<String>,
    kind: String,
    /// An object; a payload that is none stands as text.
    payload: Value,
}

impl Event {
    /// Whether both are the same event, however the payload is spelled.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        let Self { key, tick, at_ms, day, card, kind, payload } = self;
        (key, tick, at_ms, day, card, kind)
            == (&other.key, &other.tick, &other.at_ms, &other.day, &other.card, &other.kind)
            && (*payload == other.payload || payload_value(payload) == payload_value(&other.payload))
    }
}

impl From<Event> for EventRecord {
    fn from(event: Event) -> Self {
        let Event { key, tick, at_ms, day, card, kind, payload } = event;
        Self {
            device: key.device,
            seq: key.seq,
            tick,
            at: moment_text(at_ms),
            day: day.to_string(),
            card: card.map(|card| card.to_string()),
            kind,
            payload: payload_value(&payload),
        }
    }
}

impl TryFrom<EventRecord> for Event {
    type Error = String;

    fn try_from(record: EventRecord) -> Result<Self, String> {
        let EventRecord { device, seq, tick, at, day, card, kind, payload } = record;
        let named = |what: &str| format!("event {seq} of device {}: {what}", device.escape_debug());
        if device.is_empty() {
            return Err(named("no device"));
        }
        if seq > LARGEST_NUMBER || !(0..=LARGEST_NUMBER).contains(&u64::try_from(tick).unwrap_or(u64::MAX)) {
            return Err(named("the number or the tick is out of range"));
        }
        let at_ms = moment_ms(&at).ok_or_else(|| named("`at` is not a moment"))?;
        let day = Day::parse_iso(&day).ok_or_else(|| named("`day` is not a date"))?;
        let card = match card {
            None => None,
            Some(id) => Some(CardId::parse(&id).map_err(|_| named("`card` is not a card id"))?),
        };
        let payload = match payload {
            Value::Object(_) => payload.to_string(),
            Value::String(text) => text,
            _ => return Err(named("`payload` is not an object")),
        };
        Ok(Self { key: EventKey { device, seq }, tick, at_ms, day, card, kind, payload })
    }
}

/// A moment in UTC, as RFC 3339 to the millisecond.
#[must_use]
pub fn moment_text(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).map_or_else(|_| at_ms.to_string(), |at| at.to_string())
}

/// What [`moment_text`] wrote, in milliseconds since 1970.
#[must_use]
pub fn moment_ms(text: &str) -> Option<i64> {
    let moment = text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond);
    moment.ok().or_else(|| text.parse().ok())
}

fn payload_value(payload: &str) -> Value {
    match serde_json::from_str(payload) {
        Ok(object @ Value::Object(_)) => object,
        _ => Value::String(payload.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_event_is_one_line() {
        let line = r#"{"device":"laptop","seq":7,"tick":1772000000123,"at":"2026-02-25T06:13:20.123Z","day":"2026-02-25","card":"gil","kind":"flag","payload":{"on":true}}"#;
        let event: Event = serde_json::from_str(line).unwrap();
        assert_eq!(
            (event.key.seq, event.at_ms, event.payload.as_str()),
            (7, 1_772_000_000_123, r#"{"on":true}"#)
        );
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
    }

    #[test]
    fn an_event_that_cannot_be_is_refused_by_name() {
        let line = |old: &str, new: &str| {
            let line = r#"{"device":"a","seq":1,"tick":2,"at":"1970-01-01T00:00:00Z","day":"1970-01-01","card":null,"kind":"x","payload":{}}"#;
            assert!(serde_json::from_str::<Event>(line).is_ok());
            serde_json::from_str::<Event>(&line.replace(old, new)).unwrap_err().to_string()
        };
        for (old, new, expected) in [
            ("null", "\"No Id\"", "event 1 of device a: `card` is not a card id"),
            ("{}", "3", "event 1 of device a: `payload` is not an object"),
            ("\"1970-01-01\"", "\"soon\"", "event 1 of device a: `day` is not a date"),
            ("T00:00:00Z", "", "event 1 of device a: `at` is not a moment"),
            (":2", ":-2", "event 1 of device a: the number or the tick is out of range"),
            (
                ":1,",
                ":9007199254740993,",
                "event 9007199254740993 of device a: the number or the tick is out of range",
            ),
            ("\"device\":\"a\",", "", "missing field `device`"),
        ] {
            assert!(line(old, new).starts_with(expected), "{}", line(old, new));
        }
    }

    proptest! {
        #[test]
        fn an_event_comes_back_as_it_was(
            device in "[a-z0-9]{1,10}|\\PC{1,4}",
            seq in 0..LARGEST_NUMBER,
            tick in 0..1_i64 << 53,
            at_ms in -1_i64 << 45..1_i64 << 47,
            day in -300_000..2_000_000,
            card in proptest::option::of("[a-z0-9]{1,10}"),
            kind in "[a-z_]{1,9}",
            payload in prop_oneof![
                r#"\{"a":[0-9]{1,9},"b":"[a-zé]{0,5}"\}"#,
                Just("{}".to_owned()),
                any::<f64>().prop_map(|share| format!("{{\"share\":{share}}}")),
                // Not ours, and kept all the same.
                "\\PC{0,12}",
            ],
        ) {
            let event = Event {
                key: EventKey { device, seq },
                tick,
                at_ms,
                day: Day::from_epoch_days(day),
                card: card.map(|id| CardId::parse(&id).unwrap()),
                kind,
                payload,
            };
            let line = serde_json::to_string(&event).unwrap();
            prop_assert!(!line.contains('\n'));
            let back: Event = serde_json::from_str(&line).unwrap();
            prop_assert!(back.is_same(&event), "{back:?}");
            let other = Event { payload: r#"{"other":1}"#.to_owned(), ..event };
            prop_assert!(!back.is_same(&other));
        }
    }
}
