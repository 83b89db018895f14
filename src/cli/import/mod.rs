//! `viva import`: notes to decks.
//!
//! Notes are read on all cores; each is merged into the deck its cards are in, in the order of the
//! notes, and decks are written whole, several at once. The record of what was imported is written
//! last: without it the next import recognises its cards by their ids. An interrupt ends it behind a
//! note, never within a deck.

mod choice;
mod chooser;
mod index;
mod note;
mod offers;
mod past;
mod progress;
mod report;
mod review;
mod shelf;

use std::path::PathBuf;
use std::sync::Arc;

use crate::study::topics::Topics;
use crate::terminal::{Interrupts, Progress};

use crate::study::import::EMPTY_NOTE;
use crate::study::text::safe;

use self::choice::{Choices, Given};
use self::index::Indexer;
use self::note::{Matter, Read, Reading, Told};
use self::progress::Restored;
use self::report::{Done, Empty};
use self::shelf::Shelf;
use super::ahead::in_order;
use super::args::{Format, ImportArguments};
use super::collection::{Opened, open_store};
use super::context::Context;
use super::failure::{Code, Failure};
use super::output;

pub(super) use self::report::deck_json;
pub(super) use self::shelf::checked_name;

/// What takes longer is shown while it goes on.
pub(super) const LONG_MS: i64 = 500;
/// How many of the skipped files are named.
const SKIPPED_NAMED: usize = 3;

/// What is wanted of an import.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that can be typed")]
struct Wish<'a> {
    dry_run: bool,
    explain: bool,
    review: bool,
    public: bool,
    deck: Option<&'a str>,
}

pub(super) fn run(context: &Context, arguments: &ImportArguments) -> Result<(), Failure> {
    let wish = Wish {
        dry_run: arguments.dry_run,
        explain: arguments.explain,
        review: arguments.review,
        public: arguments.public,
        deck: arguments.deck.as_deref(),
    };
    import(context, &arguments.paths, &wish, Given::of(arguments)?)
}

pub(super) fn import_paths(context: &Context, paths: &[PathBuf]) -> Result<(), Failure> {
    import(context, paths, &Wish::default(), Given::Nothing)
}

fn import(context: &Context, paths: &[PathBuf], wish: &Wish<'_>, given: Given) -> Result<(), Failure> {
    if wish.review {
        review::check(context)?;
    }
    let root = &context.found.root;
    let mut told = Vec::new();
    let sources = note::sources(paths, root, &mut told)?;
    if wish.deck.is_some() && sources.len() > 1 {
        return Err(one_note_a_deck());
    }
    let is_json = context.common.format == Format::Json;
    // What a dry run tells in words names no tags.
    let needs_topics = !wish.dry_run || wish.review || is_json;
    let topics = if needs_topics { Topics::with(&context.settings.topics) } else { Topics::none() };
    let imports = shelf::read_imports(root)?;
    let mut reading = Reading {
        public: wish.public,
        weighs_all: wish.explain || is_json,
        topics: Arc::new(topics),
        words: Arc::new(super::words::read(root)?),
        choices: Arc::new(Choices::new(given.clone(), &imports)),
    };
    let asked = chooser::choose(context, &sources, &reading, &imports)?;
    if !asked.is_empty() {
        let mut chosen = Choices::new(given, &imports);
        chosen.add(asked, &imports);
        reading.choices = Arc::new(chosen);
    }
    let mut choices = review::Choices::new();
    if wish.review {
        let Some(chosen) = review::choose(context, &sources, wish, &reading, &imports)? else {
            output::note("nothing was written");
            return Ok(());
        };
        choices = chosen;
    }
    let mut shelf = Shelf::read(context, imports, &reading)?;
    let mut done: Vec<Done> = Vec::new();
    let mut empty: Vec<Empty> = Vec::new();
    let mut progress_files = Vec::new();
    let (count, mut read_count, mut note_count, mut card_count) = (sources.len(), 0, 0, 0);
    let mut indexer = Indexer::Idle;
    let interrupts = Interrupts::watch()?;
    let mut is_interrupted = false;
    let mut progress = Progress::of(count, context.looks());
    let start = context.clock.now();
    let goes_on = || {
        is_interrupted = is_interrupted || interrupts.came();
        !is_interrupted
    };
    in_order(
        sources,
        move |source| source.read(&reading),
        goes_on,
        |read| {
            read_count += 1;
            if context.clock.now().unix_ms - start.unix_ms > LONG_MS {
                progress.show();
            }
            match read {
                Read::Notes(notes) if wish.deck.is_some() && notes.len() > 1 => return Err(one_note_a_deck()),
                Read::Notes(notes) => {
                    for note in notes {
                        let chosen = choices.get(&note_count);
                        note_count += 1;
                        empty.extend(Empty::of(&note, context, wish));
                        let taken = shelf.take_in(note, wish, chosen, &mut told)?;
                        let taken = taken.map(|taken| Done::of(taken, context, wish)).transpose()?;
                        card_count += taken.as_ref().map_or(0, Done::question_count);
                        done.extend(taken);
                    }
                    indexer.put(shelf.take_written(), context, root);
                }
                Read::Progress(file) => progress_files.push(file),
                Read::PassedOver => {}
                Read::Failed(failed) => told.push(failed),
            }
            progress.set(read_count, safe!("read, {}", output::count(card_count, "question")));
            Ok(())
        },
    )?;
    drop(progress);
    shelf.finish_writing()?;
    indexer.put(shelf.take_written(), context, root);
    let indexer = indexer.end();
    if !wish.dry_run && (!done.is_empty() || shelf.has_forgotten) {
        shelf.write_record()?;
        // The index is brought up to date now, so that the next start has nothing to read.
        if done.iter().any(Done::leads_to_changes) {
            let store = indexer.finish().map_or_else(|| open_store(context, root), Ok)?;
            let mut opened = Opened::over(context, root, store, shelf.new_decks())?;
            for done in &mut done {
                done.keep_past(context, &mut opened.store)?;
            }
        }
    }
    let restored = progress::restore(context, wish, &progress_files, &mut told)?;
    drop(interrupts);
    // Said once where there is nothing else to say.
    if let ([Told { path, message, matter: Matter::PackageBroken, .. }], [], Format::Text) =
        (told.as_slice(), done.as_slice(), context.common.format)
    {
        let message = format!("{path}: {message}");
        return Err(Failure::new(Code::DataInvalid, message).hint("nothing was imported"));
    }
    if let ([Told { path, message, matter: Matter::Refused { hint }, .. }], [], Format::Text) =
        (told.as_slice(), done.as_slice(), context.common.format)
        && restored.is_empty()
    {
        return Err(Failure::new(Code::DataInvalid, format!("{path} {message}")).hint(*hint));
    }
    report::report(context, wish, &mut done, &restored, &told, &empty)?;
    tell_skipped(context, &shelf.without_cards);
    if is_interrupted {
        let so_far = format!("interrupted: {read_count} of {} imported", output::count(count, "note"));
        return Err(Failure::new(Code::Interrupted, so_far).hint("run the same command again to continue"));
    }
    outcome(&done, &restored, &told, &empty)
}

