//! The session and the store together, without a terminal: random keys over a real database.
//!
//! What stands beside a key is what is stored after pressing it; what is stored is what replay gives,
//! also after closing and opening again, and after switching scheduler and fuzz.

#![expect(clippy::disallowed_methods, reason = "a test makes its own files")]

use std::path::Path;

use proptest::prelude::*;
use viva::store::{DeckStamp, IndexedDeck, LastAction, Machine, Scope, Store, StoreError};
use viva::study::card::{Asked, Card, CardId};
use viva::study::day::{Day, Moment, Rollover};
use viva::study::deck::{Deck, Interview};
use viva::study::draft::Stroke;
use viva::study::grade::{Grade, Quality};
use viva::study::introduction::NewRank;
use viva::study::key_points::TopicWords;
use viva::study::queue::{Limits, Unanswered, order};
use viva::study::review::{
    CardEdit, Change, DesiredRetention, Direction, Intent, Review, Rule, Scheduler, SetSchedule, TypedPercent,
};
use viva::study::schedule::CardState;
use viva::study::session::{
    DeckOffer, DialogView, Drill, EditOutcome, Effect, Fetched, Input, Key, Offered, Response, Screen,
    Section, Session, Summary, TakenBack, face_of,
};
use viva::study::stats::CountedPast;

const DAY_MS: i64 = 86_400_000;
const START_MS: i64 = 20_000 * DAY_MS + 12 * 3_600_000;

fn open(dir: &Path, device: &str) -> Store {
    let machine = Machine { mark: "test machine", fresh_device: device };
    Store::open(&dir.join("viva.db"), &machine).unwrap()
}

fn rollover() -> Rollover {
    Rollover::new(4).unwrap()
}

fn moment(unix_ms: i64) -> Moment {
    Moment { unix_ms, utc_offset_secs: 0 }
}

fn deck(name: &str, questions: &[&str]) -> Deck {
    let cards = questions
        .iter()
        .map(|question| Card {
            answer: (!question.starts_with("Unanswered")).then(|| "Because.".to_owned()),
            ..Card::new(*question)
        })
        .collect();
    Deck { name: name.to_owned(), cards, ..Deck::default() }
}

fn index(store: &mut Store, decks: &[Deck]) {
    let indexed: Vec<IndexedDeck<'_>> = decks
        .iter()
        .map(|deck| IndexedDeck {
            stamp: DeckStamp { name: deck.name.clone(), size_bytes: 1, mtime_ns: 1 },
            hash: String::new(),
            content: Ok(deck),
        })
        .collect();
    store.index(&indexed, &[]).unwrap();
}

fn some_decks() -> Vec<Deck> {
    vec![
        deck("zibal", &["What is a mutex?", "What is an index?", "Unanswered one?"]),
        deck("wallex", &["What is a mutex?", "What is a GIL?", "Unanswered two?"]),
    ]
}

/// The day's queue as the command line makes it.
fn start(store: &Store, drill: Drill, now: Moment) -> (Session, Vec<Effect>) {
    let today = now.day(drill.rollover);
    let mut candidates = store.due(today).unwrap();
    candidates.extend(store.owed(today).unwrap());
    for rank in NewRank::ALL {
        candidates.extend(store.new_cards(today, rank, 20, |_| true).unwrap());
    }
    let limits = Limits { new_left: 20, reviews_left: None, fit_today: None };
    Session::start(drill, order(candidates, today, limits, Unanswered::Last), now)
}

fn drill(rule: Rule) -> Drill {
    Drill {
        rollover: rollover(),
        rule,
        intent: Intent::Drill,
        count: false,
        six_grades: true,
        minutes: None,
        doubt: None,
        drafts: Vec::new(),
        unsaved: Vec::new(),
        plan: None,
        clock: true,
        backlog: None,
        explains_intervals: false,
    }
}

/// Carries out effects until the session waits for a key; `Err` once it has ended.
fn carry_out(
    session: &mut Session,
    store: &mut Store,
    mut effects: Vec<Effect>,
    now: Moment,
) -> Result<(), ()> {
    while let Some(effect) = effects.pop() {
        let input = match effect {
            Effect::End | Effect::Mock | Effect::Drill(_) => return Err(()),
            Effect::Fetch(card) => Input::Response(Response::Fetched(fetch(store, &card))),
            Effect::Record { card, change, seen } => {
                match store.append(&card, &change, now, rollover(), Some(seen)) {
                    Ok(appended) => Input::Response(Response::Saved(appended.state)),
                    Err(StoreError::Stale) => Input::Response(Response::Stale),
                    Err(error) => panic!("{error}"),
                }
            }
            Effect::Delete(card) => {
                let change = Change::Delete(Vec::new());
                Input::Response(Response::Saved(
                    store.append(&card, &change, now, rollover(), None).unwrap().state,
                ))
            }
            Effect::TakeBack(direction) => {
                let taken = reverse(store, direction, Scope::ThisDevice, now);
                let taken = taken.map(|(LastAction { card, event, .. }, state)| {
                    Box::new(TakenBack { card, change: event.change(), state, text_stays: None })
                });
                Input::Response(Response::TakenBack(taken.ok_or_else(|| "nothing to undo".to_owned())))
            }
            Effect::Compare(to_compare) => {
                let mut words = TopicWords::default();
                for (question, answer) in store.sample_of_answers(100).unwrap() {
                    words.add(&question, &answer);
                }
                Input::Compared(to_compare.weigh(&words))
            }
            Effect::EditDraft(text) => Input::Drafted(Ok(format!("{text} edited"))),
            Effect::Edit { .. } => {
                Input::Response(Response::Edited(EditOutcome::Broken { why: "as a test".to_owned() }))
            }
            Effect::Sections(_) => Input::Response(Response::Sections(vec![
                Section::default(),
                Section {
                    name: None,
                    cards: store.listed().unwrap().into_iter().map(|card| card.card).collect(),
                },
            ])),
            Effect::Open(_) => Input::Response(Response::Opened(Ok(()))),
            Effect::Decks => Input::Response(Response::Decks(vec![
                DeckOffer { name: "zibal".to_owned(), ..DeckOffer::default() },
                DeckOffer { name: "wallex".to_owned(), ..DeckOffer::default() },
            ])),
            Effect::Summarise => Input::Response(Response::Summary(Summary::default(), Offered::default())),
            Effect::More(_) => Input::Response(Response::More(Vec::new())),
        };
        effects.extend(session.step(input, now));
    }
    Ok(())
}

