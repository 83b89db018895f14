//! What is counted from a mock interview: scores, times, what to work on.
//!
//! A question without an answer, or one that was failed, counts nothing, one that came hard half, one that went well or easily
//! the whole; a score is the mean of those that were graded or had no answer. Skipped ones count nowhere.

use crate::study::card::CardId;
use crate::study::grade::Grade;
use crate::study::review::{Manner, MockAnswer, MockReport};

/// How many questions to work on are named.
const MOST_WEAK: usize = 3;

/// What came of an interview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// In the order they were held.
    pub stages: Vec<StageMarks>,
    /// All stages together.
    pub whole: StageMarks,
    /// The weakest first; at most three.
    pub to_work_on: Vec<Weak>,
}

/// What came of a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StageMarks {
    pub name: String,
    /// Answered, or met without an answer.
    pub asked_count: usize,
    pub no_answer_count: usize,
    pub skipped_count: usize,
    /// Answers that took longer than was planned for them.
    pub over_count: usize,
    pub took_ms: u64,
    pub limit_secs: u64,
    /// Graded, or without an answer: what the score is over.
    pub scored_count: usize,
    /// Of answers that were graded: one for each [`Grade`], in its order.
    pub grade_counts: [usize; 4],
}

/// Why a question without an answer needs work.
pub const NO_ANSWER: &str = "no answer";

/// A question to work on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weak {
    pub card: CardId,
    /// `no answer`, `again`, `hard`, `over time`.
    pub why: &'static str,
}

/// A report as it is shown: names and values, and the questions to work on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub title: String,
    pub rows: Vec<(String, String)>,
    /// Each a question, in Markdown, and why.
    pub to_work_on: Vec<(String, &'static str)>,
}

impl Marks {
    #[must_use]
    pub fn of(report: &MockReport) -> Self {
        let mut marks = Self::default();
        for answer in &report.answers {
            marks.whole.count(answer);
            let place =
                marks.stages.iter().position(|stage| stage.name == answer.stage).unwrap_or_else(|| {
                    marks.stages.push(StageMarks { name: answer.stage.clone(), ..StageMarks::default() });
                    marks.stages.len() - 1
                });
            marks.stages[place].count(answer);
        }
        let mut weak: Vec<(u8, &MockAnswer, &'static str)> = report
            .answers
            .iter()
            .filter_map(|answer| weakness(answer).map(|(rank, why)| (rank, answer, why)))
            .collect();
        weak.sort_by_key(|(rank, ..)| *rank);
        marks.to_work_on = weak
            .into_iter()
            .take(MOST_WEAK)
            .map(|(_, answer, why)| Weak { card: answer.card.clone(), why })
            .collect();
        marks
    }
}

impl StageMarks {
    /// From 0 to 1; `None` where nothing was graded.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        let [_, hard, good, easy] = self.grade_counts;
        let half_points = hard + 2 * (good + easy);
        #[expect(clippy::cast_precision_loss, reason = "an interview has few questions")]
        let score = half_points as f64 / (2 * self.scored_count) as f64;
        (self.scored_count > 0).then_some(score)
    }

    /// `72%`, or that there is none.
    #[must_use]
    pub fn score_text(&self) -> String {
        self.score().map_or_else(|| "no score".to_owned(), |score| format!("{:.0}%", score * 100.0))
    }

    /// Both together.
    pub fn add(&mut self, other: &StageMarks) {
        self.asked_count += other.asked_count;
        self.no_answer_count += other.no_answer_count;
        self.skipped_count += other.skipped_count;
        self.over_count += other.over_count;
        self.took_ms = self.took_ms.saturating_add(other.took_ms);
        self.limit_secs = self.limit_secs.saturating_add(other.limit_secs);
        self.scored_count += other.scored_count;
        for (count, other) in self.grade_counts.iter_mut().zip(other.grade_counts) {
            *count += other;
        }
    }

    fn count(&mut self, answer: &MockAnswer) {
        if answer.manner == Manner::Skipped {
            self.skipped_count += 1;
            return;
        }
        self.asked_count += 1;
        self.took_ms = self.took_ms.saturating_add(answer.took_ms);
        self.limit_secs += u64::from(answer.limit_secs);
        self.over_count += usize::from(answer.is_over());
        if answer.manner == Manner::NoAnswer {
            self.no_answer_count += 1;
            self.scored_count += 1;
        } else if let Some(quality) = answer.quality {
            self.scored_count += 1;
            self.grade_counts[quality.grade() as usize] += 1;
        }
    }
}

/// The smaller, the more there is to do.
fn weakness(answer: &MockAnswer) -> Option<(u8, &'static str)> {
    match (answer.manner, answer.quality.map(|quality| (quality.grade(), quality.number()))) {
        (Manner::NoAnswer, _) => Some((0, NO_ANSWER)),
        (Manner::Answered, Some((Grade::Again, number))) => Some((1 + number, "again")),
        (Manner::Answered, Some((Grade::Hard, _))) => Some((10, "hard")),
        (Manner::Answered, _) if answer.is_over() => Some((11, "over time")),
        (Manner::Answered | Manner::Skipped, _) => None,
    }
}

