//! What a text says once HTML and the marks of Markdown are gone, and which texts have none of either.

use std::borrow::Cow;

use super::as_markdown;
use crate::study::card::{HARMLESS, holds_only, in_marks};
use crate::study::import::scan;

/// What a text says, on lines: Markdown marks of emphasis and links gone too.
pub(in crate::study::import) fn to_plain(text: &str) -> String {
    as_plain(text).into_owned()
}

/// The same, borrowed if nothing changes.
pub(in crate::study::import) fn as_plain(text: &str) -> Cow<'_, str> {
    let said = behind_number(text);
    if is_plain(said) {
        return scan::trim(said).into();
    }
    let markdown = as_markdown(text);
    if markdown.is_empty() {
        return markdown;
    }
    in_marks(behind_number(&markdown)).unwrap_or_else(|| parsed(&markdown)).into()
}

/// What an item of one line says, whose number is a mark, too.
fn behind_number(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text[digits..].strip_prefix(['.', ')']).filter(|_| (1..=9).contains(&digits));
    let said = behind.filter(|_| memchr::memchr(b'\n', text.as_bytes()).is_none()).map_or(text, |behind| {
        let said = behind.trim_start_matches(' ');
        if (1..=4).contains(&(behind.len() - said.len())) { said } else { text }
    });
    if said.is_empty() { text } else { said }
}

/// What Markdown says, by its parser.
fn parsed(markdown: &str) -> String {
    use pulldown_cmark::{Event, Parser, TagEnd};

    let mut plain = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak => plain.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) if !plain.ends_with('\n') => {
                plain.push('\n');
            }
            _ => {}
        }
    }
    plain.trim().to_owned()
}

/// Whether neither HTML nor Markdown has anything to do here: most lines are such.
pub(in crate::study::import) fn is_plain(text: &str) -> bool {
    is_made_of(text, &HARMLESS)
}

/// Whether a text begins with a letter and holds no others than letters, digits and these.
pub(in crate::study::import) fn is_made_of(text: &str, bytes: &[bool; 256]) -> bool {
    let is_one = |c| scan::is_alphanumeric(c) || u8::try_from(c).is_ok_and(|byte| bytes[usize::from(byte)]);
    text.starts_with(scan::is_alphabetic)
        && (holds_only(text, bytes) || !text.is_ascii() && text.chars().all(is_one))
}

/// Whether marks surround the whole text: a single one inside does not count (`**What is 2**3?**`).
pub(in crate::study::import) fn is_whole(inner: &str, mark: &str) -> bool {
    let within = inner.matches(mark).count();
    within == 0 || mark == "**" && within == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_in_marks_is_said_as_the_parser_says_it(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "Why", "3", "\u{e9}", "\u{436}", "\u{2014}", "\u{a0}", "\u{2705}", " ", "  ", ",", ".", "?", ":",
                    "'", "\"", "(", ")", "/", "-", "+", "=", "!", "#", "|", "^", ">", "*", "**", "_", "__", "`", "`a`",
                    "`x<y `", "[", "](", "](u)", "[a](b/_c)", "<", "&", "&amp;", "\\", "~", "\n", "1.",
                ]),
                0..9,
            ),
        ) {
            let markdown = pieces.concat();
            if let Some(plain) = in_marks(&markdown) {
                prop_assert_eq!(plain, parsed(&markdown), "{}", markdown);
            }
        }

        #[test]
        fn what_is_numbered_is_said_as_the_parser_says_it(
            text in "[0-9]{1,2}([.)] {0,6}|[.)]|[0-9]{7,8}\\. )?([a-zA-Z0-9 .)*_`?!#>-]|\\*\\*|\u{e9}|\n){0,8}",
        ) {
            prop_assert_eq!(as_plain(&text), parsed(&as_markdown(&text)), "{}", text);
        }
    }

    #[test]
    fn titles_with_marks_need_no_parser() {
        for (markdown, plain) in [
            ("Why?", "Why?"),
            ("What is `Vec<T>` \u{2014} and why?", "What is Vec<T> \u{2014} and why?"),
            ("**Why** *not* __now__", "Why not now"),
            ("**[Why?](https://example.org/a_b)**", "Why?"),
            ("**`a`** snake_case", "a snake_case"),
        ] {
            assert_eq!(in_marks(markdown).as_deref(), Some(plain));
        }
    }

    #[test]
    fn plain_text_has_no_marks() {
        assert_eq!(to_plain("**Sent CV** <br /> 1403.06.03"), "Sent CV\n1403.06.03");
        assert_eq!(to_plain("<h4><mark>9/10</mark></h4>"), "9/10");
    }
}
