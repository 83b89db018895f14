//! Searching the index finds what looking through every card would find, whatever is done to the decks.

use std::collections::BTreeSet;

use proptest::prelude::*;
use viva::store::{DeckStamp, IndexedDeck, Machine, Store};
use viva::study::card::Card;
use viva::study::deck::Deck;
use viva::study::search::Wanted;

/// Few words, so that they are found; some that folding changes, and some that FTS5 would take for syntax.
const TEXT: &str = "((a|b|ab|abc|Café|cafe|كتاب|کتاب|نرم\u{200c}افزار|C\\+\\+|c|node\\.js|AND|NEAR\\(|\"|\\*|:|-|\n\n) ?){0,6}";
const TYPED: &str =
    "((-|)(\"|)(a|b|ab|ca|کتا|نرم افزار|c\\+\\+|c|js|and|NEAR|\\*|'|\\(|\u{0}|;)(\"|) ?){1,4}";

fn card() -> impl Strategy<Value = Card> {
    (TEXT, prop::option::of(TEXT), prop::option::of(TEXT), prop::option::of(TEXT), prop::option::of(TEXT))
        .prop_map(|(question, answer, my_answer, section, tag)| Card {
            answer,
            my_answer,
            section,
            tags: tag.into_iter().collect(),
            ..Card::new(format!("{question}?"))
        })
}

fn deck(name: &'static str) -> impl Strategy<Value = Deck> {
    prop::collection::vec(card(), 0..6).prop_map(move |cards| Deck {
        name: name.to_owned(),
        title: Some(format!("{name} cafe")),
        cards,
        ..Deck::default()
    })
}

/// Each deck as it is now; `None` once it is gone.
fn index(store: &mut Store, deck: &Deck) {
    let stamp = DeckStamp { name: deck.name.clone(), size_bytes: 0, mtime_ns: 0 };
    store.index(&[IndexedDeck { stamp, hash: format!("{deck:?}"), content: Ok(deck) }], &[]).unwrap();
}

fn looked_through(decks: &[&Deck], wanted: &Wanted) -> BTreeSet<(String, usize)> {
    let mut found = BTreeSet::new();
    for deck in decks {
        for (position, card) in deck.cards.iter().enumerate() {
            let texts = [
                card.question.clone(),
                card.my_answer.clone().unwrap_or_default(),
                card.answer.clone().unwrap_or_default(),
                card.section.clone().unwrap_or_default(),
                card.tags.join(", "),
                format!("{}, {}", deck.name, deck.shown_title()),
            ];
            if wanted.is_found_in(&texts.each_ref().map(String::as_str)) {
                found.insert((deck.name.clone(), position));
            }
        }
    }
    found
}

fn searched(store: &mut Store, wanted: &Wanted) -> BTreeSet<(String, usize)> {
    store.search(wanted).unwrap().into_iter().map(|found| (found.deck, found.position)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn searching_finds_what_looking_finds(
        first in deck("one"),
        other in deck("two"),
        changed in deck("one"),
        typed in prop::collection::vec(TYPED, 1..8),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let machine = Machine { mark: "", fresh_device: "device" };
        let mut store = Store::open(&folder.path().join("viva.db"), &machine).unwrap();
        let wanted: Vec<Wanted> = typed.iter().filter_map(|typed| Wanted::parse(typed)).collect();
        let check = |store: &mut Store, decks: &[&Deck]| {
            for wanted in &wanted {
                prop_assert_eq!(searched(store, wanted), looked_through(decks, wanted), "{:?}", wanted);
            }
            Ok(())
        };
        index(&mut store, &first);
        index(&mut store, &other);
        check(&mut store, &[&first, &other])?;
        index(&mut store, &changed);
        check(&mut store, &[&changed, &other])?;
        store.index(&[], &["two".to_owned()]).unwrap();
        check(&mut store, &[&changed])?;
    }
}

#[test]
fn an_import_takes_the_words_along() {
    let folder = tempfile::tempdir().unwrap();
    let machine = Machine { mark: "", fresh_device: "device" };
    let mut store = Store::open(&folder.path().join("viva.db"), &machine).unwrap();
    let wanted = |word: &str| Wanted::parse(word).unwrap();
    // The second time, the words of the deck that was deleted are still there.
    for question in ["What is a mutex?", "What is a fence?"] {
        let deck = Deck { name: "go".to_owned(), cards: vec![Card::new(question)], ..Deck::default() };
        let stamp = DeckStamp { name: deck.name.clone(), size_bytes: 0, mtime_ns: 0 };
        let indexed = IndexedDeck { stamp, hash: question.to_owned(), content: Ok(&deck) };
        store.index_with_words(&[indexed]).unwrap();
        assert_eq!(store.unread_count().unwrap(), 0);
        let word = question.split_whitespace().last().unwrap().trim_end_matches('?');
        assert_eq!(searched(&mut store, &wanted(word)), BTreeSet::from([("go".to_owned(), 0)]));
        store.index(&[], &["go".to_owned()]).unwrap();
    }
    assert_eq!(searched(&mut store, &wanted("fence")), BTreeSet::new());
}

#[test]
fn what_stands_in_the_question_comes_first() {
    let folder = tempfile::tempdir().unwrap();
    let machine = Machine { mark: "", fresh_device: "device" };
    let mut store = Store::open(&folder.path().join("viva.db"), &machine).unwrap();
    let answered =
        |question: &str, answer: &str| Card { answer: Some(answer.to_owned()), ..Card::new(question) };
    let cards = vec![
        answered("What is a thread?", "Unlike a goroutine, it is the system's."),
        answered("What is a goroutine?", "A cheap thread of the runtime's own."),
        answered("What is a mutex?", "A lock."),
    ];
    index(&mut store, &Deck { name: "go".to_owned(), cards, ..Deck::default() });
    let places = |store: &mut Store, typed: &str| -> Vec<usize> {
        let found = store.search(&Wanted::parse(typed).unwrap()).unwrap();
        found.into_iter().map(|found| found.position).collect()
    };
    assert_eq!(places(&mut store, "goroutine"), [1, 0]);
    assert_eq!(places(&mut store, "thread"), [0, 1]);
    assert_eq!(store.vocabulary().unwrap().iter().find(|(word, _)| word == "goroutine").unwrap().1, 2);
}

#[test]
fn a_database_from_before_searching_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("viva.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../src/store/sql/0001_start.sql")).unwrap();
    old.execute_batch(
        "pragma application_id = 1986623073; pragma user_version = 1; \
         insert into deck values ('go', 1, 1, 'h', null, null, null, 1, 0, null); \
         insert into sighting values ('go', 0, 'routine', null, '[]', 'What is a goroutine?', null, null, null, \
         '[]', 0, 0, null, null);",
    )
    .unwrap();
    old.close().unwrap();
    let mut store = Store::open(&path, &Machine { mark: "", fresh_device: "device" }).unwrap();
    let found = searched(&mut store, &Wanted::parse("goroutine").unwrap());
    assert_eq!(found, BTreeSet::from([("go".to_owned(), 0)]));
    assert_eq!(store.known_decks().unwrap()["go"].card_count, 1);
}
