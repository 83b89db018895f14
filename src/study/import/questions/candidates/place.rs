//! The place of a candidate: its section or list, what blocks it there, and the boxes below and beside it.

use super::super::candidate::Role;
use super::super::class::{Class, Parent};
use super::Annotator;
use crate::study::import::blocks::{Block, BlockId, Kind, PLAIN_LEVEL};
use crate::study::import::text::regex;
use crate::study::import::wording::{Ask, HeadingKind, ask, heading_kind};
use crate::study::lexicon::{WordClass, fold, is_unspaced};

/// In characters of a script without spaces. What is longer tells.
const MOST_CHARS: usize = 30;
/// So many lines in a row that do not ask may stand between questions.
const MOST_BETWEEN: usize = 2;

impl Annotator<'_> {
    pub(super) fn parent(&mut self, at: BlockId, class: &Class) -> Parent {
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
                None if block.kind == Kind::Item => {
                    self.asked_above(at).map_or(Parent::Section(block.section, block.fold), Parent::Answers)
                }
                None => Parent::Section(block.section, block.fold),
            },
        }
    }

    /// The question in a paragraph that the list of an item answers: nothing in the list asks, and the paragraph does
    /// not ask what was asked.
    fn asked_above(&mut self, item: BlockId) -> Option<BlockId> {
        if let Some((list, asked)) = &self.last_list
            && list.contains(&item)
        {
            return *asked;
        }
        let blocks = &self.outline.blocks;
        let is_inside = |at: &BlockId| blocks[*at].kind == Kind::Item || blocks[*at].item.is_some();
        let first = (0..item).rev().take_while(is_inside).last().unwrap_or(item);
        let list = first..(item..blocks.len()).find(|at| !is_inside(at)).unwrap_or(blocks.len());
        let asks =
            |at: BlockId| matches!(ask(&self.outline.own(at), self.words), Ask::Mark | Ask::Interrogative);
        let is_asked = |at: &BlockId| {
            let text = self.outline.own(*at);
            blocks[*at].kind == Kind::Paragraph
                && asks(*at)
                && !self.words.within(WordClass::Announces, &fold(&text))
        };
        let asked = first.checked_sub(1).filter(is_asked);
        let asked = asked.filter(|_| !list.clone().any(|at| blocks[at].kind == Kind::Item && asks(at)));
        self.last_list = Some((list, asked));
        asked
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

    /// Whether a list that counts from one follows a block: "Task" above it is a section, and no label of its first item.
    pub(super) fn stands_over_numbers(&self, at: BlockId) -> bool {
        let blocks = &self.outline.blocks;
        let is_number = |below: BlockId, wanted: u32| {
            blocks[below].kind == Kind::Item
                && blocks[below].numbering.number() == Some(wanted)
                && self.annotations.role(below) != Role::Option
        };
        let end = self.outline.section_end(at);
        at + 1 < end && is_number(at + 1, 1) && (at + 2..end).any(|below| is_number(below, 2))
    }

    /// Whether a paragraph of one short line that does not ask stands between questions that nothing answers: two right
    /// above and two right below, others like it aside.
    pub(super) fn stands_among_questions(&self, at: BlockId) -> bool {
        let blocks = &self.outline.blocks;
        let line = |at: BlockId| {
            let block = &blocks[at];
            let is_here = block.kind == Kind::Paragraph && block.item.is_none();
            Some(self.outline.own(at)).filter(|text| is_here && !text.contains('\n'))
        };
        let asks = |text: &str| matches!(ask(text, self.words), Ask::Mark | Ask::Interrogative);
        let is_short = |text: &str| {
            let most = if text.chars().any(is_unspaced) { MOST_CHARS } else { MOST_CHARS * 2 };
            text.chars().count() <= most
                && text.chars().any(char::is_alphanumeric)
                && !text.ends_with(['.', '。', '!', '！', ':', '：', ',', '，', ';', '；', '…'])
        };
        let are_asked = |neighbours: &mut dyn Iterator<Item = BlockId>| {
            let mut lines = neighbours.map_while(line);
            let mut first = lines.next();
            for _ in 0..MOST_BETWEEN {
                match &first {
                    Some(text) if !asks(text) && is_short(text) => first = lines.next(),
                    _ => break,
                }
            }
            first.is_some_and(|text| asks(&text)) && lines.next().is_some_and(|text| asks(&text))
        };
        line(at).is_some_and(|text| is_short(&text))
            && are_asked(&mut (0..at).rev())
            && are_asked(&mut (at + 1..blocks.len()))
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
