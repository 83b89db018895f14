//! What a note tells of an interview: which fact a heading names, dates and lengths of time, the title, the chart
//! of its stages; and the gathering that makes one interview of them.
//!
//! The blocks that tell them are found by the questions room, which knows which of them became cards.

pub(super) mod calendar;
pub(super) mod flowchart;
pub(super) mod headings;
pub(super) mod interview;
pub(super) mod titles;
