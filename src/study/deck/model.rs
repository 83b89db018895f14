//! What a deck holds.

use crate::study::card::Card;
use crate::study::day::Day;

/// Cards on one subject, kept in one TOML file, in the order they are written there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Deck {
    /// The file's name without `.toml`.
    pub name: String,
    pub title: Option<String>,
    pub interview: Option<Interview>,
    pub cards: Vec<Card>,
}

/// The interview a deck's questions come from, or are for. All of it optional.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interview {
    pub company: Option<String>,
    pub url: Option<String>,
    pub role: Option<String>,
    /// A date to come makes this an upcoming interview.
    pub date: Option<Day>,
    pub stages: Vec<String>,
    pub outcome: Option<String>,
    pub applied_via: Option<String>,
    pub platform: Option<String>,
    /// Out of ten.
    pub score: Option<f64>,
    /// Selections that an upcoming interview draws on besides its own cards.
    pub covers: Vec<String>,
    /// The notes' own commentary, as it was.
    pub remarks: Option<String>,
    pub events: Vec<InterviewEvent>,
}

/// One dated or timed stage of an interview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InterviewEvent {
    pub name: String,
    pub date: Option<Day>,
    pub duration_minutes: Option<u32>,
}

/// A card at one place where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenCard {
    pub deck: String,
    pub deck_title: Option<String>,
    pub company: Option<String>,
    pub interview_day: Option<Day>,
    /// Counted from 0.
    pub position: usize,
    pub card: Card,
}

impl Deck {
    /// The title, or the name where there is none.
    #[must_use]
    pub fn shown_title(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }

    #[must_use]
    pub fn company(&self) -> Option<&str> {
        self.interview.as_ref()?.company.as_deref()
    }
}

impl Interview {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
