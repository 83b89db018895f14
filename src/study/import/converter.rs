//! A piece of HTML to Markdown: the fields of cards, tables, and the content of pages.
//!
//! The HTML is cut into tags first and set together again with only the tags that mean something in
//! Markdown, all of them closed and not deep, so that the converter meets no surprise. `<details>`
//! stays as it is, for the readers of Markdown know it. Math is set aside before the converter sees it, for it would
//! escape what is TeX; code of several lines becomes a fence, in which nothing is escaped. Which piece of a page counts is found elsewhere.

use super::label::has_question_mark;
use super::tags::{Tag, any_tag, entities_read};
use super::wording::is_code;
use crate::study::markdown::math::{self, MathSpan, math_spans};
use crate::study::markdown::scripts::Script;
use htmd::options::{BulletListMarker, HrStyle};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Deeper than this is no text that anyone wrote.
const DEEPEST: usize = 40;
const MOST_UNCLOSED: usize = 16;
const DETAILS: char = '\u{e000}';
const SUMMARY: char = '\u{e001}';
const SUMMARY_END: char = '\u{e002}';
const DETAILS_END: char = '\u{e003}';
/// Math that is set aside, one after the other.
const MATH: char = '\u{e004}';
/// Around what is raised or lowered.
const SUPER: char = '\u{e005}';
const SUB: char = '\u{e006}';
const SCRIPT_END: char = '\u{e007}';
/// Begins code, so that the converter escapes nothing at its front.
const CODE: char = '\u{e008}';
const SCRIPT_CLOSE: &str = "\u{e007}";
/// What closes the element that [`begin_pre`] opens.
const CODE_END: &str = "</code></pre>";
const OURS: std::ops::RangeInclusive<char> = DETAILS..=CODE;

/// The Markdown of a field that holds HTML.
pub(super) fn field(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    let pieces = pieces(html);
    code_in_lines(&pieces).unwrap_or_else(|| converted(&pieces, false))
}

/// The fence of a field that is code of several lines, which nothing in its HTML says.
fn code_in_lines(pieces: &[Piece<'_>]) -> Option<String> {
    let mut code = String::new();
    let end_line = |code: &mut String, is_break: bool| {
        if is_break || !code.is_empty() && !code.ends_with('\n') {
            code.push('\n');
        }
    };
    for piece in pieces {
        match piece {
            Piece::Text(text) => code.push_str(&entities_read(text).replace('\u{a0}', " ")),
            Piece::Open(tag) if tag.name == "br" => end_line(&mut code, true),
            Piece::Open(tag) if matches!(&*tag.name, "div" | "p") => end_line(&mut code, false),
            Piece::Close(name) if matches!(&**name, "div" | "p") => end_line(&mut code, false),
            Piece::Open(tag) if matches!(&*tag.name, "span" | "font") => {}
            Piece::Close(name) if matches!(&**name, "span" | "font") => {}
            _ => return None,
        }
    }
    let lines: Vec<&str> = code.trim_matches('\n').lines().map(str::trim_end).collect();
    let code = lines.join("\n");
    is_code(&code).then(|| fenced(&code))
}

fn fenced(code: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}\n{code}\n{fence}")
}

/// A page cut up.
pub(super) enum Piece<'a> {
    Open(Tag<'a>),
    Close(Cow<'static, str>),
    Text(&'a str),
}

pub(super) fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut at, mut text_start) = (0, 0);
    let last_comment_end = html.rfind("-->").unwrap_or(0);
    while let Some(found) = html[at..].find('<') {
        let here = at + found;
        let rest = &html[here..];
        let skipped = if rest.starts_with("<!--") && here < last_comment_end {
            rest.find("-->").map(|end| end + 3)
        } else if rest.starts_with("<!") || rest.starts_with("<?") {
            rest[..rest.floor_char_boundary(500)].find('>').map(|end| end + 1)
        } else {
            None
        };
        let tag = if skipped.is_none() { any_tag(rest) } else { None };
        let Some(len) = skipped.or(tag.as_ref().map(|tag| tag.len)) else {
            at = here + 1;
            continue;
        };
        if here > text_start {
            pieces.push(Piece::Text(&html[text_start..here]));
        }
        at = here + len;
        if let Some(tag) = tag {
            if tag.is_closing {
                pieces.push(Piece::Close(tag.name));
            } else {
                // The text of these is no HTML, and no text either.
                let is_raw = matches!(
                    &*tag.name,
                    "script" | "style" | "textarea" | "noscript" | "template" | "iframe"
                );
                if is_raw {
                    at = end_of_raw(html, at, &tag.name);
                } else {
                    pieces.push(Piece::Open(tag));
                }
            }
        }
        text_start = at;
    }
    if text_start < html.len() {
        pieces.push(Piece::Text(&html[text_start..]));
    }
    pieces
}

