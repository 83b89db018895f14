//! Question marks and emoji, and whether a text asks: what the readers of formats need to know of words.

use super::blocks::wording::{self, Ask};
use crate::study::lexicon::NoteWords;

/// Marks that end a question, Latin, Arabic, and as wide as a Chinese sign.
pub(super) const QUESTION_MARKS: [char; 3] = ['?', '؟', '？'];

/// Whether a question mark stands in a text, also one that is of an address.
pub(super) fn holds_question_mark(text: &str) -> bool {
    question_marks(text).next().is_some()
}

/// Whether a text has a question mark that ends a word.
pub(super) fn has_question_mark(text: &str) -> bool {
    // `?key=` is of an address.
    question_marks(text).any(|end| !text.as_bytes().get(end).is_some_and(u8::is_ascii_alphanumeric))
}

/// Where the question marks of a text end; for those that are not ASCII, at the end of the text.
fn question_marks(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    // `؟` and `？` end in a byte that few others hold.
    memchr::memchr2_iter(b'?', 0x9f, bytes).filter_map(|at| match &bytes[..=at] {
        [.., b'?'] => Some(at + 1),
        [.., 0xd8, 0x9f] | [.., 0xef, 0xbc, 0x9f] => Some(bytes.len()),
        _ => None,
    })
}

/// Whether a text asks or tells to do something.
pub(super) fn is_question_like(text: &str) -> bool {
    wording::ask(text, NoteWords::built_in()) != Ask::No
}

/// Emoji are decoration of questions and labels.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c,
        '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
        | '\u{fe0f}' | '\u{200d}' | '\u{20e3}' | '\u{231a}'..='\u{231b}' | '\u{23e9}'..='\u{23fa}'
        | '\u{2190}'..='\u{21ff}' | '\u{25a0}'..='\u{25ff}' | '\u{e0020}'..='\u{e007f}')
}
