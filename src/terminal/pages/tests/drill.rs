//! The drill's screens.

use proptest::prelude::*;

use super::super::clock_says;
use super::super::drill::{sighting_blocks, sightings_title};
use super::super::{asked_where, sighting_names};
use super::*;
use crate::study::conversation::DialogView;
use crate::study::day::Day;
use crate::study::draft::Draft;
use crate::study::key_points::{Comparison, TopicWords};
use crate::study::queue::{Outlook, Workload};
use crate::study::session::{Answer, Typed};
use crate::study::session::{Choice, Clock, GradeKey, Progress, Screen, Sighting, Summary, View};
use crate::study::text::hostile::{HOSTILE, assert_harmless};
use termimad::crossterm::style::Attribute;

const COLOURED: TerminalOptions = TerminalOptions { color: true, unicode: true, plain: false };
const ASCII: TerminalOptions = TerminalOptions { color: false, unicode: false, plain: false };

fn face() -> Face {
    let sighting = |deck: &str, company: Option<&str>| Sighting {
        deck: deck.to_owned(),
        deck_title: deck.to_owned(),
        is_interview: company.is_some(),
        company: company.map(str::to_owned),
        section: Some("Technical Interview".to_owned()),
        ..Sighting::default()
    };
    Face {
        question: "What is the difference between `is` and `==` in Python?".to_owned(),
        answers: vec![Answer {
            label: None,
            text: "The `is` operator checks for **identity**, `==` for equality.\n\n```python\na = [1]\na is [1]  # False\n```\n\n- small integers are cached\n- so `is` may *seem* to work"
                .to_owned(),
        }],
        sightings: vec![
            sighting("Zibal", Some("Zibal")),
            sighting("Wallex 2024", Some("Wallex")),
            sighting("Digikala", Some("Digikala")),
        ],
        asked_times: 3,
        tags: vec!["python".to_owned(), "basics".to_owned()],
        why: "3 days overdue".to_owned(),
        ..Face::default()
    }
}

fn grades() -> Vec<GradeKey> {
    let key =
        |key, name, promise: &str| GradeKey { key, name, promise: promise.to_owned(), later: Vec::new() };
    vec![
        key('1', "again", "today, then 1 d"),
        key('2', "hard", "today, then 6 d"),
        key('3', "good", "6 d"),
        key('4', "easy", "6 d"),
    ]
}

const PROGRESS: Progress = Progress { done: 2, cards_done: 2, left: 19, unanswered_left: 4, repeats_left: 1 };

fn question(face: &Face) -> View<'_> {
    View { progress: PROGRESS, screen: Screen::Question { face }, notice: None }
}

fn answer<'a>(face: &'a Face, grades: &'a [GradeKey]) -> View<'a> {
    View {
        progress: PROGRESS,
        screen: Screen::Answer { face, grades },
        notice: Some("Undid the last grade."),
    }
}

fn frame(view: &View<'_>, columns: usize, rows: usize, scroll: usize, options: TerminalOptions) -> Vec<Line> {
    let size = Size { columns, rows };
    laid_out(view, size, options).frame(size, scroll, options)
}

#[track_caller]
fn check(view: &View<'_>, columns: usize, rows: usize, options: TerminalOptions, expected: &str) {
    let frame = frame(view, columns, rows, 0, options);
    assert_eq!(frame.len(), rows);
    let shown: Vec<String> = frame.iter().map(|line| line.text().trim_end().to_owned()).collect();
    let shown = shown.join("\n");
    assert_eq!(shown, expected.strip_prefix('\n').unwrap(), "shown:\n{shown}");
}

#[test]
fn the_question() {
    let face = face();
    check(
        &question(&face),
        80,
        24,
        COLOURED,
        "
Zibal · Technical Interview                     3 of 21 · 4 unanswered · 1 again
asked 3 times: Zibal, Wallex, Digikala · 3 days overdue · #python · #basics

What is the difference between `is` and `==` in Python?


















────────────────────────────────────────────────────────────────────────────────
Space show answer   ? keys   q quit   t type an answer",
    );
    check(
        &question(&face),
        40,
        10,
        COLOURED,
        "
Zibal             3 of 21 · 4 unanswered
asked 3 times: Zibal, Wallex, Digikala
What is the difference between `is` and
`==` in Python?





Space show answer   ? keys   q quit",
    );
}