/// Undoes or redoes the last action, if there is one.
fn reverse(
    store: &mut Store,
    direction: Direction,
    scope: Scope,
    now: Moment,
) -> Option<(LastAction, CardState)> {
    let action = store.last_action(direction, scope).unwrap()?;
    let state = store.take_back(&action, direction, scope, now, rollover()).unwrap();
    Some((action, state))
}

fn undo(store: &mut Store, now: Moment) -> Option<(LastAction, CardState)> {
    reverse(store, Direction::Undo, Scope::ThisDevice, now)
}

fn redo(store: &mut Store, now: Moment) -> Option<(LastAction, CardState)> {
    reverse(store, Direction::Redo, Scope::ThisDevice, now)
}

fn fetch(store: &Store, card: &CardId) -> Option<Box<Fetched>> {
    let sightings = store.sightings(card).unwrap();
    let history = store.history(card).unwrap();
    (!sightings.is_empty()).then(|| {
        Box::new(Fetched {
            face: face_of(&sightings, None, store.asked_times(card).unwrap()),
            card: history.card,
            held: history.replayed,
            event_count: history.events.len(),
        })
    })
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let scheduler =
        prop_oneof![Just(Scheduler::Sm2), Just(Scheduler::Fsrs(DesiredRetention::new(85).unwrap()))];
    (scheduler, any::<bool>()).prop_map(|(scheduler, fuzz)| Rule { scheduler, fuzz })
}

const DONE: char = '\u{4}';
const ESCAPE: char = '\u{1b}';
const EDITOR: char = '\u{7}';

/// What a key means: where text is written, a letter of it.
fn pressed(session: &Session, key: char) -> Input {
    match key {
        DONE => Input::Key(Key::Done),
        ESCAPE => Input::Key(Key::Esc),
        EDITOR => Input::Key(Key::Editor),
        '\n' => Input::Key(Key::Enter),
        key if session.draft().is_some() => Input::Stroke(Stroke::Insert(key.to_string())),
        key => Input::Key(Key::Char(key)),
    }
}

