//! The terminal as the hall sees it: a screen or plain lines, asked in the same way.

use std::time::Duration;

use super::error::TerminalError;
use super::key::Key;
use super::look::TerminalOptions;
use super::page::Page;
use super::plain::Plain;
use super::screen::Screen;

/// Where a drill takes place; dropping it gives the terminal back.
pub enum Terminal {
    Screen(Box<Screen>),
    Plain(Plain),
}

impl Terminal {
    pub fn open(options: TerminalOptions) -> Result<Self, TerminalError> {
        if options.plain {
            Plain::open(options).map(Self::Plain)
        } else {
            Screen::open(options).map(|screen| Self::Screen(Box::new(screen)))
        }
    }

    /// Shows the page and waits for a key that is the caller's to answer. Plain lines know no time
    /// limit: a prompt waits until it is answered.
    pub fn ask(&mut self, page: impl Into<Page>, timeout: Duration) -> Result<Key, TerminalError> {
        match self {
            Self::Screen(screen) => screen.ask(page, timeout),
            Self::Plain(plain) => plain.ask(page),
        }
    }

    /// Shows the page without waiting for a key. Plain lines are written once, when it is asked.
    pub fn show(&mut self, page: impl Into<Page>) -> Result<(), TerminalError> {
        match self {
            Self::Screen(screen) => screen.show(&page.into()),
            Self::Plain(_) => Ok(()),
        }
    }

    /// Lets another program, such as an editor, have the terminal meanwhile.
    pub fn suspended<T>(&mut self, run: impl FnOnce() -> T) -> Result<T, TerminalError> {
        match self {
            Self::Screen(screen) => screen.suspended(run),
            Self::Plain(plain) => Ok(plain.suspended(run)),
        }
    }
}
