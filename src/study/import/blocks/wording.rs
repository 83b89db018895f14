//! What a line says by its words: whether it asks, is a label, names a part of a note.
//!
//! All words come from the lexicon. A line is judged by itself; what its neighbours are is for the questions
//! room to weigh.

use std::borrow::Cow;

use crate::study::import::label::is_emoji;
use crate::study::lexicon::{NoteWords, WordClass, fold, is_unspaced};

use super::marks::digit;

/// Marks that end a question.
pub(in crate::study::import) const QUESTION_MARKS: [char; 3] = ['?', '？', '؟'];

/// How a text asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::study::import) enum Ask {
    #[default]
    No,
    /// It sets two things apart: "TCP vs UDP".
    Pair,
    /// It begins as a question may: "Is it safe to ..."
    Auxiliary,
    /// It asks for an answer: "Explain ..."
    Order,
    /// It is worded as a question: "What is ..."
    Interrogative,
    /// It has a question mark.
    Mark,
}

impl Ask {
    /// Whether it is worded as a question or an order, or has a mark.
    pub(in crate::study::import) fn is_strong(self) -> bool {
        self >= Self::Order
    }

    /// Whether it asks at all, orders aside.
    pub(in crate::study::import) fn is_question(self) -> bool {
        self != Self::No && self != Self::Order
    }
}

/// What a heading names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::study::import) enum HeadingKind {
    #[default]
    Plain,
    /// Questions: "Interview questions".
    Announces,
    /// Perhaps questions: "Round 2".
    Weak,
    /// Facts of an interview: "Salary".
    Facts,
    /// What is no question: "Contents".
    Boilerplate,
}

/// A title freed of what only sets it: links, the emphasis around it, emoji at its ends, tags and levels behind
/// it, escapes.
pub(in crate::study::import) fn clean(text: &str, words: &NoteWords) -> String {
    let text = text.trim();
    if text.is_empty()
        || text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b',' | b'?' | b'.' | b'\'' | b'-')
        })
    {
        return text.to_owned();
    }
    let linked = without_links(text);
    let mut text: &str = linked.trim();
    loop {
        let before = text.len();
        text = without_tail(without_level(text, words), words);
        text = text.trim_matches(|c: char| is_decoration(c) || c.is_whitespace());
        if let Some(rest) = without_shortcode(text) {
            text = rest;
        }
        text = super::marks::without_marks(text);
        if text.len() == before {
            break;
        }
    }
    // "**Why?**:" keeps its colon.
    let mut said = match text.strip_suffix([':', '：']).map(super::marks::without_marks) {
        Some(inner) if text.starts_with("**") && !inner.starts_with("**") => format!("{inner}:"),
        _ => text.to_owned(),
    };
    if said.matches("**").count() % 2 == 1 {
        said = said.replacen("**", "", 1);
    }
    if said.contains('\\') {
        said = without_escapes(&said);
    }
    said.trim().to_owned()
}

fn is_decoration(c: char) -> bool {
    is_emoji(c) && !matches!(c, '\u{2190}'..='\u{21ff}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}')
}

/// `:rocket:` at one of the ends.
fn without_shortcode(text: &str) -> Option<&str> {
    let is_name = |name: &str| {
        (2..=30).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    if let Some((name, rest)) = text.strip_prefix(':').and_then(|rest| rest.split_once(':'))
        && is_name(name)
    {
        return Some(rest.trim_start());
    }
    let (rest, name) = text.strip_suffix(':')?.rsplit_once(':')?;
    is_name(name).then(|| rest.trim_end())
}

/// Without a backslash before punctuation, but in code.
fn without_escapes(text: &str) -> String {
    let mut said = String::with_capacity(text.len());
    let (mut chars, mut in_code) = (text.chars().peekable(), false);
    while let Some(c) = chars.next() {
        in_code ^= c == '`';
        if c == '\\' && !in_code && chars.peek().is_some_and(|next| ".()#+-!".contains(*next)) {
            continue;
        }
        said.push(c);
    }
    said
}

/// Without `[Junior]` at the front.
fn without_level<'a>(text: &'a str, words: &NoteWords) -> &'a str {
    let bare = text.trim_start_matches(['*', '_', '`']);
    let found = [('[', ']'), ('(', ')')]
        .into_iter()
        .find_map(|(open, close)| bare.strip_prefix(open)?.split_once(close));
    match found {
        Some((level, rest)) if words.is(WordClass::Levels, fold(level).trim()) && !rest.starts_with('(') => {
            rest.trim_start_matches(['*', '_', '`', ' ', ':', '-'])
        }
        _ => text,
    }
}

