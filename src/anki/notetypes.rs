//! Kinds of notes, decks and dates of a collection, in both forms that Anki keeps them in: as JSON in
//! one row, or in tables whose settings are Protocol Buffers.
//!
//! Of the buffers four fields are wanted, so they are read here without a schema
//! (protobuf.dev/programming-guides/encoding).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::error::AnkiError;
use crate::study::import::{AnkiNotetype, AnkiTemplate};

/// `models` of a collection in the older form.
pub(super) fn notetypes_of_json(json: &str) -> Result<BTreeMap<i64, AnkiNotetype>, AnkiError> {
    let models: BTreeMap<String, Model> = parsed("the kinds of notes", json)?;
    let notetypes = models.into_iter().filter_map(|(id, model)| {
        let mut templates = model.tmpls;
        templates.sort_by_key(|template| template.ord);
        let templates = templates
            .into_iter()
            .map(|template| AnkiTemplate { question: template.qfmt, answer: template.afmt })
            .collect();
        let mut fields = model.flds;
        fields.sort_by_key(|field| field.ord);
        let fields = fields.into_iter().map(|field| field.name).collect();
        let is_cloze = model.kind == 1;
        Some((
            id.parse().ok()?,
            AnkiNotetype {
                name: model.name,
                is_cloze,
                fields,
                templates,
                css: model.css,
                changed_secs: model.changed_secs,
            },
        ))
    });
    Ok(notetypes.collect())
}

/// `decks` of a collection in the older form.
pub(super) fn decks_of_json(json: &str) -> Result<BTreeMap<i64, String>, AnkiError> {
    let decks: BTreeMap<String, Deck> = parsed("the decks", json)?;
    Ok(decks.into_iter().filter_map(|(id, deck)| Some((id.parse().ok()?, deck.name))).collect())
}

/// A number among the settings, which both forms keep as JSON.
pub(super) fn number_in_settings(settings: &Value, name: &str) -> Option<i64> {
    settings.get(name).and_then(Value::as_i64)
}

pub(super) fn settings_of_json(json: &str) -> Result<Value, AnkiError> {
    parsed("the settings", json)
}

/// Whether a kind of note of the newer form makes clozes.
pub(super) fn is_cloze(config: &[u8]) -> bool {
    number_field(config, 1) == Some(1)
}

/// How the cards of a kind of note of the newer form look.
pub(super) fn css(config: &[u8]) -> String {
    text_field(config, 3)
}

/// A template of the newer form.
pub(super) fn template(config: &[u8]) -> AnkiTemplate {
    AnkiTemplate { question: text_field(config, 1), answer: text_field(config, 2) }
}

/// The number in the field `wanted` of a message.
pub(super) fn number_field(message: &[u8], wanted: u64) -> Option<u64> {
    Fields { rest: message }.find_map(|field| match field {
        (number, Wire::Number(value)) if number == wanted => Some(value),
        _ => None,
    })
}

fn text_field(message: &[u8], wanted: u64) -> String {
    let found = Fields { rest: message }.find_map(|field| match field {
        (number, Wire::Bytes(bytes)) if number == wanted => Some(bytes),
        _ => None,
    });
    String::from_utf8_lossy(found.unwrap_or_default()).into_owned()
}

fn parsed<'a, T: Deserialize<'a>>(what: &str, json: &'a str) -> Result<T, AnkiError> {
    serde_json::from_str(json).map_err(|error| AnkiError::damaged(format!("{what} are unreadable: {error}")))
}

#[derive(Deserialize)]
struct Model {
    name: String,
    #[serde(default, rename = "type")]
    kind: i64,
    #[serde(default)]
    css: String,
    #[serde(default, rename = "mod")]
    changed_secs: Option<i64>,
    flds: Vec<Field>,
    tmpls: Vec<Template>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    #[serde(default)]
    ord: i64,
}

#[derive(Deserialize)]
struct Template {
    #[serde(default)]
    ord: i64,
    qfmt: String,
    afmt: String,
}

#[derive(Deserialize)]
struct Deck {
    name: String,
}

enum Wire<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    /// Of fixed width.
    Other,
}

/// The fields of a message, up to its end or to where it makes no sense.
struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Fields<'a> {
    type Item = (u64, Wire<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let tag = self.number()?;
        let wire = match tag & 7 {
            0 => Wire::Number(self.number()?),
            1 => self.bytes(8).map(|_| Wire::Other)?,
            2 => {
                let len = usize::try_from(self.number()?).ok()?;
                Wire::Bytes(self.bytes(len)?)
            }
            5 => self.bytes(4).map(|_| Wire::Other)?,
            _ => return None,
        };
        Some((tag >> 3, wire))
    }
}

impl<'a> Fields<'a> {
    fn number(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for place in 0..10 {
            let (&byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            value |= u64::from(byte & 0x7f) << (7 * place);
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn bytes(&mut self, len: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_far_as_it_makes_sense() {
        let message = b"\x08\x96\x01\x12\x03abc\x0a\x01x";
        assert_eq!(number_field(message, 1), Some(150));
        assert_eq!((text_field(message, 2), text_field(message, 1)), ("abc".to_owned(), "x".to_owned()));
        assert_eq!(number_field(message, 2), None);
        // A length beyond the end, a number without end, an unknown kind of field.
        for broken in [&b"\x12\xff\xff\xff\xff\x0f"[..], &[0xff; 20], b"\x0b", b""] {
            assert_eq!(number_field(broken, 1), None);
            assert_eq!(text_field(broken, 2), "");
        }
    }
}
