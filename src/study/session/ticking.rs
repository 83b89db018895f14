//! The list of an answer's key points, where the user ticks those they made in other words. The drill and a
//! mock interview share it.

use super::view::Face;
use crate::study::conversation::Key;
use crate::study::grade::Grade;
use crate::study::key_points::Comparison;

/// What a key did to the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ticking {
    /// The mark is at this point; and what to say, if a point was ticked.
    At(usize, Option<String>),
    Done,
}

impl Face {
    /// What was typed, compared with the answer.
    #[must_use]
    pub fn comparison(&self) -> Option<&Comparison> {
        self.typed.as_ref()?.comparison.as_deref()
    }

    /// The grade that Enter gives: good, unless what was typed makes too few of the key points, or a wrong option was
    /// chosen.
    #[must_use]
    pub fn usual_grade(&self) -> Option<Grade> {
        if self.chose_wrongly() {
            return None;
        }
        self.comparison().map_or(Some(Grade::Good), Comparison::suggests)
    }

    /// Takes a key while the list is open and its mark is at the point `at`.
    pub fn tick(&mut self, at: usize, key: Key) -> Ticking {
        let comparison = self.typed.as_mut().and_then(|typed| typed.comparison.as_deref_mut());
        let Some(comparison) = comparison else { return Ticking::Done };
        let last = comparison.points().len() - 1;
        let ticked = match key {
            Key::Enter | Key::Esc | Key::Char('q') => return Ticking::Done,
            Key::Up | Key::Char('k') => return Ticking::At(at.saturating_sub(1), None),
            Key::Down | Key::Char('j') => return Ticking::At((at + 1).min(last), None),
            Key::Char(' ' | 'x') => Some(at),
            Key::Number(number) => number.checked_sub(1),
            Key::Char(c) => c.to_digit(10).and_then(|digit| usize::try_from(digit).ok()?.checked_sub(1)),
            _ => None,
        };
        match ticked.and_then(|place| Some((place, comparison.toggle(place)?.clone()))) {
            Some((place, point)) => {
                let is_made = if point.is_made() { "made" } else { "missed" };
                let counts = comparison.counts();
                Ticking::At(place, Some(format!("{is_made}: {}   {counts}", point.text)))
            }
            None => Ticking::At(at, None),
        }
    }
}