fn end_of_raw(html: &str, from: usize, name: &str) -> usize {
    let bytes = html.as_bytes();
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        let start = at + found + 2;
        if bytes
            .get(start..start + name.len())
            .is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        {
            return html[start..].find('>').map_or(html.len(), |end| start + end + 1);
        }
        at = start;
    }
    html.len()
}

/// Where the element that opens at `start` closes.
pub(super) fn end_of_element(pieces: &[Piece<'_>], start: usize) -> usize {
    let Some(Piece::Open(opening)) = pieces.get(start) else { return pieces.len() };
    let mut depth = 0;
    for (at, piece) in pieces.iter().enumerate().skip(start) {
        match piece {
            Piece::Open(tag) if tag.name == opening.name => depth += 1,
            Piece::Close(name) if *name == opening.name => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
    }
    pieces.len()
}

pub(super) fn converted(pieces: &[Piece<'_>], is_page: bool) -> String {
    let (html, math) = without_math(sane(pieces, is_page));
    let options = htmd::options::Options {
        bullet_list_marker: BulletListMarker::Dash,
        ul_bullet_spacing: 1,
        ol_number_spacing: 1,
        hr_style: HrStyle::Dashes,
        ..htmd::options::Options::default()
    };
    let Ok(markdown) = htmd::HtmlToMarkdown::builder().options(options).build().convert(&html) else {
        return String::new();
    };
    let markdown = with_scripts(&without_needless_escapes(markdown.trim()));
    let markdown = unlike_math(&markdown);
    let mut math = math.into_iter();
    let mut text = String::with_capacity(markdown.len());
    for c in markdown.chars() {
        match c {
            DETAILS => text.push_str("<details>"),
            SUMMARY => text.push_str("<summary>"),
            SUMMARY_END => text.push_str("</summary>"),
            DETAILS_END => text.push_str("</details>"),
            MATH => text.push_str(&math.next().unwrap_or_default()),
            '\u{a0}' => text.push(' '),
            c if OURS.contains(&c) => {}
            c => text.push(c),
        }
    }
    text
}

/// HTML as [`sane`] gives it with a mark for each piece of math, and the math as text.
fn without_math(html: String) -> (String, Vec<String>) {
    if !math::may_have_math(&html) {
        return (html, Vec::new());
    }
    let flat = Flat::of(&html);
    let spans: Vec<MathSpan> = math::find(&flat.text, &flat.layout);
    let mut out = String::with_capacity(html.len());
    let mut math = Vec::with_capacity(spans.len());
    let mut at = 0;
    let mut is_cell = false;
    for span in spans {
        let (start, end) = (flat.place(span.range.start), flat.end(span.range.end));
        let before = &html[at..start];
        let (opened, closed) = (before.rfind("<td>").max(before.rfind("<th>")), before.rfind("</t"));
        is_cell = opened > closed || is_cell && closed.is_none();
        out.push_str(before);
        out.push(MATH);
        // Tags within it may close what is open around it. A break is part of the math.
        let tags = html[start..end].split('<').skip(1).filter_map(|rest| rest.split_once('>'));
        for (tag, _) in tags.filter(|(tag, _)| *tag != "br") {
            let _ = write!(out, "<{tag}>");
        }
        at = end;
        math.push(written(&flat.text, &span, is_cell));
    }
    out.push_str(&html[at..]);
    (out, math)
}

/// Math so that the Markdown around it stays what it is, and that it is found again.
fn written(text: &str, span: &MathSpan, is_cell: bool) -> String {
    let lines = text[span.range.clone()].lines().map(str::trim_end).filter(|line| !line.trim().is_empty());
    let lines: Vec<&str> = lines.collect();
    let written = if is_cell { lines.join(" ").replace('|', "\\|") } else { lines.join("\n") };
    let found = math_spans(&format!("so {written} so"));
    let is_found = found.len() == 1 && found[0].range.len() == written.len();
    let inner = written.strip_prefix("\\[").and_then(|rest| rest.strip_suffix("\\]"));
    match inner.filter(|_| !is_found) {
        Some(inner) => format!("\\[ {} \\]", inner.trim()),
        None => written,
    }
}

/// HTML as plain text: what a search for math sees of it.
#[derive(Default)]
struct Flat {
    text: String,
    layout: math::Layout,
    /// Where in the HTML each byte of the text comes from; one more for its end.
    places: Vec<usize>,
}

impl Flat {
    fn of(html: &str) -> Self {
        let mut flat = Self::default();
        flat.layout.has_markdown = false;
        let (mut at, mut run, mut code) = (0, 0, None);
        while at < html.len() {
            let rest = &html[at..];
            if let Some((tag, _)) = rest.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
                let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default();
                match (name, tag.starts_with('/')) {
                    ("code", false) => code = code.or(Some(flat.text.len())),
                    ("code", true) => {
                        if let Some(start) = code.take() {
                            flat.layout.code.push(start..flat.text.len());
                        }
                    }
                    ("br", _) => flat.push("\n", at),
                    ("em" | "strong" | "a" | "img", _) => {}
                    (name, _) => {
                        flat.layout.runs.push(run..flat.text.len());
                        flat.push(if name == "div" { "\n" } else { "\n\n" }, at);
                        run = flat.text.len();
                    }
                }
                at += tag.len() + 2;
                continue;
            }
            if let Some(length) = entity_length(rest) {
                flat.push(&said(&rest[..length]), at);
                at += length;
                continue;
            }
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let length = rest[first..].find(['<', '&']).map_or(rest.len(), |next| next + first);
            flat.places.extend(at..at + length);
            flat.text.push_str(&rest[..length]);
            at += length;
        }
        flat.layout.runs.push(run..flat.text.len());
        flat.places.push(html.len());
        flat
    }

    /// Text that stands for one sign of the HTML.
    fn push(&mut self, text: &str, at: usize) {
        self.places.extend(std::iter::repeat_n(at, text.len()));
        self.text.push_str(text);
    }

    fn place(&self, at: usize) -> usize {
        self.places.get(at).copied().unwrap_or_default()
    }

    /// Where what ends at this place of the text ends in the HTML; delimiters of math are signs of their own.
    fn end(&self, at: usize) -> usize {
        self.place(at.saturating_sub(1)) + 1
    }
}

/// In bytes; the longest name of one has 33.
const LONGEST_ENTITY: usize = 35;

fn entity_length(text: &str) -> Option<usize> {
    let front = &text.as_bytes()[..text.len().min(LONGEST_ENTITY)];
    let end = front.iter().position(|byte| *byte == b';').filter(|_| text.starts_with('&'))?;
    front[1..end].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'#').then_some(end + 1)
}

/// What an entity says, of which Markdown knows all that HTML has.
fn said(entity: &str) -> String {
    let events = pulldown_cmark::Parser::new(entity);
    let texts = events.filter_map(|event| match event {
        pulldown_cmark::Event::Text(text) => Some(text.replace('\u{a0}', " ")),
        _ => None,
    });
    texts.collect()
}

/// What only looks like math in the Markdown that came out, written otherwise: `\[x = 1\]` were brackets.
fn unlike_math(markdown: &str) -> Cow<'_, str> {
    let brackets =
        math_spans(markdown).into_iter().filter(|span| markdown[span.range.clone()].starts_with("\\["));
    let starts: Vec<usize> = brackets.map(|span| span.range.start).collect();
    let Some(first) = starts.first() else { return markdown.into() };
    let mut out = markdown[..*first].to_owned();
    for (at, start) in starts.iter().enumerate() {
        out.push_str("&#91;");
        out.push_str(&markdown[start + 2..starts.get(at + 1).copied().unwrap_or(markdown.len())]);
    }
    out.into()
}

