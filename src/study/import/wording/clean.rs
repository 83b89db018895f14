//! A text freed of what is not its wording: emphasis, links, escapes, emoji, levels, asides, code.

use std::borrow::Cow;

use crate::study::import::marks::{QUESTION_MARKS, is_emoji, without_marks};
use crate::study::lexicon::{NoteWords, WordClass, fold, is_unspaced};

/// A title freed of what only sets it: links, the emphasis around it, emoji at its ends, tags and levels behind
/// it, escapes.
pub(in crate::study::import) fn clean<'t>(text: &'t str, words: &NoteWords) -> Cow<'t, str> {
    let text = text.trim();
    if text
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b',' | b'?' | b'.' | b'\'' | b'-'))
    {
        return text.into();
    }
    match without_links(text) {
        Cow::Borrowed(text) => unset(text, words),
        Cow::Owned(text) => unset(&text, words).into_owned().into(),
    }
}

/// A text without links, freed of what is set around it.
fn unset<'t>(text: &'t str, words: &NoteWords) -> Cow<'t, str> {
    let mut text = text.trim();
    loop {
        let before = text.len();
        text = without_tail(without_level(text, words), words);
        text = text.trim_matches(|c: char| is_decoration(c) || c.is_whitespace());
        if let Some(rest) = without_shortcode(text) {
            text = rest;
        }
        text = without_marks(text);
        if text.len() == before {
            break;
        }
    }
    // "**Why?**:" keeps its colon.
    let mut said: Cow<'t, str> = match text.strip_suffix([':', '：']).map(without_marks) {
        Some(inner) if text.starts_with("**") && !inner.starts_with("**") => format!("{inner}:").into(),
        _ => text.into(),
    };
    // `2**3` is a power.
    let is_mark = |(at, _): &(usize, &str)| {
        !said[..*at].ends_with(char::is_alphanumeric) || !said[at + 2..].starts_with(char::is_alphanumeric)
    };
    let marks: Vec<usize> = said.match_indices("**").filter(is_mark).map(|(at, _)| at).collect();
    if marks.len() % 2 == 1 {
        said.to_mut().replace_range(marks[0]..marks[0] + 2, "");
    }
    if said.contains('\\') {
        said = without_escapes(&said).into();
    }
    match said {
        Cow::Borrowed(said) => said.trim().into(),
        Cow::Owned(said) => said.trim().to_owned().into(),
    }
}

pub(super) fn is_decoration(c: char) -> bool {
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
pub(super) fn link(text: &str) -> Option<(&str, usize)> {
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

/// The words of a text, see [`bare_of`].
pub(in crate::study::import) fn bare(text: &str, words: &NoteWords) -> String {
    bare_of(&clean(text, words)).into_owned()
}

/// The words of a clean text without code, addresses, quotes and pictures, so that marks in them ask nothing.
pub(super) fn bare_of(clean: &str) -> Cow<'_, str> {
    let bytes = clean.as_bytes();
    let mut said = String::new();
    // What stands between was copied or left out.
    let (mut copied, mut at) = (0, 0);
    while at < bytes.len() {
        if !matches!(bytes[at], b'`' | b'h' | b'!' | b'*' | b'_' | b'"' | 0xc2 | 0xe2) {
            at += 1;
            continue;
        }
        let rest = &clean[at..];
        let (instead, len) = match bytes[at] {
            b'`' => {
                let ticks = rest.bytes().take_while(|&byte| byte == b'`').count();
                match rest[ticks..].find(&rest[..ticks]) {
                    Some(end) => ("x", 2 * ticks + end),
                    None => ("", 0),
                }
            }
            b'h' if rest.starts_with("http://") || rest.starts_with("https://") => {
                ("x", rest.find(char::is_whitespace).unwrap_or(rest.len()))
            }
            b'!' if rest.starts_with("![") => ("", link(&rest[1..]).map_or(0, |(_, len)| len + 1)),
            b'*' | b'_' | b'"' => ("", 1),
            _ if rest.starts_with(['«', '»']) => ("", '«'.len_utf8()),
            _ if rest.starts_with(['“', '”']) => ("", '“'.len_utf8()),
            _ => ("", 0),
        };
        if len > 0 {
            said.push_str(&clean[copied..at]);
            said.push_str(instead);
            at += len;
            copied = at;
        } else {
            at += 1;
        }
    }
    if copied == 0 {
        return clean.trim().into();
    }
    said.push_str(&clean[copied..]);
    said.trim().to_owned().into()
}

/// Without questions in parentheses, if enough text remains.
pub(super) fn without_asides(text: &str) -> Cow<'_, str> {
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
