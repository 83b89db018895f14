//! The terminal room on a real pseudo-terminal: what is drawn, and what is left behind.
//!
//! Each test here starts this very program again on a pseudo-terminal, where `demo` drills two cards and
//! says on the main screen how it ended; those of `program` start viva.

#![expect(clippy::disallowed_methods, reason = "a test may measure time and read files")]

use std::io::Write as _;
use std::process::Command;
use std::time::Duration;

use portable_pty::CommandBuilder;
use viva::study::session::{Answer, Face, GradeKey, Progress, Screen, Sighting, View};
use viva::study::text::clean;
use viva::terminal::{Key, Prompter, Terminal, TerminalError, TerminalOptions, end_by};
use viva_test_support::{Pty, output, until};

mod terminal {
    pub(crate) mod program;
}

/// Sets the title, writes the clipboard, clears the screen, hides the cursor, leaves the screen.
const HOSTILE: &str = "\x1b]0;OWNED\x07\x1b]52;c;T1dORUQ=\x07\x1b[2J\x1b[?25l\x1b[?1049l\u{9b}2J\u{202e}&#27;[2J&#x9b;2J\x07\x0e\x1bc";

/// The harness is this and no other, because the demo needs the main thread: the system delivers signals
/// there, and they have to interrupt what waits for a key.
fn main() {
    if let Ok(mode) = std::env::var("VIVA_TERMINAL_DEMO") {
        match mode.as_str() {
            "prompts" => demo_prompts(false),
            "plain-prompts" => demo_prompts(true),
            mode => demo_drill(mode),
        }
        return;
    }
    let filters = filters(std::env::args().skip(1));
    let is_wanted =
        |name: &str| filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str()));
    let mut has_failed = false;
    for (name, test) in TESTS.iter().chain(terminal::program::TESTS).filter(|(name, _)| is_wanted(name)) {
        // The panic hook has said where and why.
        let has_passed = std::panic::catch_unwind(test).is_ok();
        println!("test {name} ... {}", if has_passed { "ok" } else { "FAILED" });
        has_failed |= !has_passed;
    }
    std::process::exit(i32::from(has_failed));
}

/// The names that were asked for. Options are those of the usual harness; their values are not names.
fn filters(arguments: impl Iterator<Item = String>) -> Vec<String> {
    const TAKE_A_VALUE: [&str; 6] =
        ["--test-threads", "--skip", "--format", "--color", "--logfile", "--report-time"];
    let mut arguments = arguments.peekable();
    let mut filters = Vec::new();
    while let Some(argument) = arguments.next() {
        if TAKE_A_VALUE.contains(&argument.as_str()) {
            arguments.next();
        } else if !argument.starts_with('-') {
            filters.push(argument);
        }
    }
    filters
}

fn a_value_of_an_option_is_no_filter() {
    let check = |typed: &str, expected: &[&str]| {
        assert_eq!(filters(typed.split_whitespace().map(str::to_owned)), expected, "{typed}");
    };
    check("--test-threads 1", &[]);
    check("--test-threads=1 --nocapture closed", &["closed"]);
    check("drill --color never mock", &["drill", "mock"]);
}

const TESTS: &[(&str, fn())] = &[
    ("a_value_of_an_option_is_no_filter", a_value_of_an_option_is_no_filter),
    ("a_drill_is_drawn_and_left", a_drill_is_drawn_and_left),
    ("ctrl_c_ends_the_drill_as_a_key", ctrl_c_ends_the_drill_as_a_key),
    ("long_answers_scroll_and_a_resize_keeps_the_place", long_answers_scroll_and_a_resize_keeps_the_place),
    ("a_panic_restores_first_and_then_says_why", a_panic_restores_first_and_then_says_why),
    ("every_ending_signal_restores", every_ending_signal_restores),
    ("another_program_gets_the_terminal_as_it_was", another_program_gets_the_terminal_as_it_was),
    ("stopped_and_continued_it_draws_again", stopped_and_continued_it_draws_again),
    ("where_nobody_could_continue_it_it_is_not_stopped", where_nobody_could_continue_it_it_is_not_stopped),
    ("a_closed_terminal_ends_the_drill", a_closed_terminal_ends_the_drill),
    ("plain_lines_hold_no_escape", plain_lines_hold_no_escape),
    ("plain_prompts_end_by_ctrl_c_and_ctrl_d", plain_prompts_end_by_ctrl_c_and_ctrl_d),
    ("a_resize_at_a_plain_prompt_asks_again", a_resize_at_a_plain_prompt_asks_again),
    ("prompts_are_clean_answered_and_cancelled", prompts_are_clean_answered_and_cancelled),
];

