//! The screens of a mock interview.

use super::*;
use crate::study::conversation::DialogView;
use crate::study::draft::Draft;
use crate::study::marks::Sheet;
use crate::study::mock::Clocks;
use crate::study::mock::{Agenda, Head, Screen, View};
use crate::study::review::Manner;
use crate::study::session::{Answer, Choice, Typed};
use crate::study::session::{Clock, Face, GradeKey};
use crate::study::text::hostile::{HOSTILE, assert_harmless};
use crate::terminal::plain_writer;

const OPTIONS: TerminalOptions = TerminalOptions { color: false, unicode: true, plain: false };

/// All screens of an interview in which every text is `text`.
fn each_screen(text: &str, check: impl Fn(&View<'_>)) {
    let clock = Clock { elapsed_secs: 75, limit_secs: Some(120) };
    let clocks = Some(Clocks { question: clock, whole: clock });
    let head = Head { title: text, stage: text, is_follow_up: true, number: 12, count: 20, clocks };
    let face = Face {
        question: text.to_owned(),
        answers: vec![Answer { label: Some(text.to_owned()), text: text.to_owned() }],
        typed: Some(Typed { text: text.to_owned(), comparison: None }),
        ..Face::default()
    };
    let draft = Draft::of(text);
    let grades = GradeKey::all(&[], false);
    let stages = vec![(text.to_owned(), 2, 240); 2];
    let agenda = Agenda { title: text.to_owned(), stages, question_count: 4, limit_secs: 480, counts: true };
    let sheet = Sheet {
        title: text.to_owned(),
        rows: vec![(text.to_owned(), text.to_owned())],
        to_work_on: vec![(text.to_owned(), "no answer")],
    };
    let items = vec![Choice { text: text.to_owned(), detail: String::new() }; 3];
    for screen in [
        Screen::Agenda { agenda: &agenda },
        Screen::Question { head, face: &face, draft: &draft },
        Screen::Write { head, face: &face, draft: &draft },
        Screen::Paused { head },
        Screen::Debrief { head, face: &face, manner: Manner::NoAnswer, took: clock, grades: &grades },
        Screen::Dialog(DialogView::Choose { title: "Leave?", items: &items, at: 2 }),
        Screen::Dialog(DialogView::Confirm { question: text }),
        Screen::Report { sheet: &sheet },
        Screen::Dialog(DialogView::Help { keys: &[("a", "does a")], above: "" }),
    ] {
        check(&View { screen, notice: Some(text) });
    }
}

fn frame(view: &View<'_>, columns: usize, rows: usize) -> String {
    let size = Size { columns, rows };
    let lines = laid_out(view, size, OPTIONS).frame(size, 0, OPTIONS);
    assert_eq!(lines.len(), rows, "{lines:#?}");
    assert!(lines.iter().all(|line| line.width() <= columns), "{lines:#?}");
    lines.iter().map(|line| line.text() + "\n").collect()
}

#[test]
fn every_screen_fits_every_window() {
    let text = "Technical interview with **several** people, می‌خواهم 日本語\n\n- one\n- two";
    for columns in [1, 7, 20, 21, 33, 40, 80, 200] {
        for rows in [1, 5, 6, 8, 10, 16, 24] {
            each_screen(text, |view| {
                frame(view, columns, rows);
            });
        }
    }
}

#[test]
fn nothing_hostile_is_shown_or_said() {
    for text in HOSTILE {
        each_screen(text, |view| {
            assert_harmless(&frame(view, 60, 20));
            for line in plain_writer::lines(&view.into(), None, 60, OPTIONS) {
                assert_harmless(&line.text());
            }
        });
    }
}

#[test]
fn a_long_name_ends_before_its_value() {
    let name = "Round 2: technical, with two engineers";
    let rows = vec![(name.to_owned(), "62%, 4 questions".to_owned())];
    let sheet = Sheet { title: "Zibal".into(), rows, to_work_on: Vec::new() };
    let view = View { screen: Screen::Report { sheet: &sheet }, notice: None };
    assert!(frame(&view, 80, 16).contains(&format!("{name}  62%, 4 questions")));
}

#[test]
fn the_clocks_have_a_line_of_their_own_where_the_stage_leaves_no_room() {
    let clock = Clock { elapsed_secs: 75, limit_secs: Some(120) };
    let clocks = Some(Clocks { question: clock, whole: clock });
    let head = Head { title: "Zibal", stage: "Technical", is_follow_up: false, number: 2, count: 9, clocks };
    let (face, draft) = (Face { question: "Why?".into(), ..Face::default() }, Draft::default());
    let view = View { screen: Screen::Question { head, face: &face, draft: &draft }, notice: None };
    let first_lines = |columns: usize, count: usize| -> Vec<String> {
        frame(&view, columns, 10).lines().take(count).map(|line| line.trim_end().to_owned()).collect()
    };
    assert_eq!(
        first_lines(64, 2),
        ["Zibal · Technical    2 of 9 · 1:15 of 2:00 · in all 1:15 of 2:00", "Why?"]
    );
    assert_eq!(
        first_lines(40, 3),
        ["Zibal · Technical                 2 of 9", "      1:15 of 2:00 · in all 1:15 of 2:00", "Why?"]
    );
}
