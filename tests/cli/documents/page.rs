//! The blocks of docs/JSON.md as types, and documents checked against them.
//!
//! The page explains the notation. A document must have the fields of its block and no others, each of a type that the
//! block names. What was seen is remembered, so that a field or a type that no document ever shows is a fault, too.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

/// All blocks, by name: documents, shared types and tables.
pub(super) struct Page {
    blocks: BTreeMap<String, Type>,
}

/// What a value may be.
#[derive(Clone, Debug, PartialEq)]
enum Type {
    /// `text`, `integer`, `null` and the other types without parts.
    Plain(Plain),
    /// Exactly this text.
    Literal(String),
    /// A block.
    Named(String),
    List(Box<Type>),
    Map(Box<Type>),
    /// An object; without fields any object.
    Object(Vec<Field>),
    OneOf(Vec<Type>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Plain {
    Text,
    Integer,
    Number,
    Boolean,
    Id,
    Day,
    Moment,
    Share,
    Percent,
    Null,
    /// `{}`
    EmptyObject,
    /// `[]`
    EmptyList,
}

#[derive(Clone, Debug, PartialEq)]
enum Field {
    Own {
        name: String,
        is_optional: bool,
        of: Type,
    },
    /// The fields of another block.
    AllOf(String),
}

const PLAIN: [(&str, Plain); 12] = [
    ("text", Plain::Text),
    ("integer", Plain::Integer),
    ("number", Plain::Number),
    ("boolean", Plain::Boolean),
    ("id", Plain::Id),
    ("day", Plain::Day),
    ("moment", Plain::Moment),
    ("share", Plain::Share),
    ("percent", Plain::Percent),
    ("null", Plain::Null),
    ("{}", Plain::EmptyObject),
    ("[]", Plain::EmptyList),
];

/// A line of a block: how deep it is indented, and what it says.
type Line<'t> = (usize, &'t str);

impl Page {
    /// The fenced blocks of a Markdown text.
    pub(super) fn parse(markdown: &str) -> Self {
        let mut blocks = BTreeMap::new();
        let mut is_block = false;
        let mut lines: Vec<Line<'_>> = Vec::new();
        for line in markdown.lines() {
            if line.starts_with("```") {
                is_block = !is_block;
            } else if is_block && !line.is_empty() {
                let text = line.trim_start();
                lines.push(((line.len() - text.len()) / 2, text));
            }
        }
        let mut rest = lines.as_slice();
        while let Some(((_, head), below)) = rest.split_first() {
            let length = below.iter().take_while(|(depth, _)| *depth > 0).count();
            let (own, others) = below.split_at(length);
            let (name, said) = head.rsplit_once(':').unwrap_or_else(|| panic!("no colon in {head:?}"));
            let of = if said.is_empty() { Type::Object(fields(own, 1)) } else { one_of(said.trim(), own, 1) };
            assert!(blocks.insert(name.to_owned(), of).is_none(), "two blocks are called {name}");
            rest = others;
        }
        let page = Self { blocks };
        page.blocks.values().for_each(|of| page.check_names(of));
        page
    }

    /// Every name has its block.
    fn check_names(&self, of: &Type) {
        match of {
            Type::Named(name) => assert!(self.blocks.contains_key(name), "there is no block {name}"),
            Type::List(of) | Type::Map(of) => self.check_names(of),
            Type::OneOf(types) => types.iter().for_each(|of| self.check_names(of)),
            Type::Object(fields) => fields.iter().for_each(|field| match field {
                Field::Own { of, .. } => self.check_names(of),
                Field::AllOf(name) => drop(self.block(name)),
            }),
            Type::Plain(_) | Type::Literal(_) => {}
        }
    }

    fn block(&self, name: &str) -> &Type {
        self.blocks.get(name).unwrap_or_else(|| panic!("docs/JSON.md has no block {name}"))
    }

    /// The fields of a block in order, each with the place where it is written: those of other blocks stay theirs.
    fn fields_of<'p>(&'p self, fields: &'p [Field], place: &str) -> Vec<(String, &'p str, bool, &'p Type)> {
        let mut all = Vec::new();
        for field in fields {
            match field {
                Field::Own { name, is_optional, of } => {
                    all.push((format!("{place}.{name}"), name.as_str(), *is_optional, of));
                }
                Field::AllOf(block) => {
                    let Type::Object(fields) = self.block(block) else { panic!("{block} has no fields") };
                    all.extend(self.fields_of(fields, block));
                }
            }
        }
        all
    }

