//! Start to first question, one grade, `viva queue` and `viva status`, at growing collections, beside the floor:
//! a process that opens the same database and makes one indexed query, `viva --version`, and one bare commit.
//!
//! `cargo bench --bench start` prints a table; `cargo bench --bench start -- 1000` one size only.
//! Times are medians; what counts are the ratios, measured turn and turn about in one run.

#![expect(clippy::disallowed_methods, reason = "a benchmark makes its own files and measures time")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use viva::store::{Machine, Store};
use viva::study::card::{Card, CardId};
use viva::study::day::{Moment, Rollover};
use viva::study::deck::{Deck, to_toml};
use viva::study::grade::Quality;
use viva::study::review::{Change, Intent, Review, Rule};

const VIVA: &str = env!("CARGO_BIN_EXE_viva");
const CARDS_PER_DECK: usize = 200;
/// Cards with a history, whatever the size: what is due must not grow with the collection here.
const REVIEWED_CARDS: usize = 300;
const ROUNDS: usize = 15;
const GRADES: usize = 500;

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let [command, path] = arguments.as_slice()
        && command == "floor"
    {
        floor(Path::new(path));
        return;
    }
    let sizes: Vec<usize> = match arguments.first().and_then(|size| size.parse().ok()) {
        Some(size) => vec![size],
        None => vec![1_000, 10_000, 100_000],
    };
    println!(
        "{:>8} {:>10} {:>14} {:>12} {:>10} {:>10} {:>10} {:>12} {:>12} {:>7}",
        "cards",
        "floor",
        "first question",
        "peak memory",
        "queue",
        "status",
        "version",
        "one grade",
        "bare commit",
        "ratio"
    );
    for size in sizes {
        let home = tempfile::tempdir().expect("a temporary folder");
        let collection = home.path().join("collection");
        build(&collection, size);
        let database = collection.join(".viva/viva.db");
        let (mut floors, mut firsts, mut queues, mut memory_kib) = (vec![], vec![], vec![], 0);
        let (mut statuses, mut versions) = (vec![], vec![]);
        for _ in 0..ROUNDS {
            floors.push(time(
                Command::new(std::env::current_exe().expect("this program")).arg("floor").arg(&database),
            ));
            queues.push(time(Command::new(VIVA).args(["--collection"]).arg(&collection).arg("queue")));
            statuses.push(time(Command::new(VIVA).args(["--collection"]).arg(&collection).arg("status")));
            versions.push(time(Command::new(VIVA).arg("--version")));
            let (first, peak_kib) = first_question(&collection);
            firsts.push(first);
            memory_kib = memory_kib.max(peak_kib);
        }
        let (grade, commit) = grades(&database);
        println!(
            "{size:>8} {:>10} {:>14} {:>8.1} MiB {:>10} {:>10} {:>10} {:>12} {:>12} {:>7.2}",
            shown(median(floors)),
            shown(median(firsts)),
            f64::from(memory_kib) / 1024.0,
            shown(median(queues)),
            shown(median(statuses)),
            shown(median(versions)),
            shown(grade),
            shown(commit),
            grade.as_secs_f64() / commit.as_secs_f64(),
        );
    }
}

/// Decks of 200 cards with written ids, indexed, and some of the cards reviewed and due.
fn build(collection: &Path, size: usize) {
    let decks = collection.join("decks");
    std::fs::create_dir_all(&decks).expect("a folder");
    for deck in 0..size.div_ceil(CARDS_PER_DECK) {
        let first = deck * CARDS_PER_DECK;
        let cards = (first..size.min(first + CARDS_PER_DECK)).map(card).collect();
        let deck = Deck { name: format!("deck{deck:04}"), cards, ..Deck::default() };
        std::fs::write(decks.join(format!("{}.toml", deck.name)), to_toml(&deck)).expect("a deck");
    }
    let indexed =
        Command::new(VIVA).args(["--collection"]).arg(collection).arg("queue").stdout(Stdio::null()).status();
    assert!(indexed.expect("viva runs").success());
    let mut store = open(&collection.join(".viva/viva.db"));
    let now = now();
    for number in (0..size).step_by((size / REVIEWED_CARDS).max(1)) {
        let earlier = Moment { unix_ms: now.unix_ms - 3 * 86_400_000, ..now };
        store.append(&card(number).id, &review(), earlier, Rollover::usual(), None).expect("a review");
    }
    drop(store);
    // Once more, so that no deck's file counts as fresh.
    std::thread::sleep(Duration::from_millis(2_100));
    let indexed =
        Command::new(VIVA).args(["--collection"]).arg(collection).arg("queue").stdout(Stdio::null()).status();
    assert!(indexed.expect("viva runs").success());
}

