//! What is known of words: which say nothing, which are inflected forms of one, which name the same.
//!
//! The words are in the lexicon. A name stands there because anyone in the field uses both forms for one
//! thing, not because some notes do.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::study::lexicon::{AskingClass, AskingClasses, AskingWords};

/// Words of everyday English that are also keywords of programming languages: a line for each, with a
/// question that asks about it.
const KEYWORDS: &str = include_str!("keywords.txt");

/// A name in stems, and what stands for it: each stem with the word it comes from.
pub(super) struct Name {
    pub(super) said: Vec<String>,
    pub(super) meant: Vec<(String, String)>,
}

/// What is worked out once from the lexicon's lists.
struct Tables {
    /// By the first stem, the longest first.
    names_by_first: HashMap<String, Vec<Name>>,
    /// Of how many stems a name is made at most.
    longest_name: usize,
    follow_up_stems: HashSet<String>,
    technologies: HashMap<&'static str, &'static str>,
    within: HashSet<(&'static str, &'static str)>,
    towards: HashMap<&'static str, &'static str>,
    /// Verbs' stems, and those of the verbs they are compared by.
    verbs: HashMap<String, String>,
    keywords: HashMap<&'static str, &'static str>,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let words = AskingWords::built_in();
    let stems = |text: &str| text.split_whitespace().map(stem).collect::<Vec<String>>();
    let mut names_by_first: HashMap<String, Vec<Name>> = HashMap::new();
    for (said, meant) in names() {
        // Fillers are gone when names are looked for: `infrastructure as code`. What is left of `just in time`
        // is no name.
        let telling = |word: &&str| !words.is(AskingClass::Filler, word);
        let stemmed: Vec<String> = said.split_whitespace().filter(telling).map(stem).collect();
        if stemmed.len() < 2 && said.contains(' ') {
            continue;
        }
        let said = stemmed;
        let plain = meant.split_whitespace().map(str::to_owned);
        let name = Name { said, meant: stems(meant).into_iter().zip(plain).collect() };
        let Some(first) = name.said.first().cloned() else { continue };
        names_by_first.entry(first).or_default().push(name);
    }
    for names in names_by_first.values_mut() {
        names.sort_by_key(|name| std::cmp::Reverse(name.said.len()));
    }
    let lengths = names_by_first.values().flatten().map(|name| name.said.len());
    let keyword_lines = KEYWORDS.lines().filter(|line| !line.starts_with('#'));
    Tables {
        longest_name: lengths.max().unwrap_or(1),
        names_by_first,
        follow_up_stems: words.words(AskingClass::FollowUp).map(stem).collect(),
        technologies: words.pairs(AskingClass::Technologies).collect(),
        within: words.pairs(AskingClass::Within).collect(),
        towards: words.pairs(AskingClass::Towards).collect(),
        verbs: words.pairs(AskingClass::Verbs).map(|(said, meant)| (stem(said), stem(meant))).collect(),
        keywords: keyword_lines.filter_map(|line| line.split_once('\t')).collect(),
    }
});

/// Whether a word in lower case is in a list of the lexicon.
pub(super) fn is(class: AskingClass, word: &str) -> bool {
    AskingWords::built_in().is(class, word)
}

/// The lists of the lexicon that a word in lower case is in.
pub(super) fn classes(word: &str) -> AskingClasses {
    AskingWords::built_in().classes(word)
}

pub(super) fn is_keyword(word: &str) -> bool {
    TABLES.keywords.contains_key(word)
}

pub(super) fn is_follow_up(stem: &str) -> bool {
    TABLES.follow_up_stems.contains(stem)
}

/// The direction that a word gives to what follows it: `over`, `to`.
pub(super) fn towards(word: &str) -> Option<&'static str> {
    TABLES.towards.get(word).copied()
}

pub(super) fn language(word: &str) -> Option<&'static str> {
    TABLES.technologies.get(word).copied()
}

/// Whether a deck that speaks of the language is likely to be about it.
pub(super) fn is_telling(language: &str) -> bool {
    !is(AskingClass::Everywhere, language)
}

/// Whether of two languages one is, or stands within, the other.
pub(super) fn is_akin(one: &str, other: &str) -> bool {
    let within: &HashSet<(&str, &str)> = &TABLES.within;
    one == other || within.contains(&(one, other)) || within.contains(&(other, one))
}

/// The stem of the verb that this one's stem stands for.
pub(super) fn verb(stem_of_verb: &str) -> String {
    TABLES.verbs.get(stem_of_verb).map_or(stem_of_verb, String::as_str).to_owned()
}

