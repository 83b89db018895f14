//! `### Why?` with the answer in `<details>` below it: code between the two belongs to the question.

use super::cards;
use super::family::{Family, Whole};
use super::headed;
use super::outcome::ImportedNote;
use super::scan;

pub(super) struct HeadingDetails;

impl Family for HeadingDetails {
    fn name(&self) -> &'static str {
        "headings with folded answers"
    }

    fn kind(&self) -> &'static str {
        "headings"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let text = whole.text;
        if !scan::holds(text, "<details") {
            return 0;
        }
        let outline = whole.outline();
        let headed = whole.headed();
        let is_usual = headed.folded * 2 >= headed.starts.len() && headed.folded > 0;
        if is_usual { headed::evidence(outline, headed) + 8 } else { 0 }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        cards::read(outline, whole.headed().starts.clone())
    }
}
