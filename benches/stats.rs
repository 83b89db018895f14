//! `viva stats` on a long history, beside a plain scan of the same events in SQLite, and beside Anki's own
//! library computing its graphs, where there is one.
//!
//! `cargo bench --bench stats` makes a million reviews of 25,000 cards over three years and prints a table;
//! `cargo bench --bench stats -- 100000` makes so many. `ANKI_PYTHON=/path/to/python`, one that can import
//! `anki`, puts the same history into a collection of Anki's and asks it for its graphs, for a year as it
//! shows them, and for all days. Times are medians of turns about in one run; what counts are the ratios.

#![expect(clippy::disallowed_methods, reason = "a benchmark makes its own files and measures time")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::types::ValueRef;
use viva::study::card::{Card, CardId};
use viva::study::day::{Moment, Rollover};
use viva::study::deck::{Deck, Interview, to_toml};
use viva::study::grade::Quality;
use viva::study::review::{Change, Event, EventKey, Intent, Review, Rule};

const VIVA: &str = env!("CARGO_BIN_EXE_viva");
const REVIEWS: usize = 1_000_000;
const REVIEWS_PER_CARD: usize = 40;
const CARDS_PER_DECK: usize = 200;
const DAYS: usize = 3 * 365;
const DAY_MS: i64 = 86_400_000;
const ROUNDS: usize = 7;
const ANKI: &str = include_str!("anki_graphs.py");

/// What is measured, and what is found of it.
struct Turn {
    name: String,
    times: Vec<Duration>,
    peak_kib: u64,
}

fn main() {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    if let [command, path] = arguments.as_slice()
        && command == "scan"
    {
        scan(Path::new(path));
        return;
    }
    let review_count = arguments.first().and_then(|count| count.parse().ok()).unwrap_or(REVIEWS);
    let home = tempfile::tempdir().expect("a temporary folder");
    let collection = home.path().join("collection");
    let began = Instant::now();
    build(&collection, review_count);
    let database = collection.join(".viva/viva.db");
    println!("{review_count} reviews made in {:.1} s", began.elapsed().as_secs_f64());

    let viva = |words: &[&str]| {
        let mut command = Command::new(VIVA);
        command.arg("--collection").arg(&collection).args(words);
        command
    };
    let page = home.path().join("page.html").display().to_string();
    let mut turns: Vec<(Turn, Box<dyn Fn() -> Command>)> = Vec::new();
    let mut add = |name: &str, command: Box<dyn Fn() -> Command>| {
        turns.push((Turn { name: name.to_owned(), times: Vec::new(), peak_kib: 0 }, command));
    };
    let bench = std::env::current_exe().expect("this program");
    add(
        "scan of the events",
        Box::new(move || {
            let mut command = Command::new(&bench);
            command.arg("scan").arg(&database);
            command
        }),
    );
    for words in [
        vec!["stats"],
        vec!["stats", "--format", "json"],
        vec!["stats", "--since", "365d"],
        vec!["stats", "deck0001"],
        vec!["stats", "tag:go", "--since", "30d"],
        vec!["stats", "--html", &page],
    ] {
        let name = words.join(" ").replace(&page, "FILE");
        let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        let viva = &viva;
        let name = format!("viva {name}");
        let command = move || viva(&words.iter().map(String::as_str).collect::<Vec<_>>());
        add(&name, Box::new(command));
    }
    let mut anki =
        std::env::var_os("ANKI_PYTHON").map(|python| Anki::fill(PathBuf::from(python), home.path()));
    for _ in 0..ROUNDS {
        for (turn, command) in &mut turns {
            turn.run(&mut command());
        }
        if let Some(anki) = &mut anki {
            anki.run();
        }
    }
    let turns = turns.into_iter().map(|(turn, _)| turn);
    print(&turns.chain(anki.into_iter().flat_map(|anki| anki.turns)).collect::<Vec<_>>());
}

fn peak_memory_kib(status: &Path) -> u64 {
    let status = std::fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or(0)
}

