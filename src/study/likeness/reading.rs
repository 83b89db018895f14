//! What a question asks: its intent (what is it, how do they differ, why …), its objects, and the
//! language it is asked about.
//!
//! A question is read clause by clause. A clause that asks for no more than what belongs to an answer
//! anyhow ("and where do you use it?") is set aside, so that "What is X?" and "What is X and when is
//! it used?" meet; one that brings objects of its own is not.

use std::collections::{BTreeMap, BTreeSet};

use super::spelling;
use super::text::{self, Token, Word};
use super::words;

/// What is wanted to be known of the objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Intent {
    Definition,
    Difference,
    Kinds,
    Benefits,
    Drawbacks,
    BothSides,
    Purpose,
    Use,
    Mechanism,
    Count,
    Experience,
    Why,
    How,
    When,
    Where,
    Which,
    Who,
    YesNo,
    /// Tells of a situation and asks nothing.
    Scene,
}

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
    pub(super) languages: BTreeSet<&'static str>,
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
    said: BTreeSet<String>,
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

/// Words that begin another question within a sentence, after a comma or an "and".
const OPENERS: &[&str] = &[
    "what",
    "whats",
    "how",
    "why",
    "when",
    "where",
    "which",
    "who",
    "is",
    "are",
    "was",
    "do",
    "does",
    "did",
    "can",
    "could",
    "would",
    "should",
    "will",
    "have",
    "has",
    "give",
    "explain",
    "describe",
    "tell",
    "define",
    "compare",
    "difference",
    "differences",
    "its",
    "their",
    "چرا",
    "چگونه",
    "چطور",
    "تفاوت",
    "فرق",
];
const JOINING: &[&str] = &["and", "or", "but", "so", "also", "then", "the", "و", "یا"];

const DIFFERENCE: &[&str] = &[
    "difference",
    "differences",
    "differ",
    "differs",
    "vs",
    "versus",
    "compare",
    "comparison",
    "comparing",
    "compared",
    "distinguish",
    "contrast",
    "distinction",
    "different",
    "differentiate",
    "تفاوت",
    "فرق",
    "تفاوتهای",
];
const BENEFITS: &[&str] =
    &["benefit", "benefits", "advantage", "advantages", "pros", "upsides", "مزایا", "مزایای", "مزیت"];
const DRAWBACKS: &[&str] =
    &["drawback", "drawbacks", "disadvantage", "disadvantages", "cons", "downsides", "معایب"];
const KINDS: &[&str] = &["type", "types", "kind", "kinds", "categories", "انواع"];
const USE: &[&str] =
    &["use", "used", "using", "uses", "usecase", "usecases", "apply", "applied", "case", "cases"];
const NEED: &[&str] = &["use", "used", "using", "need", "needed"];
const MECHANISM: &[&str] = &["work", "works", "internally", "under", "hood", "mechanism"];
const EXPERIENCE: &[&str] = &["experience", "experienced", "worked", "work", "used", "use", "ever"];
const SUPPORT: &[&str] =
    &["support", "supports", "possible", "exist", "exists", "allow", "allows", "available"];
