//! JSON to the values that a bank of questions is read from: one value, or one a line.

use super::bank::{self, Value};
use super::family::{Family, Whole};
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
        match values(whole.text) {
            Ok(values) => bank::read(&values),
            Err(problem) => ImportedNote { problems: vec![problem], ..ImportedNote::default() },
        }
    }
}

/// The values of a text, with their lines.
pub(super) fn values(text: &str) -> Result<Vec<Value>, Problem> {
    let mut values = parsed(text)?;
    let mut lines = string_lines(text).into_iter();
    for value in &mut values {
        value.set_lines(&mut lines);
    }
    Ok(values)
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
