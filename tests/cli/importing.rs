//! Notes to decks: what comes in, what stays, what is said, and that twice is once.

use std::fs;

use super::home::Home;

const NOTE: &str = "# [Orbit](https://orbit.example/)

## Backend Developer (Rust)

### Application method
A friend

### Date of interview

- **Technical Interview** <br /> 1403.03.09

### Technical Interview

- What is a mutex?

    A lock that one thread holds.

- What is a fence?

### HR Interview

- Why us?

### Score
<h4><mark>7/10</mark></h4>

<p dir=\"rtl\">
خوب بود.
</p>
";

const DECK: &str = r#"title = "Orbit"

[interview]
company = "Orbit"
url = "https://orbit.example/"
role = "Backend Developer (Rust)"
date = 2024-05-29
stages = ["Technical Interview", "HR Interview"]
applied_via = "A friend"
score = 7.0
remarks = '''
### Score

خوب بود.
'''

[[interview.events]]
name = "Technical Interview"
date = 2024-05-29

[[cards]]
id = "2yghcb4k5h"
section = "Technical Interview"
tags = ["operating-systems", "concurrency"]
question = "What is a mutex?"
answer = "A lock that one thread holds."

[[cards]]
id = "5qh98zzxrk"
section = "Technical Interview"
question = "What is a fence?"

[[cards]]
id = "tekw5v945y"
section = "HR Interview"
question = "Why us?"
"#;

fn noted() -> Home {
    let pasted = include_str!("../notes/pasted.txt");
    Home::new().with_file("work/notes/orbit.md", NOTE).with_file("work/notes/pasted.txt", pasted)
}

fn imported() -> Home {
    let home = noted();
    home.viva("import notes/orbit.md").succeeds();
    home
}

#[test]
fn notes_of_both_shapes_become_decks() {
    let home = noted();
    home.viva("import notes").prints(
        "notes/orbit.md is now orbit: 3 cards, 2 without an answer (3 added)\n\
         notes/pasted.txt is now novaray: 6 cards (7 questions, 1 duplicate), 3 without an answer (7 questions added)\n\
         in total: 8 cards (10 questions, 2 duplicates) in 2 decks, 4 without an answer (10 questions added)\n",
    );
    assert_eq!(home.read("c/decks/orbit.toml"), DECK);
    home.viva("list").prints(
        "deck                       cards    due    new unanswered\n\
         novaray                        6      0      6          3\n\
         orbit                          3      0      3          2\n\
         in total: 8 cards (10 questions, 2 duplicates)\n",
    );
    // `Why us?` was asked by both.
    home.viva("list asked:>1").prints("tekw5v945y  new                    Why us?\n");
}

#[test]
fn importing_twice_changes_no_byte() {
    let home = noted();
    home.viva("import notes").succeeds();
    // The database's log file grows with every start; the decks and the record are what counts.
    let trees = || [home.tree("c/decks"), home.tree("c/imports.toml")];
    let before = trees();
    home.viva("import notes").prints(
        "notes/orbit.md is now orbit: 3 cards, 2 without an answer (3 unchanged)\n\
         notes/pasted.txt is now novaray: 6 cards (7 questions, 1 duplicate), 3 without an answer (7 questions unchanged)\n\
         in total: 8 cards (10 questions, 2 duplicates) in 2 decks, 4 without an answer (10 questions unchanged)\n",
    );
    home.viva("import notes/pasted.txt notes/orbit.md ./notes").succeeds();
    assert_eq!(trees(), before);
    // Nor does it without the record, which only tells what was edited.
    fs::remove_file(home.path("c/imports.toml")).unwrap();
    home.viva("import notes/pasted.txt").succeeds();
    home.viva("import notes").succeeds();
    assert_eq!(trees(), before);
}

