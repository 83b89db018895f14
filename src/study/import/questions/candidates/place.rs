//! The place of a candidate: its section or list, what blocks it there, and the boxes below and beside it.

use super::super::candidate::Role;
use super::super::class::{Class, Parent};
use super::Annotator;
use crate::study::import::blocks::{Block, BlockId, Kind, PLAIN_LEVEL};
use crate::study::import::marks::{Numbering, bold_whole};
use crate::study::import::text::regex;
use crate::study::import::wording::{Ask, HeadingKind, heading_kind};

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

    /// Whether three bare boxes follow a block: `[ ] Linus Torvalds`.
    pub(super) fn stands_over_boxes(&self, at: BlockId) -> bool {
        let below = &self.outline.blocks[at + 1..];
        below.len() >= 3 && below[..3].iter().all(Block::is_bare_box) && below[0].blanks == 0
    }

    /// Before the first heading with a mark.
    pub(super) fn is_plain_region(&self, at: BlockId) -> bool {
        !self.outline.sections(at).any(|section| self.outline.blocks[section].level < PLAIN_LEVEL)
    }

    /// Whether a box is one of the options of a question: some of its run are ticked, and what stands above asks or is
    /// numbered.
    pub(super) fn is_choice(&self, at: BlockId) -> bool {
        let blocks = &self.outline.blocks;
        let is_box = |at: BlockId| blocks[at].kind == Kind::Item && blocks[at].tick.is_some();
        let mut first = at;
        while first > 0 && at - first < 40 && is_box(first - 1) {
            first -= 1;
        }
        let mut end = at + 1;
        while end < blocks.len() && end - at < 40 && is_box(end) {
            end += 1;
        }
        // Boxes right below a question are to be ticked by whoever answers.
        let is_quiz = end - first >= 3
            && first > 0
            && blocks[first - 1].kind != Kind::Code
            && (self.annotations.ask(first - 1) == Ask::Mark || self.stands_over_boxes(first - 1));
        let is_ticked = is_quiz || blocks[first..end].iter().any(|block| block.tick == Some(true));
        let Some(above) = first.checked_sub(1) else { return false };
        let leads = |at: BlockId| {
            blocks[at].numbering != Numbering::None
                || self.annotations.ask(at) == Ask::Mark
                || self.stands_over_boxes(at)
        };
        let below_code = blocks[above].kind == Kind::Code && above > 0 && leads(above - 1);
        // Three or more boxes below a title with exactly one ticked: the ticked option is the right one.
        let is_solved = || {
            let boxes = &blocks[first..end];
            let title = matches!(blocks[above].kind, Kind::Heading)
                || blocks[above].kind == Kind::Paragraph && bold_whole(&self.outline.own(above)).is_some();
            title
                && boxes.len() >= 3
                && boxes.iter().filter(|block| block.tick == Some(true)).count() == 1
                && (first..end).all(|at| self.annotations.ask(at) == Ask::No)
        };
        end - first > 1 && is_ticked && (below_code || leads(above) || is_solved())
    }
}
