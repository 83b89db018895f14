//! Which points an answer makes, and what must be said to make them.
//!
//! What an answer marks comes first: code, bold text, the heads of a list. So do identifiers and terms of the
//! field. Words that recur, in the answer or in answers on its topic, follow. Other words, and code in fences,
//! count only in an answer that has too few of these. What the question already says is not a key point.

use std::collections::{HashMap, HashSet};

use super::TopicWords;
use super::reading::{Passage, Token};
use super::words::{Vocabulary, words};
use crate::study::likeness::stem;

/// More points would be an examination.
const MOST_POINTS: usize = 10;
/// With fewer, other words count as well.
const FEWEST_POINTS: usize = 5;
/// Code in a fence speaks only if hardly anything else does.
const FEWEST_WITHOUT_FENCES: usize = 2;
/// A bold text of more content words is emphasis, and its terms count one by one.
const LONGEST_MARKED: usize = 4;
/// A word that this many answers on a topic have is one of the topic's words.
pub(super) const FEWEST_RECURRING: u32 = 3;

/// A point of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// As the answer says it first.
    pub(super) text: String,
    /// The roots of its words, to find it in the answer again.
    pub(super) roots: Vec<String>,
    /// Any of these makes the point.
    pub(super) keys: Vec<Key>,
    pub(super) uses: Vec<Use>,
    /// A single word with little taken off, in which slips are looked for; else empty.
    pub(super) spelled: String,
    rank: Rank,
    /// The answer says it more than once.
    is_repeated: bool,
    /// The place among the points of its sentence, and in the text.
    ordinal: usize,
    place: usize,
}

/// What may be said to make a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    One(String),
    /// Most of them, two of three, in one sentence.
    Most(Vec<String>),
}

/// How a point is worded in one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Use {
    /// Of which of the two things that the question compares; `None` if of none or both.
    pub(super) subject: Option<Subject>,
    pub(super) is_denied: bool,
    /// Whether anything in the sentence denies.
    pub(super) is_near_denial: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subject {
    First,
    Second,
}

/// The two things that a question compares, by the roots that tell them apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Contrast {
    first: HashSet<String>,
    second: HashSet<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Rank {
    /// By the answer's author.
    Marked,
    /// By the field.
    Named,
    Recurring,
    Other,
    Fenced,
}

/// The points of an answer, in its order.
pub(super) fn points(
    question: &Passage,
    answer: &Passage,
    topic: &TopicWords,
    contrast: &Contrast,
) -> Vec<Point> {
    let asked = Asked::of(question);
    let topics = topic.topics_of(question);
    let mut root_counts: HashMap<&str, usize> = HashMap::new();
    for token in answer.tokens.iter().filter(|token| !token.is_in_fence) {
        *root_counts.entry(&token.word.root).or_default() += 1;
    }
    let recurs = |root: &str| topic.recurs(&topics, root);
    let subjects = contrast.subjects(answer);
    let mut points: Vec<Point> = Vec::new();
    let mut at = 0;
    while at < answer.tokens.len() {
        let (count, rank) = extent(answer, at, recurs);
        let tokens = &answer.tokens[at..at + count];
        let first = at;
        at += count;
        let Some(rank) = rank else { continue };
        let Some(keys) = asked.keys(tokens, answer, first) else { continue };
        let said = Use {
            subject: subjects[first],
            is_denied: tokens[0].is_denied,
            is_near_denial: answer.denies[tokens[0].sentence],
        };
        let point = Point {
            text: written(answer, first, count),
            roots: tokens.iter().map(|token| token.word.root.clone()).collect(),
            keys,
            uses: vec![said],
            spelled: match tokens {
                [token] => stem(&token.word.folded),
                _ => String::new(),
            },
            rank,
            is_repeated: tokens.iter().all(|token| root_counts.get(token.word.root.as_str()) > Some(&1)),
            ordinal: 0,
            place: first,
        };
        take(&mut points, point, answer);
    }
    chosen(points, answer)
}

