//! Restoring: everything comes back, a restore can be undone, event keys are never used twice, and what a stranger
//! put into a backup does nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use rusqlite::Connection;
use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::backups::path_of;
use super::home::{Home, SMALL_DECK};

/// A collection with a backup of the first day; on the second day nearly everything in it changes.
fn changed() -> (Home, String, Value) {
    let mut home = Home::with_small_deck().with_file("c/viva.toml", "new_per_day = 5\n").with_file(
        "c/decks/old.toml",
        "[[cards]]\nid = \"old\"\nquestion = \"What is old?\"\nanswer = \"It.\"\n",
    );
    home.viva("grade routine good").succeeds();
    home.viva("suspend salary").succeeds();
    let backup = home.at("2026-03-01T10:00:00+03:30").viva("backup --format json").json();
    let id = backup["backup"]["id"].as_str().unwrap().to_owned();
    let before = state(&home);
    home.at("2026-03-02T09:00:00Z");
    home.viva("grade routine again").succeeds();
    home.viva("grade channel easy").succeeds();
    home.viva("grade channel good").succeeds();
    home.write("c/viva.toml", "new_per_day = 7\n");
    fs::remove_file(home.path("c/decks/old.toml")).unwrap();
    home.edit("c/decks/go.toml", "A cheap **thread**.", "Wrong.");
    home.write("c/decks/new.toml", "[[cards]]\nid = \"new\"\nquestion = \"What is new?\"\n");
    home.viva("list").succeeds();
    (home, id, before)
}

/// Everything that a user can see of cards and files.
fn state(home: &Home) -> Value {
    let mut export = home.viva("export --format json").json();
    for card in export["cards"].as_array_mut().unwrap() {
        // Whether it is due depends on the day.
        card["state"].as_object_mut().unwrap().remove("name");
    }
    let files: BTreeMap<String, String> = ["viva.toml", "decks/go.toml", "decks/old.toml", "decks/new.toml"]
        .into_iter()
        .filter(|name| home.path(&format!("c/{name}")).exists())
        .map(|name| (name.to_owned(), home.read(&format!("c/{name}"))))
        .collect();
    serde_json::json!({ "cards": export["cards"], "events": export["events"], "files": files })
}

#[test]
fn a_restore_brings_everything_back_and_can_be_undone() {
    let (home, id, before) = changed();
    let after = state(&home);
    assert_ne!(after, before);
    let tree = home.tree("");
    let dry = home.viva(&format!("restore {id} --dry-run")).succeeds().stdout.clone();
    assert_eq!(
        dry.lines().skip(1).collect::<Vec<_>>(),
        [
            "progress: 2 events, 5 now; 3 that it does not have are removed",
            "changed back: decks/go.toml, viva.toml",
            "brought back: decks/old.toml",
            "removed: decks/new.toml",
            "nothing was changed",
        ]
    );
    home.viva(&format!("restore {id}")).fails(
        2,
        "viva: this would restore decks and progress\nhint: `--yes` does so, `--dry-run` shows what would change\n",
    );
    assert_eq!(home.tree(""), tree);
    let run = home.viva(&format!("restore {id} --yes --format json")).json();
    assert_eq!(state(&home), before);
    home.viva("check").prints("2 events of 2 cards: all states are consistent with the log\n");
    let undo = run["undo"].as_str().unwrap().strip_prefix("viva ").unwrap().to_owned();
    assert_eq!(home.viva(&format!("{undo} --yes")).code, Some(0));
    assert_eq!(state(&home), after);
    home.viva("check").prints("5 events of 3 cards: all states are consistent with the log\n");
    let run = home.viva(&format!("{undo} --yes"));
    assert!(run.stdout.ends_with("nothing to restore\n"), "{}", run.stdout);
}

