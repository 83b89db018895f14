//! Which family a note is of. The whole note decides, by evidence for and against each family; a
//! single line that ends in "?" decides nothing.
//!
//! [`FAMILIES`] lists them. The family with most evidence reads the note; where none has enough, no
//! cards are made and the one problem says so.

use super::anki::Anki;
use super::bullets::Bullets;
use super::delimited::Delimited;
use super::family::{ENOUGH, Family};
use super::json::Json;
use super::labelled::Labelled;
use super::markdown_table::MarkdownTable;
use super::one_note::OneNote;
use super::org::Org;
use super::outcome::NoteHint;
use super::outcome::{ImportedNote, Problem};
use super::page;
use super::pasted::Pasted;
use super::plain::PlainText;
use super::separated::Separated;

const FAMILIES: &[&dyn Family] = &[
    &Bullets,
    &Pasted,
    &Labelled,
    &Separated,
    &OneNote,
    &PlainText,
    &Org,
    &Delimited,
    &MarkdownTable,
    &Json,
    &Anki,
];

pub(super) fn read(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
    // A page is only a wrapping; what it says is of one of the families.
    let Some(page) = page::of_note(text, hint) else { return read_unwrapped(text, hint) };
    let mut note = read_unwrapped(&page.markdown, &NoteHint::default());
    page::find_lines(text, &mut note);
    note.title = note.title.or(page.title);
    note
}

/// In bytes. A longer line is data, and reading it would take long and give nothing.
const LONGEST_LINE: usize = 4 << 20;

fn read_unwrapped(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
    let is_json = text.trim_start().starts_with(['{', '[']);
    let longest = text.split('\n').enumerate().find(|(_, line)| !is_json && line.len() > LONGEST_LINE);
    if let Some((index, line)) = longest {
        let message = format!("a line of {} bytes is not of a note: nothing was read", line.len());
        let problems = vec![Problem { line: Some(index + 1), message }];
        return ImportedNote { shape: "unknown", problems, ..ImportedNote::default() };
    }
    let weighed = FAMILIES.iter().map(|family| (family.evidence(text, hint), family));
    let best = weighed.max_by_key(|&(evidence, _)| evidence).filter(|&(evidence, _)| evidence >= ENOUGH);
    let mut note = match best {
        Some((_, family)) => {
            let mut note = family.read(text);
            note.shape = family.name();
            note
        }
        None => ImportedNote { shape: "unknown", ..ImportedNote::default() },
    };
    let message = match best {
        _ if text.trim().is_empty() => "the note is empty",
        None => {
            "the shape of this note is not known, so no cards were made: write questions as `- ` bullets under a heading such as `### Technical Interview`"
        }
        Some(_) if note.cards.is_empty() => "no questions were found",
        Some(_) => return note,
    };
    note.problems.push(Problem { line: None, message: message.to_owned() });
    note
}
