//! Interviews played by their keys.

use proptest::prelude::*;

use super::*;
use crate::study::conversation::DialogView;
use crate::study::draft::Stroke;
use crate::study::session::Answer;

const START: Moment = Moment { unix_ms: 1_800_000_000_000, utc_offset_secs: 0 };

fn terms(count: bool) -> Terms {
    Terms {
        title: "Zibal".into(),
        deck: Some("zibal".into()),
        rollover: Rollover::usual(),
        rule: Rule::SM2,
        six_grades: false,
        count,
        clock: true,
        is_planned: false,
    }
}

fn asked(number: usize) -> Asked {
    let question = format!("What is {number}?");
    let answers = vec![Answer { label: None, text: "A reference answer.".into() }];
    Asked {
        stage: if number < 2 { "HR" } else { "Technical" }.into(),
        planned: Planned {
            card: CardId::parse(&format!("c{number}")).unwrap(),
            deck: "zibal".into(),
            question: question.clone(),
            asked_times: 1,
            limit_secs: 60,
            is_follow_up: false,
        },
        face: Face { question, answers, ..Face::default() },
        held: Replayed::default(),
        event_count: 0,
    }
}

/// An interview of some questions, a second passing before each input.
struct Played {
    interview: Interview,
    now: Moment,
    kept: Option<Kept>,
    ended: bool,
}

impl Played {
    fn new(count: usize, counts: bool) -> Self {
        let interview = Interview::start(terms(counts), (0..count).map(asked).collect(), START);
        Self { interview, now: START, kept: None, ended: false }
    }

    /// Keys: `^` is Ctrl-C, `D` Ctrl-D, `E` Esc, `.` a second that passes; letters are typed where notes
    /// are.
    fn press(&mut self, keys: &str) {
        for key in keys.chars() {
            assert!(!self.ended, "{key:?} comes after the end");
            self.now.unix_ms += 1000;
            let input = match key {
                '.' => Input::Tick,
                '^' => Input::Key(Key::Leave),
                'D' => Input::Key(Key::Done),
                'E' => Input::Key(Key::Esc),
                '\n' => Input::Key(Key::Enter),
                key if self.interview.draft().is_some() => Input::Stroke(Stroke::Insert(key.to_string())),
                key => Input::Key(Key::Char(key)),
            };
            self.give(input);
        }
    }

    fn give(&mut self, input: Input) {
        for effect in self.interview.step(input, self.now) {
            match effect {
                Effect::Compare { .. } => self.give(Input::Compared(None)),
                Effect::EditDraft(text) => self.give(Input::Drafted(Ok(text))),
                Effect::Keep(kept) => {
                    assert!(self.kept.is_none(), "it is kept once");
                    self.kept = Some(*kept);
                    self.give(Input::Response(Ok(0)));
                }
                Effect::End => self.ended = true,
            }
        }
    }

    fn shown(&self) -> String {
        match self.interview.view().map(|view| view.screen) {
            None => "nothing".into(),
            Some(Screen::Question { head, .. }) => format!("question {}", head.number),
            Some(Screen::Debrief { head, .. }) => format!("debrief {}", head.number),
            Some(Screen::Dialog(DialogView::Choose { items, .. })) => format!("{} choices", items.len()),
            Some(screen) => {
                let name = format!("{screen:?}");
                let name = name.strip_prefix("Dialog(").unwrap_or(&name);
                name.split([' ', '{']).next().unwrap_or_default().to_owned()
            }
        }
    }

    /// The card, manner, seconds and quality of each answer.
    fn answers(&self) -> Vec<String> {
        let answers = self.kept.iter().flat_map(|kept| &kept.report.answers);
        answers
            .map(|answer| {
                let quality =
                    answer.quality.map_or_else(|| "-".into(), |quality| quality.number().to_string());
                format!("{} {:?} {} {quality}", answer.card, answer.manner, answer.took_ms / 1000)
            })
            .collect()
    }
}