#[test]
fn the_answer() {
    let (face, grades) = (face(), grades());
    check(
        &answer(&face, &grades),
        80,
        24,
        COLOURED,
        "
Zibal · Technical Interview                     3 of 21 · 4 unanswered · 1 again
asked 3 times: Zibal, Wallex, Digikala · 3 days overdue · #python · #basics

What is the difference between `is` and `==` in Python?

── answer ──────────────────────────────────────────────────────────────────────
The `is` operator checks for identity, `==` for equality.

  a = [1]
  a is [1]  # False

• small integers are cached
• so `is` may seem to work







────────────────────────────────────────────────────────────────────────────────
1 again: today, then 1 d   2 hard: today, then 6 d   3 good: 6 d   4 easy: 6 d
? keys
Undid the last grade.",
    );
    check(
        &answer(&face, &grades),
        40,
        10,
        COLOURED,
        "
Zibal             3 of 21 · 4 unanswered
asked 3 times: Zibal, Wallex, Digikala
What is the difference between `is` and
`==` in Python?

── answer ──────────────────────────────
────────────────────── ▼ 8 more lines ──
1 again today,1d  2 hard today,6d
3 good 6d  4 easy 6d  ? keys
Undid the last grade.",
    );
    check(
        &answer(&face, &grades),
        60,
        14,
        ASCII,
        "
Zibal - Technical Interview           3 of 21 - 4 unanswered
asked 3 times: Zibal, Wallex, Digikala - 3 days overdue
What is the difference between `is` and `==` in Python?

-- answer --------------------------------------------------
The `is` operator checks for identity, `==` for equality.

  a = [1]
  a is [1]  # False

------------------------------------------ v 2 more lines --
1 again: today, then 1 d   2 hard: today, then 6 d
3 good: 6 d   4 easy: 6 d   ? keys
Undid the last grade.",
    );
}

#[test]
fn the_days_that_follow_stand_beside_each_key() {
    let face = Face { tags: Vec::new(), why: "new".to_owned(), ..face() };
    let mut grades = grades();
    for (grade, promise, later) in [
        (0, "today, then 1 d", ["1 d", "6 d"]),
        (1, "today, then 1 d", ["6 d", "14 d"]),
        (2, "1 d", ["6 d", "15 d"]),
        (3, "1 d", ["6 d", "16 d"]),
    ] {
        grades[grade].promise = promise.to_owned();
        grades[grade].later = later.map(str::to_owned).to_vec();
    }
    let view = View { notice: None, ..answer(&face, &grades) };
    let foot = |columns, rows, options| {
        let lines = frame(&view, columns, rows, 0, options);
        let at = lines.iter().rposition(|line| line.text().starts_with(['─', '-'])).unwrap();
        lines[at + 1..].iter().map(Line::text).collect::<Vec<_>>()
    };
    assert_eq!(
        foot(80, 24, COLOURED),
        [
            "1 again: today, then 1 d → 1 d → 6 d   2 hard: today, then 1 d → 6 d → 14 d",
            "3 good: 1 d → 6 d → 15 d   4 easy: 1 d → 6 d → 16 d   ? keys",
        ]
    );
    let narrow = ["1 again +1d→1d→6d  2 hard +1d→6d→14d", "3 good 1d→6d→15d  4 easy 1d→6d→16d", "? keys"];
    assert_eq!(foot(40, 24, COLOURED), narrow);
    assert_eq!(foot(40, 12, COLOURED), narrow);
    assert_eq!(foot(80, 24, ASCII)[1], "3 good: 1 d -> 6 d -> 15 d   4 easy: 1 d -> 6 d -> 16 d   ? keys");
    // In the smallest window each key still says what it does first.
    assert_eq!(foot(20, 5, COLOURED), ["1 +1d 2 +1d 3 1d", "4 1d ? keys"]);
}

#[test]
fn a_pause_says_what_is_left_and_how_long() {
    let screen = Screen::Wait { question: "What does `is` check?", left_secs: 107 };
    check(
        &View { progress: PROGRESS, screen, notice: None },
        40,
        12,
        COLOURED,
        "
One question left
The only question left is the one you
have just answered:

What does `is` check?

A short pause makes it a real test. It
is asked again in 1:47.


────────────────────────────────────────
Space ask it now   q finish",
    );
}

#[test]
fn the_smallest_window_still_says_what_each_key_does() {
    let (face, grades) = (face(), grades());
    let view = View { notice: None, ..answer(&face, &grades) };
    check(
        &view,
        20,
        5,
        COLOURED,
        "
What is the
difference between
─ ▼ 15 more lines ──
1 +1d 2 +6d 3 6d
4 6d ? keys",
    );
}

