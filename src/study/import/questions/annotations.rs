//! What is known of every block of a note, found once: its role, what it names, how it asks.
//!
//! Every later decision reads it here. What only some decisions need is found when the first of them asks.

use std::cell::OnceCell;

use super::candidate::Role;
use super::candidates::is_answer_fold;
use crate::study::import::blocks::{BlockId, Kind, Outline};
use crate::study::import::wording::{Ask, HeadingKind, Said, Side, TextReading};
use crate::study::lexicon::{NoteWords, WordClass};

/// What is known of one block.
#[derive(Clone, Debug, Default)]
struct Annotation {
    role: Role,
    /// Of an option: whether it is a right one.
    is_right: bool,
    /// Of a heading.
    kind: HeadingKind,
    said: Said,
    /// Of a fold.
    is_answer_fold: OnceCell<bool>,
    /// Of a heading.
    is_of_software: OnceCell<bool>,
}

/// What is known of the blocks of a note.
pub(super) struct Annotations<'a> {
    outline: &'a Outline,
    words: &'a NoteWords,
    blocks: Vec<Annotation>,
}

impl<'a> Annotations<'a> {
    /// With what each heading names, and nothing else yet.
    pub(super) fn of_headings(outline: &'a Outline, words: &'a NoteWords) -> Self {
        let mut blocks = vec![Annotation::default(); outline.blocks.len()];
        for (at, block) in outline.blocks.iter().enumerate().filter(|(_, block)| block.kind == Kind::Heading)
        {
            let title = outline.own(at);
            let reading = TextReading::of(&title, words);
            // A part of an answer below a numbered heading names nothing.
            let is_part = block.level > 4 && words.is(WordClass::Part, reading.keyword());
            blocks[at].kind = if is_part { HeadingKind::Plain } else { reading.heading_kind() };
            blocks[at].said = reading.said;
        }
        Self { outline, words, blocks }
    }

    pub(super) fn role(&self, at: BlockId) -> Role {
        self.blocks[at].role
    }

    pub(super) fn set_role(&mut self, at: BlockId, role: Role) {
        self.blocks[at].role = role;
    }

    /// Whether an option is a right one.
    pub(super) fn is_right(&self, at: BlockId) -> bool {
        self.blocks[at].is_right
    }

    pub(super) fn set_right(&mut self, at: BlockId, is_right: bool) {
        self.blocks[at].is_right = is_right;
    }

    /// What a heading names; nothing for other blocks.
    pub(super) fn kind(&self, at: BlockId) -> HeadingKind {
        self.blocks[at].kind
    }

    /// What was read from a block so far.
    pub(super) fn take_said(&mut self, at: BlockId) -> Said {
        std::mem::take(&mut self.blocks[at].said)
    }

    /// Keeps what was read from a block.
    pub(super) fn keep_said(&mut self, at: BlockId, said: Said) {
        self.blocks[at].said = said;
    }

    /// How a block asks.
    pub(super) fn ask(&self, at: BlockId) -> Ask {
        self.blocks[at].said.ask(|| TextReading::of(&self.outline.own(at), self.words).ask())
    }

    /// Which side of a card a block names that is nothing but a label.
    pub(super) fn label_alone(&self, at: BlockId) -> Option<Side> {
        self.blocks[at].said.label_alone(|| TextReading::of(&self.outline.own(at), self.words).label_alone())
    }

    /// Whether a block is only in the way.
    pub(super) fn is_in_the_way(&self, at: BlockId) -> bool {
        self.blocks[at]
            .said
            .is_in_the_way(|| TextReading::of(&self.outline.own(at), self.words).is_in_the_way())
    }

    /// Whether an answer begins here.
    pub(super) fn is_answer_mark(&self, at: BlockId) -> bool {
        let is_answer_fold =
            || is_answer_fold(&TextReading::of(&self.outline.own(at), self.words), self.words);
        self.role(at) == Role::AnswerMark
            || self.outline.blocks[at].kind == Kind::FoldOpen
                && *self.blocks[at].is_answer_fold.get_or_init(is_answer_fold)
    }

    /// Whether software is documented under a heading of this name.
    pub(super) fn is_of_software(&self, heading: BlockId) -> bool {
        let title = || self.outline.own(heading);
        *self.blocks[heading].is_of_software.get_or_init(|| {
            self.words.is(WordClass::SoftwareDocs, TextReading::of(&title(), self.words).keyword())
        })
    }
}
