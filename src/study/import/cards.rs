//! From the lines that ask to cards: what all families of Markdown notes share once each has said
//! where its questions start and end.
//!
//! The question, what stands below it, the section above it and what the note holds besides are
//! read here, so that every family reads them alike. A note may be of two families in two parts:
//! folds and lists that ask between a family's questions are questions, too.

use super::below;
use super::folds;
use super::furniture::{is_aside, is_difficulty, is_furniture, is_link_only, leads_inside};
use super::html::{as_markdown, as_plain};
use super::label::{QUESTION_MARKS, is_question_like};
use super::outcome::{ImportedNote, NoteCard, Problem};
use super::outline::{Kind, Line, Outline};
use super::question_bullets;
use super::scan;
use super::starts::{BELOW_HEADINGS, Start, is_count_alone, shown_heading};
use super::tags::is_bare_tag;
use super::title::Title;
use super::wording::bare_question;
use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

/// More problems than this tell nobody anything.
const MOST_PROBLEMS: usize = 40;

/// Reads the cards that start there, and the folds and lists of questions between them.
pub(super) fn read(outline: &Outline<'_>, mut starts: Vec<Start>) -> ImportedNote {
    starts.sort_by_key(|start| (start.line, start.body.start));
    let folds = folds::find(outline);
    let others = folds.iter().filter(|fold| !is_inside(&starts, fold));
    let folds: Vec<Start> = others.filter(|fold| is_question_like(&as_plain(&fold.title))).cloned().collect();
    starts.extend(folds);
    starts.sort_by_key(|start| (start.line, start.body.start));
    let mut between = question_bullets::between(outline, &starts);
    leave_out_listed(&starts, &mut between);
    starts.extend(between);
    starts.sort_by_key(|start| (start.line, start.body.start));
    let title_line = outline.title_line();
    let mut note = ImportedNote { title: title(outline, title_line), ..ImportedNote::default() };
    let mut sections: Vec<(u8, String)> = Vec::new();
    // "Any doubts?" below question after question names no section.
    let times = LazyCell::new(|| {
        let mut times: HashMap<&str, usize> = HashMap::new();
        outline.headings().for_each(|(.., title)| *times.entry(title).or_default() += 1);
        times
    });
    let is_repeated =
        |title: &str| title.contains(QUESTION_MARKS) && times.get(title).is_some_and(|&times| times >= 3);
    let mut at = 0;
    let mut seen_to = 0;
    let mut lost = Lost::default();
    for start in starts {
        while at < outline.lines.len() && at < start.line {
            let line = &outline.lines[at];
            if line.start >= seen_to {
                if let Kind::Heading { level, title, .. } = line.kind {
                    while sections.last().is_some_and(|&(open, _)| open >= level) {
                        sections.pop();
                    }
                    let is_named = title.contains(char::is_alphanumeric) && !is_repeated(title);
                    if Some(at) != title_line && is_named && !names_contents(title) {
                        sections.push((level, shown_heading(title)));
                    }
                }
                if let Kind::Bold { title } = line.kind
                    && names_list(outline, at, title)
                {
                    sections.retain(|&(open, _)| open < BELOW_HEADINGS);
                    sections.push((BELOW_HEADINGS, shown_heading(title)));
                } else {
                    lost.line(outline, at);
                }
            }
            at += 1;
        }
        lost.flush(&mut note);
        let section = start.section.clone().or_else(|| {
            let above = sections.iter().rev().find(|&&(level, _)| level <= start.level);
            above.map(|(_, title)| title.clone())
        });
        seen_to = start.body.end;
        at = at.max(start.line + 1);
        if let Some(card) = card(outline, &start, section) {
            note.cards.push(card);
        }
    }
    while at < outline.lines.len() {
        if outline.lines[at].start >= seen_to {
            lost.line(outline, at);
        }
        at += 1;
    }
    lost.flush(&mut note);
    note
}

