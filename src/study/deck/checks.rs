//! What is odd between the decks of a collection, though each of them reads well.
//!
//! Two things tie cards of different decks together: an id they share, and `same_as`. Both are
//! written by hand now and then, and both can come to say what nobody meant.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::model::Deck;
use crate::study::card::{CardId, normal_form};

/// One id under which different questions stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    pub id: CardId,
    /// The deck's name, the card's index in it and its question: one for each different question.
    pub questions: Vec<(String, usize, String)>,
}

/// The ids whose questions no longer normalise alike, in the order of the ids.
#[must_use]
pub fn ids_that_disagree(decks: &[&Deck]) -> Vec<Disagreement> {
    let mut sightings: BTreeMap<&CardId, Vec<(&Deck, usize)>> = BTreeMap::new();
    for deck in decks {
        for (index, card) in deck.cards.iter().enumerate() {
            sightings.entry(&card.id).or_default().push((deck, index));
        }
    }
    let several = sightings.into_iter().filter(|(_, places)| places.len() > 1);
    let disagreements = several.filter_map(|(id, places)| {
        let mut normal_forms = HashSet::new();
        let questions: Vec<_> = places
            .into_iter()
            .map(|(deck, index)| (deck.name.clone(), index, deck.cards[index].question.clone()))
            .filter(|(_, _, question)| normal_forms.insert(normal_form(question)))
            .collect();
        (questions.len() > 1).then(|| Disagreement { id: id.clone(), questions })
    });
    disagreements.collect()
}

/// Which cards ask the same in other words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SameAs {
    roots: HashMap<CardId, CardId>,
    /// In the order of the ids.
    pub faults: Vec<SameAsFault>,
}

/// A `same_as` that joins nothing; its card stands alone.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SameAsFault {
    #[error("`{id}` is the same as `{target}`, which no deck holds")]
    Missing { id: CardId, target: CardId },
    #[error("`{id}` is the same as `{target}`, which leads back in a circle")]
    Circular { id: CardId, target: CardId },
    #[error("`{id}` is the same as `{target}` in one place and as `{other}` in another; the first holds")]
    TwoTargets { id: CardId, target: CardId, other: CardId },
}

impl SameAs {
    #[must_use]
    pub fn over(decks: &[&Deck]) -> Self {
        let cards = || decks.iter().flat_map(|deck| &deck.cards);
        let wished = cards().filter_map(|card| Some((&card.id, card.same_as.as_ref()?)));
        Self::resolve(wished, &cards().map(|card| &card.id).collect())
    }

    /// From each card that names another, in the order of decks, and the cards there are.
    #[must_use]
    pub fn resolve<'c>(
        wished: impl Iterator<Item = (&'c CardId, &'c CardId)>,
        present: &HashSet<&'c CardId>,
    ) -> Self {
        let mut targets: BTreeMap<&CardId, &CardId> = BTreeMap::new();
        let mut faults = Vec::new();
        for (id, other) in wished {
            let target = *targets.entry(id).or_insert(other);
            let fault =
                SameAsFault::TwoTargets { id: id.clone(), target: target.clone(), other: other.clone() };
            if target != other && !faults.contains(&fault) {
                faults.push(fault);
            }
        }
        let mut roots = HashMap::new();
        for (&id, &target) in &targets {
            let (id, target) = (id.clone(), target.clone());
            match root(&targets, present, &id) {
                Ok(root) => drop(roots.insert(id, root.clone())),
                Err(Astray::Missing(from)) if *from == id => faults.push(SameAsFault::Missing { id, target }),
                // A card behind one with a missing target joins that one.
                Err(Astray::Missing(from)) => drop(roots.insert(id, from.clone())),
                Err(Astray::Circular) => faults.push(SameAsFault::Circular { id, target }),
            }
        }
        faults.sort_by(|a, b| a.id().cmp(b.id()));
        Self { roots, faults }
    }

    /// The card whose history and schedule this one shares: itself, unless `same_as` joins it to another.
    /// Each joined card with the one its events are replayed under.
    #[must_use]
    pub fn into_roots(self) -> HashMap<CardId, CardId> {
        self.roots
    }

    #[must_use]
    pub fn root<'a>(&'a self, id: &'a CardId) -> &'a CardId {
        self.roots.get(id).unwrap_or(id)
    }
}