const EMPHASIS: &[&str] = &[
    "main",
    "key",
    "major",
    "important",
    "common",
    "basic",
    "biggest",
    "various",
    "different",
    "primary",
    "core",
];
const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "do", "does", "did", "can", "could", "has", "have", "should", "will", "would", "آیا",
];
const TELLING: &[&str] = &[
    "explain",
    "describe",
    "define",
    "tell",
    "elaborate",
    "discuss",
    "list",
    "name",
    "mention",
    "enumerate",
    "overview",
    "give",
    "know",
    "stand",
    "stands",
    "چیست",
    "چیه",
    "توضیح",
    "تعریف",
];
/// After these, one thing is done to, with or instead of another, and which is which matters.
const TOWARDS: &[(&str, Towards)] = &[
    ("to", "to"),
    ("into", "to"),
    ("onto", "to"),
    ("over", "over"),
    ("than", "over"),
    ("instead", "over"),
    ("using", "using"),
    ("via", "using"),
    ("through", "using"),
    ("before", "before"),
    ("after", "after"),
];
/// "to" after these only brings a verb.
const BEFORE_INFINITIVE: &[&str] = &[
    "how",
    "way",
    "ways",
    "want",
    "need",
    "needs",
    "have",
    "has",
    "used",
    "use",
    "able",
    "going",
    "like",
    "try",
    "tries",
    "steps",
    "you",
    "us",
    "is",
    "are",
    "function",
    "program",
    "method",
    "code",
    "algorithm",
    "query",
];
/// Ordinary words that are names of languages only with a capital.
const AMBIGUOUS_LANGUAGES: &[&str] =
    &["go", "node", "spring", "swift", "rust", "react", "dart", "flask", "rails", "c", "flutter", "scala"];

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
    let text::Text { tokens, mut verbatim } = text;
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
    let mut reading = together(clauses);
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
        let joins = *token == Token::Pause || JOINING.contains(&heard(token)) && heard(token) != "the";
        if joins {
            let skipped = tokens[place + 1..]
                .iter()
                .take(MOST_JOINING)
                .take_while(|token| **token == Token::Pause || JOINING.contains(&heard(token)))
                .count();
            let next = place + 1 + skipped;
            let opens = tokens.get(next).is_some_and(|token| OPENERS.contains(&heard(token)));
            let ends = !matches!(tokens.get(next + 1), Some(Token::Word(_)));
            let is_short_question =
                tokens.get(next).is_some_and(|token| matches!(heard(token), "why" | "how" | "چرا"));
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

fn intent_of(spoken: &[&str]) -> (Intent, Vec<&'static [&'static str]>) {
    let has = |set: &[&str]| spoken.iter().any(|word| set.contains(word));
    let says = |phrase: &[&str]| spoken.windows(phrase.len()).any(|window| window == phrase);
    let place = |word: &str| spoken.iter().position(|held| *held == word);
    let kinds_at = spoken.iter().position(|word| KINDS.contains(word)).filter(|&at| {
        let before = at.checked_sub(1).map(|at| spoken[at]);
        spoken.get(at + 1) == Some(&"of")
            || matches!(before, Some("what" | "which" | "different" | "various" | "many"))
            || spoken[at] == "انواع"
    });
    let is_compared = spoken.iter().any(|word| DIFFERENCE.contains(word) && *word != "different")
        || says(&["different", "from"])
        || says(&["different", "than"]);
    if is_compared {
        return (Intent::Difference, vec![DIFFERENCE]);
    }
    match (has(BENEFITS), has(DRAWBACKS)) {
        (true, true) => return (Intent::BothSides, vec![BENEFITS, DRAWBACKS]),
        (true, false) => return (Intent::Benefits, vec![BENEFITS]),
        (false, true) => return (Intent::Drawbacks, vec![DRAWBACKS]),
        (false, false) => {}
    }
    if kinds_at.is_some() {
        return (Intent::Kinds, vec![KINDS, EMPHASIS, SUPPORT]);
    }
    let why = place("why").is_some() || has(&["چرا"]);
    if has(&["purpose"]) || says(&["used", "for"]) || (why && has(NEED) && !has(&["not"])) {
        return (Intent::Purpose, vec![&["purpose"], NEED, &["people", "still"]]);
    }
    if (has(&["when", "where"]) && has(USE)) || says(&["use", "case"]) || says(&["use", "cases"]) {
        return (Intent::Use, vec![USE]);
    }
    // "How do you work with others?" asks for no mechanism; "Can you explain how it works?" does.
    let works_oneself = says(&["you", "work"]) || says(&["we", "work"]);
    let asks_how = has(&["how", "چگونه", "چطور", "چطوری"]);
    if (asks_how && has(&["work", "works"]) && !works_oneself) || says(&["under", "the", "hood"]) {
        return (Intent::Mechanism, vec![MECHANISM]);
    }
    if says(&["how", "many"]) || says(&["how", "much"]) {
        return (Intent::Count, vec![&["many", "much"]]);
    }
    let is_which = has(&["which", "what", "کدام"]);
    if (says(&["have", "you"]) && !is_which) || has(&["experience", "experienced"]) {
        return (Intent::Experience, vec![EXPERIENCE]);
    }
    if why {
        return (Intent::Why, vec![&["reason"]]);
    }
    if asks_how || has(&["way", "ways"]) {
        return (Intent::How, vec![&["way", "ways", "best"]]);
    }
    let first = |words: &[&str]| spoken.iter().position(|word| words.contains(word)).unwrap_or(usize::MAX);
    let asked = [
        (first(&["what", "whats", "چیست", "چیه"]), Intent::Definition),
        (first(&["when"]), Intent::When),
        (first(&["where", "کجا"]), Intent::Where),
        (first(&["which", "کدام"]), Intent::Which),
        (first(&["who", "whose"]), Intent::Who),
    ];
    if let Some((at, intent)) = asked.into_iter().min_by_key(|(at, _)| *at)
        && at != usize::MAX
    {
        return (intent, vec![]);
    }
    // `Reverse a linked list`, and not `Explain merge sort`.
    let content = spoken.iter().find(|word| !words::is_filler(word) || TELLING.contains(word));
    if content.is_some_and(|word| words::is_order(word)) {
        return (Intent::How, vec![]);
    }
    if has(TELLING) {
        return (Intent::Definition, vec![&["list", "name", "mention", "enumerate", "give"]]);
    }
    if spoken.first().is_some_and(|word| AUXILIARIES.contains(word)) {
        return (Intent::YesNo, vec![SUPPORT]);
    }
    (Intent::Scene, vec![])
}

