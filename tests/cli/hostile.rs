//! Text made to harm: nothing that a terminal obeys comes out, wherever in a collection it stands; and no
//! name leads out of it.

use std::fs;

use super::home::{Home, Run};
use super::package_maker::{BASIC, Collection};

/// Colour, title, clipboard, a new screen; C1 in one character; a direction that overrides; DEL, bell.
const ESCAPES: &str = r"\u001b[31m\u001b]0;OWNED\u0007\u001b]52;c;T1dORUQ=\u0007\u001b[?1049l\u009b2J\u009d0;x\u009c\u202eabc\u2066\u007f\b\u0000";
/// What of it can stand in a file's name and in TOML as it is.
const DIRECTIONS: &str = "\u{202e}abc\u{202d}\u{2066}";

fn deck() -> String {
    let e = ESCAPES;
    format!(
        "title = \"T{e}\"\n\"k{e}\" = 1\n\n[interview]\ncompany = \"C{e}\"\nurl = \"u{e}\"\nrole = \"r{e}\"\n\
         stages = [\"s{e}\"]\noutcome = \"o{e}\"\napplied_via = \"a{e}\"\nplatform = \"p{e}\"\nremarks = \"m{e}\"\n\n\
         [[interview.events]]\nname = \"n{e}\"\n\n\
         [[cards]]\nid = \"evil\"\nsection = \"S{e}\"\ntags = [\"t{e}\"]\nquestion = \"Q{e}\\n# {e}\"\n\
         answer = \"A{e}\\n```{e}\\n{e}\"\nmy_answer = \"M{e}\"\nanswer_from_source = \"F{e}\"\n\
         asked = [{{ company = \"D{e}\", times = 2, url = \"x{e}\" }}]\nsame_as = \"none\"\n"
    )
}

#[track_caller]
fn check_harmless(run: &Run, said: &str) {
    for (name, text) in [("standard output", &run.stdout), ("standard error", &run.stderr)] {
        let harm = text
            .chars()
            .find(|c| (c.is_control() && !matches!(c, '\n' | '\r')) || matches!(c, '\u{202d}' | '\u{202e}'));
        assert_eq!(harm, None, "viva {said}, on {name}:\n{}", text.escape_debug());
    }
}

#[test]
fn a_hostile_deck_comes_out_harmless() {
    let home = Home::new()
        .with_file("c/decks/d.toml", deck())
        .with_file(&format!("c/decks/n{DIRECTIONS}.toml"), "[[cards]]\nid = \"b\"\nquestion = \"B?\"\n")
        .with_file(
            &format!("c/decks/broken{DIRECTIONS}.toml"),
            format!("a = \"{DIRECTIONS}\"\n{DIRECTIONS} = ?\n"),
        )
        .with_file("c/decks/unread.toml", "[[cards]]\nquestion = 'q'\nid = \"\\u001b[2J\\u202e\"\n")
        .with_file("c/viva.toml", format!("\"x{ESCAPES}\" = 1\n"));
    let mut seen = 0;
    for words in [
        "",
        "drill",
        "queue",
        "list",
        "list d",
        "list is:new",
        "show evil",
        "show d",
        "grade evil again",
        "undo",
        "redo",
        "suspend evil",
        "resume evil",
        "forget evil",
        "stats",
        "export",
        "export --as csv",
        "export --as csv --table reviews",
        "check",
        "check --rebuild",
        "config",
    ] {
        for format in ["text", "json"] {
            let run = home.viva(&format!("{words} --format {format} -v"));
            check_harmless(&run, words);
            seen += usize::from(run.stdout.contains("OWNED"));
            // The warnings are there, so it is known that they are harmless.
            assert!(run.stderr.contains("no setting is called"), "viva {words}: {}", run.stderr);
        }
    }
    assert!(seen >= 12, "only {seen} outputs hold the text at all");
    let question = home.viva("show evil --format json").json()["question"].as_str().unwrap().to_owned();
    assert!(question.starts_with("Q\u{1b}[31m\u{1b}]0;OWNED\u{7}"), "JSON keeps the text as it is");
    let raw = home.viva("export --as csv --raw").stdout;
    assert!(raw.contains("Q\u{1b}[31m"), "asked for, CSV keeps the text as it is");
    home.viva("queue is:due").is(0, "", &home.viva("queue is:due").stderr);
}

