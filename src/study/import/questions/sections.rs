//! Which headings and items are sections: they contain questions and are not questions themselves.

use std::collections::BTreeMap;

use super::annotations::Annotations;
use super::candidate::{Candidate, Role};
use super::class::{Class, Place};
use super::groups::Decided;
use crate::study::import::blocks::{BlockId, Kind, Outline, PLAIN_LEVEL};
use crate::study::import::marks::{bold_whole, numbering};
use crate::study::import::wording::{self, Ask, label_alone};
use crate::study::lexicon::{NoteWords, WordClass};

/// Bold lines over lists, in sections where no bold line asks, are headings of their lists; parts of an answer
/// belong below the numbered heading above them.
pub(super) fn raise_headings(outline: &mut Outline, words: &NoteWords) {
    let mut numbered_level = 0;
    for at in 0..outline.blocks.len() {
        if outline.blocks[at].kind != Kind::Heading {
            continue;
        }
        let level = outline.blocks[at].level;
        let is_part = words.is(WordClass::Part, &wording::keyword(&outline.own(at), words));
        if outline.blocks[at].numbering.number().is_some() {
            numbered_level = level;
        } else if numbered_level > 0 && level <= numbered_level && is_part {
            outline.blocks[at].level = (numbered_level + 1).min(PLAIN_LEVEL - 1);
        } else if level < numbered_level {
            numbered_level = 0;
        }
    }
    let mut by_section: BTreeMap<Option<BlockId>, Vec<BlockId>> = BTreeMap::new();
    for at in 0..outline.blocks.len() {
        let block = &outline.blocks[at];
        if block.kind != Kind::Paragraph || block.item.is_some() || block.fold.is_some() {
            continue;
        }
        let text = outline.own(at);
        let is_title = bold_whole(&text).is_some()
            && numbering(&text, words).0.number().is_none()
            && label_alone(&text, words).is_none();
        if is_title {
            by_section.entry(block.section).or_default().push(at);
        }
    }
    for titles in by_section.values() {
        if titles.iter().any(|&at| wording::ask(&outline.own(at), words).is_strong()) {
            continue;
        }
        for &at in titles {
            let below = outline.blocks[at + 1..].iter().find(|block| block.kind != Kind::Rule);
            if below.is_none_or(|below| below.kind != Kind::Item) {
                continue;
            }
            let text = outline.own(at);
            let said = bold_whole(&text).unwrap_or_default().trim_end_matches([':', '：', ' ']);
            let Some(skipped) = outline.text.text[outline.blocks[at].own.clone()].find(said) else {
                continue;
            };
            let start = outline.blocks[at].own.start + skipped;
            let own = start..start + said.len();
            let block = &mut outline.blocks[at];
            block.kind = Kind::Heading;
            block.level = PLAIN_LEVEL;
            block.own = own;
        }
    }
    outline.file_under_headings();
}

/// How many blocks before each block are such.
pub(super) struct Counts {
    pub(super) asking: Vec<u32>,
    pub(super) heads: Vec<u32>,
    pub(super) any: Vec<u32>,
    pub(super) strong: Vec<u32>,
    /// With a mark of their own, a label aside.
    pub(super) explicit: Vec<u32>,
    pub(super) headings: Vec<u32>,
}

impl Counts {
    pub(super) fn of(outline: &Outline, candidates: &[Candidate], annotations: &Annotations<'_>) -> Self {
        let count = outline.blocks.len();
        let mut counts = Self {
            asking: vec![0; count + 1],
            heads: vec![0; count + 1],
            any: vec![0; count + 1],
            strong: vec![0; count + 1],
            explicit: vec![0; count + 1],
            headings: vec![0; count + 1],
        };
        for candidate in candidates {
            let asks =
                candidate.ask == Ask::Mark || candidate.is_explicit() || candidate.is_numbered_question;
            let is_head = candidate.is_numbered_question
                || matches!(
                    candidate.class,
                    Class::Heading { .. } | Class::Fold | Class::Bold(_) | Class::Labelled(_)
                );
            let at = candidate.at + 1;
            counts.asking[at] += u32::from(asks);
            counts.heads[at] += u32::from(asks && is_head);
            counts.any[at] += u32::from(candidate.ask != Ask::No);
            counts.strong[at] += u32::from(candidate.ask.is_strong());
            let is_marked = candidate.is_explicit() && !candidate.is_label_alone();
            counts.explicit[at] += u32::from(is_marked);
        }
        for (at, block) in outline.blocks.iter().enumerate() {
            if block.kind == Kind::Heading {
                let is_left = annotations.role(at) != Role::None || annotations.label_alone(at).is_some();
                counts.headings[at + 1] += u32::from(!is_left);
            }
        }
        let Self { asking, heads, any, strong, explicit, headings } = &mut counts;
        for at in 0..count {
            asking[at + 1] += asking[at];
            heads[at + 1] += heads[at];
            any[at + 1] += any[at];
            strong[at + 1] += strong[at];
            explicit[at + 1] += explicit[at];
            headings[at + 1] += headings[at];
        }
        counts
    }
}

