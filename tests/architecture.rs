//! Enforces the floors of `docs/ARCHITECTURE.md`: a room uses only rooms on floors below its own.
//!
//! Each line of [`FLOORS`] is a floor, the ground first. A new module fails here until it is given a floor, so
//! the plan is changed on purpose or not at all. [`IMPORT_FLOORS`] does the same for the rooms inside the importer.
//! The sources are read with a parser; tests inside them are left out. What a room does with files, clocks and chance is enforced by `clippy.toml`.

#![expect(clippy::disallowed_methods, reason = "a test reads the sources")]

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

const FLOORS: &[&[&str]] = &[
    &["study::lexicon", "study::text"],
    &[
        "study::card",
        "study::day",
        "study::draft",
        "study::grade",
        "study::likeness",
        "study::markdown",
        "study::search",
    ],
    &["study::backup", "study::card_text", "study::deck", "study::introduction", "study::review"],
    &["study::import", "study::marks", "study::schedule", "study::topics"],
    &[
        "study::asked",
        "study::from_note",
        "study::key_points",
        "study::queue",
        "study::selection",
        "study::sift",
        "study::stats",
    ],
    &["study::conversation", "study::plan"],
    &["study::session"],
    &["study::mock"],
    &["disk", "untrusted"],
    &["files", "anki", "backups", "store", "terminal", "report"],
    &["cli"],
];

/// The rooms inside `study::import`.
const IMPORT_FLOORS: &[&[&str]] = &[
    &["furniture", "marks", "mojibake", "past", "progress", "scan", "tags", "weights"],
    &["code", "outcome", "wording"],
    &["converter", "decode", "family", "lines", "options"],
    &["html", "own", "yaml"],
    &["answer_key", "doubt", "facts", "page", "title"],
    &["columns"],
    &["cloze"],
    &["delimited", "text"],
    &["anki", "bank", "blocks", "company_table"],
    &["json", "package", "questions", "yaml_bank"],
    &["notebook", "own_package"],
    &["shape"],
    &["read"],
];

/// What the ground may not touch: time, files, the environment and a terminal come in as values.
const NOT_ON_THE_GROUND: &[&str] = &[
    "std::fs",
    "std::io",
    "std::env",
    "std::net",
    "std::process",
    "std::time",
    "std::thread",
    "rusqlite",
    "termimad",
    "dialoguer",
    "rand",
    "println!",
    "eprintln!",
    "print!",
    "eprint!",
    "dbg!",
];

/// Tells the room that a module is in.
type RoomOf = fn(&[String]) -> Option<String>;

/// Calls that can wait for ever; `viva_test_support` waits with a deadline.
const WAITS: &[&str] =
    &["wait", "wait_with_output", "output", "status", "recv", "recv_timeout", "join", "sleep"];

#[test]
fn every_import_points_down() {
    let upward = upward_imports(FLOORS, Path::new("src"), room_of_module);
    assert!(upward.is_empty(), "imports that do not point down:\n{}", upward.join("\n"));
}

#[test]
fn every_import_inside_the_importer_points_down() {
    let upward = upward_imports(IMPORT_FLOORS, Path::new("src/study/import"), room_of_importer);
    assert!(upward.is_empty(), "imports that do not point down:\n{}", upward.join("\n"));
}

/// The imports of a room on the same floor or on one above; without them there is no circle.
fn upward_imports(floors: &[&[&str]], folder: &Path, room_of: RoomOf) -> Vec<String> {
    let mut upward = Vec::new();
    let mut arrow_count = 0;
    for file in rust_files(folder) {
        let module = module_of(&file);
        let Some(user) = room_of(&module) else { continue };
        for used in Names::in_file(&file, &module).rooms(room_of) {
            arrow_count += 1;
            if used != user && floor(floors, &user) <= floor(floors, &used) {
                upward.push(format!("{}: `{user}` uses `{used}`", file.display()));
            }
        }
    }
    assert!(arrow_count > 100, "only {arrow_count} imports were seen: the test has gone blind");
    upward
}

