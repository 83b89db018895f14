//! Closed pipes, full disks, missing homes, foreign databases, odd files, many at once.

use std::fmt::Write as _;
use std::fs;

use super::home::Home;

/// A deck whose list is larger than a pipe holds.
fn large() -> Home {
    let mut deck = String::new();
    for number in 0..1500 {
        let why = "why ".repeat(20);
        writeln!(deck, "[[cards]]\nid = \"c{number}\"\nquestion = \"Question {number}, {why}?\"").unwrap();
    }
    Home::new().with_file("c/decks/d.toml", deck)
}

#[cfg(unix)]
#[test]
fn a_reader_that_leaves_is_no_error() {
    let home = large();
    for words in ["list d", "list d --format json", "export", "export --as csv", "show d"] {
        let run = home.shell(&format!("{{ \"$VIVA\" {words}; echo \"exit $?\" >&2; }} | head -1"));
        assert_eq!(run.stderr, "exit 0\n", "viva {words}");
        assert_eq!(run.stdout.lines().count(), 1, "viva {words}");
    }
    // Nobody reads at all.
    for words in ["--help", "list", "stats", "config", "queue"] {
        let run = home.shell(&format!("{{ sleep 0.1; \"$VIVA\" {words}; echo \"exit $?\" >&2; }} | true"));
        assert_eq!(run.stderr, "exit 0\n", "viva {words}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_standard_output_is_one_message() {
    let home = Home::with_small_deck();
    for words in [
        "",
        "queue",
        "list",
        "stats",
        "export",
        "export --as csv",
        "show go",
        "check",
        "config",
        "--help",
        "--version",
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let arguments: Vec<&str> = words.split_whitespace().collect();
        let child = home.command(&arguments).stdout(full).spawn().unwrap();
        home.finish(child, words).fails(1, "viva: cannot write to standard output: the disk is full\n");
    }
    // With nowhere to say it, it still shows in the exit code.
    let full = || fs::File::options().write(true).open("/dev/full").unwrap();
    let child = home.command(&["list"]).stdout(full()).stderr(full()).spawn().unwrap();
    assert_eq!(home.finish(child, "list").code, Some(1));
    home.viva("export -o /dev/full").fails(1, "viva: `/dev/full` is a device, not a file\n");
}

#[cfg(unix)]
#[test]
fn closed_streams_are_no_panic() {
    let home = Home::with_small_deck();
    home.shell("\"$VIVA\" list <&- >&- 2>&-").succeeds();
    home.shell("\"$VIVA\" list nope 2>&-; test $? = 2").succeeds();
    assert_eq!(home.shell("\"$VIVA\" import - <&-").code, Some(3));
}

#[test]
fn without_a_home_a_folder_can_be_named() {
    let home = Home::with_small_deck().without_variable("HOME");
    home.viva("list go is:unanswered")
        .prints("salary      new                    What salary do you expect?\n");
    let home = Home::new().without_variable("VIVA_COLLECTION").with_variable("HOME", "/proc/none/such");
    home.viva("list").is(0, "", "no cards yet: `viva import PATH` imports notes as decks\n");
    home.viva("stats").succeeds();
}

#[cfg(target_os = "linux")]
#[test]
fn a_home_that_cannot_be_made_is_said() {
    let home = Home::new()
        .without_variable("VIVA_COLLECTION")
        .with_variable("HOME", "/proc/none")
        .with_file("work/n.md", "### Technical Interview\n\n- What is a mutex?\n");
    home.viva("import n.md").fails(
        1,
        "viva: cannot make the folder `/proc/none/.local/share/viva/decks`: there is no such file or folder\n",
    );
}

#[test]
fn a_file_where_the_collection_should_be_is_said() {
    let home = Home::new().with_file("c", "hello");
    for words in ["", "list", "stats", "grade a good", "import n.md", "config"] {
        home.viva(words).fails(
            1,
            "viva: ~/c is not a folder, so it cannot contain a collection\n\
             hint: name a folder with --collection or VIVA_COLLECTION\n",
        );
    }
    assert_eq!(home.read("c"), "hello");
    #[cfg(unix)]
    {
        fs::remove_file(home.path("c")).unwrap();
        std::os::unix::fs::symlink("nowhere", home.path("c")).unwrap();
        assert_eq!(home.viva("list").code, Some(1));
        assert!(!home.path("nowhere").exists());
    }
}

#[test]
fn a_newer_or_foreign_database_keeps_every_byte() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    let database = home.path("c/.viva/viva.db");
    let good = fs::read(&database).unwrap();
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&99_i32.to_be_bytes());
    let mut foreign = good.clone();
    foreign[68..72].copy_from_slice(&[0; 4]);
    let damaged_hint = "hint: nothing was changed, and there is no usable backup; to start with an empty \
                        history, move ~/c/.viva/viva.db out of the folder\n";
    for (bytes, said) in [
        (
            newer,
            "viva: ~/c/.viva/viva.db was written by a newer viva (format 99, this one knows 11)\n\
             hint: nothing was changed; use the newer viva\n"
                .to_owned(),
        ),
        (
            foreign,
            format!(
                "viva: ~/c/.viva/viva.db is not a viva database: it belongs to another program\n{damaged_hint}"
            ),
        ),
        (
            b"hello, this is no database at all; ".repeat(40),
            format!(
                "viva: ~/c/.viva/viva.db is not a viva database: it does not start like one\n{damaged_hint}"
            ),
        ),
        (Vec::new(), format!("viva: ~/c/.viva/viva.db is damaged: its end is missing\n{damaged_hint}")),
    ] {
        fs::write(&database, &bytes).unwrap();
        let before = home.tree("c");
        for words in ["", "queue", "grade channel good", "list", "stats", "check", "export"] {
            home.viva(words).fails(4, &said);
        }
        assert_eq!(home.viva("stats --format json").json_error()["code"], 4);
        assert_eq!(home.tree("c"), before);
    }
    // The right one put back, all is as it was.
    fs::write(&database, good).unwrap();
    home.viva("show routine").succeeds();
    home.viva("check").prints("1 event of 1 card: all states are consistent with the log\n");
}

