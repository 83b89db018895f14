//! The end of a session.

use super::*;
use crate::study::session::{Answer, Progress, Screen, View};
use crate::study::session::{Offer, Summary};
use crate::study::text::hostile::{HOSTILE, assert_harmless};

fn face(question: &str) -> Face {
    let answers = vec![Answer { label: None, text: "It guards.".to_owned() }];
    Face { question: question.to_owned(), answers, ..Face::default() }
}

fn shown(screen: Screen<'_>, columns: usize, rows: usize) -> Vec<String> {
    let view = View { progress: Progress::default(), screen, notice: None };
    let (size, options) = (Size { columns, rows }, TerminalOptions::default());
    let frame = laid_out(&view, size, options).frame(size, 0, options);
    frame.iter().map(|line| line.text().trim_end().to_owned()).collect()
}

const OFFERS: &[Offer] = &[Offer::New { count: 10 }, Offer::Ahead { count: 7, days: 1 }, Offer::Mock];

#[test]
fn the_end_says_what_was_not_recalled_and_what_can_be_done() {
    let failed = [face("A mutex?\n\nAnd a fence?"), face(&"long ".repeat(20))];
    let summary = Summary::default();
    let screen = || Screen::Summary { summary: &summary, failed: &failed, offers: OFFERS };
    let wide = shown(screen(), 80, 24).join("\n");
    assert!(wide.contains("\n\nNot recalled: 2 questions\n• A mutex?\n• long long"), "{wide}");
    assert!(
        wide.ends_with("q quit   v see them again   n 10 more new   a 7 due tomorrow   m mock interview"),
        "{wide}"
    );
    assert_eq!(
        shown(screen(), 40, 12)[9..],
        ["q quit   v see them again", "n 10 more new   a 7 due tomorrow", "m mock interview"]
    );
    assert_eq!(shown(screen(), 20, 5)[4], "q quit");
    let nothing = Screen::Summary { summary: &summary, failed: &[], offers: &[] };
    let last = shown(nothing, 80, 24);
    assert!(!last.join("\n").contains("recalled") && last[23] == "q quit", "{last:?}");
}

#[test]
fn what_was_not_recalled_is_shown_with_its_answers() {
    let faces = [face("A mutex?"), face("A fence?")];
    assert_eq!(
        shown(Screen::Failed { faces: &faces }, 24, 16)[..11],
        [
            "Not recalled: 2 questio…",
            "",
            "── 1 of 2 ──────────────",
            "A mutex?",
            "",
            "── answer ──────────────",
            "It guards.",
            "",
            "── 2 of 2 ──────────────",
            "A fence?",
            "",
        ]
    );
}

#[test]
fn nothing_hostile_is_shown_at_the_end() {
    for text in HOSTILE {
        let faces = [face(text)];
        let summary = Summary::default();
        for screen in [
            Screen::Failed { faces: &faces },
            Screen::Summary { summary: &summary, failed: &faces, offers: OFFERS },
        ] {
            for line in shown(screen, 40, 24) {
                assert_harmless(&line);
            }
        }
    }
}
