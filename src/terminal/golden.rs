//! Every screen of the drill and of a mock interview as it is drawn, compared with the files in
//! `tests/golden`, so that a change of any screen is seen and meant.
//!
//! To write the files again, run the tests with `VIVA_GOLDEN=write` and look at the difference.

use std::fmt::Write as _;

use super::canvas::Size;
use super::look::TerminalOptions;
use super::page::Page;
use super::{plain_writer, screen_writer};
use crate::study::conversation::DialogView;
use crate::study::day::Day;
use crate::study::draft::{Draft, Stroke};
use crate::study::key_points::{Comparison, TopicWords};
use crate::study::marks::Sheet;
use crate::study::mock;
use crate::study::queue::{Outlook, Workload};
use crate::study::review::Manner;
use crate::study::session::{
    Answer, Choice, Clock, Face, Form, GradeKey, Offer, Progress, Screen, Sighting, Summary, Typed, View,
};

const SCREEN: TerminalOptions = TerminalOptions { color: false, unicode: true, plain: false };
const PLAIN: TerminalOptions = TerminalOptions { color: false, unicode: true, plain: true };
const WINDOWS: [Size; 3] =
    [Size { columns: 40, rows: 12 }, Size { columns: 80, rows: 24 }, Size { columns: 120, rows: 30 }];

/// What the window shows, unscrolled.
fn seen(page: &Page, size: Size) -> String {
    let canvas = screen_writer::canvas(page, size, SCREEN);
    let frame = canvas.frame(size, 0, SCREEN);
    assert!(frame.iter().all(|line| line.width() <= size.columns), "{frame:#?}");
    frame.iter().map(|line| line.text().trim_end().to_owned() + "\n").collect()
}

/// A page as plain lines, as if no page had been shown before, and its prompt.
fn said(page: &Page) -> String {
    let lines = plain_writer::lines(page, None, 60, PLAIN);
    let text: String = lines.iter().map(|line| line.text() + "\n").collect();
    let prompt = plain_writer::prompt(page).unwrap_or_default();
    assert!(!text.contains('\x1b'), "{text:?}");
    format!("{text}{prompt}: \n")
}

/// The screens in one text; many empty lines in a row become one that counts them.
fn in_one(screens: &[(&str, String)]) -> String {
    let mut text = String::new();
    for (name, screen) in screens {
        let _ = writeln!(text, "==== {name}");
        let mut empty_count = 0;
        for line in screen.lines().chain(["end"]) {
            if line.is_empty() {
                empty_count += 1;
                continue;
            }
            match std::mem::take(&mut empty_count) {
                few @ 0..=2 => text.push_str(&"\n".repeat(few)),
                many => _ = writeln!(text, "({many} empty lines)"),
            }
            if line != "end" {
                let _ = writeln!(text, "{line}");
            }
        }
    }
    text
}

