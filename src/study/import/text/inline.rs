//! HTML between Markdown: tags become marks, folds or lines of their own, or go.
//!
//! A note mixes both freely, so only tags that HTML knows are touched, and code stays as it is. A fold
//! becomes a line that opens it, one with its summary, and one that closes it.

use std::borrow::Cow;

use super::SourceLine;
use super::prepare::{FOLD, FOLD_END, RTL, RULE, SUMMARY};
use crate::study::import::code::code_span_end;
use crate::study::import::html::{table, to_markdown};
use crate::study::import::tags::{Tag, entities_read, entity, tag_at};
use crate::study::markdown::scripts::Script;

/// In bytes; what is set on one line is not longer.
const LONGEST_ELEMENT: usize = 4096;

/// The lines without HTML.
pub(super) fn without_html<'s, 'a>(lines: &'s [SourceLine<'a>]) -> Cow<'s, [SourceLine<'a>]> {
    let has_html = |line: &SourceLine<'_>| memchr::memchr2(b'<', b'&', line.text.as_bytes()).is_some();
    if !lines.iter().any(has_html) {
        return lines.into();
    }
    let text = lines.iter().map(|line| line.text.as_ref()).collect::<Vec<_>>().join("\n");
    let mut walk = Walk {
        lines,
        at: 0,
        out: Vec::with_capacity(lines.len()),
        line: String::new(),
        lists: Vec::new(),
        unclosed: Vec::new(),
    };
    walk.walk(&text);
    walk.out.into()
}

struct Walk<'s, 'a> {
    lines: &'s [SourceLine<'a>],
    /// The line that is read.
    at: usize,
    out: Vec<SourceLine<'a>>,
    /// The line that is written.
    line: String,
    /// Open lists; `Some` counts.
    lists: Vec<Option<u32>>,
    /// Elements that nothing closes any more.
    unclosed: Vec<String>,
}

impl Walk<'_, '_> {
    fn walk(&mut self, text: &str) {
        let mut rest = text;
        let mut last = None;
        while !rest.is_empty() {
            let first = rest.as_bytes()[0];
            let len = match first {
                b'\n' => {
                    self.end_line();
                    self.at += 1;
                    1
                }
                b'`' => {
                    let len = code_span_end(rest)
                        .unwrap_or_else(|| rest.bytes().take_while(|&b| b == b'`').count());
                    self.push_lines(&rest[..len]);
                    len
                }
                b'<' if last != Some('\\') => self.tag_or_text(rest),
                b'&' => match entity(rest) {
                    Some(('\u{a0}', len)) => {
                        self.line.push(' ');
                        len
                    }
                    _ => self.push(&rest[..1]),
                },
                _ => {
                    let end = memchr::memchr3(b'<', b'`', b'&', rest.as_bytes()).unwrap_or(rest.len());
                    let end = memchr::memchr(b'\n', &rest.as_bytes()[..end]).unwrap_or(end).max(1);
                    self.push(&rest[..rest.ceil_char_boundary(end)])
                }
            };
            last = rest[..len].chars().next_back();
            rest = &rest[len..];
        }
        self.end_line();
    }

    fn push(&mut self, text: &str) -> usize {
        self.line.push_str(text);
        text.len()
    }

