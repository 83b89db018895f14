//! The words by which questions are compared: what asks, what orders, what only holds a sentence together.
//!
//! Each language has an `[asking]` table in its file, and `field.toml` has the names of the field. English
//! words are listed by what they do. Every other language says with `means` how its words and phrases are said
//! in English, so that one reader reads all of them. What a question asks is not decided here.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;

use super::notes::{fold_letter, is_unspaced};
use super::{FIELD, FILES, File, split};

/// What a list of words is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskingClass {
    /// They say nothing of what is asked.
    Filler,
    /// What may follow in a question on something, and asks for nothing else than that thing.
    FollowUp,
    /// They begin another question within a sentence, after a comma or an "and".
    Openers,
    /// They join two questions.
    Joining,
    /// What is wanted to be known: how two things differ, what is good, what is bad …
    Difference,
    Benefits,
    Drawbacks,
    Kinds,
    Usage,
    Need,
    Mechanism,
    Experience,
    Support,
    /// They ask for an answer: `explain`.
    Telling,
    /// They ask for an answer that may as well tell how something works: `describe`.
    TellingFreely,
    /// They begin what is asked to be done: `reverse`.
    Orders,
    /// They stand before a word that asks, and change nothing: `the main difference`.
    Emphasis,
    /// A question that is answered by yes or no begins with them.
    Auxiliaries,
    /// "to" after these only brings a verb.
    BeforeInfinitive,
    /// A keyword is named before them, behind them, or between two of them: `let keyword`, `use let in`.
    CodeKinds,
    BeforeKeyword,
    BehindKeyword,
    Negations,
    /// Fields, which say only where an object is at home.
    Fields,
    /// Said beside an abbreviation, and in it already.
    BesideAbbreviation,
    /// Said behind two things to be compared.
    BehindCompared,
    /// Said behind a thing, and in it already: `the volatile keyword`.
    Behind,
    /// Behind "database" they make another thing of it.
    Databases,
    /// What makes one word with the word after it: `multi threading`.
    Prefixes,
    /// Ordinary words that are technologies only with a capital.
    AmbiguousTechnologies,
    /// Technologies that decks on others speak of, too.
    Everywhere,
    /// Words that end like a plural or a participle, and are none.
    Uninflected,
    /// Endings of inflected words, which are cut off.
    Endings,
    /// Words and phrases, and how they are said in English.
    Means,
    /// Words that must not be taken apart, though a phrase is in them.
    Keep,
    /// Words after which one thing is done to, with or instead of another, by direction.
    Towards,
    /// Languages and frameworks, by their names.
    Technologies,
    /// A technology, and the one it stands within.
    Within,
    /// Verbs that ask for the same to be done.
    Verbs,
    /// Things, and the names they are compared by.
    Names,
}

/// Some of the lists.
#[derive(Clone, Copy, Debug, Default)]
pub struct AskingClasses(u64);

impl AskingClasses {
    #[must_use]
    pub const fn has(self, class: AskingClass) -> bool {
        self.0 & class.bit() != 0
    }
}

impl AskingClass {
    const fn bit(self) -> u64 {
        1 << self as u64
    }
}

/// Lines by list, as a file has them.
pub(super) type Lists = BTreeMap<AskingClass, Vec<String>>;

/// The words of all languages.
#[derive(Debug)]
pub struct AskingWords {
    /// The lists that a word is in, a bit for each.
    classes: HashMap<String, u64>,
    /// Of lines such as `a, b = c`: `(a, c)` and `(b, c)`.
    pairs: HashMap<AskingClass, Vec<(String, String)>>,
    languages: Vec<AskingLanguage>,
    /// The phrases of all languages, to find out which one a question is in.
    spoken: AhoCorasick,
    /// The languages of each phrase, and whether it says anything in them.
    spoken_in: Vec<Vec<(usize, bool)>>,
}

/// How a language is said in English.
#[derive(Debug)]
pub struct AskingLanguage {
    is_english: bool,
    /// By their first letter, the longest first.
    by_first: HashMap<char, Vec<Phrase>>,
    /// The longest first.
    endings: Vec<String>,
}