#[test]
fn a_dry_run_makes_nothing() {
    let home = noted();
    let before = home.tree("");
    home.viva("import notes/orbit.md --dry-run").prints(
        "notes/orbit.md would become orbit: 3 cards, 2 without an answer (3 added)\n    \
         What is a mutex?\n  ? What is a fence?\n  ? Why us?\n",
    );
    let document = home.viva("import notes -n --format json").succeeds().json();
    assert_eq!(document["dry_run"], true);
    assert_eq!(document["decks"][0]["name"], "orbit");
    assert_eq!(document["decks"][0]["source"], "notes/orbit.md");
    assert_eq!(document["decks"][0]["meta"]["date"], "2024-05-29");
    assert_eq!(document["decks"][0]["cards"][0]["answer"], "A lock that one thread holds.");
    assert_eq!(document["decks"][0]["cards"][1]["answer"], serde_json::Value::Null);
    assert_eq!(document["problems"].as_array().unwrap().len(), 0);
    assert_eq!(home.tree(""), before);

    home.viva("import notes").succeeds();
    home.edit("work/notes/orbit.md", "one thread holds", "one thread may hold");
    let before = home.tree("");
    home.viva("import -n notes").succeeds();
    assert_eq!(home.tree(""), before);
}

/// Also where a note's text comes again, and where an exported deck meets itself.
#[test]
fn a_dry_run_foretells_an_import() {
    let home = noted();
    home.viva("import notes").succeeds();
    let both = |format: &str| home.viva(&format!("export orbit novaray --format {format}")).stdout;
    let other = noted()
        .with_file("work/notes/again.md", NOTE)
        .with_file("work/notes/once-more.md", NOTE)
        .with_file("work/notes/other.md", NOTE.replace("Why us?", "Why not them?"))
        .with_file("work/notes/x-both.md", both("markdown"))
        .with_file("work/notes/y-both.md", both("markdown"))
        .with_file("work/notes/z-both.csv", both("csv"));
    let heads = |words: &str| {
        let run = other.viva(words);
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        let heads: Vec<String> =
            run.stdout.lines().filter(|line| !line.starts_with(' ')).map(str::to_owned).collect();
        (heads.join("\n").replace(" would become ", " is now "), run.stderr)
    };
    let foretold = heads("import notes --dry-run");
    assert!(
        foretold.0.contains("again.md is now orbit: 3 cards, 2 without an answer (3 added)"),
        "{}",
        foretold.0
    );
    assert!(foretold.0.contains("once-more.md is now orbit: 3 cards, 2 without an answer (3 unchanged)"));
    assert_eq!(foretold, heads("import notes"));
    let foretold = heads("import notes --dry-run");
    assert_eq!(foretold, heads("import notes"));
}

#[test]
fn an_edited_answer_is_kept_beside_the_newer_one() {
    let home = imported();
    home.edit("c/decks/orbit.toml", "A lock that one thread holds.", "Mine: a lock.");
    home.edit("work/notes/orbit.md", "one thread holds", "one thread may hold");
    home.viva("import notes/orbit.md").prints(
        "notes/orbit.md is now orbit: 3 cards, 2 without an answer (2 unchanged, 1 kept because edited)\n  \
         kept: What is a mutex? (the newer answer is next to yours)\n",
    );
    let deck = home.read("c/decks/orbit.toml");
    assert!(deck.contains("answer = \"Mine: a lock.\"\n"), "{deck}");
    assert!(deck.contains("answer_from_source = \"A lock that one thread may hold.\"\n"), "{deck}");
    home.viva("import notes/orbit.md").succeeds();
    assert_eq!(home.read("c/decks/orbit.toml"), deck);
}

#[test]
fn a_changed_answer_is_taken_over_and_the_schedule_stays() {
    let home = imported();
    home.viva("grade 2yg good").prints("2yghcb4k5h: good, due 2026-03-02\n");
    home.edit("work/notes/orbit.md", "one thread holds", "one thread may hold");
    home.edit("work/notes/orbit.md", "### HR", "- What is new?\n\n### HR");
    home.viva("import notes/orbit.md").prints(
        "notes/orbit.md is now orbit: 4 cards, 3 without an answer (1 added, 1 updated, 2 unchanged)\n",
    );
    home.viva("show 2yg").prints(
        "2yghcb4k5h  in review\nasked: Orbit · Technical Interview\n\
         due 2026-03-02, interval 1 day, ease 2.50, 1 in a row, 0 lapses\n\n\
         What is a mutex?\n\n--\nA lock that one thread may hold.\n",
    );
}