#[test]
fn decks_and_progress_can_be_restored_alone() {
    let (home, id, before) = changed();
    let after = state(&home);
    home.viva(&format!("restore {id} --decks --yes"));
    let now = state(&home);
    assert_eq!((&now["files"], &now["events"]), (&before["files"], &after["events"]));
    let (home, id, before) = changed();
    home.viva(&format!("restore {id} --progress --yes"));
    let now = state(&home);
    assert_eq!((&now["files"], &now["events"]), (&after["files"], &before["events"]));
}

#[test]
fn a_backup_is_named_by_its_beginning_latest_or_its_file() {
    let (home, id, before) = changed();
    home.viva("backup").succeeds();
    for name in ["2026-03-01-1", &id, &format!("../c/.viva/backups/{id}.zip")] {
        let run = home.viva(&format!("restore {name} --dry-run --format json")).json();
        assert_eq!((&run["source"], &run["progress"]["removed"]), (&id.as_str().into(), &3.into()), "{name}");
    }
    let run = home.viva("restore latest --dry-run --format json").json();
    assert_eq!((&run["source"], &run["dry_run"]), (&"2026-03-02-090000".into(), &false.into()));
    let run = home.viva("restore 2026");
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("`2026` is the beginning of 3 backups"), "{}", run.stderr);
    home.viva("restore 2025-01-01")
        .fails(2, "viva: no backup or file is called `2025-01-01`\nhint: `viva restore` lists the backups\n");
    // Into a collection that is not there yet, as on a new computer.
    let path = path_of(&home, &id);
    let run = home.viva_with(&["--collection", "../elsewhere", "restore", path.to_str().unwrap(), "--yes"]);
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let elsewhere = home.viva("export --collection ../elsewhere").json();
    assert_eq!(elsewhere["events"], before["events"]);
}

/// The key of each event, with the event.
fn keys(home: &Home) -> BTreeMap<String, String> {
    let events = home.viva("export --format json").json()["events"].clone();
    let events = events.as_array().unwrap().iter();
    events.map(|event| (format!("{} {}", event["device"], event["seq"]), event.to_string())).collect()
}

#[track_caller]
fn assert_no_key_is_used_twice(one: &BTreeMap<String, String>, other: &BTreeMap<String, String>) {
    for (key, event) in one {
        assert!(other.get(key).is_none_or(|held| held == event), "{key}: {event} and {}", other[key]);
    }
}

#[test]
fn events_after_a_restore_have_keys_of_their_own() {
    let (home, id, _) = changed();
    let lost = keys(&home);
    assert_eq!(home.viva(&format!("restore {id} --yes")).code, Some(0));
    home.viva("grade channel hard").succeeds();
    home.viva("grade old hard").succeeds();
    let now = keys(&home);
    assert_eq!(now.len(), 4);
    assert_no_key_is_used_twice(&lost, &now);
}

/// As people restore without `viva restore`: they copy the file over the other one, which stays the same file.
#[test]
fn a_database_that_is_put_back_by_hand_is_noticed() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    fs::copy(home.path("c/.viva/viva.db"), home.path("saved.db")).unwrap();
    home.viva("grade channel good").succeeds();
    home.viva("grade salary good").succeeds();
    let lost = keys(&home);
    fs::copy(home.path("saved.db"), home.path("c/.viva/viva.db")).unwrap();
    let run = home.viva("grade channel hard");
    assert_eq!(
        run.stderr,
        "warning: an older database was put back: what was done since is not in it, and it counts as a new device now; \
         `viva restore` lists the backups\n"
    );
    home.viva("grade salary hard").succeeds();
    assert_no_key_is_used_twice(&lost, &keys(&home));
}

#[test]
fn exported_progress_is_restored() {
    let (mut home, _, _) = changed();
    home.viva("export -o progress.json");
    home.viva("export --since 2026-03-02 -o part.json");
    let before = state(&home);
    home.at("2026-03-03T09:00:00Z").viva("grade routine good").succeeds();
    home.viva("restore part.json").fails(
        3,
        "viva: part.json has only a part of the progress; restoring it would lose the rest\nhint: `viva import FILE` \
         adds what is in it\n",
    );
    home.viva("restore progress.json --decks").fails(
        2,
        "viva: an export has progress, but no decks\nhint: leave `--decks` out; `viva import FILE` imports decks\n",
    );
    let run = home.viva("restore progress.json --yes");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(home.at("2026-03-02T09:00:00Z").viva("check").code, Some(0));
    assert_eq!(state(&home), before);
    home.write("work/note.md", "# Notes\n");
    let run = home.viva("restore note.md");
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.contains("note.md is neither a backup nor exported progress"), "{}", run.stderr);
}

