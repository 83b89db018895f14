//! What was typed wrongly, in plain sentences: clap knows what is wrong, and says it in words of its own
//! trade.

use std::ffi::OsString;

use clap::CommandFactory as _;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Arguments;
use super::failure::{Code, Failure};

/// Clap's error as a failure of ours.
pub(super) fn failure_of(error: &clap::Error, typed: &[OsString]) -> Failure {
    let text = |kind| error.get(kind).map(words_of).unwrap_or_default();
    let first = |kind| text(kind).into_iter().next().unwrap_or_default();
    let (argument, value) = (first(ContextKind::InvalidArg), first(ContextKind::InvalidValue));
    let value = value.escape_debug();
    let taken = text(ContextKind::ValidValue);
    let message = match error.kind() {
        ErrorKind::InvalidValue if value.to_string().is_empty() => {
            format!("{} needs a value", named(&argument))
        }
        ErrorKind::InvalidValue if !taken.is_empty() => {
            format!("{} takes {}, not `{value}`", named(&argument), either(&taken))
        }
        ErrorKind::ValueValidation => {
            format!("{} takes {}, not `{value}`", named(&argument), wanted(error))
        }
        ErrorKind::UnknownArgument if argument.starts_with('-') => {
            format!("unknown option `{}`{}", argument.escape_debug(), here(error))
        }
        ErrorKind::UnknownArgument => format!("`{}` is an unexpected argument", argument.escape_debug()),
        ErrorKind::InvalidSubcommand => {
            format!("unknown command `{}`", first(ContextKind::InvalidSubcommand).escape_debug())
        }
        ErrorKind::MissingRequiredArgument => {
            let missing = text(ContextKind::InvalidArg);
            format!("{} {} missing", missing.join(" and "), if missing.len() == 1 { "is" } else { "are" })
        }
        ErrorKind::ArgumentConflict => {
            let other = first(ContextKind::PriorArg);
            if other == argument {
                format!("{} can be given only once", named(&argument))
            } else {
                format!("{} and {} cannot be used together", named(&argument), named(&other))
            }
        }
        ErrorKind::InvalidUtf8 => "what was typed is not UTF-8".to_owned(),
        _ => sentence(error),
    };
    let suggested = match error.kind() {
        ErrorKind::InvalidSubcommand => nearest_command(&first(ContextKind::InvalidSubcommand)),
        _ => [ContextKind::SuggestedArg, ContextKind::SuggestedValue]
            .into_iter()
            .find_map(|kind| text(kind).into_iter().next()),
    };
    let failure = Failure::new(Code::Usage, message);
    match suggested {
        Some(suggested) => {
            let suggested = suggested.split([' ', '=']).next().unwrap_or_default().to_owned();
            failure.hint(format!("did you mean `{suggested}`?"))
        }
        None => failure.hint(match usage(error) {
            Some(usage) => format!("{usage}; `--help` shows more"),
            None => format!("`{} --help` for usage", command_of(typed)),
        }),
    }
}

/// The command that was probably meant: one or two letters away, or begun.
fn nearest_command(typed: &str) -> Option<String> {
    let all = Arguments::command();
    let names = all.get_subcommands().map(clap::Command::get_name);
    let near = |name: &str| {
        let distance = strsim::damerau_levenshtein(typed, name);
        (distance <= 2 && distance < typed.len() || typed.len() > 1 && name.starts_with(typed))
            .then_some(distance)
    };
    let nearest = names.filter_map(|name| Some((near(name)?, name))).min_by_key(|(distance, _)| *distance);
    nearest.map(|(_, name)| name.to_owned())
}

fn words_of(value: &ContextValue) -> Vec<String> {
    match value {
        ContextValue::String(word) => vec![word.clone()],
        ContextValue::Strings(words) => words.clone(),
        ContextValue::StyledStr(text) => vec![text.to_string()],
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// `--new <COUNT>` as `` `--new` ``; `[GRADE]` as it is.
fn named(argument: &str) -> String {
    match argument.split_once([' ', '=']) {
        Some((flag, _)) => format!("`{flag}`"),
        None if argument.starts_with('-') => format!("`{argument}`"),
        None => argument.trim_matches(['[', ']', '<', '>', '.']).to_owned(),
    }
}

fn either(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}

/// The command that was typed, as far as there is one.
fn command_of(typed: &[OsString]) -> String {
    let all = Arguments::command();
    let known =
        |word: &OsString| all.find_subcommand(word).map(|command| format!("viva {}", command.get_name()));
    typed.iter().skip(1).find_map(known).unwrap_or_else(|| "viva".to_owned())
}

/// What a value has to be, from what the parser of numbers says of it.
fn wanted(error: &clap::Error) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    let range = cause.rsplit_once("is not in ").and_then(|(_, range)| range.split_once("..="));
    match range {
        // Where the most is what the type can hold, it says nothing.
        Some((least, most)) if most.len() >= 10 => format!("a whole number, {least} or more"),
        Some((least, most)) => format!("a whole number from {least} to {most}"),
        None if cause.contains("digit") || cause.contains("too large") || cause.contains("empty") => {
            "a whole number".to_owned()
        }
        None => cause,
    }
}

/// `viva list [OPTIONS] [SELECTION]...`
fn usage(error: &clap::Error) -> Option<String> {
    let usage = words_of(error.get(ContextKind::Usage)?).join(" ");
    let usage = usage.trim().strip_prefix("Usage:")?.lines().next()?.trim();
    Some(usage.replace(" [OPTIONS]", ""))
}

/// ` in viva list`
fn here(error: &clap::Error) -> String {
    let usage = usage(error).unwrap_or_default();
    let command: Vec<&str> =
        usage.split(' ').take_while(|word| word.starts_with(|c: char| c.is_ascii_lowercase())).collect();
    if command.len() < 2 { String::new() } else { format!(" in `{}`", command.join(" ")) }
}

/// Clap's own first sentence.
fn sentence(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let said = text.strip_prefix("error: ").unwrap_or(&text);
    let said = said.split("\n\n").next().unwrap_or(said);
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}