#[test]
fn what_was_deleted_stays_away_and_what_left_the_note_is_kept() {
    let home = imported();
    home.edit(
        "c/decks/orbit.toml",
        "[[cards]]\nid = \"5qh98zzxrk\"\nsection = \"Technical Interview\"\nquestion = \"What is a fence?\"\n\n",
        "",
    );
    home.edit("work/notes/orbit.md", "- Why us?\n", "- Why now?\n");
    home.viva("import notes/orbit.md").prints(
        "notes/orbit.md is now orbit: 3 cards, 2 without an answer \
         (1 added, 1 unchanged, 1 gone from the note, 1 left out)\n  \
         gone: Why us? (the notes no longer have it; the deck keeps it)\n  \
         left out: What is a fence? (it was deleted)\n",
    );
    let deck = home.read("c/decks/orbit.toml");
    assert!(!deck.contains("fence") && deck.contains("Why us?") && deck.contains("Why now?"), "{deck}");
}

#[test]
fn a_question_that_is_mended_keeps_its_history_and_another_one_has_its_own() {
    let link = "https://example.org/wiki/synchronisation";
    let note = format!("# Locks\n\n## What is a semaphor?\n\nIt counts.\n\n## What is a mutex?\n\n{link}\n");
    let home = Home::new().with_file("work/n.md", note);
    home.viva("import n.md").succeeds();
    for card in home.viva("list locks --format json").json()["cards"].as_array().unwrap() {
        home.viva(&format!("grade {} good", card["id"].as_str().unwrap())).succeeds();
    }
    home.edit("work/n.md", "semaphor?\n\nIt counts.", "semaphore?\n\nIt counts how many may enter.");
    home.edit("work/n.md", "a mutex", "a fence");
    let dry = home.viva("import n.md --dry-run --format json").json();
    let deck = &dry["decks"][0];
    assert_eq!((&deck["report"]["reworded"], &deck["report"]["maybe_reworded"]), (&1.into(), &1.into()));
    let old_id = deck["maybe_reworded"][0]["before_id"].as_str().unwrap().to_owned();
    assert_eq!(deck["reworded"][0]["before_id"], deck["reworded"][0]["after_id"]);
    home.viva("import n.md").prints(&format!(
        "n.md is now locks: 2 cards, 0 without an answer (1 added, 1 updated, 1 gone from the note)\n  \
         gone: What is a mutex? (the notes no longer have it; the deck keeps it)\n  \
         reworded: \"What is a semaphor?\" → \"What is a semaphore?\" (history kept)\n  \
         maybe reworded: \"What is a mutex?\" → \"What is a fence?\" (two cards; the new one has no history)\n    \
         if they are the same question, write `same_as = \"{old_id}\"` below the new one in the deck\n"
    ));
    home.viva("list locks is:new").prints("5qh98zzxrk  new                    What is a fence?\n");
    // What the hint says works: then it is one card again, with the history of the first.
    home.edit("c/decks/locks.toml", "a fence?\"\n", &format!("a fence?\"\nsame_as = \"{old_id}\"\n"));
    assert_eq!(home.viva("list locks is:new").stdout, "");
    home.viva("import n.md").succeeds();
    assert!(home.read("c/decks/locks.toml").contains("same_as"));
}

#[test]
fn a_renamed_deck_is_found() {
    let home = imported();
    fs::rename(home.path("c/decks/orbit.toml"), home.path("c/decks/space station.toml")).unwrap();
    home.edit("work/notes/orbit.md", "- Why us?\n", "- Why us?\n\n- Why you?\n");
    home.viva("import notes/orbit.md")
        .prints("notes/orbit.md is now space station: 4 cards, 3 without an answer (1 added, 3 unchanged)\n");
    assert_eq!(fs::read_dir(home.path("c/decks")).unwrap().count(), 1);
    home.viva_with(&["list", "space station", "-is:unanswered"])
        .prints("2yghcb4k5h  new                    What is a mutex?\n");
}

#[test]
fn a_note_that_moved_is_known_by_its_text() {
    let home = imported();
    fs::rename(home.path("work/notes"), home.path("work/moved")).unwrap();
    home.viva("import moved/orbit.md")
        .prints("moved/orbit.md is now orbit: 3 cards, 2 without an answer (3 unchanged)\n");
    home.viva_reading("import -", NOTE.as_bytes())
        .prints("standard input is now orbit: 3 cards, 2 without an answer (3 unchanged)\n");
}

#[test]
fn what_is_for_others_holds_no_remarks() {
    let home = noted();
    home.viva("import --public notes/orbit.md").succeeds();
    let deck = home.read("c/decks/orbit.toml");
    assert!(!deck.contains("remarks") && !deck.contains("score") && !deck.contains("خوب"), "{deck}");
    assert!(deck.contains("company = \"Orbit\""), "{deck}");
}

