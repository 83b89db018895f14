//! The collection, open: its database, and the index of its decks brought up to date.

use std::path::{Path, PathBuf};

use foldhash::{HashSet, HashSetExt as _};

use crate::backups;
use crate::files::{self, DeckFile};
use crate::store::{
    DeckStamp, Filling, IndexedDeck, KnownDeck, Machine, RESCUED_PREFIX, Store, needs_update,
};
use crate::study::backup::Reason;
use crate::study::card::{Card, CardId, normal_form};
use crate::study::deck::{self, Deck, ParsedDeck};
use crate::study::selection::Selection;
use crate::study::text::{clean_line, safe};

use super::ahead::in_order;
use super::backup;
use super::context::Context;
use super::failure::{Code, Failure};
use super::output;
use super::place::Found;

/// A file whose time is this close to now could change again without its time changing.
const FRESH_NS: i128 = 2_000_000_000;

/// So many changed decks are held in memory before they go into the index.
const MOST_AT_ONCE: usize = 128;

/// The collection with its database open and its index up to date.
pub(super) struct Opened {
    pub(super) root: PathBuf,
    pub(super) store: Store,
    /// Decks that could not be read, each as `path:line:column: why`.
    pub(super) problems: Vec<String>,
    /// Decks that a sync program made by copying another, as sentences.
    pub(super) copies: Vec<String>,
    /// Where the copy is that `store` works on, if nothing of the collection itself may change.
    copy: Option<tempfile::TempDir>,
    found: Found,
}

/// The collection had a history from now on, if anything was ever done in it.
impl Drop for Opened {
    fn drop(&mut self) {
        if self.copy.is_none()
            && let Ok(seq) = self.store.last_own_seq()
            && self.store.has_history().unwrap_or(false)
        {
            self.found.note_history(self.store.device(), seq);
        }
    }
}

/// The collection, opened; an error where there is none yet.
pub(super) fn open(context: &Context) -> Result<Opened, Failure> {
    open_if_there(context)?.ok_or_else(|| {
        Failure::new(Code::Failed, "there are no cards yet")
            .hint("`viva import PATH` imports notes as decks; `viva` alone offers starter decks")
    })
}

/// The same, of which nothing changes whatever is done.
pub(super) fn open_copy(context: &Context) -> Result<Opened, Failure> {
    if context.found.exists() {
        return Opened::open_copy(context, &context.found.root);
    }
    open(context)
}

/// The collection, opened, if there is one. A folder that was named and is not there is a mistake.
pub(super) fn open_if_there(context: &Context) -> Result<Option<Opened>, Failure> {
    let found = &context.found;
    if found.exists() {
        return Opened::open(context, &found.root).map(Some);
    }
    if found.is_named && !found.root.is_dir() {
        let message = format!("there is no collection in {}", found.root.display());
        return Err(Failure::new(Code::Failed, message).hint("`viva import PATH` creates one there"));
    }
    Ok(None)
}

/// What words select where there is no collection yet: a deck that is named is none.
pub(super) fn selection_of_nothing(words: &[String]) -> Result<Selection, Failure> {
    Ok(Selection::parse(words, &std::iter::empty())?)
}

impl Opened {
    /// Opens the collection at `root`, making its folders and database where they are missing.
    pub(super) fn open(context: &Context, root: &Path) -> Result<Self, Failure> {
        Self::over(context, root, open_store(context, root)?, &HashSet::new())
    }

    /// The same with the database open already. Decks that this very run has just written and put into the
    /// index are not read again.
    pub(super) fn over(
        context: &Context,
        root: &Path,
        store: Store,
        just_indexed: &HashSet<String>,
    ) -> Result<Self, Failure> {
        let (root, found) = (root.to_owned(), context.found.clone());
        let mut opened = Self { root, store, problems: Vec::new(), copies: Vec::new(), copy: None, found };
        opened.bring_up_to_date(context, just_indexed)?;
        for problem in opened.problems.iter().chain(&opened.copies) {
            output::warn(clean_line(problem));
        }
        Ok(opened)
    }

    /// Opens a copy of the database: whatever is indexed or written then, no byte of the collection
    /// changes.
    pub(super) fn open_copy(context: &Context, root: &Path) -> Result<Self, Failure> {
        let original = context.found.database();
        if !original.exists() && context.found.lacks_history {
            output::warn(clean_line(&missing(context)));
        }
        let copy = files::copy_to_temporary(&root.join(".viva"), &["viva.db", "viva.db-wal"])?;
        let device = context.clock.device_name();
        let machine = Machine { mark: &super::machine::mark(), fresh_device: &device };
        let store = Store::open_copy(&copy.path().join("viva.db"), &original, &machine)?;
        let (root, found) = (root.to_owned(), context.found.clone());
        let mut opened =
            Self { root, store, problems: Vec::new(), copies: Vec::new(), copy: Some(copy), found };
        opened.refresh(context)?;
        for problem in opened.problems.iter().chain(&opened.copies) {
            output::warn(clean_line(problem));
        }
        Ok(opened)
    }

