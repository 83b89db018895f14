//! What the plain lines of a drill and of a mock interview have in common.

use std::io::{self, Write as _};

use super::draw_points::{point_choices, tick_title};
use super::key::{Key, as_western_digit};
use super::line::{Line, paint};
use super::look::TerminalOptions;
use crate::study::grade::Grade;
use crate::study::key_points::Comparison;
use crate::study::session::GradeKey;
use crate::study::text::clean_line;

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

/// The key points, numbered, each with its state in words.
pub(super) fn say_points(
    out: &mut Vec<u8>,
    comparison: &Comparison,
    options: TerminalOptions,
) -> io::Result<()> {
    writeln!(out, "{}:", clean_line(&tick_title(comparison)))?;
    for (number, choice) in point_choices(comparison, options).iter().enumerate() {
        writeln!(out, "{} {} {}", number + 1, clean_line(&choice.text), clean_line(&choice.detail))?;
    }
    Ok(())
}

pub(super) fn tick_prompt(comparison: &Comparison) -> String {
    format!("1 to {} ticks or unticks a point, Enter goes back", comparison.points().len())
}

/// `Grade (1 2 3 4; Enter means good)`
pub(super) fn grade_prompt(grades: &[GradeKey], usual: Option<Grade>) -> String {
    let keys: Vec<String> = grades.iter().map(|grade| grade.key.to_string()).collect();
    match usual {
        Some(usual) => format!("Grade ({}; Enter means {})", keys.join(" "), usual.name()),
        None => format!("Grade ({}; p ticks key points)", keys.join(" ")),
    }
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