    /// Text that may go over line ends, as it is.
    fn push_lines(&mut self, text: &str) {
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.end_line();
                self.at += 1;
            }
            self.line.push_str(line);
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        self.write(line);
    }

    fn write(&mut self, text: impl Into<String>) {
        let number = self.lines.get(self.at).or(self.lines.last()).map_or(1, |line| line.number);
        let text: String = text.into();
        self.out.push(SourceLine::new(number, text));
    }

    /// Ends the line that is written, if it says anything; what follows keeps its indentation.
    fn break_line(&mut self) -> String {
        let indent = content_indent(&self.line);
        if self.line.trim().is_empty() {
            self.line.clear();
        } else {
            self.end_line();
        }
        " ".repeat(indent)
    }

    /// What follows is a block of its own.
    fn break_block(&mut self) {
        let is_marker = matches!(self.line.trim(), "" | "-" | "*" | "+") || is_number_alone(self.line.trim());
        if is_marker {
            return;
        }
        let indent = self.break_line();
        if self.out.last().is_some_and(|last| !last.text.trim().is_empty()) {
            self.write("");
        }
        self.line = indent;
    }

    /// Advances over the line ends of a text that is passed over, and returns its length.
    fn pass(&mut self, text: &str) -> usize {
        self.at += memchr::memchr_iter(b'\n', text.as_bytes()).count();
        text.len()
    }

    fn tag_or_text(&mut self, rest: &str) -> usize {
        if let Some(inner) = rest.strip_prefix("<!--") {
            let Some(end) = inner.find("-->") else { return self.push("<") };
            let said = inner[..end].trim().to_ascii_lowercase();
            if said.starts_with("card start") || said.starts_with("card end") {
                self.break_line();
                self.write(RULE);
            }
            return self.pass(&rest[..end + 7]);
        }
        let Some(tag) = tag_at(rest) else { return self.push("<") };
        // A break in the cell of a table is read with the cell.
        if tag.name == "br" && self.line.trim_start().starts_with('|') {
            return self.push(&rest[..tag.len]);
        }
        self.tag(&tag, rest)
    }

    fn tag(&mut self, tag: &Tag<'_>, rest: &str) -> usize {
        let behind = &rest[tag.len..];
        // The text up to the end of the element, and the length with it.
        let mut element = |name: &str| {
            if self.unclosed.iter().any(|known| known == name) {
                return None;
            }
            let is_long = matches!(name, "pre" | "script" | "style" | "p");
            let window =
                if is_long { behind } else { &behind[..behind.floor_char_boundary(LONGEST_ELEMENT)] };
            let Some(end) = find_ignoring_case(window, &format!("</{name}")) else {
                if window.len() == behind.len() {
                    self.unclosed.push(name.to_owned());
                }
                return None;
            };
            let after = behind[end..].find('>').map_or(behind.len(), |at| end + at + 1);
            Some((&behind[..end], tag.len + after))
        };
        match (&*tag.name, tag.is_closing) {
            ("script" | "style", false) => {
                if let Some((_, len)) = element(&tag.name) {
                    return self.pass(&rest[..len]);
                }
            }
            ("details", false) => {
                let indent = if self.line.trim().is_empty() { self.line.clone() } else { self.break_line() };
                self.line.clear();
                self.write(format!("{indent}{FOLD}"));
                self.line = indent;
            }
            ("details", true) => {
                self.break_line();
                self.write(FOLD_END);
                self.line.clear();
            }
            ("summary", false) => {
                if let Some((inner, len)) = element("summary") {
                    let indent = self.break_line();
                    let said = plain(inner);
                    self.write(format!(
                        "{SUMMARY}{}",
                        said.trim_start_matches('#').trim().trim_matches('*').trim()
                    ));
                    self.line = indent;
                    return self.pass(&rest[..len]);
                }
            }
            ("p" | "div", false)
                if tag.attribute("dir").is_some_and(|dir| dir.eq_ignore_ascii_case("rtl")) =>
            {
                if tag.name == "p"
                    && let Some((inner, len)) = element("p")
                {
                    self.break_block();
                    self.line.clear();
                    // Its links and its breaks stay.
                    let markdown = to_markdown(inner);
                    for part in markdown.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
                        for (index, line) in part.lines().enumerate() {
                            self.write(if index == 0 { format!("{RTL}{line}") } else { line.to_owned() });
                        }
                        self.write("");
                    }
                    return self.pass(&rest[..len]);
                }
                self.break_block();
            }
            (heading @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6"), false) => {
                if let Some((inner, len)) = element(heading) {
                    let level = usize::from(heading.as_bytes()[1] - b'0');
                    self.break_line();
                    let said = plain(inner);
                    if !said.is_empty() {
                        self.write(format!("{} {said}", "#".repeat(level)));
                    }
                    return self.pass(&rest[..len]);
                }
            }
            // A term, or a question with its answer in the `<dd>` below.
            ("dt", false) => {
                if let Some((inner, len)) = element("dt") {
                    self.break_block();
                    let said = plain(inner);
                    if !said.is_empty() {
                        self.write(format!("**{}**", said.trim_matches('*')));
                        self.write("");
                    }
                    return self.pass(&rest[..len]);
                }
                self.break_block();
            }
            ("pre", false) => {
                if let Some((inner, len)) = element("pre") {
                    let indent = self.break_line();
                    let language = inner.find("language-").map_or("", |at| {
                        let name = &inner[at + 9..];
                        &name[..name.find(|c: char| !c.is_alphanumeric()).unwrap_or(name.len())]
                    });
                    self.write(format!("{indent}```{language}"));
                    for line in code(inner).trim_matches('\n').lines() {
                        self.write(format!("{indent}{line}"));
                    }
                    self.write(format!("{indent}```"));
                    return self.pass(&rest[..len]);
                }
            }
            ("table", false) => {
                if let Some((markdown, len)) = table(rest) {
                    self.break_block();
                    for line in markdown.lines() {
                        self.write(line);
                    }
                    self.write("");
                    return self.pass(&rest[..len]);
                }
            }
            ("code" | "tt" | "samp" | "kbd", false) => {
                if let Some((inner, len)) = element(&tag.name)
                    && !inner.contains('\n')
                {
                    self.push(&format!("`{}`", code(inner)));
                    return len;
                }
            }
            ("a", false) => {
                if let Some((inner, len)) = element("a") {
                    let said = plain(inner);
                    if let Some(href) = tag.attribute("href").filter(|_| !said.is_empty()) {
                        self.push(&format!("[{said}]({})", href.trim()));
                    } else {
                        self.push(&said);
                    }
                    return self.pass(&rest[..len]);
                }
            }
            ("sup" | "sub", false) => {
                if let Some((inner, len)) = element(&tag.name)
                    && let Some(script) = Script::of_tag(&tag.name)
                {
                    let before = self.line.chars().next_back();
                    let written = script.written(&plain(inner), before, rest[len..].chars().next());
                    self.push(&written);
                    return self.pass(&rest[..len]);
                }
            }
            ("img", _) => {
                let source = tag.attribute("src").unwrap_or_default();
                self.push(&format!("![{}]({source})", tag.attribute("alt").unwrap_or_default()));
            }
            ("video" | "source" | "iframe", false) => {
                if let Some(source) = tag.attribute("src") {
                    self.push(&format!("[{}]({source})", tag.name));
                }
            }
            ("b" | "strong", _) => {
                if tag.is_closing && self.line.ends_with("**") && !self.line.ends_with("***") {
                    self.line.truncate(self.line.len() - 2);
                } else if tag.is_closing {
                    let kept = self.line.trim_end().len();
                    self.line.insert_str(kept, "**");
                } else {
                    self.line.push_str("**");
                    return self.pass(&rest[..tag.len + behind.len() - behind.trim_start_matches(' ').len()]);
                }
            }
            ("ul", false) => {
                self.break_block();
                self.lists.push(None);
            }
            ("ol", false) => {
                self.break_block();
                self.lists.push(Some(0));
            }
            ("ul" | "ol", true) => {
                self.break_block();
                self.lists.pop();
            }
            ("li", false) => {
                self.break_line();
                let depth = self.lists.len().saturating_sub(1).min(8);
                let marker = match self.lists.last_mut() {
                    Some(Some(count)) => {
                        *count += 1;
                        format!("{count}. ")
                    }
                    _ => "- ".to_owned(),
                };
                self.line = "    ".repeat(depth) + &marker;
                return self.pass(&rest[..tag.len + behind.len() - behind.trim_start().len()]);
            }
            ("hr", _) => {
                self.break_line();
                self.write(RULE);
            }
            ("br", _) => {
                let is_text = !self.line.trim().is_empty();
                let indent = self.break_line();
                if is_text && let Some(last) = self.out.last_mut() {
                    last.text = format!("{}  ", last.text.trim_end()).into();
                }
                let mut len = tag.len;
                // A run of breaks is one, and the line end behind it is the same.
                loop {
                    let more = &rest[len..];
                    let bare = more.trim_start_matches([' ', '\t']);
                    let Some(next) = tag_at(bare).filter(|next| next.name == "br") else { break };
                    len += more.len() - bare.len() + next.len;
                }
                let more = &rest[len..];
                let bare = more.trim_start_matches([' ', '\t']);
                if bare.starts_with('\n') {
                    len += more.len() - bare.len() + 1;
                    self.at += 1;
                } else {
                    len += more.len() - bare.len();
                    self.line = indent;
                }
                return len;
            }
            (
                "p" | "div" | "section" | "article" | "center" | "blockquote" | "figure" | "figcaption"
                | "dl" | "dd" | "main" | "header" | "footer" | "aside" | "nav" | "body" | "html" | "quiz"
                | "head",
                _,
            ) => self.break_block(),
            ("td" | "th", true) => {
                self.push(" ");
            }
            _ => {}
        }
        tag.len
    }
}

