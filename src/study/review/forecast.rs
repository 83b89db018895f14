//! What was forecast for an interview, and what really came of it: records that change no card.
//!
//! Both are kept whole, so that a forecast can be compared with what happened whatever the model says later.

use serde::{Deserialize, Serialize};

use crate::study::card::CardId;
use crate::study::day::Day;
use crate::study::grade::Quality;

/// A forecast for an interview, as shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForecastRecord {
    pub deck: String,
    pub interview_day: Day,
    /// The share of the questions of the collection that would be answered, in percent: the ends of the range.
    pub answered_percent: (u8, u8),
    /// The share of the interview's questions expected to be in the collection, in thousandths.
    pub coverage_permille: u16,
    /// Answers of rehearsals and audits that it is based on.
    pub test_answer_count: u32,
}

/// An interview as it really went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DebriefRecord {
    pub deck: String,
    pub interview_day: Option<Day>,
    pub asked: Vec<AskedQuestion>,
    /// Cards that were prepared, had a chance of being asked, and were not.
    pub prepared_count: u32,
}

/// One question that was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedQuestion {
    pub card: CardId,
    /// Whether it was in the collection before.
    pub was_known: bool,
    /// How it went, if the user said so.
    pub quality: Option<Quality>,
}

impl DebriefRecord {
    /// This record with what a later debrief of the same interview adds. A question that was recorded before is as
    /// known as it was then; a later grade replaces its own.
    #[must_use]
    pub fn with_more(mut self, later: Self) -> Self {
        for question in later.asked {
            match self.asked.iter_mut().find(|held| held.card == question.card) {
                Some(held) => held.quality = question.quality.or(held.quality),
                None => self.asked.push(question),
            }
        }
        self
    }

    #[must_use]
    pub fn known_count(&self) -> usize {
        self.asked.iter().filter(|question| question.was_known).count()
    }

    /// Of the known questions that the user graded: how many were answered, and how many there are.
    #[must_use]
    pub fn answered(&self) -> (usize, usize) {
        let graded: Vec<Quality> = self
            .asked
            .iter()
            .filter(|question| question.was_known)
            .filter_map(|question| question.quality)
            .collect();
        (graded.iter().filter(|quality| quality.is_pass()).count(), graded.len())
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ForecastPayload {
    deck: String,
    /// Days from 1970-01-01.
    interview_day: i32,
    low_percent: u8,
    high_percent: u8,
    coverage_permille: u16,
    #[serde(default)]
    test_answers: u32,
}

#[derive(Serialize, Deserialize)]
pub(super) struct DebriefPayload {
    deck: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    interview_day: Option<i32>,
    asked: Vec<AskedPayload>,
    #[serde(default)]
    prepared: u32,
}

#[derive(Serialize, Deserialize)]
struct AskedPayload {
    card: String,
    known: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quality: Option<u8>,
}

impl From<&ForecastRecord> for ForecastPayload {
    fn from(record: &ForecastRecord) -> Self {
        Self {
            deck: record.deck.clone(),
            interview_day: record.interview_day.epoch_days(),
            low_percent: record.answered_percent.0,
            high_percent: record.answered_percent.1,
            coverage_permille: record.coverage_permille,
            test_answers: record.test_answer_count,
        }
    }
}

impl From<ForecastPayload> for ForecastRecord {
    fn from(payload: ForecastPayload) -> Self {
        Self {
            deck: payload.deck,
            interview_day: Day::from_epoch_days(payload.interview_day),
            answered_percent: (payload.low_percent.min(100), payload.high_percent.min(100)),
            coverage_permille: payload.coverage_permille.min(1000),
            test_answer_count: payload.test_answers,
        }
    }
}

impl From<&DebriefRecord> for DebriefPayload {
    fn from(record: &DebriefRecord) -> Self {
        let asked = |question: &AskedQuestion| AskedPayload {
            card: question.card.as_str().to_owned(),
            known: question.was_known,
            quality: question.quality.map(Quality::number),
        };
        Self {
            deck: record.deck.clone(),
            interview_day: record.interview_day.map(Day::epoch_days),
            asked: record.asked.iter().map(asked).collect(),
            prepared: record.prepared_count,
        }
    }
}

impl DebriefPayload {
    /// `None` if an id or a grade is not valid.
    pub(super) fn record(self) -> Option<DebriefRecord> {
        let asked = |question: AskedPayload| {
            let quality = match question.quality {
                Some(number) => Some(Quality::new(number)?),
                None => None,
            };
            Some(AskedQuestion {
                card: CardId::parse(&question.card).ok()?,
                was_known: question.known,
                quality,
            })
        };
        Some(DebriefRecord {
            deck: self.deck,
            interview_day: self.interview_day.map(Day::from_epoch_days),
            asked: self.asked.into_iter().map(asked).collect::<Option<_>>()?,
            prepared_count: self.prepared,
        })
    }
}
