//! The door to backups: one zip file each, in a folder of their own, so that a user can open one without viva.
//!
//! A backup appears under its name whole and on disk, or not at all. One that is read may come from a stranger: its
//! names are those that `study::backup` knows, only regular files are taken, what it unpacks to is bounded, and
//! nothing in it is written under a name of its own choosing. What its database contains is not known here.

#![expect(clippy::disallowed_methods, reason = "this room is the door to backups")]

mod error;
mod folder;
mod reading;
mod writing;

pub use error::BackupError;
pub use folder::{Backup, list, newest_usable, remove, sweep};
pub use reading::OpenBackup;
pub use writing::NewBackup;
