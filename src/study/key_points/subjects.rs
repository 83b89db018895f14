//! Of which thing a clause speaks, if a question or an answer sets things against each other.

use std::collections::{HashMap, HashSet};

use super::choosing::{concept_key, is_identifier};
use super::reading::{Passage, Token};
use super::words::Vocabulary;

/// The things that are set against each other, by the roots and concepts that tell them apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Subjects {
    names: Vec<HashSet<String>>,
}

impl Subjects {
    /// What the question compares, else what heads the items of the answer's list.
    pub(super) fn of(question: &Passage, answer: &Passage) -> Self {
        let compared = Self::compared(question, answer);
        if !compared.names.is_empty() {
            return compared;
        }
        let heads = Self::heads(question, answer);
        if heads.names.is_empty() { Self::counterparts(answer) } else { heads }
    }

    /// Two things of which the answer says different things, whatever the question is: client and server.
    fn counterparts(answer: &Passage) -> Self {
        let both = Vocabulary::get().counterparts().iter().map(|(one, other)| Self {
            names: [one, other].map(|concept| HashSet::from([concept_key(*concept)])).into(),
        });
        both.map(|both| both.if_named_in(answer)).find(|both| !both.names.is_empty()).unwrap_or_default()
    }

    fn compared(question: &Passage, answer: &Passage) -> Self {
        let vocabulary = Vocabulary::get();
        let tokens = &question.tokens;
        let is_link = |token: &Token| token.code.is_none() && vocabulary.is_link(&token.word);
        let is_compared = tokens.iter().any(|token| vocabulary.is_contrast(&token.word));
        let names = |at: usize| {
            let token = &tokens[at];
            let written = &question.texts[token.block][token.word.range.clone()];
            let is_name = token.code.is_some() || written.chars().count() > 1 && is_identifier(written);
            // `and` in a question that compares nothing may join anything, but two names are set apart by it.
            is_name || is_compared && !token.is_stop_word && !vocabulary.is_contrast(&token.word)
        };
        let is_apart =
            |at: usize| is_link(&tokens[at]) && (0..at).any(names) && (at + 1..tokens.len()).any(names);
        let Some(link) = (1..tokens.len()).find(|&at| is_apart(at)) else {
            return Self::default();
        };
        let first: Vec<usize> =
            (0..link).rev().skip_while(|&at| !names(at)).take_while(|&at| names(at)).collect();
        let second: Vec<usize> =
            (link + 1..tokens.len()).skip_while(|&at| !names(at)).take_while(|&at| names(at)).collect();
        // In `optimistic and pessimistic locking` both are locking.
        let second = without_common_head(question, answer, &first, second);
        let (first, second) = (keys(question, &first), keys(question, &second));
        Self { names: vec![&first - &second, &second - &first] }.unless_nameless()
    }

    /// Two heads or more, each by the words that the others and the question do not have.
    fn heads(question: &Passage, answer: &Passage) -> Self {
        let mut of_block: Vec<(usize, Vec<usize>)> = Vec::new();
        for (at, token) in answer.tokens.iter().enumerate() {
            let starts = token.is_head || token.bold.is_some();
            let is_first = at == 0 || answer.tokens[at - 1].block != token.block;
            match of_block.last_mut() {
                Some((block, places)) if *block == token.block => {
                    places.extend(Some(at).filter(|_| starts && places.last() == Some(&(at - 1))));
                }
                _ if starts && is_first && answer.items[token.block] => {
                    of_block.push((token.block, vec![at]));
                }
                _ => {}
            }
        }
        let asked = keys(question, &(0..question.tokens.len()).collect::<Vec<_>>());
        let names: Vec<HashSet<String>> = of_block.iter().map(|(_, places)| keys(answer, places)).collect();
        let mut counts: HashMap<&String, usize> = HashMap::new();
        for name in names.iter().flatten() {
            *counts.entry(name).or_default() += 1;
        }
        let own = names.iter().map(|names| {
            names.iter().filter(|name| counts[name] == 1 && !asked.contains(*name)).cloned().collect()
        });
        Self { names: own.collect() }.unless_nameless()
    }

    fn unless_nameless(mut self) -> Self {
        self.names.retain(|names: &HashSet<String>| !names.is_empty());
        if self.names.len() < 2 { Self::default() } else { self }
    }

    /// Nothing is set apart in a text that does not name two of the things.
    pub(super) fn if_named_in(self, passage: &Passage) -> Self {
        let named: HashSet<usize> = self.in_passage(passage).into_iter().flatten().collect();
        if named.len() < 2 { Self::default() } else { self }
    }

