//! Simulates learners who prepare for an interview: the plan beside what people do without one, and how far its
//! forecasts can be trusted.
//!
//! `cargo bench --bench plan -- grid` compares the policies: how much of what is asked is answered on the day, in
//! points of 100, as CSV. `-- calibration` compares forecasts with the results. `--learners 10 --days 7` makes
//! it short; `-o FILE` writes to a file. The same options give the same figures on every machine.

mod simulation;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::{Parser, ValueEnum};
use simulation::cells::{Calibration, Cell, Checked, Forecasts, Mean, Way};
use simulation::learner::{Evidence, Habits};
use simulation::memory::Model;

const HABITS: [(&str, Habits); 5] = [
    ("usual", Habits::USUAL),
    ("misses 20% of days", Habits { missed: 0.2, ..Habits::USUAL }),
    ("grades inflated by 6%", Habits { inflated: 0.06, ..Habits::USUAL }),
    ("grades inflated by 25%", Habits { inflated: 0.25, ..Habits::USUAL }),
    ("costs x3", Habits { cost: 3.0, ..Habits::USUAL }),
];

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Grid,
    Calibration,
}

#[derive(Parser)]
struct Arguments {
    #[arg(value_enum, default_value = "grid")]
    what: What,
    /// Learners per cell.
    #[arg(long, default_value_t = 40)]
    learners: u64,
    /// Days before the interview.
    #[arg(long, value_delimiter = ',', default_value = "3,7,14,30")]
    days: Vec<u32>,
    /// Minutes per day.
    #[arg(long, value_delimiter = ',', default_value = "15,30,60")]
    minutes: Vec<u32>,
    /// fsrs, act-r, exponential, fast exponential.
    #[arg(long, value_delimiter = ',')]
    model: Vec<String>,
    /// 1, 3, 12, uninformative.
    #[arg(long, value_delimiter = ',')]
    evidence: Vec<String>,
    /// usual, or a part of another kind's name.
    #[arg(long, value_delimiter = ',')]
    habits: Vec<String>,
    /// Where the CSV goes, instead of the screen.
    #[arg(short)]
    output: Option<PathBuf>,
    /// Cargo adds this.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() {
    let arguments = Arguments::parse();
    let cells = arguments.cells();
    let csv = match arguments.what {
        What::Grid => grid(&cells, arguments.learners),
        What::Calibration => calibration(&cells, arguments.learners),
    };
    match &arguments.output {
        None => print!("{csv}"),
        #[expect(clippy::disallowed_methods, reason = "the user names the output file")]
        Some(path) => std::fs::write(path, csv).expect("the file can be written"),
    }
}

impl Arguments {
    /// Every kind of evidence with usual learners, and every other kind of learner with three interviews.
    fn cells(&self) -> Vec<(&'static str, Cell)> {
        let wants =
            |wanted: &[String], name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
        let mut cells = Vec::new();
        for (name, habits) in HABITS {
            let is_usual = habits == Habits::USUAL;
            if !self.habits.is_empty() && !self.habits.iter().any(|wanted| name.contains(wanted.as_str())) {
                continue;
            }
            for evidence in Evidence::ALL {
                if !wants(&self.evidence, evidence.name()) || !(is_usual || evidence == Evidence::Three) {
                    continue;
                }
                for model in Model::ALL.into_iter().filter(|model| wants(&self.model, model.name())) {
                    for (days, minutes) in self
                        .days
                        .iter()
                        .flat_map(|days| self.minutes.iter().map(move |minutes| (*days, *minutes)))
                    {
                        cells.push((name, Cell { model, evidence, habits, days, minutes }));
                    }
                }
            }
        }
        cells
    }
}

