//! What people do without a plan: a scheduler, or cramming.

use viva::study::card::CardId;
use viva::study::day::Day;
use viva::study::grade::Quality;
use viva::study::introduction::NewRank;
use viva::study::queue::{Candidate, Limits, Reason, SECONDS_PER_REVIEW, Unanswered, order};
use viva::study::review::{Change, DesiredRetention, Intent, Review, Rule, Scheduler};
use viva::study::schedule::Replayed;

use super::learner::{CARDS, Learner};
use super::session::{Answer, Policy, Why};

/// A card of a crammed selection is seen this often, in seconds per card.
const SECONDS_PER_CRAMMED_CARD: f64 = 75.0;

/// Due cards first, then new ones without a limit, as `viva` drills without an interview.
pub(crate) struct Scheduled {
    rule: Rule,
    ids: Vec<CardId>,
    asked_times: Vec<u32>,
    cards: Vec<Replayed>,
    last_days: Vec<u32>,
    queue: std::vec::IntoIter<usize>,
}

impl Scheduled {
    pub(crate) fn sm2_in_deck_order() -> Self {
        Self::new(Rule { fuzz: true, ..Rule::SM2 }, vec![0; CARDS])
    }

    pub(crate) fn sm2_most_asked_first(learner: &Learner) -> Self {
        Self::new(Rule { fuzz: true, ..Rule::SM2 }, asked_times(learner))
    }

    pub(crate) fn fsrs_most_asked_first(learner: &Learner) -> Self {
        let desired = DesiredRetention::new(90).expect("90 is a retention");
        Self::new(Rule { scheduler: Scheduler::Fsrs(desired), fuzz: true }, asked_times(learner))
    }

    fn new(rule: Rule, asked_times: Vec<u32>) -> Self {
        let ids = (0..CARDS).map(|card| CardId::of_question(&format!("Question {card}?"))).collect();
        let cards = vec![Replayed::default(); CARDS];
        Self { rule, ids, asked_times, cards, last_days: vec![0; CARDS], queue: Vec::new().into_iter() }
    }
}

impl Policy for Scheduled {
    fn begin(&mut self, day: u32, seconds: f64) {
        let today = day_of(day);
        let candidates: Vec<Candidate> = (0..CARDS)
            .filter_map(|card| {
                let state = &self.cards[card].state;
                let reason = Reason::of(state, today);
                (reason != Reason::Early).then(|| Candidate {
                    card: self.ids[card].clone(),
                    reason,
                    unanswered: false,
                    rank: NewRank::Answered,
                    asked_times: self.asked_times[card],
                    memory: state.memory.map(|memory| (memory, day - self.last_days[card])),
                    deck: String::new(),
                    position: u32::try_from(card).expect("few cards"),
                })
            })
            .collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred cards")]
        let fit_today = (seconds / f64::from(SECONDS_PER_REVIEW)) as usize;
        let limits = Limits { new_left: usize::MAX, reviews_left: None, fit_today: Some(fit_today) };
        let places: std::collections::HashMap<&CardId, usize> =
            self.ids.iter().enumerate().map(|(place, id)| (id, place)).collect();
        let queue: Vec<usize> = order(candidates, today, limits, Unanswered::Last)
            .iter()
            .filter(|item| item.reason != Reason::Repeat)
            .map(|item| places[&item.card])
            .collect();
        self.queue = queue.into_iter();
    }

    fn next(&mut self, _day: u32, _seconds_left: f64) -> Option<(usize, Why)> {
        self.queue.next().map(|card| (card, Why::Chosen))
    }

    fn answered(&mut self, answer: &Answer) {
        let review = review(answer.quality, answer.seconds, self.rule);
        self.cards[answer.card].fold(&self.ids[answer.card], day_of(answer.day), &Change::Review(review));
        self.last_days[answer.card] = answer.day;
    }
}

/// The same cards over and over, those first that were not seen for longest.
pub(crate) struct Cram {
    /// Cards in the order of their first turn.
    order: Vec<usize>,
    last_days: Vec<Option<u32>>,
}

impl Cram {
    pub(crate) fn everything() -> Self {
        Self { order: (0..CARDS).collect(), last_days: vec![None; CARDS] }
    }

    /// As many of the most asked as there is time to see about three times each.
    pub(crate) fn most_asked(learner: &Learner, seconds: f64) -> Self {
        let asked_times = asked_times(learner);
        let mut order: Vec<usize> = (0..CARDS).collect();
        order.sort_by_key(|card| std::cmp::Reverse(asked_times[*card]));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred cards")]
        order.truncate((seconds / (SECONDS_PER_CRAMMED_CARD * learner.habits.cost)) as usize);
        Self { order, last_days: vec![None; CARDS] }
    }
}

impl Policy for Cram {
    fn begin(&mut self, _day: u32, _seconds: f64) {}

    fn next(&mut self, day: u32, _seconds_left: f64) -> Option<(usize, Why)> {
        let waiting = self.order.iter().filter(|card| self.last_days[**card] != Some(day));
        waiting.min_by_key(|card| self.last_days[**card]).map(|card| (*card, Why::Chosen))
    }

    fn answered(&mut self, answer: &Answer) {
        self.last_days[answer.card] = Some(answer.day);
    }
}

/// The study day of a day of the simulation.
pub(crate) fn day_of(day: u32) -> Day {
    Day::from_epoch_days(20_000).plus(day)
}

pub(crate) fn review(quality: Quality, seconds: f64, rule: Rule) -> Review {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "minutes at most")]
    let took_ms = (seconds * 1000.0) as u64;
    Review {
        quality,
        took_ms,
        intent: Intent::Drill,
        count: false,
        typed_percent: None,
        forecast: None,
        rule,
    }
}

fn asked_times(learner: &Learner) -> Vec<u32> {
    (0..CARDS).map(|card| learner.asked_times(card)).collect()
}
