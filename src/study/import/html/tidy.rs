//! Blanks and blank lines as one would type them.

use std::borrow::Cow;

use crate::study::import::code::fence_end;

pub(super) fn tidy(text: &str) -> Cow<'_, str> {
    if is_tidy(text) {
        return text.trim_end().into();
    }
    let mut tidy = tidy_lines(text);
    tidy.truncate(tidy.trim_end().len());
    let blank = tidy.len() - tidy.trim_start_matches('\n').len();
    tidy.drain(..blank);
    tidy.into()
}

/// Whether no line can be tidied; what ends in other than ASCII is looked at closer.
fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut ends = memchr::memchr_iter(b'\n', bytes);
    ends.all(|at| match bytes[..at] {
        [.., b'\n', b'\n'] | [] => false,
        [.., last] => last == b'\n' || last.is_ascii_graphic(),
    })
}

/// No blanks at line ends but the two of a hard break, no more than one blank line, outside fences.
fn tidy_lines(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(end) = fence_end(rest) {
            tidy.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let line_end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let line = &rest[..line_end];
        rest = &rest[line_end..];
        let bare = line.trim_end();
        let is_break = line.trim_end_matches('\n').ends_with("  ")
            && !bare.is_empty()
            && !rest.trim_start_matches(' ').starts_with('\n')
            && !rest.trim().is_empty();
        if bare.is_empty() && (tidy.ends_with("\n\n") || tidy.is_empty()) {
            continue;
        }
        tidy.push_str(bare);
        tidy.push_str(if is_break { "  " } else { "" });
        if line.ends_with('\n') {
            tidy.push('\n');
        }
    }
    tidy
}
