//! Events: everything that ever happened to a card, one line each, never changed once kept.
//!
//! The log of events is the truth. An [`Event`] keeps its kind and payload as they were written, so
//! that kinds and fields of a later version survive here unread; [`Event::change`] says what it
//! means. What an event *does* is not decided here but by replay, in `schedule`.

mod card_edit;
mod deletion;
mod exchange;
mod forecast;
mod mock_report;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use serde::{Deserialize, Serialize};

use super::card::CardId;
use super::day::{Day, Moment, Rollover};
use super::grade::Quality;

pub use card_edit::CardEdit;
use card_edit::EditPayload;
use deletion::DeletePayload;
pub use deletion::Deletion;
use exchange::EventRecord;
pub use exchange::{moment_ms, moment_text};
pub use forecast::{AskedQuestion, DebriefRecord, ForecastRecord};
use forecast::{DebriefPayload, ForecastPayload};
use mock_report::MockPayload;
pub use mock_report::{Manner, MockAnswer, MockReport};

/// One line of history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "EventRecord", try_from = "EventRecord")]
pub struct Event {
    pub key: EventKey,
    /// Orders events across devices: `max(wall milliseconds, greatest tick known + 1)` when made.
    pub tick: i64,
    /// The wall clock when made, for display only.
    pub at_ms: i64,
    /// The study day when made, under the rollover and the offset of that moment.
    pub day: Day,
    /// `None` for records that concern no card.
    pub card: Option<CardId>,
    pub kind: String,
    /// JSON.
    pub payload: String,
}

/// What names an event: who made it, and the how-manieth of theirs it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventKey {
    pub device: String,
    pub seq: u64,
}

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Review(Review),
    Suspend,
    Resume {
        /// Whether a card that is buried comes back, too. Older versions wrote resumes that did not.
        buried: bool,
    },
    /// Set aside until the event's day is over.
    Bury,
    /// Back to new; statistics stay.
    Forget,
    Set(SetSchedule),
    Flag {
        on: bool,
    },
    /// Two cards ask different things, however alike they look. It moves neither.
    NotSame(CardId, CardId),
    /// A mock interview as it went. It moves no card; its grades are reviews of their own.
    Mock(Box<MockReport>),
    /// What was forecast for an interview.
    Forecast(Box<ForecastRecord>),
    /// What an interview really asked.
    Debrief(Box<DebriefRecord>),
    /// The card's text was edited in these decks. It changes no schedule.
    Edit(Vec<CardEdit>),
    /// The card was deleted from these decks. Its history stays.
    Delete(Vec<Deletion>),
    /// Undoes another event of the same card; one that undoes an undo is a redo.
    Undo(EventKey),
    /// A kind, or a payload, of another version: kept and ignored.
    Unknown,
}

/// Which way the last action is gone: back, or forward again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Undo,
    Redo,
}

/// One graded answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Review {
    pub quality: Quality,
    pub took_ms: u64,
    pub intent: Intent,
    /// Whether a review that would move no schedule by its intent is to move it all the same.
    pub count: bool,
    /// Of an answer that was typed, how many of the key points it made.
    pub typed_percent: Option<TypedPercent>,
    /// Of a review that tests the forecast: what was forecast for it.
    pub forecast: Option<RecallForecast>,
    pub rule: Rule,
}

/// What was forecast for a card just before it was asked in a rehearsal or an audit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecallForecast {
    /// The chance to pass it, in thousandths.
    pub permille: u16,
    /// The weight of the answer in percent; 100 is a full answer.
    pub weight_percent: u16,
}

/// The share of an answer's key points that a typed answer made: 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypedPercent {
    /// As viva found them.
    pub found: u8,
    /// After the user ticked points that they had made in other words; `None` if they ticked none.
    pub ticked: Option<u8>,
}

/// Why a card was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Intent {
    #[default]
    Drill,
    Cram,
    Mock,
    /// A mock interview drawn as the real one might be. It counts like a drill, and tests the forecast.
    Rehearsal,
    /// A card that the plan would not ask yet, asked to test the forecast. It counts like a drill.
    Audit,
    Debrief,
}

