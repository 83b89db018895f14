//! A note as its lines, each with its number and whether it is code, for the families that are told
//! by how lines begin rather than by Markdown's blocks.

use super::code::{closes_fence, fence_marks};
use super::scan;

#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    /// Without its line end.
    pub(super) text: &'a str,
    /// In a fence, or one of its marks.
    pub(super) is_code: bool,
}

impl Line<'_> {}

/// The marks of a fence that opens on a line, perhaps behind a bullet.
fn opened_fence(line: &str) -> Option<&str> {
    let bare = scan::trim_start(line);
    fence_marks(bare.strip_prefix("- ").unwrap_or(bare))
}

/// In bytes; shorter than most.
pub(super) const USUAL_LINE: usize = 32;

/// All lines. A fence that is never closed is no fence, or it would swallow the note.
pub(super) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::with_capacity(text.len() / USUAL_LINE + 1);
    let mut open: Option<(&str, usize)> = None;
    let last = text.is_empty() || text.ends_with('\n');
    let all = scan::lines(text).map(|(_, line)| line).chain(last.then_some(""));
    for (index, line) in all.enumerate() {
        let mut is_code = open.is_some();
        match open {
            Some((marks, _)) => {
                if closes_fence(line, marks) {
                    open = None;
                }
            }
            None => {
                if let Some(marks) = opened_fence(line) {
                    is_code = true;
                    open = Some((marks, index));
                }
            }
        }
        lines.push(Line { text: line, is_code });
    }
    if let Some((_, index)) = open {
        for line in &mut lines[index..] {
            line.is_code = false;
        }
    }
    lines
}

/// How many of the lines are YAML between `---` at the very front.
pub(super) fn front_matter_lines(lines: &[Line<'_>]) -> usize {
    if lines.first().is_none_or(|line| line.text.trim_end() != "---") {
        return 0;
    }
    let end = lines.iter().skip(1).position(|line| matches!(line.text.trim_end(), "---" | "..."));
    // Numbered items and quotes at the margin are no YAML.
    let is_text = |line: &Line<'_>| {
        let behind = line.text.trim_start_matches(|c: char| c.is_ascii_digit());
        line.text.starts_with("> ")
            || behind.len() < line.text.len() && (behind.starts_with(". ") || behind.starts_with(") "))
    };
    let end = end.filter(|&end| lines[1..=end].iter().filter(|line| is_text(line)).count() < 2);
    match end {
        // A rule at the front and another one far below hold no YAML.
        Some(end) if lines[1..=end].iter().any(|line| line.text.contains(':')) || end == 0 => end + 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_marked_and_an_open_fence_is_none() {
        let is_code = |text| lines(text).iter().map(|line| line.is_code).collect::<Vec<_>>();
        assert_eq!(is_code("a\n```c\nb\n```\nd"), [false, true, true, true, false]);
        assert_eq!(is_code("a\n```c\nb"), [false, false, false]);
    }

    #[test]
    fn front_matter_is_counted() {
        let all = lines("---\ntags: a\n---\n## Title ##\n#tag\n- - -\n");
        assert_eq!(front_matter_lines(&all), 3);
        assert_eq!(front_matter_lines(&lines("---\n\ntext\n\n---\n")), 0);
        assert_eq!(front_matter_lines(&lines("---\nDeck: Net\n\n1. Why?\n\n> So.\n\n---\n")), 0);
    }
}