/// What is raised and lowered, innermost first.
fn with_scripts(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut open: Vec<(Script, usize)> = Vec::new();
    let mut chars = markdown.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            SUPER => open.push((Script::Super, out.len())),
            SUB => open.push((Script::Sub, out.len())),
            SCRIPT_END => {
                let Some((script, start)) = open.pop() else { continue };
                let inner = out.split_off(start);
                let before = out.chars().next_back();
                out.push_str(&script.written(&inner, before, chars.peek().copied()));
            }
            c => out.push(c),
        }
    }
    out
}

/// Whether what is pressed to see an answer asks its question.
fn opens_answer(pieces: &[Piece<'_>], at: usize) -> bool {
    let end = end_of_element(pieces, at).min(at + 12);
    pieces[at..end].iter().any(|piece| matches!(piece, Piece::Text(text) if has_question_mark(text)))
}

/// HTML of few tags, all closed.
fn sane(pieces: &[Piece<'_>], is_page: bool) -> String {
    let mut out = String::new();
    // Names of open tags, with what closes them.
    let mut open: Vec<(&str, &str)> = Vec::new();
    let mut at = 0;
    let mut pre_depth = 0_usize;
    let mut unclosed = 0;
    while at < pieces.len() {
        let piece = &pieces[at];
        at += 1;
        match piece {
            Piece::Text(text) => {
                for c in text.chars().filter(|c| !OURS.contains(c)) {
                    // A stray `<` was no tag.
                    if c == '<' { out.push_str("&lt;") } else { out.push(c) }
                }
            }
            Piece::Close(name) => {
                if let Some(place) = open.iter().rposition(|(found, _)| found == name) {
                    for (_, close) in open.drain(place..).rev() {
                        out.push_str(close);
                        pre_depth -= usize::from(close == CODE_END);
                    }
                } else if name == "p" {
                    out.push_str("<br>");
                }
            }
            Piece::Open(tag) if is_page && tag.name == "button" && opens_answer(pieces, at - 1) => {
                let is_titled = open.iter().any(|(name, _)| name.len() == 2 && name.starts_with('h'));
                if !is_titled {
                    out.push_str("<h4>");
                    open.push(("button", "</h4>"));
                }
            }
            Piece::Open(tag) => {
                // After some that are never closed no more ends are looked for.
                if is_dropped(tag, is_page) && unclosed < MOST_UNCLOSED {
                    let end = end_of_element(pieces, at - 1);
                    if end < pieces.len() {
                        at = end + 1;
                    } else {
                        unclosed += 1;
                    }
                    continue;
                }
                if tag.name == "pre" {
                    // The language stands on the code within.
                    let within = pieces[at..].iter().take(2).find_map(|piece| match piece {
                        Piece::Open(code) if code.name == "code" => code.attribute("class"),
                        _ => None,
                    });
                    let class = within.or(tag.attribute("class")).unwrap_or_default();
                    let language = class.split_whitespace().find_map(|class| class.strip_prefix("language-"));
                    let language = language
                        .unwrap_or_default()
                        .replace(|c: char| !c.is_alphanumeric() && !"+#-_".contains(c), "");
                    begin_pre("pre", &language, &mut out, &mut open, &mut pre_depth);
                    continue;
                }
                if tag.name == "code" && has_break(pieces, at - 1) {
                    begin_pre("code", "", &mut out, &mut open, &mut pre_depth);
                    continue;
                }
                begin(tag, &mut out, &mut open, &mut pre_depth);
            }
        }
    }
    for (_, close) in open.iter().rev() {
        out.push_str(close);
    }
    out
}

fn begin<'a>(tag: &Tag<'a>, out: &mut String, open: &mut Vec<(&'a str, &'a str)>, pre_depth: &mut usize) {
    const BLOCKS: &[&str] = &[
        "p",
        "div",
        "ul",
        "ol",
        "pre",
        "blockquote",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "details",
        "dl",
        "section",
        "article",
        "figure",
        "main",
        "form",
        "fieldset",
        "center",
        "header",
    ];
    let name = &*tag.name;
    let close_to = |names: &[&str],
                    stops: &[&str],
                    out: &mut String,
                    open: &mut Vec<(&'a str, &'a str)>,
                    pre_depth: &mut usize| {
        let place = open.iter().rposition(|(found, _)| names.contains(found) || stops.contains(found));
        if let Some(place) = place.filter(|&place| names.contains(&open[place].0)) {
            for (_, close) in open.drain(place..).rev() {
                out.push_str(close);
                *pre_depth -= usize::from(close == CODE_END);
            }
        }
    };
    match name {
        "li" => close_to(&["li"], &["ul", "ol", "table"], out, open, pre_depth),
        "tr" => close_to(&["tr"], &["table"], out, open, pre_depth),
        "td" | "th" => close_to(&["td", "th"], &["tr", "table"], out, open, pre_depth),
        "dt" | "dd" => close_to(&["dt", "dd"], &["dl"], out, open, pre_depth),
        name if BLOCKS.contains(&name) => {
            close_to(&["p"], &["li", "td", "th", "div", "blockquote", "dd"], out, open, pre_depth);
        }
        _ => {}
    }
    let attribute = |key: &str| {
        tag.attribute(key)
            .map(|value| value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;"))
    };
    match name {
        "br" => {
            // Behind a fence a new line begins anyway.
            if !out.ends_with(CODE_END) {
                out.push_str(if *pre_depth > 0 { "\n" } else { "<br>" });
            }
            return;
        }
        "hr" => {
            out.push_str("<hr>");
            return;
        }
        "img" => {
            if let Some(source) = attribute("src").filter(|source| !source.starts_with("data:")) {
                let alt = attribute("alt").unwrap_or_default();
                let _ = write!(out, "<img src=\"{source}\" alt=\"{alt}\">");
            }
            return;
        }
        "input" | "meta" | "link" | "wbr" | "col" | "area" | "base" | "embed" | "param" | "track"
        | "source" => return,
        _ => {}
    }
    if let Some(script) = Script::of_tag(name).filter(|_| open.len() < DEEPEST) {
        let (mark, name) = if script == Script::Super { (SUPER, "sup") } else { (SUB, "sub") };
        out.push(mark);
        open.push((name, SCRIPT_CLOSE));
        return;
    }
    if *pre_depth > 0 && matches!(name, "div" | "p") && !out.ends_with(['\n', CODE]) {
        out.push('\n');
    }
    // Code holds no marks, and nothing may nest without end.
    if open.len() >= DEEPEST || *pre_depth > 0 {
        return;
    }
    let (name, opening, close): (&str, String, &str) = match name {
        "p" => ("p", "<p>".into(), "</p>"),
        "div" => ("div", "<div>".into(), "</div>"),
        "section" => ("section", "<div>".into(), "</div>"),
        "article" => ("article", "<div>".into(), "</div>"),
        "figure" => ("figure", "<div>".into(), "</div>"),
        "center" => ("center", "<div>".into(), "</div>"),
        "header" => ("header", "<div>".into(), "</div>"),
        "form" => ("form", "<div>".into(), "</div>"),
        "ul" => ("ul", "<ul>".into(), "</ul>"),
        "ol" => (
            "ol",
            attribute("start").map_or("<ol>".into(), |start| format!("<ol start=\"{start}\">")),
            "</ol>",
        ),
        "li" => ("li", "<li>".into(), "</li>"),
        "blockquote" => ("blockquote", "<blockquote>".into(), "</blockquote>"),
        "code" => ("code", "<code>".into(), "</code>"),
        "tt" => ("tt", "<code>".into(), "</code>"),
        "kbd" => ("kbd", "<code>".into(), "</code>"),
        "samp" => ("samp", "<code>".into(), "</code>"),
        "b" => ("b", "<strong>".into(), "</strong>"),
        "strong" => ("strong", "<strong>".into(), "</strong>"),
        "i" => ("i", "<em>".into(), "</em>"),
        "em" => ("em", "<em>".into(), "</em>"),
        "h1" => ("h1", "<h1>".into(), "</h1>"),
        "h2" => ("h2", "<h2>".into(), "</h2>"),
        "h3" => ("h3", "<h3>".into(), "</h3>"),
        "h4" => ("h4", "<h4>".into(), "</h4>"),
        "h5" => ("h5", "<h5>".into(), "</h5>"),
        "h6" => ("h6", "<h6>".into(), "</h6>"),
        "table" => ("table", "<table>".into(), "</table>"),
        "thead" => ("thead", "<thead>".into(), "</thead>"),
        "tbody" => ("tbody", "<tbody>".into(), "</tbody>"),
        "tr" => ("tr", "<tr>".into(), "</tr>"),
        "td" => ("td", "<td>".into(), "</td>"),
        "th" => ("th", "<th>".into(), "</th>"),
        "dl" => ("dl", "<div>".into(), "</div>"),
        "dt" => ("dt", "<p><strong>".into(), "</strong></p>"),
        "dd" => ("dd", "<div>".into(), "</div>"),
        "details" => ("details", format!("<div><p>{DETAILS}</p>"), "<p>\u{e003}</p></div>"),
        "summary" => ("summary", format!("<p>{SUMMARY}"), "\u{e002}</p>"),
        "a" => {
            // Links within the page lead nowhere outside it.
            let target = attribute("href").filter(|href| {
                !href.starts_with('#') && !href.starts_with("javascript:") && !href.is_empty()
            });
            match target {
                Some(href) => ("a", format!("<a href=\"{href}\">"), "</a>"),
                None => ("a", String::new(), ""),
            }
        }
        _ => return,
    };
    out.push_str(&opening);
    open.push((name, close));
}

/// Whether code goes over several lines, so that only a fence holds it.
fn has_break(pieces: &[Piece<'_>], at: usize) -> bool {
    let end = end_of_element(pieces, at);
    end < pieces.len()
        && pieces[at..end].iter().any(|piece| matches!(piece, Piece::Open(tag) if tag.name == "br"))
}

fn begin_pre<'a>(
    name: &'a str,
    language: &str,
    out: &mut String,
    open: &mut Vec<(&'a str, &'a str)>,
    pre_depth: &mut usize,
) {
    if *pre_depth > 0 || open.len() >= DEEPEST {
        return;
    }
    if let Some(place) =
        open.iter().rposition(|(name, _)| *name == "p").filter(|&place| place + 1 == open.len())
    {
        for (_, close) in open.drain(place..) {
            out.push_str(close);
        }
    }
    *pre_depth += 1;
    out.push_str("<pre><code");
    if !language.is_empty() {
        let _ = write!(out, " class=\"language-{language}\"");
    }
    out.push('>');
    out.push(CODE);
    open.push((name, CODE_END));
}

fn is_dropped(tag: &Tag<'_>, is_page: bool) -> bool {
    if matches!(&*tag.name, "svg" | "head" | "select" | "button" | "object" | "canvas" | "title") {
        return true;
    }
    // Marks that a theme sets beside its headings.
    let is_hidden_mark = matches!(&*tag.name, "a" | "i" | "span")
        && tag.attribute("aria-hidden").is_some_and(|hidden| hidden == "true");
    if !is_page {
        return false;
    }
    if is_hidden_mark || matches!(&*tag.name, "nav" | "aside" | "footer") {
        return true;
    }
    if tag.attributes.is_empty()
        || !matches!(&*tag.name, "div" | "section" | "ul" | "ol" | "header" | "a" | "p")
    {
        return false;
    }
    let role = tag.attribute("role").unwrap_or_default();
    if matches!(
        role.as_str(),
        "navigation" | "banner" | "contentinfo" | "complementary" | "search" | "menu" | "menubar"
    ) {
        return true;
    }
    let names = [tag.attribute("class"), tag.attribute("id")];
    names.iter().flatten().flat_map(|names| names.split_whitespace()).any(|name| {
        matches!(
            name.to_ascii_lowercase().as_str(),
            "sidebar"
                | "toc"
                | "table-of-contents"
                | "breadcrumb"
                | "breadcrumbs"
                | "navbar"
                | "nav"
                | "navigation"
                | "menu"
                | "pagination"
                | "pager"
                | "footer"
                | "site-footer"
                | "site-header"
                | "cookie"
                | "cookie-banner"
                | "share"
                | "social"
                | "social-share"
                | "advertisement"
                | "ads"
                | "skip-link"
                | "headerlink"
                | "edit-page"
                | "related-posts"
        )
    })
}

/// Outside code, what needs its backslash only at the begin of a line loses it elsewhere.
fn without_needless_escapes(markdown: &str) -> String {
    let mut text = String::with_capacity(markdown.len());
    let mut is_fenced = false;
    for line in markdown.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            is_fenced = !is_fenced;
        }
        if is_fenced || !line.contains('\\') {
            text.push_str(line);
            continue;
        }
        let mut in_code = false;
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            in_code ^= c == '`';
            let is_needless =
                c == '\\' && !in_code && chars.peek().is_some_and(|next| ".()-+#_=>!|~".contains(*next));
            if !is_needless {
                text.push(c);
                if c == '\\'
                    && let Some(next) = chars.next()
                {
                    text.push(next);
                }
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(field(html), expected, "{html}");
    }

    #[test]
    fn math_is_not_escaped() {
        check("See <b>this</b>: \\(x_1*y_1*z\\) &amp; so", "See **this**: \\(x_1*y_1*z\\) & so");
        check(
            r"\(a &lt; b\)<br>\[\begin{pmatrix} a \\ b \end{pmatrix}\]",
            "\\(a < b\\)  \n\\[\\begin{pmatrix} a \\\\ b \\end{pmatrix}\\]",
        );
        check("<div>\\[</div><div>x_1</div><div>\\]</div>so", "\\[\nx_1\n\\]\n\nso");
        check("\\[a+b=c\\]<br>d", "\\[ a+b=c \\]  \nd");
        check("So \\[a+b\\]<br>d", "So \\[ a+b \\]  \nd");
        check("AT&T<br>\\(a &le; b_1&c_1\\) &sup2;", "AT&T  \n\\(a ≤ b_1&c_1\\) ²");
        check("<p>$a*b*c$ for $5 * 2</p>", "$a*b*c$ for $5 \\* 2");
        check("<code>\\(x_1\\)</code> \\(<i>y</i>_1\\)", "`\\(x_1\\)` \\(y_1\\)");
        check(
            "<table><tr><th>a</th></tr><tr><td>\\(|x_1|\\)</td></tr></table>",
            "| a |\n| - |\n| \\(\\|x_1\\|\\) |",
        );
    }

    #[test]
    fn brackets_are_not_math() {
        check("[x = 1]<br>a", "&#91;x = 1\\]  \na");
        check("a[0]<br>b", "a\\[0\\]  \nb");
    }

    #[test]
    fn scripts_stay_raised_and_lowered() {
        check("10<sup>5</sup> and x<sub><i>i</i>+1</sub>", "10⁵ and xᵢ₊₁");
        check("10<sup>-9</sup>, e<sup>-x<sup>2</sup></sup>", "10⁻⁹, e^(-x²)");
        check("<pre>2<sup>10</sup></pre>", "```\n2¹⁰\n```");
        check("<code>2<sup>10</sup></code> 10&sup2;", "`2¹⁰` 10²");
        check("1<sup>st</sup>, a<sup>b</sup>c", "1st, a^(b)c");
    }

    #[test]
    fn code_in_lines_is_as_it_was() {
        check(
            "#include &lt;vector&gt;<br>int main() {<br>&nbsp; f(x * 2, a_b, *p);<br>}",
            "```\n#include <vector>\nint main() {\n  f(x * 2, a_b, *p);\n}\n```",
        );
        check(
            "<div>let a = [1];</div><div>let b = `x` * 2;</div><div><br></div><div>f();</div>",
            "```\nlet a = [1];\nlet b = `x` * 2;\n\nf();\n```",
        );
        check(
            "Use:<br><code>a = x * 2<br>b = [a]</code><br>then",
            "Use:  \n\n```\na = x * 2\nb = [a]\n```\n\nthen",
        );
        check("<pre>~/x * 2<br>[a]<div>`b`</div></pre>", "```\n~/x * 2\n[a]\n`b`\n```");
        check("One line;<br>and <b>bold</b>;<br>and more;", "One line;  \nand **bold**;  \nand more;");
        check("<code>*p = 1;</code> writes", "`*p = 1;` writes");
    }
}
