//! What the log says of all cards together: when each was seen last, how the first answers went and how long answers
//! take. Sums for a plan; what is remembered of each card comes from its state.

use std::collections::HashMap;

use crate::store::PlanPlace;
use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Grade;
use crate::study::plan::{Costs, FirstSight, TimedReview};
use crate::study::stats::{Age, CountedPast};

/// What the log says of every card that was reviewed.
#[derive(Default)]
pub(super) struct Pasts {
    pub(super) last_day: HashMap<CardId, Day>,
    first_passed: HashMap<CardId, bool>,
    /// Age, whether it passed and the seconds of each review that was timed.
    timed: Vec<(CardId, Age, bool, f64)>,
    pub(super) review_count: usize,
    /// Reviews of today: cards with the seconds spent on each answer.
    pub(super) today: Vec<(CardId, bool, f64)>,
}

impl Pasts {
    pub(super) fn take(&mut self, card: &CardId, past: &CountedPast, today: Day) {
        self.review_count += past.reviews.len();
        for review in &past.reviews {
            let passed = review.grade != Grade::Again;
            #[expect(clippy::cast_precision_loss, reason = "an answer of 2^53 ms is no answer")]
            let seconds = review.took_ms as f64 / 1000.0;
            if review.is_first {
                self.first_passed.insert(card.clone(), passed);
            }
            if seconds > 0.0 {
                self.timed.push((card.clone(), review.age, passed, seconds));
            }
            if review.day == today {
                self.today.push((card.clone(), passed, seconds));
            }
        }
        if let Some(last) = past.reviews.last() {
            self.last_day.insert(card.clone(), last.day);
        }
    }
}

/// Each card where it stands first, with the tags of all its places.
pub(super) fn first_places(places: Vec<PlanPlace>) -> HashMap<CardId, PlanPlace> {
    let mut first: HashMap<CardId, PlanPlace> = HashMap::with_capacity(places.len());
    for place in places {
        match first.get_mut(&place.card) {
            Some(held) => {
                held.seconds = held.seconds.or(place.seconds);
                for tag in place.tags {
                    if !held.tags.contains(&tag) {
                        held.tags.push(tag);
                    }
                }
            }
            None => drop(first.insert(place.card.clone(), place)),
        }
    }
    first
}

pub(super) fn first_sight(pasts: &Pasts, places: &HashMap<CardId, PlanPlace>) -> FirstSight {
    let mut first_sight = FirstSight::default();
    for (card, passed) in &pasts.first_passed {
        first_sight.observe(places.get(card).map_or(&[][..], |place| &place.tags), *passed);
    }
    first_sight
}

pub(super) fn costs(pasts: &Pasts, seconds_of: &impl Fn(&CardId) -> Option<u32>) -> Costs {
    let mut costs = Costs::default();
    for (card, age, passed, seconds) in &pasts.timed {
        let passed = *passed;
        let review = match (seconds_of(card), age) {
            (Some(own_seconds), _) => TimedReview::Exercise { own_seconds },
            (None, Age::New) => TimedReview::New { passed },
            (None, Age::Young | Age::Mature) => TimedReview::Seen { passed },
            (None, Age::Repeat) => TimedReview::Repeat,
        };
        costs.observe(review, *seconds);
    }
    costs
}