/// A deck's title outlives the deck in the reports of its mock interviews.
#[test]
fn a_hostile_mock_interview_comes_out_harmless() {
    let home = Home::new().with_file("c/decks/d.toml", deck());
    // The first command makes the database.
    home.viva("queue");
    let payload = format!(
        "{{\"title\":\"T{ESCAPES}\\nU\",\"deck\":\"d\",\"finished\":true,\"planned\":1,\"answers\":[{{\"card\":\"evil\",\
         \"stage\":\"S{ESCAPES}\",\"manner\":\"answered\",\"took_ms\":1000,\"limit_secs\":60,\"quality\":1,\
         \"notes\":\"N{ESCAPES}\"}}]}}"
    );
    let connection = rusqlite::Connection::open(home.path("c/.viva/viva.db")).unwrap();
    let insert = "insert into event values ('other', 1, 1, ?1, 20500, null, 'mock', ?2)";
    connection.execute(insert, (20_500 * 86_400_000_i64, payload)).unwrap();
    for words in [
        "stats",
        "stats mocks",
        "stats --all",
        "stats --html -",
        "export --as summary",
        "export --as csv",
        "export",
    ] {
        for format in ["text", "json"] {
            let run = home.viva(&format!("{words} --format {format}"));
            assert_eq!(run.code, Some(0), "viva {words}: {}", run.stderr);
            check_harmless(&run, words);
        }
    }
    for words in ["stats mocks", "stats --html -", "export --as summary"] {
        let shown = home.viva(words).stdout;
        assert!(shown.contains("OWNED") && !shown.contains("\nU"), "viva {words}:\n{shown}");
    }
    assert_eq!(home.viva("export --as summary -o ../summary.md").code, Some(0));
    let written = fs::read_to_string(home.path("summary.md")).unwrap();
    assert!(written.contains("OWNED") && !written.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{written}");
}

#[test]
fn a_hostile_note_comes_out_harmless() {
    let evil = "\u{1b}[31m\u{1b}]0;OWNED\u{7}\u{9b}2J\u{202e}abc\u{7f}";
    let note = format!(
        "# [Orbit{evil}](https://x/{evil})\n\n### Interview Platform\n{evil}\n\n### Technical Interview{evil}\n\n\
         - What is {evil}?\n\n    So {evil}.\n\n### Score\n{evil}\n"
    );
    let home = Home::new()
        .with_file(&format!("work/notes/n{DIRECTIONS}.md"), &note)
        .with_file("work/prose.md", evil);
    let name = format!("notes/n{DIRECTIONS}.md");
    let mut runs = Vec::new();
    for format in ["text", "json"] {
        runs.push(home.viva(&format!("import notes prose.md -v -n --format {format}")));
        runs.push(home.viva(&format!("import notes prose.md -v --format {format}")));
        runs.push(home.viva(&format!("import notes/none prose.md --format {format}")));
        runs.push(home.viva_with(&["import", "--format", format, &name, &format!("{name}{evil}")]));
        runs.push(home.viva_with(&["import", "--format", format, "--deck", evil, &name]));
    }
    for run in &runs {
        check_harmless(run, "import");
    }
    for entry in fs::read_dir(home.path("c/decks")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(!name.contains(|c: char| c.is_control() || c == '\u{202e}'), "{name:?}");
    }
}

#[test]
fn hostile_words_come_out_harmless() {
    let evil = "\u{1b}]0;OWNED\u{7}\u{9b}2J\u{202e}";
    let home = Home::with_small_deck();
    let unused = format!("--{evil}");
    for arguments in [
        &[evil][..],
        &["list", evil],
        &["list", &unused],
        &["list", "is:", evil],
        &["show", evil],
        &["grade", evil, "good"],
        &["grade", "routine", evil],
        &["suspend", evil],
        &["import", evil],
        &["config", "get", evil],
        &["config", "set", evil, "1"],
        &["config", "set", "unanswered", evil],
        &["config", "--collection", evil],
        &["stats", "--collection", evil],
        &["export", "-o", evil],
        &["export", "-o", &format!("no/{evil}")],
        &["--format", evil],
    ] {
        for format in [&[][..], &["--format=json"]] {
            let run = home.viva_with(&[arguments, format].concat());
            check_harmless(&run, "with hostile words");
        }
    }
    let home = Home::with_small_deck().with_variable("VIVA_SEED", evil);
    check_harmless(&home.viva("queue"), "with a hostile seed");
    let mut home = Home::with_small_deck();
    check_harmless(home.at(evil).viva("queue").fails(2, &home.viva("queue").stderr), "at a hostile time");
}

#[test]
fn a_csv_holds_no_formula() {
    let home = Home::new().with_file(
        "c/decks/d.toml",
        "[[cards]]\nid = \"a\"\nquestion = \"=HYPERLINK(1)\"\n[[cards]]\nid = \"b\"\nquestion = \"-1, \\\"two\\\"\\nthree\"\n",
    );
    home.viva("export --as csv").prints(
        "id,question,decks,asked,unanswered,due,interval_days,ease,repetitions,lapses,reviews,suspended,flagged,\
         tags,section,company,deck,state,last_review\r\n\
         a,'=HYPERLINK(1),d,0,true,,,,,0,0,false,false,,,,d,new,\r\n\
         b,\"'-1, \"\"two\"\"\nthree\",d,0,true,,,,,0,0,false,false,,,,d,new,\r\n",
    );
    assert!(home.viva("export --as csv --raw").stdout.contains("a,=HYPERLINK(1),d"));
}

/// Persian keeps its joiner, and emoji theirs.
#[test]
fn what_languages_need_stays() {
    let question = "نرم\u{200c}افزار چیست؟";
    let home = Home::new().with_file(
        "c/decks/d.toml",
        format!("[[cards]]\nid = \"a\"\nquestion = \"{question} 👩\u{200d}💻\"\n"),
    );
    home.viva("list d").prints(&format!("a           new                    {question} 👩\u{200d}💻\n"));
}

/// Names that lead elsewhere, or mean something to some system.
const NAMES: [&str; 40] = [
    "..",
    ".",
    "",
    "/",
    "../x",
    "../../work/x",
    "x/../../y",
    "decks/../../x",
    "/tmp/viva-was-here",
    "a/b",
    "a//b",
    "./x",
    "a\\b",
    "..\\x",
    "C:\\x",
    "C:x",
    "\\\\host\\share",
    "x:stream",
    "con",
    "NUL",
    "com1.txt",
    "aux.",
    "x.",
    "x ",
    " x",
    ".hidden",
    ".viva",
    "~",
    "~/x",
    "$HOME/x",
    "%2e%2e%2fx",
    "..%2fx",
    "x\ny",
    "x\ty",
    "\u{2025}/x",
    "\u{ff0e}\u{ff0e}\u{2215}x",
    "\u{202e}lmot.x",
    "--help",
    "-",
    "viva.toml",
];

/// What a name may make is one file in `decks`, of letters, digits, `-`, `_` and dots between them, that no
/// system takes for a device.
#[track_caller]
fn check_nothing_got_out(home: &Home, before: &str, said: &str) {
    let outside = |tree: &str| -> Vec<String> {
        let inside = [home.path("c/decks"), home.path("c/.viva"), home.path("c/imports.toml")];
        let inside = inside.map(|path| path.display().to_string());
        tree.lines()
            .filter(|line| !inside.iter().any(|path| line.starts_with(path)))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(outside(before), outside(&home.tree("")), "{said}");
    assert!(!std::path::Path::new("/tmp/viva-was-here.toml").exists(), "{said}");
    for entry in fs::read_dir(home.path("c/decks")).into_iter().flatten() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let stem = name.strip_suffix(".toml").unwrap_or_else(|| panic!("{said}: {name:?}"));
        assert!(
            stem.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.')),
            "{said}: {name:?}"
        );
        let first = stem.split('.').next().unwrap().to_lowercase();
        assert!(!["", "con", "nul", "aux", "com1"].contains(&first.as_str()), "{said}: {name:?}");
        assert!(entry.file_type().unwrap().is_file(), "{said}: {name:?}");
    }
}

#[test]
fn no_name_leads_out_of_the_collection() {
    for name in NAMES {
        let note = format!("# {name}\n\n## What is a lock?\n\nIt guards.\n\n## What is a map?\n\nKeys.\n");
        let deck = serde_json::to_string(name).unwrap();
        let mut package = Collection::newer();
        package.note(BASIC, name, "", &["What is a lock?", "It guards."], &[0]);
        package.note(BASIC, &format!("{name}::{name}"), "", &["What is a map?", "Keys."], &[0]);
        let bytes = package.package();
        let home = Home::new()
            .with_file("work/note.md", &note)
            .with_file("work/note.csv", "question,answer\nWhat is a lock?,It guards.\n")
            .with_file("work/x.apkg", &bytes)
            .with_file(
                "work/cards.json",
                format!("{{\"title\": {deck}, \"cards\": [{{\"question\": \"What?\"}}]}}"),
            )
            .with_file("c/viva.toml", "");
        let before = home.tree("");
        for arguments in [
            &["import", "--deck", name, "note.csv"][..],
            &["import", "note.md"],
            &["import", "x.apkg"],
            &["import", "cards.json"],
            &["add", "--deck", name, "--question", "What is a name?"],
            &["stats", name],
        ] {
            home.viva_with(arguments);
            check_nothing_got_out(&home, &before, &format!("{arguments:?} with {name:?}"));
        }
        assert!(fs::read_dir(home.path("c/decks")).unwrap().count() > 1, "{name:?} kept all out");
        // What came in goes out again under such names, too: into this folder and nowhere else.
        home.viva("export --as markdown -o ../out");
        for entry in fs::read_dir(home.path("out")).into_iter().flatten() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(name.strip_suffix(".md").is_some_and(|stem| !stem.contains('.')), "{name:?}");
        }
        let _ = fs::remove_dir_all(home.path("out"));
        let _ = fs::remove_file(home.path("out"));
        check_nothing_got_out(&home, &before, &format!("an export after {name:?}"));
    }
}
