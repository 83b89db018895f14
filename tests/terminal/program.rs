//! viva itself on a pseudo-terminal, over a collection in a home of its own: what a session shows, what it
//! keeps, and how it is left.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use portable_pty::CommandBuilder;
use serde_json::Value;
use viva_test_support::{Pty, output};

pub(crate) const TESTS: &[(&str, fn())] = &[
    ("the_first_run_writes_nothing_before_a_yes", the_first_run_writes_nothing_before_a_yes),
    ("the_first_run_shows_what_became_of_notes", the_first_run_shows_what_became_of_notes),
    ("answers_for_starter_decks_are_offered_once", answers_for_starter_decks_are_offered_once),
    ("a_path_is_typed_as_in_a_shell", a_path_is_typed_as_in_a_shell),
    ("a_note_without_cards_offers_what_it_has", a_note_without_cards_offers_what_it_has),
    ("a_chooser_that_is_left_imports_nothing", a_chooser_that_is_left_imports_nothing),
    ("an_answer_is_typed_and_a_card_edited", an_answer_is_typed_and_a_card_edited),
    ("however_it_ends_what_was_graded_is_kept", however_it_ends_what_was_graded_is_kept),
    ("many_grades_are_undone_in_the_next_session", many_grades_are_undone_in_the_next_session),
    ("every_key_that_changes_a_card_is_undone", every_key_that_changes_a_card_is_undone),
    ("an_edit_and_its_reverse_are_undone_in_turn", an_edit_and_its_reverse_are_undone_in_turn),
    ("a_card_is_deleted_in_the_drill", a_card_is_deleted_in_the_drill),
    ("what_was_buried_is_resumed", what_was_buried_is_resumed),
    ("a_database_that_is_removed_ends_the_session", a_database_that_is_removed_ends_the_session),
    ("a_missing_history_is_asked_about", a_missing_history_is_asked_about),
    ("what_was_failed_is_learned_again", what_was_failed_is_learned_again),
    ("space_scrolls_to_the_end_before_it_grades", space_scrolls_to_the_end_before_it_grades),
    ("what_would_come_straight_back_waits", what_would_come_straight_back_waits),
    ("the_end_shows_what_failed_and_what_can_be_done", the_end_shows_what_failed_and_what_can_be_done),
    ("the_end_offers_nothing_that_leads_to_nothing", the_end_offers_nothing_that_leads_to_nothing),
    ("a_deck_is_chosen_from_the_list_of_decks", a_deck_is_chosen_from_the_list_of_decks),
    ("options_are_answered_by_their_letters", options_are_answered_by_their_letters),
    ("a_gap_is_filled_in_place", a_gap_is_filled_in_place),
    ("cramming_moves_no_schedule", cramming_moves_no_schedule),
    ("a_summary_keeps_its_promises", a_summary_keeps_its_promises),
    ("a_limit_that_is_reached_is_said", a_limit_that_is_reached_is_said),
    ("what_is_longer_than_the_window_is_paged", what_is_longer_than_the_window_is_paged),
    ("a_section_gone_to_is_the_one_that_is_named", a_section_gone_to_is_the_one_that_is_named),
    ("what_is_ahead_is_asked_and_moves_no_schedule", what_is_ahead_is_asked_and_moves_no_schedule),
    ("who_comes_back_goes_on_in_the_same_order", who_comes_back_goes_on_in_the_same_order),
    ("the_editor_comes_back_to_the_same_card", the_editor_comes_back_to_the_same_card),
    ("an_editor_that_fails_changes_nothing", an_editor_that_fails_changes_nothing),
    ("what_was_written_outlives_the_session", what_was_written_outlives_the_session),
    ("what_was_written_outlives_a_broken_deck", what_was_written_outlives_a_broken_deck),
    ("what_an_editor_saved_outlives_a_kill", what_an_editor_saved_outlives_a_kill),
    ("an_editor_leaves_no_modes_behind", an_editor_leaves_no_modes_behind),
    ("no_size_of_the_window_ends_a_session", no_size_of_the_window_ends_a_session),
    ("a_session_in_lines_writes_no_escape", a_session_in_lines_writes_no_escape),
    ("what_is_broken_is_told_once", what_is_broken_is_told_once),
    ("what_would_take_a_schedule_away_asks", what_would_take_a_schedule_away_asks),
    ("without_colour_the_screen_says_the_same", without_colour_the_screen_says_the_same),
    (
        "a_long_import_says_how_far_it_is_and_ends_when_told",
        a_long_import_says_how_far_it_is_and_ends_when_told,
    ),
];

const VIVA: &str = env!("CARGO_BIN_EXE_viva");
const MUTEX: &str =
    "# mine\n[[cards]]\nid = 'mutex'   # stays\nquestion = \"A mutex?\"\nanswer = \"It guards.\"\n";
const THREE: &str = "title = \"Go\"\n
[[cards]]\nid = \"one\"\nsection = \"Basics\"\nquestion = \"The first question?\"\nanswer = \"First: see [docs](https://go.example/doc) on a mutex.\"\n
[[cards]]\nid = \"two\"\nsection = \"Basics\"\nquestion = \"The second question?\"\nanswer = \"Second.\"\n
[[cards]]\nid = \"three\"\nsection = \"More\"\nquestion = \"The third question?\"\nanswer = \"Third.\"\n";

/// A home of its own, gone with this value.
struct Home {
    folder: tempfile::TempDir,
    editor: String,
}

impl Home {
    /// With nothing in it.
    fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), editor: "false".to_owned() }
    }

    /// With a collection of one deck.
    fn with_deck(deck: &str) -> Self {
        let home = Self::empty();
        std::fs::create_dir_all(home.path("c/decks")).unwrap();
        std::fs::write(home.path("c/decks/go.toml"), deck).unwrap();
        home
    }

    /// The editor is a script, whose `$1` is the file.
    fn with_editor(self, script: &str) -> Self {
        let path = self.path("editor.sh");
        std::fs::write(&path, script).unwrap();
        Self { editor: format!("sh {}", path.display()), ..self }
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn deck(&self) -> String {
        std::fs::read_to_string(self.path("c/decks/go.toml")).unwrap()
    }

    fn command(&self, arguments: &[&str]) -> CommandBuilder {
        let mut command = CommandBuilder::new(VIVA);
        command.env_clear();
        command.env("HOME", self.folder.path());
        command.env("PATH", "/usr/bin:/bin");
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env("VIVA_NOW", "2026-03-01T09:00:00Z");
        command.env("VISUAL", &self.editor);
        command.cwd(self.folder.path());
        command.args(arguments);
        command
    }

    /// viva on a terminal of the usual size, over the collection.
    fn drill(&self, arguments: &[&str]) -> Pty {
        Pty::start(self.command(&[&["--collection", "c"], arguments].concat()), 80, 24)
    }

    /// What viva says where nobody looks on.
    fn json(&self, words: &str) -> Value {
        self.json_at("2026-03-01T09:00:00Z", words)
    }

    fn json_at(&self, now: &str, words: &str) -> Value {
        let mut command = Command::new(VIVA);
        command.env_clear().env("HOME", self.folder.path()).env("VIVA_NOW", now);
        command.current_dir(self.folder.path()).args(["--collection", "c", "--format", "json"]);
        let output = output(command.args(words.split(' ')));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Every card with its state.
    fn states(&self) -> Value {
        self.json("export")["cards"].clone()
    }

    /// All that lies in the home.
    fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                found.push(path);
            }
        }
        found
    }
}

fn a_card_is_deleted_in_the_drill() {
    let home = Home::with_deck(THREE);
    let mut pty = home.drill(&[]);
    pty.wait_for("The first question?");
    pty.type_keys("D");
    pty.wait_for("Delete this card from Go?");
    pty.type_keys("n");
    pty.wait_for("The first question?");
    assert_eq!(home.deck(), THREE);
    pty.type_keys("D");
    pty.wait_for("Delete this card from Go?");
    pty.type_keys("y");
    pty.wait_for("The second question?");
    pty.wait_for("deleted");
    assert!(!home.deck().contains("The first"), "{}", home.deck());
    pty.type_keys("u");
    pty.wait_for("undone: the deletion");
    pty.wait_for("The first question?");
    assert_eq!(home.deck(), THREE);
    pty.type_keys("U");
    pty.wait_for("redone: the deletion");
    pty.wait_for("The second question?");
    pty.type_keys("q");
    pty.assert_restored();
    // The next session can undo it, too.
    assert_eq!(home.json("undo")["undone"], "delete");
    assert_eq!(home.deck(), THREE);
}

