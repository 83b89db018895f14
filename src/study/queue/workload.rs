//! How much a day asks: the counts of its queue.
//!
//! Every place that says what is left today, what comes tomorrow or what waits takes it from here: the drill,
//! its summary, `viva queue` and `viva stats`. The counts follow the same limits as [`order`],
//! by the same calls, so the queue of a day has just as many cards as its workload says.
//!
//! [`order`]: super::order

use super::{Backlog, Candidate, Limits, Reason, Unanswered};
use crate::study::day::Day;

/// The counts of one day's queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Workload {
    /// Due cards that are asked that day.
    pub due_count: usize,
    /// New cards that are asked that day.
    pub new_count: usize,
    /// Cards whose latest answer that day was below 4: they are asked again.
    pub repeat_count: usize,
    /// Due cards beyond the limit of reviews. They are due, but wait for another day.
    pub over_limit_count: usize,
    /// Of all due cards, asked that day or not, those that were due before it.
    pub overdue_count: usize,
}

/// What is left today, and what the next day asks if nothing more is answered today.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    pub today: Workload,
    pub tomorrow: Workload,
    /// More due than fits into a day.
    pub backlog: Option<Backlog>,
    /// The plan for an interview chooses the cards: what else is due waits.
    pub follows_plan: bool,
}

impl Workload {
    /// Counts what [`order`] makes of these candidates.
    ///
    /// [`order`]: super::order
    #[must_use]
    pub fn of(candidates: &[Candidate], day: Day, mut limits: Limits, unanswered: Unanswered) -> Self {
        let mut workload = Self::default();
        for candidate in candidates.iter().filter(|candidate| unanswered.asks(candidate)) {
            let is_asked = limits.admit(candidate.reason);
            match candidate.reason {
                Reason::New => workload.new_count += usize::from(is_asked),
                Reason::Repeat => workload.repeat_count += usize::from(is_asked),
                Reason::Due { due, .. } => {
                    workload.overdue_count += usize::from(due < day);
                    if is_asked {
                        workload.due_count += 1;
                    } else {
                        workload.over_limit_count += 1;
                    }
                }
                Reason::Early => {}
            }
        }
        workload
    }

    /// The cards that are asked that day.
    #[must_use]
    pub fn total(&self) -> usize {
        self.due_count + self.new_count + self.repeat_count
    }

    /// `12 due, 8 new, 1 again`; `nothing` if the day asks nothing.
    #[must_use]
    pub fn describe(&self) -> String {
        let counts = [(self.due_count, "due"), (self.new_count, "new"), (self.repeat_count, "again")];
        let parts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
    }

    /// [`Workload::describe`], and how many due cards wait because of the limit of reviews.
    #[must_use]
    pub fn describe_with_waiting(&self) -> String {
        match self.over_limit_count {
            0 => self.describe(),
            count => format!("{} ({count} more due, over the daily limit)", self.describe()),
        }
    }
}

impl Outlook {
    /// That today's queue is empty, and why; `review_count` reviews were made today.
    #[must_use]
    pub fn describe_done(&self, review_count: usize) -> String {
        let due = match self.today.over_limit_count {
            0 if self.follows_plan => "today's plan is done".to_owned(),
            0 => "nothing is due".to_owned(),
            1 => "today's limit of reviews is reached; 1 card is still due".to_owned(),
            count => format!("today's limit of reviews is reached; {count} cards are still due"),
        };
        let reviews = match review_count {
            0 => String::new(),
            1 => ", 1 review today".to_owned(),
            count => format!(", {count} reviews today"),
        };
        let tomorrow = match self.tomorrow.total() {
            0 => String::new(),
            _ => format!("; tomorrow: {}", self.tomorrow.describe_with_waiting()),
        };
        format!("{due}{reviews}{tomorrow}")
    }

