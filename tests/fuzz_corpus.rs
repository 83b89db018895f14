//! The fuzz targets on stable and without libFuzzer: the saved texts as they are, and a set number of
//! copies changed by a seeded hand. `fuzz/run` looks further, for as long as it is told to.

#![expect(clippy::disallowed_methods, reason = "a test reads its texts")]

use std::fs;
use std::panic;
use std::path::{Path, PathBuf};

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use viva::study::import::CLASS_NAMES;

#[expect(unreachable_pub, reason = "a library of its own below fuzz/")]
#[path = "../fuzz/src/lib.rs"]
mod targets;

/// In bytes; of a longer text a part is changed, for time.
const LONGEST_CHANGED: usize = 3000;
const CHANGED_COPIES: usize = 80;
/// Of what is no text: packages, backups and histories.
const CHANGED_BYTES: usize = 200;
/// Targets whose bytes mean nothing as a text.
const OF_BYTES: [&str; 4] = ["anki_package", "anki_rows", "backup", "replay"];

/// What readers look for, to be put where it is not expected.
const MARKS: &[&str] = &[
    "\n",
    "\n\n",
    "\r",
    "\t",
    "    ",
    "# ",
    "\n### ",
    "- ",
    "\n* ",
    "1. ",
    "\n```\n",
    "~~~",
    "`",
    "**",
    "__",
    "<details>",
    "</details>",
    "<summary>",
    "</summary>",
    "<div>",
    "</div>",
    "<table>",
    "</td>",
    "<!--",
    "-->",
    "<br/>",
    "Q: ",
    "\nA: ",
    "?",
    "\n?\n",
    "::",
    ":::",
    ";;",
    "|",
    "\n|---|\n",
    ",",
    "\"",
    "\"\"",
    "{",
    "}",
    "[",
    "]",
    "](",
    "\\",
    "&amp;",
    "&#0;",
    "---\n",
    "#separator:tab\n",
    "* TODO ",
    ":PROPERTIES:\n",
    "#+begin_src\n",
    "[ ] ",
    "[x] ",
    "==",
    "'''",
    "\"\"\"",
    "[[cards]]\n",
    "id = \"a\"\n",
    "\u{feff}",
    "\u{200c}",
    "\u{202e}",
    "\u{2066}",
    "؟",
    "Ø§",
    "é",
    "👩\u{200d}💻",
    "\0",
    "\u{1b}[2J",
];

/// A text, and the name of its file.
struct Seed {
    file_name: String,
    bytes: Vec<u8>,
}

#[test]
fn the_kept_texts_hold() {
    let seeds = seeds();
    assert!(seeds.len() > 80, "only {} texts were found", seeds.len());
    for (place, seed) in seeds.iter().enumerate() {
        run_all(&seed.bytes, &seed.file_name);
        let named = [b"@", seed.file_name.as_bytes(), b"\n", &seed.bytes].concat();
        run("read_note", &named, &seed.file_name);
        // Every class with every fourth note.
        for choice in (place % 4..CLASS_NAMES.len()).step_by(4) {
            let choice = u8::try_from(choice).unwrap();
            run("read_chosen", &[&[choice], &*seed.bytes].concat(), &seed.file_name);
        }
        if seed.file_name.starts_with("deck_") {
            for choice in 0..8 {
                run("deck_edit", &[&[1 << choice], &*seed.bytes].concat(), &seed.file_name);
            }
        }
    }
}

#[test]
fn changed_copies_hold() {
    let seeds = seeds();
    let mut random = SmallRng::seed_from_u64(0);
    for number in 0..CHANGED_COPIES {
        let seed = seeds.choose(&mut random).unwrap();
        let other = seeds.choose(&mut random).unwrap();
        let input = changed(seed, &other.bytes, &mut random);
        let what = format!("copy {number} of {}", seed.file_name);
        run_all(&input, &what);
        // A note under the name of another format.
        let format = targets::FORMATS[number % targets::FORMATS.len()];
        run(&format!("read_{format}"), &input, &what);
    }
}

