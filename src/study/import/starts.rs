//! Where a question starts and ends in a note: what families of Markdown notes find, and what speaks
//! for having found it.

use super::below::Prose;
use super::furniture::is_difficulty;
use super::html::as_plain;
use super::label::{holds_question_mark, is_question_like};
use super::outline::Outline;
use super::scan::{lowered, words};
use super::title::{Count, Title};
use std::collections::HashSet;
use std::ops::Range;

/// Evidence from which on a note is believed to be of a family.
pub(super) const ENOUGH: i32 = 10;

/// The level of questions that are no headings.
pub(super) const BELOW_HEADINGS: u8 = 7;

/// Where a question stands.
#[derive(Clone, Debug)]
pub(super) struct Start {
    /// Index of the line that begins it.
    pub(super) line: usize,
    /// Markdown, as written.
    pub(super) title: String,
    /// What stands below, as bytes of the note.
    pub(super) body: Range<usize>,
    pub(super) level: u8,
    pub(super) prose: Prose,
    /// Named by something else than a heading.
    pub(super) section: Option<String>,
}

/// Evidence for a family that found these questions; none where too few of them ask.
pub(super) fn evidence(outline: &Outline<'_>, starts: &[Start]) -> i32 {
    let asks = |start: &&Start| {
        let title = Title::of(&start.title);
        title.count == Count::Question && !is_difficulty(&title.question)
            || is_question_like(&title.question)
            || is_count_alone(&title.question)
    };
    let enough = starts.len().div_ceil(3);
    if starts.is_empty() || starts.iter().filter(asks).take(enough).count() < enough {
        return 0;
    }
    let count = i32::try_from(starts.len()).unwrap_or(50).min(50);
    // The facts of an interview make a note of another kind.
    let facts = outline.interview_facts();
    let against = facts * if facts >= 3 { 12 } else { 2 };
    (ENOUGH + 8 + count - against).max(0)
}

/// How many have a question mark.
pub(super) fn marked(starts: &[Start]) -> usize {
    starts.iter().filter(|start| holds_question_mark(&start.title)).count()
}

/// Whether at least half as many are worded differently.
pub(super) fn are_distinct(starts: &[Start]) -> bool {
    let half = starts.len().div_ceil(2);
    let mut titles = HashSet::with_capacity(half);
    starts.is_empty()
        || starts.iter().filter(|start| titles.insert(start.title.trim())).nth(half - 1).is_some()
}

/// `Question 3`, `Problem #12`
pub(super) fn is_count_alone(question: &str) -> bool {
    if !question.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    match words(&lowered(question))[..] {
        [number] => number.parse::<u32>().is_ok(),
        ["question" | "q" | "problem" | "exercise" | "task" | "card" | "flashcard", number] => {
            number.parse::<u32>().is_ok()
        }
        _ => false,
    }
}

/// A heading as the name of a section.
pub(super) fn shown_heading(title: &str) -> String {
    as_plain(&Title::of(title).question).trim_end_matches(':').trim().to_owned()
}
