//! `viva completions` and `viva man`: made from the arguments as they are, so that they never say
//! anything else than the program does.

use std::path::Path;

use clap::{Command as Clap, CommandFactory as _};
use clap_complete::Shell;

use crate::files;

use super::args::{Arguments, CompletionsArguments, ManArguments, TAKES_SELECTION, file};
use super::failure::Failure;
use super::output;

/// Asks viva itself for decks, tags and cards. Names come from files that others may have written, so
/// each is quoted and none is ever expanded.
const BASH: &str = include_str!("completions.bash");
const FISH: &str = include_str!("completions.fish");
const ZSH: &str = include_str!("completions.zsh");

/// The day the pages bear: when the commands last changed.
const PAGES_OF: &str = "2026-11-21";

pub(super) fn completions(arguments: &CompletionsArguments) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "viva", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    let script = match arguments.shell {
        Shell::Bash => script + &BASH.replace("SELECTING", &selecting("|")).replace("VALUED", &valued()),
        Shell::Fish => script + &FISH.replace("SELECTING", &selecting(" ")),
        Shell::Zsh => with_candidates(&script),
        _ => script,
    };
    output::bytes(script.as_bytes())
}

/// The commands whose words are a selection.
fn selecting(between: &str) -> String {
    TAKES_SELECTION.map(|(command, _)| command).join(between)
}

/// All flags that a value follows, as a pattern.
fn valued() -> String {
    let root = Arguments::command();
    let commands = || root.get_subcommands().chain([&root]);
    let arguments =
        commands().chain(commands().flat_map(Clap::get_subcommands)).flat_map(Clap::get_arguments);
    let mut flags: Vec<String> = arguments
        .filter(|argument| argument.get_action().takes_values())
        .flat_map(|argument| {
            let long = argument.get_long().map(|long| format!("--{long}"));
            [long, argument.get_short().map(|short| format!("-{short}"))].into_iter().flatten()
        })
        .collect();
    flags.sort();
    flags.dedup();
    flags.join("|")
}

/// zsh completes words by a function that each argument names: for decks, selections, cards and settings it
/// is ours.
fn with_candidates(script: &str) -> String {
    let (head, body) = script.split_once('\n').unwrap_or((script, ""));
    let lines = body.lines().map(|line| {
        let is = |names: &[&str]| {
            names.iter().any(|name| {
                ["'*::", "':"].iter().any(|start| {
                    line.strip_prefix(start)
                        .and_then(|rest| rest.strip_prefix(name))
                        .is_some_and(|rest| rest.starts_with(" --") || rest.starts_with(':'))
                })
            })
        };
        let ours = if is(&["selection", "what", "card", "cards", "words"]) {
            "_viva_candidates"
        } else if is(&["key"]) {
            "_viva_settings"
        } else if line.starts_with("'--deck=") || line.starts_with("'--after=") || is(&["deck"]) {
            "_viva_decks"
        } else {
            return line.to_owned();
        };
        let end = line.rfind(":_default'").or_else(|| line.rfind(":'"));
        end.map_or_else(|| line.to_owned(), |end| format!("{}:{ours}' \\", &line[..end]))
    });
    format!("{head}\n\n{ZSH}\n{}\n", lines.collect::<Vec<_>>().join("\n"))
}

pub(super) fn man(arguments: &ManArguments) -> Result<(), Failure> {
    let mut command = Arguments::command();
    command.build();
    let Some(out) = &arguments.out else { return output::bytes(&page(&command)?) };
    let folder = file(Some(out));
    folder.map(files::create_private_folder).transpose()?;
    write(&command, folder)
}

/// The page of a command, and those of the commands below it; without a folder, to standard output.
fn write(command: &Clap, folder: Option<&Path>) -> Result<(), Failure> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    match folder {
        Some(folder) => files::write_whole(&folder.join(format!("{name}.1")), &page(command)?)?,
        None => output::bytes(&page(command)?)?,
    }
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        write(below, folder)?;
    }
    Ok(())
}

fn page(command: &Clap) -> Result<Vec<u8>, Failure> {
    let page = clap_mangen::Man::new(command.clone())
        .date(PAGES_OF)
        .source(concat!("viva ", env!("CARGO_PKG_VERSION")))
        .manual("viva");
    let mut roff = Vec::new();
    page.render(&mut roff)?;
    // A blank line is one that all readers of such pages know; with breaks around it, some complain.
    Ok(String::from_utf8_lossy(&roff).replace("\n.br\n\n.br\n", "\n.sp\n").into_bytes())
}