impl Turn {
    fn run(&mut self, command: &mut Command) {
        let start = Instant::now();
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a process");
        // It is looked at now and then while it runs; once it has ended, its memory is forgotten.
        let status = PathBuf::from(format!("/proc/{}/status", child.id()));
        let ended = loop {
            self.peak_kib = self.peak_kib.max(peak_memory_kib(&status));
            match child.try_wait().expect("a process") {
                Some(ended) => break ended,
                None => std::thread::sleep(Duration::from_millis(1)),
            }
        };
        self.times.push(start.elapsed());
        assert!(ended.success(), "{}", self.name);
    }

    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort();
        times[times.len() / 2]
    }
}

fn print(turns: &[Turn]) {
    let stats = turns.iter().find(|turn| turn.name == "viva stats").expect("viva stats is measured");
    println!("{:<44} {:>10} {:>12} {:>12}", "", "median", "peak memory", "ratio");
    for turn in turns {
        let ratio = turn.median().as_secs_f64() / stats.median().as_secs_f64();
        #[expect(clippy::cast_precision_loss, reason = "less memory than 2^52 KiB")]
        let memory_mib = turn.peak_kib as f64 / 1024.0;
        println!(
            "{:<44} {:>7.0} ms {memory_mib:>8.1} MiB {ratio:>11.2}x",
            turn.name,
            turn.median().as_secs_f64() * 1000.0
        );
    }
}

