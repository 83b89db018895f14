//! Progress on this machine: the log of events, the states replayed from it, and an index of the
//! decks, in one SQLite file.
//!
//! An event and the state it leads to are written in one transaction, on disk before the call
//! returns. The store decides nothing: what an event does comes from `study::schedule`, what is
//! asked from `study::queue`. It reads no deck file and knows no terminal.

mod asked;
mod backup;
mod check;
mod counted;
mod deck_counts;
mod error;
mod evidence;
mod filling;
mod history;
mod index;
mod interviews;
mod listing;
mod log;
mod mock;
mod open;
mod plan;
mod restoring;
mod rows;
mod search;
mod sorter;
mod streak;
mod today;
mod write_ahead;

pub use asked::{AskedPlace, InterviewHead};
pub use backup::{DatabaseContents, copy_database, needs_update};
pub use check::{CheckFinding, CheckReport};
pub use deck_counts::DeckCounts;
pub use error::StoreError;
pub use filling::Filling;
pub use index::{DeckStamp, IndexedDeck, KnownDeck};
pub use listing::{Listed, Placed};
pub use log::{Appended, History, LastAction, Scope};
pub use open::{Machine, RESCUED_PREFIX, Store, UNFINISHED_PREFIX};
pub use plan::{PlanPlace, Test};
pub use restoring::{Replaced, Restoring, each_untrusted_key};
pub use search::Found;
pub use sorter::Sorter;
pub use today::TodayCounts;
pub use write_ahead::{database_files, refuse_orphan};
