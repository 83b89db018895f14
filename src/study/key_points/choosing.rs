//! Which points an answer makes, and by what words each is known.
//!
//! A point is a clause, or as many short ones of a sentence as say something together. Its words weigh more if
//! the answer marks them (code, bold text, the head of a list item) or if they are names or terms of the
//! field. What the question already says is no part of a point, and an answer's head counts before its details.

use std::collections::HashSet;

use super::TopicWords;
use super::reading::{Passage, Token};
use super::words::{Vocabulary, fold, root};
use crate::study::likeness::stem;

/// More points would be an examination.
const MOST_POINTS: usize = 8;
/// Code in a fence speaks only if hardly anything else does.
const FEWEST_WITHOUT_FENCES: usize = 2;
/// A bold text of more content words is emphasis, and its terms count one by one.
const LONGEST_MARKED: usize = 4;
/// An answer is cut into this many points, if its clauses allow it and weigh no more than the next.
const FEWEST_POINTS: u32 = 6;
/// Clauses are put together until they weigh this much, about six words.
const HEAVIEST_LIGHT_POINT: u32 = 16;
/// A point is shown with this many characters at most.
const LONGEST_TEXT: usize = 60;
/// A word that this many answers on a topic have is one of the topic's words.
pub(super) const FEWEST_RECURRING: u32 = 3;

/// A point of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// As the answer says it.
    pub(super) text: String,
    pub(super) words: Vec<PointWord>,
    block: usize,
    sentence: usize,
    clause: usize,
    first: usize,
    last: usize,
    is_illustration: bool,
    /// Whether it is nothing but the head of a list item.
    is_head: bool,
}

/// A word or term of a point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PointWord {
    /// Any of them says it.
    pub(super) keys: Vec<String>,
    /// The roots of its content words; each says a part of it.
    pub(super) parts: Vec<String>,
    /// The roots of all its words, to find it in the answer again.
    pub(super) roots: Vec<String>,
    /// A single word with little taken off, in which slips are looked for; else empty.
    pub(super) spelled: String,
    pub(super) weight: u32,
}

impl Point {
    pub(super) fn weight(&self) -> u32 {
        self.words.iter().map(|word| word.weight).sum()
    }
}

/// The points of an answer, in its order.
pub(super) fn points(question: &Passage, answer: &Passage, topic: &TopicWords) -> Vec<Point> {
    let asked = Asked::of(question);
    let topics = topic.topics_of(question);
    let mut clauses: Vec<Point> = Vec::new();
    let mut fenced: Vec<Point> = Vec::new();
    let mut at = 0;
    while at < answer.tokens.len() {
        let count = extent(answer, at);
        let tokens = &answer.tokens[at..at + count];
        let first = at;
        at += count;
        let token = &tokens[0];
        let Some(keys) = asked.keys(tokens, answer, first) else { continue };
        let word = PointWord {
            keys,
            parts: tokens
                .iter()
                .filter(|token| !token.is_stop_word)
                .map(|token| token.word.root.clone())
                .collect(),
            roots: tokens.iter().map(|token| token.word.root.clone()).collect(),
            spelled: match tokens {
                [token] => stem(&token.word.folded),
                _ => String::new(),
            },
            weight: weight(answer, first, count, topic.recurs(&topics, &token.word.root)),
        };
        let clauses = if token.is_in_fence { &mut fenced } else { &mut clauses };
        match clauses.last_mut() {
            Some(point)
                if (point.block, point.sentence, point.clause)
                    == (token.block, token.sentence, token.clause) =>
            {
                point.last = first + count - 1;
                point.words.push(word);
            }
            _ => clauses.push(Point {
                text: String::new(),
                words: vec![word],
                block: token.block,
                sentence: token.sentence,
                clause: token.clause,
                first,
                last: first + count - 1,
                is_illustration: token.is_illustration,
                is_head: token.is_head,
            }),
        }
    }
    if clauses.iter().map(|clause| clause.words.len()).sum::<usize>() < FEWEST_WITHOUT_FENCES {
        clauses.extend(fenced);
    }
    let points = joined(clauses);
    let mut points = chosen(points, answer);
    for point in &mut points {
        point.text = shown(answer, point.first, point.last);
    }
    points
}

/// Puts clauses of a sentence together until each point weighs enough. A short answer has light points.
fn joined(clauses: Vec<Point>) -> Vec<Point> {
    let all: u32 = clauses.iter().map(Point::weight).sum();
    let lightest = (all / FEWEST_POINTS).clamp(1, HEAVIEST_LIGHT_POINT);
    let mut points: Vec<Point> = Vec::new();
    let mut left = clauses.into_iter().peekable();
    while let Some(clause) = left.next() {
        let of = |point: &Point| (point.block, point.sentence);
        let is_last = left.peek().is_none_or(|next| of(next) != of(&clause));
        match points.last_mut() {
            Some(before)
                if of(before) == of(&clause)
                    && (before.is_head
                        || before.weight() < lightest
                        || is_last && clause.weight() < lightest) =>
            {
                before.last = clause.last;
                before.clause = clause.clause;
                before.is_head &= clause.is_head;
                before.words.extend(clause.words);
            }
            _ => points.push(clause),
        }
    }
    points
}

