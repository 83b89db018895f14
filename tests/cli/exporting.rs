//! Decks taken away as notes, and brought back.

use super::home::{Home, SMALL_DECK};

const SECOND_DECK: &str = r#"title = "Zibal"

[interview]
company = "Zibal"
outcome = "rejected"
score = 6.5
remarks = "They were late."

[[cards]]
id = "gil"
tags = ["python"]
question = "What is the GIL?"
answer = '''
## One lock

```text
never closed
---
<details>
'''
my_answer = "A lock."
asked = [{ company = "Digikala", times = 2 }]

[[cards]]
id = "formula"
section = "Task"
question = "=HYPERLINK(1)"
answer = "-1"
"#;

fn home() -> Home {
    Home::with_small_deck().with_file("c/decks/zibal.toml", SECOND_DECK)
}

#[test]
fn a_deck_is_exported_as_markdown() {
    let home = home();
    let markdown = "<!-- viva deck 1 -->\n\n# Go at Acme\n\n- deck: \"go\"\n- company: \"Acme\"\n- date: 2026-02-20\n\n\
        ## HR\n\n### What salary do you expect?\n\n- id: \"salary\"\n";
    home.viva("export --format markdown go section:hr").is(0, markdown, "");
    home.viva("export --as md go is:unanswered").is(0, markdown, "");
    home.viva("export --format markdown section:none").is(0, "", "no cards match that\n");
    home.viva("export --format markdown gone")
        .fails(2, "viva: no deck is called `gone`\nhint: did you mean `go`?\n");
}

#[test]
fn what_was_exported_comes_back_as_it_was() {
    let home = home();
    let one_file = home.viva("export --format markdown").stdout;
    home.viva("export --format markdown -o away/").is(0, "", "wrote away/ with 5 cards of 2 decks\n");
    assert_eq!(format!("{}\n{}", home.read("work/away/go.md"), home.read("work/away/zibal.md")), one_file);
    home.write("work/all.md", &one_file);
    for notes in ["away", "all.md", "-"] {
        let fresh = Home::new()
            .with_file("work/all.md", &one_file)
            .with_file("work/away/go.md", home.read("work/away/go.md"))
            .with_file("work/away/zibal.md", home.read("work/away/zibal.md"));
        for _ in 0..2 {
            let run = fresh.viva_reading(&format!("import {notes}"), one_file.as_bytes());
            assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{notes}");
            assert_eq!(fresh.read("c/decks/go.toml"), SMALL_DECK, "{notes}");
            assert_eq!(fresh.read("c/decks/zibal.toml"), SECOND_DECK, "{notes}");
        }
    }
    // At home it changes nothing either, and makes no second deck.
    home.viva("import all.md").succeeds();
    assert_eq!(home.read("c/decks/go.toml"), SMALL_DECK);
    assert_eq!(home.read("c/decks/zibal.toml"), SECOND_DECK);
    assert_eq!(std::fs::read_dir(home.path("c/decks")).unwrap().count(), 2);
}

#[test]
fn problems_of_the_second_deck_have_the_lines_of_the_file() {
    let text = home().viva("export --format markdown").stdout + "prose\n";
    let fresh = Home::new().with_file("work/all.md", &text);
    let run = fresh.viva("import all.md");
    assert_eq!(run.stderr, format!("all.md:{}: not understood: prose\n", text.lines().count()));
}

#[test]
fn a_public_export_tells_nothing_private() {
    let home = home();
    for form in ["markdown", "tsv", "csv --table questions"] {
        let all = home.viva(&format!("export --format {form}")).stdout;
        let public = home.viva(&format!("export --public --format {form}")).stdout;
        assert!(all.contains("A lock."), "{form}");
        for private in ["A lock.", "late", "6.5", "rejected"] {
            assert!(!public.contains(private), "{form}: {private}");
        }
        assert!(public.contains("never closed"), "{form}");
    }
    home.viva("export --public").fails(
        2,
        "viva: --public is for decks, not for progress\n\
         hint: add `--as markdown`, `--as apkg`, `--as tsv` or `--as csv --table questions`\n",
    );
}

