//! Words as a comparison sees them: folded, cut to their roots, and known by the lexicon.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use crate::study::lexicon::Lexicon;
use crate::study::likeness::{names, stem};
use crate::study::topics;

/// How far the brackets of `O(n log n)` may be apart, in bytes.
const LONGEST_BIG_O: usize = 24;
/// A compound of this many words may also be written as one word: `websocket`, `loadbalancer`.
const MOST_COMPOUNDED: usize = 3;

/// A word and where it is in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) range: Range<usize>,
    /// Lower case, without what joins the parts of an identifier.
    pub(super) folded: String,
    /// What all forms of the word have in common.
    pub(super) root: String,
}

/// What the lexicon, the names of the field and the words of its topics say together.
pub(super) struct Vocabulary {
    stop_words: HashSet<String>,
    negations: HashSet<String>,
    near_negations: HashSet<String>,
    clause_openers: HashSet<String>,
    illustrations: HashSet<String>,
    contrasts: HashSet<String>,
    links: HashSet<String>,
    comparisons: HashSet<String>,
    /// By the root of the first word, the longest first.
    phrases: HashMap<String, Vec<Phrase>>,
    /// By concept: what denies it.
    opposites: HashMap<usize, HashSet<usize>>,
    /// Concepts of which different things are said.
    counterparts: Vec<(usize, usize)>,
}

/// A word or phrase that the vocabulary knows.
pub(super) struct Phrase {
    roots: Vec<String>,
    /// Synonyms have one concept.
    pub(super) concept: usize,
    /// Whether it is a term of the field.
    pub(super) is_term: bool,
    /// Whether it is a term or has synonyms, and so says something, even if it is a stop word.
    pub(super) is_content: bool,
}

impl Vocabulary {
    pub(super) fn get() -> &'static Self {
        static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary::of(Lexicon::built_in()));
        &VOCABULARY
    }

    fn of(lexicon: &Lexicon) -> Self {
        let mut concepts = Concepts::default();
        for group in &lexicon.synonyms {
            let first = concepts.add(&group[0], Standing::Content);
            for other in &group[1..] {
                let other = concepts.add(other, Standing::Content);
                concepts.unite(first, other);
            }
        }
        for (name, meaning) in names() {
            let (name, meaning) = (concepts.add(name, Standing::Term), concepts.add(meaning, Standing::Term));
            concepts.unite(name, meaning);
        }
        for term in lexicon.terms.iter().map(String::as_str) {
            concepts.add(term, Standing::Term);
        }
        for term in topics::terms() {
            concepts.add(term, Standing::Term);
        }
        let mut pairs = |pairs: &[(String, String)]| -> Vec<(usize, usize)> {
            let mut concept = |phrase| concepts.add(phrase, Standing::Word);
            pairs.iter().map(|(one, other)| (concept(one), concept(other))).collect()
        };
        let counterparts = pairs(&lexicon.counterparts);
        let mut opposites: HashMap<usize, HashSet<usize>> = HashMap::new();
        for (one, other) in pairs(&lexicon.opposites) {
            opposites.entry(one).or_default().insert(other);
            opposites.entry(other).or_default().insert(one);
        }
        let set = |words: &[String]| words.iter().map(|word| fold(word)).collect();
        Self {
            stop_words: set(&lexicon.stop_words),
            negations: set(&lexicon.negations),
            near_negations: set(&lexicon.near_negations),
            clause_openers: set(&lexicon.clause_openers),
            illustrations: set(&lexicon.illustrations),
            contrasts: set(&lexicon.contrasts),
            links: set(&lexicon.links),
            comparisons: set(&lexicon.comparisons),
            phrases: concepts.into_phrases(),
            opposites,
            counterparts,
        }
    }

    /// All phrases with which these roots begin, the longest first.
    pub(super) fn phrases_at<'a>(
        &self,
        roots: impl Iterator<Item = &'a str> + Clone,
    ) -> impl Iterator<Item = (&Phrase, usize)> {
        let first = roots.clone().next().unwrap_or_default();
        self.phrases.get(first).into_iter().flatten().filter_map(move |phrase| {
            let mut said = roots.clone();
            let is_said = phrase.roots.iter().all(|root| said.next() == Some(root));
            is_said.then_some((phrase, phrase.roots.len()))
        })
    }

    pub(super) fn counterparts(&self) -> &[(usize, usize)] {
        &self.counterparts
    }

    /// The concepts that deny one.
    pub(super) fn opposites_of(&self, concept: usize) -> impl Iterator<Item = usize> {
        self.opposites.get(&concept).into_iter().flatten().copied()
    }

    pub(super) fn is_stop_word(&self, word: &Word) -> bool {
        let is_letter = {
            let mut chars = word.folded.chars();
            chars.next().is_some_and(char::is_alphanumeric) && chars.next().is_none()
        };
        is_letter || self.stop_words.contains(&word.folded)
    }

    pub(super) fn is_negation(&self, word: &Word) -> bool {
        self.negations.contains(&word.folded)
    }

    /// Whether it denies something, perhaps not the very next word: `avoid`, `instead`.
    pub(super) fn is_denying(&self, word: &Word) -> bool {
        self.is_negation(word) || self.near_negations.contains(&word.folded)
    }

    pub(super) fn opens_clause(&self, word: &Word) -> bool {
        self.clause_openers.contains(&word.folded)
    }

    pub(super) fn is_illustrating(&self, word: &Word) -> bool {
        self.illustrations.contains(&word.folded)
    }

    pub(super) fn is_contrast(&self, word: &Word) -> bool {
        self.contrasts.contains(&word.folded)
    }

    pub(super) fn is_link(&self, word: &Word) -> bool {
        self.links.contains(&word.folded)
    }

    pub(super) fn is_comparison(&self, word: &Word) -> bool {
        self.comparisons.contains(&word.folded)
    }
}

