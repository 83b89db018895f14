//! Where a card stands.

use crate::study::day::Day;
use crate::study::grade::Quality;

use super::fsrs::Memory;

/// A card that has lapsed this often should be rewritten or suspended.
pub const LEECH_LAPSES: u32 = 8;
/// A card in review with an interval of at least this many days is mature; below it, young.
pub const MATURE_DAYS: u64 = 21;

/// The replay of a card's events, and what every list, queue and label is made from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CardState {
    pub schedule: Schedule,
    /// `None` before the first review, and after a forget.
    pub memory: Option<Memory>,
    pub lapse_count: u32,
    /// All reviews: scored, repeats, cram and mock.
    pub review_count: u32,
    /// Reviews that moved, or could have moved, the schedule.
    pub scored_count: u32,
    pub first_review_day: Option<Day>,
    pub last_scored_day: Option<Day>,
    /// The last review that counts for the session: what is owed again today hangs on it.
    pub last_review: Option<LastReview>,
    pub suspended: bool,
    /// Set aside until this day is over.
    pub buried_on: Option<Day>,
    pub flagged: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Schedule {
    /// Never answered, or forgotten.
    #[default]
    New,
    InReview(InReview),
}

/// A card that is scheduled in whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InReview {
    /// Passes in a row since the last lapse.
    pub repetitions: u32,
    pub ease_hundredths: u32,
    pub interval_days: u64,
    pub due: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastReview {
    pub day: Day,
    pub quality: Quality,
}

impl CardState {
    #[must_use]
    pub fn in_review(&self) -> Option<InReview> {
        match self.schedule {
            Schedule::New => None,
            Schedule::InReview(in_review) => Some(in_review),
        }
    }

    #[must_use]
    pub fn is_new(&self) -> bool {
        self.schedule == Schedule::New
    }

    /// Whether its due day has come; a new card is never due.
    #[must_use]
    pub fn is_due(&self, today: Day) -> bool {
        self.in_review().is_some_and(|in_review| in_review.due <= today)
    }

    #[must_use]
    pub fn is_buried(&self, today: Day) -> bool {
        self.buried_on == Some(today)
    }

    /// Whether it may be asked today at all.
    #[must_use]
    pub fn is_askable(&self, today: Day) -> bool {
        !self.suspended && !self.is_buried(today)
    }

    /// `suspended`, `buried`, `new`, `due` or `in review`.
    #[must_use]
    pub fn name(&self, today: Day) -> &'static str {
        if self.suspended {
            "suspended"
        } else if self.is_buried(today) {
            "buried"
        } else if self.is_new() {
            "new"
        } else if self.is_due(today) {
            "due"
        } else {
            "in review"
        }
    }

    /// SM-2 asks what scored below 4 again, the same day.
    #[must_use]
    pub fn owes_a_repeat(&self, today: Day) -> bool {
        self.last_review.is_some_and(|last| last.day == today && last.quality.owes_a_repeat())
    }

    #[must_use]
    pub fn is_leech(&self) -> bool {
        self.lapse_count >= LEECH_LAPSES
    }

    #[must_use]
    pub fn is_mature(&self) -> bool {
        self.in_review().is_some_and(|in_review| in_review.interval_days >= MATURE_DAYS)
    }
}
