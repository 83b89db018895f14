//! The program as a black box: what is typed, what comes out, what is left on disk.
//!
//! A `Home` makes a temporary home, runs `viva` in it with a fixed clock and nobody to ask, and
//! compares whole outputs as literal text. What needs a terminal is in `terminal.rs`.

#![expect(clippy::disallowed_methods, reason = "a test makes and reads its own files and measures time")]

mod cli {
    mod home;

    mod backups;
    mod checking;
    mod choosing;
    mod clock;
    mod commands;
    mod damage;
    mod decks;
    mod deleting;
    mod documents;
    mod editing;
    mod exporting;
    mod hostile;
    mod importing;
    mod interviews;
    mod life;
    mod losses;
    mod markup;
    mod mock;
    mod package_maker;
    mod packages;
    mod packages_out;
    mod pages;
    mod planning;
    mod progress;
    mod promises;
    mod restoring;
    mod rough;
    mod search;
    mod selections;
    mod settings;
    mod stats;
    mod status;
    mod weakest;
    mod workload;
}