#[expect(clippy::disallowed_methods, reason = "a test compares files")]
fn check(name: &str, screens: &[(&str, String)]) {
    let path = format!("{}/tests/golden/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let found = in_one(screens);
    if std::env::var("VIVA_GOLDEN").is_ok_and(|order| order == "write") {
        std::fs::write(&path, &found).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    for (number, (found, expected)) in (1..).zip(found.lines().zip(expected.lines())) {
        assert_eq!(found, expected, "{path}:{number}");
    }
    assert_eq!(found.lines().count(), expected.lines().count(), "{path}");
}

fn check_all(name: &str, screens: &[(&str, Page)]) {
    for size in WINDOWS {
        let drawn: Vec<_> = screens.iter().map(|(title, shown)| (*title, seen(shown, size))).collect();
        check(&format!("{name}-{}", size.columns), &drawn);
    }
    let drawn: Vec<_> = screens.iter().map(|(title, shown)| (*title, said(shown))).collect();
    check(&format!("{name}-plain"), &drawn);
}

fn sighting(deck: &str, section: &str, company: Option<&str>) -> Sighting {
    Sighting {
        deck: deck.to_lowercase(),
        deck_title: deck.to_owned(),
        is_interview: company.is_some(),
        company: company.map(str::to_owned),
        section: Some(section.to_owned()),
        day: company.and(Day::parse_iso("2026-03-02")),
        question: format!("In {deck}: what does a mutex guard?"),
        answers: vec![format!("As {deck} has it: **shared** state.")],
    }
}

fn face(question: &str, answers: &[(Option<&str>, &str)]) -> Face {
    let answers: Vec<Answer> = answers
        .iter()
        .map(|(label, text)| Answer { label: label.map(str::to_owned), text: (*text).to_owned() })
        .collect();
    Face {
        question: question.to_owned(),
        form: Form::of(question, &answers),
        answers,
        sightings: vec![
            sighting("Harbour Bank", "Technical Interview", Some("Harbour Bank")),
            sighting("Concurrency", "Locks", None),
            sighting("Tidewater 2026", "Round 2", Some("Tidewater")),
        ],
        asked_times: 3,
        tags: vec!["locks".to_owned(), "concurrency".to_owned()],
        why: "3 days overdue".to_owned(),
        flagged: true,
        ..Face::default()
    }
}

fn mutex() -> Face {
    face(
        "What does a **mutex** guard, and what happens if its holder panics?",
        &[(
            None,
            "- shared state that only one thread may change\n- a panic *poisons* it\n\n```rust\nlet guard = lock.lock();\n```\n\n| call | waits |\n|---|---|\n| lock | yes |\n| try_lock | no |",
        )],
    )
}

fn typed(mut face: Face, text: &str) -> Face {
    let reference = face.answers[0].text.clone();
    let comparison = Comparison::of(&face.question, &reference, text, &TopicWords::default());
    face.typed = Some(Typed { text: text.to_owned(), comparison: comparison.map(Box::new) });
    face
}

fn grades() -> Vec<GradeKey> {
    let key = |key, name, promise: &str, later: [&str; 2]| GradeKey {
        key,
        name,
        promise: promise.to_owned(),
        later: later.map(str::to_owned).to_vec(),
    };
    vec![
        key('1', "again", "today, then 1 d", ["1 d", "6 d"]),
        key('2', "hard", "today, then 1 d", ["6 d", "14 d"]),
        key('3', "good", "1 d", ["6 d", "15 d"]),
        key('4', "easy", "1 d", ["6 d", "16 d"]),
    ]
}

const KEYS: &[(&str, &str)] = &[
    ("Space, Enter", "show the answer; then grade it as good, which is what most answers deserve"),
    ("1 to 4", "grade: again, hard, good, easy"),
    ("q, Ctrl-C", "quit"),
];

const OFFERS: &[Offer] = &[Offer::New { count: 10 }, Offer::Ahead { count: 7, days: 1 }, Offer::Mock];

#[test]
fn the_drill_looks_as_it_did() {
    let plain_face = mutex();
    let clock = Some(Clock { elapsed_secs: 75, limit_secs: Some(120) });
    let options = "Which of these may block?\n\nA. `lock`\nB. `try_lock`\nC. `is_poisoned`";
    let mut choice = Face { clock, ..face(options, &[(None, "A")]) };
    if let Form::Choice { picked, .. } = &mut choice.form {
        picked.push('B');
    }
    let cloze = face("A mutex guards {{c1::shared state}} of {{c2::several}} threads.", &[]);
    let typed_face = typed(
        face(
            "What is a mutex?",
            &[
                (Some("your answer"), "It guards **shared state**; a panic poisons it."),
                (Some("Tidewater 2026"), "A lock."),
            ],
        ),
        "It gards the shared state.",
    );
    let exercise = Face {
        is_exercise: true,
        expected_secs: Some(600),
        clock,
        ..face("Write a function that reverses a list.", &[(None, "```go\nfunc reverse() {}\n```")])
    };
    let unanswered = Face { answers: Vec::new(), form: Form::default(), flagged: false, ..mutex() };
    let persian = face("می‌خواهم بدانم تفاوت `is` و == چیست؟ 日本語", &[(None, "یکی هویت را می‌سنجد.")]);
    let grades = grades();
    let items = [
        Choice {
            text: "the docs".to_owned(),
            detail: "https://docs.example.org/a/very/long/path/to/it".to_owned(),
        },
        Choice { text: String::new(), detail: "https://example.org".to_owned() },
    ];
    let deck = |text: &str, detail: &str| Choice { text: text.to_owned(), detail: detail.to_owned() };
    let decks = [
        deck("Harbour Bank", "12 due, 30 new"),
        deck("Tidewater 2026, second round of interviews", "nothing due"),
    ];
    let (nothing_typed, typed_filter) = (Draft::default(), Draft::of("tide"));
    let find = |decks, filter| {
        let items = <[Choice]>::iter(decks).collect();
        Screen::Dialog(DialogView::Find { title: "Choose a deck to drill", filter, items, at: 0 })
    };
    let mut draft = Draft::of("It guards the state that several threads share.\nA panic poisons it");
    draft.take(&Stroke::To(9));
    let date = Draft::of("+3d");
    let failed = [mutex(), persian.clone()];
    let summary = Summary {
        card_count: 21,
        answer_count: 31,
        minutes: 12.4,
        retention: Some(0.857),
        streak_days: 5,
        outlook: Outlook {
            tomorrow: Workload { due_count: 14, new_count: 20, ..Workload::default() },
            ..Outlook::default()
        },
        left_in_session: 3,
    };
    let nothing = Summary::default();
    let comparison = typed_face.comparison().unwrap();
    let progress = Progress { done: 2, cards_done: 2, left: 19, unanswered_left: 4, repeats_left: 1 };
    let notice = "Undid the last grade.";
    let views = [
        ("question", Screen::Question { face: &plain_face }, None),
        ("question with options", Screen::Question { face: &choice }, Some("your answer: B")),
        ("question with gaps", Screen::Question { face: &cloze }, None),
        ("question in Persian", Screen::Question { face: &persian }, None),
        ("typing", Screen::Write { face: &plain_face, draft: &draft }, None),
        ("answer", Screen::Answer { face: &plain_face, grades: &grades }, Some(notice)),
        ("answer with options", Screen::Answer { face: &choice, grades: &grades }, None),
        ("answer with gaps", Screen::Answer { face: &cloze, grades: &grades }, None),
        ("answer compared", Screen::Answer { face: &typed_face, grades: &grades }, None),
        ("answer of an exercise", Screen::Answer { face: &exercise, grades: &grades }, None),
        ("no answer", Screen::Answer { face: &unanswered, grades: &grades }, None),
        ("reading", Screen::Answer { face: &plain_face, grades: &[] }, Some("Space: next")),
        ("places", Screen::Sightings { face: &plain_face, is_revealed: true }, None),
        ("places, hidden", Screen::Sightings { face: &plain_face, is_revealed: false }, None),
        (
            "choosing",
            Screen::Dialog(DialogView::Choose { title: "Open in the browser", items: &items, at: 1 }),
            None,
        ),
        (
            "key points",
            Screen::Dialog(DialogView::Tick { comparison, at: 1 }),
            Some("made: a panic poisons it"),
        ),
        (
            "a line",
            Screen::Dialog(DialogView::Ask { prompt: "Due (a date, +3d, in 2 weeks)", draft: &date }),
            None,
        ),
        ("finding", find(&decks[..], &nothing_typed), None),
        ("finding, typed", find(&decks[1..], &typed_filter), Some("4 answers saved")),
        ("nothing found", find(&[], &typed_filter), None),
        ("help", Screen::Dialog(DialogView::Help { keys: KEYS, above: "" }), None),
        (
            "confirming",
            Screen::Dialog(DialogView::Confirm {
                question: "The last review was 40 days ago. Is today 2026-11-21?",
            }),
            None,
        ),
        ("pause", Screen::Wait { question: "What is a `mutex`?", left_secs: 107 }, None),
        ("end", Screen::Summary { summary: &summary, failed: &failed, offers: OFFERS }, Some(notice)),
        ("end of nothing", Screen::Summary { summary: &nothing, failed: &[], offers: &[] }, None),
        ("not recalled", Screen::Failed { faces: &failed }, None),
    ];
    let views = views.map(|(name, screen, notice)| (name, View { progress, screen, notice }));
    let shown: Vec<_> = views.iter().map(|(name, view)| (*name, Page::from(view))).collect();
    check_all("drill", &shown);
}

#[test]
fn a_mock_interview_looks_as_it_did() {
    let clock = Clock { elapsed_secs: 75, limit_secs: Some(120) };
    let clocks = Some(mock::Clocks { question: clock, whole: Clock { limit_secs: Some(1440), ..clock } });
    let head = mock::Head {
        title: "Harbour Bank",
        stage: "Technical Interview",
        is_follow_up: true,
        number: 3,
        count: 12,
        clocks,
    };
    let plain_head = mock::Head { is_follow_up: false, clocks: None, ..head };
    let plain_face = mutex();
    let typed_face = typed(
        face("What is a mutex?", &[(None, "It guards **shared state**; a panic poisons it.")]),
        "It gards the shared state.",
    );
    let unanswered =
        Face { answers: Vec::new(), asked_times: 0, sightings: Vec::new(), is_exercise: true, ..mutex() };
    let unanswered =
        Face { typed: Some(Typed { text: "Some notes.".to_owned(), comparison: None }), ..unanswered };
    let comparison = typed_face.comparison().unwrap();
    let (draft, nothing) = (Draft::of("shared state\nand a panic"), Draft::default());
    let promised = grades();
    let bare = GradeKey::all(&[], false);
    let agenda = mock::Agenda {
        title: "Harbour Bank".to_owned(),
        stages: vec![("Phone screen".to_owned(), 1, 90), ("Technical Interview".to_owned(), 11, 1350)],
        question_count: 12,
        limit_secs: 1440,
        counts: true,
    };
    let sheet = Sheet {
        title: "Harbour Bank".to_owned(),
        rows: vec![
            ("Phone screen".to_owned(), "100%, 1 question".to_owned()),
            (
                "Round 2: technical, with two engineers".to_owned(),
                "62%, 11 questions, 2 over time".to_owned(),
            ),
        ],
        to_work_on: vec![("What is a **mutex**?\n\nAnd a fence?".to_owned(), "no answer")],
    };
    let items = ["go on", "end here and see the answers", "save what there is", "save nothing"];
    let items = items.map(|text| Choice { text: text.to_owned(), detail: String::new() });
    let screens = [
        ("agenda", mock::Screen::Agenda { agenda: &agenda }, None),
        ("question", mock::Screen::Question { head, face: &plain_face, draft: &nothing }, None),
        (
            "question with notes",
            mock::Screen::Question { head: plain_head, face: &plain_face, draft: &draft },
            Some("the clock is hidden"),
        ),
        ("typing", mock::Screen::Write { head, face: &plain_face, draft: &draft }, None),
        ("paused", mock::Screen::Paused { head }, None),
        (
            "debrief",
            mock::Screen::Debrief {
                head,
                face: &typed_face,
                manner: Manner::Answered,
                took: clock,
                grades: &promised,
            },
            None,
        ),
        (
            "debrief without an answer",
            mock::Screen::Debrief {
                head: plain_head,
                face: &unanswered,
                manner: Manner::NoAnswer,
                took: clock,
                grades: &bare,
            },
            Some("this is the first grade"),
        ),
        ("key points", mock::Screen::Dialog(DialogView::Tick { comparison, at: 0 }), None),
        (
            "leaving",
            mock::Screen::Dialog(DialogView::Choose { title: "Quit the interview?", items: &items, at: 2 }),
            None,
        ),
        (
            "confirming",
            mock::Screen::Dialog(DialogView::Confirm {
                question: "Apply these grades to the cards' schedules? Otherwise they only count in the statistics.",
            }),
            None,
        ),
        ("report", mock::Screen::Report { sheet: &sheet }, None),
        ("help", mock::Screen::Dialog(DialogView::Help { keys: KEYS, above: "" }), None),
    ];
    let views = screens.map(|(name, screen, notice)| (name, mock::View { screen, notice }));
    let shown: Vec<_> = views.iter().map(|(name, view)| (*name, Page::from(view))).collect();
    check_all("mock", &shown);
}
