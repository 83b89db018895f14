//! A screen as a value: its content and keys, independent of how it is drawn.
//!
//! Two writers show it: [`screen_writer`](super::screen_writer) on the whole window and
//! [`plain_writer`](super::plain_writer) as lines that are only appended. A new screen is a new value; neither
//! writer changes for it. All text in it is [`Safe`]; only a text that is being written stays as it is typed,
//! because its cursor counts its bytes, and both writers clean it.

use std::hash::{DefaultHasher, Hash, Hasher as _};

use super::key::Key;
use crate::study::draft::Draft;
use crate::study::key_points::Comparison;
use crate::study::text::Safe;

/// One screen.
#[derive(Clone, Debug)]
pub struct Page {
    /// What kind of screen it is. Two pages of one name and one card show the same text.
    pub name: &'static str,
    /// Alike for all pages of one card.
    pub card: u64,
    pub title: Option<Safe>,
    /// Where one is, instead of a title.
    pub place: Option<Place>,
    /// What all pages of the card share: the question. Lines say it once.
    pub subject: Vec<Block>,
    /// Whether to repeat the subject in plain mode, because it changed since the card's last page.
    pub is_subject_changed: bool,
    pub blocks: Vec<Block>,
    pub keys: Keys,
    pub prompt: Prompt,
    /// Capital letters are keys of their own.
    pub has_capitals: bool,
    /// The space bar shows all of it before it does anything else.
    pub is_read_by_space: bool,
    /// What was just done, or what went wrong.
    pub notice: Option<Safe>,
}

/// Where one is: `Zibal · Technical Interview      3 of 21 · 4 unanswered`, and facts below.
#[derive(Clone, Debug, Default)]
pub struct Place {
    pub names: Vec<Safe>,
    /// Those of them that stay if there is no room for all.
    pub short_names: Vec<Safe>,
    /// The number first, which always stays.
    pub counts: Vec<Safe>,
    /// What follows the number gets a line of its own rather than being left out.
    pub keeps_counts: bool,
    /// The line below, the fullest form first.
    pub facts: Vec<Vec<Safe>>,
    /// The same in words, one sentence for each line.
    pub spoken: Vec<Safe>,
}

#[derive(Clone, Debug)]
pub enum Block {
    Gap,
    Markdown {
        text: Safe,
        /// Key points to be marked in it.
        points: Option<Box<Comparison>>,
    },
    /// A rule with a name of these parts.
    Headline(Vec<Safe>),
    Text(Safe, Tone),
    /// Names with their values.
    Rows {
        rows: Vec<(Safe, Safe)>,
        stressed: Column,
    },
    /// Numbered, with a mark before one of them.
    Choices {
        items: Vec<Choice>,
        at: usize,
    },
    /// Key points, made or missed, under their counts.
    Points {
        counts: Safe,
        points: Vec<Choice>,
    },
    /// Each in one line, cut if it must be.
    Bullets(Vec<Safe>),
    /// A text that is being written.
    Field {
        label: Safe,
        draft: Draft,
        kind: FieldKind,
    },
    /// A text that was written before and is still there; lines only say that it is.
    Saved {
        label: Safe,
        text: Safe,
        spoken: Safe,
    },
    /// What a window shows elsewhere, or not at all; for lines.
    Spoken(Safe),
    /// What changes with time; for windows, because lines are not written again.
    Timed(Safe),
}

#[derive(Clone, Debug)]
pub enum FieldKind {
    Line,
    /// A line that narrows the choices below it.
    Filter,
    /// Several lines; what lines say before they are typed.
    Lines {
        spoken: Safe,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Normal,
    Strong,
    Quiet,
}

/// A column of [`Block::Rows`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    Name,
    Value,
}

/// Something to choose, or a key point.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Whether it is ticked, if it can be; `detail` has the same in words.
    pub ticked: Option<bool>,
    pub text: Safe,
    pub detail: Safe,
}

