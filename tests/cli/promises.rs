//! What holds for every command: none waits, dry runs change nothing, mistakes are told in one form, and
//! editing decks costs no history.

use std::fmt::Write as _;

use super::home::{Home, SMALL_DECK};

const NOTE: &str = "### Technical Interview\n\n- What is a mutex?\n\n    A lock.\n\n- What is a fence?\n";

/// Every command as the help names it, and those below it.
fn commands(home: &Home) -> Vec<String> {
    let below = |command: &str| {
        let help = home.viva(&format!("{command} --help")).succeeds().stdout.clone();
        let list =
            help.split("Commands:\n").nth(1).unwrap_or_default().split("\n\n").next().unwrap_or_default();
        let names = list
            .lines()
            .filter(|line| !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next());
        names
            .filter(|name| *name != "help")
            .map(|name| format!("{command} {name}").trim().to_owned())
            .collect::<Vec<_>>()
    };
    let all = below("");
    let deeper: Vec<String> = all.iter().flat_map(|command| below(command)).collect();
    assert!(all.len() > 20 && deeper.len() > 3, "{all:?} {deeper:?}");
    all.into_iter().chain(deeper).collect()
}

/// What a command needs to be more than a mistake.
fn needed(command: &str) -> &str {
    match command {
        "grade" => "routine good",
        "import" => "note.md",
        "search" => "goroutine",
        "show" | "edit" | "suspend" | "resume" | "forget" => "routine",
        "delete" => "salary --dry-run",
        "completions" => "bash",
        "config get" => "fuzz",
        "debrief" => "acme --asked asked.txt",
        "interview add" => "--company Nova --date +5d",
        "interview set" => "coming --role Engineer",
        "interview show" => "acme",
        "interview done" => "past",
        "interview table" => "table.csv",
        "config set" => "fuzz true",
        _ => "",
    }
}

/// What the commands for interviews need.
fn with_interviews(home: Home) -> Home {
    let planned = |date: &str| format!("[interview]\ncompany = \"Nova\"\ndate = {date}\nplan = true\n");
    home.with_file("c/decks/acme.toml", "[interview]\ncompany = \"Acme\"\ndate = 2025-01-01\n")
        .with_file("c/decks/coming.toml", planned("2026-03-09"))
        .with_file("c/decks/past.toml", planned("2026-02-09"))
        .with_file("work/asked.txt", "good: What is a goroutine?\nWhat is a latch?\n")
        .with_file("work/table.csv", "question,company\nWhat is a goroutine?,Nova\n")
}

/// With nobody to ask, each ends by itself: `Home` ends a run that does not, and fails.
#[test]
fn no_command_waits_for_anybody() {
    let home = Home::with_small_deck();
    for command in commands(&home) {
        for more in ["", "--no-input", "--plain", "--format json"] {
            let home = with_interviews(Home::with_small_deck())
                .with_file("work/note.md", NOTE)
                .with_variable("EDITOR", "sleep 60");
            let run = home.viva(&format!("{command} {} {more}", needed(&command)));
            let code = run.code.unwrap_or_else(|| panic!("viva {command} {more} ended by a signal"));
            match command.as_str() {
                // There is nothing to undo.
                "undo" | "redo" => assert_eq!(code, 1, "{}", run.stderr),
                // These would have asked, and name what does it without.
                "add" | "edit" | "answer" | "config edit" => {
                    assert_eq!(code, 2, "viva {command} {more}\n{}", run.stderr);
                    assert!(run.stderr.contains('`'), "viva {command} {more}\n{}", run.stderr);
                }
                _ => assert_eq!(code, 0, "viva {command} {more}\n{}", run.stderr),
            }
        }
    }
}

