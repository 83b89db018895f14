//! `<details><summary>Why?</summary>` with the answer folded away below its question.

use super::cards;
use super::family::{Family, Whole};
use super::html::as_plain;
use super::label::is_question_like;
use super::outcome::ImportedNote;
use super::outline::names_document;
use super::scan;
use super::starts;

pub(super) struct DetailsSummary;

impl Family for DetailsSummary {
    fn name(&self) -> &'static str {
        "folded answers"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let outline = whole.outline();
        if outline.details.is_empty() || !scan::holds(whole.text, "<summary") {
            return 0;
        }
        let starts = whole.folds();
        // Folds of a page that asks nothing hide what is long.
        let asks = || starts.iter().any(|start| is_question_like(&as_plain(&start.title)));
        let is_of_questions = || outline.headings().next().is_some_and(|(.., title)| names_document(title));
        if starts.len() < 2 || !asks() && !is_of_questions() {
            0
        } else {
            starts::evidence(outline, starts) + 10
        }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        cards::read(outline, whole.folds().to_vec())
    }
}
