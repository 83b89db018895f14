//! Which points of an answer a typed one makes, too.
//!
//! An answer's key points are the clauses of its head (`choosing`). A point is made if some of its words are said, in
//! any form or by a synonym of the lexicon: free wording shares few words with an answer. The user ticks what they
//! said in words that the lexicon does not know. Words alone do not show who does what to whom, so a typed answer that
//! seems to say the opposite somewhere (`contradiction`) suggests no grade, whatever points it makes. Beyond that no
//! meaning is looked at: what comes out is a mirror, and at most a suggestion.

mod choosing;
mod contradiction;
mod reading;
mod subjects;
mod words;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use super::grade::Grade;
use super::likeness::stem;
use super::review::TypedPercent;
use super::topics::Topics;
use choosing::{Point, PointWord, concept_key};
use contradiction::Account;
use reading::Passage;
use subjects::Subjects;

/// From this share on, an answer is taken for a good one.
const SUGGESTS_GOOD_FROM: u8 = 60;
/// A word of at least this many letters may have one typo.
const LONG_ENOUGH_TO_MISTYPE: usize = 7;
/// A point is made if this many percent of it are said, in several words.
const MADE_FROM: u32 = 20;
/// An answer with at most this many points is short, so more of each is required.
const FEW_POINTS: usize = 2;
/// The percentage of a point that must be covered in such an answer.
const MADE_OF_FEW_FROM: u32 = 40;
/// One word has to say more.
const MADE_BY_ONE_WORD_FROM: u32 = 30;
/// An identifier may be typed as up to this many words.
const MOST_PARTS: usize = 4;

/// Which words recur in answers on each topic.
#[derive(Clone, Debug, Default)]
pub struct TopicWords {
    topics: Topics,
    all: Counts,
    of_topic: HashMap<String, Counts>,
}

#[derive(Clone, Debug, Default)]
struct Counts {
    answer_count: u32,
    of_root: HashMap<String, u32>,
}

/// A point of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPoint {
    /// As the answer says it first.
    pub text: String,
    /// Whether its words were found in what was typed.
    pub is_found: bool,
    /// Whether the user says otherwise.
    pub is_overruled: bool,
    /// The roots of each of its words, to find them in the answer again.
    roots: Vec<Vec<String>>,
}

/// How many of an answer's key points a typed one makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// In the order of the answer; never empty.
    points: Vec<KeyPoint>,
    is_contradicted: bool,
}

impl KeyPoint {
    #[must_use]
    pub fn is_made(&self) -> bool {
        self.is_found != self.is_overruled
    }
}

impl TopicWords {
    /// No words yet, for answers on these topics.
    #[must_use]
    pub fn new(topics: Topics) -> Self {
        Self { topics, ..Self::default() }
    }

    /// Counts one more answer, in Markdown.
    pub fn add(&mut self, question: &str, answer: &str) {
        let passage = Passage::of(answer).without_bare_links();
        let roots: HashSet<&String> = passage
            .tokens
            .iter()
            .filter(|token| !token.is_stop_word && !token.is_in_fence)
            .map(|token| &token.word.root)
            .collect();
        if roots.is_empty() {
            return;
        }
        self.all.add(&roots);
        for topic in self.topics.of(question) {
            self.of_topic.entry(topic).or_default().add(&roots);
        }
    }

    fn topics_of(&self, question: &Passage) -> Vec<String> {
        self.topics.of(&question.texts.join("\n"))
    }

    /// Whether answers on one of the topics have the word, and clearly more of them than others have.
    fn recurs(&self, topics: &[String], root: &str) -> bool {
        topics.iter().filter_map(|topic| self.of_topic.get(topic)).any(|counts| {
            let here = counts.count(root);
            let others = self.all.answer_count.saturating_sub(counts.answer_count);
            let elsewhere = self.all.count(root).saturating_sub(here);
            here >= choosing::FEWEST_RECURRING
                && u64::from(here) * u64::from(others)
                    >= 2 * u64::from(elsewhere) * u64::from(counts.answer_count)
        })
    }
}

impl Counts {
    fn add(&mut self, roots: &HashSet<&String>) {
        self.answer_count = self.answer_count.saturating_add(1);
        for root in roots {
            *self.of_root.entry((*root).clone()).or_default() += 1;
        }
    }

    fn count(&self, root: &str) -> u32 {
        self.of_root.get(root).copied().unwrap_or(0)
    }
}

impl Comparison {
    /// Compares `typed` with an answer, all in Markdown. What the question already says is not a key point.
    /// `None` if the answer has none, for instance because it is only links.
    #[must_use]
    pub fn of(question: &str, answer: &str, typed: &str, topic: &TopicWords) -> Option<Self> {
        let question = Passage::of(question);
        let answer = Passage::of(answer).without_bare_links();
        let typed = Passage::of(typed);
        let subjects = Subjects::of(&question, &answer).if_named_in(&typed);
        let points = choosing::points(&question, &answer, topic);
        let said = Said::of(&typed);
        let is_short = points.len() <= FEW_POINTS;
        let account = Account::of(&typed, &subjects);
        let reference = Account::of(&answer, &subjects);
        let points: Vec<KeyPoint> = points
            .into_iter()
            .map(|point| KeyPoint {
                is_found: said.makes(&point, is_short),
                is_overruled: false,
                roots: point.words.into_iter().map(|word| word.roots).collect(),
                text: point.text,
            })
            .collect();
        (!points.is_empty()).then_some(Self { points, is_contradicted: account.contradicts(&reference) })
    }

