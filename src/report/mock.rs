//! Mock interviews: plans, reports and the list of those held, as text and as JSON.
//!
//! Texts of decks stand in the text as they are, in one line each; whoever prints it cleans it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Quality;
use crate::study::mock::{Marks, Plan, Planned, Sheet, StageMarks, time_text};
use crate::study::review::{MockAnswer, MockReport};

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
            "seconds": answer.took_ms / 1000,
            "limit_seconds": answer.limit_secs,
            "over_time": answer.is_over(),
            "notes": answer.notes,
            "typed_percent": answer.typed_percent,
            "quality": answer.quality.map(Quality::number),
            "grade": answer.quality.map(|quality| quality.grade().name()),
        })
    };
    let mut document = mock_row_json(day, report);
    document["stages"] = marks.stages.iter().map(stage_json).collect();
    document["to_work_on"] = marks
        .to_work_on
        .iter()
        .map(|weak| json!({ "card": weak.card.as_str(), "question": question_of(&weak.card), "why": weak.why }))
        .collect();
    document["answers"] = report.answers.iter().map(answer).collect();
    json!({ "report": document })
}

/// One line of the list of mock interviews.
#[must_use]
pub fn mock_row_json(day: Day, report: &MockReport) -> Value {
    let whole = Marks::of(report).whole;
    json!({
        "day": day.to_string(),
        "title": report.title,
        "deck": report.deck,
        "finished": report.is_finished,
        "counted": report.counted,
        "planned": report.planned_count,
        "asked": whole.asked_count,
        "score": whole.score(),
        "seconds": whole.took_ms / 1000,
        "limit_seconds": whole.limit_secs,
        "over_time": whole.over_count,
        "passed": whole.passed_count,
        "skipped": whole.skipped_count,
    })
}

/// The list of mock interviews, the latest first; nothing where there is none.
#[must_use]
pub fn mocks_text(reports: &[(Day, MockReport)]) -> String {
    let mut text = String::new();
    for (day, report) in reports.iter().rev() {
        if text.is_empty() {
            text.push_str("\nMock interviews\n");
        }
        let whole = Marks::of(report).whole;
        let unfinished = if report.is_finished { "" } else { ", unfinished" };
        let count = questions(whole.asked_count);
        let (score, title) = (whole.score_text(), in_one_line(&report.title));
        let _ = writeln!(text, "  {day}  {score:>8}  {title}, {count}{unfinished}");
    }
    text
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

fn stage_json(stage: &StageMarks) -> Value {
    json!({
        "name": stage.name,
        "score": stage.score(),
        "asked": stage.asked_count,
        "passed": stage.passed_count,
        "skipped": stage.skipped_count,
        "over_time": stage.over_count,
        "seconds": stage.took_ms / 1000,
        "limit_seconds": stage.limit_secs,
    })
}

fn questions(count: usize) -> String {
    format!("{count} question{}", if count == 1 { "" } else { "s" })
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