/// Whether a word that usually only holds the sentence together is what is asked about: `the let keyword`,
/// `what does with do in Python`.
fn names_keyword(before: &str, word: &str, after: &str) -> bool {
    const KINDS_OF_CODE: &[&str] = &["keyword", "operator", "statement", "clause", "loop", "block"];
    const IN_FRONT: &[&str] = &["use", "using", "is", "does", "of", "the", "explain", "describe", "about"];
    const BEHIND: &[&str] = &["in", "do", "work", "works", "mean", "means"];
    if !words::is_keyword(word) {
        return false;
    }
    // `this statement` and `how does this work` point at something.
    let points = word == "this" && !matches!(after, "in" | "keyword");
    !points && (KINDS_OF_CODE.contains(&after) || IN_FRONT.contains(&before) && BEHIND.contains(&after))
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
    let is_cue = |word: &str| cues.iter().any(|set| set.contains(&word));
    let compares = intent == Intent::Difference;
    let mut phrases = vec![Phrase::default()];
    let (mut is_negated, mut towards) = (false, "");
    let mut said = BTreeSet::new();
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
        let separates = matches!(spoken, "and" | "or" | "vs" | "versus" | "و" | "یا")
            || (compares && begun && matches!(spoken, "from" | "with" | "to" | "than" | "against" | "با"));
        if separates {
            phrases.push(Phrase::default());
            continue;
        }
        if words::is_negation(spoken) {
            is_negated = !is_negated;
            continue;
        }
        if let Some(language) = language_at(word, spoken, before, place == 0) {
            phrase.languages.push((language, word));
            continue;
        }
        let is_emphasis = EMPHASIS.contains(&spoken) && (is_cue(after) || EMPHASIS.contains(&after));
        let is_at_home = words::is_field(spoken)
            && (matches!(before, "in" | "of" | "the" | "a") || words::is_field(before))
            && begun
            && items[..place].iter().rev().take(3).any(|token| heard(token) == "in");
        if is_at_home {
            said.insert(spoken.to_owned());
            continue;
        }
        if let Some(&(_, meant)) = TOWARDS.iter().find(|(said, _)| !compares && begun && *said == spoken) {
            let brings_a_verb = spoken == "to" && BEFORE_INFINITIVE.contains(&before);
            towards = if brings_a_verb { "" } else { meant };
            continue;
        }
        if names_keyword(before, spoken, after) {
            phrase.kept.push((spoken.to_owned(), std::mem::take(&mut towards), word));
            continue;
        }
        if !spoken.is_empty() && (is_cue(spoken) || is_emphasis || words::is_filler(spoken)) {
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
        phrases: Vec::new(),
        said,
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
        drop_what_is_said_beside(&mut kept, compares && place == last && place > 0);
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
        }
    } else if compares {
        // `difference between having and where`: a thing to be compared whose name is a filler.
        for phrase in phrases.iter().filter(|phrase| phrase.kept.is_empty() && phrase.languages.is_empty()) {
            let [.., word] = phrase.dropped.as_slice() else { continue };
            if !DIFFERENCE.contains(&word.folded.as_str())
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
                kept[place..].iter().take(words::LONGEST_NAME).map(|(stem, ..)| stem.as_str()).collect();
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
        phrase.sort();
        phrase.dedup();
        if !phrase.is_empty() {
            self.phrases.push(phrase);
        }
    }
}

fn marked(stem: &str, towards: Towards) -> String {
    if towards.is_empty() { stem.to_owned() } else { format!("{towards}>{stem}") }
}

fn drop_what_is_said_beside(kept: &mut Vec<(String, Towards, &Word)>, is_behind_compared: bool) {
    if kept.len() < 2 {
        return;
    }
    let is_abbreviation = |word: &Word| word.written.chars().filter(|c| c.is_uppercase()).count() >= 2;
    let has_abbreviation = kept.iter().any(|(_, _, word)| is_abbreviation(word));
    let whole = kept.clone();
    // `database index`: where an index is at home, not which one.
    let is_at_home = matches!(kept[0].2.folded.as_str(), "database" | "db")
        && kept[0].1.is_empty()
        && !words::names_of_databases(&kept[1].2.folded);
    if is_at_home {
        kept.remove(0);
    }
    kept.retain(|(_, _, word)| {
        let is_said_beside = has_abbreviation && words::is_in_abbreviation(&word.folded)
            || is_behind_compared && words::is_behind_compared(&word.folded);
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
    if AMBIGUOUS_LANGUAGES.contains(&word.folded.as_str()) {
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
    for clause in &core {
        reading.is_negated ^= clause.is_negated;
        reading.said.extend(clause.said.iter().cloned());
        reading.terms.extend(clause.terms());
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
        for (term, written) in clause.written {
            reading.written.entry(term).or_insert(written);
        }
    }
    reading
}
