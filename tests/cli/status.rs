//! `viva status`: it agrees with all other commands, and whatever is wrong, it prints no error and leaves every
//! byte, size and time as it was.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use serde_json::Value;

use super::home::{Home, Run};

const NULLS: &str = r#"{
  "again": null,
  "due": null,
  "new": null,
  "over_limit": null,
  "overdue": null,
  "reviewed_today": null,
  "streak": null,
  "viva": 1
}
"#;

fn database(home: &Home) -> PathBuf {
    home.path("c/.viva/viva.db")
}

/// A home with one card reviewed: two new ones are left.
fn reviewed() -> Home {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    home
}

/// Every path in the home with its size and its time, and the bytes of every file.
///
/// Another process reads these: if this one closed a file of the database, it would lose the locks that it holds on it.
fn listing(home: &Home) -> String {
    fn list(path: &Path, lines: &mut String) {
        let metadata = fs::symlink_metadata(path).unwrap();
        let time = metadata.modified().unwrap();
        writeln!(lines, "{} {} {time:?}", path.display(), metadata.len()).unwrap();
        if metadata.is_dir() {
            let mut entries: Vec<PathBuf> =
                fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
            entries.sort();
            for entry in &entries {
                list(entry, lines);
            }
        }
    }
    let mut lines = home.shell("find .. -type f -exec cksum {} + | sort").succeeds().stdout.clone();
    list(&home.path(""), &mut lines);
    lines
}

/// `viva status` with these words, which must change nothing.
#[track_caller]
fn looked(home: &Home, words: &str) -> Run {
    let before = listing(home);
    let run = home.viva(&format!("status {words}"));
    assert_eq!(listing(home), before, "viva status {words}");
    run
}

/// It prints nothing, and null for every field, and no error.
#[track_caller]
fn shows_nothing(home: &Home) {
    for words in ["", "--plain --no-input"] {
        looked(home, words).prints("");
    }
    looked(home, "--format json").prints(NULLS);
}

#[test]
fn it_is_one_line_of_what_is_left_today() {
    let mut home = Home::with_small_deck();
    home.viva("list").succeeds();
    looked(&home, "").prints("3 new\n");
    home.viva("grade routine good").succeeds();
    home.viva("grade channel again").succeeds();
    looked(&home, "").prints("1 new, 1 again; 1-day streak\n");
    home.at("2026-03-02T09:00:00Z");
    for words in ["", "--plain", "--no-input", "--no-color -v"] {
        looked(&home, words).prints("2 due, 1 new; 1-day streak\n");
    }
    looked(&home, "--format json").prints(
        "{\n  \"again\": 0,\n  \"due\": 2,\n  \"new\": 1,\n  \"over_limit\": 0,\n  \"overdue\": 0,\n  \
         \"reviewed_today\": false,\n  \"streak\": 1,\n  \"viva\": 1\n}\n",
    );
    home.at("2026-03-04T09:00:00Z");
    looked(&home, "").prints("2 due, 1 new; 2 overdue\n");
    home.write("c/viva.toml", "reviews_per_day = 1\nnew_per_day = 0\n");
    looked(&home, "").prints("1 due; 2 overdue\n");
    home.viva(&format!("grade {} good", home.queue()[0])).succeeds();
    looked(&home, "").prints("nothing left today; 1 overdue; 1-day streak\n");
    // Standard output that takes nothing is no error either.
    home.shell("\"$VIVA\" status > /dev/full && \"$VIVA\" status >&-").prints("");
}

/// The days of the streak as `stats` counts them, and as `status` does.
#[track_caller]
fn streak(home: &Home) -> u64 {
    let status = looked(home, "--format json").json();
    let of_statistics = home.viva("stats --format json").json()["streak"].take();
    assert_eq!(status["streak"], of_statistics["current_days"]);
    assert_eq!(status["reviewed_today"], of_statistics["today"]);
    status["streak"].as_u64().unwrap()
}

