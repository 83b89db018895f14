//! Clozes: sentences with words to be guessed, `{{c1::words::hint}}` as Anki writes them.
//!
//! A sentence gives one card for each number. Its question hides the words of that number; its answer is the whole
//! sentence. Packages, rows of fields and question banks share this.

use std::collections::BTreeSet;

use super::columns::{Role, Row};
use super::scan;

/// A text with more numbers than about this many is no sentence.
const MOST_CLOZES: usize = 100;

/// The numbers of a text's clozes.
pub(super) fn numbers(text: &str) -> BTreeSet<i64> {
    let mut numbers = BTreeSet::new();
    if !scan::holds(text, "{{c") {
        return numbers;
    }
    let last_end = text.rfind("}}").unwrap_or(0);
    for (at, _) in text.match_indices("{{c").take_while(|(at, _)| *at < last_end) {
        let Some((start, _)) = cloze_start(&text[at..], None).filter(|_| numbers.len() < MOST_CLOZES) else {
            continue;
        };
        let written = start["{{c".len()..].trim_end_matches(':').split(',');
        numbers.extend(written.filter_map(|number| number.parse::<i64>().ok()));
    }
    numbers
}

/// The question and the answer of each cloze in a text; none for a text without clozes.
pub(super) fn cards_of(text: &str) -> impl Iterator<Item = (i64, String, String)> {
    let numbers = numbers(text);
    let revealed = if numbers.is_empty() { String::new() } else { with_clozes(text, None) };
    let sides: Vec<_> = numbers
        .into_iter()
        .map(|number| (number, with_clozes(text, Some(number)), revealed.clone()))
        .collect();
    sides.into_iter()
}

/// Rows whose question has clozes become one row for each number; what was their answer follows the sentence.
pub(super) fn rows_of(rows: Vec<Row>, roles: &mut Vec<Role>) -> Vec<Row> {
    let place = |roles: &[Role], wanted: Role| roles.iter().position(|role| *role == wanted);
    let Some(question) = place(roles, Role::Question) else { return rows };
    let has_clozes = |row: &Row| row.fields.get(question).is_some_and(|field| !numbers(field).is_empty());
    if !rows.iter().any(has_clozes) {
        return rows;
    }
    let guid = place(roles, Role::Guid);
    let answer = place(roles, Role::Answer).unwrap_or_else(|| {
        roles.push(Role::Answer);
        roles.len() - 1
    });
    let mut expanded = Vec::with_capacity(rows.len());
    for row in rows {
        if !has_clozes(&row) {
            expanded.push(row);
            continue;
        }
        for (number, hidden, revealed) in cards_of(&row.fields[question]) {
            let mut fields = row.fields.clone();
            fields.resize(fields.len().max(roles.len()), String::new());
            fields[question] = hidden;
            let said = std::mem::replace(&mut fields[answer], revealed);
            if !said.trim().is_empty() {
                fields[answer].push_str("\n\n");
                fields[answer].push_str(&said);
            }
            if let Some(guid) = guid.filter(|&guid| !fields[guid].trim().is_empty()) {
                fields[guid] = format!("{} {number}", fields[guid].trim());
            }
            expanded.push(Row { line: row.line, fields });
        }
    }
    expanded
}

/// Clozes in clozes beyond this are left as they are written.
const DEEPEST_CLOZE: usize = 8;

/// A cloze that is open: `{{c1::text::hint}}`.
struct Open<'a> {
    /// As it is written.
    start: &'a str,
    is_asked: bool,
    text: String,
    hint: Option<String>,
}