/// The text of a point on one line: its clauses from their beginning, so that `not` and `never` are in it.
fn shown(answer: &Passage, first: usize, last: usize) -> String {
    let tokens = &answer.tokens;
    let clause = |at: usize| (tokens[at].block, tokens[at].sentence, tokens[at].clause);
    let mut start = first;
    while start > 0 && clause(start - 1) == clause(first) {
        start -= 1;
    }
    let vocabulary = Vocabulary::get();
    let opens = |token: &Token| vocabulary.opens_clause(&token.word);
    let is_number = |token: &Token| token.word.folded.chars().all(char::is_numeric);
    start += tokens[start..first].iter().take_while(|token| opens(token) || is_number(token)).count();
    let end = last
        + tokens[last + 1..]
            .iter()
            .take_while(|token| clause(last) == (token.block, token.sentence, token.clause))
            .count();
    let mut shown = String::new();
    for word in answer.text(start, end).split_whitespace() {
        if !shown.is_empty() && shown.chars().count() + word.chars().count() >= LONGEST_TEXT {
            shown.push('…');
            break;
        }
        if !shown.is_empty() {
            shown.push(' ');
        }
        shown.push_str(word);
    }
    shown
}

/// The head of the answer, and of each item of its list, in the order of the answer.
fn chosen(points: Vec<Point>, answer: &Passage) -> Vec<Point> {
    let mut ranked: Vec<(usize, usize, Point)> = Vec::new();
    let (mut block, mut ordinal) = (None, 0);
    let mut paragraphs: Vec<usize> = Vec::new();
    for (place, point) in points.into_iter().enumerate() {
        ordinal = if block == Some(point.block) { ordinal + 1 } else { 0 };
        block = Some(point.block);
        if !answer.items[point.block] && !paragraphs.contains(&point.block) {
            paragraphs.push(point.block);
        }
        let late = if answer.items[point.block] { 0 } else { 3 * (paragraphs.len() - 1) };
        let illustrates = if point.is_illustration { 4 } else { 0 };
        ranked.push((ordinal + late + illustrates, place, point));
    }
    ranked.sort_by_key(|(rank, place, _)| (*rank, *place));
    ranked.truncate(MOST_POINTS);
    ranked.sort_by_key(|(_, place, _)| *place);
    ranked.into_iter().map(|(_, _, point)| point).collect()
}

/// How many tokens belong together from here on.
fn extent(answer: &Passage, at: usize) -> usize {
    let token = &answer.tokens[at];
    let rest = &answer.tokens[at..];
    let run = |same: &dyn Fn(&Token) -> bool| rest.iter().take_while(|token| same(token)).count();
    if token.is_in_fence {
        return 1;
    }
    let is_marked = |count: usize| {
        let content = rest[..count].iter().filter(|token| !token.is_stop_word).count();
        (1..=LONGEST_MARKED).contains(&content)
    };
    if token.code.is_some() {
        let count = run(&|other| other.code == token.code);
        if is_marked(count) {
            return count;
        }
    }
    if token.bold.is_some() {
        let count = run(&|other| other.bold == token.bold);
        if is_marked(count) {
            return count;
        }
    }
    answer.phrases_at(at).find(|(phrase, _)| phrase.is_content).map_or(1, |(_, count)| count)
}

/// How much a word or term tells.
fn weight(answer: &Passage, at: usize, count: usize, recurs: bool) -> u32 {
    let token = &answer.tokens[at];
    let written = &answer.texts[token.block][token.word.range.clone()];
    let is_term = answer.phrases_at(at).any(|(phrase, length)| length == count && phrase.is_term);
    if token.is_head || token.bold.is_some() {
        6
    } else if token.code.is_some() || is_term || recurs || is_identifier(written) {
        3
    } else {
        2
    }
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

    /// What says these words of an answer; `None` if they say nothing, or the question says them.
    fn keys(&self, tokens: &[Token], answer: &Passage, at: usize) -> Option<Vec<String>> {
        let mut concepts = answer
            .phrases_at(at)
            .filter(|(phrase, count)| *count == tokens.len() && phrase.is_content)
            .map(|(phrase, _)| phrase);
        let concept = concepts.next().map(|phrase| phrase.concept);
        let content: Vec<&Token> = tokens.iter().filter(|token| !token.is_stop_word).collect();
        let is_asked_by_words = content.iter().all(|token| self.roots.contains(&token.word.root));
        let is_asked_by_meaning = concept.is_some_and(|concept| self.concepts.contains(&concept));
        // Only a short name is asked for, and the words that it stands for are the answer.
        let is_asked = match tokens.len() {
            1 => is_asked_by_meaning || !content.is_empty() && is_asked_by_words,
            _ if content.is_empty() => is_asked_by_meaning,
            _ => is_asked_by_words,
        };
        let concept = concept.filter(|_| !is_asked_by_meaning);
        let is_letter = |token: &Token| token.word.folded.chars().nth(1).is_none();
        let says_nothing = content.is_empty()
            && concept.is_none()
            && !(tokens.len() == 1 && tokens[0].code.is_some())
            || tokens.len() == 1 && is_letter(&tokens[0])
            || tokens.len() == 1 && tokens[0].is_in_fence && tokens[0].word.folded.chars().nth(2).is_none();
        if is_asked || says_nothing {
            return None;
        }
        let mut keys: Vec<String> = concept.map(concept_key).into_iter().collect();
        if let [token] = tokens {
            keys.push(token.word.root.clone());
            // `rest_framework.permissions.BasePermission` is BasePermission.
            let written = &answer.texts[token.block][token.word.range.clone()];
            let last = written.rsplit('.').next().unwrap_or_default();
            if last.len() < written.len() && last.chars().count() > 3 {
                keys.push(root(&fold(last)));
            }
        } else if (2..=4).contains(&tokens.len()) {
            keys.push(root(&tokens.iter().map(|token| token.word.folded.as_str()).collect::<String>()));
        }
        Some(keys)
    }
}

/// By what name a concept is looked up.
pub(super) fn concept_key(concept: usize) -> String {
    format!("#{concept}")
}