/// Without `{#anchor}`, `#tag`, `(easy)`, `[[src](url)]` at the end.
fn without_tail<'a>(text: &'a str, words: &NoteWords) -> &'a str {
    let text = text.trim_end();
    if text.ends_with('}')
        && let Some(at) = text.rfind("{#").or_else(|| text.rfind("{:"))
    {
        return text[..at].trim_end();
    }
    if let Some((rest, last)) = text.rsplit_once(char::is_whitespace)
        && let Some(tag) = last.strip_prefix('#')
        && tag.starts_with(char::is_alphabetic)
        && tag.chars().all(|c| c.is_alphanumeric() || "_-/".contains(c))
    {
        return rest.trim_end();
    }
    for (open, close) in [('(', ')'), ('[', ']'), ('（', '）')] {
        let bare = text.trim_end_matches('`');
        if let Some(inner) = bare.strip_suffix(close)
            && let Some(at) = inner.rfind(open)
            && words.is(WordClass::Levels, fold(&inner[at + open.len_utf8()..]).trim())
        {
            return text[..at].trim_end_matches([' ', '`']);
        }
    }
    if let Some(inner) = text.strip_suffix('`')
        && let Some(at) = inner.rfind('`')
        && words.is(WordClass::Levels, fold(inner[at + 1..].trim_matches(['[', ']', '('])).trim())
    {
        return text[..at].trim_end();
    }
    text
}

/// Links said by their text; pictures stay, references to a source at the end go.
pub(in crate::study::import) fn without_links(text: &str) -> Cow<'_, str> {
    if !text.contains("](") {
        return text.into();
    }
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    let mut in_code = false;
    while let Some(c) = rest.chars().next() {
        in_code ^= c == '`';
        let is_picture = rest.starts_with("![");
        if (c == '[' || is_picture)
            && !in_code
            && let Some((inner, len)) = link(&rest[usize::from(is_picture)..])
        {
            let len = len + usize::from(is_picture);
            let is_last = rest[len..].trim_matches([']', ' ', ')']).is_empty();
            if is_picture {
                // A logo before a title and a badge behind it say nothing.
                if !said.trim().is_empty() && !is_last {
                    said.push_str(&rest[..len]);
                }
            } else {
                let inner =
                    inner.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(inner);
                let letters = inner.chars().filter(|c| c.is_alphanumeric()).count();
                let is_source = is_last && letters <= 8 && !said.trim_end_matches(['[', ' ']).is_empty();
                if is_source {
                    let kept = said.trim_end().trim_end_matches('[').trim_end().len();
                    said.truncate(kept);
                    return said.into();
                }
                said.push_str(&without_links(inner));
            }
            rest = &rest[len..];
            continue;
        }
        said.push(c);
        rest = &rest[c.len_utf8()..];
    }
    said.into()
}

/// The text of a link at the front of a text, and the link's length.
fn link(text: &str) -> Option<(&str, usize)> {
    let mut depth = 0;
    let mut close = None;
    for (at, c) in text.char_indices().take(2000) {
        match c {
            '[' => depth += 1,
            ']' => {
                depth -= 1;
                if depth == 0 {
                    close = Some(at);
                    break;
                }
            }
            _ => {}
        }
    }
    let close = close?;
    let target = text[close + 1..].strip_prefix('(')?;
    let mut depth = 1;
    for (at, c) in target.char_indices().take(2000) {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some((&text[1..close], close + 2 + at + 1));
                }
            }
            '\n' => return None,
            _ => {}
        }
    }
    None
}

