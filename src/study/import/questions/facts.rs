//! What a note tells of the interview: company, role, dates, stages, outcome, remarks.

use super::super::outcome::{ImportedNote, NoteHint};
use super::groups::Decided;

/// Adds what the note tells of the interview.
pub(super) fn gather(_decided: &Decided<'_>, _note: &mut ImportedNote, _hint: &NoteHint<'_>) {}
