//! Holds the floors of `docs/ARCHITECTURE.md`: a room uses only rooms on floors below its own.
//!
//! Each line is a floor, the ground first. A new module fails here until it is given a floor, so the
//! plan is edited on purpose or not at all. What a room does with files, clocks and chance is held by
//! `clippy.toml`; that the ground prints nothing and names no outside is held here, too.

#![expect(clippy::disallowed_methods, reason = "a test reads the sources")]

use std::fs;
use std::path::{Path, PathBuf};

const FLOORS: &[&[&str]] = &[
    &["study::card", "study::day", "study::draft", "study::grade", "study::likeness", "study::search"],
    &["study::card_text", "study::deck", "study::review", "study::terms"],
    &["study::import", "study::marks", "study::schedule", "study::topics"],
    &["study::from_note", "study::queue", "study::selection", "study::sift", "study::stats"],
    &["study::session"],
    &["study::mock"],
    &["files", "anki", "store", "terminal", "report"],
    &["cli"],
];

/// What the ground may not touch: time, files, the environment, a terminal come in as values.
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
    "rand::",
    "println!",
    "eprintln!",
    "print!(",
    "dbg!(",
];

#[test]
fn every_import_points_down() {
    let mut upward = Vec::new();
    let mut arrow_count = 0;
    for file in rust_files(Path::new("src")) {
        let Some(user) = room_of_file(&file) else { continue };
        for (number, line) in program_of(&file).lines().enumerate() {
            for used in rooms_named(&file, code_of(line)) {
                arrow_count += 1;
                if used != user && floor(&user) <= floor(&used) {
                    upward.push(format!("{}:{}: `{user}` uses `{used}`", file.display(), number + 1));
                }
            }
        }
    }
    assert!(upward.is_empty(), "imports that do not point down:\n{}", upward.join("\n"));
    assert!(arrow_count > 100, "only {arrow_count} imports were seen: the test has gone blind");
}

#[test]
fn the_ground_touches_nothing_outside() {
    let mut touches = Vec::new();
    for file in rust_files(Path::new("src/study")) {
        for (number, line) in program_of(&file).lines().enumerate() {
            for outside in NOT_ON_THE_GROUND {
                if code_of(line).contains(outside) {
                    touches.push(format!("{}:{}: {outside}", file.display(), number + 1));
                }
            }
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
fn an_upward_import_would_be_seen() {
    let file = Path::new("src/study/deck/parse.rs");
    assert_eq!(rooms_named(file, "use crate::store::Store;"), ["store"]);
    assert_eq!(rooms_named(file, "use super::super::session::View;"), ["study::session"]);
    assert_eq!(rooms_named(file, "use super::model::Deck;"), ["study::deck"]);
    assert_eq!(rooms_named(Path::new("src/study/queue.rs"), "use super::session::View;"), ["study::session"]);
    assert_eq!(
        rooms_named(file, "use crate::study::{card, session::View};"),
        ["study::card", "study::session"]
    );
    assert!(floor("study::deck") < floor("store"));
}

/// The rooms a line of `file` names by `crate::` or `super::`.
fn rooms_named(file: &Path, line: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find("crate::").into_iter().chain(rest.find("super::")).min() {
        let is_word = rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let mut path = &rest[at..];
        let mut module: Vec<String> = Vec::new();
        if let Some(tail) = path.strip_prefix("crate::") {
            path = tail;
        } else {
            module = module_of(file);
            while let Some(tail) = path.strip_prefix("super::") {
                module.pop();
                path = tail;
            }
        }
        rest = path;
        if is_word {
            continue;
        }
        for names in spelled_out(path) {
            let whole: Vec<&str> = module.iter().map(String::as_str).chain(names).collect();
            rooms.extend(room_of(&whole));
        }
    }
    rooms
}

/// `a::b` as one list of names; `study::{a::X, b::Y}` as one list for each in the braces.
fn spelled_out(path: &str) -> Vec<Vec<&str>> {
    let end = path.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').unwrap_or(path.len());
    let names: Vec<&str> = path[..end].split("::").filter(|name| !name.is_empty()).collect();
    let Some(braces) = path[end..].strip_prefix('{') else { return vec![names] };
    let inside = braces.split('}').next().unwrap_or(braces);
    let each = inside.split(',').map(|item| item.trim().split("::").next().unwrap_or_default());
    each.filter(|name| !name.is_empty()).map(|name| names.iter().copied().chain([name]).collect()).collect()
}

fn room_of(module: &[&str]) -> Option<String> {
    let is_room = |name: &str| name.starts_with(|c: char| c.is_lowercase());
    match module {
        ["study", room, ..] if is_room(room) => Some(format!("study::{room}")),
        ["study", ..] | [] => None,
        [room, ..] if is_room(room) => Some((*room).to_owned()),
        _ => None,
    }
}

/// The module a file holds, as names below `crate`.
fn module_of(file: &Path) -> Vec<String> {
    let path = file.strip_prefix("src").unwrap().with_extension("");
    path.iter().map(|name| name.to_str().unwrap().to_owned()).filter(|name| name != "mod").collect()
}

/// `lib.rs`, `main.rs` and `study/mod.rs` only list rooms.
fn room_of_file(file: &Path) -> Option<String> {
    let module = module_of(file);
    let module: Vec<&str> = module.iter().map(String::as_str).collect();
    match module.as_slice() {
        ["lib" | "main" | "study"] => None,
        module => room_of(module),
    }
}

fn floor(room: &str) -> usize {
    FLOORS
        .iter()
        .position(|rooms| rooms.contains(&room))
        .unwrap_or_else(|| panic!("`{room}` has no floor: give it one in tests/architecture.rs"))
}

/// A file without its tests, in which `super` is the file itself.
fn program_of(file: &Path) -> String {
    if file.file_name().is_some_and(|name| name == "tests.rs") {
        return String::new();
    }
    let text = fs::read_to_string(file).unwrap();
    let is_test_module =
        |tail: &str| tail.lines().nth(1).is_some_and(|line| line.contains("mod ") && line.ends_with('{'));
    let end = text.match_indices("#[cfg(test)]").find(|(at, _)| is_test_module(&text[*at..]));
    text[..end.map_or(text.len(), |(at, _)| at)].to_owned()
}

fn code_of(line: &str) -> &str {
    line.split("//").next().unwrap_or(line)
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
