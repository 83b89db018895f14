//! The line that asks, freed of what is written around the question: numbers, emphasis, marks of
//! difficulty, links to sources, and the companies that asked it, which are kept apart.

mod bare;

use std::borrow::Cow;

use super::html::{as_markdown, is_made_of, is_whole, to_markdown};
use super::marks::{QUESTION_MARKS, ascii_digits, is_emoji};
use super::scan::{self, dedented};
use super::wording::is_question_like;
use crate::study::card::{Asked, letters_digits_and};
use crate::study::lexicon::{NoteWords, WordClass, fold};

pub(super) use bare::bare_question;

/// How a question's line counts: families tell question lines from others by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Count {
    #[default]
    None,
    /// `12.`, `12)`
    Number,
    /// `Q3.`, `Question 3:`, `Q.`, `Question:`
    Question,
}

/// By byte: no part of what a question is decorated with, but at its ends.
const UNDECORATED: [bool; 256] = letters_digits_and(b" ,.?:;'\"()/%");

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Title<'a> {
    /// Markdown.
    pub(super) question: Cow<'a, str>,
    pub(super) count: Count,
    pub(super) number: Option<u32>,
    pub(super) asked: Vec<Asked>,
}

impl<'a> Title<'a> {
    pub(super) fn of(raw: &'a str) -> Self {
        let bare = scan::trim(raw);
        // Most headings are nothing but the question, and maybe its number.
        let (number, asked) = numbered(bare);
        if is_undecorated(asked) {
            let count = if number.is_some() { Count::Number } else { Count::None };
            return Self { question: asked.into(), count, number, ..Self::default() };
        }
        Self::read(raw, bare)
    }

    /// The same, looked at closely.
    fn read(raw: &'a str, bare: &'a str) -> Self {
        let is_line = memchr::memchr(b'\n', bare.as_bytes()).is_none();
        let flush = if is_line { Cow::Borrowed(bare) } else { dedented(raw) };
        let markdown = match flush {
            Cow::Borrowed(text) => as_markdown(text),
            Cow::Owned(text) => to_markdown(&text).into(),
        };
        let mut title = Self::default();
        title.question = match markdown {
            Cow::Borrowed(text) => title.take(text).into(),
            Cow::Owned(text) => title.take(&text).to_owned().into(),
        };
        title
    }

    /// What a line of Markdown asks, once what is written around it is taken off.
    fn take<'b>(&mut self, markdown: &'b str) -> &'b str {
        let mut text = scan::trim(markdown);
        // Decoration is wrapped in decoration; every turn but the last takes some off.
        loop {
            let before = text.len();
            text = unwrapped(without_edges(text));
            if let Some((count, number, rest)) = counted(text).filter(|(.., rest)| !rest.trim().is_empty()) {
                if self.count == Count::None || count == Count::Question {
                    self.count = count;
                    self.number = number.or(self.number);
                }
                text = rest.trim_start();
            }
            text = without_letter(text).unwrap_or(text);
            text = without_source(without_way_back(text));
            if let Some((rest, asked)) = without_sightings(text) {
                self.asked.extend(asked);
                text = rest.trim_end();
            }
            if text.len() == before {
                return text;
            }
        }
    }
}

fn is_undecorated(text: &str) -> bool {
    is_made_of(text, &UNDECORATED)
        && !text.ends_with([')', '"', '”', '»', '」'])
        && !text.starts_with(['q', 'Q'])
        && !text.starts_with("No.")
        && count_word(text).is_none()
        && without_letter(text).is_none()
}

/// `12. Why?`: the plainest of counts.
fn numbered(text: &str) -> (Option<u32>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text[digits..].strip_prefix(['.', ')']).and_then(|behind| behind.strip_prefix(' '));
    match behind.filter(|_| (1..=4).contains(&digits)) {
        Some(behind) => (text[..digits].parse().ok(), scan::trim_start(behind)),
        None => (None, text),
    }
}

