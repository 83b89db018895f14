//! `- Why?`: plain bullets that ask, and `Question:` lines with code below; nothing is answered.

use super::cards;
use super::family::{Family, Whole};
use super::outcome::ImportedNote;
use super::question_bullets;

pub(super) struct PlainBullets;

impl Family for PlainBullets {
    fn name(&self) -> &'static str {
        "bullets that ask"
    }

    fn kind(&self) -> &'static str {
        "bullets"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let outline = whole.outline();
        question_bullets::evidence(outline, whole.bulleted())
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        cards::read(outline, whole.bulleted().starts.clone())
    }
}
