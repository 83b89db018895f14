//! CSV and its kin: fields parted by comma, semicolon, tab or bar, quoted where they hold such marks
//! or line ends, with or without a header.
//!
//! Which mark parts the fields is told by the header, or by the one that gives all records the same
//! number of fields. Without either a name in the header or a file name that says so, much more
//! agreement is asked for: prose has commas, too.

use std::borrow::Cow;

use super::cloze;
use super::columns::{
    MOST_COLUMNS, Role, Row, add_cards, is_named, is_number, names_no_question, roles_of_rows, roles_of_table,
};
use super::family::{ENOUGH, Family, Whole};
use super::html::to_markdown;
use super::outcome::{ImportedNote, Problem};
use super::wording::is_question_like;
use crate::study::lexicon::ColumnClass;

pub(super) struct Delimited;

/// A file is judged by its first records.
const SAMPLE_RECORDS: usize = 200;
/// And by its first bytes.
const SAMPLE_BYTES: usize = 1 << 18;
/// So many quotes that are never closed, and quotes mean nothing in this file.
const MOST_UNCLOSED: usize = 3;
/// In characters. What is longer is no name of a column.
const LONGEST_NAME: usize = 60;
/// The row that names the columns is looked for among so many.
const MOST_TITLES: usize = 30;
/// So many lines of two sides, and a semicolon between them parts fields.
const LEAST_PAIRS: usize = 10;
/// In characters. The first side of a pair is a word or a short phrase.
const LONGEST_WORD: usize = 60;
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
                b'\t' if found.sides != Sides::Nothing => 25,
                _ if found.records >= 5 && found.asks => 15,
                b';' if found.records >= LEAST_PAIRS && found.sides == Sides::Pairs => 15,
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
        rows.retain(|row| row.fields.iter().any(|field| !field.trim().is_empty()));
        let Some(head) = Head::of(&rows) else {
            let message = if rows.iter().any(|row| names_no_question(&names_of(row))) {
                "the names of the columns name no question, so no cards were made: call one `Question`"
            } else {
                "no column asks, so no cards were made: call the column of questions `Question`"
            };
            note.problems
                .push(Problem { line: rows.first().map(|row| row.line), message: message.to_owned() });
            return note;
        };
        let body = rows.split_off(head.first_row);
        let names = if head.is_named { rows.pop() } else { None };
        let names = names.map_or_else(Vec::new, |row| row.fields);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        if let Some(title) = rows.first() {
            let message = format!("lines above the names of the columns, left out: {}", rows.len());
            note.problems.push(Problem { line: Some(title.line), message });
        }
        rows = body;
        leave_out_totals(&mut rows, &mut note.problems);
        for row in &mut rows {
            row.fields.iter_mut().for_each(|text| *text = field(text));
        }
        let mut roles = head.roles;
        let rows = cloze::rows_of(rows, &mut roles);
        add_cards(&mut note, &rows, &roles, &names, None);
        note.problems.sort_by_key(|problem| problem.line);
        note
    }
}

/// Where the rows of cards begin, and what their columns are for.
struct Head {
    roles: Vec<Role>,
    first_row: usize,
    /// Whether the row before the first names the columns.
    is_named: bool,
}

impl Head {
    /// Rows that have a field. `None` where the columns are named and none is of questions, or where the rows of
    /// several columns do not ask.
    fn of(rows: &[Row]) -> Option<Self> {
        let first = first_full_row(rows);
        for at in [0, first] {
            let names = names_of(rows.get(at)?);
            let are_short = names.iter().all(|name| name.chars().count() <= LONGEST_NAME);
            if let Some(roles) = roles_of_table(&names, &rows[at + 1..]).filter(|_| are_short) {
                return Some(Self { roles, first_row: at + 1, is_named: true });
            }
            if names_no_question(&names) {
                return None;
            }
        }
        let rows = &rows[first..];
        let columns = rows[0].fields.len();
        // "name" alone does not ask for anything.
        let is_sentence = |field: &str| !field.is_ascii() || field.trim().contains(' ');
        let is_told =
            |row: &Row| row.fields.iter().any(|field| is_sentence(field) && is_question_like(field));
        if columns > 2 && !rows.iter().any(is_told) {
            return None;
        }
        Some(Self { roles: roles_of_rows(rows), first_row: first, is_named: false })
    }
}

