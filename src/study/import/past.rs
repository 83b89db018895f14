//! What Anki remembers of a card, as events of ours.
//!
//! Its reviews feed statistics and memory and move no schedule: they were promised by another
//! scheduler. After the last of them one event sets the schedule as Anki has it, and what is done
//! here later goes on from there. Keys are made from Anki's own numbers, so taking the same history
//! in again adds nothing, on any machine.

use crate::study::card::CardId;
use crate::study::day::{Day, Moment, Rollover};
use crate::study::grade::Grade;
use crate::study::review::{Change, Event, EventKey, Intent, Review, Rule, Scheduler, SetSchedule};

/// A card and where it stands, in Anki's own numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnkiCard {
    pub id: i64,
    pub note: i64,
    pub deck: i64,
    /// Which template, or which cloze, counted from 0.
    pub ord: i64,
    pub changed_secs: i64,
    /// 0 new, 1 learning, 2 review, 3 learning again.
    pub kind: i64,
    /// −1 suspended, −2 and −3 buried, 0 new, 1 learning, 2 review, 3 learning by days.
    pub queue: i64,
    /// A place in the queue of new cards, a day since the collection was made, or seconds since 1970.
    pub due: i64,
    /// Days; negative for seconds.
    pub interval: i64,
    pub ease_permille: i64,
    /// How often it was answered.
    pub answered_times: i64,
    pub lapses: i64,
    /// Steps to go while it is learned.
    pub steps_left: i64,
    /// 0 none, 1 red to 7.
    pub flag: i64,
    /// `due` before a filtered deck took the card; 0 where none did.
    pub original_due: i64,
    pub original_deck: i64,
}

/// One line of the review log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnkiReview {
    /// Its name, too: milliseconds since 1970.
    pub at_ms: i64,
    pub card: i64,
    /// 1 again to 4 easy; 0 where nothing was answered.
    pub button: i64,
    /// What the answer led to, in days; negative for seconds.
    pub interval: i64,
    /// Days; negative for seconds.
    pub interval_before: i64,
    /// 0 where the answer was to move nothing.
    pub ease_permille: i64,
    pub took_ms: i64,
    /// 0 learning, 1 review, 2 learning again, 3 in a filtered deck, 4 and above: moved by hand.
    pub kind: i64,
}

/// A card's history in Anki's own numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// When its collection was made, in seconds since 1970; due days are counted from that day.
    pub created_secs: i64,
    /// The local offset at that time, where it is known.
    pub utc_offset_secs: Option<i32>,
    pub card: AnkiCard,
    /// Of this card alone, by time; what was moved by hand is among them.
    pub reviews: Vec<AnkiReview>,
    /// Whether the card went from viva to Anki, with what had happened to it here.
    pub is_own: bool,
}

/// What is known here already of a card that came back.
#[derive(Clone, Copy)]
pub struct KnownPast<'a> {
    /// Whether a line of its review log, by its id, tells of an event of ours.
    pub is_known: &'a dyn Fn(i64) -> bool,
    /// When it last changed here, in milliseconds since 1970; `None` for a card without a history.
    pub changed_ms: Option<i64>,
    pub suspended: bool,
}

/// What turns Anki's times into days.
pub struct AnkiTime<'a> {
    pub now: Moment,
    pub rollover: Rollover,
    /// The local offset in seconds at a time in milliseconds since 1970.
    pub offset_at: &'a dyn Fn(i64) -> i32,
}

/// Anki's days and seconds share one column; a number this large is seconds (as its source has it).
const FIRST_SECOND: i64 = 1_000_000_000;
/// The device of its reviews; their numbers are those of its review log.
pub(super) const ANKI: &str = "anki";
const LONGEST_DAYS: i64 = 36_500;
const LONGEST_ANSWER_MS: i64 = 60 * 60 * 1000;
/// A clock may have run ahead by so much.
const AHEAD_MS: i64 = 24 * 60 * 60 * 1000;
const STARTING_EASE_HUNDREDTHS: u32 = 250;

/// Kinds of cards.
const LEARNING: i64 = 1;
const IN_REVIEW: i64 = 2;
const LEARNING_AGAIN: i64 = 3;
/// A queue.
const SUSPENDED: i64 = -1;
/// A kind of review.
const FILTERED: i64 = 3;

impl Past {
    /// The history of the card that is `id` here, in order. Reviews at impossible times are left out.
    #[must_use]
    pub fn events(&self, id: &CardId, time: &AnkiTime<'_>) -> Vec<Event> {
        self.events_but(id, time, &|_| false)
    }

