//! `### Why?` with the answer as plain text below it, up to the next question.

use super::cards;
use super::family::{Family, Whole};
use super::headed;
use super::outcome::ImportedNote;

pub(super) struct HeadingText;

impl Family for HeadingText {
    fn name(&self) -> &'static str {
        "headings"
    }

    fn kind(&self) -> &'static str {
        "headings"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let outline = whole.outline();
        let headed = whole.headed();
        headed::evidence(outline, headed)
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        cards::read(outline, whole.headed().starts.clone())
    }
}
