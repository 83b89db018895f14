//! Decks: cards on one subject, usually one interview, as one TOML file.

mod model;

pub use model::{Deck, Interview, InterviewEvent, SeenCard};
