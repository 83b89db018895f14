//! Packages as values: what is written is read, whatever the decks hold, and damage gives decks or an
//! error.

use std::collections::HashMap;

use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use viva::anki;
use viva::report::{PackageProgress, PackageSource, anki_package};
use viva::study::card::{Asked, Card, CardId};
use viva::study::day::{Day, Moment, Rollover};
use viva::study::deck::{Deck, Interview};
use viva::study::grade::Quality;
use viva::study::import::{AnkiPackage, read_package_decks, review_numbers};
use viva::study::review::{Change, Event, EventKey, Intent, Review, Rule};
use viva::study::schedule::{replay, trace};

/// 2026-11-21 in Tehran.
const NOW: Moment = Moment { unix_ms: 1_795_261_000_000, utc_offset_secs: 12_600 };

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z][a-z ]{0,20}[a-z]",
        "(?s)[a-z\"'\\\\<>&;#*`|\\[\\]{}:$\n\u{1f}\u{7}\u{200c}س]{1,30}",
        Just("[sound:a.mp3] {{c1::x}} <pre data-viva=\"\"> </pre> [latex]\\input{a}[/latex]".to_owned()),
    ]
}

fn any_card() -> impl Strategy<Value = Card> {
    let asked = (any_text(), 1_u32..4).prop_map(|(company, times)| Asked { company, times, url: None });
    (
        any_text(),
        of(any_text()),
        of(any_text()),
        of("[A-Z][a-z]{0,5}( :: [a-z]{1,3})?"),
        vec("[a-z]{1,4}( [a-z])?", 0..3),
        vec(asked, 0..2),
    )
        .prop_map(|(question, answer, my_answer, section, tags, asked)| Card {
            answer,
            my_answer,
            section,
            tags,
            asked,
            ..Card::new(format!("What is {question}?"))
        })
}

/// A deck's title, remarks and cards.
type Parts = (Option<String>, Option<String>, Vec<Card>);

/// Decks of cards with ids of their own, each with an interview.
fn any_decks() -> impl Strategy<Value = Vec<Deck>> {
    vec((of(any_text()), of(any_text()), vec(any_card(), 1..5)), 1..4).prop_map(|decks| {
        let deck = |(number, (title, remarks, cards)): (usize, Parts)| {
            let cards = cards.into_iter().enumerate().map(|(at, card)| Card {
                id: CardId::parse(&format!("c{number}-{at}")).unwrap(),
                id_is_written: true,
                ..card
            });
            let interview = Interview { company: Some("Acme".into()), remarks, ..Interview::default() };
            Deck { name: format!("deck{number}"), title, interview: Some(interview), cards: cards.collect() }
        };
        decks.into_iter().enumerate().map(deck).collect()
    })
}

fn package(decks: &[Deck], progress: Option<&PackageProgress>) -> AnkiPackage {
    anki_package(&PackageSource {
        decks,
        root_of: &CardId::clone,
        asked_elsewhere: &|_| vec![("Elsewhere <b>".to_owned(), 2)],
        deck_changed_secs: &|_| 1_795_000_000,
        progress,
        now: NOW,
        rollover: Rollover::usual(),
    })
}

