//! From the command line to the command, and from how that ended to the exit code.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser as _;

use crate::store::Store;
use crate::study::day::Day;
use crate::terminal::{Prompter, TerminalError, TerminalOptions, columns, end_by};

use super::args::{Arguments, Command, Common, DrillArguments, Format};
use super::clock::Clock;
use super::collection::{Found, Opened};
use super::failure::{Code, Failure};
use super::settings::Settings;
use super::{care, drill, dupes, export, grade, import, list, output, queue, stats};

/// A newest event further away than this makes one doubt the clock.
const FAR_DAYS: i64 = 30;
/// Where a terminal does not say how wide it is.
const USUAL_WIDTH: usize = 80;

/// What every command is given.
pub(super) struct Context {
    pub(super) common: Common,
    pub(super) settings: Settings,
    pub(super) clock: Clock,
    pub(super) found: Found,
    held: std::collections::BTreeMap<&'static str, super::settings::Held>,
}

/// Columns of standard output, or the usual ones.
pub(super) fn width() -> usize {
    if std::io::stdout().is_terminal() { columns() } else { USUAL_WIDTH }
}

/// Runs `viva` with these arguments, the program's name first.
#[must_use]
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to standard output and are no failure.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let format = arguments.common.format;
    match carry_out(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if let Some(TerminalError::Ended { signal }) = failure.error.downcast_ref() {
                end_by(*signal);
            }
            output::failure(&failure, format);
            ExitCode::from(failure.code as u8)
        }
    }
}

fn carry_out(arguments: Arguments) -> Result<(), Failure> {
    let context = Context::new(arguments.common)?;
    match arguments.command.unwrap_or_else(|| Command::Drill(DrillArguments::default())) {
        Command::Drill(arguments) => drill::run(&context, &arguments),
        Command::Queue(arguments) => queue::run(&context, &arguments),
        Command::Grade(arguments) => grade::grade(&context, &arguments),
        Command::Undo => grade::undo(&context),
        Command::Redo => grade::redo(&context),
        Command::Import(arguments) => import::run(&context, &arguments),
        Command::Dupes(arguments) => dupes::run(&context, &arguments),
        Command::List(arguments) => list::list(&context, &arguments),
        Command::Show(arguments) => list::show(&context, &arguments),
        Command::Suspend(arguments) => grade::suspend(&context, &arguments),
        Command::Resume(arguments) => grade::resume(&context, &arguments),
        Command::Forget(arguments) => grade::forget(&context, &arguments),
        Command::Stats => stats::run(&context),
        Command::Export(arguments) => export::run(&context, &arguments),
        Command::Check(arguments) => care::check(&context, &arguments),
        Command::Config(arguments) => care::config(&context, &arguments),
    }
}

impl Context {
    fn new(common: Common) -> Result<Self, Failure> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let clock =
            Clock::from_environment(variable("VIVA_NOW").as_deref(), variable("VIVA_SEED").as_deref())?;
        let found = Found::look(common.collection.as_deref())?;
        let (held, warnings) = super::settings::gather(&found.settings_files()?)?;
        for warning in warnings {
            output::warn(&warning);
        }
        let is_dumb = variable("TERM").is_none_or(|term| term == "dumb");
        let settings = Settings::resolve(&held, common.plain || is_dumb);
        Ok(Self { common, settings, clock, found, held })
    }

    pub(super) fn today(&self) -> Day {
        self.clock.now().day(self.settings.rollover)
    }

    /// Every setting with where it comes from.
    pub(super) fn held(&self) -> &std::collections::BTreeMap<&'static str, super::settings::Held> {
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
    pub(super) fn confirm(&self, question: &str) -> Result<bool, Failure> {
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

    /// The collection, opened; an error where there is none yet.
    pub(super) fn open(&self) -> Result<Opened, Failure> {
        self.open_if_there()?.ok_or_else(|| {
            Failure::new(Code::Failed, "there are no cards yet")
                .hint("`viva import PATH` makes decks of notes; `viva` alone offers starter decks")
        })
    }

    /// The collection, opened, if there is one.
    pub(super) fn open_if_there(&self) -> Result<Option<Opened>, Failure> {
        if self.found.exists() { Opened::open(self, &self.found.root).map(Some) } else { Ok(None) }
    }

    /// What to ask before anything is graded, if the clock stands far from the newest event.
    pub(super) fn doubt_about_clock(&self, store: &Store) -> Result<Option<String>, Failure> {
        let Some(newest) = store.newest_day()? else { return Ok(None) };
        let today = self.today();
        let days = today.since(newest);
        Ok((days.abs() > FAR_DAYS).then(|| {
            let how = if days < 0 { "earlier than" } else { "after" };
            format!(
                "Today is {today}, {} days {how} the last thing kept ({newest}). Is the clock right?",
                days.abs()
            )
        }))
    }
}