fn card(number: usize) -> Card {
    let words = "cache index lock queue shard replica timeout backoff partition consensus latency schema";
    let words: Vec<&str> = words.split(' ').collect();
    let word = |step: usize| words[(number * step + number / 7) % words.len()];
    let sentence = format!("A {} needs a {} where the {} meets the {}. ", word(1), word(3), word(5), word(7));
    Card {
        id_is_written: true,
        answer: Some(format!("{}\n\n- {}\n- {}", sentence.repeat(5), sentence, sentence)),
        ..Card::new(format!("What is the {} of a {} in case {number}?", word(5), word(11)))
    }
}

fn review() -> Change {
    Change::Review(Review {
        quality: Quality::new(4).expect("a quality"),
        took_ms: 1000,
        intent: Intent::Drill,
        count: false,
        typed_percent: None,
        forecast: None,
        rule: Rule::SM2,
    })
}

fn open(database: &Path) -> Store {
    // The mark differs from the program's: the bench is a device of its own.
    Store::open(database, &Machine { mark: "bench", fresh_device: "bench" }).expect("a database")
}

fn now() -> Moment {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock after 1970");
    Moment { unix_ms: i64::try_from(since.as_millis()).expect("a near date"), utc_offset_secs: 0 }
}

/// What the least program would do: open the database and find the first due card.
fn floor(database: &Path) {
    let connection = rusqlite::Connection::open(database).expect("a database");
    let due: i64 = connection
        .query_row(
            "select count(*) from (select card from state where due is not null and due <= 30000 limit 20)",
            [],
            |row| row.get(0),
        )
        .expect("an answer");
    assert!(due >= 0);
}

fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("a process");
    let took = start.elapsed();
    assert!(status.success());
    took
}

/// From the start of the process to the first question on a terminal, and its peak memory in KiB.
fn first_question(collection: &Path) -> (Duration, u32) {
    let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
    let pair = native_pty_system().openpty(size).expect("a terminal");
    let mut command = CommandBuilder::new(VIVA);
    command.args(["--collection", &collection.display().to_string()]);
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    let mut reader = pair.master.try_clone_reader().expect("a reader");
    let mut writer = pair.master.take_writer().expect("a writer");
    let start = Instant::now();
    let mut child = pair.slave.spawn_command(command).expect("viva runs");
    let mut seen = Vec::new();
    let mut chunk = vec![0; 65_536];
    // Its key is styled apart, so the word alone is looked for.
    while !seen.windows(11).any(|window| window == b"show answer") {
        let count = reader.read(&mut chunk).expect("a frame");
        assert!(count > 0, "{}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&chunk[..count]);
    }
    let took = start.elapsed();
    let peak_kib = peak_memory_kib(child.process_id());
    writer.write_all(b"q").expect("a key");
    std::thread::spawn(move || while reader.read(&mut chunk).is_ok_and(|count| count > 0) {});
    assert!(child.wait().expect("an end").success());
    (took, peak_kib)
}

fn peak_memory_kib(process: Option<u32>) -> u32 {
    let path = PathBuf::from(format!("/proc/{}/status", process.unwrap_or(0)));
    let status = std::fs::read_to_string(path).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

/// One grade, and a bare commit of a row of the same size, turn and turn about; both medians.
fn grades(database: &Path) -> (Duration, Duration) {
    let bare_path = database.with_file_name("bare.db");
    let bare = rusqlite::Connection::open(&bare_path).expect("a database");
    bare.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full;
         create table event (device text, seq integer, payload text, primary key (device, seq)) strict, without rowid;",
    )
    .expect("a table");
    let mut store = open(database);
    let now = now();
    let (mut graded, mut committed) = (Vec::new(), Vec::new());
    for (number, listed) in store.listed().expect("cards").into_iter().take(GRADES).enumerate() {
        let card: CardId = listed.card;
        let start = Instant::now();
        store.append(&card, &review(), now, Rollover::usual(), None).expect("a grade");
        graded.push(start.elapsed());
        let (_, payload) = review().encode();
        let start = Instant::now();
        bare.execute("insert into event values ('bench', ?1, ?2)", (number, payload)).expect("a commit");
        committed.push(start.elapsed());
    }
    (median(graded), median(committed))
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn shown(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1000.0)
}