impl SameAsFault {
    #[must_use]
    pub fn id(&self) -> &CardId {
        match self {
            Self::Missing { id, .. } | Self::Circular { id, .. } | Self::TwoTargets { id, .. } => id,
        }
    }
}

enum Astray<'a> {
    /// The last card that is there; its target is not.
    Missing(&'a CardId),
    Circular,
}

fn root<'a>(
    targets: &BTreeMap<&'a CardId, &'a CardId>,
    present: &HashSet<&CardId>,
    id: &CardId,
) -> Result<&'a CardId, Astray<'a>> {
    let Some((&first, _)) = targets.get_key_value(id) else { return Err(Astray::Circular) };
    let mut at = first;
    // A chain longer than the number of its links goes in a circle.
    for _ in 0..=targets.len() {
        match targets.get(at) {
            None => return Ok(at),
            Some(next) if !present.contains(*next) => return Err(Astray::Missing(at)),
            Some(next) => at = next,
        }
    }
    Err(Astray::Circular)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::card::Card;

    fn id(text: &str) -> CardId {
        CardId::parse(text).unwrap()
    }

    /// `a>b` is a card a that is the same as b.
    fn deck(cards: &str) -> Deck {
        let cards = cards.split_whitespace().map(|text| {
            let (name, target) =
                text.split_once('>').map_or((text, None), |(name, target)| (name, Some(id(target))));
            Card { id: id(name), same_as: target, ..Card::new(name) }
        });
        Deck { name: "d".into(), cards: cards.collect(), ..Deck::default() }
    }

    #[track_caller]
    fn check(cards: &str, expected_roots: &str, expected_faults: &[&str]) {
        let same_as = SameAs::over(&[&deck(cards)]);
        let roots = cards.split_whitespace().map(|text| text.split('>').next().unwrap());
        let roots: Vec<String> = roots.map(|name| same_as.root(&id(name)).to_string()).collect();
        assert_eq!(roots.join(" "), expected_roots);
        let faults: Vec<String> = same_as.faults.iter().map(ToString::to_string).collect();
        assert_eq!(faults, expected_faults);
    }

    #[test]
    fn chains_lead_to_their_end() {
        check("a b>a c>b d", "a a a d", &[]);
    }

    #[test]
    fn a_missing_target_stands_alone_and_is_reported() {
        check("a>x b>a", "a a", &["`a` is the same as `x`, which no deck holds"]);
    }

    #[test]
    fn a_circle_stands_alone_and_is_reported() {
        let circular = |id: &str, target: &str| {
            format!("`{id}` is the same as `{target}`, which leads back in a circle")
        };
        check("a>b b>a", "a b", &[&circular("a", "b"), &circular("b", "a")]);
        check("a>a c>a", "a c", &[&circular("a", "a"), &circular("c", "a")]);
    }

    #[test]
    fn of_two_targets_the_first_holds() {
        check(
            "b c a>b a>c",
            "b c b b",
            &["`a` is the same as `b` in one place and as `c` in another; the first holds"],
        );
    }

    #[test]
    fn questions_that_differ_under_one_id_are_found() {
        let card = |question: &str| Card { id: id("a"), ..Card::new(question) };
        let one = Deck {
            name: "one".into(),
            cards: vec![card("What is it?"), card("**What** is it")],
            ..Deck::default()
        };
        assert_eq!(ids_that_disagree(&[&one]), []);
        let two = Deck { name: "two".into(), cards: vec![Card::new("x"), card("Who?")], ..Deck::default() };
        let expected =
            vec![("one".to_owned(), 0, "What is it?".to_owned()), ("two".to_owned(), 1, "Who?".to_owned())];
        assert_eq!(ids_that_disagree(&[&one, &two]), [Disagreement { id: id("a"), questions: expected }]);
    }
}