/// Names the files of folders in which nothing was found: a few, or all of them with `-v`.
fn tell_skipped(context: &Context, files: &[String]) {
    if files.is_empty() {
        return;
    }
    let named = if context.common.verbose { files.len() } else { SKIPPED_NAMED };
    let more = files.len().saturating_sub(named);
    let rest = if more > 0 { format!(", and {more} more (`-v` names them)") } else { String::new() };
    let shown = files.iter().take(named).map(String::as_str).collect::<Vec<_>>().join(", ");
    output::note(safe!("skipped {} without questions: {shown}{rest}", output::count(files.len(), "file")));
}

fn one_note_a_deck() -> Failure {
    Failure::new(Code::Usage, "--deck takes a single note").hint("import the notes one by one")
}

/// Whether all went well.
fn outcome(done: &[Done], restored: &[Restored], told: &[Told], empty: &[Empty]) -> Result<(), Failure> {
    let card_count: usize = done.iter().map(|done| done.question_count() + done.sifted_count).sum();
    let count = |matter: Matter| told.iter().filter(|told| told.matter == matter).count();
    match (count(Matter::Unread), count(Matter::DeckBroken) + count(Matter::PackageBroken)) {
        (0, 0) => {}
        (0, _) if count(Matter::PackageBroken) > 0 => {
            let broken = output::count(count(Matter::PackageBroken), "package");
            let message = format!("{broken} could not be read, and nothing was imported from it");
            return Err(Failure::new(Code::DataInvalid, message));
        }
        (0, broken) => {
            let message =
                format!("{} not imported, because the deck is broken", output::count(broken, "note"));
            return Err(Failure::new(Code::DataInvalid, message)
                .hint("`viva check` shows where; fix the deck and import again"));
        }
        (unread, _) => {
            let message = format!("{} could not be read", output::count(unread, "path"));
            return Err(Failure::new(Code::Failed, message));
        }
    }
    if let Some(refused) = told.iter().find_map(|told| match told.matter {
        Matter::Refused { hint } => Some(hint),
        _ => None,
    }) {
        let files = told.iter().filter(|told| matches!(told.matter, Matter::Refused { .. })).count();
        let message = format!("{} not imported", output::count(files, "file"));
        return Err(Failure::new(Code::DataInvalid, message).hint(refused));
    }
    if done.is_empty() && (count(Matter::Present) > 0 || !restored.is_empty()) {
        return Ok(());
    }
    if card_count == 0 && told.iter().all(|told| told.message == EMPTY_NOTE) && !told.is_empty() {
        return Err(Failure::new(Code::DataInvalid, "no questions were found"));
    }
    if card_count == 0 {
        let commands: Vec<&str> =
            empty.iter().flat_map(|empty| &empty.promising).map(|(_, command)| command.as_str()).collect();
        if let [first, ..] = commands.as_slice() {
            return Err(Failure::new(Code::DataInvalid, "no questions were found")
                .hint(format!("choose what should become cards, for example `{first}`")));
        }
        return Err(Failure::new(Code::DataInvalid, "no questions were found")
            .hint("write each question as a heading, a `- ` bullet, a bold line or after `Q:`, with its answer below; see `viva import --help`"));
    }
    Ok(())
}
