//! What becomes of a note when the user chooses from it: what is offered, taken, remembered and forgotten.

use std::process::Command;

use serde_json::Value;

use super::home::{Home, Run};

/// Two levels of headings of which only the second asks, and a list that asks nothing.
const NOTE: &str = "# Systems

## Queues

### What does a queue keep?

Order.

### Why is a queue bounded?

Memory.

## Stores

### What is a log for?

Replay.

## Shelves

- oak
- ash
- elm
";

/// Nothing in it asks.
const TOPICS: &str = "# For candidates

## Maps

- growth
- order
- cost

## Threads

- locks
- queues
";

fn home() -> Home {
    Home::new().with_file("work/systems.md", NOTE).with_file("work/topics.md", TOPICS)
}

/// The questions of a deck, in order.
#[track_caller]
fn questions(home: &Home, deck: &str) -> Vec<String> {
    let deck: toml::Table = toml::from_str(&home.read(&format!("c/decks/{deck}.toml"))).unwrap();
    let cards = deck["cards"].as_array().unwrap();
    cards.iter().map(|card| card["question"].as_str().unwrap().to_owned()).collect()
}

#[track_caller]
fn says(run: &Run, line: &str) {
    assert!(run.stdout.lines().any(|said| said == line), "{line:?} is not in\n{}{}", run.stdout, run.stderr);
}

const ASKED: [&str; 3] = ["What does a queue keep?", "Why is a queue bounded?", "What is a log for?"];

#[test]
fn a_class_is_taken_besides_and_that_is_remembered_until_it_is_forgotten() {
    let home = home();
    let run = home.viva("import systems.md");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(questions(&home, "systems"), ASKED);
    says(&run, "  not used: 3 list items under \"Shelves\"");
    says(&run, "    to use them: viva import systems.md --take items:0");

    let run = home.viva("import systems.md --take items:0");
    says(&run, "  remembered for the next import: items:0");
    assert!(!run.stdout.contains("not used: 3 list items"), "{}", run.stdout);
    let all = [&ASKED[..], &["oak", "ash", "elm"]].concat();
    assert_eq!(questions(&home, "systems"), all);
    assert!(home.read("c/imports.toml").contains("\ntake = [\"items:0\"]\n"));

    let run = home.viva("import systems.md");
    says(&run, "systems.md is now systems: 6 cards, 3 without an answer (6 unchanged)");
    says(&run, "  taken as chosen before: items:0 (`--as-usual` forgets this)");

    let run = home.viva("import systems.md --as-usual");
    says(&run, "systems.md is now systems: 3 cards, 0 without an answer (3 unchanged, 3 left out as chosen)");
    says(&run, "  what was chosen before is forgotten");
    says(&run, "  removed: oak (you chose to leave it out)");
    assert_eq!(questions(&home, "systems"), ASKED);
    assert!(!home.read("c/imports.toml").contains("take = "));
    // The same choice brings them back.
    home.viva("import systems.md --take items:0");
    assert_eq!(questions(&home, "systems"), all);
}

#[test]
fn a_choice_is_forgotten_even_if_the_note_gives_no_cards_without_it() {
    let home = Home::new().with_file("work/trees.md", "# Trees\n\n- oak\n- ash\n- elm\n");
    home.viva("import trees.md --take items:0").succeeds();
    assert!(home.read("c/imports.toml").contains("\ntake = [\"items:0\"]\n"));
    let run = home.viva("import trees.md --as-usual --dry-run");
    assert!(!run.stderr.contains("forgotten"), "{}", run.stderr);
    let run = home.viva("import trees.md --as-usual");
    assert!(run.stderr.contains("trees.md: the choice of an earlier import is forgotten"), "{}", run.stderr);
    assert!(!home.read("c/imports.toml").contains("take = "));
    assert_eq!(questions(&home, "trees"), ["oak", "ash", "elm"]);
}

#[test]
fn what_was_answered_or_edited_stays_when_it_is_left_out() {
    let home = home();
    home.viva("import systems.md");
    let id = |question: &str| {
        let cards = home.viva("export").json()["cards"].clone();
        let card =
            cards.as_array().unwrap().iter().find(|card| card["question"] == question).unwrap().clone();
        card["id"].as_str().unwrap().to_owned()
    };
    home.viva(&format!("grade {} good", id(ASKED[0]))).succeeds();
    home.edit("c/decks/systems.toml", "answer = \"Memory.\"", "answer = \"Mine.\"");
    let run = home.viva("import systems.md --leave headings:3 --take items:0");
    says(
        &run,
        "systems.md is now systems: 3 cards, 3 without an answer (3 added, 2 gone from the note, 1 left out as chosen)",
    );
    says(
        &run,
        "  gone: What does a queue keep? (you chose to leave it out; it has a history or another source, so the deck keeps it)",
    );
    says(
        &run,
        "  gone: Why is a queue bounded? (you chose to leave it out; it was edited, so the deck keeps it)",
    );
    says(&run, "  removed: What is a log for? (you chose to leave it out)");
    assert_eq!(questions(&home, "systems"), [ASKED[0], ASKED[1], "oak", "ash", "elm"]);
    home.viva("import systems.md --as-usual");
    let mut now = questions(&home, "systems");
    now.sort();
    let mut usual = ASKED.to_vec();
    usual.sort_unstable();
    assert_eq!(now, usual);
}

