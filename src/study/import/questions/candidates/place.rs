//! The place of a candidate: its section or list, what blocks it there, and the boxes below and beside it.

use super::super::candidate::Role;
use super::super::class::{Class, Parent};
use super::Annotator;
use crate::study::import::blocks::{Block, BlockId, Kind, PLAIN_LEVEL};
use crate::study::import::text::regex;
use crate::study::import::wording::{HeadingKind, heading_kind};

impl Annotator<'_> {
    pub(super) fn parent(&self, at: BlockId, class: &Class) -> Parent {
        let block = &self.outline.blocks[at];
        match class {
            Class::Apart => Parent::Note,
            // A bold line above a list does not part terms.
            Class::Term => {
                let is_marked = |&section: &BlockId| self.outline.blocks[section].level < PLAIN_LEVEL;
                Parent::Section(self.outline.sections(at).find(is_marked), block.fold)
            }
            Class::Heading { .. } => {
                let mut sections = self.outline.sections(at);
                Parent::Heading(sections.find(|&section| self.annotations.role(section) != Role::AnswerMark))
            }
            _ => match block.item.filter(|_| matches!(block.kind, Kind::Item | Kind::Line)) {
                Some(item) => Parent::Item(item),
                None => Parent::Section(block.section, block.fold),
            },
        }
    }

    /// Whether a block is directly below a heading for facts or boilerplate, or in a fold of contents.
    pub(super) fn blocked(&self, at: BlockId) -> Option<Role> {
        let outline = self.outline;
        let near = outline.sections(at).find(|&section| self.annotations.role(section) != Role::AnswerMark);
        match near.map(|near| self.annotations.kind(near)) {
            Some(HeadingKind::Facts) => return Some(Role::Fact),
            // The title of a note, such as "Notes", does not describe its contents.
            Some(HeadingKind::Boilerplate) if near != self.title => return Some(Role::Boilerplate),
            _ => {}
        }
        let mut folds = std::iter::successors(outline.blocks[at].fold, |&fold| outline.blocks[fold].fold);
        let is_contents = |fold: BlockId| {
            let title = outline.own(fold);
            heading_kind(&title, self.words) == HeadingKind::Boilerplate
                || regex!(r"(?i)contents|translation").is_match(&title)
        };
        folds.any(is_contents).then_some(Role::Boilerplate)
    }

    /// Whether the options of a question follow a block, a call to choose and code aside, or three bare boxes:
    /// `[ ] Linus Torvalds`.
    pub(super) fn stands_over_options(&self, at: BlockId) -> bool {
        let blocks = &self.outline.blocks;
        let below = (at + 1..blocks.len().min(at + 4)).find(|&below| blocks[below].kind != Kind::Code);
        below.is_some_and(|below| {
            self.annotations.role(below) == Role::Option && self.options_from(below) >= 2
        }) || self.stands_over_boxes(at)
    }

    fn options_from(&self, first: BlockId) -> usize {
        (first..self.outline.blocks.len()).take_while(|&at| self.annotations.role(at) == Role::Option).count()
    }

    /// Whether three bare boxes follow a block.
    pub(super) fn stands_over_boxes(&self, at: BlockId) -> bool {
        let below = &self.outline.blocks[at + 1..];
        below.len() >= 3 && below[..3].iter().all(Block::is_bare_box) && below[0].blanks == 0
    }

    /// Before the first heading with a mark.
    pub(super) fn is_plain_region(&self, at: BlockId) -> bool {
        !self.outline.sections(at).any(|section| self.outline.blocks[section].level < PLAIN_LEVEL)
    }
}
