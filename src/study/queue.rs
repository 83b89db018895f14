//! The day's cards, in the order they are asked.
//!
//! What was promised for today comes first: due cards, the most overdue relative to their interval
//! ahead. Then new ones, the most asked first. Questions without an answer come after those with
//! one, and what is owed again today comes at the end. Which cards there are to choose from is the
//! store's to say.

use std::cmp::Ordering;

use super::card::CardId;
use super::day::Day;
use super::schedule::{CardState, InReview};

/// A card that could be asked today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub card: CardId,
    pub reason: Reason,
    pub unanswered: bool,
    /// Distinct interviews plus the counts the notes give.
    pub asked_times: u32,
    /// The first deck that holds it, and its place in there.
    pub deck: String,
    pub position: u32,
}

/// Why a card is asked today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    Due {
        due: Day,
        interval_days: u64,
    },
    New,
    /// Its latest answer today was below 4.
    Repeat,
    /// Asked for by name, though not due.
    Early,
}

impl Reason {
    /// Why a card would be asked in the state it is in.
    #[must_use]
    pub fn of(state: &CardState, today: Day) -> Self {
        if state.owes_a_repeat(today) {
            return Reason::Repeat;
        }
        match state.in_review() {
            None => Reason::New,
            Some(InReview { due, interval_days, .. }) if due <= today => Reason::Due { due, interval_days },
            Some(_) => Reason::Early,
        }
    }
}

/// Where questions without an answer go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unanswered {
    #[default]
    Last,
    Mixed,
    Skip,
}

/// How many more may be asked today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub new_left: usize,
    /// `None` is no limit.
    pub reviews_left: Option<usize>,
}

/// A card to be asked in this session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueItem {
    pub card: CardId,
    pub reason: Reason,
    pub unanswered: bool,
}

/// Puts the day's candidates in order, within the limits.
#[must_use]
pub fn order(
    mut candidates: Vec<Candidate>,
    today: Day,
    limits: Limits,
    unanswered: Unanswered,
) -> Vec<QueueItem> {
    if unanswered == Unanswered::Skip {
        candidates.retain(|candidate| !candidate.unanswered);
    }
    let goes_last = |candidate: &Candidate| unanswered == Unanswered::Last && candidate.unanswered;
    candidates.sort_by(|a, b| {
        rank(a.reason)
            .cmp(&rank(b.reason))
            .then_with(|| goes_last(a).cmp(&goes_last(b)))
            .then_with(|| within_reason(a, b, today))
            .then_with(|| (&a.deck, a.position, &a.card).cmp(&(&b.deck, b.position, &b.card)))
    });
    // The limits cut by worth, and only then do the unanswered go behind all that have an answer.
    let (mut new_left, mut reviews_left) = (limits.new_left, limits.reviews_left.unwrap_or(usize::MAX));
    candidates.retain(|candidate| {
        let left = match candidate.reason {
            Reason::New => &mut new_left,
            Reason::Due { .. } => &mut reviews_left,
            Reason::Repeat | Reason::Early => return true,
        };
        let fits = *left > 0;
        *left = left.saturating_sub(1);
        fits
    });
    candidates.sort_by_key(|candidate| (candidate.reason == Reason::Repeat, goes_last(candidate)));
    candidates
        .into_iter()
        .map(|Candidate { card, reason, unanswered, .. }| QueueItem { card, reason, unanswered })
        .collect()
}

/// Why a card is asked, as a person is told.
#[must_use]
pub fn why(reason: Reason, today: Day) -> String {
    match reason {
        Reason::New => "new".to_owned(),
        Reason::Repeat => "again today".to_owned(),
        Reason::Early => "ahead of time".to_owned(),
        Reason::Due { due, .. } => match today.since(due) {
            ..=0 => "due today".to_owned(),
            1 => "1 day overdue".to_owned(),
            days => format!("{days} days overdue"),
        },
    }
}

fn rank(reason: Reason) -> u8 {
    match reason {
        Reason::Due { .. } => 0,
        Reason::New => 1,
        Reason::Early => 2,
        Reason::Repeat => 3,
    }
}

fn within_reason(a: &Candidate, b: &Candidate, today: Day) -> Ordering {
    match (a.reason, b.reason) {
        (
            Reason::Due { due: a_due, interval_days: a_interval },
            Reason::Due { due: b_due, interval_days: b_interval },
        ) => {
            // overdue days / interval, greatest first, compared without dividing.
            let overdue = |due: Day| u128::try_from(today.since(due)).unwrap_or(0);
            let a_worth = overdue(a_due) * u128::from(b_interval.max(1));
            let b_worth = overdue(b_due) * u128::from(a_interval.max(1));
            b_worth.cmp(&a_worth).then_with(|| a_due.cmp(&b_due))
        }
        (Reason::New, Reason::New) => b.asked_times.cmp(&a.asked_times),
        _ => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day::from_epoch_days(1000);

    fn card(name: &str, reason: Reason) -> Candidate {
        Candidate {
            card: CardId::parse(name).unwrap(),
            reason,
            unanswered: name.starts_with("unanswered"),
            asked_times: 1,
            deck: "deck".to_owned(),
            position: 0,
        }
    }

    fn due(name: &str, overdue_days: u32, interval_days: u64) -> Candidate {
        card(name, Reason::Due { due: TODAY.minus(overdue_days), interval_days })
    }

    #[track_caller]
    fn check(
        candidates: Vec<Candidate>,
        limits: (usize, Option<usize>),
        unanswered: Unanswered,
        expected: &str,
    ) {
        let limits = Limits { new_left: limits.0, reviews_left: limits.1 };
        let queue = order(candidates, TODAY, limits, unanswered);
        let names: Vec<&str> = queue.iter().map(|item| item.card.as_str()).collect();
        assert_eq!(names.join(" "), expected);
    }

    #[test]
    fn the_most_overdue_relative_to_its_interval_comes_first() {
        let cards = vec![due("ten-of-a-hundred", 10, 100), due("two-of-four", 2, 4), due("today", 0, 9)];
        check(cards, (20, None), Unanswered::Last, "two-of-four ten-of-a-hundred today");
    }

    #[test]
    fn new_cards_follow_most_asked_first() {
        let often = Candidate { asked_times: 6, ..card("often", Reason::New) };
        let cards = vec![card("once", Reason::New), often, due("due", 0, 1)];
        check(cards, (20, None), Unanswered::Last, "due often once");
    }

    #[test]
    fn unanswered_go_last_but_before_repeats() {
        let cards = || {
            vec![
                card("repeat", Reason::Repeat),
                due("unanswered-due", 9, 1),
                due("due", 0, 1),
                card("unanswered-new", Reason::New),
                card("new", Reason::New),
            ]
        };
        check(cards(), (20, None), Unanswered::Last, "due new unanswered-due unanswered-new repeat");
        check(cards(), (20, None), Unanswered::Mixed, "unanswered-due due new unanswered-new repeat");
        check(cards(), (20, None), Unanswered::Skip, "due new repeat");
    }

    #[test]
    fn limits_hold_for_new_and_due_but_never_for_what_is_owed() {
        let cards = vec![
            due("a", 3, 1),
            due("b", 2, 1),
            card("c", Reason::New),
            card("d", Reason::New),
            card("e", Reason::Repeat),
        ];
        check(cards, (1, Some(1)), Unanswered::Last, "a c e");
    }
}