#[test]
fn tables_of_questions_are_for_spreadsheets_and_anki() {
    let home = home();
    home.viva("export --format csv --table questions zibal section:task").prints(
        "id,deck,section,tags,question,answer,my_answer\r\nformula,zibal,Task,,'=HYPERLINK(1),'-1,\r\n",
    );
    home.viva("export --format csv --table questions --raw zibal section:task").prints(
        "id,deck,section,tags,question,answer,my_answer\r\nformula,zibal,Task,,=HYPERLINK(1),-1,\r\n",
    );
    home.viva("export --format tsv go tag:go").prints(
        "#separator:tab\n#html:true\n#columns:Guid\tDeck\tQuestion\tAnswer\tTags\n#guid column:1\n\
         #deck column:2\n#tags column:5\n\
         routine\tGo at Acme::Technical\tWhat is a goroutine?\tA cheap <strong>thread</strong>.\tgo\n",
    );
    let fresh = Home::new();
    for (form, name) in [("csv --table questions", "zibal.csv"), ("tsv", "zibal.txt")] {
        fresh.write(&format!("work/{name}"), home.viva(&format!("export zibal --format {form}")).stdout);
        let json = fresh.viva(&format!("import -n --format json {name}")).json();
        let cards = json["decks"][0]["cards"].as_array().unwrap();
        assert_eq!(cards[1]["question"], "=HYPERLINK(1)", "{form}");
        assert!(cards[0]["answer"].as_str().unwrap().contains("never closed"), "{form}");
    }
}

#[test]
fn progress_takes_a_selection() {
    let home = home();
    home.viva("grade routine good").succeeds();
    home.viva("grade gil good").succeeds();
    let json = home.viva("export zibal --format json").json();
    assert_eq!(json["cards"].as_array().unwrap().len(), 2);
    assert_eq!(json["reviews"].as_array().unwrap().len(), 1);
}

#[test]
fn a_broken_deck_is_left_out_and_said() {
    let home = home().with_file("c/decks/broken.toml", "cards = 1\n");
    let run = home.viva("export --format markdown");
    assert_eq!(run.code, Some(3));
    assert!(run.stdout.contains("# Zibal") && run.stderr.contains("1 deck left out"), "{}", run.stderr);
    let run = home.viva("export --format markdown go");
    assert_eq!((run.code, run.stdout.contains("# Go at Acme")), (Some(0), true));
}

#[test]
fn hidden_characters_come_out_harmless() {
    let evil = "[[cards]]\nid = \"a\"\nsection = \"\\u001b[2J\"\nquestion = \"Q\\u001b]0;x\\u0007\\u202e\"\nanswer = \"A\\u009b\\n\\r\"\n";
    let home = Home::new().with_file("c/decks/d.toml", evil);
    for form in ["markdown", "tsv", "csv --table questions"] {
        let out = home.viva(&format!("export --format {form}")).stdout;
        let is_obeyed = |c: char| c.is_control() && !matches!(c, '\n' | '\t' | '\r') || c == '\u{202e}';
        assert!(!out.contains(is_obeyed), "{form}: {out:?}");
    }
    let fresh = Home::new().with_file("work/d.md", home.viva("export --format markdown").stdout);
    fresh.viva("import d.md").succeeds();
    let read = |home: &Home| home.viva("show a --format json").json();
    assert_eq!(read(&fresh)["question"], read(&home)["question"]);
    assert_eq!(read(&fresh)["answers"], read(&home)["answers"]);
}

#[test]
fn progress_since_a_day_is_what_was_reviewed_since() {
    let mut home = home();
    home.at("2026-02-10T09:00:00+03:30").viva("grade routine good").succeeds();
    home.viva("grade channel good").succeeds();
    home.at("2026-02-12T02:00:00+03:30").viva("grade gil good").succeeds();
    home.at("2026-02-12T09:00:00+03:30").viva("grade channel easy").succeeds();
    let ids = |since: &str, part: &str, name: &str| -> Vec<String> {
        let json = home.viva(&format!("export --since {since}")).json();
        json[part].as_array().unwrap().iter().map(|of| of[name].as_str().unwrap().to_owned()).collect()
    };
    // Two in the morning is the day before.
    assert_eq!(ids("2026-02-12", "reviews", "card"), ["channel"]);
    assert_eq!(ids("2026-02-11", "reviews", "card"), ["gil", "channel"]);
    assert_eq!(ids("2026-02-11", "cards", "id"), ["channel", "gil"]);
    assert_eq!(ids("2026-02-13", "cards", "id"), Vec::<String>::new());
    assert_eq!(ids("2026-02-10", "reviews", "card").len(), 4);
    let csv = home.viva("export --as csv --table reviews --since 2026-02-12").stdout;
    assert_eq!((csv.lines().count(), csv.matches("\r\n").count()), (2, 2));
    let whole = home.viva("export").json();
    let since = home.viva("export --since 2026-02-12").json();
    // What a program kept of one export and takes of the next is the whole.
    assert_eq!(since["reviews"][0], whole["reviews"][3]);
    assert_eq!(ids("2d", "reviews", "card"), ["gil", "channel"]);
    home.viva("export --since yesterday").fails(
        2,
        "viva: `yesterday` is not a date\nhint: write it as 2026-11-21, or as 30d for 30 days ago\n",
    );
    let run = home.viva("export --as markdown --since 2026-02-12");
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
}

