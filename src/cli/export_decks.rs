//! `viva export` of decks: as Markdown, as a table of questions, as Anki's text import. One deck is in memory at a time.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::files;
use crate::report::{ANKI_TSV_HEAD, BYTE_ORDER_MARK, anki_tsv, questions_csv, questions_csv_head};
use crate::study::card::{Card, CardCounts, CardId};
use crate::study::deck::{Deck, to_markdown};
use crate::study::selection::{Facts, Place, Selection};
use crate::study::text::{clean, clean_line, safe};

use super::args::{ExportArguments, ExportForm, ExportTable, Format};
use super::collection::{self, Opened};
use super::context::Context;
use super::failure::{Code, Failure};
use super::list::NO_SUCH_CARD;
use super::output;
use super::queue::NO_CARDS;

/// The forms in which decks are exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DeckForm {
    Markdown,
    Csv,
    Tsv,
}

impl DeckForm {
    /// `None` where progress is asked for.
    pub(super) fn of(arguments: &ExportArguments) -> Option<Self> {
        match (arguments.form, arguments.table) {
            (ExportForm::Markdown, _) => Some(Self::Markdown),
            (ExportForm::Tsv, _) => Some(Self::Tsv),
            (ExportForm::Csv, Some(ExportTable::Questions)) => Some(Self::Csv),
            (ExportForm::Json | ExportForm::Csv | ExportForm::Summary | ExportForm::Apkg, _) => None,
        }
    }
}

pub(super) fn run(context: &Context, arguments: &ExportArguments, form: DeckForm) -> Result<(), Failure> {
    let opened = collection::open_if_there(context)?;
    if opened.is_none() {
        collection::selection_of_nothing(&arguments.selection)?;
    }
    let mut export = DeckExport { context, arguments, form, opened, written: Written::default() };
    match arguments.file() {
        None => {
            output::pieces(|out| export.all_in_one(out))?;
            if export.written.deck_count == 0 {
                output::note(none_selected(&arguments.selection));
            }
        }
        Some(path) => {
            let files = export.write_to(path)?;
            if export.written.deck_count == 0 {
                left_out(export.written.broken_count)?;
                let why = none_selected(&arguments.selection);
                return Err(Failure::new(Code::Failed, format!("nothing was written: {why}")));
            }
            export.say(path, &files)?;
        }
    }
    left_out(export.written.broken_count)
}

/// Decks on their way, one after the other.
struct DeckExport<'a> {
    context: &'a Context,
    arguments: &'a ExportArguments,
    form: DeckForm,
    /// None where there is no collection yet.
    opened: Option<Opened>,
    written: Written,
}

#[derive(Default)]
struct Written {
    deck_count: usize,
    /// Decks that could not be read.
    broken_count: usize,
    /// The cards that were selected, if not all are.
    cards: Vec<CardId>,
}

/// Why a file was not written.
enum Ended {
    /// There is nothing to write.
    Empty,
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for Ended {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl DeckExport<'_> {
    fn all_in_one(&mut self, out: &mut dyn Write) -> Result<(), Failure> {
        let (form, raw) = (self.form, self.arguments.raw);
        match form {
            DeckForm::Markdown => {}
            DeckForm::Csv => out.write_all(&questions_csv_head().map_err(std::io::Error::from)?)?,
            DeckForm::Tsv => out.write_all(ANKI_TSV_HEAD.as_bytes())?,
        }
        let mut is_first = true;
        self.each_deck(|deck| {
            let rows = match form {
                DeckForm::Markdown => to_markdown(deck).into_bytes(),
                DeckForm::Csv => questions_csv(deck, raw).map_err(std::io::Error::from)?,
                DeckForm::Tsv => anki_tsv(deck).map_err(std::io::Error::from)?,
            };
            if form == DeckForm::Markdown && !is_first {
                out.write_all(b"\n")?;
            }
            is_first = false;
            Ok(out.write_all(&rows)?)
        })
    }

    /// The files that were written.
    fn write_to(&mut self, path: &Path) -> Result<Vec<PathBuf>, Failure> {
        let is_folder = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
        if self.form == DeckForm::Markdown && is_folder {
            let mut written = Vec::new();
            self.each_deck(|deck| {
                if written.is_empty() {
                    files::create_private_folder(path)?;
                }
                let file = path.join(format!("{}.md", deck.name));
                files::write_whole(&file, to_markdown(deck).as_bytes())?;
                written.push(file);
                Ok(())
            })?;
            return Ok(written);
        }
        let outcome = files::write_whole_by(path, |out| {
            if self.form == DeckForm::Csv && !self.arguments.raw {
                out.write_all(BYTE_ORDER_MARK.as_bytes())?;
            }
            self.all_in_one(out)?;
            // What an earlier export has left is worth more than an empty file.
            if self.written.deck_count == 0 { Err(Ended::Empty) } else { Ok(()) }
        });
        match outcome {
            Ok(()) => Ok(vec![path.to_owned()]),
            Err(Ended::Empty) => Ok(Vec::new()),
            Err(Ended::Failed(failure)) => Err(failure),
        }
    }

    /// Visits the decks as they are written.
    fn each_deck(&mut self, mut visit: impl FnMut(&Deck) -> Result<(), Failure>) -> Result<(), Failure> {
        let Some(opened) = &mut self.opened else { return Ok(()) };
        let Self { context, arguments, form, written, .. } = self;
        let joined = opened.store.joins()?;
        let selection = opened.selection(&arguments.selection)?;
        written.broken_count = each_selected_deck(context, opened, &selection, |mut deck| {
            written.deck_count += 1;
            if !selection.is_everything() {
                let ids = deck.cards.iter().map(|card| joined.get(&card.id).unwrap_or(&card.id));
                written.cards.extend(ids.cloned());
            }
            if arguments.public {
                deck = deck.made_public();
            }
            // Markdown writes otherwise what could not be seen; a table has no way to.
            if !arguments.raw && *form != DeckForm::Markdown {
                make_harmless(&mut deck);
            }
            visit(&deck)
        })?;
        Ok(())
    }

    /// How many cards these decks have together; one that is merged with another counts as that one.
    fn counts(&mut self) -> Result<CardCounts, Failure> {
        let Some(opened) = &mut self.opened else { return Ok(CardCounts::default()) };
        if opened.selection(&self.arguments.selection)?.is_everything() {
            let (store, question_count) = (&opened.store, opened.store.question_count()?);
            return Ok(CardCounts { card_count: store.card_count()?, question_count });
        }
        Ok(CardCounts::of(self.written.cards.iter()))
    }

    fn say(&mut self, path: &Path, files: &[PathBuf]) -> Result<(), Failure> {
        let (counts, deck_count) = (self.counts()?, self.written.deck_count);
        if self.context.common.format == Format::Json {
            return output::json(json!({
                "path": path.display().to_string(),
                "files": files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
                "decks": deck_count,
                "cards": counts.card_count,
                "questions": counts.question_count,
                "duplicates": counts.duplicate_count(),
            }));
        }
        output::note(safe!(
            "wrote {} with {} of {}",
            path.display(),
            counts.describe(),
            output::count(deck_count, "deck"),
        ));
        Ok(())
    }
}

pub(super) fn none_selected(words: &[String]) -> &'static str {
    if words.is_empty() { NO_CARDS } else { NO_SUCH_CARD }
}

