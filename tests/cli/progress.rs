//! Progress taken away with `viva export` and brought back with `viva import`.

use serde_json::Value;

use super::home::{Home, Run, SMALL_DECK};

/// What the first release exported of [`SMALL_DECK`]: reviews and states, no events. `channel` was forgotten after
/// two reviews, `salary` was suspended.
const WITHOUT_EVENTS: &str = include_str!("../exports/without_events.json");

/// A history in which the state of no card follows from its reviews alone.
fn home_with_history() -> Home {
    let mut home = Home::with_small_deck();
    home.at("2026-02-01T09:00:00+03:30").viva("grade routine good --seconds 7").succeeds();
    home.viva("grade channel easy").succeeds();
    home.viva("suspend salary").succeeds();
    home.at("2026-02-02T09:00:00+03:30").viva("grade routine again").succeeds();
    home.viva("undo").succeeds();
    home.viva("undo").succeeds();
    home.viva("redo").succeeds();
    home.viva("forget channel").succeeds();
    home.at("2026-02-03T09:00:00+03:30").viva("grade routine easy").succeeds();
    home
}

/// The states of all cards, by id.
fn states(home: &Home) -> Vec<(String, Value)> {
    let cards = home.viva("export").json()["cards"].take();
    let mut states: Vec<(String, Value)> = cards
        .as_array()
        .unwrap()
        .iter()
        .map(|card| (card["id"].as_str().unwrap().to_owned(), card["state"].clone()))
        .collect();
    states.sort_by(|a, b| a.0.cmp(&b.0));
    states
}

#[track_caller]
fn check_sound(home: &Home) {
    assert_eq!(home.viva("check --format json").json()["ok"], true);
}

fn import(home: &Home, export: &str) -> Run {
    home.write("work/progress.json", export);
    home.viva("import progress.json")
}

#[test]
fn an_export_brings_everything_back() {
    let away = home_with_history();
    let export = away.viva("export").stdout;
    let mut back = Home::with_small_deck();
    back.at("2026-02-03T09:00:00+03:30");
    import(&back, &export).prints("progress.json: restored 9 events, including 4 reviews\n");
    assert_eq!(states(&back), states(&away));
    assert_eq!(back.viva("export").stdout, export);
    check_sound(&back);
    // An undo that came along is one that can be undone.
    assert_eq!(back.viva("export").json()["events"][4]["kind"], "undo");
}

#[test]
fn importing_again_changes_nothing() {
    let away = home_with_history();
    let export = away.viva("export").stdout;
    for home in [&away, &Home::with_small_deck()] {
        import(home, &export).succeeds();
        let (before, log) = (home.tree("c"), home.viva("export").json()["events"].take());
        for words in ["import progress.json", "import -"] {
            let run = home.viva_reading(words, export.as_bytes());
            let source = if words.ends_with('-') { "standard input" } else { "progress.json" };
            run.prints(&format!("{source}: nothing to restore: its whole history is already here\n"));
        }
        assert_eq!(home.viva("export").json()["events"], log);
        assert_eq!(home.tree("c"), before);
    }
}

#[test]
fn what_was_done_since_is_added_to_what_is_there() {
    let mut away = home_with_history();
    let back = Home::with_small_deck().with_variable("VIVA_SEED", "2");
    import(&back, &away.viva("export").stdout).succeeds();
    away.at("2026-02-20T09:00:00+03:30").viva("grade channel good").succeeds();
    back.viva("suspend routine").succeeds();
    let since = away.viva("export --since 2026-02-20");
    assert_eq!(since.json()["since"], "2026-02-20");
    let run = import(&back, &since.stdout);
    run.is(
        0,
        "progress.json: restored 1 event, including 1 review\n",
        "progress.json contains only what was done since 2026-02-20; to restore the schedules of cards \
         reviewed before, import a full export too\n",
    );
    let run = import(&back, &away.viva("export").stdout);
    run.prints("progress.json: nothing to restore: its whole history is already here\n");
    let states = states(&back);
    assert_eq!((&states[0].1["due"], &states[1].1["suspended"]), (&"2026-02-21".into(), &true.into()));
    check_sound(&back);
}

#[test]
fn a_selection_takes_the_events_of_its_cards() {
    let away = home_with_history();
    let export = away.viva("export tag:go").json();
    let cards: Vec<&str> =
        export["events"].as_array().unwrap().iter().map(|event| event["card"].as_str().unwrap()).collect();
    assert_eq!(cards, ["routine"; 4]);
}

