//! Every JSON and CSV document that viva prints, compared with docs/JSON.md in both directions.
//!
//! The collection of the released version has nearly every kind of event; what it lacks is added here. A new command
//! or field fails until the page has it, and a field of the page until a document here shows it.

mod page;

use std::path::{Path, PathBuf};
use std::time::Duration;

use portable_pty::CommandBuilder;
use rusqlite::Connection;
use serde_json::Value;
use viva_test_support::{Pty, pause};

use super::home::{Home, Run, reviewed_cards};
use page::{Check, Page};

const PAGE: &str = include_str!("../../docs/JSON.md");
const RELEASED: &str = "tests/fixtures/released-5fe33b3/collection";

/// A deck with what the released collection has none of: no title, a company without a date, cards of no section.
const EXTRA: &str = r#"
[interview]
company = "Acme"
covers = ["tag:go"]

[[cards]]
id = "fence"
section = "Memory"
tags = ["rust"]
question = "What is a fence?"
answer = "A barrier in memory."
answer_by = "viva"
my_answer = "Stores before it come first."
answer_from_source = "A barrier."
seconds = 30

[[cards]]
id = "waker"
question = "What is a waker?"

[[cards]]
id = "routine"
question = "Could you please explain what a goroutine is?"
"#;

/// An interview of which little is known.
const PLAN: &str = "[interview]\nrole = \"Engineer\"\n";

/// Planned interviews.
const COMING: &str = "[interview]\ncompany = \"Acme\"\nrole = \"Engineer\"\ndate = 2026-04-09\nplan = true\n\
    minutes_per_day = 20\ncovers = [\"tag:go\"]\n[[cards]]\nid = \"epoll\"\nquestion = \"What is epoll?\"\nasked_again = \"surely\"\n\
    [[cards]]\nid = \"kqueue\"\nquestion = \"What is kqueue?\"\nasked_again = \"no\"\n";
const BEFORE: &str = "[interview]\ncompany = \"Orbit\"\ndate = 2025-01-01\n[[cards]]\nid = \"epoll\"\n\
    question = \"What is epoll?\"\n";

/// Whose text cannot be changed line by line.
const INLINE: &str = "cards = [{ id = \"inline\", question = \"What is inlining?\" }]\n";

const MOCK: &str = r#"title = "Acme"

[[cards]]
id = "pay"
section = "HR"
question = "Which salary?"

[[cards]]
id = "lock"
section = "Technical"
question = "What is a mutex?"
answer = "Only its owner unlocks it. It guards a **critical section**."

[[cards]]
id = "map"
section = "Technical"
question = "What is a map?"
answer = "Keys and values."

[[cards]]
id = "fork"
section = "Technical"
question = "What is a fork?"
answer = "A copy of a process."

[[cards]]
id = "slow"
section = "Technical"
question = "What is a tick?"
answer = "A moment."
seconds = 1
"#;

/// The released collection as `~/c`, with a few more decks.
pub(super) fn released() -> Home {
    let mut home = Home::new().with_variable("TZ", "UTC");
    home.at("2026-04-01T09:00:00Z");
    copy(&home, Path::new(RELEASED), "c");
    home.with_file("c/decks/extra.toml", EXTRA)
        .with_file("c/decks/inline.toml", INLINE)
        .with_file("c/decks/plan.toml", PLAN)
}

fn copy(home: &Home, from: &Path, to: &str) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        let to = format!("{to}/{}", path.file_name().unwrap().to_str().unwrap());
        if path.is_dir() {
            copy(home, &path, &to);
        } else {
            home.write(&to, std::fs::read(path).unwrap());
        }
    }
}

/// What was printed so far.
struct Printed<'p> {
    check: Check<'p>,
}

