//! Every command on no collection, on an empty one and on a small one, as text and as JSON.

use super::home::{Home, Run};

const NO_CARDS: &str = "no cards yet: `viva import PATH` imports notes as decks\n";
const NO_CARDS_FAILURE: &str = "viva: there are no cards yet\n\
                                hint: `viva import PATH` imports notes as decks; `viva` alone offers starter decks\n";
const STATS_OF_NOTHING: &str = "\
No cards yet. `viva import PATH` imports notes as decks; `viva` alone offers
starter decks.
";

/// Each command with what it takes; those that need a card are given one of the small deck.
const COMMANDS: [&str; 29] = [
    "",
    "drill",
    "queue",
    "queue is:new",
    "grade routine good",
    "undo",
    "redo",
    "import note.md",
    "import --dry-run note.md",
    "list",
    "list is:new",
    "decks",
    "show routine",
    "show go",
    "suspend routine",
    "resume routine",
    "forget routine",
    "stats",
    "export",
    "check",
    "check --rebuild",
    "config",
    "search goroutine",
    "read",
    "edit routine --print",
    "add --deck new --question Why?",
    "suspend is:new --yes",
    "completions bash",
    "man",
];

#[test]
fn without_a_collection_nothing_is_made() {
    let home = Home::new();
    for words in ["", "drill", "queue", "queue is:new", "list", "list is:new"] {
        home.viva(words).is(0, "", NO_CARDS);
    }
    home.viva("stats").prints(STATS_OF_NOTHING);
    home.viva("export")
        .prints("{\n  \"cards\": [],\n  \"day\": \"2026-03-01\",\n  \"events\": [],\n  \"reviews\": [],\n  \"since\": null,\n  \"viva\": 1\n}\n");
    for words in [
        "grade a good",
        "undo",
        "redo",
        "show a",
        "suspend a",
        "resume a",
        "forget a",
        "check",
        "check --rebuild",
    ] {
        home.viva(words).fails(1, NO_CARDS_FAILURE);
    }
    for words in ["--new 5", "--minutes=10", "--plain --new 5 zibal"] {
        let run = home.viva(words);
        assert!(run.stderr.starts_with("viva: a drill needs a terminal"), "{words}: {}", run.stderr);
    }
    home.viva("drill --cram").fails(
        2,
        "viva: a drill needs a terminal to ask on\n\
         hint: `viva queue` prints what is due, `viva grade` grades without asking\n",
    );
    assert!(!home.path("c").exists());
}

#[test]
fn an_empty_collection_is_no_fault() {
    let home = Home::new();
    std::fs::create_dir_all(home.path("c/decks")).unwrap();
    home.viva("").prints("0 due, 0 new, 0 again today\ntomorrow: nothing\n");
    home.viva("queue").is(0, "", "nothing is due\n");
    home.viva("list").prints("deck                       cards    due    new unanswered\n");
    home.viva("list is:new").is(0, "", "no cards match that\n");
    home.viva("stats").prints(STATS_OF_NOTHING);
    home.viva("check").prints("0 events of 0 cards: all states are consistent with the log\n");
    home.viva("check --rebuild").prints(
        "rebuilt the states of 0 cards\n0 events of 0 cards: all states are consistent with the log\n",
    );
    home.viva("undo").fails(1, "viva: nothing to undo\n");
    home.viva("redo").fails(1, "viva: nothing to redo\n");
    home.viva("grade a good")
        .fails(2, "viva: no card has the id a\nhint: `viva list DECK` shows the ids of its cards\n");
}

