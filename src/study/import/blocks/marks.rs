//! The marks that begin a line: bullets, numbers, letters, rules; and numbers within titles.

use super::Numbering;
use crate::study::import::label::is_emoji;
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// Bullets that need no blank behind them.
const GLUED: &str = "●▪■➢►➤";
const BULLETS: &str = "-*+•·–▪◦‣○●■➢►➤";

/// The marker of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::study::import) struct Marker {
    /// In bytes: blanks before it.
    pub(in crate::study::import) indent: usize,
    /// In bytes from the front of the line: where the text begins.
    pub(in crate::study::import) text: usize,
    pub(in crate::study::import) numbering: Numbering,
    pub(in crate::study::import) bullet: Option<char>,
}

/// The value of a decimal digit of any script that notes are numbered in.
pub(in crate::study::import) fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        '\u{966}'..='\u{96f}' => '\u{966}',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        _ => return None,
    };
    Some(c as u32 - zero as u32)
}

/// A number of at most three digits at the front of a text, and its length.
fn leading_number(text: &str) -> Option<(u32, usize)> {
    let (mut number, mut len, mut count) = (0, 0, 0);
    for c in text.chars() {
        let Some(value) = digit(c) else { break };
        number = number * 10 + value;
        len += c.len_utf8();
        count += 1;
        if count > 4 {
            return None;
        }
    }
    (1..=3).contains(&count).then_some((number, len))
}

/// The length of a word such as `Q` or `Question` before a number, and of what parts it from that.
fn question_word(text: &str, words: &NoteWords) -> Option<usize> {
    let first = text.chars().next().filter(|c| c.is_alphabetic())?;
    let mut end = first.len_utf8();
    let mut best = None;
    for (at, c) in text.char_indices().skip(1).take(24) {
        if digit(c).is_some() || matches!(c, ' ' | '.' | '#' | ':' | '-' | '°') {
            let word = fold(text[..at].trim());
            if words.is(WordClass::QuestionLabel, &word) || words.is(WordClass::Counted, &word) {
                best = Some(at);
            }
            if digit(c).is_some() {
                break;
            }
        }
        end = at + c.len_utf8();
    }
    let _ = end;
    let at = best?;
    let rest = &text[at..];
    let parted = rest.len() - rest.trim_start_matches([' ', '.', '#', ':', '-', '°']).len();
    Some(at + parted)
}

/// The marker that a line begins with, if text follows.
pub(in crate::study::import) fn marker(line: &str, words: &NoteWords) -> Option<Marker> {
    let bare = line.trim_start();
    let indent = line.len() - bare.len();
    // `✅ 2. Why?`
    let behind_sign = bare.trim_start_matches(|c: char| is_emoji(c) || c == ' ');
    let is_signed = bare.starts_with(is_emoji) && behind_sign.starts_with(|c: char| digit(c).is_some());
    let bare = if is_signed { behind_sign } else { bare };
    let first = bare.chars().next()?;
    if BULLETS.contains(first) {
        let rest = &bare[first.len_utf8()..];
        let text = rest.trim_start();
        let is_parted = text.len() < rest.len() || GLUED.contains(first);
        return (is_parted && !text.is_empty()).then(|| Marker {
            indent,
            text: line.len() - text.len(),
            numbering: Numbering::None,
            bullet: Some(first),
        });
    }
    let at =
        |rest: &str, numbering| Marker { indent, text: line.len() - rest.len(), numbering, bullet: None };
    if let circled @ '①'..='⑳' = first {
        let rest = bare[first.len_utf8()..].trim_start();
        return (!rest.is_empty()).then(|| at(rest, Numbering::Plain(circled as u32 - '①' as u32 + 1)));
    }
    if first == '🔟' {
        let rest = bare[first.len_utf8()..].trim_start_matches(['\u{fe0f}', '\u{20e3}', ' ']);
        return (!rest.is_empty()).then(|| at(rest, Numbering::Plain(10)));
    }
    let opened = bare.strip_prefix(['(', '[']).unwrap_or(bare);
    let word = if first.is_alphabetic() { question_word(bare, words) } else { None };
    let numbered = word.map_or(opened, |len| &bare[len..]);
    if let Some((number, len)) = leading_number(numbered) {
        let behind = &numbered[len..];
        let question =
            |number| if word.is_some() { Numbering::Question(number) } else { Numbering::Plain(number) };
        if let Some(rest) = behind.strip_prefix('%').filter(|rest| rest.starts_with([' ', '\t'])) {
            return text_behind(rest).map(|rest| at(rest, Numbering::Percent(number)));
        }
        if let Some(rest) =
            behind.strip_prefix('\u{fe0f}').or(Some(behind)).and_then(|rest| rest.strip_prefix('\u{20e3}'))
        {
            return text_behind(rest).map(|rest| at(rest, question(number)));
        }
        let parted = behind.strip_prefix(' ').unwrap_or(behind);
        let parted = parted.strip_prefix('\\').unwrap_or(parted);
        let rest = parted.strip_prefix(['.', ')', ']', '、', ':', '：', '．', '-'])?;
        let is_dash = parted.starts_with('-');
        let rest = rest.strip_prefix([')', ']']).unwrap_or(rest);
        let next = rest.chars().next()?;
        let begins = next.is_whitespace()
            || !is_dash && (next.is_alphabetic() || "`*\"“‘'(¿[_<".contains(next))
            || is_dash && (next.is_uppercase() || word.is_some());
        if !begins {
            return None;
        }
        return text_behind(rest).map(|rest| at(rest, question(number)));
    }
    let letter = opened.chars().next().filter(|c| matches!(c, 'a'..='h' | 'A'..='H'))?;
    let rest = opened[1..].strip_prefix(['.', ')', ':'])?;
    let is_parted = rest.starts_with([' ', '\t', '`']);
    let rest = rest.trim_start();
    (is_parted && !rest.is_empty()).then(|| at(rest, Numbering::Letter(letter.to_ascii_uppercase())))
}