/// A list above the first question that says what is asked below is a table of contents.
fn leave_out_listed(starts: &[Start], lists: &mut Vec<Start>) {
    let Some(first) = starts.first() else { return };
    let above = lists.partition_point(|start| start.line < first.line);
    if above < 2 {
        return;
    }
    let plain = |start: &Start| Title::of(&start.title).question.to_lowercase();
    let asked: HashSet<String> = starts.iter().map(plain).collect();
    if lists[..above].iter().filter(|start| asked.contains(&plain(start))).count() * 2 >= above {
        lists.drain(..above);
    }
}

/// "Table of contents" files nothing.
fn names_contents(title: &str) -> bool {
    title.len() < 60 && title.to_ascii_lowercase().contains("contents") && is_furniture(title)
}

/// Bold text alone above a list that asks: "**Round 2**".
fn names_list(outline: &Outline<'_>, at: usize, title: &str) -> bool {
    let below = outline.next_text(at + 1).map(|at| outline.lines[at].kind);
    matches!(below, Some(Kind::Item { .. }))
        && !is_question_like(title)
        && title.split_whitespace().count() <= 10
}

/// Whether a start is one of these, or stands in the text of one; they are in order.
fn is_inside(starts: &[Start], other: &Start) -> bool {
    let behind = starts.partition_point(|start| start.line <= other.line);
    behind.checked_sub(1).is_some_and(|last| {
        let last = &starts[last];
        last.line == other.line || last.body.end > other.body.start
    })
}

fn card(outline: &Outline<'_>, start: &Start, section: Option<String>) -> Option<NoteCard> {
    let title = Title::of(&start.title);
    if title.question.trim().is_empty() {
        return None;
    }
    let below = below::sort(&title.question, outline, start.body.clone(), start.prose);
    let mut question = title.question.into_owned();
    if is_count_alone(&question) || is_difficulty(&question) {
        // "Question 3" and "Question 3 — Easy" above the question name nothing.
        if !below.question.is_empty() {
            let end = below.question.find('\n').unwrap_or(below.question.len());
            let (first, more) = below.question.split_at(end);
            let first = if first.starts_with("**") { bare_question(first) } else { first };
            question = [first, more].concat();
        }
    } else if !below.question.is_empty() {
        question.push_str("\n\n");
        question.push_str(&below.question);
    }
    Some(NoteCard {
        question,
        answer: below.answer,
        section: section.filter(|section| !section.is_empty()),
        asked: title.asked,
        line: start.line + 1,
        ..NoteCard::default()
    })
}

fn title(outline: &Outline<'_>, line: Option<usize>) -> Option<String> {
    let written = line.and_then(|line| match outline.lines[line].kind {
        Kind::Heading { title, .. } => Some(as_plain(title).trim_end_matches(':').trim().to_owned()),
        _ => None,
    });
    // Front matter is written to be read.
    let in_front = || {
        let mut front = outline.lines.iter().skip(1).take_while(|line| line.kind == Kind::Hidden);
        let value = front.find_map(|line| line.text.strip_prefix("title:"))?;
        Some(value.trim().trim_matches(['"', '\'']).to_owned())
    };
    in_front().or(written).filter(|title| !title.is_empty())
}

/// Text that became nothing, one problem for each run of it.
#[derive(Default)]
struct Lost {
    run: Option<(usize, String)>,
}

impl Lost {
    fn line(&mut self, outline: &Outline<'_>, at: usize) {
        let line = &outline.lines[at];
        if self.run.is_some() || is_known(line, outline, at) {
            return;
        }
        let shown = as_plain(line.text);
        if shown.chars().any(char::is_alphanumeric) {
            self.run = Some((at + 1, shown.into_owned()));
        }
    }

