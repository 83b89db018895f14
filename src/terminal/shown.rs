//! What a terminal is given to show: a drill or a mock interview. How each looks is drawn elsewhere; here
//! they are told apart.

use super::draw::{self, Page, Size};
use super::draw_mock;
use super::look::TerminalOptions;
use crate::study::{mock, session};

/// A view of either conversation.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    Drill(&'a session::View<'a>),
    Mock(&'a mock::View<'a>),
}

impl<'a> From<&'a session::View<'a>> for Shown<'a> {
    fn from(view: &'a session::View<'a>) -> Self {
        Self::Drill(view)
    }
}

impl<'a> From<&'a mock::View<'a>> for Shown<'a> {
    fn from(view: &'a mock::View<'a>) -> Self {
        Self::Mock(view)
    }
}

impl Shown<'_> {
    pub(super) fn page(self, size: Size, options: TerminalOptions) -> Page {
        match self {
            Self::Drill(view) => draw::page(view, size, options),
            Self::Mock(view) => draw_mock::page(view, size, options),
        }
    }

    /// What is on the page, and what card it is of.
    pub(super) fn identity(self) -> (u64, u64) {
        match self {
            Self::Drill(view) => draw::identity(&view.screen),
            Self::Mock(view) => draw_mock::identity(&view.screen),
        }
    }

    /// Text is being written: keys are letters.
    pub(super) fn is_writing(self) -> bool {
        use session::Screen;
        match self {
            Self::Drill(view) => matches!(view.screen, Screen::Write { .. } | Screen::Ask { .. }),
            Self::Mock(view) => matches!(view.screen, mock::Screen::Write { .. }),
        }
    }

    /// An answer to grade, or to see again: the space bar shows all of it first.
    pub(super) fn is_answer(self) -> bool {
        match self {
            Self::Drill(view) => {
                matches!(view.screen, session::Screen::Answer { .. } | session::Screen::Failed { .. })
            }
            Self::Mock(view) => matches!(view.screen, mock::Screen::Debrief { .. }),
        }
    }

    /// Up and down move a mark.
    pub(super) fn is_choosing(self) -> bool {
        match self {
            Self::Drill(view) => {
                matches!(view.screen, session::Screen::Choose { .. } | session::Screen::Tick { .. })
            }
            Self::Mock(view) => {
                matches!(view.screen, mock::Screen::Choose { .. } | mock::Screen::Tick { .. })
            }
        }
    }
}
