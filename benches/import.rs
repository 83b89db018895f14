//! Importing 50 MB of Markdown notes, beside parsing the same files with the Markdown library alone.
//!
//! `cargo bench --bench import` prints a table; `cargo bench --bench import -- 5` makes it 5 MB. Where
//! `carddown` is installed, it scans the cards of the first shape in its own format, too. Times are
//! medians and measured turn and turn about; what counts are the ratios.

#![expect(clippy::disallowed_methods, reason = "a benchmark makes its own files and measures time")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const VIVA: &str = env!("CARGO_BIN_EXE_viva");
const CARDS_PER_NOTE: usize = 200;
const ROUNDS: usize = 5;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let [command, folder] = arguments.as_slice()
        && command == "parse"
    {
        parse(Path::new(folder));
        return;
    }
    let megabytes: usize = arguments.first().and_then(|size| size.parse().ok()).unwrap_or(50);
    let has_carddown = Command::new("carddown").arg("--version").output().is_ok();
    println!(
        "{:>22} {:>6} {:>8} {:>10} {:>10} {:>10} {:>8} {:>10} {:>10}",
        "notes", "cards", "parsing", "dry run", "of parsing", "memory", "import", "memory", "carddown"
    );
    for (name, shape) in SHAPES {
        let home = tempfile::tempdir().expect("a temporary folder");
        let notes = home.path().join("notes");
        let peers = home.path().join("carddown");
        let cards = build(&notes, &peers, *shape, megabytes << 20);
        let (mut parses, mut dry_runs, mut imports, mut scans) = (vec![], vec![], vec![], vec![]);
        let (mut dry_run_kib, mut import_kib) = (0, 0);
        for round in 0..ROUNDS {
            let this = std::env::current_exe().expect("this program");
            parses.push(time(Command::new(this).arg("parse").arg(&notes)).0);
            let collection = home.path().join(format!("collection{round}"));
            let viva = || {
                let mut viva = Command::new(VIVA);
                viva.arg("--collection").arg(&collection).arg("import").arg(&notes);
                viva
            };
            let (took, kib) = time(viva().arg("--dry-run"));
            dry_runs.push(took);
            dry_run_kib = dry_run_kib.max(kib);
            let (took, kib) = time(&mut viva());
            imports.push(took);
            import_kib = import_kib.max(kib);
            std::fs::remove_dir_all(&collection).expect("the collection");
            if has_carddown && *name == "headings" {
                let data = home.path().join(format!("data{round}"));
                std::fs::create_dir_all(&data).expect("a folder");
                scans
                    .push(time(Command::new("carddown").arg("--vault").arg(&data).arg("scan").arg(&peers)).0);
            }
        }
        let (floor, dry_run, imported) = (median(parses), median(dry_runs), median(imports));
        let carddown = if scans.is_empty() { "-".to_owned() } else { shown(median(scans)) };
        println!(
            "{name:>22} {cards:>6} {:>8} {:>10} {:>10.2} {:>6} MiB {:>8} {:>6} MiB {carddown:>10}",
            shown(floor),
            shown(dry_run),
            dry_run.as_secs_f64() / floor.as_secs_f64(),
            dry_run_kib / 1024,
            shown(imported),
            import_kib / 1024,
        );
    }
}

/// How a question and its answer are written down.
type Shape = fn(&mut String, &str, &[String]);

const SHAPES: &[(&str, Shape)] = &[
    ("headings", |note, question, answer| {
        let _ = write!(note, "### {question}\n\n{}\n\n", answer.join("\n\n"));
    }),
    ("numbered headings", |note, question, answer| {
        let number = note.matches("\n## ").count() + 1;
        let _ = write!(note, "## {number}. {question}\n\n{}\n\n", answer.join("\n\n"));
    }),
    ("bullets", |note, question, answer| {
        let answer = answer.join("\n\n").replace('\n', "\n  ");
        let _ = write!(note, "- {question}\n\n  {answer}\n\n");
    }),
    ("folds", |note, question, answer| {
        let answer = answer.join("\n\n");
        let _ = write!(note, "<details>\n<summary>{question}</summary>\n\n{answer}\n\n</details>\n\n");
    }),
    ("labels", |note, question, answer| {
        let _ = write!(note, "Q: {question}\nA: {}\n\n", answer.join("\n\n"));
    }),
];

/// Notes of a shape, and the same cards as `carddown` reads them; how many cards there are.
fn build(notes: &Path, peers: &Path, shape: Shape, bytes: usize) -> usize {
    std::fs::create_dir_all(notes).expect("a folder");
    std::fs::create_dir_all(peers).expect("a folder");
    let (mut written, mut number) = (0, 0);
    while written < bytes {
        let mut note = format!("# Notes {number}\n\n## Technical Interview\n\n");
        let mut peer = String::new();
        for _ in 0..CARDS_PER_NOTE {
            let (question, answer) = card(number);
            shape(&mut note, &question, &answer);
            let _ = write!(peer, "{question} #flashcard\n{}\n---\n\n", answer.join("\n\n"));
            number += 1;
        }
        written += note.len();
        std::fs::write(notes.join(format!("note{number:06}.md")), note).expect("a note");
        std::fs::write(peers.join(format!("note{number:06}.md")), peer).expect("a note");
    }
    number
}

fn card(number: usize) -> (String, Vec<String>) {
    let words = "cache index lock queue shard replica timeout backoff partition consensus latency schema";
    let words: Vec<&str> = words.split(' ').collect();
    let word = |step: usize| words[(number * step + number / 7) % words.len()];
    let sentence = |step: usize| {
        format!("A {} needs a {} where the {} meets the {}.", word(step), word(3), word(5), word(7))
    };
    let mut answer = vec![[sentence(1), sentence(2), sentence(4)].join(" ")];
    match number % 4 {
        0 => answer.push(format!("```python\ndef {}(size={number}):\n    return size\n```", word(1))),
        1 => answer.push(format!("- {}\n- {}\n- `{}`", sentence(6), sentence(8), word(2))),
        2 => answer.push(format!("See [{}](https://example.org/{number}) and **{}**.", word(1), word(9))),
        _ => answer.push([sentence(6), sentence(10)].join(" ")),
    }
    (format!("What is the {} of a {} in case {number}?", word(5), word(11)), answer)
}

/// The floor: every file read and parsed to its last event.
fn parse(folder: &Path) {
    let mut events = 0;
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a note");
        events += pulldown_cmark::Parser::new_ext(&text, pulldown_cmark::Options::ENABLE_TABLES).count();
    }
    assert!(events > 0);
}

/// How long a process takes, and its peak memory in KiB as far as it was seen.
fn time(command: &mut Command) -> (Duration, u32) {
    // What others have written is not paid for by this one.
    Command::new("sync").status().expect("sync");
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a process");
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = peak_kib.max(peak_memory_kib(child.id()));
        if let Some(status) = child.try_wait().expect("a process") {
            break status;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let took = start.elapsed();
    assert!(status.success());
    (took, peak_kib)
}

fn peak_memory_kib(process: u32) -> u32 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn shown(time: Duration) -> String {
    format!("{:.0} ms", time.as_secs_f64() * 1000.0)
}
