//! Words as searching sees them, what a search wants of a text, and the word that was probably meant.
//!
//! A word is a run of letters and digits, without case, accents, vowel marks and what has no width; the
//! Arabic forms of yeh, kaf and heh count as the Persian ones, any digit as the Western one. A ZWNJ parts
//! words, so that a compound is found by either half. `C#` and `C++` are words. How found cards are kept
//! and ranked is not known here; whoever keeps an index feeds it [`folded`] text and asks it for the very
//! same words.

use std::ops::Range;

use caseless::Caseless as _;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

/// One word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    pub folded: String,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
}

/// What is searched for: every part has to be found, or not to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    parts: Vec<Part>,
}

/// Words that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Folded; at least one.
    pub words: Vec<String>,
    /// The last word may go on: it is still being typed.
    pub is_open: bool,
    pub is_excluded: bool,
}

/// All words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let mut folded = String::new();
        let mut end = start + first.len_utf8();
        fold_into(&mut folded, first);
        while let Some((at, c)) = rest.next_if(|(_, c)| c.is_alphanumeric() || is_unseen(*c)) {
            end = at + c.len_utf8();
            fold_into(&mut folded, c);
        }
        if folded.len() == 1 && folded.as_bytes()[0].is_ascii_alphabetic() {
            let marks = text[end..].bytes().take_while(|byte| matches!(byte, b'+' | b'#')).count();
            let is_last = !text[end + marks..].starts_with(char::is_alphanumeric);
            if is_last && marks <= 2 {
                folded.push_str(&text[end..end + marks]);
                end += marks;
            }
        }
        if !folded.is_empty() {
            words.push(Word { folded, range: start..end });
        }
    }
    words
}

/// A text's words with a space between two.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for word in words(text) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(&word.folded);
    }
    joined
}

/// Alone in a word it is nothing: accents, vowel marks, tatweel, joiners and marks of direction.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{640}' | '\u{200d}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || canonical_combining_class(c) != 0
}

fn fold_into(folded: &mut String, c: char) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
        return;
    }
    let plain = std::iter::once(c).nfkd().default_case_fold().nfkd();
    folded.extend(plain.filter(|c| c.is_alphanumeric() && !is_unseen(*c)).map(|c| match c {
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ة' => 'ه',
        '۰'..='۹' => western(c, '۰'),
        '٠'..='٩' => western(c, '٠'),
        c => c,
    }));
}

fn western(digit: char, zero: char) -> char {
    char::from_digit(u32::from(digit) - u32::from(zero), 10).unwrap_or(digit)
}

impl Wanted {
    /// Reads what was typed: words that all have to be there; in double quotes, words that follow each
    /// other; with `-` in front, what may not be there. `None` where no word is wanted.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = typed.trim_start();
        while !rest.is_empty() {
            let (is_excluded, after) = match rest.strip_prefix('-') {
                Some(after) => (true, after),
                None => (false, rest),
            };
            let is_quoted = after.starts_with('"');
            let inner = if is_quoted { &after[1..] } else { after };
            let end =
                if is_quoted { inner.find('"') } else { inner.find(|c: char| c.is_whitespace() || c == '"') };
            let end = end.unwrap_or(inner.len());
            let words: Vec<String> = words(&inner[..end]).into_iter().map(|word| word.folded).collect();
            if !words.is_empty() {
                parts.push(Part { words, is_open: false, is_excluded });
            }
            let close = usize::from(is_quoted && inner[end..].starts_with('"'));
            rest = inner[end + close..].trim_start();
            if let Some(last) = parts.last_mut() {
                last.is_open = rest.is_empty()
                    && !is_quoted
                    && !last.is_excluded
                    && inner.ends_with(char::is_alphanumeric);
            }
        }
        parts.iter().any(|part| !part.is_excluded).then_some(Self { parts })
    }

    /// The parts; at least one is not excluded.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// Whether a card whose texts these are is found. Words that follow each other do so within one text.
    #[must_use]
    pub fn is_found_in(&self, texts: &[&str]) -> bool {
        let texts: Vec<Vec<Word>> = texts.iter().map(|text| words(text)).collect();
        self.parts.iter().all(|part| {
            let is_there = texts.iter().any(|words| part.places(words).next().is_some());
            is_there != part.is_excluded
        })
    }

    /// The stretches of a text that hold what is wanted, in order, none overlapping another.
    #[must_use]
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let words = words(text);
        let wanted = self.parts.iter().filter(|part| !part.is_excluded);
        let mut marks: Vec<Range<usize>> = wanted.flat_map(|part| part.places(&words)).collect();
        marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
        let mut end = 0;
        marks.retain(|mark| {
            let is_apart = mark.start >= end;
            if is_apart {
                end = mark.end;
            }
            is_apart
        });
        marks
    }
}

