//! `### Why?` with the answer in `<details>` below it: code between the two belongs to the question.

use super::cards;
use super::family::Family;
use super::headed;
use super::outcome::{ImportedNote, NoteHint};
use super::outline::Outline;

pub(super) struct HeadingDetails;

impl Family for HeadingDetails {
    fn name(&self) -> &'static str {
        "headings with folded answers"
    }

    fn kind(&self) -> &'static str {
        "headings"
    }

    fn evidence(&self, text: &str, _hint: &NoteHint<'_>) -> i32 {
        if !text.contains("<details") {
            return 0;
        }
        let outline = Outline::new(text);
        let headed = headed::find(&outline);
        let is_usual = headed.folded * 2 >= headed.starts.len() && headed.folded > 0;
        if is_usual { headed::evidence(&outline, &headed) + 8 } else { 0 }
    }

    fn read(&self, text: &str) -> ImportedNote {
        let outline = Outline::new(text);
        let headed = headed::find(&outline);
        cards::read(&outline, headed.starts)
    }
}
