//! `viva export --as apkg`: decks with their schedules and reviews, for Anki.

use std::collections::HashMap;
use std::io::IsTerminal as _;

use serde_json::json;

use crate::anki;
use crate::files;
use crate::report::{PackageProgress, PackageSource, anki_package};
use crate::store::Store;
use crate::study::card::CardId;
use crate::study::deck::Deck;
use crate::study::import::{AnkiPackage, review_numbers};
use crate::study::review::Event;
use crate::study::schedule::{replay, trace};

use super::args::ExportArguments;
use super::collection::{self, Opened};
use super::context::Context;
use super::export_decks::{each_selected_deck, left_out, none_selected};
use super::failure::{Code, Failure};
use super::output;

pub(super) fn run(context: &Context, arguments: &ExportArguments) -> Result<(), Failure> {
    if arguments.file().is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::new(Code::Usage, "a package cannot be printed on a terminal")
            .hint("name a file: -o viva.apkg"));
    }
    let mut opened = collection::open_if_there(context)?;
    let (mut decks, mut broken_count) = (Vec::new(), 0);
    if let Some(opened) = &mut opened {
        let selection = opened.selection(&arguments.selection)?;
        broken_count = each_selected_deck(context, opened, &selection, |deck| {
            decks.push(deck);
            Ok(())
        })?;
    } else {
        collection::selection_of_nothing(&arguments.selection)?;
    }
    let package = match &opened {
        Some(opened) => {
            package_of(context, opened, decks, !arguments.selection.is_empty(), arguments.public)?
        }
        None => AnkiPackage::default(),
    };
    if package.cards.is_empty() {
        // Anki says nothing of an empty package, and then nothing is there.
        left_out(broken_count)?;
        let why = none_selected(&arguments.selection);
        return Err(Failure::new(Code::Failed, format!("no package was made: {why}")));
    }
    let bytes = anki::write(&package)?;
    match arguments.file() {
        None => output::bytes(&bytes)?,
        Some(path) => {
            files::write_whole(path, &bytes)?;
            let (cards, reviews) = (package.cards.len(), package.reviews.len());
            let what = format!("{} and {}", output::count(cards, "card"), output::count(reviews, "review"));
            output::wrote(context.common.format, path, json!({ "cards": cards, "reviews": reviews }), &what)?;
        }
    }
    left_out(broken_count)
}

fn package_of(
    context: &Context,
    opened: &Opened,
    decks: Vec<Deck>,
    is_part: bool,
    public: bool,
) -> Result<AnkiPackage, Failure> {
    let now = context.clock.now();
    let now_secs = now.unix_ms.div_euclid(1000);
    let changed_secs: HashMap<String, i64> = opened
        .store
        .known_decks()?
        .into_iter()
        // 0 stands for a file that was written just now.
        .map(|(name, known)| {
            (name, Some(known.stamp.mtime_ns / 1_000_000_000).filter(|secs| (1..=now_secs).contains(secs)))
        })
        .map(|(name, secs)| (name, secs.unwrap_or(now_secs)))
        .collect();
    let (mut roots, mut elsewhere) = (HashMap::new(), HashMap::new());
    let mut progress = PackageProgress::default();
    if !public {
        roots = opened.store.joins()?;
        progress = progress_of(opened.store.histories()?);
        if is_part {
            for card in decks.iter().flat_map(|deck| &deck.cards) {
                let root = roots.get(&card.id).unwrap_or(&card.id);
                if !elsewhere.contains_key(root) {
                    elsewhere.insert(root.clone(), asked(&opened.store, root)?);
                }
            }
        }
    }
    let decks: Vec<Deck> = if public { decks.into_iter().map(Deck::made_public).collect() } else { decks };
    Ok(anki_package(&PackageSource {
        decks: &decks,
        root_of: &|card| roots.get(card).unwrap_or(card).clone(),
        asked_elsewhere: &|card| elsewhere.get(card).cloned().unwrap_or_default(),
        deck_changed_secs: &|deck| changed_secs.get(deck).copied().unwrap_or(now_secs),
        progress: (!public).then_some(&progress),
        now,
        rollover: context.settings.rollover,
    }))
}

fn progress_of(histories: Vec<(CardId, Vec<Event>)>) -> PackageProgress {
    let numbers = review_numbers(histories.iter().flat_map(|(_, events)| events));
    let mut progress = PackageProgress { numbers, ..PackageProgress::default() };
    for (card, events) in histories {
        progress.reviews.insert(card.clone(), trace(&card, &events));
        progress.states.insert(card.clone(), replay(&card, &events).state);
        progress.changed_ms.extend(events.iter().map(|event| event.at_ms).max().map(|at_ms| (card, at_ms)));
    }
    progress
}

/// Who asked a card, in all decks.
fn asked(store: &Store, card: &CardId) -> Result<Vec<(String, u32)>, Failure> {
    let seen = store.sightings(card)?;
    let companies = seen.into_iter().flat_map(|seen| {
        let asked = seen.card.asked.into_iter().map(|asked| (asked.company, asked.times));
        let company = seen.company.filter(|_| seen.is_interview);
        company.map(|company| (company, 1)).into_iter().chain(asked)
    });
    Ok(companies.collect())
}
