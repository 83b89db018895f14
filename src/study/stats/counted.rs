//! Reviews as the statistics count them: what replay found, boiled down to what any number needs.
//!
//! Replaying a long history takes far longer than counting it, so a store may keep these and hand them in.

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Grade;
use crate::study::review::Event;
use crate::study::schedule::{MATURE_DAYS, RecallTest, Replayed, ReviewEffect, ReviewStep, each_review};

use super::model::Age;

/// A review that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedReview {
    /// Seconds since 1970 in UTC; only the hour of the day is made of it.
    pub at_secs: i64,
    pub day: Day,
    pub took_ms: u64,
    pub grade: Grade,
    /// Retention counts the young and the mature.
    pub age: Age,
    /// The first of its card.
    pub is_first: bool,
}

/// What statistics and plans need of all that ever happened to a card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CountedPast {
    pub lapse_count: u32,
    /// In fold order.
    pub reviews: Vec<CountedReview>,
    /// Those of the reviews that tested memory: what the planner learns about the learner.
    pub recalls: Vec<RecallTest>,
}

impl CountedPast {
    /// Replays the events of a card; what they lead to comes along.
    #[must_use]
    pub fn replay(card: &CardId, events: &[Event]) -> (Self, Replayed) {
        let (mut reviews, mut recalls) = (Vec::new(), Vec::new());
        let replayed = each_review(card, events, |_, step| {
            reviews.push(CountedReview::from(&step));
            recalls.extend(step.recall);
        });
        (Self { lapse_count: replayed.state.lapse_count, reviews, recalls }, replayed)
    }
}

impl From<&ReviewStep> for CountedReview {
    fn from(step: &ReviewStep) -> Self {
        Self {
            at_secs: step.at_ms.div_euclid(1000),
            day: step.day,
            took_ms: step.review.took_ms,
            grade: step.review.quality.grade(),
            age: match (step.retention_interval_days(), step.effect) {
                (Some(days), _) if days >= MATURE_DAYS => Age::Mature,
                (Some(_), _) => Age::Young,
                (None, ReviewEffect::Scored | ReviewEffect::Early) => Age::New,
                (None, _) => Age::Repeat,
            },
            is_first: step.after.review_count == 1,
        }
    }
}
