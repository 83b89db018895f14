//! Looking through text for a byte or a few words, many bytes at a time: notes are looked through by every
//! family, and the standard library takes them byte by byte.

use std::borrow::Cow;

use crate::study::card::letters_digits_and;

/// Whether a text holds these words.
pub(super) fn holds(text: &str, words: &str) -> bool {
    let (text, words) = (text.as_bytes(), words.as_bytes());
    // Most notes do not even hold the first sign.
    let first = words.first().map_or(Some(0), |&first| memchr::memchr(first, text));
    first.is_some_and(|at| memchr::memmem::find(&text[at..], words).is_some())
}

/// Each line with where it begins, without its line feed; none behind the last line feed.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
        let len = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        let line = (start, &rest[..len]);
        start += len + 1;
        Some(line)
    })
}

/// [`str::trim_start`], at once where nothing but blanks of ASCII is to be trimmed.
pub(super) fn trim_start(line: &str) -> &str {
    let bare = line.trim_ascii_start();
    match bare.as_bytes().first() {
        Some(first) if !first.is_ascii_graphic() => bare.trim_start(),
        _ => bare,
    }
}

/// [`str::trim`], at once where nothing but blanks of ASCII is to be trimmed.
pub(super) fn trim(line: &str) -> &str {
    let bare = line.trim_ascii();
    match bare.as_bytes() {
        [] => bare,
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => bare,
        _ => bare.trim(),
    }
}

/// Freed of the indentation of the first line; lines that have less are freed of what they have.
pub(super) fn dedented(text: &str) -> Cow<'_, str> {
    let is_said = |line: &&str| !trim(line).is_empty();
    let Some(first) = lines(text).map(|(_, line)| line).find(is_said) else { return Cow::default() };
    let columns = indent_columns(first);
    if columns == 0 {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for (start, line) in lines(text) {
        let mut left = columns;
        // With its end.
        let mut rest = &text[start..text.len().min(start + line.len() + 1)];
        while left > 0 {
            match rest.as_bytes().first() {
                Some(b' ') => left -= 1,
                Some(b'\t') => left = left.saturating_sub(4),
                _ => break,
            }
            rest = &rest[1..];
        }
        out.push_str(rest);
    }
    out.into()
}

fn indent_columns(line: &str) -> usize {
    line.bytes()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .map(|byte| if byte == b'\t' { 4 } else { 1 })
        .sum()
}

/// How many lines [`str::lines`] gives.
pub(super) fn line_count(text: &str) -> usize {
    let ends = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    ends + usize::from(!text.is_empty() && !text.ends_with('\n'))
}

/// [`char::is_alphabetic`], without the tables of Unicode for what notes hold.
pub(super) fn is_alphabetic(c: char) -> bool {
    is_letter(c).unwrap_or_else(|| c.is_alphabetic())
}

/// [`char::is_alphanumeric`], in the same way.
pub(super) fn is_alphanumeric(c: char) -> bool {
    c.is_ascii_digit() || is_letter(c).unwrap_or_else(|| c.is_alphanumeric())
}

/// Whether a sign is a letter, where no table has to be looked up for it; most of the others may be digits.
fn is_letter(c: char) -> Option<bool> {
    match c {
        '\0'..='\u{7f}' => Some(c.is_ascii_alphabetic()),
        // Cyrillic, Arabic, Persian and Chinese.
        '\u{400}'..='\u{481}' | '\u{621}'..='\u{64a}' | '\u{671}'..='\u{6d3}' | '\u{4e00}'..='\u{9fff}' => {
            Some(true)
        }
        // Dashes, quotes, arrows and emoji.
        '\u{2000}'..='\u{206f}' | '\u{2190}'..='\u{22ff}' | '\u{fe0f}' | '\u{1f300}'..='\u{1faff}' => {
            Some(false)
        }
        _ => None,
    }
}

/// A text in lower case.
pub(super) fn lowered(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.to_lowercase() }
}

/// The words of a text: runs of letters, digits and apostrophes.
pub(super) fn words(text: &str) -> Vec<&str> {
    if text.is_ascii() {
        return ascii_words(text).collect();
    }
    text.split(is_between_words).filter(|word| !word.is_empty()).collect()
}

pub(super) fn is_between_words(c: char) -> bool {
    !is_alphanumeric(c) && c != '\''
}

/// Runs of letters, digits and apostrophes in a text that is ASCII.
pub(super) fn ascii_words(text: &str) -> impl Iterator<Item = &str> {
    const WITHIN: [bool; 256] = letters_digits_and(b"'");
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !WITHIN[usize::from(bytes[at])] {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && WITHIN[usize::from(bytes[at])] {
            at += 1;
        }
        (start < at).then(|| &text[start..at])
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn letters_are_as_unicode_has_them() {
        for c in '\0'..=char::MAX {
            assert_eq!(
                (is_alphabetic(c), is_alphanumeric(c)),
                (c.is_alphabetic(), c.is_alphanumeric()),
                "{c:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn lines_are_as_the_standard_library_splits_them(text in "[a\n\u{e9}]{0,12}") {
            let mut at = 0;
            let expected: Vec<(usize, &str)> = text
                .split_inclusive('\n')
                .map(|line| {
                    let start = at;
                    at += line.len();
                    (start, line.strip_suffix('\n').unwrap_or(line))
                })
                .collect();
            prop_assert_eq!(lines(&text).collect::<Vec<_>>(), expected);
            prop_assert_eq!(line_count(&text), text.lines().count());
        }

        #[test]
        fn blanks_are_trimmed_as_by_the_standard_library(text in "[a \t\u{a0}\u{e9}]{0,5}") {
            prop_assert_eq!(trim(&text), text.trim());
            prop_assert_eq!(trim_start(&text), text.trim_start());
        }

        #[test]
        fn words_are_runs(text in "[a1' .?]{0,12}") {
            let expected = text.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty());
            prop_assert!(ascii_words(&text).eq(expected));
        }

        #[test]
        fn words_are_found_where_they_stand(text in "[abB`]{0,12}", words in "[ab`]{1,3}") {
            prop_assert_eq!(holds(&text, &words), text.contains(&words));
        }
    }
}
