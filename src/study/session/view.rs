//! What is to be seen, without how it is drawn. All text in it comes from outside and is not yet
//! clean: the terminal cleans what it draws.

use std::borrow::Cow;

use crate::study::conversation::{DialogView, ToCompare, Typed};
use crate::study::day::Day;
use crate::study::draft::Draft;
use crate::study::grade::Grade;
use crate::study::key_points::Comparison;
use crate::study::queue::Outlook;
use crate::study::review::TypedPercent;

use super::choices::{Choices, joined};
use super::cloze::Cloze;

/// Everything a terminal needs to draw the drill.
#[derive(Clone, Debug, PartialEq)]
pub struct View<'a> {
    pub progress: Progress,
    pub screen: Screen<'a>,
    /// One line for the user: what was just done, or what went wrong.
    pub notice: Option<&'a str>,
}

/// How far the session is, in cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Answers graded in this session.
    pub done: usize,
    /// Different cards among them.
    pub cards_done: usize,
    /// Still to come, the one on the screen included.
    pub left: usize,
    /// Of those still to come, the ones without an answer.
    pub unanswered_left: usize,
    /// Of those still to come, the ones asked again today.
    pub repeats_left: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Screen<'a> {
    /// The prompt alone.
    Question { face: &'a Face },
    /// The prompt, and the answer that is being written to it.
    Write { face: &'a Face, draft: &'a Draft },
    /// The prompt and the answer, with what each grade would do.
    Answer { face: &'a Face, grades: &'a [GradeKey] },
    /// Everywhere the question was asked, in the words and with the answer it has there.
    Sightings {
        face: &'a Face,
        /// Whether the answers may be seen.
        is_revealed: bool,
    },
    /// The dialog open over the card.
    Dialog(DialogView<'a>),
    /// The only question left is the one that was just answered: a pause before it is asked again.
    Wait {
        question: &'a str,
        /// Until it is asked by itself.
        left_secs: u64,
    },
    Summary {
        summary: &'a Summary,
        /// What was not recalled in this session.
        failed: &'a [Face],
        /// What can be done now.
        offers: &'a [Offer],
    },
    /// The cards that were not recalled, with their answers.
    Failed { faces: &'a [Face] },
}

/// A card as it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Face {
    /// Markdown.
    pub question: String,
    /// The user's own first, then the notes', then other decks' where they differ. May be empty.
    pub answers: Vec<Answer>,
    /// Where the question was asked; the deck it is drilled from first.
    pub sightings: Vec<Sighting>,
    /// Distinct interviews plus the counts the notes give.
    pub asked_times: u32,
    pub tags: Vec<String>,
    /// Why it is asked now: `new`, `due today`, `3 days overdue`, `again today`.
    pub why: String,
    pub flagged: bool,
    /// What the user wrote before the reveal.
    pub typed: Option<Typed>,
    /// To be worked on and judged, rather than recalled.
    pub is_exercise: bool,
    /// The time an answer is expected to take.
    pub expected_secs: Option<u32>,
    /// `None` while the clock is hidden.
    pub clock: Option<Clock>,
    pub form: Form,
}

/// How a question is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Form {
    /// In the user's own words.
    #[default]
    Recall,
    /// By the letters of its options.
    Choice { choices: Choices, picked: Vec<char> },
    /// By what its gaps hide.
    Cloze(Cloze),
}

impl Form {
    #[must_use]
    pub fn of(question: &str, answers: &[Answer]) -> Self {
        if let Some(choices) = Choices::of(question, answers) {
            return Self::Choice { choices, picked: Vec::new() };
        }
        Cloze::of(question, answers).map_or(Self::Recall, Self::Cloze)
    }
}

