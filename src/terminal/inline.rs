//! Text within a line and how it is marked: what paragraphs, list items and table cells are made of.
//!
//! Marks say what a piece is, not how it looks; that is decided when it is drawn.

use crate::study::text::Piece;

/// How inline text is marked; several at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct InlineMarks(u16);

impl InlineMarks {
    pub(super) const BOLD: Self = Self(1);
    pub(super) const ITALIC: Self = Self(2);
    pub(super) const CODE: Self = Self(4);
    pub(super) const STRUCK: Self = Self(8);
    /// Of code in a block.
    pub(super) const COMMENT: Self = Self(16);
    pub(super) const STRING: Self = Self(32);
    pub(super) const NUMBER: Self = Self(64);
    pub(super) const KEYWORD: Self = Self(128);
    /// Of text that its author has highlighted.
    pub(super) const MARKED: Self = Self(256);
    pub(super) const HIGHLIGHTS: Self = Self(16 | 32 | 64 | 128);

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

pub(super) type Inline = Vec<Piece<InlineMarks>>;
