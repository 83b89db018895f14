//! The decks as they are on disk, and what is being made of them.
//!
//! Of the decks only the ids and questions are held, so that a collection of any size can be added to;
//! a deck is read when a note's cards are in it. Decks that are made are written several at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _, HashSet, HashSetExt as _};

use crate::cli::background::Background;
use crate::cli::backup;
use crate::cli::context::Context;
use crate::cli::failure::{Code, Failure};
use crate::cli::output;
use crate::files::{self, FilesError};
use crate::store::Store;
use crate::study::backup::Reason;
use crate::study::card::{Card, CardId, normal_form};
use crate::study::deck::{
    self, ChoiceRecord, Deck, Imports, MergeReport, Merged, Origin, SourceRecord, TextHash, UnknownKeys,
    to_toml,
};
use crate::study::from_note::{deck_name, is_reserved};
use crate::study::import::{Doubt, ImportedNote, Problem};
use crate::study::sift::{self, Choice};

use super::Wish;
use super::choice::{Chosen, ChosenBy};
use super::index::Written;
use super::note::{Matter, Note, Read, Reading, Source, Told};

/// Decks that wait to be written together: so many, or so many bytes.
const MOST_WAITING: usize = 32;
const MOST_WAITING_BYTES: usize = 8 << 20;

pub(super) struct Shelf<'c> {
    context: &'c Context,
    root: PathBuf,
    reading: Reading,
    imports: Imports,
    decks: Vec<HeldDeck>,
    places: HashMap<String, usize>,
    /// The names of the decks in lower case, as some file systems compare them.
    names: HashSet<String>,
    cards: HashMap<CardId, HeldCard>,
    /// The paths of the records by the text that was imported.
    paths_by_text: HashMap<TextHash, BTreeSet<String>>,
    waiting: Vec<Waiting>,
    waiting_bytes: usize,
    being_written: Option<BeingWritten>,
    /// New decks that are on disk and not in the index yet.
    written: Vec<Written>,
    /// Their names, also of those that are in the index by now, as long as they are as they were then.
    new_decks: HashSet<String>,
    /// The names of all decks that this run has made.
    made_decks: HashSet<String>,
    /// Decks that were there before are changed only after a backup.
    is_backed_up: bool,
    /// Files found in folders that hold no questions.
    pub(super) without_cards: Vec<String>,
    /// A choice of an earlier import was forgotten for a note without cards.
    pub(super) has_forgotten: bool,
}

/// Decks that are written while further notes are taken in.
struct BeingWritten {
    paths: Vec<PathBuf>,
    writer: Background<Result<Vec<Waiting>, FilesError>>,
}

/// A deck that is to be written.
struct Waiting {
    path: PathBuf,
    text: String,
    /// What it holds, if it is new.
    deck: Option<Deck>,
}

struct HeldDeck {
    name: String,
    text: Text,
    /// Whether some note is known to have made it.
    is_recorded: bool,
}

enum Text {
    OnDisk,
    Broken,
    /// What a dry run would write.
    Planned(String),
    /// The same of a new deck, which is made of its note only where more comes into it: so a dry run
    /// holds none of what it has read.
    Foreseen(Arc<Source>, usize),
}

#[derive(Default)]
struct HeldCard {
    /// The normal form of its question.
    asks: String,
    /// Places of the decks that hold it.
    decks: Vec<usize>,
}

/// A note that was taken into a deck.
pub(super) struct TakenIn {
    pub(super) source: Arc<Source>,
    /// Counted from 1: where the note begins in its file.
    pub(super) first_line: usize,
    pub(super) note: ImportedNote,
    /// What the note gives, whatever the deck of that name held before.
    pub(super) imported: Deck,
    /// Whether the deck is new or differs from what it was.
    pub(super) is_changed: bool,
    pub(super) report: MergeReport,
    /// The id that each imported card has here.
    pub(super) ids: Vec<CardId>,
    /// The deck as it would become, where its cards are to be gone through; its report and ids stand above.
    pub(super) rehearsed: Option<Merged>,
    /// Which of the imported cards are doubtful.
    pub(super) doubts: Vec<Doubt>,
    /// How many were taken out by `--review`.
    pub(super) sifted_count: usize,
    /// How the note was read, if the user chose what to take from it.
    pub(super) chosen: Option<Chosen>,
}