#[test]
fn an_unanswered_card_says_what_to_do() {
    let face = Face { answers: Vec::new(), ..face() };
    let grades = grades();
    let frame = frame(&answer(&face, &grades), 80, 24, 0, COLOURED);
    let text: Vec<String> = frame.iter().map(Line::text).collect();
    assert!(text.join("\n").contains("No answer yet. Answer aloud and grade yourself, or press w to write"));
}

fn typed_face() -> Face {
    let typed = "Idenitty and eqality.";
    let comparison = Comparison::of(
        "?",
        "It shows **identity**; `==` compares values, in a cache.",
        typed,
        &TopicWords::default(),
    );
    let typed = Typed { text: typed.to_owned(), comparison: comparison.map(Box::new) };
    Face { typed: Some(typed), ..face() }
}

#[test]
fn what_was_typed_stands_before_the_answer() {
    let face = typed_face();
    let grades = grades();
    let view = View { notice: None, ..answer(&face, &grades) };
    check(
        &view,
        60,
        20,
        COLOURED,
        "
Zibal · Technical Interview           3 of 21 · 4 unanswered
asked 3 times: Zibal, Wallex, Digikala · 3 days overdue

What is the difference between `is` and `==` in Python?

── you wrote ───────────────────────────────────────────────
Idenitty and eqality.

── 1 of 3 key points (✓ made, ✗ missed) ────────────────────
✓ It shows identity    ✗ in a cache
✗ == compares values
Choose the grade yourself. p ticks points you made in other
words.

── answer ──────────────────────────────────────────────────
The `is` operator checks for identity, `==` for equality.

────────────────────────────────────────── ▼ 5 more lines ──
1 again: today, then 1 d   2 hard: today, then 6 d
3 good: 6 d   4 easy: 6 d   ? keys",
    );
    let lines = answer_lines(&face, 60, COLOURED);
    let marked = lines.iter().find(|line| line.text().starts_with("The ")).unwrap();
    let attributes = |word: &str| {
        let span = marked.spans().iter().find(|span| span.text.as_str() == word).unwrap();
        span.style.attributes
    };
    assert!(attributes("==").has(Attribute::Underlined));
    assert!(attributes("identity").has(Attribute::Bold));
}

#[test]
fn who_seems_to_say_the_opposite_is_told_so() {
    let text = "An insert gets faster.";
    let comparison = Comparison::of("?", "An insert becomes slower.", text, &TopicWords::default());
    let typed = Typed { text: text.to_owned(), comparison: comparison.map(Box::new) };
    let face = Face { typed: Some(typed), ..face() };
    let grades = grades();
    let frame = frame(&answer(&face, &grades), 80, 24, 0, COLOURED);
    let shown = frame.iter().map(Line::text).collect::<Vec<_>>().join("\n");
    assert!(shown.contains("1 of 1 key point"), "{shown}");
    assert!(
        shown.contains("You may have said the opposite somewhere. Choose the grade yourself."),
        "{shown}"
    );
}

#[test]
fn text_is_written_with_its_cursor_in_sight() {
    let face = face();
    let draft = Draft::of("one\ntwo");
    let view =
        View { progress: PROGRESS, screen: Screen::Write { face: &face, draft: &draft }, notice: None };
    check(
        &view,
        40,
        10,
        COLOURED,
        "
Zibal             3 of 21 · 4 unanswered
asked 3 times: Zibal, Wallex, Digikala
What is the difference between `is` and
`==` in Python?

── your answer ─────────────────────────
one
two

Ctrl-D compare  Esc back  Ctrl-G editor",
    );
    for columns in 20..45 {
        for rows in 5..12 {
            let size = Size { columns, rows };
            let page = laid_out(&view, size, COLOURED);
            let scroll = page.scroll_to_cursor(size, 0);
            let (row, column) = page.cursor_at(size, scroll).unwrap();
            let frame = page.frame(size, scroll, COLOURED);
            assert_eq!(frame[row].text(), "two", "{columns}x{rows}");
            assert_eq!(column, 3);
        }
    }
}

#[test]
fn choices_are_numbered_and_show_where_they_lead() {
    let choice = |text: &str, detail: &str| Choice { text: text.to_owned(), detail: detail.to_owned() };
    let items = [choice("the docs", "https://docs.example.org/a/long/path"), choice("", "https://b.org")];
    let screen = Screen::Dialog(DialogView::Choose { title: "Open in the browser", items: &items, at: 1 });
    check(
        &View { progress: PROGRESS, screen, notice: None },
        30,
        7,
        ASCII,
        "
Open in the browser
  1 the docs
    https://docs.example.org/a
    /long/path
> 2 https://b.org

Enter choose   Esc back",
    );
}