impl Sheet {
    #[must_use]
    pub fn of(report: &MockReport, question_of: impl Fn(&CardId) -> Option<String>) -> Self {
        let Marks { stages, whole, to_work_on } = Marks::of(report);
        let mut rows = Vec::new();
        let count = |count: usize| format!("{count} question{}", if count == 1 { "" } else { "s" });
        if stages.len() > 1 {
            for stage in stages.iter().filter(|stage| stage.asked_count > 0) {
                let value = format!("{}, {}", stage.score_text(), count(stage.asked_count));
                rows.push((stage.name.clone(), value));
            }
        }
        let all = if stages.len() > 1 { "In total" } else { "Score" };
        rows.push((all.to_owned(), format!("{}, {}", whole.score_text(), count(whole.asked_count))));
        let took = format!("{} of {}", time_text(whole.took_ms / 1000), time_text(whole.limit_secs));
        rows.push(("Time".to_owned(), took));
        for (name, number) in [
            ("Over time", whole.over_count),
            ("No answer", whole.no_answer_count),
            ("Skipped", whole.skipped_count),
        ] {
            if number > 0 {
                rows.push((name.to_owned(), count(number)));
            }
        }
        if !report.is_finished {
            let says =
                format!("{} of {}", whole.asked_count + whole.skipped_count, count(report.planned_count));
            rows.push(("Unfinished".to_owned(), says));
        }
        let schedule = if report.counted { "changed by these grades" } else { "unchanged" };
        rows.push(("Schedule".to_owned(), schedule.to_owned()));
        let to_work_on =
            to_work_on.into_iter().filter_map(|weak| Some((question_of(&weak.card)?, weak.why))).collect();
        Self { title: report.title.clone(), rows, to_work_on }
    }
}

/// `0:42`, `12:05`, `1:00:00`.
#[must_use]
pub fn time_text(secs: u64) -> String {
    match secs / 3600 {
        0 => format!("{}:{:02}", secs / 60, secs % 60),
        hours => format!("{hours}:{:02}:{:02}", secs / 60 % 60, secs % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::grade::Quality;

    /// `hr answered 4 50`: stage, manner, quality (`-` is none), seconds of a hundred.
    fn answer(number: usize, text: &str) -> MockAnswer {
        let [stage, manner, quality, secs] = text.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{text}")
        };
        MockAnswer {
            card: CardId::parse(&format!("c{number}")).unwrap(),
            stage: stage.to_owned(),
            manner: match manner {
                "answered" => Manner::Answered,
                "passed" => Manner::NoAnswer,
                _ => Manner::Skipped,
            },
            took_ms: secs.parse::<u64>().unwrap() * 1000,
            limit_secs: 100,
            notes: None,
            typed_percent: None,
            quality: quality.parse().ok().and_then(Quality::new),
        }
    }

    fn report(answers: &[&str]) -> MockReport {
        let answers = answers.iter().enumerate().map(|(number, text)| answer(number, text)).collect();
        MockReport { title: "Zibal".into(), planned_count: 9, answers, ..MockReport::default() }
    }

    #[track_caller]
    fn check_score(answers: &[&str], expected: Option<f64>) {
        assert_eq!(Marks::of(&report(answers)).whole.score(), expected);
    }

    #[test]
    fn a_score_is_over_what_was_graded_or_had_no_answer() {
        check_score(&[], None);
        check_score(&["hr answered - 5"], None);
        check_score(&["hr skipped - 5", "hr answered 4 5"], Some(1.0));
        check_score(&["hr passed - 5", "hr answered 5 5"], Some(0.5));
        check_score(
            &["hr answered 2 5", "hr answered 3 5", "hr answered 0 5", "hr answered 4 5"],
            Some(0.375),
        );
    }

    #[test]
    fn the_weakest_are_to_be_worked_on() {
        let report = report(&[
            "hr answered 4 500",
            "hr answered 3 5",
            "hr answered 2 5",
            "hr skipped - 5",
            "tech answered 0 5",
            "tech passed 2 5",
            "tech answered 5 5",
        ]);
        let weak: Vec<String> =
            Marks::of(&report).to_work_on.iter().map(|weak| format!("{} {}", weak.card, weak.why)).collect();
        assert_eq!(weak, ["c5 no answer", "c4 again", "c2 again"]);
    }

    #[test]
    fn a_sheet_says_what_there_is_to_say() {
        let report = report(&["hr answered 4 101", "tech passed - 30", "tech skipped - 9"]);
        let sheet = Sheet::of(&report, |card| (card.as_str() == "c1").then(|| "What is a lock?".to_owned()));
        let rows: Vec<String> = sheet.rows.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        assert_eq!(
            rows,
            [
                "hr: 100%, 1 question",
                "tech: 0%, 1 question",
                "In total: 50%, 2 questions",
                "Time: 2:11 of 3:20",
                "Over time: 1 question",
                "No answer: 1 question",
                "Skipped: 1 question",
                "Unfinished: 3 of 9 questions",
                "Schedule: unchanged",
            ]
        );
        assert_eq!(sheet.to_work_on, [("What is a lock?".to_owned(), NO_ANSWER)]);
    }
}
