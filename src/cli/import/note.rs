//! The notes that the paths name, each read for itself and on any core.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::anki;
use crate::cli::failure::Failure;
use crate::files::{self, FilesError};
use crate::study::deck::{Deck, TextHash, to_markdown};
use crate::study::from_note::deck_and_asks;
use crate::study::import::{
    Doubt, ImportedNote, NoteHint, doubts, is_binary, own_document, parts, read_package_decks,
};
use crate::study::lexicon::NoteWords;
use crate::study::topics::Topics;

use super::choice::{Choices, Chosen};
use super::progress::{self, ProgressFile};

/// Where notes are to be read from.
pub(super) struct Source {
    /// As it was named on the command line, for messages.
    pub(super) shown: String,
    /// As the record of imports names it.
    key: String,
    pub(super) file_name: String,
    /// Whether it was asked for itself, not only found in a folder.
    pub(super) is_named: bool,
    place: Place,
}

enum Place {
    File(PathBuf),
    /// What standard input gave.
    Bytes(Vec<u8>),
}

/// How notes are read.
#[derive(Clone)]
pub(super) struct Reading {
    /// Whether what is not for others is left out.
    pub(super) public: bool,
    /// Whether it is to be told how much every shape weighs.
    pub(super) weighs_all: bool,
    pub(super) topics: Arc<Topics>,
    /// The built-in words with those of the user, if there are any.
    pub(super) words: Arc<Option<NoteWords>>,
    pub(super) choices: Arc<Choices>,
}

/// A note that was read.
pub(super) struct Note {
    pub(super) source: Arc<Source>,
    /// Which of its source's notes it is.
    pub(super) part: usize,
    pub(super) key: String,
    /// Counted from 1: where it begins in its file.
    pub(super) first_line: usize,
    pub(super) text: TextHash,
    pub(super) read: ImportedNote,
    /// The deck it makes, which has no name yet.
    pub(super) deck: Deck,
    /// What its cards ask, as ids see it.
    pub(super) asks: Vec<String>,
    pub(super) doubts: Vec<Doubt>,
    /// How it was read, if the user chose what to take from it.
    pub(super) chosen: Option<Chosen>,
    /// The decks that other choices would make, to see what this one leaves out.
    pub(super) other_decks: Vec<Deck>,
}

/// What a source gave.
pub(super) enum Read {
    Notes(Vec<Note>),
    /// The history of cards, from an export of viva.
    Progress(ProgressFile),
    /// No text and not asked for.
    PassedOver,
    Failed(Told),
}

/// Something to be told, with its place.
pub(super) struct Told {
    pub(super) path: String,
    pub(super) line: Option<usize>,
    pub(super) message: String,
    pub(super) matter: Matter,
}

/// What is the matter with a note.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
    /// Something in it is odd; the rest was taken in.
    Odd,
    /// It is a deck of the collection itself.
    Present,
    /// It could not be read; the message names its path.
    Unread,
    /// It is a package that could not be read, or a zip of something else.
    PackageBroken,
    /// The deck it belongs into could not be read, so it was left alone.
    DeckBroken,
    /// It is a file of viva's own that cannot be imported.
    Refused { hint: &'static str },
}

/// The notes that the paths name.
pub(super) fn sources(
    paths: &[PathBuf],
    root: &Path,
    told: &mut Vec<Told>,
) -> Result<Vec<Arc<Source>>, Failure> {
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
            let place = Place::Bytes(bytes);
            let file_name = String::new();
            sources.push(Arc::new(Source { shown, key, file_name, is_named: true, place }));
        }
    }
    let files: Vec<PathBuf> = files.into_iter().cloned().collect();
    let listed = files::list_notes(&files);
    told.extend(listed.problems.iter().map(unread));
    let whole_root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    for files::NoteFile { path, whole, is_named } in listed.found {
        // The record names a note below the collection where it is there, else from the root.
        let key = whole.strip_prefix(&whole_root).unwrap_or(&whole).display().to_string();
        let shown = path.display().to_string();
        if is_own_deck(&key) {
            if is_named {
                let message = "is a deck of this collection already".to_owned();
                told.push(Told { path: shown, line: None, message, matter: Matter::Present });
            }
            continue;
        }
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        sources.push(Arc::new(Source { shown, key, file_name, is_named, place: Place::File(path) }));
    }
    Ok(sources)
}

fn unread(problem: &FilesError) -> Told {
    let (path, message) = (problem.path().display().to_string(), problem.to_string());
    Told { path, line: None, message, matter: Matter::Unread }
}

/// Whether a key names a deck of the collection itself, which is no note.
fn is_own_deck(key: &str) -> bool {
    let path = Path::new(key);
    path.parent() == Some(Path::new("decks")) && path.extension().is_some_and(|extension| extension == "toml")
}

impl Note {
    /// Takes out one of its cards.
    pub(super) fn leave_out(&mut self, at: usize) {
        self.deck.cards.remove(at);
        self.asks.remove(at);
        self.read.cards.remove(at);
        self.doubts.retain(|doubt| doubt.card != at);
        for doubt in self.doubts.iter_mut().filter(|doubt| doubt.card > at) {
            doubt.card -= 1;
        }
    }

    /// `line` is one of the note, counted from 1.
    pub(super) fn told(&self, line: Option<usize>, message: String, matter: Matter) -> Told {
        let line = line.map(|line| line + self.first_line - 1);
        Told { path: self.source.shown.clone(), line, message, matter }
    }
}

impl Source {
    /// As it can be typed to import it again.
    pub(super) fn path(&self) -> &str {
        match self.place {
            Place::File(_) => &self.shown,
            Place::Bytes(_) => "-",
        }
    }

