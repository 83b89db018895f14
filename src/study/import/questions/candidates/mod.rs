//! Everything in a note that may be a question, minus what its own features exclude; what is excluded gets a role.
//!
//! A block is judged by itself and by what it lies in. Its neighbours are weighed with its group.

mod by_kind;
mod choices;
mod marked;
mod paragraph;
mod place;

use std::ops::Range;

use super::super::blocks::{Block, BlockId, Kind, Outline};
use super::super::text::regex;
use super::super::title::Title;
use super::annotations::Annotations;
use super::candidate::Candidate;
use super::class::{Class, Parent, Place};
use super::own_text::{OwnText, split};
use crate::study::import::weights::Weights;
use crate::study::import::wording::{Ask, TextReading, clean, is_link_only};
use crate::study::lexicon::NoteWords;

pub(super) use by_kind::is_answer_fold;
pub(super) use choices::MOST_OPTIONS;

/// The blocks of a note, annotated, and its candidates in order.
pub(super) struct Annotated<'a> {
    pub(super) annotations: Annotations<'a>,
    pub(super) candidates: Vec<Candidate>,
}

struct Annotator<'a> {
    outline: &'a Outline,
    words: &'a NoteWords,
    weights: &'a Weights,
    annotations: Annotations<'a>,
    /// Whether the note has tags of cards.
    has_tags: bool,
    /// The first heading, if it is of the highest level.
    title: Option<BlockId>,
    /// The list that was looked at last, and the question above it that it answers.
    last_list: Option<(Range<BlockId>, Option<BlockId>)>,
}

/// Finds the candidates of a note.
pub(super) fn annotate<'a>(
    outline: &'a Outline,
    words: &'a NoteWords,
    weights: &'a Weights,
) -> Annotated<'a> {
    let has_tags = outline.text.text.contains("#card") || outline.text.text.contains("#flashcard");
    let annotations = Annotations::of_headings(outline, words);
    let title = outline.blocks.iter().position(|block| block.kind == Kind::Heading);
    let title = title.filter(|&title| outline.blocks[title].level == 1);
    let mut annotator = Annotator { outline, words, weights, annotations, has_tags, title, last_list: None };
    annotator.mark_choices();
    let candidates = (0..outline.blocks.len()).filter_map(|at| annotator.candidate(at)).collect();
    Annotated { annotations: annotator.annotations, candidates }
}

impl Annotator<'_> {
    fn candidate(&mut self, at: BlockId) -> Option<Candidate> {
        let (outline, words) = (self.outline, self.words);
        let block = &outline.blocks[at];
        let blocked = self.blocked(at);
        if let Some(role) = blocked {
            self.annotations.set_role(at, role);
        }
        if matches!(block.kind, Kind::Code | Kind::Table | Kind::Rule | Kind::FoldClose | Kind::Separator) {
            return None;
        }
        let text = outline.own(at);
        let reading = TextReading::going_on(&text, words, self.annotations.take_said(at));
        let candidate = self.of_kind(at, block, &reading, blocked.is_some());
        self.annotations.keep_said(at, reading.said);
        let mut candidate = candidate?;
        // `[Question text]` is a placeholder.
        let is_placeholder = candidate.title.starts_with(['[', '<'])
            && regex!(r"^(?:\[[^\]]*\]|<[^>]*>)$").is_match(&candidate.title);
        if is_placeholder {
            return None;
        }
        candidate.parent = self.parent(at, &candidate.class);
        candidate.is_blocked = blocked.is_some() && !candidate.is_explicit();
        Some(candidate)
    }

    fn of_kind(
        &mut self,
        at: BlockId,
        block: &Block,
        reading: &TextReading<'_>,
        is_blocked: bool,
    ) -> Option<Candidate> {
        let text = reading.text;
        match block.kind {
            Kind::Heading => self.heading(at, block, reading),
            _ if text.is_empty() => None,
            Kind::Item | Kind::Paragraph | Kind::Line
                if is_blocked
                    && (is_link_only(text)
                        || block.kind == Kind::Paragraph
                            && reading.ask() != Ask::Mark
                            && !self.is_marked(at, reading)) =>
            {
                None
            }
            Kind::Item => self.item(at, block, reading),
            Kind::Paragraph => self.paragraph(at, block, reading),
            Kind::Field(separator) => self.field(at, separator, text),
            Kind::Line => self.line(at, block, reading),
            Kind::Quote => self.quote(at, block, text),
            Kind::FoldOpen => self.fold(at, reading),
            Kind::Term => Some(self.anchor(at, Class::Term, reading, None)),
            _ => None,
        }
    }

    fn label_alone(&self, at: BlockId, place: Place) -> Candidate {
        let mut candidate = self.anchor_part(at, Class::Labelled(place), "", None);
        candidate.is_numbered_question = true;
        candidate
    }

    /// A candidate that asks what a part of its block says.
    fn anchor_part(&self, at: BlockId, class: Class, text: &str, number: Option<u32>) -> Candidate {
        self.anchor(at, class, &TextReading::of(text, self.words), number)
    }

    fn anchor(&self, at: BlockId, class: Class, reading: &TextReading<'_>, number: Option<u32>) -> Candidate {
        let text = reading.text;
        let titled = if text.contains('(') { Title::of(text) } else { Title::default() };
        let own = if titled.asked.is_empty() {
            split(reading)
        } else {
            OwnText { question: titled.question, rest: String::new() }
        };
        let is_whole = own.question == text;
        let title = if is_whole { reading.clean().into() } else { clean(&own.question, self.words) };
        // What is worded as a question asks, mark or not; an order does not.
        let asks_of = |reading: &TextReading<'_>| {
            let ask = reading.ask();
            (ask, ask != Ask::No && ask != Ask::Order && reading.is_interrogative())
        };
        let (ask, is_interrogative) =
            if title == text { asks_of(reading) } else { asks_of(&TextReading::of(&title, self.words)) };
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
            is_interrogative,
            title: title.into_owned(),
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