/// The count at the front of a text, its number, and what it counts.
fn counted(text: &str) -> Option<(Count, Option<u32>, &str)> {
    let text = text.trim_start_matches(['*', '_']);
    let word = count_word(text);
    if word.is_none() && !text.starts_with(|c| is_digit(c) || matches!(c, '#' | '(' | '[' | 'N')) {
        return None;
    }
    let after_word = word.map_or(text, |word| text[word.len()..].trim_start());
    // `Q.1 Why?`, `Q-1) Why?`
    let is_dotted = word.is_some()
        && after_word.starts_with(['.', '-'])
        && after_word[1..].trim_start().starts_with(is_digit);
    let after_word = if is_dotted { after_word[1..].trim_start() } else { after_word };
    let numbered = after_word
        .strip_prefix(['#', '(', '['])
        .or_else(|| after_word.strip_prefix("No.").map(str::trim_start))
        .filter(|rest| rest.starts_with(is_digit))
        .unwrap_or(after_word);
    let digits = numbered.len() - numbered.trim_start_matches(is_digit).len();
    if word.is_none() && digits == 0 {
        return None;
    }
    let is_short = (1..=4).contains(&numbered[..digits].chars().count());
    let number = ascii_digits(&numbered[..digits]).parse().ok().filter(|_| is_short);
    let mut rest = &numbered[digits..];
    // `2.13.` counts within a chapter.
    let mut is_of_chapter = false;
    while number.is_some()
        && let Some(more) = rest.strip_prefix('.')
        && more.starts_with(is_digit)
    {
        rest = more.trim_start_matches(is_digit);
        is_of_chapter = true;
    }
    is_of_chapter &= rest.starts_with(' ');
    // `1-2.` follows up on the first.
    if number.is_some()
        && let Some(more) = rest.strip_prefix('-')
        && let behind = more.trim_start_matches(is_digit)
        && behind.len() < more.len()
        && behind.starts_with(['.', ')'])
    {
        rest = behind;
    }
    rest = rest.trim_start_matches([' ', '\u{fe0f}', '\u{20e3}']);
    // `**Question**: Why?`
    let behind_marks = rest.trim_start_matches(['*', '_']);
    if behind_marks.starts_with([':', '：', '.', ')']) {
        rest = behind_marks;
    }
    let is_keycap = numbered[digits..].starts_with(['\u{fe0f}', '\u{20e3}']);
    let closed = rest
        .strip_prefix(['.', ')', ':', ']', '、', '．', '：'])
        .or_else(|| ["- ", "– ", "— ", "| ", "\\. ", "\\) "].iter().find_map(|mark| rest.strip_prefix(mark)));
    let Some(after) = closed.or(is_keycap.then_some(rest)) else {
        // `Question 3` on its own line counts nothing; `**Q3** Why?` does.
        let bare = rest.trim_start_matches(['*', '_']);
        // `Q2 How is it done?`
        let has_gap = numbered[digits..].starts_with(' ');
        let is_asked = || has_gap && numbered.len() + 1 == text.len() && is_question_like(rest);
        let is_apart =
            (bare.len() < rest.len() || is_dotted && rest.starts_with(char::is_alphabetic) || is_asked())
                && !bare.trim().is_empty();
        if word.is_some() {
            return (number.is_some() && is_apart).then_some((Count::Question, number, bare));
        }
        // `4.1 Locks`
        if is_of_chapter && rest.starts_with(char::is_uppercase) {
            return Some((Count::Number, number, rest));
        }
        // `#3 Locks`, `1 Why?`
        let is_bare = number.is_some()
            && digits <= 3
            && has_gap
            && (text.starts_with('#')
                || rest.starts_with(|c: char| c.is_uppercase() || !c.is_ascii()) && is_question_like(rest));
        return is_bare.then_some((Count::Number, number, rest));
    };
    let after = after.trim_start_matches([')', ':', '.']);
    if word.is_some() {
        // `**Q:** Why?`
        let marks = after.len() - after.trim_start_matches(['*', '_']).len();
        let rest = if marks <= 3 { &after[marks..] } else { after };
        return (number.is_some() || closed.is_some()).then_some((Count::Question, number, rest));
    }
    number?;
    let is_apart = after.starts_with(char::is_whitespace)
        || after.starts_with(['*', '_', '['])
        || after.starts_with(|c: char| !c.is_ascii() && c.is_alphabetic())
        || after.starts_with(char::is_uppercase) && !numbered[digits..].starts_with(':')
        || is_keycap;
    is_apart.then_some((Count::Number, number, after))
}

/// Without `II.` or `b)` before what asks.
fn without_letter(text: &str) -> Option<&str> {
    let end = text.bytes().take(5).position(|byte| matches!(byte, b'.' | b')'))?;
    let letters = text.as_bytes();
    let is_roman = letters[..end].iter().all(|byte| matches!(byte, b'I' | b'V' | b'X'));
    let is_letter = end == 1 && letters[0].is_ascii_lowercase() && letters[1] == b')';
    let rest = text[end + 1..].strip_prefix(' ').filter(|_| end > 0 && (is_roman || is_letter))?;
    is_question_like(rest).then(|| rest.trim_start())
}

