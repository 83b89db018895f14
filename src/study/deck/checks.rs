//! What is odd between the decks of a collection, though each of them reads well.
//!
//! Two things tie cards of different decks together: an id they share, and `same_as`. Both are
//! written by hand now and then, and both can come to say what nobody meant.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::study::card::{CardId, normal_form};

/// One id under which different questions stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    pub id: CardId,
    /// The deck's name, the card's index in it and its question: one for each different question.
    pub questions: Vec<(String, usize, String)>,
}

impl Disagreement {
    /// What stands under an id, in the order of the decks; `None` if it is one question.
    #[must_use]
    pub fn of(id: CardId, mut places: Vec<(String, usize, String)>) -> Option<Self> {
        let mut normal_forms = HashSet::new();
        places.retain(|(_, _, question)| normal_forms.insert(normal_form(question)));
        (places.len() > 1).then_some(Self { id, questions: places })
    }
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
    #[error("`{id}` is the same as `{target}`, which is in no deck")]
    Missing { id: CardId, target: CardId },
    #[error("`{id}` is the same as `{target}`, which leads back in a circle")]
    Circular { id: CardId, target: CardId },
    #[error(
        "`{id}` is the same as `{target}` in one place and as `{other}` in another; the first one counts"
    )]
    TwoTargets { id: CardId, target: CardId, other: CardId },
}

impl SameAs {
    /// From each card that names another, in the order of decks, and the cards there are.
    #[must_use]
    pub fn resolve<'c>(
        wished: impl Iterator<Item = (&'c CardId, &'c CardId)>,
        present: &HashSet<&'c CardId>,
    ) -> Self {
        let mut targets: BTreeMap<&CardId, &CardId> = BTreeMap::new();
        let mut faults = Vec::new();
        let mut passed_over = HashSet::new();
        for (id, other) in wished {
            let target = *targets.entry(id).or_insert(other);
            if target != other && passed_over.insert((id, other)) {
                let (id, target, other) = (id.clone(), target.clone(), other.clone());
                faults.push(SameAsFault::TwoTargets { id, target, other });
            }
        }
        let mut roots = HashMap::new();
        let ends = ends(&targets, present);
        for (&id, &target) in &targets {
            match ends[id] {
                End::At(root) if root != id => drop(roots.insert(id.clone(), root.clone())),
                End::At(_) => faults.push(SameAsFault::Missing { id: id.clone(), target: target.clone() }),
                End::Circular => {
                    faults.push(SameAsFault::Circular { id: id.clone(), target: target.clone() });
                }
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

/// Where a chain of targets ends.
#[derive(Clone, Copy)]
enum End<'c> {
    /// At this card: it names no target, or one that is in no deck.
    At(&'c CardId),
    Circular,
}

/// The ends of all chains. Each card is passed once, however long the chain is that it is in.
fn ends<'c>(
    targets: &BTreeMap<&'c CardId, &'c CardId>,
    present: &HashSet<&'c CardId>,
) -> HashMap<&'c CardId, End<'c>> {
    let mut ends = HashMap::new();
    for &first in targets.keys() {
        let (mut at, mut passed) = (first, Vec::new());
        let mut on_the_way = HashSet::new();
        let end = loop {
            if let Some(&known) = ends.get(at) {
                break known;
            }
            if !on_the_way.insert(at) {
                break End::Circular;
            }
            passed.push(at);
            match targets.get(at) {
                Some(&next) if present.contains(next) => at = next,
                _ => break End::At(at),
            }
        };
        ends.extend(passed.into_iter().map(|card| (card, end)));
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> CardId {
        CardId::parse(text).unwrap()
    }

    /// `a>b` is a card a that is the same as b.
    fn over(cards: &str) -> SameAs {
        let cards = cards.split_whitespace().map(|text| match text.split_once('>') {
            None => (id(text), None),
            Some((name, target)) => (id(name), Some(id(target))),
        });
        let cards: Vec<(CardId, Option<CardId>)> = cards.collect();
        let wished = cards.iter().filter_map(|(card, target)| Some((card, target.as_ref()?)));
        SameAs::resolve(wished, &cards.iter().map(|(card, _)| card).collect())
    }

    #[track_caller]
    fn check(cards: &str, expected_roots: &str, expected_faults: &[&str]) {
        let same_as = over(cards);
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
        check("a>x b>a", "a a", &["`a` is the same as `x`, which is in no deck"]);
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
    fn a_long_chain_has_one_root() {
        // At quadratic cost this would take hours.
        let count = 200_000;
        let name = |at: usize| format!("c{at:06}");
        let chain: Vec<String> =
            (1..count).map(|at| format!("{}>{}", name(at), name(at - 1))).chain([name(0)]).collect();
        let same_as = over(&chain.join(" "));
        assert_eq!(same_as.root(&id(&name(count - 1))), &id(&name(0)));
        assert_eq!((same_as.faults.len(), same_as.into_roots().len()), (0, count - 1));
    }

    #[test]
    fn of_two_targets_the_first_holds() {
        check(
            "b c a>b a>c",
            "b c b b",
            &["`a` is the same as `b` in one place and as `c` in another; the first one counts"],
        );
    }

    #[test]
    fn questions_that_differ_under_one_id_are_found() {
        let place = |deck: &str, index, question: &str| (deck.to_owned(), index, question.to_owned());
        let mut places = vec![place("one", 0, "What is it?"), place("one", 1, "**What** is it")];
        assert_eq!(Disagreement::of(id("a"), places.clone()), None);
        places.push(place("two", 1, "Who?"));
        let questions = vec![place("one", 0, "What is it?"), place("two", 1, "Who?")];
        assert_eq!(Disagreement::of(id("a"), places), Some(Disagreement { id: id("a"), questions }));
    }
}
