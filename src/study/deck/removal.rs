//! A card taken out of a deck's text, and put back as it was written.
//!
//! What is kept of it is its text, and where that was: if the rest of the deck is still the same, the deck
//! becomes byte for byte what it was; otherwise the card comes below the one that it was below.

use super::edit::{EditError, is_cr_alone, range_of_card};
use super::parse::{parse, with_lf};
use crate::study::card::{Card, RemovedCard, normal_form};

/// Takes the lines of the first card with this id and question out of a deck; the rest of the deck. `None` if it
/// has no such card.
pub fn remove_card(text: &str, card: &Card) -> Result<Option<(String, RemovedCard)>, EditError> {
    let text = if is_cr_alone(text) { with_lf(text).into_owned() } else { text.to_owned() };
    let mut cards = parse("", &text)?.deck.cards;
    let Some(place) = cards.iter().position(|held| is_same_card(held, card)) else { return Ok(None) };
    let range = range_of_card(&text, place)?;
    let rest = [&text[..range.start], &text[range.end..]].concat();
    cards.remove(place);
    if !matches!(parse("", &rest), Ok(reread) if reread.deck.cards == cards) {
        return Err(EditError::UnusualLayout { line: 1, what: "this deck" });
    }
    let removed = RemovedCard {
        toml: text[range.clone()].to_owned(),
        above: place.checked_sub(1).map(|above| cards[above].id.clone()),
        offset: range.start,
        rest: hash(&rest),
    };
    Ok(Some((rest, removed)))
}

/// The deck with a card that was taken out of it.
pub fn insert_removed(text: &str, removed: &RemovedCard) -> Result<String, EditError> {
    let cards = parse("", text)?.deck.cards;
    let with = if hash(text) == removed.rest && text.is_char_boundary(removed.offset) {
        let (before, after) = text.split_at(removed.offset);
        [before, &removed.toml, after].concat()
    } else {
        let place = cards.iter().position(|held| Some(&held.id) == removed.above.as_ref());
        let at = match place {
            Some(above) => range_of_card(text, above)?.end,
            None if removed.above.is_none() && !cards.is_empty() => range_of_card(text, 0)?.start,
            None => text.len(),
        };
        let (before, after) = text.split_at(at);
        let line_end = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let is_after_blank = before.is_empty() || before.ends_with("\n\n") || before.ends_with("\n\r\n");
        let mut with = before.to_owned();
        if !with.is_empty() && !with.ends_with('\n') {
            with.push_str(line_end);
        }
        if !is_after_blank {
            with.push_str(line_end);
        }
        with.push_str(removed.toml.trim_end_matches(['\n', '\r']));
        with.push_str(line_end);
        if !after.is_empty() {
            with.push_str(line_end);
        }
        with + after
    };
    match parse("", &with) {
        Ok(reread) if reread.deck.cards.len() == cards.len() + 1 => Ok(with),
        _ => Err(EditError::UnusualLayout { line: 1, what: "this deck" }),
    }
}

/// The card, as its text says.
#[must_use]
pub fn removed_card(removed: &RemovedCard) -> Option<Card> {
    parse("", &removed.toml).ok()?.deck.cards.into_iter().next()
}

/// Whether two cards have one id and one question.
#[must_use]
pub fn is_same_card(a: &Card, b: &Card) -> bool {
    a.id == b.id && normal_form(&a.question) == normal_form(&b.question)
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECK: &str = "# mine\ntitle = \"Go\"\n\n# about a\n[[cards]]\nid = \"a\"   # stays\nquestion = \"A?\"\n\n\n\
        # about b\n[[cards]]\nid = \"b\"\nquestion = \"B?\"\nanswer = \"\"\"\n[[cards]]\n# no comment\n\"\"\"\n\n\
        [[cards]]\nid = \"c\"\nquestion = \"C?\"";

    fn card(id: &str) -> Card {
        let cards = parse("", DECK).unwrap().deck.cards;
        cards.into_iter().find(|card| card.id.as_str() == id).unwrap()
    }

    fn ids(text: &str) -> Vec<String> {
        parse("", text).unwrap().deck.cards.iter().map(|card| card.id.to_string()).collect()
    }

    #[test]
    fn a_card_that_is_put_back_is_as_it_was() {
        for deck in [DECK.to_owned(), DECK.replace('\n', "\r\n")] {
            for id in ["a", "b", "c"] {
                let (rest, removed) = remove_card(&deck, &card(id)).unwrap().unwrap();
                assert!(!ids(&rest).contains(&id.to_owned()) && ids(&rest).len() == 2, "{rest}");
                assert_eq!(removed_card(&removed).unwrap().id.as_str(), id);
                assert_eq!(insert_removed(&rest, &removed).unwrap(), deck);
                assert!(remove_card(&rest, &card(id)).unwrap().is_none());
            }
        }
    }

    #[test]
    fn in_a_deck_that_changed_it_comes_below_the_card_it_was_below() {
        for (id, expected) in [("a", "abc"), ("b", "abc"), ("c", "abc")] {
            let (rest, removed) = remove_card(DECK, &card(id)).unwrap().unwrap();
            let edited = rest.replace("# mine", "# ours\n# all");
            let with = insert_removed(&edited, &removed).unwrap();
            assert_eq!(ids(&with).concat(), expected, "{with}");
            assert!(with.contains("# ours"), "{with}");
        }
        // The one above it is gone, too: it comes last.
        let (rest, removed) = remove_card(DECK, &card("b")).unwrap().unwrap();
        let (rest, _) = remove_card(&rest, &card("a")).unwrap().unwrap();
        assert_eq!(ids(&insert_removed(&rest, &removed).unwrap()).concat(), "cb");
        let (rest, _) = remove_card(&rest, &card("c")).unwrap().unwrap();
        assert_eq!(ids(&insert_removed(&rest, &removed).unwrap()).concat(), "b");
    }
}