#[test]
fn a_database_torn_inside_is_reported_as_damaged() {
    let home = large();
    home.viva("grade c1 good").is(0, &home.viva("grade c2 good").stdout.replace("c2", "c1"), "");
    let database = home.path("c/.viva/viva.db");
    let mut bytes = fs::read(&database).unwrap();
    let end = bytes.len();
    bytes[4096..end].fill(0xa5);
    fs::write(&database, bytes).unwrap();
    for words in ["check", "stats", "grade c3 good"] {
        let run = home.viva(words);
        assert_eq!(run.code, Some(4), "viva {words}: {}", run.stderr);
        assert!(run.stderr.contains("damaged"), "{}", run.stderr);
    }
}

#[cfg(unix)]
#[test]
fn what_only_looks_like_a_deck_never_blocks() {
    let home = Home::with_small_deck();
    let decks = home.path("c/decks");
    fs::create_dir(decks.join("folder.toml")).unwrap();
    for (to, name) in
        [("/dev/zero", "zero"), ("loop.toml", "loop"), ("nowhere", "dangling"), ("go.toml", "twin")]
    {
        std::os::unix::fs::symlink(to, decks.join(format!("{name}.toml"))).unwrap();
    }
    home.shell("mkfifo ../c/decks/pipe.toml").succeeds();
    let _socket = std::os::unix::net::UnixListener::bind(decks.join("socket.toml")).unwrap();
    let run = home.viva("grade routine good");
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "routine: good, due 2026-03-02\n"));
    let told: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(told.len(), 6, "{}", run.stderr);
    assert_eq!(
        told[..2],
        [
            "warning: `~/c/decks/folder.toml` is a folder, not a file",
            "warning: `~/c/decks/pipe.toml` is a pipe, not a file",
        ]
    );
    assert_eq!(told[2], "warning: `~/c/decks/socket.toml` is a socket, not a file");
    assert_eq!(told[3], "warning: `~/c/decks/zero.toml` is a device, not a file");
    assert_eq!(told[4], "warning: cannot read `~/c/decks/dangling.toml`: there is no such file or folder");
    assert!(told[5].starts_with("warning: cannot read `~/c/decks/loop.toml`: "), "{}", told[5]);
    // A link to a deck is a deck.
    home.viva("list twin -is:new").is(
        0,
        "routine     in review  2026-03-02  What is a goroutine?\n",
        &run.stderr,
    );
}