    /// Of a card that came back, what happened to it in Anki alone. Its schedule counts if it was
    /// answered or moved there; so does a suspension, or its end, after the last change here.
    #[must_use]
    pub fn events_since(&self, id: &CardId, time: &AnkiTime<'_>, known: &KnownPast<'_>) -> Vec<Event> {
        let Some(known_changed_ms) = known.changed_ms.filter(|_| self.is_own) else {
            return self.events(id, time);
        };
        let is_moved = self.reviews.iter().any(|review| !(known.is_known)(review.at_ms));
        let is_later = self.card.changed_secs.saturating_mul(1000) > known_changed_ms;
        let mut events = self.events_but(id, time, known.is_known);
        events.retain(|event| match event.change() {
            Change::Suspend => is_later && !known.suspended,
            Change::Review(_) => true,
            _ => is_moved,
        });
        if is_later && known.suspended && self.card.queue != SUSPENDED {
            let (changed_ms, key) = self.changed(time);
            events.push(event(id, key, changed_ms, &Change::Resume { buried: false }, time));
        }
        events
    }

    fn events_but(&self, id: &CardId, time: &AnkiTime<'_>, is_known: &dyn Fn(i64) -> bool) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::with_capacity(self.reviews.len() + 2);
        let latest_ms = time.now.unix_ms + AHEAD_MS;
        let counts =
            |review: &&AnkiReview| (1..=latest_ms).contains(&review.at_ms) && !is_known(review.at_ms);
        for review in self.reviews.iter().filter(counts) {
            if let (Some(change), Ok(seq)) = (review.change(), u64::try_from(review.at_ms)) {
                let key = EventKey { device: ANKI.to_owned(), seq };
                events.push(event(id, key, review.at_ms, &change, time));
            }
        }
        let (changed_ms, changed_key) = self.changed(time);
        // The last thing that moved the card; a change of its flag or deck is none.
        let moved_ms = self.reviews.iter().rfind(counts).map_or(changed_ms, |review| review.at_ms);
        let schedule = match self.schedule(time) {
            Some(schedule) => Some(Change::Set(schedule)),
            None => (self.is_own || !events.is_empty()).then_some(Change::Forget),
        };
        events.extend(schedule.map(|change| event(id, self.key(moved_ms, 0), moved_ms, &change, time)));
        if self.card.queue == SUSPENDED {
            events.push(event(id, changed_key, changed_ms, &Change::Suspend, time));
        }
        events
    }

    /// Whether it is as new as any new card.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.reviews.is_empty() && self.card.kind == 0 && self.card.queue != SUSPENDED
    }

    /// Lines of its review log in which nothing was answered.
    #[must_use]
    pub fn moved_by_hand(&self) -> usize {
        self.reviews.iter().filter(|review| review.change().is_none()).count()
    }

    /// When the card was last changed in any way, and the key of that change.
    fn changed(&self, time: &AnkiTime<'_>) -> (i64, EventKey) {
        let changed_ms = self.card.changed_secs.saturating_mul(1000).clamp(0, time.now.unix_ms);
        (changed_ms, self.key(changed_ms, 1))
    }

    fn key(&self, at_ms: i64, which: u64) -> EventKey {
        EventKey {
            device: format!("anki-{}", self.card.id),
            seq: u64::try_from(at_ms).unwrap_or(0) * 2 + which,
        }
    }

    /// Where it stands; `None` while it is new.
    fn schedule(&self, time: &AnkiTime<'_>) -> Option<SetSchedule> {
        let card = &self.card;
        if !matches!(card.kind, LEARNING | IN_REVIEW | LEARNING_AGAIN) {
            return None;
        }
        let is_lent = card.original_deck != 0 && card.original_due != 0;
        let due = if is_lent { card.original_due } else { card.due };
        let due = if due >= FIRST_SECOND {
            day_of(due.saturating_mul(1000), time)
        } else {
            plus(self.first_day(time), due)
        };
        let interval_days = in_days(card.interval).max(1);
        let ease = u32::try_from(card.ease_permille / 10).ok().filter(|ease| (1..=9_999).contains(ease));
        // SM-2 multiplies from the second repetition on, as Anki does from the first day.
        let least = match card.kind {
            IN_REVIEW if interval_days > 1 => 2,
            IN_REVIEW => 1,
            _ => 0,
        };
        Some(SetSchedule {
            due: Some(due),
            interval_days: Some(interval_days),
            ease_hundredths: Some(ease.unwrap_or(STARTING_EASE_HUNDREDTHS)),
            repetitions: Some(self.passes_in_a_row(time).max(least)),
            lapse_count: Some(u32::try_from(card.lapses).unwrap_or(0)),
        })
    }

    /// Day 0 of its collection.
    fn first_day(&self, time: &AnkiTime<'_>) -> Day {
        let created_ms = self.created_secs.saturating_mul(1000);
        let utc_offset_secs = self.utc_offset_secs.unwrap_or_else(|| (time.offset_at)(created_ms));
        // Counted from the date, whatever the hour.
        Rollover::new(0).map_or_else(Day::default, |midnight| {
            Moment { unix_ms: created_ms, utc_offset_secs }.day(midnight)
        })
    }

    /// Days with a pass since the last fail.
    fn passes_in_a_row(&self, time: &AnkiTime<'_>) -> u32 {
        let answered = self.reviews.iter().rev().filter(|review| review.change().is_some());
        let mut days: Vec<Day> = answered
            .take_while(|review| review.button > 1)
            .map(|review| day_of(review.at_ms, time))
            .collect();
        days.dedup();
        u32::try_from(days.len()).unwrap_or(u32::MAX)
    }
}