fn what_was_buried_is_resumed() {
    let home = Home::with_deck(THREE);
    // The options of the drill need no command.
    let mut pty = home.drill(&["--new", "1"]);
    pty.wait_for("1 of 1");
    pty.type_keys("b");
    pty.wait_for("Session over");
    pty.type_keys("q");
    pty.assert_restored();
    assert_eq!(home.json("list is:buried")["cards"][0]["id"], "one");
    assert_eq!(home.json("resume is:buried --dry-run")["cards"][0], "one");
    assert_eq!(home.json("resume is:buried --yes")["cards"][0], "one");
    assert_eq!(home.json("list is:buried")["cards"], Value::Array(Vec::new()));
    assert_eq!(home.json("check")["ok"], true);
    let mut pty = home.drill(&[]);
    pty.wait_for("The first question?");
    pty.type_keys("q");
    pty.assert_restored();
    // The bury is the last action again.
    assert_eq!(home.json("undo")["undone"], "resume");
    assert_eq!(home.json("list is:buried")["cards"][0]["id"], "one");
}

/// A collection that was begun with the starter decks of an older version.
fn answers_for_starter_decks_are_offered_once() {
    const OLD: &str = "# mine\n[[cards]]\nid = \"y8y22yfcz0\"\nquestion = \"What does ACID stand for?\"\nanswer = \"<https://en.wikipedia.org/wiki/ACID>\"\n
[[cards]]\nid = \"rmtadqw19m\"\nquestion = \"Are you a student?\"\nmy_answer = \"No.\"\n
[[cards]]\nid = \"betz6bpbje\"\nquestion = \"Which databases have you worked with?\"\nanswer = \"Only one.\"\n";
    for (key, is_added) in [("y", true), ("n", false)] {
        let home = Home::with_deck(THREE);
        let path = home.path("c/decks/zibal.toml");
        std::fs::write(&path, OLD).unwrap();
        let mut pty = home.drill(&[]);
        pty.wait_for("viva now has answers for 2 questions of the starter decks");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), OLD);
        pty.type_keys(key);
        pty.wait_for("1 of ");
        pty.type_keys("q");
        pty.wait_for_end();
        let deck = std::fs::read_to_string(&path).unwrap();
        assert_eq!(deck.matches("answer_by = \"viva\"").count(), if is_added { 2 } else { 0 }, "{deck}");
        assert!(
            deck.starts_with("# mine") && deck.contains("Only one.") && deck.contains("my_answer = \"No.\"")
        );
        assert!(deck.contains("<https://en.wikipedia.org/wiki/ACID>"), "the link stays: {deck}");
        // It is one action, and it is offered once.
        let mut pty = home.drill(&[]);
        pty.wait_for("1 of ");
        if is_added {
            pty.type_keys("u");
            pty.wait_for("undone");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), OLD);
        }
        pty.type_keys("q");
        pty.wait_for_end();
    }
    // Decks of one's own are never asked about.
    let home = Home::with_deck(THREE);
    home.drill(&[]).wait_for("1 of 3");
}

/// One key from the shell's prompt to the first question, and nothing on the disk before it.
fn the_first_run_writes_nothing_before_a_yes() {
    let home = Home::empty();
    for leaving in ["\x1b", "\x03"] {
        let mut pty = Pty::start(home.command(&[]), 80, 24);
        pty.wait_for("  Quit");
        pty.settle();
        assert_eq!(home.files(), [""; 0].map(PathBuf::from));
        pty.type_keys(leaving);
        pty.wait_for("cancelled; nothing was written");
        pty.assert_restored();
        assert_eq!(pty.ended().exit_code(), 130);
    }
    assert_eq!(home.files(), [""; 0].map(PathBuf::from));
    let mut pty = Pty::start(home.command(&[]), 80, 24);
    pty.wait_for("Starter decks");
    pty.type_keys("\r");
    pty.wait_for("1 of 20");
    pty.type_keys("q");
    pty.assert_restored();
    assert!(home.path(".local/share/viva/decks/zibal.toml").exists());
}

fn the_first_run_shows_what_became_of_notes() {
    let home = Home::empty();
    std::fs::write(home.path("n.md"), "### Technical Interview\n\n- What is a fence?\n\n    A barrier.\n")
        .unwrap();
    for (answer, begins) in [("n", false), ("y", true)] {
        let mut pty = Pty::start(home.command(&[]), 80, 24);
        if begins {
            // The cards are there by now, and the drill begins at once.
            pty.wait_for("What is a fence?");
            pty.type_keys("q");
        } else {
            pty.wait_for("Starter decks");
            pty.type_keys("\x1b[B\r");
            pty.wait_for("Type the path of a note or of a folder");
            pty.wait_for("Path:");
            pty.settle();
            pty.type_keys("nowhere.md\r");
            pty.wait_for("nowhere.md does not exist");
            pty.type_keys("~/n.md\r");
            pty.wait_for("1 card");
            pty.wait_for("Begin the drill?");
            pty.type_keys(answer);
        }
        pty.assert_restored();
    }
}

/// Topics without a question among them, in two classes.
const TOPICS: &str =
    "# For candidates\n\n## Maps\n\n- growth\n- order\n- cost\n\n## Threads\n\n- locks\n- queues\n";

fn a_note_without_cards_offers_what_it_has() {
    for (options, keys, columns) in
        [(&[][..], &[" ", "\r"][..], 80), (&[], &["\x1b[B", " ", "\r"], 40), (&["--plain"], &["1\r"], 80)]
    {
        let home = Home::empty();
        std::fs::write(home.path("topics.md"), TOPICS).unwrap();
        let path = home.path("topics.md");
        let words = ["--collection", "c", "import", path.to_str().unwrap()];
        let all = [&words[..], options].concat();
        let mut pty = Pty::start(home.command(&all), columns, 24);
        pty.wait_for("What should become");
        pty.wait_for("Take");
        for keys in keys {
            pty.settle();
            pty.type_keys(keys);
        }
        pty.ended();
        let deck = std::fs::read_to_string(home.path("c/decks/for-candidates.toml")).unwrap();
        let record = std::fs::read_to_string(home.path("c/imports.toml")).unwrap();
        assert!(deck.contains("question = ") && record.contains("take = ["), "{deck}{record}");
        // Who has answered is not asked again.
        let mut pty = Pty::start(home.command(&words), 80, 24);
        pty.wait_for("taken as chosen before");
        pty.ended();
    }
}

fn a_chooser_that_is_left_imports_nothing() {
    let home = Home::empty();
    std::fs::write(home.path("topics.md"), TOPICS).unwrap();
    let path = home.path("topics.md");
    let words = ["--collection", "c", "import", path.to_str().unwrap()];
    for (keys, says) in [
        ("\r", "no questions were found"),
        ("\x1b", "nothing was imported"),
        ("\x03", "nothing was imported"),
    ] {
        let mut pty = Pty::start(home.command(&words), 80, 24);
        pty.wait_for("Take");
        pty.settle();
        pty.type_keys(keys);
        pty.wait_for(says);
        pty.ended();
        assert!(!home.path("c/decks").exists(), "{keys:?}");
    }
    let mut pty = Pty::start(home.command(&[&words[..], &["--no-input"]].concat()), 80, 24);
    pty.wait_for("choose what should become cards");
    pty.ended();
}

