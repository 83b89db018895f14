//! Whether one text says the opposite of what another says of the same.
//!
//! Only words are looked at: an opposite (`faster` for `slower`) or a denial in a clause that otherwise speaks of
//! the same, what is said of the other of two things, and words of different sentences that are mixed into one
//! clause. Nothing is concluded from a contradiction but that no grade is suggested.

use std::collections::{HashMap, HashSet};

use super::choosing::concept_key;
use super::reading::Passage;
use super::subjects::Subjects;
use super::words::Vocabulary;

/// At most this percentage of what both say of one of the things may be said of another.
const MOST_SWAPPED: usize = 35;
/// With fewer, words of different sentences may have met by chance.
const FEWEST_MIXED: usize = 4;
/// At most this percentage of the pairs of words in a clause may be from different sentences.
const MOST_MIXED: usize = 25;
/// A stop word may be denied or have an opposite only in a clause that has this many words in common with another.
const FEWEST_SHARED_WITH_STOP_WORD: usize = 2;
/// A clause of one word is about the same as another if their sentences have this many words in common.
const FEWEST_SHARED_IN_SENTENCE: usize = 3;

/// What a text says, clause by clause.
pub(super) struct Account {
    /// In order.
    words: Vec<Saying>,
    /// The words of each clause that say something.
    clauses: HashMap<usize, HashSet<String>>,
    /// The clauses in which anything is denied.
    denying: HashSet<usize>,
}

/// A word or phrase in its place.
struct Saying {
    key: String,
    /// Of its first word.
    root: String,
    /// Of it and of the phrases that begin with it.
    concepts: HashSet<usize>,
    clause: usize,
    /// `None` in a list or table.
    sentence: Option<usize>,
    subject: Option<usize>,
    is_denied: bool,
    is_content: bool,
    /// Nothing but a space or a hyphen is between it and the word before.
    is_joined: bool,
}

impl Account {
    pub(super) fn of(passage: &Passage, subjects: &Subjects) -> Self {
        let vocabulary = Vocabulary::get();
        let subjects = subjects.in_passage(passage);
        let mut account = Self { words: Vec::new(), clauses: HashMap::new(), denying: HashSet::new() };
        for token in &passage.tokens {
            if vocabulary.is_denying(&token.word) {
                account.denying.insert(token.clause);
            }
        }
        let mut at = 0;
        while at < passage.tokens.len() {
            let token = &passage.tokens[at];
            let phrase = passage.phrases_at(at).next();
            let content = passage.phrases_at(at).find(|(phrase, _)| phrase.is_content);
            let key =
                content.map_or_else(|| token.word.root.clone(), |(phrase, _)| concept_key(phrase.concept));
            let is_content = content.is_some() || !token.is_stop_word;
            if is_content {
                account.clauses.entry(token.clause).or_default().insert(key.clone());
            }
            account.words.push(Saying {
                key,
                root: token.word.root.clone(),
                concepts: passage.phrases_at(at).map(|(phrase, _)| phrase.concept).collect(),
                clause: token.clause,
                // Items of a list and cells may be named in one breath.
                sentence: (!passage.items[token.block]).then_some(token.sentence),
                subject: subjects[at],
                is_denied: token.is_denied,
                is_content,
                is_joined: token.is_joined,
            });
            at += phrase.map_or(1, |(_, count)| count);
        }
        account
    }

    /// Whether this says the opposite of what an answer says.
    pub(super) fn contradicts(&self, answer: &Self) -> bool {
        self.opposes(answer) || self.denies(answer) || self.swaps(answer) || self.mixes(answer)
    }

    /// `faster` where the answer has `slower`, of the same thing.
    fn opposes(&self, answer: &Self) -> bool {
        let vocabulary = Vocabulary::get();
        self.words.iter().enumerate().any(|(at, word)| {
            let opposites: HashSet<usize> =
                word.concepts.iter().flat_map(|concept| vocabulary.opposites_of(*concept)).collect();
            if opposites.is_empty() {
                return false;
            }
            let is_opposite = |other: &Saying| !other.concepts.is_disjoint(&opposites);
            let is_same = |other: &Saying| !other.concepts.is_disjoint(&word.concepts);
            // Of the very next word: `fast consumer`, and never `slow consumer`.
            let next = self.next(at);
            let before_next = |wanted: &dyn Fn(&Saying) -> bool| {
                next.is_some_and(|next| {
                    answer.words.iter().enumerate().any(|(place, other)| {
                        wanted(other) && answer.next(place).is_some_and(|after| after.key == next.key)
                    })
                })
            };
            if before_next(&is_opposite) && !before_next(&is_same) {
                return true;
            }
            // `before and after`, or of two things in one sentence.
            if self.words.iter().any(|other| other.sentence == word.sentence && is_opposite(other)) {
                return false;
            }
            // The clause that has most in common with this one decides.
            let most_shared = |wanted: &dyn Fn(&Saying) -> bool| {
                let said = answer.words.iter().filter(|other| wanted(other) && may_be_same(word, other));
                said.map(|other| self.share(word, answer, other)).max()
            };
            let opposed =
                most_shared(&|other| is_opposite(other) && word.is_denied == other.is_denied).unwrap_or(0);
            opposed >= word.fewest_shared() && most_shared(&is_same).is_none_or(|affirmed| opposed > affirmed)
        })
    }

