//! What is left today, what comes tomorrow and the backlog: every command says the same, and the next day
//! keeps what was said.

use std::fmt::Write as _;

use serde_json::Value;

use super::home::Home;
use super::status;

/// A deck of this many answered questions.
fn home_of(card_count: usize, settings: &str) -> Home {
    let mut deck = String::new();
    for card in 0..card_count {
        write!(deck, "[[cards]]\nid = \"c{card}\"\nquestion = \"Question {card}?\"\nanswer = \"A.\"\n\n")
            .unwrap();
    }
    Home::new().with_file("c/decks/d.toml", deck).with_file("c/viva.toml", settings)
}

fn day(number: usize) -> String {
    format!("2026-03-{number:02}T09:00:00Z")
}

/// The counts of a queue by why its cards are asked: due, new, again.
fn counts_of(queue: &Value) -> [usize; 3] {
    let why = |card: &Value| card["why"].as_str().unwrap().to_owned();
    let whys: Vec<String> = queue["cards"].as_array().unwrap().iter().map(why).collect();
    let count = |is: fn(&str) -> bool| whys.iter().filter(|why| is(why)).count();
    [count(|why| why.contains("due")), count(|why| why == "new"), count(|why| why == "again today")]
}

fn counts_in(day: &Value) -> [usize; 3] {
    ["due", "new", "again"].map(|name| usize::try_from(day[name].as_u64().unwrap()).unwrap())
}

/// What `queue`, `stats`, `status` and `viva` report for one moment, which must agree.
#[track_caller]
fn workload(home: &Home) -> Value {
    let queue = home.viva("queue --format json").json();
    let workload = queue["workload"].clone();
    assert_eq!(workload["backlog"], queue["backlog"]);
    assert_eq!(counts_in(&workload["today"]), counts_of(&queue));
    assert_eq!(home.viva("stats --format json").json()["workload"], workload);
    let bare = home.viva("--format json").json();
    assert_eq!(bare["workload"], workload);
    assert_eq!(counts_in(&bare), counts_in(&workload["today"]));
    status::agrees(home, &workload);
    workload
}

#[test]
fn the_next_day_asks_what_was_said_the_day_before() {
    for settings in [
        "new_per_day = 4\n",
        "new_per_day = 3\nreviews_per_day = 2\n",
        "new_per_day = 2\nreviews_per_day = 5\nminutes = 1\n",
    ] {
        let mut home = home_of(14, settings);
        let mut said: Option<Value> = None;
        for number in 1..=6 {
            home.at(&day(number));
            let now = workload(&home);
            if let Some(said) = said {
                assert_eq!(now["today"], said, "day {number} of {settings}");
            }
            // A part of the day's queue, some of it badly.
            for (place, card) in home.queue().iter().take(4).enumerate() {
                let grade = if (number + place).is_multiple_of(3) { "again" } else { "good" };
                home.viva(&format!("grade {card} {grade}")).succeeds();
            }
            if number % 2 == 0 {
                for card in home.queue() {
                    home.viva(&format!("grade {card} good")).succeeds();
                }
                assert_eq!(counts_in(&workload(&home)["today"]), [0, 0, 0]);
            }
            said = Some(workload(&home)["tomorrow"].clone());
        }
    }
}