    /// After a failed write the connection is not to be trusted; the events it holds are. Where the database is
    /// gone, none is made.
    pub(super) fn reopen(&mut self, context: &Context) -> Result<(), Failure> {
        self.store.expect_in_place()?;
        self.store = open_store(context, &self.root)?;
        Ok(())
    }

    /// Why a session ends whose database was removed: what becomes of the history, and of `what` was done in it.
    pub(super) fn removed(&self, what: &str) -> Failure {
        let database = self.found.database();
        let removed = format!("{} was removed or replaced during the session", database.display());
        match self.store.rescue_into(&self.root) {
            Ok(rescued) => Failure::new(
                Code::Store,
                format!("{removed}; the whole history, including {what}, is saved in {}", rescued.display()),
            )
            .hint(format!("to continue with it, move it to {}", database.display())),
            Err(error) => {
                Failure::new(Code::Store, format!("{removed}; the history and {what} are not saved: {error}"))
                    .hint("put a backup in its place; otherwise viva starts with an empty history")
            }
        }
    }

    pub(super) fn decks_dir(&self) -> PathBuf {
        self.root.join("decks")
    }

    pub(super) fn deck_path(&self, name: &str) -> PathBuf {
        self.decks_dir().join(format!("{name}.toml"))
    }

    /// Looks at the deck files' sizes and times; reads those that have changed into the index.
    pub(super) fn refresh(&mut self, context: &Context) -> Result<(), Failure> {
        self.bring_up_to_date(context, &HashSet::new())
    }

    fn bring_up_to_date(&mut self, context: &Context, just_indexed: &HashSet<String>) -> Result<(), Failure> {
        let listing = files::list_decks(&self.decks_dir())?;
        self.problems = listing.problems.iter().map(ToString::to_string).collect();
        if self.copy.is_none() {
            files::remove_abandoned(&listing.drafts);
            files::sweep(&self.root, false);
            backups::sweep(&backup::folder(&self.root), false);
        }
        let known = self.store.known_decks()?;
        let now_ns = i128::from(context.clock.now().unix_ms) * 1_000_000;
        let stale: Vec<Stale> = listing
            .found
            .iter()
            .filter_map(|file| {
                let held = known.get(&file.name);
                let is_fresh = (now_ns - i128::from(file.mtime_ns)).abs() < FRESH_NS;
                let stamp = DeckStamp {
                    name: file.name.clone(),
                    size_bytes: file.size,
                    mtime_ns: if is_fresh { 0 } else { file.mtime_ns },
                };
                // What is still fresh is looked at again at the next start.
                let is_just_indexed = is_fresh && just_indexed.contains(&file.name);
                let is_stale = !held.is_some_and(|held| {
                    is_unchanged(held, file) || (is_just_indexed && held.stamp.size_bytes == file.size)
                });
                let hash = held.map(|held| held.hash.clone());
                is_stale.then(|| Stale { path: file.path.clone(), stamp, hash })
            })
            .collect();
        let (mut restamped, mut changed) = (Vec::new(), Vec::new());
        let is_changed = !stale.is_empty();
        let store = &mut self.store;
        let take = |read: Fresh| {
            for warning in &read.warnings {
                output::warn(clean_line(warning));
            }
            match read.text {
                None => restamped.push(read.stamp),
                Some((hash, held)) => changed.push((read.stamp, hash, held)),
            }
            if changed.len() >= MOST_AT_ONCE {
                index(store, &std::mem::take(&mut changed), &[])?;
            }
            Ok(())
        };
        in_order(stale, Stale::read, || true, take)?;
        // The listing is in the order of names.
        let is_there = |name: &String| listing.found.binary_search_by(|file| file.name.cmp(name)).is_ok();
        let gone: Vec<String> = known.keys().filter(|name| !is_there(name)).cloned().collect();
        self.store.restamp(&restamped)?;
        index(&mut self.store, &changed, &gone)?;
        self.store.count_interviews_until(context.today())?;
        self.copies = self.copy_warnings()?;
        // At most starts nothing has changed, and what was just read still holds.
        let known = if is_changed || !gone.is_empty() { self.store.known_decks()? } else { known };
        self.problems.extend(known.into_values().filter_map(|deck| deck.problem));
        Ok(())
    }