/// The words of a text without code, addresses, quotes and pictures, so that marks in them ask nothing.
pub(in crate::study::import) fn bare(text: &str, words: &NoteWords) -> String {
    let cleaned = clean(text, words);
    let mut said = String::with_capacity(cleaned.len());
    let mut rest = cleaned.as_str();
    while let Some(c) = rest.chars().next() {
        if c == '`' {
            let ticks = rest.bytes().take_while(|&byte| byte == b'`').count();
            if let Some(end) = rest[ticks..].find(&rest[..ticks]) {
                said.push('x');
                rest = &rest[2 * ticks + end..];
                continue;
            }
        }
        if c == 'h' && (rest.starts_with("http://") || rest.starts_with("https://")) {
            said.push('x');
            rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
            continue;
        }
        if c == '!'
            && rest.starts_with("![")
            && let Some((_, len)) = link(&rest[1..])
        {
            rest = &rest[len + 1..];
            continue;
        }
        if !"*_\"“”«»".contains(c) {
            said.push(c);
        }
        rest = &rest[c.len_utf8()..];
    }
    said.trim().to_owned()
}

/// Whether bare words hold a question mark that asks, an aside in parentheses left out.
pub(in crate::study::import) fn has_question_mark(bare: &str) -> bool {
    if !bare.contains(QUESTION_MARKS) {
        return false;
    }
    let said = without_asides(bare);
    let chars: Vec<char> = said.chars().collect();
    chars.iter().enumerate().any(|(at, c)| match c {
        '？' | '؟' => true,
        '?' => {
            let before = at.checked_sub(1).map(|before| chars[before]);
            let behind = chars.get(at + 1);
            let is_said = before.is_some_and(|c| !matches!(c, '(' | '[' | '/' | '=' | '<' | '!'));
            is_said
                && (behind.is_none_or(|c| c.is_whitespace() || "\"”»)]}?!.,:;'…-–—/*".contains(*c))
                    || before.is_some_and(|c| c >= '\u{400}')
                    || behind.is_some_and(|c| *c >= '\u{2e80}'))
        }
        _ => false,
    })
}

/// Without what stands in parentheses and asks, if enough stands outside.
fn without_asides(text: &str) -> Cow<'_, str> {
    if !text.contains('(') {
        return text.into();
    }
    let mut said = String::with_capacity(text.len());
    let mut rest = text;
    let mut is_cut = false;
    while let Some(open) = rest.find('(') {
        let Some(close) = rest[open..].find(')') else { break };
        said.push_str(&rest[..open]);
        let inner = &rest[open..=open + close];
        if inner.contains(QUESTION_MARKS) {
            is_cut = true;
        } else {
            said.push_str(inner);
        }
        rest = &rest[open + close + 1..];
    }
    said.push_str(rest);
    let is_enough =
        said.split_whitespace().count() > 2 || said.chars().filter(|&c| is_unspaced(c)).count() > 4;
    if is_cut && is_enough { said.into() } else { text.into() }
}

/// How a text asks.
pub(in crate::study::import) fn ask(text: &str, words: &NoteWords) -> Ask {
    let bare = bare(text, words);
    if bare.is_empty() {
        return Ask::No;
    }
    if has_question_mark(&bare) {
        return Ask::Mark;
    }
    let first = bare.lines().next().unwrap_or_default();
    let folded = fold(first);
    let said = front(&folded, words);
    let count = first.split_whitespace().count();
    let is_unspaced_text = first.chars().any(is_unspaced);
    let order = |said: &str| words.begins(WordClass::Orders, said).is_some();
    if order(said) && (count > 1 || is_unspaced_text) {
        return Ask::Order;
    }
    let is_sentence = first.ends_with('.');
    if is_sentence && count <= 14 && words.begins(WordClass::Topic, said).is_some() {
        return Ask::Pair;
    }
    if words.begins(WordClass::AsksFirst, said).is_some() && (count > 1 || is_unspaced_text) && !is_sentence {
        return Ask::Interrogative;
    }
    if first.chars().count() < 90
        && words.within(WordClass::AsksAnywhere, &folded)
        && (!is_sentence || is_unspaced_text)
    {
        return Ask::Interrogative;
    }
    let has_clause = first.contains(['.', ',', ':', ';']);
    if words.begins(WordClass::AsksWeak, said).is_some() && count > 2 && !has_clause {
        return Ask::Auxiliary;
    }
    if count < 14 && !is_sentence && words.within(WordClass::Topic, &folded) {
        return Ask::Pair;
    }
    Ask::No
}

