//! Cards with marks of their own, anywhere in a note: `#card`, gaps, `question :: answer`, a `?` between two sides.

use super::super::candidate::Candidate;
use super::super::class::{Class, Place};
use super::Annotator;
use crate::study::import::blocks::{Block, BlockId, Kind, may_be_path, two_sides};
use crate::study::import::cloze;
use crate::study::import::facts::calendar::is_time_or_place;
use crate::study::import::marks::Numbering;
use crate::study::import::text::regex;
use crate::study::import::wording::{self, Ask, Side, TextReading, clean};

impl Annotator<'_> {
    /// `What is a map? #card`
    pub(super) fn tagged(&self, at: BlockId, text: &str) -> Option<Candidate> {
        let first = text.lines().next().unwrap_or_default();
        let found = self
            .has_tags
            .then(|| {
                regex!(r"(?i)\s*(?:#(?:card|flashcard)s?(?:-reverse|/[\w/-]+)?|\[\[(?:card|flashcard)\]\])")
                    .find(first)
            })
            .flatten()
            // `#card` in code only speaks of the tag.
            .filter(|found| first[..found.start()].matches('`').count().is_multiple_of(2))?;
        let said = [&first[..found.start()], &first[found.end()..]].concat();
        if !said.chars().any(char::is_alphanumeric) {
            return None;
        }
        let mut candidate = self.anchor_part(at, Class::Labelled(Place::Tag), said.trim(), None);
        let joined = [candidate.rest.as_str(), text.strip_prefix(first).unwrap_or_default()].join("\n");
        joined.trim().clone_into(&mut candidate.rest);
        Some(candidate)
    }

    /// `The {{c1::heap}} holds objects.`, unless it is the answer of a question that it lies in.
    pub(super) fn cloze(&self, at: BlockId, block: &Block, reading: &TextReading<'_>) -> Option<Candidate> {
        if cloze::numbers(reading.text).is_empty() || reading.label().is_some() {
            return None;
        }
        let asks = |outer: BlockId| self.annotations.ask(outer) == Ask::Mark;
        if block.item.into_iter().chain(block.section.filter(|&section| section + 1 == at)).any(asks) {
            return None;
        }
        let mut candidate = self.anchor(at, Class::Labelled(Place::Cloze), reading, None);
        reading.text.clone_into(&mut candidate.title);
        candidate.rest.clear();
        Some(candidate)
    }

    /// `question :: answer`, `question ;; answer`, or a `?` on the line below.
    pub(super) fn marked(&self, at: BlockId, reading: &TextReading<'_>) -> Option<Candidate> {
        let text = reading.text;
        let first = text.lines().next().unwrap_or_default();
        let behind = text[first.len()..].trim();
        if let Some((question, answer)) = two_sides(first, self.words) {
            // A numbered list of terms explains them.
            let is_numbered = self.outline.blocks[at].numbering != Numbering::None;
            if is_numbered && !wording::ask(question, self.words).is_strong()
                || is_time_or_place(question, self.words)
                || may_be_path(first, question, answer)
                    && !wording::ask(question, self.words).is_strong()
                    && !self.has_sides_beside(at)
            {
                return None;
            }
            let mut candidate = self.anchor_part(at, Class::Labelled(Place::Colons), question, None);
            candidate.title = clean(question, self.words).into_owned();
            [answer, behind].join("\n").trim().clone_into(&mut candidate.rest);
            return Some(candidate);
        }
        let next = self.outline.blocks.get(at + 1)?;
        if next.kind == Kind::Separator {
            let mut candidate = self.anchor(at, Class::Labelled(Place::Separator), reading, None);
            reading.clean().clone_into(&mut candidate.title);
            candidate.rest.clear();
            return Some(candidate);
        }
        None
    }

    /// Whether a paragraph has the marks of a card, so that it is one wherever it stands.
    pub(super) fn is_marked(&self, at: BlockId, reading: &TextReading<'_>) -> bool {
        !cloze::numbers(reading.text).is_empty()
            || reading.label().is_some_and(|found| found.side == Side::Question)
            || self.marked(at, reading).is_some()
    }

    /// Whether the block above or below is a card on one line as well.
    fn has_sides_beside(&self, at: BlockId) -> bool {
        let blocks = &self.outline.blocks;
        let has_sides = |other: BlockId| {
            let first = self.outline.own(other).lines().next().unwrap_or_default().to_owned();
            blocks[other].kind == blocks[at].kind && two_sides(&first, self.words).is_some()
        };
        at > 0 && has_sides(at - 1) || at + 1 < blocks.len() && has_sides(at + 1)
    }
}
