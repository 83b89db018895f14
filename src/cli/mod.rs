//! The hall: reads what was typed, the settings and the clock, opens the doors and walks between
//! them. One file for each command. Everything that is decided is decided below.

mod ahead;
mod args;
mod background;
mod failure;
mod output;
mod outside;

mod clock;
mod place;
mod plan;
mod planning;
mod settings;

mod context;

mod collection;

mod candidates;
mod pages;

mod add;
mod answer;
mod asked;
mod backup;
mod care;
mod config;
mod debrief;
mod decks;
mod delete;
mod drafts;
mod drill;
mod dupes;
mod edit;
mod edit_card;
mod editing;
mod export;
mod export_decks;
mod export_package;
mod face;
mod first_run;
mod grade;
mod import;
mod interview;
mod json_rows;
mod keys;
mod last_action;
mod list;
mod machine;
mod matching;
mod mock;
mod queue;
mod quote;
mod read;
mod ready;
mod restore;
mod search;
mod starter;
mod stats;
mod stats_asked;
mod stats_forecasts;
mod status;
mod typed_path;
mod which;
mod words;

mod run;
mod usage;

pub use run::run;
