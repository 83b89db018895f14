//! The drill as a value: what is on the screen, and what each key does.

mod view;

pub use view::{Answer, Face, GradeKey, Progress, Screen, Sighting, Summary, View};
