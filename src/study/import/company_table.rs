//! A table that says how often companies ask questions, as rows of fields.
//!
//! Its columns are found by their names, as those of a table of cards are. What is not a row about a question and a
//! company is a problem with its line.

use super::columns::{Role, is_named, role_of};
use super::decode::decode;
use super::delimited::{Shape, body, field, first_full_row, rows};
use super::outcome::Problem;
use crate::study::lexicon::ColumnClass;

/// One row: a question, who asks it, and how often.
#[derive(Clone, Debug, PartialEq)]
pub struct CompanyRow {
    /// Counted from 1.
    pub line: usize,
    pub question: String,
    /// If there is a column of companies.
    pub company: Option<String>,
    /// From 0 to 1; 1 if there is no such column.
    pub frequency: f64,
    /// The time it speaks of, such as `6 months`.
    pub window: Option<String>,
}

/// The rows, and what was odd about the others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompanyTable {
    pub rows: Vec<CompanyRow>,
    pub problems: Vec<Problem>,
    pub has_companies: bool,
}

/// Reads a table in any encoding. `None` if no column is of questions.
#[must_use]
pub fn company_table(bytes: &[u8]) -> Option<CompanyTable> {
    let decoded = decode(bytes);
    let text = decoded.text.as_ref();
    let delimiter = Shape::of(text, true).map_or(b',', |shape| shape.delimiter);
    let mut table = CompanyTable { problems: decoded.problems, ..CompanyTable::default() };
    let (text, first_line) = body(text);
    let mut found = rows(text, first_line, delimiter, &mut table.problems);
    found.retain(|row| row.fields.iter().any(|field| !field.trim().is_empty()));
    if found.is_empty() {
        return None;
    }
    let head = first_full_row(&found);
    let names: Vec<&str> = found[head].fields.iter().map(String::as_str).collect();
    let column_of = |class: ColumnClass| names.iter().position(|name| is_named(class, name));
    let of_role = |role: Role| names.iter().position(|name| role_of(name) == role);
    let question = of_role(Role::Question)
        .or_else(|| column_of(ColumnClass::Titles))
        .or_else(|| column_of(ColumnClass::Names))?;
    let company = of_role(Role::Asked);
    let (frequency, window) = (column_of(ColumnClass::Frequency), column_of(ColumnClass::Window));
    table.has_companies = company.is_some();
    let mut shares = Vec::new();
    for row in &found[head + 1..] {
        let text = |column: Option<usize>| {
            let text = field(row.fields.get(column?)?);
            (!text.is_empty()).then_some(text)
        };
        let mut odd = |message: &str| {
            table.problems.push(Problem { line: Some(row.line), message: message.to_owned() });
        };
        let Some(question) = text(Some(question)) else {
            odd("a row without a question, left out");
            continue;
        };
        if company.is_some() && text(company).is_none() {
            odd("a row without a company, left out");
            continue;
        }
        let share = match text(frequency) {
            None => Share::Number(1.0),
            Some(text) => {
                let Some(share) = Share::parse(&text) else {
                    odd(
                        "the frequency is neither a share such as 0.4 nor a percentage such as 40%, so the row is left out",
                    );
                    continue;
                };
                share
            }
        };
        shares.push(share);
        let window = text(window);
        table.rows.push(CompanyRow {
            line: row.line,
            question,
            company: text(company),
            frequency: 0.0,
            window,
        });
    }
    // Numbers above 1 are percentages, all of them.
    let are_percent = shares.iter().any(|share| matches!(share, Share::Number(number) if *number > 1.0));
    for (row, share) in table.rows.iter_mut().zip(shares) {
        row.frequency = match share {
            Share::Percent(percent) => percent / 100.0,
            Share::Number(number) if are_percent && frequency.is_some() => number / 100.0,
            Share::Number(number) => number,
        };
    }
    table.problems.sort_by_key(|problem| problem.line);
    Some(table)
}

#[derive(Clone, Copy)]
enum Share {
    Percent(f64),
    /// Of 1 or of 100.
    Number(f64),
}

impl Share {
    fn parse(text: &str) -> Option<Self> {
        let (digits, is_percent) = match text.strip_suffix('%') {
            Some(digits) => (digits.trim(), true),
            None => (text, false),
        };
        let number: f64 = digits.replace(',', ".").parse().ok()?;
        let share = if is_percent { Self::Percent(number) } else { Self::Number(number) };
        (0.0..=100.0).contains(&number).then_some(share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Option<String>, f64, Option<String>)> {
        let table = company_table(text.as_bytes()).unwrap();
        table.rows.into_iter().map(|row| (row.question, row.company, row.frequency, row.window)).collect()
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let rows = read(
            "Company;Interview question;Freq.;Time frame\nOrbit;What is a mutex?;40%;6 months\n\
             Orbit;What is a fence?;5 %;\n",
        );
        assert_eq!(
            rows,
            [
                ("What is a mutex?".into(), Some("Orbit".into()), 0.4, Some("6 months".into())),
                ("What is a fence?".into(), Some("Orbit".into()), 0.05, None),
            ]
        );
        let rows = read(
            "Difficulty,Title,Frequency,Acceptance Rate\nEASY,Merge Ranges,100.0,0.5\nHARD,Word Steps,62.5,0.4\n",
        );
        assert_eq!(rows[1], ("Word Steps".into(), None, 0.625, None));
        let shares = |text: &str| read(text).iter().map(|row| row.2).collect::<Vec<_>>();
        assert_eq!(shares("question,frequency\nWhy?,0.25\nHow?,1\n"), [0.25, 1.0]);
        assert_eq!(shares("question,company\nWhy?,Orbit\n"), [1.0]);
    }

    #[test]
    fn odd_rows_are_told_with_their_lines() {
        let table = company_table(
            b"question,company,frequency\nA?,Orbit,0.5\n,Orbit,0.5\nB?,,0.5\nC?,Orbit,often\nD?,Orbit,900\n",
        )
        .unwrap();
        assert_eq!(table.rows.len(), 1);
        let lines: Vec<_> = table.problems.iter().map(|problem| problem.line).collect();
        assert_eq!(lines, [Some(3), Some(4), Some(5), Some(6)]);
        assert_eq!(company_table(b"a,b\n1,2\n"), None);
        assert_eq!(company_table(b""), None);
    }
}