#[test]
fn the_ground_touches_nothing_outside() {
    let mut touches = Vec::new();
    for file in rust_files(Path::new("src/study")) {
        for outside in Names::in_file(&file, &module_of(&file)).outside() {
            touches.push(format!("{}: {outside}", file.display()));
        }
    }
    assert!(touches.is_empty(), "the ground touches the outside:\n{}", touches.join("\n"));
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    let silent: Vec<PathBuf> = rust_files(Path::new("src"))
        .into_iter()
        .filter(|file| !fs::read_to_string(file).unwrap().starts_with("//! "))
        .collect();
    assert!(silent.is_empty(), "modules without a header: {silent:?}");
}

#[test]
fn every_wait_in_the_tests_has_a_deadline() {
    let mut waits = Vec::new();
    let mut file_count = 0;
    for file in rust_files(Path::new("tests")) {
        if file.ends_with("tests/support/src/deadline.rs") {
            continue;
        }
        file_count += 1;
        let mut found = Waits(Vec::new());
        found.visit_file(&parsed(&file));
        waits.extend(found.0.into_iter().map(|call| format!("{}: {call}", file.display())));
    }
    assert!(waits.is_empty(), "waits without a deadline:\n{}", waits.join("\n"));
    assert!(file_count > 20, "only {file_count} files were seen: the test has gone blind");
}

#[test]
fn the_readme_states_the_version_of_rust_that_is_needed() {
    let stated = format!("Rust ({} or newer)", env!("CARGO_PKG_RUST_VERSION"));
    assert!(fs::read_to_string("README.md").unwrap().contains(&stated), "README.md does not say {stated}");
}

#[test]
fn what_points_up_would_be_seen() {
    #[track_caller]
    fn rooms(file: &str, source: &str, expected: &[&str]) {
        let mut names = Names::new(&module_of(Path::new(file)));
        names.visit_file(&syn::parse_file(source).unwrap());
        let mut rooms = names.rooms(room_of_module);
        rooms.dedup();
        assert_eq!(rooms, expected, "{source}");
    }
    let file = "src/study/deck/parse.rs";
    rooms(file, "use crate::store::Store;", &["store"]);
    rooms(file, "use super::super::session::View;", &["study::session"]);
    rooms(file, "use super::model::Deck;", &["study::deck"]);
    rooms("src/study/queue.rs", "use super::session::View;", &["study::session"]);
    rooms("src/study/deck/mod.rs", "use super::session::View;", &["study::session"]);
    rooms(file, "use crate::study::{card, session::View};", &["study::card", "study::session"]);
    rooms(
        file,
        "use crate::{\n    store::Store,\n    terminal::{self, Terminal},\n};",
        &["store", "terminal"],
    );
    rooms(file, "fn f() -> crate::report::Page { crate::cli::run() }", &["report", "cli"]);
    rooms(file, "fn f() { println!(\"{}\", crate::files::x()) }", &["files"]);
    rooms(
        file,
        "mod inner { use super::super::model; use super::super::super::queue::Q; }",
        &["study::deck", "study::queue"],
    );
    rooms(file, "#[cfg(test)] mod tests { use crate::store::Store; }", &[]);
    rooms(file, "use crate::*;", &["*"]);
}

#[test]
fn what_points_up_inside_the_importer_would_be_seen() {
    #[track_caller]
    fn rooms(file: &str, source: &str, expected: &[&str]) {
        let mut names = Names::new(&module_of(Path::new(file)));
        names.visit_file(&syn::parse_file(source).unwrap());
        assert_eq!(names.rooms(room_of_importer), expected, "{source}");
    }
    rooms("src/study/import/scan.rs", "use super::questions::read;", &["questions"]);
    rooms("src/study/import/text/mod.rs", "use super::blocks::{self, Kind};", &["blocks", "blocks"]);
    rooms("src/study/import/blocks/lexer/line.rs", "use super::super::super::text::RTL;", &["text"]);
    rooms("src/study/import/title/mod.rs", "fn f() { crate::study::import::html::is_whole(); }", &["html"]);
    rooms("src/study/import/json.rs", "use crate::study::card::Asked; use super::*;", &["*"]);
    rooms("src/study/import/json.rs", "#[cfg(test)] mod tests { use super::super::read; }", &[]);
}

