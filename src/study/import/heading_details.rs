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
        let headed = whole.headed();
        let is_usual = headed.folded * 2 >= headed.starts.len() && headed.folded > 0;
        let has_folds = || scan::holds(whole.text, "<details");
        if is_usual && has_folds() { headed::evidence(whole.outline(), headed) + 8 } else { 0 }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        cards::read(outline, whole.headed().starts.clone())
    }
}
