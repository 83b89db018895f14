//! Databases that are damaged, missing, mixed up or open to others: said in one sentence, and nothing made worse.

use std::fs;
use std::path::PathBuf;

use rusqlite::Connection;

use super::home::{Home, SMALL_DECK};

const COMMANDS: &[&str] = &[
    "",
    "queue",
    "list",
    "list is:due",
    "show routine",
    "stats",
    "stats --format json",
    "export",
    "export --format csv --table reviews",
    "check",
    "check --rebuild",
    "dupes",
    "search goroutine",
    "undo",
    "redo",
    "suspend channel",
    "grade channel good",
    "grade routine good",
];

fn database(home: &Home) -> PathBuf {
    home.path("c/.viva/viva.db")
}

fn connection(home: &Home) -> Connection {
    Connection::open(database(home)).unwrap()
}

/// Opened so that what is written next stays in the log.
fn held_open(home: &Home) -> Connection {
    let connection = connection(home);
    connection.query_row("select count(*) from event", [], |row| row.get::<_, i64>(0)).unwrap();
    connection
}

/// A collection as a kill leaves it: its second grade is only in the log.
fn killed(home: &Home) -> Home {
    let connection = held_open(home);
    home.viva("grade channel good").succeeds();
    let left = Home::with_small_deck();
    left.shell("mkdir -m 700 ../c/.viva").succeeds();
    for name in ["viva.db", "viva.db-wal"] {
        fs::copy(home.path("c/.viva").join(name), left.path("c/.viva").join(name)).unwrap();
    }
    drop(connection);
    left
}

#[test]
fn a_log_that_a_kill_left_is_taken_in() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    let left = killed(&home);
    left.viva("check").prints("2 events of 2 cards: all states are consistent with the log\n");
    left.viva("grade salary good").succeeds();
    left.viva("check").prints("3 events of 3 cards: all states are consistent with the log\n");
}

#[test]
fn a_log_of_another_database_is_refused() {
    let other = Home::with_small_deck();
    other.viva("grade salary good").succeeds();
    let other = killed(&other);
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    let log = home.path("c/.viva/viva.db-wal");
    fs::copy(other.path("c/.viva/viva.db-wal"), &log).unwrap();
    let (database_before, log_before) = (fs::read(database(&home)).unwrap(), fs::read(&log).unwrap());
    for words in COMMANDS {
        let run = home.viva(words);
        assert_eq!(run.code, Some(4), "viva {words}: {}", run.stderr);
        let says = "~/c/.viva/viva.db-wal does not fit ~/c/.viva/viva.db: it belongs to another database, or one of \
                    them is damaged";
        assert!(run.stderr.contains(says), "viva {words}: {}", run.stderr);
        assert_eq!(fs::read(database(&home)).unwrap(), database_before, "viva {words}");
        assert_eq!(fs::read(&log).unwrap(), log_before, "viva {words}");
    }
    let run = home.viva("list");
    assert!(
        run.stderr.contains("move ~/c/.viva/viva.db-wal and ~/c/.viva/viva.db-shm out"),
        "{}",
        run.stderr
    );
    fs::remove_file(&log).unwrap();
    fs::remove_file(home.path("c/.viva/viva.db-shm")).unwrap();
    home.viva("check").prints("1 event of 1 card: all states are consistent with the log\n");
}

#[test]
fn a_log_without_its_database_becomes_no_other_ones() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    let left = killed(&home);
    fs::rename(database(&left), left.path("kept.db")).unwrap();
    let before = left.tree("c");
    for words in ["list", "grade salary good", "import ."] {
        left.write("work/note.md", "# Notes\n\n### What is a mutex?\n\nA lock.\n");
        let run = left.viva(words);
        assert!(
            run.stderr.contains("put ~/c/.viva/viva.db back; or move ~/c/.viva/viva.db-wal out"),
            "{}",
            run.stderr
        );
        assert_eq!(run.code, Some(4), "viva {words}: {}", run.stderr);
    }
    fs::rename(left.path("kept.db"), database(&left)).unwrap();
    left.viva("show routine").succeeds();
    assert!(left.viva("check").stdout.starts_with("2 events of 2 cards"));
    drop(before);
}