#[test]
fn a_circle_would_be_seen() {
    let folder = Path::new("src/study/import");
    let without = |room: &str| -> Vec<Vec<&str>> {
        IMPORT_FLOORS
            .iter()
            .map(|rooms| rooms.iter().copied().filter(|&known| known != room).collect())
            .collect()
    };
    // Two rooms that use each other cannot be on floors that both point down.
    let mut floors = without("blocks");
    floors[0].push("blocks");
    let floors: Vec<&[&str]> = floors.iter().map(Vec::as_slice).collect();
    let upward = upward_imports(&floors, folder, room_of_importer);
    assert!(upward.iter().any(|line| line.ends_with("`blocks` uses `text`")), "{upward:?}");
    assert!(upward.iter().all(|line| line.contains("`blocks` uses")), "{upward:?}");
}

#[test]
fn what_touches_the_outside_would_be_seen() {
    #[track_caller]
    fn outside(source: &str, expected: &[&str]) {
        let mut names = Names::new(&module_of(Path::new("src/study/queue.rs")));
        names.visit_file(&syn::parse_file(source).unwrap());
        assert_eq!(names.outside(), expected, "{source}");
    }
    outside("use std::{\n    fs,\n    thread,\n};", &["std::fs", "std::thread"]);
    outside("use std::time::Instant;", &["std::time"]);
    outside("use std::collections::HashMap;", &[]);
    outside("fn f() { std::env::var(\"HOME\"); eprintln!(\"x\"); }", &["std::env", "eprintln!"]);
    outside("fn f() { vec![std::fs::read(\"x\")]; }", &["std::fs"]);
    outside("use rand::Rng; use std::*;", &["rand", "std::*"]);
    outside("#[cfg(test)] mod tests { use std::fs; }", &[]);
}

#[test]
fn a_wait_without_a_deadline_would_be_seen() {
    #[track_caller]
    fn waits(source: &str, expected: &[&str]) {
        let mut found = Waits(Vec::new());
        found.visit_file(&syn::parse_file(source).unwrap());
        assert_eq!(found.0, expected, "{source}");
    }
    waits("fn f() { child.wait().unwrap(); std::thread::sleep(PAUSE); }", &["wait", "sleep"]);
    waits("fn f() { path.join(\"x\"); run.status; thread.join().unwrap() }", &["join"]);
    waits("fn f() { command.output().unwrap(); channel.recv().unwrap() }", &["output", "recv"]);
}

/// Every path that a file names, spelled out from the crate's root or from another crate's.
struct Names {
    module: Vec<String>,
    paths: Vec<Vec<String>>,
}

impl Names {
    fn new(module: &[String]) -> Self {
        Self { module: module.to_vec(), paths: Vec::new() }
    }

    fn in_file(file: &Path, module: &[String]) -> Self {
        let mut names = Self::new(module);
        if file.file_name().is_none_or(|name| name != "tests.rs") {
            names.visit_file(&parsed(file));
        }
        names
    }

    /// The rooms of this crate among them; `*` for all of them at once.
    fn rooms(&self, room_of: RoomOf) -> Vec<String> {
        let inside = self.paths.iter().filter(|path| path[0] == "crate" && path.len() > 1);
        inside
            .filter_map(|path| if path[1] == "*" { Some("*".to_owned()) } else { room_of(&path[1..]) })
            .collect()
    }

    /// What among them the ground may not touch.
    fn outside(&self) -> Vec<String> {
        let named = |path: &Vec<String>| {
            let whole = path.join("::");
            let is_it = |outside: &&&str| {
                whole == **outside || whole.strip_prefix(**outside).is_some_and(|rest| rest.starts_with("::"))
            };
            if whole == "std::*" {
                Some(whole)
            } else {
                NOT_ON_THE_GROUND.iter().find(is_it).map(|&it| it.to_owned())
            }
        };
        self.paths.iter().filter_map(named).collect()
    }

    /// Takes in a path as it is written; `self` and `super` begin in the module it stands in.
    fn add(&mut self, path: Vec<String>) {
        let mut names = path.into_iter().peekable();
        let mut whole: Vec<String> = Vec::new();
        if names.next_if(|name| name == "self").is_some() || names.peek().is_some_and(|name| name == "super")
        {
            whole = [vec!["crate".to_owned()], self.module.clone()].concat();
            while names.next_if(|name| name == "super").is_some() {
                whole.pop();
            }
        }
        whole.extend(names);
        if !whole.is_empty() {
            self.paths.push(whole);
        }
    }