/// Tab, quotes, Ctrl-U, and a cursor that moves.
fn a_path_is_typed_as_in_a_shell() {
    for (keys, plain) in [
        (&["My\t", "a\t", "\r"][..], false),
        (&["'My notes/a.md'", "\r"], false),
        (&["nonsense\x15", "~/My\\ notes/a.md", "\r"], false),
        (&["y notes/a.md\"\x01", "\"M", "\r"], false),
        (&["nonsense\x15", "My\t", "a\t", "\r"], true),
    ] {
        let home = Home::empty();
        std::fs::create_dir(home.path("My notes")).unwrap();
        let note = "### Technical Interview\n\n- What is a fence?\n\n    A barrier.\n";
        std::fs::write(home.path("My notes/a.md"), note).unwrap();
        std::fs::write(home.path("My notes/b.md"), note.replace("fence", "gate")).unwrap();
        let arguments = if plain { &["--plain"][..] } else { &[] };
        let mut pty = Pty::start(home.command(arguments), 80, 24);
        pty.wait_for("Starter decks");
        pty.type_keys(if plain { "2\r" } else { "\x1b[B\r" });
        pty.wait_for("Path:");
        pty.settle();
        for key in keys {
            pty.type_keys(key);
            pty.settle();
        }
        pty.wait_for("Begin the drill?");
        pty.type_keys(if plain { "n\r" } else { "n" });
        pty.assert_restored();
        assert!(home.path(".local/share/viva/decks").join("a.toml").exists(), "{keys:?}");
        if plain {
            assert!(!pty.raw.contains(&0x1b), "{}", String::from_utf8_lossy(&pty.raw));
        }
    }
    // If it is ambiguous, the names are listed.
    let home = Home::empty();
    for name in ["one.md", "only.md"] {
        std::fs::write(home.path(name), "").unwrap();
    }
    let mut pty = Pty::start(home.command(&[]), 40, 24);
    pty.wait_for("Starter decks");
    pty.type_keys("\x1b[B\r");
    pty.wait_for("Path:");
    pty.settle();
    pty.type_keys("o\t");
    pty.wait_for("Path: on");
    pty.type_keys("\t");
    pty.wait_for("one.md  only.md");
    pty.wait_until(|screen| screen.contents().trim_end().ends_with("Path: on"));
    pty.type_keys(&"x".repeat(60));
    // A line that is longer than the window shows its end.
    pty.wait_until(|screen| screen.contents().trim_end().ends_with(&"x".repeat(32)));
    pty.type_keys("\x03");
    pty.wait_for("nothing was written");
    pty.assert_restored();
}

/// Typed, edited, and kept meanwhile.
fn an_answer_is_typed_and_a_card_edited() {
    let home = Home::with_deck(MUTEX).with_editor("printf 'My own.\\n' > \"$1\"");
    let mut pty = home.drill(&[]);
    pty.wait_for("A mutex?");
    pty.type_keys("t");
    pty.wait_for("Ctrl-D compare");
    pty.type_keys("it guarsd\x7f\x7fds\r\x1b[200~pasted\rlines\x1b[201~");
    pty.wait_for("it guards");
    pty.wait_for("lines");
    pty.type_keys("\x1b");
    pty.wait_for("your text is saved");
    pty.type_keys("q");
    pty.assert_restored();

    // Another session goes on with what was typed.
    let mut pty = home.drill(&[]);
    pty.wait_for("A mutex?");
    pty.type_keys("t\x04");
    pty.wait_for("1 of 1 key point");
    pty.wait_for("✓ It guards");
    // The list of points opens on a screen, too, where some letters scroll.
    pty.type_keys("p");
    pty.wait_for("tick what you said in other words");
    pty.type_keys(" ");
    pty.wait_for("missed: It guards");
    pty.type_keys(" ");
    pty.wait_for("made: It guards");
    pty.type_keys("\r");
    pty.wait_for("Enter gives good");
    pty.type_keys("w");
    pty.wait_for("saved in go");
    pty.wait_for("My own.");
    let edited = home.deck();
    let expected = MUTEX.replace("It guards.\"\n", "It guards.\"\nmy_answer = \"My own.\"\n");
    assert_eq!(edited, expected);
    pty.type_keys("u");
    pty.wait_for("undone: the edit");
    assert_eq!(home.deck(), MUTEX);
    // An edit that is not a card stays a draft, and the deck stays.
    pty.type_keys("e");
    pty.wait_for("Not saved: line 1");
    pty.type_keys("n");
    pty.wait_for("e continues your draft");
    assert_eq!(home.deck(), MUTEX);
    pty.type_keys("q");
    pty.assert_restored();
}

/// Left in whatever way, the next session begins with the question that was not answered.
fn however_it_ends_what_was_graded_is_kept() {
    for end in ["q", "\x03", "-TERM", "-HUP", "-QUIT", "-KILL", "closed"] {
        let home = Home::with_deck(THREE);
        let mut pty = home.drill(&[]);
        pty.wait_for("1 of 3");
        pty.type_keys(" 3");
        pty.wait_for("The second question?");
        match end {
            "closed" => {
                pty.close();
                pty.ended();
            }
            "-KILL" => {
                pty.signal(end);
                pty.wait_for_end();
            }
            signal if signal.starts_with('-') => {
                pty.signal(signal);
                pty.assert_restored();
            }
            key => {
                pty.type_keys(key);
                if key == "q" {
                    pty.wait_for("Session over");
                    pty.type_keys("q");
                }
                pty.assert_restored();
                assert_eq!(pty.ended().exit_code(), if key == "q" { 0 } else { 130 });
            }
        }
        let reviews = home.json("export")["reviews"].clone();
        assert_eq!(reviews.as_array().unwrap().len(), 1, "{end}");
        assert_eq!((&reviews[0]["card"], &reviews[0]["grade"]), (&"one".into(), &"good".into()), "{end}");
        let mut pty = home.drill(&[]);
        pty.wait_for("1 of 2");
        pty.wait_for("The second question?");
        pty.type_keys("u");
        pty.wait_for("undone: the grade good");
        pty.wait_for("The first question?");
        pty.type_keys("q");
        pty.assert_restored();
        assert_eq!(home.json("check")["ok"], true);
    }
}

fn many_grades_are_undone_in_the_next_session() {
    const MANY: usize = 35;
    const FIRST_HARD: usize = 30;
    let mut deck = String::new();
    for card in 0..MANY {
        write!(deck, "[[cards]]\nid = \"c{card}\"\nquestion = \"Question {card}?\"\nanswer = \"A.\"\n\n")
            .unwrap();
    }
    let home = Home::with_deck(&deck);
    let new = home.states();
    let mut pty = home.drill(&["drill", "--new", "100"]);
    for card in 0..MANY {
        pty.wait_for(&format!("Question {card}?"));
        pty.type_keys(" ");
        pty.wait_for("3 good");
        // Of those graded hard, the last ones, another try is owed; it is not made.
        pty.type_keys(if card >= FIRST_HARD { "2" } else { ["3", "4"][card % 2] });
    }
    let owed = format!("Question {FIRST_HARD}?");
    pty.wait_for(&owed);
    pty.type_keys("q");
    pty.wait_for("Session over");
    pty.type_keys("q");
    pty.assert_restored();
    let graded = home.states();
    let mut pty = home.drill(&["drill", "--new", "100"]);
    pty.wait_for(&owed);
    for card in (0..MANY).rev() {
        pty.type_keys("u");
        pty.wait_for(&format!("Question {card}?"));
    }
    pty.wait_until(|_| home.states() == new);
    for _ in 0..MANY {
        pty.type_keys("U");
    }
    pty.wait_for("redone: the grade");
    pty.wait_until(|_| home.states() == graded);
    pty.type_keys("\x03");
    pty.assert_restored();
    assert_eq!(home.json("check")["ok"], true);
}

fn every_key_that_changes_a_card_is_undone() {
    let home = Home::with_deck(THREE);
    home.json_at("2026-02-01T09:00:00Z", "grade one easy --yes");
    for (keys, says) in [
        ("f", "flagged"),
        ("b", "buried until tomorrow"),
        ("s", "suspended until `viva resume`"),
        ("d+9d\r", "due 2026-03-10"),
        ("d2026-04-01\r", "due 2026-04-01"),
        ("Fy", "new again"),
        (" 1", "The second question?"),
    ] {
        let (before, event_count) = (home.states(), home.json("check")["events"].as_u64().unwrap());
        let mut pty = home.drill(&[]);
        pty.wait_for("of 3");
        pty.type_keys(keys);
        pty.wait_for(says);
        assert_eq!(home.json("check")["events"], event_count + 1, "{keys}");
        // It is undone in the next session as well as in this.
        if keys.len() > 1 {
            pty.type_keys("\x03");
            pty.assert_restored();
            pty = home.drill(&["drill", "--ahead", "40"]);
            pty.wait_for("1 of");
        }
        pty.type_keys("u");
        pty.wait_for("undone: ");
        pty.wait_for("of 3");
        assert_eq!(home.states(), before, "{keys}");
        pty.type_keys("\x03");
        pty.assert_restored();
    }
}