/// A sitting: how many hours after the last one, under which rule, which keys.
fn any_sitting() -> impl Strategy<Value = (i64, Rule, Vec<(char, i64)>)> {
    let key = prop_oneof![
        10 => prop::char::range('0', '5'),
        3 => Just(' '),
        1 => prop::sample::select(vec!['u', 'U', 'b', 's', 'f', '?', 'q', 'x', 'p', 'j', 'm']),
        1 => prop::sample::select(vec!['t', 't', DONE, ESCAPE, EDITOR, 'e', 'w', 'y', 'n', 'c', 'd', 'F', 'g', 'i', 'o', '\n']),
    ];
    let minutes = prop_oneof![9 => 0_i64..3, 1 => 0_i64..1200];
    (-30_i64..1000, any_rule(), prop::collection::vec((key, minutes), 0..40))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_promised_is_stored_and_what_is_stored_is_replayed(sittings in prop::collection::vec(any_sitting(), 1..6)) {
        let dir = tempfile::tempdir().unwrap();
        let mut now_ms = START_MS;
        for (hours, rule, keys) in sittings {
            now_ms += hours * 3_600_000;
            // Closed and opened again at each sitting.
            let mut store = open(dir.path(), "device-a");
            if store.card_count().unwrap() == 0 {
                index(&mut store, &some_decks());
            }
            let (mut session, effects) = start(&store, drill(rule), moment(now_ms));
            if carry_out(&mut session, &mut store, effects, moment(now_ms)).is_err() {
                continue;
            }
            for (key, minutes) in keys {
                now_ms += minutes * 60_000;
                let now = moment(now_ms);
                let quality = key.to_digit(10).and_then(|digit| Quality::new(u8::try_from(digit).unwrap()));
                let promised = quality.and_then(|quality| {
                    let card = session.card()?.clone();
                    let future = session.promised()?.iter().find(|future| future.quality == quality)?.clone();
                    let said = session.view().and_then(|view| match view.screen {
                        Screen::Answer { grades, .. } => grades.iter().find(|grade| grade.key == key).cloned(),
                        _ => None,
                    });
                    Some((card, future, said.unwrap()))
                });
                let day = now.day(rollover());
                let before = promised.as_ref().map(|(card, ..)| store.history(card).unwrap().events.len());
                let is_answer = !session.asks_for_a_line();
                let draft_before = session.draft().filter(|_| is_answer).cloned();
                let typed_before = session.drafts();
                let input = pressed(&session, key);
                let effects = session.step(input.clone(), now);
                let over = carry_out(&mut session, &mut store, effects, now).is_err();
                if let (Some(draft), Input::Key(Key::Esc)) = (draft_before, input) {
                    // Esc leaves what was typed where it was.
                    prop_assert!(session.draft().is_none());
                    prop_assert_eq!(session.drafts(), typed_before);
                    prop_assert!(draft.is_blank() || !session.drafts().is_empty());
                }
                if let Some((card, future, said)) = promised {
                    let history = store.history(&card).unwrap();
                    // After midnight's rollover the card is shown again instead of being graded.
                    if Some(history.events.len()) != before {
                        let stored = store.state(&card).unwrap();
                        prop_assert_eq!(stored, future.state);
                        prop_assert_eq!(stored, history.replayed.state);
                        let in_review = stored.in_review().unwrap();
                        let days = in_review.due.since(day);
                        let said_days = if days <= 0 { "stays due".to_owned() } else { format!("{days} d") };
                        prop_assert!(said.promise.ends_with(&said_days), "{} {}", said.promise, said_days);
                        prop_assert_eq!(said.promise.starts_with("today"), stored.owes_a_repeat(day));
                    }
                }
                if over {
                    break;
                }
            }
        }
        let store = open(dir.path(), "device-a");
        let report = store.check().unwrap();
        prop_assert!(report.findings.is_empty(), "{:?}", report.findings);
        prop_assert_eq!(store.device(), "device-a");
    }

    #[test]
    fn undo_and_redo_bring_back_the_very_same_state(
        reviews in prop::collection::vec((0_usize..4, 0_u8..6, 0_i64..40), 1..30),
        steps in 1_usize..35,
    ) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path(), "device-a");
        index(&mut store, &some_decks());
        let cards: Vec<CardId> = store.listed().unwrap().into_iter().map(|listed| listed.card).collect();
        let mut now_ms = START_MS;
        let all = |store: &Store| -> Vec<CardState> { cards.iter().map(|card| store.state(card).unwrap()).collect() };
        let mut states = vec![all(&store)];
        for (card, quality, days) in reviews {
            now_ms += days * DAY_MS;
            let review = Review {
                quality: Quality::new(quality).unwrap(),
                took_ms: 1,
                intent: Intent::Drill,
                count: false,
                typed_percent: None, forecast: None,
                rule: Rule::SM2,
            };
            store.append(&cards[card], &Change::Review(review), moment(now_ms), rollover(), None).unwrap();
            states.push(all(&store));
        }
        let end = states.len() - 1;
        let steps = steps.min(end);
        for back in 1..=steps {
            // Another sitting, a later day: undo reaches into earlier ones.
            now_ms += DAY_MS / 3;
            prop_assert!(undo(&mut store, moment(now_ms)).is_some());
            prop_assert_eq!(&all(&store), &states[end - back]);
        }
        drop(store);
        let mut store = open(dir.path(), "device-a");
        for forth in (0..steps).rev() {
            now_ms += 1;
            prop_assert!(redo(&mut store, moment(now_ms)).is_some());
            prop_assert_eq!(&all(&store), &states[end - forth]);
        }
        prop_assert!(redo(&mut store, moment(now_ms)).is_none());
        prop_assert!(store.check().unwrap().findings.is_empty());
    }
}

#[test]
fn a_typed_answer_is_compared_kept_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "device-a");
    let card = Card {
        answer: Some("It guards a critical section. Only its owner may unlock it.".to_owned()),
        ..Card::new("A mutex?")
    };
    index(&mut store, &[Deck { name: "a".to_owned(), cards: vec![card], ..Deck::default() }]);
    let now = moment(START_MS);
    let (mut session, effects) = start(&store, drill(Rule::SM2), now);
    carry_out(&mut session, &mut store, effects, now).unwrap();
    let mut press = |session: &mut Session, keys: &str| {
        for key in keys.chars() {
            let input = pressed(session, key);
            let effects = session.step(input, now);
            let _ = carry_out(session, &mut store, effects, now);
        }
    };
    press(&mut session, "tguards the sectoin");
    // Left and come back to, in this session and in another.
    press(&mut session, "\u{1b}");
    let card = session.card().unwrap().clone();
    assert_eq!(session.drafts(), [(card.clone(), "guards the sectoin".to_owned())]);
    press(&mut session, "t\u{4}");
    match session.view().unwrap().screen {
        Screen::Answer { face, .. } => {
            let typed = face.typed.as_ref().unwrap();
            let comparison = typed.comparison.as_ref().unwrap();
            let made: Vec<(&str, bool)> =
                comparison.points().iter().map(|point| (point.text.as_str(), point.is_made())).collect();
            assert_eq!(
                made,
                [("It guards a critical section", true), ("Only its owner may unlock it", false)]
            );
            assert_eq!(typed.text, "guards the sectoin");
        }
        screen => panic!("{screen:?}"),
    }
    // Enter gives no grade for half of the points; ticking the other one changes that.
    press(&mut session, "\n");
    assert!(session.view().unwrap().notice.unwrap().starts_with("choose a grade, 0 to 5"));
    press(&mut session, "pj ");
    assert!(matches!(session.view().unwrap().screen, Screen::Dialog(DialogView::Tick { at: 1, .. })));
    assert_eq!(
        session.view().unwrap().notice,
        Some("made: Only its owner may unlock it   2 of 2 key points")
    );
    press(&mut session, "\n\n");
    assert!(session.drafts().is_empty());
    let events = store.history(&card).unwrap().events;
    let Change::Review(review) = events[0].change() else { panic!("{events:?}") };
    assert_eq!(review.typed_percent, Some(TypedPercent { found: 50, ticked: Some(100) }));
    assert_eq!(review.quality, Grade::Good.quality());
}

