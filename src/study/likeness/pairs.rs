//! Whether two questions are alike, how surely, and which pairs are worth looking at.
//!
//! Pairs come from three tables: of questions with the same objects; for long questions, of those that
//! share a rare word; and of words of which one is the other misspelt. So a large collection is looked
//! through in about the time it takes to read it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::intent::Intent;
use super::reading::{self, Reading};
use super::spelling;
use super::words::is_akin;

/// How surely two questions are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sureness {
    /// The same things are asked of the same objects, in other words or with a word misspelt.
    Likely,
    /// The same words but for filler, politeness and the deck's own topic.
    Certain,
}

/// A question with the languages its deck is about.
pub(super) struct Read<'a> {
    pub(super) question: &'a str,
    pub(super) reading: Reading,
    /// Those that the deck's title, sections and tags name.
    pub(super) topics: BTreeSet<&'a str>,
    /// Those that its questions speak of.
    pub(super) spoken_of: BTreeSet<&'a str>,
}

/// Shorter questions have to agree in every word.
const LONG_TERMS: usize = 7;
/// The share of the weight that two long questions have to have in common.
const LONG_SHARE: f64 = 0.85;
/// Rare words that a long question is found by.
const RARE_WORDS: usize = 3;
/// A word that more questions hold is no rare one; so many wordings of one question are not compared
/// each with each.
const MOST_IN_A_BLOCK: usize = 200;
/// A small collection is weighed as if it were this large, or chance would decide what is rare in it.
const LEAST_QUESTIONS: usize = 1000;

