//! What a drill and a mock interview have in common as conversations: a [`Dialog`] that is open over a question and
//! takes the input until it is closed.
//!
//! A dialog knows how its keys work and nothing of what it is about: its host opens it, is told by a [`Reply`] what
//! came of an input, and draws it from its [`DialogView`]. What a choice, a yes or an answer of the store leads to is the
//! host's own type, `A`, which the dialog keeps for it. Leaving the program is not a dialog's to decide, so
//! [`Key::Leave`] never reaches one.

mod choosing;
mod confirming;
mod finding;
mod line;
mod list;
mod ticking;

#[cfg(test)]
mod tests;

pub use choosing::{Choice, Choosing};
pub use confirming::Confirming;
pub use finding::Finding;
pub use line::Line;

use super::draft::{Draft, Stroke};
use super::key_points::{Comparison, TopicWords};

/// A key, as far as conversations know keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    Char(char),
    Enter,
    Esc,
    Up,
    Down,
    /// The number of a choice, counted from 1.
    Number(usize),
    /// What is being written is ready.
    Done,
    /// Go on writing in the user's editor.
    Editor,
    /// Leave at once: Ctrl-C, or a terminal that is gone.
    Leave,
}

/// Keys with what they do.
pub type KeyList = &'static [(&'static str, &'static str)];

/// An answer written before the reveal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pub text: String,
    /// `None` if there is no answer to compare it with, or only links.
    pub comparison: Option<Box<Comparison>>,
}

/// The typed answer, and what to compare it with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToCompare {
    pub question: String,
    /// The answers there are.
    pub reference: String,
    pub typed: String,
}

impl ToCompare {
    /// `None` if there is nothing to compare with.
    #[must_use]
    pub fn weigh(&self, topic_words: &TopicWords) -> Option<Box<Comparison>> {
        Comparison::of(&self.question, &self.reference, &self.typed, topic_words).map(Box::new)
    }
}

/// The open dialog, which takes the input.
#[derive(Clone, Debug)]
pub enum Dialog<A> {
    /// The keys, and what the host says above them; any key closes them.
    Help(KeyList, String),
    /// A page of the host's, which any key closes.
    Reading,
    /// An answer is being typed.
    Writing {
        /// What to say if it is left with a text.
        says: Option<&'static str>,
        /// Waiting for the user's editor.
        is_in_editor: bool,
    },
    /// Waiting for what was typed to be weighed.
    Comparing,
    /// The key points are being ticked; with the place of the mark.
    Ticking(usize),
    Line(Line),
    Choosing(Choosing<A>),
    Confirming(Confirming<A>),
    Finding(Finding<A>),
    /// Waiting for the host's surroundings to answer, such as the store; with what for.
    Waiting(A),
}

/// What a conversation is told; `R` is what its surroundings respond, such as the store.
#[derive(Clone, Debug, PartialEq)]
pub enum Input<R> {
    Key(Key),
    /// A moment has passed: the clock moves.
    Tick,
    /// The program was stopped, and is no more.
    Resumed,
    /// Something done to the text that is being written.
    Stroke(Stroke),
    /// The typed answer was compared; `None` if there was nothing to compare it with.
    Compared(Option<Box<Comparison>>),
    /// The text as the editor left it, or why it could not be edited.
    Drafted(Result<String, String>),
    Response(R),
}

/// The question a dialog is open over, as far as one may change it.
#[derive(Debug)]
pub struct Over<'a> {
    pub draft: &'a mut Draft,
    pub typed: &'a mut Option<Typed>,
    /// One line for the user.
    pub notice: &'a mut Option<String>,
}

/// What came of an input.
#[derive(Clone, Debug)]
pub enum Reply<A> {
    Open(Dialog<A>),
    /// It is still open, and waits for the editor to be opened with this text.
    Edit(Dialog<A>, String),
    Closed,
    /// Chosen, or confirmed.
    Chosen(A),
    /// Not confirmed.
    Declined(A),
    /// The text is ready.
    Written,
    /// The line is ready.
    Entered(Line),
    /// The typed answer was compared, and the result is beside the question.
    Compared,
}