    /// The columns of a table.
    pub(super) fn columns(&self, block: &str) -> Vec<&str> {
        let Type::Object(fields) = self.block(block) else { panic!("{block} has no columns") };
        self.fields_of(fields, block).into_iter().map(|(_, name, ..)| name).collect()
    }

    /// Every type of every place, as `place: type`.
    pub(super) fn promises(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for (name, of) in &self.blocks {
            promises_of(of, name, &mut all);
        }
        all
    }
}

fn promises_of(of: &Type, place: &str, all: &mut BTreeSet<String>) {
    match of {
        Type::OneOf(types) => {
            return types.iter().for_each(|of| promises_of(of, place, all));
        }
        Type::List(of) => promises_of(of, &format!("{place}[]"), all),
        Type::Map(of) => promises_of(of, &format!("{place}{{}}"), all),
        Type::Object(fields) => {
            for field in fields {
                match field {
                    Field::Own { name, of, .. } => promises_of(of, &format!("{place}.{name}"), all),
                    Field::AllOf(block) => {
                        all.insert(format!("{place}: all of {block}"));
                    }
                }
            }
        }
        _ => {}
    }
    all.insert(promise(place, of));
}

/// Every place of the documents, whichever block it is written in, with the types it may have.
type Places = BTreeMap<String, BTreeSet<String>>;

impl Page {
    /// What a program that relies on the `older` page would miss in this one. More values of a text are allowed.
    pub(super) fn broken_promises(&self, older: &Self) -> Vec<String> {
        let (places, mut broken) = (self.places(), Vec::new());
        for (place, before) in older.places() {
            match places.get(&place) {
                None => broken.push(format!("{place} is gone")),
                Some(now) => {
                    let is_kept =
                        before.is_subset(now) && now.difference(&before).all(|of| of.starts_with('"'));
                    if !is_kept {
                        broken.push(format!("{place} was {before:?} and is {now:?}"));
                    }
                }
            }
        }
        for table in older.documents().filter(|name| name.starts_with("csv ")) {
            if self.blocks.contains_key(table) && !self.columns(table).starts_with(&older.columns(table)) {
                broken.push(format!("the columns of {table} are in another order"));
            }
        }
        broken
    }

    /// The names of documents and tables; types of their own have a capital letter.
    pub(super) fn documents(&self) -> impl Iterator<Item = &str> {
        let is_type = |name: &&str| name.starts_with(|c: char| c.is_ascii_uppercase());
        self.blocks.keys().map(String::as_str).filter(move |name| !is_type(name))
    }

    fn places(&self) -> Places {
        let mut places = Places::new();
        for name in self.documents() {
            self.add_places(self.block(name), name, &mut places);
        }
        places
    }

    fn add_places(&self, of: &Type, place: &str, places: &mut Places) {
        match of {
            Type::OneOf(types) => return types.iter().for_each(|of| self.add_places(of, place, places)),
            Type::Named(name) => return self.add_places(self.block(name), place, places),
            Type::List(of) => self.add_places(of, &format!("{place}[]"), places),
            Type::Map(of) => self.add_places(of, &format!("{place}{{}}"), places),
            Type::Object(fields) => {
                for (_, name, is_optional, of) in self.fields_of(fields, place) {
                    let place = format!("{place}.{name}");
                    if is_optional {
                        places.entry(place.clone()).or_default().insert("missing".to_owned());
                    }
                    self.add_places(of, &place, places);
                }
            }
            Type::Plain(_) | Type::Literal(_) => {}
        }
        places.entry(place.to_owned()).or_default().insert(kind(of));
    }
}

fn promise(place: &str, of: &Type) -> String {
    format!("{place}: {}", kind(of))
}

fn kind(of: &Type) -> String {
    match of {
        Type::Plain(plain) => PLAIN.iter().find(|(_, known)| known == plain).unwrap().0.to_owned(),
        Type::Literal(text) => format!("{text:?}"),
        Type::Named(name) => name.clone(),
        Type::List(_) => "list".to_owned(),
        Type::Map(_) => "map".to_owned(),
        Type::Object(_) => "object".to_owned(),
        Type::OneOf(_) => unreachable!("each of them has its own"),
    }
}

