//! A note as one flat list of blocks, each with what it lies in: its heading, its item, its fold.
//!
//! The lexer is the only reader of lines. It is no Markdown parser, because half of real notes are not valid
//! Markdown: it knows the marks that people set, and where they leave them out. Whether a block asks is told by
//! [`wording`](super::wording); what becomes of it is decided by the questions room.

mod entries;
mod lexer;

use std::borrow::Cow;
use std::ops::Range;

use super::marks::Numbering;
use super::text::Prepared;

pub(super) use entries::{may_be_path, two_sides};
pub(super) use lexer::{MOST_BLOCKS, read};

/// The place of a block among the blocks of its note.
pub(super) type BlockId = usize;

/// The level of a heading that only its place shows: a plain or bold line over a list.
pub(super) const PLAIN_LEVEL: u8 = 10;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading,
    Item,
    /// An entry of its own without a marker.
    Line,
    /// Two texts on a line, parted by this.
    Field(&'static str),
    Paragraph,
    Code,
    Table,
    Quote,
    Rule,
    FoldOpen,
    FoldClose,
    /// `term::`
    Term,
    /// A `?` alone on a line.
    Separator,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// Lines of the prepared text.
    pub(super) lines: Range<usize>,
    /// Bytes of the prepared text: what it says, without its marker.
    pub(super) own: Range<usize>,
    pub(super) indent: usize,
    /// Of an item: how many items it lies in.
    pub(super) depth: usize,
    /// Of a heading.
    pub(super) level: u8,
    pub(super) numbering: Numbering,
    /// The character of a bullet.
    pub(super) bullet: Option<char>,
    pub(super) tick: Option<bool>,
    /// Blank lines above.
    pub(super) blanks: usize,
    pub(super) fold: Option<BlockId>,
    pub(super) item: Option<BlockId>,
    pub(super) section: Option<BlockId>,
    pub(super) is_rtl: bool,
    /// Of a callout: its kind, in lower case.
    pub(super) callout: Option<String>,
}

impl Block {
    /// A box to tick without a bullet before it.
    pub(super) fn is_bare_box(&self) -> bool {
        self.kind == Kind::Item
            && self.tick.is_some()
            && self.bullet.is_none()
            && self.numbering == Numbering::None
    }
}

/// A note cut into blocks.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) text: Prepared,
    pub(super) blocks: Vec<Block>,
    /// Where the rest of the note was too much to read, as a line of the prepared text.
    pub(super) cut_at: Option<usize>,
}

impl Outline {
    /// What a block says: its lines without marker and indentation.
    pub(super) fn own(&self, at: BlockId) -> Cow<'_, str> {
        let block = &self.blocks[at];
        let text = &self.text.text[block.own.clone()];
        if block.kind == Kind::Quote {
            return unquoted(text).into();
        }
        if !text.contains('\n') {
            return text.trim().into();
        }
        // Two blanks at the end of a line break it.
        let mut said = String::with_capacity(text.len());
        for line in text.lines() {
            let mark = if line.ends_with("  ") { "  " } else { "" };
            let line = line.trim();
            // Blank lines at the front are none of it.
            if !(said.is_empty() && line.is_empty()) {
                said.extend([line, mark, "\n"]);
            }
        }
        said.truncate(said.trim_end().len());
        said.into()
    }

    /// The line a block begins on, counted from 1 in the note.
    pub(super) fn number(&self, at: BlockId) -> usize {
        self.text.number(self.blocks[at].lines.start)
    }

    /// The headings that a block lies under, the nearest first.
    pub(super) fn sections(&self, at: BlockId) -> impl Iterator<Item = BlockId> {
        std::iter::successors(self.blocks[at].section, |&section| self.blocks[section].section)
    }

    /// Whether a block lies in an item.
    pub(super) fn is_under(&self, at: BlockId, item: BlockId) -> bool {
        std::iter::successors(self.blocks[at].item, |&outer| self.blocks[outer].item)
            .any(|outer| outer == item)
    }

    /// The block behind a heading's section.
    pub(super) fn section_end(&self, heading: BlockId) -> BlockId {
        let level = self.blocks[heading].level;
        (heading + 1..self.blocks.len())
            .find(|&at| self.blocks[at].kind == Kind::Heading && self.blocks[at].level <= level)
            .unwrap_or(self.blocks.len())
    }

    /// Sets the section of every block by the headings above it.
    pub(super) fn file_under_headings(&mut self) {
        let mut open: Vec<BlockId> = Vec::new();
        for at in 0..self.blocks.len() {
            if self.blocks[at].kind == Kind::Heading {
                while open.last().is_some_and(|&last| self.blocks[last].level >= self.blocks[at].level) {
                    open.pop();
                }
            }
            self.blocks[at].section = open.last().copied();
            if self.blocks[at].kind == Kind::Heading {
                open.push(at);
            }
        }
    }
}

/// Lines without the quote marks at their front.
pub(super) fn unquoted(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let bare = line.trim_start();
        bare.strip_prefix('>').map_or(line, |rest| rest.strip_prefix(' ').unwrap_or(rest))
    });
    lines.collect::<Vec<_>>().join("\n")
}
