//! Which words are one word misspelt.
//!
//! A word that differs by a letter may be another word: coroutine and goroutine, hosting and hoisting.
//! So only slips of the pen count that hardly ever make another word: a letter doubled or not, two
//! letters swapped, a letter left out of a long word. Never the first letter, and never an ending.

use std::collections::HashMap;

use super::words::stem;

/// Shorter words are too often other words.
const SHORTEST: usize = 6;
/// From this length on, a letter left out is a slip.
const LONG: usize = 7;

/// Whether a word is of a kind that slips are looked for in.
pub(super) fn may_be_misspelt(word: &str) -> bool {
    word.len() >= SHORTEST - 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The pairs among these different words of which one is the other misspelt.
pub(super) fn slips<'w>(words: impl Iterator<Item = &'w str>) -> Vec<(&'w str, &'w str)> {
    // Words that are one slip apart have a form in common: the word, or the word without one letter.
    let mut by_form: HashMap<String, Vec<&str>> = HashMap::new();
    for word in words {
        by_form.entry(word.to_owned()).or_default().push(word);
        for at in 1..word.len() {
            let form = format!("{}{}", &word[..at], &word[at + 1..]);
            let held = by_form.entry(form).or_default();
            if held.last() != Some(&word) {
                held.push(word);
            }
        }
    }
    let mut found = Vec::new();
    for words in by_form.values() {
        for (at, one) in words.iter().enumerate() {
            for other in &words[at + 1..] {
                if is_slip(one, other) {
                    found.push((*one.min(other), *one.max(other)));
                }
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn is_slip(one: &str, other: &str) -> bool {
    let (long, short) = if one.len() >= other.len() { (one, other) } else { (other, one) };
    let (long, short) = (long.as_bytes(), short.as_bytes());
    if long.len() < SHORTEST || long.len() > short.len() + 1 || long == short {
        return false;
    }
    let before = long.iter().zip(short).take_while(|(a, b)| a == b).count();
    let after = long[before..].iter().rev().zip(short[before..].iter().rev()).take_while(|(a, b)| a == b);
    let after = after.count();
    if before == 0 {
        return false;
    }
    match (&long[before..long.len() - after], &short[before..short.len() - after]) {
        ([letter], []) => {
            let is_doubled = long[before - 1] == *letter;
            // `hosting` and `hoisting` are short words with an ending, `sprintf` and `snprintf` no words.
            let is_long = stem(one).len().min(stem(other).len()) >= LONG;
            let is_spoken = short.iter().filter(|letter| b"aeiou".contains(letter)).count() >= 2;
            is_doubled || (is_long && is_spoken && after > 0)
        }
        ([a, b], [c, d]) => a == d && b == c,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(one: &str, other: &str, expected: bool) {
        let is_found = |words: [&str; 2]| !slips(words.into_iter()).is_empty();
        assert_eq!(is_found([one, other]), expected, "{one} / {other}");
        assert_eq!(is_found([other, one]), expected, "{other} / {one}");
    }

    #[test]
    fn slips_of_the_pen_are_found() {
        check("chanel", "channel", true);
        check("mutexx", "mutex", true);
        check("inheritence", "inheritance", false);
        check("polymorphsim", "polymorphism", true);
        check("partion", "partition", false);
        check("parition", "partition", true);
        check("enviroment", "environment", true);
        check("recieve", "receive", true);
        check("deadlokc", "deadlock", true);
        check("dependancy", "dependecy", false);
    }

    #[test]
    fn another_word_is_no_slip() {
        for (one, other) in [
            ("coroutine", "goroutine"),
            ("hosting", "hoisting"),
            ("caching", "catching"),
            ("sharding", "shading"),
            ("stream", "steam"),
            ("router", "route"),
            ("compiler", "compile"),
            ("printf", "sprintf"),
            ("strcpy", "strncpy"),
            ("sprintf", "snprintf"),
            ("interval", "internal"),
            ("pooling", "polling"),
            ("external", "internal"),
            ("import", "export"),
            ("symmetric", "asymmetric"),
            ("promises", "promise"),
            ("trie", "tree"),
        ] {
            check(one, other, false);
        }
    }
}