#[test]
fn a_small_collection_is_shown() {
    let home = Home::with_small_deck();
    home.viva("").prints("0 due, 3 new, 0 again today\ntomorrow: 3 new, if you stop now\n");
    home.viva("drill").prints("0 due, 3 new, 0 again today\ntomorrow: 3 new, if you stop now\n");
    home.viva("queue").prints(
        "routine     new              go                What is a goroutine?\n\
         channel     new              go                What is a channel?\n\
         salary      new              go                What salary do you expect?\n",
    );
    home.viva("queue is:due").is(0, "", "nothing is due\n");
    home.viva("list").prints(
        "deck                       cards    due    new unanswered\n\
         go                             3      0      3          1\n",
    );
    home.viva("list section:hr").prints("salary      new                    What salary do you expect?\n");
    home.viva("list tag:go -is:due asked:>0 company:acme go")
        .prints("routine     new                    What is a goroutine?\n");
    home.viva("list text:queue").prints("channel     new                    What is a channel?\n");
    home.viva("list text:goroutine -text:queue")
        .prints("routine     new                    What is a goroutine?\n");
    home.viva_with(&["list", "text:\"queue between\" go"])
        .prints("channel     new                    What is a channel?\n");
    let listed = home.viva("list text:queue -go --format json").succeeds().json();
    assert_eq!(listed["cards"].as_array().unwrap().len(), 0);
    let asked = home.viva("queue text:salary --format json").succeeds().json();
    assert_eq!(asked["cards"][0]["id"], "salary");
    let exported = home.viva("export --format csv --table questions text:salary").succeeds().stdout.clone();
    assert_eq!(exported.lines().count(), 2, "{exported}");
    home.viva("list -section:hr --plain -channel -v")
        .fails(2, "viva: no deck is called `channel`\nhint: `viva list` shows all decks\n");
    home.viva("list -section:hr --no-input -tag:go --plain")
        .prints("channel     new                    What is a channel?\n");
    home.viva("list asked:>1").is(0, "", "no cards match that\n");
    home.viva("show routine").prints(
        "routine  new\nasked: Go at Acme · Technical\n\nWhat is a goroutine?\n\n--\nA cheap **thread**.\n",
    );
    home.viva("show SAL").prints(
        "salary  new\nasked: Go at Acme · HR\n\nWhat salary do you expect?\n\n(no answer written yet)\n",
    );
    home.viva("show go").prints(
        "Go at Acme\n  company     Acme\n  date        2026-02-20\n\nTechnical\n  routine     What is a goroutine?\n  \
         channel     What is a channel?\n\nHR\n? salary      What salary do you expect?\n\n? no answer written yet\n",
    );
    home.viva("grade routine good --seconds 90").prints("routine: good, due 2026-03-02\n");
    home.viva("grade chan again").prints("channel: again, due 2026-03-02, again today\n");
    home.viva("").prints("0 due, 1 new, 1 again today\ntomorrow: 2 due, 1 new, if you stop now\n");
    home.viva("undo").prints("undone: the grade again of channel, now new  What is a channel?\n");
    home.viva("redo").prints("redone: the grade again of channel, now in review  What is a channel?\n");
    home.viva("redo").fails(1, "viva: nothing to redo\n");
    home.viva("suspend salary routine").prints("salary: suspended\nroutine: suspended\n");
    home.viva("list is:suspended").prints(
        "routine     suspended  2026-03-02  What is a goroutine?\n\
         salary      suspended              What salary do you expect?\n",
    );
    home.viva("resume salary").prints("salary: resumed\n");
    home.viva("forget channel").prints("channel: new again\n");
    home.viva("show routine").prints(
        "routine  suspended\nasked: Go at Acme · Technical\n\
         due 2026-03-02, interval 1 day, ease 2.50, 1 in a row, 0 lapses\n\n\
         What is a goroutine?\n\n--\nA cheap **thread**.\n",
    );
    home.viva("check").prints("8 events of 3 cards: all states are consistent with the log\n");
}

#[test]
fn json_comes_also_where_there_are_no_cards() {
    for words in ["", "queue", "list", "stats", "export", "config"] {
        let of_nothing = Home::new().viva(&format!("{words} --format json")).json();
        let of_some = Home::with_small_deck().viva(&format!("{words} --format json")).json();
        let keys = |document: &serde_json::Value| -> Vec<String> {
            document
                .as_object()
                .unwrap()
                .keys()
                .filter(|key| *key != "cards" || words != "list")
                .cloned()
                .collect()
        };
        assert_eq!(keys(&of_nothing), keys(&of_some), "viva {words}");
    }
}

#[track_caller]
fn check_error(run: &Run, code: i32, message: &str, hint: Option<&str>) {
    assert_eq!(run.code, Some(code), "{}", run.stderr);
    let error = run.json_error();
    assert_eq!((&error["code"], &error["exit_code"]), (&code.into(), &code.into()));
    assert_eq!(error["message"], message);
    assert_eq!(error["hint"].as_str(), hint);
    assert_eq!(error.as_object().unwrap().len(), 5);
}

