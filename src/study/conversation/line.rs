//! The user writes one line, which Enter ends.

use super::{Dialog, Input, Key, Reply};
use crate::study::draft::Draft;

/// A line that is being written, and what it is for.
#[derive(Clone, Debug)]
pub struct Line {
    pub prompt: &'static str,
    pub draft: Draft,
}

impl Line {
    #[must_use]
    pub fn new(prompt: &'static str) -> Self {
        Self { prompt, draft: Draft::default() }
    }

    pub(super) fn take<A, R>(mut self, input: Input<R>, notice: &mut Option<String>) -> Reply<A> {
        match input {
            Input::Stroke(stroke) => {
                self.draft.take(&stroke.in_one_line());
                *notice = None;
            }
            Input::Key(Key::Enter | Key::Done) => return Reply::Entered(self),
            Input::Key(Key::Esc) => {
                *notice = None;
                return Reply::Closed;
            }
            _ => {}
        }
        Reply::Open(Dialog::Line(self))
    }
}
