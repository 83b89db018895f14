//! What reading a note takes and gives: cards *and* problems, never only one of them.

use super::past::Past;
use super::weights::Weights;
use crate::study::card::Asked;
use crate::study::deck::{Deck, Edited, Interview};
use crate::study::lexicon::NoteWords;

/// What is known about a note besides its text.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoteHint<'a> {
    /// With its extension, without folders; empty where there is none.
    pub file_name: &'a str,
    /// Whether [`ImportedNote::weighed`] is to name all that have evidence, also those that cannot change
    /// how the note is read, and [`ImportedNote::confidence`] is to be told to the percent.
    pub weighs_all: bool,
    /// The words to read by; without them, those that viva brings along.
    pub words: Option<&'a NoteWords>,
    /// What the user chose to take.
    pub choice: Option<&'a Choice>,
    /// The weights of evidence; without them, the usual ones.
    pub weights: Option<&'a Weights>,
}

/// One note file, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportedNote {
    /// The note's own title, if it has one.
    pub title: Option<String>,
    pub interview: Interview,
    /// In the order of the note; the same question may stand in several sections.
    pub cards: Vec<NoteCard>,
    pub problems: Vec<Problem>,
    /// What viva wrote itself holds a whole deck, with ids and own answers; `cards` are its cards.
    pub deck: Option<Deck>,
    /// Whether that deck left as it was then and came back: what it says of a card is no news.
    pub came_back: bool,
    /// Cards of that deck that were changed in Anki since.
    pub edited: Vec<Edited>,
    /// The family that the note was read as, for people: `bullets`, `pasted page`.
    pub shape: &'static str,
    /// The families with their evidence, best first, so that the choice can be explained: every one of them
    /// where the hint asks for it.
    pub weighed: Vec<(String, i32)>,
    /// How sure the reading is, in percent: by how far the family leads, and by how much of the
    /// note became something. Where the hint does not ask for more, it is at least this, and just this
    /// below [`DOUBTFUL_PERCENT`](super::DOUBTFUL_PERCENT).
    pub confidence: u8,
    /// How the text of the note was used.
    pub account: Account,
    /// The encoding it was decoded from, and whether wrongly decoded text was repaired, for people.
    pub decoded: Option<String>,
}

impl ImportedNote {
    /// How sure the reading is of the whole note, in percent: not more than the share of it that was used.
    #[must_use]
    pub fn sure_percent(&self) -> u8 {
        self.confidence.min(self.account.coverage)
    }
}

/// A question as it stands in a note; not yet a card, for it has no id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoteCard {
    /// Markdown.
    pub question: String,
    /// Markdown; `None` where the note has no answer.
    pub answer: Option<String>,
    pub section: Option<String>,
    pub tags: Vec<String>,
    /// Companies that the note says asked it.
    pub asked: Vec<Asked>,
    /// Counted from 1, in the note's text.
    pub line: usize,
    /// What Anki knows the card by, however its text is edited there: the note's guid; of a note with
    /// several clozes also the number of the cloze.
    pub guid: Option<String>,
    /// Where it stands in Anki.
    pub past: Option<Box<Past>>,
}

/// Something in a note that was not understood, was repaired, or was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Counted from 1; `None` where it concerns the whole note.
    pub line: Option<usize>,
    /// A lower-case fragment: what, and what to do.
    pub message: String,
}

/// A class of blocks under one heading that was not used, though it may hold questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unused {
    /// What to give `--take` for them: `headings:3`.
    pub class: String,
    /// The heading they stand under; empty for none.
    pub section: String,
    pub count: usize,
    /// How many of them ask.
    pub asking: usize,
    /// The first of them.
    pub sample: String,
    /// Where the first stands, counted from 1.
    pub line: usize,
}

/// How a note was used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// Of the candidates that ask, or whose class gave a card, the share that became cards, in percent.
    pub coverage: u8,
    /// How sure the reading is, in percent.
    pub confidence: u8,
    /// Outermost first, then the most numerous.
    pub unused: Vec<Unused>,
}

/// What a user chose to take from a note.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// These classes and no others.
    pub only: Vec<String>,
    /// These as well.
    pub take: Vec<String>,
    /// Not these.
    pub leave: Vec<String>,
    /// Only below the heading of this name; empty for the whole note.
    pub within: String,
}

impl Choice {
    /// Whether anything was chosen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self == &Self::default()
    }
}
