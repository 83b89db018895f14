//! The day's cards, in the order they are asked.
//!
//! What was promised for today comes first: due cards, the most overdue relative to their interval
//! ahead; or, if more are due than the day has time for, those that gain most from being asked now. Then new ones in
//! the ranks of their introduction, the most asked of each first. What is owed again today comes at the end, until
//! [`with_repeats_soon`] moves it forward. Which cards there are to choose from is the store's to say.

mod workload;

use std::cmp::Ordering;
use std::collections::{HashMap, VecDeque};
use std::hash::Hash;

use super::card::CardId;
use super::day::Day;
use super::grade::Grade;
use super::introduction::NewRank;
use super::schedule::{CardState, InReview, Memory, retrievability};

pub use workload::{Outlook, Workload};

/// A card that is asked again the same day comes back after this many others.
pub const REPEAT_AFTER: usize = 6;
/// A due card takes so long, for estimates.
pub const SECONDS_PER_REVIEW: u32 = 20;
/// Worth is what is known so many days from now.
const HORIZON_DAYS: u32 = 30;
/// A backlog that lasts longer than this has no end worth naming.
const LONGEST_BACKLOG_DAYS: usize = 365;
/// An interval grows by so much, in tenths, when a card is passed: SM-2's first ease.
const GROWTH_TENTHS: u64 = 25;

/// A card that could be asked today.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    pub card: CardId,
    pub reason: Reason,
    pub unanswered: bool,
    /// Its place among the new cards; ignored once it is due.
    pub rank: NewRank,
    /// Distinct interviews plus the counts the notes give.
    pub asked_times: u32,
    /// What is remembered of it, and how many days ago it was reviewed; for due cards.
    pub memory: Option<(Memory, u32)>,
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
    /// How many due cards the time left today is enough for; `None` is no limit. It cuts nothing off, but
    /// where more are due their order is by worth.
    pub fit_today: Option<usize>,
}

/// More due than fits into a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    pub due_count: usize,
    /// Due cards that fit into today.
    pub fit_today: usize,
    /// In how many days nothing will be overdue, drilling as much each day; `None` if not within a year.
    pub gone_in_days: Option<usize>,
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
    candidates.retain(|candidate| unanswered.asks(candidate));
    let due_count = candidates.iter().filter(|card| matches!(card.reason, Reason::Due { .. })).count();
    let by_worth = limits.fits().is_some_and(|fits| due_count > fits);
    // Reckoned once for each, not at each comparison.
    let mut weighed: Vec<(f64, Candidate)> = candidates
        .into_iter()
        .map(|candidate| (if by_worth { worth(&candidate) } else { 0.0 }, candidate))
        .collect();
    weighed.sort_by(|(a_worth, a), (b_worth, b)| {
        rank(a.reason)
            .cmp(&rank(b.reason))
            .then_with(|| unanswered.place(a).cmp(&unanswered.place(b)))
            .then_with(|| match a.reason {
                Reason::Due { .. } if by_worth => b_worth.total_cmp(a_worth),
                _ => within_reason(a, b, today),
            })
            .then_with(|| match a.reason {
                // In the order in which they were answered, as they came.
                Reason::Repeat => Ordering::Equal,
                _ => (&a.deck, a.position, &a.card).cmp(&(&b.deck, b.position, &b.card)),
            })
    });
    let mut candidates: Vec<Candidate> = weighed.into_iter().map(|(_, candidate)| candidate).collect();
    let mut left = limits;
    candidates.retain(|candidate| left.admit(candidate.reason));
    candidates
        .into_iter()
        .map(|Candidate { card, reason, unanswered, .. }| QueueItem { card, reason, unanswered })
        .collect()
}

impl Limits {
    /// How many due cards fit into today, whatever limits them; `None` if nothing does.
    #[must_use]
    pub fn fits(&self) -> Option<usize> {
        self.reviews_left.into_iter().chain(self.fit_today).min()
    }