#[test]
fn changed_packages_and_histories_hold() {
    let made = targets::made_seeds();
    for (name, bytes) in &made {
        for target in OF_BYTES {
            run(target, bytes, name);
        }
    }
    let mut random = SmallRng::seed_from_u64(1);
    for number in 0..CHANGED_BYTES {
        for (name, bytes) in &made {
            let target = if name.starts_with("backup") { "backup" } else { "anki_package" };
            let seed = Seed { file_name: (*name).to_owned(), bytes: bytes.clone() };
            run(target, &changed_bytes(&seed, &mut random), &format!("copy {number} of {name}"));
        }
        let mut bytes = vec![0; random.random_range(0..600)];
        random.fill(&mut bytes[..]);
        run("replay", &bytes, "random bytes");
        run("anki_rows", &bytes, "random bytes");
    }
}

fn run_all(input: &[u8], what: &str) {
    for (target, _) in targets::TARGETS.iter().filter(|(target, _)| !OF_BYTES.contains(target)) {
        run(target, input, what);
    }
}

fn run(target: &str, input: &[u8], what: &str) {
    match panic::catch_unwind(|| targets::run_target(target, input)) {
        Ok(is_known) => assert!(is_known, "there is no target {target}"),
        Err(panic) => {
            let shown = String::from_utf8_lossy(input);
            eprintln!("{target} does not hold with {what}:\n{shown:?}");
            panic::resume_unwind(panic);
        }
    }
}

/// A copy of what is no text with up to three bytes changed, or an end that is missing.
fn changed_bytes(seed: &Seed, random: &mut SmallRng) -> Vec<u8> {
    let mut copy = seed.bytes.clone();
    for _ in 0..random.random_range(1..=3) {
        let at = random.random_range(0..copy.len());
        copy[at] = if random.random_ratio(1, 2) {
            copy[at] ^ (1 << random.random_range(0..8))
        } else {
            random.random()
        };
    }
    if random.random_ratio(1, 8) {
        copy.truncate(random.random_range(1..copy.len()));
    }
    copy
}

/// A copy of the text, or of a part of it, with one to four changes.
fn changed(seed: &Seed, other: &[u8], random: &mut SmallRng) -> Vec<u8> {
    let mut copy = part(&seed.bytes, LONGEST_CHANGED, random).to_vec();
    for _ in 0..random.random_range(1..=4) {
        let at = random.random_range(0..=copy.len());
        match random.random_range(0..8) {
            0 => copy.truncate(at),
            1 => drop(copy.drain(..at)),
            2 if at < copy.len() => copy[at] ^= 1 << random.random_range(0..8),
            3 => {
                let again = part(&copy, 200, random).to_vec();
                let times = random.random_range(1..=8);
                copy.splice(at..at, again.repeat(times));
            }
            4 => drop(copy.splice(at..at, part(other, 600, random).to_vec())),
            5 => {
                let end = (at + random.random_range(0..100)).min(copy.len());
                copy.drain(at..end);
            }
            6 => {
                let mut lines: Vec<&[u8]> = copy.split(|byte| *byte == b'\n').collect();
                let (one, two) = (random.random_range(0..lines.len()), random.random_range(0..lines.len()));
                lines.swap(one, two);
                copy = lines.join(&b'\n');
            }
            _ => {
                let times = if random.random_ratio(1, 8) { 200 } else { 1 };
                let mark = MARKS.choose(random).unwrap().repeat(times);
                copy.splice(at..at, mark.into_bytes());
            }
        }
    }
    if random.random_ratio(1, 4) {
        copy.splice(0..0, format!("@{}\n", seed.file_name).into_bytes());
    }
    copy
}

fn part<'b>(bytes: &'b [u8], longest: usize, random: &mut SmallRng) -> &'b [u8] {
    let start = random.random_range(0..=bytes.len().saturating_sub(longest));
    let rest = &bytes[start..];
    let end = random.random_range(rest.len().min(longest) / 2..=rest.len().min(longest));
    &rest[..end]
}

/// In the order of their paths, so that a seed always gives the same copies.
fn seeds() -> Vec<Seed> {
    let mut paths = Vec::new();
    for folder in ["tests/notes", "fuzz/corpus-seed"] {
        files_below(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut paths);
    }
    paths.sort();
    let seed = |path: PathBuf| Seed {
        file_name: path.file_name().unwrap().to_str().unwrap().to_owned(),
        bytes: fs::read(&path).unwrap(),
    };
    paths.into_iter().map(seed).collect()
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}