/// How far the text of a line is indented, behind an item's marker.
fn content_indent(line: &str) -> usize {
    let bare = line.trim_start();
    let indent = line.len() - bare.len();
    let marker = if bare.starts_with("- ") || bare.starts_with("* ") || bare.starts_with("+ ") {
        2
    } else {
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 && bare[digits..].starts_with(". ") { digits + 2 } else { 0 }
    };
    indent + marker
}

fn is_number_alone(text: &str) -> bool {
    text.strip_suffix(['.', ')']).is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

/// What an element says on one line: Markdown for the tags that matter, nothing for the rest.
fn plain(html: &str) -> String {
    let mut said = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        said.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(tag) = tag_at(rest) else {
            said.push('<');
            rest = &rest[1..];
            continue;
        };
        match &*tag.name {
            "code" | "tt" | "kbd" | "samp" => said.push('`'),
            "br" | "p" | "div" => said.push(' '),
            _ => {}
        }
        rest = &rest[tag.len..];
    }
    said.push_str(rest);
    let said = said.replace("&nbsp;", " ").replace('\u{a0}', " ");
    said.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Code without tags, its entities read.
fn code(html: &str) -> String {
    let mut said = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        said.push_str(&rest[..at]);
        rest = &rest[at..];
        let len = tag_at(rest).map_or(0, |tag| tag.len);
        if len == 0 {
            said.push('<');
        }
        rest = &rest[len.max(1)..];
    }
    said.push_str(rest);
    entities_read(&said)
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let (first, len) = (wanted.as_bytes()[0], wanted.len());
    memchr::memchr_iter(first, text.as_bytes()).find(|&at| {
        text.as_bytes().get(at..at + len).is_some_and(|found| found.eq_ignore_ascii_case(wanted.as_bytes()))
    })
}
