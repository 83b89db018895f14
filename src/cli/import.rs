//! `viva import`: notes to decks.
//!
//! Each note is read, merged into the deck its cards are in, and that deck is written whole before the
//! next note is looked at. The record of what was imported is written last: without it the next import
//! recognises its cards by their ids.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::files::{self, FilesError};
use crate::study::card::{Card, CardId, normal_form};
use crate::study::deck::{self, Deck, Imports, Interview, Merged, Origin, SourceRecord, Taken, TextHash};
use crate::study::from_note::{deck_from_note, deck_name};
use crate::study::import::{ImportedNote, NoteHint, Problem, is_binary, read_note};
use crate::study::topics::Topics;

use super::args::{Format, ImportArguments};
use super::collection::Opened;
use super::context::Context;
use super::failure::{Code, Failure};
use super::output;

/// Below this, in percent, a reading is shown as doubtful.
const DOUBTFUL: u8 = 50;

/// What is wanted of an import.
struct Wish<'a> {
    dry_run: bool,
    explain: bool,
    public: bool,
    deck: Option<&'a str>,
}

/// A note on its way into a deck.
struct Source {
    /// As it was named on the command line, for messages.
    shown: String,
    /// As the record of imports names it.
    key: String,
    file_name: String,
    /// Whether it was asked for itself, not only found in a folder.
    is_named: bool,
    bytes: Vec<u8>,
}

/// A note that has become a deck, or part of one.
struct Done {
    source: String,
    /// What the note gives, whatever the deck held before.
    imported: Deck,
    shape: &'static str,
    /// In percent.
    confidence: u8,
    weighed: Vec<(&'static str, i32)>,
    /// The line of each of the imported cards.
    lines: Vec<usize>,
    decoded: Option<String>,
    merged: Merged,
    is_new_deck: bool,
}

/// Something to be told, with its place.
struct Told {
    path: String,
    line: Option<usize>,
    message: String,
    matter: Matter,
}

/// What is the matter with a note.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Matter {
    /// Something in it is odd; the rest was taken in.
    Odd,
    /// It could not be read; the message names its path.
    Unread,
    /// The deck it belongs into could not be read, so it was left alone.
    DeckBroken,
}

/// The decks as they are on disk, and what is being made of them.
struct Shelf {
    root: PathBuf,
    imports: Imports,
    /// Every deck by name: its text and its cards. A broken one is `None`.
    decks: HashMap<String, Option<(String, Deck)>>,
    /// The question under each id.
    questions: HashMap<CardId, String>,
    /// Files found in folders that hold no questions.
    without_cards: usize,
    topics: Topics,
}

pub(super) fn run(context: &Context, arguments: &ImportArguments) -> Result<(), Failure> {
    let wish = Wish {
        dry_run: arguments.dry_run,
        explain: arguments.explain,
        public: arguments.public,
        deck: arguments.deck.as_deref(),
    };
    import(context, &arguments.paths, &wish)
}

pub(super) fn import_paths(context: &Context, paths: &[PathBuf]) -> Result<(), Failure> {
    import(context, paths, &Wish { dry_run: false, explain: false, public: false, deck: None })
}

