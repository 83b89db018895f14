//! Markdown tables whose header names a column of questions. Tables of contents, whose questions are
//! links into the same page, make no cards; other text is left out.

use super::columns::{MOST_COLUMNS, Role, Row, add_cards, roles_of_header};
use super::family::{Family, Whole};
use super::furniture::leads_inside;
use super::html::to_plain;
use super::left_out::LeftOut;
use super::lines::{Line, front_matter_lines};
use super::outcome::ImportedNote;
use super::scan;
use super::wording;

pub(super) struct MarkdownTable;

impl Family for MarkdownTable {
    fn name(&self) -> &'static str {
        "Markdown table"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let text = whole.text;
        if memchr::memchr(b'|', text.as_bytes()).is_none() {
            return 0;
        }
        let lines = whole.lines();
        let (mut rows, mut has_answers, mut in_tables) = (0_usize, false, 0_usize);
        for table in tables(lines) {
            let Some(roles) = &table.roles else { continue };
            rows += table.end - table.start - 2;
            in_tables += table.end - table.start;
            has_answers |= roles.iter().any(|role| matches!(role, Role::Answer | Role::RightOption));
        }
        if rows == 0 {
            return 0;
        }
        let filled = lines.iter().filter(|line| !line.is_blank()).count();
        let rows_capped = i32::try_from(rows.min(30)).unwrap_or(30);
        if in_tables * 2 >= filled {
            25 + rows_capped
        } else if has_answers && in_tables * 5 >= filled {
            10 + rows_capped
        } else {
            0
        }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let mut note = ImportedNote::default();
        let lines = whole.lines();
        let mut left_out = LeftOut::default();
        let mut section: Option<String> = None;
        let mut at = front_matter_lines(lines);
        let mut tables = tables(lines).into_iter().peekable();
        while at < lines.len() {
            if let Some(table) = tables.next_if(|table| table.start <= at) {
                if let Some(roles) = &table.roles {
                    let names = cells(lines[table.start].text);
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    let rows: Vec<Row> = lines[table.start + 2..table.end]
                        .iter()
                        .map(|line| Row {
                            line: line.number,
                            fields: cells(line.text)
                                .iter()
                                .map(|cell| wording::answer(cell).unwrap_or_default())
                                .collect(),
                        })
                        .collect();
                    add_cards(&mut note, &rows, roles, &names, section.as_deref());
                } else {
                    lines[table.start..table.end].iter().for_each(|line| left_out.line(line.number));
                }
                at = table.end;
                continue;
            }
            let line = &lines[at];
            if let Some((_, title)) = line.heading() {
                let title = to_plain(title);
                if note.title.is_none() && note.cards.is_empty() && section.is_none() {
                    note.title = Some(title);
                } else {
                    section = Some(title);
                }
            } else if !line.is_blank() && !line.is_rule() {
                left_out.line(line.number);
            }
            at += 1;
        }
        left_out.report(&mut note.problems);
        note.problems.sort_by_key(|problem| problem.line);
        note
    }
}

struct Table {
    start: usize,
    end: usize,
    /// `None` where it holds no questions.
    roles: Option<Vec<Role>>,
}

fn tables(lines: &[Line<'_>]) -> Vec<Table> {
    let mut tables = Vec::new();
    let mut at = 1;
    while at < lines.len() {
        let header = lines[at - 1];
        if lines[at].is_code
            || header.is_code
            || !is_delimiter_row(lines[at].text)
            || !header.text.contains('|')
        {
            at += 1;
            continue;
        }
        let rows = lines[at + 1..].iter().take_while(|line| !line.is_code && line.text.contains('|')).count();
        let (start, end) = (at - 1, at + 1 + rows);
        let names = cells(header.text);
        let names: Vec<String> =
            names.iter().map(|name| name.trim_matches(['*', '_', '`', ' ']).to_owned()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let roles = roles_of_header(&names).filter(|_| names.len() <= MOST_COLUMNS && rows > 0);
        let roles = roles.filter(|roles| {
            let has_answer = roles.iter().any(|role| matches!(role, Role::Answer | Role::RightOption));
            let asking = roles.iter().position(|role| *role == Role::Question).unwrap_or(0);
            let is_strict =
                names[asking].to_lowercase().contains("question") || names[asking].contains("سوال");
            let contents = lines[at + 1..end]
                .iter()
                .filter(|line| leads_inside(line.text))
                .filter(|line| cells(line.text).get(asking).is_some_and(|cell| is_link_inside(cell)));
            (has_answer && roles.len() > 1 || is_strict) && contents.count() * 2 <= rows
        });
        tables.push(Table { start, end, roles });
        at = end + 1;
    }
    tables
}

/// `|---|:--:|`
fn is_delimiter_row(line: &str) -> bool {
    let bare = scan::trim(line).as_bytes();
    bare.iter().all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'+' | b'\t'))
        && bare.contains(&b'-')
        && bare.contains(&b'|')
}

/// `[Why?](#why)`: a line of contents.
fn is_link_inside(cell: &str) -> bool {
    let cell = cell.trim();
    cell.starts_with('[') && cell.ends_with(')') && cell.contains("](#")
}

/// A row's cells; a bar in a code span or behind a backslash parts nothing.
fn cells(line: &str) -> Vec<String> {
    let bare = line.trim();
    let bare = bare.strip_prefix('|').unwrap_or(bare);
    if bare.is_empty() {
        return Vec::new();
    }
    if memchr::memchr2(b'`', b'\\', bare.as_bytes()).is_none() {
        let bare = bare.strip_suffix('|').unwrap_or(bare);
        return bare.split('|').map(|cell| scan::trim(cell).to_owned()).collect();
    }
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut in_code = false;
    let mut chars = bare.chars().peekable();
    let has_even_ticks = bare.matches('`').count().is_multiple_of(2);
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => {
                chars.next();
                cell.push('|');
            }
            '`' if has_even_ticks => {
                in_code = !in_code;
                cell.push(c);
            }
            '|' if !in_code => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            _ => cell.push(c),
        }
    }
    if !cell.trim().is_empty() {
        cells.push(cell.trim().to_owned());
    }
    cells
}