    /// Whether one more card may be asked for this reason; if so, it counts. What is owed again today, or was
    /// asked for by name, has no limit.
    fn admit(&mut self, reason: Reason) -> bool {
        let left = match reason {
            Reason::New => &mut self.new_left,
            Reason::Due { .. } => match &mut self.reviews_left {
                Some(left) => left,
                None => return true,
            },
            Reason::Repeat | Reason::Early => return true,
        };
        let has_room = *left > 0;
        *left = left.saturating_sub(1);
        has_room
    }
}

impl Unanswered {
    /// Cards with a smaller place come before others that are asked for the same reason.
    fn place(self, candidate: &Candidate) -> NewRank {
        match (candidate.reason, candidate.rank, self) {
            (Reason::New, NewRank::Unanswered, Unanswered::Mixed) => NewRank::Answered,
            (Reason::New, rank, _) => rank,
            (_, _, Unanswered::Last) if candidate.unanswered => NewRank::Unanswered,
            _ => NewRank::Answered,
        }
    }

    /// Whether a card is asked at all.
    #[must_use]
    pub fn asks(self, candidate: &Candidate) -> bool {
        self != Unanswered::Skip || !candidate.unanswered
    }
}

/// What asking a due card now gains: by how much the chance to recall it in a month rises, for each second
/// that takes. A pass takes 12 seconds, a fail with its repeat 40.
fn worth(candidate: &Candidate) -> f64 {
    let Some((memory, elapsed_days)) = candidate.memory else { return 0.0 };
    let now = retrievability(memory.stability_days, elapsed_days);
    let (good, again) = (Grade::Good.quality(), Grade::Again.quality());
    let passed = memory.step(good, elapsed_days);
    let failed = memory.step(again, elapsed_days).step(good, 0);
    let then = |memory: Memory| retrievability(memory.stability_days, HORIZON_DAYS);
    let unasked = retrievability(memory.stability_days, elapsed_days.saturating_add(HORIZON_DAYS));
    let gain = now * then(passed) + (1.0 - now) * then(failed) - unasked;
    gain / (12.0 * now + 40.0 * (1.0 - now))
}

/// How long a backlog lasts, drilling `per_day` due cards each day from tomorrow on; `None` if there is none.
///
/// `due` holds the intervals of what is due now, `to_come` those of what falls due on each day after today.
/// What is drilled comes back after an interval grown as by a pass; new cards and fails are left out.
#[must_use]
pub fn backlog(due: &[u64], to_come: &[Vec<u64>], fit_today: usize, per_day: usize) -> Option<Backlog> {
    if due.len() <= fit_today {
        return None;
    }
    let mut coming: Vec<Vec<u64>> = to_come.iter().take(LONGEST_BACKLOG_DAYS).cloned().collect();
    coming.resize(LONGEST_BACKLOG_DAYS, Vec::new());
    let mut waiting: VecDeque<u64> = due.iter().copied().collect();
    let mut gone_in_days = None;
    for day in 0..LONGEST_BACKLOG_DAYS {
        for _ in 0..if day == 0 { fit_today } else { per_day } {
            let Some(interval_days) = waiting.pop_front() else { break };
            let grown = interval_days.max(1).saturating_mul(GROWTH_TENTHS) / 10;
            // The first of `coming` is tomorrow.
            let place = usize::try_from(grown).ok().and_then(|grown| (day + grown).checked_sub(1));
            if let Some(later) = place.and_then(|place| coming.get_mut(place)) {
                later.push(grown);
            }
        }
        if waiting.is_empty() {
            gone_in_days = Some(day);
            break;
        }
        waiting.extend(coming[day].drain(..));
    }
    Some(Backlog { due_count: due.len(), fit_today, gone_in_days })
}