#[test]
fn errors_are_json_where_json_is_asked_for() {
    let home = Home::with_small_deck();
    let check = |words: &str, code, message: &str, hint| {
        let run = home.viva(words);
        assert_eq!(run.stdout, "");
        check_error(&run, code, message, hint);
    };
    check("list og --format json", 2, "no deck is called `og`", Some("`viva list` shows all decks"));
    check("--format=json stat", 2, "unknown command `stat`", Some("did you mean `stats`?"));
    check(
        "grade --format json",
        2,
        "<CARD> and <GRADE> are missing",
        Some("viva grade --format <FORMAT> <CARD> <GRADE>; `--help` shows more"),
    );
    check("undo --format json", 1, "nothing to undo", None);
    check(
        "drill --cram --format json",
        2,
        "a drill needs a terminal to ask on",
        Some("`viva queue` prints what is due, `viva grade` grades without asking"),
    );
    check_error(
        &Home::new().viva("check --format json"),
        1,
        "there are no cards yet",
        Some("`viva import PATH` imports notes as decks; `viva` alone offers starter decks"),
    );
}

#[test]
fn mistakes_are_named_with_what_was_meant() {
    let home = Home::with_small_deck().with_file("c/decks/zibal.toml", "[[cards]]\nquestion = \"Why?\"\n");
    let check = |arguments: &[&str], stderr: &str| {
        home.viva_with(arguments).fails(2, stderr);
    };
    check(&["list", "zibl"], "viva: no deck is called `zibl`\nhint: did you mean `zibal`?\n");
    check(
        &["show", "zibl"],
        "viva: no card has this id or these words: zibl\nhint: did you mean the deck `zibal`?\n",
    );
    check(
        &["grade", "", "good"],
        "viva: an empty text is not a card's id\nhint: `viva list DECK` shows the ids of its cards\n",
    );
    check(
        &["list", "is:old"],
        "viva: `is:old` is not a valid filter: is: takes one of due, new, leech, suspended, buried, flagged, unanswered\n",
    );
    check(
        &["queue", "tga:x"],
        "viva: `tga:x` is not a valid filter: `tga:` is not one of deck:, tag:, section:, company:, is:, asked:>, text:\n",
    );
    check(&["list", "asked:3"], "viva: `asked:3` is not a valid filter: write it as asked:>1\n");
    check(&["list", "tag:"], "viva: `tag:` is not a valid filter: something must follow the colon\n");
    check(
        &["config", "get", "new_pre_day"],
        "viva: no setting is called `new_pre_day`\nhint: did you mean `new_per_day`?\n",
    );
}

#[test]
fn several_ids_that_begin_alike_are_told() {
    let home = Home::new().with_file(
        "c/decks/a.toml",
        "[[cards]]\nid = \"abc1\"\nquestion = \"One?\"\n[[cards]]\nid = \"abc2\"\nquestion = \"Two?\"\n",
    );
    home.viva("grade abc good")
        .fails(2, "viva: several ids begin with abc\nhint: use more of the id: abc1, abc2\n");
    home.viva("suspend abc1 abc")
        .fails(2, "viva: several ids begin with abc\nhint: use more of the id: abc1, abc2\n");
    // Nothing was written for the first, which was understood.
    home.viva("list is:suspended").is(0, "", "no cards match that\n");
    home.viva("grade ABC1 good").prints("abc1: good, due 2026-03-02\n");
}