#[test]
fn questions_first_then_answers_then_all_is_kept() {
    let mut played = Played::new(4, false);
    played.press("\n... ");
    assert_eq!(played.shown(), "question 2");
    played.press("tnotesD");
    played.press("n");
    assert!(played.kept.is_none());
    played.press("s");
    assert_eq!(played.shown(), "debrief 1");
    played.press("42");
    assert_eq!(played.shown(), "debrief 3");
    played.press("\n");
    assert_eq!(played.shown(), "Confirm");
    played.press("n");
    assert_eq!(played.answers(), ["c0 Answered 4 5", "c1 Answered 7 3", "c2 NoAnswer 1 2", "c3 Skipped 1 -"]);
    let kept = played.kept.clone().unwrap();
    assert!(kept.report.is_finished && !kept.report.counted);
    assert_eq!(kept.report.answers[1].notes.as_deref(), Some("notes"));
    assert!(kept.reviews.iter().all(|(_, review, _)| review.intent == Intent::Mock && !review.counts()));
    assert_eq!(kept.reviews.len(), 3);
    assert_eq!(played.shown(), "Report");
    played.press("x");
    assert!(played.ended);
}

#[test]
fn under_a_plan_only_a_fail_is_promised_again_the_same_day() {
    for (is_planned, hard) in [(false, "today, then 1 d"), (true, "1 d")] {
        let terms = Terms { is_planned, ..terms(true) };
        let interview = Interview::start(terms, vec![asked(0)], START);
        let mut played = Played { interview, now: START, kept: None, ended: false };
        played.press("\n ");
        let Some(View { screen: Screen::Debrief { grades, .. }, .. }) = played.interview.view() else {
            panic!("no answer is shown: {:?}", played.interview.view());
        };
        assert_eq!((&*grades[0].promise, &*grades[1].promise), ("today, then 1 d", hard));
    }
}

#[test]
fn grades_count_if_that_was_said_before_or_in_the_end() {
    for (counts, keys, expected) in [(true, "\n 3", true), (false, "\n 3y", true), (false, "\n 3E", false)] {
        let mut played = Played::new(1, counts);
        played.press(keys);
        let kept = played.kept.unwrap();
        assert_eq!((kept.report.counted, kept.reviews[0].1.counts()), (expected, expected), "{keys:?}");
    }
    let mut played = Played::new(1, true);
    played.press("\n ");
    let view = played.interview.view().unwrap();
    assert!(matches!(view.screen, Screen::Debrief { grades, .. } if grades[2].promise == "1 d"), "{view:?}");
}

#[test]
fn the_clock_stands_still_in_pauses_help_and_when_leaving() {
    let mut played = Played::new(2, false);
    played.press("\n ..p....x.?...x.^...E. 33n");
    // What passes up to the keys that stop the clock belongs to the question.
    assert_eq!(played.answers(), ["c0 Answered 1 4", "c1 Answered 9 4"]);
}

#[test]
fn time_away_does_not_count() {
    let mut played = Played::new(1, false);
    played.press("\n.");
    played.now.unix_ms += 3_600_000;
    played.give(Input::Resumed);
    played.press(".");
    played.now.unix_ms += 3_600_000;
    played.press(". 3n");
    assert_eq!(played.answers(), ["c0 Answered 3 4"]);
    let mut played = Played::new(1, false);
    played.press("\n");
    played.now.unix_ms += 3_600_000;
    played.press(" 3n");
    assert_eq!(played.answers(), ["c0 Answered 3601 4"]);
    assert_eq!(played.kept.unwrap().reviews[0].1.took_ms, 600_000);
}

