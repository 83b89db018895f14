//! viva turns interview notes into flashcards, asks them in the terminal just before the answers
//! would be forgotten, and keeps every answer.
//!
//! `study` is the ground: plain values and pure functions. `files`, `anki`, `backups`, `store`, `terminal`
//! and `report` are the doors to the outside and do not know each other. `cli` walks from door to door.
//! `docs/ARCHITECTURE.md` draws the whole house.

pub mod study;

mod disk;
pub mod untrusted;

pub mod anki;
pub mod backups;
pub mod files;
pub mod report;
pub mod store;
pub mod terminal;

pub mod cli;
