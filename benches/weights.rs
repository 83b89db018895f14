//! Moves every weight of the importer by a quarter in both directions and prints what that does to the notes in
//! `tests/corpus` and `tests/notes`: the change in recall and in precision, in points.
//!
//! It fails if the corpus, or all notes together, lose two points or more: the reading would hang by that weight.

#[path = "../tests/support/corpus.rs"]
mod support;

use std::process::ExitCode;

use support::{Sums, read_all};
use viva::study::import::Weights;

/// The largest loss, in points, that a weight may make.
const MOST: f64 = 2.0;

fn main() -> ExitCode {
    let usual = read(&Weights::DEFAULT);
    let mut worst: f64 = 0.0;
    let count = Weights::DEFAULT.clone().named().len();
    for index in 0..count {
        for factor in [0.75, 1.25] {
            let mut weights = Weights::DEFAULT.clone();
            let (name, weight) = &mut weights.named()[index];
            **weight *= factor;
            let name = *name;
            for ((folder, sums), (_, usual)) in read(&weights).iter().zip(&usual) {
                let recall = (sums.recall() - usual.recall()) * 100.0;
                let precision = (sums.precision() - usual.precision()) * 100.0;
                println!(
                    "{name:16} x {factor:4}  {folder:12} recall {recall:+5.2}  precision {precision:+5.2}"
                );
                if *folder != "tests/notes" {
                    worst = worst.max(-recall).max(-precision);
                }
            }
        }
    }
    println!("{count} weights; the largest loss is {worst:.2} points");
    if worst < MOST { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What each folder is read as, and both together.
fn read(weights: &Weights) -> [(&'static str, Sums); 3] {
    let [corpus, notes] =
        ["tests/corpus", "tests/notes"].map(|folder| read_all(folder, weights, &mut |_| {}));
    let both = corpus.with(&notes);
    [("tests/corpus", corpus), ("tests/notes", notes), ("both", both)]
}