fn grid(cells: &[(&'static str, Cell)], learners: u64) -> String {
    let mut csv =
        "memory,evidence,learners,days,minutes,policy,points,half_width,over_sm2,over_sm2_half_width,\
                   over_index,over_index_half_width,answers,rehearsal_minutes,audit_minutes\n"
            .to_owned();
    for row in each(cells, |cell| cell.results(learners)) {
        let ((name, cell), results) = row;
        let points = |way: Way| -> Vec<f64> {
            let (_, results) = results.iter().find(|(other, _)| *other == way).expect("every way is run");
            results.iter().map(|(points, _)| *points).collect()
        };
        let (sm2, index) = (points(Way::Sm2MostAsked), points(Way::Index));
        for (way, learners) in &results {
            let points = points(*way);
            let mean = Mean::of(&points);
            let (over_sm2, over_index) =
                (Mean::of_difference(&points, &sm2), Mean::of_difference(&points, &index));
            let mean_of = |part: &dyn Fn(&simulation::session::Spent) -> f64| {
                Mean::of(&learners.iter().map(|(_, spent)| part(spent)).collect::<Vec<f64>>()).mean
            };
            let _ = writeln!(
                csv,
                "{},{},{name},{},{},{},{:.2},{:.2},{:.2},{:.2},{:.2},{:.2},{:.0},{:.1},{:.1}",
                cell.model.name(),
                cell.evidence.name(),
                cell.days,
                cell.minutes,
                way.name(),
                mean.mean,
                mean.half_width,
                over_sm2.mean,
                over_sm2.half_width,
                over_index.mean,
                over_index.half_width,
                mean_of(&|spent| f64::from(spent.answers)),
                mean_of(&|spent| spent.rehearsal_seconds / 60.0),
                mean_of(&|spent| spent.audit_seconds / 60.0),
            );
        }
    }
    csv
}

/// One of a learner's forecasts.
type Take = fn(&Forecasts) -> Checked;

fn calibration(cells: &[(&'static str, Cell)], learners: u64) -> String {
    let mut csv = "memory,evidence,learners,days,minutes,forecast,bias,rmse,cover,half_width\n".to_owned();
    let parts: [(&str, Take); 3] = [
        ("before a rehearsal", |forecasts| forecasts.before),
        ("after a rehearsal", |forecasts| forecasts.after),
        ("after a rehearsal if the plan is followed", |forecasts| forecasts.followed),
    ];
    let rows = each(cells, |cell| cell.forecasts(learners));
    let mut write = |cell: &Cell, name: &str, time: &str, forecasts: &[Forecasts]| {
        for (part, take) in parts {
            let Calibration { bias, rmse, cover, half_width } =
                Calibration::of(&forecasts.iter().map(take).collect::<Vec<_>>());
            let (model, evidence) = (cell.model.name(), cell.evidence.name());
            let _ = writeln!(
                csv,
                "{model},{evidence},{name},{time},{part},{bias:.2},{rmse:.2},{cover:.3},{half_width:.2}"
            );
        }
    };
    for ((name, cell), forecasts) in &rows {
        write(cell, name, &format!("{},{}", cell.days, cell.minutes), forecasts);
    }
    // All times together.
    let same = |one: &(&str, Cell), other: &(&str, Cell)| {
        one.0 == other.0 && one.1.model == other.1.model && one.1.evidence == other.1.evidence
    };
    let mut rest = rows.as_slice();
    while let Some((first, _)) = rest.first() {
        let count = rest.iter().take_while(|(other, _)| same(first, other)).count();
        let all: Vec<Forecasts> =
            rest[..count].iter().flat_map(|(_, forecasts)| forecasts.iter().copied()).collect();
        write(&first.1, first.0, "all,all", &all);
        rest = &rest[count..];
    }
    csv
}

/// Computes each cell, in as many threads as there are processors, and gives the results in order.
fn each<T: Send>(
    cells: &[(&'static str, Cell)],
    compute: impl Fn(&Cell) -> T + Sync,
) -> Vec<((&'static str, Cell), T)> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    let Some((_, cell)) = cells.get(place) else { break };
                    let result = compute(cell);
                    done.lock().expect("no thread fails").push((place, result));
                }
            });
        }
    });
    let mut done = done.into_inner().expect("no thread fails");
    done.sort_by_key(|(place, _)| *place);
    done.into_iter().map(|(place, result)| (cells[place], result)).collect()
}