#[test]
fn damage_is_named_left_alone_and_repaired_by_the_command_that_the_hint_names() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage, &str); 6] = [
        ("truncated", |path| cut(path, 20_000), "is damaged: its end is missing"),
        ("nearly empty", |path| cut(path, 50), "is damaged: its end is missing"),
        ("empty", |path| cut(path, 0), "is damaged: its end is missing"),
        (
            "a text",
            |path| fs::write(path, "x".repeat(5000)).unwrap(),
            "is not a viva database: it does not start like one",
        ),
        (
            "of another program",
            |path| {
                fs::remove_file(path).unwrap();
                Connection::open(path).unwrap().execute_batch("create table a (b)").unwrap();
            },
            "is not a viva database: it belongs to another program",
        ),
        (
            "newer",
            |path| Connection::open(path).unwrap().execute_batch("pragma user_version = 99").unwrap(),
            "was written by a newer viva",
        ),
    ];
    for (what, damage, says) in damages {
        let (home, id, before) = changed();
        damage(&home.path("c/.viva/viva.db"));
        let tree = home.tree("c/.viva");
        for words in ["list", "grade routine good", "check", "undo", "backup", "import note.md"] {
            home.write("work/note.md", "# Notes\n\n### What is a mutex?\n\nA lock.\n");
            let run = home.viva(words);
            assert_eq!(run.code, Some(4), "{what}: viva {words}: {}", run.stderr);
            assert!(run.stderr.contains(says), "{what}: viva {words}: {}", run.stderr);
            let hint = format!(
                "`viva restore {id} --progress` restores the progress from the newest backup (4 cards in 2 decks, 2 events"
            );
            assert!(run.stderr.contains(&hint), "{what}: viva {words}: {}", run.stderr);
            assert_eq!(home.tree("c/.viva"), tree, "{what}: viva {words}");
        }
        let unreadable = fs::read(home.path("c/.viva/viva.db")).unwrap();
        let run = home.viva(&format!("restore {id} --yes --format json")).json();
        assert_eq!(state(&home), before, "{what}");
        let aside = run["set_aside"].as_str().unwrap().replace('~', home.path("").to_str().unwrap());
        assert_eq!(fs::read(Path::new(&aside).join("viva.db")).unwrap(), unreadable, "{what}");
        // The decks as they were can be had back, too.
        let undo = run["undo"].as_str().unwrap().strip_prefix("viva ").unwrap();
        assert!(undo.ends_with(" --decks"), "{undo}");
        assert_eq!(home.viva(&format!("{undo} --yes")).code, Some(0));
        assert!(home.path("c/decks/new.toml").exists());
    }
}

fn cut(path: &Path, length: u64) {
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(length).unwrap();
}

#[test]
fn a_backup_that_is_damaged_is_passed_over() {
    let (home, id, _) = changed();
    let newest = home.viva("backup --format json").json()["backup"]["id"].as_str().unwrap().to_owned();
    let path = path_of(&home, &newest);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    fs::write(&path, bytes).unwrap();
    cut(&home.path("c/.viva/viva.db"), 20_000);
    let run = home.viva("list");
    assert!(run.stderr.contains(&format!("`viva restore {id} --progress` restores")), "{}", run.stderr);
    let tree = home.tree("");
    let run = home.viva(&format!("restore {newest} --yes"));
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert_eq!(home.tree(""), tree);
}

