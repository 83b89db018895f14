//! Pages of HTML, of which only the main content counts, to Markdown. What a page then says is read by
//! whichever family it is of.

use super::converter::{Piece, converted, end_of_element, pieces};
use super::html::to_plain;
use super::outcome::{ImportedNote, NoteHint};
use super::tags::{Tag, entities_read};

/// A page, ready to be read as a note.
pub(super) struct Page {
    pub(super) markdown: String,
    pub(super) title: Option<String>,
}

/// The Markdown of a note that is an HTML page; `None` for every other note.
pub(super) fn of_note(text: &str, hint: &NoteHint<'_>) -> Option<Page> {
    let start = text.trim_start();
    let first = start[..start.floor_char_boundary(200)].to_ascii_lowercase();
    let is_page = first.starts_with("<!doctype html")
        || first.starts_with("<html")
        || first.starts_with("<?xml") && first.contains("html");
    let extension = hint.file_name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    let is_named = matches!(extension.as_deref(), Some("html" | "htm" | "xhtml"));
    if !(is_page || is_fragment(start) || is_named && text.contains('<')) {
        return None;
    }
    let pieces = pieces(text);
    let main = main_content(&pieces);
    let title = pieces
        .iter()
        .position(|piece| matches!(piece, Piece::Open(tag) if tag.name == "title"))
        .and_then(|at| match pieces.get(at + 1) {
            Some(Piece::Text(title)) => Some(to_plain(&entities_read(title.trim()))),
            _ => None,
        });
    let markdown = converted(&pieces[main.0..main.1], true);
    Some(Page { markdown, title: title.filter(|title| !title.is_empty()) })
}

/// Cards get the lines of the page that they were read from, as far as their words are found there.
pub(super) fn find_lines(page: &str, note: &mut ImportedNote) {
    let mut misses = 0;
    let (mut at, mut line, mut counted) = (0, 1, 0);
    for card in &mut note.cards {
        let plain = to_plain(card.question.lines().next().unwrap_or_default());
        let words = plain.split(|c: char| !c.is_alphanumeric() && c != ' ').map(str::trim);
        let words = words.max_by_key(|words| words.len().min(12)).filter(|words| words.len() > 3);
        // After many misses the page is too unlike its text to go on looking. A mark may stand
        // within the question, so that only its first words are found.
        if let Some(words) = words.filter(|_| misses < 50) {
            let found =
                [40, 12].iter().find_map(|&len| page[at..].find(&words[..words.floor_char_boundary(len)]));
            at += found.unwrap_or(0);
            misses += usize::from(found.is_none());
        }
        line += page[counted..at].matches('\n').count();
        counted = at;
        card.line = line;
        at = page.ceil_char_boundary((at + 1).min(page.len()));
    }
    for problem in &mut note.problems {
        problem.line = None;
    }
}

/// A page without its head: nearly all lines begin with a tag.
fn is_fragment(text: &str) -> bool {
    if !text.starts_with('<') || text.starts_with("<!--") {
        return false;
    }
    let (mut lines, mut tagged) = (0, 0);
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        lines += 1;
        tagged += usize::from(line.starts_with('<'));
        if line.starts_with('#') || line.starts_with("- ") || line.starts_with("```") {
            return false;
        }
    }
    tagged * 10 >= lines * 7
        && ["<li", "<p", "<h", "<dt", "<details", "<div"].iter().any(|tag| text.contains(tag))
}

/// The pieces within `<main>`, else what plays its role, else the only `<article>`, else `<body>`.
fn main_content(pieces: &[Piece<'_>]) -> (usize, usize) {
    let find = |is_it: &dyn Fn(&Tag<'_>) -> bool| {
        let mut found = pieces.iter().enumerate().filter_map(|(at, piece)| match piece {
            Piece::Open(tag) if is_it(tag) => Some(at),
            _ => None,
        });
        (found.next(), found.next().is_some())
    };
    let named = |name: &'static str| move |tag: &Tag<'_>| tag.name == name;
    let by_role = |tag: &Tag<'_>| tag.attribute("role").is_some_and(|role| role == "main");
    let only_article = match find(&named("article")) {
        (Some(at), false) => Some(at),
        _ => None,
    };
    let start = find(&named("main")).0.or(find(&by_role).0).or(only_article).or(find(&named("body")).0);
    let Some(start) = start else { return (0, pieces.len()) };
    (start + 1, end_of_element(pieces, start))
}