fn demo_drill(mode: &str) {
    let options = TerminalOptions { color: true, unicode: true, plain: mode.starts_with("plain") };
    let ends_by_keys = !mode.ends_with("hangup");
    let faces: Vec<Face> = ["first", "second"].map(demo_face).into();
    let grades = [
        GradeKey { key: '1', name: "again", promise: HOSTILE.to_owned(), later: vec![HOSTILE.to_owned()] },
        GradeKey { key: '3', name: "good", promise: "6 d".to_owned(), later: Vec::new() },
    ];
    let mut terminal = Terminal::open(options).unwrap();
    let (mut card, mut revealed, mut notice) = (0, false, None);
    let ended = loop {
        let face = &faces[card % 2];
        let screen =
            if revealed { Screen::Answer { face, grades: &grades } } else { Screen::Question { face } };
        let progress = Progress { done: card, left: 2, ..Progress::default() };
        let view = View { progress, screen, notice: notice.as_deref() };
        match terminal.ask(&view, Duration::from_mins(1)).unwrap() {
            Key::Enter | Key::Space if !revealed => revealed = true,
            Key::Char('3') if revealed => {
                (card, revealed) = (card + 1, false);
            }
            Key::Char('p') => panic!("as asked"),
            Key::Char('e') => {
                terminal.suspended(|| println!("the editor ran")).unwrap();
                notice = Some("edited".to_owned());
            }
            // As if Ctrl-C and Ctrl-Z were typed in an editor: the terminal sends them to both.
            Key::Char('i') => {
                let interrupt = "kill -INT $PPID; kill -QUIT $PPID; kill -TSTP $PPID; echo the editor ended";
                terminal.suspended(|| output(Command::new("sh").args(["-c", interrupt]))).unwrap();
                notice = Some("edited twice".to_owned());
            }
            Key::Resumed => notice = Some("resumed".to_owned()),
            key @ (Key::Char('q') | Key::CtrlC | Key::CtrlD | Key::Esc) if ends_by_keys => {
                break format!("{key:?}");
            }
            Key::Ended(signal) => {
                drop(terminal);
                let _ = writeln!(std::io::stdout(), "ended by {signal}");
                end_by(signal);
            }
            _ => {}
        }
    };
    drop(terminal);
    println!("left with {ended} after {card}");
}

fn demo_face(name: &str) -> Face {
    let lines: Vec<String> = (1..=30).map(|number| format!("- line {number} of the {name} answer")).collect();
    Face {
        question: format!("The **{name}** question {HOSTILE}"),
        answers: vec![Answer {
            label: Some(HOSTILE.to_owned()),
            text: format!("{}\n\n{HOSTILE}", lines.join("\n")),
        }],
        sightings: vec![Sighting {
            deck_title: format!("Zibal{HOSTILE}"),
            company: None,
            section: Some(HOSTILE.to_owned()),
            ..Sighting::default()
        }],
        why: HOSTILE.to_owned(),
        ..Face::default()
    }
}

fn demo_prompts(plain: bool) {
    let prompter = Prompter::new(TerminalOptions { plain, ..TerminalOptions::default() });
    let said = |result: Result<String, TerminalError>| match result {
        Ok(answer) => println!("got {answer}"),
        Err(error) => {
            println!("error {error}");
            if matches!(error, TerminalError::Ended { .. }) {
                std::process::exit(0);
            }
        }
    };
    said(prompter.confirm(clean(&format!("Delete{HOSTILE}?")), None, "--yes").map(|yes| yes.to_string()));
    said(
        prompter
            .select(clean(&format!("Which{HOSTILE}")), &["a", HOSTILE, "c"].map(clean), "--deck")
            .map(|at| at.to_string()),
    );
    said(prompter.input(clean(&format!("Name{HOSTILE}")), Some(&"none".into()), "--name"));
    println!("prompts over");
}

/// Starts the demo.
fn demo(mode: &str, columns: u16, rows: u16) -> Pty {
    demo_by("", &[], mode, columns, rows)
}

/// Starts the demo, by a shell if one is named, whose `$0` it is.
fn demo_by(shell: &str, arguments: &[&str], mode: &str, columns: u16, rows: u16) -> Pty {
    let demo = std::env::current_exe().unwrap();
    let mut command = CommandBuilder::new(if shell.is_empty() { demo.as_os_str() } else { shell.as_ref() });
    if !shell.is_empty() {
        command.args(arguments);
        command.arg(demo);
    }
    command.env("VIVA_TERMINAL_DEMO", mode);
    command.env("TERM", "xterm-256color");
    command.env("RUST_BACKTRACE", "0");
    command.env_remove("NO_COLOR");
    Pty::start(command, columns, rows)
}