    /// What tomorrow asks; it includes what is left today, if anything is.
    #[must_use]
    pub fn describe_tomorrow(&self) -> String {
        let tomorrow = self.tomorrow.describe_with_waiting();
        if self.today.total() == 0 { tomorrow } else { format!("{tomorrow}, if you stop now") }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::order;
    use super::*;
    use crate::study::card::CardId;
    use crate::study::introduction::NewRank;

    const TODAY: Day = Day::from_epoch_days(1000);

    fn candidate(number: usize, kind: u8, unanswered: bool) -> Candidate {
        let overdue_days = u32::from(kind / 4);
        Candidate {
            card: CardId::parse(&format!("card{number}")).unwrap(),
            reason: match kind % 4 {
                0 => Reason::Due { due: TODAY.minus(overdue_days), interval_days: 3 },
                1 => Reason::New,
                2 => Reason::Repeat,
                _ => Reason::Early,
            },
            unanswered,
            rank: NewRank::default(),
            asked_times: 1,
            memory: None,
            deck: "deck".to_owned(),
            position: 0,
        }
    }

    proptest! {
        #[test]
        fn it_counts_what_the_queue_asks(
            kinds in prop::collection::vec((0_u8..16, any::<bool>()), 0..40),
            new_left in 0_usize..8,
            reviews_left in prop::option::of(0_usize..8),
            unanswered in prop::sample::select(vec![Unanswered::Last, Unanswered::Mixed, Unanswered::Skip]),
        ) {
            let candidates: Vec<Candidate> = kinds
                .iter()
                .enumerate()
                .map(|(number, (kind, unanswered))| candidate(number, *kind, *unanswered))
                .collect();
            let limits = Limits { new_left, reviews_left, fit_today: None };
            let workload = Workload::of(&candidates, TODAY, limits, unanswered);
            let due = candidates.iter().filter(|one| unanswered.asks(one));
            let due = due.filter(|one| matches!(one.reason, Reason::Due { .. }));
            prop_assert_eq!(workload.due_count + workload.over_limit_count, due.count());
            let queue = order(candidates, TODAY, limits, unanswered);
            let count = |is: fn(Reason) -> bool| queue.iter().filter(|item| is(item.reason)).count();
            prop_assert_eq!(workload.due_count, count(|reason| matches!(reason, Reason::Due { .. })));
            prop_assert_eq!(workload.new_count, count(|reason| reason == Reason::New));
            prop_assert_eq!(workload.repeat_count, count(|reason| reason == Reason::Repeat));
        }
    }

    #[test]
    fn it_is_said_in_the_same_words_everywhere() {
        let nothing = Workload::default();
        assert_eq!(nothing.describe(), "nothing");
        let some = Workload { due_count: 20, new_count: 20, ..nothing };
        assert_eq!(some.describe_with_waiting(), "20 due, 20 new");
        let many = Workload { repeat_count: 1, over_limit_count: 57, ..some };
        assert_eq!(
            many.describe_with_waiting(),
            "20 due, 20 new, 1 again (57 more due, over the daily limit)"
        );
        let outlook = Outlook { today: nothing, tomorrow: some, backlog: None, follows_plan: false };
        assert_eq!(outlook.describe_tomorrow(), "20 due, 20 new");
        assert_eq!(outlook.describe_done(0), "nothing is due; tomorrow: 20 due, 20 new");
        let planned = Outlook { follows_plan: true, ..outlook };
        assert_eq!(
            planned.describe_done(3),
            "today's plan is done, 3 reviews today; tomorrow: 20 due, 20 new"
        );
        let limited = Outlook { today: Workload { over_limit_count: 67, ..nothing }, ..outlook };
        assert_eq!(
            limited.describe_done(10),
            "today's limit of reviews is reached; 67 cards are still due, 10 reviews today; \
             tomorrow: 20 due, 20 new"
        );
        let stopped = Outlook { today: some, ..outlook };
        assert_eq!(stopped.describe_tomorrow(), "20 due, 20 new, if you stop now");
    }
}