#[test]
fn a_deck_may_be_named() {
    let home = noted();
    home.viva("import --deck مدار notes/orbit.md")
        .prints("notes/orbit.md is now مدار: 3 cards, 2 without an answer (3 added)\n");
    home.viva("list مدار is:unanswered section:hr").prints("tekw5v945y  new                    Why us?\n");
    home.viva("import --deck x notes")
        .fails(2, "viva: --deck takes a single note\nhint: import the notes one by one\n");
    for name in ["../x", "a/b", ".x", "", "a b", "Con", "nul.md", &"x".repeat(81)] {
        let stderr = format!("viva: `{name}` is not a valid deck name\nhint: use letters, digits, - and _\n");
        home.viva_with(&["import", "notes/orbit.md", "--deck", name]).fails(2, &stderr);
    }
    // A second deck of the same note would count each question as asked twice.
    home.viva("import --deck other notes/orbit.md").fails(
        2,
        "viva: the cards of notes/orbit.md are already in the deck `مدار`\n\
         hint: to give the deck another name, rename ~/c/decks/مدار.toml\n",
    );
    home.viva("import --deck مدار.toml notes/orbit.md")
        .prints("notes/orbit.md is now مدار: 3 cards, 2 without an answer (3 unchanged)\n");
    assert_eq!(fs::read_dir(home.path("c/decks")).unwrap().count(), 1);
}

#[test]
fn a_missing_path_does_not_keep_the_good_ones_out() {
    let home = noted();
    home.viva("import none.md notes/orbit.md").is(
        1,
        "notes/orbit.md is now orbit: 3 cards, 2 without an answer (3 added)\n",
        "cannot read `none.md`: there is no such file or folder\nviva: 1 path could not be read\n",
    );
    home.viva("list").succeeds();
    let run = home.viva("import none.md notes/orbit.md --format json");
    assert_eq!(run.code, Some(1));
    let document = run.json();
    assert_eq!(document["problems"][0]["path"], "none.md");
    assert_eq!(document["decks"][0]["report"]["unchanged"], 3);
    assert_eq!(run.json_error()["message"], "1 path could not be read");
}

#[test]
fn what_holds_no_questions_is_said() {
    let home = Home::new()
        .with_file("work/empty.md", "")
        .with_file("work/bytes.bin", b"\x7fELF\0\x01\x02\xff\xfe\x80\0\0".repeat(50))
        .with_file("work/line.md", "x".repeat(3_000_000))
        .with_file("work/prose.md", "Nothing is asked here.\n")
        .with_file("work/aside.md", "# Rain\n\nIt fell. Who knew why? Nobody.\n\nThen it stopped.\n");
    let end = "viva: no questions were found\nhint: write each question as a heading, a `- ` bullet, a bold line or \
               after `Q:`, with its answer below; see `viva import --help`\n";
    let nothing = "the note is empty\nviva: no questions were found\n";
    home.viva("import empty.md").fails(3, &format!("empty.md: {nothing}"));
    home.viva_reading("import -", b"").fails(3, &format!("standard input: {nothing}"));
    let unknown = "nothing in this note is marked as a question, so no cards were made";
    home.viva("import line.md").fails(3, &format!("line.md: {unknown}\n{end}"));
    home.viva("import prose.md").fails(3, &format!("prose.md: {unknown}\n{end}"));
    let aside = "one line asks, but stands among other text, so no cards were made: write each question as \
                 a heading, as a `- ` bullet or behind `Q:`, its answer below";
    home.viva("import aside.md").fails(3, &format!("aside.md: {aside}\n{end}"));
    home.viva("import bytes.bin").fails(
        1,
        "bytes.bin is not text (a picture or a program, for example)\nviva: 1 path could not be read\n",
    );
    // In JSON it is the same failure, beside the document.
    let run = home.viva("import empty.md --format json");
    assert_eq!(run.code, Some(3));
    assert_eq!(run.json()["problems"][0]["message"], "the note is empty");
    assert_eq!(run.json_error()["code"], 3);
    assert!(!home.path("c").exists());
}

