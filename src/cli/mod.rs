//! The hall: reads what was typed, the settings and the clock, opens the doors and walks between
//! them. One file for each command. Everything that is decided is decided below.

mod ahead;
mod args;
mod failure;
mod output;

mod clock;
mod place;
mod settings;

mod context;

mod collection;

mod care;
mod drill;
mod dupes;
mod edit_card;
mod editor;
mod export;
mod export_decks;
mod face;
mod first_run;
mod grade;
mod import;
mod import_review;
mod list;
mod machine;
mod mock;
mod queue;
mod stats;

mod run;

pub use run::run;