#[test]
fn a_missing_history_is_said_before_an_empty_one_is_made() {
    let home = Home::with_small_deck();
    home.viva("list").succeeds();
    // Nothing was done yet, so nothing is missing.
    fs::remove_dir_all(home.path("c/.viva")).unwrap();
    home.viva("grade routine good").succeeds();
    fs::remove_dir_all(home.path("c/.viva")).unwrap();
    let missing = "the history of this collection is missing: ~/c/.viva/viva.db is not there, although the collection \
                   was in use before";
    home.viva("check").is(
        0,
        "0 events of 0 cards: all states are consistent with the log\n",
        &format!("warning: {missing}\n"),
    );
    assert!(!home.path("c/.viva").exists());
    let says = format!("warning: {missing}; viva starts with an empty history\n");
    home.viva("show routine").succeeds_saying(&says);
    home.viva("show routine").succeeds();
    // A clone is another place.
    home.shell("mkdir ../clone && cp -r ../c/decks ../clone").succeeds();
    home.viva("list --collection ../clone").succeeds();
}

#[test]
fn a_record_of_imports_tells_of_a_history_but_not_in_a_clone() {
    let home = Home::new().with_file("work/note.md", "# Notes\n\n### What is a mutex?\n\nA lock.\n");
    assert_eq!(home.viva("import note.md").code, Some(0));
    home.shell("mkdir ../copy ../clone ../clone/.git && cp -r ../c/decks ../c/imports.toml ../copy")
        .succeeds();
    home.shell("cp -r ../c/decks ../c/imports.toml ../clone").succeeds();
    home.viva("list --collection ../clone").succeeds();
    // An import that was killed before its database was in place has lost nothing.
    home.shell("cp -r ../copy ../killed && mkdir ../killed/.viva && touch ../killed/.viva/.viva-new-1.db")
        .succeeds();
    home.viva("list --collection ../killed").succeeds();
    let run = home.viva("list --collection ../copy");
    assert!(run.stderr.contains("the history of this collection is missing"), "{}", run.stderr);
    assert_eq!(run.code, Some(0));
}

#[test]
fn all_damage_is_one_sentence_and_one_exit_code() {
    for damage in [
        "drop table event",
        "drop table state",
        "drop table sighting",
        "drop table joined",
        "drop table meta",
        "drop table question",
        "drop table counted_past",
        "drop table deck",
        "drop index event_with_forecast; alter table event drop column payload",
        "alter table event rename column tick to tock",
        "pragma writable_schema = on; update sqlite_schema set sql = replace(sql, ' strict', '')",
        "pragma writable_schema = on; update sqlite_schema set sql = 'create table event (a)' where name = 'event'",
        "update event set payload = 'x'",
        "update event set kind = '', day = 2147483647",
        "update event set day = -2147483648, tick = -9223372036854775808",
        "update event set tick = 9223372036854775807",
        "update event set seq = 9223372036854775807",
        "update event set card = '../../etc'",
        "update event set at_ms = 9223372036854775807",
        "update state set due = 2147483647, interval_days = -1, ease_hundredths = 4294967295",
        "update state set due = -2147483648, lapse_count = 4294967295, first_review_day = -2147483648",
        "update state set last_review_day = 2147483647, last_quality = 200, buried_on = -2147483648",
        "update state set stability_days = 1e308, difficulty = -1e308",
        "update state set repetitions = -5",
        "update sighting set tags = '{', asked = '[1', position = -position - 1",
        "update sighting set seconds = -1",
        "update deck set card_count = -1, mtime_ns = -9223372036854775808, interview_day = 2147483647",
        "update question set asked_times = 9223372036854775807, position = -position - 1",
        "update counted_past set reviews = x'ff00ff'",
        "insert into joined values ('routine', 'routine'), ('channel', 'routine')",
        "update meta set value = ''",
    ] {
        let home = Home::with_small_deck();
        home.viva("grade routine good").succeeds();
        connection(&home).execute_batch(damage).unwrap();
        // It has nothing to say of it.
        let run = home.viva("status");
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{damage}");
        for words in COMMANDS {
            let run = home.viva(words);
            let code = run.code.unwrap_or(-1);
            // Of caches that say something else nobody may notice; what is noticed is damage, and nothing else.
            assert!(
                matches!(code, 0 | 4) || is_of_words(words, &run.stderr),
                "{damage}: viva {words}: {code} {}",
                run.stderr
            );
            for word in [
                "panicked",
                "SQL",
                "sql",
                "no such",
                "column",
                "table",
                "InvalidColumn",
                "malformed",
                "constraint",
            ] {
                assert!(!run.stderr.contains(word), "{damage}: viva {words}: {}", run.stderr);
            }
            let is_sentence = |line: &&str| line.starts_with("viva: ") || line.starts_with("{\"error\"");
            let sentences = run.stderr.lines().filter(is_sentence).count();
            assert_eq!(sentences, usize::from(code != 0), "{damage}: viva {words}: {}", run.stderr);
        }
    }
}