fn an_edit_and_its_reverse_are_undone_in_turn() {
    let toggle = "if grep -q 'The very first' \"$1\"; then sed -i 's/The very first/The first/' \"$1\"; \
                  else sed -i 's/The first/The very first/' \"$1\"; fi";
    let home = Home::with_deck(THREE).with_editor(toggle);
    let mut pty = home.drill(&[]);
    pty.wait_for("1 of 3");
    for (keys, says) in [
        ("f", "flagged"),
        ("e", "The very first question?"),
        ("e", "The first question?"),
        ("u", "undone: the edit"),
        ("u", "The first question?"),
        ("u", "undone: flag"),
        ("u", "nothing to undo"),
        ("U", "redone: flag"),
        ("U", "The very first question?"),
    ] {
        pty.type_keys(keys);
        pty.wait_for(says);
    }
    pty.type_keys("q");
    pty.assert_restored();
    // What the session left, the command goes on with.
    assert_eq!(home.json("undo")["undone"], "edit");
    assert_eq!(home.json("undo")["undone"], "flag");
    assert_eq!(home.deck(), THREE);
}

/// As `git clean -fdx` does, in the middle of a session.
fn a_database_that_is_removed_ends_the_session() {
    for (before, last, saved) in [(" 3", " 3", "2 grades"), (" 3", "q", "1 grade"), ("", " 3", "1 grade")] {
        let home = Home::with_deck(THREE);
        home.json("grade three good");
        let mut pty = home.drill(&[]);
        pty.wait_for("The first question?");
        if !before.is_empty() {
            pty.type_keys(before);
            pty.wait_for("The second question?");
        }
        std::fs::remove_dir_all(home.path("c/.viva")).unwrap();
        pty.type_keys(last);
        pty.wait_for("move it to");
        pty.assert_restored();
        let screen = pty.screen().replace('\n', "");
        assert!(screen.contains("was removed or replaced during the session"), "{screen}");
        assert!(screen.contains(saved), "{screen}");
        assert!(!screen.contains("answers saved") && !screen.contains("answer saved"), "{screen}");
        assert!(!home.path("c/.viva").exists());
        // All of it is there and can be continued.
        let is_rescued = |path: &PathBuf| path.to_string_lossy().contains("viva-rescued-");
        let rescued: Vec<PathBuf> = home.files().into_iter().filter(is_rescued).collect();
        assert_eq!(rescued.len(), 1);
        std::fs::create_dir(home.path("c/.viva")).unwrap();
        std::fs::rename(&rescued[0], home.path("c/.viva/viva.db")).unwrap();
        let count: usize = saved.split(' ').next().unwrap().parse().unwrap();
        assert_eq!(home.json("check")["events"], count + 1);
        assert_eq!(home.json("check")["ok"], true);
    }
}

fn a_missing_history_is_asked_about() {
    let home = Home::with_deck(THREE);
    home.json("grade three good");
    std::fs::remove_dir_all(home.path("c/.viva")).unwrap();
    let mut pty = home.drill(&[]);
    pty.wait_for("Start with an empty history?");
    pty.type_keys("n");
    pty.assert_restored();
    assert!(pty.screen().contains("nothing was changed"), "{}", pty.screen());
    assert!(!home.path("c/.viva").exists());
    let mut pty = home.drill(&[]);
    pty.wait_for("Start with an empty history?");
    pty.type_keys("y");
    pty.wait_for("1 of 3");
    pty.type_keys("q");
    pty.assert_restored();
}

/// What was graded below good comes once more before the end, and moves its schedule no further.
fn what_was_failed_is_learned_again() {
    let home = Home::with_deck(THREE);
    let mut pty = home.drill(&[]);
    for (question, grade) in
        [("first", "1"), ("second", "2"), ("third", "3"), ("first", "2"), ("second", "3")]
    {
        pty.wait_for(&format!("The {question} question?"));
        pty.type_keys(" ");
        pty.wait_for("3 good");
        pty.type_keys(grade);
    }
    // What was below good again is owed again.
    pty.wait_for("The first question?");
    pty.type_keys(" ");
    pty.wait_for("3 good");
    let before = schedule(&home.states());
    pty.type_keys("3");
    pty.wait_for("Done for today");
    assert_eq!(schedule(&home.states()), before);
    pty.type_keys("q");
    pty.assert_restored();
}

/// A page at a time; Enter grades at once.
fn space_scrolls_to_the_end_before_it_grades() {
    let lines = (1..=40).map(|line| format!("- line {line}\n")).collect::<Vec<_>>().concat();
    let deck = format!("[[cards]]\nid = \"long\"\nquestion = \"A long one?\"\nanswer = '''\n{lines}'''\n");
    let home = Home::with_deck(&deck);
    let mut pty = home.drill(&[]);
    pty.wait_for("A long one?");
    pty.type_keys(" ");
    pty.wait_for("line 2");
    let mut presses = 0;
    while !pty.screen().contains("line 40") {
        let before = pty.screen();
        pty.type_keys(" ");
        pty.wait_until(|screen| screen.contents() != before);
        assert!(pty.screen().contains("3 good"), "{}", pty.screen());
        presses += 1;
    }
    assert!((2..=4).contains(&presses), "{presses} pages");
    assert_eq!(home.json("export")["reviews"].as_array().unwrap().len(), 0);
    pty.type_keys(" ");
    pty.wait_for("Done for today");
    let reviews = home.json("export")["reviews"].clone();
    assert_eq!((reviews.as_array().unwrap().len(), &reviews[0]["grade"]), (1, &"good".into()));
    pty.type_keys("q");
    pty.assert_restored();
}

/// The only card that is left is not asked again at once, unless the user says so.
fn what_would_come_straight_back_waits() {
    for arguments in [&[][..], &["--plain"]] {
        let enter = if arguments.is_empty() { "" } else { "\r" };
        let home = Home::with_deck(MUTEX);
        let mut pty = home.drill(arguments);
        pty.wait_for("A mutex?");
        pty.type_keys(if arguments.is_empty() { " 1" } else { "\r1\r" });
        pty.wait_for("The only question left is the one");
        pty.type_keys(&format!("u{enter}"));
        pty.wait_for("undone: the grade again");
        pty.type_keys(if arguments.is_empty() { " 1" } else { "\r1\r" });
        pty.wait_for(if arguments.is_empty() { "q finish" } else { "q finishes" });
        pty.type_keys(if arguments.is_empty() { " " } else { "\r" });
        pty.wait_for("again today");
        pty.type_keys(if arguments.is_empty() { " 1" } else { "\r1\r" });
        pty.wait_for("The only question left is the one");
        pty.settle();
        pty.type_keys(&format!("q{enter}"));
        pty.wait_for("Session over");
        pty.type_keys(&format!("q{enter}"));
        pty.assert_restored();
        assert_eq!(home.json("queue")["cards"][0]["why"], "again today");
    }
}

/// Each key that is offered at the end does what it says.
fn the_end_shows_what_failed_and_what_can_be_done() {
    for arguments in [&[][..], &["--plain"]] {
        let enter = if arguments.is_empty() { "" } else { "\r" };
        let reveal = if arguments.is_empty() { " " } else { "\r" };
        let home = Home::with_deck(&format!(
            "{THREE}\n[[cards]]\nid = \"four\"\nquestion = \"The fourth question?\"\nanswer = \"Fourth.\"\n"
        ));
        // It falls due within the next days.
        home.json_at("2026-02-24T09:00:00Z", "grade four good");
        home.json_at("2026-02-25T09:00:00Z", "grade four good");
        let mut pty = home.drill(&[arguments, &["drill", "--new", "1"]].concat());
        let answer = |pty: &mut Pty, question: &str, grade: &str| {
            pty.wait_for(&format!("The {question} question?"));
            pty.type_keys(reveal);
            pty.wait_for("3 good");
            pty.type_keys(&format!("{grade}{enter}"));
        };
        answer(&mut pty, "first", "1");
        pty.wait_for("The only question left is the one");
        pty.type_keys(&format!(" {enter}"));
        answer(&mut pty, "first", "3");
        pty.wait_for("Not recalled: 1 question");
        for says in ["2 more new", "1 due ", "mock interview", "quit"] {
            assert!(pty.screen().contains(says), "{says}: {}", pty.screen());
        }
        pty.type_keys(&format!("v{enter}"));
        pty.wait_for("First: see");
        pty.type_keys(&format!("x{enter}"));
        pty.wait_for("2 more new");
        pty.settle();
        pty.type_keys(&format!("n{enter}"));
        answer(&mut pty, "second", "3");
        answer(&mut pty, "third", "3");
        pty.wait_for("1 due ");
        pty.settle();
        pty.type_keys(&format!("a{enter}"));
        pty.wait_for("ahead of time");
        answer(&mut pty, "fourth", "3");
        pty.wait_for("mock interview");
        pty.settle();
        // What was done before the end is undone at the end, too.
        pty.type_keys(&format!("u{enter}"));
        pty.wait_for("undone: the grade good");
        answer(&mut pty, "fourth", "3");
        pty.settle();
        pty.type_keys(&format!("m{enter}"));
        pty.wait_for("Mock interview");
        pty.type_keys("\x03");
        pty.wait_for_end();
        assert!(String::from_utf8_lossy(&pty.raw).contains("5 answers saved"), "{}", pty.screen());
        assert_eq!(home.json("export")["reviews"].as_array().unwrap().len(), 2 + 5);
    }
}

