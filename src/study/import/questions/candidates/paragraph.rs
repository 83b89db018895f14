//! What a paragraph needs to be a candidate.

use super::super::candidate::{Candidate, Role};
use super::super::class::{Class, Numbered, Place};
use super::Annotator;
use crate::study::import::blocks::{Block, BlockId, Kind};
use crate::study::import::marks::{Numbering, QUESTION_MARKS, bold_whole, numbering};
use crate::study::import::wording::{
    self, Ask, HeadingKind, Side, TextReading, is_fact_line, is_link_only, label, leads_inside,
};
use crate::study::lexicon::WordClass;

impl Annotator<'_> {
    pub(super) fn paragraph(
        &mut self,
        at: BlockId,
        block: &Block,
        reading: &TextReading<'_>,
    ) -> Option<Candidate> {
        let (text, words) = (reading.text, self.words);
        if let Some(candidate) = self.tagged(at, text).or_else(|| self.cloze(at, block, reading)) {
            return Some(candidate);
        }
        let bold = bold_whole(text);
        if bold.is_some() {
            let (found, skipped) = numbering(text, words);
            if found != Numbering::None {
                let mut candidate =
                    self.anchor_part(at, Class::Bold(found.into()), &text[skipped..], found.number());
                candidate.is_numbered_question = matches!(found, Numbering::Question(_));
                return Some(candidate);
            }
        }
        match reading.label() {
            Some(found) if found.side == Side::Question => {
                if found.rest.is_empty() {
                    return Some(self.label_alone(at, Place::Paragraph));
                }
                return Some(self.anchor_part(
                    at,
                    Class::Labelled(Place::Paragraph),
                    found.rest,
                    found.number,
                ));
            }
            Some(_) => {
                self.annotations.set_role(at, Role::AnswerMark);
                return None;
            }
            None => {}
        }
        match reading.label_alone() {
            Some(Side::Question) if block.fold.is_none() => {
                return Some(self.label_alone(at, Place::Paragraph));
            }
            Some(Side::Answer) => {
                self.annotations.set_role(at, Role::AnswerMark);
                return None;
            }
            _ => {}
        }
        if is_fact_line(text, words) {
            self.annotations.set_role(at, Role::Fact);
            return None;
        }
        if reading.is_in_the_way() || leads_inside(text) {
            self.annotations.set_role(at, Role::Boilerplate);
            return None;
        }
        if block.is_rtl {
            self.annotations.set_role(at, Role::Narrative);
            return None;
        }
        if let Some(candidate) = self.marked(at, reading) {
            return Some(candidate);
        }
        if bold.is_some() {
            if matches!(reading.heading_kind(), HeadingKind::Boilerplate | HeadingKind::Facts) {
                self.annotations.set_role(at, Role::Boilerplate);
                return None;
            }
            let key = reading.keyword();
            if words.is(WordClass::Part, key) || words.is(WordClass::TaskPart, key) {
                return None;
            }
            let ends_in_colon = text
                .trim_end_matches(|c: char| !c.is_alphanumeric() && c != ':' && c != '：' && c != '?')
                .ends_with([':', '：']);
            if ends_in_colon && !reading.ask().is_strong() {
                return None;
            }
            let candidate = self.anchor(at, Class::Bold(Numbered::No), reading, None);
            // A sentence in bold that tells, and does not ask at its end: "A is B, explain why."
            let last = candidate.title.rsplit(", ").next().unwrap_or_default();
            let tells = candidate.ask == Ask::No
                && candidate.title.ends_with(['.', '。', '!'])
                && !wording::ask(last, words).is_strong();
            return (!tells).then_some(candidate);
        }
        if is_link_only(text) {
            return None;
        }
        let is_over_options = self.stands_over_options(at);
        if is_over_options || self.stands_over_answer(at) {
            let mut candidate = self.anchor(at, Class::Paragraph { is_bold: false }, reading, None);
            candidate.votes = self.weights.asks;
            let least = if is_over_options { Ask::Interrogative } else { Ask::Mark };
            candidate.ask = candidate.ask.max(least);
            return Some(candidate);
        }
        let next = self.outline.blocks.get(at + 1);
        let has_gaps = || self.outline.blocks.iter().take(20).skip(1).any(|block| block.blanks >= 3);
        // The answer follows, with or without a blank line.
        let asked_above = text.split_once('\n').filter(|(first, _)| first.ends_with(QUESTION_MARKS));
        let is_apart = (block.blanks >= 3 || at == 0 && has_gaps())
            && (next.is_some_and(|next| matches!(next.blanks, 1 | 2)) || asked_above.is_some());
        if is_apart && self.is_plain_region(at) {
            let mut candidate =
                self.anchor_part(at, Class::Apart, asked_above.map_or(text, |(first, _)| first), None);
            if let Some((_, answer)) = asked_above {
                answer.trim().clone_into(&mut candidate.rest);
            }
            return Some(candidate);
        }
        if let Some((asked, rest)) =
            bold_front(text).filter(|(asked, _)| !TextReading::of(asked, words).is_rhetorical())
        {
            let (found, skipped) = numbering(asked, words);
            let mut candidate =
                self.anchor_part(at, Class::Bold(found.into()), &asked[skipped..], found.number());
            rest.clone_into(&mut candidate.rest);
            return Some(candidate);
        }
        let is_bold = text.starts_with("**") || text.starts_with("__");
        let mut candidate = self.anchor(at, Class::Paragraph { is_bold }, reading, None);
        // A question inside a story counts less, and so does one that a chapter answers itself.
        let answers_itself = !candidate.rest.is_empty() && !is_bold && block.section.is_some();
        if candidate.ask == Ask::Mark && (!candidate.is_interrogative || answers_itself) {
            candidate.votes = self.weights.hinted;
        }
        if candidate.title.split_whitespace().count() > 30 {
            return None;
        }
        let asks =
            candidate.ask == Ask::Mark && wording::ask(first_sentence(&candidate.title), words).is_strong();
        let is_worded = matches!(candidate.ask, Ask::Order | Ask::Interrogative)
            && text.split_whitespace().count() < 25
            && (!text.trim_end().ends_with(['.', ':'])
                || candidate.ask == Ask::Order
                    && text.ends_with('.')
                    && text.split_whitespace().count() <= 12);
        if !asks && !is_worded && !is_bold && self.stands_among_questions(at) {
            candidate.ask = candidate.ask.max(Ask::Auxiliary);
            return Some(candidate);
        }
        (asks || is_worded).then_some(candidate)
    }
}

impl Annotator<'_> {
    /// Whether a paragraph right below begins with the label of an answer.
    fn stands_over_answer(&self, at: BlockId) -> bool {
        self.outline.blocks.get(at + 1).is_some_and(|next| {
            next.kind == Kind::Paragraph
                && label(&self.outline.own(at + 1), self.words)
                    .is_some_and(|found| found.side == Side::Answer)
        })
    }
}

fn first_sentence(text: &str) -> &str {
    let end = text.find(['.', '?', '!', '؟', '？', '。', '！']);
    end.map_or(text, |at| &text[..text.ceil_char_boundary(at + 1)])
}

/// A question in bold at the front of a paragraph, and the answer behind it: `**What is a heap?** A tree.`
fn bold_front(text: &str) -> Option<(&str, &str)> {
    let mark = ["**", "__"].into_iter().find(|mark| text.starts_with(mark))?;
    let (asked, rest) = text[2..].split_once(mark)?;
    let rest = rest.trim_start_matches([':', '-', '–', '—', ' ', '\n', '\\']);
    let asked = asked.trim();
    let is_answered = rest.chars().any(char::is_alphanumeric) && !rest.starts_with(mark);
    (asked.ends_with(QUESTION_MARKS) && is_answered).then_some((asked, rest))
}