fn fields(lines: &[Line<'_>], depth: usize) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut rest = lines;
    while let Some(((at, text), below)) = rest.split_first() {
        assert_eq!(*at, depth, "{text:?} is indented too far");
        let length = below.iter().take_while(|(at, _)| *at > depth).count();
        let (own, others) = below.split_at(length);
        fields.push(match text.split_once(": ") {
            None => Field::AllOf((*text).to_owned()),
            Some((name, said)) => Field::Own {
                name: name.trim_end_matches('?').to_owned(),
                is_optional: name.ends_with('?'),
                of: one_of(said, own, depth + 1),
            },
        });
        rest = others;
    }
    fields
}

/// `day | null`, with the lines that are indented below it.
fn one_of(said: &str, below: &[Line<'_>], depth: usize) -> Type {
    let mut types: Vec<Type> = said.split(" | ").map(|said| one(said, below, depth)).collect();
    if types.len() == 1 { types.remove(0) } else { Type::OneOf(types) }
}

fn one(said: &str, below: &[Line<'_>], depth: usize) -> Type {
    if let Some(of) = said.strip_prefix("list of ") {
        return Type::List(Box::new(one(of, below, depth)));
    }
    if let Some(of) = said.strip_prefix("map of ") {
        return Type::Map(Box::new(one(of, below, depth)));
    }
    match said {
        "list" => Type::List(Box::new(Type::Object(fields(below, depth)))),
        "map" => Type::Map(Box::new(Type::Object(fields(below, depth)))),
        "object" => Type::Object(fields(below, depth)),
        said => match PLAIN.iter().find(|(name, _)| *name == said) {
            Some((_, plain)) => Type::Plain(*plain),
            None if said.starts_with('"') => Type::Literal(said.trim_matches('"').to_owned()),
            None => {
                assert!(said.starts_with(|c: char| c.is_ascii_uppercase()), "{said:?} is not a type");
                Type::Named(said.to_owned())
            }
        },
    }
}

/// Documents held against the page, and what was found.
pub(super) struct Check<'p> {
    page: &'p Page,
    seen: BTreeSet<String>,
    faults: BTreeSet<String>,
}

impl<'p> Check<'p> {
    pub(super) fn new(page: &'p Page) -> Self {
        Self { page, seen: BTreeSet::new(), faults: BTreeSet::new() }
    }

    /// A document as the program printed it.
    pub(super) fn document(&mut self, block: &str, document: &Value) {
        let mut document = document.clone();
        let version = document.as_object_mut().and_then(|object| object.remove("viva"));
        if version != Some(1.into()) {
            self.faults.insert(format!("{block}: `viva` is not 1"));
        }
        let of = self.page.block(block);
        self.value(of, &document, block);
    }

    /// A table as the program printed it: all columns in order, and each cell of the type of its column.
    pub(super) fn table(&mut self, block: &str, csv: &[u8]) {
        let mut reader = csv::Reader::from_reader(csv);
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        if header != self.page.columns(block) {
            self.faults.insert(format!("{block}: the columns are {header:?}"));
            return;
        }
        let Type::Object(fields) = self.page.block(block) else { unreachable!("its columns were read") };
        let fields = self.page.fields_of(fields, block);
        self.seen.insert(format!("{block}: object"));
        for row in reader.records() {
            for ((place, _, _, of), cell) in fields.iter().zip(&row.unwrap()) {
                self.value(of, &cell_value(of, cell), place);
            }
        }
    }

    /// All that was found: what the documents have and the page does not, and the other way round.
    pub(super) fn faults(&self) -> String {
        let unseen = self.page.promises().into_iter().filter(|promise| !self.seen.contains(promise));
        let unseen = unseen.map(|promise| format!("never seen: {promise}"));
        self.faults.iter().cloned().chain(unseen).collect::<Vec<_>>().join("\n")
    }

    fn value(&mut self, of: &Type, value: &Value, place: &str) {
        match of {
            Type::OneOf(types) => match types.iter().find(|of| self.fits(of, value)) {
                Some(of) => self.value(of, value, place),
                None => drop(self.faults.insert(format!("{place} is {value}"))),
            },
            of if !self.fits(of, value) => drop(self.faults.insert(format!("{place} is {value}"))),
            of => {
                // A number shows that it is one by a fraction, or it might as well be an integer.
                if *of != Type::Plain(Plain::Number) || value.is_f64() {
                    self.seen.insert(promise(place, of));
                }
                self.parts(of, value, place);
            }
        }
    }

    fn parts(&mut self, of: &Type, value: &Value, place: &str) {
        match (of, value) {
            (Type::Named(name), value) => {
                let of = self.page.block(name);
                self.value(of, value, name);
            }
            (Type::List(of), Value::Array(values)) => {
                for value in values {
                    self.value(of, value, &format!("{place}[]"));
                }
            }
            (Type::Map(of), Value::Object(values)) => {
                for value in values.values() {
                    self.value(of, value, &format!("{place}{{}}"));
                }
            }
            (Type::Object(fields), Value::Object(object)) if !fields.is_empty() => {
                self.object(fields, object, place);
            }
            _ => {}
        }
        if place == "Event" {
            let kind = value["kind"].as_str().unwrap_or_default();
            if value["payload"].is_object() {
                let block = format!("payload of {kind}");
                self.value(self.page.block(&block), &value["payload"], &block);
            }
        }
    }

    fn object(&mut self, fields: &[Field], object: &Map<String, Value>, place: &str) {
        let page = self.page;
        self.include(fields, place);
        let known = page.fields_of(fields, place);
        for (own_place, name, is_optional, of) in &known {
            match object.get(*name) {
                Some(value) => self.value(of, value, own_place),
                None if *is_optional => {}
                None => drop(self.faults.insert(format!("{place} has no {name}"))),
            }
        }
        for name in object.keys().filter(|name| known.iter().all(|(_, known, ..)| known != name)) {
            self.faults.insert(format!("not on the page: {place}.{name}"));
        }
    }

    /// Blocks whose fields are part of an object are seen with it.
    fn include(&mut self, fields: &[Field], place: &str) {
        for field in fields {
            if let Field::AllOf(block) = field
                && let Type::Object(fields) = self.page.block(block)
            {
                self.seen.insert(format!("{place}: all of {block}"));
                self.seen.insert(format!("{block}: object"));
                self.include(fields, block);
            }
        }
    }

    /// Whether the value is of this type, whatever its parts are.
    fn fits(&self, of: &Type, value: &Value) -> bool {
        match of {
            Type::Plain(plain) => plain.fits(value),
            Type::Literal(text) => value == text,
            Type::Named(name) => self.fits(self.page.block(name), value),
            Type::List(_) => value.is_array(),
            Type::Map(_) => value.is_object(),
            Type::Object(fields) => value.as_object().is_some_and(|object| {
                !object.is_empty()
                    || fields.iter().all(|field| matches!(field, Field::Own { is_optional: true, .. }))
            }),
            Type::OneOf(types) => types.iter().any(|of| self.fits(of, value)),
        }
    }
}

impl Plain {
    fn fits(self, value: &Value) -> bool {
        let text = value.as_str().unwrap_or_default();
        let has_digits = |places: &[usize]| {
            places.iter().all(|at| text.as_bytes().get(*at).is_some_and(u8::is_ascii_digit))
        };
        match self {
            Self::Text => value.is_string(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Id => !text.is_empty() && text.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9')),
            Self::Day => text.len() == 10 && has_digits(&[0, 1, 2, 3, 5, 6, 8, 9]),
            Self::Moment => {
                text.ends_with('Z') && text.contains('T') && has_digits(&[0, 3, 5, 8, 11, 14, 17])
            }
            Self::Share => value.as_f64().is_some_and(|share| (0.0..=1.0).contains(&share)),
            Self::Percent => value.as_u64().is_some_and(|percent| percent <= 100),
            Self::Null => value.is_null(),
            Self::EmptyObject => value.as_object().is_some_and(Map::is_empty),
            Self::EmptyList => value.as_array().is_some_and(Vec::is_empty),
        }
    }
}

/// What a cell of a table says, if it can be of this type.
fn cell_value(of: &Type, cell: &str) -> Value {
    let types = match of {
        Type::OneOf(types) => types.as_slice(),
        of => std::slice::from_ref(of),
    };
    let has = |plain: Plain| types.contains(&Type::Plain(plain));
    if cell.is_empty() && has(Plain::Null) {
        return Value::Null;
    }
    let whole = || has(Plain::Integer).then(|| cell.parse::<u64>().ok()).flatten().map(Value::from);
    let number = || has(Plain::Number).then(|| cell.parse::<f64>().ok()).flatten().map(Value::from);
    let boolean = || has(Plain::Boolean).then(|| cell.parse::<bool>().ok()).flatten().map(Value::from);
    whole().or_else(number).or_else(boolean).unwrap_or_else(|| cell.into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const PAGE: &str = "# Page\n\n```\nviva a:\n  id: id\n  state: State | null\n  old?: text\n  rows: list\n    \
        Count\n    by: \"x\" | \"y\"\n\nState: \"new\" | \"due\"\n\nCount:\n  count: integer\n\ncsv t:\n  id: id\n  \
        ease: number | null\n```\nAnd text.\n";

    #[track_caller]
    fn check(documents: &[Value], expected: &[&str]) {
        let page = Page::parse(PAGE);
        let mut check = Check::new(&page);
        for document in documents {
            check.document("viva a", document);
        }
        check.table("csv t", b"id,ease\na1,2.5\nb2,\n");
        assert_eq!(check.faults().lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_the_page_and_the_documents_do_not_share_is_found() {
        let row = |by: &str| json!({ "count": 1, "by": by });
        let full = json!({ "viva": 1, "id": "a1", "state": "new", "old": "x", "rows": [row("x"), row("y")] });
        let due = json!({ "viva": 1, "id": "a1", "state": "due", "rows": [] });
        let none = json!({ "viva": 1, "id": "a1", "state": null, "rows": [] });
        check(&[full.clone(), due.clone(), none.clone()], &[]);
        check(&[full.clone(), due.clone()], &["never seen: viva a.state: null"]);
        check(&[full.clone(), none.clone()], &["never seen: State: \"due\""]);
        let unseen = [
            "never seen: Count.count: integer",
            "never seen: Count: object",
            "never seen: viva a.old: text",
            "never seen: viva a.rows[].by: \"x\"",
            "never seen: viva a.rows[].by: \"y\"",
            "never seen: viva a.rows[]: all of Count",
            "never seen: viva a.rows[]: object",
            "never seen: State: \"new\"",
        ];
        let mut expected = unseen.to_vec();
        expected.sort_unstable();
        check(&[due, none.clone()], &expected);
        let changed = |name: &str, value: Value| {
            let mut changed = full.clone();
            changed[name] = value;
            changed
        };
        let due = json!({ "viva": 1, "id": "a1", "state": "due", "rows": [] });
        let with = |document: Value, expected: &str| {
            check(&[full.clone(), due.clone(), none.clone(), document], &[expected]);
        };
        with(changed("more", json!(1)), "not on the page: viva a.more");
        with(changed("id", json!(7)), "viva a.id is 7");
        with(changed("id", json!("A b")), "viva a.id is \"A b\"");
        with(changed("state", json!("old")), "viva a.state is \"old\"");
        with(changed("rows", json!([{ "by": "x" }])), "viva a.rows[] has no count");
        with(changed("rows", json!([{ "by": "x", "count": 1.5 }])), "Count.count is 1.5");
        with(changed("viva", json!(2)), "viva a: `viva` is not 1");
        with(json!({ "viva": 1, "id": "a1", "rows": [] }), "viva a has no state");
    }

    #[test]
    fn what_an_older_page_promised_is_missed() {
        let older = Page::parse(PAGE);
        let broken = |old: &str, new: &str| {
            assert!(PAGE.contains(old), "{old}");
            Page::parse(&PAGE.replace(old, new)).broken_promises(&older)
        };
        assert_eq!(broken("  old?: text\n", "  old?: text\n  new: text\n"), [""; 0]);
        assert_eq!(broken("| \"due\"", "| \"due\" | \"late\""), [""; 0]);
        assert_eq!(broken("  ease: number | null\n", "  ease: number | null\n  more: text\n"), [""; 0]);
        assert_eq!(broken("  old?: text\n", ""), ["viva a.old is gone"]);
        assert_eq!(broken("  count: integer", "  counts: integer"), ["viva a.rows[].count is gone"]);
        let gone = broken("    Count\n", "").join(" ");
        assert_eq!(gone, "viva a.rows[].count is gone");
        assert_eq!(
            broken("  count: integer", "  count: number"),
            ["viva a.rows[].count was {\"integer\"} and is {\"number\"}"]
        );
        assert_eq!(broken(" | null\n  old", "\n  old").len(), 1);
        assert_eq!(broken("  id: id\n  state", "  id?: id\n  state").len(), 1);
        assert_eq!(
            broken("  id: id\n  ease: number | null\n", "  ease: number | null\n  id: id\n"),
            ["the columns of csv t are in another order"]
        );
    }

    #[test]
    fn a_table_has_the_columns_of_the_page_in_order() {
        let page = Page::parse(PAGE);
        let faults = |csv: &str| {
            let mut check = Check::new(&page);
            check.table("csv t", csv.as_bytes());
            check.faults.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(faults("id,ease\na1,2.5\n"), [""; 0]);
        assert_eq!(faults("ease,id\n2.5,a1\n"), ["csv t: the columns are [\"ease\", \"id\"]"]);
        assert_eq!(faults("id,ease\na1,fast\n"), ["csv t.ease is \"fast\""]);
    }
}
