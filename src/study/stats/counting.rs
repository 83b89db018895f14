//! The one pass: cards first, then the history of one card after the other.

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Grade;
use crate::study::schedule::{CardState, Schedule, retrievability};

use super::counted::{CountedPast, CountedReview};
use super::days::{Days, OfDay};
use super::groups::Groups;
use super::histogram::{DAYS, DIFFICULTY, EASE, Histogram};
use super::mocks::HeldMock;
use super::model::{
    Age, AskedQuestion, DayStats, FORECAST_DAYS, FailedQuestion, Forecast, GroupStats, LISTED_QUESTIONS,
    OpenQuestion, PeriodStats, Retention, RetentionRow, Stats,
};
use super::period::Period;
use super::streak::streak;

const HOUR_SECS: i64 = 60 * 60;

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
    /// The local offset from UTC in seconds at a time in seconds since 1970.
    offset_at: &'a dyn Fn(i64) -> i32,
    stats: Stats,
    days: Days,
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
}

impl<'a> Counting<'a> {
    pub fn new(today: Day, period: Period, groups: Groups, offset_at: &'a dyn Fn(i64) -> i32) -> Self {
        let forecast = (0..FORECAST_DAYS).map(|days| Forecast { day: today.plus(days), due_count: 0 });
        let stats = Stats {
            forecast: forecast.collect(),
            period: PeriodStats { period, ..PeriodStats::default() },
            ..Stats::default()
        };
        Self {
            today,
            by_group: groups.counters(),
            groups,
            offset_at,
            stats,
            days: Days::around(today),
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

    /// Counts all reviews of a card, of a deck or absent from all, that stand.
    pub fn past(&mut self, card: &CardId, past: &CountedPast) {
        let mut own = OfCard::default();
        for review in &past.reviews {
            self.count_review(review, &mut own);
        }
        let numbers = self.groups.of(card);
        for &number in numbers {
            let group = &mut self.by_group[number as usize];
            group.review_count += own.review_count;
            group.took_ms = group.took_ms.saturating_add(own.took_ms);
            group.retention = group.retention.and(own.retention);
        }
        // Every card of a deck stands in a group; of others there is no question to be shown.
        if own.retention.failed() > 0 && !numbers.is_empty() {
            let (retention, lapse_count) = (own.retention, past.lapse_count);
            self.stats.failed.push(FailedQuestion { card: card.clone(), retention, lapse_count });
            shorten(&mut self.stats.failed, failed_first);
        }
    }

    /// Counts a mock interview; they come in the order they were held.
    pub fn mock(&mut self, held: HeldMock) {
        if self.stats.period.period.holds(held.day) {
            self.stats.mocks.count(held);
        }
    }

    #[must_use]
    pub fn finish(mut self) -> Stats {
        let mut stats = self.stats;
        stats.mocks.finish();
        let days: Vec<OfDay> = self.days.in_order().copied().collect();
        count_days(&mut stats, &days, self.today);
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

    fn count_review(&mut self, review: &CountedReview, own: &mut OfCard) {
        let CountedReview { at_secs, day, took_ms, grade, age, is_first } = *review;
        let passed = grade != Grade::Again;
        let of_day = self.days.of(day);
        of_day.review_count += 1;
        of_day.took_ms = of_day.took_ms.saturating_add(took_ms);
        of_day.new_count += usize::from(is_first);
        match age {
            Age::Young => of_day.young.count(passed),
            Age::Mature => of_day.mature.count(passed),
            Age::New | Age::Repeat => {}
        }
        let stats = &mut self.stats;
        if !stats.period.period.holds(day) {
            return;
        }
        own.review_count += 1;
        own.took_ms = own.took_ms.saturating_add(took_ms);
        let local_secs = at_secs.saturating_add(i64::from((self.offset_at)(at_secs)));
        let hour = usize::try_from(local_secs.div_euclid(HOUR_SECS).rem_euclid(24)).unwrap_or(0);
        let of_hour = &mut stats.hours[hour];
        of_hour.review_count += 1;
        if matches!(age, Age::Young | Age::Mature) {
            of_hour.retention.count(passed);
            own.retention.count(passed);
        }
        stats.grades[age as usize].counts[grade as usize] += 1;
    }
}

/// What is counted of whole days: `days` rise.
fn count_days(stats: &mut Stats, days: &[OfDay], today: Day) {
    let sum = |from: Day, to: Day| {
        let mut sum = OfDay::of(from);
        let first = days.partition_point(|of| of.day < from);
        days[first..].iter().take_while(|of| of.day <= to).for_each(|of| sum.add(of));
        sum
    };
    let (first, last) = (Day::from_epoch_days(i32::MIN), Day::from_epoch_days(i32::MAX));
    let all = sum(first, last);
    stats.totals.review_count = all.review_count;
    stats.totals.took_ms = all.took_ms;
    stats.totals.day_count = days.len();
    let reviewed: Vec<Day> = days.iter().map(|of| of.day).collect();
    stats.streak = streak(&reviewed, today);
    let of_today = sum(today, today);
    stats.today.review_count = of_today.review_count;
    stats.today.took_ms = of_today.took_ms;
    stats.today.new_count = of_today.new_count;
    stats.today.retention = of_today.young.and(of_today.mature);
    let periods = [
        ("today", today, today),
        ("yesterday", today.minus(1), today.minus(1)),
        ("week", today.minus(6), today),
        ("month", today.minus(29), today),
        ("year", today.minus(364), today),
        ("all", first, last),
    ];
    stats.retention = periods
        .map(|(period, from, to)| {
            let OfDay { young, mature, .. } = sum(from, to);
            RetentionRow { period, young, mature }
        })
        .into();
    let period = stats.period.period;
    let held = sum(period.since.unwrap_or(first), period.until.unwrap_or(last));
    stats.days = days.iter().filter(|of| period.holds(of.day)).map(DayStats::from).collect();
    stats.period = PeriodStats {
        period,
        review_count: held.review_count,
        took_ms: held.took_ms,
        day_count: stats.days.len(),
        new_count: held.new_count,
        young: held.young,
        mature: held.mature,
    };
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

/// Keeps a list from growing with the collection: now and then, all but the first go, in whatever order.
fn shorten<T>(list: &mut Vec<T>, order: Order<T>) {
    if list.len() >= LISTED_QUESTIONS * 50 {
        list.select_nth_unstable_by(LISTED_QUESTIONS, order);
        list.truncate(LISTED_QUESTIONS);
    }
}

fn cut<T>(list: &mut Vec<T>, order: Order<T>) {
    list.sort_by(order);
    list.truncate(LISTED_QUESTIONS);
}
