//! CSV and its kin: fields parted by comma, semicolon, tab or bar, quoted where they hold such marks
//! or line ends, with or without a header.
//!
//! Which mark parts the fields is told by the header, or by the one that gives all records the same
//! number of fields. Without either a name in the header or a file name that says so, much more
//! agreement is asked for: prose has commas, too.

use super::columns::{MOST_COLUMNS, Role, Row, add_cards, roles_of_header, roles_of_rows};
use super::family::{ENOUGH, Family, Whole};
use super::html::to_markdown;
use super::label::is_question_like;
use super::outcome::{ImportedNote, Problem};
use std::borrow::Cow;

pub(super) struct Delimited;

/// A file is judged by its first records.
const SAMPLE_RECORDS: usize = 200;
/// And by its first bytes.
const SAMPLE_BYTES: usize = 1 << 18;
/// So many quotes that are never closed, and quotes mean nothing in this file.
const MOST_UNCLOSED: usize = 3;
/// A field that is longer holds the rest of the file, not an answer.
const LONGEST_FIELD: usize = 1 << 20;

impl Family for Delimited {
    fn name(&self) -> &'static str {
        "table of fields"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let text = whole.text;
        let hint = whole.hint;
        let extension = hint.file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        let is_named = matches!(extension.as_deref(), Some("csv" | "tsv" | "tab" | "psv"));
        let Some(found) = Shape::of(text, is_named) else { return if is_named { ENOUGH } else { 0 } };
        let by_name = if is_named { 60 } else { 0 };
        let by_header = match (&found.header, found.columns) {
            (Some(_), 2..) if found.are_alike => 40,
            (Some(roles), 2..) if roles.contains(&Role::Answer) => 20,
            (Some(_), _) if is_named => 20,
            _ => 0,
        };
        let by_rows = if found.columns >= 2 && found.are_alike && found.records >= 2 {
            match found.delimiter {
                b'\t' => 25,
                _ if found.records >= 5 && found.asks => 15,
                _ => 0,
            }
        } else {
            0
        };
        by_name + by_header + by_rows
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let text = whole.text;
        let mut note = ImportedNote::default();
        let Some(shape) = Shape::of(text, true) else {
            let message = format!("no table of cards: no rows, or more than {MOST_COLUMNS} columns");
            note.problems.push(Problem { line: Some(1), message });
            return note;
        };
        let (body, first_line) = body(text);
        let mut rows = rows(body, first_line, shape.delimiter, &mut note.problems);
        let names =
            if shape.header.is_some() && !rows.is_empty() { rows.remove(0).fields } else { Vec::new() };
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        for row in &mut rows {
            row.fields.iter_mut().for_each(|text| *text = field(text));
        }
        let roles = shape.header.unwrap_or_else(|| roles_of_rows(&rows));
        add_cards(&mut note, &rows, &roles, &names, None);
        note.problems.sort_by_key(|problem| problem.line);
        note
    }
}

struct Shape {
    delimiter: u8,
    columns: usize,
    records: usize,
    /// Nearly all records have the same number of fields.
    are_alike: bool,
    /// Some column mostly asks.
    asks: bool,
    header: Option<Vec<Role>>,
}

impl Shape {
    fn of(text: &str, is_named: bool) -> Option<Self> {
        let (body, _) = body(text);
        let stated = stated_delimiter(text);
        let sample = &body[..body.floor_char_boundary(SAMPLE_BYTES)];
        let first_line = sample.lines().find(|line| !line.trim().is_empty())?;
        // Markdown tables, JSON and pages have commas and bars as well.
        if first_line.trim_start().starts_with(['|', '{', '[', '<']) && !is_named {
            return None;
        }
        let candidates: Vec<u8> = stated.map_or_else(|| b",;\t|".to_vec(), |delimiter| vec![delimiter]);
        // Without the mark in its first row, a text has one column.
        let may_part = |mark: u8| is_named || first_line.contains([char::from(mark), '"']);
        let shapes = candidates
            .iter()
            .filter(|&&delimiter| may_part(delimiter))
            .filter_map(|&delimiter| Self::with(sample, delimiter));
        let best = shapes.max_by_key(|shape| {
            (
                shape.columns >= 2 && shape.header.is_some(),
                shape.are_alike && shape.columns >= 2,
                shape.columns >= 2,
                shape.columns.min(12),
            )
        });
        // A row too wide for one mark is no single column by another.
        let is_wide =
            candidates.iter().any(|&mark| first_line.matches(char::from(mark)).count() >= MOST_COLUMNS);
        best.filter(|shape| shape.columns >= 2 || is_named && !is_wide)
    }

    fn with(sample: &str, delimiter: u8) -> Option<Self> {
        let tight = tightened(sample, delimiter);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(tight.as_bytes());
        let mut rows: Vec<Row> = Vec::new();
        for record in reader.records().take(SAMPLE_RECORDS).map_while(Result::ok) {
            if record.len() > MOST_COLUMNS {
                return None;
            }
            let fields: Vec<String> = record.iter().map(str::to_owned).collect();
            if fields.iter().any(|field| !field.trim().is_empty()) {
                rows.push(Row { line: 1, fields });
            }
        }
        let columns = rows.first()?.fields.len();
        let alike = rows.iter().filter(|row| row.fields.len() == columns).count();
        let names: Vec<&str> = rows[0].fields.iter().map(String::as_str).collect();
        let header =
            roles_of_header(&names).filter(|_| rows[0].fields.iter().all(|name| name.chars().count() <= 60));
        let asks = (0..columns.min(12)).any(|column| {
            let asking =
                rows.iter().filter(|row| row.fields.get(column).is_some_and(|field| is_question_like(field)));
            asking.count() * 2 > rows.len()
        });
        Some(Self {
            delimiter,
            columns,
            records: rows.len(),
            are_alike: alike * 10 >= rows.len() * 9,
            asks,
            header,
        })
    }
}