#[test]
fn the_streak_is_that_of_the_statistics() {
    let mut home = Home::with_small_deck();
    home.viva("list").succeeds();
    let noon = |day: u32| format!("2026-03-{day:02}T12:00:00Z");
    assert_eq!(streak(&home), 0);
    // Each card is the only one on some day, and all of them are reviewed again later.
    for (day, cards) in
        [(1, "routine"), (2, "channel"), (3, "routine channel"), (4, "salary"), (5, "routine")]
    {
        home.at(&noon(day));
        assert_eq!(streak(&home), u64::from(day) - 1);
        for card in cards.split(' ') {
            home.viva(&format!("grade {card} good")).succeeds();
        }
        assert_eq!(streak(&home), u64::from(day));
    }
    // What was undone makes no day; a redo makes it one again.
    home.viva("undo").succeeds();
    assert_eq!(streak(&home), 4);
    home.viva("redo").succeeds();
    assert_eq!(streak(&home), 5);
    // Two cards that become one keep their days, as does a card that has left its deck.
    home.edit("c/decks/go.toml", "id = \"channel\"\n", "id = \"channel\"\nsame_as = \"routine\"\n");
    home.viva("list").succeeds();
    assert_eq!(streak(&home), 5);
    home.write("c/decks/go.toml", "");
    home.viva("list").succeeds();
    assert_eq!(streak(&home), 5);
    home.at(&noon(6));
    assert_eq!(streak(&home), 5);
    home.at(&noon(7));
    assert_eq!(streak(&home), 0);
}

#[test]
fn without_a_collection_it_makes_none() {
    let home = Home::new();
    shows_nothing(&home);
    looked(&home, "--collection ../none").prints("");
    // Decks that no viva has read yet.
    shows_nothing(&Home::with_small_deck());
    shows_nothing(&Home::new().with_file("c/.viva/notes", ""));
    shows_nothing(&Home::new().with_file("c", "a file"));
    // Neither a folder to look in nor a home. Without HOME, it would be the home of whoever runs the tests.
    let home = Home::new().without_variable("VIVA_COLLECTION");
    shows_nothing(&home);
    shows_nothing(&home.with_variable("HOME", "/proc/none/such"));
    // A history that is gone is reported by the other commands.
    let home = reviewed();
    fs::remove_dir_all(home.path("c/.viva")).unwrap();
    shows_nothing(&home);
}

#[test]
fn what_it_cannot_use_it_does_not_mention() {
    let home = reviewed();
    let whole = fs::read(database(&home)).unwrap();
    for bytes in
        [&b""[..], b"this is no database, however long one looks at it", &whole[..100], &whole[..5000]]
    {
        fs::write(database(&home), bytes).unwrap();
        shows_nothing(&home);
    }
    let mut torn = whole.clone();
    torn[100..whole.len() / 2].fill(0x5a);
    fs::write(database(&home), torn).unwrap();
    shows_nothing(&home);
    fs::write(database(&home), &whole).unwrap();
    Connection::open(database(&home)).unwrap().pragma_update(None, "user_version", 9_999).unwrap();
    shows_nothing(&home);
    for damage in ["drop table state", "drop table question", "drop table event"] {
        fs::write(database(&home), &whole).unwrap();
        Connection::open(database(&home)).unwrap().execute_batch(damage).unwrap();
        shows_nothing(&home);
    }
    fs::remove_file(database(&home)).unwrap();
    fs::create_dir(database(&home)).unwrap();
    shows_nothing(&home);
    fs::remove_dir(database(&home)).unwrap();
    fs::write(database(&home), &whole).unwrap();
    // Settings: those that cannot be used, and those that only deserve a warning.
    for text in ["rollover_hour = 24\n", "new_per_day 5\n"] {
        home.write("c/viva.toml", text);
        shows_nothing(&home);
    }
    home.write("c/viva.toml", "new_pre_day = 5\n");
    looked(&home, "").prints("2 new; 1-day streak\n");
    let home = home.with_variable("VIVA_NEW_PER_DAY", "many");
    shows_nothing(&home);
    let mut home = home.without_variable("VIVA_NEW_PER_DAY");
    home.at("yesterday");
    shows_nothing(&home);
    // What was typed is another matter.
    assert_eq!(home.viva("status --jsn").code, Some(2));
}