fn a_drill_is_drawn_and_left() {
    let mut pty = demo("screen", 80, 24);
    pty.wait_for("The first question");
    assert!(pty.parser.screen().alternate_screen() && pty.parser.screen().hide_cursor());
    pty.type_keys(" ");
    pty.wait_for("line 3 of the first answer");
    pty.type_keys("3");
    pty.wait_for("The second question");
    pty.type_keys("q");
    pty.wait_for("left with Char('q') after 1");
    pty.assert_restored();
    pty.assert_unharmed();
}

fn ctrl_c_ends_the_drill_as_a_key() {
    let mut pty = demo("screen", 40, 10);
    pty.wait_for("1 of 2");
    pty.type_keys("\x03");
    pty.wait_for("left with CtrlC");
    pty.assert_restored();
}

fn long_answers_scroll_and_a_resize_keeps_the_place() {
    let mut pty = demo("screen", 80, 24);
    pty.wait_for("1 of 2");
    pty.type_keys(" ");
    pty.wait_for("more lines");
    pty.type_keys("\x1b[6~");
    pty.wait_for("line 20 of the first");
    pty.wait_until(|screen| !screen.contents().contains("The first question"));
    let first_line = pty.screen().lines().nth(3).unwrap().trim().to_owned();
    assert!(first_line.contains("of the first answer"), "{first_line}");
    pty.resize(50, 14);
    pty.wait_until(|screen| {
        let lines: Vec<String> = screen.rows(0, 50).collect();
        lines.get(2).is_some_and(|line| line.trim() == first_line)
    });
    pty.resize(15, 3);
    pty.wait_for("window too sma");
    pty.resize(80, 24);
    pty.wait_for("of the first answer");
    pty.type_keys("q");
    pty.assert_restored();
}

fn a_panic_restores_first_and_then_says_why() {
    let mut pty = demo("screen", 80, 24);
    pty.wait_for("1 of 2");
    pty.type_keys("p");
    pty.wait_for("as asked");
    pty.assert_restored();
}

fn every_ending_signal_restores() {
    for (name, number) in [("-TERM", 15), ("-INT", 2), ("-HUP", 1), ("-QUIT", 3)] {
        let mut pty = demo("screen", 80, 24);
        pty.wait_for("1 of 2");
        pty.signal(name);
        pty.wait_for(&format!("ended by {number}"));
        pty.assert_restored();
    }
}

fn another_program_gets_the_terminal_as_it_was() {
    let mut pty = demo("screen", 80, 24);
    pty.wait_for("1 of 2");
    pty.type_keys("e");
    pty.wait_for("edited");
    assert!(pty.parser.screen().alternate_screen() && pty.parser.screen().hide_cursor());
    pty.type_keys("i");
    pty.wait_for("edited twice");
    pty.type_keys("q");
    pty.wait_for("left with");
    pty.assert_restored();
}

fn stopped_and_continued_it_draws_again() {
    for stop in ["key", "signal", "editor"] {
        // A shell with job control, which waits for Enter before it continues the drill.
        let mut pty = demo_by("bash", &["-mc", "\"$0\"; echo stopped; read line; fg"], "screen", 80, 24);
        pty.wait_for("1 of 2");
        if stop == "key" {
            pty.type_keys("\x1a");
        } else if stop == "editor" {
            pty.type_keys("i");
        } else {
            let shell = pty.child.process_id().unwrap().to_string();
            let pkill = output(Command::new("pkill").args(["-TSTP", "-P", &shell]));
            assert!(pkill.status.success());
        }
        pty.wait_until(|screen| !screen.alternate_screen() && screen.contents().contains("stopped"));
        assert!(!pty.parser.screen().hide_cursor());
        let mode = pty.line_mode();
        assert!(mode.contains(" icanon"), "{mode}");
        pty.type_keys("\r");
        pty.wait_for(if stop == "editor" { "edited twice" } else { "resumed" });
        assert!(pty.parser.screen().alternate_screen() && pty.parser.screen().hide_cursor());
        pty.type_keys("q");
        pty.wait_for("left with");
        pty.assert_restored();
    }
}

fn where_nobody_could_continue_it_it_is_not_stopped() {
    let mut pty = demo("screen", 80, 24);
    pty.wait_for("1 of 2");
    pty.type_keys("\x1a");
    pty.wait_for("resumed");
    pty.type_keys("q");
    pty.assert_restored();
}