#[test]
fn nothing_is_restored_while_another_viva_is_at_work() {
    let (home, id, _) = changed();
    let folder = fs::File::open(home.path("c/.viva")).unwrap();
    folder.lock_shared().unwrap();
    let before = state(&home);
    home.viva(&format!("restore {id} --yes")).fails(
        4,
        "viva: ~/c/.viva/viva.db is in use by another viva\nhint: nothing was changed; close the other viva and try \
         again\n",
    );
    assert_eq!(state(&home), before);
}

/// A backup with other files in it.
fn made_by_a_stranger(home: &Home, id: &str, files: &[(&str, &[u8])], options: SimpleFileOptions) {
    let source = fs::File::open(path_of(home, id)).unwrap();
    let mut archive = zip::ZipArchive::new(source).unwrap();
    let mut out = ZipWriter::new(fs::File::create(home.path("work/stranger.zip")).unwrap());
    for at in 0..archive.len() {
        let name = archive.by_index(at).unwrap().name().unwrap().into_owned();
        if !files.iter().any(|(replaced, _)| *replaced == name) {
            out.raw_copy_file(archive.by_index(at).unwrap()).unwrap();
        }
    }
    for (name, bytes) in files {
        out.start_file(*name, options).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap();
}

#[test]
fn what_a_stranger_put_into_a_backup_is_written_nowhere() {
    let (home, id, _) = changed();
    let text: &[u8] = b"[[cards]]\nquestion = \"Why?\"\n";
    let plain = SimpleFileOptions::default();
    for name in [
        "../evil.toml",
        "decks/../../evil.toml",
        "/tmp/evil.toml",
        "decks/a/b.toml",
        "decks/.hidden.toml",
        "decks\\evil.toml",
        "decks/evil.md",
        ".git/config",
        "viva.db-wal",
    ] {
        made_by_a_stranger(&home, &id, &[(name, text)], plain);
        let tree = home.tree("");
        let run = home.viva("restore stranger.zip --yes");
        assert_eq!(run.code, Some(3), "{name}: {}", run.stderr);
        assert!(run.stderr.contains("which viva does not write into backups"), "{name}: {}", run.stderr);
        assert_eq!(home.tree(""), tree, "{name}");
    }
    // A link.
    let mut out = ZipWriter::new(fs::File::create(home.path("work/stranger.zip")).unwrap());
    let mut archive = zip::ZipArchive::new(fs::File::open(path_of(&home, &id)).unwrap()).unwrap();
    out.raw_copy_file(archive.by_name("backup.json").unwrap()).unwrap();
    out.add_symlink("decks/link.toml", "/etc/passwd", plain).unwrap();
    out.finish().unwrap();
    let run = home.viva("restore stranger.zip --yes");
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(!home.path("c/decks/link.toml").is_symlink());
    // Two files of one name: which of them counts, programs do not agree on.
    made_by_a_stranger(&home, &id, &[("decks/ol.toml", text), ("decks/og.toml", text)], plain);
    let bytes = fs::read(home.path("work/stranger.zip")).unwrap();
    home.write("work/stranger.zip", replaced(&bytes, b"decks/og.toml", b"decks/ol.toml"));
    let run = home.viva("restore stranger.zip --yes");
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("is damaged"), "{}", run.stderr);
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for at in 0..=bytes.len() - old.len() {
        if bytes[at..].starts_with(old) {
            bytes[at..at + new.len()].copy_from_slice(new);
        }
    }
    bytes
}

#[test]
fn a_backup_that_swells_is_refused() {
    let (home, id, _) = changed();
    let zeros = vec![b' '; 65 << 20];
    made_by_a_stranger(&home, &id, &[("decks/big.toml", &zeros)], SimpleFileOptions::default());
    let tree = home.tree("c");
    let run = home.viva("restore stranger.zip --yes");
    assert_eq!(run.code, Some(3), "{}", run.stderr);
    assert!(run.stderr.contains("contains more than"), "{}", run.stderr);
    assert_eq!(home.tree("c"), tree);
}