fn import(context: &Context, paths: &[PathBuf], wish: &Wish<'_>) -> Result<(), Failure> {
    let root = context.found.root.clone();
    let mut shelf = Shelf::read(root, Topics::with(&context.settings.topics))?;
    let mut told = Vec::new();
    let sources = sources(paths, &shelf.root, &mut told)?;
    if let (Some(_), [_, _, ..]) = (wish.deck, sources.as_slice()) {
        return Err(
            Failure::new(Code::Usage, "--deck takes a single note").hint("import the notes one by one")
        );
    }
    let mut done = Vec::new();
    for source in &sources {
        done.extend(shelf.take_in(source, wish, &mut told)?);
    }
    let changed = done.iter().any(|done| done.merged.is_changed || done.is_new_deck);
    if !wish.dry_run && !done.is_empty() {
        shelf.write_record()?;
        // The index is brought up to date now, so that the next start has nothing to read.
        if changed {
            Opened::open(context, &shelf.root)?;
        }
    }
    report(context, wish, &done, &told)?;
    if shelf.without_cards > 0 {
        output::note(&format!(
            "{} without questions passed over",
            output::count(shelf.without_cards, "file")
        ));
    }
    let card_count: usize = done.iter().map(|done| done.imported.cards.len()).sum();
    let count = |matter: Matter| told.iter().filter(|told| told.matter == matter).count();
    match (count(Matter::Unread), count(Matter::DeckBroken)) {
        (0, 0) => {}
        (0, broken) => {
            let message = format!("{} not imported, for the deck is broken", output::count(broken, "note"));
            return Err(Failure::new(Code::DataInvalid, message)
                .hint("`viva check` says where; mend the deck and import again"));
        }
        (unread, _) => {
            let message = format!("{} could not be read", output::count(unread, "path"));
            return Err(Failure::new(Code::Failed, message));
        }
    }
    if card_count == 0 {
        return Err(Failure::new(Code::DataInvalid, "no questions were found")
            .hint("questions are bullets below headings such as `### Technical Interview`, or text pasted from such a page"));
    }
    Ok(())
}

/// The notes that the paths name, read.
fn sources(paths: &[PathBuf], root: &Path, told: &mut Vec<Told>) -> Result<Vec<Source>, Failure> {
    let mut sources = Vec::new();
    let (standard, files): (Vec<&PathBuf>, Vec<&PathBuf>) =
        paths.iter().partition(|path| path.as_os_str() == "-");
    if !standard.is_empty() {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(files::LARGEST_NOTE_BYTES + 1).read_to_end(&mut bytes)?;
        let hash = blake3::hash(&bytes).to_hex();
        let key = format!("-{}", &hash[..16]);
        let shown = "standard input".to_owned();
        if bytes.len() as u64 > files::LARGEST_NOTE_BYTES {
            let message = format!("standard input is larger than {} MiB", files::LARGEST_NOTE_BYTES >> 20);
            told.push(Told { path: shown, line: None, message, matter: Matter::Unread });
        } else {
            sources.push(Source { shown, key, file_name: String::new(), is_named: true, bytes });
        }
    }
    let files: Vec<PathBuf> = files.into_iter().cloned().collect();
    let listed = files::list_notes(&files);
    let unread = |problem: FilesError| Told {
        path: problem.path().display().to_string(),
        line: None,
        message: problem.to_string(),
        matter: Matter::Unread,
    };
    told.extend(listed.problems.into_iter().map(unread));
    for files::NoteFile { path, is_named } in listed.found {
        let shown = path.display().to_string();
        match files::read_note(&path) {
            Err(problem) => told.push(unread(problem)),
            Ok(bytes) => sources.push(Source {
                key: key_of(&path, root),
                is_named,
                file_name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                shown,
                bytes,
            }),
        }
    }
    Ok(sources)
}

/// How the record names a note: below the collection where it is there, else from the root.
fn key_of(path: &Path, root: &Path) -> String {
    let whole = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let path = whole(path);
    path.strip_prefix(whole(root)).unwrap_or(&path).display().to_string()
}

impl Shelf {
    fn read(root: PathBuf, topics: Topics) -> Result<Self, Failure> {
        let imports_path = root.join("imports.toml");
        let imports = match files::read_text_if_any(&imports_path)? {
            None => Imports::default(),
            Some(text) => Imports::parse(&text).map_err(|error| {
                Failure::new(Code::DataInvalid, format!("{}:{error}", imports_path.display()))
                    .hint("mend the file, or move it away: cards are then recognised by their ids")
            })?,
        };
        let mut shelf = Self {
            root,
            imports,
            decks: HashMap::new(),
            questions: HashMap::new(),
            without_cards: 0,
            topics,
        };
        for file in files::list_decks(&shelf.root.join("decks"))?.found {
            // A deck that cannot be read keeps no note out but its own.
            let parsed = files::read_text(&file.path)
                .ok()
                .and_then(|text| Some((deck::parse(&file.name, &text).ok()?.deck, text)))
                .map(|(deck, text)| (text, deck));
            if let Some((_, deck)) = &parsed {
                for card in &deck.cards {
                    shelf.questions.entry(card.id.clone()).or_insert_with(|| card.question.clone());
                }
            }
            shelf.decks.insert(file.name, parsed);
        }
        Ok(shelf)
    }

