//! What protects viva from files that strangers made: archives that unpack to too much, and databases that would
//! run something.
//!
//! Nothing here knows what is in a file. The doors that open such files (`anki`, `backups`, `store`) use the same
//! bounds, so that a hole is closed once.

mod bounded;
mod database;

pub use bounded::{Excess, copy_bounded, read_bounded};
pub use database::{NotPlain, expect_plain_table, restrain};