fn names_of(row: &Row) -> Vec<&str> {
    row.fields.iter().map(String::as_str).collect()
}

/// The first row that is no title above a table: titles and remarks fill one field of those that others have.
pub(super) fn first_full_row(rows: &[Row]) -> usize {
    let head = &rows[..rows.len().min(MOST_TITLES)];
    let filled = |row: &Row| row.fields.iter().filter(|field| !field.trim().is_empty()).count();
    if head.iter().all(|row| filled(row) <= 1) {
        return 0;
    }
    let is_remark = |row: &Row| filled(row) <= 1 || row.fields[0].trim_start().starts_with("# ");
    head.iter().position(|row| !is_remark(row)).unwrap_or(0)
}

/// The last rows may add up the others: "Total: 7 questions".
fn leave_out_totals(rows: &mut Vec<Row>, problems: &mut Vec<Problem>) {
    let is_total = |row: &Row| {
        let mut filled = row.fields.iter().filter(|field| !field.trim().is_empty());
        let Some(first) = filled.next() else { return false };
        let word = first.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        !is_question_like(first)
            && filled.all(|field| is_number(field))
            && is_named(ColumnClass::Totals, word)
    };
    while rows.len() > 1 && rows.last().is_some_and(is_total) {
        if let Some(total) = rows.pop() {
            let message = "a row that adds up the others, left out".to_owned();
            problems.push(Problem { line: Some(total.line), message });
        }
    }
}

/// What stands beside the first fields of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sides {
    Nothing,
    /// Of some records.
    Something,
    /// Every record is a word or a short phrase and something beside it.
    Pairs,
}

pub(super) struct Shape {
    pub(super) delimiter: u8,
    columns: usize,
    records: usize,
    /// Nearly all records have the same number of fields.
    are_alike: bool,
    /// Some column mostly asks.
    asks: bool,
    sides: Sides,
    header: Option<Vec<Role>>,
}

