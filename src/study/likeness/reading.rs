//! What a question asks: its intent (what is it, how do they differ, why …), its objects, and the
//! language it is asked about.
//!
//! A question is read clause by clause. A clause that asks for no more than what belongs to an answer
//! anyhow ("and where do you use it?") is set aside, so that "What is X?" and "What is X and when is
//! it used?" meet; one that brings objects of its own is not.

use std::collections::{BTreeMap, BTreeSet};

use super::intent::{Intent, also_answered_by, intent_of, names_keyword};
use super::spelling;
use super::text::{self, Token, Word};
use super::words;
use crate::study::lexicon::AskingClass;

/// A question as it is compared with others.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// Sorted; more than one where a question asks several things.
    pub(super) intents: Vec<Intent>,
    /// The things a question names side by side.
    pub(super) phrases: BTreeSet<Vec<String>>,
    /// All stems that name the objects, one name for each thing. `over>` marks what something is done
    /// *over*, *to*, *using* …, because a list made a set is no set made a list.
    pub(super) terms: BTreeSet<String>,
    /// The stems as they were said, before names for the same were made one, and what was set aside.
    pub(super) said: BTreeSet<String>,
    /// The terms as they follow each other.
    pub(super) in_order: Vec<String>,
    /// Is in a language whose words of direction are not known, so that the order of its terms matters: a list
    /// made a set is no set made a list.
    pub(super) is_ordered: bool,
    pub(super) languages: BTreeSet<&'static str>,
    /// Where the objects are said to be at home: `in databases`.
    pub(super) fields: BTreeSet<String>,
    /// Of what kind the things are that it names side by side: `the map and filter functions`.
    pub(super) beside: BTreeSet<String>,
    /// What the question, asked for a definition, may as well be answered by.
    pub(super) also: Option<Intent>,
    pub(super) is_negated: bool,
    /// Speaks of something that is not in it: "this code", "the following".
    pub(super) points_elsewhere: bool,
    pub(super) verbatim: String,
    /// How a term was written.
    pub(super) written: BTreeMap<String, String>,
    /// Ordinary words, in lower case, that are long enough to be misspelt.
    pub(super) words: BTreeSet<String>,
}

#[derive(Debug)]
struct Clause {
    intent: Intent,
    phrases: Vec<Vec<String>>,
    in_order: Vec<String>,
    said: BTreeSet<String>,
    also: Option<Intent>,
    /// Holds nothing but filler.
    is_empty: bool,
    fields: BTreeSet<String>,
    beside: BTreeSet<String>,
    languages: BTreeSet<&'static str>,
    is_negated: bool,
    written: BTreeMap<String, String>,
}

impl Clause {
    fn terms(&self) -> BTreeSet<String> {
        self.phrases.iter().flatten().cloned().collect()
    }
}

/// So many clauses are read; what is pasted into a question may have any number.
const MOST_CLAUSES: usize = 60;
/// So many commas and joining words may stand in front of another question: ", and then".
const MOST_JOINING: usize = 6;

/// Reads a question.
pub(super) fn read(question: &str) -> Reading {
    read_text(text::read(question))
}

/// Reads a question as if one of its words were spelled otherwise.
pub(super) fn read_respelt(question: &str, from: &str, to: &str) -> Reading {
    let mut text = text::read(question);
    for token in &mut text.tokens {
        if let Token::Word(word) = token
            && word.folded == from
            && !word.is_code
        {
            *word = Word { written: to.to_owned(), folded: to.to_owned(), is_code: false };
        }
    }
    read_text(text)
}