impl Printed<'_> {
    /// Runs a command that succeeds or, if it has something to say about it, fails after its document.
    #[track_caller]
    fn run(&mut self, block: &str, home: &Home, words: &str) -> Run {
        self.run_with(block, home, &words.split_whitespace().collect::<Vec<_>>(), &[])
    }

    #[track_caller]
    fn run_with(&mut self, block: &str, home: &Home, words: &[&str], variables: &[(&str, &str)]) -> Run {
        let mut command = home.command(&[&["--format", "json"], words].concat());
        command.envs(variables.iter().copied());
        let run = home.finish(command.spawn().unwrap(), &words.join(" "));
        assert!(!run.stdout.is_empty(), "viva {words:?} prints no document: {}", run.stderr);
        self.check.document(block, &run.json());
        run
    }

    #[track_caller]
    fn fails(&mut self, home: &Home, words: &str) {
        let run = home.viva(&format!("--format json {words}"));
        let last = run.stderr.lines().last().unwrap_or_default();
        self.check.document("error", &serde_json::from_str(last).unwrap());
    }

    #[track_caller]
    fn table(&mut self, home: &Home, words: &str) {
        let table = if words.is_empty() { "cards" } else { words };
        let run = home.viva(&format!("export --as csv --table {table}"));
        self.check.table(&format!("csv --table {table}"), run.stdout.as_bytes());
    }
}

#[test]
fn every_document_is_as_the_page_says() {
    let page = Page::parse(PAGE);
    let mut printed = Printed { check: Check::new(&page) };
    of_nothing(&mut printed);
    of_reading(&mut printed);
    of_changing(&mut printed);
    of_importing(&mut printed);
    of_damage(&mut printed);
    of_mock_interviews(&mut printed);
    of_plans(&mut printed);
    let faults = printed.check.faults();
    assert!(faults.is_empty(), "docs/JSON.md and the documents differ:\n{faults}");
}

