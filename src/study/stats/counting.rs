//! The one pass: cards first, then the history of one card after the other.

use std::collections::BTreeMap;

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::review::Event;
use crate::study::schedule::{
    CardState, MATURE_DAYS, ReviewEffect, ReviewStep, Schedule, each_review, retrievability,
};

use super::groups::Groups;
use super::histogram::{DAYS, DIFFICULTY, EASE, Histogram};
use super::model::{
    Age, AskedQuestion, DayStats, FORECAST_DAYS, FailedQuestion, Forecast, GroupStats, LISTED_QUESTIONS,
    OpenQuestion, PeriodStats, Retention, RetentionRow, Stats, Streak,
};
use super::period::Period;

const HOUR_MS: i64 = 60 * 60 * 1000;

/// What the statistics need of a card that is in a deck.
#[derive(Clone, Debug, PartialEq)]
pub struct CardFacts {
    pub card: CardId,
    pub state: CardState,
    pub asked_times: u32,
    pub unanswered: bool,
}

/// Statistics being counted. Holds a number for each card and day, never a history.
pub struct Counting<'a> {
    today: Day,
    groups: Groups,
    /// The local offset from UTC in seconds at a time in milliseconds since 1970.
    offset_at: &'a dyn Fn(i64) -> i32,
    stats: Stats,
    retention_days: [(Day, Day); 6],
    /// All days with reviews; those of the period with what was done.
    days: BTreeMap<Day, DayStats>,
    by_group: Vec<GroupStats>,
    intervals: Vec<f64>,
    eases: Vec<f64>,
    stabilities: Vec<f64>,
    difficulties: Vec<f64>,
}

/// What one card's history adds to its groups.
#[derive(Default)]
struct OfCard {
    review_count: usize,
    took_ms: u64,
    retention: Retention,
    lapse_count: u32,
}

impl<'a> Counting<'a> {
    pub fn new(today: Day, period: Period, groups: Groups, offset_at: &'a dyn Fn(i64) -> i32) -> Self {
        let periods: [(&str, Day, Day); 6] = [
            ("today", today, today),
            ("yesterday", today.minus(1), today.minus(1)),
            ("week", today.minus(6), today),
            ("month", today.minus(29), today),
            ("year", today.minus(364), today),
            ("all", Day::from_epoch_days(i32::MIN), Day::from_epoch_days(i32::MAX)),
        ];
        let forecast = (0..FORECAST_DAYS).map(|days| Forecast { day: today.plus(days), due_count: 0 });
        let stats = Stats {
            forecast: forecast.collect(),
            retention: periods.map(|(period, ..)| RetentionRow { period, ..RetentionRow::default() }).into(),
            period: PeriodStats { period, ..PeriodStats::default() },
            ..Stats::default()
        };
        Self {
            today,
            by_group: groups.counters(),
            groups,
            offset_at,
            stats,
            retention_days: periods.map(|(_, from, to)| (from, to)),
            days: BTreeMap::new(),
            intervals: Vec::new(),
            eases: Vec::new(),
            stabilities: Vec::new(),
            difficulties: Vec::new(),
        }
    }

    /// Counts a card of the decks, as it stands.
    pub fn card(&mut self, facts: CardFacts) {
        let CardFacts { card, state, asked_times, unanswered } = facts;
        let today = self.today;
        for &number in self.groups.of(&card) {
            let group = &mut self.by_group[number as usize];
            group.card_count += 1;
            group.unanswered_count += usize::from(unanswered);
            group.new_count += usize::from(state.is_new() && !state.suspended);
            group.due_count += usize::from(state.is_due(today) && !state.suspended);
            group.mature_count += usize::from(state.is_mature() && !state.suspended);
        }
        self.count_state(&state, unanswered);
        if unanswered {
            self.stats.unanswered.push(OpenQuestion { card: card.clone(), asked_times });
            shorten(&mut self.stats.unanswered, open_first);
        }
        if asked_times > 0 {
            let recall = recall_on(&state, today);
            let interval_days = state.in_review().map(|held| held.interval_days);
            let state = state.name(today);
            let asked = AskedQuestion { card, asked_times, state, unanswered, interval_days, recall };
            self.stats.most_asked.push(asked);
            shorten(&mut self.stats.most_asked, asked_first);
        }
    }

