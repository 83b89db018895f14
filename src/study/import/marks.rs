//! Marks that stand around words: bullets, numbers, letters and rules that begin a line, numbers within titles,
//! question marks, emphasis around the whole, emoji. What the words say is not asked here.

use crate::study::lexicon::{NoteWords, WordClass, fold};

/// Bullets that need no blank behind them.
const GLUED: &str = "●▪■➢►➤";
const BULLETS: &str = "-*+•·–▪◦‣○●■➢►➤";

/// How an item or a title is numbered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Numbering {
    #[default]
    None,
    /// `1.`, `۱)`, `①`
    Plain(u32),
    /// `Q1.`, `Question 3:`
    Question(u32),
    /// `12% ...`
    Percent(u32),
    /// `A)`, `b.`
    Letter(char),
}

impl Numbering {
    pub(super) fn number(self) -> Option<u32> {
        match self {
            Self::Plain(number) | Self::Question(number) | Self::Percent(number) => Some(number),
            Self::None | Self::Letter(_) => None,
        }
    }
}

/// The marker of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    /// In bytes: blanks before it.
    pub(super) indent: usize,
    /// In bytes from the front of the line: where the text begins.
    pub(super) text: usize,
    pub(super) numbering: Numbering,
    pub(super) bullet: Option<char>,
}

/// The value of a decimal digit of any script that notes are numbered in.
pub(super) fn digit(c: char) -> Option<u32> {
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
    const APART: [char; 6] = [' ', '.', '#', ':', '-', '°'];
    text.chars().next().filter(|c| c.is_alphabetic())?;
    let (number, _) = text.char_indices().take(25).find(|&(_, c)| digit(c).is_some())?;
    let parted = &text[..number];
    let shortest = parted.trim_end_matches(APART).len();
    // The word may have a mark of its own: `Q.`, `No.`
    let mut ends = parted[shortest..].char_indices().rev().map(|(at, _)| shortest + at);
    let is_known = |end: usize| {
        let word = fold(text[..end].trim());
        words.is(WordClass::QuestionLabel, &word) || words.is(WordClass::Counted, &word)
    };
    (is_known(number) || ends.any(is_known)).then_some(number)
}

/// The marker that a line begins with, if text follows.
pub(super) fn marker(line: &str, words: &NoteWords) -> Option<Marker> {
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
pub(super) fn numbering(title: &str, words: &NoteWords) -> (Numbering, usize) {
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
    if !rest.chars().any(char::is_alphanumeric) || begins_with_digit && word.is_none() && !is_nested {
        return none;
    }
    let numbering = if word.is_some() { Numbering::Question(number) } else { Numbering::Plain(number) };
    (numbering, title.len() - rest.len())
}

/// `---`, `* * *`, `====`
pub(super) fn is_rule(line: &str) -> bool {
    let bare = line.trim();
    let Some(mark) = bare.chars().next().filter(|c| matches!(c, '-' | '*' | '_' | '=' | '—')) else {
        return false;
    };
    bare.chars().all(|c| c == mark || c == ' ' || c == '\t')
        && bare.chars().filter(|&c| c == mark).count() >= 3
}

/// What a line in bold says, if all of it is bold: `**Why?**`, `**Basics:**`, `🚀 **Why?**`.
pub(super) fn bold_whole(text: &str) -> Option<&str> {
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
pub(super) fn without_marks(text: &str) -> &str {
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

/// Marks that end a question, Latin, Arabic, and as wide as a Chinese sign.
pub(super) const QUESTION_MARKS: [char; 3] = ['?', '؟', '？'];

/// Whether a text contains a question mark, even in a URL.
pub(super) fn holds_question_mark(text: &str) -> bool {
    question_marks(text).next().is_some()
}

/// Whether a text has a question mark that ends a word.
pub(super) fn has_question_mark(text: &str) -> bool {
    // `?key=` is of an address.
    question_marks(text).any(|end| !text.as_bytes().get(end).is_some_and(u8::is_ascii_alphanumeric))
}

/// Where the question marks of a text end; for those that are not ASCII, at the end of the text.
fn question_marks(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    // `؟` and `？` end in a byte that few others hold.
    memchr::memchr2_iter(b'?', 0x9f, bytes).filter_map(|at| match &bytes[..=at] {
        [.., b'?'] => Some(at + 1),
        [.., 0xd8, 0x9f] | [.., 0xef, 0xbc, 0x9f] => Some(bytes.len()),
        _ => None,
    })
}

/// Persian and Arabic digits as ASCII ones.
pub(super) fn ascii_digits(text: &str) -> String {
    text.chars().map(|c| ascii_digit(c).unwrap_or(c)).collect()
}

pub(super) fn ascii_digit(c: char) -> Option<char> {
    let zero = match c {
        '۰'..='۹' => '۰',
        '٠'..='٩' => '٠',
        '０'..='９' => '０',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

/// Emoji are decoration of questions and labels.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{fe0f}' | '\u{200d}' | '\u{20e3}' | '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23fa}'
        | '\u{2190}'..='\u{21ff}' | '\u{25a0}'..='\u{25ff}' | '\u{e0020}'..='\u{e007f}')
}
