//! What is kept of a mock interview: what was asked, what was said, how it was graded.
//!
//! Only what happened is here; scores are counted from it where they are shown. The grades are reviews of
//! their own besides.

use serde::{Deserialize, Serialize};

use crate::study::card::CardId;
use crate::study::grade::Quality;

use super::TypedPercent;

/// A mock interview as it went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MockReport {
    /// What was interviewed on: a deck's title, or the words of a selection.
    pub title: String,
    /// The deck, if it was one.
    pub deck: Option<String>,
    /// Whether it came to its end.
    pub is_finished: bool,
    /// Whether its grades were to move schedules.
    pub counted: bool,
    /// The questions that were planned, asked or not.
    pub planned_count: usize,
    /// What was asked, in order.
    pub answers: Vec<MockAnswer>,
}

/// One question of a mock interview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MockAnswer {
    pub card: CardId,
    pub stage: String,
    pub manner: Manner,
    pub took_ms: u64,
    pub limit_secs: u32,
    /// What was typed.
    pub notes: Option<String>,
    /// How many of the key points the notes made.
    pub typed_percent: Option<TypedPercent>,
    /// `None` for one that was skipped, or not graded because the interview was left.
    pub quality: Option<Quality>,
}

/// How a question was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Manner {
    /// With typed notes or aloud.
    Answered,
    /// With "I do not know". Events call it `passed`, a word that means *recalled* everywhere else.
    #[serde(rename = "passed")]
    NoAnswer,
    /// It was left out, as if it had not been asked.
    Skipped,
}

impl MockAnswer {
    /// Whether it took longer than was planned for it.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.took_ms / 1000 > u64::from(self.limit_secs)
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct MockPayload {
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    deck: Option<String>,
    finished: bool,
    #[serde(default)]
    counted: bool,
    planned: usize,
    answers: Vec<AnswerPayload>,
}

#[derive(Serialize, Deserialize)]
struct AnswerPayload {
    card: String,
    stage: String,
    manner: Manner,
    took_ms: u64,
    limit_secs: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    notes: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    typed_percent: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ticked_percent: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quality: Option<u8>,
}

impl From<&MockReport> for MockPayload {
    fn from(report: &MockReport) -> Self {
        let answer = |answer: &MockAnswer| AnswerPayload {
            card: answer.card.as_str().to_owned(),
            stage: answer.stage.clone(),
            manner: answer.manner,
            took_ms: answer.took_ms,
            limit_secs: answer.limit_secs,
            notes: answer.notes.clone(),
            typed_percent: answer.typed_percent.map(|typed| typed.found),
            ticked_percent: answer.typed_percent.and_then(|typed| typed.ticked),
            quality: answer.quality.map(Quality::number),
        };
        Self {
            title: report.title.clone(),
            deck: report.deck.clone(),
            finished: report.is_finished,
            counted: report.counted,
            planned: report.planned_count,
            answers: report.answers.iter().map(answer).collect(),
        }
    }
}

impl MockPayload {
    /// `None` where a card or a quality is none.
    pub(super) fn report(self) -> Option<MockReport> {
        let answer = |answer: AnswerPayload| {
            Some(MockAnswer {
                card: CardId::parse(&answer.card).ok()?,
                stage: answer.stage,
                manner: answer.manner,
                took_ms: answer.took_ms,
                limit_secs: answer.limit_secs,
                notes: answer.notes,
                typed_percent: TypedPercent::of(answer.typed_percent, answer.ticked_percent),
                quality: match answer.quality {
                    None => None,
                    Some(number) => Some(Quality::new(number)?),
                },
            })
        };
        Some(MockReport {
            title: self.title,
            deck: self.deck,
            is_finished: self.finished,
            counted: self.counted,
            planned_count: self.planned,
            answers: self.answers.into_iter().map(answer).collect::<Option<_>>()?,
        })
    }
}