    /// Counts all that ever happened to a card, of a deck or absent from all.
    pub fn history(&mut self, card: &CardId, events: &[Event]) {
        let mut own = OfCard::default();
        each_review(card, events, |_, step| self.count_review(&step, &mut own));
        let numbers = self.groups.of(card);
        for &number in numbers {
            let group = &mut self.by_group[number as usize];
            group.review_count += own.review_count;
            group.took_ms = group.took_ms.saturating_add(own.took_ms);
            group.retention = group.retention.and(own.retention);
        }
        // Every card of a deck stands in a group; of others there is no question to be shown.
        if own.retention.failed() > 0 && !numbers.is_empty() {
            let OfCard { retention, lapse_count, .. } = own;
            self.stats.failed.push(FailedQuestion { card: card.clone(), retention, lapse_count });
            shorten(&mut self.stats.failed, failed_first);
        }
    }

    #[must_use]
    pub fn finish(mut self) -> Stats {
        let mut stats = self.stats;
        stats.today.retention = stats.retention.first().map(RetentionRow::all).unwrap_or_default();
        stats.totals.day_count = self.days.len();
        stats.streak = streak(self.days.keys().copied(), self.today);
        let period = stats.period.period;
        stats.days = self.days.into_values().filter(|counted| period.holds(counted.day)).collect();
        stats.period.day_count = stats.days.len();
        stats.intervals = Histogram::of(self.intervals, &DAYS[1..]);
        stats.ease = Histogram::of(self.eases, &EASE);
        stats.stability = Histogram::of(self.stabilities, &DAYS);
        stats.difficulty = Histogram::of(self.difficulties, &DIFFICULTY);
        cut(&mut stats.failed, failed_first);
        cut(&mut stats.most_asked, asked_first);
        cut(&mut stats.unanswered, open_first);
        // A selection leaves groups without cards.
        self.by_group.retain(|group| group.card_count > 0);
        self.by_group.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        stats.groups = self.by_group;
        stats
    }

    fn count_state(&mut self, state: &CardState, unanswered: bool) {
        let today = self.today;
        let totals = &mut self.stats.totals;
        totals.card_count += 1;
        totals.unanswered_count += usize::from(unanswered);
        totals.leech_count += usize::from(state.is_leech());
        if state.suspended {
            totals.suspended_count += 1;
            return;
        }
        if let Some(memory) = state.memory {
            self.stabilities.push(memory.stability_days);
            self.difficulties.push(memory.difficulty);
        }
        let Schedule::InReview(held) = state.schedule else {
            totals.new_count += 1;
            return;
        };
        if state.is_mature() {
            totals.mature_count += 1;
        } else {
            totals.young_count += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "an interval of 2^53 days is no interval")]
        self.intervals.push(held.interval_days as f64);
        self.eases.push(f64::from(held.ease_hundredths) / 100.0);
        let days_ahead = held.due.since(today);
        self.stats.backlog_count += usize::from(days_ahead < 0);
        match usize::try_from(days_ahead.max(0)).ok().and_then(|ahead| self.stats.forecast.get_mut(ahead)) {
            Some(forecast) => forecast.due_count += 1,
            None => self.stats.later_count += 1,
        }
        if held.due <= today && state.last_scored_day != Some(today) && !state.is_buried(today) {
            self.stats.today.due_count += 1;
        }
        self.stats.today.owed_count += usize::from(state.owes_a_repeat(today) && !state.is_buried(today));
    }

    fn count_review(&mut self, step: &ReviewStep, own: &mut OfCard) {
        let (stats, day, took_ms) = (&mut self.stats, step.day, step.review.took_ms);
        let is_first = usize::from(step.after.review_count == 1);
        let passed = step.review.quality.is_pass();
        let interval_days = step.retention_interval_days();
        stats.totals.review_count += 1;
        stats.totals.took_ms = stats.totals.took_ms.saturating_add(took_ms);
        if day == self.today {
            stats.today.review_count += 1;
            stats.today.took_ms = stats.today.took_ms.saturating_add(took_ms);
            stats.today.new_count += is_first;
        }
        let done = self.days.entry(day).or_insert_with(|| DayStats::of(day));
        done.review_count += 1;
        done.took_ms = done.took_ms.saturating_add(took_ms);
        done.new_count += is_first;
        if let Some(interval_days) = interval_days {
            done.retention.count(passed);
            for (row, (from, to)) in stats.retention.iter_mut().zip(&self.retention_days) {
                if (*from..=*to).contains(&day) {
                    let of_age = if interval_days >= MATURE_DAYS { &mut row.mature } else { &mut row.young };
                    of_age.count(passed);
                }
            }
        }
        own.lapse_count = step.after.lapse_count;
        let period = &mut stats.period;
        if !period.period.holds(day) {
            return;
        }
        period.review_count += 1;
        period.took_ms = period.took_ms.saturating_add(took_ms);
        period.new_count += is_first;
        own.review_count += 1;
        own.took_ms = own.took_ms.saturating_add(took_ms);
        let local_ms = step.at_ms.saturating_add(i64::from((self.offset_at)(step.at_ms)) * 1000);
        let hour = usize::try_from(local_ms.div_euclid(HOUR_MS).rem_euclid(24)).unwrap_or(0);
        let of_hour = &mut stats.hours[hour];
        of_hour.review_count += 1;
        if let Some(interval_days) = interval_days {
            of_hour.retention.count(passed);
            own.retention.count(passed);
            let of_age = if interval_days >= MATURE_DAYS { &mut period.mature } else { &mut period.young };
            of_age.count(passed);
        }
        let age = age_of(step, interval_days);
        stats.grades[age as usize].counts[step.review.quality.grade() as usize] += 1;
    }
}