/// What a review was promised under; replay applies it, whatever the settings say later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    pub scheduler: Scheduler,
    pub fuzz: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheduler {
    Sm2,
    Fsrs(DesiredRetention),
    /// Answered in Anki, and promised by it: it counts for statistics and memory and moves no
    /// schedule here. The interval is the one the card had when it was asked; 0 while it was learned.
    Anki {
        interval_days: u64,
    },
}

/// The recall one aims at, in percent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DesiredRetention {
    /// Invariant: 70 to 99.
    percent: u8,
}

/// New values for whichever parts of a schedule are given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SetSchedule {
    pub due: Option<Day>,
    pub interval_days: Option<u64>,
    pub ease_hundredths: Option<u32>,
    pub repetitions: Option<u32>,
    pub lapse_count: Option<u32>,
}

/// Two devices' logs hold different events under one key: a copied database, or a damaged file.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("two different events are both number {} of device {}", key.seq, key.device.escape_debug())]
pub struct ConflictingEvents {
    pub key: EventKey,
}

/// The version of the FSRS parameters that [`Scheduler::Fsrs`] names in a payload.
const FSRS_PARAMETERS: &str = "fsrs6-default";
const UNDO: &str = "undo";

impl Event {
    /// A new event of this device. `greatest_tick` is the greatest one known, whoever made it.
    #[must_use]
    pub fn new(
        key: EventKey,
        greatest_tick: i64,
        now: Moment,
        rollover: Rollover,
        card: Option<CardId>,
        change: &Change,
    ) -> Self {
        let (kind, payload) = change.encode();
        Self {
            key,
            tick: now.unix_ms.max(greatest_tick.saturating_add(1)),
            at_ms: now.unix_ms,
            day: now.day(rollover),
            card,
            kind: kind.to_owned(),
            payload,
        }
    }

    #[must_use]
    pub fn change(&self) -> Change {
        Change::decode(&self.kind, &self.payload)
    }

    /// Whether its kind is that of an undo; what it says is still to be read.
    #[must_use]
    pub fn may_be_undo(&self) -> bool {
        self.kind == UNDO
    }

    /// What replay folds in: the tick, then the device and its count where two ticks are equal.
    #[must_use]
    pub fn fold_order(&self) -> (i64, &EventKey) {
        (self.tick, &self.key)
    }
}

/// The union of logs, in fold order; the same whatever order they come in, and how often.
pub fn merge(logs: impl IntoIterator<Item = Vec<Event>>) -> Result<Vec<Event>, ConflictingEvents> {
    let mut by_key: BTreeMap<EventKey, Event> = BTreeMap::new();
    for event in logs.into_iter().flatten() {
        match by_key.entry(event.key.clone()) {
            Entry::Vacant(vacant) => {
                vacant.insert(event);
            }
            Entry::Occupied(held) if held.get().is_same(&event) => {}
            Entry::Occupied(held) => return Err(ConflictingEvents { key: held.key().clone() }),
        }
    }
    let mut events: Vec<Event> = by_key.into_values().collect();
    events.sort_by(|a, b| a.fold_order().cmp(&b.fold_order()));
    Ok(events)
}

