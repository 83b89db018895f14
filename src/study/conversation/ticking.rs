//! The list of an answer's key points, where the user ticks those they made in other words.

use super::Key;
use super::list::{moved, numbered};
use crate::study::key_points::Comparison;

/// Takes a key while the mark is at the point `at`: where the mark is then, and what to say if a point was ticked;
/// `None` if the list is closed.
pub(super) fn tick(comparison: &mut Comparison, at: usize, key: Key) -> Option<(usize, Option<String>)> {
    let ticked = match key {
        Key::Enter | Key::Esc | Key::Char('q') => return None,
        Key::Char(' ' | 'x') => Some(at),
        key => numbered(key),
    };
    match ticked.and_then(|place| Some((place, comparison.toggle(place)?.clone()))) {
        Some((place, point)) => {
            let is_made = if point.is_made() { "made" } else { "missed" };
            let counts = comparison.counts();
            Some((place, Some(format!("{is_made}: {}   {counts}", point.text))))
        }
        None => Some((moved(at, comparison.points().len(), key).unwrap_or(at), None)),
    }
}
