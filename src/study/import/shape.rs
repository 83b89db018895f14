//! Which reader a file gets: one of the formats with fields, or the one mechanism for notes.

use super::anki::Anki;
use super::delimited::Delimited;
use super::family::{ENOUGH, Family, Whole};
use super::json::Json;
use super::marks::has_question_mark;
use super::notebook::Notebook;
use super::outcome::{ImportedNote, NoteHint, Problem};
use super::yaml_bank::Yaml;
use super::{lines, page, questions};

pub(super) fn read(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
    // A page is only a wrapping; what it says is of one of the families.
    let Some(page) = page::of_note(text, hint) else { return read_unwrapped(text, hint) };
    let mut note = read_unwrapped(&page.markdown, &NoteHint { file_name: "", ..*hint });
    page::find_lines(text, &mut note);
    note.title = note.title.or(page.title);
    note
}

/// What is told of a note without any text.
pub const EMPTY_NOTE: &str = "the note is empty";

/// In bytes. A longer line is data, and reading it would take long and give nothing.
const LONGEST_LINE: usize = 4 << 20;

fn read_unwrapped(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
    let has_longest = text.len() > LONGEST_LINE;
    let longest = has_longest
        .then(|| text.split('\n').enumerate().find(|(_, line)| line.len() > LONGEST_LINE))
        .flatten();
    if let Some((index, line)) = longest.filter(|_| !Json::is_valid(text)) {
        let message = format!("a line of {} bytes is not of a note: nothing was read", line.len());
        let problems = vec![Problem { line: Some(index + 1), message }];
        return ImportedNote { shape: "unknown", problems, ..ImportedNote::default() };
    }
    if let Some(notebook) = Notebook::of(text) {
        let mut note = questions::read(&notebook.markdown, hint);
        notebook.find_lines(&mut note);
        if note.cards.is_empty() {
            let message = no_questions(&notebook.markdown);
            note.problems.push(Problem { line: None, message });
        }
        return note;
    }
    let whole = Whole::new(text, hint);
    let readers: [&dyn Family; 4] = [&Json, &Yaml, &Anki, &Delimited];
    let weighed = readers.iter().map(|reader| (reader.evidence(&whole), *reader));
    let best = weighed.filter(|&(evidence, _)| evidence >= ENOUGH).max_by_key(|&(evidence, _)| evidence);
    let mut note = match best {
        Some((_, reader)) => {
            let mut note = ImportedNote { shape: reader.name(), ..reader.read(&whole) };
            let card_count = note.cards.len();
            note.confidence = if card_count > 0 { 100 } else { 0 };
            note.account.coverage = note.confidence;
            note
        }
        None if is_form(text) => ImportedNote { shape: "unknown", ..ImportedNote::default() },
        None => questions::read(text, hint),
    };
    // What a reader of tables says of the names of the columns is enough.
    let is_told =
        best.is_some_and(|(_, reader)| reader.name() == Delimited.name()) && !note.problems.is_empty();
    if note.cards.is_empty() && !is_told {
        let message = if text.trim().is_empty() {
            EMPTY_NOTE.to_owned()
        } else if best.is_some() {
            "no questions were found".to_owned()
        } else {
            no_questions(text)
        };
        note.problems.push(Problem { line: None, message });
    }
    note
}

/// Whether the front matter is of a form that reports or requests to a project are written in.
fn is_form(text: &str) -> bool {
    let Some(front) = text.strip_prefix("---\n") else { return false };
    front.starts_with("name:") && front.lines().nth(1).is_some_and(|line| line.starts_with("about:"))
}

/// Why a note of no family makes no cards.
fn no_questions(text: &str) -> String {
    let asking =
        lines::lines(text).iter().filter(|line| !line.is_code && has_question_mark(line.text)).count();
    let lines = match asking {
        0 => return "nothing in this note is marked as a question, so no cards were made".to_owned(),
        1 => "one line asks, but stands".to_owned(),
        _ => format!("{asking} lines ask, but stand"),
    };
    format!(
        "{lines} among other text, so no cards were made: write each question as a heading, as a `- ` bullet or behind `Q:`, its answer below"
    )
}
