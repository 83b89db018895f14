//! What is to be seen of a mock interview, without how it is drawn. Texts in it come from outside and are not
//! yet clean.

use crate::study::conversation::DialogView;
use crate::study::draft::Draft;
use crate::study::review::Manner;
use crate::study::session::{Clock, Face, GradeKey};

use crate::study::marks::Sheet;

/// Everything a terminal needs to draw an interview.
#[derive(Clone, Debug, PartialEq)]
pub struct View<'a> {
    pub screen: Screen<'a>,
    /// One line for the user.
    pub notice: Option<&'a str>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Screen<'a> {
    /// What is to come.
    Agenda {
        agenda: &'a Agenda,
    },
    /// A question, and what has been typed to it so far.
    Question {
        head: Head<'a>,
        face: &'a Face,
        draft: &'a Draft,
    },
    /// An answer is being typed.
    Write {
        head: Head<'a>,
        face: &'a Face,
        draft: &'a Draft,
    },
    /// The clock stands still, and the question is out of sight.
    Paused {
        head: Head<'a>,
    },
    /// A question with its answer, to be graded.
    Debrief {
        head: Head<'a>,
        face: &'a Face,
        manner: Manner,
        took: Clock,
        grades: &'a [GradeKey],
    },
    /// The dialogs open over it.
    Dialog(DialogView<'a>),
    Report {
        sheet: &'a Sheet,
    },
}

/// Where in the interview one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head<'a> {
    pub title: &'a str,
    pub stage: &'a str,
    pub is_follow_up: bool,
    /// Counted from 1, among `count`.
    pub number: usize,
    pub count: usize,
    /// `None` while they are hidden.
    pub clocks: Option<Clocks>,
}

/// The time over a question, and over all so far. Nothing happens when it is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    pub question: Clock,
    pub whole: Clock,
}

/// What an interview holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    pub title: String,
    /// Each with its count of questions and the seconds planned for them.
    pub stages: Vec<(String, usize, u64)>,
    pub question_count: usize,
    pub limit_secs: u64,
    /// Whether the grades will move schedules.
    pub counts: bool,
}