impl Change {
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Change::Review(_) => "review",
            Change::Suspend => "suspend",
            Change::Resume { .. } => "resume",
            Change::Bury => "bury",
            Change::Forget => "forget",
            Change::Set(_) => "set",
            Change::Flag { .. } => "flag",
            Change::NotSame(..) => "not_same",
            Change::Mock(_) => "mock",
            Change::Forecast(_) => "forecast",
            Change::Debrief(_) => "debrief",
            Change::Edit(_) => "edit",
            Change::Delete(_) => "delete",
            Change::Undo(_) => UNDO,
            Change::Unknown => "unknown",
        }
    }

    /// The kind, and the payload as JSON.
    #[must_use]
    pub fn encode(&self) -> (&'static str, String) {
        let payload = match self {
            Change::Review(review) => serde_json::to_string(&ReviewPayload::from(*review)),
            Change::Set(set) => serde_json::to_string(&SetPayload::from(*set)),
            Change::Flag { on } => serde_json::to_string(&FlagPayload { on: *on }),
            Change::Undo(key) => {
                serde_json::to_string(&UndoPayload { device: key.device.clone(), seq: key.seq })
            }
            Change::NotSame(one, other) => serde_json::to_string(&NotSamePayload {
                cards: [one.as_str().to_owned(), other.as_str().to_owned()],
            }),
            Change::Mock(report) => serde_json::to_string(&MockPayload::from(&**report)),
            Change::Forecast(record) => serde_json::to_string(&ForecastPayload::from(&**record)),
            Change::Debrief(record) => serde_json::to_string(&DebriefPayload::from(&**record)),
            Change::Edit(edits) => serde_json::to_string(&EditPayload::from(edits.as_slice())),
            Change::Delete(deletions) => serde_json::to_string(&DeletePayload::from(deletions.as_slice())),
            Change::Resume { buried: true } => serde_json::to_string(&ResumePayload { buried: true }),
            Change::Suspend | Change::Resume { .. } | Change::Bury | Change::Forget | Change::Unknown => {
                Ok("{}".to_owned())
            }
        };
        // Numbers, booleans and strings always have a JSON form.
        (self.kind(), payload.unwrap_or_else(|_| "{}".to_owned()))
    }

    #[must_use]
    pub fn decode(kind: &str, payload: &str) -> Self {
        let change = match kind {
            "review" => serde_json::from_str::<ReviewPayload>(payload)
                .ok()
                .and_then(ReviewPayload::review)
                .map(Change::Review),
            "set" => serde_json::from_str::<SetPayload>(payload).ok().map(|set| Change::Set(set.into())),
            "flag" => serde_json::from_str(payload).ok().map(|FlagPayload { on }| Change::Flag { on }),
            UNDO => serde_json::from_str(payload)
                .ok()
                .map(|UndoPayload { device, seq }| Change::Undo(EventKey { device, seq })),
            "not_same" => serde_json::from_str(payload).ok().and_then(NotSamePayload::change),
            "mock" => serde_json::from_str::<MockPayload>(payload)
                .ok()
                .and_then(MockPayload::report)
                .map(|report| Change::Mock(Box::new(report))),
            "forecast" => serde_json::from_str::<ForecastPayload>(payload)
                .ok()
                .map(|payload| Change::Forecast(Box::new(payload.into()))),
            "debrief" => serde_json::from_str::<DebriefPayload>(payload)
                .ok()
                .and_then(DebriefPayload::record)
                .map(|record| Change::Debrief(Box::new(record))),
            "edit" => serde_json::from_str::<EditPayload>(payload)
                .ok()
                .and_then(EditPayload::edits)
                .map(Change::Edit),
            "delete" => serde_json::from_str::<DeletePayload>(payload)
                .ok()
                .and_then(DeletePayload::deletions)
                .map(Change::Delete),
            "suspend" => Some(Change::Suspend),
            "resume" => {
                serde_json::from_str(payload).ok().map(|ResumePayload { buried }| Change::Resume { buried })
            }
            "bury" => Some(Change::Bury),
            "forget" => Some(Change::Forget),
            _ => None,
        };
        change.unwrap_or(Change::Unknown)
    }
}

impl Review {
    /// Whether it moves the schedule if it is the first of its day.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.count || !matches!(self.intent, Intent::Cram | Intent::Mock)
    }
}

impl TypedPercent {
    /// As they are written; what the user ticked means nothing without what was found.
    pub(super) fn of(found: Option<u8>, ticked: Option<u8>) -> Option<Self> {
        Some(Self { found: found?, ticked })
    }
}

impl Rule {
    pub const SM2: Rule = Rule { scheduler: Scheduler::Sm2, fuzz: true };
}