#[test]
fn the_mark_and_if_there_is_room_the_filter_are_in_sight() {
    let items: Vec<Choice> =
        (1..=30).map(|number| Choice { text: format!("deck {number}"), detail: String::new() }).collect();
    let filter = Draft::of("deck");
    let size = Size { columns: 40, rows: 10 };
    let mut scroll = 0;
    for at in (0..30).chain((0..30).rev()) {
        let screen = Screen::Dialog(DialogView::Find {
            title: "Choose a deck to drill",
            filter: &filter,
            items: items.iter().collect(),
            at,
        });
        let page = laid_out(&View { progress: PROGRESS, screen, notice: None }, size, ASCII);
        scroll = page.scroll_to_cursor(size, scroll);
        let frame = page.frame(size, scroll, ASCII);
        let marked = format!("> {} deck {}", at + 1, at + 1);
        assert!(frame.iter().any(|line| line.text().trim_end() == marked), "{marked}: {frame:?}");
        let is_filter_seen = frame.iter().any(|line| line.text().starts_with("Type to filter"));
        assert_eq!(is_filter_seen, scroll == 0, "{marked}");
        if at < 2 {
            assert!(is_filter_seen && page.cursor_at(size, scroll).is_some(), "{marked}");
        }
    }
}

#[test]
fn only_interviews_have_asked_a_question() {
    let sighting = |deck: &str, is_interview: bool| Sighting {
        deck: deck.to_owned(),
        deck_title: deck.to_owned(),
        company: is_interview.then(|| deck.to_owned()),
        is_interview,
        ..Sighting::default()
    };
    let interviews = || vec![sighting("zibal", true), sighting("wallex", true)];
    let banks = || vec![sighting("go-bank", false), sighting("sql-bank", false)];
    for (asked_times, sightings, line, title) in [
        (0, banks(), "in 2 decks", "In 2 decks, asked in no interview yet"),
        (0, banks().split_off(1), "", "In 1 deck, asked in no interview yet"),
        (1, interviews().split_off(1), "", "Asked in 1 interview"),
        (2, interviews(), "asked 2 times: zibal, wallex", "Asked in 2 interviews"),
        (
            1,
            [interviews().split_off(1), banks()].concat(),
            "asked once: wallex, in 3 decks",
            "Asked in 1 interview, and in 2 other decks",
        ),
        (
            4,
            [interviews(), banks().split_off(1)].concat(),
            "asked 4 times: zibal, wallex, in 3 decks",
            "Asked in 2 interviews, and in 1 other deck",
        ),
    ] {
        let face = Face { sightings, asked_times, ..Face::default() };
        let names = sighting_names(&face.sightings);
        assert_eq!(super::super::joined(&asked_where(&face, &names, names.len()), ", ").as_str(), line);
        assert_eq!(sightings_title(&face).as_str(), title);
    }
}

#[test]
fn all_sightings_have_their_own_words() {
    let sighting = |deck: &str, question: &str, answers: &[&str]| Sighting {
        deck: deck.to_owned(),
        deck_title: deck.to_owned(),
        question: question.to_owned(),
        answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        day: Day::parse_iso("2025-10-25"),
        ..Sighting::default()
    };
    let face = Face {
        sightings: vec![sighting("Zibal", "`is` or `==`?", &["One."]), sighting("Wallex", "Is is?", &[])],
        ..Face::default()
    };
    for (is_revealed, first, second) in [
        (true, "One.", "No answer is written there."),
        (false, "Its answer can be seen here after the reveal.", ""),
    ] {
        let lines: Vec<String> =
            block_lines(&sighting_blocks(&face, is_revealed), 60, COLOURED).iter().map(Line::text).collect();
        let text = lines.join("\n");
        assert!(text.starts_with("── Zibal · 2025-10-25 ──"), "{text}");
        assert!(text.contains(first) && text.contains(second), "{text}");
        assert_eq!(text.contains("One."), is_revealed);
    }
}