impl AnkiReview {
    /// What was answered; `None` where the card was moved by hand.
    fn change(&self) -> Option<Change> {
        let grade = match self.button {
            1 => Grade::Again,
            2 => Grade::Hard,
            3 => Grade::Good,
            4 => Grade::Easy,
            _ => return None,
        };
        // In a filtered deck that reschedules nothing.
        let is_cram = self.kind == FILTERED && self.ease_permille == 0;
        Some(Change::Review(Review {
            quality: grade.quality(),
            took_ms: u64::try_from(self.took_ms.clamp(0, LONGEST_ANSWER_MS)).unwrap_or(0),
            intent: if is_cram { Intent::Cram } else { Intent::Drill },
            count: false,
            typed_percent: None,
            forecast: None,
            rule: Rule {
                scheduler: Scheduler::Anki { interval_days: in_days(self.interval_before) },
                fuzz: false,
            },
        }))
    }
}

fn event(id: &CardId, key: EventKey, at_ms: i64, change: &Change, time: &AnkiTime<'_>) -> Event {
    let (kind, payload) = change.encode();
    Event {
        key,
        tick: at_ms,
        at_ms,
        day: day_of(at_ms, time),
        card: Some(id.clone()),
        kind: kind.to_owned(),
        payload,
    }
}

fn day_of(unix_ms: i64, time: &AnkiTime<'_>) -> Day {
    Moment { unix_ms, utc_offset_secs: (time.offset_at)(unix_ms) }.day(time.rollover)
}

/// An interval in whole days; negative ones are seconds.
fn in_days(interval: i64) -> u64 {
    let days = if interval < 0 { interval.saturating_neg() / 86_400 } else { interval };
    u64::try_from(days.min(LONGEST_DAYS)).unwrap_or(0)
}