fn read_text(text: text::Text) -> Reading {
    let text::Text { tokens, mut verbatim, language } = text;
    let tokens = without_spelled_out(tokens);
    let mut clauses = Vec::new();
    for (number, items) in clauses_of(&tokens).into_iter().enumerate() {
        if number >= MOST_CLAUSES {
            // Nobody asks as much as that; what comes has to agree to the letter.
            for item in items {
                if let Token::Word(word) = item {
                    verbatim.push_str(&word.folded);
                    verbatim.push(' ');
                }
            }
            continue;
        }
        let is_follow_up = clauses.iter().any(|clause: &Clause| !clause.phrases.is_empty());
        clauses.extend(clause(&items, is_follow_up));
    }
    // `Explain, what a mutex is.`
    if clauses.iter().any(|clause| !clause.is_empty && !clause.phrases.is_empty()) {
        clauses.retain(|clause| !clause.is_empty);
    }
    let mut reading = together(clauses);
    reading.is_ordered = language.is_some_and(|language| !language.is_english());
    reading.points_elsewhere = tokens.iter().map(heard).any(|word| {
        matches!(word, "this" | "these" | "following" | "above" | "below") && !reading.terms.contains(word)
    });
    reading.verbatim = verbatim;
    let plain = tokens.iter().filter_map(|token| match token {
        Token::Word(word) if is_plain(word) && spelling::may_be_misspelt(&word.folded) => Some(&word.folded),
        _ => None,
    });
    reading.words = plain.cloned().collect();
    reading
}

/// The languages that words such as a deck's title or tags name.
pub(super) fn languages_of(topic: &str) -> impl Iterator<Item = &'static str> {
    topic
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '#' | '.'))
        // A small c is a letter: `deck-c`.
        .filter(|word| *word != "c")
        .filter_map(|word| words::language(&word.to_lowercase()))
}

fn is_plain(word: &Word) -> bool {
    let is_shouted =
        word.written.chars().nth(1).is_some() && word.written.chars().all(|c| c.is_ascii_uppercase());
    !word.is_code && (!is_shouted || word.folded == "vs")
}

/// How the word is heard as part of the sentence; nothing where it is a name.
fn heard(token: &Token) -> &str {
    match token {
        Token::Word(word) if is_plain(word) => &word.folded,
        _ => "",
    }
}

/// The tokens without what an abbreviation beside it stands for: `weighted average cost of capital (WACC)`,
/// `ISR (interrupt service routine)`.
fn without_spelled_out(mut tokens: Vec<Token>) -> Vec<Token> {
    let abbreviation = |token: Option<&Token>| match token {
        Some(Token::Word(word))
            if !is_plain(word) && !word.is_code && word.folded.chars().all(char::is_alphabetic) =>
        {
            Some(word.folded.chars().collect::<Vec<char>>())
        }
        _ => None,
    };
    let mut at = 0;
    while at < tokens.len() {
        let Some(letters) = abbreviation(tokens.get(at)) else {
            at += 1;
            continue;
        };
        if at > 0
            && tokens[at - 1] == Token::Pause
            && let Some(begin) = spelled(tokens[..at - 1].iter().rev(), letters.iter().rev())
        {
            tokens.drain(at - 1 - begin..at);
            at -= begin + 1;
        }
        if tokens.get(at + 1) == Some(&Token::Pause)
            && let Some(end) = spelled(tokens[at + 2..].iter(), letters.iter())
            && !matches!(tokens.get(at + 2 + end), Some(Token::Word(_)))
        {
            tokens.drain(at + 1..at + 2 + end);
        }
        at += 1;
    }
    tokens
}

/// How many of the words spell these letters with their initials, small words left out.
fn spelled<'t>(
    tokens: impl Iterator<Item = &'t Token>,
    mut letters: impl Iterator<Item = &'t char>,
) -> Option<usize> {
    let mut wanted = letters.next();
    let mut count = 0;
    for token in tokens {
        let Some(letter) = wanted else { break };
        let Token::Word(word) = token else { return None };
        count += 1;
        if word.folded.starts_with(*letter) {
            wanted = letters.next();
        } else if !words::is(AskingClass::Filler, &word.folded) {
            return None;
        }
    }
    wanted.is_none().then_some(count)
}