/// What a phrase is known as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Word,
    Content,
    Term,
}

/// Phrases while they are gathered; synonyms are united.
#[derive(Default)]
struct Concepts {
    /// The concept of each phrase, and what it is known as.
    by_roots: HashMap<Vec<String>, (usize, Standing)>,
    /// Each concept's, as far as it was united with an earlier one.
    united_with: Vec<usize>,
}

impl Concepts {
    fn add(&mut self, phrase: &str, standing: Standing) -> usize {
        let words = words(phrase);
        let roots: Vec<String> = words.iter().map(|word| word.root.clone()).collect();
        let mut keys = vec![roots];
        if (2..=MOST_COMPOUNDED).contains(&words.len()) {
            let compound: String = words.iter().map(|word| word.folded.as_str()).collect();
            keys.push(vec![root(&compound)]);
        }
        let concept = self.by_roots.get(&keys[0]).map_or(self.united_with.len(), |(concept, _)| *concept);
        if concept == self.united_with.len() {
            self.united_with.push(concept);
        }
        for key in keys {
            let known = &mut self.by_roots.entry(key).or_insert((concept, standing)).1;
            *known = standing.max(*known);
        }
        self.find(concept)
    }

    fn find(&self, mut concept: usize) -> usize {
        while self.united_with[concept] != concept {
            concept = self.united_with[concept];
        }
        concept
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        self.united_with[other] = one;
    }

    fn into_phrases(self) -> HashMap<String, Vec<Phrase>> {
        let mut phrases: HashMap<String, Vec<Phrase>> = HashMap::new();
        for (roots, &(concept, standing)) in &self.by_roots {
            let Some(first) = roots.first() else { continue };
            let phrase = Phrase {
                roots: roots.clone(),
                concept: self.find(concept),
                is_term: standing == Standing::Term,
                is_content: standing > Standing::Word,
            };
            phrases.entry(first.clone()).or_default().push(phrase);
        }
        for phrases in phrases.values_mut() {
            phrases.sort_by(|a, b| b.roots.len().cmp(&a.roots.len()).then_with(|| a.roots.cmp(&b.roots)));
        }
        phrases
    }
}

/// The words of a text. An identifier is one word: `read_committed`, `Node.js`, `HTTP/2`, `O(n log n)`; so is
/// an operator: `==`.
pub(super) fn words(text: &str) -> Vec<Word> {
    let is_operator = |c: char| matches!(c, '=' | '<' | '>' | '!' | '&' | '|' | ':');
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(|c: char| is_of_word(c) || is_operator(c)) {
        let start = at + found;
        let rest = &text[start..];
        let length = if rest.starts_with(is_operator) {
            rest.find(|c| !is_operator(c)).unwrap_or(rest.len())
        } else {
            word_length(rest)
        };
        at = start + length;
        let is_operator = rest.starts_with(is_operator);
        if is_operator && !(2..=3).contains(&length) {
            continue;
        }
        let range = start..at;
        let folded = if is_operator { text[range.clone()].to_owned() } else { fold(&text[range.clone()]) };
        let root = root(&folded);
        words.push(Word { range, folded, root });
    }
    words
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || matches!(c, '\u{200c}' | '\u{64b}'..='\u{655}' | '\u{300}'..='\u{36f}')
}

/// The bytes of the word with which a text begins.
fn word_length(text: &str) -> usize {
    if text.starts_with("O(")
        && let Some(end) = text.find(')')
        && end < LONGEST_BIG_O
    {
        return end + 1;
    }
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((offset, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |(_, next)| *next);
        let is_inside = offset > 0 && next.is_alphanumeric();
        // `Node.js`, `isn't`; `HTTP/2`, `I/O`, but not `client/server`.
        let joins = is_inside
            && (matches!(c, '.' | '\'' | '\u{2019}')
                || c == '/' && next.is_ascii() && !text[offset + 2..].starts_with(is_of_word));
        let is_sign = matches!(c, '+' | '#') && offset > 0;
        if !is_of_word(c) && !joins && !is_sign {
            break;
        }
        end = offset + c.len_utf8();
    }
    end
}

