//! Tables whose header names a column of questions, or in which a column asks.

use super::super::blocks::{BlockId, Kind};
use super::super::columns::{MOST_COLUMNS, Role, role_of};
use super::groups::Decided;
use crate::study::import::wording::{self, Ask, HeadingKind, clean, leads_inside};

/// A row that asks.
pub(super) struct TableCard {
    pub(super) block: BlockId,
    /// A line of the prepared text.
    pub(super) line: usize,
    pub(super) question: String,
    pub(super) answer: String,
    pub(super) section: Option<String>,
}

/// The rows of all tables that stand in no body and ask; `is_chosen` if the user named tables.
pub(super) fn table_cards(decided: &Decided<'_>, used: &[bool], is_chosen: bool) -> Vec<TableCard> {
    let blocks = &decided.outline.blocks;
    let mut cards = Vec::new();
    for at in 0..blocks.len() {
        let is_blocked = decided.outline.sections(at).next().is_some_and(|near| {
            matches!(decided.annotations.kind(near), HeadingKind::Facts | HeadingKind::Boilerplate)
        });
        if blocks[at].kind == Kind::Table && !used[at] && (!is_blocked || is_chosen) {
            read_table(decided, at, is_chosen, &mut cards);
        }
    }
    cards
}

fn read_table(decided: &Decided<'_>, at: BlockId, is_chosen: bool, cards: &mut Vec<TableCard>) {
    let words = decided.words;
    let outline = decided.outline;
    let rows: Vec<(usize, Vec<String>)> = outline.blocks[at]
        .lines
        .clone()
        .filter(|&line| {
            !outline
                .text
                .line(line)
                .trim()
                .bytes()
                .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'+'))
        })
        .map(|line| (line, cells(outline.text.line(line))))
        .collect();
    let [(_, header), body @ ..] = rows.as_slice() else { return };
    if body.is_empty() || header.len() > MOST_COLUMNS {
        return;
    }
    let roles: Vec<Role> = header.iter().map(|name| role_of(&clean(name, words))).collect();
    let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
    let asks = |column: usize| {
        body.iter().filter(|(_, row)| wording::ask(&cell(row, column), words) == Ask::Mark).count()
    };
    let is_contents = |column: usize| {
        body.iter().filter(|(_, row)| leads_inside(&cell(row, column))).count() * 2 > body.len()
    };
    let named = roles.iter().position(|role| *role == Role::Question);
    let is_exact = |column: usize| {
        let key = wording::keyword(&header[column], words);
        words.is(crate::study::lexicon::WordClass::QuestionLabel, &key)
    };
    let answer = roles.iter().position(|role| matches!(role, Role::Answer | Role::RightOption));
    let column =
        match named.filter(|&column| is_chosen || is_exact(column) || answer.is_some() || asks(column) > 0) {
            Some(column) => Some(column),
            None => (0..header.len())
                .max_by_key(|&column| (asks(column), header.len() - column))
                .filter(|&column| asks(column) >= 3),
        };
    let Some(column) = column.filter(|&column| !is_contents(column)) else { return };
    let section = outline.sections(at).find_map(|section| {
        let is_title = outline.blocks[section].section.is_none() && outline.blocks[section].level == 1;
        (!is_title).then(|| clean(&outline.own(section), words).into_owned())
    });
    for (line, row) in body {
        let question = clean(&cell(row, column), words).into_owned();
        if !question.chars().any(char::is_alphabetic) {
            continue;
        }
        let answer = match answer {
            Some(answer) => cell(row, answer),
            None if roles.get(column + 1).is_none_or(|role| matches!(role, Role::Unknown | Role::More)) => {
                cell(row, column + 1)
            }
            None => String::new(),
        };
        let answer = answer.replace("<br>", "\n").replace("<br/>", "\n").replace("<br />", "\n");
        let own_section = roles
            .iter()
            .position(|role| *role == Role::Section)
            .map(|column| clean(&cell(row, column), words).into_owned());
        cards.push(TableCard {
            block: at,
            line: *line,
            question,
            answer: if answer.chars().any(char::is_alphanumeric) {
                answer.trim().to_owned()
            } else {
                String::new()
            },
            section: own_section.filter(|section| !section.is_empty()).or_else(|| section.clone()),
        });
    }
}

/// A row's cells; a bar in a code span or behind a backslash parts nothing.
fn cells(line: &str) -> Vec<String> {
    let bare = line.trim();
    let bare = bare.strip_prefix('|').unwrap_or(bare);
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut in_code = false;
    let has_even_ticks = bare.matches('`').count().is_multiple_of(2);
    let mut chars = bare.chars().peekable();
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
