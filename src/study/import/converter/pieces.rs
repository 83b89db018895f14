//! A page cut into tags and the text between them; comments and the text of scripts are left out.

use std::borrow::Cow;

use crate::study::import::tags::{Tag, any_tag};

/// A page cut up.
pub(in crate::study::import) enum Piece<'a> {
    Open(Tag<'a>),
    Close(Cow<'static, str>),
    Text(&'a str),
}

pub(in crate::study::import) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut at, mut text_start) = (0, 0);
    let last_comment_end = html.rfind("-->").unwrap_or(0);
    while let Some(found) = html[at..].find('<') {
        let here = at + found;
        let rest = &html[here..];
        let skipped = if rest.starts_with("<!--") && here < last_comment_end {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            rest[..rest.floor_char_boundary(500)].find('>').map(|end| end + 1)
        } else {
            None
        };
        let tag = if skipped.is_none() { any_tag(rest) } else { None };
        let Some(len) = skipped.or(tag.as_ref().map(|tag| tag.len)) else {
            at = here + 1;
            continue;
        };
        if here > text_start {
            pieces.push(Piece::Text(&html[text_start..here]));
        }
        at = here + len;
        if let Some(tag) = tag {
            if tag.is_closing {
                pieces.push(Piece::Close(tag.name));
            } else {
                // The content of these is neither HTML nor text.
                let is_raw = matches!(
                    &*tag.name,
                    "script" | "style" | "textarea" | "noscript" | "template" | "iframe"
                );
                if is_raw {
                    at = end_of_raw(html, at, &tag.name);
                } else {
                    pieces.push(Piece::Open(tag));
                }
            }
        }
        text_start = at;
    }
    if text_start < html.len() {
        pieces.push(Piece::Text(&html[text_start..]));
    }
    pieces
}

fn end_of_raw(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        let start = at + found + 2;
        if bytes
            .get(start..start + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        {
            return html[start..].find('>').map_or(html.len(), |end| start + end + 1);
        }
        at = start;
    }
    html.len()
}

/// Where the element that opens at `start` closes.
pub(in crate::study::import) fn end_of_element(pieces: &[Piece<'_>], start: usize) -> usize {
    let Some(Piece::Open(opening)) = pieces.get(start) else { return pieces.len() };
    let mut depth = 0;
    for (at, piece) in pieces.iter().enumerate().skip(start) {
        match piece {
            Piece::Open(tag) if tag.name == opening.name => depth += 1,
            Piece::Close(name) if *name == opening.name => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    pieces.len()
}