    /// Reads one note into its deck; `None` if there is nothing in it.
    fn take_in(
        &mut self,
        source: &Source,
        wish: &Wish<'_>,
        told: &mut Vec<Told>,
    ) -> Result<Option<Done>, Failure> {
        if !source.is_named && is_binary(&source.bytes) {
            return Ok(None);
        }
        let note = read_note(&source.bytes, &NoteHint { file_name: &source.file_name });
        let mut tell = |line, message, matter| {
            told.push(Told { path: source.shown.clone(), line, message, matter });
        };
        if note.cards.is_empty() && !source.is_named {
            // Folders hold other things than notes; how many were passed over is said at the end.
            self.without_cards += 1;
            return Ok(None);
        }
        for Problem { line, message } in &note.problems {
            tell(*line, message.clone(), Matter::Odd);
        }
        if note.cards.is_empty() {
            if note.problems.is_empty() {
                tell(None, "no questions were found".to_owned(), Matter::Odd);
            }
            return Ok(None);
        }
        let text = TextHash::of(&source.bytes);
        let last = self.last_import(&source.key, &text);
        let name = match wish.deck {
            Some(name) => {
                let name = checked_name(name)?;
                let held = last.as_ref().map(|last| &last.deck).filter(|deck| self.decks.contains_key(*deck));
                if let Some(held) = held.filter(|held| **held != name) {
                    // A second copy would count each question as asked twice.
                    return Err(Failure::new(
                        Code::Usage,
                        format!("the cards of {} are in the deck `{held}` already", source.shown),
                    )
                    .hint(format!("to call it otherwise, rename {}", self.deck_path(held).display())));
                }
                name
            }
            None => self.name_for(&note, source, last.as_ref()),
        };
        let last = last.filter(|_| self.decks.contains_key(&name));
        let existing = match self.decks.get(&name) {
            None => None,
            Some(Some(held)) => Some(held),
            Some(None) => {
                let path = self.deck_path(&name);
                let message = format!("{} is broken, so nothing was imported into it", path.display());
                tell(None, message, Matter::DeckBroken);
                return Ok(None);
            }
        };
        let imported = deck_from_note(&name, &note, wish.public, &self.topics);
        let questions = &self.questions;
        let taken: Taken<'_> = &|id: &CardId| questions.get(id).map(|question| normal_form(question));
        let origin = Origin { path: source.key.clone(), text };
        let merged = deck::merge(existing.map(|(_, deck)| deck), &imported, origin, last.as_ref(), taken);
        let is_new_deck = existing.is_none();
        let path = self.deck_path(&name);
        let new_text = merged
            .text(existing.map(|(text, _)| text.as_str()))
            .map_err(|error| Failure::new(Code::DataInvalid, format!("{}:{error}", path.display())))?;
        if !wish.dry_run && (merged.is_changed || is_new_deck) {
            files::create_private_folder(&self.root.join("decks"))?;
            files::write_whole(&path, new_text.as_bytes())?;
        }
        for card in &merged.deck.cards {
            self.questions.insert(card.id.clone(), card.question.clone());
        }
        self.decks.insert(name, Some((new_text, merged.deck.clone())));
        self.imports.put(merged.record.clone());
        Ok(Some(Done {
            source: source.shown.clone(),
            imported,
            shape: note.shape,
            confidence: note.confidence,
            weighed: note.weighed,
            lines: note.cards.iter().map(|card| card.line).collect(),
            decoded: note.decoded,
            merged,
            is_new_deck,
        }))
    }

