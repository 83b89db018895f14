//! What is true about days, cards, decks, reviews and schedules, and how a drill goes on.
//!
//! Nothing in here reads a clock, a file, the environment or a terminal, and nothing prints: time
//! comes in as a [`day::Moment`] or a [`day::Day`], chance as a seed. Modules are listed in reading
//! order; each uses only those of the floors above it in this list.

pub mod lexicon;

pub mod card;
pub mod day;
pub mod draft;
pub mod grade;
pub mod likeness;
pub mod markdown;
pub mod search;
pub mod text;

pub mod backup;
pub mod card_text;
pub mod deck;
pub mod import;
pub mod introduction;
pub mod marks;
pub mod review;
pub mod schedule;

pub mod topics;

pub mod asked;
pub mod from_note;
pub mod key_points;
pub mod sift;

pub mod queue;
pub mod selection;
pub mod stats;

pub mod conversation;
pub mod plan;

pub mod session;

pub mod mock;