    /// In the order of the answer; never empty.
    #[must_use]
    pub fn points(&self) -> &[KeyPoint] {
        &self.points
    }

    #[must_use]
    pub fn made_count(&self) -> usize {
        self.points.iter().filter(|point| point.is_made()).count()
    }

    /// `7 of 12 key points`.
    #[must_use]
    pub fn counts(&self) -> String {
        let points = if self.points.len() == 1 { "point" } else { "points" };
        format!("{} of {} key {points}", self.made_count(), self.points.len())
    }

    /// Ticks a point that was made in other words, or takes the tick away; no point may have this place.
    pub fn toggle(&mut self, place: usize) -> Option<&KeyPoint> {
        let point = self.points.get_mut(place)?;
        point.is_overruled = !point.is_overruled;
        Some(point)
    }

    /// Whether what was typed seems to say the opposite of what the answer says.
    #[must_use]
    pub fn is_contradicted(&self) -> bool {
        self.is_contradicted
    }

    /// The share of points that are made.
    #[must_use]
    pub fn percent(&self) -> TypedPercent {
        let found = self.points.iter().filter(|point| point.is_found).count();
        let is_ticked = self.points.iter().any(|point| point.is_overruled);
        TypedPercent {
            found: self.percent_of(found),
            ticked: is_ticked.then(|| self.percent_of(self.made_count())),
        }
    }

    /// The grade that this share of points suggests; `None` if they are too few to suggest any, or if a
    /// contradiction was found and the user has not looked at the points. How easy it was, words do not show, and what
    /// is missing may have been known.
    #[must_use]
    pub fn suggests(&self) -> Option<Grade> {
        let TypedPercent { found, ticked } = self.percent();
        let is_contradicted = self.is_contradicted && ticked.is_none();
        (ticked.unwrap_or(found) >= SUGGESTS_GOOD_FROM && !is_contradicted).then_some(Grade::Good)
    }

    /// Where in a text its key points are, and whether they are made.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<(std::ops::Range<usize>, bool)> {
        let words = words::words(text);
        let mut places = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let here = |roots: &&Vec<String>| {
                let rest = words[at..].iter().map(|word| &word.root);
                roots.len() <= words.len() - at && roots.iter().zip(rest).all(|(a, b)| a == b)
            };
            let longest = self
                .points
                .iter()
                .filter_map(|point| {
                    Some((point.roots.iter().filter(here).map(Vec::len).max()?, point.is_made()))
                })
                .max();
            match longest {
                Some((count, is_made)) => {
                    let last = at + count - 1;
                    places.push((words[at].range.start..words[last].range.end, is_made));
                    at = last + 1;
                }
                None => at += 1,
            }
        }
        places
    }

    fn percent_of(&self, count: usize) -> u8 {
        u8::try_from((count * 200 / self.points.len()).div_ceil(2)).unwrap_or(100)
    }
}

/// What a typed answer says, to be looked up.
#[derive(Default)]
struct Said {
    /// The words with little taken off, in which slips are looked for.
    spelled: Vec<String>,
    /// The roots of all words, and what they mean.
    keys: HashSet<String>,
}

impl Said {
    fn of(typed: &Passage) -> Self {
        let mut said = Self::default();
        for (at, token) in typed.tokens.iter().enumerate() {
            let written = &typed.texts[token.block][token.word.range.clone()];
            // `GET` is a name, and `get` is not.
            if !token.is_stop_word || token.code.is_some() || choosing::is_identifier(written) {
                said.keys.insert(token.word.root.clone());
                said.spelled.push(stem(&token.word.folded));
            }
            said.keys.extend(typed.phrases_at(at).map(|(phrase, _)| concept_key(phrase.concept)));
            // `hash map` is `HashMap`; `a.b.Name` is `Name`.
            let mut compound = token.word.folded.clone();
            for part in typed.tokens[at + 1..].iter().take(MOST_PARTS - 1).take_while(|part| part.is_joined) {
                compound.push_str(&part.word.folded);
                said.keys.insert(words::root(&compound));
            }
            if let Some((_, last)) = written.rsplit_once('.') {
                said.keys.insert(words::root(&words::fold(last)));
            }
        }
        said
    }

    /// Whether enough of a point is said.
    fn makes(&self, point: &Point, is_short: bool) -> bool {
        let parts: Vec<u32> = point.words.iter().map(|word| self.weight_said(word)).collect();
        let said: u32 = parts.iter().sum();
        let count = parts.iter().filter(|weight| **weight > 0).count();
        let from = match count {
            _ if is_short => MADE_OF_FEW_FROM,
            0 | 1 => MADE_BY_ONE_WORD_FROM,
            _ => MADE_FROM,
        };
        said * 100 >= point.weight() * from
    }

    /// How much of a word is said.
    fn weight_said(&self, word: &PointWord) -> u32 {
        let is_slip = |spelled: &str| {
            spelled.len().abs_diff(word.spelled.len()) <= 2
                && strsim::osa_distance(spelled, &word.spelled) == 1
        };
        if word.keys.iter().any(|key| self.keys.contains(key)) {
            return word.weight;
        }
        if word.spelled.chars().count() >= LONG_ENOUGH_TO_MISTYPE
            && self.spelled.iter().any(|spelled| is_slip(spelled))
        {
            return word.weight;
        }
        let said = word.parts.iter().filter(|root| self.keys.contains(*root)).count();
        match word.parts.len() {
            0 => 0,
            all => word.weight * u32::try_from(said).unwrap_or(0) / u32::try_from(all).unwrap_or(1),
        }
    }
}