#[test]
fn due_cards_over_the_limit_are_not_forgotten() {
    let mut home = home_of(12, "new_per_day = 12\n");
    home.at(&day(1));
    for card in home.queue() {
        home.viva(&format!("grade {card} good")).succeeds();
    }
    home.at(&day(3));
    home.write("c/viva.toml", "reviews_per_day = 3\n");
    home.viva("").prints(
        "3 due, 0 new, 0 again today\ntomorrow: 3 due (9 more due, over the daily limit), if you stop now\n",
    );
    for card in home.queue() {
        home.viva(&format!("grade {card} good")).succeeds();
    }
    let now = workload(&home);
    assert_eq!(counts_in(&now["today"]), [0, 0, 0]);
    assert_eq!((&now["today"]["over_limit"], &now["today"]["overdue"]), (&9.into(), &9.into()));
    assert_eq!(counts_in(&now["tomorrow"]), [3, 0, 0]);
    assert_eq!(now["tomorrow"]["over_limit"], 6);
    home.viva("").prints("0 due, 0 new, 0 again today\ntomorrow: 3 due (6 more due, over the daily limit)\n");
    let today = home.viva("stats today").stdout;
    for line in [
        "  left today   nothing (9 more due, over the daily limit)",
        "  tomorrow     3 due (6 more due, over the daily limit)",
        "  backlog      9 due; cleared in about 7 days",
    ] {
        assert!(today.lines().any(|found| found == line), "{line}\nis not in\n{today}");
    }
}

#[test]
fn what_is_due_and_what_is_new_are_told_apart() {
    let mut home = home_of(40, "");
    home.at(&day(1));
    for card in home.queue() {
        home.viva(&format!("grade {card} good")).succeeds();
    }
    home.viva("queue").is(0, "", "nothing is due; tomorrow: 20 due, 20 new\n");
    home.at(&day(2));
    assert_eq!(home.queue().len(), 40);
}

/// Import, list, stats, export and check count cards, questions and duplicates in one sense.
#[test]
fn every_command_counts_cards_and_questions_alike() {
    let card = |question: &str| format!("[[cards]]\nquestion = \"{question}\"\nanswer = \"Yes.\"\n\n");
    let deck = |questions: &[&str]| questions.iter().map(|question| card(question)).collect::<String>();
    let home = Home::new()
        .with_file("work/notes/a.toml", deck(&["What is a lock?", "What is a fence?", "What is a lock?"]))
        .with_file("work/notes/b.toml", deck(&["What is a fence?", "What is a heap?"]));
    let counts = "3 cards (5 questions, 2 duplicates)";
    let imported = home.viva("import notes").stdout;
    assert!(imported.contains("is now a: 2 cards (3 questions, 1 duplicate), "), "{imported}");
    assert!(imported.contains(&format!("in total: {counts} in 2 decks, ")), "{imported}");
    let list = home.viva("list").stdout;
    assert!(list.ends_with(&format!("in total: {counts}\n")), "{list}");
    let cards = home.viva("stats cards").stdout;
    assert!(cards.contains("  in total    3\n"), "{cards}");
    assert!(cards.contains("  in total: 5 questions, 2 duplicates; young"), "{cards}");
    let overview = home.viva("stats").stdout;
    assert!(overview.contains("  cards        3 (5 questions, 2 duplicates): 3 new"), "{overview}");
    home.viva("export --as markdown -o all.md").is(
        0,
        "",
        &format!("wrote all.md with {counts} of 2 decks\n"),
    );
    home.viva("export --as csv -o cards.csv").is(0, "", "wrote cards.csv with 3 cards and 0 reviews\n");
    let check = home.viva("check").stdout;
    assert!(check.contains(&format!("in decks: {counts}\n")), "{check}");
    assert_eq!(home.queue().len(), 3);
    let totals = serde_json::json!({ "cards": 3, "questions": 5, "duplicates": 2 });
    assert_eq!(home.viva("list --format json").json()["totals"], totals);
    assert_eq!(home.viva("check --format json").json()["totals"], totals);
    let stats = home.viva("stats --format json").json();
    let exported = home.viva("export --as markdown -o all.md --format json").json();
    for (name, count) in totals.as_object().unwrap() {
        assert_eq!(stats["totals"][name], *count, "{name}");
        assert_eq!(exported[name], *count, "{name}");
    }
    let of_a = home.viva("stats --format json a").json();
    assert_eq!((&of_a["totals"]["cards"], &of_a["totals"]["questions"]), (&2.into(), &3.into()));
}