#[test]
fn several_answers_are_labelled() {
    let labelled = |label: &str, text: &str| Answer { label: Some(label.to_owned()), text: text.to_owned() };
    let face = Face {
        answers: vec![labelled("your answer", "mine"), labelled("Zibal", "theirs")],
        ..Face::default()
    };
    let lines: Vec<String> = answer_lines(&face, 24, COLOURED).iter().map(Line::text).collect();
    assert_eq!(lines, ["── your answer ─────────", "mine", "", "── Zibal ───────────────", "theirs"]);
}

#[test]
fn help_summary_and_confirm() {
    let help = Screen::Dialog(DialogView::Help {
        keys: &[("Space", "reveal the answer, and then: good"), ("u", "undo")],
        above: "Asked with a chance of 18%.",
    });
    let view = View { progress: PROGRESS, screen: help, notice: None };
    check(
        &view,
        30,
        10,
        ASCII,
        "
Why this card
Asked with a chance of 18%.

-- keys ----------------------
Space  reveal the answer, and
       then: good
u      undo


any key: back",
    );
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
        left_in_session: 0,
    };
    let screen = Screen::Summary { summary: &summary, failed: &[], offers: &[] };
    let view = View { progress: PROGRESS, screen, notice: None };
    check(
        &view,
        40,
        10,
        ASCII,
        "
Done for today
Answered    21 cards, 31 answers
Time today  12 minutes
Retention   86%
Streak      5 days
Left today  nothing
Tomorrow    14 due, 20 new


q quit",
    );
    let screen =
        Screen::Dialog(DialogView::Confirm { question: "The clock is 40 days ahead. Grade all the same?" });
    let view = View { progress: PROGRESS, screen, notice: None };
    check(
        &view,
        30,
        5,
        ASCII,
        "
The clock is 40 days ahead.
Grade all the same?


y yes   n no",
    );
}

#[test]
fn the_clock_and_an_exercise_are_told_in_words() {
    let clock = |elapsed_secs, limit_secs| clock_says(Clock { elapsed_secs, limit_secs }).into_string();
    assert_eq!(clock(42, None), "0:42");
    assert_eq!(clock(42, Some(120)), "0:42 of 2:00");
    assert_eq!(clock(130, Some(120)), "2:10, over 2:00");
    assert_eq!(clock(3725, None), "1:02:05");
    let clock = Some(Clock { elapsed_secs: 42, limit_secs: Some(120) });
    let face = Face { is_exercise: true, clock, ..face() };
    let lines = frame(&question(&face), 60, 14, 0, COLOURED);
    assert_eq!(lines[0].text(), "Zibal · Technical Interview           3 of 21 · 0:42 of 2:00");
    assert!(lines[1].text().contains("exercise"));
}

#[test]
fn a_window_too_small_says_so() {
    let face = face();
    check(&question(&face), 30, 4, COLOURED, "\nwindow too small: 20x5 needed\n\n\n");
    check(&question(&face), 8, 2, COLOURED, "\nwindow …\n");
    check(&question(&face), 1, 1, COLOURED, "\n…");
}

#[test]
fn every_size_fits_and_scrolls_through_everything() {
    let (face, typed_face, grades) = (face(), typed_face(), grades());
    for view in [question(&face), answer(&face, &grades), answer(&typed_face, &grades)] {
        for columns in (0..=45).chain([80, 100, 300]) {
            for rows in (0..=26).chain([100]) {
                for options in [COLOURED, ASCII] {
                    let size = Size { columns, rows };
                    let page = laid_out(&view, size, options);
                    if columns >= 20 && rows >= 5 {
                        let status = usize::from(page.has_status(size));
                        let whole = page.head.len() + page.body_rows(size) + status + page.foot.len();
                        assert_eq!(whole, rows, "{columns}x{rows} is overfull: {page:#?}");
                    }
                    let last = page.last_scroll(size);
                    let mut seen = String::new();
                    for scroll in 0..=last {
                        let frame = page.frame(size, scroll, options);
                        assert_eq!(frame.len(), rows);
                        for line in &frame {
                            assert!(line.width() <= columns, "{:?} at {columns}x{rows}", line.text());
                            seen.push_str(&line.text());
                        }
                    }
                    if columns >= 20 && rows >= 5 {
                        assert!(seen.contains("Python?"), "{columns}x{rows}");
                    }
                }
            }
        }
    }
}