fn the_end_offers_nothing_that_leads_to_nothing() {
    let home = Home::with_deck(MUTEX);
    let mut pty = home.drill(&[]);
    pty.wait_for("A mutex?");
    pty.type_keys(" 3");
    pty.wait_for("Done for today");
    pty.settle();
    let screen = pty.screen();
    for absent in ["more new", "due tomorrow", "due in", "Not recalled", "again", "continue"] {
        assert!(!screen.contains(absent), "{absent}: {screen}");
    }
    pty.type_keys("nav ");
    pty.settle();
    assert_eq!(pty.screen(), screen);
    pty.type_keys("q");
    pty.assert_restored();

    // If it is left before its end, it continues.
    let home = Home::with_deck(THREE);
    let mut pty = home.drill(&[]);
    pty.wait_for("The first question?");
    pty.type_keys(" 3");
    pty.wait_for("The second question?");
    pty.type_keys("q");
    pty.wait_for("continue (2 in this session)");
    assert!(!pty.screen().contains("more new"), "{}", pty.screen());
    pty.type_keys(" ");
    pty.wait_for("The second question?");
    pty.type_keys("q");
    pty.wait_for("continue (2 in this session)");
    pty.type_keys("q");
    pty.assert_restored();
}

fn a_deck_is_chosen_from_the_list_of_decks() {
    for arguments in [&[][..], &["--plain"]] {
        let enter = if arguments.is_empty() { "" } else { "\r" };
        let reveal = if arguments.is_empty() { " " } else { "\r" };
        let home = Home::with_deck(THREE);
        std::fs::write(home.path("c/decks/locks.toml"), MUTEX).unwrap();
        let mut pty = if arguments.is_empty() {
            let mut pty = home.drill(&["decks"]);
            pty.wait_for("Choose a deck to drill");
            pty.wait_for("2 locks  1 new");
            pty.type_keys("g");
            pty.wait_until(|screen| !screen.contents().contains("locks"));
            assert!(pty.screen().contains("> 1 Go  3 new"), "{}", pty.screen());
            pty.type_keys("\r");
            pty
        } else {
            home.drill(&["--plain", "drill", "go"])
        };
        pty.wait_for("The first question?");
        pty.type_keys(reveal);
        pty.wait_for("3 good");
        pty.type_keys(&format!("3{enter}"));
        pty.wait_for("The second question?");
        pty.settle();
        pty.type_keys(&format!("m{enter}"));
        pty.wait_for("1 Go  2 new");
        pty.wait_for("2 locks  1 new");
        // A number that is not in the list chooses nothing.
        pty.type_keys(&format!("9{enter}"));
        pty.settle();
        pty.type_keys(&format!("loc{enter}"));
        pty.wait_for("1 locks  1 new");
        pty.settle();
        pty.type_keys("\r");
        pty.wait_for("A mutex?");
        pty.type_keys(&format!("q{enter}"));
        pty.wait_for_end();
        assert!(String::from_utf8_lossy(&pty.raw).contains("1 answer saved"), "{}", pty.screen());
        assert_eq!(home.json("export")["reviews"].as_array().unwrap().len(), 1);
    }
    // Esc leaves without a drill, Ctrl-C says that it was interrupted, and without decks there is nothing to choose.
    for (key, code) in [("\x1b", 0), ("\x03", 130)] {
        let home = Home::with_deck(THREE);
        let mut pty = home.drill(&["decks"]);
        pty.wait_for("1 Go  3 new");
        pty.type_keys(key);
        assert_eq!(pty.ended().exit_code(), code);
        assert!(!String::from_utf8_lossy(&pty.raw).contains("The first question?"));
    }
    let home = Home::empty();
    std::fs::create_dir_all(home.path("c/decks")).unwrap();
    let mut pty = home.drill(&["decks"]);
    pty.wait_for("no cards yet");
    assert_eq!(pty.ended().exit_code(), 0);
}

/// The letters answer until the reveal; then they are commands again. The user grades, whatever was chosen.
fn options_are_answered_by_their_letters() {
    let deck = "[[cards]]\nid = \"lock\"\nquestion = '''\nWhich of these is a lock?\n\n- a channel\n- a mutex\n- a list\n'''\nanswer = \"**a mutex**\\n\\nIt guards.\"\n";
    for arguments in [&[][..], &["--plain"]] {
        let enter = if arguments.is_empty() { "" } else { "\r" };
        let reveal = if arguments.is_empty() { " " } else { "\r" };
        let home = Home::with_deck(deck);
        let mut pty = home.drill(arguments);
        pty.wait_for("C: a list");
        for (key, says) in [
            ("b", "your answer: B"),
            ("B", "no answer chosen"),
            ("c", "your answer: C"),
            ("a", "your answer: A"),
        ] {
            pty.settle();
            pty.type_keys(&format!("{key}{enter}"));
            pty.wait_for(says);
        }
        assert_eq!(home.json("check")["events"], 0);
        pty.type_keys(reveal);
        pty.wait_for("A: a channel (wrong, your answer)");
        pty.wait_for("B: a mutex (right)");
        pty.wait_for("You chose A: wrong. Right: B.");
        pty.wait_for("It guards.");
        pty.settle();
        pty.type_keys(&format!("b{enter}"));
        pty.wait_for("buried until tomorrow");
        pty.settle();
        pty.type_keys(&format!("u{enter}"));
        pty.wait_for("undone: bury");
        pty.settle();
        pty.type_keys(&format!("b{enter}{reveal}"));
        pty.wait_for("You chose B: right.");
        pty.settle();
        pty.type_keys(&format!("4{enter}"));
        pty.wait_for("Done for today");
        pty.type_keys(&format!("q{enter}"));
        pty.assert_restored();
        assert_eq!(home.json("export")["reviews"][0]["grade"], "easy");
    }
}

fn a_gap_is_filled_in_place() {
    let deck = "[[cards]]\nid = \"lock\"\nquestion = \"A lock is [...] while it is held.\"\nanswer = \"A lock is taken while it is held.\\n\\nSee the docs.\"\n";
    for arguments in [&[][..], &["--plain"]] {
        let home = Home::with_deck(deck);
        let mut pty = home.drill(arguments);
        pty.wait_for("A lock is [...] while it is held.");
        pty.settle();
        pty.type_keys(if arguments.is_empty() { " " } else { "\r" });
        pty.wait_for("A lock is taken while it is held.");
        pty.wait_for("See the docs.");
        assert_eq!(pty.screen().matches("A lock is taken").count(), 1, "{}", pty.screen());
        pty.type_keys("\x03");
        pty.assert_restored();
    }
}

/// What SM-2 holds of each card.
fn schedule(states: &Value) -> Vec<Value> {
    let cards = states.as_array().unwrap().iter().map(|card| &card["state"]);
    cards
        .flat_map(|state| ["due", "interval_days", "ease", "repetitions"].map(|key| state[key].clone()))
        .collect()
}