#[test]
fn standard_input_is_a_note() {
    let home = Home::new();
    home.viva_reading("import -", NOTE.as_bytes())
        .prints("standard input is now orbit: 3 cards, 2 without an answer (3 added)\n");
    assert_eq!(home.read("c/decks/orbit.toml"), DECK);
    home.viva_reading("import -", NOTE.as_bytes())
        .prints("standard input is now orbit: 3 cards, 2 without an answer (3 unchanged)\n");
}

#[cfg(unix)]
#[test]
fn folders_are_walked_without_going_in_circles() {
    let home = noted().with_file("work/notes/.hidden.md", NOTE).with_file("work/notes/deep/er/a.md", "- x\n");
    std::os::unix::fs::symlink("..", home.path("work/notes/deep/loop")).unwrap();
    std::os::unix::fs::symlink("nowhere", home.path("work/notes/deep/dangling.md")).unwrap();
    home.shell("mkfifo notes/pipe.md").succeeds();
    let run = home.viva("import notes");
    assert_eq!(run.code, Some(1));
    assert_eq!(
        run.stdout,
        "notes/orbit.md is now orbit: 3 cards, 2 without an answer (3 added)\n\
         notes/pasted.txt is now novaray: 6 cards (7 questions, 1 duplicate), 3 without an answer (7 questions added)\n\
         in total: 8 cards (10 questions, 2 duplicates) in 2 decks, 4 without an answer (10 questions added)\n"
    );
    let told: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(told[0], "cannot read `notes/deep/dangling.md`: there is no such file or folder");
    assert_eq!(told[1], "`notes/pipe.md` is a pipe, not a file");
    assert_eq!(told[2], "skipped 1 file without questions: notes/deep/er/a.md");
    assert_eq!(told[3..], ["viva: 2 paths could not be read"]);
}

