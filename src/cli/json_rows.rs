//! A JSON document that is written as it comes: each element of its lists on a line of its own.
//!
//! That is half as long as with a line for each field, can still be read, searched and compared line by line, and
//! needs no more memory than one row. Whoever writes it gives the fields in the order of their names, as all documents
//! of this program have them.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::failure::Failure;
use super::output::{VERSION, json_row};

/// A document on its way.
pub(super) struct Document<'o> {
    out: &'o mut dyn Write,
    is_empty: bool,
}

impl<'o> Document<'o> {
    pub(super) fn begin(out: &'o mut dyn Write) -> io::Result<Self> {
        out.write_all(b"{")?;
        Ok(Self { out, is_empty: true })
    }

    pub(super) fn field(&mut self, name: &str, value: &Value) -> io::Result<()> {
        self.name(name)?;
        self.out.write_all(json_row(value).as_bytes())
    }

    /// A list whose elements `each` hands over one by one, as [`json_row`] makes them.
    pub(super) fn rows(
        &mut self,
        name: &str,
        each: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        self.name(name)?;
        self.out.write_all(b"[")?;
        let (out, mut is_empty) = (&mut *self.out, true);
        each(&mut |row| {
            out.write_all(if is_empty { b"\n    " } else { b",\n    " })?;
            is_empty = false;
            out.write_all(row)
        })?;
        Ok(self.out.write_all(if is_empty { b"]" } else { b"\n  ]" })?)
    }

    /// The version comes last, as in all documents.
    pub(super) fn end(mut self) -> io::Result<()> {
        self.field("viva", &json!(VERSION))?;
        self.out.write_all(b"\n}\n")
    }

    fn name(&mut self, name: &str) -> io::Result<()> {
        self.out.write_all(if self.is_empty { b"\n  " } else { b",\n  " })?;
        self.is_empty = false;
        write!(self.out, "{}: ", Value::from(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_rows() {
        let mut text = Vec::new();
        let mut document = Document::begin(&mut text).unwrap();
        let rows = [json!({ "b": [1, 2], "c": {} }), json!("d\u{9b}")];
        document
            .rows("a", |row| Ok(rows.iter().try_for_each(|value| row(json_row(value).as_bytes()))?))
            .unwrap();
        document.rows("e", |_| Ok(())).unwrap();
        document.field("f", &json!(1)).unwrap();
        document.end().unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "{\n  \"a\": [\n    {\"b\":[1,2],\"c\":{}},\n    \"d\\u009b\"\n  ],\n  \"e\": [],\n  \"f\": 1,\n  \"viva\": 1\n}\n"
        );
    }
}