/// `sep=;`, which spreadsheets write on the first line.
fn stated_delimiter(text: &str) -> Option<u8> {
    let first = text.lines().next()?.trim().trim_matches('"');
    let stated = first.strip_prefix("sep=")?;
    match stated.as_bytes() {
        [] => Some(b'\t'),
        [delimiter] => Some(*delimiter),
        _ => None,
    }
}

/// Without the line that states the separator; and the number of its first line.
fn body(text: &str) -> (&str, usize) {
    match text.split_once('\n') {
        Some((_, rest)) if stated_delimiter(text).is_some() => (rest, 2),
        _ => (text, 1),
    }
}

/// With no blanks between a delimiter and the quote that opens a field: people write `Why?, "so, it is"`.
fn tightened(text: &str, delimiter: u8) -> Cow<'_, str> {
    let is_loose = |pair: &[u8]| pair[0] == delimiter && pair[1] == b' ';
    if !text.contains('"') || !text.as_bytes().windows(2).any(is_loose) {
        return text.into();
    }
    let bytes = text.as_bytes();
    let mut tight = String::with_capacity(text.len());
    let (mut at, mut kept, mut is_start, mut may_close) = (0, 0, true, true);
    while at < bytes.len() && may_close {
        let blanks = if is_start { bytes[at..].iter().take_while(|&&byte| byte == b' ').count() } else { 0 };
        if is_start && bytes.get(at + blanks) == Some(&b'"') {
            let open = at + blanks;
            let close = closing_quote(bytes, open);
            may_close = close.is_some();
            let behind = close.map_or(bytes.len(), |close| {
                close + 1 + bytes[close + 1..].iter().take_while(|&&byte| byte == b' ').count()
            });
            let is_field = bytes.get(behind).is_none_or(|&byte| byte == delimiter || b"\r\n".contains(&byte));
            if let Some(close) = close.filter(|_| is_field) {
                tight.push_str(&text[kept..at]);
                tight.push_str(&text[open..=close]);
                (at, kept, is_start) = (behind, behind, false);
                continue;
            }
        }
        is_start = bytes[at] == delimiter || bytes[at] == b'\n';
        at += 1;
    }
    tight.push_str(&text[kept..]);
    tight.into()
}

/// The quote that closes the one at `open`; two in a row are one that is meant.
fn closing_quote(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    while at < bytes.len() {
        match (bytes[at], bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// All records. A quote that is never closed costs its line, not the rest of the file.
pub(super) fn rows(text: &str, first_line: usize, delimiter: u8, problems: &mut Vec<Problem>) -> Vec<Row> {
    let text = tightened(text, delimiter);
    let mut rows = Vec::new();
    let (mut rest, mut line) = (text.as_ref(), first_line);
    let mut unclosed = 0;
    while !rest.is_empty() {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .quoting(unclosed < MOST_UNCLOSED)
            .from_reader(rest.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut reread_from = None;
        while let Ok(true) = reader.read_record(&mut record) {
            let position = record.position();
            let start = position.map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
            let skipped = rest.as_bytes()[start..].iter().take_while(|byte| **byte == b'\n').count();
            let at = line
                + position.map_or(0, |position| usize::try_from(position.line()).unwrap_or(1) - 1)
                + skipped;
            let end = usize::try_from(reader.position().byte()).unwrap_or(rest.len()).min(rest.len());
            let raw = &rest[start..end];
            // At the end with an odd number of quotes: one was never closed.
            if end == rest.len()
                && raw.trim_matches('\n').contains('\n')
                && raw.matches('"').count() % 2 == 1
                && unclosed < MOST_UNCLOSED
            {
                problems.push(Problem {
                    line: Some(at),
                    message: "a quote that is opened here is never closed".to_owned(),
                });
                reread_from = Some((start + skipped, at));
                break;
            }
            if record.len() > MOST_COLUMNS || record.iter().any(|field| field.len() > LONGEST_FIELD) {
                let message =
                    format!("a row of {} fields and {} bytes is no card, left out", record.len(), raw.len());
                problems.push(Problem { line: Some(at), message });
                continue;
            }
            rows.push(Row { line: at, fields: record.iter().map(str::to_owned).collect() });
        }
        let Some((start, at)) = reread_from else { break };
        unclosed += 1;
        // That one line as it stands, then the rest as before.
        let end = rest[start..].find('\n').map_or(rest.len(), |end| start + end + 1);
        if let Ok(delimiter) = std::str::from_utf8(&[delimiter]) {
            let fields =
                rest[start..end].trim_end().split(delimiter).map(|text| text.trim_matches('"').to_owned());
            let fields: Vec<String> = fields.take(MOST_COLUMNS).collect();
            rows.push(Row { line: at, fields });
        }
        rest = &rest[end..];
        line = at + 1;
    }
    rows
}

/// A field as Markdown; HTML is only read where it closes what it opens.
pub(super) fn field(text: &str) -> String {
    let text = text.trim();
    let is_html = text.contains("</")
        || text.contains("<br")
        || ["&nbsp;", "&lt;", "&gt;", "&amp;", "&quot;", "&#"].iter().any(|entity| text.contains(entity));
    if is_html { to_markdown(text) } else { text.to_owned() }
}
