//! `#### Topic` with the question in the paragraph below it: the heading does not ask, and what
//! stands below it does not answer.

use super::below::Prose;
use super::cards;
use super::family::{Family, Whole};
use super::furniture::is_furniture;
use super::html::as_plain;
use super::label::{QUESTION_MARKS, has_question_mark, holds_question_mark, is_question_like};
use super::outcome::ImportedNote;
use super::outline::{Kind, Outline};
use super::starts::{self, BELOW_HEADINGS, Start, shown_heading};
use std::collections::HashMap;

/// Questions are told in a few sentences; a longer text answers.
const LONGEST: usize = 1500;

pub(super) struct TopicHeading;

impl Family for TopicHeading {
    fn name(&self) -> &'static str {
        "questions below topics"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let outline = whole.outline();
        let starts = find(outline);
        if starts.len() < 3 || starts::marked(&starts) * 2 < starts.len() {
            0
        } else {
            starts::evidence(outline, &starts) + 3
        }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let outline = whole.outline();
        let starts = find(outline);
        cards::read(outline, starts)
    }
}

struct Topic<'a> {
    level: u8,
    title: &'a str,
    /// Lines of the first paragraph, and where the whole ends.
    from: usize,
    to: usize,
    end: usize,
    asks: bool,
}

fn find(outline: &Outline<'_>) -> Vec<Start> {
    // Where most headings ask, they are no topics.
    let titles: Vec<&str> = outline.headings().map(|(.., title)| title).collect();
    if titles.iter().filter(|title| has_question_mark(title)).count() * 10 > titles.len() * 9 {
        return Vec::new();
    }
    let topics = topics(outline);
    let mut levels: HashMap<u8, (usize, usize)> = HashMap::new();
    for topic in &topics {
        let counts = levels.entry(topic.level).or_default();
        counts.0 += 1;
        counts.1 += usize::from(topic.asks);
    }
    let best = levels.into_iter().max_by_key(|&(level, (_, asking))| (asking, level));
    let Some((level, (total, _))) = best.filter(|(_, (total, asking))| asking * 5 >= total * 3) else {
        return Vec::new();
    };
    let of_level = || topics.iter().filter(|topic| topic.level == level);
    let titles = of_level().filter(|topic| is_question_like(&as_plain(topic.title))).count();
    if titles * 2 > total {
        return Vec::new();
    }
    of_level()
        .map(|topic| {
            let from = outline.start_of(topic.to);
            Start {
                line: topic.from,
                title: outline.text[outline.start_of(topic.from)..from].trim().to_owned(),
                body: from..outline.start_of(topic.end).max(from),
                level: BELOW_HEADINGS,
                prose: Prose::Asks,
                section: Some(shown_heading(topic.title)),
            }
        })
        .collect()
}

fn topics<'a>(outline: &Outline<'a>) -> Vec<Topic<'a>> {
    let title_line = outline.title_line();
    let headings: Vec<_> = outline.headings().collect();
    let mut topics = Vec::new();
    for (at, &(line, level, _, title)) in headings.iter().enumerate() {
        let end = headings.get(at + 1).map_or(outline.lines.len(), |next| next.0);
        let Some(from) = outline.next_text(line + 1).filter(|&from| from < end) else { continue };
        let is_paragraph = matches!(outline.lines[from].kind, Kind::Text | Kind::Quote | Kind::Bold { .. });
        if Some(line) == title_line || !is_paragraph || outline.is_junk(from) || is_furniture(title) {
            continue;
        }
        let to = (from..end)
            .find(|&at| !matches!(outline.lines[at].kind, Kind::Text | Kind::Quote | Kind::Bold { .. }))
            .unwrap_or(end);
        let whole = &outline.text[outline.start_of(from)..outline.start_of(end)];
        let first = &outline.text[outline.start_of(from)..outline.start_of(to)];
        let asks = whole.len() <= LONGEST && asks(whole, first);
        topics.push(Topic { level, title, from, to, end, asks });
    }
    topics
}

/// Whether the text below a topic asks, or its first paragraph.
fn asks(whole: &str, first: &str) -> bool {
    if whole.trim_end().ends_with(QUESTION_MARKS) {
        return true;
    }
    let first = as_plain(first);
    // `[What did you do?]` is to be filled in.
    if first.starts_with('[') && first.ends_with(']') {
        return false;
    }
    if holds_question_mark(&first) {
        first.trim_end().ends_with(['?', '؟', '？', ':']) || whole.len() <= LONGEST / 2
    } else {
        first.trim_end().ends_with(':') || is_question_like(&first)
    }
}