fn clauses_of(tokens: &[Token]) -> Vec<Vec<&Token>> {
    let mut clauses: Vec<Vec<&Token>> = vec![Vec::new()];
    let mut place = 0;
    while place < tokens.len() {
        let token = &tokens[place];
        if *token == Token::Stop {
            clauses.push(Vec::new());
            place += 1;
            continue;
        }
        let joins =
            *token == Token::Pause || words::is(AskingClass::Joining, heard(token)) && heard(token) != "the";
        if joins {
            let skipped = tokens[place + 1..]
                .iter()
                .take(MOST_JOINING)
                .take_while(|token| **token == Token::Pause || words::is(AskingClass::Joining, heard(token)))
                .count();
            let next = place + 1 + skipped;
            let opens = tokens.get(next).is_some_and(|token| words::is(AskingClass::Openers, heard(token)));
            let ends = !matches!(tokens.get(next + 1), Some(Token::Word(_)));
            let is_short_question =
                tokens.get(next).is_some_and(|token| matches!(heard(token), "why" | "how"));
            if opens && (!ends || is_short_question) {
                clauses.push(Vec::new());
                place = next;
                clauses.last_mut().expect("one was pushed").push(&tokens[place]);
                place += 1;
                continue;
            }
        }
        clauses.last_mut().expect("there is one from the beginning").push(token);
        place += 1;
    }
    clauses
}

/// The word after which one thing is done to, with or instead of another; empty where there is none.
type Towards = &'static str;

/// A run of words between two that set things side by side.
#[derive(Default)]
struct Phrase<'w> {
    /// The stem, the mark of direction, the word.
    kept: Vec<(String, Towards, &'w Word)>,
    languages: Vec<(&'static str, &'w Word)>,
    dropped: Vec<&'w Word>,
}

