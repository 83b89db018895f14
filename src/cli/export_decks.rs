//! `viva export` of decks: as Markdown, as a table of questions, as Anki's text import.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::files;
use crate::report::{anki_tsv, marked_as_utf8, questions_csv};
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
    let (mut decks, broken_count, counts) = if let Some(mut opened) = collection::open_if_there(context)? {
        let (decks, broken_count) = selected_decks(context, &mut opened, &arguments.selection)?;
        let counts = counts_of(&opened, &decks)?;
        (decks, broken_count, counts)
    } else {
        collection::selection_of_nothing(&arguments.selection)?;
        (Vec::new(), 0, CardCounts::default())
    };
    if arguments.public {
        decks = decks.into_iter().map(Deck::made_public).collect();
    }
    if decks.is_empty() {
        let why = none_selected(&arguments.selection);
        // What an earlier export has left is worth more than an empty file.
        if arguments.file().is_some() {
            left_out(broken_count)?;
            return Err(Failure::new(Code::Failed, format!("nothing was written: {why}")));
        }
        output::note(why);
    }
    // Markdown writes otherwise what could not be seen; a table has no way to.
    if !arguments.raw && form != DeckForm::Markdown {
        decks.iter_mut().for_each(make_harmless);
    }
    match arguments.file() {
        None => output::bytes(&bytes_of(&decks, form, arguments.raw)?)?,
        Some(path) => write(context, path, &decks, counts, form, arguments.raw)?,
    }
    left_out(broken_count)
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

fn bytes_of(decks: &[Deck], form: DeckForm, raw: bool) -> Result<Vec<u8>, Failure> {
    Ok(match form {
        DeckForm::Markdown => decks.iter().map(to_markdown).collect::<Vec<_>>().join("\n").into_bytes(),
        DeckForm::Csv => questions_csv(decks, raw).map_err(std::io::Error::from)?,
        DeckForm::Tsv => anki_tsv(decks).map_err(std::io::Error::from)?,
    })
}

/// How many cards these decks have together; one that is merged with another counts as that one.
fn counts_of(opened: &Opened, decks: &[Deck]) -> Result<CardCounts, Failure> {
    let joined: HashMap<CardId, CardId> = opened.store.joined()?.into_iter().collect();
    let ids = decks.iter().flat_map(|deck| &deck.cards).map(|card| &card.id);
    Ok(CardCounts::of(ids.map(|id| joined.get(id).unwrap_or(id))))
}

fn write(
    context: &Context,
    path: &Path,
    decks: &[Deck],
    counts: CardCounts,
    form: DeckForm,
    raw: bool,
) -> Result<(), Failure> {
    let is_folder = path.is_dir() || path.as_os_str().as_encoded_bytes().ends_with(b"/");
    let written: Vec<PathBuf> = if form == DeckForm::Markdown && is_folder {
        files::create_private_folder(path)?;
        let mut written = Vec::new();
        for deck in decks {
            let file = path.join(format!("{}.md", deck.name));
            files::write_whole(&file, to_markdown(deck).as_bytes())?;
            written.push(file);
        }
        written
    } else {
        let bytes = bytes_of(decks, form, raw)?;
        let bytes = if form == DeckForm::Csv && !raw { marked_as_utf8(&bytes) } else { bytes };
        files::write_whole(path, &bytes)?;
        vec![path.to_owned()]
    };
    if context.common.format == Format::Json {
        return output::json(json!({
            "path": path.display().to_string(),
            "files": written.iter().map(|file| file.display().to_string()).collect::<Vec<_>>(),
            "decks": decks.len(),
            "cards": counts.card_count,
            "questions": counts.question_count,
            "duplicates": counts.duplicate_count(),
        }));
    }
    output::note(safe!(
        "wrote {} with {} of {}",
        path.display(),
        counts.describe(),
        output::count(decks.len(), "deck"),
    ));
    Ok(())
}

/// The decks with the cards of them that are selected, and how many decks could not be read.
pub(super) fn selected_decks(
    context: &Context,
    opened: &mut Opened,
    words: &[String],
) -> Result<(Vec<Deck>, usize), Failure> {
    let selection = opened.selection(words)?;
    let (mut decks, mut broken_count) = (Vec::new(), 0);
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
            deck.cards = selected_cards(context, opened, &selection, &deck)?;
        }
        if !deck.cards.is_empty() || selection.is_everything() {
            decks.push(deck);
        }
    }
    Ok((decks, broken_count))
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
