//! JSON: objects with a question and an answer, in arrays at any depth, one object a line, or an
//! object whose keys are the questions.
//!
//! Keys are told by their names like a table's header. The nearest key or title above an array is the
//! section of its cards.

use super::columns::{Role, Row, add_cards, role_of, roles_of_header};
use super::delimited::field;
use super::family::{Family, Whole};
use super::label::is_question_like;
use super::outcome::{ImportedNote, Problem};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

pub(super) struct Json;

impl Json {
    /// Whether all of a text is JSON, however long its lines.
    pub(super) fn is_valid(text: &str) -> bool {
        text.trim_start().starts_with(['{', '['])
            && serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>().all(|value| value.is_ok())
    }
}

impl Family for Json {
    fn name(&self) -> &'static str {
        "JSON"
    }

    fn evidence(&self, whole: &Whole<'_>) -> i32 {
        let text = whole.text;
        let hint = whole.hint;
        let extension = hint.file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        let is_named = matches!(extension.as_deref(), Some("json" | "jsonl" | "ndjson"));
        if !text.trim_start().starts_with(['{', '[']) {
            return 0;
        }
        if is_named || parsed(text).is_ok() { 200 } else { 0 }
    }

    fn read(&self, whole: &Whole<'_>) -> ImportedNote {
        let text = whole.text;
        let mut note = ImportedNote::default();
        let mut values = match parsed(text) {
            Ok(values) => values,
            Err(problem) => {
                note.problems.push(problem);
                return note;
            }
        };
        let mut lines = string_lines(text).into_iter();
        for value in &mut values {
            value.set_lines(&mut lines);
        }
        let mut walk = Walk { note };
        for value in &values {
            walk.value(value, None);
        }
        // A file of lines is one array.
        if values.len() > 1 && values.iter().all(|value| matches!(value, Value::Object(_))) {
            let objects: Vec<&Value> = values.iter().collect();
            walk.note.cards.clear();
            walk.note.problems.clear();
            walk.objects(&objects, None);
        }
        walk.note
    }
}

/// Keys with their lines and values.
type Entries = [(String, usize, Value)];

/// As written: keys keep their order, and texts know their line.
#[derive(Debug)]
enum Value {
    Text(String, usize),
    Other(String),
    Array(Vec<Value>),
    Object(Vec<(String, usize, Value)>),
}

impl Value {
    /// Texts come in the order in which they are written, keys before their values.
    fn set_lines(&mut self, lines: &mut impl Iterator<Item = usize>) {
        match self {
            Self::Text(_, line) => *line = lines.next().unwrap_or(1),
            Self::Other(_) => {}
            Self::Array(values) => values.iter_mut().for_each(|value| value.set_lines(lines)),
            Self::Object(entries) => {
                for (_, line, value) in entries {
                    *line = lines.next().unwrap_or(1);
                    value.set_lines(lines);
                }
            }
        }
    }

    fn line(&self) -> Option<usize> {
        match self {
            Self::Text(_, line) => Some(*line),
            Self::Other(_) => None,
            Self::Array(values) => values.iter().find_map(Self::line),
            Self::Object(entries) => entries.first().map(|(_, line, _)| *line),
        }
    }

    /// The text of a field: of a list its lines, of an object what in it is a text.
    fn text(&self) -> String {
        match self {
            Self::Text(text, _) | Self::Other(text) => text.clone(),
            Self::Array(values) => {
                let items = values.iter().map(Self::text).filter(|text| !text.is_empty());
                items.map(|text| format!("- {}", text.replace('\n', "\n  "))).collect::<Vec<_>>().join("\n")
            }
            Self::Object(entries) => {
                let named = |names: &[&str]| {
                    entries.iter().find(|(key, ..)| names.contains(&key.to_lowercase().as_str()))
                };
                let main = named(&[
                    "text", "value", "content", "markdown", "html", "body", "en", "answer", "option",
                    "label", "title", "name",
                ]);
                // "explanation" and "points" beside each other.
                let are_texts = || entries.iter().all(|(.., value)| value.is_plain());
                let parts = || {
                    let parts =
                        entries.iter().map(|(.., value)| value.text()).filter(|text| !text.is_empty());
                    parts.collect::<Vec<_>>().join("\n\n")
                };
                match main {
                    Some((.., value)) => value.text(),
                    None if are_texts() => parts(),
                    None => String::new(),
                }
            }
        }
    }

    /// A text, or a list of texts.
    fn is_plain(&self) -> bool {
        match self {
            Self::Text(..) => true,
            Self::Array(values) => values.iter().all(|value| matches!(value, Self::Text(..))),
            _ => false,
        }
    }

