//! What the plain lines of a drill and of a mock interview have in common.

use std::io::{self, Write as _};

use super::clean::clean_line;
use super::key::{Key, as_western_digit};
use super::line::{Line, paint};
use super::look::TerminalOptions;

/// Says the notice, and whether the card is another one than on the page `written` last; `None` where the
/// page is that one still. Pages and cards are told apart by number.
pub(super) fn say_news(
    out: &mut Vec<u8>,
    notice: Option<&str>,
    (page, card): (u64, u64),
    written: Option<(u64, u64)>,
) -> io::Result<Option<bool>> {
    if let Some(notice) = notice {
        writeln!(out, "Note: {}", clean_line(notice))?;
    }
    let is_new = written.is_none_or(|(written_page, _)| written_page != page);
    let is_new_card = written.is_none_or(|(_, written_card)| written_card != card);
    Ok(is_new.then_some(is_new_card))
}

pub(super) fn say_lines(out: &mut Vec<u8>, lines: &[Line], options: TerminalOptions) -> io::Result<()> {
    for line in lines {
        paint(out, line, options)?;
        writeln!(out)?;
    }
    Ok(())
}

/// The key that a word in lower case stands for wherever it is typed.
pub(super) fn key_of_word(word: &str) -> Option<Key> {
    match word {
        "" => return Some(Key::Enter),
        "help" => return Some(Key::Char('?')),
        "quit" | "leave" | "exit" => return Some(Key::Char('q')),
        "yes" => return Some(Key::Char('y')),
        "no" => return Some(Key::Char('n')),
        _ => {}
    }
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(Key::Char(as_western_digit(c))),
        _ => None,
    }
}
