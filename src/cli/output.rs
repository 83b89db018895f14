//! Where results go: data to standard output, all else to standard error, nothing uncleaned to either.

use std::fmt::Write as _;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::disk::{Watched, cause};
use crate::study::markdown::Reading;
use crate::study::text::{Safe, broken_at_spaces, clean_line, safe, width};
use crate::terminal::{Line, TerminalOptions, columns, paint};

use super::args::Format;
use super::failure::{Code, Failure};

/// Of the JSON that this program writes.
pub(super) const VERSION: u32 = 1;
/// So much is handed on at once of what is written piece by piece.
const PIECE_BYTES: usize = 64 << 10;

/// Writes lines of text to standard output. A reader that has gone away is no error.
pub(super) fn lines(text: impl Into<Safe>) -> Result<(), Failure> {
    write_all(text.into().as_str().as_bytes())
}

/// Writes lines in their styles to standard output.
pub(super) fn styled_lines(lines: &[Line], options: TerminalOptions) -> Result<(), Failure> {
    write_all(&painted(lines, options)?)
}

/// The same to standard error.
pub(super) fn styled_notes(lines: &[Line], options: TerminalOptions) -> Result<(), Failure> {
    Ok(io::stderr().lock().write_all(&painted(lines, options)?)?)
}

fn painted(lines: &[Line], options: TerminalOptions) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for line in lines {
        paint(&mut bytes, line, options)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

/// Writes the content of a file, such as an export, to standard output.
pub(super) fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    write_all(bytes)
}

/// The same for what `write` gives piece by piece.
pub(super) fn pieces(write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(PIECE_BYTES, Watched::new(io::stdout().lock()));
    let written = write(&mut out).and_then(|()| Ok(out.flush()?));
    // What is left in the buffer after an error is not written again.
    let (watched, _) = out.into_parts();
    match watched.failure {
        Some(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Some(error) => Err(cannot_write(&error)),
        None => written,
    }
}

/// Writes one JSON document of this interface's first version to standard output.
pub(super) fn json(document: Value) -> Result<(), Failure> {
    write_all(&json_bytes(document)?)
}

/// One JSON document of this interface's first version.
fn json_bytes(document: Value) -> Result<Vec<u8>, Failure> {
    let text = serde_json::to_string_pretty(&versioned(document)).map_err(io::Error::from)?;
    Ok(format!("{}\n", harmless(text)).into_bytes())
}

/// A row of a JSON document that is written row by row.
pub(super) fn json_row(row: &Value) -> String {
    harmless(row.to_string())
}

fn versioned(mut document: Value) -> Value {
    if let Some(object) = document.as_object_mut() {
        object.insert("viva".to_owned(), json!(VERSION));
    }
    document
}

/// Says what a file that was written holds.
pub(super) fn wrote(format: Format, path: &Path, mut counts: Value, what: &str) -> Result<(), Failure> {
    if format == Format::Json {
        counts["path"] = json!(path.display().to_string());
        return json(counts);
    }
    note(safe!("wrote {} with {what}", path.display()));
    Ok(())
}

/// A notice on standard error.
pub(super) fn note(text: impl Into<Safe>) {
    say(&text.into());
}

/// A warning on standard error.
pub(super) fn warn(text: impl Into<Safe>) {
    note(safe!("warning: {}", text.into()));
}

/// Says why a command failed, in the form that was asked for.
pub(super) fn failure(failure: &Failure, format: Format) {
    if format == Format::Json {
        let document = json!({
            "viva": VERSION,
            "error": {
                "code": failure.code as u8,
                "exit_code": failure.code as u8,
                "kind": failure.code.name(),
                "message": failure.message(),
                "hint": failure.hint,
            },
        });
        let _ = writeln!(io::stderr(), "{}", harmless(document.to_string()));
        return;
    }
    say(&safe!("viva: {}", failure.message()));
    if let Some(hint) = &failure.hint {
        say(&safe!("hint: {hint}"));
    }
}

/// A sentence on standard error: one line for a program, as many as it takes for a window.
fn say(sentence: &Safe) {
    let sentence = clean_line(sentence.as_str());
    let mut err = io::stderr().lock();
    // Standard error may be closed; a sentence is not worth failing for.
    if err.is_terminal() {
        for line in broken_at_spaces(&sentence, columns()) {
            let _ = writeln!(err, "{line}");
        }
    } else {
        let _ = writeln!(err, "{sentence}");
    }
}

/// A question as a cell: the marks of Obsidian as they are read, all else as it is written.
pub(super) fn question(text: &str, widest: usize) -> Safe {
    cell(&Reading::of(text).as_markdown(), widest)
}

/// One cell of a line, cut to a width for looking at.
pub(super) fn cell(text: &str, widest: usize) -> Safe {
    clean_line(text).cut(widest, "…")
}

/// [`cell`], filled up with spaces.
pub(super) fn column(text: &str, columns: usize) -> Safe {
    let mut cell = cell(text, columns);
    let missing = columns.saturating_sub(width(cell.as_str()));
    cell.push(&Safe::spaces(missing));
    cell
}

/// `1 card`, `2 cards`.
pub(super) fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// A JSON text in which what a terminal could obey stands escaped. All of it stands in strings,
/// where an escape means the same.
fn harmless(json: String) -> String {
    // What is to be escaped begins with one of these bytes.
    if !json.bytes().any(|byte| matches!(byte, 0x7f | 0xc2 | 0xe2)) {
        return json;
    }
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                let _ = write!(safe, "\\u{:04x}", u32::from(c));
            }
            c => safe.push(c),
        }
    }
    safe
}

/// Why nothing more came out of standard output.
pub(super) fn cannot_write(error: &io::Error) -> Failure {
    Failure::new(Code::Failed, format!("cannot write to standard output: {}", cause(error)))
}

fn write_all(bytes: &[u8]) -> Result<(), Failure> {
    pieces(|out| Ok(out.write_all(bytes)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_holds_nothing_a_terminal_obeys() {
        let safe = harmless(json!({ "a": "\u{9b}2J\u{202e}\u{1b}" }).to_string());
        assert_eq!(safe, "{\"a\":\"\\u009b2J\\u202e\\u001b\"}");
        assert_eq!(serde_json::from_str::<Value>(&safe).unwrap()["a"], "\u{9b}2J\u{202e}\u{1b}");
    }

    #[test]
    fn cells_are_cut_by_width() {
        assert_eq!(cell("abcdef", 4).as_str(), "abc…");
        assert_eq!(cell("日本語", 4).as_str(), "日…");
        assert_eq!(column("a\nb", 5).as_str(), "a b  ");
        assert_eq!(count(1, "card"), "1 card");
        assert_eq!(
            question("What is a [[goroutine|go routine]]? $a_b$", 60).as_str(),
            "What is a go routine? $a_b$"
        );
    }
}