impl TakenIn {
    /// The line in its file of an imported card.
    pub(super) fn line(&self, card: usize) -> usize {
        self.note.cards[card].line + self.first_line - 1
    }
}

impl<'c> Shelf<'c> {
    pub(super) fn read(context: &'c Context, imports: Imports, reading: &Reading) -> Result<Self, Failure> {
        let root = &context.found.root;
        let mut shelf = Self {
            context,
            root: root.clone(),
            reading: reading.clone(),
            imports,
            decks: Vec::new(),
            places: HashMap::new(),
            names: HashSet::new(),
            cards: HashMap::new(),
            paths_by_text: HashMap::new(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            being_written: None,
            written: Vec::new(),
            new_decks: HashSet::new(),
            made_decks: HashSet::new(),
            is_backed_up: false,
            without_cards: Vec::new(),
            has_forgotten: false,
        };
        let mut recorded = HashSet::new();
        for record in shelf.imports.sources() {
            recorded.insert(record.deck.clone());
            shelf.paths_by_text.entry(record.text.clone()).or_default().insert(record.path.clone());
        }
        for file in files::list_decks(&shelf.root.join("decks"))?.found {
            // A deck that cannot be read keeps no note out but its own.
            let parsed = files::read_text(&file.path)
                .ok()
                .and_then(|text| deck::parse(&file.name, &text).ok())
                .map(|parsed| parsed.deck);
            let is_recorded = recorded.contains(&file.name);
            let text = if parsed.is_some() { Text::OnDisk } else { Text::Broken };
            let place = shelf.put(&file.name, text, is_recorded);
            for card in parsed.iter().flat_map(|deck| &deck.cards) {
                let held = shelf
                    .cards
                    .entry(card.id.clone())
                    .or_insert_with(|| HeldCard { asks: normal_form(&card.question), decks: Vec::new() });
                if held.decks.last() != Some(&place) {
                    held.decks.push(place);
                }
            }
        }
        Ok(shelf)
    }

    fn put(&mut self, name: &str, text: Text, is_recorded: bool) -> usize {
        let place = *self.places.entry(name.to_owned()).or_insert(self.decks.len());
        let deck = HeldDeck { name: name.to_owned(), text, is_recorded };
        match self.decks.get_mut(place) {
            Some(held) => *held = deck,
            None => self.decks.push(deck),
        }
        self.names.insert(name.to_ascii_lowercase());
        place
    }

    /// Takes a note into its deck; `None` if there is nothing in it.
    pub(super) fn take_in(
        &mut self,
        mut note: Note,
        wish: &Wish<'_>,
        choices: Option<&BTreeMap<usize, Choice>>,
        told: &mut Vec<Told>,
    ) -> Result<Option<TakenIn>, Failure> {
        if note.read.cards.is_empty() && !note.source.is_named && note.read.deck.is_none() {
            // Folders contain other files, too; the end of the report names those that were skipped.
            self.without_cards.push(note.source.shown.clone());
            return Ok(None);
        }
        for Problem { line, message } in &note.read.problems {
            told.push(note.told(*line, message.clone(), Matter::Odd));
        }
        if note.read.cards.is_empty() {
            if note.read.problems.is_empty() {
                told.push(note.told(None, "no questions were found".to_owned(), Matter::Odd));
            }
            if !wish.dry_run && self.forget_choice(&note) {
                let message =
                    "the choice of an earlier import is forgotten; the deck is unchanged".to_owned();
                told.push(note.told(None, message, Matter::Odd));
            }
            return Ok(None);
        }
        let last = self.last_import(&note.key, &note.text)?;
        note.deck.name = match wish.deck {
            Some(name) => self.wished_name(name, &note, last.as_ref())?,
            None => self.name_for(&note, last.as_ref()),
        };
        let last = last.filter(|_| self.places.contains_key(&note.deck.name));
        let existing = match self.places.get(&note.deck.name) {
            None => None,
            Some(&place) => {
                let read = self.read_deck(place)?;
                if read.is_none() {
                    let path = self.deck_path(&note.deck.name);
                    let message = format!("{} is broken, so nothing was imported into it", path.display());
                    told.push(note.told(None, message, Matter::DeckBroken));
                    return Ok(None);
                }
                read
            }
        };
        self.leave_out_deleted(&mut note);
        if note.read.cards.is_empty() && existing.is_none() {
            return Ok(None);
        }
        let is_plain = existing.is_none() && note.read.edited.is_empty() && is_surely_small(&note.deck);
        if wish.dry_run && !wish.review && is_plain {
            return Ok(Some(self.foresee(note)));
        }
        self.merge(note, existing.as_ref(), last.as_ref(), wish, choices, told)
    }

    /// Forgets what was chosen for a note that gives no cards as usual; whether there was anything to forget.
    fn forget_choice(&mut self, note: &Note) -> bool {
        let is_usual = note.chosen.as_ref().is_some_and(|chosen| chosen.by == ChosenBy::Nobody);
        let Some(last) = self.imports.source(&note.key).filter(|last| is_usual && !last.choice.is_empty())
        else {
            return false;
        };
        let record = SourceRecord { choice: ChoiceRecord::default(), ..last.clone() };
        self.record(record);
        self.has_forgotten = true;
        true
    }

    /// Removes the cards from a note that were deleted and are in no deck, without mentioning them.
    fn leave_out_deleted(&self, note: &mut Note) {
        for at in (0..note.deck.cards.len()).rev() {
            let id = &note.deck.cards[at].id;
            if self.imports.is_deleted(id) && !self.cards.contains_key(id) {
                note.leave_out(at);
            }
        }
    }

    /// What taking in a note would lead to whose deck is not there yet.
    fn foresee(&mut self, note: Note) -> TakenIn {
        let (report, ids) = deck::foresee(&note.deck, &self.taken());
        let place = self.put(&note.deck.name, Text::Foreseen(Arc::clone(&note.source), note.part), true);
        for (id, asks) in ids.iter().zip(note.asks) {
            self.hold(id, asks, place);
        }
        let choice = note.chosen.as_ref().map(|chosen| chosen.record.clone()).unwrap_or_default();
        self.record(SourceRecord {
            path: note.key,
            text: note.text,
            deck: note.deck.name.clone(),
            filled: Vec::new(),
            cards: Vec::new(),
            choice,
            unknown: UnknownKeys::default(),
        });
        TakenIn {
            source: note.source,
            first_line: note.first_line,
            note: note.read,
            imported: note.deck,
            is_changed: true,
            report,
            ids,
            rehearsed: None,
            doubts: note.doubts,
            sifted_count: 0,
            chosen: note.chosen,
        }
    }

    fn merge(
        &mut self,
        mut note: Note,
        existing: Option<&(String, Deck)>,
        last: Option<&SourceRecord>,
        wish: &Wish<'_>,
        choices: Option<&BTreeMap<usize, Choice>>,
        told: &mut Vec<Told>,
    ) -> Result<Option<TakenIn>, Failure> {
        let path = self.deck_path(&note.deck.name);
        let existing_deck = existing.map(|(_, deck)| deck);
        if let Some(existing_deck) = existing_deck.filter(|_| note.read.came_back) {
            keep_present(&mut note.deck, existing_deck);
        }
        let guids = guids(&note.read);
        let choice = chosen_or_last(note.chosen.as_ref(), last);
        let origin = Origin { path: note.key.clone(), text: note.text.clone(), guids, choice };
        let mut merged = deck::merge(existing_deck, &note.deck, origin, last, &self.taken());
        if !note.other_decks.is_empty() && !merged.report.gone_from_source.is_empty() {
            let is_in_use = self.is_in_use(&note.key)?;
            deck::leave_out(&mut merged, existing_deck, &note.deck, &note.other_decks, &is_in_use);
        }
        for question in merged.take_edits(existing_deck, &note.read.edited) {
            let question = output::cell(&question, 60);
            let message = format!("changed both here and in Anki; your version stays: {question}");
            told.push(note.told(None, message, Matter::Odd));
        }
        // Once they have been gone through there is none left.
        if choices.is_some() {
            note.doubts.clear();
        }
        let kept = merged.kept();
        note.doubts.retain(|doubt| {
            let card = &note.deck.cards[doubt.card];
            !kept.contains(&(&card.id, card.section.as_deref()))
        });
        let mut sifted_count = 0;
        if let Some(choices) = choices {
            let gone = sift::sift(&mut merged, existing_deck, &note.deck, choices);
            sifted_count = gone.len();
            for at in gone.into_iter().rev() {
                note.leave_out(at);
                merged.ids.remove(at);
            }
        }
        let new_text = merged
            .text(existing.map(|(text, _)| text.as_str()))
            .map_err(|error| Failure::new(Code::DataInvalid, format!("{}:{error}", path.display())))?;
        if new_text.len() as u64 > files::LARGEST_DECK_BYTES {
            let (size, most) = (new_text.len() >> 20, files::LARGEST_DECK_BYTES >> 20);
            let shown = &note.source.shown;
            let message = format!(
                "{shown} would make a deck of {size} MiB, but viva reads at most {most} MiB: split the note"
            );
            told.push(note.told(None, message, Matter::Unread));
            return Ok(None);
        }
        let is_new = existing.is_none();
        let place = self.put(&note.deck.name, Text::OnDisk, true);
        if is_new {
            for (id, asks) in merged.ids.iter().zip(note.asks) {
                self.hold(id, asks, place);
            }
        } else {
            for card in &merged.deck.cards {
                self.hold(&card.id, normal_form(&card.question), place);
            }
        }
        let is_changed = merged.is_changed || is_new;
        let (report, ids) = (std::mem::take(&mut merged.report), std::mem::take(&mut merged.ids));
        let mut rehearsed = None;
        if wish.dry_run {
            self.record(merged.record.clone());
            self.decks[place].text = Text::Planned(new_text);
            rehearsed = Some(merged);
        } else {
            self.record(merged.record);
            if is_changed {
                if is_new {
                    self.new_decks.insert(note.deck.name.clone());
                    self.made_decks.insert(note.deck.name.clone());
                } else {
                    self.new_decks.remove(&note.deck.name);
                    self.back_up_before_changing(&note.deck.name)?;
                }
                self.write(Waiting { path, text: new_text, deck: is_new.then_some(merged.deck) })?;
            }
        }
        Ok(Some(TakenIn {
            source: note.source,
            first_line: note.first_line,
            note: note.read,
            imported: note.deck,
            is_changed,
            report,
            ids,
            rehearsed,
            doubts: note.doubts,
            sifted_count,
            chosen: note.chosen,
        }))
    }

    fn back_up_before_changing(&mut self, deck: &str) -> Result<(), Failure> {
        if !self.is_backed_up && !self.made_decks.contains(deck) {
            backup::before(self.context, Reason::BeforeImport)?;
            self.is_backed_up = true;
        }
        Ok(())
    }

    /// Makes a deck that a dry run has only foreseen.
    fn make(&mut self, place: usize) -> Result<(), Failure> {
        let HeldDeck { name, text: Text::Foreseen(source, part), .. } = &self.decks[place] else {
            return Ok(());
        };
        let again = match source.read(&self.reading) {
            Read::Notes(notes) => notes.into_iter().nth(*part),
            Read::Progress(_) | Read::PassedOver | Read::Failed(_) => None,
        };
        let recorded =
            |note: &Note| self.imports.source(&note.key).is_some_and(|record| record.text == note.text);
        let Some(mut note) = again.filter(recorded) else {
            let message = format!("{} was changed while viva was reading it", source.shown);
            return Err(Failure::new(Code::Failed, message).hint("try again"));
        };
        self.leave_out_deleted(&mut note);
        let imported = Deck { name: name.clone(), ..note.deck };
        let choice = chosen_or_last(note.chosen.as_ref(), None);
        let origin = Origin { path: note.key, text: note.text, guids: guids(&note.read), choice };
        let merged = deck::merge(None, &imported, origin, None, &self.taken());
        self.decks[place].text = Text::Planned(to_toml(&merged.deck));
        self.record(merged.record);
        Ok(())
    }

    /// Whether a card was ever worked with, or came from another source than this one as well.
    fn is_in_use(&self, key: &str) -> Result<impl Fn(&CardId) -> bool, Failure> {
        let path = self.root.join(".viva/viva.db");
        let has_database = path.exists();
        let store = Store::open_to_read(&path)?;
        let others = self.imports.sources().iter().filter(|source| source.path != key);
        let others: HashSet<CardId> =
            others.flat_map(|source| source.cards.iter().map(|card| card.id.clone())).collect();
        Ok(move |id: &CardId| {
            // What cannot be looked up may well have a history.
            let is_unused = store.as_ref().map_or(!has_database, |store| {
                store.history(id).is_ok_and(|history| history.events.is_empty())
            });
            !is_unused || others.contains(id)
        })
    }

    /// The normal form of the question that a card asks.
    fn taken(&self) -> impl Fn(&CardId) -> Option<String> {
        |id| self.cards.get(id).map(|card| card.asks.clone())
    }

    fn hold(&mut self, id: &CardId, asks: String, place: usize) {
        let held = self.cards.entry(id.clone()).or_default();
        held.asks = asks;
        if !held.decks.contains(&place) {
            held.decks.push(place);
        }
    }

    /// A deck's text and cards; `None` if it is broken.
    fn read_deck(&mut self, place: usize) -> Result<Option<(String, Deck)>, Failure> {
        self.make(place)?;
        let HeldDeck { name, text, .. } = &self.decks[place];
        let text = match text {
            Text::Broken | Text::Foreseen(..) => return Ok(None),
            Text::Planned(text) => text.clone(),
            Text::OnDisk => {
                let path = self.deck_path(name);
                if self.is_on_its_way(&path) {
                    self.finish_writing()?;
                }
                match files::read_text(&path) {
                    Ok(text) => text,
                    Err(_) => return Ok(None),
                }
            }
        };
        let parsed = deck::parse(&self.decks[place].name, &text);
        Ok(parsed.ok().map(|parsed| (text, parsed.deck)))
    }

    fn write(&mut self, deck: Waiting) -> Result<(), Failure> {
        self.waiting_bytes += deck.text.len();
        self.waiting.push(deck);
        if self.waiting.len() >= MOST_WAITING || self.waiting_bytes >= MOST_WAITING_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    /// Begins to write the decks that wait for it, when those before them are on disk.
    fn flush(&mut self) -> Result<(), Failure> {
        self.settle()?;
        if self.waiting.is_empty() {
            return Ok(());
        }
        files::create_private_folder(&self.root.join("decks"))?;
        let waiting = std::mem::take(&mut self.waiting);
        self.waiting_bytes = 0;
        let paths = waiting.iter().map(|deck| deck.path.clone()).collect();
        let writer = Background::begin(move || {
            let files: Vec<(&Path, &str)> = waiting.iter().map(|deck| (&*deck.path, &*deck.text)).collect();
            files::write_all_whole(&files)?;
            Ok(waiting)
        });
        self.being_written = Some(BeingWritten { paths, writer });
        Ok(())
    }

    /// Waits until no deck is being written.
    fn settle(&mut self) -> Result<(), Failure> {
        if let Some(BeingWritten { writer, .. }) = self.being_written.take() {
            let written = writer.join()?;
            for Waiting { text, deck, .. } in written {
                self.written.extend(deck.map(|deck| Written { text, deck }));
            }
        }
        Ok(())
    }

    /// All decks are on disk then.
    pub(super) fn finish_writing(&mut self) -> Result<(), Failure> {
        self.flush()?;
        self.settle()
    }

    fn is_on_its_way(&self, path: &Path) -> bool {
        let being_written = self.being_written.iter().flat_map(|batch| &batch.paths);
        self.waiting.iter().map(|deck| &deck.path).chain(being_written).any(|held| held == path)
    }

    /// The new decks that were written since this was last asked.
    pub(super) fn take_written(&mut self) -> Vec<Written> {
        std::mem::take(&mut self.written)
    }

    /// The decks that were made and have not been changed again.
    pub(super) fn new_decks(&self) -> &HashSet<String> {
        &self.new_decks
    }

    /// What the last import of this note remembered: of the same path, or of the same text elsewhere.
    fn last_import(&mut self, key: &str, text: &TextHash) -> Result<Option<SourceRecord>, Failure> {
        let same_text = || self.imports.source(self.paths_by_text.get(text)?.first()?);
        let Some(last) = self.imports.source(key).or_else(same_text) else { return Ok(None) };
        let path = last.path.clone();
        if let Some(&place) = self.places.get(&last.deck) {
            self.make(place)?;
        }
        Ok(self.imports.source(&path).cloned())
    }

    fn record(&mut self, record: SourceRecord) {
        let before = self.imports.source(&record.path);
        if let Some(paths) = before.and_then(|before| self.paths_by_text.get_mut(&before.text)) {
            paths.remove(&record.path);
        }
        self.paths_by_text.entry(record.text.clone()).or_default().insert(record.path.clone());
        self.imports.put(record);
    }

    /// The name that was asked for, if the note's cards are not in another deck already.
    fn wished_name(&self, name: &str, note: &Note, last: Option<&SourceRecord>) -> Result<String, Failure> {
        let name = checked_name(name)?;
        let held = last.map(|last| &last.deck).filter(|deck| self.places.contains_key(*deck));
        if let Some(held) = held.filter(|held| **held != name) {
            // A second copy would count each question as asked twice.
            let message = format!("the cards of {} are already in the deck `{held}`", note.source.shown);
            let path = self.deck_path(held);
            return Err(Failure::new(Code::Usage, message)
                .hint(format!("to give the deck another name, rename {}", path.display())));
        }
        Ok(name)
    }

    /// The deck that a note's cards are in, also if it was renamed or the record lost; else a new name.
    fn name_for(&self, note: &Note, last: Option<&SourceRecord>) -> String {
        if let Some(last) = last.filter(|last| self.places.contains_key(&last.deck)) {
            return last.deck.clone();
        }
        let ids: HashSet<&CardId> = match last {
            Some(last) => last.cards.iter().map(|card| &card.id).collect(),
            None => note.deck.cards.iter().map(|card| &card.id).collect(),
        };
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for place in ids.iter().filter_map(|id| self.cards.get(*id)).flat_map(|card| &card.decks) {
            *shared.entry(*place).or_default() += 1;
        }
        // Where no record knows the note, it may have been lost, or never written because viva was
        // killed; but a deck that another note made is that note's. What viva has exported comes home,
        // whatever note it was made of.
        let was = note.read.deck.as_ref().map(|deck| deck.name.as_str());
        let may_be = |deck: &HeldDeck| last.is_some() || !deck.is_recorded || was == Some(deck.name.as_str());
        let holder = shared
            .into_iter()
            .map(|(place, count)| (count, &self.decks[place]))
            .filter(|(count, deck)| *count * 2 > ids.len() && may_be(deck))
            .max_by_key(|(count, deck)| (*count, deck.name.as_str()));
        if let Some((_, deck)) = holder {
            return deck.name.clone();
        }
        let stem = Path::new(&note.source.file_name).file_stem().unwrap_or_default().to_string_lossy();
        let stem = if stem.is_empty() { "notes" } else { &*stem };
        let is_taken = |name: &str| self.names.contains(&name.to_ascii_lowercase());
        deck_name(&note.read, stem, &is_taken)
    }

    fn deck_path(&self, name: &str) -> PathBuf {
        self.root.join("decks").join(format!("{name}.toml"))
    }

    pub(super) fn write_record(&self) -> Result<(), Failure> {
        let path = self.root.join("imports.toml");
        let text = self.imports.to_toml();
        if files::read_text_if_any(&path)?.as_deref() != Some(&text) {
            files::write_whole(&path, text.as_bytes())?;
        }
        Ok(())
    }
}

/// Also where something else fails, no deck is left half written.
impl Drop for Shelf<'_> {
    fn drop(&mut self) {
        if let Some(BeingWritten { writer, .. }) = self.being_written.take() {
            let _ = writer.join();
        }
    }
}

/// The choice to remember for a note: the new one, or the previous one.
fn chosen_or_last(chosen: Option<&Chosen>, last: Option<&SourceRecord>) -> ChoiceRecord {
    let record = chosen.map(|chosen| &chosen.record).or(last.map(|last| &last.choice));
    record.cloned().unwrap_or_default()
}

/// What was imported before.
pub(super) fn read_imports(root: &Path) -> Result<Imports, Failure> {
    let path = root.join("imports.toml");
    let Some(text) = files::read_text_if_any(&path)? else { return Ok(Imports::default()) };
    Imports::parse(&text).map_err(|error| {
        Failure::new(Code::DataInvalid, format!("{}:{error}", path.display()))
            .hint("fix the file, or move it away: cards are then recognised by their ids")
    })
}

/// The guids of a note's cards in Anki; empty if it has none of them.
fn guids(note: &ImportedNote) -> Vec<Option<String>> {
    if note.cards.iter().all(|card| card.guid.is_none()) {
        return Vec::new();
    }
    note.cards.iter().map(|card| card.guid.clone()).collect()
}

/// Whether a deck's file cannot be too large to be read, however much of it has to be escaped.
fn is_surely_small(deck: &Deck) -> bool {
    const MOST_FOR_A_BYTE: usize = 6;
    const MOST_AROUND_A_CARD: usize = 400;
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let sizes = deck.cards.iter().map(|card| {
        let asked: usize = card.asked.iter().map(|asked| asked.company.len() + length(&asked.url) + 60).sum();
        let tags: usize = card.tags.iter().map(|tag| tag.len() + 4).sum();
        let texts =
            length(&card.section) + card.question.len() + length(&card.answer) + length(&card.my_answer);
        MOST_AROUND_A_CARD + (texts + length(&card.answer_from_source) + asked + tags) * MOST_FOR_A_BYTE
    });
    (sizes.sum::<usize>() as u64) < files::LARGEST_DECK_BYTES / 2
}

/// Head and cards as the deck has them now, instead of as they were when they left.
fn keep_present(imported: &mut Deck, existing: &Deck) {
    imported.title.clone_from(&existing.title);
    imported.interview.clone_from(&existing.interview);
    let mut present: HashMap<&CardId, &Card> = existing.cards.iter().map(|card| (&card.id, card)).collect();
    for card in &mut imported.cards {
        if let Some(held) = present.remove(&card.id) {
            card.clone_from(held);
        }
    }
}

/// A deck's name as it may be given: one plain component of a path.
pub(in crate::cli) fn checked_name(name: &str) -> Result<String, Failure> {
    let name = name.strip_suffix(".toml").unwrap_or(name);
    let is_plain = !name.is_empty()
        && name.len() <= 80
        && !name.starts_with(['.', '-'])
        && !is_reserved(&name.split('.').next().unwrap_or(name).to_lowercase())
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '\u{200c}'));
    if is_plain {
        return Ok(name.to_owned());
    }
    Err(Failure::new(Code::Usage, format!("`{}` is not a valid deck name", name.escape_debug()))
        .hint("use letters, digits, - and _"))
}
