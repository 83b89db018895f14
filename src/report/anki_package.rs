//! Decks and progress as the rows of an Anki package.
//!
//! A card is one note, in however many decks it stands: Anki knows a note by its guid, which is the
//! card's id, so exporting again updates. Numbers of notes, cards and decks come from hashes of names,
//! those of reviews from their moments. Schedules are given as they are, in days; a repeat that is
//! still owed today is a card that is being learned again. Burying is for today, and stays here.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::deck_tables::{deck_part, html_of};
use crate::study::card::{Card, CardId};
use crate::study::day::{Day, Moment, Rollover};
use crate::study::deck::{Deck, Interview};
use crate::study::grade::Grade;
use crate::study::import::{
    AnkiCard, AnkiNote, AnkiNotetype, AnkiPackage, AnkiReview, AnkiTemplate, OWN_FIELDS, OwnPlace, anki_tag,
    own_source,
};
use crate::study::review::{EventKey, Scheduler};
use crate::study::schedule::{CardState, ReviewEffect, Schedule, TracedReview};

/// What a package is made of.
pub struct PackageSource<'a> {
    pub decks: &'a [Deck],
    /// The card whose schedule a card shares; itself, unless it is joined to another.
    pub root_of: &'a dyn Fn(&CardId) -> CardId,
    /// Companies known to have asked a card besides those that its decks name, and how often.
    pub asked_elsewhere: &'a dyn Fn(&CardId) -> Vec<(String, u32)>,
    /// When a deck last changed, in seconds since 1970.
    pub deck_changed_secs: &'a dyn Fn(&str) -> i64,
    /// `None` where schedules and reviews are kept back.
    pub progress: Option<&'a PackageProgress>,
    pub now: Moment,
    pub rollover: Rollover,
}

/// Schedules and reviews, by the cards they are replayed under.
#[derive(Default)]
pub struct PackageProgress {
    pub states: HashMap<CardId, CardState>,
    /// In the order they were made.
    pub reviews: HashMap<CardId, Vec<TracedReview>>,
    /// The number of each review in Anki's log.
    pub numbers: HashMap<EventKey, i64>,
    /// When anything last happened to a card, in milliseconds since 1970.
    pub changed_ms: HashMap<CardId, i64>,
}

/// The kind of our notes. Anki keeps the one it has unless a later one comes.
const NOTETYPE: i64 = 1_763_700_000_000;
const NOTETYPE_CHANGED_SECS: i64 = 1_763_700_000;
/// Numbers made from hashes: below any time, for a number that lies in the future is refused, and so
/// high that no collection made by hand has them.
const FIRST_NUMBER: u64 = 400_000_000_000;
const NUMBER_BITS: u32 = 40;

const NEW: i64 = 0;
const IN_REVIEW: i64 = 2;
const LEARNING_AGAIN: i64 = 3;
const QUEUE_LEARNING: i64 = 1;
const QUEUE_REVIEW: i64 = 2;
const QUEUE_SUSPENDED: i64 = -1;
const RED: i64 = 1;
/// Kinds of reviews.
const LEARNED: i64 = 0;
const REVIEWED: i64 = 1;
const LEARNED_AGAIN: i64 = 2;
const FILTERED: i64 = 3;
const STARTING_EASE_PERMILLE: i64 = 2500;
/// A review's number may be so far ahead; later ones Anki refuses, with all else in the package.
const AHEAD_MS: i64 = 12 * 60 * 60 * 1000;

