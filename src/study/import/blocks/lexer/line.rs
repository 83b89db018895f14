//! What a line is, seen with the few lines beside it: a heading, the row of a table, an item, a box. It makes no blocks.

use std::ops::Range;

use crate::study::import::marks::{Marker, Numbering, marker};
use crate::study::lexicon::NoteWords;

/// The level of a heading, the range of its title in the line, and its number if it is also a list item.
pub(super) fn heading(line: &str, words: &NoteWords) -> Option<(u8, Range<usize>, Option<u32>)> {
    let indent = line.len() - line.trim_start().len();
    if indent > 3 || !line.contains('#') {
        return None;
    }
    let mut front = indent;
    let mut number = None;
    if let Some(found) = marker(line, words)
        && line[found.text..].starts_with('#')
        && found.numbering.number().is_none_or(|_| line[indent..found.text].ends_with(' '))
    {
        front = found.text;
        number = found.numbering.number();
    }
    let bare = &line[front..];
    let level = bare.bytes().take_while(|&byte| byte == b'#').count();
    if !(1..=9).contains(&level) {
        return None;
    }
    let rest = &bare[level..];
    let title = rest.trim_start();
    let is_glued = title.len() == rest.len();
    let next = title.chars().next()?;
    if is_glued {
        // `#tag` and `#include` are no titles.
        let is_title = level > 1 && (next.is_alphanumeric() || "[<*`¿\"".contains(next))
            || level == 1 && next.is_ascii_digit();
        if !is_title {
            return None;
        }
    }
    let end = title.trim_end();
    let kept = end.trim_end_matches('#').trim_end();
    let kept = if kept.len() < end.trim_end_matches('#').len() || kept.is_empty() { kept } else { end };
    if kept.is_empty() {
        return None;
    }
    let start = front + level + rest.len() - title.len();
    Some((u8::try_from(level).unwrap_or(9), start..start + kept.len(), number))
}

/// A fence that nothing closes ends before the next heading that a blank line sets apart.
pub(super) fn unclosed_end(lines: &[&str], at: usize) -> usize {
    (at + 1..lines.len())
        .find(|&index| {
            lines[index - 1].trim().is_empty()
                && lines[index].starts_with('#')
                && lines[index].trim_start_matches('#').starts_with(' ')
        })
        .unwrap_or(lines.len())
}

/// A line of cells, with a line of dashes below it or bars at its front.
pub(super) fn is_table(lines: &[&str], at: usize) -> bool {
    let bare = lines[at].trim();
    if bare.starts_with('|') {
        return bare.len() > 1;
    }
    bare.contains('|') && lines.get(at + 1).is_some_and(|next| is_delimiter_row(next))
}

fn is_delimiter_row(line: &str) -> bool {
    let bare = line.trim();
    bare.contains("--")
        && bare.contains('|')
        && bare.bytes().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'+' | b'\t'))
}

/// A line of `=` or `-` that makes the one above it a title.
pub(super) fn is_underline(lines: &[&str], at: usize) -> bool {
    let bare = lines[at].trim();
    bare.len() >= 3 && (bare.bytes().all(|byte| byte == b'=') || bare.bytes().all(|byte| byte == b'-'))
}

/// Whether a marker begins an item: a letter needs its neighbour near, and bold text with a colon is none.
pub(super) fn is_item(lines: &[&str], at: usize, found: Marker) -> bool {
    let Numbering::Letter(letter) = found.numbering else { return true };
    let near = at.saturating_sub(8)..(at + 9).min(lines.len());
    lines[near].iter().any(|line| {
        let bare = line.trim_start().trim_start_matches(['(', '[', '-', ' ']);
        let mut chars = bare.chars();
        let (Some(other), Some(mark)) = (chars.next(), chars.next()) else { return false };
        matches!(mark, '.' | ')' | ':') && other.to_ascii_uppercase() as u32 == letter as u32 + 1
            || matches!(mark, '.' | ')' | ':') && other.to_ascii_uppercase() as u32 + 1 == letter as u32
    })
}

/// Whether a line that ends in two colons leads to indented text, as reStructuredText does: `Run it with::`.
pub(super) fn is_literal_block(lines: &[&str], at: usize, term: &str) -> bool {
    let next = lines[at + 1..].iter().take(3).find(|line| !line.trim().is_empty());
    let is_apart = lines.get(at + 1).is_some_and(|line| line.trim().is_empty());
    is_apart && term.contains(' ') && next.is_some_and(|next| next.starts_with([' ', '\t']))
}

/// The text behind the box of a checklist.
pub(super) fn box_of(said: &str) -> Option<&str> {
    let rest = ["[ ]", "[x]", "[X]", "[]", "☐", "☑", "☒"].iter().find_map(|mark| said.strip_prefix(mark))?;
    let is_glued = said.starts_with("[ ]") && rest.starts_with(char::is_alphabetic);
    ((is_glued || rest.starts_with(char::is_whitespace)) && !rest.trim().is_empty())
        .then(|| rest.trim_start())
}