/// "Question" at the front of a text, in the languages that notes are written in.
fn count_word(text: &str) -> Option<&str> {
    let end =
        text.char_indices().find(|(_, c)| !c.is_alphabetic() && *c != ' ').map_or(text.len(), |(at, _)| at);
    let word = text[..end].trim_end();
    if word.is_empty() || word.len() > 40 || !NoteWords::built_in().is(WordClass::QuestionLabel, &fold(word))
    {
        return None;
    }
    Some(word)
}

/// Latin, Persian and Arabic.
fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '۰'..='۹' | '٠'..='٩')
}

/// Without emoji, breaks and stray marks at both ends.
fn without_edges(text: &str) -> &str {
    let mut text = scan::trim(text).trim_end_matches('\\').trim_end();
    text =
        text.trim_matches(|c: char| is_emoji(c) || c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}');
    if text.starts_with(['[', '-', '*', '+', '#']) {
        for mark in ["[ ]", "[x]", "[X]", "- ", "* ", "+ ", "# ", "## ", "### ", "#### ", "##### ", "###### "]
        {
            text = text.strip_prefix(mark).map_or(text, str::trim_start);
        }
    }
    text = without_shortcodes(text);
    // `Why? ***` marks a question; `Why **not**` ends in emphasis.
    let stripped = text.trim_end_matches('*');
    if text.len() - stripped.len() >= 2
        && stripped.matches("**").count().is_multiple_of(2)
        && !stripped.starts_with('*')
    {
        text = stripped.trim_end();
    } else if text.len() - stripped.len() > 3
        && stripped.matches("**").count() == 1
        && let Some(inner) = stripped.strip_prefix("**")
    {
        text = inner.trim();
    }
    // `{#anchor}`
    if text.ends_with('}')
        && let Some(at) = text.rfind("{#")
    {
        text = text[..at].trim_end();
    }
    text
}

/// Without `:star:` at the ends.
fn without_shortcodes(text: &str) -> &str {
    let is_code = |code: &str| {
        code.len() > 2
            && code.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-' | b'+')
            })
    };
    let mut text = text;
    while let Some((code, rest)) = text.strip_prefix(':').and_then(|rest| rest.split_once(':')) {
        if !is_code(code) {
            break;
        }
        text = rest.trim_start();
    }
    while let Some((rest, code)) = text.strip_suffix(':').and_then(|rest| rest.rsplit_once(':')) {
        if !is_code(code) {
            break;
        }
        text = rest.trim_end();
    }
    text
}

/// Without marks of emphasis, or a link, around the whole.
fn unwrapped(text: &str) -> &str {
    let marks: &[&str] =
        if text.starts_with(['*', '_', '~']) { &["***", "**", "__", "~~", "*", "_"] } else { &[] };
    for mark in marks {
        let inner = text.strip_prefix(mark).and_then(|inner| inner.strip_suffix(mark));
        if let Some(inner) = inner.filter(|inner| is_whole(inner, mark) && !inner.trim().is_empty()) {
            return inner.trim();
        }
    }
    if text.starts_with('[')
        && let Some((shown, len)) = link(text)
        && len == text.len()
        && !shown.trim().is_empty()
    {
        return shown.trim();
    }
    unquoted(text)
}

/// A question in quotes is said as it is asked.
pub(super) fn unquoted(text: &str) -> &str {
    if !text.ends_with(['"', '”', '»', '」']) {
        return text;
    }
    for (open, close) in [('"', '"'), ('“', '”'), ('«', '»'), ('「', '」')] {
        let inner = text.strip_prefix(open).and_then(|inner| inner.strip_suffix(close));
        if let Some(inner) = inner.filter(|inner| !inner.contains([open, close]))
            && (inner.ends_with(QUESTION_MARKS)
                || inner.ends_with('.') && inner.contains(' ')
                || inner.split(' ').count() > 4 && is_question_like(inner))
        {
            return inner.trim();
        }
    }
    text
}

/// The shown text of the link at the front, and the length of the whole.
pub(super) fn link(text: &str) -> Option<(&str, usize)> {
    if !text.starts_with('[') {
        return None;
    }
    let close = matching(text, b'[', b']')?;
    let target = &text[close + 1..];
    if !target.starts_with('(') {
        return None;
    }
    let end = matching(target, b'(', b')')?;
    Some((&text[1..close], close + 1 + end + 1))
}

