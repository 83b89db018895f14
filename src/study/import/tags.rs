//! Single tags and entities of HTML, as they stand in notes: known ones, that mean something between
//! Markdown, and any, as they are met in pages.

use std::borrow::Cow;

/// In bytes; inline styles are long.
const LONGEST_TAG: usize = 20_000;

/// A tag at the front of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// In lower case.
    pub(super) name: Cow<'static, str>,
    pub(super) is_closing: bool,
    pub(super) attributes: &'a str,
    /// From `<` to `>`.
    pub(super) len: usize,
}

impl Tag<'_> {
    /// An attribute's value, with entities read.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        while !rest.is_empty() {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            let key_end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let key = &rest[..key_end];
            rest = rest[key_end..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
                let (found, tail) = match quote {
                    Some(quote) => after[1..].split_once(quote).unwrap_or((&after[1..], "")),
                    None => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
                };
                value = found;
                rest = tail;
            } else if key.is_empty() {
                break;
            }
            if key.eq_ignore_ascii_case(name) {
                return Some(entities_read(value));
            }
        }
        None
    }
}

/// The tag that a text begins with, if HTML knows it.
pub(super) fn tag_at(text: &str) -> Option<Tag<'_>> {
    let inner = text.strip_prefix('<')?;
    let (is_closing, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    // One more letter than any known name has is too many.
    let front = inner.bytes().take(LONGEST_NAME + 1);
    let name_end = front.take_while(u8::is_ascii_alphanumeric).count();
    if !inner[name_end..].starts_with(|c: char| matches!(c, '>' | '/') || c.is_whitespace()) {
        return None;
    }
    let name = known_tag(&inner[..name_end])?.into();
    let attributes = &inner[name_end..];
    let end = end_of_tag(attributes)?;
    let len = text.len() - attributes.len() + end + 1;
    Some(Tag { name, is_closing, attributes: &attributes[..end], len })
}

/// A tag's name as [`KNOWN_TAGS`] has it.
fn known_tag(name: &str) -> Option<&'static str> {
    let letter = usize::from(name.bytes().next()?.to_ascii_lowercase().checked_sub(b'a')?);
    let beginning_alike = *FIRST_TAGS.get(letter)?..*FIRST_TAGS.get(letter + 1)?;
    KNOWN_TAGS[beginning_alike].iter().copied().find(|known| known.eq_ignore_ascii_case(name))
}

/// By letter: the index of the first of [`KNOWN_TAGS`] that begins with it or with a later one.
const FIRST_TAGS: [usize; 27] = {
    let mut first = [0; 27];
    let (mut letter, mut at) = (0, 0);
    while letter < first.len() {
        while at < KNOWN_TAGS.len() && ((KNOWN_TAGS[at].as_bytes()[0] - b'a') as usize) < letter {
            at += 1;
        }
        first[letter] = at;
        letter += 1;
    }
    first
};

/// The tag that a text begins with, whether HTML knows it or not.
pub(super) fn any_tag(text: &str) -> Option<Tag<'_>> {
    let inner = text.strip_prefix('<')?;
    let (is_closing, inner) = match inner.strip_prefix('/') {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let name_end =
        inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':').unwrap_or(inner.len());
    let name = &inner[..name_end];
    if !name.starts_with(|c: char| c.is_ascii_alphabetic())
        || name.len() > 40
        || !inner[name_end..].starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/'))
    {
        return None;
    }
    let attributes = &inner[name_end..];
    let mut quote = None;
    let window = &attributes.as_bytes()[..attributes.len().min(LONGEST_TAG)];
    for (at, &byte) in window.iter().enumerate() {
        match (quote, byte) {
            (None, b'>') => {
                let len = text.len() - attributes.len() + at + 1;
                return Some(Tag {
                    name: name.to_ascii_lowercase().into(),
                    is_closing,
                    attributes: &attributes[..at],
                    len,
                });
            }
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'<') => return None,
            _ => {}
        }
    }
    None
}

/// `&amp;` and its like read.
pub(super) fn entities_read(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        read.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some((c, len)) = entity(rest) {
            read.push(c);
            rest = &rest[len..];
        } else {
            read.push('&');
            rest = &rest[1..];
        }
    }
    read + rest
}

/// In bytes.
const LONGEST_NAME: usize = 10;

/// In order.
const KNOWN_TAGS: &[&str] = &[
    "a",
    "abbr",
    "article",
    "aside",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "nav",
    "ol",
    "p",
    "pre",
    "q",
    "quiz",
    "s",
    "samp",
    "script",
    "section",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
];

/// In signs. A tag with more attributes is no tag but a stray `<`.
const MOST_ATTRIBUTES: usize = 1500;

/// Where a tag's `>` stands, quotes allowed for.
fn end_of_tag(attributes: &str) -> Option<usize> {
    let mut quote = None;
    let is_short = |at: usize| at < MOST_ATTRIBUTES || attributes[..at].chars().count() < MOST_ATTRIBUTES;
    for (at, byte) in attributes.bytes().take(MOST_ATTRIBUTES * '\u{10ffff}'.len_utf8()).enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at).filter(|&at| is_short(at)),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// The sign that an entity at the front stands for, and its length.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.char_indices().take(12).find(|&(_, c)| c == ';')?.0;
    let name = &text[1..end];
    let c = match name {
        "nbsp" => '\u{a0}',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code).filter(|c| !c.is_control())?
        }
    };
    Some((c, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_known_tags_are_found() {
        for name in KNOWN_TAGS {
            assert_eq!(known_tag(&name.to_uppercase()), Some(*name));
        }
        assert_eq!(known_tag("vec"), None);
        assert_eq!(known_tag("blockquotes"), None);
    }
}
