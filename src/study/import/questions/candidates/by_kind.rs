//! What each kind of block needs to be a candidate: headings, items, fields, lines, quotes and folds. Paragraphs have a
//! file of their own.

use super::super::candidate::{Candidate, Role};
use super::super::class::{Class, Numbered, Place};
use super::Annotator;
use crate::study::import::blocks::{Block, BlockId, Kind, PLAIN_LEVEL};
use crate::study::import::facts::calendar::is_time_or_place;
use crate::study::import::marks::{Numbering, numbering};
use crate::study::import::text::regex;
use crate::study::import::wording::{
    self, Ask, HeadingKind, Side, TextReading, clean, is_command, is_fact_line, is_link_only, label,
    leads_inside,
};
use crate::study::lexicon::{NoteWords, WordClass, fold};

impl Annotator<'_> {
    pub(super) fn heading(
        &mut self,
        at: BlockId,
        block: &Block,
        reading: &TextReading<'_>,
    ) -> Option<Candidate> {
        let text = reading.text;
        if self.outline.blocks.get(at + 1).is_some_and(|next| next.kind == Kind::Separator) {
            return Some(self.anchor(at, Class::Labelled(Place::Separator), reading, None));
        }
        if let Some(mut candidate) = self.tagged(at, text) {
            candidate.class = Class::Heading { level: block.level, numbered: Numbered::AsQuestions };
            candidate.is_numbered_question = true;
            return Some(candidate);
        }
        let alone = reading.label_alone();
        if matches!(self.annotations.kind(at), HeadingKind::Facts | HeadingKind::Boilerplate)
            && alone.is_none()
        {
            let is_fact = self.annotations.kind(at) == HeadingKind::Facts;
            self.annotations.set_role(at, if is_fact { Role::Fact } else { Role::Boilerplate });
            return None;
        }
        match alone {
            Some(Side::Question) if !self.stands_over_numbers(at) => {
                return Some(self.label_alone(at, Place::Heading(block.level)));
            }
            Some(Side::Answer) => {
                self.annotations.set_role(at, Role::AnswerMark);
                return None;
            }
            _ => {}
        }
        if let Some(found) =
            reading.label().filter(|found| found.side == Side::Question && !found.rest.is_empty())
        {
            let class = Class::Heading { level: block.level, numbered: Numbered::AsQuestions };
            let mut candidate = self.anchor_part(at, class, found.rest, found.number);
            candidate.is_numbered_question = true;
            return Some(candidate);
        }
        let announces = matches!(self.annotations.kind(at), HeadingKind::Announces | HeadingKind::Weak);
        let title = reading.clean();
        if announces && block.numbering == Numbering::None && !wording::ask(title, self.words).is_strong() {
            return None;
        }
        if title.is_empty() || block.level == PLAIN_LEVEL {
            return None;
        }
        let numbered = Numbered::from(block.numbering);
        let mut candidate = self.anchor(
            at,
            Class::Heading { level: block.level, numbered },
            reading,
            block.numbering.number(),
        );
        if block.numbering == Numbering::None && TextReading::of(title, self.words).is_rhetorical() {
            candidate.ask = Ask::No;
            candidate.is_interrogative = false;
            candidate.votes = 0.0;
        }
        candidate.is_numbered_question = numbered == Numbered::AsQuestions;
        Some(candidate)
    }

    pub(super) fn item(
        &mut self,
        at: BlockId,
        block: &Block,
        reading: &TextReading<'_>,
    ) -> Option<Candidate> {
        let (text, words) = (reading.text, self.words);
        if self.annotations.role(at) == Role::Option {
            return None;
        }
        if Self::is_lettered(block, text) {
            self.annotations.set_role(at, Role::Option);
            return None;
        }
        if leads_inside(text) {
            self.annotations.set_role(at, Role::Boilerplate);
            return None;
        }
        if let Some(candidate) = self.tagged(at, text).or_else(|| self.cloze(at, block, reading)) {
            return Some(candidate);
        }
        if is_fact_line(text, words) || is_time_or_place(text, words) || is_form_field(text) {
            self.annotations.set_role(at, Role::Fact);
            return None;
        }
        match reading.label() {
            Some(found) if found.side == Side::Question && !found.rest.is_empty() => {
                return Some(self.anchor_part(
                    at,
                    Class::Labelled(Place::Item(block.depth)),
                    found.rest,
                    found.number,
                ));
            }
            Some(found) if found.side == Side::Answer => {
                self.annotations.set_role(at, Role::AnswerMark);
                return None;
            }
            _ => {}
        }
        if reading.label_alone() == Some(Side::Answer) {
            self.annotations.set_role(at, Role::AnswerMark);
            return None;
        }
        if let Some(candidate) = self.marked(at, reading) {
            return Some(candidate);
        }
        let has_link = text.contains("](") || text.contains("http");
        let is_task = has_link && words.within(WordClass::TaskSites, &fold(text));
        let is_link_only = has_link && is_link_only(text);
        let is_link = is_link_only && !is_task && !wording::ask(reading.clean(), words).is_strong();
        // `[Title](address) — author` leads elsewhere.
        // "Spread: how many targets." tells.
        let tells = text.ends_with('.')
            && text
                .split_once(": ")
                .is_some_and(|(key, value)| !key.contains(' ') && value.split(' ').count() > 1)
            && !reading.has_mark();
        let leads_away = tells
            || text.starts_with('[')
                && text.contains("](http")
                && !is_task
                && wording::ask(reading.clean(), words) == Ask::No;
        if reading.is_in_the_way() || is_command(text) && reading.ask() == Ask::No || is_link || leads_away {
            return None;
        }
        let parent =
            block.item.map_or(Numbered::No, |item| Numbered::from(self.outline.blocks[item].numbering));
        let class = Class::Item {
            depth: block.depth,
            numbered: Numbered::from(block.numbering),
            is_bold: text.starts_with("**") || text.starts_with("__"),
            is_box: block.tick.is_some(),
            parent,
        };
        let mut candidate = self.anchor(at, class, reading, block.numbering.number());
        candidate.is_numbered_question = matches!(block.numbering, Numbering::Question(_));
        // The title of a page elsewhere may ask as well.
        if is_link_only && !is_task {
            candidate.votes = candidate.votes.min(self.weights.hinted);
        }
        Some(candidate)
    }

    pub(super) fn field(&mut self, at: BlockId, separator: &'static str, text: &str) -> Option<Candidate> {
        let (question, answer) = text.split_once(separator)?;
        let is_fact = self.words.is(WordClass::Facts, &fold(question.trim()));
        if is_fact || is_command(text) || wording::is_in_the_way(question, self.words) {
            self.annotations.set_role(at, Role::Fact);
            return None;
        }
        let mut candidate = self.anchor_part(at, Class::Field(separator), question, None);
        candidate.title = clean(question, self.words).into_owned();
        answer.trim().clone_into(&mut candidate.rest);
        Some(candidate)
    }

    pub(super) fn line(
        &mut self,
        at: BlockId,
        block: &Block,
        reading: &TextReading<'_>,
    ) -> Option<Candidate> {
        let text = reading.text;
        let marked = self.tagged(at, text).or_else(|| self.cloze(at, block, reading));
        if let Some(candidate) = marked.or_else(|| self.marked(at, reading)) {
            return Some(candidate);
        }
        if reading.label_alone() == Some(Side::Answer) {
            self.annotations.set_role(at, Role::Boilerplate);
            return None;
        }
        let is_key = regex!(r"^[^:：]{2,24}[:：]\s*\S").is_match(text) && !reading.has_mark();
        if is_fact_line(text, self.words) || is_key {
            self.annotations.set_role(at, Role::Fact);
            return None;
        }
        let says = text.chars().any(char::is_alphanumeric);
        if reading.is_in_the_way() || is_command(text) || is_link_only(text) || leads_inside(text) || !says {
            return None;
        }
        let class = Class::Line { is_indented: block.indent > 0 };
        let candidate = self.anchor(at, class, reading, None);
        // A sentence that tells, or an introduction.
        let tells = text.chars().count() > 60 || text.ends_with(['.', '。', '!', '！', ':', '：', ',', '，']);
        (candidate.ask != Ask::No || !tells).then_some(candidate)
    }

    pub(super) fn quote(&self, at: BlockId, block: &Block, text: &str) -> Option<Candidate> {
        let Some(kind) = block.callout.as_deref() else {
            // A card with a `?` between its sides.
            let is_mark = |line: &&str| matches!(line.trim(), "?" | "??");
            if let Some(mark) = text.lines().find(is_mark)
                && let Some((asked, answer)) = text.split_once(&format!("\n{mark}\n"))
                && !text.contains("\n>")
                && !asked.starts_with('>')
            {
                let mut candidate = self.anchor_part(at, Class::Labelled(Place::Separator), asked, None);
                candidate.title = clean(asked.trim(), self.words).into_owned();
                answer.trim().clone_into(&mut candidate.rest);
                return (!candidate.title.is_empty()).then_some(candidate);
            }
            if let Some(candidate) = self.labelled_quote(at, text) {
                return Some(candidate);
            }
            let text = text.trim().trim_matches(['"', '“', '”', '«', '»']);
            let candidate = self.anchor_part(at, Class::Quote, text, None);
            let is_short = candidate.title.split_whitespace().count() <= 40;
            return (candidate.ask.is_strong() && is_short && candidate.rest.is_empty()).then_some(candidate);
        };
        if !matches!(kind, "question" | "faq" | "help" | "quiz" | "flashcard" | "card") {
            return None;
        }
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let title =
            first.trim_start().trim_start_matches("[!").split_once(']').map_or(first, |(_, title)| title);
        let title = title.trim_start_matches(['-', '+']).trim();
        // A callout without a title asks on its first line.
        let (title, rest) = if title.is_empty() {
            rest.trim_start().split_once('\n').unwrap_or((rest.trim(), ""))
        } else {
            (title, rest)
        };
        let mut candidate = self.anchor_part(at, Class::Labelled(Place::Callout), title, None);
        let joined = [candidate.rest.as_str(), rest].join("\n");
        joined.trim().clone_into(&mut candidate.rest);
        (!candidate.title.is_empty()).then_some(candidate)
    }

    /// A quote with both sides of a card, each behind its label.
    fn labelled_quote(&self, at: BlockId, text: &str) -> Option<Candidate> {
        let is_answer = |line: &&str| label(line, self.words).is_some_and(|found| found.side == Side::Answer);
        let mark = text.lines().skip(1).find(is_answer)?;
        let (asked, rest) = text.split_once(&format!("\n{mark}"))?;
        let found = label(asked, self.words).filter(|found| found.side == Side::Question)?;
        let mut candidate = self.anchor_part(at, Class::Labelled(Place::Callout), found.rest, found.number);
        let said = label(mark, self.words).map_or("", |found| found.rest);
        candidate.title = clean(found.rest, self.words).into_owned();
        [said, rest].concat().trim().clone_into(&mut candidate.rest);
        (!candidate.title.is_empty()).then_some(candidate)
    }

    pub(super) fn fold(&mut self, at: BlockId, reading: &TextReading<'_>) -> Option<Candidate> {
        if is_answer_fold(reading, self.words) {
            return None;
        }
        if matches!(reading.heading_kind(), HeadingKind::Boilerplate | HeadingKind::Facts) {
            self.annotations.set_role(at, Role::Boilerplate);
            return None;
        }
        if self.words.is(WordClass::Hints, reading.keyword()) {
            self.annotations.set_role(at, Role::Hint);
            return None;
        }
        let (found, skipped) = numbering(reading.text, self.words);
        Some(self.anchor_part(at, Class::Fold, &reading.text[skipped..], found.number()))
    }
}

/// Whether a fold holds an answer: "Show answer", "Solution".
pub(in crate::study::import::questions) fn is_answer_fold(
    reading: &TextReading<'_>,
    words: &NoteWords,
) -> bool {
    let key = reading.keyword();
    if key.is_empty() || words.is(WordClass::FoldAnswer, key) || words.is(WordClass::AnswerLabel, key) {
        return true;
    }
    let first = key.split([' ', '(', ':']).next().unwrap_or_default();
    (words.is(WordClass::FoldAnswer, first) || words.is(WordClass::AnswerLabel, first))
        && first.chars().count() > 1
        && !reading.has_mark()
}

/// A line of a form to be filled in: `**Decisions:** [What was decided?]`.
fn is_form_field(text: &str) -> bool {
    regex!(r"^\W{0,2}[^:\[\]]{1,40}[:：]\W{0,3}\[[^\]]+\]\.?$").is_match(text)
}