/// A key and what it does.
#[derive(Clone, Debug)]
pub struct Hint {
    pub key: Safe,
    pub does: Safe,
}

/// What may be pressed.
#[derive(Clone, Debug)]
pub enum Keys {
    /// As many of the first as fit on one line.
    Hints(Vec<Hint>),
    /// All, as far as there is room: there is nothing else to do here.
    Menu(Vec<Hint>),
    Grades(Vec<Grade>),
    /// Any key does this.
    Any(Safe),
}

/// A grade's key and what it will do.
#[derive(Clone, Debug)]
pub struct Grade {
    pub key: char,
    pub name: &'static str,
    pub promise: Safe,
    pub later: Vec<Safe>,
}

/// How lines ask for what to do.
#[derive(Clone, Debug)]
pub enum Prompt {
    Text(Safe),
    /// Numbered words; the first is what Enter does.
    Words(&'static [(&'static str, Key)]),
    /// Lines pass over the page: what is on it is printed elsewhere.
    None,
}

impl Page {
    /// An empty page; `card` is what the pages of one card have in common.
    #[must_use]
    pub fn new(name: &'static str, card: impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        card.hash(&mut hasher);
        Self {
            name,
            card: hasher.finish(),
            title: None,
            place: None,
            subject: Vec::new(),
            is_subject_changed: false,
            blocks: Vec::new(),
            keys: Keys::Hints(Vec::new()),
            prompt: Prompt::Text("Enter continues".into()),
            has_capitals: false,
            is_read_by_space: false,
            notice: None,
        }
    }

    #[must_use]
    pub fn titled(mut self, title: impl Into<Safe>) -> Self {
        self.title = Some(title.into());
        self
    }

    #[must_use]
    pub fn with(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }

    #[must_use]
    pub fn about(mut self, subject: impl IntoIterator<Item = Block>) -> Self {
        self.subject.extend(subject);
        self
    }

    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    #[must_use]
    pub fn hints<'h>(self, hints: impl IntoIterator<Item = (&'static str, &'h str)>) -> Self
    where
        'h: 'static,
    {
        let hints =
            hints.into_iter().map(|(key, does)| Hint { key: key.into(), does: does.into() }).collect();
        Self { keys: Keys::Hints(hints), ..self }
    }

    #[must_use]
    pub fn any_key(self, does: &'static str) -> Self {
        Self { keys: Keys::Any(does.into()), ..self }
    }

    #[must_use]
    pub fn asking(self, prompt: impl Into<Safe>) -> Self {
        Self { prompt: Prompt::Text(prompt.into()), ..self }
    }

    /// What is on the page, and what card it is of.
    pub(super) fn identity(&self) -> (u64, u64) {
        let mut hasher = DefaultHasher::new();
        (self.name, self.card).hash(&mut hasher);
        (hasher.finish(), self.card)
    }

    /// The text that is being written, if one is.
    pub(super) fn field(&self) -> Option<(&Safe, &FieldKind)> {
        self.blocks.iter().find_map(|block| match block {
            Block::Field { label, kind, .. } => Some((label, kind)),
            _ => None,
        })
    }

    /// What there is to choose from, if up and down move a mark.
    pub(super) fn choices(&self) -> Option<&[Choice]> {
        self.blocks.iter().find_map(|block| match block {
            Block::Choices { items, .. } => Some(items.as_slice()),
            _ => None,
        })
    }
}

impl Block {
    #[must_use]
    pub fn markdown(text: &str) -> Self {
        Self::Markdown { text: crate::study::text::clean(text), points: None }
    }

    #[must_use]
    pub fn text(text: impl Into<Safe>) -> Self {
        Self::Text(text.into(), Tone::Normal)
    }

    #[must_use]
    pub fn headline(name: impl Into<Safe>) -> Self {
        Self::Headline(vec![name.into()])
    }
}