fn age_of(step: &ReviewStep, interval_days: Option<u64>) -> Age {
    match (interval_days, step.effect) {
        (Some(days), _) if days >= MATURE_DAYS => Age::Mature,
        (Some(_), _) => Age::Young,
        (None, ReviewEffect::Scored | ReviewEffect::Early) => Age::New,
        (None, _) => Age::Repeat,
    }
}

/// The chance to recall a card on a day; `None` for one without a memory.
fn recall_on(state: &CardState, today: Day) -> Option<f64> {
    let memory = state.memory?;
    // A card that came with a schedule was last seen when its interval began.
    let began =
        state.in_review().map(|held| held.due.minus(u32::try_from(held.interval_days).unwrap_or(u32::MAX)));
    let last_seen = state.last_review.map(|last| last.day).or(began)?;
    let elapsed_days = u32::try_from(today.since(last_seen)).unwrap_or(0);
    Some(retrievability(memory.stability_days, elapsed_days))
}

type Order<T> = fn(&T, &T) -> std::cmp::Ordering;

fn failed_first(a: &FailedQuestion, b: &FailedQuestion) -> std::cmp::Ordering {
    let worth = |one: &FailedQuestion| (one.retention.failed(), one.lapse_count);
    worth(b).cmp(&worth(a)).then_with(|| a.card.cmp(&b.card))
}

fn asked_first(a: &AskedQuestion, b: &AskedQuestion) -> std::cmp::Ordering {
    b.asked_times.cmp(&a.asked_times).then_with(|| a.card.cmp(&b.card))
}

fn open_first(a: &OpenQuestion, b: &OpenQuestion) -> std::cmp::Ordering {
    b.asked_times.cmp(&a.asked_times).then_with(|| a.card.cmp(&b.card))
}

/// Keeps a list from growing with the collection: now and then, all but the first go.
fn shorten<T>(list: &mut Vec<T>, order: Order<T>) {
    if list.len() >= LISTED_QUESTIONS * 50 {
        cut(list, order);
    }
}

fn cut<T>(list: &mut Vec<T>, order: Order<T>) {
    list.sort_by(order);
    list.truncate(LISTED_QUESTIONS);
}

/// `days` rise.
pub(super) fn streak(days: impl Iterator<Item = Day>, today: Day) -> Streak {
    let mut streak = Streak::default();
    let mut run_days = 0;
    let mut last: Option<Day> = None;
    for day in days {
        run_days = if last.is_some_and(|last| last.plus(1) == day) { run_days + 1 } else { 1 };
        streak.longest_days = streak.longest_days.max(run_days);
        if day == today {
            streak.today_counts = true;
        }
        if day == today || day == today.minus(1) {
            streak.current_days = run_days;
        }
        last = Some(day);
    }
    streak
}