#[test]
fn a_dry_run_with_a_choice_changes_nothing() {
    let home = home();
    home.viva("import systems.md");
    let before = [home.tree("c/decks"), home.read("c/imports.toml")];
    let run = home.viva("import systems.md --only items -n");
    says(
        &run,
        "systems.md would become systems: 3 cards, 3 without an answer (3 added, 3 left out as chosen)",
    );
    assert_eq!([home.tree("c/decks"), home.read("c/imports.toml")], before);
}

#[test]
fn only_one_section_is_read() {
    let home = home();
    let run = home.viva_with(&["import", "systems.md", "--only", "headings", "--in", "Queues"]);
    says(&run, "  remembered for the next import: only headings; only in \"Queues\"");
    assert_eq!(questions(&home, "systems"), ASKED[..2]);
    assert!(home.read("c/imports.toml").contains("\nonly = [\"headings\"]\nin = \"Queues\"\n"));
}

#[test]
fn a_class_that_left_the_note_is_said_and_stays_remembered() {
    let home = home();
    home.viva("import systems.md --take items:0");
    home.edit("work/systems.md", "- oak\n- ash\n- elm\n", "Oak, ash and elm.\n");
    let run = home.viva("import systems.md");
    says(&run, "  chosen before, but not in this note: items:0");
    says(&run, "    it was read as usual");
    assert!(home.read("c/imports.toml").contains("\ntake = [\"items:0\"]\n"));
    // The note has lost them, so the deck keeps them.
    assert_eq!(questions(&home, "systems").len(), 6);
}

#[test]
fn an_unknown_class_lists_the_classes() {
    let home = home();
    home.viva("import systems.md --take heading:3").fails(
        2,
        "viva: unknown class `heading:3` in `--take`\n\
         hint: classes are labels, headings, folds, terms, fields, blocks, bold, items, lines, paragraphs, quotes, tables; \
         `headings:4` means level 4, `items:0` the outermost items of lists\n",
    );
    for words in ["--only bold --take items", "--as-usual --in Maps"] {
        assert_eq!(home.viva(&format!("import systems.md {words}")).code, Some(2), "{words}");
    }
    let run = home.viva("import systems.md --only folds");
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
    assert!(run.stderr.contains("systems.md: it has no folds\n"), "{}", run.stderr);
    assert!(!home.path("c/decks").exists());
}

#[test]
fn a_note_without_cards_says_what_could_be_taken() {
    let home = home();
    let run = home.viva("import topics.md");
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""));
    for line in [
        "topics.md: not used: 5 list items under \"Maps\", \"Threads\"",
        "  to use them: viva import topics.md --take items:0",
        "topics.md: not used: 2 headings of level 2 under \"For candidates\"",
        "hint: choose what should become cards, for example `viva import topics.md --take items:0`",
    ] {
        assert!(run.stderr.lines().any(|said| said == line), "{line}\n{}", run.stderr);
    }
    let unused = home.viva("import topics.md --format json").json()["without_cards"][0]["unused"].clone();
    let groups: Vec<(&str, u64, &str)> = unused
        .as_array()
        .unwrap()
        .iter()
        .map(|group| {
            let text = |key: &str| group[key].as_str().unwrap();
            (text("class"), group["count"].as_u64().unwrap(), text("take"))
        })
        .collect();
    let items = "viva import topics.md --take items:0";
    assert_eq!(
        groups,
        [
            ("headings:2", 2, "viva import topics.md --take headings:2"),
            ("items:0", 3, items),
            ("items:0", 2, items)
        ]
    );
}

#[test]
fn a_choice_is_made_for_each_note_of_a_folder_that_has_it() {
    let home = Home::new()
        .with_file("work/notes/systems.md", NOTE)
        .with_file("work/notes/empty.md", "# Plans\n\nText.\n");
    let run = home.viva("import notes --take items:0");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(questions(&home, "systems").len(), 6);
}

#[test]
fn confidence_is_never_above_coverage() {
    let home = Home::new();
    for entry in std::fs::read_dir("tests/notes/mixed").unwrap() {
        let path = entry.unwrap().path();
        home.write(
            &format!("work/notes/{}", path.file_name().unwrap().to_str().unwrap()),
            std::fs::read(&path).unwrap(),
        );
    }
    home.write("work/notes/systems.md", NOTE);
    let printed = home.viva("import notes -n --format json").json();
    let decks = printed["decks"].as_array().unwrap();
    assert!(decks.len() > 3);
    for deck in decks {
        let percent = |key: &str| deck[key].as_u64().unwrap();
        assert!(percent("confidence") <= percent("coverage"), "{deck}");
    }
}