/// Folded words without what may stand before a question: "And", "Please", "¿".
fn front<'a>(folded: &'a str, words: &NoteWords) -> &'a str {
    let mut said = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    for _ in 0..2 {
        let Some(len) = words.begins(WordClass::Openers, said) else { break };
        let rest = said[len..].trim_start_matches(|c: char| !c.is_alphanumeric());
        if rest.is_empty() {
            break;
        }
        said = rest;
    }
    said
}

/// Whether a text sets things apart: "Difference between A and B".
pub(in crate::study::import) fn sets_apart(text: &str, words: &NoteWords) -> bool {
    let folded = fold(&bare(text, words));
    words.begins(WordClass::Topic, front(&folded, words)).is_some()
}

/// Whether the words themselves ask a question, mark or not; "how to" does not.
pub(in crate::study::import) fn is_interrogative(text: &str, words: &NoteWords) -> bool {
    let bare = bare(text, words);
    let folded = fold(&bare);
    let said = front(&folded, words);
    if said.starts_with("how to ") || said.starts_with("how it ") {
        return false;
    }
    words.begins(WordClass::AsksFirst, said).is_some()
        || bare.chars().count() < 60
            && !bare.contains([',', '，', '、', '：', ':'])
            && words.within(WordClass::AsksAnywhere, &folded)
}

/// Whether a text opens by setting a task: "Given a list, find ..."
pub(in crate::study::import) fn is_task(text: &str, words: &NoteWords) -> bool {
    let folded = fold(&bare(text, words));
    let said = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    let count = said.split_whitespace().count() + said.chars().filter(|&c| is_unspaced(c)).count() / 4;
    words.begins(WordClass::Task, said).is_some() && count > 4
}

/// Whether a sentence goes on asking: "For example ..."
pub(in crate::study::import) fn goes_on(text: &str, words: &NoteWords) -> bool {
    words.begins(WordClass::Continues, fold(&bare(text, words)).trim_start_matches(['(', ' '])).is_some()
}

/// The words of a title, folded, without what only sets it and without marks at its ends.
pub(in crate::study::import) fn keyword(text: &str, words: &NoteWords) -> String {
    let cleaned = clean(text, words);
    let mut said = cleaned.as_str();
    if said.ends_with([')', '）'])
        && let Some(at) = said.rfind(['(', '（'])
        && at > 0
    {
        said = &said[..at];
    }
    let is_end = |c: char| {
        !c.is_alphanumeric() && c != '+' && !matches!(c, '\u{93e}'..='\u{94d}' | '\u{902}' | '\u{901}')
    };
    fold(said.trim_start_matches(|c: char| !c.is_alphanumeric()).trim_end_matches(is_end))
}

/// Which side of a card a label begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::study::import) enum Side {
    Question,
    Answer,
}

/// A label at the front of a text: `Q3:`, `**Answer:**`, `问：`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::study::import) struct Label<'a> {
    pub(in crate::study::import) side: Side,
    pub(in crate::study::import) number: Option<u32>,
    /// What stands behind it.
    pub(in crate::study::import) rest: &'a str,
}

