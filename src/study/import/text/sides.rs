//! Cards whose sides are parted by marks of their own: by rules (the question, `---`, the answer, `---`, the next
//! question), or in blocks between `START` and `END`.
//!
//! Such a card becomes a question and an answer with labels, which every later pass knows. Rules that part sections
//! are left alone: a front is exactly one question, and the text after the rule must not ask.

use std::ops::Range;

use super::fences::fence_end;
use super::{SourceLine, clozes, regex};
use crate::study::import::code::fence_of;
use crate::study::import::wording::{self, Ask};
use crate::study::lexicon::NoteWords;

/// In lines; a longer question has no sides.
const LONGEST_FRONT: usize = 4;
/// In words; a front that does not ask is a term.
const LONGEST_TERM: usize = 8;

/// Gives labels to the sides of such cards.
pub(super) fn label_sides(lines: &mut Vec<SourceLine<'_>>, words: &NoteWords) {
    let rules = rules(lines);
    if rules.is_empty() {
        return;
    }
    let segments = segments(lines, &rules);
    let fronts: Vec<Option<Front>> = segments.iter().map(|range| Front::of(lines, range, words)).collect();
    let mut pairs: Vec<(Range<usize>, usize)> = Vec::new();
    let mut is_first_asked = false;
    let mut index = 0;
    while index + 1 < segments.len() {
        let back = &segments[index + 1];
        let answers = || {
            let first = back.clone().find(|&at| !lines[at].text.trim().is_empty());
            let asks = |front: &Front| front.ask.is_strong();
            first.is_some()
                && !fronts[index + 1].as_ref().is_some_and(asks)
                && !ends_asking(lines, back, words)
        };
        // Behind a card a term may be a front as well.
        let front = fronts[index].as_ref().filter(|front| front.ask.is_strong() || !pairs.is_empty());
        let Some(front) = front.filter(|_| answers()) else {
            index += 1;
            continue;
        };
        is_first_asked |= index == 0
            && front.ask == Ask::Mark
            && !lines[front.lines.start].text.contains(". ")
            && !lines[front.lines.start].text.starts_with('#')
            && lines[front.lines.end].text.trim().is_empty();
        let first = back.clone().find(|&at| !lines[at].text.trim().is_empty());
        pairs.push((front.lines.clone(), first.unwrap_or(back.start)));
        index += 2;
    }
    // One such card among other text may be chance, unless the note begins with it.
    if pairs.len() < 2 && !is_first_asked {
        return;
    }
    for (front, back) in pairs.into_iter().rev() {
        let number = lines[back].number;
        lines.insert(back, SourceLine::new(number, "A:"));
        for line in &mut lines[front.end..back] {
            if is_rule(&line.text) {
                line.text = "".into();
            }
        }
        let first = &mut lines[front.start];
        first.text = format!("Q: {}", without_hashes(&first.text)).into();
    }
}