/// Decks of 200 cards, and so many reviews in the order they are made: day by day, of one card here and one
/// there. They are written past the program, and their states are made by it.
fn build(collection: &Path, review_count: usize) {
    let card_count = (review_count / REVIEWS_PER_CARD).max(1);
    let decks = collection.join("decks");
    std::fs::create_dir_all(&decks).expect("a folder");
    for number in 0..card_count.div_ceil(CARDS_PER_DECK) {
        let first = number * CARDS_PER_DECK;
        let cards = (first..card_count.min(first + CARDS_PER_DECK)).map(card).collect();
        let name = format!("deck{number:04}");
        let company = (number % 3 == 0).then(|| format!("Company {}", number % 20));
        let interview = Interview { company, ..Interview::default() };
        let deck = Deck { name: name.clone(), interview: Some(interview), cards, ..Deck::default() };
        std::fs::write(decks.join(format!("{name}.toml")), to_toml(&deck)).expect("a deck");
    }
    run(collection, &["queue"]);
    let mut connection = rusqlite::Connection::open(collection.join(".viva/viva.db")).expect("a database");
    let transaction = connection.transaction().expect("a transaction");
    let mut insert = transaction
        .prepare("insert into event values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .expect("a table of events");
    let first_ms = now_ms() - i64::try_from(DAYS).expect("few days") * DAY_MS;
    let (per_day, mut tick) = (review_count.div_ceil(DAYS), 0);
    let ids: Vec<CardId> = (0..card_count).map(|number| card(number).id).collect();
    for number in 0..review_count {
        let chance = scrambled(number);
        // From eight in the morning on, for some hours.
        let in_day = i64::try_from(number % per_day).expect("few a day") * 50_000_000
            / i64::try_from(per_day).expect("few a day");
        let day = i64::try_from(number / per_day).expect("few days");
        let at_ms = (first_ms / DAY_MS + day) * DAY_MS + 8 * 3_600_000 + in_day;
        let now = Moment { unix_ms: at_ms, utc_offset_secs: 0 };
        let review = Change::Review(Review {
            quality: Quality::new([4, 4, 3, 5, 4, 2, 4, 5, 3, 0][chance % 10]).expect("a quality"),
            took_ms: 3_000 + (chance / 10 % 30_000) as u64,
            intent: Intent::Drill,
            count: false,
            typed_percent: None,
            forecast: None,
            rule: Rule::SM2,
        });
        let key = EventKey { device: "bench".to_owned(), seq: number as u64 + 1 };
        let card = ids[chance / 300_000 % card_count].clone();
        let event = Event::new(key, tick, now, Rollover::usual(), Some(card), &review);
        tick = event.tick;
        let Event { key, tick, at_ms, day, card, kind, payload } = event;
        let card = card.as_ref().map(CardId::as_str);
        insert
            .execute((key.device, key.seq, tick, at_ms, day.epoch_days(), card, kind, payload))
            .expect("an event");
    }
    drop(insert);
    transaction.commit().expect("a commit");
    connection.execute_batch("pragma wal_checkpoint(truncate)").expect("a checkpoint");
    drop(connection);
    run(collection, &["check", "--rebuild"]);
    // Once more, so that no deck's file counts as fresh.
    std::thread::sleep(Duration::from_millis(2_100));
    run(collection, &["queue"]);
    run(collection, &["stats"]);
}

fn run(collection: &Path, words: &[&str]) {
    let done =
        Command::new(VIVA).arg("--collection").arg(collection).args(words).output().expect("viva runs");
    assert!(done.status.success(), "viva {words:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn card(number: usize) -> Card {
    let words = ["cache", "index", "lock", "queue", "shard", "replica", "timeout", "backoff", "partition"];
    let word = |step: usize| words[(number * step + number / 7) % words.len()];
    let tags = ["go", "sql", "networks", "design"].iter().skip(number % 4).take(number % 3);
    Card {
        id_is_written: true,
        section: (!number.is_multiple_of(5)).then(|| format!("Section {}", number % 5)),
        tags: tags.map(|tag| (*tag).to_owned()).collect(),
        answer: (!number.is_multiple_of(9)).then(|| format!("A {} is not a {}.", word(1), word(5))),
        ..Card::new(format!("What is the {} of a {} in case {number}?", word(5), word(7)))
    }
}

/// A number without order, always the same for the same one (`SplitMix64`).
fn scrambled(number: usize) -> usize {
    let mut z = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((z ^ (z >> 31)) >> 1).expect("63 bits")
}

fn now_ms() -> i64 {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a clock after 1970");
    i64::try_from(since.as_millis()).expect("a near date")
}

/// The least that any program has to do which counts from events: read them all.
fn scan(database: &Path) {
    let connection = rusqlite::Connection::open(database).expect("a database");
    let mut statement = connection
        .prepare("select card, at_ms, day, payload from event where kind = 'review'")
        .expect("a table of events");
    let mut rows = statement.query([]).expect("rows");
    let mut sum = 0;
    while let Some(row) = rows.next().expect("a row") {
        for column in 0..4 {
            sum += match row.get_ref(column).expect("a column") {
                ValueRef::Integer(number) => number & 1,
                ValueRef::Text(text) => i64::try_from(text.len()).unwrap_or(0),
                _ => 0,
            };
        }
    }
    assert!(sum > 0);
}

/// Anki's library with the same history; it measures itself.
struct Anki {
    python: PathBuf,
    script: PathBuf,
    collection: PathBuf,
    /// For each of [`ANKI_DAYS`] the call alone, and with the opening.
    turns: Vec<Turn>,
}

const ANKI_DAYS: [(&str, &str); 2] = [("365", "a year"), ("0", "all days")];

impl Anki {
    fn fill(python: PathBuf, home: &Path) -> Self {
        let (script, collection) = (home.join("anki_graphs.py"), home.join("collection.anki2"));
        std::fs::write(&script, ANKI).expect("a file");
        let turn = |name: String| Turn { name, times: Vec::new(), peak_kib: 0 };
        let turns = ANKI_DAYS.iter().flat_map(|(_, days)| {
            ["the call alone", "with opening"].map(|part| turn(format!("Anki's graphs of {days}, {part}")))
        });
        let anki = Self { turns: turns.collect(), python, script, collection };
        anki.call(&["fill".as_ref(), &home.join("collection/.viva/viva.db"), &anki.collection]);
        anki
    }

    fn run(&mut self) {
        for (place, (days, _)) in ANKI_DAYS.iter().enumerate() {
            let said = self.call(&["measure".as_ref(), &self.collection, days.as_ref()]);
            let (opened, call, peak_kib): (f64, f64, u64) = serde_json::from_slice(&said).expect("JSON");
            for (turn, seconds) in self.turns[2 * place..].iter_mut().zip([call, opened]) {
                turn.times.push(Duration::from_secs_f64(seconds));
                turn.peak_kib = turn.peak_kib.max(peak_kib);
            }
        }
    }

    fn call(&self, arguments: &[&Path]) -> Vec<u8> {
        let done =
            Command::new(&self.python).arg(&self.script).args(arguments).output().expect("Python runs");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        done.stdout
    }
}
