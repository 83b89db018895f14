//! `viva check` and `viva config`.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::files;
use crate::store::CheckFinding;
use crate::study::deck::{Deck, Disagreement, SameAs, ids_that_disagree};

use super::args::{CheckArguments, ConfigAction, ConfigArguments, Format};
use super::collection::{self, Opened};
use super::context::Context;
use super::failure::{Code, Failure};
use super::output;
use super::settings::{SETTINGS, find, read_value};

pub(super) fn check(context: &Context, arguments: &CheckArguments) -> Result<(), Failure> {
    let mut opened = collection::open(context)?;
    let rebuilt = if arguments.rebuild { Some(opened.store.rebuild()?) } else { None };
    let report = opened.store.check()?;
    let mut damage: Vec<String> = report.findings.iter().map(describe).collect();
    let decks = &opened.problems;
    let warnings = oddities(&opened)?;
    let is_sound = damage.is_empty() && decks.is_empty();
    match context.common.format {
        Format::Json => output::json(json!({
            "ok": is_sound,
            "events": report.event_count,
            "cards_with_history": report.card_count,
            "absent_cards": report.orphan_count,
            "rebuilt": rebuilt,
            "database": damage,
            "decks": decks,
            "warnings": warnings,
        }))?,
        Format::Text => {
            let mut text = String::new();
            if let Some(count) = rebuilt {
                let _ = writeln!(text, "rebuilt the states of {}", output::count(count, "card"));
            }
            let _ = writeln!(
                text,
                "{} of {}: {}",
                output::count(report.event_count, "event"),
                output::count(report.card_count, "card"),
                if damage.is_empty() { "states equal their replay" } else { "DAMAGED" }
            );
            if report.orphan_count > 0 {
                let _ = writeln!(
                    text,
                    "{} with a history in no deck; they count again once they are back",
                    output::count(report.orphan_count, "card")
                );
            }
            for line in damage.iter().chain(decks).chain(&warnings) {
                let _ = writeln!(text, "{}", crate::terminal::clean_line(line));
            }
            output::lines(&text)?;
        }
    }
    if is_sound {
        return Ok(());
    }
    if damage.is_empty() {
        return Err(Failure::new(Code::DataInvalid, "some decks could not be read"));
    }
    let has_integrity = report.findings.iter().any(|finding| matches!(finding, CheckFinding::Integrity(_)));
    damage.truncate(1);
    let failure = Failure::new(Code::Store, format!("the database is damaged: {}", damage.join("")));
    Err(if has_integrity {
        failure.hint("copy .viva aside before anything else")
    } else {
        failure.hint("`viva check --rebuild` makes the states again from the log")
    })
}

fn describe(finding: &CheckFinding) -> String {
    match finding {
        CheckFinding::Integrity(line) => format!("integrity: {line}"),
        CheckFinding::StateDiffers { card } => {
            format!("card {card}: its state is not what its events lead to")
        }
        CheckFinding::QueueDiffers { card } => {
            format!("card {card}: the queue of new cards is wrong about it")
        }
    }
}

/// What is odd about the decks together: ids under which different questions stand, joins that lead
/// nowhere.
fn oddities(opened: &Opened) -> Result<Vec<String>, Failure> {
    let mut decks = Vec::new();
    for (name, known) in opened.store.known_decks()? {
        if known.problem.is_none() {
            decks.push(opened.read_deck(&name)?.deck);
        }
    }
    let decks: Vec<&Deck> = decks.iter().collect();
    let split = ids_that_disagree(&decks).into_iter().map(|Disagreement { id, questions }| {
        let names: Vec<&str> = questions.iter().map(|(deck, ..)| deck.as_str()).collect();
        format!(
            "card {id}: its questions differ in {}; another id for one of them splits them",
            names.join(", ")
        )
    });
    let joins = SameAs::over(&decks).faults;
    Ok(split.chain(joins.iter().map(|fault| format!("card {fault}"))).collect())
}

pub(super) fn config(context: &Context, arguments: &ConfigArguments) -> Result<(), Failure> {
    match &arguments.action {
        None | Some(ConfigAction::Show) => show(context),
        Some(ConfigAction::Get { key }) => {
            find(key)?;
            let value = context.held().get(key.as_str()).map(|held| held.value.clone());
            match context.common.format {
                Format::Json => output::json(json!({ "key": key, "value": value.map(to_json) })),
                Format::Text => {
                    output::lines(&value.map_or(String::new(), |value| format!("{}\n", bare(&value))))
                }
            }
        }
        Some(ConfigAction::Set { key, value }) => set(context, key, value),
    }
}

fn show(context: &Context) -> Result<(), Failure> {
    let origin = |key: &str| {
        let path = context.held().get(key).and_then(|held| held.origin.as_ref());
        path.map_or("default".to_owned(), |path| path.display().to_string())
    };
    match context.common.format {
        Format::Json => {
            let settings: Vec<Value> = SETTINGS
                .iter()
                .map(|setting| {
                    json!({
                        "key": setting.key,
                        "value": context.held().get(setting.key).map(|held| to_json(held.value.clone())),
                        "origin": origin(setting.key),
                        "meaning": setting.meaning,
                    })
                })
                .collect();
            output::json(
                json!({ "collection": context.found.root.display().to_string(), "settings": settings }),
            )
        }
        Format::Text => {
            let root = context.found.root.display().to_string();
            let mut text = format!("# collection: {}\n", crate::terminal::clean_line(&root));
            for setting in SETTINGS {
                let value = context.held().get(setting.key);
                let line = match value {
                    Some(held) => format!("{} = {}", setting.key, held.value),
                    None => format!("# {} is not set", setting.key),
                };
                let origin = origin(setting.key);
                let origin = crate::terminal::clean_line(&origin);
                let _ = writeln!(text, "\n# {} ({origin})\n{line}", setting.meaning);
            }
            output::lines(&text)
        }
    }
}

fn set(context: &Context, key: &str, value: &str) -> Result<(), Failure> {
    let value = read_value(key, value)?;
    let path = context.found.settings_path();
    let text = if path.exists() { files::read_text(&path)? } else { String::new() };
    let mut document: toml_edit::DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        Failure::new(Code::DataInvalid, format!("{}: {}", path.display(), error.message()))
    })?;
    let new: toml_edit::Value = value.to_string().parse().map_err(|error: toml_edit::TomlError| {
        Failure::new(Code::Failed, format!("{key} could not be written: {}", error.message()))
    })?;
    // Changing the value alone keeps the comment behind it.
    match document.get_mut(key).and_then(toml_edit::Item::as_value_mut) {
        Some(held) => {
            let decor = held.decor().clone();
            *held = new;
            *held.decor_mut() = decor;
        }
        None => document[key] = toml_edit::Item::Value(new),
    }
    files::create_private_folder(&context.found.root)?;
    files::write_whole(&path, document.to_string().as_bytes())?;
    match context.common.format {
        Format::Json => {
            output::json(json!({ "key": key, "value": to_json(value), "origin": path.display().to_string() }))
        }
        Format::Text => {
            output::note(&format!("{key} = {value} in {}", path.display()));
            Ok(())
        }
    }
}

fn to_json(value: toml::Value) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// A string without its quotes, as a script wants it.
fn bare(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
