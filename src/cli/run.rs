//! From the command line to the command, and from how that ended to the exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind;

use crate::terminal::{TerminalError, end_by};

use super::args::{
    Arguments, CandidatesArguments, Command, DrillArguments, Format, with_drill, with_export_form,
    with_negations_last,
};
use super::context::Context;
use super::failure::{Code, Failure};
use super::usage;
use super::{
    add, answer, backup, candidates, care, config, debrief, decks, delete, drill, dupes, edit, export, grade,
    import, interview, list, mock, output, pages, plan, queue, read, ready, restore, search, stats, status,
};

/// Runs `viva` with these arguments, the program's name first.
#[must_use]
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let typed = with_negations_last(with_export_form(with_drill(arguments.collect())));
    if typed.get(1).is_some_and(|command| command == "candidates") {
        // A shell wants no words but these; what goes wrong is told when the command itself runs.
        if let Ok(words) = CandidatesArguments::try_parse_from(&typed[1..]) {
            let _ = Context::new(words.common.clone(), false)
                .and_then(|context| candidates::run(&context, &words));
        }
        return ExitCode::SUCCESS;
    }
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
    if !error.use_stderr() {
        return match error.print() {
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                output::failure(&output::cannot_write(&error), format);
                ExitCode::from(Code::Failed as u8)
            }
            _ => ExitCode::SUCCESS,
        };
    }
    // Called without what it needs, a command shows its help, and that is long.
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = error.print();
    } else {
        output::failure(&usage::failure_of(error, typed), format);
    }
    ExitCode::from(Code::Usage as u8)
}

fn carry_out(arguments: Arguments) -> Result<(), Failure> {
    let is_repair = matches!(arguments.command, Some(Command::Config(_)));
    // What needs neither a collection nor settings works without them, too; what never fails starts from nothing.
    match &arguments.command {
        Some(Command::Completions(arguments)) => return pages::completions(arguments),
        Some(Command::Man(arguments)) => return pages::man(arguments),
        Some(Command::Status) => {
            status::run(&arguments.common);
            return Ok(());
        }
        _ => {}
    }
    let context = Context::new(arguments.common, is_repair)?;
    context.warn_of_settings();
    let command = arguments.command.unwrap_or_else(|| Command::Drill(DrillArguments::default()));
    let changes = changes(&context, &command);
    let done = carry_out_command(&context, command);
    if changes {
        backup::automatic(&context);
    }
    done
}

/// Whether a command may have changed decks or progress, so that a backup may be due at its end. `grade` is left out
/// because programs call it again and again, and an import because the notes are still there: the next of the others
/// makes up for both.
fn changes(context: &Context, command: &Command) -> bool {
    match command {
        Command::Drill(_) | Command::Decks | Command::Mock(_) | Command::Answer(_) => {
            context.is_interactive()
        }
        Command::Undo(_) | Command::Redo(_) | Command::Add(_) | Command::Edit(_) => true,
        Command::Delete(arguments) => !arguments.dry_run,
        Command::Dupes(arguments) => !arguments.dry_run,
        Command::Suspend(arguments) | Command::Resume(arguments) | Command::Forget(arguments) => {
            !arguments.dry_run
        }
        Command::Debrief(arguments) => !arguments.dry_run,
        _ => false,
    }
}

fn carry_out_command(context: &Context, command: Command) -> Result<(), Failure> {
    match command {
        Command::Drill(arguments) => drill::run(context, &arguments),
        Command::Mock(arguments) => mock::run(context, &arguments),
        Command::Queue(arguments) => queue::run(context, &arguments),
        Command::Grade(arguments) => grade::grade(context, &arguments),
        Command::Undo(arguments) => grade::undo(context, &arguments),
        Command::Redo(arguments) => grade::redo(context, &arguments),
        Command::Import(arguments) => import::run(context, &arguments),
        Command::Dupes(arguments) => dupes::run(context, &arguments),
        Command::List(arguments) => list::list(context, &arguments),
        Command::Decks => decks::run(context),
        Command::Read(arguments) => read::run(context, &arguments),
        Command::Answer(arguments) => answer::run(context, &arguments),
        Command::Add(arguments) => add::run(context, &arguments),
        Command::Delete(arguments) => delete::run(context, &arguments),
        Command::Edit(arguments) => edit::run(context, &arguments),
        Command::Search(arguments) => search::run(context, &arguments),
        Command::Show(arguments) => list::show(context, &arguments),
        Command::Suspend(arguments) => grade::suspend(context, &arguments),
        Command::Resume(arguments) => grade::resume(context, &arguments),
        Command::Forget(arguments) => grade::forget(context, &arguments),
        Command::Interview(arguments) => interview::run(context, &arguments),
        Command::Plan(arguments) => plan::run(context, &arguments),
        Command::Debrief(arguments) => debrief::run(context, &arguments),
        Command::Ready(arguments) => ready::run(context, &arguments),
        Command::Stats(arguments) => stats::run(context, &arguments),
        Command::Export(arguments) => export::run(context, &arguments),
        Command::Check(arguments) => care::check(context, &arguments),
        Command::Backup(arguments) => backup::run(context, &arguments),
        Command::Restore(arguments) => restore::run(context, &arguments),
        Command::Config(arguments) => config::run(context, &arguments),
        Command::Completions(_) | Command::Man(_) | Command::Status => Ok(()),
    }
}