#[test]
fn a_database_of_a_stranger_runs_nothing() {
    let (home, id, _) = changed();
    let path = home.path("evil.db");
    let evil = |script: &str| {
        fs::copy(home.path("c/.viva/viva.db"), &path).unwrap();
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch("pragma journal_mode = delete").unwrap();
        connection.execute_batch(script).unwrap();
        drop(connection);
        let bytes = fs::read(&path).unwrap();
        made_by_a_stranger(&home, &id, &[("viva.db", &bytes)], SimpleFileOptions::default());
        home.viva("restore stranger.zip --progress --yes")
    };
    for script in [
        "drop table event; create view event as select 'x' as device, 1 as seq, 1 as tick, 1 as at_ms, 1 as day, null as card, 'x' as kind, '{}' as payload",
        "drop table event; create table event (device text, seq integer, tick integer, at_ms integer, day integer, card text, kind text, payload text as (lower(kind)))",
        "drop table event",
        "drop table event; create table event (device, seq, tick, at_ms, day, card, kind, payload); insert into event values (x'00', 'a', null, 1.5, 1, 1, 1, 1)",
    ] {
        let run = evil(script);
        assert_eq!(run.code, Some(3), "{script}: {}", run.stderr);
        assert!(run.stderr.contains("is damaged"), "{script}: {}", run.stderr);
        assert_eq!(home.viva("check").code, Some(0));
    }
    // A trigger does not come along, and what it says about devices does not either.
    let run = evil(
        "create trigger t after insert on event begin delete from event; end; update meta set value = 'mine'; \
         create table extra (a); insert into extra values (1)",
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let restored = Connection::open(home.path("c/.viva/viva.db")).unwrap();
    let extra: i64 = restored
        .query_row("select count(*) from sqlite_schema where name in ('t', 'extra')", [], |row| row.get(0))
        .unwrap();
    let device: String =
        restored.query_row("select value from meta where key = 'device'", [], |row| row.get(0)).unwrap();
    assert_eq!(extra, 0);
    assert_ne!(device, "mine");
}

#[test]
fn what_is_no_backup_says_so() {
    let (home, id, _) = changed();
    let whole = fs::read(path_of(&home, &id)).unwrap();
    for (what, bytes) in [
        ("cut", whole[..whole.len() - 5].to_vec()),
        ("cut more", whole[..whole.len() / 2].to_vec()),
        ("start only", b"PK\x03\x04".to_vec()),
        ("an empty archive", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec()),
    ] {
        home.write("work/odd.zip", bytes);
        let tree = home.tree("c");
        let run = home.viva("restore odd.zip --yes");
        assert_eq!(run.code, Some(3), "{what}: {}", run.stderr);
        assert!(run.stderr.contains("hint: nothing was changed"), "{what}: {}", run.stderr);
        assert_eq!(home.tree("c"), tree, "{what}");
    }
    let newer = br#"{"viva_backup": 2, "surprise": true}"#;
    made_by_a_stranger(
        &home,
        &id,
        &[("backup.json", newer), ("future.bin", b"x")],
        SimpleFileOptions::default(),
    );
    let run = home.viva("restore stranger.zip");
    assert_eq!(run.code, Some(4), "{}", run.stderr);
    assert!(run.stderr.contains("was made by a newer viva"), "{}", run.stderr);
}

#[test]
fn an_empty_collection_can_be_filled_again() {
    let (home, id, before) = changed();
    fs::remove_dir_all(home.path("c/decks")).unwrap();
    fs::remove_file(home.path("c/.viva/viva.db")).unwrap();
    let run = home.viva("list");
    assert!(run.stderr.contains("the history of this collection is missing"), "{}", run.stderr);
    assert!(
        run.stderr.contains(&format!("`viva restore {id}` restores the newest backup")),
        "{}",
        run.stderr
    );
    assert_eq!(home.viva(&format!("restore {id} --yes")).code, Some(0));
    assert_eq!(state(&home), before);
    assert_eq!(home.read("c/decks/go.toml"), SMALL_DECK);
}
