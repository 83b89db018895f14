//! A new user loses data in ten ways, one after the other, and gets everything back by doing what viva says: each
//! command that is run here to repair something is taken from the message before it.

use std::fs;

use serde_json::Value;

use super::home::{Home, Run, SMALL_DECK};

const NOTE: &str = "# Locks\n\n## What is a lock?\n\nIt guards.\n\n## What is a fence?\n\nIt orders.\n";

/// The first command of viva's that a message names, without `viva` itself.
#[track_caller]
fn named_command(run: &Run) -> String {
    let said = format!("{}{}", run.stderr, run.stdout);
    let quoted = said.split("`viva ").nth(1).and_then(|rest| rest.split('`').next());
    let to_undo = || said.split("to undo this: viva ").nth(1).and_then(|rest| rest.lines().next());
    quoted.or_else(to_undo).unwrap_or_else(|| panic!("no command is named in\n{said}")).to_owned()
}

/// Does what the message says, as somebody who answers yes.
#[track_caller]
fn follow(home: &Home, run: &Run, expected: &str) -> Run {
    let command = named_command(run);
    assert!(command.starts_with(expected), "`viva {command}` is named, not {expected}");
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
fn ten_losses_are_repaired_by_doing_what_viva_says() {
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

    // 6. The editor and viva are killed while a card is edited; see `tests/editing.rs` for whole sessions.
    killed_in_the_editor(&home);
    assert_eq!(treasure(&home).0.len(), 5);
    home.edit("c/decks/go.toml", "A typed queue.", "A queue between goroutines.");
    assert_eq!(treasure(&home), all, "an edit that was killed");

    // 7. An older copy of the folder is copied over it.
    home.viva("backup").succeeds();
    let older = home.path("c/.viva/viva.db");
    home.viva(&format!("restore {first} --progress --yes"));
    fs::copy(&older, home.path("older.db")).unwrap();
    let run = home.viva("restore latest --yes");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(treasure(&home), all);
    home.viva("backup").succeeds();
    without_database(&home);
    fs::copy(home.path("older.db"), &older).unwrap();
    let listed = home.viva("restore");
    let newest = listed.stdout.split_whitespace().next().unwrap().to_owned();
    assert_eq!(home.viva(&format!("restore {newest} --yes")).code, Some(0));
    assert_eq!(treasure(&home), all, "an older copy");

    // 8. The disk is full: nothing can be written any more.
    let full = home.shell("trap '' XFSZ; ulimit -f 0; \"$VIVA\" grade routine again");
    assert_ne!(full.code, Some(0), "{}", full.stdout);
    assert!(full.stderr.starts_with("viva: "), "{}", full.stderr);
    assert_eq!(treasure(&home), all, "a full disk");

    // 9. A deck is edited so that it cannot be read. The message names the line.
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

    // 10. What imports remember is removed, and then the whole database.
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

/// What a user finds after a kill: a draft that `viva check` names, with the command that goes on with it.
fn killed_in_the_editor(home: &Home) {
    let editor = home.path("editor");
    home.write(
        "editor",
        "#!/bin/sh\nsed -i 's/A queue between/A typed queue. Not between/' \"$1\"\nkill -9 $PPID\n",
    );
    let run = |line: &str| {
        home.shell(&format!(
            "chmod +x '{path}'; EDITOR='{path}'; export EDITOR; {line}",
            path = editor.display()
        ))
    };
    run("script -qec \"$VIVA edit channel\" /dev/null >/dev/null 2>&1 </dev/null; true");
    let check = home.viva("check");
    let command = named_command(&check);
    assert_eq!(command, "edit channel", "{}", check.stdout);
    home.write(
        "editor",
        "#!/bin/sh\nsed -i 's/A typed queue. Not between goroutines./A typed queue./' \"$1\"\n",
    );
    run("script -qec \"$VIVA edit channel\" /dev/null </dev/null; true");
    assert!(home.read("c/decks/go.toml").contains("A typed queue."), "{}", home.read("c/decks/go.toml"));
}