#[test]
fn the_groups_are_explained_with_their_evidence() {
    let home = home();
    let run = home.viva("import systems.md -n --explain");
    let evidence: Vec<&str> = run.stdout.lines().filter(|line| line.starts_with("  evidence ")).collect();
    assert!(
        evidence.iter().any(|line| line.contains(": headings:3 (") && line.contains("taken: ")),
        "{evidence:?}"
    );
    for line in evidence {
        let points = line.split_whitespace().nth(1).unwrap().trim_end_matches(':');
        assert!(points.contains('.') && points.parse::<f32>().unwrap().abs() < 100.0, "{line}");
    }
    assert!(run.stdout.contains("\n  coverage 100%, "), "{}", run.stdout);
    says(&run, "  not used: items:0: 3 under \"Shelves\" (0 with a question)");
    says(&run, "     21:   oak");
}

/// Every command that is printed is one that works, whatever the file is called and whoever reads it.
#[test]
fn printed_commands_work_in_the_shells() {
    let names = [
        "topics.md",
        "two words.md",
        "it's.md",
        "back\\slash\\.md",
        "$HOME `x` !1 \"q\".md",
        "-dash.md",
        "~.md",
        "پرسش‌ها.md",
    ];
    let shells: Vec<&str> =
        ["bash", "zsh", "fish"].into_iter().filter(|shell| which(shell).is_some()).collect();
    assert!(shells.contains(&"bash"));
    for name in names {
        for shell in &shells {
            let home = Home::new().with_file(&format!("work/{name}"), TOPICS);
            let printed = home.viva_with(&["--format", "json", "import", "--", name]).json();
            let take = printed["without_cards"][0]["unused"][1]["take"].as_str().unwrap().to_owned();
            let program = env!("CARGO_BIN_EXE_viva");
            let script = take.replacen("viva", program, 1);
            let mut command = Command::new(which(shell).unwrap());
            home.prepare(command.args(["-c", &script]));
            command.env("PATH", "/usr/bin:/bin");
            let run = home.finish(command.spawn().unwrap(), &script);
            assert_eq!(run.code, Some(0), "{shell}: {script}\n{}", run.stderr);
            assert_eq!(questions(&home, "for-candidates").len(), 5, "{shell}: {script}");
        }
    }
}

fn which(program: &str) -> Option<String> {
    ["/usr/bin", "/bin", "/usr/local/bin"]
        .iter()
        .map(|folder| format!("{folder}/{program}"))
        .find(|path| std::path::Path::new(path).exists())
}

#[test]
fn a_printed_command_keeps_the_other_options() {
    let home = home();
    let json = |words: &[&str]| -> Value { home.viva_with(words).json()["decks"][0]["unused"].clone() };
    let take = |unused: &Value| {
        let group = unused.as_array().unwrap().iter().find(|group| group["class"] == "items:0");
        group.unwrap()["take"].as_str().unwrap().to_owned()
    };
    let collection = home.path("my collection");
    let collection = collection.to_str().unwrap();
    let words = [
        "--format",
        "json",
        "--collection",
        collection,
        "import",
        "systems.md",
        "-n",
        "--deck",
        "mine",
        "--public",
    ];
    assert_eq!(
        take(&json(&words)),
        "viva --collection '~/my collection' import systems.md --public --deck mine --take items:0"
    );
    let words = ["--format", "json", "import", "systems.md", "-n", "--only", "headings", "--in", "Queues"];
    assert_eq!(take(&json(&words)), "viva import systems.md --only headings,items:0");
}

#[test]
fn the_users_words_make_questions() {
    let note = "# Notes\n\n## Grill list\n\n- Kanban boards\n- Standups\n- Retrospectives\n";
    let home = Home::new().with_file("work/n.md", note);
    assert_eq!(home.viva("import n.md").code, Some(3));
    let home = home.with_file("c/words.toml", "announces = [\"grill list\"]\norders = [\"kanban\"]\n");
    let run = home.viva("import n.md");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(questions(&home, "notes").len(), 3);
}

#[test]
fn broken_words_stop_an_import_and_are_reported_by_check() {
    let home = home();
    home.viva("import systems.md");
    let before = home.tree("c/decks");
    home.write("c/words.toml", "# mine\nordres = [\"kanban\"]\n");
    let wrong = "~/c/words.toml:2:1: `ordres` is not a list of words; use question_label, answer_label, asks_first, \
                 asks_weak, asks_anywhere, orders, topic, announces";
    home.viva("import systems.md").fails(
        3,
        &format!("viva: {wrong}\nhint: fix the file, or move it out of the folder; nothing was imported\n"),
    );
    assert_eq!(home.tree("c/decks"), before);
    let check = home.viva("check --format json").json();
    assert_eq!(
        check["warnings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|warning| warning.as_str() == Some(wrong))
            .count(),
        1
    );
}
