//! Something to be confirmed before it is done: y does it; n, q and Esc do not.

use super::{Dialog, DialogView, Key, Reply};

/// A question that is open.
#[derive(Clone, Debug)]
pub struct Confirming<A> {
    question: String,
    action: A,
    is_yes_usual: bool,
}

impl<A> Confirming<A> {
    /// Asks whether to do something.
    #[must_use]
    pub fn new(question: impl Into<String>, action: A) -> Self {
        Self { question: question.into(), action, is_yes_usual: false }
    }

    /// Enter means yes: nothing can be lost by it.
    #[must_use]
    pub fn with_enter(self) -> Self {
        Self { is_yes_usual: true, ..self }
    }

    /// What a yes does.
    #[must_use]
    pub fn action(&self) -> &A {
        &self.action
    }

    /// Takes a key.
    #[must_use]
    pub fn take(self, key: Key) -> Reply<A> {
        match key {
            Key::Char('y' | 'Y') => Reply::Chosen(self.action),
            Key::Enter if self.is_yes_usual => Reply::Chosen(self.action),
            Key::Char('n' | 'N' | 'q') | Key::Esc => Reply::Declined(self.action),
            _ => Reply::Open(Dialog::Confirming(self)),
        }
    }

    #[must_use]
    pub fn view(&self) -> DialogView<'_> {
        DialogView::Confirm { question: &self.question }
    }
}
