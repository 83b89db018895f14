//! A question in Markdown, freed of the number, the emphasis and the quote marks around it.

use super::super::html::is_whole;
use super::super::marks::is_emoji;
use super::{Count, counted, is_digit, without_letter};

/// A question without what is set around it.
pub(in crate::study::import) fn bare_question(markdown: &str) -> &str {
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

/// `12. Why?`, `12.Why?`, `43 . Why?`, `(3) Why?`, `Q3: Why?`, `Question 3. Why?`, `۴) چرا؟`
fn without_numbering(text: &str) -> &str {
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