/// What is said at the end of decks that could not be read.
pub(super) fn left_out(broken_count: usize) -> Result<(), Failure> {
    if broken_count == 0 {
        return Ok(());
    }
    let message = format!("{} left out: broken", output::count(broken_count, "deck"));
    Err(Failure::new(Code::DataInvalid, message).hint("`viva check` shows where; fix them and export again"))
}

/// Visits the decks, each with the cards of it that are selected; how many decks could not be read.
pub(super) fn each_selected_deck(
    context: &Context,
    opened: &Opened,
    selection: &Selection,
    mut visit: impl FnMut(Deck) -> Result<(), Failure>,
) -> Result<usize, Failure> {
    let mut broken_count = 0;
    for (name, known) in opened.store.known_decks()? {
        let is_named = selection.decks().contains(&name);
        if !is_named && !selection.decks().is_empty() {
            continue;
        }
        if known.problem.is_some() {
            broken_count += 1;
            continue;
        }
        let mut deck = opened.read_deck(&name)?.deck;
        if !selection.is_everything() {
            deck.cards = selected_cards(context, opened, selection, &deck)?;
        }
        if !deck.cards.is_empty() || selection.is_everything() {
            visit(deck)?;
        }
    }
    Ok(broken_count)
}

/// Those cards of a deck that are selected where they stand.
fn selected_cards(
    context: &Context,
    opened: &Opened,
    selection: &Selection,
    deck: &Deck,
) -> Result<Vec<Card>, Failure> {
    let mut kept = Vec::new();
    for card in &deck.cards {
        let asked = card.asked.iter().map(|asked| asked.company.clone());
        let place = Place {
            deck: deck.name.clone(),
            section: card.section.clone(),
            tags: card.tags.clone(),
            companies: deck.company().map(str::to_owned).into_iter().chain(asked).collect(),
        };
        let (asked_times, unanswered) = opened.store.asked_and_unanswered(&card.id)?;
        let canonical = opened.store.canonical(&card.id)?;
        let facts = Facts {
            card: &canonical,
            places: &[place],
            state: &opened.store.state(&card.id)?,
            asked_times,
            unanswered,
            today: context.today(),
        };
        if selection.matches(&facts) {
            kept.push(card.clone());
        }
    }
    Ok(kept)
}

/// A table is looked at in a terminal, too, and has no escapes for what one obeys.
fn make_harmless(deck: &mut Deck) {
    let line = |text: &mut String| *text = clean_line(text).to_string();
    line(&mut deck.name);
    deck.title.iter_mut().for_each(line);
    for card in &mut deck.cards {
        card.section.iter_mut().chain(&mut card.tags).for_each(line);
        let texts = [&mut card.answer, &mut card.my_answer].into_iter().flatten();
        for text in texts.chain([&mut card.question]) {
            *text = clean(text).to_string();
        }
    }
}
