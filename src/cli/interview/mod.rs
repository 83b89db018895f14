//! `viva interview`: upcoming interviews, from adding one to recording that it took place.
//!
//! An interview is a deck with `plan = true` in its head. Only this command writes that; a date to come alone is a
//! fact that a note told.

mod args;
mod change;
mod show;
mod suggest;
mod table;

pub(super) use args::{InterviewAction, InterviewArguments};
pub(super) use change::{USUAL_MINUTES, write};
pub(super) use show::{cards_of, coverage_json, covered, find, in_width, line_of, selections, wrapped};

use crate::study::day::Day;
use crate::terminal::TerminalError;

use super::context::Context;
use super::failure::{Code, Failure};

pub(super) fn run(context: &Context, arguments: &InterviewArguments) -> Result<(), Failure> {
    match arguments.action.as_ref().unwrap_or(&InterviewAction::List) {
        InterviewAction::Add(arguments) => change::add(context, arguments),
        InterviewAction::List => show::list(context),
        InterviewAction::Set(arguments) => change::set(context, arguments),
        InterviewAction::Show(arguments) => show::show(context, &arguments.deck),
        InterviewAction::Done(arguments) => change::done(context, arguments),
        InterviewAction::Table(arguments) => table::run(context, arguments),
    }
}

/// A day from today on.
fn coming_day(text: &str, today: Day) -> Result<Day, Failure> {
    let day = Day::parse_when(text, today).ok_or_else(|| {
        Failure::new(Code::Usage, format!("`{}` is not a date", text.escape_debug()))
            .hint("write it as 2026-11-21, friday, +10d or `in 2 weeks`")
    })?;
    if day < today {
        return Err(Failure::new(Code::Usage, format!("{day} is in the past"))
            .hint("for an interview that took place, import its notes: `viva import PATH`"));
    }
    Ok(day)
}

/// Left at a prompt: nothing has been written.
pub(super) fn left(error: TerminalError) -> Failure {
    match error {
        TerminalError::Cancelled => Failure::new(Code::Interrupted, "cancelled; nothing was changed"),
        error => error.into(),
    }
}