impl Backlog {
    /// For the user, in one line.
    #[must_use]
    pub fn says(&self) -> String {
        let Self { due_count, fit_today, .. } = self;
        let fits = match fit_today {
            0 => "today's limit is reached".to_owned(),
            count => format!("about {count} today, most urgent first"),
        };
        format!("backlog: {due_count} due, {fits}; {}", self.end())
    }

    /// When it will be gone.
    #[must_use]
    pub fn end(&self) -> String {
        match self.gone_in_days {
            None => "it is growing: allow more time per day".to_owned(),
            Some(1) => "cleared tomorrow".to_owned(),
            Some(days) => format!("cleared in about {days} days"),
        }
    }
}

/// New cards of different sections mixed, each section keeping its own order and spread over the whole.
#[must_use]
pub fn interleaved<S: Eq + Hash>(items: &[(QueueItem, S)]) -> Vec<QueueItem> {
    let kind = |item: &QueueItem| (item.reason == Reason::New).then_some(item.unanswered);
    let mut out = Vec::with_capacity(items.len());
    for run in items.chunk_by(|(a, _), (b, _)| kind(a).is_some() && kind(a) == kind(b)) {
        let mut counts: HashMap<&S, usize> = HashMap::new();
        for (_, section) in run {
            *counts.entry(section).or_default() += 1;
        }
        let mut seen: HashMap<&S, usize> = HashMap::new();
        let mut placed = Vec::with_capacity(run.len());
        for (item, section) in run {
            let nth = seen.entry(section).or_default();
            // How far within its section it is, in millionths.
            placed.push(((2 * *nth + 1) * 500_000 / counts[section], item));
            *nth += 1;
        }
        placed.sort_by_key(|(place, _)| *place);
        out.extend(placed.into_iter().map(|(_, item)| item.clone()));
    }
    out
}