    fn flush(&mut self, note: &mut ImportedNote) {
        let Some((line, text)) = self.run.take() else { return };
        if note.problems.len() >= MOST_PROBLEMS {
            return;
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut shown: String = text.chars().take(60).collect();
        if text.chars().count() > 60 {
            shown.push('…');
        }
        note.problems.push(Problem { line: Some(line), message: format!("not understood: {shown}") });
    }
}

/// How much of a note became cards or was meant to become nothing, in percent.
pub(super) fn coverage(outline: &Outline<'_>, note: &ImportedNote) -> usize {
    // The whole, but for the lines that became nothing and what is in tags.
    let has_tags = memchr::memchr(b'<', outline.text.as_bytes()).is_some();
    let (mut shown, mut written) = (0, 0);
    let filled = outline.lines.iter().enumerate().filter(|(_, line)| line.kind != Kind::Blank);
    for (at, line) in filled {
        if is_known(line, outline, at) {
            written += letters(line.text);
        } else if has_tags && memchr::memchr(b'<', line.text.as_bytes()).is_some() {
            written += letters(line.text);
            shown += letters(&as_markdown(line.text));
        }
    }
    percent(letters_in_cards(note), letters(outline.text) + shown - written)
}

/// No more than [`coverage`], and known sooner: what was meant to become nothing is not looked for.
pub(super) fn least_coverage(text: &str, note: &ImportedNote) -> usize {
    percent(letters_in_cards(note), letters(text))
}

fn percent(part: usize, whole: usize) -> usize {
    if part > whole { 100 } else { (part * 100).checked_div(whole).unwrap_or(0) }
}

/// Also in what a note tells of the interview.
fn letters_in_cards(note: &ImportedNote) -> usize {
    let cards: usize = note
        .cards
        .iter()
        .map(|card| {
            let asked = card
                .asked
                .iter()
                .map(|asked| letters(&asked.company) + asked.url.as_deref().map_or(0, letters));
            letters(&card.question) + card.answer.as_deref().map_or(0, letters) + asked.sum::<usize>()
        })
        .sum();
    let interview = &note.interview;
    let facts = [
        &interview.remarks,
        &interview.company,
        &interview.role,
        &interview.applied_via,
        &interview.platform,
    ];
    let facts: usize = facts.into_iter().flatten().map(|fact| letters(fact)).sum::<usize>()
        + interview.stages.iter().map(|stage| letters(stage)).sum::<usize>();
    cards + facts
}

/// How many letters and digits a text has.
fn letters(text: &str) -> usize {
    // So few that a byte counts them, so that many are looked at together.
    const CHUNK: usize = 128;
    let mut letters = 0;
    for (at, chunk) in text.as_bytes().chunks(CHUNK).enumerate() {
        let count = chunk.iter().fold(0_u8, |count, &byte| {
            let is_letter = (byte | 0x20).wrapping_sub(b'a') < 26;
            let is_digit = byte.wrapping_sub(b'0') < 10;
            count + u8::from(is_letter | is_digit)
        });
        letters += usize::from(count);
        if !chunk.is_ascii() {
            // What is no ASCII begins with such a byte.
            let firsts = (at * CHUNK..).zip(chunk).filter(|&(_, &byte)| byte >= 0xc0);
            let others = firsts.filter_map(|(first, _)| text[first..].chars().next());
            letters += others.filter(|&c| scan::is_alphanumeric(c)).count();
        }
    }
    letters
}

/// Headings, contents lists and other things that were meant to become nothing.
fn is_known(line: &Line<'_>, outline: &Outline<'_>, at: usize) -> bool {
    match line.kind {
        Kind::Blank | Kind::Hidden | Kind::Rule | Kind::Heading { .. } => true,
        _ if outline.is_in_contents(line) => true,
        Kind::Item { text, .. } => is_link_only(text) || leads_inside(text),
        Kind::Table => {
            let mut rows = outline.lines[at..].iter().take(4).take_while(|line| line.kind == Kind::Table);
            rows.any(|row| leads_inside(row.text)) || !line.text.contains(char::is_alphanumeric)
        }
        _ => {
            is_bare_tag(line.bare)
                || is_aside(line.bare, || outline.is_junk(at))
                || at == 0 && is_furniture(line.bare)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn letters_are_counted_as_unicode_has_them(text in "[a-zA-Z0-9 .,\n\u{400}-\u{52f}\u{600}-\u{6ff}\u{4dfe}-\u{a001}]{0,300}|\\PC{0,40}") {
            prop_assert_eq!(letters(&text), text.chars().filter(|c| c.is_alphanumeric()).count());
        }
    }
}