/// In bytes: what is longer is no link.
const LONGEST_BRACKET: usize = 4000;

/// Where the bracket at the front is closed; both are ASCII.
fn matching(text: &str, open: u8, close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    memchr::memchr2_iter(open, close, &text.as_bytes()[..text.len().min(LONGEST_BRACKET)]).find(|&at| {
        depth = if text.as_bytes()[at] == open { depth + 1 } else { depth.saturating_sub(1) };
        depth == 0
    })
}

/// Without `[[↑]](#top)` at the front: a link of signs leads elsewhere.
fn without_way_back(text: &str) -> &str {
    match link(text) {
        Some((shown, len)) if !shown.chars().any(char::is_alphanumeric) && !shown.starts_with('!') => {
            let rest = text[len..].trim_start_matches([')', ' ']);
            if rest.is_empty() { text } else { rest }
        }
        _ => text,
    }
}

/// Without `[[src](url)]`, `([source](url))` and `[⬆](#top)` at the end.
fn without_source(text: &str) -> &str {
    for (open, close) in [("[[", ")]"), ("([", "))")] {
        if text.ends_with(close)
            && let Some(at) = text.rfind(open).filter(|&at| at > 0)
            && let inner = &text[at + 1..text.len() - 1]
            && link(inner).is_some_and(|(_, len)| len == inner.len())
            && (open == "[[" || is_source(inner))
        {
            return text[..at].trim_end();
        }
    }
    // A link of a few signs behind the question leads elsewhere.
    if text.ends_with(')')
        && let Some(at) = text.rfind('[').filter(|&at| at > 0)
        && let Some((shown, len)) = link(&text[at..])
        && at + len == text.len()
    {
        let is_sign = !shown.chars().any(char::is_alphanumeric) && !text[..at].ends_with('!');
        if is_sign || is_source(&text[at..]) {
            return text[..at].trim_end_matches(['-', '–', '—', ' ', '(', '|']);
        }
    }
    text
}

/// A link that is shown as "source".
fn is_source(text: &str) -> bool {
    link(text).is_some_and(|(shown, _)| {
        let shown = shown.trim().to_lowercase();
        ["src", "source", "sources", "ref", "reference", "link", "top", "back to top"]
            .contains(&shown.as_str())
    })
}

