//! The text of one block split into what it asks and what it says behind that.

use std::borrow::Cow;
use std::ops::Range;

use super::super::text::regex;
use crate::study::import::marks::QUESTION_MARKS;
use crate::study::import::wording::{self, Ask, TextReading, clean};
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// A question's own text, and the rest of its block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnText<'t> {
    pub(super) question: Cow<'t, str>,
    pub(super) rest: String,
}

impl<'t> OwnText<'t> {
    fn whole(text: &'t str) -> Self {
        Self::of(text, "")
    }

    fn of(question: &'t str, rest: &str) -> Self {
        Self { question: question.trim().into(), rest: rest.trim().to_owned() }
    }
}

/// Splits at the end of the last sentence that asks or goes on asking.
pub(super) fn split<'t>(reading: &TextReading<'t>) -> OwnText<'t> {
    let (text, words) = (reading.text.trim(), reading.words);
    if let Some(found) = linked_answer(text, words).or_else(|| term(text, words)) {
        return found;
    }
    let has_marks = text.contains(QUESTION_MARKS);
    let sentences = if has_marks { sentences(text) } else { Vec::new() };
    let said = |at: usize| text[sentences[at].clone()].trim();
    let asks = |at: usize| match sentences.len() {
        1 => reading.has_mark(),
        _ => TextReading::of(said(at), words).has_mark(),
    };
    let Some(first) = (0..sentences.len().min(5)).find(|&at| asks(at)) else {
        let Some((line, rest)) = text.split_once('\n') else { return OwnText::whole(text) };
        let is_wrapped = line.chars().count() > 60
            && rest.trim_start().starts_with(|c: char| c.is_lowercase() || c == '(')
            && !line.trim_end().ends_with(['.', ':']);
        if is_wrapped || is_continued(line) {
            return OwnText::whole(text);
        }
        return OwnText::of(line, rest);
    };
    if first > 3 {
        let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
        return OwnText::of(line, rest);
    }
    let mut last = first;
    // "True or false? A list is mutable."
    if first == 0
        && sentences.len() > 1
        && regex!(r"(?i)^\W*(?:true|false|yes)\b").is_match(said(0))
        && said(0).split_whitespace().count() <= 4
    {
        last += 1;
    }
    while last + 1 < sentences.len() {
        let next = said(last + 1);
        let count = next.split_whitespace().count();
        let reading = TextReading::of(next, words);
        let bare = TextReading::of(next.trim_end_matches(['.', '。']), words);
        let asks = count < 25
            && (reading.ask().is_strong() || count <= 12 && (bare.ask() == Ask::Order || bare.sets_apart()));
        let says_nothing = !next.chars().any(char::is_alphanumeric);
        let calls_to_choose = count < 12 && words.begins(WordClass::Chooses, &fold(next)).is_some();
        if !(asks || says_nothing || calls_to_choose || reading.goes_on()) {
            break;
        }
        last += 1;
    }
    if last + 1 >= sentences.len() {
        return OwnText::whole(text);
    }
    let end = sentences[last].end;
    let (question, rest) = (text[..end].trim(), text[end..].trim());
    let count = rest.split_whitespace().count();
    let is_mark = count < 2 && rest.chars().count() < 12 && !rest.starts_with(char::is_alphanumeric);
    let in_brackets = regex!(r"(?s)^[(（\[].*[)）\]]\W*$").is_match(rest) && !rest.contains("](");
    let is_tag = rest.starts_with('#') && rest[1..].starts_with(char::is_alphanumeric);
    let is_picture = regex!(r"^(?:!\[[^\]]*\]\([^)]*\)\s*|\([^()]*\)\s*)+$").is_match(rest);
    // `[[src](url)]`
    let is_source = regex!(r"^\[?\[\W*\w{0,12}\W*\]\([^)]*\)\]?$").is_match(rest);
    if is_source {
        return OwnText::of(question, "");
    }
    if is_picture || is_mark || in_brackets || is_tag || !rest.chars().any(char::is_alphanumeric) {
        return OwnText::whole(text);
    }
    OwnText::of(question, rest)
}