/// The label that a text begins with.
pub(in crate::study::import) fn label<'a>(text: &'a str, words: &NoteWords) -> Option<Label<'a>> {
    let bare =
        text.trim_start_matches(|c: char| c.is_whitespace() || "*_#>-+•".contains(c) || is_decoration(c));
    let was_bold =
        text[..text.len() - bare.len()].contains("**") || text[..text.len() - bare.len()].contains("__");
    let first = bare.chars().next().filter(|c| c.is_alphabetic())?;
    // Places where the word may end, the last first.
    let mut ends: Vec<usize> = Vec::new();
    let mut word_count = 0;
    let mut previous = first;
    for (at, c) in bare.char_indices() {
        if at > 60 || word_count > 3 || c == '\n' {
            break;
        }
        if at > 0 && !is_word_char(c) && is_word_char(previous)
            || digit(c).is_some() && is_word_char(previous)
        {
            ends.push(at);
            word_count += 1;
        }
        if !is_word_char(c) && !matches!(c, ' ' | '\'' | '’' | '-' | '\u{200c}') {
            break;
        }
        previous = c;
    }
    ends.iter().rev().find_map(|&end| {
        let word = fold(&bare[..end]);
        let side = if words.is(WordClass::QuestionLabel, &word) {
            Side::Question
        } else if words.is(WordClass::AnswerLabel, &word) || is_some_answer(&word, words) {
            Side::Answer
        } else {
            return None;
        };
        label_tail(side, &word, &bare[end..], was_bold)
    })
}

/// "Strong answer", "Candidate's answer": a word or two before the label.
fn is_some_answer(word: &str, words: &NoteWords) -> bool {
    let last = word.rsplit(' ').next().unwrap_or_default();
    last.len() < word.len()
        && last.chars().count() >= 4
        && words.is(WordClass::AnswerLabel, last)
        && words.begins(WordClass::AsksFirst, word).is_none()
}

fn is_word_char(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{93e}'..='\u{94d}' | '\u{901}'..='\u{903}')
}

/// What stands behind a label's word: its number, its mark, the text.
fn label_tail<'a>(side: Side, word: &str, tail: &'a str, was_bold: bool) -> Option<Label<'a>> {
    let mut rest = tail.trim_start();
    rest = rest.strip_prefix(['#', '№']).unwrap_or(rest).trim_start();
    let digits: String =
        rest.chars().map_while(|c| digit(c).map(|value| value.to_string())).take(4).collect();
    let digit_len: usize = rest.chars().take_while(|&c| digit(c).is_some()).map(char::len_utf8).sum();
    rest = &rest[digit_len..];
    let number: Option<u32> = digits.parse().ok();
    let mut behind = rest.trim_start();
    // `Answer (EN):`
    for (open, close) in [('(', ')'), ('（', '）')] {
        if let Some(inner) = behind.strip_prefix(open)
            && let Some(end) = inner.find(close)
            && end <= 24
        {
            behind = inner[end + close.len_utf8()..].trim_start();
        }
    }
    let mut is_bold = was_bold;
    if let Some(rest) = behind.strip_prefix("**").or_else(|| behind.strip_prefix("__")) {
        is_bold = true;
        behind = rest.trim_start();
    }
    let is_single = word.chars().count() == 1;
    let mark = behind.chars().next()?;
    let rest = match mark {
        ':' | '：' => behind[mark.len_utf8()..].trim_start_matches([':', '：', '-']),
        '.' | ')' | ']' | '、'
            if number.is_some()
                || is_single && (is_bold || word.len() == 1 && behind[1..].starts_with(' ')) =>
        {
            behind[mark.len_utf8()..].trim_start_matches(['.', ')', ':'])
        }
        '-' | '–' | '—' if behind[mark.len_utf8()..].starts_with(' ') && (number.is_some() || !is_single) => {
            &behind[mark.len_utf8()..]
        }
        '/' if number.is_some() && is_single => &behind[1..],
        // `Q1 What is a cache?`
        _ if word == "q" && number.is_some() && rest.starts_with(' ') => behind,
        _ => return None,
    };
    // "C: drive" and "a.b" are no labels.
    if is_single && !word.is_ascii() && mark != ':' && mark != '：' && number.is_none() {
        return None;
    }
    let rest = rest.trim_start();
    let rest =
        rest.strip_prefix("**").or_else(|| rest.strip_prefix("__")).filter(|_| is_bold).unwrap_or(rest);
    Some(Label { side, number, rest: rest.trim() })
}