#[test]
fn time_without_a_key_counts_only_so_far() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "device-a");
    let cards = vec![Card::new("A mutex?"), Card::new("Write a function that sorts.")];
    index(&mut store, &[Deck { name: "a".to_owned(), cards, ..Deck::default() }]);
    let mut now_ms = START_MS;
    let (mut session, effects) = start(&store, drill(Rule::SM2), moment(now_ms));
    carry_out(&mut session, &mut store, effects, moment(now_ms)).unwrap();
    for (is_exercise, minutes_spent) in [(false, 3 + 1), (true, 25 + 1)] {
        let card = session.card().unwrap().clone();
        for (key, minutes) in [(' ', 25), ('4', 1)] {
            now_ms += minutes * 60_000;
            session.step(Input::Tick, moment(now_ms));
            let effects = session.step(Input::Key(Key::Char(key)), moment(now_ms));
            if let Some(Screen::Answer { face, .. }) = session.view().map(|view| view.screen) {
                assert_eq!(face.is_exercise, is_exercise);
                assert_eq!(face.clock.unwrap().elapsed_secs, (minutes_spent - 1) * 60);
            }
            let _ = carry_out(&mut session, &mut store, effects, moment(now_ms));
        }
        let Change::Review(review) = store.history(&card).unwrap().events[0].change() else { panic!() };
        assert_eq!(review.took_ms, minutes_spent * 60_000);
    }
}

/// When the minutes are over, the card that is shown can still be answered; none comes after it.
#[test]
fn a_session_ends_when_its_minutes_are_over() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "device-a");
    index(&mut store, &some_decks());
    let limited = Drill { minutes: Some(10), ..drill(Rule::SM2) };
    let mut now_ms = START_MS;
    let (mut session, effects) = start(&store, limited, moment(now_ms));
    carry_out(&mut session, &mut store, effects, moment(now_ms)).unwrap();
    for (minutes, is_over) in [(4, false), (4, false), (4, true)] {
        let is_summary = |session: &Session| {
            matches!(session.view().map(|view| view.screen), Some(Screen::Summary { .. }))
        };
        assert!(!is_summary(&session));
        now_ms += minutes * 60_000;
        for key in [' ', '5'] {
            let effects = session.step(Input::Key(Key::Char(key)), moment(now_ms));
            carry_out(&mut session, &mut store, effects, moment(now_ms)).unwrap();
        }
        assert_eq!(is_summary(&session), is_over, "after {minutes}");
    }
    assert_eq!(store.listed().unwrap().iter().filter(|card| !card.state.is_new()).count(), 3);
}

/// Grades the card on the screen, and says which it was.
fn graded(session: &mut Session, store: &mut Store, quality: char, now: Moment) -> String {
    let card = session.card().unwrap().clone();
    for key in [' ', quality] {
        let effects = session.step(Input::Key(Key::Char(key)), now);
        carry_out(session, store, effects, now).unwrap();
    }
    store.question_of(&card).unwrap().unwrap()
}

#[test]
fn a_failed_card_returns_after_six_others_or_after_all_that_are_left() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "device-a");
    let questions = ["Q0?", "Q1?", "Q2?", "Q3?", "Q4?", "Q5?", "Q6?", "Q7?", "Q8?"];
    index(&mut store, &[deck("a", &questions)]);
    let now = moment(START_MS);
    let (mut session, effects) = start(&store, drill(Rule::SM2), now);
    carry_out(&mut session, &mut store, effects, now).unwrap();
    let mut asked = Vec::new();
    // The first one, and the last new one, are failed once.
    for quality in ['1', '4', '4', '4', '4', '4', '4', '4', '4', '1'] {
        assert_eq!(session.progress().done, asked.len());
        asked.push(graded(&mut session, &mut store, quality, now));
    }
    let expected = ["Q0?", "Q1?", "Q2?", "Q3?", "Q4?", "Q5?", "Q6?", "Q0?", "Q7?", "Q8?"];
    assert_eq!(asked[..10], expected);
    // Nothing else was left: it is not asked, but offered.
    assert!(matches!(session.view().unwrap().screen, Screen::Wait { .. }));
}

#[test]
fn the_only_card_left_comes_back_after_a_pause_or_when_asked_for() {
    for (keys, waits_ms, is_asked) in [
        (&[][..], 0, false),
        (&[], 119_000, false),
        (&[], 120_000, true),
        (&[Key::Char(' ')], 0, true),
        (&[Key::Enter], 1000, true),
        (&[Key::Char('x'), Key::Char('3')], 0, false),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path(), "device-a");
        index(&mut store, &[deck("a", &["A mutex?"])]);
        let now = moment(START_MS);
        let (mut session, effects) = start(&store, drill(Rule::SM2), now);
        carry_out(&mut session, &mut store, effects, now).unwrap();
        graded(&mut session, &mut store, '1', now);
        assert!(session.is_ticking());
        match session.view().unwrap().screen {
            Screen::Wait { question, left_secs } => assert_eq!((question, left_secs), ("A mutex?", 120)),
            screen => panic!("{screen:?}"),
        }
        assert_eq!(session.progress().left, 1);
        let later = moment(START_MS + waits_ms);
        for input in keys.iter().map(|key| Input::Key(*key)).chain([Input::Tick]) {
            let effects = session.step(input, later);
            carry_out(&mut session, &mut store, effects, later).unwrap();
        }
        let is_question = matches!(session.view().unwrap().screen, Screen::Question { .. });
        assert_eq!(is_question, is_asked, "{keys:?} after {waits_ms} ms");
    }
}

