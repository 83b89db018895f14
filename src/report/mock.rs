//! Mock interviews: plans, reports and the list of those held, as text and as JSON.
//!
//! Texts of decks stand in the text as they are, in one line each; whoever prints it cleans it.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::{Value, json};

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Quality;
use crate::study::marks::{Marks, NO_ANSWER, Sheet, StageMarks, time_text};
use crate::study::mock::{Plan, Planned};
use crate::study::review::{Manner, MockAnswer, MockReport};
use crate::study::stats::HeldMock;

use super::stats_json::{GradeCountsJson, seconds};

/// The questions that would be asked.
#[must_use]
pub fn plan_json(plan: &Plan, title: &str) -> Value {
    let question = |planned: &Planned| {
        json!({
            "card": planned.card.as_str(),
            "deck": planned.deck,
            "question": planned.question,
            "asked": planned.asked_times,
            "limit_seconds": planned.limit_secs,
            "follow_up": planned.is_follow_up,
        })
    };
    let stages: Vec<Value> = plan
        .stages
        .iter()
        .map(|stage| {
            json!({
                "name": stage.name,
                "limit_seconds": stage.limit_secs(),
                "questions": stage.questions.iter().map(question).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({ "plan": {
        "title": title,
        "questions": plan.question_count(),
        "limit_seconds": plan.limit_secs(),
        "stages": stages,
    }})
}

#[must_use]
pub fn plan_text(plan: &Plan, title: &str) -> String {
    let mut text = format!(
        "{}: {}, {}\n",
        in_one_line(title),
        questions(plan.question_count()),
        time_text(plan.limit_secs())
    );
    for stage in &plan.stages {
        let _ = writeln!(
            text,
            "\n{}: {}, {}",
            in_one_line(&stage.name),
            questions(stage.questions.len()),
            time_text(stage.limit_secs())
        );
        for planned in &stage.questions {
            let follows = if planned.is_follow_up { "+ " } else { "" };
            let limit = time_text(u64::from(planned.limit_secs));
            let _ = writeln!(text, "  {limit:>5}  {follows}{}", in_one_line(&planned.question));
        }
    }
    text
}

/// A report with everything that was kept, and the marks counted from it.
#[must_use]
pub fn mock_json(report: &MockReport, day: Day, question_of: impl Fn(&CardId) -> Option<String>) -> Value {
    let marks = Marks::of(report);
    let answer = |answer: &MockAnswer| {
        json!({
            "card": answer.card.as_str(),
            "question": question_of(&answer.card),
            "stage": answer.stage,
            "manner": answer.manner,
            "no_answer": answer.manner == Manner::NoAnswer,
            "seconds": answer.took_ms / 1000,
            "limit_seconds": answer.limit_secs,
            "over_time": answer.is_over(),
            "notes": answer.notes,
            "typed_percent": answer.typed_percent.map(|typed| typed.found),
            "ticked_percent": answer.typed_percent.and_then(|typed| typed.ticked),
            "quality": answer.quality.map(Quality::number),
            "grade": answer.quality.map(|quality| quality.grade().name()),
        })
    };
    let mut document = json!(MockRowJson::from(&HeldMock::of(day, report, None)));
    let stages = marks.stages.iter().map(|stage| StageJson { name: &stage.name, marks: stage.into() });
    document["stages"] = json!(stages.collect::<Vec<_>>());
    document["to_work_on"] = marks
        .to_work_on
        .iter()
        .map(|weak| {
            let no_answer = weak.why == NO_ANSWER;
            json!({
                "card": weak.card.as_str(),
                "question": question_of(&weak.card),
                // The word of the first version of this document.
                "why": if no_answer { "passed" } else { weak.why },
                "no_answer": no_answer,
            })
        })
        .collect();
    document["answers"] = report.answers.iter().map(answer).collect();
    json!({ "report": document })
}

/// A mock interview in a list, or at the head of its report.
#[derive(Serialize)]
pub(super) struct MockRowJson<'h> {
    day: String,
    title: &'h str,
    deck: Option<&'h str>,
    finished: bool,
    counted: bool,
    planned: usize,
    #[serde(flatten)]
    marks: MarksJson,
}

/// Several of them together.
#[derive(Serialize)]
pub(super) struct MockCountsJson {
    #[serde(flatten)]
    marks: MarksJson,
    grades: GradeCountsJson,
}

#[derive(Serialize)]
struct StageJson<'h> {
    name: &'h str,
    #[serde(flatten)]
    marks: MarksJson,
}

#[derive(Serialize)]
struct MarksJson {
    asked: usize,
    score: Option<f64>,
    seconds: u64,
    limit_seconds: u64,
    over_time: usize,
    /// The name of `no_answer` in the first version of this document.
    passed: usize,
    no_answer: usize,
    skipped: usize,
}

impl<'h> From<&'h HeldMock> for MockRowJson<'h> {
    fn from(held: &'h HeldMock) -> Self {
        Self {
            day: held.day.to_string(),
            title: &held.title,
            deck: held.deck.as_deref(),
            finished: held.is_finished,
            counted: held.counted,
            planned: held.planned_count,
            marks: (&held.marks).into(),
        }
    }
}

impl From<&StageMarks> for MockCountsJson {
    fn from(marks: &StageMarks) -> Self {
        Self { marks: marks.into(), grades: marks.grade_counts.into() }
    }
}

impl From<&StageMarks> for MarksJson {
    fn from(marks: &StageMarks) -> Self {
        Self {
            asked: marks.asked_count,
            score: marks.score(),
            seconds: seconds(marks.took_ms),
            limit_seconds: marks.limit_secs,
            over_time: marks.over_count,
            passed: marks.no_answer_count,
            no_answer: marks.no_answer_count,
            skipped: marks.skipped_count,
        }
    }
}

#[must_use]
pub fn sheet_text(sheet: &Sheet) -> String {
    let mut text = format!("Mock interview: {}\n", in_one_line(&sheet.title));
    let widest = sheet.rows.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (name, value) in &sheet.rows {
        let name = in_one_line(name);
        let _ = writeln!(text, "  {name:widest$}  {value}");
    }
    for (number, (question, why)) in sheet.to_work_on.iter().enumerate() {
        if number == 0 {
            text.push_str("To work on\n");
        }
        let _ = writeln!(text, "  {why}: {}", in_one_line(question));
    }
    text
}

fn questions(count: usize) -> String {
    format!("{count} question{}", if count == 1 { "" } else { "s" })
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