/// The words as the answer has them, without the number before a heading and without what is owned.
fn written(answer: &Passage, first: usize, count: usize) -> String {
    let is_number = |token: &Token| token.word.folded.chars().all(char::is_numeric);
    let skipped = answer.tokens[first..first + count - 1].iter().take_while(|token| is_number(token)).count();
    let text =
        answer.text(first + skipped, first + count - 1).split_whitespace().collect::<Vec<_>>().join(" ");
    let text = ["'s", "\u{2019}s"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(&text);
    text.split_once(" (").filter(|(_, rest)| !rest.contains(')')).map_or(text, |(head, _)| head).to_owned()
}

/// Adds a point, unless it is there already or is an alternative to one that is.
fn take(points: &mut Vec<Point>, point: Point, answer: &Passage) {
    let is_same = |other: &Point| other.keys.iter().any(|key| point.keys.contains(key));
    if let Some(other) = points.iter_mut().find(|other| is_same(other)) {
        other.rank = other.rank.min(point.rank);
        other.uses.extend(point.uses);
        return;
    }
    let alternatives = |point: &Point| answer.tokens[point.place].alternatives;
    if let Some(other) = points.last_mut()
        && alternatives(&point).is_some()
        && alternatives(other) == alternatives(&point)
    {
        other.text = format!("{} / {}", other.text, point.text);
        other.rank = other.rank.min(point.rank);
        other.keys.extend(point.keys);
        other.uses.extend(point.uses);
        return;
    }
    points.push(point);
}

/// The most telling points, taken from all sentences in turn, in the order of the answer.
fn chosen(mut points: Vec<Point>, answer: &Passage) -> Vec<Point> {
    let mut of_sentence: HashMap<(Rank, usize), usize> = HashMap::new();
    for point in &mut points {
        let sentence = answer.tokens[point.place].sentence;
        let count = of_sentence.entry((point.rank, sentence)).or_default();
        point.ordinal = *count;
        *count += 1;
    }
    points.sort_by_key(|point| {
        let is_filling = point.rank > Rank::Recurring;
        (point.rank, is_filling && !point.is_repeated, point.ordinal, point.place)
    });
    let count_of = |most: Rank| points.iter().filter(|point| point.rank <= most).count();
    let telling = count_of(Rank::Recurring);
    let spoken = count_of(Rank::Other);
    let wanted = if telling >= FEWEST_POINTS {
        telling.min(MOST_POINTS)
    } else if spoken >= FEWEST_WITHOUT_FENCES {
        spoken.min(FEWEST_POINTS)
    } else {
        points.len().min(FEWEST_POINTS)
    };
    points.truncate(wanted);
    points.sort_by_key(|point| point.place);
    points
}

/// How many tokens belong together from here on, and how much they tell; `None` if nothing.
fn extent(answer: &Passage, at: usize, recurs: impl Fn(&str) -> bool) -> (usize, Option<Rank>) {
    let token = &answer.tokens[at];
    let rest = &answer.tokens[at..];
    let run = |same: &dyn Fn(&Token) -> bool| rest.iter().take_while(|token| same(token)).count();
    if token.is_in_fence {
        let is_name = token.word.folded.chars().count() > 2 && !token.is_stop_word;
        return (1, is_name.then_some(Rank::Fenced));
    }
    let marked = |count: usize| {
        let content = rest[..count].iter().filter(|token| !token.is_stop_word).count();
        (1..=LONGEST_MARKED).contains(&content)
    };
    if token.code.is_some() {
        let count = run(&|other| other.code == token.code);
        let is_letter = token.word.folded.chars().nth(1).is_none();
        if marked(count) || count == 1 && !is_letter {
            return (count, Some(Rank::Marked));
        }
    }
    if token.bold.is_some() {
        let count = run(&|other| other.bold == token.bold);
        if marked(count) {
            return (count, Some(Rank::Marked));
        }
    }
    if let Some((phrase, count)) = answer.phrases_at(at).next() {
        let is_content = rest[..count].iter().any(|token| !token.is_stop_word);
        if phrase.is_term && (is_content || count > 1) {
            return (count, Some(if token.is_illustration { Rank::Other } else { Rank::Named }));
        }
        if count > 1 {
            return (count, Some(Rank::Other));
        }
    }
    if token.is_stop_word {
        return (1, None);
    }
    let written = &answer.texts[token.block][token.word.range.clone()];
    let rank = if token.is_head {
        Rank::Marked
    } else if token.is_illustration {
        Rank::Other
    } else if is_identifier(written) {
        Rank::Named
    } else if recurs(&token.word.root) {
        Rank::Recurring
    } else {
        Rank::Other
    };
    (1, Some(rank))
}

/// `HashMap`, `read_committed`, `GIL`, `HTTP/2`, `node.js`, `C++`, `base64`.
pub(super) fn is_identifier(written: &str) -> bool {
    let chars = || written.chars();
    let inner_capital = chars().skip(1).any(char::is_uppercase) && chars().any(char::is_lowercase);
    let is_abbreviation = written.len() > 1 && chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let has_case = chars().any(char::is_uppercase);
    let inner_sign = written.trim_matches('.').contains(['_', '.', '/', '+', '#', '(', '=']);
    let has_digit = chars().any(char::is_numeric) && chars().any(char::is_alphabetic);
    inner_capital || is_abbreviation && has_case || inner_sign || has_digit
}

/// What the question says.
struct Asked {
    roots: HashSet<String>,
    concepts: HashSet<usize>,
}

impl Asked {
    fn of(question: &Passage) -> Self {
        let content = question.tokens.iter().filter(|token| !token.is_stop_word || token.code.is_some());
        let roots = content.map(|token| token.word.root.clone()).collect();
        let concepts = (0..question.tokens.len())
            .flat_map(|at| question.phrases_at(at))
            .map(|(phrase, _)| phrase.concept)
            .collect();
        Self { roots, concepts }
    }

    /// What makes a point of these words; `None` if the question says them.
    fn keys(&self, tokens: &[Token], answer: &Passage, at: usize) -> Option<Vec<Key>> {
        let is_new = |token: &&Token| !self.roots.contains(&token.word.root);
        let content = |token: &&Token| !token.is_stop_word || tokens.len() == 1;
        let new: Vec<String> =
            tokens.iter().filter(content).filter(is_new).map(|token| token.word.root.clone()).collect();
        if new.is_empty()
            && !tokens.iter().filter(is_new).any(|_| tokens.iter().all(|token| token.is_stop_word))
        {
            return None;
        }
        let mut keys = Vec::new();
        let phrase = answer.phrases_at(at).next().filter(|(_, count)| *count == tokens.len());
        if let Some((phrase, _)) = phrase
            && !self.concepts.contains(&phrase.concept)
        {
            keys.push(Key::One(concept_key(phrase.concept)));
        }
        match new.as_slice() {
            [] => {}
            [one] => keys.push(Key::One(one.clone())),
            _ => keys.push(Key::Most(new)),
        }
        if let [token] = tokens {
            // `rest_framework.permissions.BasePermission` is BasePermission.
            let written = &answer.texts[token.block][token.word.range.clone()];
            let last = written.rsplit('.').next().unwrap_or_default();
            if last.len() < written.len() && last.chars().count() > 3 {
                keys.push(Key::One(super::words::root(&super::words::fold(last))));
            }
        }
        (!keys.is_empty()).then_some(keys)
    }
}

/// By what name a concept is looked up.
pub(super) fn concept_key(concept: usize) -> String {
    format!("#{concept}")
}

impl Contrast {
    /// What a question compares; nothing is kept apart if it compares nothing.
    pub(super) fn of(question: &Passage) -> Self {
        let vocabulary = Vocabulary::get();
        let tokens = &question.tokens;
        if !tokens.iter().any(|token| vocabulary.is_contrast(&token.word)) {
            return Self::default();
        }
        let is_link = |token: &Token| {
            token.code.is_none()
                && matches!(token.word.folded.as_str(), "and" | "vs" | "versus" | "from" | "or" | "و")
        };
        let names = |token: &Token| {
            token.code.is_some() || !token.is_stop_word && !vocabulary.is_contrast(&token.word)
        };
        let Some(link) = (1..tokens.len())
            .find(|&at| is_link(&tokens[at]) && names(&tokens[at - 1]) && tokens[at + 1..].iter().any(names))
        else {
            return Self::default();
        };
        let first: Vec<&Token> = tokens[..link].iter().rev().take_while(|token| names(token)).collect();
        let after = tokens[link + 1..].iter().skip_while(|token| !names(token));
        let second: Vec<&Token> = after.take_while(|token| names(token)).take(first.len().max(1)).collect();
        let roots = |tokens: &[&Token]| tokens.iter().map(|token| name(token)).collect::<HashSet<String>>();
        let (first, second) = (roots(&first), roots(&second));
        Self { first: &first - &second, second: &second - &first }
    }

    /// Whether a text names both things.
    pub(super) fn is_in(&self, passage: &Passage) -> bool {
        let names = |roots: &HashSet<String>| passage.tokens.iter().any(|token| roots.contains(&name(token)));
        names(&self.first) && names(&self.second)
    }

    /// For each token, of which of the two things its clause speaks: of the one that it names first, else of
    /// the one before.
    pub(super) fn subjects(&self, passage: &Passage) -> Vec<Option<Subject>> {
        let vocabulary = Vocabulary::get();
        let mut of_clause: HashMap<usize, Subject> = HashMap::new();
        for (at, token) in passage.tokens.iter().enumerate() {
            let name = name(token);
            let subject = match (self.first.contains(&name), self.second.contains(&name)) {
                (true, false) => Subject::First,
                (false, true) => Subject::Second,
                _ => continue,
            };
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
        }
        // What heads a column is what its cells speak of.
        let of_header = |header: &String| {
            let names = |roots: &HashSet<String>| words(header).iter().any(|word| roots.contains(&word.root));
            match (names(&self.first), names(&self.second)) {
                (true, false) => Some(Subject::First),
                (false, true) => Some(Subject::Second),
                _ => None,
            }
        };
        let of_column: Vec<Option<Subject>> =
            passage.headers.iter().map(|header| header.as_ref().and_then(of_header)).collect();
        let mut current = None;
        let mut subjects = Vec::with_capacity(passage.tokens.len());
        for token in &passage.tokens {
            current = of_clause.get(&token.clause).copied().or(of_column[token.block]).or(current);
            subjects.push(current);
        }
        subjects
    }
}

/// A word that would say nothing is a name in code: the operator `is`.
fn name(token: &Token) -> String {
    if token.code.is_some() && token.is_stop_word {
        format!("`{}`", token.word.folded)
    } else {
        token.word.root.clone()
    }
}
