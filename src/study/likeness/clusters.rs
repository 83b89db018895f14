//! From pairs to clusters: cards of which each is like every other.
//!
//! A chain of pairs is no cluster. "X in Go" is like "X", and "X" like "X in Java"; the first and the
//! last are two questions, and so is whatever its owner has said to be.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::pairs::{Read, Sureness, alike};
use super::reading::{self, Reading};
use super::words;

/// A question in a deck.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    pub deck: &'a str,
    pub question: &'a str,
    /// What the deck, or the card's place in it, is about: title, section, tags.
    pub topics: &'a [String],
    /// Questions that are one card already have the same number.
    pub card: usize,
}

/// Cards that are known to ask different things.
#[derive(Clone, Debug, Default)]
pub struct Apart(HashSet<(usize, usize)>);

/// Cards that ask the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cluster {
    /// By their numbers, in order.
    pub cards: Vec<usize>,
    /// The pairs that hold it together; each brings one more card in.
    pub joins: Vec<Join>,
}

/// Two questions found alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Join {
    /// The places of the two among the questions.
    pub left: usize,
    pub right: usize,
    pub sureness: Sureness,
    /// What both are about, as the first has it.
    pub words: Vec<String>,
}

impl Apart {
    pub fn insert(&mut self, one: usize, other: usize) {
        self.0.insert((one.min(other), one.max(other)));
    }

    fn has(&self, one: usize, other: usize) -> bool {
        self.0.contains(&(one.min(other), one.max(other)))
    }
}

impl Cluster {
    /// How sure the least sure of its joins is.
    #[must_use]
    pub fn sureness(&self) -> Sureness {
        self.joins.iter().map(|join| join.sureness).min().unwrap_or(Sureness::Likely)
    }
}

/// The pairs of questions that ask the same, by their places, the lower one first. Whether they are one
/// card already does not matter.
#[must_use]
pub fn alike_pairs(questions: &[Asking<'_>]) -> Vec<(usize, usize, Sureness)> {
    alike(&read_all(questions))
}

fn read_all<'a>(questions: &[Asking<'a>]) -> Vec<Read<'a>> {
    let readings: Vec<Reading> = questions.iter().map(|asking| reading::read(asking.question)).collect();
    let mut spoken_of: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for (asking, reading) in questions.iter().zip(&readings) {
        let telling = reading.languages.iter().copied().filter(|language| words::is_telling(language));
        spoken_of.entry(asking.deck).or_default().extend(telling);
    }
    questions
        .iter()
        .zip(readings)
        .map(|(asking, reading)| Read {
            question: asking.question,
            reading,
            topics: asking.topics.iter().flat_map(|topic| reading::languages_of(topic)).collect(),
            spoken_of: spoken_of[asking.deck].clone(),
        })
        .collect()
}

/// The clusters of at least two cards in at least two decks, in the order of their first cards, held
/// together by pairs that are at least so sure.
#[must_use]
pub fn clusters(questions: &[Asking<'_>], apart: &Apart, least: Sureness) -> Vec<Cluster> {
    let read = read_all(questions);
    let mut joins: BTreeMap<(usize, usize), (Sureness, usize, usize)> = BTreeMap::new();
    for (left, right, sureness) in alike(&read) {
        let (one, other) = (questions[left].card, questions[right].card);
        if one == other || sureness < least || apart.has(one, other) {
            continue;
        }
        let held = joins.entry((one.min(other), one.max(other))).or_insert((sureness, left, right));
        if held.0 < sureness {
            *held = (sureness, left, right);
        }
    }
    let mut decks: HashMap<usize, BTreeSet<&str>> = HashMap::new();
    for asking in questions {
        decks.entry(asking.card).or_default().insert(asking.deck);
    }
    let mut ordered: Vec<_> = joins.iter().map(|(cards, join)| (*cards, *join)).collect();
    ordered.sort_by(|a, b| b.1.0.cmp(&a.1.0).then(a.0.cmp(&b.0)));
    let mut group_of: HashMap<usize, usize> = HashMap::new();
    let mut groups: Vec<Cluster> = Vec::new();
    for ((one, other), (sureness, left, right)) in ordered {
        let mut group = |card: usize| {
            *group_of.entry(card).or_insert_with(|| {
                groups.push(Cluster { cards: vec![card], joins: Vec::new() });
                groups.len() - 1
            })
        };
        let (into, from) = (group(one), group(other));
        if into == from {
            continue;
        }
        let fits = groups[into]
            .cards
            .iter()
            .all(|&a| groups[from].cards.iter().all(|&b| joins.contains_key(&(a.min(b), a.max(b)))));
        if !fits {
            continue;
        }
        let Cluster { cards, joins: brought } = std::mem::take(&mut groups[from]);
        for &card in &cards {
            group_of.insert(card, into);
        }
        let words = words_of(&read[left], &read[right]);
        groups[into].cards.extend(cards);
        groups[into].joins.extend(brought);
        groups[into].joins.push(Join { left, right, sureness, words });
    }
    let mut clusters: Vec<Cluster> = groups
        .into_iter()
        .filter(|group| group.cards.len() > 1)
        .filter(|group| group.cards.iter().flat_map(|card| &decks[card]).collect::<BTreeSet<_>>().len() > 1)
        .collect();
    for cluster in &mut clusters {
        cluster.cards.sort_unstable();
    }
    clusters.sort_by(|a, b| a.cards.cmp(&b.cards));
    clusters
}

fn words_of(left: &Read<'_>, right: &Read<'_>) -> Vec<String> {
    let shared = left.reading.terms.intersection(&right.reading.terms);
    shared
        .map(|term| left.reading.written.get(term).map_or(term.as_str(), String::as_str).to_owned())
        .collect()
}
