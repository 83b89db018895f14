//! Which family a note is of. The whole note decides, by evidence for and against each family; a
//! single line that ends in "?" decides nothing.
//!
//! [`FAMILIES`] lists them. The family with most evidence reads the note; where none has enough, no
//! cards are made and the one problem says so.

use super::bullets::Bullets;
use super::family::{ENOUGH, Family};
use super::labelled::Labelled;
use super::one_note::OneNote;
use super::outcome::NoteHint;
use super::outcome::{ImportedNote, Problem};
use super::pasted::Pasted;
use super::separated::Separated;

const FAMILIES: &[&dyn Family] = &[&Bullets, &Pasted, &Labelled, &Separated, &OneNote];

pub(super) fn read(text: &str, hint: &NoteHint<'_>) -> ImportedNote {
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