    fn is_true(&self) -> bool {
        matches!(self, Self::Other(text) if text == "true")
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Value;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("JSON")
            }

            fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
                Ok(Value::Other(value.to_string()))
            }

            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(Value::Other(value.to_string()))
            }

            fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                Ok(Value::Other(value.to_string()))
            }

            fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
                Ok(Value::Other(value.to_string()))
            }

            fn visit_str<E>(self, value: &str) -> Result<Value, E> {
                Ok(Value::Text(value.to_owned(), 1))
            }

            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Other(String::new()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = items.next_element()? {
                    values.push(value);
                }
                Ok(Value::Array(values))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = items.next_entry::<String, Value>()? {
                    entries.push((key, 1, value));
                }
                Ok(Value::Object(entries))
            }
        }
        deserializer.deserialize_any(Reader)
    }
}

/// The values of a file: one, or one a line.
fn parsed(text: &str) -> Result<Vec<Value>, Problem> {
    let values = serde_json::Deserializer::from_str(text).into_iter::<Value>().collect::<Result<Vec<_>, _>>();
    values.map_err(|error| Problem {
        line: Some(error.line().clamp(1, text.split('\n').count())),
        message: format!("not valid JSON, so nothing was read: {error}"),
    })
}

/// The line of every text in the source, in order.
fn string_lines(text: &str) -> Vec<usize> {
    let (mut lines, mut line, mut is_open, mut is_escaped) = (Vec::new(), 1, false, false);
    for byte in text.bytes() {
        match byte {
            b'\n' => line += 1,
            b'"' if !is_escaped => {
                is_open = !is_open;
                if is_open {
                    lines.push(line);
                }
            }
            _ => {}
        }
        is_escaped = is_open && byte == b'\\' && !is_escaped;
    }
    lines
}

struct Walk {
    note: ImportedNote,
}

impl Walk {
    fn value(&mut self, value: &Value, section: Option<&str>) {
        match value {
            Value::Array(values) => {
                let objects: Vec<&Value> =
                    values.iter().filter(|value| matches!(value, Value::Object(_))).collect();
                if !objects.is_empty() {
                    self.objects(&objects, section);
                } else if !self.pairs(values, section) {
                    for value in values {
                        self.value(value, section);
                    }
                }
            }
            Value::Object(entries) => {
                if is_card(entries) {
                    self.objects(&[value], section);
                } else if !self.questions_as_keys(entries, section) {
                    let own = entries.iter().find_map(|(key, _, value)| match value {
                        Value::Text(text, _)
                            if matches!(
                                key.to_lowercase().as_str(),
                                "title" | "name" | "category" | "topic" | "section" | "deck" | "subject"
                            ) =>
                        {
                            Some(text.as_str())
                        }
                        _ => None,
                    });
                    if self.note.title.is_none() && section.is_none() && self.note.cards.is_empty() {
                        self.note.title = own.map(str::to_owned);
                    }
                    for (key, _, value) in entries {
                        let is_plain = matches!(
                            key.to_lowercase().as_str(),
                            "questions"
                                | "cards"
                                | "items"
                                | "data"
                                | "flashcards"
                                | "notes"
                                | "results"
                                | "quiz"
                                | "content"
                                | "list"
                                | "entries"
                                | "categories"
                                | "topics"
                                | "sections"
                                | "decks"
                                | "children"
                        );
                        let below = if is_plain {
                            own.filter(|_| self.note.title.as_deref() != own).or(section)
                        } else {
                            Some(key.as_str())
                        };
                        self.value(value, below);
                    }
                }
            }
            Value::Text(..) | Value::Other(_) => {}
        }
    }

