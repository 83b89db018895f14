//! Learners who prepare for an interview, by the plan and without one.
//!
//! It uses `viva::study` alone: no terminal, no database, no clock. The plan never sees how a learner's memory works
//! or what the coming interview asks; it sees answers, their times, and earlier interviews. `docs/SCIENCE.md` has the
//! results.

pub(crate) mod cells;
pub(crate) mod learner;
pub(crate) mod memory;
mod planned;
mod random;
pub(crate) mod session;
mod usual;
