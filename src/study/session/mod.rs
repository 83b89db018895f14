//! The drill as a value: what is on the screen, and what each key does.
//!
//! [`Session::step`] takes one input and gives back effects as data: fetch this card, record that
//! change. Whoever holds the session carries them out and tells it how that went; the session itself
//! reads no store and draws nothing. A grade moves on only when the store has said that it is kept.

mod view;

mod choices;
mod cloze;
mod decks;
mod drill;
mod exercise;
mod face;
mod grading;
mod keys;
mod links;

mod step;

pub use choices::{ChoiceOption, Choices};
pub use cloze::Cloze;
pub use decks::{DeckOffer, finding_deck};
pub use drill::{
    Drill, EditOutcome, Effect, Fetched, Input, More, Offered, Part, PlanNote, Response, Section, TakenBack,
};
pub use exercise::is_exercise;
pub use face::face_of;
pub use grading::Judged;
pub use links::{Link, choosing_link, links, links_of, may_be_opened};
pub use step::Session;
pub use view::{Answer, Clock, Face, Form, GradeKey, Offer, Progress, Screen, Sighting, Summary, View};

pub use crate::study::conversation::{Choice, DialogView, Key, Typed};
