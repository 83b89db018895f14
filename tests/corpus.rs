//! Every note of `tests/corpus` and `tests/notes`, read and compared with the cards that a careful reader expects.
//!
//! Beside each note lies `NOTE.cards.toml` with the expected cards. Those of `tests/corpus` were set down before any
//! program read the notes; those of `tests/notes` are what the first release read, checked by hand when each note was
//! written. Not every note is read without a miss, so the sums are compared with what was reached before: they may rise,
//! not fall. `cargo test --test corpus -- --nocapture` names each miss.

#[path = "support/corpus.rs"]
mod support;

use support::{Sums, read_all};
use viva::study::import::Weights;

#[test]
fn notes_set_down_blindly() {
    let sums = read("tests/corpus");
    assert!(sums.notes >= 80, "{sums:?}");
    at_least(&sums, 0.965, 0.90, 0.915, 3);
}

#[test]
fn notes_of_the_first_release() {
    let sums = read("tests/notes");
    assert!(sums.notes >= 150, "{sums:?}");
    at_least(&sums, 0.88, 0.91, 0.83, 10);
}

/// Small notes, one or two for each way of writing cards. One miss is known: an order with a story behind it stays one
/// question with it.
#[test]
fn ways_of_writing_cards() {
    let sums = read("tests/corpus/formats");
    assert!(sums.notes >= 25 && sums.expected >= 100, "{sums:?}");
    let misses = (sums.expected - sums.found, sums.false_cards, sums.found - sums.right_answers);
    assert!(misses.0 <= 1 && misses.1 <= 1 && misses.2 == 0, "{sums:?}");
}

fn at_least(sums: &Sums, recall: f64, precision: f64, answers: f64, in_empty_notes: usize) {
    let found = (sums.recall(), sums.precision(), sums.answers());
    assert!(found.0 >= recall && found.1 >= precision && found.2 >= answers, "{found:?} of {sums:?}");
    assert!(sums.in_empty_notes <= in_empty_notes, "{sums:?}");
}

fn read(folder: &str) -> Sums {
    let sums = read_all(folder, &Weights::DEFAULT, &mut |fault| println!("{fault}"));
    println!("{folder}: {sums:?}");
    sums
}
