//! What counts as asked: interviews that have taken place, and nothing else that has the question.

use super::home::Home;

const SHARED: &str = "[[cards]]\nid = \"mutex\"\nquestion = \"What is a mutex?\"\nanswer = \"A lock.\"\n";

fn deck(head: &str) -> String {
    format!("{head}\n{SHARED}")
}

fn interview(company: &str, date: &str) -> String {
    deck(&format!("title = \"{company}\"\n\n[interview]\ncompany = \"{company}\"\n{date}\n"))
}

#[track_caller]
fn asked(home: &Home) -> u64 {
    let shown = home.viva("show mutex --format json").json();
    let queued = home.viva("queue --format json").json();
    let listed = home.viva("list all --format json");
    assert_eq!(shown["asked"], queued["cards"][0]["asked"], "{}", listed.stdout);
    let exported = home.viva("export --format json").json();
    assert_eq!(shown["asked"], exported["cards"][0]["asked"]);
    shown["asked"].as_u64().unwrap()
}

#[test]
fn collections_have_a_question_and_only_interviews_ask_it() {
    let home = Home::new()
        .with_file("c/decks/bank.toml", deck("title = \"A bank\"\n"))
        .with_file("c/decks/other-bank.toml", deck("title = \"Another bank\"\n"));
    assert_eq!(asked(&home), 0);
    assert_eq!(home.viva("list asked:>0").stdout, "");
    let shown = home.viva("show mutex").stdout;
    assert!(shown.contains("in: A bank\nin: Another bank\n") && !shown.contains("asked"), "{shown}");
    assert_eq!(home.viva("stats --format json").json()["most_asked"], serde_json::json!([]));

    home.write("c/decks/zibal.toml", interview("Zibal", ""));
    assert_eq!(asked(&home), 1);
    home.write("c/decks/orbit.toml", interview("Orbit", "date = 2025-01-01"));
    assert_eq!(asked(&home), 2);
    assert_eq!(home.viva("list asked:>1").stdout.lines().count(), 1);
    let shown = home.viva("show mutex").stdout;
    assert!(shown.contains("in: A bank\nasked: Orbit\nin: Another bank\nasked: Zibal\n"), "{shown}");
    let sightings = &home.viva("show mutex --format json").json()["sightings"];
    let flags: Vec<_> = sightings.as_array().unwrap().iter().map(|seen| seen["interview"].clone()).collect();
    assert_eq!(flags, [false, true, false, true]);
    assert_eq!(home.viva("stats --format json").json()["most_asked"][0]["asked"], 2);
}

#[test]
fn an_interview_counts_from_its_day_on_though_no_deck_has_changed() {
    let mut home = Home::new()
        .with_file("c/decks/zibal.toml", interview("Zibal", "date = 2025-01-01"))
        .with_file("c/decks/orbit.toml", interview("Orbit", "date = 2026-03-05"));
    assert_eq!(asked(&home), 1);
    home.at("2026-03-04T09:00:00+03:30");
    assert_eq!(asked(&home), 1);
    home.at("2026-03-05T09:00:00+03:30");
    assert_eq!(asked(&home), 2);
    // A clock that was wrong and is set back.
    home.at("2026-03-01T09:00:00+03:30");
    assert_eq!(asked(&home), 1);
}

#[test]
fn what_is_asked_most_in_interviews_comes_first_among_new_cards() {
    let bank = "[[cards]]\nid = \"a\"\nquestion = \"What is A?\"\nanswer = \"A.\"\n";
    let asked = "\n[interview]\ncompany = \"Zibal\"\n\n[[cards]]\nid = \"b\"\nquestion = \"What is B?\"\nanswer = \"B.\"\n";
    let home = Home::new()
        .with_file("c/decks/bank-1.toml", bank)
        .with_file("c/decks/bank-2.toml", bank)
        .with_file("c/decks/zibal.toml", asked);
    let queued = home.viva("queue --format json").json();
    let order: Vec<_> = queued["cards"].as_array().unwrap().iter().map(|card| card["id"].clone()).collect();
    assert_eq!(order, ["b", "a"]);
}

#[test]
fn a_copy_that_a_sync_program_made_is_told_and_asks_nothing() {
    for (name, is_copy) in [
        ("zibal (conflicted copy)", true),
        ("zibal (Ada's conflicted copy 2026-02-01)", true),
        ("zibal.sync-conflict-20260201-101010-ABCDEFG", true),
        ("zibal 2", true),
        ("zibal-2", false),
    ] {
        let home = Home::new()
            .with_file("c/decks/zibal.toml", interview("Zibal", "date = 2025-01-01"))
            .with_file(&format!("c/decks/{name}.toml"), interview("Zibal", "date = 2025-01-01"));
        let told = format!("~/c/decks/{name}.toml: a sync program seems to have made this copy of zibal");
        let check = home.viva("check");
        assert_eq!(check.code, Some(0));
        assert_eq!(check.stdout.contains(&told), is_copy, "{name}: {}", check.stdout);
        assert_eq!(home.viva("list").stderr.contains(&told), is_copy);
        let warnings = home.viva("check --format json").json()["warnings"].to_string();
        assert_eq!(warnings.contains("a sync program"), is_copy, "{warnings}");
        assert_eq!(asked_once(&home), is_copy, "{name}");
    }
    // Other questions: an interview of its own, whatever its name.
    let second = interview("Zibal", "date = 2025-06-01").replace("mutex", "fence");
    let home = Home::new()
        .with_file("c/decks/zibal.toml", interview("Zibal", "date = 2025-01-01"))
        .with_file("c/decks/zibal 2.toml", second);
    home.viva("check").succeeds();
    assert_eq!(home.viva("show fence --format json").json()["asked"], 1);
}

fn asked_once(home: &Home) -> bool {
    home.viva("show mutex --format json").json()["asked"] == 1
}
