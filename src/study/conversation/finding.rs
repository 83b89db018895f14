//! The user finds one of many: typing narrows the list, a number or Enter chooses.
//!
//! Letters are typed, so only arrows move the mark and only Esc goes back. A digit chooses: a name that has one is
//! found by its letters.

use super::list::{moved, numbered};
use super::{Choice, Dialog, DialogView, Input, Key, Reply};
use crate::study::draft::{Draft, Stroke};
use crate::study::search::folded;

/// A list that is narrowed by typing.
#[derive(Clone, Debug)]
pub struct Finding<A> {
    title: &'static str,
    items: Vec<(Choice, A)>,
    filter: Draft,
    /// The places of the items that match.
    found: Vec<usize>,
    /// The place of the mark among those.
    at: usize,
}

impl<A> Finding<A> {
    /// Items with what each leads to.
    #[must_use]
    pub fn new(title: &'static str, items: impl IntoIterator<Item = (Choice, A)>) -> Self {
        let items: Vec<(Choice, A)> = items.into_iter().collect();
        let found = (0..items.len()).collect();
        Self { title, items, filter: Draft::default(), found, at: 0 }
    }

    /// Takes an input.
    #[must_use]
    pub fn take<R>(mut self, input: Input<R>) -> Reply<A> {
        let chosen = match input {
            Input::Key(Key::Esc | Key::Done) => return Reply::Closed,
            Input::Key(Key::Enter) => Some(self.at),
            Input::Key(key) => {
                self.at = moved(self.at, self.found.len(), key).unwrap_or(self.at);
                numbered(key)
            }
            Input::Stroke(stroke) => {
                let digit = digit(&stroke);
                if digit.is_none() {
                    self.narrow(stroke);
                }
                digit.map(Key::Char).and_then(numbered)
            }
            _ => None,
        };
        match chosen.and_then(|chosen| self.found.get(chosen).copied()) {
            Some(place) => Reply::Chosen(self.items.swap_remove(place).1),
            None => Reply::Open(Dialog::Finding(self)),
        }
    }

    fn narrow(&mut self, stroke: Stroke) {
        let before = self.filter.text().to_owned();
        self.filter.take(&stroke.in_one_line());
        if self.filter.text() == before {
            return;
        }
        let wanted = folded(self.filter.text());
        let is_found = |(choice, _): &(Choice, A)| {
            let text = folded(&choice.text);
            wanted.split(' ').all(|word| text.contains(word))
        };
        self.found = (0..self.items.len()).filter(|place| is_found(&self.items[*place])).collect();
        self.at = 0;
    }

    /// What has been typed.
    #[must_use]
    pub fn filter(&self) -> &Draft {
        &self.filter
    }

    #[must_use]
    pub fn view(&self) -> DialogView<'_> {
        let items = self.found.iter().map(|place| &self.items[*place].0).collect();
        DialogView::Find { title: self.title, filter: &self.filter, items, at: self.at }
    }
}

/// A digit that was typed alone.
fn digit(stroke: &Stroke) -> Option<char> {
    let Stroke::Insert(text) = stroke else { return None };
    let mut letters = text.chars();
    letters.next().filter(|letter| letter.is_ascii_digit() && letters.next().is_none())
}