    /// Which of the things a token names.
    fn named(&self, passage: &Passage, at: usize) -> Option<usize> {
        if self.names.is_empty() {
            return None;
        }
        let mut keys = keys(passage, &[at]);
        let token = &passage.tokens[at];
        let before = passage.tokens[..at].iter().rev().take_while(|before| before.clause == token.clause);
        let opens_clause = before.clone().all(|before| before.is_stop_word) && token.word.folded.len() > 2;
        if token.is_stop_word && opens_clause {
            // `let is scoped to the block`, without the marks of code.
            keys.insert(name_in_code(token));
        }
        let mut named = (0..self.names.len()).filter(|&subject| !self.names[subject].is_disjoint(&keys));
        named.next().filter(|_| named.next().is_none())
    }

    /// For each token, of which of the things its clause speaks: of the one that it names first, else of the
    /// one before.
    pub(super) fn in_passage(&self, passage: &Passage) -> Vec<Option<usize>> {
        if self.names.is_empty() {
            return vec![None; passage.tokens.len()];
        }
        let vocabulary = Vocabulary::get();
        let mut of_clause: HashMap<usize, usize> = HashMap::new();
        let mut order: Vec<usize> = Vec::new();
        for (at, token) in passage.tokens.iter().enumerate() {
            let latest = order.last().copied();
            let is_ordinal = || {
                let after = passage.tokens.get(at + 1).filter(|after| after.clause == token.clause);
                at > 0
                    && passage.tokens[at - 1].word.folded == "the"
                    && after.is_none_or(|after| after.is_stop_word)
            };
            let earlier = || order.iter().rev().nth(1).copied();
            let subject = match token.word.folded.as_str() {
                "latter" => latest,
                "former" => earlier(),
                "second" if is_ordinal() => order.get(1).copied(),
                "first" if is_ordinal() => order.first().copied(),
                _ => self.named(passage, at),
            };
            let Some(subject) = subject else { continue };
            let before = passage.tokens[..at]
                .iter()
                .rev()
                .find(|before| !matches!(before.word.folded.as_str(), "a" | "an" | "the"));
            let is_compared = before.is_some_and(|before| {
                before.clause == token.clause && vocabulary.is_comparison(&before.word)
            });
            if !is_compared {
                of_clause.entry(token.clause).or_insert(subject);
            }
            if !matches!(token.word.folded.as_str(), "latter" | "former" | "first" | "second")
                && latest != Some(subject)
            {
                order.push(subject);
            }
        }
        // What heads a column is what its cells speak of.
        let of_header = |header: &String| {
            let header = Passage::of(header);
            (0..header.tokens.len()).find_map(|at| self.named(&header, at))
        };
        let of_column: Vec<Option<usize>> =
            passage.headers.iter().map(|header| header.as_ref().and_then(of_header)).collect();
        let mut current = None;
        let mut subjects = Vec::with_capacity(passage.tokens.len());
        for token in &passage.tokens {
            current = of_column[token.block].or(of_clause.get(&token.clause).copied()).or(current);
            subjects.push(current);
        }
        subjects
    }
}

/// The second of two names without the words at its end that belong to the first, too.
fn without_common_head(
    question: &Passage,
    answer: &Passage,
    first: &[usize],
    mut second: Vec<usize>,
) -> Vec<usize> {
    let root = |at: usize| &question.tokens[at].word.root;
    // The first name is read backwards.
    let Some(end) = first.first().map(|at| root(*at)) else { return second };
    if second.len() > first.len() && second.len() > 1 {
        let head = root(second[second.len() - 1]);
        let mut pairs = answer.tokens.windows(2);
        if pairs.any(|pair| pair[0].word.root == *end && pair[1].word.root == *head) {
            second.pop();
        }
    }
    second
}

/// The roots of tokens and the concepts that begin with them. A word that would say nothing is a name in code:
/// the operator `is`.
fn keys(passage: &Passage, places: &[usize]) -> HashSet<String> {
    let mut keys = HashSet::new();
    for &at in places {
        let token = &passage.tokens[at];
        let written = &passage.texts[token.block][token.word.range.clone()];
        let is_name = token.code.is_some() || written.chars().count() > 1 && is_identifier(written);
        if is_name && token.is_stop_word {
            keys.insert(name_in_code(token));
        } else if !token.is_stop_word {
            keys.insert(token.word.root.clone());
            keys.extend(passage.phrases_at(at).map(|(phrase, _)| concept_key(phrase.concept)));
        }
    }
    keys
}

/// A stop word that is a name in code.
fn name_in_code(token: &Token) -> String {
    format!("`{}`", token.word.folded)
}