/// `Why? (6 times — 2x [Orbit](url), [Nova](url))`: the rest, and who asked.
fn without_sightings(text: &str) -> Option<(&str, Vec<Asked>)> {
    // `Why? *(Asked in Orbit)*`
    let mark = text.chars().next_back().filter(|mark| matches!(mark, '*' | '_'));
    let inner = text.strip_suffix(['*', '_']).unwrap_or(text).strip_suffix(')')?;
    let mut depth = 1_usize;
    let open = inner.char_indices().rev().take(4000).find_map(|(at, c)| {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let (before, inside) = (&inner[..open], inner[open + 1..].trim());
    let before = match mark {
        Some(mark) => before.strip_suffix(mark)?,
        None => before,
    };
    // `[shown](target)` is a link.
    if before.ends_with(']') || before.trim().is_empty() {
        return None;
    }
    let (times, list) = counted_times(inside);
    let list = list.trim_start_matches([' ', '-', '–', '—', ':', ',']);
    let is_told = list.get(..6).is_some_and(|front| front.eq_ignore_ascii_case("asked "));
    let list = ["asked by", "asked in", "asked at", "by", "in", "at"]
        .iter()
        .find_map(|word| {
            list.get(..word.len())
                .filter(|front| front.eq_ignore_ascii_case(word))
                .map(|_| &list[word.len()..])
        })
        .filter(|rest| rest.starts_with([' ', ':']))
        .map_or(list, |rest| rest.trim_start_matches([' ', ':']));
    let mut entries = entries(list);
    // `(2x [Orbit](url))` counts the one that follows.
    if let ([only], Some(times)) = (&mut entries[..], times) {
        only.times = only.times.max(times);
    }
    let is_linked = !entries.is_empty() && entries.iter().all(|entry| entry.url.is_some());
    let names_company = |entry: &Asked| {
        entry.company.starts_with(char::is_uppercase)
            && entry.company.len() < 40
            && !["Round", "Interview"].iter().any(|word| entry.company.starts_with(word))
    };
    let is_told = is_told && !entries.is_empty() && entries.iter().all(names_company);
    let is_sighting = times.is_some()
        && (list.is_empty() || entries.iter().all(|entry| entry.company.len() < 60))
        || is_linked
        || is_told;
    is_sighting.then_some((before, entries))
}

/// `6 times`, `3x`: how often, and what follows.
fn counted_times(text: &str) -> (Option<u32>, &str) {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text[digits..].trim_start();
    let after = ["times", "time", "x", "×", "X"].iter().find_map(|word| rest.strip_prefix(word));
    match (text[..digits].parse().ok(), after) {
        (Some(times), Some(after)) if !after.starts_with(char::is_alphanumeric) => (Some(times), after),
        _ => (None, text),
    }
}

fn entries(list: &str) -> Vec<Asked> {
    let mut entries = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    let ends = list.char_indices().chain([(list.len(), ',')]);
    for (at, c) in ends {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            ',' | '،' | ';' if depth == 0 || at == list.len() => {
                let entry = list[start..at].trim();
                start = (at + c.len_utf8()).min(list.len());
                let (times, name) = counted_times(entry);
                let name = name.trim();
                let (shown, url) = match link(name) {
                    Some((shown, len)) => {
                        let target = &name[shown.len() + 3..len - 1];
                        (shown, Some(target.split_whitespace().next().unwrap_or_default().to_owned()))
                    }
                    None => (name, None),
                };
                let shown = shown.trim_matches(['*', '_', ' ']);
                if !shown.is_empty() {
                    entries.push(Asked { company: shown.to_owned(), times: times.unwrap_or(1).max(1), url });
                }
            }
            _ => {}
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_undecorated_is_its_title(
            text in "([0-9]{1,5}[.)] {0,2}){0,2}(No\\. ?|Q|q|Question |I\\. |b\\) |Frage )?[A-Za-z0-9 ,.?:;'\"()/%\u{e9}\u{436}*-]{0,20}",
        ) {
            prop_assert_eq!(Title::of(&text), Title::read(&text, scan::trim(&text)), "{}", text);
        }
    }

    #[track_caller]
    fn check(raw: &str, question: &str) {
        assert_eq!(Title::of(raw).question, question, "{raw}");
    }

    #[test]
    fn decoration_is_taken_off() {
        for raw in [
            "**Why? 👶**",
            "1. Why?",
            "12) ***Why?***",
            "43 . Why?",
            "Q3. Why?",
            "Q. Why?",
            "Question 4: Why?",
            "<b>Why? ***</b>",
            "[Why?](https://a.example)",
            "Why? [[src](https://a.example/x)]",
            "**Why?** (3 times — 2x [Orbit](https://orbit.example), [Nova](https://n.example/a_(b)))",
            ":star: Why? :fire:",
            "**Question**: Why?",
            "**Q1:** Why?",
            "<a name=\"why\">Why?</a> <br />",
            "[ ] Why?",
            "1️⃣ Why?",
            "Why? [⬆](#top)",
            "**Q1: \"Why?\"**",
            "[[↑]](#toc) <a name='why'>Why?</a>",
            "Why? {#why}",
            "<h3>3. Why?</h3>",
            "IV. Why?",
            "b) Why?",
        ] {
            check(raw, "Why?");
        }
        check("1、什么是锁？", "什么是锁？");
        check("Q1：什么是锁？", "什么是锁？");
        check("سوال ۱۲: چرا؟", "چرا؟");
        check("Вопрос 3. Почему?", "Почему?");
        check("Que es un closure?", "Que es un closure?");
        check("2.什么是锁？", "什么是锁？");
        check("3 ways to sort", "3 ways to sort");
        check("What is **this**", "What is **this**");
        check("**Bold** and **bolder**", "**Bold** and **bolder**");
        check("What does `f(x)` (pure) do (at all)?", "What does `f(x)` (pure) do (at all)?");
        check("What is a trait (interface)", "What is a trait (interface)");
        check("Quick sort", "Quick sort");
        check("**What are *args and **kwargs?**", "What are *args and **kwargs?");
        check("\"a\" or \"b\"", "\"a\" or \"b\"");
        check("\"use strict\"", "\"use strict\"");
    }

    #[test]
    fn companies_are_kept_apart() {
        let title = Title::of("- Why? (6 times — 2x [Orbit](https://orbit.example), Nova)");
        assert_eq!(title.question, "Why?");
        let asked: Vec<_> = title
            .asked
            .iter()
            .map(|asked| (asked.company.as_str(), asked.times, asked.url.as_deref()))
            .collect();
        assert_eq!(asked, [("Orbit", 2, Some("https://orbit.example")), ("Nova", 1, None)]);
    }
}
