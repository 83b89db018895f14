//! `- Why?`: plain bullets that ask, and `Question:` lines with code below; nothing is answered.

use super::cards;
use super::family::Family;
use super::outcome::{ImportedNote, NoteHint};
use super::outline::Outline;
use super::question_bullets;

pub(super) struct PlainBullets;

impl Family for PlainBullets {
    fn name(&self) -> &'static str {
        "bullets that ask"
    }

    fn kind(&self) -> &'static str {
        "bullets"
    }

    fn evidence(&self, text: &str, _hint: &NoteHint<'_>) -> i32 {
        let outline = Outline::new(text);
        question_bullets::evidence(&outline, &question_bullets::find(&outline))
    }

    fn read(&self, text: &str) -> ImportedNote {
        let outline = Outline::new(text);
        cards::read(&outline, question_bullets::find(&outline).starts)
    }
}