/// The same cards, with those that are owed again today after the first others, as they would have come if
/// the session had not been left.
#[must_use]
pub fn with_repeats_soon(items: Vec<QueueItem>) -> Vec<QueueItem> {
    let (repeats, mut others): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| item.reason == Reason::Repeat);
    let place = REPEAT_AFTER.min(others.len());
    others.splice(place..place, repeats);
    others
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
            rank: if name.starts_with("unanswered") { NewRank::Unanswered } else { NewRank::Answered },
            asked_times: 1,
            memory: None,
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
        let limits = Limits { new_left: limits.0, reviews_left: limits.1, fit_today: None };
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
    fn unanswered_come_after_answered_ones_of_the_same_kind() {
        let cards = || {
            vec![
                card("repeat", Reason::Repeat),
                due("unanswered-due", 9, 1),
                due("due", 0, 1),
                card("unanswered-new", Reason::New),
                card("new", Reason::New),
            ]
        };
        check(cards(), (20, None), Unanswered::Last, "due unanswered-due new unanswered-new repeat");
        check(cards(), (20, None), Unanswered::Mixed, "unanswered-due due new unanswered-new repeat");
        check(cards(), (20, None), Unanswered::Skip, "due new repeat");
    }

    #[test]
    fn small_talk_comes_after_all_other_new_cards() {
        let talk =
            |name: &str| Candidate { rank: NewRank::SmallTalk, asked_times: 9, ..card(name, Reason::New) };
        let often = |name: &str| Candidate { asked_times: 4, ..card(name, Reason::New) };
        let cards = || {
            vec![
                talk("salary"),
                often("unanswered-often"),
                card("unanswered-once", Reason::New),
                card("once", Reason::New),
                often("often"),
            ]
        };
        check(cards(), (20, None), Unanswered::Last, "often once unanswered-often unanswered-once salary");
        check(cards(), (20, None), Unanswered::Mixed, "often unanswered-often once unanswered-once salary");
        check(cards(), (20, None), Unanswered::Skip, "often once salary");
        check(cards(), (2, None), Unanswered::Last, "often once");
    }

    #[test]
    fn what_is_owed_again_comes_after_six_others() {
        for (count, expected) in [(8, 6), (6, 6), (3, 3), (0, 0)] {
            let item = |reason| {
                move |name: String| QueueItem {
                    card: CardId::parse(&name).unwrap(),
                    reason,
                    unanswered: false,
                }
            };
            let others = (0..count).map(|number| format!("new{number}")).map(item(Reason::New));
            let repeats = ["first", "second"].map(str::to_owned).into_iter().map(item(Reason::Repeat));
            let placed = with_repeats_soon(others.chain(repeats).collect());
            let names: Vec<&str> = placed.iter().map(|item| item.card.as_str()).collect();
            assert_eq!(names.iter().position(|name| *name == "first"), Some(expected), "{names:?}");
            assert_eq!(names.iter().position(|name| *name == "second"), Some(expected + 1));
            assert_eq!(names.len(), count + 2);
        }
    }

    #[test]
    fn a_backlog_is_worked_off_by_worth() {
        let remembered = |name: &str, stability_days: f64, elapsed_days: u32| Candidate {
            memory: Some((Memory { stability_days, difficulty: 5.0 }, elapsed_days)),
            ..due(name, elapsed_days, 1)
        };
        // The one more overdue has hardly faded.
        let cards = || vec![remembered("safe", 900.0, 20), remembered("going", 6.0, 9)];
        let ordered = |fit_today: Option<usize>| {
            let limits = Limits { new_left: 0, reviews_left: None, fit_today };
            let queue = order(cards(), TODAY, limits, Unanswered::Last);
            queue.iter().map(|item| item.card.as_str().to_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(ordered(Some(1)), "going safe");
        assert_eq!(ordered(Some(2)), "safe going");
        assert_eq!(ordered(None), "safe going");
    }

    #[track_caller]
    fn check_backlog(due: &[u64], per_day: usize, expected: &str) {
        let found = backlog(due, &[], per_day, per_day);
        assert_eq!(found.map_or("no backlog".to_owned(), |backlog| backlog.end()), expected);
    }

    #[test]
    fn a_backlog_has_an_end_or_is_said_to_have_none() {
        check_backlog(&[100; 30], 30, "no backlog");
        check_backlog(&[100; 30], 10, "cleared in about 2 days");
        check_backlog(&[100; 31], 10, "cleared in about 3 days");
        check_backlog(&[100; 20], 10, "cleared tomorrow");
        check_backlog(&[1; 3], 0, "it is growing: allow more time per day");
        // Ten more fall due each day, and twenty are drilled.
        let found = backlog(&[100; 30], &vec![vec![100; 10]; 60], 10, 20).unwrap();
        assert_eq!(found.gone_in_days, Some(2));
        assert_eq!(
            found.says(),
            "backlog: 30 due, about 10 today, most urgent first; cleared in about 2 days"
        );
        let growing = backlog(&[100; 30], &vec![vec![100; 10]; 400], 10, 10).unwrap();
        assert_eq!(growing.gone_in_days, None);
    }

    #[test]
    fn sections_are_mixed_and_keep_their_own_order() {
        let item = |name: &str, reason| {
            let item = QueueItem { card: CardId::parse(name).unwrap(), reason, unanswered: false };
            (item, name.chars().next())
        };
        let new = |name| item(name, Reason::New);
        let mut items = vec![item("x0", Reason::Early)];
        items.extend(["a1", "a2", "a3", "a4", "b1", "b2"].map(new));
        items.push(item("a5", Reason::Repeat));
        let names: Vec<String> =
            interleaved(&items).iter().map(|item| item.card.as_str().to_owned()).collect();
        assert_eq!(names.join(" "), "x0 a1 b1 a2 a3 b2 a4 a5");
    }

    #[test]
    fn repeats_keep_the_order_they_came_in() {
        let repeat = |name: &str, position| Candidate { position, ..card(name, Reason::Repeat) };
        check(vec![repeat("b", 2), repeat("a", 1)], (0, None), Unanswered::Last, "b a");
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