#[test]
fn what_failed_in_a_session_is_shown_at_its_end_unless_it_was_undone() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "device-a");
    index(&mut store, &[deck("a", &["One?", "Two?", "Three?"])]);
    let now = moment(START_MS);
    let (mut session, effects) = start(&store, drill(Rule::SM2), now);
    carry_out(&mut session, &mut store, effects, now).unwrap();
    let failed = |session: &mut Session, store: &mut Store| -> Vec<String> {
        let effects = session.step(Input::Key(Key::Char('q')), now);
        carry_out(session, store, effects, now).unwrap();
        let Screen::Summary { failed, offers, .. } = session.view().unwrap().screen else { panic!() };
        let failed = failed.iter().map(|face| face.question.clone()).collect();
        assert_eq!(offers.len(), 1);
        session.step(Input::Key(Key::Char('v')), now);
        let is_shown = matches!(session.view().unwrap().screen, Screen::Failed { .. });
        assert_eq!(is_shown, !Vec::is_empty(&failed));
        if is_shown {
            session.step(Input::Key(Key::Char('v')), now);
        }
        failed
    };
    let back = |session: &mut Session, store: &mut Store, key: char| {
        let effects = session.step(Input::Key(Key::Char(key)), now);
        carry_out(session, store, effects, now).unwrap();
    };
    // A hard answer is not a fail.
    graded(&mut session, &mut store, '3', now);
    graded(&mut session, &mut store, '0', now);
    assert_eq!(failed(&mut session, &mut store), ["Two?"]);
    back(&mut session, &mut store, 'u');
    assert_eq!(failed(&mut session, &mut store).len(), 0);
    back(&mut session, &mut store, 'U');
    assert_eq!(failed(&mut session, &mut store), ["Two?"]);
    back(&mut session, &mut store, ' ');
    graded(&mut session, &mut store, '1', now);
    graded(&mut session, &mut store, '5', now);
    // Recalled at last or not, it was failed once.
    graded(&mut session, &mut store, '5', now);
    assert_eq!(failed(&mut session, &mut store), ["Two?", "Three?"]);
}

#[test]
fn the_first_interval_is_explained_once_and_only_where_it_is_true() {
    let fsrs = Rule { scheduler: Scheduler::Fsrs(DesiredRetention::new(90).unwrap()), fuzz: false };
    for (rule, explains, six_grades, expected) in [
        (Rule::SM2, true, false, Some("Again starts it over")),
        (Rule::SM2, true, true, Some("Below 3 starts it over")),
        (Rule::SM2, false, false, None),
        (fsrs, true, false, None),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path(), "device-a");
        index(&mut store, &some_decks());
        let now = moment(START_MS);
        let terms = Drill { explains_intervals: explains, six_grades, ..drill(rule) };
        let (mut session, effects) = start(&store, terms, now);
        carry_out(&mut session, &mut store, effects, now).unwrap();
        session.step(Input::Key(Key::Char(' ')), now);
        let says = session.view().unwrap().notice.map(str::to_owned);
        assert_eq!(says.is_some(), expected.is_some(), "{says:?}");
        assert!(says.unwrap_or_default().contains(expected.unwrap_or_default()));
        assert_eq!(session.has_explained_intervals(), expected.is_some());
        let effects = session.step(Input::Key(Key::Char('4')), now);
        carry_out(&mut session, &mut store, effects, now).unwrap();
        session.step(Input::Key(Key::Char(' ')), now);
        assert_eq!(session.view().unwrap().notice, None);
    }
}

#[test]
fn a_section_is_brought_forward_and_links_are_chosen_before_they_are_opened() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "device-a");
    let questions = ["One? [a](https://a.org) [b](file:///etc/passwd)", "Two?", "Three?", "Four?"];
    index(&mut store, &[deck("a", &questions)]);
    let now = moment(START_MS);
    let (mut session, effects) = start(&store, drill(Rule::SM2), now);
    carry_out(&mut session, &mut store, effects, now).unwrap();
    let id = |question: usize| CardId::of_question(questions[question]);

    session.step(Input::Key(Key::Char('o')), now);
    match session.view().unwrap().screen {
        Screen::Dialog(DialogView::Choose { items, .. }) => assert_eq!(items.len(), 1, "{items:?}"),
        screen => panic!("{screen:?}"),
    }
    assert_eq!(session.step(Input::Key(Key::Number(2)), now), []);
    assert_eq!(session.step(Input::Key(Key::Enter), now), [Effect::Open("https://a.org".to_owned())]);
    session.step(Input::Response(Response::Opened(Ok(()))), now);

    assert_eq!(session.step(Input::Key(Key::Char('g')), now), [Effect::Sections(id(0))]);
    let section = |name: &str, cards: Vec<CardId>| Section { name: Some(name.to_owned()), cards };
    session.step(
        Input::Response(Response::Sections(vec![
            section("first", vec![id(0), id(1)]),
            section("last", vec![id(2), id(3)]),
        ])),
        now,
    );
    assert_eq!(session.step(Input::Key(Key::Char('2')), now), [Effect::Fetch(id(2))]);
    let mut asked = Vec::new();
    let mut effects = vec![Effect::Fetch(id(2))];
    while carry_out(&mut session, &mut store, effects, now).is_ok() && session.card().is_some() {
        asked.push(session.card().unwrap().clone());
        session.step(Input::Key(Key::Enter), now);
        effects = session.step(Input::Key(Key::Enter), now);
    }
    assert_eq!(asked, [id(2), id(3), id(0), id(1)]);
}

/// What a list of decks shows, and what has been typed over it.
fn found(session: &Session) -> (Vec<String>, String) {
    match session.view().unwrap().screen {
        Screen::Dialog(DialogView::Find { items, filter, .. }) => {
            (items.iter().map(|item| item.text.clone()).collect(), filter.text().to_owned())
        }
        screen => panic!("{screen:?}"),
    }
}