/// How a short text asks: by its first sentences, or by what it orders at its end.
pub(super) fn asked(text: &str, words: &NoteWords) -> Ask {
    asked_by(text, &split(&TextReading::of(text, words)), words)
}

/// How a short text asks that was split already.
pub(super) fn asked_by(text: &str, own: &OwnText<'_>, words: &NoteWords) -> Ask {
    let own = wording::ask(&own.question, words);
    if own.is_strong() || text.split_whitespace().count() > 60 {
        return own;
    }
    let last = sentences(text).pop().map_or("", |last| text[last].trim());
    let order = wording::ask(last, words);
    if order == Ask::Order { order } else { own }
}

fn is_continued(line: &str) -> bool {
    line.trim_end().ends_with([',', '(', '/', '&'])
}

/// `**Term**: what it means`
fn term(text: &str, words: &NoteWords) -> Option<OwnText<'static>> {
    if !text.starts_with("**") {
        return None;
    }
    let found = regex!(r"(?s)^\*\*([^*]+?)[:：]?\*\*\s*[:：–—-]?\s+(.+)$").captures(text)?;
    let (term, rest) = (&found[1], &found[2]);
    let is_parted = text[found.get(1)?.end()..]
        .trim_start_matches('*')
        .trim_start()
        .starts_with([':', '：', '–', '—', '-'])
        || text[found.get(1)?.end()..].starts_with([':', '：']);
    let is_long = rest.split_whitespace().count() >= 5;
    let asks = wording::ask(term, words).is_strong() && !term.trim_end().ends_with(QUESTION_MARKS)
        || sentences(rest).into_iter().any(|range| wording::ask(&rest[range], words).is_strong());
    // `**True/False**: a list is mutable`
    let is_choice = term.contains('/') && !term.contains(" / ");
    (is_parted && is_long && !asks && !is_choice)
        .then(|| OwnText { question: clean(term, words).into_owned().into(), rest: rest.trim().to_owned() })
}

/// `**Why?** - [where it is answered](link)`, `Why? -> because [x](y)`.
fn linked_answer(text: &str, words: &NoteWords) -> Option<OwnText<'static>> {
    if !text.contains("](") {
        return None;
    }
    let found = regex!(
        r"(?s)^((?:\*\*[^*]+\*\*|__[^_]+__)|[^\n]*?[?？؟])\s*(?:[-–—:]+|->|=>)\s*(.*\[[^\]]+\]\([^)]+\).*)$"
    )
    .captures(text)?;
    Some(OwnText { question: clean(&found[1], words).into_owned().into(), rest: found[2].to_owned() })
}

/// The ranges of the sentences of a text; code, links and parentheses end none.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = 0;
    let (mut in_code, mut depth) = (false, 0_i32);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let behind = at + c.len_utf8();
        match c {
            '`' => in_code = !in_code,
            '(' | '[' if !in_code => depth += 1,
            ')' | ']' if !in_code => depth = (depth - 1).max(0),
            '\n' if text[behind..].starts_with('\n') => depth = 0,
            '.' | '!' | '?' | '؟' | '？' | '。' | '！' if !in_code && depth == 0 => {
                let rest = text[behind..].trim_start_matches(|next| "\"”»)]*_`?!؟？！".contains(next));
                let end = text.len() - rest.len();
                let next = rest.chars().next();
                let is_wide = matches!(c, '。' | '？' | '！');
                let is_apart = next.is_some_and(char::is_whitespace)
                    || is_wide && next.is_some()
                    || c == '?' && next.is_some_and(|next| next >= '\u{400}');
                // "e.g. x", "1. x"
                let before = text[start..at].rsplit(char::is_whitespace).next().unwrap_or_default();
                let is_short = c == '.'
                    && (before.contains('.')
                        || before.chars().count() <= 1
                        || matches!(before, "etc" | "vs" | "Mr" | "Dr" | "eg" | "ie" | "No"));
                if is_apart && !is_short {
                    ranges.push(start..end);
                    start = end;
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at = behind;
    }
    if start < text.len() || ranges.is_empty() {
        ranges.push(start..text.len());
    }
    ranges
}