#[test]
fn a_table_is_one_of_csv() {
    let home = home();
    for form in ["", "--as json", "--as markdown", "--as tsv", "--as summary", "--as apkg -o x.apkg"] {
        home.viva(&format!("export {form} --table reviews"))
            .fails(2, "viva: --table is for CSV\nhint: add `--as csv`\n");
    }
    assert_eq!(
        home.viva("export --as csv --table cards").stdout,
        home.viva("export --format csv").succeeds().stdout
    );
}

#[test]
fn an_export_of_nothing_leaves_what_is_there() {
    let home = home();
    for form in ["markdown", "tsv", "csv --table questions"] {
        home.viva(&format!("export --as {form} -o kept"))
            .succeeds_saying("wrote kept with 5 cards of 2 decks\n");
        let kept = home.read("work/kept");
        home.viva(&format!("export --as {form} -o kept tag:none"))
            .fails(1, "viva: nothing was written: no cards match that\n");
        assert_eq!(home.read("work/kept"), kept, "{form}");
    }
    // Where there is no collection, no deck is known.
    let nowhere = Home::new();
    for command in ["export", "export --as csv", "export --as summary", "export --as markdown", "stats today"]
    {
        nowhere
            .viva(&format!("{command} zibal"))
            .fails(2, "viva: no deck is called `zibal`\nhint: `viva list` shows all decks\n");
    }
    let none = "no cards yet: `viva import PATH` imports notes as decks\n";
    nowhere.viva("export --as markdown").is(0, "", none);
    nowhere.viva("export --as tsv -o out.tsv").fails(1, &format!("viva: nothing was written: {none}"));
    nowhere.viva("export --as apkg -o out.apkg").fails(1, &format!("viva: no package was made: {none}"));
    assert!(!nowhere.path("work/out.tsv").exists() && !nowhere.path("work/out.apkg").exists());
}

#[test]
fn a_summary_is_for_people() {
    let mut home = home();
    home.at("2026-02-27T09:00:00+03:30").viva("grade routine good --seconds 90").succeeds();
    home.at("2026-03-01T09:00:00+03:30").viva("grade routine again --seconds 31").succeeds();
    let text = home.viva("export --format summary").stdout;
    let head = "# Progress on 2026-03-01\n\n\
        2 reviews on 2 days, 3 min in total. A streak of 1 day; the longest was 1 day.\n\
        Today: 1 review in 1 min, 0 new cards. Left today: 4 new, 1 again. \
        Tomorrow: 1 due, 4 new, if you stop now.\n\n\
        ## Cards\n\n|  | cards |\n| --- | --- |\n| in total | 5 |\n| new | 4 |\n| young | 1 |\n";
    assert!(text.starts_with(head), "{text}");
    for row in ["| today | 0.0% of 1 | – | 0.0% of 1 |", "| yesterday | – | – | – |", "| 2026-03-02 | 1 |"]
    {
        assert!(text.lines().any(|line| line == row), "{row}\nis not in\n{text}");
    }
    home.viva("export --as summary -o how.md").is(0, "", "wrote how.md with the summary\n");
    assert_eq!(home.read("work/how.md"), text);
    let zibal = home.viva("export --as summary zibal").stdout;
    assert!(zibal.contains("0 reviews on 0 days") && zibal.contains("| in total | 2 |"), "{zibal}");
}

#[test]
fn a_dash_is_standard_output() {
    let mut home = home();
    home.at("2026-02-27T09:00:00+03:30").viva("grade routine good").succeeds();
    for form in ["json", "csv", "csv --table reviews", "csv --table questions", "markdown", "tsv", "summary"]
    {
        let plain = home.viva(&format!("export --as {form}")).stdout;
        for output in ["-o -", "-o-", "--output -", "--output=-"] {
            let run = home.viva(&format!("export --as {form} {output}"));
            assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{form} {output}");
            assert!(run.stdout == plain, "{form} {output}");
        }
    }
    // A package is not text, so its bytes are read from the pipe.
    home.shell("\"$VIVA\" export --as apkg -o - > dash.apkg && \"$VIVA\" export --as apkg > plain.apkg")
        .succeeds();
    let bytes = |name: &str| std::fs::read(home.path(&format!("work/{name}"))).unwrap();
    assert!(bytes("dash.apkg").starts_with(b"PK") && bytes("dash.apkg") == bytes("plain.apkg"));
    assert!(home.viva("stats --html -").stdout.starts_with("<!DOCTYPE html>"));
    assert!(home.viva("stats --html=-").stdout.starts_with("<!DOCTYPE html>"));
    let pages = home.viva("man --out -").stdout;
    assert!(pages.contains(".TH viva 1") && pages.contains(".TH viva-export 1"), "{pages}");
    assert!(!home.path("work/-").exists());
    // That name is still a file's, if it is written so.
    home.viva("export -o ./-").succeeds_saying("wrote ./- with 5 cards and 1 review\n");
    assert!(home.path("work/-").exists());
}

