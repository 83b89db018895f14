//! Questions with options to choose from, below headings, bold lines, or lines that count them.

use super::below::Prose;
use super::cards;
use super::family::{Family, Whole};
use super::furniture::is_quiz_tag;
use super::options;
use super::outcome::ImportedNote;
use super::outline::{Kind, Outline};
use super::starts::{self, BELOW_HEADINGS, Start};
use super::title::{Count, counted};
use std::borrow::Cow;

pub(super) struct MultipleChoice;

impl Family for MultipleChoice {
    fn name(&self) -> &'static str {
        "multiple choice"
    }

    fn kind(&self) -> &'static str {
        "headings"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let outline = whole.outline();
        let (starts, with_options) = find(whole);
        if with_options == 0 || with_options * 2 < starts.len() || starts.len() < 2 {
            return 0;
        }
        starts::evidence(outline, &starts) + 12
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        cards::read(outline, find(whole).0.into_owned())
    }
}

/// The questions, and how many of them have options.
fn find<'a>(whole: &'a Whole<'_>) -> (Cow<'a, [Start]>, usize) {
    let outline = whole.outline();
    let lines = lines_above_options(outline);
    let below_headings =
        lines.iter().filter(|&&line| matches!(outline.lines[line].kind, Kind::Heading { .. })).count();
    if below_headings * 2 >= lines.len() {
        let headed = whole.headed();
        return (headed.starts.as_slice().into(), headed.with_options);
    }
    let mut starts: Vec<Start> = Vec::new();
    for (at, &line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).map_or(outline.lines.len(), |&next| next);
        let end = (line + 1..next).find(|&at| {
            matches!(outline.lines[at].kind, Kind::Heading { .. }) && outline.lines[at].within.is_none()
        });
        let from = outline.start_of(line + 1);
        starts.push(Start {
            line,
            title: match outline.lines[line].kind {
                Kind::Item { text, .. } | Kind::Heading { title: text, .. } | Kind::Bold { title: text } => {
                    text.to_owned()
                }
                _ => outline.lines[line].bare.to_owned(),
            },
            body: from..outline.start_of(end.unwrap_or(next)).max(from),
            level: BELOW_HEADINGS,
            prose: Prose::Answers,
            section: None,
        });
    }
    let count = starts.len();
    (starts.into(), count)
}

/// For each block of options the line that asks: a heading, a bold or counted line, else the
/// paragraph right above.
fn lines_above_options(outline: &Outline<'_>) -> Vec<usize> {
    let mut lines = Vec::new();
    let (mut at, mut floor) = (0, 0);
    while at < outline.lines.len() {
        let line = &outline.lines[at];
        let is_open = line.within.is_none() && !matches!(line.kind, Kind::Code | Kind::Hidden | Kind::Blank);
        let Some((_, end)) = is_open.then(|| options::at(outline, at)).flatten() else {
            at += 1;
            continue;
        };
        // `<quiz>` begins one.
        if let Some(tag) = (floor..at).rev().find(|&above| is_quiz_tag(outline.lines[above].text)) {
            floor = tag + 1;
        }
        let marked = (floor..at).rev().find(|&above| {
            let line = &outline.lines[above];
            line.within.is_none()
                && match line.kind {
                    Kind::Heading { .. } | Kind::Bold { .. } => true,
                    Kind::Text => is_counted(line.bare),
                    Kind::Item { mark, text, indent } => indent < 4 && (mark.len() > 1 || is_counted(text)),
                    _ => false,
                }
        });
        let above = marked.or_else(|| {
            let last = (floor..at).rev().find(|&above| outline.lines[above].kind == Kind::Text)?;
            let first = (floor..=last).rev().find(|&above| outline.lines[above].kind != Kind::Text);
            Some(first.map_or(floor, |first| first + 1))
        });
        lines.extend(above);
        floor = end;
        at = end;
    }
    lines.dedup();
    lines
}

fn is_counted(text: &str) -> bool {
    counted(text).is_some_and(|(count, ..)| count != Count::None)
}
