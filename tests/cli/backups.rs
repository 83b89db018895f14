//! Backups that viva makes by itself and on demand: when, of what, and readable by nobody else.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::home::{Home, SMALL_DECK};

const NOTE: &str = "# Locks\n\n### What is a mutex?\n\nA lock.\n\n### What is a fence?\n\nA barrier.\n";

/// The backups, the newest first, each with its reason.
fn backups(home: &Home) -> Vec<(String, String)> {
    let listed = home.viva("restore --format json").json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let backups = listed["backups"].as_array().unwrap();
    backups.iter().map(|backup| (text(&backup["id"]), text(&backup["reason"]))).collect()
}

fn reasons(home: &Home) -> Vec<String> {
    backups(home).into_iter().map(|(_, reason)| reason).collect()
}

pub(super) fn path_of(home: &Home, id: &str) -> PathBuf {
    home.path(&format!("c/.viva/backups/{id}.zip"))
}

/// The files in a backup, as any program that knows zip sees them.
fn unpacked(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(path).unwrap()).unwrap();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().unwrap().into_owned(), bytes));
    }
    files.sort();
    files
}

#[test]
fn a_backup_contains_what_a_user_wrote_and_did() {
    let home = Home::with_small_deck()
        .with_file("c/viva.toml", "new_per_day = 5\n")
        .with_file("c/words.toml", "announces = [\"grill list\"]\n")
        .with_file("c/decks/broken.toml", "?")
        .with_file("work/note.md", NOTE);
    home.viva("grade routine good");
    home.viva("import note.md");
    let run = home.viva("backup");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        run.stdout.lines().collect::<Vec<_>>()[..1],
        ["~/c/.viva/backups/2026-03-01-090000.zip"],
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("5 cards in 3 decks, 1 event, 1 review, last review 2026-03-01; "),
        "{}",
        run.stdout
    );
    let files = unpacked(&path_of(&home, "2026-03-01-090000"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "backup.json",
            "decks/broken.toml",
            "decks/go.toml",
            "decks/locks.toml",
            "imports.toml",
            "viva.db",
            "viva.toml",
            "words.toml"
        ]
    );
    for (name, bytes) in &files {
        if Path::new(name).extension().is_some_and(|extension| extension == "toml") {
            assert_eq!(bytes, home.read(&format!("c/{name}")).as_bytes(), "{name}");
        }
    }
    let copy = home.path("copy.db");
    fs::write(&copy, &files[5].1).unwrap();
    let copy = rusqlite::Connection::open(&copy).unwrap();
    let sound: String = copy.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    let events: i64 = copy.query_row("select count(*) from event", [], |row| row.get(0)).unwrap();
    assert_eq!((sound.as_str(), events), ("ok", 1));
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_a_backup() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    home.shell("umask 000; \"$VIVA\" backup").succeeds();
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(home.path("c/.viva/backups")), 0o700);
    assert_eq!(mode(path_of(&home, "2026-03-01-090000")), 0o600);
    assert_eq!(fs::read_dir(home.path("c/.viva/backups")).unwrap().count(), 1, "nothing else is left there");
}

#[test]
fn what_is_only_in_the_log_is_in_the_backup() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    // Another viva is at work, so that the next grade stays in the log.
    let other = rusqlite::Connection::open(home.path("c/.viva/viva.db")).unwrap();
    other.query_row("select count(*) from event", [], |row| row.get::<_, i64>(0)).unwrap();
    home.viva("grade channel good").succeeds();
    assert!(fs::metadata(home.path("c/.viva/viva.db-wal")).unwrap().len() > 0);
    assert_eq!(home.viva("backup --format json").json()["backup"]["events"], 2);
}

#[test]
fn one_is_made_every_half_hour_if_something_has_changed() {
    let mut home = Home::with_small_deck();
    let at = |home: &mut Home, time: &str, words: &str, count: usize| {
        home.at(&format!("2026-03-01T{time}:00Z")).viva(words);
        assert_eq!(reasons(home), vec!["automatic"; count], "at {time}: viva {words}");
    };
    at(&mut home, "09:00", "grade routine good", 0);
    at(&mut home, "09:01", "list", 0);
    at(&mut home, "09:02", "suspend channel --dry-run", 0);
    at(&mut home, "09:03", "suspend channel", 1);
    at(&mut home, "09:04", "resume channel", 1);
    at(&mut home, "09:32", "suspend channel", 1);
    at(&mut home, "09:33", "resume channel", 2);
    // Nothing has changed since.
    at(&mut home, "10:33", "delete tag:none --yes", 2);
    home.edit("c/decks/go.toml", "A cheap", "A very cheap");
    at(&mut home, "10:34", "delete tag:none --yes", 3);
    // A grade alone makes none, but the next command does.
    at(&mut home, "12:00", "grade routine good", 3);
    at(&mut home, "12:00", "undo", 4);
}

#[test]
fn a_backup_from_the_future_does_not_stop_others() {
    let mut home = Home::with_small_deck();
    home.at("2031-01-01T09:00:00Z").viva("suspend channel").succeeds();
    home.at("2026-03-01T09:00:00Z").viva("resume channel").succeeds();
    assert_eq!(reasons(&home), ["automatic", "automatic"]);
}

