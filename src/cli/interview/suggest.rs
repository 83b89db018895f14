//! What an interview may cover: decks of the same company or that are called after it, decks of similar roles, and
//! what is asked most elsewhere.

use crate::cli::asked::Asked;
use crate::cli::collection::Opened;
use crate::cli::failure::Failure;
use crate::store::{InterviewHead, KnownDeck};
use crate::study::asked::Role;
use crate::study::lexicon::fold;
use crate::study::text::clean_line;

/// A selection, and why it may be covered.
pub(super) struct Suggestion {
    pub(super) selection: String,
    pub(super) why: &'static str,
}

/// For an interview at this company for this role, in a deck of its own; the most telling first. If nothing else is
/// known, every other deck is suggested.
pub(super) fn suggestions(
    opened: &Opened,
    asked: &Asked,
    deck: &str,
    company: &str,
    role: Option<&str>,
) -> Result<Vec<Suggestion>, Failure> {
    let company = fold(company.trim());
    let wanted = Role::new(role, []);
    let mut found = Vec::new();
    let others = || asked.heads.iter().filter(|head| head.deck != deck && head.card_count > 0);
    let is_same =
        |head: &&InterviewHead| head.company.as_ref().is_some_and(|other| fold(other.trim()) == company);
    for head in others().filter(is_same) {
        found.push(Suggestion { selection: of_deck(&head.deck), why: "the same company" });
    }
    // A note about the company need not say that it tells of an interview.
    let decks = opened.store.known_decks()?;
    let with_cards = || decks.values().filter(|known| known.card_count > 0 && known.stamp.name != deck);
    let is_called = |known: &&KnownDeck| {
        let names = [Some(known.stamp.name.as_str()), known.title.as_deref()];
        known.company.is_none() && names.into_iter().flatten().any(|name| has_words(name, &company))
    };
    for known in with_cards().filter(is_called) {
        found.push(Suggestion { selection: of_deck(&known.stamp.name), why: "called after the company" });
    }
    for head in others().filter(|head| !is_same(head) && wanted.is_like(&asked.role(&head.deck))) {
        found.push(Suggestion { selection: of_deck(&head.deck), why: "a similar role" });
    }
    if opened.store.listed()?.iter().any(|listed| listed.asked_times > 1) {
        found.push(Suggestion { selection: "asked:>1".to_owned(), why: "asked by several interviews" });
    }
    if found.is_empty() {
        found.extend(
            with_cards()
                .map(|known| Suggestion { selection: of_deck(&known.stamp.name), why: "your questions" }),
        );
    }
    Ok(found)
}

/// Whether a name has these words, which are folded.
fn has_words(name: &str, words: &str) -> bool {
    let bare = |text: &str| {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        format!(" {} ", words.collect::<Vec<_>>().join(" "))
    };
    let wanted = bare(words);
    wanted.trim().len() > 1 && bare(&fold(name)).contains(&wanted)
}

fn of_deck(name: &str) -> String {
    format!("deck:{name}")
}

impl Suggestion {
    pub(super) fn in_words(&self) -> String {
        clean_line(&format!("{} ({})", self.selection, self.why)).to_string()
    }
}
