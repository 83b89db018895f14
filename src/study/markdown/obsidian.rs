//! What Obsidian writes beside Markdown, as its reader sees it: comments gone, wikilinks by their text, embeds by
//! their names, highlights between two marks, footnote marks without a footnote gone.
//!
//! The same signs mean something else in other notes (`[[0, 1]]`, `a==b`, `100%%`, `[^1-9]`), so each rule asks for
//! what Obsidian's own users write. Code, math and addresses are left alone.

use std::ops::Range;

use super::math::{Layout, MathSpan};

/// What is read in place of a stretch of text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) range: Range<usize>,
    pub(super) what: What,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum What {
    Nothing,
    /// Markdown.
    Text(String),
    HighlightBegins,
    HighlightEnds,
}

/// Whether a text has anything to be shown otherwise, which most texts do not.
pub(super) fn may_have_marks(text: &str) -> bool {
    ["%%", "[[", "==", "[^"].iter().any(|mark| text.contains(mark))
}

/// What is shown otherwise, in order, outside math.
pub(super) fn marks(text: &str, layout: &Layout, math: &[MathSpan]) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let mut at = 0;
    let mut math = math.iter().peekable();
    let mut highlight_end = None;
    while let Some(next) = text[at..].find(['%', '[', '!', '=', '\\', '$']) {
        let start = at + next;
        let rest = &text[start..];
        at = start + 1;
        while math.next_if(|span| span.range.end <= start).is_some() {}
        if let Some(span) = math.peek().filter(|span| span.range.start <= start) {
            at = span.range.end;
            continue;
        }
        if layout.is_opaque(start) {
            continue;
        }
        if let Some(behind) = rest.strip_prefix('\\') {
            at += behind.chars().next().map_or(0, char::len_utf8);
            continue;
        }
        let before = text[..start].chars().next_back();
        let shown = if highlight_end == Some(start) {
            highlight_end = None;
            Some((2, What::HighlightEnds))
        } else if rest.starts_with("%%") {
            comment(text, start, layout).map(|length| (length, What::Nothing))
        } else if let Some(behind) = rest.strip_prefix("![[") {
            wiki_target(behind).map(|(inner, length)| (3 + length, What::Text(embedded(inner))))
        } else if rest.starts_with("[[")
            && !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ')' | ']'))
        {
            let link = wiki_target(&rest[2..])
                .filter(|(inner, length)| names_a_note(inner) && !rest[2 + length..].starts_with(['(', '[']));
            link.map(|(inner, length)| (2 + length, What::Text(link_text(inner))))
        } else if rest.starts_with("[^") && before.is_some_and(|c| !c.is_whitespace() && c != '!') {
            footnote_mark(rest, layout).map(|length| (length, What::Nothing))
        } else if rest.starts_with("==") && highlight_end.is_none() {
            highlight_end = highlight(text, start, layout);
            let run = rest.bytes().take_while(|byte| *byte == b'=').count();
            at = start + run;
            highlight_end.map(|_| (2, What::HighlightBegins))
        } else {
            None
        };
        if let Some((length, what)) = shown {
            at = start + length;
            found.push(Shown { range: start..at, what });
        }
    }
    // One whose end is in a comment or the like is none.
    if highlight_end.is_some()
        && let Some(begun) = found.iter().rposition(|shown| shown.what == What::HighlightBegins)
    {
        found.remove(begun);
    }
    found
}

/// The length of the comment at `start`. `%%` is also how `printf` writes a percent sign.
fn comment(text: &str, start: usize, layout: &Layout) -> Option<usize> {
    let before = text[..start].chars().next_back();
    let inner = &text[start + 2..];
    if before.is_some_and(|c| c.is_alphanumeric() || c == '%') || inner.starts_with('%') {
        return None;
    }
    let length = inner.match_indices("%%").map(|(at, _)| at).find(|at| !layout.is_opaque(start + 2 + at))?;
    let (said, behind) = (&inner[..length], &inner[length + 2..]);
    let is_spaced = |c: Option<char>| c.is_none_or(char::is_whitespace);
    let line = text[..start].rsplit('\n').next().unwrap_or_default();
    let is_block = line.trim().is_empty()
        && said.split('\n').next().is_some_and(|line| line.trim().is_empty())
        && behind.split('\n').next().is_some_and(|line| line.trim().is_empty());
    let is_comment = !said.trim().is_empty()
        && !behind.starts_with(|c: char| c.is_alphanumeric() || c == '%')
        && is_spaced(said.chars().next()) == is_spaced(said.chars().next_back())
        && (is_block || !said.contains("\n\n"));
    is_comment.then_some(length + 4)
}