fn clause(items: &[&Token], is_follow_up: bool) -> Option<Clause> {
    let spoken: Vec<&str> = items.iter().map(|token| heard(token)).filter(|word| !word.is_empty()).collect();
    if !items.iter().any(|token| matches!(token, Token::Word(_))) {
        return None;
    }
    let (intent, cues) = intent_of(&spoken);
    let compares = intent == Intent::Difference;
    let mut phrases = vec![Phrase::default()];
    let (mut is_negated, mut towards) = (false, "");
    let (mut said, mut fields) = (BTreeSet::new(), Vec::new());
    for (place, item) in items.iter().enumerate() {
        let Token::Word(word) = item else {
            phrases.push(Phrase::default());
            continue;
        };
        let spoken = heard(item);
        let before = place.checked_sub(1).map_or("", |place| heard(items[place]));
        let after = items.get(place + 1).map_or("", |token| heard(token));
        let begun = phrases.iter().any(|phrase| !phrase.kept.is_empty() || !phrase.languages.is_empty());
        let phrase = phrases.last_mut().expect("there is one from the beginning");
        let separates = matches!(spoken, "and" | "or" | "vs" | "versus")
            || (compares && begun && matches!(spoken, "from" | "with" | "to" | "than" | "against"));
        if separates {
            phrases.push(Phrase::default());
            continue;
        }
        let classes = words::classes(spoken);
        if classes.has(AskingClass::Negations) {
            is_negated = !is_negated;
            continue;
        }
        if let Some(language) = language_at(word, spoken, before, place == 0) {
            phrase.languages.push((language, word));
            continue;
        }
        let is_emphasis = classes.has(AskingClass::Emphasis)
            && (cues.has(after) || words::is(AskingClass::Emphasis, after));
        let is_field = |word: &str| words::is(AskingClass::Fields, word);
        let is_at_home = is_field(&word.folded)
            && !word.is_code
            && (matches!(before, "in" | "of" | "the" | "a" | "an") || is_field(before))
            && begun
            && items[..place].iter().rev().take(3).any(|token| heard(token) == "in");
        if is_at_home {
            said.insert(word.folded.clone());
            fields.push(words::stem(&word.folded));
            continue;
        }
        if let Some(meant) = words::towards(spoken).filter(|_| !compares && begun) {
            let brings_a_verb = spoken == "to" && words::is(AskingClass::BeforeInfinitive, before);
            towards = if brings_a_verb { "" } else { meant };
            continue;
        }
        if names_keyword(before, spoken, after) {
            phrase.kept.push((spoken.to_owned(), std::mem::take(&mut towards), word));
            continue;
        }
        if !spoken.is_empty() && (cues.has(spoken) || is_emphasis || classes.has(AskingClass::Filler)) {
            phrase.dropped.push(word);
            continue;
        }
        let stem = if word.is_code && !word.folded.chars().all(|c| c.is_ascii_alphabetic()) {
            word.folded.clone()
        } else {
            words::stem(&word.folded)
        };
        phrase.kept.push((stem, std::mem::take(&mut towards), word));
    }
    let has_objects = phrases.iter().any(|phrase| !phrase.kept.is_empty());
    let mut clause = Clause {
        intent,
        also: if intent == Intent::Definition { also_answered_by(&spoken) } else { None },
        is_empty: false,
        phrases: Vec::new(),
        in_order: Vec::new(),
        said,
        fields: named(&fields),
        beside: BTreeSet::new(),
        languages: BTreeSet::new(),
        is_negated,
        written: BTreeMap::new(),
    };
    let last = phrases.len() - 1;
    for (place, phrase) in phrases.iter().enumerate() {
        // "… and why does Python have it?" asks of what was said before.
        let stands_alone = (!has_objects && !is_follow_up) || (compares && phrase.kept.is_empty());
        if !stands_alone {
            clause.languages.extend(phrase.languages.iter().map(|(language, _)| *language));
        }
        let mut kept = Vec::new();
        if stands_alone {
            for (language, word) in &phrase.languages {
                kept.push(((*language).to_owned(), "", *word));
            }
        }
        kept.extend(phrase.kept.iter().cloned());
        clause.said.extend(kept.iter().map(|(stem, towards, _)| marked(stem, towards)));
        drop_what_is_said_beside(&mut kept, place == last && place > 0, &mut clause.beside);
        clause.keep(&kept, !compares);
    }
    if clause.phrases.is_empty() && !is_follow_up {
        // Nothing but filler: then that is what is asked. `What is this in JavaScript?`
        let dropped = phrases.iter().flat_map(|phrase| &phrase.dropped);
        let dropped = dropped.filter(|word| !matches!(word.folded.as_str(), "a" | "an" | "the" | "please"));
        let kept: Vec<_> = dropped.map(|word| (word.folded.clone(), "", *word)).collect();
        if compares || matches!(intent, Intent::Definition | Intent::Scene | Intent::YesNo) {
            clause.said.extend(kept.iter().map(|(stem, ..)| stem.clone()));
            clause.keep(&kept, false);
            clause.is_empty = true;
        }
    } else if compares {
        // `difference between having and where`: a thing to be compared whose name is a filler.
        for phrase in phrases.iter().filter(|phrase| phrase.kept.is_empty() && phrase.languages.is_empty()) {
            let [.., word] = phrase.dropped.as_slice() else { continue };
            if !words::is(AskingClass::Difference, &word.folded)
                && !matches!(&*word.folded, "between" | "it" | "them" | "of" | "each" | "is" | "are" | "the")
            {
                clause.said.insert(word.folded.clone());
                clause.keep(&[(word.folded.clone(), "", *word)], false);
            }
        }
    }
    Some(clause)
}

