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
pub(super) struct Pasts<'a> {
    today: Day,
    places: &'a HashMap<CardId, PlanPlace>,
    pub(super) last_day: HashMap<CardId, Day>,
    pub(super) first_sight: FirstSight,
    pub(super) costs: Costs,
    pub(super) review_count: usize,
    /// Reviews of today: cards with the seconds spent on each answer.
    pub(super) of_today: Vec<(CardId, bool, f64)>,
}

impl<'a> Pasts<'a> {
    pub(super) fn new(today: Day, places: &'a HashMap<CardId, PlanPlace>) -> Self {
        Self {
            today,
            places,
            last_day: HashMap::new(),
            first_sight: FirstSight::default(),
            costs: Costs::default(),
            review_count: 0,
            of_today: Vec::new(),
        }
    }

    pub(super) fn take(&mut self, card: &CardId, past: &CountedPast) {
        let place = self.places.get(card);
        self.review_count += past.reviews.len();
        for review in &past.reviews {
            let passed = review.grade != Grade::Again;
            #[expect(clippy::cast_precision_loss, reason = "no answer takes 2^53 ms")]
            let seconds = review.took_ms as f64 / 1000.0;
            if review.is_first {
                self.first_sight.observe(place.map_or(&[][..], |place| &place.tags), passed);
            }
            let timed = match (place.and_then(|place| place.seconds), review.age) {
                (Some(own_seconds), _) => TimedReview::Exercise { own_seconds },
                (None, Age::New) => TimedReview::New { passed },
                (None, Age::Young | Age::Mature) => TimedReview::Seen { passed },
                (None, Age::Repeat) => TimedReview::Repeat,
            };
            self.costs.observe(timed, seconds);
            if review.day == self.today {
                self.of_today.push((card.clone(), passed, seconds));
            }
        }
        if let Some(last) = past.reviews.last() {
            self.last_day.insert(card.clone(), last.day);
        }
    }
}

/// Each card at its first place, with the tags of all its places.
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
