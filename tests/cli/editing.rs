//! `viva add`, `edit`, `answer` and `read` where there is no terminal; with one, see `tests/editing.rs`.

use super::home::{Home, SMALL_DECK};

const TEXT: &str = "\
# Card routine in the deck go. Editing it does not change its history.
section: Technical
tags: go
seconds:

=== question ===
What is a goroutine?

=== answer ===
A cheap **thread**.

=== my answer ===
";

#[test]
fn a_card_goes_out_as_a_text_and_comes_back() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    home.viva("edit routine --print").prints(TEXT);
    let edited = TEXT
        .replace("a goroutine", "a *green* goroutine")
        .replace("my answer ===\n", "my answer ===\nMine.\n");
    home.viva_reading("edit goroutine --from -", edited.as_bytes()).prints("routine: changed in go\n");
    assert_eq!(
        home.read("c/decks/go.toml"),
        SMALL_DECK
            .replace("a goroutine", "a *green* goroutine")
            .replace("**thread**.\"\n", "**thread**.\"\nmy_answer = \"Mine.\"\n")
    );
    let shown = home.viva("show green").succeeds().stdout.clone();
    assert!(
        shown.starts_with("routine  in review\n") && shown.contains("-- your answer\nMine.\n"),
        "{shown}"
    );
    home.viva_reading("edit routine --from - --format json", edited.as_bytes()).succeeds();
    home.viva_reading("edit routine --from -", edited.as_bytes()).is(0, "", "nothing was changed\n");
}

#[test]
fn a_text_that_cannot_be_read_changes_nothing() {
    let home = Home::with_small_deck();
    let broken = TEXT.replace("=== answer ===\n", "");
    home.viva_reading("edit routine --from -", broken.as_bytes()).fails(
        3,
        "viva: standard input:1: the line `=== answer ===` is missing; to empty a part, keep its line and leave nothing below it\n",
    );
    home.write("work/card.txt", TEXT.replace("What is a goroutine?", ""));
    home.viva("edit routine --from card.txt").fails(3, "viva: card.txt:6: the question is empty\n");
    assert_eq!(home.read("c/decks/go.toml"), SMALL_DECK);
    home.viva("edit routine").fails(
        2,
        "viva: an editor needs a terminal\nhint: `viva edit CARD --print`, then `--from FILE`, does it without one\n",
    );
    home.viva("edit what is a --print").fails(
        2,
        "viva: several questions match what is a\n\
         hint: name one by its id: routine (What is a goroutine?), channel (What is a channel?)\n",
    );
}

#[test]
fn a_question_of_several_decks_is_changed_in_all() {
    let home = Home::with_small_deck().with_file(
        "c/decks/other.toml",
        "[[cards]]\nid = \"routine\"\nquestion = \"What is a goroutine\" # short\nanswer = \"Theirs.\"\n",
    );
    let text = home.viva("edit routine --print").succeeds().stdout.clone();
    assert!(text.contains("# The question is also in other, and will be changed there too.\n"), "{text}");
    home.viva_reading("edit routine --from -", text.replace("a goroutine", "a coroutine").as_bytes())
        .prints("routine: changed in go, other\n");
    assert!(home.read("c/decks/other.toml").contains("question = \"What is a coroutine?\" # short\n"));
    home.viva("check").prints(
        "1 event of 1 card: all states are consistent with the log\nin decks: 3 cards (4 questions, 1 duplicate)\n",
    );
    let text = home.viva("edit routine --deck other --print").succeeds().stdout.clone();
    assert!(text.contains("=== answer ===\nTheirs.\n"), "{text}");
    home.viva("edit routine --deck none --print")
        .fails(2, "viva: card routine is not in the deck `none`\nhint: it is in go, other\n");
}

