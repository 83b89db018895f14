//! `**Why?**` alone on its line, the answer below it up to the next such line or topic.
//!
//! Answers have bold lines of their own ("**Pros**"). What the asking ones share, a number, a mark
//! of difficulty, a break above them, tells the questions that are no sentences from those.

use super::below::Prose;
use super::cards;
use super::family::{Family, Whole};
use super::furniture::is_furniture;
use super::html::as_plain;
use super::label::{holds_question_mark, is_emoji, is_question_like, label_of};
use super::outcome::ImportedNote;
use super::outline::{Kind, Outline, italic};
use super::scan;
use super::starts::{self, BELOW_HEADINGS, Start};
use super::tags::is_break;
use super::title::{Count, Title};

pub(super) struct BoldParagraph;

impl Family for BoldParagraph {
    fn name(&self) -> &'static str {
        "bold lines"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let outline = whole.outline();
        let starts = find(outline);
        let marks = ["**", "__", "?*", "?_", "<b>", "<strong>"];
        let has_marks = || marks.iter().any(|mark| scan::holds(whole.text, mark));
        if starts.len() < 2 || !has_marks() { 0 } else { starts::evidence(outline, &starts) + 2 }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        let starts = find(outline);
        cards::read(outline, starts)
    }
}

struct BoldLine<'a> {
    line: usize,
    raw: &'a str,
    asks: bool,
    /// Counted, marked with emoji at its end, set off from the text above.
    marks: [bool; 3],
}

fn find(outline: &Outline<'_>) -> Vec<Start> {
    let lines = bold_lines(outline);
    if lines.is_empty() {
        return Vec::new();
    }
    // Beside bold lines italics only stress.
    let is_strong = |line: &BoldLine<'_>| italic(outline.lines[line.line].bare).is_none();
    let are_strong = lines.iter().any(|line| line.asks && is_strong(line));
    let lines: Vec<BoldLine<'_>> = lines.into_iter().filter(|line| !are_strong || is_strong(line)).collect();
    let asking: Vec<&BoldLine<'_>> = lines.iter().filter(|line| line.asks).collect();
    let usual: Vec<bool> = (0..3)
        .map(|mark| {
            asking.len() >= 2 && asking.iter().filter(|line| line.marks[mark]).count() * 5 >= asking.len() * 4
        })
        .collect();
    let is_question = |line: &BoldLine<'_>| {
        line.asks || !line.raw.trim_end().ends_with(':') && (0..3).any(|mark| usual[mark] && line.marks[mark])
    };
    let questions: Vec<&BoldLine<'_>> = lines.iter().filter(|line| is_question(line)).collect();
    let topic_level = topic_level(outline, &questions);
    let mut starts: Vec<Start> = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let next = questions.get(at + 1).map_or(outline.lines.len(), |next| next.line);
        let end = (question.line + 1..next).find(|&at| match outline.lines[at] {
            super::outline::Line { kind: Kind::Heading { level, title, .. }, within: None, .. } => {
                level <= topic_level || is_furniture(title)
            }
            _ => false,
        });
        let from = outline.start_of(question.line + 1 + usize::from(question.raw.contains('\n')));
        starts.push(Start {
            line: question.line,
            title: format!("**{}**", question.raw.replace('\n', " ")),
            body: from..outline.start_of(end.unwrap_or(next)).max(from),
            level: BELOW_HEADINGS,
            prose: Prose::Answers,
            section: None,
        });
    }
    starts
}

fn bold_lines<'a>(outline: &Outline<'a>) -> Vec<BoldLine<'a>> {
    let mut lines = Vec::new();
    for (at, line) in outline.lines.iter().enumerate() {
        let Kind::Bold { title: raw } = line.kind else { continue };
        // A line of its own: no text stands right above it.
        let above = at.checked_sub(1).map(|above| &outline.lines[above]);
        let is_alone = above.is_none_or(|above| {
            !matches!(above.kind, Kind::Text | Kind::Item { .. } | Kind::Quote | Kind::Table)
                || is_break(above.text)
                || above.text.trim_end().ends_with('>')
        });
        if line.within.is_some() || !is_alone || label_of(line.text).is_some() {
            continue;
        }
        let title = Title::of(raw);
        let plain = as_plain(&title.question);
        let is_label = raw.trim_end().ends_with(':') && !holds_question_mark(&plain);
        let set_off = (0..at)
            .rev()
            .take(3)
            .map(|above| &outline.lines[above])
            .find(|above| above.kind != Kind::Blank)
            .is_some_and(|above| {
                matches!(above.kind, Kind::Rule | Kind::Heading { .. }) || is_break(above.text)
            });
        lines.push(BoldLine {
            line: at,
            raw,
            asks: is_question_like(&plain) && !is_label,
            marks: [title.count != Count::None, raw.trim_end().ends_with(is_emoji), set_off],
        });
    }
    lines
}

/// The deepest level of headings that stand right above a question.
fn topic_level(outline: &Outline<'_>, questions: &[&BoldLine<'_>]) -> u8 {
    let mut deepest = 0;
    for (at, level, ..) in outline.headings() {
        let below = outline.next_text(at + 1);
        let is_above = below
            .is_some_and(|below| questions.binary_search_by_key(&below, |question| question.line).is_ok());
        if is_above {
            deepest = deepest.max(level);
        }
    }
    // Questions without topics end at any heading as high as the first one.
    if deepest == 0 { 2 } else { deepest }
}