pub(super) fn between(counts: &[u32], first: BlockId, end: BlockId) -> u32 {
    counts[end.max(first)] - counts[first]
}

impl Decided<'_> {
    /// Which members are sections: topics that hold questions, and their siblings that hold any.
    pub(super) fn sections_among(&self, members: &[usize]) -> Vec<bool> {
        let strong = members.iter().filter(|&&member| self.candidates[member].ask.is_strong()).count();
        let ends: Vec<BlockId> = members.iter().map(|&member| self.holding_end(member)).collect();
        let asking =
            |index: usize| between(&self.counts.asking, self.candidates[members[index]].at + 1, ends[index]);
        let is_topic = |index: usize| !self.candidates[members[index]].ask.is_strong();
        let kin = (0..members.len()).any(|index| is_topic(index) && ends[index] > 0 && asking(index) >= 2);
        let heads =
            |index: usize| between(&self.counts.heads, self.candidates[members[index]].at + 1, ends[index]);
        let kin_heads =
            (0..members.len()).any(|index| is_topic(index) && ends[index] > 0 && heads(index) >= 2);
        let is_section = |index: usize| {
            let candidate = &self.candidates[members[index]];
            let (first, end) = (candidate.at + 1, ends[index]);
            if self.stands_over_label(candidate) {
                return true;
            }
            if candidate.is_explicit() || end == 0 {
                return false;
            }
            let asking = asking(index);
            if candidate.is_heading() {
                let heads = between(&self.counts.heads, first, end);
                let below = between(&self.counts.headings, first, end) > 0;
                let is_topic = is_topic(index);
                let next = self.outline.blocks.get(candidate.at + 1);
                let is_empty = is_topic
                    && next.is_some_and(|next| {
                        next.kind == Kind::Heading
                            && next.level < PLAIN_LEVEL
                            && next.level > self.outline.blocks[candidate.at].level
                    })
                    && self.annotations.label_alone(candidate.at + 1).is_none();
                return is_empty
                    || is_topic && between(&self.counts.explicit, first, end) > 0
                    || kin_heads && is_topic && heads >= 1
                    || heads >= 2 && (is_topic || strong < 3 || candidate.number.is_none())
                    || asking >= 2 && candidate.ask != Ask::Mark
                    || asking >= 3 && strong < 3
                    || is_topic && candidate.number.is_none() && below;
            }
            if matches!(candidate.class, Class::Item { .. }) && candidate.ask.is_strong() {
                return false;
            }
            let any = between(&self.counts.any, first, end) > 0;
            let is_short = candidate.title.split_whitespace().count() <= 3;
            kin && candidate.number.is_none() && any
                || asking >= if candidate.number.is_none() { 2 } else { 3 }
                || is_short && between(&self.counts.strong, first, end) >= 2
        };
        (0..members.len()).map(is_section).collect()
    }

    /// Whether a line that does not ask is the title of the labelled question right below it.
    fn stands_over_label(&self, candidate: &Candidate) -> bool {
        let next = self.at_block.get(&(candidate.at + 1)).map(|&next| &self.candidates[next]);
        matches!(candidate.class, Class::Bold(_) | Class::Paragraph { .. } | Class::Line { .. })
            && !candidate.ask.is_strong()
            && next
                .is_some_and(|next| matches!(next.class, Class::Labelled(Place::Paragraph | Place::Item(_))))
    }

    /// The block behind what a heading or an item holds, by structure alone; 0 for what holds nothing.
    pub(super) fn holding_end(&self, member: usize) -> BlockId {
        let candidate = &self.candidates[member];
        let blocks = &self.outline.blocks;
        if candidate.is_heading() {
            return self.outline.section_end(candidate.at);
        }
        if blocks[candidate.at].kind != Kind::Item {
            return 0;
        }
        (candidate.at + 1..blocks.len())
            .find(|&at| blocks[at].kind == Kind::Heading || !self.outline.is_under(at, candidate.at))
            .unwrap_or(blocks.len())
    }
}