    /// An array of objects: those that ask are rows, in the rest there may be more arrays.
    fn objects(&mut self, objects: &[&Value], section: Option<&str>) {
        let mut keys: Vec<&str> = Vec::new();
        let mut rows: Vec<(usize, &Entries)> = Vec::new();
        let count = objects
            .iter()
            .filter(|value| matches!(value, Value::Object(entries) if is_card(entries)))
            .count();
        for value in objects {
            let Value::Object(entries) = value else { continue };
            if !is_card(entries)
                && (count * 2 < objects.len()
                    || entries.iter().any(|(.., value)| matches!(value, Value::Array(_) | Value::Object(_))))
            {
                self.value(value, section);
                continue;
            }
            for (key, ..) in entries {
                if keys.len() < super::columns::MOST_COLUMNS && !keys.contains(&key.as_str()) {
                    keys.push(key);
                }
            }
            rows.push((value.line().unwrap_or(1), entries));
        }
        // `answers` are the options where another key says which is correct.
        let are_options = keys.iter().any(|key| key.to_lowercase().contains("correct"));
        let names: Vec<&str> = keys
            .iter()
            .map(|key| if are_options && key.eq_ignore_ascii_case("answers") { "options" } else { key })
            .collect();
        let Some(roles) = roles_of_header(&names) else { return };
        let rows: Vec<Row> = rows
            .into_iter()
            .map(|(line, entries)| {
                let mut fields = vec![String::new(); keys.len()];
                let mut line = line;
                for (key, key_line, value) in entries {
                    let Some(at) = keys.iter().position(|found| found == key) else { continue };
                    if roles[at] == Role::Question {
                        line = value.line().unwrap_or(*key_line);
                    }
                    fields[at] = match roles[at] {
                        Role::Options => options(value),
                        Role::Tags => tags(value),
                        // A number counts from nought, as in any program.
                        Role::RightOption if matches!(value, Value::Other(_)) => counted_from_one(value),

                        Role::Ignored | Role::Unknown => String::new(),
                        _ => field(&value.text()),
                    };
                }
                // The right one of the options may say so itself.
                let right = entries.iter().find_map(|(.., value)| right_option(value));
                if let Some(right) = right {
                    match roles.iter().position(|role| *role == Role::RightOption) {
                        None => fields.push(right),
                        Some(at) if fields[at].is_empty() => fields[at] = right,
                        Some(_) => {}
                    }
                }
                Row { line, fields }
            })
            .collect();
        let mut roles = roles;
        if rows.iter().any(|row| row.fields.len() > keys.len()) {
            roles.push(Role::RightOption);
        }
        add_cards(&mut self.note, &rows, &roles, &keys, section);
    }

    /// `[["Why?", "Because"], ..]`
    fn pairs(&mut self, values: &[Value], section: Option<&str>) -> bool {
        let is_pair = |value: &Value| matches!(value, Value::Array(pair) if matches!(pair[..], [Value::Text(..), Value::Text(..)]));
        if values.len() < 2 || !values.iter().all(is_pair) {
            return false;
        }
        let rows: Vec<Row> = values
            .iter()
            .filter_map(|value| match value {
                Value::Array(pair) => Some(Row {
                    line: value.line()?,
                    fields: pair.iter().map(|value| field(&value.text())).collect(),
                }),
                _ => None,
            })
            .collect();
        add_cards(&mut self.note, &rows, &[Role::Question, Role::Answer], &[], section);
        true
    }

    /// `{"Why?": "Because", ..}`
    fn questions_as_keys(&mut self, entries: &Entries, section: Option<&str>) -> bool {
        let asking = entries.iter().filter(|(key, _, value)| {
            matches!(value, Value::Text(..)) && key.contains(' ') && is_question_like(key)
        });
        if asking.count() * 2 <= entries.len() {
            return false;
        }
        let rows: Vec<Row> = entries
            .iter()
            .map(|(key, line, value)| Row { line: *line, fields: vec![key.clone(), field(&value.text())] })
            .collect();
        add_cards(&mut self.note, &rows, &[Role::Question, Role::Answer], &[], section);
        true
    }
}

fn is_card(entries: &Entries) -> bool {
    // `title` asks beside an answer.
    let is_answered =
        || entries.iter().any(|(key, ..)| matches!(key.as_str(), "answer" | "answers" | "solution"));
    entries.iter().any(|(key, _, value)| {
        (role_of(key) == Role::Question || key == "title" && is_answered())
            && matches!(value, Value::Text(..) | Value::Object(_))
            && !value.text().is_empty()
    })
}

/// One option a line, as the table's reader splits them.
fn options(value: &Value) -> String {
    match value {
        Value::Array(values) => {
            values.iter().map(|value| value.text().replace('\n', " ")).collect::<Vec<_>>().join("\n")
        }
        Value::Object(entries) => {
            let lines =
                entries.iter().map(|(key, _, value)| format!("{key}. {}", value.text().replace('\n', " ")));
            lines.collect::<Vec<_>>().join("\n")
        }
        value => value.text(),
    }
}

fn right_option(value: &Value) -> Option<String> {
    let Value::Array(values) = value else { return None };
    values.iter().find_map(|value| match value {
        Value::Object(entries)
            if entries
                .iter()
                .any(|(key, _, value)| key.to_lowercase().contains("correct") && value.is_true()) =>
        {
            Some(value.text())
        }
        _ => None,
    })
}

fn tags(value: &Value) -> String {
    match value {
        Value::Array(values) => values.iter().map(Value::text).collect::<Vec<_>>().join(","),
        value => value.text(),
    }
}

fn counted_from_one(value: &Value) -> String {
    let text = value.text();
    text.parse::<u32>().map_or(text, |index| index.saturating_add(1).to_string())
}