/// What fails for a reason of its own.
fn is_of_words(words: &str, stderr: &str) -> bool {
    let known = [
        "nothing to",
        "no card has the id",
        "no card has this id",
        "nothing was graded",
        "was made on another device",
    ];
    !words.is_empty() && known.iter().any(|known| stderr.contains(known))
}

#[test]
fn a_check_writes_no_byte() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    // A deck that is new to the index.
    home.write("c/decks/rust.toml", "[[cards]]\nquestion = \"What is a trait?\"\n");
    let before = home.tree(".");
    home.viva("check").prints("1 event of 1 card: all states are consistent with the log\n");
    assert_eq!(home.tree("."), before);
    // A database of an older version, which is brought up to date by any other command.
    let released = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/released-5fe33b3/collection");
    home.shell(&format!("cp -r {released} ../old && chmod -R u=rwX,go= ../old")).succeeds();
    let before = home.tree("old");
    assert_eq!(home.viva("check --collection ../old --format json").json()["ok"], true);
    assert_eq!(home.tree("old"), before);
    // While another viva is at work as well.
    let connection = held_open(&home);
    home.viva("grade channel good").succeeds();
    let before = home.tree("c");
    home.viva("check").prints("2 events of 2 cards: all states are consistent with the log\n");
    assert_eq!(home.tree("c"), before);
    drop(connection);
    home.viva("check --rebuild").succeeds();
}

#[cfg(unix)]
#[test]
fn files_that_others_may_read_are_mentioned() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    for (path, mode) in [("c/.viva", 0o755), ("c/.viva/viva.db", 0o640)] {
        fs::set_permissions(home.path(path), fs::Permissions::from_mode(mode)).unwrap();
    }
    let says = "other users of this computer can read or change";
    let hint = "`chmod -R go= ~/c/.viva` prevents that";
    home.viva("check").prints(&format!(
        "1 event of 1 card: all states are consistent with the log\n{says} ~/c/.viva (mode 755); {hint}\n\
         {says} ~/c/.viva/viva.db (mode 640); {hint}\n"
    ));
    home.shell("chmod -R go= ../c/.viva").succeeds();
    home.viva("check").prints("1 event of 1 card: all states are consistent with the log\n");
}