impl DesiredRetention {
    /// `None` unless `percent` is 70 to 99.
    #[must_use]
    pub const fn new(percent: u8) -> Option<Self> {
        if percent >= 70 && percent <= 99 { Some(Self { percent }) } else { None }
    }

    #[must_use]
    pub const fn percent(self) -> u8 {
        self.percent
    }

    #[must_use]
    pub fn share(self) -> f64 {
        f64::from(self.percent) / 100.0
    }
}

#[derive(Serialize, Deserialize)]
struct ReviewPayload {
    quality: u8,
    took_ms: u64,
    #[serde(default)]
    intent: Intent,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    count: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typed_percent: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ticked_percent: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    forecast_permille: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    forecast_weight_percent: Option<u16>,
    rule: RulePayload,
}

#[derive(Serialize, Deserialize)]
struct ResumePayload {
    #[serde(default)]
    buried: bool,
}

#[derive(Serialize, Deserialize)]
struct RulePayload {
    scheduler: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    parameters: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    retention_percent: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interval_days: Option<u64>,
    fuzz: bool,
}

#[derive(Serialize, Deserialize)]
struct SetPayload {
    /// Days from 1970-01-01.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interval_days: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ease_hundredths: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    repetitions: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lapse_count: Option<u32>,
}

#[derive(Serialize, Deserialize)]
struct FlagPayload {
    on: bool,
}

#[derive(Serialize, Deserialize)]
struct NotSamePayload {
    cards: [String; 2],
}

impl NotSamePayload {
    fn change(self) -> Option<Change> {
        let [one, other] = self.cards.map(|id| CardId::parse(&id).ok());
        Some(Change::NotSame(one?, other?))
    }
}

#[derive(Serialize, Deserialize)]
struct UndoPayload {
    device: String,
    seq: u64,
}

impl From<Review> for ReviewPayload {
    fn from(review: Review) -> Self {
        let (scheduler, parameters, retention_percent, interval_days) = match review.rule.scheduler {
            Scheduler::Sm2 => ("sm2", None, None, None),
            Scheduler::Fsrs(desired) => {
                ("fsrs", Some(FSRS_PARAMETERS.to_owned()), Some(desired.percent), None)
            }
            Scheduler::Anki { interval_days } => ("anki", None, None, Some(interval_days)),
        };
        Self {
            quality: review.quality.number(),
            took_ms: review.took_ms,
            intent: review.intent,
            count: review.count,
            typed_percent: review.typed_percent.map(|typed| typed.found),
            ticked_percent: review.typed_percent.and_then(|typed| typed.ticked),
            forecast_permille: review.forecast.map(|forecast| forecast.permille),
            forecast_weight_percent: review.forecast.map(|forecast| forecast.weight_percent),
            rule: RulePayload {
                scheduler: scheduler.to_owned(),
                parameters,
                retention_percent,
                interval_days,
                fuzz: review.rule.fuzz,
            },
        }
    }
}

impl ReviewPayload {
    fn review(self) -> Option<Review> {
        let scheduler = match (self.rule.scheduler.as_str(), self.rule.parameters.as_deref()) {
            ("sm2", _) => Scheduler::Sm2,
            ("fsrs", Some(FSRS_PARAMETERS)) => {
                Scheduler::Fsrs(DesiredRetention::new(self.rule.retention_percent?)?)
            }
            ("anki", _) => Scheduler::Anki { interval_days: self.rule.interval_days? },
            _ => return None,
        };
        Some(Review {
            quality: Quality::new(self.quality)?,
            took_ms: self.took_ms,
            intent: self.intent,
            count: self.count,
            typed_percent: TypedPercent::of(self.typed_percent, self.ticked_percent),
            forecast: self.forecast_permille.map(|permille| RecallForecast {
                permille: permille.min(1000),
                weight_percent: self.forecast_weight_percent.unwrap_or(100),
            }),
            rule: Rule { scheduler, fuzz: self.rule.fuzz },
        })
    }
}

