//! The user chooses one of several: by its number, or by Enter on the marked one. Esc goes back.

use super::list::{moved, numbered};
use super::{Dialog, DialogView, Key, Reply};

/// One of several things to choose from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    pub text: String,
    /// What it leads to, or how much there is of it.
    pub detail: String,
}

/// A list that is open.
#[derive(Clone, Debug)]
pub struct Choosing<A> {
    title: &'static str,
    items: Vec<Choice>,
    /// What each item leads to.
    actions: Vec<A>,
    at: usize,
}

impl<A> Choosing<A> {
    /// Items with what each leads to; the mark is at the one with the number `at`.
    #[must_use]
    pub fn new(title: &'static str, items: impl IntoIterator<Item = (Choice, A)>, at: usize) -> Self {
        let (items, actions) = items.into_iter().unzip();
        Self { title, items, actions, at }
    }

    /// Takes a key.
    #[must_use]
    pub fn take(mut self, key: Key) -> Reply<A> {
        let chosen = match key {
            Key::Enter | Key::Char(' ') => Some(self.at),
            Key::Esc | Key::Char('q') => return Reply::Closed,
            key => numbered(key),
        };
        match chosen {
            Some(chosen) if chosen < self.actions.len() => Reply::Chosen(self.actions.swap_remove(chosen)),
            _ => {
                self.at = moved(self.at, self.items.len(), key).unwrap_or(self.at);
                Reply::Open(Dialog::Choosing(self))
            }
        }
    }

    #[must_use]
    pub fn view(&self) -> DialogView<'_> {
        DialogView::Choose { title: self.title, items: &self.items, at: self.at }
    }
}
