//! `<details><summary>Why?</summary>` with the answer folded away below its question.

use super::cards;
use super::family::Family;
use super::folds;
use super::outcome::{ImportedNote, NoteHint};
use super::outline::Outline;
use super::starts;

pub(super) struct DetailsSummary;

impl Family for DetailsSummary {
    fn name(&self) -> &'static str {
        "folded answers"
    }

    fn evidence(&self, text: &str, _hint: &NoteHint<'_>) -> i32 {
        if !text.contains("<summary") {
            return 0;
        }
        let outline = Outline::new(text);
        let starts = folds::find(&outline);
        if starts.len() < 2 { 0 } else { starts::evidence(&outline, &starts) + 10 }
    }

    fn read(&self, text: &str) -> ImportedNote {
        let outline = Outline::new(text);
        let starts = folds::find(&outline);
        cards::read(&outline, starts)
    }
}