fn cramming_moves_no_schedule() {
    let home = Home::with_deck(THREE);
    home.json("grade one good");
    let before = home.states();
    let mut pty = home.drill(&["drill", "--cram", "section:basics"]);
    for question in ["first", "second"] {
        pty.wait_for(&format!("The {question} question?"));
        pty.type_keys(" ");
        pty.wait_for("3 good");
        pty.type_keys("3");
    }
    // What is new is left.
    pty.wait_for("Session over");
    pty.type_keys("q");
    pty.assert_restored();
    assert_eq!(schedule(&home.states()), schedule(&before));
    let reviews = home.json("export")["reviews"].clone();
    assert_eq!(reviews.as_array().unwrap().len(), 3);
    assert_eq!(reviews[2]["intent"], "cram");
}

/// A session of a part says what the rest still asks, and cards and answers are not the same.
fn a_summary_keeps_its_promises() {
    let home = Home::with_deck(THREE);
    let mut pty = home.drill(&["drill", "section:basics"]);
    for (question, grade) in [("first", "1"), ("second", "3"), ("first", "3")] {
        pty.wait_for(&format!("The {question} question?"));
        pty.type_keys(" ");
        pty.wait_for("3 good");
        pty.type_keys(grade);
    }
    pty.wait_for("Session over");
    let screen = pty.screen();
    for line in
        ["Answered    2 cards, 3 answers", "Left today  1 new", "Tomorrow    2 due, 1 new, if you stop now"]
    {
        assert!(screen.contains(line), "{line}\nis not on\n{screen}");
    }
    pty.type_keys("q");
    pty.assert_restored();
    let mut pty = home.drill(&[]);
    pty.wait_for("1 of 1");
    pty.type_keys(" ");
    pty.wait_for("3 good");
    pty.type_keys("3");
    pty.wait_for("Done for today");
    for line in ["Answered    1 card, 1 answer", "Left today  nothing", "Tomorrow    3 due"] {
        assert!(pty.screen().contains(line), "{line}\nis not on\n{}", pty.screen());
    }
    pty.type_keys("q");
    pty.assert_restored();
    let mut command = home.command(&["--collection", "c"]);
    command.env("VIVA_NOW", "2026-03-02T09:00:00Z");
    let mut pty = Pty::start(command, 80, 24);
    pty.wait_for("1 of 3");
    pty.type_keys("q");
    pty.assert_restored();
}

/// A card in two sections is shown in the one that was chosen.
fn a_section_gone_to_is_the_one_that_is_named() {
    let card = |id: &str, section: &str, question: &str| {
        format!(
            "[[cards]]\nid = \"{id}\"\nsection = \"{section}\"\nquestion = \"{question}\"\nanswer = \"A.\"\n\n"
        )
    };
    let deck = "title = \"Go\"\n".to_owned()
        + &card("two", "Basics", "The second question?")
        + &card("one", "Basics", "The first question?")
        + &card("one", "More", "The first question, again?");
    let home = Home::with_deck(&deck);
    let mut pty = home.drill(&["drill"]);
    pty.wait_for("The second question?");
    assert!(pty.screen().contains("Go · Basics"), "{}", pty.screen());
    pty.type_keys("g");
    pty.wait_for("Go to a section");
    pty.type_keys("2");
    pty.wait_for("The first question, again?");
    assert!(pty.screen().contains("Go · More"), "{}", pty.screen());
    pty.type_keys("q");
    pty.assert_restored();
}

/// `PAGER` gets what is longer than the window; if it fails, the text is printed.
fn what_is_longer_than_the_window_is_paged() {
    let home = Home::with_deck(THREE);
    home.json("grade one good");
    std::fs::write(home.path("pager.sh"), "echo \"LESS=$LESS\" > seen; cat >> seen; echo paged").unwrap();
    let run = |pager: &str, arguments: &[&str]| {
        let mut command = home.command(&[&["--collection", "c"], arguments].concat());
        command.env("PAGER", pager);
        let mut pty = Pty::start(command, 80, 24);
        pty.assert_restored();
        pty.screen()
    };
    let pager = format!("sh {}", home.path("pager.sh").display());
    assert!(run(&pager, &["stats", "--all"]).contains("paged"));
    let seen = std::fs::read_to_string(home.path("seen")).unwrap();
    assert!(seen.starts_with("LESS=FRX\nToday  2026-03-01\n"), "{seen}");
    assert!(seen.contains("\nDecks\n") && !seen.contains('\x1b'), "{seen}");
    for (pager, arguments) in [
        // What fits needs none, and one may do without.
        (pager.as_str(), &["stats"][..]),
        (&pager, &["stats", "--all", "--no-pager"]),
        (&pager, &["stats", "--all", "--plain"]),
        ("no-such-pager", &["stats", "--all"]),
        ("false", &["stats", "--all"]),
        ("", &["stats", "--all"]),
    ] {
        let screen = run(pager, arguments);
        assert!(!screen.contains("paged"), "{pager} {arguments:?}: {screen}");
        let end = if arguments.contains(&"--all") { "cards" } else { "`viva stats --all` shows everything." };
        assert!(screen.contains(end), "{pager} {arguments:?}: {screen}");
    }
}

fn a_limit_that_is_reached_is_said() {
    let home = Home::with_deck(THREE);
    for card in ["one", "two", "three"] {
        home.json_at("2026-02-20T09:00:00Z", &format!("grade {card} good"));
    }
    std::fs::write(home.path("c/viva.toml"), "reviews_per_day = 1\n").unwrap();
    let mut pty = home.drill(&[]);
    pty.wait_for("1 of 1");
    pty.type_keys(" ");
    pty.wait_for("3 good");
    pty.type_keys("3");
    pty.wait_for("Done for today");
    for line in
        ["Left today  nothing (2 more due, over the daily", "Tomorrow    1 due (1 more due, over the daily"]
    {
        assert!(pty.screen().contains(line), "{line}\nis not on\n{}", pty.screen());
    }
    pty.type_keys("q");
    pty.assert_restored();
    let mut pty = home.drill(&[]);
    pty.assert_restored();
    let screen = pty.screen();
    let said = screen.split_whitespace().collect::<Vec<_>>().join(" ");
    let done = "today's limit of reviews is reached; 2 cards are still due, 1 review today; tomorrow: 1 due";
    assert!(said.contains(done), "{said}");
}

fn what_is_ahead_is_asked_and_moves_no_schedule() {
    let home = Home::with_deck(THREE);
    // Due in the days after the 1st of March, which is today.
    home.json_at("2026-02-23T09:00:00Z", "grade one good");
    home.json_at("2026-02-24T09:00:00Z", "grade one good");
    let before = schedule(&home.states());
    let mut pty = home.drill(&["drill", "-is:new"]);
    pty.assert_restored();
    assert!(pty.screen().contains("none of these is due"), "{}", pty.screen());
    let mut pty = home.drill(&["drill", "--ahead", "5", "-is:new"]);
    pty.wait_for("1 of 1");
    pty.type_keys(" ");
    pty.wait_for("3 good");
    pty.type_keys("3");
    pty.wait_for("Session over");
    assert_eq!(schedule(&home.states()), before);
    assert_eq!(home.json("export")["reviews"].as_array().unwrap().len(), 3);
    pty.type_keys("q");
    pty.assert_restored();
}

/// Shuffled or not, and without the clock that was hidden.
fn who_comes_back_goes_on_in_the_same_order() {
    let mut deck = String::new();
    for card in 0..12 {
        write!(deck, "[[cards]]\nid = \"c{card}\"\nquestion = \"Question {card}?\"\nanswer = \"A.\"\n\n")
            .unwrap();
    }
    let home = Home::with_deck(&deck);
    let asked = |arguments: &[&str], count: usize| {
        let mut pty = home.drill(arguments);
        let mut asked: Vec<String> = Vec::new();
        for _ in 0..count {
            let has_next = |screen: &vt100::Screen| {
                let screen = screen.contents();
                let shown = screen.lines().find(|line| line.starts_with("Question ")).map(str::to_owned);
                shown.filter(|shown| asked.last() != Some(shown) && !screen.contains("3 good"))
            };
            pty.wait_until(|screen| has_next(screen).is_some());
            let shown = has_next(pty.parser.screen()).unwrap();
            asked.push(shown);
            if asked.len() < count {
                pty.type_keys(" ");
                pty.wait_for("3 good");
                pty.type_keys("3");
            }
        }
        pty.type_keys("\x03");
        pty.assert_restored();
        asked
    };
    let whole = asked(&["drill", "--shuffle", "--new", "12"], 12);
    let in_order: Vec<String> = (0..12).map(|card| format!("Question {card}?")).collect();
    assert_ne!(whole, in_order);
    for _ in 0..11 {
        home.json("undo");
    }
    let first = asked(&["drill", "--shuffle", "--new", "12"], 5);
    let rest = asked(&["drill", "--shuffle", "--new", "12"], 4);
    assert_eq!(first, whole[..5]);
    assert_eq!(rest, whole[4..8]);
    // The clock that was hidden stays so.
    let mut pty = home.drill(&[]);
    pty.wait_for(" · 0:00");
    pty.type_keys("c");
    pty.wait_for("the clock is hidden");
    pty.type_keys("\x03");
    pty.assert_restored();
    let mut pty = home.drill(&[]);
    pty.wait_for("1 of ");
    assert!(!pty.screen().contains("0:00"), "{}", pty.screen());
    pty.type_keys("\x03");
    pty.assert_restored();
}

