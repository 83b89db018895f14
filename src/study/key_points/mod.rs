//! Which points of an answer a typed one makes, too.
//!
//! An answer's key points are what it marks and names (`choosing`); a point is made by its words in any
//! form, by a synonym of the lexicon, or by the user, who ticks what they said in other words. A point is not
//! made if the typed answer denies what the answer affirms, or says it of the other of two things that the
//! question compares. Beyond that no meaning is looked at: what comes out is a mirror, and at most a
//! suggestion.

mod choosing;
mod reading;
mod words;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use super::grade::Grade;
use super::likeness::stem;
use super::review::TypedPercent;
use super::topics::Topics;
use choosing::{Contrast, Key, Point, Use, concept_key};
use reading::Passage;

/// From this share on, an answer is taken for a good one.
const SUGGESTS_GOOD_FROM: u8 = 60;
/// A word of at least this many letters may have one typo.
const LONG_ENOUGH_TO_MISTYPE: usize = 7;
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
    roots: Vec<String>,
}

/// How many of an answer's key points a typed one makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// In the order of the answer; never empty.
    points: Vec<KeyPoint>,
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
        let mut contrast = Contrast::of(&question);
        if !contrast.is_in(&typed) || !contrast.is_in(&answer) {
            contrast = Contrast::default();
        }
        let points = choosing::points(&question, &answer, topic, &contrast);
        let said = Said::of(&typed, &contrast);
        let points: Vec<KeyPoint> = points
            .into_iter()
            .map(|point| KeyPoint {
                is_found: said.makes(&point),
                is_overruled: false,
                text: point.text,
                roots: point.roots,
            })
            .collect();
        (!points.is_empty()).then_some(Self { points })
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

    /// The grade that this share of points suggests; `None` if they are too few to suggest any. How easy it was, words
    /// do not show, and what is missing may have been known.
    #[must_use]
    pub fn suggests(&self) -> Option<Grade> {
        let TypedPercent { found, ticked } = self.percent();
        (ticked.unwrap_or(found) >= SUGGESTS_GOOD_FROM).then_some(Grade::Good)
    }

    /// Where in a text its key points are, and whether they are made.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<(std::ops::Range<usize>, bool)> {
        let words = words::words(text);
        let mut places = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let is_here = |point: &&KeyPoint| {
                let rest = words[at..].iter().map(|word| &word.root);
                point.roots.len() <= words.len() - at && point.roots.iter().zip(rest).all(|(a, b)| a == b)
            };
            match self.points.iter().filter(is_here).max_by_key(|point| point.roots.len()) {
                Some(point) => {
                    let last = at + point.roots.len() - 1;
                    places.push((words[at].range.start..words[last].range.end, point.is_made()));
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
struct Said {
    /// The words with little taken off, in which slips are looked for.
    spelled: Vec<(String, Use)>,
    uses: HashMap<String, Vec<Use>>,
    /// The roots and concepts of each sentence.
    sentences: Vec<HashSet<String>>,
}

impl Said {
    fn of(typed: &Passage, contrast: &Contrast) -> Self {
        let subjects = contrast.subjects(typed);
        let mut said = Self {
            spelled: Vec::new(),
            uses: HashMap::new(),
            sentences: vec![HashSet::new(); typed.denies.len()],
        };
        for (at, token) in typed.tokens.iter().enumerate() {
            let place = Use {
                subject: subjects[at],
                is_denied: token.is_denied,
                is_near_denial: typed.denies[token.sentence],
            };
            let add = |said: &mut Self, key: String| {
                said.sentences[token.sentence].insert(key.clone());
                said.uses.entry(key).or_default().push(place);
            };
            let written = &typed.texts[token.block][token.word.range.clone()];
            // `GET` is a name, and `get` is not.
            if !token.is_stop_word || token.code.is_some() || choosing::is_identifier(written) {
                add(&mut said, token.word.root.clone());
                said.spelled.push((stem(&token.word.folded), place));
            }
            for (phrase, _) in typed.phrases_at(at) {
                add(&mut said, concept_key(phrase.concept));
            }
            // `hash map` is `HashMap`; `a.b.Name` is `Name`.
            let mut compound = token.word.folded.clone();
            for part in typed.tokens[at + 1..].iter().take(MOST_PARTS - 1).take_while(|part| part.is_joined) {
                compound.push_str(&part.word.folded);
                add(&mut said, words::root(&compound));
            }
            if let Some((_, last)) = written.rsplit_once('.') {
                add(&mut said, words::root(&words::fold(last)));
            }
        }
        said
    }

    /// Whether a point is made somewhere, and not the opposite.
    fn makes(&self, point: &Point) -> bool {
        let agrees = |place: &Use| point.uses.iter().any(|meant| agree(*meant, *place));
        let is_slip = |spelled: &str| {
            spelled.len().abs_diff(point.spelled.len()) <= 2
                && strsim::osa_distance(spelled, &point.spelled) == 1
        };
        if point.spelled.chars().count() >= LONG_ENOUGH_TO_MISTYPE
            && self.spelled.iter().any(|(spelled, place)| is_slip(spelled) && agrees(place))
        {
            return true;
        }
        point.keys.iter().any(|key| match key {
            Key::One(key) => self.uses_of(key).iter().any(agrees),
            Key::Most(keys) => self.sentences.iter().any(|said| {
                let is_said = |key: &&String| said.contains(*key) && self.uses_of(key).iter().any(agrees);
                keys.iter().filter(is_said).count() >= (keys.len() * 2).div_ceil(3)
            }),
        })
    }

    fn uses_of(&self, key: &str) -> &[Use] {
        self.uses.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Whether two uses of a word say the same of the same.
fn agree(one: Use, other: Use) -> bool {
    let is_of_same = one.subject.is_none() || other.subject.is_none() || one.subject == other.subject;
    let contradicts = |one: Use, other: Use| one.is_denied && !other.is_near_denial;
    is_of_same && !contradicts(one, other) && !contradicts(other, one)
}