#[test]
fn events_come_back_line_by_line() {
    let away = home_with_history();
    let export = away.viva("export").json();
    let lines: Vec<String> =
        export["events"].as_array().unwrap().iter().map(|event| format!("{event}\n")).collect();
    let lines = lines.concat();
    let mut back = Home::with_small_deck().with_file("work/laptop.jsonl", format!("\u{feff}{lines}\r\n"));
    back.at("2026-02-03T09:00:00+03:30");
    back.viva("import laptop.jsonl").prints("laptop.jsonl: restored 9 events, including 4 reviews\n");
    assert_eq!(states(&back), states(&away));
    let cut = Home::new().with_file("work/laptop.jsonl", &lines[..lines.len() - 20]);
    let run = cut.viva("import laptop.jsonl");
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.starts_with("viva: laptop.jsonl is exported progress, but cannot be read: line 9: "),
        "{}",
        run.stderr
    );
    assert!(!cut.path("c").exists());
}

#[test]
fn another_event_under_a_known_number_is_refused() {
    let away = home_with_history();
    let export = away.viva("export").stdout;
    let back = Home::with_small_deck();
    import(&back, &export).succeeds();
    let before = back.tree("c");
    let events = away.viva("export").json()["events"].take();
    let device = events[0]["device"].as_str().unwrap();
    // A later event is new, and is not taken either.
    let other = export.replacen("\"quality\":4", "\"quality\":5", 1).replace("\"seq\":9", "\"seq\":10");
    let run = import(&back, &other);
    run.fails(
        3,
        &format!(
            "viva: progress.json does not belong to this collection's history: event 1 of device {device} is a different one here\nhint: nothing was imported from it; import it into a collection of its own to look \
             at it\n"
        ),
    );
    assert_eq!(back.tree("c"), before);
    let error = back.viva("import progress.json --format json --dry-run");
    assert_eq!((error.code, error.json_error()["kind"].as_str()), (Some(3), Some("data_invalid")));
    // The same within one file.
    let twice = export.replacen("\"seq\":2", "\"seq\":1", 1);
    let run = import(&Home::new(), &twice);
    assert!(
        run.stderr.contains("cannot be read: two different events are both number 1 of"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_export_without_events_gives_reviews_and_schedules() {
    let day = "2026-01-11";
    let note = format!(
        "progress.json was exported by an older viva, without events: each card gets its reviews and the schedule, \
         suspension and flag it had on {day}; what was undone or forgotten before that is not in the file\n"
    );
    // As if somebody had chosen this day.
    let export = WITHOUT_EVENTS.replacen("\"due\": \"2026-01-11\"", "\"due\": \"2026-02-09\"", 1);
    let export = export.replacen("\"flagged\": false", "\"flagged\": true", 1);
    let mut back = Home::with_small_deck();
    back.at("2026-01-11T09:00:00+03:30");
    import(&back, &export).is(0, "progress.json: restored 6 reviews, 2 schedules\n", &note);
    let expected: Value = serde_json::from_str(&export).unwrap();
    let found = back.viva("export").json();
    for (card, expected) in
        found["cards"].as_array().unwrap().iter().zip(expected["cards"].as_array().unwrap())
    {
        for field in
            ["due", "interval_days", "ease", "repetitions", "lapses", "reviews", "suspended", "flagged"]
        {
            assert_eq!(card["state"][field], expected["state"][field], "{} {field}", card["id"]);
        }
        assert_eq!(card["first_review"], expected["first_review"]);
    }
    for (review, expected) in
        found["reviews"].as_array().unwrap().iter().zip(expected["reviews"].as_array().unwrap())
    {
        for field in ["card", "at", "day", "quality", "seconds", "effect", "device", "seq"] {
            assert_eq!(review[field], expected[field], "{field}");
        }
    }
    check_sound(&back);
    // What is done here later stays when it is imported again.
    back.at("2026-02-09T09:00:00+03:30").viva("grade routine good").succeeds();
    back.viva("resume salary").succeeds();
    let before = states(&back);
    import(&back, &export).prints("progress.json: nothing to restore: its whole history is already here\n");
    assert_eq!(states(&back), before);
    // A review that says something else is not the one that was exported.
    let run = import(&back, &export.replacen("\"quality\": 4", "\"quality\": 3", 1));
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.contains("is a different one here"), "{}", run.stderr);
    assert_eq!(states(&back), before);
}

#[test]
fn an_old_export_and_a_new_one_of_the_same_history_agree() {
    let away = home_with_history();
    let mut old = away.viva("export").json();
    old.as_object_mut().unwrap().remove("events");
    old.as_object_mut().unwrap().remove("since");
    let mut back = Home::with_small_deck();
    back.at("2026-02-03T09:00:00+03:30");
    assert_eq!(import(&back, &old.to_string()).code, Some(0));
    assert_eq!(states(&back), states(&away));
    let run = import(&back, &away.viva("export").stdout);
    run.prints("progress.json: restored 6 events, including 1 review; 3 reviews were already here\n");
    assert_eq!(states(&back), states(&away));
    // And the other way round nothing is missing.
    import(&away, &old.to_string())
        .prints("progress.json: nothing to restore: its whole history is already here\n");
}

#[test]
fn history_waits_for_its_deck() {
    let away = home_with_history();
    let mut back = Home::new();
    back.at("2026-02-03T09:00:00+03:30");
    import(&back, &away.viva("export").stdout)
        .prints("progress.json: restored 9 events, including 4 reviews\n");
    back.viva("list").succeeds();
    back.write("c/decks/go.toml", SMALL_DECK);
    assert_eq!(states(&back), states(&away));
}

#[test]
fn a_dry_run_of_progress_writes_nothing() {
    let export = home_with_history().viva("export").stdout;
    let back = Home::new().with_file("work/progress.json", &export);
    back.viva("import -n progress.json")
        .prints("progress.json: would restore 9 events, including 4 reviews\n");
    assert!(!back.path("c").exists());
    back.viva("import progress.json").succeeds();
    let before = back.tree("c");
    back.viva("import -n progress.json")
        .prints("progress.json: nothing to restore: its whole history is already here\n");
    assert_eq!(back.tree("c"), before);
    let json = back.viva("import -n progress.json --format json").json();
    let progress = &json["progress"][0];
    assert_eq!((&progress["events"], &progress["new_events"]), (&9.into(), &0.into()));
    assert_eq!((&progress["reviews"], &progress["has_events"]), (&4.into(), &true.into()));
}

/// A dry run compares with what the import would find: a database of an older version, and the log of a viva that
/// was killed.
#[test]
fn a_dry_run_of_progress_knows_all_of_the_history() {
    let nothing = "progress.json: nothing to restore: its whole history is already here\n";
    let released = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/released-5fe33b3/collection");
    let home = Home::new();
    home.shell(&format!("cp -r {released} ../c && chmod -R u=rwX,go= ../c && cp -r ../c ../new")).succeeds();
    home.shell("\"$VIVA\" export --collection ../new > progress.json").succeeds();
    let before = home.tree("c");
    home.viva("import -n progress.json").prints(nothing);
    assert_eq!(home.tree("c"), before);
    let home = home_with_history();
    let holder = rusqlite::Connection::open(home.path("c/.viva/viva.db")).unwrap();
    holder.query_row("select count(*) from event", [], |row| row.get::<_, i64>(0)).unwrap();
    home.viva("grade salary hard").succeeds();
    home.shell("\"$VIVA\" export > progress.json").succeeds();
    home.shell("cp -r ../c ../left").succeeds();
    drop(holder);
    let before = home.tree("left");
    home.viva("import -n progress.json --collection ../left").prints(nothing);
    assert_eq!(home.tree("left"), before);
}

#[test]
fn other_documents_of_viva_make_no_deck() {
    let home = Home::with_small_deck();
    home.viva("grade routine good").succeeds();
    for (words, command) in [
        ("stats", "stats"),
        ("queue", "queue"),
        ("list", "list"),
        ("list go", "list, show or read"),
        ("show go", "show"),
        ("search goroutine", "search"),
        ("check", "check"),
        ("config", "config"),
        ("dupes", "dupes"),
        ("mock --no-input", "mock"),
        ("undo", "undo"),
        ("export -o x.json", "export"),
    ] {
        let document = home.viva(&format!("{words} --format json")).stdout;
        let fresh = Home::new().with_file("work/x.json", &document);
        let file = if command == "export" { " -o FILE" } else { "" };
        fresh.viva("import x.json").fails(
            3,
            &format!(
                "viva: x.json is the output of `viva {command} --format json{file}`: it is neither notes nor \
                 exported progress\nhint: `viva export > progress.json` writes a file that viva can import\n"
            ),
        );
        assert!(!fresh.path("c").exists(), "{words}");
    }
    let newer = Home::new().with_file("work/x.json", "{\"viva\": 2, \"cards\": [], \"reviews\": []}");
    newer.viva("import x.json").fails(
        3,
        "viva: x.json was written by a newer viva\nhint: nothing was changed; use the newer viva\n",
    );
    // Somebody else's JSON is notes, whatever words it has.
    let notes = r#"[{"question": "What is \"viva\"?", "answer": "An examination."}]"#;
    let run = Home::new().with_file("work/x.json", notes).viva("import x.json");
    assert!(run.stdout.starts_with("x.json is now x: 1 card"), "{}", run.stdout);
}

#[test]
fn progress_in_a_folder_of_notes_is_only_named() {
    let export = home_with_history().viva("export").stdout;
    let home = Home::new().with_file("work/notes/progress.json", export).with_file(
        "work/notes/go.md",
        "# Maps\n\n- What is a map?\n  - A table.\n- What is a set?\n  - A map without values.\n",
    );
    let run = home.viva("import notes");
    assert_eq!((run.code, run.stdout.matches("2 added").count()), (Some(0), 1));
    assert_eq!(
        run.stderr,
        "notes/progress.json: exported progress, not imported: name the file to import it\n"
    );
    assert_eq!(home.viva("export").json()["events"].as_array().unwrap().len(), 0);
}
