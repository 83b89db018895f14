//! JSON in which each element of a list stands on a line of its own: half as long as with a line for each
//! field, and still to be read, searched and compared line by line.

use std::io::{Result, Write};

use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// The document and the lists in it; what is deeper stays on its line.
const DEEPEST_WITH_LINES: usize = 2;

/// Writes the lists of a document as rows.
#[derive(Default)]
pub(super) struct Rows<'a> {
    depth: usize,
    lines: PrettyFormatter<'a>,
}

impl Rows<'_> {
    fn has_lines(&self) -> bool {
        self.depth <= DEEPEST_WITH_LINES
    }
}

/// Each call goes to the formatter for this depth.
macro_rules! by_depth {
    ($self:ident.$method:ident($($argument:expr),*)) => {
        if $self.has_lines() {
            $self.lines.$method($($argument),*)
        } else {
            CompactFormatter.$method($($argument),*)
        }
    };
}

impl Formatter for Rows<'_> {
    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        self.depth += 1;
        by_depth!(self.begin_array(out))
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        let end = by_depth!(self.end_array(out));
        self.depth -= 1;
        end
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> Result<()> {
        by_depth!(self.begin_array_value(out, first))
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        by_depth!(self.end_array_value(out))
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        self.depth += 1;
        by_depth!(self.begin_object(out))
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        let end = by_depth!(self.end_object(out));
        self.depth -= 1;
        end
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> Result<()> {
        by_depth!(self.begin_object_key(out, first))
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        by_depth!(self.begin_object_value(out))
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> Result<()> {
        by_depth!(self.end_object_value(out))
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize as _;
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_rows() {
        let document = json!({ "a": [{ "b": [1, 2], "c": {} }, "d"], "e": [], "f": 1 });
        let mut text = Vec::new();
        document.serialize(&mut serde_json::Serializer::with_formatter(&mut text, Rows::default())).unwrap();
        assert_eq!(
            String::from_utf8(text).unwrap(),
            "{\n  \"a\": [\n    {\"b\":[1,2],\"c\":{}},\n    \"d\"\n  ],\n  \"e\": [],\n  \"f\": 1\n}"
        );
    }
}