#[test]
fn the_page_keeps_what_the_first_release_promised() {
    let released = Page::parse(include_str!("documents/released.txt"));
    let broken = Page::parse(PAGE).broken_promises(&released);
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn every_command_is_on_the_page() {
    /// Of these, `drill` prints the document of `viva`.
    const WITHOUT_ONE: [&str; 4] = ["drill", "completions", "man", "help"];
    let page = Page::parse(PAGE);
    let help = Home::new().viva("--help").stdout;
    let commands = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    for line in commands.lines().filter(|line| !line.starts_with("   ")) {
        let name = line.split_whitespace().next().unwrap();
        let is_documented = page.documents().any(|document| document.split(' ').nth(1) == Some(name));
        assert!(is_documented != WITHOUT_ONE.contains(&name), "viva {name}");
    }
}

/// Without a collection.
fn of_nothing(printed: &mut Printed<'_>) {
    let home = Home::new();
    for (block, words) in [
        ("viva", ""),
        ("viva queue", "queue"),
        ("viva status", "status"),
        ("viva list", "list"),
        ("viva list", "list is:new"),
        ("viva stats", "stats"),
        ("viva dupes", "dupes"),
        ("viva read", "read"),
        ("viva export", "export"),
        ("viva config", "config"),
        ("viva plan", "plan"),
        ("viva plan --last-look", "plan --last-look"),
        ("viva ready", "ready"),
        ("viva stats forecasts", "stats forecasts"),
    ] {
        printed.run(block, &home, words);
    }
    printed.fails(&home, "show x");
}

/// What changes nothing.
fn of_reading(printed: &mut Printed<'_>) {
    let home = released();
    // Cards in every state.
    home.viva("grade g91sthmy6r again").succeeds();
    home.viva("suspend 8arj9e6ba3").succeeds();
    home.write("work/bury.jsonl", BURY);
    home.viva("import bury.jsonl");
    home.write("c/decks/broken.toml", "?");
    home.write("c/decks/coming.toml", COMING);
    home.write("c/decks/before.toml", BEFORE);
    home.write("c/decks/dated.toml", "[interview]\ncompany = \"Zed\"\ndate = 2026-05-01\n");
    home.write("c/decks/passed.toml", "[interview]\nplan = true\ndate = 2026-03-30\n");
    home.write("c/decks/after.toml", BEFORE.replace("2025-01-01", "2025-02-01"));
    for (block, words) in [
        ("viva", ""),
        ("viva", "drill"),
        ("viva queue", "queue"),
        ("viva status", "status"),
        ("viva list", "list"),
        ("viva list SELECTION", "list novaray"),
        ("viva list SELECTION", "list go extra concurrency"),
        ("viva show CARD", "show svhq97gkp6"),
        ("viva show CARD", "show fence"),
        ("viva show SELECTION", "show is:due"),
        ("viva show DECK", "show novaray"),
        ("viva show DECK", "show extra"),
        ("viva show DECK", "show go"),
        ("viva show DECK", "show plan"),
        ("viva read", "read is:new"),
        ("viva read", "read -is:unanswered"),
        ("viva search", "search barrier"),
        ("viva search", "search defer"),
        ("viva search", "search gorutine"),
        ("viva dupes", "dupes --dry-run"),
        ("viva stats", "stats"),
        ("viva stats", "stats --since 2026-03-20 --until 2026-03-31"),
        ("viva stats", "stats text:waker"),
        ("viva stats", "stats asked"),
        ("viva stats", "stats asked --for acme"),
        ("viva stats asked --backtest", "stats asked --backtest"),
        ("viva interview list", "interview list"),
        ("viva interview show", "interview show extra"),
        ("viva interview show", "interview show coming"),
        ("viva mock --no-input", "mock"),
        ("viva export", "export"),
        ("viva export", "export --since 2026-03-20"),
        ("viva config", "config"),
        ("viva config get KEY", "config get schedule"),
        ("viva config get KEY", "config get fuzz"),
        ("viva config get KEY", "config get minutes"),
        ("viva config get KEY", "config get reviews_per_day"),
        ("viva check", "check"),
    ] {
        printed.run(block, &home, words);
    }
    printed.run("viva stats", &super::weakest::reviewed_topics(), "stats");
    // With a plan there is no backlog.
    let home = released();
    for (limit, block) in [("0", "queue"), ("1", "queue"), ("5", "queue"), ("1", "stats")] {
        printed.run_with(&format!("viva {block}"), &home, &[block], &[("VIVA_REVIEWS_PER_DAY", limit)]);
    }
    printed.run_with("viva config", &home, &["config"], &[("VIVA_MINUTES", "5")]);
    home.write("c/viva.toml", "topics = { payments = [\"psp\"] }\n");
    printed.run("viva config", &home, "config");
    for table in ["cards", "reviews", "questions"] {
        printed.table(&home, table);
    }
    for (block, words) in [
        ("viva export -o FILE", "export -o out.json"),
        ("viva export -o FILE", "export --as csv -o out.csv"),
        ("viva export -o FILE", "export --as csv --table reviews -o reviews.csv"),
        ("viva export --as apkg -o FILE", "export --as apkg -o out.apkg"),
        ("viva export --as markdown -o FILE", "export --as markdown -o out.md"),
        ("viva export --as markdown -o FILE", "export --as tsv -o out.tsv"),
        ("viva export --as markdown -o FILE", "export --as csv --table questions -o questions.csv"),
        ("viva export --as summary -o FILE", "export --as summary -o out.md"),
        ("viva stats --html FILE", "stats --html page.html"),
    ] {
        printed.run(block, &home, words);
    }
    home.write("c/decks/broken.toml", "?");
    for words in ["grade nope good", "grade", "show broken", "redo", "export -o no/such/folder"] {
        printed.fails(&home, words);
    }
}

/// Buries a card today, and has a text for a payload as another version might.
const BURY: &str = r#"{"device":"laptop","seq":1,"tick":1775034000000,"at":"2026-04-01T09:00:00Z","day":"2026-04-01","card":"fence","kind":"bury","payload":{}}
{"device":"laptop","seq":2,"tick":1775034000001,"at":"2026-04-01T09:00:00Z","day":"2026-04-01","card":"waker","kind":"bury","payload":"?"}
{"device":"laptop","seq":3,"tick":1775034000002,"at":"2026-04-01T09:00:00Z","day":"2026-04-01","card":"waker","kind":"review","payload":{"quality":4,"took_ms":1,"intent":"debrief","rule":{"scheduler":"sm2","fuzz":false}}}
"#;

/// What writes.
fn of_changing(printed: &mut Printed<'_>) {
    let home = released();
    home.write(
        "work/companies.csv",
        "question,company,window\nWhat is a waker?,Nova,1 month\nWhat is a shim?,Zed,\n,Zed,\n",
    );
    home.write("work/answer.md", "A function that another one can resume.");
    for (block, words) in [
        ("viva grade", "grade 8arj9e6ba3 easy --seconds 3"),
        ("viva grade", "grade svhq97gkp6 again"),
        ("viva grade", "grade svhq97gkp6 good"),
        ("viva grade", "grade 6hzf7a1cs3 hard"),
        // Before its day.
        ("viva grade", "grade nsxxwtcj5a good"),
        ("viva undo", "undo"),
        ("viva redo", "redo"),
        ("viva suspend", "suspend fence"),
        ("viva resume", "resume fence"),
        ("viva forget", "forget 8arj9e6ba3 --yes"),
        ("viva answer", "answer waker --from answer.md"),
        ("viva add", "add --deck go --question Why?"),
        ("viva add", "add --deck new --question Why?"),
        ("viva config set KEY VALUE", "config set fuzz false"),
        ("viva config set KEY VALUE", "config set minutes 20"),
        ("viva config set KEY VALUE", "config set grades sm2"),
        ("viva stats", "stats asked"),
        ("viva interview add", "interview add --company Nova --date +9d"),
        ("viva interview add", "interview add --deck plan --company Zed --date +9d --dry-run"),
        ("viva interview add", "interview set nova --date +4d --role Engineer"),
        ("viva interview add", "interview set nova --cancelled"),
        ("viva interview list", "interview list"),
        ("viva interview table", "interview table companies.csv --add-cards"),
        ("viva interview table", "interview table companies.csv --dry-run"),
        ("viva delete", "delete waker inline --yes"),
        ("viva dupes", "dupes --yes"),
        ("viva check", "check --rebuild"),
        ("viva export", "export"),
    ] {
        printed.run(block, &home, words);
    }
    // An edit that cannot be undone in the deck, because the deck was changed since.
    let text = home.viva("edit fence --print").stdout;
    home.write("work/edited.md", text.replace("A barrier", "A wall"));
    printed.run("viva edit", &home, "edit fence --from edited.md");
    home.edit("c/decks/extra.toml", "A wall", "A high wall");
    printed.run("viva undo", &home, "undo");
    printed.run("viva redo", &home, "redo");
    printed.run("viva export", &home, "export");
}

fn of_importing(printed: &mut Printed<'_>) {
    let home = released();
    let link = "https://example.org/wiki/synchronisation";
    let locks = format!("# Locks\n\n## What is a semaphor?\n\nIt counts.\n\n## What is a mutex?\n\n{link}\n");
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(locks.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let home = home_with(
        home,
        &[
            ("locks.md", locks.as_bytes()),
            ("utf16.md", &utf16),
            ("bad.md", b"nothing here\n"),
            ("topics.md", b"# Topics\n\n## Maps\n\n- growth\n- order\n- cost\n"),
        ],
    );
    let package = std::fs::read(Path::new(RELEASED).join("notes/networks.apkg")).unwrap();
    home.write("work/networks.apkg", package);
    home.write("work/columns.csv", "Question,Answer,Acceptance %\nWhat is a lock?,A guard.,40\n");
    printed.run("viva import", &home, "import columns.csv --dry-run");
    printed.run("viva import", &home, "import locks.md --dry-run");
    printed.run("viva import", &home, "import locks.md");
    printed.run("viva import", &home, "import utf16.md --deck other");
    home.edit("work/locks.md", "semaphor?\n\nIt counts.", "semaphore?\n\nIt counts how many may enter.");
    home.edit("work/locks.md", "a mutex", "a fence");
    for words in [
        "import locks.md",
        "import networks.apkg",
        "import ../c/notes/bullets.md",
        "import ../c/notes/quiz.csv bad.md",
        "import topics.md locks.md",
        "import topics.md --take items:0,folds --in Maps",
        "import topics.md",
        "import topics.md --only items --leave headings",
    ] {
        printed.run("viva import", &home, words);
    }
    let away = released();
    home.write("work/progress.json", away.viva("export --since 2026-03-20").stdout);
    home.write("work/all.json", away.viva("export").stdout);
    printed.run("viva import", &home, "import progress.json");
    printed.run("viva import", &home, "import all.json");
}

fn home_with(home: Home, files: &[(&str, &[u8])]) -> Home {
    files.iter().fold(home, |home, (name, bytes)| home.with_file(&format!("work/{name}"), bytes))
}

/// What is wrong with a collection.
fn of_damage(printed: &mut Printed<'_>) {
    let home = released();
    home.viva("queue").succeeds();
    home.write("c/decks/broken.toml", "?");
    let database = Connection::open(home.path("c/.viva/viva.db")).unwrap();
    database.execute_batch("update state set repetitions = repetitions + 1").unwrap();
    drop(database);
    printed.run("viva check", &home, "check");
    home.write("c/.viva/drafts/new-1.md", "Why?");
    home.write("c/.viva/drafts/new-1.json", r#"{"kind":"new_card","deck":"go","card":null,"start":""}"#);
    printed.run("viva check", &home, "check");
    home.write("c/.viva/viva.db", "junk");
    printed.fails(&home, "stats");
}

/// A planned interview with cards for every action of a day.
const NOVA: &str = r#"
[interview]
company = "Nova"
role = "Engineer"
date = 2026-04-05
plan = true
minutes_per_day = 60

[[cards]]
id = "seen"
section = "Memory"
question = "What is a lease?"
answer = "A claim that ends."

[[cards]]
id = "fresh"
question = "What is a quorum?"
answer = "Enough votes."

[[cards]]
id = "bare"
question = "What is a shard?"

[[cards]]
id = "failed"
question = "What is a lock file?"
answer = "A file that says who writes."

[[cards]]
id = "self"
question = "Tell me about yourself."
answer = "I write databases."
"#;

/// Answers of a rehearsal and of an audit.
const REHEARSED: &str = r#"{"device":"laptop","seq":1,"tick":1774429200000,"at":"2026-03-25T09:00:00Z","day":"2026-03-25","card":"seen","kind":"review","payload":{"quality":4,"took_ms":9000,"intent":"rehearsal","forecast_permille":640,"forecast_weight_percent":120,"rule":{"scheduler":"sm2","fuzz":false}}}
{"device":"laptop","seq":2,"tick":1774429200001,"at":"2026-03-25T09:00:00Z","day":"2026-03-25","card":"failed","kind":"review","payload":{"quality":4,"took_ms":9000,"intent":"audit","forecast_permille":640,"forecast_weight_percent":100,"rule":{"scheduler":"sm2","fuzz":false}}}
{"device":"laptop","seq":3,"tick":1774429200002,"at":"2026-03-25T09:00:00Z","day":"2026-03-25","card":"other","kind":"review","payload":{"quality":4,"took_ms":9000,"intent":"drill","rule":{"scheduler":"sm2","fuzz":false}}}
"#;

fn of_plans(printed: &mut Printed<'_>) {
    let other = "[[cards]]\nid = \"other\"\nquestion = \"What is a tick?\"\nanswer = \"A moment.\"\n";
    let mut home = Home::new()
        .with_variable("TZ", "UTC")
        .with_file("c/decks/nova.toml", NOVA)
        .with_file("c/decks/other.toml", other)
        .with_file("c/decks/quiet.toml", "[interview]\ndate = 2026-04-06\nplan = true\n")
        .with_file("c/decks/undated.toml", "[interview]\ncompany = \"Zed\"\n")
        .with_file("work/rehearsed.jsonl", REHEARSED);
    home.at("2026-04-01T09:00:00Z");
    assert_eq!(home.viva("import rehearsed.jsonl").code, Some(0));
    home.viva("grade failed again").succeeds();
    for (block, words) in [
        ("viva plan", "plan"),
        ("viva ready", "ready"),
        ("viva ready", "ready nova"),
        ("viva queue", "queue"),
        ("viva stats forecasts", "stats forecasts"),
    ] {
        printed.run(block, &home, words);
    }
    printed.run("viva stats", &home, "stats asked --for quiet");
    home.at("2026-04-05T09:00:00Z");
    printed.run("viva plan --last-look", &home, "plan --last-look");
    home.write(
        "work/asked.txt",
        "good: What is a lease?\nagain: What is a quorum?\nhard: What is a lock file?\nWhat is a vector clock?\n\
         easy: What is a shard?\n",
    );
    printed.run("viva debrief", &home, "debrief nova --asked asked.txt --dry-run");
    printed.run("viva debrief", &home, "debrief nova --asked asked.txt");
    printed.run("viva debrief", &home, "debrief undated --asked asked.txt");
    home.write("c/decks/later.toml", "[interview]\ncompany = \"Zed\"\ndate = 2026-06-01\n");
    home.at("2026-04-08T09:00:00Z");
    printed.run("viva interview list", &home, "interview list");
    printed.run("viva stats forecasts", &home, "stats forecasts");
    printed.run("viva export", &home, "export");
    printed.table(&home, "reviews");
    of_audits(printed);
}

/// On some days the plan asks a card to test its forecast.
fn of_audits(printed: &mut Printed<'_>) {
    let (cards, reviews) = reviewed_cards();
    let cards = NOVA.replace("minutes_per_day = 60", "minutes_per_day = 8") + &cards;
    let mut home = Home::new().with_file("c/decks/nova.toml", cards).with_file("work/reviews.jsonl", reviews);
    home.at("2026-03-01T09:00:00Z");
    home.viva("import reviews.jsonl").succeeds();
    for day in 10..20 {
        home.at(&format!("2026-03-{day}T09:00:00Z"));
        printed.run("viva plan", &home, "plan");
    }
}

/// Mock interviews need a terminal. Their clock runs, because one question is to take too long.
fn of_mock_interviews(printed: &mut Printed<'_>) {
    let home = Home::with_small_deck().with_file("c/decks/acme.toml", MOCK);
    let mut pty = on_terminal(&home, "mock acme");
    pty.answer(&[
        ("5 questions", "\r"),
        ("Which salary?", "s"),
        ("What is a mutex?", "t"),
        ("your notes", "a critical part"),
        ("critical part", "\x04"),
        ("What is a map?", "n"),
        ("What is a fork?", " "),
    ]);
    pty.await_written("What is a tick?");
    pause(Duration::from_millis(2100));
    pty.type_keys(" ");
    pty.answer(&[
        ("missed", "p"),
        ("tick what you said", " "),
        ("made", "\r1"),
        ("You had no answer", "\r"),
        ("What is a fork?", "3"),
        ("What is a tick?", "3"),
        ("Apply these grades", "n"),
    ]);
    pty.await_written("Report: Acme");
    // A card that is in no deck when the report is printed.
    home.edit("c/decks/acme.toml", "id = \"slow\"", "id = \"gone\"");
    home.viva("list").succeeds();
    printed.check.document("viva mock", &ended(pty, "x"));

    // Of all decks, and counted.
    let mut pty = on_terminal(&home, "mock --questions 1 --count");
    pty.answer(&[("1 question", "\r"), ("t notes", " "), ("Now the answers", "2")]);
    pty.await_written("Report: all decks");
    printed.check.document("viva mock", &ended(pty, "x"));
    printed.run("viva stats", &home, "stats");
    printed.run("viva export", &home, "export");

    let mut pty = on_terminal(&home, "mock");
    pty.await_written("questions");
    printed.check.document("error", &ended(pty, "\x03"));
}

fn on_terminal(home: &Home, words: &str) -> Pty {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_viva"));
    command.env_clear();
    command.env("HOME", home.path(""));
    command.env("VIVA_COLLECTION", home.path("c"));
    command.env("VIVA_SEED", "1");
    command.env("TERM", "xterm");
    command.env("LANG", "C.UTF-8");
    command.args(["--no-color", "--format", "json"]);
    command.args(words.split(' '));
    Pty::start(command, 100, 24)
}

/// Presses the last keys; the document that was written after them.
fn ended(mut pty: Pty, keys: &str) -> Value {
    let from = pty.raw.len();
    pty.type_keys(keys);
    pty.ended();
    let written = String::from_utf8_lossy(&pty.raw[from..]).into_owned();
    let start = written.find('{').unwrap_or_else(|| panic!("no document: {written}"));
    serde_json::from_str(&written[start..]).unwrap_or_else(|error| panic!("{error}: {written}"))
}
