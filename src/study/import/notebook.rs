//! Jupyter notebooks: the text of their cells as one Markdown note, with the line that each line came from.
//!
//! Text cells stay as they are, code cells become fences in the language of the notebook, outputs are left out.
//! What the text says is read as in any note.

use std::fmt::Write as _;

use super::bank::Value;
use super::json;
use super::outcome::ImportedNote;

/// The text of a notebook.
pub(super) struct Notebook {
    pub(super) markdown: String,
    /// Of each line of the text, counted from 1 in the file.
    lines: Vec<usize>,
}

impl Notebook {
    /// `None` for a text that is no notebook.
    pub(super) fn of(text: &str) -> Option<Self> {
        if !text.trim_start().starts_with('{')
            || !text.contains("\"nbformat\"")
            || !text.contains("\"cells\"")
        {
            return None;
        }
        let values = json::values(text).ok()?;
        let [file] = values.as_slice() else { return None };
        file.get("nbformat")?;
        // The third format has sheets around the cells.
        let sheet = || match file.get("worksheets") {
            Some(Value::Array(sheets)) => sheets.first().and_then(|sheet| sheet.get("cells")),
            _ => None,
        };
        let Some(Value::Array(cells)) = file.get("cells").or_else(sheet) else { return None };
        let language = language(file);
        let mut notebook = Self { markdown: String::new(), lines: Vec::new() };
        for cell in cells {
            notebook.add(cell, &language);
        }
        Some(notebook)
    }

    fn add(&mut self, cell: &Value, language: &str) {
        let Some(source) = cell.get("source").or_else(|| cell.get("input")) else { return };
        let mut lines = source_lines(source);
        while lines.last().is_some_and(|(text, _)| text.trim().is_empty()) {
            lines.pop();
        }
        let Some(&(_, first_line)) = lines.first() else { return };
        let kind = cell.get("cell_type").map(Value::text).unwrap_or_default();
        let is_markdown_cell = |text: &str| text.trim() == "%%markdown";
        if kind == "code" && lines.first().is_some_and(|(text, _)| is_markdown_cell(text)) {
            lines.remove(0);
        } else if kind == "code" && !is_prose(&lines) {
            let longest = lines.iter().map(|(text, _)| text.trim_start()).map(ticks).max().unwrap_or(0);
            let fence = "`".repeat((longest + 1).max(3));
            let last_line = lines.last().map_or(first_line, |&(_, line)| line);
            lines.insert(0, (format!("{fence}{language}"), first_line));
            lines.push((fence, last_line));
        } else if kind == "heading" {
            let level = cell.get("level").and_then(|level| level.text().parse::<usize>().ok()).unwrap_or(1);
            lines[0].0.insert_str(0, &format!("{} ", "#".repeat(level.clamp(1, 6))));
        }
        for (text, line) in lines.into_iter().chain([(String::new(), first_line)]) {
            let _ = writeln!(self.markdown, "{text}");
            self.lines.push(line);
        }
    }

    /// What was read from the text gets the lines of the file.
    pub(super) fn find_lines(&self, note: &mut ImportedNote) {
        let line =
            |line: usize| self.lines.get(line.saturating_sub(1)).or(self.lines.last()).copied().unwrap_or(1);
        for card in &mut note.cards {
            card.line = line(card.line);
        }
        for problem in &mut note.problems {
            problem.line = problem.line.map(line);
        }
        for unused in &mut note.account.unused {
            unused.line = line(unused.line);
        }
    }
}

/// The lines of a cell's source, which is a text or a list of lines with their ends.
fn source_lines(source: &Value) -> Vec<(String, usize)> {
    let parts = match source {
        Value::Array(parts) => parts.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut lines: Vec<(String, usize)> = Vec::new();
    let mut is_open = false;
    for part in parts {
        let Value::Text(text, line) = part else { continue };
        for piece in text.split_inclusive('\n') {
            let text = piece.trim_end_matches(['\n', '\r']);
            match lines.last_mut().filter(|_| is_open) {
                Some((last, _)) => last.push_str(text),
                None => lines.push((text.to_owned(), *line)),
            }
            is_open = !piece.ends_with('\n');
        }
    }
    lines
}

/// Whether a cell that is said to be code is a text with headings that was put into the wrong kind of cell.
fn is_prose(lines: &[(String, usize)]) -> bool {
    let has_heading = lines.iter().any(|(text, _)| text.starts_with("## ") || text.starts_with("### "));
    let is_code = |text: &str| {
        !text.starts_with('#') && (text.contains(['=', '{', '}', ';', '(']) || text.starts_with("import "))
    };
    has_heading
        && lines.iter().any(|(text, _)| !text.trim().is_empty() && !text.starts_with('#'))
        && !lines.iter().any(|(text, _)| is_code(text))
}

/// The number of marks of a fence at the front of a line.
fn ticks(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// `python`, as the notebook says it.
fn language(file: &Value) -> String {
    let metadata = file.get("metadata");
    let at = |one: &str, other: &str| metadata?.get(one)?.get(other).map(Value::text);
    let named = at("language_info", "name").or_else(|| at("kernelspec", "language"));
    named.unwrap_or_default().chars().filter(|c| c.is_alphanumeric() || "+#-_".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::outcome::NoteHint;
    use super::super::shape;
    use super::*;

    const NOTEBOOK: &str = r####"{"cells":[
{"cell_type":"markdown","metadata":{},"source":["# Streams\n","\n","## Kafka\n","### What is a partition?\n","A log.\n","It is ordered."]},
{"cell_type":"code","outputs":[{"text":["What is this?"]}],"source":["print(1)"]},
{"cell_type":"markdown","source":"### How do you count words?\nWith a map:"},
{"cell_type":"code","outputs":[],"source":["from collections import Counter\n","Counter(text.split())\n"]},
{"cell_type":"code","source":["### When is order lost?\n","With several partitions."]},
{"cell_type":"raw","source":["### What is a lag?\n", "How far one is behind."]}
],"metadata":{"kernelspec":{"language":"python"}},"nbformat":4}"####;

    #[test]
    fn cells_are_one_note() {
        let notebook = Notebook::of(NOTEBOOK).unwrap();
        assert_eq!(
            notebook.markdown,
            "# Streams\n\n## Kafka\n### What is a partition?\nA log.\nIt is ordered.\n\n```python\nprint(1)\n```\n\n\
             ### How do you count words?\nWith a map:\n\n```python\nfrom collections import Counter\n\
             Counter(text.split())\n```\n\n### When is order lost?\nWith several partitions.\n\n\
             ### What is a lag?\nHow far one is behind.\n\n"
        );
        assert_eq!(notebook.lines.len(), notebook.markdown.lines().count());
        assert!(Notebook::of(r####"{"cells":[{"cell_type":"markdown","source":"### Why?"}]}"####).is_none());
    }

    #[test]
    fn a_notebook_is_read_as_a_note() {
        let note = shape::read(NOTEBOOK, &NoteHint { file_name: "streams.ipynb", ..NoteHint::default() });
        let told: Vec<(&str, usize)> =
            note.cards.iter().map(|card| (card.question.as_str(), card.line)).collect();
        assert_eq!(
            told,
            [
                ("What is a partition?", 2),
                ("How do you count words?", 4),
                ("When is order lost?", 6),
                ("What is a lag?", 7)
            ]
        );
        assert!(note.cards.iter().all(|card| card.section.as_deref() == Some("Kafka")));
        let answer = note.cards[1].answer.as_deref().unwrap();
        assert!(
            answer.ends_with("```python\nfrom collections import Counter\nCounter(text.split())\n```"),
            "{answer}"
        );
    }
}
