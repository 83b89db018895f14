//! The decks there are, as one is chosen from them to be drilled.

use crate::study::conversation::{Choice, Finding};
use crate::study::search::folded;

/// A deck, and what it has to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeckOffer {
    pub name: String,
    pub title: Option<String>,
    /// Its cards that are due, whatever the limits of the day are.
    pub due_count: usize,
    /// Its cards that were never answered.
    pub new_count: usize,
}

impl DeckOffer {
    /// `Harbour Bank (harbour-2)`, `12 due, 30 new`
    fn choice(&self) -> Choice {
        let text = match &self.title {
            // Whoever knows it by its name finds it by its title, too.
            Some(title) if folded(title).contains(&folded(&self.name)) => title.clone(),
            Some(title) => format!("{title} ({})", self.name),
            None => self.name.clone(),
        };
        let counts = [(self.due_count, "due"), (self.new_count, "new")].into_iter();
        let counts = counts.filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        let counts: Vec<String> = counts.collect();
        let detail = if counts.is_empty() { "nothing due".to_owned() } else { counts.join(", ") };
        Choice { text, detail }
    }
}

/// A list from which a person chooses a deck; `action` is what its name leads to.
#[must_use]
pub fn finding_deck<A>(decks: Vec<DeckOffer>, action: impl Fn(String) -> A) -> Finding<A> {
    let items = decks.into_iter().map(|deck| (deck.choice(), action(deck.name)));
    Finding::new("Choose a deck to drill", items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deck_is_shown_by_its_title_and_what_it_has_to_ask() {
        for (name, title, due_count, new_count, expected) in [
            ("harbour", Some("The Harbour Bank"), 12, 30, ("The Harbour Bank", "12 due, 30 new")),
            ("harbour-2", Some("Harbour Bank"), 0, 1, ("Harbour Bank (harbour-2)", "1 new")),
            ("tide", None, 0, 0, ("tide", "nothing due")),
        ] {
            let title = title.map(str::to_owned);
            let choice = DeckOffer { name: name.to_owned(), title, due_count, new_count }.choice();
            assert_eq!((choice.text.as_str(), choice.detail.as_str()), expected);
        }
    }
}
