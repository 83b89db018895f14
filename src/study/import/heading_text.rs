//! `### Why?` with the answer as plain text below it, up to the next question.

use super::cards;
use super::family::Family;
use super::headed;
use super::outcome::{ImportedNote, NoteHint};
use super::outline::Outline;

pub(super) struct HeadingText;

impl Family for HeadingText {
    fn name(&self) -> &'static str {
        "headings"
    }

    fn kind(&self) -> &'static str {
        "headings"
    }

    fn evidence(&self, text: &str, _hint: &NoteHint<'_>) -> i32 {
        let outline = Outline::new(text);
        let headed = headed::find(&outline);
        headed::evidence(&outline, &headed)
    }

    fn read(&self, text: &str) -> ImportedNote {
        let outline = Outline::new(text);
        let headed = headed::find(&outline);
        cards::read(&outline, headed.starts)
    }
}