/// Eight at once, twenty grades each, of which three quarters grade the same cards.
#[test]
fn grades_made_at_once_are_all_kept() {
    let mut deck = String::new();
    for card in 0..20 {
        writeln!(deck, "[[cards]]\nquestion = \"Which is number {card}?\"").unwrap();
    }
    // The ids are not pinned yet and the database is not there: all want to be first.
    let home = &Home::new().with_file("c/decks/d.toml", deck).with_file("c/decks/e.toml", "");
    let ids = &Home::new().with_file("c/decks/d.toml", home.read("c/decks/d.toml")).queue();
    std::thread::scope(|scope| {
        for worker in 0..8 {
            scope.spawn(move || {
                for id in ids {
                    let grade = if worker % 2 == 0 { "good" } else { "again" };
                    let run = home.viva(&format!("grade {id} {grade}"));
                    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{}", run.stdout);
                }
            });
        }
    });
    home.viva("check").prints("160 events of 20 cards: all states are consistent with the log\n");
    let reviews = home.viva("export --as csv --table reviews").stdout;
    assert_eq!(reviews.matches(",scored,").count(), 20);
    assert_eq!(reviews.matches(",repeat,").count(), 140);
    assert_eq!(home.read("c/decks/d.toml").matches("id = ").count(), 20);
}

#[cfg(unix)]
#[test]
fn what_viva_makes_is_the_users_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    for umask in ["000", "022", "077"] {
        let home = Home::new().with_file("work/n.md", "### Technical Interview\n\n- What is a mutex?\n");
        let script = "\"$VIVA\" import n.md && \"$VIVA\" grade 2yg good && \"$VIVA\" config set fuzz false 2>&1 \
                      && \"$VIVA\" export -o out.json 2>&1 && \"$VIVA\" export --as csv -o out.csv 2>&1";
        home.shell(&format!("umask {umask}; {script}")).succeeds();
        // Held open, so that what stands beside the database can be looked at, too.
        let connection = rusqlite::Connection::open(home.path("c/.viva/viva.db")).unwrap();
        connection
            .execute_batch("begin immediate; delete from deck where 0; rollback; select count(*) from event")
            .unwrap();
        home.shell(&format!("umask {umask}; \"$VIVA\" grade 2yg good")).succeeds();
        let (mut folder_count, mut file_count) = (0, 0);
        let mut paths = vec![home.path("c"), home.path("work/out.json"), home.path("work/out.csv")];
        while let Some(path) = paths.pop() {
            let metadata = fs::metadata(&path).unwrap();
            let expected = if metadata.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(metadata.permissions().mode() & 0o777, expected, "{} under {umask}", path.display());
            if metadata.is_dir() {
                folder_count += 1;
                paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            } else {
                file_count += 1;
            }
        }
        // The collection, its decks and .viva; settings, record, deck, both exports, and the database
        // with its two companions.
        assert_eq!((folder_count, file_count), (3, 8), "{}", home.tree("c"));
    }
}