/// Which side a heading or a line names that is nothing but a label: "Question (EN)", "Back".
pub(in crate::study::import) fn label_alone(text: &str, words: &NoteWords) -> Option<Side> {
    let full = keyword(text, words);
    let key = full.trim_end_matches(|c: char| digit(c).is_some()).trim_end();
    let is_long = key.chars().count() > 1;
    if is_long
        && (words.is(WordClass::AnswerLabel, key)
            || key.split(' ').count() <= 3 && is_some_answer(key, words))
    {
        return Some(Side::Answer);
    }
    let is_group = matches!(key, "questions" | "interview question" | "problem" | "problems");
    // "Flashcard 1", "Task 2"
    if key.len() < full.len() && words.is(WordClass::Counted, key) {
        return Some(Side::Question);
    }
    if is_long && !is_group && words.is(WordClass::QuestionLabel, key) {
        return Some(Side::Question);
    }
    // "Answer: B"
    let cleaned = clean(text, words);
    let (front, _) = cleaned.split_once([':', '：'])?;
    let front = fold(front.trim());
    let is_answer = words.is(WordClass::AnswerLabel, &front) || is_some_answer(&front, words);
    (front.chars().count() > 1 && is_answer).then_some(Side::Answer)
}

/// What a heading names.
pub(in crate::study::import) fn heading_kind(text: &str, words: &NoteWords) -> HeadingKind {
    if text.len() > 200 {
        return HeadingKind::Plain;
    }
    let key = keyword(text, words);
    let key = key.as_str();
    let without_first = key.split_once(' ').map_or(key, |(first, rest)| {
        let is_ordinal = first.starts_with(|c: char| digit(c).is_some());
        let second = rest.split(' ').next().unwrap_or_default();
        if is_ordinal || matches!(second, "technical" | "hr" | "phone") { rest } else { key }
    });
    let asks_mark = has_question_mark(&bare(text, words));
    if asks_mark && words.is(WordClass::Boilerplate, key) {
        return HeadingKind::Boilerplate;
    }
    if !asks_mark {
        if words.is(WordClass::Facts, key) || words.is(WordClass::Facts, without_first) {
            return HeadingKind::Facts;
        }
        if is_version(key) || words.is(WordClass::Boilerplate, key) || key.starts_with("table of contents") {
            return HeadingKind::Boilerplate;
        }
    }
    if asks_mark {
        return HeadingKind::Plain;
    }
    if names(key, without_first, WordClass::Announces, words) {
        return HeadingKind::Announces;
    }
    if names(key, without_first, WordClass::AnnouncesWeak, words) {
        return HeadingKind::Weak;
    }
    HeadingKind::Plain
}

/// Whether a title is, holds or ends in a word; in scripts without spaces only at the end of a short title.
fn names(key: &str, without_first: &str, class: WordClass, words: &NoteWords) -> bool {
    if words.is(class, key) || words.is(class, without_first) {
        return true;
    }
    if key.chars().any(is_unspaced) {
        let count = key.chars().count();
        return (1..count).any(|skipped| {
            let at = key.char_indices().nth(skipped).map_or(0, |(at, _)| at);
            skipped <= 4 && words.is(class, &key[at..])
        });
    }
    words.within(class, key)
}

