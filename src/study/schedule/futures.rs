//! What each grade would do, found by doing it.

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::{Grade, Quality};
use crate::study::review::{Change, Intent, Review, Rule};

use super::replay::Replayed;
use super::state::{CardState, Schedule};

/// How many intervals after the next one are shown.
const INTERVALS_AFTER: usize = 2;

/// One possible next state, and what to promise beside its key.
#[derive(Clone, Debug, PartialEq)]
pub struct Future {
    pub quality: Quality,
    pub state: CardState,
    /// Whether the card comes again today.
    pub again_today: bool,
    /// Days from today to the day it is due; negative when it is overdue and this grade leaves it so.
    pub due_in_days: Option<i64>,
    /// The intervals after that, if every later answer is *good* and given on its due day. Fuzz is left out of
    /// them, so that they are the schedule's own numbers. Empty if the grade gives the card no day to come.
    pub later_days: Vec<i64>,
}

/// The futures of all six qualities, worst first, of a card reviewed on `today`.
#[must_use]
pub fn futures(
    card: &CardId,
    held: &Replayed,
    today: Day,
    intent: Intent,
    count: bool,
    rule: Rule,
) -> Vec<Future> {
    Quality::all()
        .map(|quality| {
            let mut after = held.clone();
            let review =
                Review { quality, took_ms: 0, intent, count, typed_percent: None, forecast: None, rule };
            after.fold(card, today, &Change::Review(review));
            let mut future = Future::of(quality, after.state, review.counts(), today);
            if future.due_in_days.is_some_and(|days| days > 0) {
                if future.again_today {
                    let repeat = Review { quality: Grade::Good.quality(), ..review };
                    after.fold(card, today, &Change::Review(repeat));
                }
                future.later_days = later_days(card, after, rule);
            }
            future
        })
        .collect()
}

/// The intervals of a card that is answered *good* on each due day from now on.
///
/// *Good* and not the same grade again: what differs between two keys is then what the one grade changed, and
/// no key predicts that the user will keep failing.
fn later_days(card: &CardId, mut held: Replayed, rule: Rule) -> Vec<i64> {
    let review = Review {
        quality: Grade::Good.quality(),
        took_ms: 0,
        intent: Intent::Drill,
        count: false,
        typed_percent: None,
        forecast: None,
        rule: Rule { fuzz: false, ..rule },
    };
    let mut later = Vec::with_capacity(INTERVALS_AFTER);
    while later.len() < INTERVALS_AFTER {
        let Some(due) = held.state.in_review().map(|in_review| in_review.due) else { break };
        held.fold(card, due, &Change::Review(review));
        let Some(next) = held.state.in_review().map(|in_review| in_review.due) else { break };
        later.push(next.since(due));
    }
    later
}

impl Future {
    fn of(quality: Quality, state: CardState, counts: bool, today: Day) -> Self {
        let due_in_days = match state.schedule {
            Schedule::New => None,
            Schedule::InReview(in_review) => Some(in_review.due.since(today)),
        };
        Self {
            quality,
            state,
            again_today: counts && state.owes_a_repeat(today),
            due_in_days,
            later_days: Vec::new(),
        }
    }

    /// What is said beside the key: `today, then 1 d`, `6 d`.
    #[must_use]
    pub fn promise(&self) -> String {
        let then = match self.due_in_days {
            None => "stays new".to_owned(),
            Some(days) if days <= 0 => "stays due".to_owned(),
            Some(days) => format!("{days} d"),
        };
        if self.again_today { format!("today, then {then}") } else { then }
    }

    /// The intervals after the promised one: `6 d`, `15 d`.
    #[must_use]
    pub fn later(&self) -> Vec<String> {
        self.later_days.iter().map(|days| format!("{days} d")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fsrs::Memory;
    use super::*;
    use crate::study::review::{DesiredRetention, Scheduler};

    const TODAY: Day = Day::from_epoch_days(20_000);

    fn review(quality: u8, rule: Rule) -> Change {
        let quality = Quality::new(quality).unwrap();
        let (intent, count) = (Intent::Drill, false);
        Change::Review(Review {
            quality,
            took_ms: 0,
            intent,
            count,
            typed_percent: None,
            forecast: None,
            rule,
        })
    }

    fn paths(held: &Replayed, rule: Rule) -> Vec<String> {
        let card = CardId::of_question("What is a mutex?");
        let futures = futures(&card, held, TODAY, Intent::Drill, false, rule);
        let path = |future: &Future| [vec![future.promise()], future.later()].concat().join(" → ");
        futures.iter().skip(2).map(path).collect()
    }

    #[test]
    fn the_keys_of_a_new_card_differ_in_what_follows() {
        assert_eq!(
            paths(&Replayed::default(), Rule::SM2),
            [
                "today, then 1 d → 1 d → 6 d",
                "today, then 1 d → 6 d → 14 d",
                "1 d → 6 d → 15 d",
                "1 d → 6 d → 16 d"
            ]
        );
    }

    #[test]
    fn only_the_first_number_is_fuzzed() {
        let card = CardId::of_question("What is a mutex?");
        let (fuzzed, exact) = (Rule { fuzz: true, ..Rule::SM2 }, Rule { fuzz: false, ..Rule::SM2 });
        let mut held = Replayed::default();
        for (day, quality) in [(TODAY.minus(7), 4), (TODAY.minus(6), 4)] {
            held.fold(&card, day, &review(quality, exact));
        }
        assert_eq!(paths(&held, exact)[2], "15 d → 38 d → 95 d");
        let shown = paths(&held, fuzzed);
        let (first, later) = shown[2].split_once(" → ").unwrap();
        assert_eq!(later, "38 d → 95 d");
        assert_ne!(first, "15 d");
        let mut stored = held.clone();
        stored.fold(&card, TODAY, &review(4, fuzzed));
        assert_eq!(first, format!("{} d", stored.state.in_review().unwrap().due.since(TODAY)));
    }

    /// Each number of a path is what the card gets if it is then answered so.
    #[test]
    fn a_path_is_what_comes_of_following_it() {
        let card = CardId::of_question("What is a mutex?");
        let fsrs = Scheduler::Fsrs(DesiredRetention::new(90).unwrap());
        for rule in [Rule { fuzz: false, ..Rule::SM2 }, Rule { scheduler: fsrs, fuzz: false }] {
            for future in futures(&card, &Replayed::default(), TODAY, Intent::Drill, false, rule) {
                let mut held = Replayed::default();
                held.fold(&card, TODAY, &review(future.quality.number(), rule));
                if future.again_today {
                    held.fold(&card, TODAY, &review(4, rule));
                }
                let mut day = TODAY.plus(u32::try_from(future.due_in_days.unwrap()).unwrap());
                assert_eq!(future.later_days.len(), 2);
                for days in future.later_days {
                    held.fold(&card, day, &review(4, rule));
                    let due = held.state.in_review().unwrap().due;
                    assert_eq!(due.since(day), days);
                    day = due;
                }
            }
        }
    }

    #[test]
    fn what_gives_no_day_has_no_path() {
        let card = CardId::of_question("What is a mutex?");
        for future in futures(&card, &Replayed::default(), TODAY, Intent::Cram, false, Rule::SM2) {
            assert_eq!((future.promise().as_str(), future.later_days), ("stays new", Vec::new()));
            assert!(future.state.memory.is_some_and(|memory: Memory| memory.stability_days > 0.0));
        }
    }
}