/// What is inside `[[…]]`, and its length with the closing brackets.
fn wiki_target(behind: &str) -> Option<(&str, usize)> {
    let end = behind.find(['[', ']', '\n'])?;
    let inner = &behind[..end];
    let is_one = behind[end..].starts_with("]]") && !inner.is_empty() && inner.trim() == inner;
    is_one.then_some((inner, end + 2))
}

/// Whether it is the name of a note: `[[0, 1]]` and `[["a"]]` are arrays.
fn names_a_note(inner: &str) -> bool {
    let is_date = || inner.len() >= 10 && inner.bytes().filter(|byte| *byte == b'-').count() >= 2;
    !inner.starts_with(['"', '\'', '-', '$']) && (inner.contains(char::is_alphabetic) || is_date())
}

/// The target and the alias; in a table the bar between them is escaped.
fn target_and_alias(inner: &str) -> (&str, Option<&str>) {
    match inner.split_once('|') {
        Some((target, alias)) => {
            (target.trim_end_matches('\\').trim(), Some(alias.trim()).filter(|alias| !alias.is_empty()))
        }
        None => (inner, None),
    }
}

/// `[[Scheduler#M:N|the scheduler]]` is "the scheduler", `[[Scheduler#Queues]]` "Scheduler > Queues".
fn link_text(inner: &str) -> String {
    let (target, alias) = target_and_alias(inner);
    alias.map_or_else(|| name(target), str::to_owned)
}

fn name(target: &str) -> String {
    let parts = target.split('#').map(str::trim).filter(|part| !part.is_empty() && !part.starts_with('^'));
    parts.collect::<Vec<_>>().join(" > ")
}

const IMAGES: [&str; 9] = ["png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "avif", "excalidraw"];

/// `![[diagram.png|300]]` is `[image: diagram.png]`; a number is a size.
fn embedded(inner: &str) -> String {
    let (target, alias) = target_and_alias(inner);
    let is_size = |alias: &&str| alias.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x');
    let shown = alias.filter(|alias| !is_size(alias)).map_or_else(|| name(target), str::to_owned);
    let extension = target.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    let kind = if IMAGES.contains(&extension.as_str()) { "image" } else { "embedded" };
    format!("\\[{kind}: {shown}\\]")
}

/// The length of a mark whose footnote is not in this text. `[^abc]` and `[^0-9]` are more likely regular
/// expressions than marks.
fn footnote_mark(rest: &str, layout: &Layout) -> Option<usize> {
    let behind = &rest[2..];
    let (label, behind) = behind.split_at(behind.bytes().take_while(u8::is_ascii_digit).count());
    let behind = behind.strip_prefix(']')?;
    let is_mark = !label.is_empty();
    let is_known = layout.footnotes.iter().any(|known| known == label);
    (is_mark && !is_known && !behind.starts_with([':', '(', '['])).then_some(label.len() + 3)
}

/// Where the highlight that begins at `start` has its closing marks. `a==b` and `==` between blanks compare.
fn highlight(text: &str, start: usize, layout: &Layout) -> Option<usize> {
    let before = text[..start].chars().next_back();
    let run_end = layout.run_end(start)?;
    let inner = text.get(start + 2..run_end)?;
    if before.is_some_and(|c| c.is_alphanumeric() || "=!<>)]\"'_".contains(c))
        || inner.starts_with(|c: char| c.is_whitespace() || c == '=')
    {
        return None;
    }
    let found = inner.match_indices("==").map(|(at, _)| at).find(|at| !layout.is_opaque(start + 2 + at))?;
    let behind = inner[found + 2..].chars().next();
    let is_closed = !inner[..found].ends_with(char::is_whitespace)
        && !behind.is_some_and(|c| c.is_alphanumeric() || matches!(c, '=' | '('));
    is_closed.then_some(start + 2 + found)
}