    /// Reads what is there; a file of several decks that viva wrote is one note for each of them.
    pub(super) fn read(self: &Arc<Self>, reading: &Reading) -> Read {
        let held;
        let bytes = match &self.place {
            Place::Bytes(bytes) => bytes,
            Place::File(path) => match files::read_note(path) {
                Ok(bytes) => {
                    held = bytes;
                    &held
                }
                Err(problem) => return Read::Failed(unread(&problem)),
            },
        };
        if let Some(document) = own_document(bytes) {
            return progress::read(document, &self.shown, self.is_named);
        }
        let hint = NoteHint {
            file_name: &self.file_name,
            weighs_all: reading.weighs_all,
            words: reading.words.as_ref().as_ref(),
            ..NoteHint::default()
        };
        if anki::is_zip(bytes) {
            return match anki::read(bytes) {
                Ok(package) => {
                    Read::Notes(self.notes_of_package(bytes, read_package_decks(package), reading))
                }
                Err(_) if !is_named_as_package(&self.file_name) && document(&self.file_name).is_some() => {
                    self.not_text()
                }
                Err(_) if !self.is_named && !is_named_as_package(&self.file_name) => Read::PassedOver,
                Err(error) => Read::Failed(Told {
                    path: self.shown.clone(),
                    line: None,
                    message: error.to_string(),
                    matter: Matter::PackageBroken,
                }),
            };
        }
        if is_named_as_package(&self.file_name) {
            return self.failed("is not an Anki package: it is not a zip archive", Matter::PackageBroken);
        }
        if is_binary(bytes) || bytes.starts_with(b"%PDF-") {
            return self.not_text();
        }
        let parts = parts(bytes);
        let is_whole = parts.len() == 1;
        let notes = parts.into_iter().enumerate().map(|(part, (first_line, bytes))| {
            let (note, mut chosen) = reading.choices.read(&self.key, bytes, &hint);
            let others = chosen.as_mut().map(|chosen| std::mem::take(&mut chosen.others)).unwrap_or_default();
            let deck = |other| deck_and_asks("", &other, reading.public, &reading.topics).0;
            let other_decks = others.into_iter().map(deck).collect();
            let key = match &note.deck {
                Some(deck) if !is_whole => format!("{}#{}", self.key, deck.name),
                _ => self.key.clone(),
            };
            Note { first_line, chosen, other_decks, ..self.note(bytes, part, key, note, reading) }
        });
        Read::Notes(notes.collect())
    }

    /// A document of another program is mentioned wherever it is; anything else only if it was named, for
    /// folders hold other things than notes.
    fn not_text(&self) -> Read {
        match (document(&self.file_name), self.is_named) {
            (Some(document), true) => self.failed(&document, Matter::Unread),
            (Some(document), false) => self.failed(&format!("it {document}"), Matter::Odd),
            (None, true) => self.failed("is not text (a picture or a program, for example)", Matter::Unread),
            (None, false) => Read::PassedOver,
        }
    }

    fn failed(&self, why: &str, matter: Matter) -> Read {
        let message = match matter {
            Matter::Unread => format!("{} {why}", self.shown),
            _ => why.to_owned(),
        };
        Read::Failed(Told { path: self.shown.clone(), line: None, message, matter })
    }

    /// A package that viva wrote is one note for each of its decks, known by what is in that deck.
    fn notes_of_package(
        self: &Arc<Self>,
        bytes: &[u8],
        notes: Vec<ImportedNote>,
        reading: &Reading,
    ) -> Vec<Note> {
        let is_whole = notes.len() == 1;
        let notes = notes.into_iter().enumerate().map(|(part, note)| {
            let own = note.deck.as_ref().map(|deck| (deck.name.clone(), to_markdown(deck)));
            match own {
                Some((name, text)) => {
                    let key = if is_whole { self.key.clone() } else { format!("{}#{name}", self.key) };
                    self.note(text.as_bytes(), part, key, note, reading)
                }
                None => self.note(bytes, part, self.key.clone(), note, reading),
            }
        });
        notes.collect()
    }

    fn note(
        self: &Arc<Self>,
        bytes: &[u8],
        part: usize,
        key: String,
        note: ImportedNote,
        reading: &Reading,
    ) -> Note {
        let (deck, asks) = deck_and_asks("", &note, reading.public, &reading.topics);
        Note {
            doubts: doubts(&note, &asks),
            asks,
            deck,
            source: Arc::clone(self),
            part,
            key,
            first_line: 1,
            text: TextHash::of(bytes),
            read: note,
            chosen: None,
            other_decks: Vec::new(),
        }
    }
}

/// What a file is that other programs can turn into text, and how.
fn document(file_name: &str) -> Option<String> {
    let extension = Path::new(file_name).extension()?.to_str()?.to_lowercase();
    let (what, command) = match extension.as_str() {
        "pdf" => ("a PDF", "pdftotext -layout FILE"),
        "docx" | "odt" => ("a word processor's document", "pandoc FILE -o notes.md"),
        "epub" => ("a book", "pandoc FILE -o notes.md"),
        _ => return None,
    };
    Some(format!("is {what}: make text of it, for example with `{command}`, and import that"))
}

/// Other zips in a folder are passed over like other things there; of these it is told.
fn is_named_as_package(file_name: &str) -> bool {
    let extension = Path::new(file_name).extension().unwrap_or_default();
    ["apkg", "colpkg"].iter().any(|known| extension.eq_ignore_ascii_case(known))
}