#[test]
fn another_deck_is_chosen_while_drilling_and_at_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "device-a");
    index(&mut store, &some_decks());
    let now = moment(START_MS);
    let (mut session, effects) = start(&store, drill(Rule::SM2), now);
    carry_out(&mut session, &mut store, effects, now).unwrap();
    let mut press = |session: &mut Session, keys: &str| -> Result<(), ()> {
        for key in keys.chars() {
            let effects = session.step(pressed(session, key), now);
            carry_out(session, &mut store, effects, now)?;
        }
        Ok(())
    };
    press(&mut session, "tmine\u{1b}m").unwrap();
    assert_eq!(found(&session), (vec!["zibal".to_owned(), "wallex".to_owned()], String::new()));
    // What is typed here narrows the list, whatever it means to a card, and Esc goes back to it.
    press(&mut session, "wq").unwrap();
    assert_eq!(found(&session), (Vec::new(), "wq".to_owned()));
    press(&mut session, "\n\u{1b}").unwrap();
    assert!(matches!(session.view().unwrap().screen, Screen::Question { .. }));
    let card = session.card().unwrap().clone();

    // At the end, `m` is a mock interview; only what was offered is a key.
    press(&mut session, "\u{1b} 4").unwrap();
    press(&mut session, "q").unwrap();
    assert!(matches!(session.view().unwrap().screen, Screen::Summary { .. }));
    press(&mut session, "d").unwrap();
    assert!(matches!(session.view().unwrap().screen, Screen::Summary { .. }), "it was not offered");
    let mut ended = session.clone();
    let offered = Offered { decks: true, ..Offered::default() };
    press(&mut ended, " ").unwrap();
    assert_eq!(ended.step(Input::Key(Key::Char('q')), now), [Effect::Summarise]);
    ended.step(Input::Response(Response::Summary(Summary::default(), offered)), now);
    press(&mut ended, "d").unwrap();
    assert_eq!(found(&ended).0.len(), 2);
    press(&mut ended, "\u{1b}d").unwrap();
    assert_eq!(ended.step(Input::Key(Key::Number(2)), now), [Effect::Drill("wallex".to_owned())]);
    assert!(ended.view().is_none());

    // What was typed for a card is there when it comes again, in the other deck, too.
    press(&mut session, " tyours\u{1b}m").unwrap();
    let typed = session.drafts();
    assert_eq!(typed.len(), 1, "{typed:?}");
    assert_ne!(typed[0].0, card);
    press(&mut session, "zib").unwrap();
    assert_eq!(session.step(Input::Key(Key::Enter), now), [Effect::Drill("zibal".to_owned())]);
    assert_eq!((session.drafts(), session.progress().done), (typed, 1));
}

#[test]
fn an_edit_and_its_reverse_are_undone_in_turn() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "device-a");
    index(&mut store, &some_decks());
    let now = moment(START_MS);
    let (mut session, effects) = start(&store, drill(Rule::SM2), now);
    carry_out(&mut session, &mut store, effects, now).unwrap();
    let card = session.card().unwrap().clone();
    let text = |question: &str| Card::with_id(card.clone(), question.to_owned());
    let there = CardEdit { deck: "zibal".to_owned(), before: text("a"), after: text("b") };
    let back = there.clone().reversed();
    let press = |session: &mut Session, store: &mut Store, key: char| {
        let effects = session.step(Input::Key(Key::Char(key)), now);
        carry_out(session, store, effects, now).unwrap();
        session.view().unwrap().notice.unwrap_or_default().to_owned()
    };
    press(&mut session, &mut store, 'f');
    for edit in [&there, &back] {
        assert!(matches!(session.step(Input::Key(Key::Char('e')), now)[..], [Effect::Edit { .. }]));
        store.append(&card, &Change::Edit(vec![edit.clone()]), now, rollover(), None).unwrap();
        let saved = EditOutcome::Changed { says: "saved".to_owned() };
        let effects = session.step(Input::Response(Response::Edited(saved)), now);
        carry_out(&mut session, &mut store, effects, now).unwrap();
    }
    // Each undo goes one action further back, and each redo one forward.
    let last = |store: &Store| {
        store.last_action(Direction::Undo, Scope::ThisDevice).unwrap().map(|action| action.event.change())
    };
    assert_eq!(last(&store), Some(Change::Edit(vec![back.clone()])));
    assert_eq!(press(&mut session, &mut store, 'u'), "undone: the edit");
    assert_eq!(last(&store), Some(Change::Edit(vec![there])));
    assert_eq!(press(&mut session, &mut store, 'u'), "undone: the edit");
    assert_eq!(press(&mut session, &mut store, 'u'), "undone: flag");
    assert_eq!(press(&mut session, &mut store, 'u'), "nothing to undo");
    for notice in ["redone: flag", "redone: the edit", "redone: the edit"] {
        assert_eq!(press(&mut session, &mut store, 'U'), notice);
    }
    assert_eq!(last(&store), Some(Change::Edit(vec![back])));
    assert!(store.check().unwrap().findings.is_empty());
}

#[test]
fn what_another_device_did_is_undone_only_if_asked() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "device-a");
    reviewed(&mut store);
    drop(store);
    // A copy is a device of its own.
    let copy = tempfile::tempdir().unwrap();
    std::fs::copy(dir.path().join("viva.db"), copy.path().join("viva.db")).unwrap();
    let mut store = open(copy.path(), "device-b");
    let now = moment(START_MS + 2 * DAY_MS);
    assert_eq!(undo(&mut store, now), None);
    let mut undone = Vec::new();
    while let Some((action, _)) = reverse(&mut store, Direction::Undo, Scope::AnyDevice, now) {
        undone.push(action.event.kind);
    }
    assert_eq!(undone, ["review", "suspend", "review"]);
    // The undoing was done here.
    assert_eq!(redo(&mut store, now).unwrap().0.event.kind, "review");
    assert!(store.check().unwrap().findings.is_empty());
}