fn the_editor_comes_back_to_the_same_card() {
    let home = Home::with_deck(THREE).with_editor("sed -i 's/The first/The very first/' \"$1\"");
    home.json("grade three good");
    let before = home.states();
    let mut pty = home.drill(&[]);
    pty.wait_for("1 of 2");
    pty.type_keys("e");
    pty.wait_for("The very first question?");
    pty.wait_for("1 of 2");
    pty.type_keys("q");
    pty.assert_restored();
    assert_eq!(home.deck(), THREE.replace("The first", "The very first"));
    let text = |states: &Value| states.to_string().replace("The very first", "The first");
    assert_eq!(text(&home.states()), text(&before));
}

fn an_editor_that_fails_changes_nothing() {
    for (editor, says) in [
        ("false", "the editor ended with exit code 1"),
        ("no-such-editor", "could not be started; set VISUAL or EDITOR"),
        ("sh -c 'kill -KILL $$'", "the editor ended with exit code 137"),
        ("sh -c 'stty raw -echo; tput civis; exit 2'", "the editor ended with exit code 2"),
    ] {
        let home = Home { editor: editor.to_owned(), ..Home::with_deck(THREE) };
        for key in ["e", "w"] {
            let mut pty = home.drill(&[]);
            pty.wait_for("1 of 3");
            pty.type_keys(key);
            pty.wait_for(says);
            pty.wait_for("The first question?");
            pty.type_keys("q");
            pty.assert_restored();
            assert_eq!(home.deck(), THREE);
        }
    }
}

/// Mends what an earlier editor wrote, and else breaks the text.
const BREAKS_THEN_MENDS: &str = "if grep -q BROKEN \"$1\"; then sed -i 's/BROKEN/=== question ===/; s/The first/The very first/' \"$1\"; \
     else sed -i 's/=== question ===/BROKEN/' \"$1\"; fi";

/// Whatever ends the session in which an edit could not be saved, the next one offers it.
fn what_was_written_outlives_the_session() {
    for end in ["nq", "\x03", "-TERM", "-HUP", "-KILL"] {
        let home = Home::with_deck(THREE).with_editor(BREAKS_THEN_MENDS);
        let mut pty = home.drill(&[]);
        pty.wait_for("The first question?");
        pty.type_keys("e");
        pty.wait_for("Not saved: line");
        if end.starts_with('-') {
            pty.signal(end);
            pty.wait_for_end();
        } else {
            pty.type_keys(end);
            pty.wait_for_end();
            assert!(String::from_utf8_lossy(&pty.raw).contains("`viva edit one`"), "{end}");
        }
        assert_eq!(home.deck(), THREE, "{end}");
        let mut pty = home.drill(&[]);
        pty.wait_for("your edit of this card was not saved: e continues it");
        pty.type_keys("e");
        pty.wait_for("The very first question?");
        pty.type_keys("q");
        pty.assert_restored();
        assert_eq!(home.deck(), THREE.replace("The first", "The very first"), "{end}");
        assert_eq!(home.json("check")["drafts"], Value::Array(Vec::new()), "{end}");
        assert_eq!(std::fs::read_dir(home.path("c/.viva/drafts")).unwrap().count(), 0, "{end}");
    }
}

fn what_was_written_outlives_a_broken_deck() {
    for breaking in ["echo '[[' >> c/decks/go.toml", "rm c/decks/go.toml"] {
        for key in ["e", "w"] {
            let write = match key {
                "e" => "sed -i 's/The first/The very first/; s/^=== my answer ===$/&\\nMine./' \"$1\"",
                _ => "sed -i 's/^=== my answer ===$/&\\nMine./' \"$1\"",
            };
            let home = Home::with_deck(THREE).with_editor(&format!("{breaking}; {write}"));
            let mut pty = home.drill(&[]);
            pty.wait_for("The first question?");
            pty.type_keys(key);
            pty.wait_for("Not saved: ");
            pty.type_keys("n");
            pty.wait_for(&format!("{key} continues your draft"));
            pty.type_keys("q");
            pty.wait_for_end();
            std::fs::write(home.path("c/decks/go.toml"), THREE).unwrap();
            let home = home.with_editor("true");
            let mut pty = home.drill(&[]);
            pty.wait_for(&format!("was not saved: {key} continues it"));
            pty.type_keys(key);
            pty.wait_for("saved in go");
            pty.type_keys("q");
            pty.assert_restored();
            assert!(home.deck().contains("my_answer = \"Mine.\""), "{breaking}: {}", home.deck());
            assert_eq!(home.deck().contains("The very first"), key == "e", "{breaking}");
        }
    }
}

fn what_an_editor_saved_outlives_a_kill() {
    let home = Home::with_deck(THREE).with_editor("echo Mine. >> \"$1\"; echo saved; sleep 60");
    let mut pty = home.drill(&[]);
    pty.wait_for("The first question?");
    pty.type_keys("w");
    pty.wait_for("saved");
    // While the editor is open, no other viva takes the draft.
    assert_eq!(home.json("check")["drafts"], Value::Array(Vec::new()));
    pty.signal("-KILL");
    let waited = pty.ended();
    assert!(!waited.success());
    assert_eq!(home.json("check")["drafts"][0]["card"], "one");
    let home = home.with_editor("true");
    let mut pty = home.drill(&[]);
    pty.wait_for("your answer was not saved: w continues it");
    pty.type_keys("w");
    pty.wait_for("saved in go");
    pty.type_keys("q");
    pty.assert_restored();
    assert!(home.deck().contains("my_answer = \"Mine.\""), "{}", home.deck());
}

/// Mouse reports, a hidden cursor, the alternate screen: whatever an editor that dies had set.
fn an_editor_leaves_no_modes_behind() {
    const MODES: &str = "printf '\\033[?1000h\\033[?1003h\\033[?1006h\\033[?25l\\033[?1049h\\033[?1h'";
    for (arguments, end) in [
        (&[][..], "exit 2"),
        (&[], "exit 0"),
        (&["--plain"], "kill -KILL $$"),
        (&["edit", "one"], "kill -TERM $$"),
    ] {
        let home = Home::with_deck(THREE).with_editor(&format!("{MODES}; sleep 1.1; {end}"));
        let mut pty = home.drill(arguments);
        if arguments.first() != Some(&"edit") {
            pty.wait_for("The first question?");
            pty.type_keys(if arguments.is_empty() { "e" } else { "e\r" });
            pty.wait_for(if end == "exit 0" { "nothing was changed" } else { "the editor ended" });
            pty.type_keys(if arguments.is_empty() { "q" } else { "q\r" });
        }
        pty.wait_for_end();
        let screen = pty.parser.screen();
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "{arguments:?} {end}");
        assert!(!screen.alternate_screen() && !screen.hide_cursor(), "{arguments:?} {end}");
        assert!(!screen.application_cursor(), "{arguments:?} {end}");
    }
}