fn a_closed_terminal_ends_the_drill() {
    for mode in ["screen-hangup", "plain-hangup"] {
        let mut pty = demo(mode, 80, 60);
        pty.wait_for("1 of 2");
        pty.stop_typing();
        pty.wait_for("line 3 of the first");
        pty.close();
        until(&format!("{mode} to end"), || pty.child.try_wait().unwrap());
    }
}

fn plain_lines_hold_no_escape() {
    let mut pty = demo("plain", 80, 60);
    pty.wait_for("Enter shows the answer");
    pty.type_keys("x\x7f\r");
    pty.wait_for("Grade (1 3; Enter means good)");
    pty.type_keys("nonsense\r");
    pty.wait_for("is not a valid answer here");
    pty.type_keys("good\r");
    pty.wait_for("The second question");
    pty.type_keys("q\r");
    pty.wait_for("left with Char('q') after 1");
    pty.assert_restored();
    assert!(!pty.raw.contains(&0x1b), "{:?}", String::from_utf8_lossy(&pty.raw));
    pty.assert_unharmed();
}

fn plain_prompts_end_by_ctrl_c_and_ctrl_d() {
    for (key, name) in [("\x03", "CtrlC"), ("\x04", "CtrlD")] {
        let mut pty = demo("plain", 80, 24);
        pty.wait_for("Enter shows the answer");
        pty.type_keys(key);
        pty.wait_for(&format!("left with {name} after 0"));
        pty.assert_restored();
    }
    let mut pty = demo("plain", 80, 24);
    pty.wait_for("Enter shows the answer");
    pty.signal("-TERM");
    pty.wait_for("ended by 15");
    pty.assert_restored();
}

fn a_resize_at_a_plain_prompt_asks_again() {
    let mut pty = demo("plain", 80, 24);
    pty.wait_for("Enter shows the answer");
    pty.settle();
    pty.resize(90, 30);
    pty.wait_until(|screen| screen.contents().matches("Enter shows the answer").count() == 2);
    pty.type_keys("\r");
    pty.wait_for("Grade (1 3; Enter means good)");
    pty.type_keys("\x1a");
    pty.wait_until(|screen| screen.contents().matches("Grade (1 3; Enter means good)").count() == 2);
    // What there is to choose from stands above both.
    assert_eq!(pty.screen().matches("3 good: 6 d").count(), 2);
    pty.type_keys("3\r");
    pty.wait_for("The second question");
    pty.type_keys("\x03");
    pty.wait_for("left with CtrlC after 1");
    pty.assert_restored();
}

fn prompts_are_clean_answered_and_cancelled() {
    for mode in ["prompts", "plain-prompts"] {
        let mut pty = demo(mode, 80, 40);
        pty.wait_for("Delete");
        pty.type_keys(if mode == "prompts" { "y" } else { "y\r" });
        pty.wait_for("got true");
        pty.type_keys(if mode == "prompts" { "\x1b[B\r" } else { "9\r2\r" });
        pty.wait_for("got 1");
        pty.type_keys("Zi\r");
        pty.wait_for("got Zi");
        pty.wait_for("prompts over");
        pty.assert_restored();
        pty.assert_unharmed();
    }
    for mode in ["prompts", "plain-prompts"] {
        let mut pty = demo(mode, 80, 40);
        for asked in ["Delete", "Which", "Name"] {
            // A long question is said before the prompt that waits for a choice.
            pty.wait_for(if (asked, mode) == ("Which", "prompts") { "Choose" } else { asked });
            pty.type_keys("\x03");
        }
        pty.wait_for("prompts over");
        assert_eq!(pty.screen().matches("error cancelled").count(), 3, "{}", pty.screen());
        pty.assert_restored();
    }
    for asked in ["Delete", "Which"] {
        let mut pty = demo("prompts", 80, 40);
        pty.wait_for("Delete");
        if asked == "Which" {
            pty.type_keys("n");
            pty.wait_for("Which");
        }
        pty.signal("-TERM");
        pty.wait_for("error ended by signal 15");
        pty.assert_restored();
    }
    let mut pty = demo("prompts", 80, 40);
    pty.wait_for("Delete");
    pty.type_keys("\x1b");
    pty.wait_for("Which");
    pty.type_keys("\x1b");
    pty.wait_for("Name");
    pty.type_keys("\x04");
    pty.wait_for("prompts over");
    assert_eq!(pty.screen().matches("error cancelled").count(), 3, "{}", pty.screen());
    pty.assert_restored();
}
