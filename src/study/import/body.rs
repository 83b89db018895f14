//! What stands under a question: which of it still asks, which of it answers, which is commentary.
//!
//! The text comes in already freed of its list's indentation. It is cut into pieces at `<details>`,
//! at answer labels and at fences, and each piece is given to the question, to the answer or to the
//! remarks. Two answers are both kept; one that is labelled otherwise than "Answer" is shown under
//! its label as a bold line.

use std::borrow::Cow;

use super::html::{fence_end, to_markdown};
use super::label::{Label, asks_about_code, asks_further, has_question_mark, label_of};
use super::scan;
use super::tags::tag_at;

/// A question with all that stands under it, sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sorted {
    /// Belongs to the question: code, options, sub-questions.
    pub(super) question: Vec<String>,
    /// Answers with their labels, in order.
    pub(super) answers: Vec<(Option<String>, String)>,
    pub(super) remarks: Vec<String>,
}

impl Sorted {
    /// One Markdown answer of all of them.
    pub(super) fn answer(&self) -> Option<String> {
        let mut text = String::new();
        let written = || self.answers.iter().filter(|(_, answer)| !answer.is_empty());
        let is_single = written().count() == 1;
        for (label, answer) in written() {
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            // The first answer needs no "Answer"; a second one has to be told from it.
            if let Some(label) = label
                .as_ref()
                .filter(|label| !text.is_empty() || !is_single && !is_plain(label) || label.contains('('))
            {
                text.push_str("**");
                text.push_str(label);
                text.push_str("**\n\n");
            }
            text.push_str(answer);
        }
        (!text.is_empty()).then_some(text)
    }
}

/// Sorts what stands under `question`.
pub(super) fn sort(question: &str, body: &str) -> Sorted {
    let pieces = pieces(body);
    let mut sorted = Sorted::default();
    let has_label = pieces.iter().any(|piece| matches!(piece, Piece::Details { .. } | Piece::Label(_)));
    let mut label: Option<String> = None;
    let mut is_labelled = false;
    let mut open = String::new();
    for piece in &pieces {
        match piece {
            Piece::Details { title, inner } => {
                close(&mut sorted, &mut label, &mut open, is_labelled);
                is_labelled = true;
                // What follows a closed block is a new text.
                let inner = to_markdown(inner);
                let title = to_markdown(title);
                let title = title.trim_matches(['*', '_', ':', ' ', '#']).to_owned();
                sorted.answers.push(((!title.is_empty()).then_some(title), inner));
            }
            Piece::Label(found) => {
                close(&mut sorted, &mut label, &mut open, is_labelled);
                is_labelled = true;
                label = Some(found.name.clone());
                open.push_str(found.rest);
                open.push('\n');
            }
            Piece::Commentary(text) if label.is_some() => push_block(&mut open, text),
            Piece::Commentary(text) => sorted.remarks.push(to_markdown(text)),
            Piece::Text(text) | Piece::Fence(text) if is_labelled => push_block(&mut open, text),
            Piece::Fence(text) => {
                let is_first = open.trim().is_empty();
                if has_label || is_first && asks_about_code(question) {
                    flush_question(&mut sorted, &mut open);
                    sorted.question.push(text.trim_matches('\n').trim_end().to_owned());
                } else {
                    push_block(&mut open, text);
                }
            }
            Piece::Text(text) => {
                if has_label || is_first_list_of_question(question, &open, text) {
                    push_block(&mut open, text);
                    flush_question(&mut sorted, &mut open);
                } else {
                    push_block(&mut open, text);
                }
            }
        }
    }
    close(&mut sorted, &mut label, &mut open, true);
    sorted
}

/// Freed of the indentation of the first line; lines that have less are freed of what they have.
pub(super) fn dedented(text: &str) -> Cow<'_, str> {
    let is_said = |line: &&str| !scan::trim(line).is_empty();
    let Some(first) = scan::lines(text).map(|(_, line)| line).find(is_said) else { return Cow::default() };
    let columns = indent_columns(first);
    if columns == 0 {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for (start, line) in scan::lines(text) {
        let mut left = columns;
        // With its end.
        let mut rest = &text[start..text.len().min(start + line.len() + 1)];
        while left > 0 {
            match rest.as_bytes().first() {
                Some(b' ') => left -= 1,
                Some(b'\t') => left = left.saturating_sub(4),
                _ => break,
            }
            rest = &rest[1..];
        }
        out.push_str(rest);
    }
    out.into()
}

