//! Selections of many cards: shown, counted, set aside and brought back.

use super::home::Home;

fn home() -> Home {
    Home::with_small_deck().with_file(
        "c/decks/py.toml",
        "[interview]\ncompany = \"Snapp\"\n\n[[cards]]\nid = \"gil\"\ntags = [\"Python\"]\nquestion = \"What is the GIL?\"\n",
    )
}

#[test]
fn a_selection_is_shown_card_by_card() {
    let home = home();
    let both = home.viva("show is:unanswered").succeeds().stdout.clone();
    let one_by_one = format!("{}\n\n{}", home.viva("show salary").stdout, home.viva("show gil").stdout);
    assert_eq!(both, one_by_one);
    let cards = home.viva("show -go --format json").succeeds().json();
    assert_eq!((cards["cards"].as_array().unwrap().len(), &cards["cards"][0]["id"]), (1, &"gil".into()));
    home.viva("show tag:none").is(0, "", "no cards match that\n");
}

#[test]
fn a_card_is_named_by_words_of_its_question() {
    let home = home();
    assert_eq!(home.viva("show salary expect").stdout, home.viva("show salary").stdout);
    assert_eq!(home.viva("show GORO").stdout, home.viva("show routine").stdout);
    home.viva("show what is").fails(
        2,
        "viva: several questions match what is\n\
         hint: name one by its id: gil (What is the GIL?), routine (What is a goroutine?), channel (What is a channel?)\n",
    );
    home.viva("show what is gorutine").fails(
        2,
        "viva: no card has this id or these words: what is gorutine\nhint: did you mean `what is goroutine`?\n",
    );
    home.viva("show queue").fails(
        2,
        "viva: no card has this id or these words: queue\nhint: `viva search WORDS` searches answers too\n",
    );
}

#[test]
fn a_selection_is_set_aside_only_after_a_yes() {
    let home = home();
    home.viva("suspend is:unanswered")
        .fails(2, "viva: this would suspend 2 cards\nhint: `--yes` does so, `--dry-run` lists them\n");
    let before = home.tree("c");
    home.viva("suspend tag:python -n").prints("gil: would be suspended\n");
    assert_eq!(home.tree("c"), before);
    home.viva("suspend is:unanswered -y").prints("salary: suspended\ngil: suspended\n");
    home.viva("suspend is:unanswered go -y").is(0, "", "nothing to suspend\n");
    home.viva("list is:suspended company:snapp")
        .prints("gil         suspended              What is the GIL?\n");
    home.viva("resume is:suspended --yes --format json").succeeds();
    home.viva("list is:suspended").is(0, "", "no cards match that\n");
    // One that is named by its id needs no yes; what has no history is left alone by a selection.
    home.viva("suspend gil").prints("gil: suspended\n");
    home.viva("resume gil gil").prints("gil: resumed\n");
    home.viva("grade routine good").succeeds();
    home.viva("forget go -y").prints("routine: new again\n");
    home.viva("suspend gol").fails(2, "viva: no card has the id gol\nhint: did you mean the deck `go`?\n");
}

#[test]
fn statistics_of_a_selection_count_only_it() {
    let home = home();
    home.viva("grade routine good").succeeds();
    home.viva("grade gil again").succeeds();
    let of = |words: &str| {
        let stats = home.viva(&format!("stats {words} --format json")).succeeds().json();
        (stats["totals"]["cards"].as_u64().unwrap(), stats["today"]["reviews"].as_u64().unwrap())
    };
    assert_eq!(of(""), (4, 2));
    assert_eq!(of("tag:python"), (1, 1));
    assert_eq!(of("go"), (3, 1));
    assert_eq!(of("-py is:new"), (2, 0));
}

/// Answered technical questions, then those with no answer or only links, then small talk; the most asked of each
/// first.
#[test]
fn new_cards_are_introduced_in_ranks() {
    let card = |id: &str, section: &str, question: &str, answer: &str, times: usize| {
        let asked = if times > 1 {
            format!("asked = [{{ company = \"Snapp\", times = {times} }}]\n")
        } else {
            String::new()
        };
        let answer = if answer.is_empty() { String::new() } else { format!("answer = \"{answer}\"\n") };
        format!(
            "[[cards]]\nid = \"{id}\"\nsection = \"{section}\"\nquestion = \"{question}\"\n{answer}{asked}\n"
        )
    };
    let deck = [
        card("closing", "Technical", "Any questions?", "Yes.", 9),
        card("leaving", "HR Interview", "Why did you leave?", "To learn.", 3),
        card("linked", "Technical", "What is a fence?", "https://example.org/fence", 8),
        card("bare", "Technical", "What is a lock?", "", 1),
        card("once", "Technical", "What is a mutex?", "It guards.", 1),
        card("often", "Technical", "What is a race?", "Two at once: https://example.org", 5),
    ]
    .concat();
    let mut home = Home::new().with_file("c/decks/a.toml", deck);
    assert_eq!(home.queue(), ["often", "once", "linked", "bare", "closing", "leaving"]);
    // Whoever selects small talk gets it like any other question.
    let queue = home.viva("queue section:technical --format json").succeeds().json();
    let ids: Vec<&str> =
        queue["cards"].as_array().unwrap().iter().map(|card| card["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["closing", "often", "once", "linked", "bare"]);
    // The limit leaves out what comes last.
    home.write("c/viva.toml", "new_per_day = 4\n");
    assert_eq!(home.queue(), ["often", "once", "linked", "bare"]);
    home.write("c/viva.toml", "unanswered = \"skip\"\n");
    assert_eq!(home.queue(), ["often", "once", "linked", "closing", "leaving"]);
    home.write("c/viva.toml", "unanswered = \"mixed\"\n");
    assert_eq!(home.queue(), ["linked", "often", "bare", "once", "closing", "leaving"]);
    // What is due comes before what is new, answered or not.
    home.write("c/viva.toml", "");
    home.viva("grade bare good").succeeds();
    home.at("2026-03-03T09:00:00+03:30");
    assert_eq!(home.queue(), ["bare", "often", "once", "linked", "closing", "leaving"]);
}