impl Shape {
    pub(super) fn of(text: &str, is_named: bool) -> Option<Self> {
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
        if rows.is_empty() {
            return None;
        }
        let head = Head::of(&rows).filter(|head| head.is_named);
        let first = head.as_ref().map_or_else(|| first_full_row(&rows), |head| head.first_row - 1);
        let rows = &rows[first..];
        let columns = rows[0].fields.len();
        let alike = rows.iter().filter(|row| row.fields.len() == columns).count();
        let asks = (0..columns.min(12)).any(|column| {
            let asking =
                rows.iter().filter(|row| row.fields.get(column).is_some_and(|field| is_question_like(field)));
            asking.count() * 2 > rows.len()
        });
        let is_filled = |field: &String| !field.trim().is_empty();
        let is_pair = |row: &Row| {
            row.fields.len() == 2
                && row.fields.iter().all(is_filled)
                && row.fields[0].chars().count() <= LONGEST_WORD
                && row.fields[0].chars().any(char::is_alphabetic)
        };
        let sides = if rows.iter().all(is_pair) {
            Sides::Pairs
        } else if rows.iter().any(|row| row.fields.iter().skip(1).any(is_filled)) {
            Sides::Something
        } else {
            Sides::Nothing
        };
        Some(Self {
            delimiter,
            columns,
            records: rows.len(),
            are_alike: alike * 10 >= rows.len() * 9,
            asks,
            sides,
            header: head.map(|head| head.roles),
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
pub(super) fn body(text: &str) -> (&str, usize) {
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

#[cfg(test)]
mod tests {
    use super::super::outcome::NoteHint;
    use super::*;

    fn read(text: &str) -> ImportedNote {
        let hint = NoteHint { file_name: "table.csv", ..NoteHint::default() };
        Delimited.read(&Whole::new(text, &hint))
    }

    fn cards(note: &ImportedNote) -> Vec<(&str, Option<&str>)> {
        note.cards.iter().map(|card| (card.question.as_str(), card.answer.as_deref())).collect()
    }

    #[test]
    fn the_names_of_the_columns_are_found_below_titles_and_remarks() {
        let note = read(
            "Banque de l'équipe;;\nMise à jour ? Demander à Zoé;;\n;;\nThème;Réponse;Question\n\
             Réseau;Un nom pour une adresse;Que fait le DNS ?\nRéseau;;Expliquer ARP\nTotal : 2;;\n",
        );
        assert_eq!(
            cards(&note),
            [("Que fait le DNS ?", Some("Un nom pour une adresse")), ("Expliquer ARP", None)]
        );
        assert_eq!(note.cards[0].section.as_deref(), Some("Réseau"));
        let told: Vec<&str> = note.problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(
            told,
            ["lines above the names of the columns, left out: 2", "a row that adds up the others, left out"]
        );
        let note = read(
            "# Banco, 3ª versión\n\nid,respuesta,pregunta,visto_en\n1,Una copia,¿Qué es un snapshot?,\"Nova, Orbit\"\n",
        );
        assert_eq!(cards(&note), [("¿Qué es un snapshot?", Some("Una copia"))]);
        assert_eq!(note.cards[0].asked.len(), 2);
    }

    #[test]
    fn a_known_answer_column_makes_a_header() {
        for name in ["Name", "Title", "Term", "Prompt", "Karteninhalt"] {
            let note = read(&format!(
                "{name},Created,Answer,Tags\nWhat is a socket?,2024-01-03,An end of a connection,\"net, os\"\n\
                 What is a port?,2024-01-03,A number,net\n"
            ));
            assert_eq!(
                cards(&note),
                [
                    ("What is a socket?", Some("An end of a connection")),
                    ("What is a port?", Some("A number"))
                ],
                "{name}"
            );
            assert_eq!(note.cards[0].tags, ["net", "os"]);
        }
    }

    #[test]
    fn a_table_about_something_else_gives_no_cards() {
        for table in [
            "Meine Liste,,,\nFirma,Status,Antwort,Offene Frage?\nNova,offen,2024-04-02,Remote möglich?\nOrbit,Zusage,,Wann?\n",
            "Name,Answer,Status\nNova,2024-04-02,open\nOrbit,2024-05-02,closed\n",
            "name,price,stock\nbolt,3,4\nnut,5,6\n",
            "city,population,area\nOslo,700000,454\nBergen,290000,465\n",
            "Number,Answer\n1,2\n",
        ] {
            let note = read(table);
            assert_eq!(cards(&note), [], "{table}");
            assert!(!note.problems.is_empty(), "{table}");
        }
        let note = read("Question,Answer\n12,A number\nWhat is 12?,A number\n");
        assert_eq!(cards(&note), [("What is 12?", Some("A number"))]);
    }

    #[test]
    fn clozes_in_a_row_are_cards_of_their_own() {
        let note = read(
            "Card Type,Front,Back,Tags\nBasic,What does `cut` do?,It takes columns,unix\n\
             Cloze,{{c1::tr}} maps {{c2::signs::what}} to others,,unix\n",
        );
        assert_eq!(
            cards(&note),
            [
                ("What does `cut` do?", Some("It takes columns")),
                ("[...] maps signs to others", Some("tr maps signs to others")),
                ("tr maps [what] to others", Some("tr maps signs to others")),
            ]
        );
        assert_eq!(note.cards[2].tags, ["unix"]);
    }
}