    fn copy_warnings(&self) -> Result<Vec<String>, Failure> {
        let warning = |(name, original): (String, String)| {
            let path = self.deck_path(&name);
            format!(
                "{}: a sync program seems to have made this copy of {original}; it does not count as an interview. \
                 Keep what is new in it, then delete it",
                path.display()
            )
        };
        Ok(self.store.copies()?.into_iter().map(warning).collect())
    }

    /// Writes the ids of hand-written cards into their decks, so that editing keeps their history.
    ///
    /// A deck that cannot be written keeps the ids made from its questions, and a warning says so.
    pub(super) fn pin_ids(&mut self) -> Result<(), Failure> {
        let unpinned: Vec<String> = self
            .store
            .known_decks()?
            .into_values()
            .filter(|deck| deck.unpinned_count > 0)
            .map(|deck| deck.stamp.name)
            .collect();
        for name in unpinned {
            let path = self.deck_path(&name);
            let text = files::read_text(&path)?;
            let taken = |id: &CardId| {
                self.store.question_of(id).ok().flatten().map(|question| normal_form(&question))
            };
            let pinned = match deck::pin_ids(&text, &taken) {
                Ok(Some(pinned)) => pinned,
                Ok(None) => continue,
                Err(error) => {
                    output::warn(safe!("{}:{error}; write the ids yourself to be sure", path.display()));
                    continue;
                }
            };
            if let Err(error) = files::write_whole(&path, pinned.as_bytes()) {
                output::warn(safe!("{error}; its cards keep their history as long as their questions stay"));
                continue;
            }
            let ParsedDeck { deck, .. } = deck::parse(&name, &pinned)
                .map_err(|error| Failure::new(Code::DataInvalid, format!("{}:{error}", path.display())))?;
            let file = files::deck_file(path.clone())?;
            let stamp = DeckStamp { name, size_bytes: file.size, mtime_ns: 0 };
            let hash = blake3::hash(pinned.as_bytes()).to_hex().to_string();
            self.store.index(&[IndexedDeck { stamp, hash, content: Ok(&deck) }], &[])?;
        }
        Ok(())
    }

    /// What words typed as a selection mean.
    pub(super) fn selection(&mut self, words: &[String]) -> Result<Selection, Failure> {
        if words.is_empty() {
            return Ok(Selection::default());
        }
        let known = self.store.known_decks()?;
        let mut selection = Selection::parse(words, &known.keys().map(String::as_str))?;
        let store = &mut self.store;
        selection.find_texts(|wanted| {
            store.search(wanted).map(|found| found.into_iter().map(|found| found.card).collect())
        })?;
        Ok(selection)
    }

    /// A deck read from its file.
    pub(super) fn read_deck(&self, name: &str) -> Result<ParsedDeck, Failure> {
        let path = self.deck_path(name);
        deck::parse(name, &files::read_text(&path)?)
            .map_err(|error| Failure::new(Code::DataInvalid, format!("{}:{error}", path.display())))
    }

    /// A card as its deck's file has it.
    pub(super) fn read_card(&self, name: &str, card: &CardId) -> Result<Card, Failure> {
        let deck = self.read_deck(name)?.deck;
        deck.cards.into_iter().find(|held| held.id == *card).ok_or_else(|| self.changed_meanwhile(name, card))
    }

    /// Writes a changed card into its deck. Where it is not any more as it was when it was read, nothing
    /// is written.
    pub(super) fn replace_card(&self, name: &str, before: &Card, after: Card) -> Result<(), Failure> {
        let path = self.deck_path(name);
        let in_deck = |error: &dyn std::fmt::Display| {
            Failure::new(Code::DataInvalid, format!("{}:{error}", path.display()))
        };
        let text = files::read_text(&path)?;
        let mut deck = deck::parse(name, &text).map_err(|error| in_deck(&error))?.deck;
        let Some(held) = deck.cards.iter_mut().find(|held| *held == before) else {
            return Err(self.changed_meanwhile(name, &before.id));
        };
        *held = after;
        let changed = deck::rewrite(&text, &deck).map_err(|error| in_deck(&error))?;
        Ok(files::write_whole(&path, changed.as_bytes())?)
    }

    fn changed_meanwhile(&self, name: &str, card: &CardId) -> Failure {
        let path = self.deck_path(name);
        Failure::new(
            Code::Failed,
            format!("card {card} was changed in {} in the meantime; nothing was written", path.display()),
        )
    }
}