    /// What the last import of this note remembered: of the same path, or of the same text elsewhere.
    fn last_import(&self, key: &str, text: &TextHash) -> Option<SourceRecord> {
        self.imports
            .source(key)
            .or_else(|| self.imports.sources().iter().find(|record| record.text == *text))
            .cloned()
    }

    /// The deck that a note's cards are in, also if it was renamed or the record lost; else a new name.
    fn name_for(&self, note: &ImportedNote, source: &Source, last: Option<&SourceRecord>) -> String {
        if let Some(last) = last.filter(|last| self.decks.contains_key(&last.deck)) {
            return last.deck.clone();
        }
        let ids: HashSet<CardId> = match last {
            Some(last) => last.cards.iter().map(|card| card.id.clone()).collect(),
            None => note.cards.iter().map(|card| CardId::of_question(&card.question)).collect(),
        };
        // Where no record knows the note, it may have been lost, or never written because viva was
        // killed; but a deck that another note made is that note's.
        let is_anothers =
            |name: &str| last.is_none() && self.imports.sources().iter().any(|record| record.deck == name);
        let shared = |deck: &Deck| deck.cards.iter().filter(|card| ids.contains(&card.id)).count();
        let holder = self
            .decks
            .iter()
            .filter(|(name, _)| !is_anothers(name))
            .filter_map(|(name, deck)| Some((shared(&deck.as_ref()?.1), name)))
            .max()
            .filter(|(count, _)| *count * 2 > ids.len());
        if let Some((_, name)) = holder {
            return name.clone();
        }
        let stem = Path::new(&source.file_name).file_stem().unwrap_or_default().to_string_lossy();
        let stem = if stem.is_empty() { "notes" } else { &*stem };
        let is_taken = |name: &str| self.decks.keys().any(|held| held.eq_ignore_ascii_case(name));
        deck_name(note, stem, &is_taken)
    }

    fn deck_path(&self, name: &str) -> PathBuf {
        self.root.join("decks").join(format!("{name}.toml"))
    }

    fn write_record(&self) -> Result<(), Failure> {
        let path = self.root.join("imports.toml");
        let text = self.imports.to_toml();
        if files::read_text_if_any(&path)?.as_deref() != Some(&text) {
            files::write_whole(&path, text.as_bytes())?;
        }
        Ok(())
    }
}

/// A deck's name as it may be given: one plain component of a path.
pub(super) fn checked_name(name: &str) -> Result<String, Failure> {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let is_plain = !name.is_empty()
        && name.len() <= 80
        && !name.starts_with(['.', '-'])
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '\u{200c}'));
    if is_plain {
        return Ok(name.to_owned());
    }
    Err(Failure::new(Code::Usage, format!("`{}` is no name for a deck", name.escape_debug()))
        .hint("use letters, digits, - and _"))
}

fn report(context: &Context, wish: &Wish<'_>, done: &[Done], told: &[Told]) -> Result<(), Failure> {
    if context.common.format == Format::Json {
        return output::json(json!({
            "dry_run": wish.dry_run,
            "decks": done.iter().map(done_json).collect::<Vec<_>>(),
            "problems": told
                .iter()
                .map(|told| json!({ "path": told.path, "line": told.line, "message": told.message }))
                .collect::<Vec<_>>(),
        }));
    }
    for Told { path, line, message, matter } in told {
        match (matter, line) {
            (Matter::Unread, _) => output::note(message),
            (_, Some(line)) => output::note(&format!("{path}:{line}: {message}")),
            (_, None) => output::note(&format!("{path}: {message}")),
        }
    }
    for done in done {
        output::lines(&done_text(context, wish, done))?;
    }
    Ok(())
}