    fn add_tree(&mut self, before: &[String], tree: &UseTree) {
        let with = |name: String| [before, &[name]].concat();
        match tree {
            UseTree::Path(path) => self.add_tree(&with(path.ident.to_string()), &path.tree),
            UseTree::Name(name) => self.add(with(name.ident.to_string())),
            UseTree::Rename(rename) => self.add(with(rename.ident.to_string())),
            UseTree::Glob(_) => self.add(with("*".to_owned())),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(before, tree);
                }
            }
        }
    }

    /// The paths among the tokens of a macro, which are not parsed.
    fn add_tokens(&mut self, tokens: &str) {
        // Tokens are printed with blanks between them.
        let tokens = tokens.replace(" :: ", "::").replace(":: ", "::").replace(" ::", "::");
        for word in tokens.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':') {
            if word.contains("::") {
                self.add(word.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect());
            }
        }
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item(&mut self, item: &'ast Item) {
        let attributes: &[Attribute] = match item {
            Item::Mod(item) => &item.attrs,
            Item::Fn(item) => &item.attrs,
            Item::Use(item) => &item.attrs,
            Item::Impl(item) => &item.attrs,
            _ => &[],
        };
        if attributes.iter().any(is_for_tests) {
            return;
        }
        match item {
            Item::Use(item) => self.add_tree(&[], &item.tree),
            Item::Mod(module) => {
                self.module.push(module.ident.to_string());
                visit::visit_item(self, item);
                self.module.pop();
            }
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.add(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        if let Some(name) = invoked.path.segments.last() {
            self.paths.push(vec![format!("{}!", name.ident)]);
        }
        self.add_tokens(&invoked.tokens.to_string());
    }
}

/// The calls of [`WAITS`] in a file.
struct Waits(Vec<String>);

impl<'ast> Visit<'ast> for Waits {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        // `Path::join` takes an argument.
        if WAITS.contains(&name.as_str()) && (call.args.is_empty() || name == "recv_timeout") {
            self.0.push(name);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(function) = &*call.func
            && function.path.segments.last().is_some_and(|name| name.ident == "sleep")
        {
            self.0.push("sleep".to_owned());
        }
        visit::visit_expr_call(self, call);
    }
}

fn is_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string() == "test")
}

fn parsed(file: &Path) -> syn::File {
    syn::parse_file(&fs::read_to_string(file).unwrap())
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The room that a module is in; `lib.rs`, `main.rs` and `study/mod.rs` only list rooms.
fn room_of_module(module: &[String]) -> Option<String> {
    let is_room = |name: &str| name.starts_with(|c: char| c.is_lowercase());
    let names: Vec<&str> = module.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["study", "*", ..] => Some("*".to_owned()),
        ["study", room, ..] if is_room(room) => Some(format!("study::{room}")),
        ["lib" | "main" | "study", ..] | [] => None,
        [room, ..] if is_room(room) => Some((*room).to_owned()),
        _ => None,
    }
}

/// The room of the importer that a module is in; `import/mod.rs` only lists rooms.
fn room_of_importer(module: &[String]) -> Option<String> {
    let names: Vec<&str> = module.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["study", "import", "tests", ..] => None,
        ["study", "import", room, ..] if room.starts_with(|c: char| c.is_lowercase() || c == '*') => {
            Some((*room).to_owned())
        }
        _ => None,
    }
}

/// The module a file contains, as names below `crate`.
fn module_of(file: &Path) -> Vec<String> {
    let path = file.strip_prefix("src").unwrap().with_extension("");
    path.iter().map(|name| name.to_str().unwrap().to_owned()).filter(|name| name != "mod").collect()
}

fn floor(floors: &[&[&str]], room: &str) -> usize {
    floors
        .iter()
        .position(|rooms| rooms.contains(&room))
        .unwrap_or_else(|| panic!("`{room}` has no floor: give it one in tests/architecture.rs"))
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
