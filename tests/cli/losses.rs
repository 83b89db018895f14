//! A new user loses data in eight ways, one after the other, and gets everything back by doing what viva says: each
//! command that is run here to repair something is taken from the message before it. What a killed editor leaves is in
//! `tests/terminal/program.rs`, and an older database that is copied over this one in `restoring.rs`.

use std::fs;

use serde_json::Value;

use super::home::{Home, Run, SMALL_DECK};

const NOTE: &str = "# Locks\n\n## What is a lock?\n\nIt guards.\n\n## What is a fence?\n\nIt orders.\n";

/// The first command of viva's that a message names, without `viva` itself.
#[track_caller]
fn named_command(run: &Run) -> String {
    let said = format!("{}{}", run.stderr, run.stdout);
    let to_undo = said.split("to undo this: viva ").nth(1).and_then(|rest| rest.lines().next());
    let quoted = || said.split("`viva ").nth(1).and_then(|rest| rest.split('`').next());
    to_undo.or_else(quoted).unwrap_or_else(|| panic!("no command is named in\n{said}")).to_owned()
}

/// Does what the message says, as somebody who answers yes.
#[track_caller]
fn follow(home: &Home, run: &Run, expected: &str) -> Run {
    let command = named_command(run);
    assert!(
        command.starts_with(expected),
        "`viva {command}` is named, not {expected}:\n{}{}",
        run.stderr,
        run.stdout
    );
    let done = home.viva(&format!("{command} --yes"));
    assert_eq!(done.code, Some(0), "viva {command}: {}", done.stderr);
    done
}

/// What must never be lost: every card with its texts, and where it stands.
fn treasure(home: &Home) -> (Vec<Value>, String, String) {
    let mut cards = home.viva("export --format json").json()["cards"].as_array().unwrap().clone();
    cards.sort_by_key(|card| card["id"].to_string());
    (cards, home.read("c/decks/go.toml"), home.read("c/decks/locks.toml"))
}

fn without_database(home: &Home) {
    for name in ["viva.db", "viva.db-wal", "viva.db-shm"] {
        let _ = fs::remove_file(home.path(&format!("c/.viva/{name}")));
    }
}

#[test]
fn eight_losses_are_repaired_by_doing_what_viva_says() {
    let mut home = Home::with_small_deck().with_file("work/locks.md", NOTE);
    home.viva("import locks.md");
    home.viva("grade routine good").succeeds();
    home.viva("grade channel easy").succeeds();
    let first = home.viva("backup --format json").json()["backup"]["id"].as_str().unwrap().to_owned();
    home.at("2026-03-01T10:00:00+03:30").viva("grade salary hard").succeeds();
    home.viva("backup").succeeds();
    let all = treasure(&home);
    assert_eq!(all.0.len(), 5);

    // 1. A deck is deleted, card by card.
    home.at("2026-03-01T10:10:00+03:30");
    let run = home.viva("delete go --yes");
    assert!(!home.read("c/decks/go.toml").contains("goroutine"));
    follow(&home, &run, "restore");
    assert_eq!(treasure(&home), all, "a deleted deck");

    // 2. The file of a deck is removed by hand.
    fs::remove_file(home.path("c/decks/go.toml")).unwrap();
    follow(&home, &home.viva("check"), "restore");
    assert_eq!(treasure(&home), all, "a removed deck");

    // 3. The database is overwritten with something else.
    without_database(&home);
    home.write("c/.viva/viva.db", "not a database at all, but quite long\n".repeat(300));
    let run = home.viva("list");
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    follow(&home, &run, "restore");
    assert_eq!(treasure(&home), all, "an overwritten database");

    // 4. The database is cut off.
    home.viva("backup").succeeds();
    for name in ["viva.db-wal", "viva.db-shm"] {
        let _ = fs::remove_file(home.path(&format!("c/.viva/{name}")));
    }
    let database = fs::OpenOptions::new().write(true).open(home.path("c/.viva/viva.db")).unwrap();
    database.set_len(3000).unwrap();
    let run = home.viva("queue");
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    follow(&home, &run, "restore");
    assert_eq!(treasure(&home), all, "a database cut off");

    // 5. The wrong backup is restored: the first one lacks a grade.
    let run = home.viva(&format!("restore {first} --yes"));
    assert_ne!(treasure(&home), all);
    follow(&home, &run, "restore");
    assert_eq!(treasure(&home), all, "the wrong backup");

    // 6. The disk is full: nothing can be written any more.
    let full = home.shell("trap '' XFSZ; ulimit -f 0; \"$VIVA\" grade routine again");
    assert_ne!(full.code, Some(0), "{}", full.stdout);
    assert!(full.stderr.starts_with("viva: "), "{}", full.stderr);
    assert_eq!(treasure(&home), all, "a full disk");

    // 7. A deck is edited so that it cannot be read. The message names the line.
    home.edit(
        "c/decks/go.toml",
        "answer = \"A queue between goroutines.\"",
        "answer = \"A queue between goroutines.",
    );
    let run = home.viva("list");
    let place = run.stderr.split("go.toml:").nth(1).unwrap_or_else(|| panic!("{}", run.stderr));
    let line: usize = place.split(':').next().unwrap().parse().unwrap();
    let mut lines: Vec<String> = home.read("c/decks/go.toml").lines().map(str::to_owned).collect();
    lines[line - 1].push('"');
    home.write("c/decks/go.toml", lines.join("\n") + "\n");
    assert_eq!(treasure(&home), all, "a broken deck");

    // 8. What imports remember is removed, and then the whole database.
    fs::remove_file(home.path("c/imports.toml")).unwrap();
    home.viva("import locks.md");
    assert_eq!(treasure(&home), all, "no record of imports");
    home.viva("backup").succeeds();
    without_database(&home);
    let run = home.viva("list");
    follow(&home, &run, "restore");
    assert_eq!(treasure(&home), all, "no database");
    let check = home.viva("check");
    assert_eq!(check.code, Some(0), "{}{}", check.stdout, check.stderr);
    assert!(SMALL_DECK.contains("goroutine"));
}