fn done_text(context: &Context, wish: &Wish<'_>, done: &Done) -> String {
    use std::fmt::Write as _;
    let report = &done.merged.report;
    let parts = [
        (report.added.len(), "added"),
        (report.updated.len(), "updated"),
        (report.unchanged, "unchanged"),
        (report.kept_because_edited.len(), "kept because edited"),
        (report.gone_from_source.len(), "gone from the note"),
        (report.stays_away.len(), "staying away"),
    ];
    let counts: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let unanswered = done.imported.cards.iter().filter(|card| !card.is_answered()).count();
    let would = if wish.dry_run { "would become" } else { "is now" };
    let cards = output::count(done.imported.cards.len(), "question");
    let mut text = format!(
        "{} {would} {}: {cards}, {unanswered} unanswered ({})\n",
        output::cell(&done.source, 200),
        output::cell(&done.merged.deck.name, 80),
        counts.join(", ")
    );
    if context.common.verbose || wish.explain {
        let decoded = done.decoded.as_deref().unwrap_or("UTF-8");
        let _ = writeln!(text, "  read as {}, {}", done.shape, output::cell(decoded, 200));
    }
    if wish.explain {
        let weighed: Vec<String> = done
            .weighed
            .iter()
            .filter(|(_, evidence)| *evidence > 0)
            .map(|(shape, evidence)| format!("{shape} {evidence}"))
            .collect();
        let _ = writeln!(text, "  weighed: {}; {} % sure", weighed.join(", "), done.confidence);
    } else if done.confidence < DOUBTFUL {
        let _ = writeln!(
            text,
            "  doubtful ({} % sure): `--dry-run --explain` shows how it was understood",
            done.confidence
        );
    }
    let told = [
        ("kept", &report.kept_because_edited),
        ("gone", &report.gone_from_source),
        ("away", &report.stays_away),
    ];
    for (what, noted) in told {
        for noted in noted {
            let _ = writeln!(text, "  {what}: {} ({})", output::cell(&noted.question, 60), noted.why);
        }
    }
    if wish.dry_run || wish.explain {
        for (card, line) in done.imported.cards.iter().zip(&done.lines) {
            let answered = if card.is_answered() { " " } else { "?" };
            let place = if wish.explain { format!("{line:>5}: ") } else { String::new() };
            let _ = writeln!(text, "  {place}{answered} {}", output::cell(&card.question, 100));
        }
    }
    text
}

fn done_json(done: &Done) -> Value {
    let report = &done.merged.report;
    let mut document = deck_json(&done.imported, Some(&done.source));
    document["shape"] = json!(done.shape);
    document["confidence"] = json!(done.confidence);
    let weighed = done.weighed.iter().filter(|(_, evidence)| *evidence > 0);
    document["weighed"] =
        weighed.map(|(shape, evidence)| json!({ "shape": shape, "evidence": evidence })).collect();
    document["decoded"] = json!(done.decoded);
    document["report"] = json!({
        "added": report.added.len(),
        "updated": report.updated.len(),
        "unchanged": report.unchanged,
        "kept_because_edited": report.kept_because_edited.len(),
        "gone_from_source": report.gone_from_source.len(),
        "stays_away": report.stays_away.len(),
    });
    document
}

/// A deck as every JSON of this program gives it.
pub(super) fn deck_json(deck: &Deck, source: Option<&str>) -> Value {
    json!({
        "name": deck.name,
        "title": deck.title,
        "source": source,
        "meta": deck.interview.as_ref().map_or_else(|| json!({}), interview_json),
        "cards": deck.cards.iter().map(card_json).collect::<Vec<_>>(),
    })
}

fn interview_json(interview: &Interview) -> Value {
    json!({
        "company": interview.company,
        "url": interview.url,
        "role": interview.role,
        "date": interview.date.map(|date| date.to_string()),
        "stages": interview.stages,
        "outcome": interview.outcome,
        "applied_via": interview.applied_via,
        "platform": interview.platform,
        "score": interview.score,
        "covers": interview.covers,
        "remarks": interview.remarks,
        "events": interview
            .events
            .iter()
            .map(|event| json!({
                "name": event.name,
                "date": event.date.map(|date| date.to_string()),
                "duration_minutes": event.duration_minutes,
            }))
            .collect::<Vec<_>>(),
    })
}

fn card_json(card: &Card) -> Value {
    json!({
        "id": card.id.as_str(),
        "question": card.question,
        "answer": card.answer,
        "my_answer": card.my_answer,
        "section": card.section,
        "tags": card.tags,
    })
}
