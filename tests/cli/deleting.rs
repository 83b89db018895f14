//! `viva delete`: out of every deck, never back by an import, and put back by an undo.

use super::home::{Home, SMALL_DECK};

const OTHER: &str = "# theirs\n[[cards]]\nid = \"channel\" # the same\nquestion = \"What is a channel?\"\n\n\
    # about locks\n[[cards]]\nid = \"lock\"\nquestion = \"What is a lock?\"\n";

fn with_two_decks() -> Home {
    Home::with_small_deck().with_file("c/decks/other.toml", OTHER)
}

#[test]
fn a_card_is_deleted_from_every_deck_and_restored() {
    let home = with_two_decks();
    home.viva("grade channel good").succeeds();
    home.viva("delete channel").fails(
        2,
        "viva: this would delete 1 card from 2 decks\nhint: `--yes` does so, `--dry-run` lists them\n",
    );
    home.viva("delete channel --dry-run")
        .prints("channel: would be deleted from go, other  What is a channel?\n");
    assert_eq!(
        (home.read("c/decks/go.toml").as_str(), home.read("c/decks/other.toml").as_str()),
        (SMALL_DECK, OTHER)
    );
    home.viva("delete channel --yes").prints("channel: deleted from go, other  What is a channel?\n");
    for deck in ["go", "other"] {
        assert!(!home.read(&format!("c/decks/{deck}.toml")).contains("channel"), "{deck}");
    }
    assert!(home.read("c/decks/other.toml").starts_with("# theirs\n# about locks\n[[cards]]\n"));
    home.viva("check").succeeds();
    assert_eq!(
        home.viva("stats --format json").succeeds().json()["today"]["reviews"],
        1,
        "its history stays"
    );
    let undone = home.viva("undo --format json").succeeds().json();
    assert_eq!((&undone["undone"], &undone["text_stays"]), (&"delete".into(), &serde_json::Value::Null));
    assert_eq!(
        (home.read("c/decks/go.toml").as_str(), home.read("c/decks/other.toml").as_str()),
        (SMALL_DECK, OTHER)
    );
    assert_eq!(home.viva("show channel --format json").succeeds().json()["state"]["reviews"], 1);
    home.viva("redo").succeeds();
    assert!(!home.read("c/decks/go.toml").contains("channel"));
    home.viva("undo").succeeds();
    assert_eq!(
        (home.read("c/decks/go.toml").as_str(), home.read("c/decks/other.toml").as_str()),
        (SMALL_DECK, OTHER)
    );
    // The grade is the last action again.
    assert_eq!(home.viva("undo --format json").succeeds().json()["undone"], "review");
}

#[test]
fn decks_and_selections_are_deleted_card_by_card() {
    let home = with_two_decks();
    home.viva("delete other -text:lock --yes")
        .prints("channel: deleted from go, other  What is a channel?\n");
    home.viva("delete go --yes").is(
        0,
        "routine: deleted from go  What is a goroutine?\nsalary: deleted from go  What salary do you expect?\n",
        "to undo this: viva restore 2026-03-01-090000-2 --decks\n",
    );
    assert!(home.read("c/decks/go.toml").contains("company = \"Acme\""), "the head stays");
    home.viva("delete is:suspended --yes").is(0, "", "nothing to delete\n");
    for _ in 0..3 {
        home.viva("undo").succeeds();
    }
    assert_eq!(
        (home.read("c/decks/go.toml").as_str(), home.read("c/decks/other.toml").as_str()),
        (SMALL_DECK, OTHER)
    );
}

#[test]
fn what_cannot_be_restored_is_said() {
    let home = with_two_decks();
    home.viva("delete channel --yes").succeeds();
    std::fs::remove_file(home.path("c/decks/other.toml")).unwrap();
    home.write("c/decks/go.toml", home.read("c/decks/go.toml").replace("Acme", "Zenith"));
    let undone = home.viva("undo --format json").succeeds().json();
    assert_eq!(undone["text_stays"], "the deck other is gone");
    assert_eq!(home.read("c/decks/go.toml"), SMALL_DECK.replace("Acme", "Zenith"));
    // Edited since, it is not deleted again.
    home.viva("undo").fails(1, "viva: nothing to undo\n");
    home.write("c/decks/go.toml", SMALL_DECK.replace("A queue between", "A queue among"));
    let redone = home.viva("redo --format json").succeeds().json();
    assert!(redone["text_stays"].as_str().unwrap().contains("the card was changed in go since"), "{redone}");
    assert!(home.read("c/decks/go.toml").contains("A queue among"));
}

#[test]
fn no_import_brings_a_deleted_card_back() {
    let note = "### Technical Interview\n\n- What is a fence?\n\n    A barrier.\n\n- What is a mutex?\n\n    A lock.\n";
    let home = Home::new().with_file("work/notes.md", note);
    home.viva("import notes.md").succeeds();
    let cards = home.viva("list text:fence --format json").succeeds().json();
    let card = cards["cards"][0]["id"].as_str().unwrap().to_owned();
    home.viva(&format!("delete {card} --yes")).succeeds();
    home.write("work/notes.md", note.replace("A barrier.", "A high barrier."));
    home.write("work/more.md", note.replace("What is a mutex?", "What is a spinlock?"));
    for words in [
        "import notes.md --dry-run",
        "import notes.md",
        "import more.md --dry-run",
        "import more.md",
        "import notes.md more.md",
    ] {
        let run = home.viva(words);
        let said = format!("{}{}", run.stdout, run.stderr);
        assert!(
            !said.contains("fence") && !said.contains("deleted") && !said.contains("stay"),
            "{words}: {said}"
        );
        assert!(
            home.viva("list text:fence --format json").succeeds().json()["cards"]
                .as_array()
                .unwrap()
                .is_empty()
        );
    }
    assert_eq!(
        home.viva("list text:spinlock --format json").succeeds().json()["cards"].as_array().unwrap().len(),
        1
    );
    // Once it is restored, imports bring what is new in it.
    home.viva("undo").succeeds();
    home.viva("import notes.md").succeeds();
    let shown = home.viva(&format!("show {card}")).succeeds().stdout.clone();
    assert!(shown.contains("barrier"), "{shown}");
}
