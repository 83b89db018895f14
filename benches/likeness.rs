//! How long it takes to find what asks the same, at growing collections of made-up questions.
//!
//! `cargo bench --bench likeness` prints a table; `cargo bench --bench likeness -- 1000` one size only.
//! Every question is asked twice, in other words; a tenth are long.

#![expect(clippy::disallowed_methods, reason = "a benchmark measures time")]

use std::time::Instant;

use viva::study::likeness::{Apart, Asking, Sureness, clusters};

const QUESTIONS_PER_DECK: usize = 50;

fn main() {
    let size = std::env::args().skip(1).find_map(|argument| argument.parse().ok());
    println!("{:>9} {:>9} {:>9}", "questions", "clusters", "seconds");
    for size in size.map_or(vec![1_000, 10_000, 100_000], |size| vec![size]) {
        let questions: Vec<String> =
            (0..size).map(|number| question(number % (size / 2), number / (size / 2))).collect();
        let decks: Vec<String> = (0..=size / QUESTIONS_PER_DECK).map(|deck| format!("deck {deck}")).collect();
        let askings: Vec<Asking<'_>> = questions
            .iter()
            .enumerate()
            .map(|(card, question)| Asking {
                deck: &decks[card / QUESTIONS_PER_DECK],
                question,
                topics: &[],
                card,
            })
            .collect();
        let started = Instant::now();
        let found = clusters(&askings, &Apart::default(), Sureness::Likely);
        println!("{size:>9} {:>9} {:>9.2}", found.len(), started.elapsed().as_secs_f64());
    }
}

/// Words as rare as words are: a few everywhere, most of them seldom.
fn word(seed: usize) -> String {
    let scrambled = seed.wrapping_mul(2_654_435_761) % 1_000_003;
    let rank = scrambled * scrambled / 50_000_000;
    let syllables = ["ka", "lo", "mi", "ne", "ru", "sta", "ver", "dal", "pon", "qui"];
    format!(
        "{}{}{}{}",
        syllables[rank % 10],
        syllables[rank / 10 % 10],
        syllables[rank / 100 % 10],
        rank / 1000
    )
}

/// The question of this number, in one of two wordings.
fn question(number: usize, wording: usize) -> String {
    let (one, other) = (word(number * 3), word(number * 3 + 1));
    match (number % 10, wording) {
        (0, _) => {
            let rest: Vec<String> = (0..10).map(|place| word(number * 31 + place)).collect();
            format!("Suppose our {one} sends {other} to {}. How would you handle it?", rest.join(" and "))
        }
        (1..=3, 0) => format!("What is the difference between {one} and {other}?"),
        (1..=3, _) => format!("{other} vs {one}"),
        (_, 0) => format!("What is a {one} {other}?"),
        _ => format!("Can you explain {one} {other} and when do you use it?"),
    }
}