/// The text behind a number; a second mark between goes.
fn text_behind(rest: &str) -> Option<&str> {
    let rest = rest.trim_start();
    let rest =
        ["- ", ". ", ") "].iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest).trim_start();
    (!rest.is_empty()).then_some(rest)
}

/// The numbering of a title, and where its text begins: `1. Why?`, `**Q2:** Why?`, `Question 3 - Why?`, `1.2 Why?`.
pub(in crate::study::import) fn numbering(title: &str, words: &NoteWords) -> (Numbering, usize) {
    let none = (Numbering::None, 0);
    let mut text = title;
    // `[↑](#top) 1. Why?`
    if let Some(rest) = text.strip_prefix('[')
        && let Some(end) = rest.find(')')
        && !rest[..end].chars().take_while(|&c| c != ']').any(char::is_alphanumeric)
    {
        text = rest[end + 1..].trim_start();
    }
    text = text
        .trim_start_matches(|c: char| !c.is_alphanumeric() && !"([*¿`\"“«".contains(c) && digit(c).is_none());
    let is_bold = text.starts_with("**");
    text = text.trim_start_matches('*').trim_start_matches("__").trim_start();
    // A number in a link is part of it.
    let opened = if text.contains("](") { &['#', '('][..] } else { &['#', '(', '['][..] };
    let has_hash = text.starts_with('#');
    let text = text.strip_prefix(opened).unwrap_or(text);
    let word = if text.starts_with(char::is_alphabetic) { question_word(text, words) } else { None };
    let numbered = word.map_or(text, |len| &text[len..]);
    let Some((number, len)) = leading_number(numbered) else { return none };
    let mut behind = &numbered[len..];
    // `1.2.3`
    let mut number = number;
    let mut is_nested = false;
    while let Some(rest) = behind.strip_prefix('.')
        && let Some((inner, len)) = leading_number(rest)
    {
        behind = &rest[len..];
        number = inner;
        is_nested = true;
    }
    let closed = if is_bold { behind.trim_start_matches('*') } else { behind };
    let closed = closed.strip_prefix('\\').unwrap_or(closed);
    let spaced = closed.trim_start();
    let rest = match spaced.strip_prefix(['.', ')', ']', '、', ':', '：', '．']) {
        Some(rest) => Some(rest.strip_prefix([')', ']']).unwrap_or(rest)),
        None => match spaced.strip_prefix(['-', '–', '—', '|', '/']) {
            Some(rest) if rest.starts_with(' ') => Some(rest),
            _ => ((word.is_some() || is_nested || has_hash) && spaced.len() < closed.len()).then_some(spaced),
        },
    };
    let Some(rest) = rest else { return none };
    let rest =
        if is_bold { rest.trim_start().trim_start_matches("** ").trim_start() } else { rest.trim_start() };
    let begins_with_digit = rest.chars().next().is_none_or(|c| digit(c).is_some());
    if rest.is_empty() || begins_with_digit && word.is_none() && !is_nested {
        return none;
    }
    let numbering = if word.is_some() { Numbering::Question(number) } else { Numbering::Plain(number) };
    (numbering, title.len() - rest.len())
}

/// `---`, `* * *`, `====`
pub(in crate::study::import) fn is_rule(line: &str) -> bool {
    let bare = line.trim();
    let Some(mark) = bare.chars().next().filter(|c| matches!(c, '-' | '*' | '_' | '=' | '—')) else {
        return false;
    };
    bare.chars().all(|c| c == mark || c == ' ' || c == '\t')
        && bare.chars().filter(|&c| c == mark).count() >= 3
}

/// What a line in bold says, if all of it is bold: `**Why?**`, `**Basics:**`, `🚀 **Why?**`.
pub(in crate::study::import) fn bold_whole(text: &str) -> Option<&str> {
    if text.contains('\n') {
        return None;
    }
    let front = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '*' && c != '_' && c != '`');
    if let Some(inner) = italic_question(front) {
        return Some(inner);
    }
    let mark = ["**", "__"].into_iter().find(|mark| front.starts_with(mark))?;
    let inner = &front[2..];
    let end = inner.rfind(mark)?;
    let (said, behind) = (&inner[..end], &inner[end + 2..]);
    let is_end = behind.chars().all(|c| !c.is_alphanumeric() && c != '`' && c != '[' && c != '(');
    (is_end && !said.starts_with(char::is_whitespace) && !said.contains(mark) && !said.trim().is_empty())
        .then(|| said.trim_matches('*').trim())
}

/// The inside of a line that asks in italics as a whole.
fn italic_question(text: &str) -> Option<&str> {
    ['*', '_'].into_iter().find_map(|mark| {
        let inner = text.trim_end().strip_prefix(mark)?.strip_suffix(mark)?;
        let is_one =
            !inner.starts_with([mark, ' ']) && !inner.contains(mark) && inner.ends_with(['?', '？', '؟']);
        is_one.then_some(inner)
    })
}

/// A text without the emphasis around the whole of it.
pub(in crate::study::import) fn without_marks(text: &str) -> &str {
    let mut text = text.trim();
    if let Some(inner) = italic_question(text) {
        text = inner;
    }
    for mark in ["***", "**", "__"] {
        if let Some(inner) = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark))
            && !inner.contains(mark)
            && !inner.trim().is_empty()
        {
            text = inner.trim();
        }
    }
    text
}
