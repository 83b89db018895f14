//! Where the body of a question ends.
use foldhash::{HashMap, HashMapExt as _};

use super::super::blocks::{BlockId, Kind, Outline, PLAIN_LEVEL};
use super::candidate::{Candidate, Role};
use super::class::{Class, Place};
use super::groups::Decided;
use crate::study::import::wording::Ask;

impl Decided<'_> {
    /// Whether three or more of the questions come right after a rule.
    pub(super) fn has_rules(&self, members: &[usize]) -> bool {
        let blocks = &self.outline.blocks;
        let is_behind_rule = |member: &&usize| {
            let at = self.candidates[**member].at;
            at > 0 && blocks[at - 1].kind == Kind::Rule
        };
        members.iter().filter(is_behind_rule).take(3).count() == 3
    }

    /// Sets where the body of a question ends, and marks what lies in it as covered.
    pub(super) fn set_span(&mut self, member: usize, has_rules: bool) {
        let (at, old_end) = (self.candidates[member].at, self.candidates[member].end);
        let end = self.span_end(member, has_rules);
        self.candidates[member].end = end;
        let first = self.candidates.partition_point(|candidate| candidate.at <= at);
        for index in first..self.candidates.len() {
            let inner = &self.candidates[index];
            if inner.at >= end.max(old_end) {
                break;
            }
            let asker = &self.candidates[member];
            let is_list =
                asker.is_label_alone() && matches!(inner.class, Class::Item { .. }) && inner.ask == Ask::Mark;
            let stays = is_list
                || asker.is_explicit() && inner.is_explicit()
                || matches!(asker.class, Class::Bold(_))
                    && matches!(inner.class, Class::Item { .. } | Class::Paragraph { .. })
                    && !asker.ask.is_strong()
                    && inner.ask == Ask::Mark
                    && asker.number.is_none();
            let is_covered = inner.at < end && !stays && !inner.is_taken;
            if self.is_covered[index] != is_covered {
                self.is_covered[index] = is_covered;
                let votes = inner.votes;
                if let Some(class) = self.classes.get_mut(&inner.class) {
                    class.open += if is_covered { -votes } else { votes };
                }
            }
        }
    }

    fn span_end(&self, member: usize, has_rules: bool) -> BlockId {
        let candidate = &self.candidates[member];
        let blocks = &self.outline.blocks;
        let fold =
            if candidate.class == Class::Fold { Some(candidate.at) } else { blocks[candidate.at].fold };
        let next = self.taken.range(candidate.at + 1..).next().map_or(blocks.len(), |(&at, _)| at);
        let fold_end = fold.and_then(|fold| self.fold_ends.get(&fold)).copied().unwrap_or(blocks.len());
        let end = next.min(fold_end);
        let (mut is_answered, mut depth) = (false, 0_i32);
        for (at, block) in blocks.iter().enumerate().take(end).skip(candidate.at + 1) {
            match block.kind {
                Kind::FoldOpen => depth += 1,
                Kind::FoldClose => depth -= 1,
                _ => {}
            }
            is_answered |= self.annotations.is_answer_mark(at);
            if depth > 0 || matches!(blocks[at].kind, Kind::FoldOpen | Kind::FoldClose) {
                continue;
            }
            if self.ends_body(candidate, at, end, has_rules, is_answered) {
                return at;
            }
        }
        end
    }

    /// Whether a block ends the body of a question.
    fn ends_body(
        &self,
        candidate: &Candidate,
        at: BlockId,
        end: BlockId,
        has_rules: bool,
        is_answered: bool,
    ) -> bool {
        let blocks = &self.outline.blocks;
        let (block, own) = (&blocks[at], &blocks[candidate.at]);
        if candidate.class == Class::Labelled(Place::Cloze) {
            return true;
        }
        let is_flat = candidate.class.is_item_like()
            || matches!(candidate.class, Class::Paragraph { .. } | Class::Labelled(_));
        match block.kind {
            Kind::Heading => {
                if self.annotations.label_alone(at).is_some() || candidate.class == Class::Fold {
                    return false;
                }
                let other = self.at_block.get(&at).map(|&other| &self.candidates[other]);
                // Each has the label of a question.
                if other.is_some_and(|other| {
                    other.is_numbered_question && candidate.is_numbered_question && other.is_heading()
                }) {
                    return true;
                }
                let asks = other.is_some_and(|other| other.ask == Ask::Mark);
                if asks && matches!(candidate.class, Class::Labelled(Place::Paragraph | Place::Item(_))) {
                    return true;
                }
                if block.level == PLAIN_LEVEL && bold_line(self.outline, at) {
                    // A bold line over a list of such questions.
                    let same = |at: BlockId| {
                        self.at_block
                            .get(&at)
                            .is_some_and(|&other| self.candidates[other].class == candidate.class)
                    };
                    return same(at + 1) || same(at + 2);
                }
                let level = match own.kind {
                    Kind::Heading => own.level,
                    _ => own.section.map_or(0, |section| blocks[section].level),
                };
                let may_hold = match candidate.class {
                    Class::Heading { .. } | Class::Labelled(Place::Heading(_)) => block.level < PLAIN_LEVEL,
                    Class::Labelled(_) => {
                        at + 1 < end && blocks[at + 1].kind != Kind::Heading && block.level < PLAIN_LEVEL
                    }
                    _ => false,
                };
                !(may_hold && block.level > level)
            }
            _ if candidate.class == Class::Labelled(Place::Callout) => true,
            Kind::Item => {
                if let Some(item) = own.item
                    && !self.outline.is_under(at, item)
                {
                    return true;
                }
                if candidate.class == Class::Labelled(Place::Tag) && own.kind == Kind::Item {
                    return block.indent <= own.indent;
                }
                let asks =
                    self.at_block.get(&at).is_some_and(|&other| self.candidates[other].ask == Ask::Mark);
                if candidate.is_label_alone() && asks && at > candidate.at + 1 {
                    return true;
                }
                let is_sibling =
                    matches!(candidate.class, Class::Labelled(Place::Item(_))) && block.depth <= own.depth;
                let is_answered = is_answered || self.annotations.role(at) == Role::AnswerMark;
                if is_sibling
                    && self.at_block.get(&at).is_some_and(|&other| {
                        self.candidates[other].ask == Ask::Mark
                            || !is_answered && !self.candidates[other].is_explicit()
                    })
                {
                    return true;
                }
                let is_other_question = own.kind == Kind::Item
                    && block.depth == own.depth
                    && self.at_block.get(&at).is_some_and(|&other| {
                        let other = &self.candidates[other];
                        other.class != candidate.class && matches!(other.ask, Ask::Mark | Ask::Interrogative)
                    });
                if is_other_question && !candidate.is_explicit() {
                    return true;
                }
                let owns_no_number = candidate.ask == Ask::No
                    && candidate.number.is_none()
                    && block.numbering.number().is_some()
                    && block.depth <= own.depth;
                own.kind == Kind::Item && (block.indent + 1 < own.indent || owns_no_number)
            }
            Kind::Rule => {
                let parts = has_rules || is_flat || matches!(candidate.class, Class::Bold(_));
                parts && at > candidate.at + 1
            }
            _ => {
                if candidate.class == Class::Labelled(Place::Tag) && own.kind == Kind::Item {
                    return block.indent <= own.indent && block.blanks > 0;
                }
                self.annotations.role(at) == Role::Narrative
                    && !is_answered
                    && (candidate.class.is_item_like() || matches!(candidate.class, Class::Paragraph { .. }))
            }
        }
    }

    /// Prose at the margin behind an item is its answer only where two siblings have such prose, and never if it
    /// leads on to more items.
    pub(super) fn end_trailing_prose(&mut self, group: usize) {
        if !self.groups[group].class.is_item_like() {
            return;
        }
        let members: Vec<usize> = self.groups[group]
            .members
            .iter()
            .copied()
            .filter(|&member| self.candidates[member].is_taken)
            .collect();
        let loose: Vec<Option<BlockId>> = members.iter().map(|&member| self.loose_prose(member)).collect();
        let with_prose = loose.iter().flatten().count();
        for (index, (&member, prose)) in members.iter().zip(&loose).enumerate() {
            let Some(at) = *prose else { continue };
            let candidate = &self.candidates[member];
            let is_marked =
                |at: BlockId| self.annotations.is_answer_mark(at) && !self.outline.is_under(at, candidate.at);
            if (candidate.at + 1..at).any(is_marked) {
                continue;
            }
            let text = self.outline.own(at);
            let blocks = &self.outline.blocks;
            let leads_on = text.trim_end_matches([' ', '*', '_']).ends_with([':', '：'])
                && candidate.end <= at + 1
                && blocks.get(at + 1).is_some_and(|next| next.kind == blocks[candidate.at].kind);
            let is_alone = index + 1 == members.len() && members.len() > 2 && with_prose < 3;
            if leads_on || is_alone {
                self.candidates[member].end = at;
            }
        }
    }

    fn loose_prose(&self, member: usize) -> Option<BlockId> {
        let candidate = &self.candidates[member];
        let blocks = &self.outline.blocks;
        let own = &blocks[candidate.at];
        (candidate.at + 1..candidate.end).find(|&at| {
            matches!(blocks[at].kind, Kind::Paragraph | Kind::Line)
                && blocks[at].kind != own.kind
                && blocks[at].fold == own.fold
                && !self.outline.is_under(at, candidate.at)
                && !self.annotations.is_answer_mark(at)
        })
    }
}

pub(super) fn fold_ends(outline: &Outline) -> HashMap<BlockId, BlockId> {
    let mut open = Vec::new();
    let mut ends = HashMap::new();
    for (at, block) in outline.blocks.iter().enumerate() {
        match block.kind {
            Kind::FoldOpen => open.push(at),
            Kind::FoldClose => {
                if let Some(fold) = open.pop() {
                    ends.insert(fold, at);
                }
            }
            _ => {}
        }
    }
    ends
}

/// Whether a heading was a line in bold.
fn bold_line(outline: &Outline, at: BlockId) -> bool {
    outline.text.line(outline.blocks[at].lines.start).trim_start().starts_with("**")
}