/// Lower case, without what joins the parts of an identifier; Persian letters and digits in one form.
pub(super) fn fold(word: &str) -> String {
    // The plural's ending, which a ZWNJ sets off.
    let word = ["\u{200c}ها", "\u{200c}های", "\u{200c}هایی"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(word);
    // `Python's` is Python.
    let word = ["'s", "\u{2019}s"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    word.chars()
        .flat_map(char::to_lowercase)
        .filter_map(|c| match c {
            '_'
            | '.'
            | '/'
            | '('
            | ')'
            | ' '
            | '\\'
            | '$'
            | '^'
            | '\''
            | '\u{2019}'
            | '\u{200c}'
            | '\u{64b}'..='\u{655}' => None,
            'ي' | 'ى' => Some('ی'),
            'ك' => Some('ک'),
            'ة' => Some('ه'),
            'أ' | 'إ' => Some('ا'),
            '²' => Some('2'),
            '۰'..='۹' => char::from_digit(u32::from(c) - u32::from('۰'), 10),
            '٠'..='٩' => char::from_digit(u32::from(c) - u32::from('٠'), 10),
            c => Some(c),
        })
        .collect()
}

/// What the forms of a word have in common, beyond its plural: `isolated` and `isolation`.
pub(super) fn root(folded: &str) -> String {
    static ENDINGS: LazyLock<Vec<(usize, String)>> = LazyLock::new(|| {
        // As a stem ends: without the `e`, and with `i` for `y`.
        let spelled = |ending: &String| match ending.strip_suffix('y') {
            Some(start) => format!("{start}i"),
            None => ending.trim_end_matches('e').to_owned(),
        };
        let lexicon = Lexicon::built_in();
        let mut endings: Vec<_> =
            lexicon.endings.iter().map(|(fewest, ending)| (*fewest, spelled(ending))).collect();
        endings.sort_by_key(|(_, ending)| std::cmp::Reverse(ending.len()));
        endings
    });
    let mut root = stem(folded);
    if !root.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return root;
    }
    // `transactional`, `transaction`, `transact`.
    for _ in 0..2 {
        let cut = ENDINGS.iter().find_map(|(fewest, ending)| {
            root.strip_suffix(ending.as_str()).map(str::len).filter(|left| left >= fewest)
        });
        match cut {
            Some(left) => root.truncate(left),
            None => break,
        }
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether one text says what the other does.
    fn are_the_same(one: &str, other: &str) -> bool {
        let vocabulary = Vocabulary::get();
        let key = |text: &str| -> Vec<String> {
            let words = words(text);
            let content: Vec<&Word> = words.iter().filter(|word| word.folded != "a").collect();
            let roots = || content.iter().map(|word| word.root.as_str());
            match vocabulary.phrases_at(roots()).next() {
                Some((phrase, count)) if count == content.len() => vec![phrase.concept.to_string()],
                _ => roots().map(str::to_owned).collect(),
            }
        };
        key(one) == key(other)
    }

    #[test]
    fn the_examples_of_the_lexicon_hold() {
        let examples = &Lexicon::built_in().examples;
        for (one, other) in &examples.same {
            assert!(are_the_same(one, other), "{one} / {other}");
        }
        for (one, other) in &examples.different {
            assert!(!are_the_same(one, other), "{one} / {other}");
        }
    }

    /// Two groups that share a word would be one, whatever was meant.
    #[test]
    fn no_word_is_in_two_groups_of_synonyms() {
        let mut group_of: HashMap<Vec<String>, usize> = HashMap::new();
        for (number, group) in Lexicon::built_in().synonyms.iter().enumerate() {
            // A group of another language names the English one it belongs to.
            let is_own = |phrase: &&String| group.iter().all(|other| other.is_ascii()) || !phrase.is_ascii();
            for phrase in group.iter().filter(is_own) {
                let roots: Vec<String> = words(phrase).into_iter().map(|word| word.root).collect();
                let of = *group_of.entry(roots).or_insert(number);
                assert_eq!(of, number, "{phrase}");
            }
        }
    }

    #[test]
    fn identifiers_and_operators_are_words() {
        let said =
            |text: &str| words(text).into_iter().map(|word| text[word.range].to_owned()).collect::<Vec<_>>();
        assert_eq!(said("Node.js, C++ (HTTP/2)."), ["Node.js", "C++", "HTTP/2"]);
        assert_eq!(said("client/server I/O N+1"), ["client", "server", "I/O", "N+1"]);
        assert_eq!(said("a == b, O(n log n)!"), ["a", "==", "b", "O(n log n)"]);
        assert_eq!(said("isn't it Python's?"), ["isn't", "it", "Python's"]);
    }
}
