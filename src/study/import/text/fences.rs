//! Fences: where they open and close, and those that hold a note rather than code.

use super::SourceLine;
use crate::study::import::code::{closes, fence_of};
use crate::study::import::wording;
use crate::study::lexicon::{NoteWords, WordClass, fold};

/// The line behind a fence that opens at `at`. One that nothing closes ends before the next heading that a blank
/// line sets apart.
pub(super) fn fence_end<T: AsRef<str>>(lines: &[T], at: usize) -> usize {
    let Some(open) = fence_of(lines[at].as_ref()) else { return at + 1 };
    let mut heading = None;
    for index in at + 1..lines.len() {
        let line = lines[index].as_ref();
        if let Some(found) = fence_of(line)
            && closes(open, found)
        {
            if found.info.is_empty() {
                return index + 1;
            }
            // Another fence opens below a heading: this one was left open.
            if let Some(heading) = heading {
                return heading;
            }
        }
        if heading.is_none() && is_atx_heading(line) && lines[index - 1].as_ref().trim().is_empty() {
            heading = Some(index);
        }
    }
    heading.unwrap_or(lines.len())
}

fn is_atx_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|&byte| byte == b'#').count();
    (1..=6).contains(&level) && line[level..].starts_with(' ') && !line[level..].trim().is_empty()
}

impl AsRef<str> for SourceLine<'_> {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

/// Opens the fences that hold a note: marked as Markdown with a heading or a question inside, or unmarked with
/// three lines that ask and do not look like code, or with the options of a question.
pub(super) fn open_notes<'a>(lines: Vec<SourceLine<'a>>, words: &NoteWords) -> Vec<SourceLine<'a>> {
    if !lines.iter().any(|line| line.text.starts_with("```") || line.text.starts_with("~~~")) {
        return lines;
    }
    let asks = |line: &SourceLine<'_>| wording::has_question_mark(&wording::bare(&line.text, words));
    let mut opened = Vec::with_capacity(lines.len());
    let mut at = 0;
    while at < lines.len() {
        let line = &lines[at];
        let open = fence_of(&line.text).filter(|_| line.text.starts_with(['`', '~']));
        let Some(open) = open else {
            opened.push(line.clone());
            at += 1;
            continue;
        };
        let info = open.info.to_lowercase();
        if matches!(info.as_str(), "markdown" | "md") {
            let end = nested_end(&lines, at);
            let is_closed =
                fence_of(&lines[end - 1].text).is_some_and(|last| end > at + 1 && last.info.is_empty());
            let inner = &lines[at + 1..if is_closed { end - 1 } else { end }];
            let is_sample = shows_how(&lines[..at], words);
            if !is_sample && inner.iter().any(|line| is_atx_heading(&line.text) || asks(line)) {
                opened.extend_from_slice(inner);
                at = end + offer_len(&lines[end..]);
                continue;
            }
        }
        let end = fence_end(&lines, at);
        if matches!(info.as_str(), "" | "text" | "txt" | "plaintext") && end > at + 1 {
            let inner = &lines[at + 1..end - 1];
            let is_code = |text: &str| text.contains(['{', '}', ';']);
            let is_labelled = |line: &&SourceLine<'_>| {
                wording::label(&line.text, words).is_some_and(|found| found.side == wording::Side::Question)
            };
            let has_labels = inner.iter().filter(is_labelled).take(2).count() == 2;
            let mut filled = inner.iter().map(|line| line.text.trim()).filter(|line| !line.is_empty());
            let mut is_option = |letter: char| {
                filled.next().is_some_and(|line| {
                    let mut chars = line.chars();
                    chars.next().is_some_and(|first| first.eq_ignore_ascii_case(&letter))
                        && chars.next().is_some_and(|mark| ").".contains(mark))
                })
            };
            let has_options = is_option('a') && is_option('b');
            if has_labels
                || has_options
                || inner.iter().filter(|line| asks(line) && !is_code(&line.text)).take(3).count() == 3
            {
                opened.extend_from_slice(inner);
                at = end;
                continue;
            }
        }
        opened.extend_from_slice(&lines[at..end]);
        at = end;
    }
    opened
}

/// Whether the line above a fence says that it shows how something is written: "### Format", "For example:".
fn shows_how(above: &[SourceLine<'_>], words: &NoteWords) -> bool {
    let above = above.iter().rev().find(|line| !line.text.trim().is_empty());
    above.is_some_and(|line| {
        let leads = line.text.starts_with('#') || line.text.trim_end().ends_with([':', '：']);
        leads && words.within(WordClass::Samples, &fold(&line.text))
    })
}

/// In bytes; what a machine offers at the end of a chat is short.
const LONGEST_OFFER: usize = 300;

/// How many lines a machine says behind the note that it wrote: one short paragraph, and no more after it.
fn offer_len(lines: &[SourceLine<'_>]) -> usize {
    let said = lines.iter().filter(|line| !line.text.trim().is_empty());
    let is_prose = |text: &str| text.starts_with(|c: char| c.is_alphabetic() || c == '¿' || c == '¡');
    let bytes: usize = said.clone().map(|line| line.text.len()).sum();
    let is_offer =
        bytes <= LONGEST_OFFER && said.clone().count() <= 3 && said.clone().all(|line| is_prose(&line.text));
    if is_offer { lines.len() } else { 0 }
}

/// The line behind a fence of Markdown in which other fences open and close.
fn nested_end(lines: &[SourceLine<'_>], at: usize) -> usize {
    let Some(open) = fence_of(&lines[at].text) else { return at + 1 };
    let mut depth = 1;
    for (index, line) in lines.iter().enumerate().skip(at + 1) {
        if let Some(found) = fence_of(&line.text).filter(|found| found.mark == open.mark) {
            if found.info.is_empty() {
                depth -= 1;
            } else {
                depth += 1;
            }
            if depth == 0 {
                return index + 1;
            }
        }
    }
    lines.len()
}