/// From one cell to a wall, on every screen there is.
fn no_size_of_the_window_ends_a_session() {
    const SIZES: [(u16, u16); 14] = [
        (79, 23),
        (40, 10),
        (20, 6),
        (19, 6),
        (10, 3),
        (2, 2),
        (1, 1),
        (1, 100),
        (300, 1),
        (300, 100),
        (39, 9),
        (5, 24),
        (120, 4),
        (80, 24),
    ];
    let home = Home::with_deck(THREE);
    let mock = ["mock", "go"];
    for (arguments, keys, says) in [
        (&[][..], "", "The first question?"),
        (&[], " ", "First: see"),
        (&[], "?", "type your answer"),
        (&[], "tsome words", "some words"),
        (&[], "t\x15other words\x04", "missed"),
        (&[], "g", "Basics"),
        (&[], "i", "In 1 deck, asked in no interview yet"),
        (&[], "d+3", "+3"),
        (&[], "F", "Reset this card to new?"),
        (&mock, "", "Mock interview"),
        (&mock, "\r", "1 of 3"),
        (&mock, "\rtnotes", "notes"),
        (&["read", "go"], "", "First: see"),
    ] {
        let mut pty = home.drill(arguments);
        pty.wait_for(match arguments.first() {
            Some(&"mock") => "Mock interview",
            Some(_) => "First: see",
            None => "The first question?",
        });
        pty.type_keys(keys);
        pty.wait_for(says);
        for (columns, rows) in SIZES {
            pty.resize(columns, rows);
            let from = pty.raw.len();
            // It is drawn anew in the size it has now.
            pty.wait_for_bytes(from);
            let screen = pty.parser.screen();
            assert!(screen.alternate_screen(), "{columns}x{rows} of {says:?}: {}", pty.screen());
            if columns >= 80 && rows >= 24 {
                pty.wait_for(says);
            }
        }
        pty.signal("-TERM");
        pty.assert_restored();
        assert!(!String::from_utf8_lossy(&pty.raw).contains("panicked"));
    }
    // The same for the prompts before there is a card.
    let home = Home::empty();
    let mut pty = Pty::start(home.command(&[]), 80, 24);
    pty.wait_for("Starter decks");
    for (columns, rows) in SIZES {
        pty.resize(columns, rows);
        pty.settle();
    }
    pty.type_keys("\x03");
    pty.wait_for_end();
    let raw = String::from_utf8_lossy(&pty.raw).into_owned();
    assert!(!raw.contains("panicked") && raw.contains("nothing was written"), "{raw}");
}

/// Lines only: no redrawing, numbers as choices, and what is so said in words.
fn a_session_in_lines_writes_no_escape() {
    for way in ["--plain", "TERM=dumb", "plain = true"] {
        let home = Home::with_deck(THREE);
        let mut command = home.command(&["--collection", "c"]);
        match way {
            "--plain" => command.arg("--plain"),
            "TERM=dumb" => command.env("TERM", "dumb"),
            _ => std::fs::write(home.path("c/viva.toml"), "plain = true\n").unwrap(),
        }
        let mut pty = Pty::start(command, 80, 60);
        pty.wait_for("The first question?");
        for (keys, says) in [
            ("?\r", "type your answer"),
            ("\r", "The first question?"),
            ("f\r", "flagged"),
            ("t\r", "your answer"),
            ("see the docs\r.\r", "made: see docs on a mutex"),
            ("3\r", "The second question?"),
            ("\r", "1 again"),
            ("good\r", "The third question?"),
            ("u\r", "undone: the grade good"),
            ("q\r", "Session over"),
        ] {
            pty.type_keys(keys);
            pty.wait_for(says);
        }
        pty.type_keys("\r");
        pty.assert_restored();
        let raw = String::from_utf8_lossy(&pty.raw);
        assert!(!raw.contains(['\x1b', '\u{9b}']), "{way}: {raw:?}");
    }
    let home = Home::empty();
    let mut pty = Pty::start(home.command(&["--plain"]), 80, 24);
    pty.wait_for("1 Starter decks");
    pty.type_keys("3\r");
    pty.assert_restored();
    assert!(!pty.raw.contains(&0x1b));
}

fn what_is_broken_is_told_once() {
    let home = Home::with_deck(THREE);
    std::fs::write(home.path("c/decks/broken.toml"), "title = \"Broken\n").unwrap();
    let mut pty = home.drill(&["check"]);
    pty.assert_restored();
    assert_eq!(pty.screen().matches("broken.toml:1:").count(), 1, "{}", pty.screen());
    assert_eq!(pty.ended().exit_code(), 3);
}

fn what_would_take_a_schedule_away_asks() {
    let home = Home::with_deck(THREE);
    home.json("grade one good");
    home.json("grade two good");
    let before = home.states();
    for (key, is_forgotten) in [("n", false), ("\r", false), ("\x03", false), ("y", true)] {
        let mut pty = home.drill(&["forget", "go"]);
        pty.wait_for("2 cards");
        pty.type_keys(key);
        pty.assert_restored();
        assert_eq!(home.states() != before, is_forgotten, "{key:?}");
    }
    // The history itself is kept.
    assert_eq!(home.json("export")["reviews"].as_array().unwrap().len(), 2);
    home.json("undo");
    home.json("undo");
    assert_eq!(home.states(), before);
}

/// No meaning hangs on colour alone: without it, the text is the same.
fn without_colour_the_screen_says_the_same() {
    let home =
        Home::with_deck(&THREE.replace("Second.", "```go\\nfunc main() {}\\n```\\n\\n**bold** and `code`"));
    home.json("suspend one");
    let screen = |more: &[&str]| {
        let mut pty = home.drill(&[&["drill", "go"], more].concat());
        pty.wait_for("The second question?");
        pty.type_keys("f");
        pty.wait_for("flagged");
        pty.type_keys("t\x15bold\x04");
        pty.wait_for("✓ made");
        pty.wait_for("func main()");
        let screen = pty.screen();
        pty.type_keys("u");
        pty.wait_for("undone");
        pty.type_keys("\x03");
        pty.wait_for_end();
        (screen, String::from_utf8_lossy(&pty.raw).into_owned())
    };
    // What is explained once is then behind us.
    let (explained, _) = screen(&[]);
    let (coloured, _) = screen(&[]);
    assert!(
        explained.contains("after 1 day, to see") && !coloured.contains("after 1 day, to see"),
        "{explained}"
    );
    let (bare, raw) = screen(&["--no-color"]);
    // Where colour marks code, without it the marks stay that were typed.
    assert!(bare.contains("bold and `code`"), "{bare}\n{coloured}");
    let lines = |screen: &str| {
        screen.replace('`', "").lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(lines(&bare), lines(&coloured), "{bare}\n{coloured}");
    let orders = raw.split("\x1b[").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        Some(&rest[..=end])
    });
    assert_eq!(orders.filter(|order| order.ends_with('m') && *order != "0m").count(), 0, "{raw:?}");
}

/// What was read by then is in, whole; the same command brings in the rest.
fn a_long_import_says_how_far_it_is_and_ends_when_told() {
    const NOTES: usize = 400;
    let home = Home::with_deck(THREE);
    std::fs::create_dir(home.path("notes")).unwrap();
    for note in 0..NOTES {
        let mut text = "### Technical Interview\n\n".to_owned();
        for card in 0..20 {
            write!(text, "- What is thing {note} of {card}?\n\n    It is the thing {card} of {note}.\n\n")
                .unwrap();
        }
        std::fs::write(home.path(&format!("notes/n{note}.md")), text).unwrap();
    }
    // The time that passes is the clock's.
    let mut command = home.command(&["--collection", "c", "import", "notes"]);
    command.env_remove("VIVA_NOW");
    let mut pty = Pty::start(command, 80, 24);
    pty.wait_until(|screen| ["read, ", "is now"].iter().any(|said| screen.contents().contains(said)));
    pty.type_keys("\x03");
    pty.assert_restored();
    let raw = String::from_utf8_lossy(&pty.raw).into_owned();
    if raw.contains("read, ") && raw.contains("interrupted: ") {
        assert!(raw.contains(&format!(" of {NOTES} notes imported")), "{raw}");
        assert_eq!(pty.ended().exit_code(), 130);
    } else {
        println!("skipped: the import was over before it could be interrupted");
    }
    assert_eq!(home.json("check")["ok"], true);
    let decks = home.json("list")["decks"].as_array().unwrap().clone();
    assert!(decks.iter().all(|deck| deck["name"] == "go" || deck["cards"] == 20), "{decks:?}");
    home.json("import notes");
    assert_eq!(home.json("list")["decks"].as_array().unwrap().len(), NOTES + 1);
}
