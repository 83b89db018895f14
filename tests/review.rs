//! `viva import --review` as a whole, on a pseudo-terminal: what is shown, what the keys do, and that
//! nothing is written before all is decided.

#![expect(clippy::disallowed_methods, reason = "a test makes and reads its own files")]

use std::path::PathBuf;
use std::process::{Command, Output};

use portable_pty::CommandBuilder;
use viva_test_support::{Pty, output};

const VIVA: &str = env!("CARGO_BIN_EXE_viva");

/// Two doubtful cards: "Also this one" and the fence.
const NOTE: &str = "### Technical Interview\n\n- What is a mutex for?\n\n    It guards.\n\n\
    - How does a channel work?\n\n    It is a queue.\n\n- Explain the life of a request.\n\n    It goes.\n\n\
    - Also this one here\n\n    belongs to it.\n\n- What is a fence?\n\n- Why is it slow?\n\n    It waits.\n";

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        let home = Self(tempfile::tempdir().unwrap());
        std::fs::write(home.path("note.md"), NOTE).unwrap();
        home
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn deck(&self) -> String {
        std::fs::read_to_string(self.path("c/decks/note.toml")).unwrap()
    }

    fn viva(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(VIVA);
        command.env("HOME", self.0.path()).env("VIVA_COLLECTION", self.path("c")).args(arguments);
        output(command.current_dir(self.0.path()))
    }

    #[track_caller]
    fn import(&self) -> String {
        let run = self.viva(&["import", "note.md"]);
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).unwrap()
    }

    /// Runs `viva import note.md --review` in a window of this size and types each of these when it is
    /// asked for, which `asks` tells. Gives what was shown, and the exit code.
    fn review(&self, more: &[&str], size: (u16, u16), asks: &str, typed: &[&str]) -> (String, u32) {
        let (rows, cols) = size;
        let mut command = CommandBuilder::new(VIVA);
        command.env("HOME", self.0.path());
        command.env("VIVA_COLLECTION", self.path("c"));
        command.env("TERM", "xterm");
        command.env("VISUAL", format!("sh {}", self.path("editor").display()));
        command.cwd(self.0.path());
        command.args(["import", "note.md", "--review"]);
        command.args(more);
        let mut pty = Pty::start(command, cols, rows);
        for keys in typed {
            pty.answer(&[(asks, keys)]);
        }
        let code = pty.ended().exit_code();
        (String::from_utf8_lossy(&pty.raw).into_owned(), code)
    }

    fn keys(&self, keys: &str) -> (String, u32) {
        let keys: Vec<String> = keys.chars().map(String::from).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        self.review(&[], (24, 80), "q quit: ", &keys)
    }
}

#[test]
fn each_doubtful_card_is_shown_with_its_reason_and_place() {
    let home = Home::new();
    let (screen, code) = home.keys("mk");
    assert_eq!(code, 0, "{screen}");
    for shown in [
        "note.md:15",
        "1 of 2: k keep, d drop",
        "? it asks nothing where the others do",
        "above: Explain the life of a request.",
        "note.md:19",
        "? no answer where the others have one",
        "(no answer)",
        "5 cards, 1 without an answer (5 added, 1 dropped in review)",
    ] {
        assert!(screen.contains(shown), "{shown:?} is not in {screen}");
    }
    assert!(home.deck().contains("It goes.\n\nAlso this one here\n\nbelongs to it.\n"), "{}", home.deck());
}

#[test]
fn what_was_dropped_joined_or_edited_stays_so_on_importing_again() {
    let home = Home::new();
    let editor = "sed -i -e 's/What is a fence/What is a memory fence/' -e '$ a It orders.' \"$1\"\n";
    std::fs::write(home.path("editor"), editor).unwrap();
    let (screen, code) = home.keys("dek");
    assert_eq!(code, 0, "{screen}");
    let deck = home.deck();
    assert!(!deck.contains("Also this one"), "{deck}");
    assert!(deck.contains("question = \"What is a memory fence?\"\nanswer = \"It orders.\"\n"), "{deck}");
    let again = home.import();
    assert!(again.contains("(5 unchanged, 1 left out)"), "{again}");
    assert_eq!(home.deck(), deck);
    // What is decided is not asked again; the fence was edited.
    let (screen, code) = home.keys("");
    assert!(code == 0 && screen.contains("no cards are doubtful"), "{screen}");
    assert_eq!(home.deck(), deck);
}

#[test]
fn what_was_imported_before_can_be_gone_through_later() {
    let home = Home::new();
    assert!(home.import().contains("2 doubtful cards: `viva import --review` goes through them"));
    let (screen, code) = home.keys("dk");
    assert_eq!(code, 0, "{screen}");
    assert!(!home.deck().contains("Also this one") && home.deck().contains("What is a fence?"));
    assert!(!home.import().contains("doubtful"));
    assert!(home.viva(&["check"]).status.success());
}

#[test]
fn nothing_is_written_when_it_is_left() {
    for (keys, expected) in [("q", 0), ("d\u{3}", 130), ("\u{1b}", 130), ("\u{4}", 130)] {
        let home = Home::new();
        let (screen, code) = home.keys(keys);
        assert_eq!(code, expected, "{keys:?}: {screen}");
        assert!(screen.contains("nothing was written"), "{keys:?}: {screen}");
        assert!(!home.path("c/decks").exists() && !home.path("c/imports.toml").exists(), "{keys:?}");
    }
}