#[test]
fn a_card_graded_elsewhere_meanwhile_is_shown_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "device-a");
    index(&mut store, &some_decks());
    let now = moment(START_MS);
    let (mut session, effects) = start(&store, drill(Rule::SM2), now);
    carry_out(&mut session, &mut store, effects, now).unwrap();
    let card = session.card().unwrap().clone();
    let review = Review {
        quality: Quality::new(5).unwrap(),
        took_ms: 1,
        intent: Intent::Drill,
        count: false,
        typed_percent: None,
        forecast: None,
        rule: Rule::SM2,
    };
    open(dir.path(), "x").append(&card, &Change::Review(review), now, rollover(), None).unwrap();
    for key in [' ', '4'] {
        let effects = session.step(Input::Key(Key::Char(key)), now);
        carry_out(&mut session, &mut store, effects, now).unwrap();
    }
    // Not graded twice: it is new no longer, so the next card is on the screen.
    assert_eq!(store.history(&card).unwrap().events.len(), 1);
    assert_ne!(session.card(), Some(&card));
}

#[test]
fn a_database_that_was_copied_gets_a_device_of_its_own() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path(), "device-a"));
    let elsewhere = tempfile::tempdir().unwrap();
    std::fs::copy(dir.path().join("viva.db"), elsewhere.path().join("viva.db")).unwrap();
    assert_eq!(open(elsewhere.path(), "device-b").device(), "device-b");
    assert_eq!(open(elsewhere.path(), "device-c").device(), "device-b");
    assert_eq!(open(dir.path(), "device-d").device(), "device-a");
    let machine = Machine { mark: "another machine", fresh_device: "device-e" };
    assert_eq!(Store::open(&dir.path().join("viva.db"), &machine).unwrap().device(), "device-e");
}

#[test]
fn what_is_no_database_of_ours_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("viva.db");
    let machine = Machine { mark: "test machine", fresh_device: "a" };
    let mut newer = {
        drop(open(dir.path(), "a"));
        let bytes = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        bytes
    };
    newer[60..64].copy_from_slice(&99_i32.to_be_bytes());
    let mut foreign = newer.clone();
    foreign[68..72].copy_from_slice(&[0; 4]);
    for (bytes, why) in [
        (&newer[..], "was written by a newer viva (format 99, this one knows "),
        (&foreign[..], "is not a viva database: it belongs to another program"),
        (&b"hello"[..], "is not a viva database: "),
        (&b""[..], "is damaged: its end is missing"),
    ] {
        std::fs::write(&path, bytes).unwrap();
        let error = Store::open(&path, &machine).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.starts_with(&format!("{} {why}", path.display())), "{} bytes: {error}", bytes.len());
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }
}

#[test]
fn joined_cards_are_one_with_one_schedule() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "a");
    let mut decks = some_decks();
    index(&mut store, &decks);
    let first = CardId::of_question("What is an index?");
    let other = CardId::of_question("What is a GIL?");
    let now = moment(START_MS);
    let set = |due: i32| {
        Change::Set(SetSchedule { due: Some(Day::from_epoch_days(due)), ..SetSchedule::default() })
    };
    store.append(&first, &set(21_000), now, rollover(), None).unwrap();
    store.append(&other, &set(22_000), now, rollover(), None).unwrap();

    decks[1].cards[1].same_as = Some(first.clone());
    index(&mut store, &decks);
    let due = |store: &Store, card: &CardId| store.state(card).unwrap().in_review().unwrap().due.epoch_days();
    assert_eq!((due(&store, &first), due(&store, &other)), (22_000, 22_000));
    assert_eq!(store.history(&other).unwrap().events.len(), 2);
    assert_eq!(store.sightings(&other).unwrap().len(), 2);
    assert_eq!(store.card_count().unwrap(), 4);
    assert!(store.check().unwrap().findings.is_empty());

    // A circle joins nothing; nor does a target that is in no deck.
    decks[0].cards[1].same_as = Some(other.clone());
    index(&mut store, &decks);
    assert_eq!((due(&store, &first), due(&store, &other)), (21_000, 22_000));
    decks[0].cards[1].same_as = Some(CardId::parse("nowhere").unwrap());
    decks[1].cards[1].same_as = None;
    index(&mut store, &decks);
    assert_eq!((due(&store, &first), due(&store, &other)), (21_000, 22_000));
    assert!(store.check().unwrap().findings.is_empty());
}

#[test]
fn the_same_question_in_several_decks_is_one_card_asked_several_times() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "a");
    let mut decks = some_decks();
    decks[0].cards[1].asked = vec![Asked { company: "Digikala".to_owned(), times: 3, url: None }];
    index(&mut store, &decks);
    let mutex = CardId::of_question("What is a mutex?");
    assert_eq!(store.sightings(&mutex).unwrap().len(), 2);
    // Decks without a company are collections; what their cards say of companies counts.
    assert_eq!(store.asked_times(&mutex).unwrap(), 0);
    assert_eq!(store.asked_times(&CardId::of_question("What is an index?")).unwrap(), 3);
    for deck in &mut decks {
        deck.interview =
            Some(Interview { company: Some(format!("Company {}", deck.name)), ..Interview::default() });
    }
    index(&mut store, &decks);
    assert_eq!(store.asked_times(&mutex).unwrap(), 2);
    assert_eq!(store.asked_times(&CardId::of_question("What is an index?")).unwrap(), 4);
    assert_eq!(store.card_count().unwrap(), 5);
}

