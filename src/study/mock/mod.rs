//! A mock interview: which questions it asks, how it goes, what came of it.
//!
//! [`draw`] makes a [`Plan`]: stages in their order, questions drawn by lot, those that are asked more often
//! more likely. [`Interview`] is the conversation, as [`Session`](crate::study::session::Session) is of a
//! drill: [`step`](Interview::step) takes one input and gives effects back. Nothing of it is kept before its
//! end, and then all at once. [`Marks`](crate::study::marks::Marks) are counted from
//! what is kept.

mod follow;
mod plan;

mod view;

mod step;

pub use follow::is_follow_up;
pub use plan::{Place, Plan, Planned, Stage, Wanted, draw};
pub use step::{Asked, Effect, Input, Interview, Kept, Terms};
pub use view::{Agenda, Clocks, Head, Screen, View};