#[cfg(unix)]
#[test]
fn it_needs_no_right_to_write() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = reviewed();
    let with_mode = |mode: u32| {
        for path in ["c/.viva", "c/decks", "c"] {
            fs::set_permissions(home.path(path), fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    with_mode(0o555);
    let run = home.viva("status");
    with_mode(0o755);
    run.prints("2 new; 1-day streak\n");
    // Root may write everywhere, so somebody else has a look: at what they may read, and what they may not.
    let program = home.path("viva");
    fs::copy(env!("CARGO_BIN_EXE_viva"), &program).unwrap();
    if home.shell("[ \"$(id -u)\" = 0 ] && command -v setpriv").code != Some(0) {
        println!("skipped: not root, or setpriv is not installed");
        return;
    }
    home.shell("chmod 755 .. && chmod -R a+rX ../c").succeeds();
    let as_other = "setpriv --reuid=61234 --regid=61234 --clear-groups ../viva status";
    home.shell(as_other).prints("2 new; 1-day streak\n");
    let holder = Connection::open(database(&home)).unwrap();
    holder.execute_batch("insert into meta values ('a', 'b')").unwrap();
    home.shell("chmod -R a+rX ../c").succeeds();
    home.shell(as_other).prints("2 new; 1-day streak\n");
    home.shell("chmod 600 ../c/.viva/viva.db").succeeds();
    home.shell(as_other).prints("");
    home.shell("chmod 700 ../c").succeeds();
    home.shell(&format!("{as_other} --format json")).prints(NULLS);
}

#[test]
fn it_reads_what_another_process_is_writing_and_waits_for_none() {
    let home = reviewed();
    let holder = Connection::open(database(&home)).unwrap();
    // From here on, what is written stays in the log.
    holder.query_row("select count(*) from event", [], |row| row.get::<_, i64>(0)).unwrap();
    looked(&home, "").prints("2 new; 1-day streak\n");
    home.viva("grade channel good").succeeds();
    assert!(fs::metadata(home.path("c/.viva/viva.db-wal")).unwrap().len() > 0);
    looked(&home, "").prints("1 new; 1-day streak\n");
    // What is written but not done does not count.
    holder.execute_batch("begin immediate; delete from question").unwrap();
    looked(&home, "").prints("1 new; 1-day streak\n");
    assert_eq!(home.viva("status --format json").json()["new"], 1);
    holder.execute_batch("rollback; begin exclusive").unwrap();
    looked(&home, "").prints("1 new; 1-day streak\n");
    holder.execute_batch("rollback").unwrap();
    drop(holder);
    // One that lets nobody read.
    let holder = Connection::open(database(&home)).unwrap();
    holder.execute_batch("pragma locking_mode = exclusive; insert into meta values ('a', 'b')").unwrap();
    shows_nothing(&home);
    drop(holder);
    looked(&home, "").prints("1 new; 1-day streak\n");
}

/// A database with the log of a viva that was killed.
#[test]
fn a_log_that_a_kill_left_is_read_and_left() {
    let home = reviewed();
    let holder = Connection::open(database(&home)).unwrap();
    holder.query_row("select count(*) from event", [], |row| row.get::<_, i64>(0)).unwrap();
    home.viva("grade channel good").succeeds();
    let left = Home::with_small_deck();
    left.shell("mkdir -m 700 ../c/.viva").succeeds();
    for name in ["viva.db", "viva.db-wal", "viva.db-shm"] {
        fs::copy(home.path("c/.viva").join(name), left.path("c/.viva").join(name)).unwrap();
    }
    drop(holder);
    looked(&left, "").prints("1 new; 1-day streak\n");
    // Torn at its end: the last change was never done.
    let log = left.path("c/.viva/viva.db-wal");
    let whole = fs::read(&log).unwrap();
    fs::write(&log, &whole[..whole.len() - 1]).unwrap();
    looked(&left, "").prints("2 new; 1-day streak\n");
    fs::write(&log, &whole).unwrap();
    // A log whose index is gone cannot be read without writing.
    fs::remove_file(left.path("c/.viva/viva.db-shm")).unwrap();
    shows_nothing(&left);
    left.viva("check").prints("2 events of 2 cards: all states are consistent with the log\n");
    left.viva("list").succeeds();
    looked(&left, "").prints("1 new; 1-day streak\n");
}

#[test]
fn a_database_of_an_older_version_is_read_and_stays_old() {
    let mut home = Home::new();
    let released = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/released-5fe33b3/collection");
    home.shell(&format!("cp -r {released} ../c && chmod -R u=rwX,go= ../c")).succeeds();
    home.at("2026-04-01T09:00:00Z");
    let before = looked(&home, "--format json").json();
    assert_ne!(looked(&home, "").succeeds().stdout, "");
    assert!(before["due"].as_u64().unwrap() > 0 && before["streak"].is_u64(), "{before}");
    // Brought up to date, it says the same.
    let queue = home.viva("queue --format json").json();
    assert_eq!(looked(&home, "--format json").json(), before);
    for name in ["due", "new", "again", "overdue", "over_limit"] {
        assert_eq!(queue["workload"]["today"][name], before[name], "{name}");
    }
    assert_eq!(streak(&home), before["streak"].as_u64().unwrap());
}

/// The parts of the page in a language, as they are copied from it.
fn snippet(language: &str) -> String {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/STATUS.md")).unwrap();
    let start = format!("```{language}\n");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("no {start}"));
    rest.split_once("```").unwrap().0.to_owned()
}

/// A home in which `viva` is on the path, and so is what the tests are allowed to use.
fn with_snippet(language: &str, program: &str) -> Option<Home> {
    let home = reviewed().with_file("work/snippet", snippet(language));
    let is_there = home.shell(&format!("command -v {program} > /dev/null")).code == Some(0);
    if !is_there {
        println!("skipped: {program} is not installed");
    }
    is_there.then_some(home)
}

const ON_PATH: &str = "PATH=$(dirname \"$VIVA\"):$PATH; ";

#[test]
fn the_snippets_work_as_they_are_written() {
    if let Some(home) = with_snippet("bash", "bash") {
        let shown = "bash --norc -c 'PS1=\"> \"; . ./snippet; printf \"%s\\n\" \"${PS1@P}\"'";
        home.shell(&format!("{ON_PATH}{shown}")).prints("[2 new; 1-day streak] > \n");
        fs::remove_file(database(&home)).unwrap();
        home.shell(&format!("{ON_PATH}{shown}")).prints("> \n");
    }
    if let Some(home) = with_snippet("zsh", "zsh") {
        home.shell(&format!("{ON_PATH}zsh -f -c '. ./snippet; print -P -- \"$RPROMPT\"'"))
            .prints("2 new; 1-day streak\n");
    }
    if let Some(home) = with_snippet("fish", "fish") {
        home.shell(&format!("{ON_PATH}fish --no-config -c 'source ./snippet; fish_right_prompt'"))
            .prints("2 new; 1-day streak\n");
    }
    if let Some(home) = with_snippet("sh", "jq") {
        let shown = format!("{ON_PATH}. ./snippet");
        home.shell(&shown).prints("");
        let mut home = home;
        home.at("2026-03-02T09:00:00Z").shell(&shown).prints("1 to review\n");
        fs::remove_file(database(&home)).unwrap();
        home.shell(&shown).prints("");
    }
    let starship: toml::Table = snippet("toml").parse().unwrap();
    assert_eq!(starship["custom"]["viva"]["command"].as_str(), Some("viva status"));
    if let Some(home) = with_snippet("tmux", "tmux") {
        let says = home.shell(&format!(
            "{ON_PATH}tmux -S ./socket -f ./snippet new-session -d && \
             tmux -S ./socket show -gv status-right && tmux -S ./socket show -gv status-right-length; \
             tmux -S ./socket kill-server"
        ));
        assert!(says.stdout.starts_with("#(viva status)"), "{}{}", says.stdout, says.stderr);
        assert!(says.stdout.ends_with("\n80\n"), "{}", says.stdout);
    }
}

/// What a document says of today's queue.
pub(super) fn agrees(home: &Home, workload: &Value) {
    let status = looked(home, "--format json").json();
    for name in ["due", "new", "again", "overdue", "over_limit"] {
        assert_eq!(status[name], workload["today"][name], "{name}");
    }
}
