//! What the lists of all dialogs have in common: a mark that is moved, and numbers that name an item.

use super::Key;

/// Where a key leads the mark; `None` if it does not move it.
pub(super) fn moved(at: usize, count: usize, key: Key) -> Option<usize> {
    match key {
        Key::Up | Key::Char('k') => Some(at.saturating_sub(1)),
        Key::Down | Key::Char('j') => Some((at + 1).min(count.saturating_sub(1))),
        _ => None,
    }
}

/// The item that a key names by its number; it may be beyond the last one.
pub(super) fn numbered(key: Key) -> Option<usize> {
    let number = match key {
        Key::Number(number) => number,
        Key::Char(digit) => usize::try_from(digit.to_digit(10)?).ok()?,
        _ => return None,
    };
    number.checked_sub(1)
}