#[test]
fn what_is_typed_wrongly_is_said_plainly() {
    let home = Home::with_small_deck();
    for (words, message, hint) in [
        ("stat", "unknown command `stat`", "did you mean `stats`?"),
        ("drill --new abc", "`--new` takes a whole number, not `abc`", "`viva drill --help` for usage"),
        ("drill --new", "`--new` needs a value", "`viva drill --help` for usage"),
        (
            "drill --minutes 0",
            "`--minutes` takes a whole number, 1 or more, not `0`",
            "`viva drill --help` for usage",
        ),
        (
            "drill --shuffle --shuffle",
            "`--shuffle` can be given only once",
            "viva drill [SELECTION]...; `--help` shows more",
        ),
        ("grade", "<CARD> and <GRADE> are missing", "viva grade <CARD> <GRADE>; `--help` shows more"),
        (
            "grade routine fine",
            "GRADE takes again, hard, good or easy, not `fine`",
            "`viva grade --help` for usage",
        ),
        ("grade routine god", "GRADE takes again, hard, good or easy, not `god`", "did you mean `good`?"),
        (
            "grade routine good --quality 5",
            "GRADE and `--quality` cannot be used together",
            "viva grade <CARD> <GRADE>; `--help` shows more",
        ),
        (
            "grade routine --quality 6",
            "`--quality` takes a whole number from 0 to 5, not `6`",
            "`viva grade --help` for usage",
        ),
        ("import", "<PATH>... is missing", "viva import <PATH>...; `--help` shows more"),
        ("stats --frmat json", "unknown option `--frmat` in `viva stats`", "did you mean `--format`?"),
        ("undo now", "`now` is an unexpected argument", "viva undo; `--help` shows more"),
        (
            "export --as xml",
            "`--as` takes json, csv, markdown, tsv, apkg or summary, not `xml`",
            "`viva export --help` for usage",
        ),
        (
            "edit x --print --from y",
            "`--print` and `--from` cannot be used together",
            "viva edit --print <CARD>...; `--help` shows more",
        ),
        ("--format xml list", "`--format` takes text or json, not `xml`", "`viva list --help` for usage"),
        (
            "completions fihs",
            "SHELL takes bash, elvish, fish, powershell or zsh, not `fihs`",
            "did you mean `fish`?",
        ),
        ("config set fuzz", "<VALUE> is missing", "viva config set <KEY> <VALUE>; `--help` shows more"),
    ] {
        home.viva(words).fails(2, &format!("viva: {message}\nhint: {hint}\n"));
    }
    let run = home.viva_with(&["list", "--\u{1b}[2J"]);
    assert!(run.code == Some(2) && !run.stderr.contains('\u{1b}'), "{}", run.stderr);
}

/// Every command says what it does and shows how it is used.
#[test]
fn all_help_ends_with_examples() {
    let home = Home::new();
    let commands = home.viva("--help").stdout;
    let commands = commands.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let names: Vec<&str> = commands
        .lines()
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(names.len() > 20 && names.contains(&"search"), "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help") {
        let help = home.viva(&format!("{name} --help")).succeeds().stdout.clone();
        assert!(help.contains("Examples:\n  "), "viva {name} --help\n{help}");
    }
}

#[test]
fn exit_codes_are_as_the_help_says() {
    let help = Home::new().viva("--help").stdout;
    let said = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains(
            "Exit codes: 0 ok, 1 failed, 2 usage, 3 a deck or note is invalid, 4 the database is in use, \
             damaged or too new, 130 interrupted."
        ),
        "{help}"
    );
    let home = Home::with_small_deck()
        .with_file("c/decks/broken.toml", "?")
        .with_file("c/decks/good.toml", "")
        .with_file("work/empty.md", "")
        .with_file("junk/.viva/viva.db", "junk");
    for (code, words) in [
        (0, "queue"),
        (0, "list"),
        (0, "grade routine good"),
        (1, "redo"),
        (1, "import none.md"),
        (1, "export -o no/such/folder"),
        (1, "check --collection none"),
        (2, "list nope"),
        (2, "grade nope good"),
        (2, "grade routine well"),
        (2, "config set nope 1"),
        (2, "drill go"),
        (3, "check"),
        (3, "show broken"),
        (3, "import empty.md"),
        (4, "stats --collection ../junk"),
        (4, "check --rebuild --collection ../junk"),
    ] {
        for format in ["text", "json"] {
            let run = home.viva(&format!("{words} --format {format}"));
            assert_eq!(run.code, Some(code), "viva {words}: {}", run.stderr);
            if code != 0 && format == "json" {
                assert_eq!(run.json_error()["code"], code, "viva {words}");
            }
        }
    }
}

