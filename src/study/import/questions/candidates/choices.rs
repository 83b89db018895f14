//! Which items are the options of a question to choose from, and which of them are right.
//!
//! A list is a choice by its own marks (boxes, letters, a sign or the only bold item), by an answer below it that
//! names one of the items, or by a question above it that says to choose. A list in which an item asks is none.

use super::super::candidate::Role;
use super::Annotator;
use crate::study::import::blocks::{Block, BlockId, Kind};
use crate::study::import::marks::{Numbering, bold_whole};
use crate::study::import::options::{place_named, without_right_mark};
use crate::study::import::text::regex;
use crate::study::import::wording::{Ask, Side, label};
use crate::study::lexicon::{WordClass, fold};

/// A list of more items is no choice.
pub(in crate::study::import::questions) const MOST_OPTIONS: usize = 12;

/// How the items of a list are set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    Box,
    Letter,
    Number,
    Bullet,
}

impl Annotator<'_> {
    /// Gives the options of every question their role, and says which are right.
    pub(super) fn mark_choices(&mut self) {
        let lists = self.lists();
        // One bold item may be stressed; in two lists it is the way in which right options are marked.
        let is_bold_mark =
            lists.iter().filter(|(first, end)| self.only_bold(*first, *end).is_some()).count() >= 2;
        for &(first, end) in &lists {
            if let Some(right) = self.right_options(first, end, is_bold_mark) {
                for (at, is_right) in (first..end).zip(right) {
                    self.annotations.set_role(at, Role::Option);
                    self.annotations.set_right(at, is_right);
                }
            }
        }
    }

    /// Whether an item has a letter, behind its bullet or as its marker.
    pub(super) fn is_lettered(block: &Block, text: &str) -> bool {
        matches!(block.numbering, Numbering::Letter(_))
            || block.bullet.is_some() && regex!(r"^\(?[A-Ha-h][.):]\s").is_match(text)
    }

    /// How an item is set; `None` for other blocks, and for a label.
    fn set_of(&self, at: BlockId) -> Option<Set> {
        let (block, text) = (&self.outline.blocks[at], self.outline.own(at));
        match block.numbering {
            _ if block.kind != Kind::Item => None,
            _ if block.tick.is_some() => Some(Set::Box),
            _ if Self::is_lettered(block, &text) => Some(Set::Letter),
            _ if label(&text, self.words).is_some() => None,
            Numbering::None => Some(Set::Bullet),
            _ => Some(Set::Number),
        }
    }

    /// The lists of items that stand together and are set alike, each with the block behind it.
    fn lists(&self) -> Vec<(BlockId, BlockId)> {
        let blocks = &self.outline.blocks;
        let sets: Vec<Option<Set>> = (0..blocks.len()).map(|at| self.set_of(at)).collect();
        let goes_on = |at: BlockId| {
            let (above, block) = (&blocks[at - 1], &blocks[at]);
            sets[at] == sets[at - 1]
                && (above.depth, above.item, above.section) == (block.depth, block.item, block.section)
                && match (above.numbering.number(), block.numbering.number()) {
                    (Some(above), Some(number)) => number == above + 1,
                    _ => true,
                }
        };
        let mut lists = Vec::new();
        let mut first = 1;
        while first < blocks.len() {
            let mut end = first + 1;
            if sets[first].is_some() {
                while end < blocks.len() && goes_on(end) {
                    end += 1;
                }
                let counts_from_one = blocks[first].numbering.number().is_none_or(|number| number == 1);
                if (2..=MOST_OPTIONS).contains(&(end - first)) && counts_from_one {
                    lists.push((first, end));
                }
            }
            first = end;
        }
        lists
    }

    /// Which items of a list are right, if it is a choice.
    fn right_options(&self, first: BlockId, end: BlockId, is_bold_mark: bool) -> Option<Vec<bool>> {
        let blocks = &self.outline.blocks;
        let texts: Vec<_> = (first..end).map(|at| self.outline.own(at)).collect();
        let marked = || -> Vec<bool> {
            texts.iter().map(|text| without_right_mark(text, self.words).is_some()).collect()
        };
        let set = self.set_of(first)?;
        if set == Set::Box {
            let ticked = blocks[first..end].iter().map(|block| block.tick == Some(true)).collect();
            return self.are_boxes_to_choose(first, end).then_some(ticked);
        }
        if set == Set::Letter {
            return Some(marked());
        }
        if (first..end).any(|at| self.annotations.ask(at) == Ask::Mark) {
            return None;
        }
        let lead = self.lead(first)?;
        let is_some = |right: &[bool]| right.contains(&true) && right.contains(&false);
        if let Some(named) = self.named_below(end, &texts) {
            return Some((0..texts.len()).map(|at| at == named).collect());
        }
        let bold: Vec<bool> = texts.iter().map(|text| bold_whole(text).is_some()).collect();
        let is_marked_alike = is_bold_mark
            && texts.len() >= 3
            && blocks[lead].kind == Kind::Paragraph
            && bold.iter().filter(|is_bold| **is_bold).count() == 1;
        if !self.leads_to_options(lead) && !is_marked_alike {
            return None;
        }
        let right = marked();
        if is_some(&right) {
            return Some(right);
        }
        if is_bold_mark && texts.len() >= 3 && is_some(&bold) {
            return Some(bold);
        }
        let asked = fold(&self.outline.own(lead));
        let chooses = texts.len() >= 3 && self.words.within(WordClass::Chooses, &asked);
        chooses.then(|| vec![false; texts.len()])
    }

    /// The only item of a list that is bold as a whole, below a text that asks.
    fn only_bold(&self, first: BlockId, end: BlockId) -> Option<BlockId> {
        if end - first < 3 || !self.leads_to_options(self.lead(first)?) {
            return None;
        }
        let mut bold = (first..end).filter(|&at| bold_whole(&self.outline.own(at)).is_some());
        bold.next().filter(|_| bold.next().is_none())
    }

    /// What stands above a list, code and a call to choose aside.
    fn lead(&self, first: BlockId) -> Option<BlockId> {
        let blocks = &self.outline.blocks;
        (first.saturating_sub(3)..first).rev().find(|&at| {
            let calls = || {
                let text = fold(&self.outline.own(at));
                at > 0
                    && blocks[at].kind == Kind::Paragraph
                    && text.ends_with(':')
                    && blocks[at - 1].kind == Kind::Code
                    && self.words.begins(WordClass::Chooses, &text).is_some()
            };
            blocks[at].kind != Kind::Code && !calls()
        })
    }

    /// Whether a text is one that options may follow: it asks, is a question by its number, or follows such a label.
    fn leads_to_options(&self, lead: BlockId) -> bool {
        let block = &self.outline.blocks[lead];
        let is_labelled = |at: BlockId| self.annotations.label_alone(at) == Some(Side::Question);
        self.annotations.ask(lead).is_strong()
            || matches!(block.numbering, Numbering::Question(_))
            || lead > 0 && is_labelled(lead - 1)
            || label(&self.outline.own(lead), self.words).is_some_and(|found| found.side == Side::Question)
            || block.kind == Kind::Item && block.numbering != Numbering::None
            || self.words.within(WordClass::Chooses, &fold(&self.outline.own(lead)))
            || self.stands_over_boxes(lead)
    }

    /// Which item the answer right below a list names.
    fn named_below(&self, end: BlockId, texts: &[std::borrow::Cow<'_, str>]) -> Option<usize> {
        let block = self.outline.blocks.get(end)?;
        if !matches!(block.kind, Kind::Paragraph | Kind::Item | Kind::Line) {
            return None;
        }
        let text = self.outline.own(end);
        let found = label(&text, self.words).filter(|found| found.side == Side::Answer)?;
        place_named(found.rest, texts)
    }

    /// Whether boxes are the options of a question: some of them are ticked, and what stands above asks or is numbered.
    fn are_boxes_to_choose(&self, first: BlockId, end: BlockId) -> bool {
        let blocks = &self.outline.blocks;
        let above = first - 1;
        // Boxes right below a question are to be ticked by whoever answers.
        let is_quiz = end - first >= 3
            && blocks[above].kind != Kind::Code
            && (self.annotations.ask(above) == Ask::Mark || self.stands_over_boxes(above));
        let ticked = blocks[first..end].iter().filter(|block| block.tick == Some(true)).count();
        let leads = |at: BlockId| {
            blocks[at].numbering != Numbering::None
                || self.annotations.ask(at) == Ask::Mark
                || self.stands_over_boxes(at)
        };
        let below_code = blocks[above].kind == Kind::Code && above > 0 && leads(above - 1);
        // Three or more boxes below a title with exactly one ticked: the ticked option is the right one.
        let is_solved = || {
            let title = matches!(blocks[above].kind, Kind::Heading)
                || blocks[above].kind == Kind::Paragraph && bold_whole(&self.outline.own(above)).is_some();
            title
                && end - first >= 3
                && ticked == 1
                && (first..end).all(|at| self.annotations.ask(at) == Ask::No)
        };
        (is_quiz || ticked > 0) && (below_code || leads(above) || is_solved())
    }
}