#[test]
fn one_can_go_back() {
    let mut played = Played::new(3, false);
    played.press("\n nu");
    assert_eq!(played.shown(), "question 2");
    played.press("  14u");
    assert_eq!(played.shown(), "debrief 2");
    played.press("u");
    assert_eq!(played.shown(), "debrief 1");
    played.press("u");
    assert!(played.interview.view().unwrap().notice.is_some());
    played.press("333n");
    assert_eq!(played.answers(), ["c0 Answered 1 4", "c1 Answered 2 4", "c2 Answered 2 4"]);
}

#[test]
fn leaving_asks_what_to_keep() {
    let mut played = Played::new(3, false);
    played.press("^");
    assert!(played.ended, "nothing was begun");
    let mut played = Played::new(3, false);
    played.press("\n^");
    assert!(played.ended, "nothing was answered");
    let mut played = Played::new(3, false);
    played.press("\n q");
    assert_eq!(played.shown(), "4 choices");
    played.press("1tab^3");
    assert_eq!(played.answers(), ["c0 Answered 1 -", "c1 Answered 5 -"]);
    assert!(played.ended && !played.kept.unwrap().report.is_finished);
    let mut played = Played::new(3, false);
    // Who leaves again instead of answering keeps what was done.
    played.press("\n tx^^");
    assert_eq!(played.answers(), ["c0 Answered 1 -", "c1 Answered 3 -"]);
    assert!(played.ended && !played.kept.unwrap().report.is_finished);
    let mut played = Played::new(3, false);
    played.press("\n  q2");
    assert_eq!(played.shown(), "debrief 1");
    played.press("4q");
    assert_eq!(played.shown(), "3 choices");
    played.press("2");
    assert!(played.ended);
    assert_eq!(played.answers(), ["c0 Answered 1 5", "c1 Answered 1 -"]);
}

#[test]
fn what_could_not_be_kept_is_said_and_tried_again() {
    let mut played = Played::new(1, false);
    played.press("\n 3");
    let effects = played.interview.step(Input::Key(Key::Char('n')), played.now);
    assert!(matches!(effects.as_slice(), [Effect::Keep(_)]));
    played.give(Input::Response(Err("disk full".into())));
    let view = played.interview.view().unwrap();
    assert!(
        matches!(view.screen, Screen::Dialog(DialogView::Confirm { question }) if question.contains("NOT SAVED: disk full"))
    );
    assert!(played.interview.kept().is_none());
    played.press("y");
    assert_eq!(played.shown(), "Report");
    assert!(played.kept.is_some());
}

#[test]
fn a_gone_terminal_leaves_an_unfinished_report() {
    let mut played = Played::new(2, false);
    assert!(played.interview.unfinished().is_none());
    played.press("\n tx");
    let kept = played.interview.unfinished().unwrap();
    assert_eq!(kept.report.answers.len(), 2);
    assert!(!kept.report.is_finished);
    played.press("D33nx");
    assert!(played.interview.unfinished().is_none(), "it is kept already");
}

proptest! {
    #[test]
    fn any_keys_keep_once_and_wholly(keys in "[\n 1234tnspuc?q^DExy.]{0,60}", count in 1_usize..5, counts: bool) {
        let mut played = Played::new(count, counts);
        for key in keys.chars() {
            if played.ended {
                break;
            }
            played.press(&key.to_string());
            prop_assert!(played.ended || played.interview.view().is_some());
            prop_assert_eq!(played.kept.is_some(), played.interview.kept().is_some());
        }
        if let Some(kept) = played.kept {
            prop_assert!(!kept.report.answers.is_empty());
            let graded = kept.report.answers.iter().filter(|answer| answer.quality.is_some());
            prop_assert_eq!(graded.count(), kept.reviews.len());
            prop_assert!(kept.reviews.iter().all(|(_, review, _)| review.count == kept.report.counted));
            let is_whole = kept.report.answers.len() == count
                && kept.report.answers.iter().all(|answer| (answer.manner == Manner::Skipped) != answer.quality.is_some());
            prop_assert_eq!(kept.report.is_finished, is_whole);
        }
    }
}
