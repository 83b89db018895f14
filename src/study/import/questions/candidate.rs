//! One thing that may be a question, and the role of a block that is none.

use super::super::blocks::BlockId;
use super::class::{Class, Parent};
use crate::study::import::wording::Ask;

/// What a block is, if it is neither question nor body of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    #[default]
    None,
    /// It begins an answer.
    AnswerMark,
    Option,
    Fact,
    Boilerplate,
    /// What the writer tells beside the questions.
    Narrative,
    /// A fold that helps to find the answer.
    Hint,
}

/// One thing that may be a question.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(super) struct Candidate {
    pub(super) at: BlockId,
    pub(super) class: Class,
    pub(super) parent: Parent,
    /// The question; empty for a label with its question below.
    pub(super) title: String,
    /// What its block says behind that.
    pub(super) rest: String,
    pub(super) ask: Ask,
    pub(super) is_interrogative: bool,
    pub(super) votes: f32,
    pub(super) number: Option<u32>,
    /// It has a label, a mark or a number of a question.
    pub(super) is_numbered_question: bool,
    /// It stands under a heading of facts, or in a fold of contents.
    pub(super) is_blocked: bool,
    pub(super) is_section: bool,
    pub(super) is_taken: bool,
    pub(super) is_doubtful: bool,
    /// The block behind its body.
    pub(super) end: BlockId,
    pub(super) group: usize,
}

impl Candidate {
    pub(super) fn is_explicit(&self) -> bool {
        matches!(self.class, Class::Labelled(_))
    }

    pub(super) fn is_heading(&self) -> bool {
        matches!(self.class, Class::Heading { .. })
    }

    /// A label with its question below.
    pub(super) fn is_label_alone(&self) -> bool {
        self.is_explicit() && self.title.is_empty()
    }
}