#[test]
fn a_deck_that_goes_and_comes_back_brings_its_history() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "a");
    let decks = some_decks();
    index(&mut store, &decks);
    let gil = CardId::of_question("What is a GIL?");
    store.append(&gil, &Change::Suspend, moment(START_MS), rollover(), None).unwrap();
    store.index(&[], &["wallex".to_owned()]).unwrap();
    assert_eq!(store.card_count().unwrap(), 3);
    assert_eq!(store.orphans().unwrap(), std::slice::from_ref(&gil));
    index(&mut store, &decks);
    assert!(store.state(&gil).unwrap().suspended);
    assert!(store.orphans().unwrap().is_empty());
    assert!(store.check().unwrap().findings.is_empty());
}

#[test]
fn the_states_can_be_made_again_from_the_log() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "a");
    index(&mut store, &some_decks());
    let gil = CardId::of_question("What is a GIL?");
    store.append(&gil, &Change::Suspend, moment(START_MS), rollover(), None).unwrap();
    drop(store);
    let raw = rusqlite::Connection::open(dir.path().join("viva.db")).unwrap();
    raw.execute("update state set suspended = 0, lapse_count = 7", []).unwrap();
    drop(raw);
    let mut store = open(dir.path(), "a");
    assert!(!store.check().unwrap().findings.is_empty());
    store.rebuild().unwrap();
    assert!(store.check().unwrap().findings.is_empty());
    assert!(store.state(&gil).unwrap().suspended);
}

/// Two cards, one of them reviewed twice, the other taken back and suspended.
fn reviewed(store: &mut Store) -> CardId {
    index(store, &some_decks());
    let gil = CardId::of_question("What is a GIL?");
    for (number, quality) in [(0, 2), (1, 4)] {
        let review = Review {
            quality: Quality::new(quality).unwrap(),
            took_ms: 1200,
            intent: Intent::Drill,
            count: false,
            typed_percent: None,
            forecast: None,
            rule: Rule::SM2,
        };
        let now = moment(START_MS + number * DAY_MS);
        store.append(&gil, &Change::Review(review), now, rollover(), None).unwrap();
        if number == 0 {
            let other = CardId::of_question("What is a mutex?");
            store.append(&other, &Change::Review(review), now, rollover(), None).unwrap();
            undo(store, now);
            store.append(&other, &Change::Suspend, now, rollover(), None).unwrap();
        }
    }
    gil
}

fn counted(store: &Store) -> Vec<(CardId, CountedPast)> {
    let mut found = Vec::new();
    store.each_counted_past(|card, past| found.push((card.clone(), past.clone()))).unwrap();
    found
}

#[test]
fn what_statistics_count_is_kept_with_every_event() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "a");
    let gil = reviewed(&mut store);
    let replayed = CountedPast::replay(&gil, &store.history(&gil).unwrap().events).0;
    assert_eq!(replayed.reviews.len(), 2);
    assert_eq!((store.uncounted_events().unwrap(), counted(&store)), (0, vec![(gil, replayed)]));
    drop(store);
    for damage in ["update counted_past set reviews = x'00'", "delete from counted_past"] {
        rusqlite::Connection::open(dir.path().join("viva.db")).unwrap().execute(damage, []).unwrap();
        let mut store = open(dir.path(), "a");
        assert_eq!(store.check().unwrap().findings.len(), 1, "{damage}");
        store.rebuild().unwrap();
        assert!(store.check().unwrap().findings.is_empty(), "{damage}");
        assert_eq!(counted(&store)[0].1.reviews.len(), 2, "{damage}");
    }
}

#[test]
fn a_log_from_before_it_was_counted_is_counted_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path(), "a");
    reviewed(&mut store);
    let expected = counted(&store);
    drop(store);
    // As the version before left it.
    rusqlite::Connection::open(dir.path().join("viva.db"))
        .unwrap()
        .execute_batch(
            "alter table deck drop column distinct_cards; alter table deck drop column unanswered_cards;
             drop table memory_evidence; drop index event_with_forecast; drop index sighting_asked_again;
             alter table deck drop column role; alter table deck drop column standing;
             alter table deck drop column minutes_per_day; alter table deck drop column covers;
             drop table counted_past; delete from meta where key = 'counted_past';
             drop index question_new; alter table question drop column new_rank;
             create index question_new on question (unanswered, asked_times desc, deck, position);
             drop index sighting_of_card; drop index review_by_day; alter table sighting drop column asked_again;
             alter table deck drop column is_interview; delete from meta where key = 'interviews_until';
             alter table sighting drop column answer_by; alter table sighting drop column explained; alter table sighting drop column small_talk;
             create index sighting_of_card on sighting (card);
             pragma user_version = 3;",
        )
        .unwrap();
    let mut store = open(dir.path(), "a");
    assert_eq!(store.uncounted_events().unwrap(), 5);
    assert!(store.check().unwrap().findings.is_empty());
    // What is reviewed before statistics are asked for is not counted twice.
    let now = moment(START_MS + 2 * DAY_MS);
    store.append(&expected[0].0, &Change::Bury, now, rollover(), None).unwrap();
    let mut told = Vec::new();
    store.count_past(|done| told.push(done)).unwrap();
    assert_eq!((told.last(), counted(&store)), (Some(&6), expected));
    assert_eq!(store.uncounted_events().unwrap(), 0);
    store.count_past(|_| panic!("counted again")).unwrap();
    assert!(store.check().unwrap().findings.is_empty());
}
