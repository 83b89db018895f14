//! A question and an answer as they stand in a note, freed of what only sets them: numbering, bold
//! marks around the whole, quote marks; and answers that say no more than that one is missing.

use std::borrow::Cow;

use super::furniture::is_placeholder;
use super::html::{fence_marks, is_whole};
use super::label::is_emoji;
use super::scan;
use super::title::{Count, counted, without_letter};

/// Freed of the indentation of the first line; lines that have less are freed of what they have.
pub(super) fn dedented(text: &str) -> Cow<'_, str> {
    let is_said = |line: &&str| !scan::trim(line).is_empty();
    let Some(first) = scan::lines(text).map(|(_, line)| line).find(is_said) else { return Cow::default() };
    let columns = indent_columns(first);
    if columns == 0 {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for (start, line) in scan::lines(text) {
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

/// The same for what is clean Markdown already.
pub(super) fn bare_question(markdown: &str) -> &str {
    let mut text = markdown.trim();
    loop {
        let before = text.len();
        text = text.trim_end_matches('\\').trim();
        if !text.contains('\n') {
            text = text.strip_prefix("> ").unwrap_or(text).trim_start();
        }
        // `✅ 2. Why?`
        let behind_sign = text.trim_start_matches(|c: char| is_emoji(c) || c == ' ');
        if behind_sign.starts_with(is_digit) && text.starts_with(is_emoji) {
            text = behind_sign;
        }
        text = without_keycap(text);
        let marks = text.len() - text.trim_start_matches('#').len();
        if (1..=6).contains(&marks) && text[marks..].starts_with(' ') && !text.contains('\n') {
            text = text[marks..].trim();
        }
        text = without_numbering(text);
        for mark in ["***", "**", "__"] {
            let inner = text.strip_prefix(mark).and_then(|inner| inner.strip_suffix(mark));
            if let Some(inner) = inner.filter(|inner| is_whole(inner, mark) && !inner.trim().is_empty()) {
                text = inner.trim();
            }
        }
        if text.len() == before {
            return text;
        }
    }
}

/// `1️⃣ Why?`, `🔟 Why?`
fn without_keycap(text: &str) -> &str {
    let digits = text.len() - text.trim_start_matches(is_digit).len();
    let is_keycap = (1..=3).contains(&digits) && text[digits..].starts_with(['\u{fe0f}', '\u{20e3}']);
    let rest = if is_keycap { Some(&text[digits..]) } else { text.strip_prefix('🔟') };
    rest.map_or(text, |rest| rest.trim_start_matches(['\u{fe0f}', '\u{20e3}', ' ']))
}

/// Whether an answer says no more than that one is missing.
pub(super) fn is_placeholder_answer(answer: &str) -> bool {
    // `[Your text here]`, in a fence or not
    let bare = answer.trim().trim_matches('`').trim();
    is_placeholder(answer.trim())
        || bare.starts_with('[')
            && bare.ends_with(']')
            && !bare.contains(['\n', ',', '"', '('])
            && bare.contains(' ')
}

/// `12. Why?`, `12.Why?`, `43 . Why?`, `(3) Why?`, `Q3: Why?`, `Question 3. Why?`, `۴) چرا؟`
pub(super) fn without_numbering(text: &str) -> &str {
    if text.starts_with(['Q', 'q'])
        && let Some((Count::Question, _, rest)) = counted(text)
        && !rest.trim().is_empty()
    {
        return rest.trim_start();
    }
    if let Some(rest) = without_letter(text) {
        return rest;
    }
    let after_word = ["Question ", "question ", "QUESTION ", "Question", "Q.", "Q", "q"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .map(|rest| rest.strip_prefix('#').unwrap_or(rest))
        .filter(|rest| rest.starts_with(is_digit));
    let bracketed = text.strip_prefix(['(', '[', '#']).filter(|rest| rest.starts_with(is_digit));
    let numbered = after_word.or(bracketed).unwrap_or(text);
    let rest = numbered.trim_start_matches(is_digit);
    let digits = numbered[..numbered.len() - rest.len()].chars().count();
    if digits == 0 || digits > 4 {
        return text;
    }
    // The converter of HTML escapes what would begin a list.
    let rest = rest.trim_start_matches(' ');
    let rest = rest.strip_prefix('\\').unwrap_or(rest);
    let closed = if bracketed.is_some() && !text.starts_with('#') {
        rest.strip_prefix([')', ']'])
    } else {
        rest.strip_prefix(".)").or_else(|| rest.strip_prefix(['.', ')', ':', '、', '．'])).or_else(|| {
            rest.strip_prefix("- ")
                .filter(|rest| rest.starts_with(char::is_uppercase) || after_word.is_some())
        })
    };
    match closed {
        // "3.5" and "12:30" are numbers themselves.
        Some(rest) if rest.starts_with(is_digit) || rest.trim().is_empty() => text,
        Some(rest)
            if rest
                .starts_with(|c: char| c.is_whitespace() || c.is_alphabetic() || "*`¿\"“«".contains(c)) =>
        {
            rest.trim_start()
        }
        _ => text,
    }
}

fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '۰'..='۹' | '٠'..='٩')
}

/// Code of several lines without a fence gets one, so that Markdown leaves its marks alone.
pub(super) fn fenced_if_code(text: &str) -> String {
    if is_code(text) { format!("```\n{}\n```", text.trim_matches('\n')) } else { text.to_owned() }
}

/// Whether most lines of a text look like code, and no fence says so.
pub(super) fn is_code(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    let code = lines.iter().filter(|line| {
        let line = line.trim_end();
        line.ends_with([';', '{', '}']) || line.starts_with("    ") || line.trim_start().starts_with("//")
    });
    lines.len() >= 3
        && code.count() * 3 >= lines.len() * 2
        && !lines.iter().any(|line| fence_marks(line).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbering_and_decoration_come_off() {
        for text in [
            "12. Why?",
            "12.Why?",
            "12) Why?",
            "43 . Why?",
            "(3) Why?",
            "Q3: Why?",
            "Q3. Why?",
            "Question 3 - Why?",
            "**Why?**",
            "### 4. **Why?**",
            "**5. Why?**",
            "۴) Why?",
            "7\\. Why?",
        ] {
            assert_eq!(bare_question(text), "Why?", "{text}");
        }
        for text in
            ["3 ways to sort", "2^16", "3.5 mm is what?", "4 - 2", "Queue or stack?", "2038", "1. ", "#1"]
        {
            assert_eq!(bare_question(text), text.trim(), "{text}");
        }
    }
}