/// Pairs of names, each of which stands for the other.
pub fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    AskingWords::built_in().pairs(AskingClass::Names)
}

/// Of how many stems a name is made at most.
pub(super) fn longest_name() -> usize {
    TABLES.longest_name
}

/// The name that the first of these stems make, if others stand for it.
pub(super) fn name_at(stems: &[&str]) -> Option<&'static Name> {
    let names: &'static [Name] = TABLES.names_by_first.get(*stems.first()?)?;
    names.iter().find(|name| {
        stems.len() >= name.said.len() && name.said.iter().zip(stems).all(|(said, stem)| said == stem)
    })
}

/// An English word without its plural, `-ing` or `-ed`; anything else as it is.
///
/// Light on purpose: `mutable` and `immutable`, `authentication` and `authorization`, `HTTP` and `HTTPS`
/// are to stay apart, and that costs `serializer` and `serialization`.
#[must_use]
pub fn stem(word: &str) -> String {
    if word.len() <= 3 || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.to_owned();
    }
    match word {
        "indices" => return "index".to_owned(),
        "matrices" => return "matrix".to_owned(),
        word if is(AskingClass::Uninflected, word) => return word.to_owned(),
        _ => {}
    }
    let mut stem = word.to_owned();
    if let Some(root) = stem.strip_suffix("ies") {
        stem = format!("{root}i");
    } else if ["sses", "xes", "ches", "shes", "zes"].iter().any(|end| stem.ends_with(end)) {
        stem.truncate(stem.len() - 2);
    } else if stem.ends_with('s') && !["ss", "us", "is"].iter().any(|end| stem.ends_with(end)) {
        stem.pop();
    }
    for ending in ["ing", "ed"] {
        let Some(root) = stem.strip_suffix(ending) else { continue };
        let has_vowel = root.bytes().any(|byte| b"aeiouy".contains(&byte));
        if root.len() >= 3 && has_vowel && !root.ends_with('e') {
            stem = root.to_owned();
            let mut ends = stem.bytes().rev();
            if let (Some(last), Some(before)) = (ends.next(), ends.next())
                && last == before
                && !b"lsz".contains(&last)
            {
                stem.pop();
            }
        }
        break;
    }
    for (british, american) in [("isation", "ization"), ("ise", "ize"), ("yse", "yze"), ("our", "or")] {
        if stem.len() > british.len() + 3
            && let Some(root) = stem.strip_suffix(british)
        {
            stem = format!("{root}{american}");
        }
    }
    if stem.ends_with("is") && stem.len() > 6 && word.ends_with("ising") {
        stem = format!("{}z", stem.trim_end_matches('s'));
    }
    if stem.len() > 3 && stem.ends_with('e') {
        stem.pop();
    }
    let consonant_before_y = stem.len() > 3
        && stem.ends_with('y')
        && !stem.bytes().rev().nth(1).is_some_and(|byte| b"aeiou".contains(&byte));
    if consonant_before_y {
        stem.pop();
        stem.push('i');
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_word_have_one_stem() {
        for forms in [
            &["cache", "caches", "caching", "cached"][..],
            &["index", "indexes", "indices", "indexing", "indexed"],
            &["query", "queries", "querying"],
            &["map", "maps", "mapping", "mapped"],
            &["class", "classes"],
            &["process", "processes", "processing"],
            &["type", "types", "typing", "typed"],
            &["optimize", "optimise", "optimizing", "optimising"],
            &["cookie", "cookies"],
            &["database", "databases"],
            &["test", "tests", "testing", "tested"],
            &["pool", "pools", "pooling"],
        ] {
            let stems: Vec<String> = forms.iter().map(|form| stem(form)).collect();
            assert!(stems.iter().all(|stem| *stem == stems[0]), "{forms:?}: {stems:?}");
        }
    }

    #[test]
    fn each_keyword_is_what_its_example_asks_about() {
        assert_eq!(KEYWORDS.lines().filter(|line| line.contains('\t')).count(), TABLES.keywords.len());
        for (word, example) in &TABLES.keywords {
            let reading = super::super::reading::read(example);
            assert!(reading.terms.contains(*word), "{example}: {:?}", reading.terms);
        }
    }

    #[test]
    fn different_words_keep_different_stems() {
        for (a, b) in [
            ("http", "https"),
            ("mutable", "immutable"),
            ("authentication", "authorization"),
            ("string", "str"),
            ("thread", "process"),
            ("coroutine", "goroutine"),
        ] {
            assert_ne!(stem(a), stem(b));
        }
    }
}
