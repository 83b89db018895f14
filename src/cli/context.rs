//! What every command is given: the common arguments, the settings, the clock, the place of the
//! collection, and how to ask and show.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;

use crate::store::Store;
use crate::study::day::Day;
use crate::study::text::{Safe, clean_line};
use crate::terminal::{Editor, Prompter, TerminalError, TerminalOptions, columns, rows};

use super::args::{Common, Format};
use super::clock::Clock;
use super::failure::Failure;
use super::output;
use super::place::Found;
use super::settings::{self, Held, Settings};

/// A newest event further away than this makes one doubt the clock.
const FAR_DAYS: i64 = 30;
/// Where a terminal does not say how wide it is.
const USUAL_WIDTH: usize = 80;
const USUAL_HEIGHT: usize = 24;

/// What every command is given.
pub(super) struct Context {
    pub(super) common: Common,
    pub(super) settings: Settings,
    pub(super) clock: Clock,
    pub(super) found: Found,
    held: BTreeMap<&'static str, Held>,
    warnings: Vec<String>,
}

impl Context {
    /// `is_repair`: settings that cannot be used become a warning, so that they can be set right.
    pub(super) fn new(common: Common, is_repair: bool) -> Result<Self, Failure> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let clock =
            Clock::from_environment(variable("VIVA_NOW").as_deref(), variable("VIVA_SEED").as_deref())?;
        let found = Found::look(common.collection.as_deref())?;
        let (held, warnings) = match settings::gather(&found.settings_files()?, &variable) {
            Err(failure) if is_repair => (settings::defaults(), vec![failure.message()]),
            gathered => gathered?,
        };
        let is_dumb = variable("TERM").is_none_or(|term| term == "dumb");
        let settings = Settings::resolve(&held, common.plain || is_dumb);
        Ok(Self { common, settings, clock, found, held, warnings })
    }

    pub(super) fn today(&self) -> Day {
        self.clock.now().day(self.settings.rollover)
    }

    /// Prints what is wrong with the settings files.
    pub(super) fn warn_of_settings(&self) {
        for warning in &self.warnings {
            output::warn(clean_line(warning));
        }
    }

    /// Every setting with where it comes from.
    pub(super) fn held(&self) -> &BTreeMap<&'static str, Held> {
        &self.held
    }

    /// Whether there is somebody to ask.
    pub(super) fn may_ask(&self) -> bool {
        !self.common.no_input
            && self.common.format == Format::Text
            && std::io::stdin().is_terminal()
            && std::io::stderr().is_terminal()
    }

    /// Whether a drill can be shown and answered.
    pub(super) fn is_interactive(&self) -> bool {
        self.may_ask() && std::io::stdout().is_terminal()
    }

    pub(super) fn prompter(&self) -> Prompter {
        Prompter::new(self.looks())
    }

    /// A yes or no; no where the prompt is left.
    pub(super) fn confirm(&self, question: impl Into<Safe>) -> Result<bool, Failure> {
        match self.prompter().confirm(question, Some(false), "no `--no-input`") {
            Err(TerminalError::Cancelled) => Ok(false),
            answer => Ok(answer?),
        }
    }

    /// What the terminal can show.
    pub(super) fn looks(&self) -> TerminalOptions {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale =
            ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| variable(name)).unwrap_or_default();
        let locale = locale.to_lowercase();
        TerminalOptions {
            color: !self.common.no_color && variable("NO_COLOR").is_none(),
            unicode: locale.contains("utf-8") || locale.contains("utf8"),
            plain: self.settings.plain,
        }
    }

    /// What to ask before anything is graded, if the clock stands far from the newest event.
    pub(super) fn doubt_about_clock(&self, store: &Store) -> Result<Option<String>, Failure> {
        let Some(newest) = store.newest_day()? else { return Ok(None) };
        let today = self.today();
        let days = today.since(newest);
        Ok((days.abs() > FAR_DAYS).then(|| {
            if days > 0 {
                format!("The last review was {days} days ago, on {newest}. Is today {today}?")
            } else {
                format!("The last review was on {newest}, {} days from now. Is today {today}?", -days)
            }
        }))
    }
}

/// The user's editor: `$VISUAL` before `$EDITOR`.
pub(super) fn editor() -> Editor {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    Editor::new(variable("VISUAL").or_else(|| variable("EDITOR")))
}

/// Columns of standard output, or the usual ones.
pub(super) fn width() -> usize {
    if std::io::stdout().is_terminal() { columns() } else { USUAL_WIDTH }
}

/// Rows of standard output, or the usual ones.
pub(super) fn height() -> usize {
    if std::io::stdout().is_terminal() { rows() } else { USUAL_HEIGHT }
}

/// How wide the last cell of a line may be after `used` columns: what a terminal has left; anything
/// where a program reads.
pub(super) fn room_after(used: usize) -> usize {
    const LEAST: usize = 12;
    if std::io::stdout().is_terminal() { columns().saturating_sub(used).max(LEAST) } else { usize::MAX }
}