/// The pairs of places at which questions are alike, each once, the lower place first.
pub(super) fn alike(questions: &[Read<'_>]) -> Vec<(usize, usize, Sureness)> {
    let mut found = HashMap::new();
    let mut blocks: HashMap<String, Vec<usize>> = HashMap::new();
    for (place, question) in questions.iter().enumerate() {
        if let Some(block) = block_of(&question.reading) {
            blocks.entry(block).or_default().push(place);
        }
    }
    for block in blocks.values() {
        for part in block.chunks(MOST_IN_A_BLOCK) {
            each_pair(part, |a, b| {
                if let Some(sureness) = compare(&questions[a], &questions[b]) {
                    found.insert((a, b), sureness);
                }
            });
        }
    }
    for (a, b) in long_pairs(questions) {
        found.entry((a, b)).or_insert(Sureness::Likely);
    }
    for (a, b) in misspelt_pairs(questions, &blocks) {
        found.entry((a, b)).or_insert(Sureness::Likely);
    }
    let mut found: Vec<_> = found.into_iter().map(|((a, b), sureness)| (a, b, sureness)).collect();
    found.sort_unstable();
    found
}

fn each_pair(places: &[usize], mut look: impl FnMut(usize, usize)) {
    for (index, &a) in places.iter().enumerate() {
        for &b in &places[index + 1..] {
            look(a.min(b), a.max(b));
        }
    }
}

/// What two alike questions have in common to the letter; `None` for a question that says too little to
/// be compared.
fn block_of(reading: &Reading) -> Option<String> {
    let stands_alone = !reading.points_elsewhere || !reading.verbatim.is_empty();
    if reading.terms.is_empty() || !stands_alone {
        return None;
    }
    let intents: Vec<Intent> = reading.intents.iter().map(|&intent| as_difference(intent)).collect();
    Some(format!("{intents:?} {:?} {} {}", reading.terms, reading.is_negated, reading.verbatim))
}

/// One intent for those that two alike questions may differ in.
fn as_difference(intent: Intent) -> Intent {
    match intent {
        Intent::Definition | Intent::Mechanism | Intent::Purpose | Intent::Which => Intent::Difference,
        intent => intent,
    }
}

/// Whether two questions on the same objects want to know the same of them.
fn is_one_wish(one: &Reading, other: &Reading) -> bool {
    if one.intents == other.intents {
        return true;
    }
    let is_definition = |reading: &Reading| reading.intents == [Intent::Definition];
    // `Describe X.` and `How does X work?`; `Which X are there?` and `What are X?`
    let may_be = |open: &Reading, other: &Reading| {
        is_definition(open)
            && (open.also.is_some_and(|also| other.intents == [also]) || other.intents == [Intent::Which])
    };
    // `What are X and Y?` and `What is the difference between X and Y?`
    let compares = |reading: &Reading| reading.intents == [Intent::Difference];
    let sets_apart = one.phrases.len() > 1
        && one.phrases == other.phrases
        && (is_definition(one) && compares(other) || compares(one) && is_definition(other));
    may_be(one, other) || may_be(other, one) || sets_apart
}

/// Two questions of one block.
fn compare(a: &Read<'_>, b: &Read<'_>) -> Option<Sureness> {
    let (one, other) = (&a.reading, &b.reading);
    if !is_one_wish(one, other) || !fields_agree(one, other) {
        return None;
    }
    let compares = |reading: &Reading| reading.intents.contains(&Intent::Difference);
    if compares(one) && one.phrases.len().min(other.phrases.len()) < 2 && one.phrases != other.phrases {
        return None;
    }
    if (one.is_ordered || other.is_ordered)
        && !compares(one)
        && !compares(other)
        && one.in_order != other.in_order
    {
        return None;
    }
    let languages = languages_agree(a, b)?;
    let is_same = one.intents == other.intents && one.said == other.said;
    Some(if is_same && languages == Sureness::Certain { Sureness::Certain } else { Sureness::Likely })
}

/// Whether the things are not of two fields or kinds: a tree in databases is no tree in statistics.
fn fields_agree(one: &Reading, other: &Reading) -> bool {
    let agree = |one: &BTreeSet<String>, other: &BTreeSet<String>| {
        one.is_empty() || other.is_empty() || !one.is_disjoint(other)
    };
    agree(&one.fields, &other.fields) && agree(&one.beside, &other.beside)
}

/// Certain where neither names a language the other's deck is not about.
fn languages_agree(a: &Read<'_>, b: &Read<'_>) -> Option<Sureness> {
    let (one, other) = (&a.reading.languages, &b.reading.languages);
    let covers = |held: &BTreeSet<&str>, wanted: &BTreeSet<&str>| {
        wanted.iter().all(|wanted| held.iter().any(|held| is_akin(held, wanted)))
    };
    if one == other {
        return Some(Sureness::Certain);
    }
    let (named, silent) = if one.is_empty() {
        (b, a)
    } else if other.is_empty() {
        (a, b)
    } else {
        return (covers(one, other) && covers(other, one)).then_some(Sureness::Likely);
    };
    let wanted = &named.reading.languages;
    if !silent.topics.is_empty() {
        // "What is an interface?" in a deck on Java is not the one on Go.
        return covers(&silent.topics, wanted).then_some(Sureness::Certain);
    }
    if !silent.spoken_of.is_empty() && !covers(&silent.spoken_of, wanted) {
        return None;
    }
    Some(if covers(&named.topics, wanted) { Sureness::Certain } else { Sureness::Likely })
}

/// Questions that are alike once a word of one is spelled as the other spells it.
fn misspelt_pairs(questions: &[Read<'_>], blocks: &HashMap<String, Vec<usize>>) -> BTreeSet<(usize, usize)> {
    let mut places_of: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, question) in questions.iter().enumerate() {
        for word in &question.reading.words {
            places_of.entry(word).or_default().push(place);
        }
    }
    let mut found = BTreeSet::new();
    for (one, other) in spelling::slips(places_of.keys().copied()) {
        // The rarer of the two is read again; which one it is does not matter.
        let (from, to) =
            if places_of[one].len() <= places_of[other].len() { (one, other) } else { (other, one) };
        for &at in places_of[from].iter().take(MOST_IN_A_BLOCK) {
            let question = &questions[at];
            let respelt = Read {
                reading: reading::read_respelt(question.question, from, to),
                topics: question.topics.clone(),
                spoken_of: question.spoken_of.clone(),
                ..*question
            };
            let block = block_of(&respelt.reading).and_then(|block| blocks.get(&block));
            for &beside in block.into_iter().flatten().take(MOST_IN_A_BLOCK) {
                let is_spelt_so = questions[beside].reading.words.contains(to);
                if beside != at && is_spelt_so && compare(&respelt, &questions[beside]).is_some() {
                    found.insert((at.min(beside), at.max(beside)));
                }
            }
        }
    }
    found
}

/// Long questions of which one says all that the other does, and little more.
fn long_pairs(questions: &[Read<'_>]) -> BTreeSet<(usize, usize)> {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    for question in questions {
        for term in &question.reading.terms {
            *counts.entry(term).or_default() += 1;
        }
    }
    let total = f64::from(u32::try_from(questions.len().max(LEAST_QUESTIONS)).unwrap_or(u32::MAX));
    let weight = |term: &str| (total / f64::from(counts.get(term).copied().unwrap_or(1))).ln() + 1.0;
    let mut by_word: HashMap<&str, Vec<usize>> = HashMap::new();
    for (place, question) in questions.iter().enumerate() {
        if question.reading.terms.len() < LONG_TERMS {
            continue;
        }
        let mut terms: Vec<&str> = question.reading.terms.iter().map(String::as_str).collect();
        terms.sort_by_key(|term| (counts[term], *term));
        for term in terms.into_iter().take(RARE_WORDS) {
            by_word.entry(term).or_default().push(place);
        }
    }
    let mut found = BTreeSet::new();
    for block in by_word.values().filter(|block| block.len() <= MOST_IN_A_BLOCK) {
        each_pair(block, |a, b| {
            let (one, other) = (&questions[a].reading, &questions[b].reading);
            let agrees = one.intents == other.intents
                && one.is_negated == other.is_negated
                && one.verbatim == other.verbatim
                && fields_agree(one, other)
                && !one.is_ordered
                && !other.is_ordered
                && (one.terms.is_subset(&other.terms) || other.terms.is_subset(&one.terms))
                // A language in the place of another object is another object.
                && (one.languages == other.languages || one.terms == other.terms);
            if !agrees || languages_agree(&questions[a], &questions[b]).is_none() {
                return;
            }
            let differing = one.terms.symmetric_difference(&other.terms);
            if differing.clone().any(|term| !term.chars().all(char::is_alphabetic)) {
                return;
            }
            let apart: f64 = differing.map(|term| weight(term)).sum();
            let shared: f64 = one.terms.intersection(&other.terms).map(|term| weight(term)).sum();
            if shared >= LONG_SHARE * (shared + apart) {
                found.insert((a, b));
            }
        });
    }
    found
}
