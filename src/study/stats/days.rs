//! What was done on each day, found without searching: nearly all days lie close together.

use std::collections::BTreeMap;

use crate::study::day::Day;

use super::model::{DayStats, Retention};

/// Days that lie in a row, from so many before today on; a review from elsewhere may be of tomorrow.
const DAYS_BEFORE: u32 = 20 * 366;
const DAYS_IN_A_ROW: usize = DAYS_BEFORE as usize + 2;

/// What was reviewed on one day.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfDay {
    pub(super) day: Day,
    pub(super) review_count: usize,
    pub(super) took_ms: u64,
    pub(super) new_count: usize,
    pub(super) young: Retention,
    pub(super) mature: Retention,
}

/// Every day there ever was, as far as something was reviewed on it.
pub(super) struct Days {
    first: Day,
    in_a_row: Vec<OfDay>,
    /// Days long ago, or far ahead.
    others: BTreeMap<Day, OfDay>,
}

impl Days {
    pub(super) fn around(today: Day) -> Self {
        let first = today.minus(DAYS_BEFORE);
        let in_a_row = (0..).map(|ahead| OfDay::of(first.plus(ahead))).take(DAYS_IN_A_ROW).collect();
        Self { first, in_a_row, others: BTreeMap::new() }
    }

    pub(super) fn of(&mut self, day: Day) -> &mut OfDay {
        let place = usize::try_from(day.since(self.first)).unwrap_or(usize::MAX);
        match self.in_a_row.get_mut(place) {
            Some(of_day) => of_day,
            None => self.others.entry(day).or_insert_with(|| OfDay::of(day)),
        }
    }

    /// The days with reviews; they rise.
    pub(super) fn in_order(&self) -> impl Iterator<Item = &OfDay> {
        let before = self.others.range(..self.first).map(|(_, of_day)| of_day);
        let after = self.others.range(self.first..).map(|(_, of_day)| of_day);
        before.chain(&self.in_a_row).chain(after).filter(|of_day| of_day.review_count > 0)
    }
}

impl OfDay {
    pub(super) fn of(day: Day) -> Self {
        let none = Retention::default();
        Self { day, review_count: 0, took_ms: 0, new_count: 0, young: none, mature: none }
    }

    pub(super) fn add(&mut self, other: &OfDay) {
        self.review_count += other.review_count;
        self.took_ms = self.took_ms.saturating_add(other.took_ms);
        self.new_count += other.new_count;
        self.young = self.young.and(other.young);
        self.mature = self.mature.and(other.mature);
    }
}

impl From<&OfDay> for DayStats {
    fn from(of_day: &OfDay) -> Self {
        let OfDay { day, review_count, took_ms, new_count, young, mature } = *of_day;
        Self { day, review_count, took_ms, new_count, retention: young.and(mature) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_far_off_stand_in_order_with_the_others() {
        let today = Day::from_epoch_days(20_000);
        let mut days = Days::around(today);
        let numbers = [20_001, i32::MIN, 20_000, 3, 12_680, 12_679, i32::MAX, 20_002, 19_990];
        for number in numbers {
            days.of(Day::from_epoch_days(number)).review_count += 1;
        }
        let mut expected = numbers.to_vec();
        expected.sort_unstable();
        let found: Vec<i32> = days.in_order().map(|of_day| of_day.day.epoch_days()).collect();
        assert_eq!(found, expected);
    }
}
