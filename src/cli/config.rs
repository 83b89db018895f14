//! `viva config`: what is set and where it comes from; changing it by command or in the editor.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::files;
use crate::study::text::{Safe, clean, clean_line, safe};

use super::args::{ConfigAction, ConfigArguments, Format};
use super::context::Context;
use super::drafts::{Kind, Subject};
use super::editing::{Edited, Fault, edited};
use super::failure::{Code, Failure};
use super::output;
use super::settings::{Origin, SETTINGS, check, find, read_value, variable_of};

pub(super) fn run(context: &Context, arguments: &ConfigArguments) -> Result<(), Failure> {
    match &arguments.action {
        None | Some(ConfigAction::Show) => show(context),
        Some(ConfigAction::Get { key }) => {
            find(key)?;
            let value = context.held().get(key.as_str()).map(|held| held.value.clone());
            match context.common.format {
                Format::Json => output::json(json!({ "key": key, "value": value.map(to_json) })),
                Format::Text => {
                    output::lines(value.map_or_else(Safe::default, |value| safe!("{}\n", bare(&value))))
                }
            }
        }
        Some(ConfigAction::Set { key, value }) => set(context, key, value),
        Some(ConfigAction::Edit) => edit(context),
    }
}

fn show(context: &Context) -> Result<(), Failure> {
    match context.common.format {
        Format::Json => {
            let settings: Vec<Value> = SETTINGS
                .iter()
                .map(|setting| {
                    let held = context.held().get(setting.key);
                    let origin = held.map_or(&Origin::Default, |held| &held.origin);
                    let (source, place, line) = match origin {
                        Origin::Default => ("default", "default".to_owned(), None),
                        Origin::File { path, line } => ("file", path.display().to_string(), Some(line)),
                        Origin::Environment { name } => ("environment", name.clone(), None),
                    };
                    json!({
                        "key": setting.key,
                        "value": held.map(|held| to_json(held.value.clone())),
                        "source": source,
                        "origin": place,
                        "line": line,
                        "meaning": setting.meaning,
                    })
                })
                .collect();
            output::json(json!({
                "collection": context.found.root.display().to_string(),
                "collection_origin": context.found.origin,
                "settings": settings,
            }))
        }
        Format::Text => {
            let root = context.found.root.display().to_string();
            let mut text = format!("# collection: {} ({})\n", clean_line(&root), context.found.origin);
            for setting in SETTINGS {
                let value = context.held().get(setting.key);
                let line = match value {
                    Some(held) => format!("{} = {}", setting.key, held.value),
                    None => format!("# {} is not set", setting.key),
                };
                let origin = value.map_or("default".to_owned(), |held| held.origin.to_string());
                let origin = clean_line(&origin);
                let _ = writeln!(text, "\n# {} ({origin})\n{line}", setting.meaning);
            }
            output::lines(clean(&text))
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
    let name = variable_of(key);
    if std::env::var_os(&name).is_some_and(|value| !value.is_empty()) {
        output::warn(safe!("{name} is set and overrides it"));
    }
    match context.common.format {
        Format::Json => {
            output::json(json!({ "key": key, "value": to_json(value), "origin": path.display().to_string() }))
        }
        Format::Text => {
            output::note(safe!("{key} = {value} in {}", path.display()));
            Ok(())
        }
    }
}

/// The collection's own file in the user's editor. It is kept only if every value in it can be used.
fn edit(context: &Context) -> Result<(), Failure> {
    let path = context.found.settings_path();
    let present = files::read_text_if_any(&path)?;
    let text = present.clone().unwrap_or_else(all_as_comments);
    let read = |text: &str, _: &str| match check(text) {
        Ok(warnings) => Ok((text.to_owned(), warnings)),
        Err((line, message)) => Err(Fault { line, message }),
    };
    match edited(context, Subject::of(Kind::Settings), &text, "`viva config set KEY VALUE`", read)? {
        Edited::Nothing => output::note("nothing was changed"),
        Edited::Changed { value: (text, warnings), draft } => {
            let keep = || {
                if files::read_text_if_any(&path)? != present {
                    let message =
                        format!("{} was changed in the meantime; nothing was written", path.display());
                    return Err(Failure::new(Code::Failed, message));
                }
                Ok(files::write_whole(&path, text.as_bytes())?)
            };
            draft.settle(keep())?;
            for warning in warnings {
                output::warn(safe!("{}:{warning}", path.display()));
            }
            output::note(safe!("kept in {}", path.display()));
        }
    }
    Ok(())
}

/// What there is to be set, for a file that is yet to be written.
fn all_as_comments() -> String {
    let mut text = String::new();
    for setting in SETTINGS {
        let value = if setting.default.is_empty() { "..." } else { setting.default };
        let _ = writeln!(text, "# {}\n# {} = {value}\n", setting.meaning, setting.key);
    }
    text
}

fn to_json(value: toml::Value) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}

/// A string without its quotes, as a script wants it.
fn bare(value: &toml::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