    /// What the answer affirms, or the other way round, of the same thing.
    fn denies(&self, answer: &Self) -> bool {
        self.words.iter().any(|word| {
            let said =
                || answer.words.iter().filter(|other| other.key == word.key && may_be_same(word, other));
            let is_opposed = |other: &Saying| {
                word.is_denied && !answer.denying.contains(&other.clause)
                    || other.is_denied && !self.denying.contains(&word.clause)
            };
            let most_shared = |is_wanted: bool| {
                let said = said().filter(|other| is_opposed(other) == is_wanted);
                said.map(|other| self.share(word, answer, other)).max()
            };
            most_shared(true).is_some_and(|opposed| {
                opposed >= word.fewest_shared() && most_shared(false).is_none_or(|agreed| opposed > agreed)
            })
        })
    }

    /// Of the words that the answer says of one of the things only, all and those that are said of another.
    fn swapped(&self, answer: &Self) -> (usize, usize) {
        let mut of_key: HashMap<&str, HashSet<usize>> = HashMap::new();
        for word in answer.words.iter().filter(|word| word.is_content) {
            if let Some(subject) = word.subject {
                of_key.entry(&word.key).or_default().insert(subject);
            }
        }
        let (mut all, mut swapped) = (0, 0);
        for word in self.words.iter().filter(|word| word.is_content) {
            let (Some(subject), Some(subjects)) = (word.subject, of_key.get(word.key.as_str())) else {
                continue;
            };
            // What is said of both tells nothing.
            if subjects.len() == 1 {
                all += 1;
                swapped += usize::from(!subjects.contains(&subject));
            }
        }
        (all, swapped)
    }

    /// Says of one thing what the answer says of the other.
    fn swaps(&self, answer: &Self) -> bool {
        let (all, swapped) = self.swapped(answer);
        swapped > 1 && swapped * 100 > all * MOST_SWAPPED
    }

    /// Of the pairs of words in a clause that are the answer's own, all and those from different sentences.
    fn mixed(&self, answer: &Self) -> (usize, usize) {
        let mut sentences: HashMap<&str, HashSet<usize>> = HashMap::new();
        let mut in_lists: HashSet<&str> = HashSet::new();
        for word in answer.words.iter().filter(|word| word.is_content) {
            match word.sentence {
                Some(sentence) => _ = sentences.entry(&word.root).or_default().insert(sentence),
                None => _ = in_lists.insert(&word.root),
            }
        }
        let (mut all, mut mixed) = (0, 0);
        for (at, word) in self.words.iter().enumerate() {
            let later = self.words[at + 1..].iter().take_while(|later| later.clause == word.clause);
            for other in later.filter(|other| other.root != word.root) {
                let known = |word: &Saying| {
                    let is_telling = word.is_content && !in_lists.contains(word.root.as_str());
                    sentences.get(word.root.as_str()).filter(|_| is_telling)
                };
                let (Some(one), Some(other)) = (known(word), known(other)) else { continue };
                all += 1;
                mixed += usize::from(one.is_disjoint(other));
            }
        }
        (all, mixed)
    }

    /// Puts together what the answer says apart.
    fn mixes(&self, answer: &Self) -> bool {
        let (all, mixed) = self.mixed(answer);
        mixed >= FEWEST_MIXED && mixed * 100 > all * MOST_MIXED
    }

    /// The word right after one, if both say something together.
    fn next(&self, at: usize) -> Option<&Saying> {
        let (word, next) = (&self.words[at], self.words.get(at + 1)?);
        (next.is_joined && next.is_content && next.clause == word.clause).then_some(next)
    }

    /// How many other words the clauses of two words have in common.
    fn share(&self, word: &Saying, answer: &Self, other: &Saying) -> usize {
        let (Some(here), Some(there)) = (self.clauses.get(&word.clause), answer.clauses.get(&other.clause))
        else {
            return 0;
        };
        // `It is not stable.` has nothing else to share, but its sentence may.
        if here.len() == 1 && there.len() == 1 {
            return 1;
        }
        if here.len() == 1 || there.len() == 1 {
            let of_sentence = |account: &Self, of: &Saying| -> HashSet<String> {
                let words =
                    account.words.iter().filter(|word| word.is_content && word.sentence == of.sentence);
                words.map(|word| word.key.clone()).filter(|key| *key != of.key).collect()
            };
            let (here, there) = (of_sentence(self, word), of_sentence(answer, other));
            return usize::from(here.intersection(&there).count() >= FEWEST_SHARED_IN_SENTENCE);
        }
        here.intersection(there).filter(|key| **key != word.key && **key != other.key).count()
    }
}

impl Saying {
    /// How many other words two clauses must have in common if this one is to say the opposite.
    fn fewest_shared(&self) -> usize {
        if self.is_content { 1 } else { FEWEST_SHARED_WITH_STOP_WORD }
    }
}

fn may_be_same(one: &Saying, other: &Saying) -> bool {
    one.subject.is_none() || other.subject.is_none() || one.subject == other.subject
}
