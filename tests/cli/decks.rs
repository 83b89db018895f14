//! Decks written, broken, renamed and mended by hand: ids are pinned, and no history is ever lost.

use std::fs;

use super::home::{Home, SMALL_DECK};

/// As a person would write it; nothing but questions is needed.
const BY_HAND: &str = "# mine, all mine
cards = [ # one line each
  { question = 'What is a mutex?' }, # first
  {question=\"What is a fence?\",answer='''
A wall.
'''},
]   # end
";

#[test]
fn ids_are_pinned_with_the_first_grade_and_all_else_stays() {
    let home = Home::new().with_file("c/decks/a.toml", BY_HAND).with_file(
        "c/decks/b.toml",
        "[[cards]]   # why not\n\n# a thought\nquestion = \"What is a lock?\"   # end\n",
    );
    home.viva("queue").prints(
        "5qh98zzxrk  new              a                 What is a fence?\n\
         2yghcb4k5h  new              a                 What is a mutex?\n\
         8rh0s34gyw  new              b                 What is a lock?\n",
    );
    assert_eq!(home.read("c/decks/a.toml"), BY_HAND);
    home.viva("grade 2yg good").prints("2yghcb4k5h: good, due 2026-03-02\n");
    assert_eq!(
        home.read("c/decks/a.toml"),
        "# mine, all mine
cards = [ # one line each
  { id = \"2yghcb4k5h\", question = 'What is a mutex?' }, # first
  { id = \"5qh98zzxrk\", question=\"What is a fence?\",answer='''
A wall.
'''},
]   # end
"
    );
    assert_eq!(
        home.read("c/decks/b.toml"),
        "[[cards]]   # why not\nid = \"8rh0s34gyw\"\n\n# a thought\nquestion = \"What is a lock?\"   # end\n"
    );
}

#[test]
fn decks_are_printed_as_by_list_if_nobody_can_choose() {
    let home = Home::with_small_deck();
    for options in ["", " --plain", " --no-input", " --format json"] {
        let listed = home.viva(&format!("list{options}"));
        home.viva(&format!("decks{options}")).prints(&listed.stdout);
        assert!(listed.stdout.contains("go"), "{}", listed.stdout);
    }
    let nothing = Home::new();
    nothing.viva("decks").is(0, "", &nothing.viva("list").stderr);
    home.viva("decks go")
        .fails(2, "viva: `go` is an unexpected argument\nhint: viva decks; `--help` shows more\n");
}

#[test]
fn line_ends_and_byte_order_mark_do_not_change_an_id() {
    let text = "[[cards]]\nquestion = '''\nWhat\nis it?'''\nanswer = \"a\\nb\"\n";
    let mut ids = Vec::new();
    for copy in [text.to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
        let home = Home::new().with_file("c/decks/a.toml", &copy);
        ids.push(home.queue());
        home.viva(&format!("grade {} good", home.queue()[0])).succeeds();
        let pinned = home.read("c/decks/a.toml");
        let line_end = if copy.contains('\r') { "\r\n" } else { "\n" };
        assert_eq!(pinned.replacen(&format!("id = \"{}\"{line_end}", ids[0][0]), "", 1), copy);
        home.viva("list is:new").is(0, "", "no cards match that\n");
    }
    assert_eq!(ids[0].len(), 1);
    assert_eq!((&ids[0], &ids[0]), (&ids[1], &ids[2]));
}

/// A link to a file that is open but has no name any more can be read, and written by nobody.
#[cfg(target_os = "linux")]
#[test]
fn a_deck_that_cannot_be_written_is_warned_of_and_the_grade_is_kept() {
    use std::os::fd::AsRawFd as _;
    let home = Home::new().with_file("c/gone.toml", "[[cards]]\nquestion = \"What is a mutex?\"\n");
    let file = fs::File::open(home.path("c/gone.toml")).unwrap();
    fs::remove_file(home.path("c/gone.toml")).unwrap();
    fs::create_dir_all(home.path("c/decks")).unwrap();
    let open = format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd());
    std::os::unix::fs::symlink(open, home.path("c/decks/a.toml")).unwrap();
    home.viva("grade 2yg good").is(
        0,
        "2yghcb4k5h: good, due 2026-03-02\n",
        "warning: cannot write `~/c/decks/a.toml`: there is no such file or folder; \
         its cards keep their history as long as their questions stay\n",
    );
    home.viva("list").prints(
        "deck                       cards    due    new unanswered\n\
         a                              1      0      0          1\n",
    );
}

#[cfg(unix)]
#[test]
fn a_deck_in_a_folder_that_is_read_only_is_warned_of() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let home = Home::new().with_file("c/decks/a.toml", "[[cards]]\nquestion = \"What is a mutex?\"\n");
    if fs::metadata(home.path("c")).unwrap().uid() == 0 {
        println!("skipped: root may write everywhere");
        return;
    }
    let set_mode =
        |mode| fs::set_permissions(home.path("c/decks"), fs::Permissions::from_mode(mode)).unwrap();
    set_mode(0o500);
    home.viva("grade 2yg good").is(
        0,
        "2yghcb4k5h: good, due 2026-03-02\n",
        "warning: cannot write `~/c/decks/a.toml`: permission denied; \
         its cards keep their history as long as their questions stay\n",
    );
    set_mode(0o700);
}

#[test]
fn a_broken_deck_says_where_and_the_others_work() {
    let home = Home::with_small_deck()
        .with_file("c/decks/b.toml", "[[cards]]\nid = \"lock\"\nquestion = \"What is a lock?\"\n");
    home.viva("grade routine good").succeeds();
    let whole = home.read("c/decks/go.toml");
    home.edit("c/decks/go.toml", "question = \"What is a channel?\"", "question = What is a channel?");
    let place = "~/c/decks/go.toml:17:12: string values must be quoted, expected literal string";
    let warning = format!("warning: {place}\n");
    home.viva("queue").is(0, "lock        new              b                 What is a lock?\n", &warning);
    home.viva("list").is(
        0,
        "deck                       cards    due    new unanswered\n\
         b                              1      0      1          1\n\
         go                             0      0      0          0  broken\n",
        &warning,
    );
    home.viva("grade lock good").is(0, "lock: good, due 2026-03-02\n", &warning);
    home.viva("show go").is(3, "", &format!("{warning}viva: {place}\n"));
    home.viva("check").is(
        3,
        &format!(
            "2 events of 2 cards: all states are consistent with the log\n\
             1 card has history but is in no deck; its history returns with the card\n{place}\n"
        ),
        &format!("{warning}viva: some decks could not be read\n"),
    );
    let run = home.viva("check --format json");
    assert_eq!(run.code, Some(3));
    assert_eq!((&run.json()["ok"], &run.json()["absent_cards"]), (&false.into(), &1.into()));
    home.write("c/decks/go.toml", whole);
    home.viva("check").prints("2 events of 2 cards: all states are consistent with the log\n");
    home.viva("list is:due -is:new").is(0, "", "no cards match that\n");
    home.viva("list -is:new").prints(
        "lock        in review  2026-03-02  What is a lock?\n\
         routine     in review  2026-03-02  What is a goroutine?\n",
    );
}

/// At whichever byte an editor was when it saved: no panic, the place is said, nothing is forgotten.
#[test]
fn no_prefix_of_a_deck_loses_history() {
    let text = "title = \"زی\"\n[[cards]]\nid = \"a\"\nquestion = \"Why?\"\nanswer = '''\nSo.\n'''\ntags = [\"t\"]\n\
                [[cards]]\nquestion = \"How?\"\n";
    let home = Home::new().with_file("c/decks/d.toml", text);
    home.viva("grade a good").succeeds();
    let pinned = home.read("c/decks/d.toml");
    // Which deck has the card, and its question, are the deck's to say.
    let logged = |csv: &str| -> Vec<String> {
        csv.lines().map(|row| row.split(',').take(15).collect::<Vec<_>>().join(",")).collect()
    };
    let reviews = logged(&home.viva("export --as csv --table reviews").stdout);
    let mut broken_count = 0;
    for end in 0..=pinned.len() {
        home.write("c/decks/d.toml", &pinned.as_bytes()[..end]);
        let run = home.viva("export --as csv --table reviews");
        assert_eq!((run.code, logged(&run.stdout)), (Some(0), reviews.clone()), "{end} bytes");
        let is_placed = run.stderr.starts_with("warning: ~/c/decks/d.toml:")
            || run.stderr.starts_with("warning: `~/c/decks/d.toml`:");
        assert!(run.stderr.is_empty() || is_placed, "{end} bytes: {}", run.stderr);
        broken_count += usize::from(is_placed);
    }
    assert!(broken_count > pinned.len() / 2);
    home.viva("check").prints("1 event of 1 card: all states are consistent with the log\n");
    home.viva("list -is:new").prints("a           in review  2026-03-02  Why?\n");
}

#[test]
fn a_deck_renamed_emptied_or_gone_comes_back_with_its_history() {
    let home = Home::with_small_deck();
    home.viva("grade routine easy").succeeds();
    let standing = || home.viva("show routine").stdout;
    let before = standing();
    let absent = "1 event of 1 card: all states are consistent with the log\n\
                  1 card has history but is in no deck; its history returns with the card\n";

    fs::rename(home.path("c/decks/go.toml"), home.path("c/decks/golang.toml")).unwrap();
    assert_eq!(standing(), before);
    home.viva("list golang is:new section:hr")
        .prints("salary      new                    What salary do you expect?\n");

    fs::rename(home.path("c/decks/golang.toml"), home.path("c/golang.toml")).unwrap();
    home.viva("check").prints(absent);
    home.viva("show routine").fails(
        2,
        "viva: no card has this id or these words: routine\nhint: `viva search WORDS` searches answers too\n",
    );
    home.write("c/decks/golang.toml", "");
    home.viva("check").prints(absent);
    home.viva("list").prints(
        "deck                       cards    due    new unanswered\n\
         golang                         0      0      0          0\n",
    );
    fs::rename(home.path("c/golang.toml"), home.path("c/decks/golang.toml")).unwrap();
    assert_eq!(standing(), before);

    // A typo mended, the cards in another order and one in another deck: nothing is new again.
    home.edit("c/decks/golang.toml", "What is a goroutine?", "What's a goroutine?");
    home.write("c/decks/z.toml", "[[cards]]\nid = \"channel\"\nquestion = \"What is a channel?\"\n");
    home.viva("list -is:new").prints("routine     in review  2026-03-02  What's a goroutine?\n");
}

#[test]
fn the_same_id_is_one_card_and_different_questions_are_told() {
    let card = |id: &str, question: &str| format!("[[cards]]\nid = \"{id}\"\nquestion = \"{question}\"\n");
    let home = Home::new()
        .with_file("c/decks/a.toml", card("lock", "What is a lock?"))
        .with_file("c/decks/b.toml", card("LOCK", "what is a **lock**"));
    home.viva("check").is(
        0,
        "0 events of 0 cards: all states are consistent with the log\nin decks: 1 card (2 questions, 1 duplicate)\n",
        "warning: ~/c/decks/b.toml:2:6: `LOCK` is read as `lock`, because ids are in lower case\n",
    );
    // The check has not noted anything, so whoever reads the deck next warns as well.
    home.viva("list is:new").is(
        0,
        "lock        new                    What is a lock?\n",
        "warning: ~/c/decks/b.toml:2:6: `LOCK` is read as `lock`, because ids are in lower case\n",
    );
    home.viva("grade LOCK good").prints("lock: good, due 2026-03-02\n");
    home.viva("queue").is(0, "", "nothing is due; tomorrow: 1 due\n");
    home.edit("c/decks/b.toml", "what is a **lock**", "What is a key?");
    home.viva("list").is(
        0,
        "deck                       cards    due    new unanswered\n\
         a                              1      0      0          1\n\
         b                              1      0      0          1\n\
         in total: 1 card (2 questions, 1 duplicate)\n",
        "warning: ~/c/decks/b.toml:2:6: `LOCK` is read as `lock`, because ids are in lower case\n",
    );
    home.viva("check").prints(
        "1 event of 1 card: all states are consistent with the log\n\
         in decks: 1 card (2 questions, 1 duplicate)\n\
         card lock has different questions in a, b; give one of them another id to separate them\n",
    );
}

#[test]
fn joins_that_lead_nowhere_are_told() {
    let home = Home::new().with_file(
        "c/decks/a.toml",
        "[[cards]]\nid = \"a\"\nquestion = \"A?\"\nsame_as = \"b\"\n\
         [[cards]]\nid = \"b\"\nquestion = \"B?\"\nsame_as = \"a\"\n\
         [[cards]]\nid = \"c\"\nquestion = \"C?\"\nsame_as = \"none\"\n\
         [[cards]]\nid = \"d\"\nquestion = \"D?\"\nsame_as = \"e\"\n\
         [[cards]]\nid = \"e\"\nquestion = \"E?\"\n",
    );
    home.viva("check").prints(
        "0 events of 0 cards: all states are consistent with the log\nin decks: 4 cards (5 questions, 1 duplicate)\n\
         card `a` is the same as `b`, which leads back in a circle\n\
         card `b` is the same as `a`, which leads back in a circle\n\
         card `c` is the same as `none`, which is in no deck\n",
    );
    // `d` and `e` are one card; the others stand alone.
    assert_eq!(home.queue(), ["a", "b", "c", "e"]);
}

#[test]
fn odd_names_of_decks_are_names() {
    let long = "n".repeat(80);
    let mut names = vec!["مصاحبه\u{200c}ها", "two words", "-dash", "a.b", "go", &long];
    if cfg!(target_os = "linux") {
        // Elsewhere one is no name at all, and the other is the same as `go`.
        names.extend(["CON", "Go"]);
    }
    let question = |name: &str| format!("Which of them is {}?", blake3::hash(name.as_bytes()).to_hex());
    let home = Home::new();
    for name in &names {
        home.write(
            &format!("c/decks/{name}.toml"),
            format!("[[cards]]\nquestion = \"{}\"\n", question(name)),
        );
    }
    // Neither hidden files nor others are decks.
    home.write("c/decks/.hidden.toml", "broken");
    home.write("c/decks/notes.md", "broken");
    for name in &names {
        let run = home.viva_with(&["list", name, "--format", "json"]);
        let cards = run.succeeds().json()["cards"].clone();
        assert_eq!(cards.as_array().unwrap().len(), 1, "{name}");
        assert_eq!(cards[0]["question"], question(name));
        let shown = home.viva_with(&["show", "--format", "json", "--", name]).succeeds().json();
        assert_eq!(shown["deck"]["name"], *name);
    }
    let rest =
        home.viva_with(&["list", "-two words", "-go", &format!("-{long}"), "-deck:a.b", "--format", "json"]);
    assert_eq!(rest.json()["cards"].as_array().unwrap().len(), names.len() - 4);
    assert_eq!(home.viva("list --format json").json()["decks"].as_array().unwrap().len(), names.len());
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_cannot_be_shown_are_passed_over() {
    use std::os::unix::ffi::OsStrExt as _;
    let home = Home::with_small_deck();
    for name in [&b"new\nline.toml"[..], b"esc\x1b[2J.toml", b"\xff.toml"] {
        let path = home.path("c/decks").join(std::ffi::OsStr::from_bytes(name));
        fs::write(path, SMALL_DECK).unwrap();
    }
    home.viva("queue -is:new").is(
        0,
        "",
        "warning: `~/c/decks/esc\\u{1b}[2J.toml` has a name that is not UTF-8 or contains control characters\n\
         warning: `~/c/decks/new\\nline.toml` has a name that is not UTF-8 or contains control characters\n\
         warning: `~/c/decks/\u{fffd}.toml` has a name that is not UTF-8 or contains control characters\n\
         nothing is due\n",
    );
}

#[test]
fn mistakes_in_a_deck_are_placed() {
    for (text, problem) in [
        ("[[cards]]\nanswer = \"a\"\n", "1:1: this card has no `question`"),
        ("[[cards]]\nquestion = 3\n", "2:12: `question` must be text in quotes, not a number"),
        (
            "[[cards]]\nquestion = \"q\"\ntags = \"x\"\n",
            "3:8: `tags` must be a list such as [\"python\", \"sql\"], not text",
        ),
        ("[interview]\ndate = \"soon\"\n", "2:8: `date` must be a date such as 2025-10-25"),
        (
            "[[cards]]\nquestion = \"q\"\nid = \"a b\"\n",
            "3:6: `a b` is not a card id: an id is 1 to 64 of a-z, 0-9, - and _",
        ),
    ] {
        let home = Home::new().with_file("c/decks/d.toml", text);
        home.viva("queue").is(0, "", &format!("warning: ~/c/decks/d.toml:{problem}\nnothing is due\n"));
    }
    let home =
        Home::new().with_file("c/decks/d.toml", "titel = 'x'\n[[cards]]\nquestion = 'q'\nanser = 'a'\n");
    home.viva("list d").is(
        0,
        "y01xpf4fvq  new                    q\n",
        "warning: ~/c/decks/d.toml:1:1: `titel` is not a key of a deck; did you mean `title`?\n\
         warning: ~/c/decks/d.toml:4:1: `anser` is not a key of a card; did you mean `answer`?\n",
    );
    // Said once, when the deck has changed, and not with every command.
    home.viva("list d").prints("y01xpf4fvq  new                    q\n");
}
