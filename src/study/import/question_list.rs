//! `- **Why?** (2 times — [Orbit](url))` with a fold below it: a collection of what companies asked.

use super::cards;
use super::family::{Family, Whole};
use super::outcome::ImportedNote;
use super::question_bullets;
use super::scan;

pub(super) struct QuestionList;

impl Family for QuestionList {
    fn name(&self) -> &'static str {
        "list of questions"
    }

    fn kind(&self) -> &'static str {
        "bullets"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let found = whole.bulleted();
        let is_usual = found.with_sightings * 4 >= found.starts.len() && found.with_sightings > 0;
        let has_sightings = || scan::holds(whole.text, "<details") || scan::holds(whole.text, "](");
        if is_usual && has_sightings() { question_bullets::evidence(whole.outline(), found) + 6 } else { 0 }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        cards::read(outline, whole.bulleted().starts.clone())
    }
}
