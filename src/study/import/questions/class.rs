//! Classes of siblings, and the names by which a user chooses them.

use crate::study::import::blocks::BlockId;
use crate::study::import::marks::Numbering;

/// How the members of a class are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Numbered {
    No,
    Plainly,
    AsQuestions,
    Percent,
}

impl From<Numbering> for Numbered {
    fn from(numbering: Numbering) -> Self {
        match numbering {
            Numbering::None | Numbering::Letter(_) => Self::No,
            Numbering::Plain(_) => Self::Plainly,
            Numbering::Question(_) => Self::AsQuestions,
            Numbering::Percent(_) => Self::Percent,
        }
    }
}

/// What siblings have in common.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Class {
    /// A question with a label or a mark of its own.
    Labelled(Place),
    Heading {
        level: u8,
        numbered: Numbered,
    },
    Fold,
    Term,
    Field(&'static str),
    /// A paragraph set apart by wide gaps.
    Apart,
    Bold(Numbered),
    Item {
        depth: usize,
        numbered: Numbered,
        is_bold: bool,
        is_box: bool,
        parent: Numbered,
    },
    Line {
        is_indented: bool,
    },
    Paragraph {
        is_bold: bool,
    },
    Quote,
}

/// Where a label stands, or the mark that a question has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Place {
    Heading(u8),
    Item(usize),
    Paragraph,
    /// `question :: answer`
    Colons,
    /// A `?` alone on the line below.
    Separator,
    Callout,
    /// `#card`
    Tag,
    /// A sentence with `{{c1::gaps}}`.
    Cloze,
}

/// What siblings lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Parent {
    Note,
    Heading(Option<BlockId>),
    Item(BlockId),
    /// A list below a question, which none of its items is.
    Answers(BlockId),
    Section(Option<BlockId>, Option<BlockId>),
}

impl Class {
    /// Outermost first: the order in which groups are decided.
    pub(super) fn rank(&self) -> (u8, usize) {
        match self {
            Self::Labelled(_) => (0, 0),
            Self::Heading { level, .. } => (1, usize::from(*level)),
            Self::Fold | Self::Term | Self::Field(_) | Self::Apart => (2, 0),
            Self::Bold(_) => (3, 0),
            Self::Item { depth, .. } => (4, *depth),
            Self::Line { .. } => (5, 0),
            Self::Quote => (6, 0),
            Self::Paragraph { .. } => (7, 0),
        }
    }

    /// What a user calls it: `headings:3`, `items:0`, `bold`.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Labelled(_) => "labels".to_owned(),
            Self::Heading { level, .. } => format!("headings:{level}"),
            Self::Fold => "folds".to_owned(),
            Self::Term => "terms".to_owned(),
            Self::Field(_) => "fields".to_owned(),
            Self::Apart => "blocks".to_owned(),
            Self::Bold(_) => "bold".to_owned(),
            Self::Item { depth, .. } => format!("items:{depth}"),
            Self::Line { .. } => "lines".to_owned(),
            Self::Paragraph { .. } => "paragraphs".to_owned(),
            Self::Quote => "quotes".to_owned(),
        }
    }

    /// Whether a user's word names it: `headings` names all levels.
    pub(super) fn is_named(&self, word: &str) -> bool {
        let name = self.name();
        word == name || name.split_once(':').is_some_and(|(front, _)| front == word)
    }

    pub(super) fn is_item_like(&self) -> bool {
        matches!(self, Self::Item { .. } | Self::Line { .. })
    }
}

/// The names of classes, without their numbers.
pub const CLASS_NAMES: &[&str] = &[
    "labels",
    "headings",
    "folds",
    "terms",
    "fields",
    "blocks",
    "bold",
    "items",
    "lines",
    "paragraphs",
    "quotes",
    "tables",
];
