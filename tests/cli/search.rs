//! `viva search`: what is found, how it is shown, what is said where nothing is.

use super::home::Home;

const OTHER_DECK: &str = r#"title = "Snapp"

[[cards]]
id = "mutex"
tags = ["concurrency"]
question = "What is a *mutex*?"
answer = """
First of all it is a lock.

A goroutine that finds it taken waits until
another one gives it back."""

[[cards]]
id = "persian"
question = "نرم\u200cافزار آزاد چیست؟"
"#;

fn home() -> Home {
    Home::with_small_deck().with_file("c/decks/snapp.toml", OTHER_DECK)
}

#[test]
fn the_best_comes_first_with_what_was_found() {
    let home = home();
    home.viva("search goroutine").prints(
        "routine     go · Technical\n    What is a goroutine?\n\
         channel     go · Technical\n    What is a channel?\n    A queue between goroutines.\n\
         mutex       snapp\n    What is a *mutex*?\n    A goroutine that finds it taken waits until another one gives it back.\n",
    );
    home.viva("search GOROUTINE tak --plain").prints(
        "mutex       snapp\n    What is a *mutex*?\n    A *goroutine* that finds it *taken* waits until another one gives it back.\n",
    );
    home.viva("search acme -n 1 -salary").is(
        0,
        "routine     go · Go at Acme · Technical\n    What is a goroutine?\n",
        "1 of 2 cards; `-n 2` shows all\n",
    );
    home.viva("search concurrency --plain")
        .prints("mutex       snapp · #*concurrency*\n    What is a *mutex*?\n");
    home.viva("search نرم").prints("persian     snapp\n    نرم\u{200c}افزار آزاد چیست؟\n");
    home.viva("search چيست").prints("persian     snapp\n    نرم\u{200c}افزار آزاد چیست؟\n");
}

#[test]
fn a_selection_narrows_it() {
    let home = home();
    let ids = |words: &str| {
        let found = home.viva(&format!("{words} --format json")).json();
        let cards = found["cards"].as_array().unwrap();
        cards.iter().map(|card| card["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids("search goroutine tag:concurrency"), ["mutex"]);
    assert_eq!(ids("search goroutine -snapp"), ["routine", "channel"]);
    assert_eq!(ids("search what -thread -snapp"), ["salary", "channel"]);
    assert_eq!(ids("search what is:unanswered deck:go"), ["salary"]);
    home.viva("search mutex -snapp")
        .fails(1, "viva: no cards match mutex\nhint: there may be matches without -snapp\n");
}

#[test]
fn where_nothing_is_found_the_nearest_word_is_named() {
    let home = home();
    home.viva("search gorotine").fails(1, "viva: no cards match gorotine\nhint: did you mean `goroutine`?\n");
    home.viva("search kubernetes").fails(1, "viva: no cards match kubernetes\n");
    home.viva("search mutex channel").fails(
        1,
        "viva: no cards match mutex channel\nhint: all words must match; use fewer words to find more\n",
    );
    home.viva("search ?! tag:go")
        .fails(2, "viva: nothing to search for\nhint: `viva list SELECTION` lists cards without searching\n");
    home.viva("search mutex deck:snap")
        .fails(2, "viva: no deck is called `snap`\nhint: did you mean `snapp`?\n");
    let run = home.viva("search gorotine --format json");
    assert_eq!((run.code, run.json()["total"].as_u64()), (Some(1), Some(0)));
    assert_eq!(run.json()["nearest"], "goroutine");
}

#[test]
fn no_word_is_syntax() {
    let home = home();
    for typed in [
        "\"",
        "'; drop table event; --",
        "NEAR(a b)",
        "a* OR b",
        "question:mutex",
        "{x}",
        "^a",
        "a\u{1b}[2J",
        "(",
        "\\",
    ] {
        let run = home.viva_with(&["search", "--", typed]);
        assert!(matches!(run.code, Some(0..=2)) && !run.stderr.contains("syntax"), "{typed}: {}", run.stderr);
        assert!(!run.stderr.contains('\u{1b}'), "{typed}");
    }
    let found = home.viva_with(&["search", "\"cheap thread\""]).succeeds().stdout.clone();
    assert!(found.starts_with("routine "), "{found}");
}

#[test]
fn a_changed_deck_is_found_as_it_is_now() {
    let home = home();
    home.viva("search mutex").succeeds();
    home.edit("c/decks/snapp.toml", "*mutex*", "semaphore");
    home.viva("search mutex").fails(1, "viva: no cards match mutex\n");
    home.viva("search semaphore").prints("mutex       snapp\n    What is a semaphore?\n");
    std::fs::remove_file(home.path("c/decks/snapp.toml")).unwrap();
    home.viva("search semaphore").fails(1, "viva: no cards match semaphore\n");
}
