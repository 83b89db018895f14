//! Questions that are titles of `<details>`: which folds of a note ask.
//!
//! A fold around folds that ask is a topic; a fold called "Answer" or "Contents" asks nothing; what
//! is inside a question's fold is its answer.

use super::below::Prose;
use super::furniture::{Summary, is_furniture, leads_inside};
use super::html::as_plain;
use super::label::is_question_like;
use super::outline::Outline;
use super::starts::{BELOW_HEADINGS, Start, shown_heading};

pub(super) fn find(outline: &Outline<'_>) -> Vec<Start> {
    let count = outline.details.len();
    let may_ask: Vec<bool> = outline
        .details
        .iter()
        .map(|details| {
            let title = outline.summary(details);
            outline.says(details) == Summary::Other && !is_furniture(title) && !leads_inside(title)
        })
        .collect();
    // Only a fold in a fold has to be told from the topic that it may be in.
    let is_nested = outline.details.iter().any(|details| details.parent.is_some());
    let asks: Vec<bool> = outline
        .details
        .iter()
        .zip(&may_ask)
        .map(|(details, &may_ask)| {
            is_nested && may_ask && is_question_like(&as_plain(outline.summary(details)))
        })
        .collect();
    // A topic holds folds that ask and does not ask itself.
    let mut is_topic = vec![false; count];
    for at in 0..count {
        if let Some(parent) = outline.details[at].parent
            && may_ask[at]
            && (asks[at] && !asks[parent])
        {
            is_topic[parent] = true;
        }
    }
    let mut starts = Vec::new();
    // What is inside a question's fold is its answer.
    let mut is_inside = vec![false; count];
    for at in 0..count {
        let details = &outline.details[at];
        let parent = details.parent;
        is_inside[at] =
            parent.is_some_and(|parent| is_inside[parent] || may_ask[parent] && !is_topic[parent]);
        if is_inside[at] || is_topic[at] || !may_ask[at] {
            continue;
        }
        let section = parent
            .filter(|&parent| is_topic[parent])
            .map(|parent| shown_heading(outline.summary(&outline.details[parent])));
        starts.push(Start {
            line: outline.line_at(details.range.start),
            title: outline.summary(details).to_owned(),
            body: details.inner.clone(),
            level: BELOW_HEADINGS,
            prose: Prose::Answers,
            section,
        });
    }
    starts
}
