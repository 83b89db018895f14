//! Decks: cards on one subject, usually one interview, as one TOML file; as Markdown to take away.
//!
//! Reading, writing and changing a deck's text are pure functions from text to value and back; the
//! files themselves are opened elsewhere. `imports` and `merge` decide what importing notes again
//! does to a deck that its owner has worked on since.

mod model;

mod layout;
mod parse;
mod write;

mod ids;

mod edit;
mod removal;

mod markdown;

mod imports;
mod merge;
mod pairing;
mod reread;

mod chosen;

mod edited;

mod checks;
mod copies;

pub use checks::{Disagreement, SameAs, SameAsFault};
pub use chosen::leave_out;
pub use copies::CopyName;
pub use edit::{EditError, pin_ids, rewrite};
pub use edited::Edited;
pub use ids::Taken;
pub use imports::{AnswerHash, ChoiceRecord, Imports, SightingRecord, SourceRecord, TextHash, UnknownKeys};
pub use markdown::{OPENING, ReadMarkdown, documents, from_markdown, to_markdown};
pub use merge::{MergeReport, Merged, Noted, Origin, Reworded, foresee, merge};
pub use model::{CANCELLED, Deck, Interview, InterviewEvent, SeenCard, Standing, was_interview};
pub use parse::{DeckError, DeckWarning, ParsedDeck, parse};
pub use removal::{insert_removed, is_same_card, remove_card, removed_card};
pub use write::to_toml;