/// What may not be written or read is said, before anything is graded.
#[cfg(unix)]
#[test]
fn a_collection_without_permission_says_so() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let home = Home::with_small_deck();
    if fs::metadata(home.path("c")).unwrap().uid() == 0 {
        println!("skipped: root may read and write everywhere");
        return;
    }
    home.viva("grade routine good").succeeds();
    let before = home.tree("c/.viva");
    let set_modes = |folder, file| {
        for (path, mode) in [("c/.viva/viva.db", file), ("c/.viva", folder), ("c", folder)] {
            fs::set_permissions(home.path(path), fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    set_modes(0o500, 0o400);
    for words in ["queue", "list", "grade channel good"] {
        home.viva(words).fails(
            1,
            "viva: ~/c/.viva/viva.db cannot be written: attempt to write a readonly database\n\
             hint: check that the folder is yours and may be written\n",
        );
    }
    assert_eq!(home.tree("c/.viva"), before);
    fs::set_permissions(home.path("c"), fs::Permissions::from_mode(0o000)).unwrap();
    home.viva("list").fails(
        1,
        "viva: cannot look into ~/c: Permission denied (os error 13)\n\
         hint: check that the folder is yours and may be read\n",
    );
    fs::set_permissions(home.path("c"), fs::Permissions::from_mode(0o700)).unwrap();
    set_modes(0o700, 0o600);
    home.viva("check").prints("1 event of 1 card: all states are consistent with the log\n");
}

/// Imports, grades, checks and undoing at once: nobody sees a lock, and no deck is torn or doubled.
#[test]
fn all_kinds_of_commands_at_once_get_along() {
    let home = &Home::new().with_file("work/bullets.md", include_str!("../notes/bullets.md")).with_file(
        "work/n.md",
        "# [Orbit](https://orbit.example/)\n\n### Technical Interview\n\n- What is a mutex?\n",
    );
    home.viva("import n.md").succeeds();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(move || {
                for words in [
                    "import bullets.md n.md",
                    "grade 2yg good",
                    "check",
                    "check --rebuild",
                    "suspend 2yg",
                    "resume 2yg",
                    "stats",
                ] {
                    let run = home.viva(words);
                    assert_eq!(run.code, Some(0), "viva {words}: {}", run.stderr);
                    assert!(!run.stderr.contains("warning"), "viva {words}: {}", run.stderr);
                }
            });
        }
    });
    home.viva("check").prints("12 events of 1 card: all states are consistent with the log\n");
    let names = fs::read_dir(home.path("c/decks")).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.collect();
    names.sort();
    assert_eq!(names, ["novaray.toml", "orbit.toml"]);
}

#[test]
fn any_locale_and_terminal_name_will_do() {
    let plain = Home::with_small_deck().viva("stats").stdout;
    for (name, value) in [
        ("LANG", "C"),
        ("LC_ALL", "POSIX"),
        ("LANG", "xx_YY.bad"),
        ("LANG", "en_US.UTF-8"),
        ("TERM", "dumb"),
        ("TERM", "no-such-terminal"),
        ("COLUMNS", "-3"),
        ("COLUMNS", "1"),
        ("NO_COLOR", "1"),
        ("RUST_BACKTRACE", "1"),
    ] {
        let home = Home::with_small_deck().with_variable(name, value);
        assert_eq!(home.viva("stats").succeeds().stdout, plain, "{name}={value}");
        home.viva("list nope")
            .fails(2, "viva: no deck is called `nope`\nhint: `viva list` shows all decks\n");
        let help = home.viva("--help");
        assert!(!help.stdout.contains('\x1b'), "{name}={value}");
    }
}

/// A writer that holds the database makes others wait and then say so; readers read on.
#[test]
fn a_database_in_use_is_said_to_be() {
    let home = Home::with_small_deck();
    home.viva("queue").succeeds();
    let connection = rusqlite::Connection::open(home.path("c/.viva/viva.db")).unwrap();
    connection.execute_batch("begin immediate").unwrap();
    let mut command = home.command(&["grade", "routine", "good"]);
    let output = viva_test_support::output(&mut command);
    assert_eq!(output.status.code(), Some(4));
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.ends_with("hint: close the other viva, or try again in a moment\n"), "{stderr}");
    assert!(stderr.contains("has been in use by another program"), "{stderr}");
    home.viva("list is:new section:hr")
        .prints("salary      new                    What salary do you expect?\n");
    connection.execute_batch("rollback").unwrap();
    home.viva("grade routine good").prints("routine: good, due 2026-03-02\n");
}