/// Blocks between `START` and `END`, as a plugin for Anki writes them: the type, the front, `Back:`, the back. A block
/// of the type Cloze is a sentence with its hidden words in braces.
pub(super) fn start_end_blocks(lines: &mut Vec<SourceLine<'_>>) {
    let is_start =
        |line: &SourceLine<'_>| line.text.trim() == "START" || line.text.trim_start().starts_with("STARTI ");
    if !lines.iter().any(is_start) {
        return;
    }
    let mut out: Vec<SourceLine<'_>> = Vec::with_capacity(lines.len());
    let mut open: Option<OpenBlock> = None;
    for line in std::mem::take(lines) {
        let number = line.number;
        let bare = line.text.trim().to_owned();
        if let Some(found) = regex!(
            r"^STARTI \[([^\]]*)\]\s*(.*?)\s*(?:Back:\s*(.*?)\s*)?(?:Tags:\s*(.*?))?\s*(?:<!--.*)?ENDI$"
        )
        .captures(&bare)
        {
            let said = |group: usize| found.get(group).map_or("", |found| found.as_str());
            let mut block = OpenBlock::of_type(said(1));
            out.push(SourceLine::new(number, String::new()));
            block.front(number, said(2), &mut out);
            block.tag(said(4), &mut out);
            if found.get(3).is_some() {
                out.push(SourceLine::new(number, format!("A: {}", said(3))));
            }
            out.push(SourceLine::new(number, String::new()));
            continue;
        }
        match (bare.as_str(), &mut open) {
            ("START", None) => {
                open = Some(OpenBlock::default());
                out.push(SourceLine::new(number, String::new()));
            }
            ("END", Some(_)) => {
                open = None;
                out.push(SourceLine::new(number, String::new()));
            }
            (_, Some(block)) if !block.is_typed => *block = OpenBlock::of_type(&bare),
            (_, Some(block)) if block.front.is_none() => block.front(number, &bare, &mut out),
            (_, Some(_)) if bare.starts_with("<!--ID:") => {}
            (_, Some(block)) => match (bare.strip_prefix("Back:"), bare.strip_prefix("Tags:")) {
                (_, Some(tags)) => block.tag(tags, &mut out),
                // The text after the sentence of a cloze explains it.
                (Some(back), _) if block.is_cloze => {
                    out.push(SourceLine::new(number, back.trim().to_owned()));
                }
                (Some(back), _) => out.push(SourceLine::new(number, format!("A: {}", back.trim()))),
                _ => out.push(line),
            },
            _ if bare.starts_with("TARGET DECK") => out.push(SourceLine::new(number, String::new())),
            _ => out.push(line),
        }
    }
    *lines = out;
}

/// A block between `START` and `END` that is being read.
#[derive(Default)]
struct OpenBlock {
    is_typed: bool,
    is_cloze: bool,
    /// The line of its front among the lines that were written.
    front: Option<usize>,
}

impl OpenBlock {
    fn of_type(name: &str) -> Self {
        Self { is_typed: true, is_cloze: name.to_lowercase().contains("cloze"), front: None }
    }

    fn front(&mut self, number: u32, text: &str, out: &mut Vec<SourceLine<'_>>) {
        self.front = Some(out.len());
        let text = text.strip_prefix("Front:").or(text.strip_prefix("Text:")).unwrap_or(text).trim_start();
        let said = if self.is_cloze { clozes::of_braces(text) } else { format!("Q: {text}") };
        out.push(SourceLine::new(number, said));
    }

