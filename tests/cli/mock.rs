//! `viva mock` where nobody can answer: the plan, and what the statistics say of interviews held.

use serde_json::json;

use super::home::Home;

const DECK: &str = r#"title = "Go at Acme"

[interview]
company = "Acme"
stages = ["Resume", "HR", "Technical"]

[[cards]]
id = "routine"
section = "Technical"
question = "What is a goroutine?"
answer = "A cheap **thread**."
seconds = 45

[[cards]]
id = "why"
section = "Technical"
question = "And how does it differ from a thread?"

[[cards]]
id = "reverse"
section = "Technical"
question = "Write a function that reverses a slice."

[[cards]]
id = "salary"
section = "HR"
question = "What salary do you expect?"
"#;

const OTHER: &str = "[[cards]]\nid = \"reverse\"\nquestion = \"Write a function that reverses a slice.\"\n";

fn home() -> Home {
    Home::new().with_file("c/decks/go.toml", DECK)
}

#[test]
fn the_plan_is_printed_where_nobody_can_answer() {
    home().viva("mock go").is(
        0,
        "Go at Acme: 4 questions, 18:45

HR: 1 question, 2:00
   2:00  What salary do you expect?

Technical: 3 questions, 16:45
   0:45  What is a goroutine?
   1:00  + And how does it differ from a thread?
  15:00  Write a function that reverses a slice.
",
        "this is the plan; the interview itself needs a terminal\n",
    );
}

#[test]
fn the_plan_is_data_too() {
    let home = home();
    let plan = home.viva("mock go --minutes 2 --no-input --format json").json()["plan"].clone();
    assert!(plan["limit_seconds"].as_u64().unwrap() <= 120, "{plan}");
    let plan = home.viva("mock --questions 4 --format json").json()["plan"].clone();
    assert_eq!(plan["title"], "Go at Acme");
    assert_eq!(plan["questions"], 4);
    assert_eq!(
        plan["stages"][1]["questions"][1],
        json!({
            "card": "why",
            "deck": "go",
            "question": "And how does it differ from a thread?",
            "asked": 1,
            "limit_seconds": 60,
            "follow_up": true,
        })
    );
}

#[test]
fn the_same_seed_draws_the_same() {
    let card = |number: u32| format!("[[cards]]\nid = \"c{number}\"\nquestion = \"What is {number}?\"\n");
    let cards = (0..30).map(card).collect::<Vec<_>>().concat();
    let drawn = |seed: &str| {
        let home = Home::new().with_file("c/decks/many.toml", &cards).with_variable("VIVA_SEED", seed);
        home.viva("mock many --questions 5").stdout
    };
    assert_eq!(drawn("1"), drawn("1"));
    assert_ne!(drawn("1"), drawn("2"));
}

#[test]
fn a_selection_may_hold_what_is_not_meant() {
    let home = home();
    let plan = home.viva("mock go -section:technical --format json").json();
    assert_eq!(plan["plan"]["questions"], 1);
    // All that is meant stands in one deck: it is held as that deck was.
    let plan = home.with_file("c/decks/other.toml", OTHER).viva("mock company:acme --format json").json();
    let cards = plan["plan"]["stages"][1]["questions"].as_array().unwrap();
    let cards: Vec<&str> = cards.iter().map(|question| question["card"].as_str().unwrap()).collect();
    assert_eq!(cards, ["routine", "why", "reverse"]);
    let home = self::home();
    home.viva("mock section:none").is(0, "", "there are no questions to ask among section:none\n");
    home.viva("suspend routine --no-input").succeeds();
    let plan = home.viva("mock go --format json").json();
    // Its follow-up means nothing without it.
    assert_eq!(plan["plan"]["questions"], 2);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let home = home();
    home.viva("mock goo").fails(2, "viva: no deck is called `goo`\nhint: did you mean `go`?\n");
    assert_eq!(home.viva("mock --questions 0").code, Some(2));
    assert_eq!(home.viva("mock --minutes 0").code, Some(2));
    assert_eq!(Home::new().viva("mock").code, Some(1));
}

#[test]
fn a_plan_changes_no_deck_and_keeps_nothing() {
    let home = Home::new().with_file("c/decks/go.toml", "[[cards]]\nquestion = \"What is a map?\"\n");
    let before = home.tree("c/decks");
    assert_eq!(home.viva("mock").code, Some(0));
    assert_eq!(home.tree("c/decks"), before);
    assert_eq!(home.viva("stats --format json").json()["mocks"], json!([]));
    assert!(!home.viva("stats").stdout.contains("Mock interviews"));
}
