//! Mock interviews, counted from their reports.

use std::collections::BTreeMap;

use crate::study::day::Day;
use crate::study::marks::{Marks, StageMarks};
use crate::study::review::MockReport;

/// What was held in the period, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MockStats {
    /// In the order they were held.
    pub interviews: Vec<HeldMock>,
    pub finished_count: usize,
    /// Questions that were planned, asked or not.
    pub planned_count: usize,
    /// All interviews together.
    pub whole: StageMarks,
    /// Of interviews on a deck that names its company: by its name.
    pub companies: Vec<CompanyMocks>,
}

/// A mock interview.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldMock {
    pub day: Day,
    pub title: String,
    pub deck: Option<String>,
    /// The company that the deck names now.
    pub company: Option<String>,
    pub is_finished: bool,
    /// Whether its grades were to move schedules.
    pub counted: bool,
    pub planned_count: usize,
    pub marks: StageMarks,
}

/// Mock interviews for one company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyMocks {
    pub company: String,
    pub interview_count: usize,
    pub marks: StageMarks,
}

impl MockStats {
    pub(super) fn count(&mut self, held: HeldMock) {
        self.finished_count += usize::from(held.is_finished);
        self.planned_count += held.planned_count;
        self.whole.add(&held.marks);
        self.interviews.push(held);
    }

    pub(super) fn finish(&mut self) {
        let mut companies: BTreeMap<&str, CompanyMocks> = BTreeMap::new();
        for held in &self.interviews {
            let Some(company) = &held.company else { continue };
            let of_company = companies.entry(company).or_insert_with(|| CompanyMocks {
                company: company.clone(),
                interview_count: 0,
                marks: StageMarks::default(),
            });
            of_company.interview_count += 1;
            of_company.marks.add(&held.marks);
        }
        self.companies = companies.into_values().collect();
    }
}

impl HeldMock {
    #[must_use]
    pub fn of(day: Day, report: &MockReport, company: Option<String>) -> Self {
        Self {
            day,
            title: report.title.clone(),
            deck: report.deck.clone(),
            company,
            is_finished: report.is_finished,
            counted: report.counted,
            planned_count: report.planned_count,
            marks: Marks::of(report).whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::card::CardId;
    use crate::study::grade::Quality;
    use crate::study::review::{Manner, MockAnswer};
    use crate::study::stats::{Counting, Groups, Period};

    /// On a day, for a company, with answers of these qualities; `None` is one that was skipped.
    fn held(day: i32, company: Option<&str>, qualities: &[Option<u8>]) -> HeldMock {
        let answer = |quality: &Option<u8>| MockAnswer {
            card: CardId::parse("a").unwrap(),
            stage: "HR".to_owned(),
            manner: if quality.is_some() { Manner::Answered } else { Manner::Skipped },
            took_ms: 70_000,
            limit_secs: 60,
            notes: None,
            typed_percent: None,
            quality: quality.and_then(Quality::new),
        };
        let report = MockReport {
            title: "Mock".to_owned(),
            is_finished: day % 2 == 0,
            planned_count: 5,
            answers: qualities.iter().map(answer).collect(),
            ..MockReport::default()
        };
        HeldMock::of(Day::from_epoch_days(day), &report, company.map(str::to_owned))
    }

    #[test]
    fn those_of_the_period_are_counted_together_and_by_company() {
        let day = Day::from_epoch_days;
        let period = Period { since: Some(day(10)), until: Some(day(13)) };
        let mut counting = Counting::new(day(20), period, Groups::default(), &|_| 0);
        for mock in [
            held(9, Some("Zibal"), &[Some(5)]),
            held(10, Some("Zibal"), &[Some(2), Some(3), None]),
            held(11, None, &[Some(4)]),
            held(12, Some("Acme"), &[]),
            held(13, Some("Zibal"), &[Some(5)]),
            held(14, Some("Acme"), &[Some(5)]),
        ] {
            counting.mock(mock);
        }
        let mocks = counting.finish().mocks;
        let days: Vec<i32> = mocks.interviews.iter().map(|held| held.day.epoch_days()).collect();
        assert_eq!((days, mocks.finished_count, mocks.planned_count), (vec![10, 11, 12, 13], 2, 20));
        let whole = &mocks.whole;
        assert_eq!((whole.asked_count, whole.skipped_count, whole.over_count), (4, 1, 4));
        assert_eq!((whole.took_ms, whole.limit_secs), (280_000, 240));
        assert_eq!((whole.grade_counts, whole.score()), ([1, 1, 1, 1], Some(0.625)));
        let companies: Vec<(&str, usize, Option<f64>)> = mocks
            .companies
            .iter()
            .map(|of| (of.company.as_str(), of.interview_count, of.marks.score()))
            .collect();
        assert_eq!(companies, [("Acme", 1, None), ("Zibal", 2, Some(0.5))]);
    }
}