impl Face {
    /// The question as it is shown: options with their letters, and once revealed the right ones marked and gaps
    /// filled; Markdown.
    #[must_use]
    pub fn prompt(&self, is_revealed: bool) -> Cow<'_, str> {
        match &self.form {
            Form::Choice { choices, picked } => Cow::Owned(choices.shown(picked, is_revealed)),
            Form::Cloze(cloze) if is_revealed => Cow::Borrowed(&cloze.filled),
            Form::Recall | Form::Cloze(_) => Cow::Borrowed(&self.question),
        }
    }

    /// The answers, without what the prompt shows of them already.
    #[must_use]
    pub fn answers_below(&self) -> Cow<'_, [Answer]> {
        match &self.form {
            Form::Cloze(cloze) => Cow::Owned(cloze.rest_of(&self.answers)),
            _ => Cow::Borrowed(&self.answers),
        }
    }

    /// What came of choosing among options, if the user did.
    #[must_use]
    pub fn verdict(&self) -> Option<String> {
        match &self.form {
            Form::Choice { choices, picked } => choices.verdict(picked),
            _ => None,
        }
    }

    /// What was typed, compared with the answer.
    #[must_use]
    pub fn comparison(&self) -> Option<&Comparison> {
        self.typed.as_ref()?.comparison.as_deref()
    }

    /// The share of key points that it makes.
    #[must_use]
    pub fn typed_percent(&self) -> Option<TypedPercent> {
        self.comparison().map(Comparison::percent)
    }

    /// The grade that Enter gives: good, unless what was typed makes too few of the key points, or a wrong option was
    /// chosen.
    #[must_use]
    pub fn usual_grade(&self) -> Option<Grade> {
        if self.chose_wrongly() {
            return None;
        }
        self.comparison().map_or(Some(Grade::Good), Comparison::suggests)
    }

    /// An answer that was typed, to be weighed against the answers of the card.
    #[must_use]
    pub fn to_compare(&self, draft: &Draft) -> ToCompare {
        let answers: Vec<&str> = self.answers.iter().map(|answer| answer.text.as_str()).collect();
        ToCompare {
            question: self.question.clone(),
            reference: answers.join("\n\n"),
            typed: draft.text().to_owned(),
        }
    }

    /// Whether the user chose among options, and not the right ones.
    pub(super) fn chose_wrongly(&self) -> bool {
        matches!(&self.form, Form::Choice { choices, picked } if choices.is_wrong(picked))
    }

    /// Whether a key is the letter of an option.
    pub(super) fn takes_letter(&self, key: char) -> bool {
        matches!(&self.form, Form::Choice { choices, .. } if choices.letter_of(key).is_some())
    }

    /// Takes a letter that answers, and says what the answer is now.
    pub(super) fn pick(&mut self, key: char) -> Option<String> {
        let Form::Choice { choices, picked } = &mut self.form else { return None };
        *picked = choices.pressed(picked, choices.letter_of(key)?);
        Some(match joined(picked) {
            none if none.is_empty() => "no answer chosen".to_owned(),
            letters => format!("your answer: {letters}"),
        })
    }

    /// Keeps what was chosen before the card was fetched again.
    pub(super) fn keep_picks(&mut self, before: &Self) {
        if let (Form::Choice { choices, picked }, Form::Choice { picked: held, .. }) =
            (&mut self.form, &before.form)
            && held.iter().all(|letter| choices.letter_of(*letter).is_some())
        {
            picked.clone_from(held);
        }
    }

    /// Shows the card as it is in a section of the deck it is drilled from, if that section has it.
    pub(super) fn seen_in(&mut self, section: Option<&str>) {
        let Some(deck) = self.sightings.first().map(|first| first.deck_title.clone()) else { return };
        let is_there =
            |sighting: &Sighting| sighting.deck_title == deck && sighting.section.as_deref() == section;
        if let Some(at) = self.sightings.iter().position(is_there) {
            self.sightings[..=at].rotate_right(1);
            self.question.clone_from(&self.sightings[0].question);
            self.form = Form::of(&self.question, &self.answers);
        }
    }
}

/// The time over a question. Nothing happens when it is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// Until now, or until the answer was revealed.
    pub elapsed_secs: u64,
    pub limit_secs: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// `your answer`, or the deck's title where several answers differ; `None` for the only one.
    pub label: Option<String>,
    /// Markdown.
    pub text: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sighting {
    /// The deck's name.
    pub deck: String,
    pub deck_title: String,
    /// Whether the deck is an interview that has taken place, which asked the question.
    pub is_interview: bool,
    pub company: Option<String>,
    pub section: Option<String>,
    pub day: Option<Day>,
    /// As it is asked there; Markdown.
    pub question: String,
    /// As it is answered there, the user's own first; Markdown.
    pub answers: Vec<String>,
}

/// A grade's key and what pressing it will store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeKey {
    pub key: char,
    /// `again`, `hard`, `good`, `easy`; or SM-2's six qualities.
    pub name: &'static str,
    /// `today, then 1 d`; `6 d`.
    pub promise: String,
    /// The intervals after that, if every later answer is good: `6 d`, `15 d`.
    pub later: Vec<String>,
}

/// Something that can be done at the end of a session, by one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Offer {
    /// The session was left before its end.
    GoOn {
        left: usize,
    },
    /// New cards beyond today's limit.
    New {
        count: usize,
    },
    /// Cards that fall due in the next days.
    Ahead {
        count: usize,
        days: u32,
    },
    Mock,
    /// Choose a deck, and drill it.
    Decks,
}

impl Offer {
    #[must_use]
    pub fn key(self) -> char {
        match self {
            Offer::GoOn { .. } => ' ',
            Offer::New { .. } => 'n',
            Offer::Ahead { .. } => 'a',
            Offer::Mock => 'm',
            // `m` is taken here.
            Offer::Decks => 'd',
        }
    }

    /// `10 more new`, `7 due tomorrow`.
    #[must_use]
    pub fn says(self) -> String {
        match self {
            Offer::GoOn { left } => format!("continue ({left} in this session)"),
            Offer::New { count } => format!("{count} more new"),
            Offer::Ahead { count, days: 1 } => format!("{count} due tomorrow"),
            Offer::Ahead { count, days } => format!("{count} due in {days} days"),
            Offer::Mock => "mock interview".to_owned(),
            Offer::Decks => "choose a deck".to_owned(),
        }
    }
}

/// The last screen of a session.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Different cards answered in this session.
    pub card_count: usize,
    /// Answers given in this session; a card that was failed is answered again.
    pub answer_count: usize,
    pub minutes: f64,
    /// Of today's scored reviews of cards in review, the share passed; `None` if there was none.
    pub retention: Option<f64>,
    pub streak_days: u32,
    /// What today still asks of the whole collection, and what tomorrow will.
    pub outlook: Outlook,
    /// Cards of this session that were not asked, whatever it was of.
    pub left_in_session: usize,
}