impl Clause {
    /// Takes a phrase in, one name for each thing.
    fn keep(&mut self, kept: &[(String, Towards, &Word)], folds_verbs: bool) {
        let mut phrase = Vec::new();
        let mut place = 0;
        while place < kept.len() {
            let stems: Vec<&str> =
                kept[place..].iter().take(words::longest_name()).map(|(stem, ..)| stem.as_str()).collect();
            let (_, towards, word) = &kept[place];
            if let Some(name) = words::name_at(&stems) {
                let spoken: Vec<&str> = kept[place..][..name.said.len()]
                    .iter()
                    .map(|(_, _, word)| word.written.as_str())
                    .collect();
                for (stem, plain) in &name.meant {
                    let term = marked(stem, towards);
                    let written = if name.meant.len() == 1 { spoken.join(" ") } else { plain.clone() };
                    self.written.entry(term.clone()).or_insert(written);
                    phrase.push(term);
                }
                place += name.said.len();
                continue;
            }
            let stem = if folds_verbs { words::verb(stems[0]) } else { stems[0].to_owned() };
            let term = marked(&stem, towards);
            self.written.entry(term.clone()).or_insert_with(|| word.written.clone());
            phrase.push(term);
            place += 1;
        }
        self.in_order.extend(phrase.iter().cloned());
        phrase.sort();
        phrase.dedup();
        if !phrase.is_empty() {
            self.phrases.push(phrase);
        }
    }
}

/// Stems, one name for each thing.
fn named(stems: &[String]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest: Vec<&str> = stems.iter().map(String::as_str).collect();
    while let Some(&first) = rest.first() {
        let name = words::name_at(&rest);
        match name {
            Some(name) => names.extend(name.meant.iter().map(|(stem, _)| stem.clone())),
            None => names.extend([first.to_owned()]),
        }
        rest.drain(..name.map_or(1, |name| name.said.len()));
    }
    names
}

fn marked(stem: &str, towards: Towards) -> String {
    if towards.is_empty() { stem.to_owned() } else { format!("{towards}>{stem}") }
}

/// Drops what only says where a thing is at home or of what kind it is; what is said of the kind of two things
/// goes to `beside`.
fn drop_what_is_said_beside(
    kept: &mut Vec<(String, Towards, &Word)>,
    is_behind_compared: bool,
    beside: &mut BTreeSet<String>,
) {
    if kept.len() < 2 {
        return;
    }
    let is_abbreviation = |word: &Word| word.written.chars().filter(|c| c.is_uppercase()).count() >= 2;
    let has_abbreviation = kept.iter().any(|(_, _, word)| is_abbreviation(word));
    let whole = kept.clone();
    // `database index`: where an index is at home, not which one.
    let is_at_home = matches!(kept[0].2.folded.as_str(), "database" | "db")
        && kept[0].1.is_empty()
        && !words::is(AskingClass::Databases, &kept[1].2.folded);
    if is_at_home {
        kept.remove(0);
    }
    if kept.last().is_some_and(|(_, _, word)| words::is(AskingClass::Behind, &word.folded)) && kept.len() > 1
    {
        kept.pop();
    }
    let is_behind =
        |word: &Word| words::is(AskingClass::BehindCompared, &word.folded) && !is_abbreviation(word);
    if is_behind_compared && kept.len() > 1 && kept.last().is_some_and(|(_, _, word)| is_behind(word)) {
        beside.extend(kept.pop().map(|(stem, ..)| stem));
    }
    kept.retain(|(_, _, word)| {
        let is_said_beside = has_abbreviation && words::is(AskingClass::BesideAbbreviation, &word.folded);
        !is_said_beside || is_abbreviation(word)
    });
    if kept.is_empty() {
        *kept = whole;
    }
}

fn language_at(word: &Word, spoken: &str, before: &str, is_first: bool) -> Option<&'static str> {
    if word.is_code {
        return None;
    }
    let language = words::language(&word.folded)?;
    let is_capital = word.written.starts_with(char::is_uppercase);
    if words::is(AskingClass::AmbiguousTechnologies, &word.folded) {
        let is_name = is_capital && !(is_first && matches!(spoken, "go" | "react" | "spring"));
        return (is_name || (before == "in" && !matches!(spoken, "node" | "c"))).then_some(language);
    }
    Some(language)
}