#[test]
fn help_and_version_are_no_failure() {
    let home = Home::new();
    home.viva("--version").prints(concat!("viva ", env!("CARGO_PKG_VERSION"), "\n"));
    for words in ["--help", "help", "-h", "drill --help", "config set --help"] {
        let run = home.viva(words);
        run.succeeds();
        assert!(run.stdout.contains("Usage: viva"), "viva {words}\n{}", run.stdout);
    }
    assert!(!home.path("c").exists());
}

/// What can only be done by asking says so, and what does it without.
#[test]
fn nobody_is_asked_where_nobody_can_answer() {
    let home = Home::with_small_deck().with_variable("EDITOR", "sleep 60");
    for words in ["add", "edit routine", "answer", "answer salary", "config edit", "suspend is:new"] {
        for more in ["", " --no-input", " --plain", " --format json"] {
            let run = home.viva(&format!("{words}{more}"));
            assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""), "viva {words}{more}");
            assert!(run.stderr.contains('`'), "{}", run.stderr);
        }
    }
}

/// With nothing on standard input no command waits: `Home` ends a run that does, and fails.
#[test]
fn nothing_waits_for_an_answer() {
    for words in COMMANDS {
        for more in ["", " --no-input", " --plain"] {
            let home = Home::with_small_deck().with_file("work/note.md", NOTE);
            let run = home.viva(&format!("{words}{more}"));
            let expected = i32::from(["undo", "redo"].contains(&words));
            assert_eq!(run.code, Some(expected), "viva {words}{more}\n{}", run.stderr);
        }
    }
}

#[test]
fn progress_is_exported() {
    let home = Home::with_small_deck();
    home.viva("grade routine good --seconds 90").succeeds();
    home.viva("grade channel again").succeeds();
    home.viva("export --as csv").prints(
        "id,question,decks,asked,unanswered,due,interval_days,ease,repetitions,lapses,reviews,suspended,flagged,\
         tags,section,company,deck,state,last_review\r\n\
         routine,What is a goroutine?,go,1,false,2026-03-02,1,2.50,1,0,1,false,false,go,Technical,Acme,go,in review,2026-03-01\r\n\
         channel,What is a channel?,go,1,false,2026-03-02,1,2.18,0,0,1,false,false,,Technical,Acme,go,in review,2026-03-01\r\n\
         salary,What salary do you expect?,go,1,true,,,,,0,0,false,false,,HR,Acme,go,new,\r\n",
    );
    home.viva("export --as csv --table reviews").prints(
        "card,at,day,quality,grade,seconds,intent,effect,scheduler,interval_days,ease,due,\
         interval_before_days,device,seq,deck,question\r\n\
         routine,2026-03-01T05:30:00Z,2026-03-01,4,good,90,drill,scored,sm2,1,2.50,2026-03-02,,tzsp6d65r8,1,go,What is a goroutine?\r\n\
         channel,2026-03-01T05:30:00Z,2026-03-01,2,again,0,drill,scored,sm2,1,2.18,2026-03-02,,tzsp6d65r8,2,go,What is a channel?\r\n",
    );
    let json = home.viva("export").json();
    assert_eq!(json["cards"].as_array().unwrap().len(), 3);
    assert_eq!(json["cards"][0]["state"]["ease"], 2.5);
    assert_eq!(json["reviews"][0]["at"], "2026-03-01T05:30:00Z");
    assert_eq!(json["reviews"][0]["seconds"], 90.0);
    assert_eq!(json["reviews"][1]["grade"], "again");
    home.viva("export --as csv --table reviews -o out.csv").is(
        0,
        "",
        "wrote out.csv with 3 cards and 2 reviews\n",
    );
    let piped = home.viva("export --as csv --table reviews").stdout;
    assert_eq!(home.read("work/out.csv"), format!("\u{feff}{piped}"));
    home.viva("export -o no/such/out.json")
        .fails(1, "viva: cannot write `no/such/out.json`: there is no such file or folder\n");
    // A card that left its deck is exported with its history.
    home.write("c/decks/go.toml", "");
    let json = home.viva("export").json();
    assert_eq!(json["cards"].as_array().unwrap().len(), 2);
    assert_eq!(json["cards"][0]["question"], serde_json::Value::Null);
    assert_eq!(json["reviews"].as_array().unwrap().len(), 2);
}

const NOTE: &str = "### Technical Interview\n\n- What is a mutex?\n\n    A lock.\n\n- What is a fence?\n";
