//! Days of drilling up to the interview: what is asked by a policy is answered by the learner.
//!
//! A day ends when its minutes are used; what the last answer ran over is missing from the next day. A failed card
//! comes back after six others, until it is passed.

use std::collections::VecDeque;

use viva::study::grade::{Grade, Quality};
use viva::study::queue::REPEAT_AFTER;

use super::learner::{Kind, Learner};
use super::memory::{Rating, Trace};
use super::random::Random;

/// Why a card is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Chosen,
    Repeat,
    Audit,
    Rehearsal,
}

/// One answer, as its policy sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Answer {
    pub card: usize,
    pub day: u32,
    pub quality: Quality,
    pub seconds: f64,
    pub why: Why,
}

/// What is asked on which day.
pub(crate) trait Policy {
    /// A new day of study begins, with this much time.
    fn begin(&mut self, day: u32, seconds: f64);
    /// The questions to rehearse first on this day.
    fn rehearsal(&mut self, _day: u32) -> Vec<usize> {
        Vec::new()
    }
    /// The next card, if there is one to ask.
    fn next(&mut self, day: u32, seconds_left: f64) -> Option<(usize, Why)>;
    fn answered(&mut self, answer: &Answer);
    /// Whether a card that was answered so is asked again the same day.
    fn repeats(&self, quality: Quality) -> bool {
        quality.owes_a_repeat()
    }
}

/// Where the time went.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Spent {
    pub answers: u32,
    pub seconds: f64,
    pub rehearsal_seconds: f64,
    pub audit_seconds: f64,
}

/// A learner's memory while the days go by.
pub(crate) struct Days<'a> {
    learner: &'a Learner,
    pub traces: Vec<Trace>,
    turns: Vec<usize>,
    overrun: f64,
    pub spent: Spent,
}

impl<'a> Days<'a> {
    pub(crate) fn new(learner: &'a Learner) -> Self {
        let traces = learner.traces.clone();
        let turns = vec![0; traces.len()];
        Self { learner, traces, turns, overrun: 0.0, spent: Spent::default() }
    }

    /// One day of this many minutes.
    pub(crate) fn drill(&mut self, policy: &mut dyn Policy, day: u32, minutes: f64) {
        if self.learner.misses(day) {
            return;
        }
        let mut left = minutes * 60.0 - self.overrun;
        policy.begin(day, left);
        for card in policy.rehearsal(day) {
            left -= self.ask(policy, day, card, Why::Rehearsal).seconds;
        }
        let mut waiting: VecDeque<(usize, usize)> = VecDeque::new();
        let mut asked = 0;
        while left > 0.0 {
            let repeat = waiting.front().is_some_and(|(_, place)| *place <= asked);
            let chosen = if repeat { None } else { policy.next(day, left) };
            let Some((card, why)) =
                chosen.or_else(|| waiting.pop_front().map(|(card, _)| (card, Why::Repeat)))
            else {
                break;
            };
            let answer = self.ask(policy, day, card, why);
            left -= answer.seconds;
            asked += 1;
            if policy.repeats(answer.quality) {
                waiting.push_back((card, asked + REPEAT_AFTER));
            }
        }
        self.overrun = (-left).max(0.0);
    }

    fn ask(&mut self, policy: &mut dyn Policy, day: u32, card: usize, why: Why) -> Answer {
        let learner = self.learner;
        let turn = self.turns[card];
        self.turns[card] += 1;
        let trace = &mut self.traces[card];
        let is_new = !trace.is_seen();
        let recall = trace.recall(&learner.parameters, day);
        let passed = Random::of(learner.seed, card, 3 * turn) < recall;
        let rating: Rating = match Random::of(learner.seed, card, 3 * turn + 1) {
            _ if !passed => 1,
            chance if chance < 0.15 => 2,
            chance if chance < 0.85 => 3,
            _ => 4,
        };
        trace.ask(&learner.parameters, day, rating);
        let reported = if !passed && Random::of(learner.seed, card, 3 * turn + 2) < learner.habits.inflated {
            Grade::Good
        } else {
            Grade::ALL[usize::from(rating) - 1]
        };
        let kind = match why {
            Why::Rehearsal => Kind::Spoken,
            _ if is_new => Kind::New { passed },
            _ => Kind::Seen { passed },
        };
        let seconds = learner.seconds(kind, card, turn);
        let answer = Answer { card, day, quality: reported.quality(), seconds, why };
        self.spent.answers += 1;
        self.spent.seconds += seconds;
        match why {
            Why::Rehearsal => self.spent.rehearsal_seconds += seconds,
            Why::Audit => self.spent.audit_seconds += seconds,
            Why::Chosen | Why::Repeat => {}
        }
        policy.answered(&answer);
        answer
    }
}