/// HTML with its clozes shown, but those of the number that is asked hidden.
pub(super) fn with_clozes(html: &str, asked: Option<i64>) -> String {
    if !scan::holds(html, "{{c") {
        return html.to_owned();
    }
    let mut out = String::new();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut rest = html;
    while let Some(next) = rest.chars().next() {
        if let Some((start, is_asked)) = cloze_start(rest, asked).filter(|_| open.len() < DEEPEST_CLOZE) {
            rest = &rest[start.len()..];
            open.push(Open { start, is_asked, text: String::new(), hint: None });
        } else if let Some(after) = rest.strip_prefix("}}").filter(|_| !open.is_empty()) {
            rest = after;
            let closed = open.pop().map_or_else(String::new, |closed| match closed.hint {
                _ if !closed.is_asked => closed.text,
                Some(hint) if !hint.trim().is_empty() => format!("[{hint}]"),
                _ => "[...]".to_owned(),
            });
            // Together they would be a link.
            let gap = if closed.ends_with(']') && rest.starts_with(['(', '[']) { " " } else { "" };
            let target = innermost(&mut open, &mut out);
            target.push_str(&closed);
            target.push_str(gap);
        } else if let (Some(after), Some(Open { hint: hint @ None, .. })) =
            (rest.strip_prefix("::"), open.last_mut())
        {
            rest = after;
            *hint = Some(String::new());
        } else {
            innermost(&mut open, &mut out).push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    for unclosed in open {
        out.push_str(unclosed.start);
        out.push_str(&unclosed.text);
        if let Some(hint) = unclosed.hint {
            out.push_str("::");
            out.push_str(&hint);
        }
    }
    out
}

fn innermost<'a>(open: &'a mut [Open<'_>], out: &'a mut String) -> &'a mut String {
    match open.last_mut() {
        Some(Open { hint: Some(hint), .. }) => hint,
        Some(Open { text, .. }) => text,
        None => out,
    }
}

/// `{{c1::` or `{{c1,2::` at the front of a text, and whether it is of the number that is asked.
fn cloze_start(text: &str, asked: Option<i64>) -> Option<(&str, bool)> {
    let inner = text.strip_prefix("{{c")?;
    let len = inner.bytes().take(40).position(|byte| !byte.is_ascii_digit() && byte != b',')?;
    if len == 0 || !inner[len..].starts_with("::") {
        return None;
    }
    let is_asked = inner[..len].split(',').any(|number| asked.is_some() && number.parse().ok() == asked);
    Some((&text[..3 + len + 2], is_asked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_cloze(html: &str, asked: i64, expected: &str, expected_whole: &str) {
        assert_eq!(with_clozes(html, Some(asked)), expected);
        assert_eq!(with_clozes(html, None), expected_whole);
    }

    #[test]
    fn clozes_are_hidden_by_their_number() {
        check_cloze("a {{c1::b}} {{c2::c::hint}} d", 1, "a [...] c d", "a b c d");
        check_cloze("a {{c1::b}} {{c2::c::hint}} d", 2, "a b [hint] d", "a b c d");
        check_cloze("{{c1::a {{c2::b}} c}}", 2, "a [...] c", "a b c");
        check_cloze("{{c1::a {{c2::b}} c}}", 1, "[...]", "a b c");
        check_cloze("{{c1,3::a}} {{c2::b}}", 3, "[...] b", "a b");
        check_cloze("f{{c1::x}}(y)", 1, "f[...] (y)", "fx(y)");
        check_cloze("{{c1::a::  }}", 1, "[...]", "a");
    }

    #[test]
    fn what_is_no_cloze_stays_as_it_is() {
        for text in ["}} {{c1::a", "{{c::a}}", "{{cx::a}}", "{{c1:a}}", "a::b }}", "{{c1::a::b", "{{c1"] {
            check_cloze(text, 1, text, text);
        }
        let deep = "{{c1::".repeat(100_000);
        assert_eq!(with_clozes(&deep, None), deep);
    }

    #[test]
    fn a_row_gives_a_card_for_each_number() {
        let row =
            |fields: &[&str]| Row { line: 4, fields: fields.iter().map(|&field| field.to_owned()).collect() };
        let mut roles = vec![Role::Question, Role::Guid];
        let rows =
            vec![row(&["{{c2::A}} and {{c1::B::which}}, {{c2::C}}", "g"]), row(&["Why {{c1::not", "h"])];
        let expanded = rows_of(rows, &mut roles);
        let fields: Vec<Vec<&str>> =
            expanded.iter().map(|row| row.fields.iter().map(String::as_str).collect()).collect();
        assert_eq!(
            fields,
            [
                vec!["A and [which], C", "g 1", "A and B, C"],
                vec!["[...] and B, [...]", "g 2", "A and B, C"],
                vec!["Why {{c1::not", "h"],
            ]
        );
        assert_eq!(roles, [Role::Question, Role::Guid, Role::Answer]);
    }

    #[test]
    fn what_was_the_answer_follows_the_sentence() {
        let mut roles = vec![Role::Question, Role::Answer];
        let rows =
            vec![Row { line: 1, fields: vec!["A {{c1::pipe}} joins".to_owned(), "of the shell".to_owned()] }];
        let expanded = rows_of(rows, &mut roles);
        assert_eq!(expanded[0].fields, ["A [...] joins", "A pipe joins\n\nof the shell"]);
    }
}