/// `--dry-run` says what would be done, and no byte of the collection or beside it is another after it.
#[test]
fn a_dry_run_changes_no_byte() {
    let home = with_interviews(Home::with_small_deck()).with_file("work/note.md", NOTE).with_file(
        "c/decks/py.toml",
        "[[cards]]\nquestion = \"what's a goroutine\"\n\n[[cards]]\nid = \"rout2\"\nquestion = \"What is a goroutine??\"\n",
    );
    home.viva("import note.md --deck mine").succeeds();
    home.viva("grade routine good").succeeds();
    home.viva("suspend channel").succeeds();
    home.write("work/note.md", NOTE.replace("A lock.", "A sort of lock.") + "\n- What is new here?\n");
    let with_dry_run: Vec<String> = commands(&home)
        .into_iter()
        .filter(|command| home.viva(&format!("{command} --help")).stdout.contains("--dry-run"))
        .collect();
    assert_eq!(
        with_dry_run,
        [
            "import",
            "delete",
            "dupes",
            "suspend",
            "resume",
            "forget",
            "debrief",
            "check",
            "backup",
            "restore",
            "interview add",
            "interview set",
            "interview done",
            "interview table",
        ]
    );
    for command in with_dry_run {
        // The index follows the decks whoever looks; that is done by now.
        home.viva("list").succeeds();
        // What `check --fix` sets right.
        home.shell("chmod 755 ../c/.viva").succeeds();
        let before = home.tree("");
        let words = match command.as_str() {
            "import" => "note.md",
            "delete" => "salary",
            "resume" => "is:suspended",
            "check" => "--fix",
            "dupes" | "backup" => "",
            // The first one, from before.
            "restore" => "2026-03-01-090000",
            "debrief" | "interview add" | "interview set" | "interview done" | "interview table" => {
                needed(&command)
            }
            _ => "go",
        };
        for more in ["", "--yes", "--format json"] {
            let asks_nothing = matches!(command.as_str(), "debrief" | "check" | "backup");
            if more == "--yes" && (asks_nothing || command.starts_with("interview")) {
                continue;
            }
            let more = if command == "import" { more.replace("--yes", "--explain") } else { more.to_owned() };
            let run = home.viva(&format!("{command} {words} --dry-run {more}"));
            assert_eq!(run.code, Some(0), "viva {command}: {}", run.stderr);
            assert!(!run.stdout.trim().is_empty(), "viva {command} {more} says nothing");
            assert_eq!(home.tree(""), before, "viva {command} {more}");
        }
        // Without it, something does.
        let asks_nothing = matches!(command.as_str(), "import" | "debrief" | "check" | "backup")
            || command.starts_with("interview");
        let yes = if asks_nothing { "" } else { "--yes" };
        home.viva(&format!("{command} {words} {yes}"));
        assert_ne!(home.tree(""), before, "viva {command}");
    }
}

/// However a person edits their decks, schedule and history of each card stay.
#[test]
fn edits_of_decks_keep_every_schedule() {
    const ROUTINE: &str = "[[cards]]\nid = \"routine\"\nsection = \"Technical\"\ntags = [\"go\"]\n\
        question = \"What is a goroutine?\"\nanswer = \"A cheap **thread**.\"\n\n";
    const CHANNEL: &str = "[[cards]]\nid = \"channel\"\nsection = \"Technical\"\n\
        question = \"What is a channel?\"\nanswer = \"A queue between goroutines.\"\n\n";
    type Edit = fn(&Home);
    let edits: [(&str, Edit); 12] = [
        ("a typo mended", |home| home.edit("c/decks/go.toml", "What is a goroutine", "What are goroutines")),
        ("another question altogether", |home| {
            home.edit("c/decks/go.toml", "What is a goroutine?", "Why Go?");
        }),
        ("the answer rewritten", |home| home.edit("c/decks/go.toml", "A cheap **thread**.", "It is cheap.")),
        ("section and tags", |home| home.edit("c/decks/go.toml", "tags = [\"go\"]", "tags = []")),
        ("reordered", |home| {
            home.edit("c/decks/go.toml", CHANNEL, "");
            home.edit("c/decks/go.toml", ROUTINE, &format!("{CHANNEL}{ROUTINE}"));
        }),
        ("moved to another deck", |home| {
            home.edit("c/decks/go.toml", ROUTINE, "");
            home.write("c/decks/other.toml", ROUTINE);
        }),
        ("moved to another deck by hand, twice there for a while", |home| {
            home.write("c/decks/other.toml", ROUTINE);
            home.viva("queue").succeeds();
            home.edit("c/decks/go.toml", ROUTINE, "");
        }),
        ("the deck renamed", |home| {
            std::fs::rename(home.path("c/decks/go.toml"), home.path("c/decks/golang.toml")).unwrap();
        }),
        ("two decks made one", |home| {
            home.write("c/decks/all.toml", home.read("c/decks/go.toml"));
            std::fs::remove_file(home.path("c/decks/go.toml")).unwrap();
        }),
        ("line ends of Windows", |home| {
            home.write("c/decks/go.toml", home.read("c/decks/go.toml").replace('\n', "\r\n"));
        }),
        ("gone and brought back", |home| {
            let text = home.read("c/decks/go.toml");
            home.write("c/decks/go.toml", "");
            home.viva("queue").succeeds_saying("nothing is due\n");
            home.write("c/decks/go.toml", text);
        }),
        ("broken and mended", |home| {
            let text = home.read("c/decks/go.toml");
            home.write("c/decks/go.toml", format!("{text}[[cards"));
            assert_eq!(home.viva("check").code, Some(3));
            home.write("c/decks/go.toml", text);
        }),
    ];
    for (said, edit) in edits {
        let mut home = Home::with_small_deck();
        assert_eq!(home.read("c/decks/go.toml"), SMALL_DECK);
        home.viva("grade routine good").succeeds();
        home.viva("grade channel again").succeeds();
        home.at("2026-03-02T09:00:00Z").viva("grade routine easy").succeeds();
        let known = |home: &Home| {
            let export = home.viva("export --format json").json();
            let mut states: Vec<String> = export["cards"]
                .as_array()
                .unwrap()
                .iter()
                .map(|card| format!("{} {}", card["id"], card["state"]))
                .collect();
            states.sort();
            (states, export["reviews"].clone())
        };
        let before = known(&home);
        assert_eq!(before.1.as_array().unwrap().len(), 3);
        edit(&home);
        assert_eq!(known(&home), before, "{said}");
        home.viva("check").prints("3 events of 2 cards: all states are consistent with the log\n");
        home.viva("check --rebuild").succeeds();
        assert_eq!(known(&home), before, "{said}, rebuilt");
    }
}