impl Part {
    fn places<'w>(&'w self, words: &'w [Word]) -> impl Iterator<Item = Range<usize>> + 'w {
        words.windows(self.words.len()).filter_map(|window| {
            let (last, before) = self.words.split_last()?;
            let (found_last, found_before) = window.split_last()?;
            let is_last =
                if self.is_open { found_last.folded.starts_with(last) } else { found_last.folded == *last };
            let is_here = is_last && found_before.iter().map(|word| &word.folded).eq(before);
            is_here.then(|| window[0].range.start..found_last.range.end)
        })
    }
}

/// The known word that is least far from `word`: one slip away, in longer words two. Of several the one
/// that more cards hold.
#[must_use]
pub fn nearest_word<'k>(word: &str, known: impl Iterator<Item = (&'k str, u64)>) -> Option<String> {
    let length = word.chars().count();
    let most = match length {
        0..3 => return None,
        3..6 => 1,
        _ => 2,
    };
    known
        .filter(|(known, _)| known.len().abs_diff(word.len()) <= 4 * most)
        .map(|(known, cards)| (strsim::damerau_levenshtein(word, known), std::cmp::Reverse(cards), known))
        .filter(|(slips, ..)| (1..=most).contains(slips))
        .min()
        .map(|(.., known)| known.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check_words(text: &str, expected: &str) {
        assert_eq!(folded(text), expected);
    }

    #[test]
    fn words_are_folded() {
        check_words("What is **C#**, C++ or node.js?", "what is c# c++ or node js");
        check_words("a+b c## ##d e###", "a b c## d e");
        check_words("Café naïve Straße ﬁne", "cafe naive strasse fine");
        check_words("cafe\u{301}s", "cafes");
        check_words("نرم\u{200c}افزار كتابِ عربي ۱۲۳", "نرم افزار کتاب عربی 123");
        check_words("ســـلام آب", "سلام اب");
        check_words(" -- ", "");
    }

    #[track_caller]
    fn check(typed: &str, text: &str, expected: bool) {
        let found = Wanted::parse(typed).is_some_and(|wanted| wanted.is_found_in(&[text]));
        assert_eq!(found, expected, "{typed} in {text}");
    }

    #[test]
    fn all_words_are_wanted_and_the_last_may_go_on() {
        check("deco pyth", "A decorator in Python", false);
        check("decorator pyth", "A decorator in Python", true);
        check("python decor", "A decorator in Python", true);
        check("\"in python\"", "A decorator in Python", true);
        check("\"in pyth\"", "A decorator in Python", false);
        check("\"python in\"", "A decorator in Python", false);
        check("decorator -python", "A decorator in Python", false);
        check("decorator -java", "A decorator in Python", true);
        check("-python", "A decorator", false);
        check("node.js", "in node.js", true);
        check("node.js", "js in node", false);
        check("\" AND (NEAR* :", "near and", false);
        check("AND (NEAR*", "and near", true);
        check("c", "C++", true);
    }

    #[test]
    fn marks_stand_where_the_words_do() {
        let text = "Décorators: a decorator";
        let wanted = Wanted::parse("decorator").unwrap();
        let marked: Vec<&str> = wanted.marks(text).into_iter().map(|mark| &text[mark]).collect();
        assert_eq!(marked, ["Décorators", "decorator"]);
    }

    #[test]
    fn the_nearest_word_is_few_slips_away() {
        let known = [("decorator", 3), ("decorators", 1), ("iterator", 9)];
        let nearest = |word| nearest_word(word, known.into_iter());
        assert_eq!(nearest("decoratr").as_deref(), Some("decorator"));
        assert_eq!(nearest("dceorators").as_deref(), Some("decorators"));
        assert_eq!(nearest("kubernetes"), None);
        assert_eq!(nearest("it"), None);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = folded(&text);
            prop_assert_eq!(folded(&once), once);
        }

        #[test]
        fn marks_lie_in_the_text_and_apart(text in any::<String>(), typed in any::<String>()) {
            let Some(wanted) = Wanted::parse(&typed) else { return Ok(()) };
            let mut end = 0;
            for mark in wanted.marks(&text) {
                prop_assert!(mark.start >= end && text.get(mark.clone()).is_some());
                end = mark.end;
            }
        }

        #[test]
        fn a_text_is_found_by_its_own_words(text in "[a-z é\u{200c}کي]{1,30}") {
            if let Some(wanted) = Wanted::parse(&text) {
                prop_assert!(wanted.is_found_in(&[&text]));
            }
        }
    }
}