const QUESTION: &str = r#"<div class="question" dir="auto">{{Question}}</div>"#;
const ANSWER: &str = r#"{{FrontSide}}
<hr id="answer">
{{#My answer}}<div class="label">My answer</div>
<div class="answer" dir="auto">{{My answer}}</div>{{/My answer}}
{{#Answer}}{{#My answer}}<div class="label">Notes</div>{{/My answer}}
<div class="answer" dir="auto">{{Answer}}</div>{{/Answer}}
{{#Asked}}<div class="label" dir="auto">Asked by {{Asked}}</div>{{/Asked}}"#;
const CSS: &str = ".card { font: 18px/1.5 sans-serif; text-align: start; max-width: 42em; margin: 0 auto; }
.label { font-size: 75%; opacity: 0.7; margin-top: 1em; }
pre { overflow-x: auto; padding: 0.5em; border: 1px solid; border-radius: 4px; text-align: left; direction: ltr; }
code { font-family: monospace; font-size: 90%; }
table { border-collapse: collapse; }
th, td { border: 1px solid; padding: 0.2em 0.5em; }
img { max-width: 100%; }
";

/// The rows of a package with these decks.
#[must_use]
pub fn anki_package(source: &PackageSource<'_>) -> AnkiPackage {
    let notes = notes_of(source);
    let first_day = first_day(source, &notes);
    let mut package = AnkiPackage {
        created_secs: start_of(first_day, source),
        utc_offset_secs: Some(source.now.utc_offset_secs),
        rollover_hour: Some(source.rollover.hour()),
        notetypes: BTreeMap::from([(NOTETYPE, notetype())]),
        ..AnkiPackage::default()
    };
    let numbers = numbers(notes.iter().map(|note| note.root.as_str()));
    let mut deck_numbers = DeckNumbers::default();
    for (position, note) in (1..).zip(&notes) {
        let (number, deck) = (numbers[note.root.as_str()], deck_numbers.of(&note.deck_path()));
        let row = note_row(number, note, source);
        let state = source.progress.and_then(|progress| progress.states.get(&note.root));
        let happened_ms = source.progress.and_then(|progress| progress.changed_ms.get(&note.root));
        package.cards.push(AnkiCard {
            id: number,
            note: number,
            deck,
            changed_secs: happened_ms.map_or(row.changed_secs, |at_ms| at_ms.div_euclid(1000)),
            ..card_row(state, position, first_day, source)
        });
        package.notes.push(row);
        if let Some(progress) = source.progress {
            let traced = progress.reviews.get(&note.root).map(Vec::as_slice).unwrap_or_default();
            package.reviews.extend(review_rows(
                number,
                state.map(|state| state.schedule),
                traced,
                progress,
                source.now,
            ));
        }
    }
    package.decks = deck_numbers.names();
    package.notes.sort_by_key(|note| note.id);
    package.cards.sort_by_key(|card| card.id);
    package.reviews.sort_by_key(|review| review.at_ms);
    package
}

/// A card with every place where it stands, the first one first.
struct Note<'a> {
    root: CardId,
    places: Vec<Place<'a>>,
}

struct Place<'a> {
    deck: &'a Deck,
    position: usize,
    card: &'a Card,
}

fn notes_of<'a>(source: &PackageSource<'a>) -> Vec<Note<'a>> {
    let mut notes: Vec<Note<'a>> = Vec::new();
    let mut places: HashMap<CardId, usize> = HashMap::new();
    for deck in source.decks {
        for (position, card) in deck.cards.iter().enumerate() {
            let root = (source.root_of)(&card.id);
            let at = *places.entry(root.clone()).or_insert(notes.len());
            if at == notes.len() {
                notes.push(Note { root, places: Vec::new() });
            }
            notes[at].places.push(Place { deck, position, card });
        }
    }
    notes
}

impl Note<'_> {
    /// Where it is in Anki, which has a card in one deck only.
    fn deck_path(&self) -> Vec<String> {
        let Some(first) = self.places.first() else { return Vec::new() };
        let names = [Some(first.deck.shown_title()), first.card.section.as_deref()];
        let parts = names.into_iter().flatten().map(deck_part);
        parts.filter(|part| !part.is_empty()).collect()
    }

    /// `Acme ×2, Zibal`
    fn asked(&self, source: &PackageSource<'_>) -> String {
        let mut companies: Vec<(String, u32)> = Vec::new();
        let mut count = |company: &str, times: u32| match companies
            .iter_mut()
            .find(|(known, _)| known.to_lowercase() == company.to_lowercase())
        {
            Some((_, held)) => *held = (*held).max(times),
            None => companies.push((company.to_owned(), times)),
        };
        let today = source.now.day(source.rollover);
        for Place { deck, card, .. } in &self.places {
            if let Some(company) = deck.company().filter(|_| deck.was_interview(today)) {
                count(company, 1);
            }
            card.asked.iter().for_each(|asked| count(&asked.company, asked.times));
        }
        for (company, times) in (source.asked_elsewhere)(&self.root) {
            count(&company, times);
        }
        let shown = companies.into_iter().map(|(company, times)| {
            // A company's name is text, whatever it holds.
            let company = escaped(&company);
            if times > 1 { format!("{company} ×{times}") } else { company }
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

fn note_row(number: i64, note: &Note<'_>, source: &PackageSource<'_>) -> AnkiNote {
    let first = note.places.first();
    let html = |text: Option<&String>| text.map(|text| field(&html_of(text))).unwrap_or_default();
    let first_with = |of: fn(&Card) -> Option<&String>| {
        note.places.iter().filter_map(|place| of(place.card)).find(|text| !text.trim().is_empty())
    };
    let shown = [
        html(first.map(|place| &place.card.question)),
        html(first_with(|card| card.answer.as_ref())),
        html(first_with(|card| card.my_answer.as_ref())),
    ];
    let places = note.places.iter().map(|Place { deck, position, card }| OwnPlace {
        position: *position,
        deck: Deck {
            name: deck.name.clone(),
            title: deck.title.clone(),
            // Told by one card of the deck; in all of them it would be as often.
            interview: deck
                .interview
                .clone()
                .filter(|_| *position == 0)
                .filter(|held| !Interview::is_empty(held)),
            cards: vec![Card::clone(card)],
        },
    });
    let last = own_source(note.root.as_str(), &places.collect::<Vec<_>>(), &shown);
    let mut tags: Vec<String> =
        note.places.iter().flat_map(|place| &place.card.tags).map(|tag| anki_tag(tag)).collect();
    tags.sort();
    tags.dedup();
    let changes = note.places.iter().map(|place| (source.deck_changed_secs)(&place.deck.name));
    let [question, answer, my_answer] = shown;
    AnkiNote {
        id: number,
        guid: note.root.to_string(),
        notetype: NOTETYPE,
        changed_secs: changes.max().unwrap_or(0),
        // Anki looks for a tag with a space on each side.
        tags: if tags.is_empty() { String::new() } else { format!(" {} ", tags.join(" ")) },
        fields: vec![question, answer, my_answer, field(&note.asked(source)), last],
    }
}

/// Where the card stands, its numbers still to be given.
fn card_row(
    state: Option<&CardState>,
    position: i64,
    first_day: Day,
    source: &PackageSource<'_>,
) -> AnkiCard {
    let new = AnkiCard { kind: NEW, queue: NEW, due: position, ..AnkiCard::default() };
    let Some(state) = state else { return new };
    let scheduled = match state.schedule {
        Schedule::New => new,
        Schedule::InReview(held) => AnkiCard {
            kind: IN_REVIEW,
            queue: QUEUE_REVIEW,
            due: held.due.since(first_day),
            interval: days(held.interval_days),
            ease_permille: permille(held.ease_hundredths),
            ..AnkiCard::default()
        },
    };
    let today = source.now.day(source.rollover);
    let is_owed = state.in_review().is_some() && state.owes_a_repeat(today) && !state.suspended;
    let scheduled = if is_owed {
        AnkiCard {
            kind: LEARNING_AGAIN,
            queue: QUEUE_LEARNING,
            due: source.now.unix_ms.div_euclid(1000),
            steps_left: 1,
            ..scheduled
        }
    } else {
        scheduled
    };
    AnkiCard {
        queue: if state.suspended { QUEUE_SUSPENDED } else { scheduled.queue },
        answered_times: i64::from(state.review_count),
        lapses: i64::from(state.lapse_count),
        flag: if state.flagged { RED } else { 0 },
        ..scheduled
    }
}

fn review_rows(
    card: i64,
    schedule: Option<Schedule>,
    traced: &[TracedReview],
    progress: &PackageProgress,
    now: Moment,
) -> Vec<AnkiReview> {
    let mut rows = Vec::with_capacity(traced.len());
    for (at, review) in traced.iter().enumerate() {
        let Some(&number) = progress.numbers.get(&review.key) else { continue };
        if number <= now.unix_ms + AHEAD_MS {
            let then = traced.get(at + 1).map(interval_before).or(schedule.map(interval_of)).unwrap_or(0);
            rows.push(AnkiReview { at_ms: number, card, ..review_row(review, then) });
        }
    }
    rows
}

/// `then` is the interval that the next review begins with, or the card has now.
fn review_row(traced: &TracedReview, then: i64) -> AnkiReview {
    let after = traced.after.in_review();
    let ease_permille = after.map_or(STARTING_EASE_PERMILLE, |held| permille(held.ease_hundredths));
    let (before, interval) = (interval_before(traced), interval_of(traced.after.schedule));
    let button = match traced.review.quality.grade() {
        Grade::Again => 1,
        Grade::Hard => 2,
        Grade::Good => 3,
        Grade::Easy => 4,
    };
    let row = AnkiReview {
        button,
        interval,
        ease_permille,
        took_ms: i64::try_from(traced.review.took_ms).unwrap_or(i64::MAX),
        ..AnkiReview::default()
    };
    match (traced.effect, traced.review.rule.scheduler) {
        // What moves nothing has no ease there.
        (ReviewEffect::Uncounted, _) => {
            AnkiReview { interval_before: before, ease_permille: 0, kind: FILTERED, ..row }
        }
        // Of what it led to there, only what the next one began with is known.
        (_, Scheduler::Anki { interval_days }) => {
            let kind = if interval_days > 0 { REVIEWED } else { LEARNED };
            AnkiReview { interval: then, interval_before: before, kind, ..row }
        }
        (ReviewEffect::Early, _) => AnkiReview { interval_before: before, kind: FILTERED, ..row },
        (ReviewEffect::Repeat, _) => {
            // Its interval stays; Anki counts as recall only what had one before.
            let kind = if traced.before == Schedule::New { LEARNED } else { LEARNED_AGAIN };
            AnkiReview { interval_before: 0, kind, ..row }
        }
        _ if traced.before == Schedule::New => AnkiReview { interval_before: 0, kind: LEARNED, ..row },
        _ => AnkiReview { interval_before: before, kind: REVIEWED, ..row },
    }
}

fn interval_before(traced: &TracedReview) -> i64 {
    match traced.review.rule.scheduler {
        Scheduler::Anki { interval_days } => days(interval_days),
        _ => interval_of(traced.before),
    }
}

fn interval_of(schedule: Schedule) -> i64 {
    match schedule {
        Schedule::InReview(held) => days(held.interval_days),
        Schedule::New => 0,
    }
}

fn days(interval_days: u64) -> i64 {
    i64::try_from(interval_days.min(36_500)).unwrap_or(0)
}

/// The day from which due days are counted: that of the first review, or the first due day before it.
fn first_day(source: &PackageSource<'_>, notes: &[Note<'_>]) -> Day {
    let today = source.now.day(source.rollover);
    let Some(progress) = source.progress else { return today };
    let of_note = |note: &Note<'_>| {
        let state = progress.states.get(&note.root)?;
        let due = state.in_review().map(|held| held.due);
        state.first_review_day.into_iter().chain(due).min()
    };
    notes.iter().filter_map(of_note).chain([today]).min().unwrap_or(today)
}

/// When a day begins, in seconds since 1970.
fn start_of(day: Day, source: &PackageSource<'_>) -> i64 {
    i64::from(day.epoch_days()) * 86_400 + i64::from(source.rollover.hour()) * 3600
        - i64::from(source.now.utc_offset_secs)
}

fn notetype() -> AnkiNotetype {
    AnkiNotetype {
        name: "viva".to_owned(),
        is_cloze: false,
        fields: OWN_FIELDS.map(str::to_owned).to_vec(),
        templates: vec![AnkiTemplate { question: QUESTION.to_owned(), answer: ANSWER.to_owned() }],
        css: CSS.to_owned(),
        changed_secs: Some(NOTETYPE_CHANGED_SECS),
    }
}

/// Decks and those they are in.
#[derive(Default)]
struct DeckNumbers {
    names: BTreeMap<String, i64>,
    taken: HashSet<i64>,
}

impl DeckNumbers {
    fn of(&mut self, path: &[String]) -> i64 {
        let mut number = 1;
        for depth in 1..=path.len() {
            let name = path[..depth].join("::");
            let taken = &mut self.taken;
            number = *self
                .names
                .entry(name)
                .or_insert_with_key(|name| free_number(&format!("deck {name}"), taken));
        }
        number
    }

    fn names(self) -> BTreeMap<i64, String> {
        self.names.into_iter().map(|(name, number)| (number, name)).collect()
    }
}

/// A number for each name. Of two with one hash the first in the alphabet keeps it.
fn numbers<'a>(names: impl Iterator<Item = &'a str>) -> HashMap<&'a str, i64> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    let mut taken = HashSet::with_capacity(names.len());
    names.into_iter().map(|name| (name, free_number(name, &mut taken))).collect()
}

fn free_number(name: &str, taken: &mut HashSet<i64>) -> i64 {
    let hash = blake3::hash(name.as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hash.as_bytes()[..8]);
    let mut number = FIRST_NUMBER + (u64::from_be_bytes(first) >> (u64::BITS - NUMBER_BITS));
    while !taken.insert(i64::try_from(number).unwrap_or(0)) {
        number += 1;
    }
    i64::try_from(number).unwrap_or(0)
}

fn permille(ease_hundredths: u32) -> i64 {
    // Anki keeps it in sixteen bits.
    i64::from(ease_hundredths.min(6_500)) * 10
}

/// A field's text without the character that parts fields.
fn field(html: &str) -> String {
    html.replace('\u{1f}', " ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('[', "&#91;")
}
