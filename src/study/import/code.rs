//! Code in notes: where a fence or a span of it ends, and what looks like code without either.

use super::scan;

/// Lines of a fenced block at the front of a text, its indentation allowed for; the whole rest if it is never closed.
pub(super) fn fence_end(text: &str) -> Option<usize> {
    if !may_open_fence(text) {
        return None;
    }
    let mut lines = scan::lines(text);
    let (_, opening) = lines.next()?;
    let marks = fence_marks(opening)?;
    let closing = lines.find(|(_, line)| closes_fence(line, marks));
    Some(closing.map_or(text.len(), |(start, line)| text.len().min(start + line.len() + 1)))
}

/// Whether a line closes the fence that these marks opened.
pub(super) fn closes_fence(line: &str, marks: &str) -> bool {
    let bare = scan::trim_start(line);
    bare.bytes().next() == marks.bytes().next()
        && bare.starts_with(marks)
        && bare.trim_end().chars().all(|c| marks.starts_with(c))
}

/// The marks that open a fence on this line: three or more backticks or tildes.
pub(super) fn fence_marks(line: &str) -> Option<&str> {
    if !may_open_fence(line) {
        return None;
    }
    let bare = scan::trim_start(line);
    let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = bare.chars().take_while(|&c| c == mark).count();
    (count >= 3 && !(mark == '`' && bare[count..].contains('`'))).then(|| &bare[..count])
}

/// Decided by the first byte that is not blank; blanks outside ASCII may come before the marks.
fn may_open_fence(line: &str) -> bool {
    let first = line.bytes().find(|byte| !matches!(byte, b' ' | b'\t'..=b'\r'));
    matches!(first, Some(b'`' | b'~' | 0x80..))
}

/// A span between more is not written by anyone, and each length is looked for by itself.
const MOST_TICKS: usize = 8;

pub(super) fn ticks_at(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b'`').count()
}

/// Where the code span at the front of a text ends.
pub(super) fn code_span_end(text: &str) -> Option<usize> {
    let ticks = ticks_at(text);
    if ticks > MOST_TICKS {
        return None;
    }
    let mut at = ticks;
    while let Some(found) = text[at..].find(['`', '\n']) {
        let start = at + found;
        if text[start..].starts_with('\n') {
            // A span may go over a line end, not over a blank line.
            if text[start + 1..].trim_start_matches([' ', '\t']).starts_with('\n') {
                return None;
            }
            at = start + 1;
            continue;
        }
        let run = ticks_at(&text[start..]);
        if run == ticks {
            return Some(start + run);
        }
        at = start + run;
    }
    None
}

/// The marks that open a fence: its character, how many of them, and what is written behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fence<'a> {
    pub(super) mark: char,
    count: usize,
    pub(super) info: &'a str,
}

/// The fence that a line may open or close; quote marks before it count.
pub(super) fn fence_of(line: &str) -> Option<Fence<'_>> {
    let bare = line.trim_start_matches([' ', '\t', '>']);
    let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = bare.chars().take_while(|&c| c == mark).count();
    let info = bare[count..].trim();
    (count >= 3 && !(mark == '`' && info.contains('`'))).then_some(Fence { mark, count, info })
}

/// Whether a fence could close another.
pub(super) fn closes(open: Fence<'_>, other: Fence<'_>) -> bool {
    other.mark == open.mark && other.count >= open.count
}

/// Code of several lines without a fence gets one, so that Markdown leaves its marks alone.
pub(super) fn fenced_if_code(text: &str) -> String {
    if is_code(text) { format!("```\n{}\n```", text.trim_matches('\n')) } else { text.to_owned() }
}

/// Whether most lines of a text without fences look like code.
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