impl From<SetSchedule> for SetPayload {
    fn from(set: SetSchedule) -> Self {
        let SetSchedule { due, interval_days, ease_hundredths, repetitions, lapse_count } = set;
        Self { due: due.map(Day::epoch_days), interval_days, ease_hundredths, repetitions, lapse_count }
    }
}

impl From<SetPayload> for SetSchedule {
    fn from(set: SetPayload) -> Self {
        let SetPayload { due, interval_days, ease_hundredths, repetitions, lapse_count } = set;
        Self { due: due.map(Day::from_epoch_days), interval_days, ease_hundredths, repetitions, lapse_count }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::card::Card;
    use crate::study::card::RemovedCard;

    #[track_caller]
    fn check_written(change: &Change, expected_payload: &str) {
        let (kind, payload) = change.encode();
        assert_eq!(payload, expected_payload);
        assert_eq!(Change::decode(kind, &payload), *change);
    }

    fn review(rule: Rule) -> Review {
        Review {
            quality: Quality::new(4).unwrap(),
            took_ms: 5300,
            intent: Intent::Drill,
            count: false,
            typed_percent: None,
            forecast: None,
            rule,
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        check_written(
            &Change::Review(review(Rule::SM2)),
            r#"{"quality":4,"took_ms":5300,"intent":"drill","rule":{"scheduler":"sm2","fuzz":true}}"#,
        );
        let fsrs = Rule { scheduler: Scheduler::Fsrs(DesiredRetention::new(90).unwrap()), fuzz: false };
        check_written(
            &Change::Review(review(fsrs)),
            r#"{"quality":4,"took_ms":5300,"intent":"drill","rule":{"scheduler":"fsrs","parameters":"fsrs6-default","retention_percent":90,"fuzz":false}}"#,
        );
        check_written(
            &Change::Review(Review {
                intent: Intent::Audit,
                forecast: Some(RecallForecast { permille: 640, weight_percent: 100 }),
                ..review(Rule::SM2)
            }),
            r#"{"quality":4,"took_ms":5300,"intent":"audit","forecast_permille":640,"forecast_weight_percent":100,"rule":{"scheduler":"sm2","fuzz":true}}"#,
        );
        check_written(
            &Change::Forecast(Box::new(ForecastRecord {
                deck: "snapp".into(),
                interview_day: Day::from_epoch_days(20_797),
                answered_percent: (62, 80),
                coverage_permille: 265,
                test_answer_count: 20,
            })),
            r#"{"deck":"snapp","interview_day":20797,"low_percent":62,"high_percent":80,"coverage_permille":265,"test_answers":20}"#,
        );
        check_written(
            &Change::Debrief(Box::new(DebriefRecord {
                deck: "snapp".into(),
                interview_day: Some(Day::from_epoch_days(20_797)),
                asked: vec![AskedQuestion {
                    card: CardId::parse("mutex").unwrap(),
                    was_known: true,
                    quality: Quality::new(2),
                }],
                prepared_count: 7,
            })),
            r#"{"deck":"snapp","interview_day":20797,"asked":[{"card":"mutex","known":true,"quality":2}],"prepared":7}"#,
        );
        let anki = Rule { scheduler: Scheduler::Anki { interval_days: 12 }, fuzz: false };
        check_written(
            &Change::Review(review(anki)),
            r#"{"quality":4,"took_ms":5300,"intent":"drill","rule":{"scheduler":"anki","interval_days":12,"fuzz":false}}"#,
        );
        check_written(
            &Change::Review(Review { typed_percent: TypedPercent::of(Some(68), None), ..review(Rule::SM2) }),
            r#"{"quality":4,"took_ms":5300,"intent":"drill","typed_percent":68,"rule":{"scheduler":"sm2","fuzz":true}}"#,
        );
        check_written(
            &Change::Review(Review {
                typed_percent: TypedPercent::of(Some(50), Some(75)),
                ..review(Rule::SM2)
            }),
            r#"{"quality":4,"took_ms":5300,"intent":"drill","typed_percent":50,"ticked_percent":75,"rule":{"scheduler":"sm2","fuzz":true}}"#,
        );
        check_written(
            &Change::Set(SetSchedule { due: Some(Day::from_epoch_days(7)), ..SetSchedule::default() }),
            r#"{"due":7}"#,
        );
        check_written(&Change::Flag { on: true }, r#"{"on":true}"#);
        let id = |text: &str| CardId::parse(text).unwrap();
        check_written(&Change::NotSame(id("a"), id("b")), r#"{"cards":["a","b"]}"#);
        let answer = MockAnswer {
            card: id("a"),
            stage: "HR".into(),
            manner: Manner::NoAnswer,
            took_ms: 5,
            limit_secs: 60,
            notes: None,
            typed_percent: None,
            quality: Quality::new(2),
        };
        let report = MockReport {
            title: "Zibal".into(),
            planned_count: 3,
            answers: vec![answer],
            ..MockReport::default()
        };
        check_written(
            &Change::Mock(Box::new(report)),
            r#"{"title":"Zibal","finished":false,"counted":false,"planned":3,"answers":[{"card":"a","stage":"HR","manner":"passed","took_ms":5,"limit_secs":60,"quality":2}]}"#,
        );
        let (answer, answer_by) = (Some("It guards.".into()), Some("viva".into()));
        let before = Card { answer, answer_by, ..Card::with_id(id("a"), "A mutex?".into()) };
        let after = Card { tags: vec!["go".into()], answer: None, answer_by: None, ..before.clone() };
        check_written(
            &Change::Edit(vec![CardEdit { deck: "go".into(), before, after }]),
            r#"{"edits":[{"deck":"go","id":"a","before":{"question":"A mutex?","answer":"It guards.","answer_by":"viva"},"after":{"question":"A mutex?","tags":["go"]}}]}"#,
        );
        let removed = RemovedCard {
            toml: "[[cards]]\nquestion = 'A?'\n".into(),
            above: Some(id("b")),
            offset: 7,
            rest: "0f".into(),
        };
        check_written(
            &Change::Delete(vec![Deletion { deck: "go".into(), removed }]),
            r#"{"decks":[{"deck":"go","toml":"[[cards]]\nquestion = 'A?'\n","above":"b","offset":7,"rest":"0f"}]}"#,
        );
        check_written(&Change::Resume { buried: true }, r#"{"buried":true}"#);
        check_written(&Change::Resume { buried: false }, "{}");
        check_written(&Change::Suspend, "{}");
        check_written(&Change::Undo(EventKey { device: "a".into(), seq: 3 }), r#"{"device":"a","seq":3}"#);
    }

    #[test]
    fn what_another_version_wrote_is_ignored_not_guessed() {
        for (kind, payload) in [
            ("forecast", "{}"),
            ("review", r#"{"quality":9,"took_ms":1,"rule":{"scheduler":"sm2","fuzz":true}}"#),
            ("review", r#"{"quality":4,"took_ms":1,"rule":{"scheduler":"sm17","fuzz":true}}"#),
            (
                "review",
                r#"{"quality":4,"took_ms":1,"rule":{"scheduler":"fsrs","parameters":"mine","fuzz":true}}"#,
            ),
            ("review", r#"{"quality":4,"took_ms":1,"rule":{"scheduler":"anki","fuzz":false}}"#),
            ("undo", "[]"),
            (
                "edit",
                r#"{"edits":[{"deck":"go","id":"","before":{"question":"a"},"after":{"question":"b"}}]}"#,
            ),
            ("mock", r#"{"title":"x","finished":true}"#),
        ] {
            assert_eq!(Change::decode(kind, payload), Change::Unknown, "{kind} {payload}");
        }
    }

    #[test]
    fn a_field_of_a_later_version_is_no_hindrance() {
        let payload = r#"{"quality":4,"took_ms":1,"mood":"calm","rule":{"scheduler":"sm2","fuzz":true}}"#;
        assert!(matches!(Change::decode("review", payload), Change::Review(_)));
    }
}
