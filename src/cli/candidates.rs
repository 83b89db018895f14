//! `viva candidates`: what a shell may offer in place of the word that is typed. It makes nothing, says
//! nothing on standard error, and reads the index as it stands.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::args::CandidatesArguments;
use super::context::Context;
use super::failure::Failure;
use super::{output, settings};
use crate::report::FIGURES;
use crate::store::{Machine, Store};

const STANDINGS: [&str; 7] =
    ["is:due", "is:new", "is:leech", "is:suspended", "is:buried", "is:flagged", "is:unanswered"];
/// Commands whose words are cards.
const OF_CARDS: [&str; 8] = ["delete", "show", "edit", "grade", "answer", "suspend", "resume", "forget"];
/// Commands whose words are no selection.
const ONE_CARD: [&str; 2] = ["edit", "grade"];
/// More are no help.
const MOST_CARDS: usize = 100;

pub(super) fn run(context: &Context, arguments: &CandidatesArguments) -> Result<(), Failure> {
    let CandidatesArguments { command, word, .. } = arguments;
    if command == "config" {
        return say(
            settings::SETTINGS.iter().map(|setting| (setting.key.to_owned(), setting.meaning.to_owned())),
            "",
            word,
        );
    }
    let is_value_of_deck = command == "--deck";
    let database = context.found.root.join(".viva/viva.db");
    if !database.exists() {
        return Ok(());
    }
    let store = Store::open(
        &database,
        &Machine { mark: &super::machine::mark(), fresh_device: &context.clock.device_name() },
    )?;
    let (minus, bare) = word.strip_prefix('-').map_or(("", word.as_str()), |bare| ("-", bare));
    let mut offered: Vec<(String, String)> = Vec::new();
    if OF_CARDS.contains(&command.as_str()) && minus.is_empty() && !bare.is_empty() {
        for card in store.ids_beginning(bare, MOST_CARDS)? {
            offered.push((card.to_string(), store.question_of(&card)?.unwrap_or_default()));
        }
    }
    if command == "stats" && minus.is_empty() {
        offered.extend(FIGURES.iter().map(|figure| (figure.name.to_owned(), figure.title.to_owned())));
    }
    let decks = store.known_decks()?.into_iter().map(|(name, deck)| (name, deck.title.unwrap_or_default()));
    if is_value_of_deck {
        return say(decks, "", word);
    }
    if ONE_CARD.contains(&command.as_str()) {
        return say(offered.into_iter(), minus, bare);
    }
    offered.extend(decks);
    offered.extend(STANDINGS.map(|standing| (standing.to_owned(), String::new())));
    if ["tag:", "section:", "company:"].iter().any(|key| bare.starts_with(key)) {
        let mut terms = BTreeSet::new();
        for place in store.places()?.into_values().flatten() {
            terms.extend(place.tags.iter().map(|tag| format!("tag:{tag}")));
            terms.extend(place.section.map(|section| format!("section:{section}")));
            terms.extend(place.companies.iter().map(|company| format!("company:{company}")));
        }
        offered.extend(terms.into_iter().map(|term| (term, String::new())));
    } else {
        offered.extend(
            ["tag:", "section:", "company:", "asked:>1", "text:"].map(|key| (key.to_owned(), String::new())),
        );
    }
    say(offered.into_iter(), minus, bare)
}

/// Those that begin with the word. One that holds a control character cannot be typed, so it is left out.
fn say(offered: impl Iterator<Item = (String, String)>, minus: &str, word: &str) -> Result<(), Failure> {
    let mut text = String::new();
    for (candidate, what) in offered {
        if candidate.starts_with(word) && !candidate.contains(char::is_control) {
            let _ = writeln!(text, "{minus}{candidate}\t{}", output::cell(&what, 60));
        }
    }
    // For a shell, which takes them apart at the tabs.
    output::bytes(text.as_bytes())
}
