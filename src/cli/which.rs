//! Which card is meant: by its id, the beginning of one, or words that only its question holds; and
//! which cards by several of them or by a selection.

use crate::store::Store;
use crate::study::card::CardId;
use crate::study::search::Wanted;
use crate::study::selection::{self, Selection, nearest};

use super::collection::Opened;
use super::context::Context;
use super::failure::{Code, Failure};
use super::output;
use super::queue::all_selected;
use super::search;

const WHERE_IDS_ARE: &str = "`viva list DECK` shows the ids of its cards";
/// So many questions are named where several could be meant.
const MOST_NAMED: usize = 5;

/// The card that an id, or the beginning of one, names.
pub(super) fn named(store: &Store, name: &str) -> Result<CardId, Failure> {
    // A script's empty variable would name the only card of a small collection.
    if name.is_empty() {
        return Err(Failure::new(Code::Usage, "an empty text is not a card's id").hint(WHERE_IDS_ARE));
    }
    by_id(store, name)?.ok_or_else(|| {
        Failure::new(Code::Usage, format!("no card has the id {}", name.escape_debug())).hint(WHERE_IDS_ARE)
    })
}

/// The card that an id, the beginning of one, or words name that stand in no other card's question.
pub(super) fn meant(store: &mut Store, words: &[String]) -> Result<CardId, Failure> {
    let said = words.join(" ");
    if said.trim().is_empty() {
        return Err(Failure::new(Code::Usage, "an empty text does not name a card").hint(WHERE_IDS_ARE));
    }
    if let Some(card) = by_id(store, &said)? {
        return Ok(card);
    }
    let said = said.escape_debug();
    let no_card = || Failure::new(Code::Usage, format!("no card has this id or these words: {said}"));
    let Some(wanted) = Wanted::parse(&words.join(" ")) else { return Err(no_card().hint(WHERE_IDS_ARE)) };
    let mut holding: Vec<(CardId, String)> = Vec::new();
    for found in store.search(&wanted)? {
        if holding.iter().any(|(card, _)| *card == found.card) {
            continue;
        }
        let question = store.question_of(&found.card)?.unwrap_or_default();
        if wanted.is_found_in(&[&question]) {
            holding.push((found.card, question));
        }
        if holding.len() > MOST_NAMED {
            break;
        }
    }
    match holding.as_slice() {
        [(only, _)] => Ok(only.clone()),
        [] => Err(match search::meant(store, &wanted)? {
            Some(word) => no_card().hint(format!("did you mean `{word}`?")),
            None => no_card().hint("`viva search WORDS` searches answers too"),
        }),
        several => {
            let mut named: Vec<String> = several
                .iter()
                .take(MOST_NAMED)
                .map(|(card, question)| format!("{card} ({})", output::cell(question, 40)))
                .collect();
            if several.len() > MOST_NAMED {
                named.push("others".to_owned());
            }
            Err(Failure::new(Code::Usage, format!("several questions match {said}"))
                .hint(format!("name one by its id: {}", named.join(", "))))
        }
    }
}

/// Cards named one by one, or by a selection.
pub(super) struct Several {
    pub(super) cards: Vec<CardId>,
    /// The user did not name each of them.
    pub(super) is_selection: bool,
}

/// The cards that these ids, or this selection, mean; each of them once.
pub(super) fn several(context: &Context, opened: &mut Opened, words: &[String]) -> Result<Several, Failure> {
    let decks = opened.store.known_decks()?;
    let is_id = |word: &String| -> Result<bool, Failure> {
        Ok(opened.store.ids_beginning(&word.to_ascii_lowercase(), 1)?.iter().any(|id| id.as_str() == word))
    };
    let mut is_selection = false;
    for word in words {
        is_selection |= selection::is_term(word) || (decks.contains_key(word) && !is_id(word)?);
    }
    let mut cards = if is_selection {
        let selection: Selection = opened.selection(words)?;
        let listed = all_selected(&opened.store, &selection, context.today())?;
        listed.into_iter().map(|listed| listed.card).collect()
    } else {
        let named = |word: &String| {
            let failure = match named(&opened.store, word) {
                Err(failure) if !word.is_empty() && by_id(&opened.store, word).is_ok() => failure,
                named => return named,
            };
            Err(match nearest(word, decks.keys().map(String::as_str)) {
                Some(deck) => failure.hint(format!("did you mean the deck `{deck}`?")),
                None => failure,
            })
        };
        words.iter().map(named).collect::<Result<Vec<CardId>, Failure>>()?
    };
    let mut seen = std::collections::HashSet::new();
    cards.retain(|card| seen.insert(card.clone()));
    Ok(Several { cards, is_selection })
}

fn by_id(store: &Store, name: &str) -> Result<Option<CardId>, Failure> {
    // Ids are in lower case, and decks may be written otherwise.
    let wanted = name.to_ascii_lowercase();
    let found = store.ids_beginning(&wanted, 6)?;
    if let Some(exact) = found.iter().find(|id| id.as_str() == wanted) {
        return Ok(Some(exact.clone()));
    }
    match found.as_slice() {
        [only] => Ok(Some(only.clone())),
        [] => Ok(None),
        several => {
            let ids: Vec<&str> = several.iter().map(CardId::as_str).collect();
            Err(Failure::new(Code::Usage, format!("several ids begin with {}", name.escape_debug()))
                .hint(format!("use more of the id: {}", ids.join(", "))))
        }
    }
}