/// Mistakes as their maker sees them: what, where, and what to do. Looked at as a whole in
/// `tests/cli/mistakes.txt`; with `VIVA_BLESS=1` it is written anew.
#[test]
fn mistakes_are_told_in_one_form() {
    let home = Home::with_small_deck()
        .with_file("c/decks/zibal.toml", "[[cards]]\nid = \"why\"\nquestion = \"Why?\"\n")
        .with_file("work/empty.md", "")
        .with_file("work/card.txt", "=== question ===\n\n=== answer ===\n\n=== my answer ===\n")
        .with_file("broken/decks/a.toml", "title = \"A\"\n[[cards]]\nquestion = \"Why\n")
        .with_file("wrong/decks/a.toml", "[[cards]]\nquestion = 3\n")
        .with_file("odd/viva.toml", "new_per_day = 5\nrollover_hour = 24\n")
        .with_file("unread/viva.toml", "new_per_day 5\n")
        .with_file("junk/.viva/viva.db", "this is no database, however long one looks at it")
        .with_file("file", "");
    let mut told = String::new();
    for words in [
        "stat",
        "drill --new -3",
        "drill --new many",
        "drill --minutes 0",
        "drill --cram --ahead 3",
        "drill zibl",
        "drill zibal",
        "list zibl",
        "list is:old",
        "list tga:x",
        "list asked:3",
        "list tag:",
        "show zibl",
        "show what is",
        "show gorutine",
        "search gorutine",
        "search xyzzy",
        "grade nope good",
        "grade routine god",
        "grade routine",
        "grade routine --quality 6",
        "undo",
        "undo now",
        "suspend is:new",
        "edit routine",
        "edit routine --from card.txt",
        "edit routine --from none.txt",
        "add",
        "add --deck ../x --question a",
        "add --deck go --question what-is-a-channel --answer - --section x --frm",
        "answer",
        "import",
        "import none.md",
        "import empty.md",
        "import --review empty.md",
        "export --format xml",
        "export --since tomorrow",
        "export -o no/such/folder/out.json",
        "config get new_pre_day",
        "config set fuzz maybe",
        "config set rollover_hour 24",
        "stats --since never",
        "completions fihs",
        "check --collection ../broken",
        "check --collection ../wrong",
        "queue --collection ../odd",
        "queue --collection ../unread",
        "queue --collection ../junk",
        "queue --collection ../file",
    ] {
        let run = home.viva(words);
        let code = run.code.unwrap();
        assert!(
            code != 0 && run.stderr.contains("viva: ") || words.starts_with("check"),
            "{words}: {}",
            run.stderr
        );
        writeln!(told, "$ viva {words}\n{}{}exit {code}\n", run.stdout, run.stderr).unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/mistakes.txt");
    if std::env::var_os("VIVA_BLESS").is_some() {
        std::fs::write(path, &told).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap();
    for (found, expected) in told.split("\n\n").zip(expected.split("\n\n")) {
        assert_eq!(found, expected);
    }
    assert_eq!(told, expected);
}