#[test]
fn a_failed_automatic_backup_is_only_a_warning() {
    let home = Home::with_small_deck();
    home.viva("list").succeeds();
    home.write("c/.viva/backups", "not a folder");
    let run = home.viva("suspend channel");
    assert_eq!(run.code, Some(0));
    assert!(run.stderr.starts_with("warning: no backup was made: cannot make the folder"), "{}", run.stderr);
    // Before what could lose something, it is an error, and nothing is done.
    let before = home.read("c/decks/go.toml");
    let run = home.viva("delete routine channel --yes");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("no backup could be made, so nothing was changed"), "{}", run.stderr);
    assert_eq!(home.read("c/decks/go.toml"), before);
}

#[test]
fn one_is_made_before_anything_risky() {
    let home = Home::with_small_deck().with_file("work/note.md", NOTE);
    // A new deck replaces nothing.
    assert_eq!(home.viva("import note.md").code, Some(0));
    assert_eq!(reasons(&home), [""; 0]);
    home.write("work/note.md", NOTE.replace("A lock.", "A lock of one owner."));
    assert_eq!(home.viva("import note.md --dry-run").code, Some(0));
    assert_eq!(reasons(&home), [""; 0]);
    assert_eq!(home.viva("import note.md").code, Some(0));
    assert_eq!(reasons(&home), ["before_import"]);
    let (id, _) = backups(&home).remove(0);
    let files = unpacked(&path_of(&home, &id));
    let (_, locks) = files.iter().find(|(name, _)| name == "decks/locks.toml").unwrap();
    assert!(String::from_utf8_lossy(locks).contains("A lock.\""), "it has the deck as it was");
    // The same again changes nothing.
    assert_eq!(home.viva("import note.md").code, Some(0));
    assert_eq!(reasons(&home), ["before_import"]);
    home.viva("delete routine --yes").succeeds();
    assert_eq!(reasons(&home), ["before_import"], "an undo brings one card back");
    assert_eq!(home.viva("delete channel salary --yes").code, Some(0));
    assert_eq!(reasons(&home), ["before_delete", "before_import"]);
    home.viva("check --rebuild").succeeds();
    assert_eq!(reasons(&home), ["before_repair", "before_delete", "before_import"]);
}

#[test]
fn one_is_made_before_an_older_database_is_updated() {
    let home = Home::new();
    let released = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/released-5fe33b3/collection");
    home.shell(&format!("cp -r {released} ../c && chmod -R u=rwX,go= ../c")).succeeds();
    let database = fs::read(home.path("c/.viva/viva.db")).unwrap();
    assert_eq!(home.viva("status").code, Some(0));
    assert_eq!(home.viva("check").code, Some(0));
    assert_eq!(reasons(&home), [""; 0], "what only looks changes nothing");
    home.viva("list");
    assert_eq!(reasons(&home), ["before_update"]);
    assert_ne!(fs::read(home.path("c/.viva/viva.db")).unwrap(), database);
    let (id, _) = backups(&home).remove(0);
    let files = unpacked(&path_of(&home, &id));
    let (_, saved) = files.iter().find(|(name, _)| name == "viva.db").unwrap();
    assert_eq!(saved[60..64], database[60..64], "in its older form");
    let run = home.viva(&format!("restore {id} --dry-run"));
    assert!(run.stdout.contains("progress: 81 events, the same as now"), "{}", run.stdout);
    home.viva("list");
    assert_eq!(reasons(&home), ["before_update"]);
}

#[test]
fn old_ones_are_removed() {
    let mut home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    for hour in 0..40 {
        let (day, hour) = (1 + hour / 10, hour % 10 + 8);
        home.at(&format!("2026-03-{day:02}T{hour:02}:00:00Z")).viva("backup --format json").succeeds();
    }
    assert_eq!(backups(&home).iter().filter(|(id, _)| id.starts_with("2026-03-01")).count(), 1);
    let run = home.at("2026-04-30T09:00:00Z").viva("backup --format json").json();
    let removed = run["removed"].as_array().unwrap();
    assert!(removed.len() > 10, "{run}");
    let left: Vec<String> = backups(&home).into_iter().map(|(id, _)| id).collect();
    // The last of each day.
    let expected: Vec<String> = (1..=4).rev().map(|day| format!("2026-03-{day:02}-170000")).collect();
    assert_eq!(left, [vec!["2026-04-30-090000".to_owned()], expected].concat());
}

#[test]
fn there_is_nothing_to_back_up_without_a_collection() {
    let home = Home::new();
    home.viva("backup").fails(
        1,
        "viva: there is nothing to back up yet\nhint: `viva import PATH` imports notes as decks; `viva` alone offers \
         starter decks\n",
    );
    home.viva("restore").is(
        0,
        "",
        "there are no backups in ~/c/.viva/backups yet; `viva backup` makes one\n",
    );
    assert!(!home.path("c").exists());
    // Decks that no viva has looked at yet.
    let home = Home::with_small_deck();
    home.viva("backup --dry-run")
        .prints("would make a backup of the database and 1 deck in ~/c/.viva/backups\n");
    assert!(!home.path("c/.viva").exists());
    home.viva("backup").succeeds();
    assert_eq!(home.read("c/decks/go.toml"), SMALL_DECK);
}
