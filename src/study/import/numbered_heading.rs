//! `1. ### Why?`, `#### 1) Why?`, `## Question 1: Why?`: headings that count the questions.

use super::cards;
use super::family::{Family, Whole};
use super::headed;
use super::outcome::ImportedNote;

pub(super) struct NumberedHeading;

impl Family for NumberedHeading {
    fn name(&self) -> &'static str {
        "numbered headings"
    }

    fn kind(&self) -> &'static str {
        "headings"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let outline = whole.outline();
        let headed = whole.headed();
        let is_usual = headed.counted * 3 >= headed.starts.len() * 2 && headed.counted > 0;
        if is_usual { headed::evidence(outline, headed) + 4 } else { 0 }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        cards::read(outline, whole.headed().starts.clone())
    }
}
