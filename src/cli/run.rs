//! From the command line to the command, and from how that ended to the exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;

use crate::terminal::{TerminalError, end_by};

use super::args::{Arguments, Command, DrillArguments, Format, with_export_form, with_negations_last};
use super::context::Context;
use super::failure::{Code, Failure};
use super::{care, drill, dupes, export, grade, import, list, mock, output, queue, stats};

/// Runs `viva` with these arguments, the program's name first.
#[must_use]
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let typed = with_negations_last(with_export_form(arguments.collect()));
    let arguments = match Arguments::try_parse_from(&typed) {
        Ok(arguments) => arguments,
        Err(error) => return help_or_usage(&error, &typed),
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

/// Help and version, which are no failure, or why what was typed is not understood.
fn help_or_usage(error: &clap::Error, typed: &[OsString]) -> ExitCode {
    let wants_json = typed.iter().any(|word| word == "--format=json")
        || typed.windows(2).any(|words| words[0] == "--format" && words[1] == "json");
    let format = if wants_json { Format::Json } else { Format::Text };
    let text = error.render().to_string();
    if !error.use_stderr() {
        return match error.print() {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                output::failure(&output::cannot_write(&error), format);
                ExitCode::from(Code::Failed as u8)
            }
            _ => ExitCode::SUCCESS,
        };
    }
    if wants_json {
        output::failure(&usage_failure(&text), format);
    } else if typed.iter().any(|word| word.to_string_lossy().contains(char::is_control)) {
        // Clap repeats what was typed as it is, and that may be a file's name.
        output::usage(&text);
    } else {
        let _ = error.print();
    }
    ExitCode::from(Code::Usage as u8)
}

/// Clap's sentence and its tip, without the usage below them.
fn usage_failure(text: &str) -> Failure {
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let said = text.split("\n\nUsage:").next().unwrap_or(text);
    let said = said.split("\n\nFor more information").next().unwrap_or(said);
    match said.split_once("tip: ") {
        Some((said, tip)) => Failure::new(Code::Usage, one_line(said)).hint(one_line(tip)),
        None => Failure::new(Code::Usage, one_line(said)).hint("`viva --help` shows what can be typed"),
    }
}

fn carry_out(arguments: Arguments) -> Result<(), Failure> {
    let is_repair = matches!(arguments.command, Some(Command::Config(_)));
    let context = Context::new(arguments.common, is_repair)?;
    match arguments.command.unwrap_or_else(|| Command::Drill(DrillArguments::default())) {
        Command::Drill(arguments) => drill::run(&context, &arguments),
        Command::Mock(arguments) => mock::run(&context, &arguments),
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