/// "1.2.0", "v1.0 (2024)"
fn is_version(key: &str) -> bool {
    let rest = key.strip_prefix('v').unwrap_or(key);
    let mut parts = rest.split(['.', ' ', ']']);
    let is_number = |part: Option<&str>| {
        part.is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let has_two = is_number(parts.next()) && is_number(parts.next());
    has_two
        && rest.split(' ').next().is_some_and(|first| first.contains('.'))
        && rest.split_whitespace().count() <= 2
}

/// How much the title of a note announces questions: 0, 1 or 2; a story of an interview announces none.
pub(in crate::study::import) fn announcement(title: &str, words: &NoteWords) -> u8 {
    let kind = heading_kind(title, words);
    let key = keyword(title, words);
    if kind != HeadingKind::Announces && words.within(WordClass::Experience, &key) {
        return 0;
    }
    let has = |class| key.chars().any(is_unspaced) && words.within(class, &key);
    if kind == HeadingKind::Announces || has(WordClass::Announces) {
        2
    } else {
        u8::from(kind == HeadingKind::Weak || has(WordClass::AnnouncesWeak))
    }
}

/// Whether a line without marks is a heading that everybody knows: "Technical interview", "Status".
pub(in crate::study::import) fn is_known_heading(line: &str, words: &NoteWords) -> bool {
    let bare = line.trim();
    if bare.chars().count() >= 40 || bare.ends_with(QUESTION_MARKS) {
        return false;
    }
    let begins =
        bare.chars().next().is_some_and(|c| c.is_uppercase() || c.is_alphabetic() && !c.is_lowercase());
    let key = keyword(bare, words);
    let is_long = if key.chars().any(is_unspaced) { key.chars().count() >= 2 } else { key.len() > 3 };
    let rest = key.split_once(' ').map_or("", |(_, rest)| rest);
    let is_named = |key: &str| {
        words.is(WordClass::Facts, key)
            || words.is(WordClass::Announces, key)
            || words.is(WordClass::AnnouncesWeak, key)
    };
    begins
        && is_long
        && (is_named(&key)
            || !rest.is_empty() && key.split(' ').count() <= 3 && words.is(WordClass::AnnouncesWeak, rest))
}

/// Whether a text is nothing but links.
pub(in crate::study::import) fn is_link_only(text: &str) -> bool {
    if !text.contains("](") && !text.contains("http") {
        return false;
    }
    let mut rest = text;
    let (mut letters, mut links) = (0, 0);
    while let Some(c) = rest.chars().next() {
        if (c == '[' || rest.starts_with("!["))
            && let Some((_, len)) = link(&rest[usize::from(c == '!')..])
        {
            rest = &rest[len + usize::from(c == '!')..];
            links += 1;
            continue;
        }
        if rest.starts_with("http://") || rest.starts_with("https://") {
            rest = &rest[rest.find(char::is_whitespace).unwrap_or(rest.len())..];
            links += 1;
            continue;
        }
        letters += usize::from(c.is_alphanumeric());
        rest = &rest[c.len_utf8()..];
    }
    links > 0 && letters <= 2
}

/// Whether a text is a link into its own note: a line of contents.
pub(in crate::study::import) fn leads_inside(text: &str) -> bool {
    text.contains("](#") && is_link_only(text) || text.contains("]: #")
}

/// `Company: Nova`: what stands before the colon, and behind it.
pub(in crate::study::import) fn key_value(text: &str) -> Option<(&str, &str)> {
    let bare = text.trim_start_matches(|c: char| "*_ \"-".contains(c) || is_decoration(c));
    let (key, value) = bare.split_once([':', '：'])?;
    let key = key.trim_matches(['*', '_', ' ', '`']);
    let count = key.chars().count();
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '/' | '-' | '\'' | '’' | '\u{200c}');
    ((2..=32).contains(&count)
        && key.starts_with(char::is_alphabetic)
        && key.chars().all(is_word)
        && !value.starts_with("//"))
    .then(|| (key, value.trim_start_matches(['*', '_', ' ']).trim()))
}

/// Whether a line tells a fact of the interview by its key.
pub(in crate::study::import) fn is_fact_line(text: &str, words: &NoteWords) -> bool {
    key_value(text).is_some_and(|(key, _)| words.is(WordClass::Facts, &fold(key)))
}

/// Whether a line is typed into a shell.
pub(in crate::study::import) fn is_command(text: &str) -> bool {
    ["$ ", "#!", "sudo ", "npm ", "git ", "pip ", "cargo ", "docker "]
        .iter()
        .any(|front| text.starts_with(front) && !text.contains(QUESTION_MARKS))
        || text.len() > 2 && text.starts_with('`') && text.ends_with('`') && text.matches('`').count() == 2
}

/// Whether a line is only in the way: "back to top".
pub(in crate::study::import) fn is_in_the_way(text: &str, words: &NoteWords) -> bool {
    if text.len() > 200 {
        return false;
    }
    let folded = fold(&bare(text, words));
    let said = folded.trim_matches(|c: char| !c.is_alphanumeric() && !"⬆↑".contains(c));
    if said.is_empty() {
        return !text.chars().any(char::is_alphanumeric) && !text.contains(['|', '$', '`', '!']);
    }
    words.is(WordClass::Drop, said)
        || words.begins(WordClass::Drop, said).is_some_and(|len| len > 5 && said.len() < len + 12)
}