    /// Tags go behind the question.
    fn tag(&self, tags: &str, out: &mut [SourceLine<'_>]) {
        let Some(front) = self.front.filter(|_| !self.is_cloze) else { return };
        let tags = tags
            .split([' ', ','])
            .filter(|tag| !tag.is_empty())
            .fold(String::new(), |all, tag| all + " #" + tag);
        let line = &mut out[front];
        line.text = format!("{}{tags}", line.text.trim_end()).into();
    }
}

fn is_rule(line: &str) -> bool {
    let bare = line.trim_end();
    bare.len() >= 3 && bare.bytes().all(|byte| byte == b'-')
}

/// Lines of dashes outside code.
fn rules(lines: &[SourceLine<'_>]) -> Vec<usize> {
    let mut rules = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if fence_of(&lines[at].text).is_some() {
            at = fence_end(lines, at);
            continue;
        }
        if is_rule(&lines[at].text) {
            rules.push(at);
        }
        at += 1;
    }
    rules
}

/// What lies between the rules.
fn segments(lines: &[SourceLine<'_>], rules: &[usize]) -> Vec<Range<usize>> {
    let mut segments = Vec::with_capacity(rules.len() + 1);
    let mut start = 0;
    for &rule in rules {
        if lines[start..rule].iter().any(|line| !line.text.trim().is_empty()) {
            segments.push(start..rule);
        }
        start = rule + 1;
    }
    if lines[start..].iter().any(|line| !line.text.trim().is_empty()) {
        segments.push(start..lines.len());
    }
    segments
}

/// The only question of a segment; headings may come before it, and code after it.
struct Front {
    lines: Range<usize>,
    ask: Ask,
}

impl Front {
    fn of(lines: &[SourceLine<'_>], segment: &Range<usize>, words: &NoteWords) -> Option<Self> {
        let is_blank = |at: usize| lines[at].text.trim().is_empty();
        let ask_at = |at: usize| wording::ask(without_hashes(&lines[at].text), words);
        let mut start = segment.clone().find(|&at| !is_blank(at))?;
        while lines[start].text.starts_with('#') && !ask_at(start).is_strong() {
            let next = (start + 1..segment.end).find(|&at| !is_blank(at));
            match next {
                Some(next) => start = next,
                None => break,
            }
        }
        let mut end = (start..segment.end).find(|&at| is_blank(at)).unwrap_or(segment.end);
        if let Some(code) = (end..segment.end).find(|&at| !is_blank(at)) {
            fence_of(&lines[code].text)?;
            end = fence_end(lines, code).min(segment.end);
        } else if end - start > LONGEST_FRONT {
            return None;
        }
        let first = lines[start].text.as_ref();
        let is_prose = !first.starts_with(['-', '*', '>', '|', ' ', '\t', '+']) || first.starts_with("**");
        let is_whole = (end..segment.end).all(is_blank) && !wording_is_label(first, words);
        let ask = ask_at(start);
        let is_term = end - start == 1
            && first.split_whitespace().count() <= LONGEST_TERM
            && !first.ends_with(['.', ':', '!', ',']);
        (is_prose && is_whole && (ask.is_strong() || is_term)).then_some(Self { lines: start..end, ask })
    }
}

fn wording_is_label(line: &str, words: &NoteWords) -> bool {
    wording::label(line, words).is_some() || wording::label_alone(line, words).is_some()
}

/// Whether the last paragraph of a segment asks: it is then the title of the text below the rule.
fn ends_asking(lines: &[SourceLine<'_>], segment: &Range<usize>, words: &NoteWords) -> bool {
    let Some(last) = segment.clone().rev().find(|&at| !lines[at].text.trim().is_empty()) else {
        return false;
    };
    let first = (segment.start..last)
        .rev()
        .find(|&at| lines[at].text.trim().is_empty())
        .map_or(segment.start, |at| at + 1);
    wording::ask(without_hashes(&lines[first].text), words) == Ask::Mark
}

fn without_hashes(line: &str) -> &str {
    line.trim_start_matches('#').trim_start()
}

#[cfg(test)]
mod tests {
    use super::super::tests::passed;
    use super::*;

    #[track_caller]
    fn check(note: &str, expected: &str) {
        assert_eq!(passed(note, |lines| label_sides(lines, NoteWords::built_in())), expected);
    }

    #[test]
    fn sides_get_labels() {
        check(
            "# Why?\n---\nSo.\n\n---\n\nExplain that\n\n---\n\nThus.",
            "Q: Why?\n\nA:\nSo.\n\n---\n\nQ: Explain that\n\n\n\nA:\nThus.",
        );
        check("What is it?\n\n---\n\nThis.", "Q: What is it?\n\n\n\nA:\nThis.");
    }

    #[test]
    fn a_term_is_a_front_behind_two_questions() {
        let note = "What is a?\n---\nx\n\n---\nWhat is b?\n---\ny\n\n---\nTerm\n---\nz";
        let mut lines: Vec<SourceLine<'_>> =
            (1..).zip(note.lines()).map(|(number, line)| SourceLine::new(number, line)).collect();
        label_sides(&mut lines, NoteWords::built_in());
        assert!(lines.iter().any(|line| line.text == "Q: Term"));
    }

    #[test]
    fn rules_that_part_other_things_are_left_alone() {
        for note in [
            // Underlined titles.
            "What is a?\n---\nx\n\nWhat is b?\n---\ny",
            "## What is a?\nx\n\n---\n\n## What is b?\ny",
            "One line\n\n---\n\nanother line\n\n---\n\na third",
            "```\nWhy?\n---\nSo\n```",
        ] {
            check(note, note);
        }
    }
}
