//! What a session is told and what it asks for: its terms, its inputs, its effects.

use crate::study::card::CardId;
use crate::study::conversation::{self, ToCompare};
use crate::study::day::Rollover;
use crate::study::grade::Quality;
use crate::study::queue::{Backlog, QueueItem};
use crate::study::review::{Change, Direction, Intent, RecallForecast, Rule};
use crate::study::schedule::{CardState, Replayed};

use super::decks::DeckOffer;
use super::view::{Face, Summary};

/// What holds for a whole session.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Drill {
    pub rollover: Rollover,
    pub rule: Rule,
    pub intent: Intent,
    /// Whether reviews count although the intent alone would not make them.
    pub count: bool,
    /// SM-2's six qualities on keys 0 to 5 instead of four grades.
    pub six_grades: bool,
    pub minutes: Option<u32>,
    /// More due than fits into today, to be told at the beginning.
    pub backlog: Option<Backlog>,
    /// Whether the time over a question is shown.
    pub clock: bool,
    /// Whether to explain, at the first new card, what the grades change although the first interval is always
    /// the same.
    pub explains_intervals: bool,
    /// Something to be asked before the first question, such as a clock that is far off.
    pub doubt: Option<String>,
    /// What was typed in earlier sessions for cards that were then not graded.
    pub drafts: Vec<(CardId, String)>,
    /// What was edited in earlier sessions and could not be saved.
    pub unsaved: Vec<(CardId, Part)>,
    /// What the plan for an interview says of the cards it chose; `None` without a plan.
    pub plan: Option<Vec<(CardId, PlanNote)>>,
}

/// Why the plan for an interview asks a card today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanNote {
    pub why: String,
    /// The figures behind it, in a sentence or two; empty if there are none.
    pub figures: String,
    /// Whether the day is done without it.
    pub is_optional: bool,
    /// If it is asked to test the plan's forecast: what that is.
    pub forecast: Option<RecallForecast>,
}

pub type Input = conversation::Input<Response>;

/// What an effect led to.
#[derive(Clone, Debug, PartialEq)]
pub enum Response {
    /// The answer to [`Effect::Sections`].
    Sections(Vec<Section>),
    /// The answer to [`Effect::Decks`].
    Decks(Vec<DeckOffer>),
    /// The answer to [`Effect::Open`]: it was handed over, or why not.
    Opened(Result<(), String>),
    /// The answer to [`Effect::Edit`].
    Edited(EditOutcome),
    /// The answer to [`Effect::Fetch`]; `None` if the card is in no deck any more.
    Fetched(Option<Box<Fetched>>),
    /// When the plan for an interview would ask the card on the screen again after each grade, in words. It comes
    /// when it is known, and answers no effect.
    PlanAgain(Vec<(Quality, String)>),
    /// The answer to [`Effect::Record`]: it is on disk.
    Saved(CardState),
    /// It is not on disk, and why.
    NotSaved(String),
    /// It may be on disk or not, and why.
    Unsure(String),
    /// It is not on disk because the card was reviewed elsewhere since it was fetched.
    Stale,
    /// The answer to [`Effect::TakeBack`]: what was undone or redone, or why nothing was.
    TakenBack(Result<Box<TakenBack>, String>),
    /// The answer to [`Effect::Summarise`].
    Summary(Summary, Offered),
    /// The answer to [`Effect::More`].
    More(Vec<QueueItem>),
}

/// What else the user can do after the day's cards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// New cards beyond today's limit, at most as many as are asked at once.
    pub new_count: usize,
    /// How many cards fall due in the next days, and in how many days.
    pub ahead: Option<(usize, u32)>,
    /// Whether a mock interview has anything to ask.
    pub mock: bool,
    /// Whether there are several decks to choose from.
    pub decks: bool,
}

/// Cards beyond those of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum More {
    New { count: usize },
    Ahead { days: u32 },
}

/// A card as the store has it now.
#[derive(Clone, Debug, PartialEq)]
pub struct Fetched {
    /// The id its events are replayed under.
    pub card: CardId,
    pub face: Face,
    pub held: Replayed,
    /// How many events it had when it was fetched.
    pub event_count: usize,
}

/// What was undone, or redone.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenBack {
    pub card: CardId,
    pub change: Change,
    pub state: CardState,
    /// Why the decks stay as they are, if it is an edit that no longer fits them.
    pub text_stays: Option<String>,
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    Fetch(CardId),
    Record {
        card: CardId,
        change: Change,
        seen: usize,
    },
    /// Weigh what was typed against the answers there are; answered by [`Input::Compared`](conversation::Input).
    Compare(ToCompare),
    /// Let the user go on writing this text in an editor; answered by [`Input::Drafted`](conversation::Input).
    EditDraft(String),
    /// Say which sections the deck of a card has.
    Sections(CardId),
    /// Say which decks there are.
    Decks,
    /// Hand an address, which the user has seen and chosen, to the system.
    Open(String),
    /// Let the user edit the card, or their own answer to it, in an editor.
    Edit {
        card: CardId,
        part: Part,
        /// What to start from where there is no answer of one's own yet.
        typed: String,
    },
    /// Delete a card from every deck that has it, which the user has confirmed; answered as a record is.
    Delete(CardId),
    /// Undo the last action, whatever it was, or redo what was undone last.
    TakeBack(Direction),
    Summarise,
    /// Find more cards to ask.
    More(More),
    /// End this session, and hold a mock interview.
    Mock,
    /// End this session, and drill the deck of this name.
    Drill(String),
    End,
}

/// A section of a deck with its cards, by the ids they are asked under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// `None` for the cards that stand in no section.
    pub name: Option<String>,
    pub cards: Vec<CardId>,
}

/// What is edited of a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    Whole,
    MyAnswer,
}

impl Part {
    /// The key that edits it.
    pub(super) fn key(self) -> char {
        match self {
            Self::Whole => 'e',
            Self::MyAnswer => 'w',
        }
    }
}

/// How editing went.
#[derive(Clone, Debug, PartialEq)]
pub enum EditOutcome {
    Unchanged,
    /// It is in the deck; the message about it.
    Changed {
        says: String,
    },
    /// The text could not be saved in the deck. It is a draft, with which the next edit goes on.
    Broken {
        why: String,
    },
    /// Nothing could be edited, and why.
    Failed(String),
}
