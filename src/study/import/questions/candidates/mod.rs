//! Everything in a note that may be a question, minus what its own features exclude; what is excluded gets a role.
//!
//! A block is judged by itself and by what it lies in. Its neighbours are weighed with its group.

mod by_kind;
mod marked;
mod paragraph;
mod place;

use super::super::blocks::wording::{self, Ask, HeadingKind, clean, heading_kind, is_link_only};
use super::super::blocks::{BlockId, Kind, Outline};
use super::super::text::regex;
use super::super::title::Title;
use super::candidate::{Candidate, Role};
use super::class::{Class, Parent, Place};
use super::own_text::{OwnText, split};
use super::weights::Weights;
use crate::study::lexicon::{NoteWords, WordClass};

pub(super) use by_kind::is_answer_fold;

/// The blocks of a note with the role of each, and its candidates in order.
pub(super) struct Annotated {
    pub(super) roles: Vec<Role>,
    /// Of headings.
    pub(super) kinds: Vec<HeadingKind>,
    pub(super) candidates: Vec<Candidate>,
}

struct Annotator<'a> {
    outline: &'a Outline,
    words: &'a NoteWords,
    weights: &'a Weights,
    kinds: Vec<HeadingKind>,
    roles: Vec<Role>,
    /// Whether blocks under each heading are blocked, told once.
    has_tags: bool,
    /// The first heading, if it is of the highest level.
    title: Option<BlockId>,
}

/// What each heading names; a part of an answer below a numbered heading names nothing.
pub(super) fn kinds(outline: &Outline, words: &NoteWords) -> Vec<HeadingKind> {
    let kind = |at: BlockId| {
        let block = &outline.blocks[at];
        if block.kind != Kind::Heading {
            return HeadingKind::Plain;
        }
        let title = outline.own(at);
        let is_part = block.level > 4 && words.is(WordClass::Part, &wording::keyword(&title, words));
        if is_part { HeadingKind::Plain } else { heading_kind(&title, words) }
    };
    (0..outline.blocks.len()).map(kind).collect()
}

/// Finds the candidates of a note.
pub(super) fn annotate(
    outline: &Outline,
    words: &NoteWords,
    weights: &Weights,
    kinds: Vec<HeadingKind>,
) -> Annotated {
    let has_tags = outline.text.text.contains("#card") || outline.text.text.contains("#flashcard");
    let roles = vec![Role::None; outline.blocks.len()];
    let title = outline.blocks.iter().position(|block| block.kind == Kind::Heading);
    let title = title.filter(|&title| outline.blocks[title].level == 1);
    let mut annotator = Annotator { outline, words, weights, kinds, roles, has_tags, title };
    let candidates = (0..outline.blocks.len()).filter_map(|at| annotator.candidate(at)).collect();
    Annotated { roles: annotator.roles, kinds: annotator.kinds, candidates }
}

impl Annotator<'_> {
    fn candidate(&mut self, at: BlockId) -> Option<Candidate> {
        let outline = self.outline;
        let block = &outline.blocks[at];
        let blocked = self.blocked(at);
        if let Some(role) = blocked {
            self.roles[at] = role;
        }
        let text = outline.own(at);
        let text = text.as_ref();
        let mut candidate = match block.kind {
            Kind::Heading => self.heading(at, block, text)?,
            _ if text.is_empty() => return None,
            Kind::Item | Kind::Paragraph | Kind::Line
                if blocked.is_some()
                    && (is_link_only(text)
                        || block.kind == Kind::Paragraph
                            && wording::ask(text, self.words) != Ask::Mark
                            && !self.is_marked(at, text)) =>
            {
                return None;
            }
            Kind::Item => self.item(at, block, text)?,
            Kind::Paragraph => self.paragraph(at, block, text)?,
            Kind::Field(separator) => self.field(at, separator, text)?,
            Kind::Line => self.line(at, block, text)?,
            Kind::Quote => self.quote(at, block, text)?,
            Kind::FoldOpen => self.fold(at, text)?,
            Kind::Term => self.anchor(at, Class::Term, text, None),
            _ => return None,
        };
        // `[Question text]` is a placeholder.
        if regex!(r"^(?:\[[^\]]*\]|<[^>]*>)$").is_match(&candidate.title) {
            return None;
        }
        candidate.parent = self.parent(at, &candidate.class);
        candidate.is_blocked = blocked.is_some() && !candidate.is_explicit();
        Some(candidate)
    }

    fn label_alone(&self, at: BlockId, place: Place) -> Candidate {
        let mut candidate = self.anchor(at, Class::Labelled(place), "", None);
        candidate.is_numbered_question = true;
        candidate
    }

    fn anchor(&self, at: BlockId, class: Class, text: &str, number: Option<u32>) -> Candidate {
        let titled = if text.contains('(') { Title::of(text) } else { Title::default() };
        let own = if titled.asked.is_empty() {
            split(text, self.words)
        } else {
            OwnText { question: titled.question.into_owned(), rest: String::new() }
        };
        let title = clean(&own.question, self.words);
        let ask = wording::ask(&title, self.words);
        let votes = match ask {
            Ask::Mark => self.weights.asks,
            Ask::Interrogative | Ask::Order => self.weights.worded,
            Ask::Auxiliary | Ask::Pair => self.weights.hinted,
            Ask::No => 0.0,
        };
        Candidate {
            at,
            class,
            parent: Parent::Note,
            is_interrogative: ask != Ask::No
                && ask != Ask::Order
                && wording::is_interrogative(&title, self.words),
            title,
            rest: own.rest,
            ask,
            votes,
            number,
            is_numbered_question: false,
            is_blocked: false,
            is_section: false,
            is_taken: false,
            is_doubtful: false,
            end: at + 1,
            group: 0,
        }
    }
}