fn plus(day: Day, days: i64) -> Day {
    let far = u32::try_from(days.unsigned_abs().min(LONGEST_DAYS.unsigned_abs())).unwrap_or(0);
    if days < 0 { day.minus(far) } else { day.plus(far) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFSET_SECS: i32 = 12_600;
    /// 2026-01-01 04:00 at that offset: the 20,454th day since 1970.
    const CREATED_SECS: i64 = 1_767_227_400;
    const FIRST_DAY: i32 = 20_454;
    const DAY_MS: i64 = 86_400_000;

    fn at(days: i64) -> i64 {
        CREATED_SECS * 1000 + days * DAY_MS
    }

    fn review(day: i64, button: i64) -> AnkiReview {
        AnkiReview {
            at_ms: at(day),
            button,
            interval_before: 3,
            ease_permille: 2500,
            ..AnkiReview::default()
        }
    }

    fn past(card: &AnkiCard, reviews: &[(i64, i64)]) -> Past {
        let reviews = reviews.iter().map(|&(day, button)| review(day, button)).collect();
        let utc_offset_secs = Some(OFFSET_SECS);
        Past {
            created_secs: CREATED_SECS,
            utc_offset_secs,
            card: AnkiCard { id: 7, ..card.clone() },
            reviews,
            is_own: false,
        }
    }

    fn events(past: &Past) -> Vec<Event> {
        let time = AnkiTime {
            now: Moment { unix_ms: at(100), utc_offset_secs: OFFSET_SECS },
            rollover: Rollover::usual(),
            offset_at: &|_| OFFSET_SECS,
        };
        past.events(&CardId::of_question("Why?"), &time)
    }

    #[track_caller]
    fn check_set(card: &AnkiCard, reviews: &[(i64, i64)], due: i32, rest: (u64, u32, u32, u32)) {
        let (interval_days, ease_hundredths, repetitions, lapse_count) = rest;
        let expected = SetSchedule {
            due: Some(Day::from_epoch_days(FIRST_DAY + due)),
            interval_days: Some(interval_days),
            ease_hundredths: Some(ease_hundredths),
            repetitions: Some(repetitions),
            lapse_count: Some(lapse_count),
        };
        let events = events(&past(card, reviews));
        assert_eq!(events.last().map(Event::change), Some(Change::Set(expected)));
    }

    #[test]
    fn a_schedule_comes_as_it_is() {
        let card = |kind, due, interval| AnkiCard {
            kind,
            due,
            interval,
            ease_permille: 2350,
            lapses: 2,
            ..AnkiCard::default()
        };
        check_set(&card(IN_REVIEW, 40, 12), &[], 40, (12, 235, 2, 2));
        check_set(&card(IN_REVIEW, -3, 1), &[], -3, (1, 235, 1, 2));
        check_set(&card(IN_REVIEW, 40, 12), &[(1, 1), (2, 3), (5, 2), (9, 4)], 40, (12, 235, 3, 2));
        check_set(&card(IN_REVIEW, 40, 12), &[(1, 3), (2, 1)], 40, (12, 235, 2, 2));
        // While it is learned, an hour of this day.
        check_set(&card(LEARNING, CREATED_SECS + 9 * 86_400, 0), &[], 9, (1, 235, 0, 2));
        check_set(&card(LEARNING_AGAIN, 10, -600), &[(9, 1)], 10, (1, 235, 0, 2));
        let lent = AnkiCard { original_due: 33, original_deck: 5, ..card(IN_REVIEW, -100_000, 12) };
        check_set(&lent, &[], 33, (12, 235, 2, 2));
        let without_ease = AnkiCard { ease_permille: 0, ..card(IN_REVIEW, 40, 12) };
        check_set(&without_ease, &[], 40, (12, 250, 2, 2));
        check_set(&card(IN_REVIEW, i64::MIN, i64::MAX), &[], -36_500, (36_500, 235, 2, 2));
    }

    #[test]
    fn keys_are_made_from_its_own_numbers() {
        let suspended = AnkiCard {
            kind: IN_REVIEW,
            queue: SUSPENDED,
            changed_secs: CREATED_SECS + 60,
            ..AnkiCard::default()
        };
        let events = events(&past(&suspended, &[(1, 3), (2, 0), (3, 1)]));
        let found: Vec<(&str, &str, i64)> = events
            .iter()
            .map(|event| {
                (event.kind.as_str(), event.key.device.as_str(), i64::try_from(event.key.seq).unwrap())
            })
            .collect();
        let expected = [
            ("review", "anki", at(1)),
            ("review", "anki", at(3)),
            ("set", "anki-7", at(3) * 2),
            ("suspend", "anki-7", (at(0) + 60_000) * 2 + 1),
        ];
        assert_eq!(found, expected);
        assert_eq!(events[1].day, Day::from_epoch_days(FIRST_DAY + 3));
    }

    #[test]
    fn a_card_that_was_made_new_again_is_new() {
        let events = events(&past(&AnkiCard::default(), &[(1, 3)]));
        assert_eq!(events.last().map(Event::change), Some(Change::Forget));
        assert!(Past::default().is_empty());
    }

    #[test]
    fn a_filtered_deck_that_moves_nothing_is_cramming() {
        let mut past = past(&AnkiCard { kind: IN_REVIEW, ..AnkiCard::default() }, &[(1, 3), (2, 3)]);
        past.reviews[1].kind = FILTERED;
        past.reviews[1].ease_permille = 0;
        let intents: Vec<Intent> = events(&past)
            .iter()
            .filter_map(|event| match event.change() {
                Change::Review(review) => Some(review.intent),
                _ => None,
            })
            .collect();
        assert_eq!(intents, [Intent::Drill, Intent::Cram]);
    }

    #[test]
    fn impossible_times_are_left_out() {
        let past =
            past(&AnkiCard { kind: IN_REVIEW, ..AnkiCard::default() }, &[(-40_000, 3), (1, 3), (102, 3)]);
        assert_eq!(events(&past).iter().filter(|event| event.kind == "review").count(), 1);
        assert!(events(&past).iter().all(|event| event.tick <= at(100)));
    }
}