#[test]
fn a_card_is_added_by_flags() {
    let home = Home::with_small_deck();
    home.viva_with(&[
        "add",
        "--deck",
        "go",
        "--question",
        "- or *?",
        "--answer",
        "Both.",
        "--tag",
        "x",
        "--section",
        "HR",
    ])
    .succeeds();
    let deck = home.read("c/decks/go.toml");
    assert!(deck.starts_with(SMALL_DECK), "{deck}");
    let added = &deck[SMALL_DECK.len()..];
    assert!(added.starts_with("\n[[cards]]\nid = \""), "{added}");
    assert!(
        added.ends_with("section = \"HR\"\ntags = [\"x\"]\nquestion = \"- or *?\"\nanswer = \"Both.\"\n"),
        "{added}"
    );
    home.viva_with(&["add", "--deck", "go", "--question", "what is a GOROUTINE"]).fails(
        1,
        "viva: the deck go already has this question: card routine\nhint: `viva edit routine` changes it\n",
    );
    let added = home
        .viva_reading("add --deck new --question - --format json", "Why?\r\nReally?\n".as_bytes())
        .succeeds()
        .json();
    assert_eq!((&added["deck"], &added["is_new_deck"]), (&"new".into(), &true.into()));
    assert!(
        home.read("c/decks/new.toml").contains("question = '''\nWhy?\nReally?'''"),
        "{}",
        home.read("c/decks/new.toml")
    );
    // A question that another deck asks is one more sighting of its card.
    let run = home.viva_with(&["add", "--deck", "go", "--question", "why? REALLY?"]);
    let asked = run.succeeds_saying("the same card as in new: they share one schedule\n");
    assert!(asked.ends_with(": added to go\n"), "{asked}");
}

#[test]
fn adding_says_what_is_missing() {
    let home = Home::new();
    let usage = "hint: viva add --deck NAME --question TEXT --answer TEXT\n";
    home.viva("add").fails(2, &format!("viva: `--question` is required with --no-input\n{usage}"));
    home.viva("add --editor").fails(2, &format!("viva: `--deck` is required with --no-input\n{usage}"));
    home.viva("add --deck ../x --question a")
        .fails(2, "viva: `../x` is not a valid deck name\nhint: use letters, digits, - and _\n");
    home.viva("add --deck x --question - --answer -")
        .fails(2, "viva: standard input can be the question or the answer, not both\n");
    home.viva_reading("add --deck x --question -", b" \n").fails(2, "viva: a card needs a question\n");
    assert!(!home.path("c/decks/x.toml").exists());
}

#[test]
fn an_answer_is_ones_own() {
    let home = Home::with_small_deck();
    home.viva("answer").fails(
        2,
        "viva: 1 question without an answer, but no terminal to ask on\n\
         hint: `viva answer CARD --from FILE` answers one; `viva list is:unanswered` lists them\n",
    );
    home.viva_reading("answer salary --from -", b"A lot.\n\nReally.\n").prints("salary: answered\n");
    assert!(home.read("c/decks/go.toml").ends_with("you expect?\"\nmy_answer = '''\nA lot.\n\nReally.'''\n"));
    home.viva("answer").is(0, "", "all of these questions have an answer\n");
    home.viva_reading("answer --from -", b"x").fails(
        2,
        "viva: `--from` answers one card, and none is named\nhint: `viva answer CARD --from FILE`\n",
    );
}

#[test]
fn cards_are_read_with_their_answers() {
    let home = Home::with_small_deck();
    let left_out = "1 question without an answer left out; write answers with `viva answer`\n";
    home.viva("read").is(
        0,
        "What is a goroutine?\n\nA cheap thread.\n\n---\n\nWhat is a channel?\n\nA queue between goroutines.\n\n---\n\n",
        left_out,
    );
    home.viva("read tag:go").prints("What is a goroutine?\n\nA cheap thread.\n\n---\n\n");
    home.viva("read section:hr").is(0, "", &format!("nothing to read\n{left_out}"));
    let cards = home.viva("read go --format json").succeeds().json();
    assert_eq!(cards["cards"].as_array().unwrap().len(), 2);
    assert_eq!(cards["cards"][0]["answers"][0]["text"], "A cheap **thread**.");
    home.viva("stats").succeeds();
    Home::new().viva("read").is(0, "", "no cards yet: `viva import PATH` imports notes as decks\n");
}
