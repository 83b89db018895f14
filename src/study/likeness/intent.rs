//! What a clause wants to know: what something is, how two things differ, why, when, by what words it asks.

use super::words;
use crate::study::lexicon::AskingClass;

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

/// What asks in a clause, and so names no object.
pub(super) struct Cues {
    classes: &'static [AskingClass],
    words: &'static [&'static str],
}

impl Cues {
    pub(super) fn has(&self, word: &str) -> bool {
        self.words.contains(&word) || self.classes.iter().any(|class| words::is(*class, word))
    }
}

/// What a clause asks for, from its words as they are heard.
pub(super) fn intent_of(spoken: &[&str]) -> (Intent, Cues) {
    use AskingClass as Class;
    let classes: Vec<_> = spoken.iter().map(|word| words::classes(word)).collect();
    let has = |class: Class| classes.iter().any(|classes| classes.has(class));
    let says = |phrase: &[&str]| spoken.windows(phrase.len()).any(|window| window == phrase);
    let names = |wanted: &[&str]| spoken.iter().any(|word| wanted.contains(word));
    let asks = |intent, classes| (intent, Cues { classes, words: &[] });
    let first = spoken.first().copied().unwrap_or_default();
    let is_kind = |at: &usize| {
        let before = at.checked_sub(1).map(|at| spoken[at]);
        classes[*at].has(Class::Kinds)
            && (spoken.get(at + 1) == Some(&"of")
                || matches!(before, Some("what" | "which" | "different" | "various" | "many")))
    };
    let is_compared = spoken.iter().any(|word| words::is(Class::Difference, word) && *word != "different")
        || says(&["different", "from"])
        || says(&["different", "than"])
        || (first == "how" && spoken.last() == Some(&"different"));
    if is_compared {
        return asks(Intent::Difference, &[Class::Difference]);
    }
    match (has(Class::Benefits), has(Class::Drawbacks)) {
        (true, true) => return asks(Intent::BothSides, &[Class::Benefits, Class::Drawbacks]),
        (true, false) => return asks(Intent::Benefits, &[Class::Benefits]),
        (false, true) => return asks(Intent::Drawbacks, &[Class::Drawbacks]),
        (false, false) => {}
    }
    if (0..spoken.len()).any(|at| is_kind(&at)) {
        return asks(Intent::Kinds, &[Class::Kinds, Class::Emphasis, Class::Support]);
    }
    let why = names(&["why"]);
    let is_for_what = first == "what" && spoken.last() == Some(&"for") && !names(&["stand", "stands"]);
    let is_needed = why && has(Class::Need) && !names(&["not"]);
    if names(&["purpose"]) || says(&["used", "for"]) || is_needed || is_for_what {
        let cues = Cues { classes: &[Class::Need], words: &["purpose", "people", "still"] };
        return (Intent::Purpose, cues);
    }
    if (names(&["when", "where"]) && has(Class::Usage)) || says(&["use", "case"]) || says(&["use", "cases"]) {
        return asks(Intent::Use, &[Class::Usage]);
    }
    // "How do you work with others?" asks for no mechanism; "Can you explain how it works?" does.
    let works_oneself = says(&["you", "work"]) || says(&["we", "work"]);
    let how = names(&["how"]);
    if (how && names(&["work", "works"]) && !works_oneself) || says(&["under", "the", "hood"]) {
        return asks(Intent::Mechanism, &[Class::Mechanism]);
    }
    if says(&["how", "many"]) || says(&["how", "much"]) {
        return (Intent::Count, Cues { classes: &[], words: &["many", "much"] });
    }
    if (says(&["have", "you"]) && !names(&["which", "what"])) || names(&["experience", "experienced"]) {
        return asks(Intent::Experience, &[Class::Experience]);
    }
    if why {
        return (Intent::Why, Cues { classes: &[], words: &["reason"] });
    }
    // Not `three-way handshake`.
    let is_way = |pair: &[&str]| matches!(pair, ["way" | "ways", "to" | "of" | "in" | "you" | "we"]);
    if how || spoken.windows(2).any(is_way) {
        return (Intent::How, Cues { classes: &[], words: &["way", "ways", "best"] });
    }
    let asked = spoken.iter().find_map(|word| match *word {
        "what" | "whats" => Some(Intent::Definition),
        "when" => Some(Intent::When),
        "where" => Some(Intent::Where),
        "which" => Some(Intent::Which),
        "who" | "whose" => Some(Intent::Who),
        _ => None,
    });
    if let Some(intent) = asked {
        return asks(intent, &[]);
    }
    // `Reverse a linked list`, and not `Explain merge sort`.
    let content =
        spoken.iter().find(|word| !words::is(Class::Filler, word) || words::is(Class::Telling, word));
    if content.is_some_and(|word| words::is(Class::Orders, word)) {
        return asks(Intent::How, &[]);
    }
    if has(Class::Telling) {
        let cues = Cues { classes: &[], words: &["list", "name", "mention", "enumerate", "give"] };
        return (Intent::Definition, cues);
    }
    if words::is(Class::Auxiliaries, first) {
        return asks(Intent::YesNo, &[Class::Support]);
    }
    asks(Intent::Scene, &[])
}

/// What a clause that asks for a definition may as well be answered by: by how it works for `Describe the
/// event loop.`, by its purpose for `What does volatile do?`
pub(super) fn also_answered_by(spoken: &[&str]) -> Option<Intent> {
    let has = |wanted: &[&str]| spoken.iter().any(|word| wanted.contains(word));
    let does = spoken.iter().rposition(|word| *word == "do");
    let does_what =
        has(&["does"]) && does.is_some_and(|at| spoken.get(at + 1).is_none_or(|next| *next == "in"));
    if does_what || has(&["keyword", "keywords"]) {
        return Some(Intent::Purpose);
    }
    let is_free = spoken.iter().any(|word| words::is(AskingClass::TellingFreely, word));
    (is_free && !has(&["what", "whats"])).then_some(Intent::Mechanism)
}

/// Whether a word that usually only holds the sentence together is what is asked about: `the let keyword`,
/// `what does with do in Python`.
pub(super) fn names_keyword(before: &str, word: &str, after: &str) -> bool {
    if !words::is_keyword(word) {
        return false;
    }
    // `this statement` and `how does this work` point at something.
    let points = word == "this" && !matches!(after, "in" | "keyword");
    let is_named = words::is(AskingClass::CodeKinds, after)
        || words::is(AskingClass::BeforeKeyword, before) && words::is(AskingClass::BehindKeyword, after);
    !points && is_named
}