/// As under a limit that a company or a container sets.
#[cfg(target_os = "linux")]
#[test]
fn without_threads_viva_works_all_the_same() {
    let home = Home::new();
    let mut note = "# Notes\n\n".to_owned();
    for number in 0..40 {
        note += "### What is thing number ";
        note += &number.to_string();
        note += "?\n\nThe answer to it.\n\n";
        home.write(&format!("work/notes/{number}.md"), &note);
    }
    let program = home.path("viva");
    fs::copy(env!("CARGO_BIN_EXE_viva"), &program).unwrap();
    // Root has no limits, so it becomes somebody else first; that no thread can be had is tried as well.
    let limited = "limited() { if [ \"$(id -u)\" = 0 ]; then setpriv --reuid=61234 --regid=61234 --clear-groups \
                   prlimit --nproc=1:1 \"$@\"; else prlimit --nproc=1:1 \"$@\"; fi; }; ";
    let found = home.shell("command -v prlimit && command -v setpriv");
    if found.code != Some(0) {
        println!("skipped: prlimit or setpriv is not installed");
        return;
    }
    home.shell("[ \"$(id -u)\" = 0 ] && chown -R 61234:61234 .. && chmod 755 .. || true").succeeds();
    for words in ["import notes", "list", "check", "stats", "export --format csv"] {
        let run = home.shell(&format!("{limited} limited {} {words}", program.display()));
        assert_eq!(run.code, Some(0), "viva {words}: {}", run.stderr);
        assert!(!run.stderr.contains("panicked"), "viva {words}: {}", run.stderr);
    }
    assert_eq!(home.viva("list --format json").json()["decks"].as_array().unwrap().len(), 40);
}

/// Makes the database refuse one kind of event, as a disk that is full might.
fn refuse(home: &Home, kind: &str) {
    connection(home)
        .execute_batch(&format!(
            "create trigger refused before insert on event when new.kind = '{kind}' \
             begin select raise(abort, 'refused'); end"
        ))
        .unwrap();
}

fn accept_again(home: &Home) {
    connection(home).execute_batch("drop trigger refused").unwrap();
}

#[test]
fn a_debrief_that_is_cut_off_graded_nothing_and_can_be_repeated() {
    let mut home = Home::with_small_deck()
        .with_file("work/asked.txt", "good: What is a goroutine?\nagain: What is a channel?\n");
    assert_eq!(home.viva("interview add --company Nova --date 2026-03-02").code, Some(0));
    home.at("2026-03-03T09:00:00+03:30");
    let debrief = "debrief nova --asked asked.txt --remarks friendly";
    refuse(&home, "debrief");
    assert_eq!(home.viva(debrief).code, Some(4));
    accept_again(&home);
    assert_eq!(home.viva("export").json()["events"], serde_json::json!([]));
    assert_eq!(home.viva(debrief).code, Some(0));
    assert_eq!(home.viva("export").json()["reviews"].as_array().unwrap().len(), 2);
    assert_eq!(home.read("c/decks/nova.toml").matches("friendly").count(), 1);
}

#[test]
fn a_deletion_that_is_half_done_is_not_reported_as_undone() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    // Neither the record of imports nor the undo can be written.
    fs::create_dir(home.path("c/imports.toml")).unwrap();
    refuse(&home, "undo");
    let run = home.viva("delete channel --yes");
    assert_eq!(run.code, Some(1), "{}", run.stderr);
    assert!(run.stderr.contains("channel may or may not be deleted: "), "{}", run.stderr);
    assert!(run.stderr.contains("`viva undo` restores it"), "{}", run.stderr);
    accept_again(&home);
    fs::remove_dir(home.path("c/imports.toml")).unwrap();
    home.viva("undo").prints("undone: delete of channel, now new  What is a channel?\n");
    assert_eq!(home.read("c/decks/go.toml"), SMALL_DECK);
}

#[test]
fn what_an_interrupted_write_left_is_swept_by_the_next_command() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    for name in ["c/.viva-half.tmp", "c/decks/.viva-half.tmp"] {
        home.write(name, "half");
    }
    home.viva("grade channel good").succeeds();
    assert!(!home.tree("c").contains("half.tmp"), "{}", home.tree("c"));
}