proptest! {
    #[test]
    fn any_card_fits_any_window(
        question in "\\PC{0,60}", title in "\\PC{0,60}", text in "[ -~\n]{0,200}",
        columns in 20_usize..120, rows in 5_usize..40, is_unicode: bool,
    ) {
        let sighting = Sighting {
            deck_title: title.clone(),
            section: Some(text.clone()),
            question: text.clone(),
            answers: vec![text.clone()],
            ..Sighting::default()
        };
        let face = Face {
            question,
            answers: vec![Answer { label: Some(title), text: text.clone() }],
            sightings: vec![sighting.clone(), sighting],
            asked_times: 7,
            why: text.clone(),
            tags: vec![text.clone()],
            flagged: true,
            ..Face::default()
        };
        let grades = grades();
        let screen = Screen::Answer { face: &face, grades: &grades };
        let view = View { progress: PROGRESS, screen, notice: Some(&text) };
        let options = TerminalOptions { unicode: is_unicode, ..COLOURED };
        let size = Size { columns, rows };
        let page = laid_out(&view, size, options);
        prop_assert!(page.head.len() + page.foot.len() + 2 <= rows);
        for line in page.frame(size, 3, options) {
            prop_assert!(line.width() <= columns, "{:?}", line.text());
        }
    }
}

#[test]
fn a_notice_takes_its_room_from_the_head() {
    let face = Face { sightings: vec![Sighting::default(); 2], asked_times: 7, ..face() };
    let grades = grades();
    let screen = Screen::Answer { face: &face, grades: &grades };
    let view = View { progress: PROGRESS, screen, notice: Some("undone") };
    for unicode in [true, false] {
        let options = TerminalOptions { unicode, ..COLOURED };
        let page = laid_out(&view, Size { columns: 20, rows: 6 }, options);
        assert!(page.head.len() + page.foot.len() + 2 <= 6);
    }
}

#[test]
fn a_resize_keeps_the_place() {
    let words: Vec<String> = (0..200).map(|number| format!("word{number}")).collect();
    let face = Face { question: words.join(" "), ..face() };
    let view = question(&face);
    let wide = laid_out(&view, Size { columns: 80, rows: 24 }, COLOURED);
    let narrow = laid_out(&view, Size { columns: 40, rows: 24 }, COLOURED);
    let at = narrow.same_place(&wide, 10);
    let first_word = wide.body[10].text().split(' ').next().unwrap().to_owned();
    assert!(narrow.body[at].text().contains(&first_word), "{:?}", narrow.body[at].text());
    assert_eq!(wide.same_place(&wide, 10), 10);
}

#[test]
fn nothing_hostile_reaches_a_frame() {
    for text in HOSTILE {
        let evil = Face {
            question: (*text).to_owned(),
            answers: vec![Answer { label: Some((*text).to_owned()), text: (*text).to_owned() }],
            sightings: vec![
                Sighting {
                    deck: (*text).to_owned(),
                    is_interview: true,
                    deck_title: (*text).to_owned(),
                    company: Some((*text).to_owned()),
                    section: Some((*text).to_owned()),
                    question: (*text).to_owned(),
                    answers: vec![(*text).to_owned()],
                    day: None,
                };
                2
            ],
            asked_times: 2,
            tags: vec![(*text).to_owned()],
            why: (*text).to_owned(),
            flagged: true,
            ..Face::default()
        };
        let (promise, later) = ((*text).to_owned(), vec![(*text).to_owned()]);
        let grades = [GradeKey { key: '1', name: "again", promise, later }];
        let items = [Choice { text: (*text).to_owned(), detail: (*text).to_owned() }];
        let draft = Draft::of(text);
        let screens = [
            Screen::Sightings { face: &evil, is_revealed: true },
            Screen::Dialog(DialogView::Choose { title: text, items: &items, at: 0 }),
            Screen::Dialog(DialogView::Ask { prompt: text, draft: &draft }),
            Screen::Dialog(DialogView::Find {
                title: text,
                filter: &draft,
                items: items.iter().collect(),
                at: 0,
            }),
            Screen::Write { face: &evil, draft: &draft },
            Screen::Answer { face: &evil, grades: &grades },
            Screen::Question { face: &evil },
            Screen::Dialog(DialogView::Confirm { question: text }),
            Screen::Wait { question: text, left_secs: 7 },
        ];
        for screen in screens {
            let view = View { progress: PROGRESS, screen, notice: Some(text) };
            for (columns, rows) in [(80, 24), (40, 10), (20, 5)] {
                for options in [COLOURED, ASCII] {
                    for line in frame(&view, columns, rows, 0, options) {
                        assert_harmless(&line.text());
                        assert!(!line.text().contains('\n'));
                    }
                }
            }
        }
    }
}