/// Reviews of the first deck's cards, each some days and milliseconds before now.
fn progress(decks: &[Deck], reviews: &[(usize, u8, i64)]) -> PackageProgress {
    let mut events: HashMap<CardId, Vec<Event>> = HashMap::new();
    for (seq, (card, quality, ago)) in (1..).zip(reviews) {
        let card = decks[0].cards[card % decks[0].cards.len()].id.clone();
        let change = Change::Review(Review {
            quality: Quality::new(*quality).unwrap(),
            took_ms: 1,
            intent: if ago % 7 == 0 { Intent::Cram } else { Intent::Drill },
            count: false,
            typed_percent: None,
            forecast: None,
            rule: Rule::SM2,
        });
        let at = Moment { unix_ms: NOW.unix_ms - ago * 40_000_000, ..NOW };
        let key = EventKey { device: "d".to_owned(), seq };
        let event = Event::new(key, 0, at, Rollover::usual(), Some(card.clone()), &change);
        events.entry(card).or_default().push(event);
    }
    let mut progress =
        PackageProgress { numbers: review_numbers(events.values().flatten()), ..PackageProgress::default() };
    for (card, events) in events {
        progress.states.insert(card.clone(), replay(&card, &events).state);
        progress.changed_ms.extend(events.iter().map(|event| event.at_ms).max().map(|at| (card.clone(), at)));
        progress.reviews.insert(card.clone(), trace(&card, &events));
    }
    progress
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read(decks in any_decks(), reviews in vec((0_usize..5, 0_u8..6, 0_i64..300), 0..30)) {
        let progress = progress(&decks, &reviews);
        let mut written = package(&decks, Some(&progress));
        let read = anki::read(&anki::write(&written).unwrap()).unwrap();
        // The deck that every collection has.
        written.decks.insert(1, "Default".to_owned());
        prop_assert_eq!(&read, &written);
        // Numbers are Anki's names for things: each once, and none in the future.
        let latest = NOW.unix_ms;
        prop_assert!(read.notes.is_sorted_by(|a, b| a.id < b.id) && read.notes.iter().all(|note| note.id < latest));
        prop_assert!(read.reviews.is_sorted_by(|a, b| a.at_ms < b.at_ms));
        prop_assert_eq!(read.reviews.len(), reviews.len());
        let day_0 = Day::from_epoch_days(i32::try_from(read.created_secs.div_euclid(86_400)).unwrap());
        for card in read.cards.iter().filter(|card| card.kind == 2) {
            let guid = &read.notes.iter().find(|note| note.id == card.note).unwrap().guid;
            let held = progress.states[&CardId::parse(guid).unwrap()].in_review().unwrap();
            prop_assert_eq!(card.due, held.due.since(day_0));
        }
    }

    #[test]
    fn every_deck_comes_back_as_it_was(decks in any_decks()) {
        let package = anki::read(&anki::write(&package(&decks, None)).unwrap()).unwrap();
        let notes = read_package_decks(package);
        prop_assert_eq!(notes.len(), decks.len());
        for (note, deck) in notes.into_iter().zip(&decks) {
            prop_assert_eq!(note.edited, vec![]);
            prop_assert_eq!(note.deck.as_ref(), Some(deck));
        }
    }

    #[test]
    fn nothing_in_a_field_is_obeyed(decks in any_decks()) {
        for note in &package(&decks, None).notes {
            prop_assert_eq!(note.fields.len(), 5);
            let html = note.fields.concat();
            prop_assert_eq!(html.find('\u{1f}'), None);
            for obeyed in ["[sound:", "[latex]", "[$]", "[anki:", "<script", "javascript:"] {
                prop_assert!(!html.to_lowercase().contains(obeyed), "{}", html);
            }
        }
    }

    /// A field, a mark or a place that was tampered with gives other cards, or other decks, and no harm.
    #[test]
    fn what_was_tampered_with_is_read_all_the_same(
        decks in any_decks(),
        places in vec((any::<prop::sample::Index>(), 0_usize..5, any::<prop::sample::Index>(), any_text()), 1..6),
    ) {
        let mut package = package(&decks, None);
        for (note, field, place, text) in places {
            let at = note.index(package.notes.len());
            let field = &mut package.notes[at].fields[field];
            let place = field.floor_char_boundary(place.index(field.len() + 1));
            field.replace_range(place.., &text);
        }
        let most = decks.iter().map(|deck| deck.cards.len()).sum::<usize>();
        let notes = read_package_decks(package);
        prop_assert!(notes.iter().map(|note| note.cards.len()).sum::<usize>() <= most);
    }
}
