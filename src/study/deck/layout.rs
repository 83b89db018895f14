//! The keys of a deck's file, in the order in which they are written.
//!
//! Reading knows an unknown key by these lists, writing follows their order, and a change to a file
//! finds the place of a new line by them.

pub(super) const DECK_KEYS: &[&str] = &["title", "interview", "cards"];

pub(super) const INTERVIEW_KEYS: &[&str] = &[
    "company",
    "url",
    "role",
    "date",
    "plan",
    "minutes_per_day",
    "stages",
    "outcome",
    "applied_via",
    "platform",
    "score",
    "covers",
    "remarks",
    "events",
];

pub(super) const EVENT_KEYS: &[&str] = &["name", "date", "duration_minutes"];

pub(super) const CARD_KEYS: &[&str] = &[
    "id",
    "section",
    "tags",
    "question",
    "answer",
    "answer_by",
    "my_answer",
    "answer_from_source",
    "asked",
    "asked_again",
    "seconds",
    "same_as",
];

pub(super) const ASKED_KEYS: &[&str] = &["company", "times", "url"];