/// A dialog as it is seen.
#[derive(Clone, Debug, PartialEq)]
pub enum DialogView<'a> {
    /// All keys: the key's name and what it does.
    Help { keys: KeyList, above: &'a str },
    /// The user chooses one of several.
    Choose {
        title: &'a str,
        items: &'a [Choice],
        /// Where the mark is.
        at: usize,
    },
    /// The key points of the answer, to be ticked.
    Tick {
        comparison: &'a Comparison,
        /// The point with the mark.
        at: usize,
    },
    /// The user writes a line.
    Ask { prompt: &'a str, draft: &'a Draft },
    /// The user finds one of many.
    Find {
        title: &'a str,
        filter: &'a Draft,
        /// Those that match what was typed.
        items: Vec<&'a Choice>,
        at: usize,
    },
    /// Answered with y or n.
    Confirm { question: &'a str },
}

impl<A> Dialog<A> {
    /// An answer to be typed; `says` is said if it is left with a text.
    #[must_use]
    pub fn writing(says: Option<&'static str>) -> Self {
        Self::Writing { says, is_in_editor: false }
    }

    /// Takes an input. One that is not for this dialog leaves it open.
    #[must_use]
    pub fn take<R>(self, input: Input<R>, over: Over<'_>) -> Reply<A> {
        match (self, input) {
            (Self::Help(..) | Self::Reading, Input::Key(_)) => Reply::Closed,
            (Self::Writing { says, .. }, Input::Drafted(drafted)) => {
                match drafted {
                    Ok(text) => *over.draft = Draft::of(text.trim_end()),
                    Err(why) => *over.notice = Some(why),
                }
                Reply::Open(Self::writing(says))
            }
            (Self::Writing { says, is_in_editor: false }, input) => Self::write(says, &input, over),
            (Self::Comparing, Input::Compared(comparison)) => {
                *over.typed = Some(Typed { text: over.draft.text().to_owned(), comparison });
                Reply::Compared
            }
            (Self::Ticking(at), Input::Key(key)) => {
                let comparison = over.typed.as_mut().and_then(|typed| typed.comparison.as_deref_mut());
                let ticked = comparison.and_then(|comparison| ticking::tick(comparison, at, key));
                let (at, says) = ticked.unzip();
                *over.notice = says.flatten();
                at.map_or(Reply::Closed, |at| Reply::Open(Self::Ticking(at)))
            }
            (Self::Line(line), input) => line.take(input, over.notice),
            (Self::Choosing(choosing), Input::Key(key)) => choosing.take(key),
            (Self::Finding(finding), input) => finding.take(input),
            (Self::Confirming(confirming), Input::Key(key)) => confirming.take(key),
            (dialog, _) => Reply::Open(dialog),
        }
    }

    fn write<R>(says: Option<&'static str>, input: &Input<R>, over: Over<'_>) -> Reply<A> {
        let Over { draft, notice, .. } = over;
        match input {
            Input::Stroke(stroke) => {
                draft.take(stroke);
                *notice = None;
            }
            Input::Key(Key::Done) => return Reply::Written,
            Input::Key(Key::Editor) => {
                let dialog = Self::Writing { says, is_in_editor: true };
                return Reply::Edit(dialog, draft.text().to_owned());
            }
            Input::Key(Key::Esc) => {
                *notice = says.filter(|_| !draft.is_blank()).map(str::to_owned);
                return Reply::Closed;
            }
            _ => {}
        }
        Reply::Open(Self::writing(says))
    }

    /// Whether a text of several lines is being typed here.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        matches!(self, Self::Writing { is_in_editor: false, .. })
    }

    /// The text that is written here, if it is one of the dialog's own: a line, which Enter ends.
    #[must_use]
    pub fn line(&self) -> Option<&Draft> {
        match self {
            Self::Line(line) => Some(&line.draft),
            Self::Finding(finding) => Some(finding.filter()),
            _ => None,
        }
    }

    /// What to show of it; `None` if it waits, or if only its host can show it.
    #[must_use]
    pub fn view<'a>(&'a self, typed: Option<&'a Typed>) -> Option<DialogView<'a>> {
        Some(match self {
            Self::Help(keys, above) => DialogView::Help { keys, above },
            Self::Ticking(at) => DialogView::Tick { comparison: typed?.comparison.as_deref()?, at: *at },
            Self::Line(line) => DialogView::Ask { prompt: line.prompt, draft: &line.draft },
            Self::Choosing(choosing) => choosing.view(),
            Self::Confirming(confirming) => confirming.view(),
            Self::Finding(finding) => finding.view(),
            Self::Reading | Self::Writing { .. } | Self::Comparing | Self::Waiting(_) => return None,
        })
    }
}
