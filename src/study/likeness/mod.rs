//! Which cards of different decks ask the same in other words.
//!
//! A question is read for what it asks and of what (`reading`); two are alike where both agree, and
//! never because their letters do: gRPC and RPC are two things, `array and slice` and `slice and
//! array` one. Only a slip of the pen is seen through (`spelling`). Rather than join two that differ, it misses two that are the same. Which cards *are*
//! joined is for `deck` to say; here nothing is changed.
//!
//! This is the one decision of its kind: `viva dupes` asks it of all cards, and an import asks it of a
//! question that left the notes and one that came.

mod text;
mod words;

mod intent;

mod reading;

mod spelling;

mod pairs;

mod clusters;

pub use clusters::{Apart, Asking, Cluster, Join, alike_pairs, clusters};
pub use pairs::Sureness;
pub use words::{names, stem};
