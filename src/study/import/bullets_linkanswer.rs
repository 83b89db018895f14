//! `- **Why?** - [read](url)`: bullets whose answers are links, on the same line or nested.

use super::cards;
use super::family::{Family, Whole};
use super::outcome::ImportedNote;
use super::question_bullets;
use super::scan;

pub(super) struct LinkedBullets;

impl Family for LinkedBullets {
    fn name(&self) -> &'static str {
        "bullets with links"
    }

    fn kind(&self) -> &'static str {
        "bullets"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let found = whole.bulleted();
        let is_usual = found.with_links * 4 >= found.starts.len() && found.with_links > 0;
        let has_links = || scan::holds(whole.text, "](") || scan::holds(whole.text, "http");
        if is_usual && has_links() { question_bullets::evidence(whole.outline(), found) + 4 } else { 0 }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        cards::read(outline, whole.bulleted().starts.clone())
    }
}