/// A deck whose file is not as it was.
struct Stale {
    path: PathBuf,
    stamp: DeckStamp,
    /// Of its text when it was last read.
    hash: Option<String>,
}

/// What came of reading it.
struct Fresh {
    stamp: DeckStamp,
    /// The hash of the text and what it holds; `None` if it is as it was.
    text: Option<(String, Result<Deck, String>)>,
    warnings: Vec<String>,
}

impl Stale {
    fn read(&self) -> Fresh {
        let path = self.path.display();
        let mut fresh = Fresh { stamp: self.stamp.clone(), text: None, warnings: Vec::new() };
        let text = match files::read_text(&self.path) {
            Ok(text) => text,
            Err(error) => {
                // The file may stay as it is while what was wrong passes: it is read again the next time.
                fresh.stamp.mtime_ns = 0;
                return Fresh { text: Some((String::new(), Err(error.to_string()))), ..fresh };
            }
        };
        let hash = blake3::hash(text.as_bytes()).to_hex().to_string();
        if self.hash.as_ref() != Some(&hash) {
            let parsed = deck::parse(&self.stamp.name, &text).map_err(|error| format!("{path}:{error}"));
            let warnings = parsed.iter().flat_map(|parsed| &parsed.warnings);
            fresh.warnings = warnings
                .map(|warning| format!("{path}:{}:{}: {}", warning.line, warning.column, warning.message))
                .collect();
            fresh.text = Some((hash, parsed.map(|parsed| parsed.deck)));
        }
        fresh
    }
}

/// Puts decks that were read into the index.
fn index(
    store: &mut Store,
    changed: &[(DeckStamp, String, Result<Deck, String>)],
    gone: &[String],
) -> Result<(), Failure> {
    let indexed: Vec<IndexedDeck<'_>> = changed
        .iter()
        .map(|(stamp, hash, content)| IndexedDeck {
            stamp: stamp.clone(),
            hash: hash.clone(),
            content: content.as_ref().map_err(Clone::clone),
        })
        .collect();
    Ok(store.index(&indexed, gone)?)
}

pub(super) fn open_store(context: &Context, root: &Path) -> Result<Store, Failure> {
    let path = database_path(context, root)?;
    if needs_update(&path) {
        backup::before(context, Reason::BeforeUpdate)?;
    }
    let machine = Machine { mark: &super::machine::mark(), fresh_device: &context.clock.device_name() };
    let mut store = Store::open(&path, &machine)?;
    if let Some((device, seq)) = context.found.last_written()
        && store.notice_put_back(&machine, (&device, seq))?
        && store.has_history()?
    {
        output::warn(
            "an older database was put back: what was done since is not in it, and it counts as a new device now; \
             `viva restore` lists the backups",
        );
    }
    Ok(store)
}

/// A new database that is put in its place when all decks are in it; `None` where there is one.
pub(super) fn begin_store(context: &Context, root: &Path) -> Result<Option<Filling>, Failure> {
    Ok(Filling::begin(&database_path(context, root)?)?)
}

/// Creates its folder if it is missing. Reports a missing history before an empty one is created.
fn database_path(context: &Context, root: &Path) -> Result<PathBuf, Failure> {
    let dir = root.join(".viva");
    let path = dir.join("viva.db");
    if context.found.lacks_history && !path.exists() {
        let missing = missing(context);
        if context.may_ask() {
            output::warn(clean_line(&missing));
            if !context.confirm("Start with an empty history?")? {
                return Err(Failure::new(Code::Store, "nothing was changed").hint(format!(
                    "put the database back at {}, for example from a backup",
                    path.display()
                )));
            }
        } else {
            output::warn(safe!("{missing}; viva starts with an empty history"));
        }
    }
    files::create_private_folder(&dir)?;
    Ok(path)
}

fn missing(context: &Context) -> String {
    let rescued = files::files_beginning(&context.found.root, RESCUED_PREFIX);
    let rescued = rescued.last().map_or(String::new(), |path| format!(" (saved in {})", path.display()));
    let database = context.found.database();
    let advice = backup::advice(&database).map_or(String::new(), |advice| format!("; {advice}"));
    format!(
        "the history of this collection is missing: {} is not there, although the collection was in use \
         before{rescued}{advice}",
        database.display()
    )
}

fn is_unchanged(held: &KnownDeck, file: &DeckFile) -> bool {
    held.stamp.size_bytes == file.size && held.stamp.mtime_ns == file.mtime_ns
}