/// What was decided is not forgotten by one key: `n` goes on, `y` leaves.
#[test]
fn leaving_asks_where_something_was_decided() {
    let home = Home::new();
    let (screen, code) = home.review(&[], (24, 80), "q quit: ", &["d", "qn", "k"]);
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("Quit and discard 1 decision? [y/n]"), "{screen}");
    assert!(!home.deck().contains("Also this one") && home.deck().contains("What is a fence?"));
    let home = Home::new();
    let (screen, code) = home.review(&[], (24, 80), "q quit: ", &["d", "qy"]);
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("nothing was written") && !home.path("c/decks").exists(), "{screen}");
}

/// A card that was looked at and kept is asked about again only when the note says something else.
#[test]
fn what_was_kept_is_not_asked_again() {
    let home = Home::new();
    let (screen, _) = home.keys("kk");
    assert!(screen.contains("2 of 2:"), "{screen}");
    let kept = std::fs::read_to_string(home.path("c/imports.toml")).unwrap();
    assert_eq!(kept.matches("kept = true").count(), 2, "{kept}");
    let (screen, code) = home.keys("");
    assert!(code == 0 && screen.contains("no cards are doubtful"), "{screen}");
    home.import();
    assert_eq!(std::fs::read_to_string(home.path("c/imports.toml")).unwrap(), kept);
    std::fs::write(home.path("note.md"), NOTE.replace("Also this one here", "Also that one here")).unwrap();
    let (screen, _) = home.keys("k");
    assert!(screen.contains("Also that one here") && screen.contains("1 of 1:"), "{screen}");
}

#[test]
fn back_takes_a_decision_back_and_all_keeps_the_rest() {
    let home = Home::new();
    let (screen, code) = home.keys("dba");
    assert_eq!(code, 0, "{screen}");
    assert_eq!(screen.matches("note.md:15").count(), 2, "{screen}");
    assert!(home.deck().contains("Also this one") && home.deck().contains("What is a fence?"));
}

#[test]
fn an_editor_that_fails_changes_nothing() {
    let home = Home::new();
    std::fs::write(home.path("editor"), "exit 1\n").unwrap();
    let (screen, code) = home.keys("ea");
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("the editor ended with exit code 1; nothing was changed"), "{screen}");
    std::fs::write(home.path("editor"), ": > \"$1\"\n").unwrap();
    let home_two = Home::new();
    std::fs::write(home_two.path("editor"), ": > \"$1\"\n").unwrap();
    let (screen, _) = home_two.keys("ea");
    assert!(screen.contains("nothing was changed (d drops the card)"), "{screen}");
    assert!(home_two.deck().contains("Also this one here"));
}

#[test]
fn plain_lines_are_numbered_and_hold_no_escape() {
    let home = Home::new();
    let (screen, code) = home.review(&["--plain"], (24, 80), " of 2: (1-", &["2\r", "1\r"]);
    assert_eq!(code, 0, "{screen}");
    assert!(screen.contains("4 merge with the one above"), "{screen}");
    assert!(!screen.contains('\u{1b}'), "{screen:?}");
    assert!(!home.deck().contains("Also this one"));
}

#[test]
fn a_small_window_shows_question_and_keys() {
    let home = Home::new();
    let long = NOTE.replace("belongs to it.", &"belongs to it.\n\n    ".repeat(40));
    std::fs::write(home.path("note.md"), long).unwrap();
    let (screen, code) = home.review(&[], (10, 40), "q quit: ", &["a"]);
    assert_eq!(code, 0, "{screen}");
    let (card, _) = screen.split_once("k keep").unwrap();
    let lines: Vec<&str> = card.lines().collect();
    assert!(lines.contains(&"Also this one here"), "{card}");
    assert!(card.contains("more lines; e shows all)"), "{card}");
    assert!(lines.len() <= 10 && lines.iter().all(|line| line.chars().count() <= 40), "{lines:?}");
}

/// However long the question, why the card is doubtful is in sight, and so are the keys.
#[test]
fn a_long_question_leaves_its_reasons_in_sight() {
    let home = Home::new();
    let long = format!("- What is a fence, {}?\n", "which orders what was written before it, ".repeat(60));
    std::fs::write(home.path("note.md"), NOTE.replace("- What is a fence?\n", &long)).unwrap();
    let (screen, code) = home.review(&[], (24, 80), "q quit: ", &["k", "k"]);
    assert_eq!(code, 0, "{screen}");
    let last = screen.rsplit("1 of ").next().unwrap();
    let lines: Vec<&str> = last.lines().collect();
    let reason = lines.iter().position(|line| line.starts_with("? ")).unwrap();
    let keys = lines.iter().rposition(|line| line.contains("k keep")).unwrap();
    assert!(keys - reason < 24 && lines.contains(&"(no answer)"), "{last}");
    assert!(last.contains("more lines; e shows all)"), "{last}");
}

#[test]
fn without_a_terminal_it_says_so() {
    for more in [&[][..], &["--no-input"], &["--format", "json"]] {
        let home = Home::new();
        let run = home.viva(&[&["import", "note.md", "--review"][..], more].concat());
        assert_eq!(run.status.code(), Some(2));
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert!(said.contains("--review needs a terminal to ask about each uncertain card"), "{said}");
        assert!(!home.path("c").exists());
    }
}