#[derive(Debug)]
struct Phrase {
    letters: Vec<char>,
    /// Only where a sentence begins; `^` in the file.
    is_first: bool,
    /// Only before a space, though the script has none between words; `_` in the file.
    ends_a_word: bool,
    /// In English; `None` where the words stay as they are.
    english: Option<String>,
}

/// So much of a question is looked at to find out its language, in bytes.
const LOOKED_AT: usize = 400;
/// An ending is cut off only if at least as many letters stay.
const SHORTEST_STEM: usize = 4;

impl AskingWords {
    /// The words that viva brings along.
    #[must_use]
    pub fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<AskingWords> = LazyLock::new(|| {
            // A test reads every file, so none is missing here.
            let texts = FILES.iter().map(|(_, text)| *text).chain([FIELD]);
            let files = texts.filter_map(|text| toml::from_str::<File>(text).ok());
            AskingWords::of(files.map(|file| file.asking.lists))
        });
        &BUILT_IN
    }

    fn of(files: impl Iterator<Item = Lists>) -> Self {
        let mut classes: HashMap<String, u64> = HashMap::new();
        let mut pairs: HashMap<AskingClass, Vec<(String, String)>> = HashMap::new();
        let mut languages = Vec::new();
        let mut spoken: HashMap<String, Vec<(usize, bool)>> = HashMap::new();
        for lists in files {
            let language = AskingLanguage::of(&lists);
            let mut said: HashMap<String, bool> = HashMap::new();
            for phrase in language.by_first.values().flatten() {
                let says = phrase.english.as_ref().is_some_and(|english| !english.is_empty());
                *said.entry(phrase.letters.iter().collect()).or_default() |= says;
            }
            for class in [AskingClass::Filler, AskingClass::Telling, AskingClass::Difference] {
                let words = lists.get(&class).into_iter().flatten().flat_map(|line| split(line, ','));
                said.extend(words.map(|word| (word, class != AskingClass::Filler)));
            }
            for (phrase, says) in said {
                spoken.entry(phrase).or_default().push((languages.len(), says));
            }
            languages.push(language);
            for (class, lines) in lists {
                for line in &lines {
                    match line.split_once(" = ") {
                        Some((said, meant)) => pairs
                            .entry(class)
                            .or_default()
                            .extend(split(said, ',').into_iter().map(|said| (said, meant.trim().to_owned()))),
                        None => split(line, ',')
                            .into_iter()
                            .for_each(|word| *classes.entry(word).or_default() |= class.bit()),
                    }
                }
            }
        }
        let (phrases, spoken_in): (Vec<String>, Vec<Vec<(usize, bool)>>) = spoken.into_iter().unzip();
        let spoken = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&phrases)
            .expect("few short words make an automaton");
        Self { classes, pairs, languages, spoken, spoken_in }
    }

    /// Whether a word in lower case is in a list.
    #[must_use]
    pub fn is(&self, class: AskingClass, word: &str) -> bool {
        self.classes(word).has(class)
    }

    /// The lists that a word in lower case is in.
    #[must_use]
    pub fn classes(&self, word: &str) -> AskingClasses {
        AskingClasses(self.classes.get(word).copied().unwrap_or(0))
    }

    /// Whether a word in lower case is in any list.
    #[must_use]
    pub fn is_known(&self, word: &str) -> bool {
        self.classes.contains_key(word)
    }

    /// The words of a list, in no order.
    pub fn words(&self, class: AskingClass) -> impl Iterator<Item = &str> {
        let is_in = move |(word, classes): (_, &u64)| (classes & class.bit() != 0).then_some(word);
        self.classes.iter().filter_map(is_in).map(String::as_str)
    }

    /// The pairs of a list, in the order of the file.
    pub fn pairs(&self, class: AskingClass) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.get(&class).into_iter().flatten().map(|(said, meant)| (said.as_str(), meant.as_str()))
    }

    /// The language whose words make up most of a text; English where it is in doubt.
    #[must_use]
    pub fn language_of(&self, text: &str) -> Option<&AskingLanguage> {
        let letters: Vec<char> = text[..text.floor_char_boundary(LOOKED_AT)].chars().collect();
        let heard = letters.iter().zip(named(&letters));
        let folded: String = heard.map(|(&c, is_name)| if is_name { '\0' } else { fold_letter(c) }).collect();
        let mut found: Vec<(usize, usize, usize)> = self
            .spoken
            .find_overlapping_iter(&folded)
            .filter(|found| is_whole(&folded, found.start(), found.end()))
            .map(|found| (found.start(), found.end(), found.pattern().as_usize()))
            .collect();
        found.sort_unstable_by_key(|&(start, end, _)| (start, std::cmp::Reverse(end)));
        let mut heard = vec![(0, 0); self.languages.len()];
        for (start, end, pattern) in found {
            for &(language, says) in &self.spoken_in[pattern] {
                let (length, until) = &mut heard[language];
                if start >= *until {
                    // Of two small words of one length, the one that says something counts more.
                    *length += 2 * (end - start) + usize::from(says);
                    *until = end;
                }
            }
        }
        let most = heard.iter().map(|(length, _)| *length).max().unwrap_or(0);
        let english = self.languages.iter().position(AskingLanguage::is_english);
        let is_most = |at: &usize| most > 0 && heard[*at].0 == most;
        let at = english.filter(is_most).or_else(|| (0..heard.len()).find(is_most)).or(english)?;
        self.languages.get(at)
    }
}