#[test]
fn wrongly_decoded_text_is_repaired_and_other_encodings_are_read() {
    let said = "What is a mutex — نرم‌افزار چیست؟";
    let note = NOTE.replace("What is a mutex?", said);
    // UTF-8 that was once read as Windows-1252; the bytes that have no letter there became controls.
    let letters = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    let wrong: String = note
        .bytes()
        .map(|byte| match byte {
            0x80..=0x9f => letters[usize::from(byte - 0x80)],
            byte => char::from(byte),
        })
        .collect();
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(note.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let question = |home: &Home| {
        let document = home.viva("list orbit --format json").json();
        document["cards"][0]["question"].as_str().unwrap().to_owned()
    };

    let home = Home::new().with_file("work/wrong.md", wrong);
    home.viva("import -v wrong.md").is(
        0,
        "wrong.md is now orbit: 3 cards, 2 without an answer (3 added)\n  \
         read as lists, UTF-8, read as windows-1252 once and repaired\n",
        "wrong.md: the text had been read as windows-1252 instead of UTF-8: 21 characters repaired, \
         0 of them guessed, 0 lost\n",
    );
    assert_eq!(question(&home), said);

    let home = Home::new().with_file("work/utf16.md", utf16);
    home.viva("import -v utf16.md")
        .prints("utf16.md is now orbit: 3 cards, 2 without an answer (3 added)\n  read as lists, UTF-16LE\n");
    assert_eq!(question(&home), said);

    let home = Home::new().with_file("work/crlf.md", format!("\u{feff}{}", NOTE.replace('\n', "\r\n")));
    home.viva("import crlf.md").succeeds();
    assert_eq!(home.read("c/decks/orbit.toml"), DECK);
}

#[test]
fn a_broken_deck_keeps_only_its_own_notes_out() {
    let home = imported().with_file("c/decks/other.toml", b"title = \"\xff\"\n");
    home.viva("import notes/pasted.txt").is(
        0,
        "notes/pasted.txt is now novaray: 6 cards (7 questions, 1 duplicate), 3 without an answer (7 questions added)\n",
        "warning: `~/c/decks/other.toml`:1: byte 10 of this line is not UTF-8\n",
    );
    fs::remove_file(home.path("c/decks/other.toml")).unwrap();
    home.edit("c/decks/orbit.toml", "title = ", "title ");
    let before = home.tree("c/decks");
    home.viva("import notes/orbit.md").fails(
        3,
        "notes/orbit.md: ~/c/decks/orbit.toml is broken, so nothing was imported into it\n\
         viva: 1 note not imported, because the deck is broken\n\
         hint: `viva check` shows where; fix the deck and import again\n",
    );
    assert_eq!(home.tree("c/decks"), before);
    home.write("c/imports.toml", "[[sources]]\npath = 3\n");
    home.viva("import notes/orbit.md").fails(
        3,
        "viva: ~/c/imports.toml:2:8: invalid type: integer `3`, expected a string\n\
         hint: fix the file, or move it away: cards are then recognised by their ids\n",
    );
}

#[test]
fn an_import_explains_how_a_note_was_understood() {
    let home = noted();
    let run = home.viva("import notes/orbit.md --dry-run --explain");
    assert_eq!(run.code, Some(0));
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(lines[0], "notes/orbit.md would become orbit: 3 cards, 2 without an answer (3 added)");
    assert_eq!(lines[1], "  read as lists, UTF-8");
    let groups = lines[2..].iter().take_while(|line| line.starts_with("  evidence ")).count();
    assert!(groups >= 1 && lines[2].contains("asks"), "{}", lines[2]);
    let sum = lines[2 + groups];
    assert!(sum.starts_with("  coverage ") && sum.ends_with("% sure"), "{sum}");
    let line_of = |question: &str| 1 + NOTE.lines().position(|line| line.contains(question)).unwrap();
    let first = format!("  {:>5}:   What is a mutex?", line_of("What is a mutex?"));
    let at = lines.iter().position(|line| *line == first).expect("each question with its line");
    assert_eq!(lines.len(), at + 3, "{}", run.stdout);
}

#[test]
fn what_a_folder_holds_besides_notes_is_named() {
    let home = noted();
    for name in ["a", "b", "c", "d"] {
        home.write(&format!("work/notes/{name}.md"), "Nothing here asks.\n");
    }
    let pdf = home.path("work/notes/questions.pdf");
    fs::write(&pdf, [b"%PDF-1.7\n".as_slice(), &[0, 1, 2, 255, 254]].concat()).unwrap();
    fs::write(home.path("work/notes/me.png"), [137, 80, 78, 71, 0, 0, 1]).unwrap();
    let run = home.viva("import notes");
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        run.stderr,
        "notes/questions.pdf: it is a PDF: make text of it, for example with `pdftotext -layout FILE`, and import that\n\
         skipped 4 files without questions: notes/a.md, notes/b.md, notes/c.md, and 1 more (`-v` names them)\n"
    );
    let all = home.viva("import notes -v --dry-run").stderr;
    assert!(all.contains("notes/c.md, notes/d.md\n"), "{all}");
    let json = home.viva("import notes --format json --dry-run").json();
    assert_eq!(json["without_cards"].as_array().unwrap().len(), 4);
    home.viva("import notes/questions.pdf").fails(
        1,
        "notes/questions.pdf is a PDF: make text of it, for example with `pdftotext -layout FILE`, and import that\n\
         viva: 1 path could not be read\n",
    );
}

#[test]
fn a_deck_from_someone_else_is_taken_in_as_it_is() {
    let home = Home::new()
        .with_file("work/theirs/orbit.toml", DECK)
        .with_file("work/theirs/broken.toml", "[[cards]]\nquestion = Why?\n")
        .with_file("work/theirs/Cargo.toml", "[package]\nname = \"orbit\"\n");
    home.viva("import theirs").is(
        0,
        "theirs/orbit.toml is now orbit: 3 cards, 2 without an answer (3 added)\n",
        "theirs/broken.toml:2: not imported: string values must be quoted, expected literal string\n\
         skipped 1 file without questions: theirs/Cargo.toml\n",
    );
    assert_eq!(home.read("c/decks/orbit.toml"), DECK);
    home.edit("c/decks/orbit.toml", "A lock that one thread holds.", "A lock.");
    let (decks, imports) = (home.tree("c/decks"), home.read("c/imports.toml"));
    home.viva("import ../c/decks/orbit.toml").is(
        0,
        "",
        "../c/decks/orbit.toml: is a deck of this collection already\n",
    );
    home.viva("import ../c").fails(
        3,
        "skipped 1 file without questions: ../c/imports.toml\n\
         viva: no questions were found\n\
         hint: write each question as a heading, a `- ` bullet, a bold line or after `Q:`, with its answer below; see `viva import --help`\n",
    );
    home.viva("import theirs/orbit.toml").succeeds();
    assert_eq!((home.tree("c/decks"), home.read("c/imports.toml")), (decks, imports));
}