fn indent_columns(line: &str) -> usize {
    line.bytes()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .map(|byte| if byte == b'\t' { 4 } else { 1 })
        .sum()
}

/// Whether a piece of HTML is set from right to left: the notes' commentary.
pub(super) fn is_rtl_block(text: &str) -> bool {
    tag_at(text.trim_start()).is_some_and(|tag| {
        matches!(&*tag.name, "p" | "div" | "section" | "blockquote" | "h4" | "h5" | "h6")
            && tag.attribute("dir").is_some_and(|dir| dir.eq_ignore_ascii_case("rtl"))
    })
}

enum Piece<'a> {
    Details { title: &'a str, inner: &'a str },
    Label(Label<'a>),
    Commentary(&'a str),
    Fence(&'a str),
    Text(&'a str),
}

fn is_plain(label: &str) -> bool {
    label_of(label).is_some_and(|label| label.is_plain)
}

fn push_block(open: &mut String, text: &str) {
    open.push_str(text);
    if !text.ends_with('\n') {
        open.push('\n');
    }
}

fn flush_question(sorted: &mut Sorted, open: &mut String) {
    let text = to_markdown(&std::mem::take(open));
    if !text.is_empty() {
        sorted.question.push(text);
    }
}

/// Ends the open text: an answer once a label or the end is reached, else part of the question.
fn close(sorted: &mut Sorted, label: &mut Option<String>, open: &mut String, is_answer: bool) {
    if !is_answer {
        flush_question(sorted, open);
        return;
    }
    let text = to_markdown(&std::mem::take(open));
    let label = label.take();
    if text.is_empty() {
        return;
    }
    match sorted.answers.last_mut() {
        // Unlabelled text behind a closed answer goes on with it.
        Some((_, last)) if label.is_none() => {
            last.push_str(if last.is_empty() { "" } else { "\n\n" });
            last.push_str(&text);
        }
        _ => sorted.answers.push((label, text)),
    }
}

/// Options and sub-questions stay with the question; a list of statements answers it.
fn is_first_list_of_question(question: &str, open: &str, text: &str) -> bool {
    if !open.trim().is_empty() || !starts_item(text) {
        return false;
    }
    let lower = question.to_lowercase();
    let points_down = lower.trim_end().ends_with(':')
        || [" these ", " following", " below", " those "]
            .iter()
            .any(|phrase| format!("{lower} ").contains(phrase));
    let items = || text.lines().filter(|line| starts_item(line));
    let is_marked = has_question_mark(question);
    let asking = items().filter(|line| asks_further(is_marked, item_text(line))).count();
    points_down || asking * 2 > items().count()
}

fn starts_item(line: &str) -> bool {
    item_text(line).len() < line.trim_start().len()
}

fn item_text(line: &str) -> &str {
    let text = line.trim_start();
    let after_bullet = text.strip_prefix(['-', '*', '+']).filter(|rest| rest.starts_with([' ', '\t']));
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let after_number = (digits > 0 && digits < 4)
        .then(|| text[digits..].strip_prefix(['.', ')']).filter(|rest| rest.starts_with([' ', '\t'])))
        .flatten();
    after_bullet.or(after_number).map_or(text, str::trim_start)
}

fn pieces(body: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut text_start, mut at) = (0, 0);
    // Without a closing tag anywhere ahead there is no need to look again.
    let last_close = body.to_ascii_lowercase().rfind("</details").unwrap_or(0);
    while at < body.len() {
        let line_start = at;
        let rest = &body[at..];
        let line_len = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let line = &rest[..line_len];
        let found = if let Some(end) = fence_end(rest) {
            Some((Piece::Fence(&rest[..end]), end))
        } else if line_start < last_close
            && tag_at(line.trim_start()).is_some_and(|tag| tag.name == "details" && !tag.is_closing)
        {
            let indent = line.len() - line.trim_start().len();
            details(&rest[indent..]).map(|(piece, len)| (piece, indent + len))
        } else if is_rtl_block(line) {
            let end = block_end(rest);
            Some((Piece::Commentary(&rest[..end]), end))
        } else {
            label_of(line.trim_end()).map(|label| (Piece::Label(label), line_len))
        };
        match found {
            Some((piece, len)) => {
                if !body[text_start..line_start].trim().is_empty() {
                    pieces.push(Piece::Text(&body[text_start..line_start]));
                }
                pieces.push(piece);
                at = line_start + len;
                text_start = at;
            }
            None => at += line_len,
        }
    }
    if !body[text_start..].trim().is_empty() {
        pieces.push(Piece::Text(&body[text_start..]));
    }
    pieces
}

/// `<details>` at the front: its title, its inside, and its whole length; nested ones allowed for.
fn details(text: &str) -> Option<(Piece<'_>, usize)> {
    let opening = tag_at(text)?;
    let (mut depth, mut at) = (1, opening.len);
    let (mut title, mut inner_start) = ("", opening.len);
    let mut at_line_start = false;
    while at < text.len() {
        let rest = &text[at..];
        if at_line_start && let Some(end) = fence_end(rest) {
            at += end;
            continue;
        }
        at_line_start = rest.starts_with('\n');
        if let Some(tag) = tag_at(rest) {
            match (&*tag.name, tag.is_closing) {
                ("details", false) => depth += 1,
                ("details", true) => depth -= 1,
                ("summary", true) if depth == 1 && title.is_empty() => {
                    title = &text[inner_start..at];
                    inner_start = at + tag.len;
                }
                _ => {}
            }
            if depth == 0 {
                let title = title.trim();
                return Some((Piece::Details { title, inner: &text[inner_start..at] }, at + tag.len));
            }
            at += tag.len;
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            at += rest[first..].find(['<', '\n']).map_or(rest.len(), |next| next + first);
        }
    }
    None
}

/// The end of the HTML block at the front: its closing tag's line, or a blank line.
fn block_end(text: &str) -> usize {
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        if line.trim().is_empty() && end > 0 {
            break;
        }
        end += line.len();
        if ["</p>", "</div>", "</section>", "</blockquote>"]
            .iter()
            .any(|close| line.trim_end().ends_with(close))
        {
            break;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(question: &str, body: &str, asked: &[&str], answer: Option<&str>) {
        let sorted = sort(question, body);
        assert_eq!(
            (
                sorted.question.iter().map(String::as_str).collect::<Vec<_>>().as_slice(),
                sorted.answer().as_deref()
            ),
            (asked, answer)
        );
    }

    #[test]
    fn an_answer_is_what_stands_below() {
        check(
            "Why a queue?",
            "It keeps order.\n\n```\na\n\n\nb\n```\n\nAnd more.",
            &[],
            Some("It keeps order.\n\n```\na\n\n\nb\n```\n\nAnd more."),
        );
        check(
            "Why?",
            "<details>\n<summary><b>Answer</b></summary>\n<div style=\"a\">\nBecause <b>x</b>.<br>\n</div>\n</details><br />",
            &[],
            Some("Because **x**."),
        );
        check("Why?", "<mark>Answer</mark> : because", &[], Some("because"));
        check("Why?", "", &[], None);
        check("Why?", "<p dir=\"rtl\">\nسؤال خوبی بود\n</p>", &[], None);
    }

    #[test]
    fn two_answers_are_both_kept() {
        let body = "<details><summary>My Answer</summary>\n\nmine\n\n</details>\n\n<details><summary>Answer</summary>\n\ntheirs\n\n</details>";
        check("Why?", body, &[], Some("**My Answer**\n\nmine\n\n**Answer**\n\ntheirs"));
    }

    #[test]
    fn code_and_options_stay_with_the_question() {
        check("What is the output?", "```go\nx\n```\n\nIt is 1.", &["```go\nx\n```"], Some("It is 1."));
        check("Will it work?", "```go\nx\n```\n\n**Answer:** no", &["```go\nx\n```"], Some("no"));
        check("Write a loop", "```go\nfor {}\n```", &[], Some("```go\nfor {}\n```"));
        check("Do you know these tools?", "- a\n- b", &["- a\n- b"], None);
        check("What is ACID?", "- Atomicity\n- Consistency", &[], Some("- Atomicity\n- Consistency"));
        check(
            "We have a table",
            "1. Write a query for a\n2. How to get b?",
            &["1. Write a query for a\n2. How to get b?"],
            None,
        );
    }
}