/// Which letters are part of a word in capitals, or are a letter within a name, and so no word of a language:
/// `CI`, `I/O`, `e-commerce`.
fn named(letters: &[char]) -> Vec<bool> {
    let mut named = vec![false; letters.len()];
    let is_of_word = |c: &char| c.is_alphanumeric() && !is_unspaced(*c);
    let holds = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| matches!(c, '/' | '-'));
    let mut at = 0;
    while at < letters.len() {
        let length = letters[at..].iter().take_while(|c| is_of_word(c)).count();
        let word = &letters[at..at + length];
        let is_shouted = word.iter().any(|c| c.is_uppercase()) && !word.iter().any(|c| c.is_lowercase());
        let is_held = holds(at.checked_sub(1)) || holds(Some(at + length));
        if (length > 1 && is_shouted) || (length == 1 && word[0].is_ascii() && is_held) {
            named[at..at + length].fill(true);
        }
        at += length.max(1);
    }
    named
}

/// Whether a phrase is no part of a longer word.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let parts = |inner: Option<char>, outer: Option<char>| {
        inner.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c))
            || outer.is_none_or(|c| !c.is_alphanumeric() || is_unspaced(c))
    };
    parts(text[start..end].chars().next(), text[..start].chars().next_back())
        && parts(text[start..end].chars().next_back(), text[end..].chars().next())
}