/// One reading of all clauses: what asks for nothing new is set aside, what compares with something
/// said before is completed.
fn together(clauses: Vec<Clause>) -> Reading {
    let mut reading = Reading::default();
    let mut core: Vec<Clause> = Vec::new();
    let mut aside: Vec<Clause> = Vec::new();
    for mut clause in clauses {
        let known: BTreeSet<String> = core.iter().flat_map(Clause::terms).collect();
        let terms = clause.terms();
        let is_new = |term: &String| {
            !known.contains(term) && !words::is_follow_up(term.split('>').next_back().unwrap_or(term))
        };
        if core.is_empty() {
            core.push(clause);
        } else if !terms.iter().any(is_new) && clause.intent != Intent::Difference {
            aside.push(clause);
        } else if clause.intent == Intent::Difference {
            let head = &core[0];
            if clause.phrases.len() == 1 && head.intent == Intent::Definition && head.phrases.len() == 1 {
                clause.phrases.push(head.phrases[0].clone());
            }
            // `What is a slice, and how does it differ from an array?` asks for the difference.
            let terms = clause.terms();
            let (told, rest): (Vec<_>, Vec<_>) = core
                .into_iter()
                .partition(|held| held.intent == Intent::Definition && held.terms().is_subset(&terms));
            core = rest;
            aside.extend(told);
            if clause.phrases.is_empty() && !core.is_empty() {
                aside.push(clause);
            } else {
                core.push(clause);
            }
        } else {
            core.push(clause);
        }
    }
    let asks = core.iter().any(|clause| clause.intent != Intent::Scene);
    // `What is the event loop and how does it work?`
    let told_besides = aside.iter().map(|clause| clause.intent);
    reading.also = told_besides
        .filter(|intent| matches!(intent, Intent::Mechanism | Intent::Purpose))
        .chain(core.iter().filter_map(|clause| clause.also))
        .next();
    for clause in &core {
        reading.is_negated ^= clause.is_negated;
        reading.said.extend(clause.said.iter().cloned());
        reading.terms.extend(clause.terms());
        reading.in_order.extend(clause.in_order.iter().cloned());
        reading.phrases.extend(clause.phrases.iter().cloned());
        match clause.intent {
            Intent::Scene if asks => {}
            Intent::Scene => reading.intents.push(Intent::Definition),
            intent => reading.intents.push(intent),
        }
    }
    reading.intents.sort_unstable();
    reading.intents.dedup();
    for clause in &aside {
        reading.said.insert(format!("{:?} {:?}", clause.intent, clause.said));
    }
    for clause in core.into_iter().chain(aside) {
        reading.languages.extend(clause.languages);
        reading.fields.extend(clause.fields);
        reading.beside.extend(clause.beside);
        for (term, written) in clause.written {
            reading.written.entry(term).or_insert(written);
        }
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, intent: Intent, terms: &[&str]) {
        let reading = read(question);
        let found: Vec<&str> = reading.terms.iter().map(String::as_str).collect();
        assert_eq!((reading.intents.as_slice(), found.as_slice()), (&[intent][..], terms), "{question}");
    }

    #[test]
    fn a_question_is_read_in_any_language() {
        check("¿Cuáles son las ventajas de Kafka?", Intent::Benefits, &["kafka"]);
        check("Kafka 有哪些缺点？", Intent::Drawbacks, &["kafka"]);
        check("Kafka چگونه کار می‌کند؟", Intent::Mechanism, &["kafka"]);
        check("Kafka ne zaman kullanılır?", Intent::Use, &["kafka"]);
        check("Erläutern Sie, was Kafka ist.", Intent::Definition, &["kafka"]);
    }

    #[test]
    fn what_an_abbreviation_stands_for_is_said_once() {
        check("What is a directed acyclic graph (DAG)?", Intent::Definition, &["dag"]);
        check("What is a DAG (directed acyclic graph)?", Intent::Definition, &["dag"]);
        check("What is a graph (DAG)?", Intent::Definition, &["dag", "graph"]);
    }

    #[test]
    fn where_a_thing_is_at_home_is_not_what_is_asked_about() {
        let reading = read("What is starvation in operating systems?");
        assert_eq!(reading.fields, BTreeSet::from(["os".to_owned()]));
        check("What is starvation in OS?", Intent::Definition, &["starvation"]);
        check("What is an operating system?", Intent::Definition, &["os"]);
    }
}