#[test]
fn a_table_alone_says_where_each_card_is() {
    let mut home = home().with_file(
        "c/decks/more.toml",
        "[interview]\ncompany = \"Divar\"\ndate = 2026-01-01\n\n[[cards]]\nid = \"gil\"\ntags = [\"threads\", \"python\"]\n\
         question = \"What is the GIL?\"\n",
    );
    home.at("2026-02-27T09:00:00+03:30").viva("grade gil good").succeeds();
    home.at("2026-03-01T09:00:00+03:30");
    let rows = |words: &str| -> Vec<Vec<String>> {
        let csv = home.viva(words).stdout;
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
    };
    let cards = rows("export --as csv tag:threads");
    assert_eq!(cards[0][13..], ["tags", "section", "company", "deck", "state", "last_review"]);
    assert_eq!(
        cards[1][13..],
        ["threads, python", "", "Divar, Digikala, Zibal", "more", "due", "2026-02-27"]
    );
    assert_eq!(cards[1][5], "2026-02-28");
    assert_eq!(rows("export --as csv tag:go")[1][13..], ["go", "Technical", "Acme", "go", "new", ""]);
    let reviews = rows("export --as csv --table reviews");
    assert_eq!(reviews[0][15..], ["deck", "question"]);
    assert_eq!(reviews[1][15..], ["more", "What is the GIL?"]);
    // A card that is no longer in any deck still has its reviews.
    std::fs::remove_file(home.path("c/decks/more.toml")).unwrap();
    std::fs::remove_file(home.path("c/decks/zibal.toml")).unwrap();
    assert_eq!(rows("export --as csv --table reviews")[1][15..], ["", ""]);
}

#[test]
fn excel_reads_a_file_as_utf8() {
    let deck = "[[cards]]\nid = \"thread\"\nquestion = \"نخ چیست؟ It’s a thread\"\nanswer = \"- lighter\\n- cheaper\"\n";
    let home = Home::new().with_file("c/decks/fa.toml", deck);
    home.viva("grade thread good").succeeds();
    for table in ["cards", "reviews", "questions"] {
        let piped = home.viva(&format!("export --as csv --table {table}")).stdout;
        assert!(!piped.starts_with('\u{feff}') && piped.contains("نخ چیست؟ It’s a thread"), "{piped}");
        assert_eq!(home.viva(&format!("export --as csv --table {table} -o -")).stdout, piped);
        home.viva(&format!("export --as csv --table {table} -o x.csv")).succeeds_saying(&match table {
            "questions" => "wrote x.csv with 1 card of 1 deck\n".to_owned(),
            _ => "wrote x.csv with 1 card and 1 review\n".to_owned(),
        });
        assert_eq!(home.read("work/x.csv"), format!("\u{feff}{piped}"), "{table}");
        home.viva(&format!("export --as csv --raw --table {table} -o x.csv"));
        assert!(!home.read("work/x.csv").starts_with('\u{feff}'), "{table}");
    }
    // Lists stay lists, and the mark is not part of the first column.
    home.viva("export --as csv --table questions -o x.csv");
    assert!(home.read("work/x.csv").contains(",\"- lighter\n- cheaper\","), "{}", home.read("work/x.csv"));
    let fresh = Home::new().with_file("work/x.csv", home.read("work/x.csv"));
    fresh.viva("import x.csv").succeeds();
    let shown = fresh.viva("show thread --format json").json();
    assert_eq!(shown["answers"][0]["text"], "- lighter\n- cheaper");
    let foreign = "\u{feff}question;answer\r\nWhat is a lock?;A guard\r\nWhat is a fence?;A wall\r\n";
    let json = Home::new().with_file("work/y.csv", foreign).viva("import -n y.csv --format json").json();
    assert_eq!(json["decks"][0]["cards"][0]["question"], "What is a lock?");
}

#[test]
fn a_table_of_an_older_version_loses_its_apostrophes() {
    let table = "id,deck,section,tags,question,answer,my_answer\r\nk,go,,,What is it?,\"'- a\n- b\",'=x\r\n";
    let home = Home::new().with_file("work/x.csv", table);
    home.viva("import x.csv").succeeds();
    let answers = home.viva("show k --format json").json()["answers"].take();
    let texts: Vec<&str> =
        answers.as_array().unwrap().iter().map(|answer| answer["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["=x", "- a\n- b"]);
}