impl AskingLanguage {
    fn of(lists: &Lists) -> Self {
        let lines = |class| lists.get(&class).into_iter().flatten().map(String::as_str);
        let mut by_first: HashMap<char, Vec<Phrase>> = HashMap::new();
        let mut add = |said: &str, english: Option<&str>| {
            let (said, is_first) = said.strip_prefix('^').map_or((said, false), |said| (said, true));
            let (said, ends_a_word) = said.strip_suffix('_').map_or((said, false), |said| (said, true));
            let letters: Vec<char> = said.chars().map(fold_letter).collect();
            let Some(&first) = letters.first() else { return };
            let english = english.map(str::to_owned);
            by_first.entry(first).or_default().push(Phrase { letters, is_first, ends_a_word, english });
        };
        for line in lines(AskingClass::Means) {
            // A line without a meaning lists words that say nothing.
            let (said, english) = line.split_once(" = ").unwrap_or((line, ""));
            for said in split(said, ',') {
                add(&said, Some(english.trim()));
            }
        }
        for line in lines(AskingClass::Keep) {
            for said in split(line, ',') {
                add(&said, None);
            }
        }
        for phrases in by_first.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.letters.len()));
        }
        let mut endings: Vec<String> =
            lines(AskingClass::Endings).flat_map(|line| split(line, ',')).collect();
        endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
        // Only English says what its words are for.
        Self { is_english: lists.contains_key(&AskingClass::Filler), by_first, endings }
    }

    #[must_use]
    pub fn is_english(&self) -> bool {
        self.is_english
    }

    /// A text in composed letters, with what this language asks with said in English.
    #[must_use]
    pub fn in_english<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.by_first.is_empty() {
            return Cow::Borrowed(text);
        }
        let letters: Vec<char> = text.chars().collect();
        let folded: Vec<char> = letters.iter().map(|&c| fold_letter(c)).collect();
        let named = named(&letters);
        let parts = |inner: char, outer: Option<&char>| {
            !inner.is_alphanumeric()
                || is_unspaced(inner)
                || outer.is_none_or(|&c| !c.is_alphanumeric() || is_unspaced(c))
        };
        let mut english = String::with_capacity(text.len());
        let (mut at, mut begins) = (0, true);
        while at < letters.len() {
            let fits = |phrase: &&Phrase| {
                let end = at + phrase.letters.len();
                folded[at..].starts_with(&phrase.letters)
                    && (begins || !phrase.is_first)
                    && (at..end).any(|at| !named[at] && folded[at] != ' ')
                    && parts(folded[end - 1], folded.get(end))
                    && (!phrase.ends_a_word || folded.get(end).is_none_or(|c| !c.is_alphanumeric()))
            };
            let begins_word = parts(folded[at], at.checked_sub(1).and_then(|before| folded.get(before)));
            let phrases = begins_word.then(|| self.by_first.get(&folded[at])).flatten();
            let phrase = phrases.and_then(|phrases| phrases.iter().find(fits));
            let Some(phrase) = phrase else {
                let c = letters[at];
                begins = matches!(c, '.' | '?' | '!' | ':' | '\n') || begins && !c.is_alphanumeric();
                english.push(c);
                at += 1;
                continue;
            };
            let end = at + phrase.letters.len();
            if let Some(meaning) = &phrase.english {
                english.push(' ');
                english.push_str(meaning);
                english.push(' ');
                // What a dropped word leaves is still the beginning.
                begins &= meaning.is_empty();
            } else {
                english.extend(&letters[at..end]);
                begins = false;
            }
            at = end;
        }
        Cow::Owned(english)
    }

    /// A word in lower case without its ending.
    #[must_use]
    pub fn without_ending<'w>(&self, word: &'w str) -> &'w str {
        let stem = |ending: &String| {
            let stem = word.strip_suffix(ending.as_str())?;
            (stem.chars().count() >= SHORTEST_STEM).then_some(stem)
        };
        self.endings.iter().find_map(stem).unwrap_or(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let words = AskingWords::built_in();
        let english = words.language_of(text).unwrap().in_english(text).into_owned();
        assert_eq!(english.split_whitespace().collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn a_question_is_asked_in_english() {
        check("Was ist ein Deadlock?", "what is Deadlock?");
        check("死锁是什么", "死锁 what is");
        check("TCP与UDP的区别", "TCP and UDP difference between");
        check("Qu’est-ce que l'héritage ?", "what is héritage ?");
        check("بن بست چیست؟", "بن بست what is ؟");
        check("프로세스와 스레드의 차이점은 무엇인가요?", "프로세스 and 스레드 difference between ?");
    }

    #[test]
    fn a_word_of_another_language_stays_in_an_english_question() {
        check("How do you test a die cast model?", "How do you test a die cast model?");
        check("CI/CD and I/O over HTTP/2", "CI/CD and I/O over HTTP/2");
        check("What is the con of El Niño data?", "What is the con of El Niño data?");
    }

    #[test]
    fn every_phrase_of_a_language_has_letters() {
        for text in FILES.iter().map(|(_, text)| *text).chain([FIELD]) {
            let file: File = toml::from_str(text).unwrap();
            let means = file.asking.lists.get(&AskingClass::Means).into_iter().flatten();
            for said in means.flat_map(|line| split(line.split(" = ").next().unwrap_or_default(), ',')) {
                assert!(said.chars().any(char::is_alphabetic), "{said}");
            }
        }
    }
}
