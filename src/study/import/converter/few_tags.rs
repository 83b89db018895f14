//! Pieces set together again as HTML of few tags, all closed and none deep; here is also told what of a page is left
//! out, such as its menus. Which Markdown the tags become is the converter's affair.

use std::fmt::Write as _;

use super::pieces::{Piece, end_of_element};
use super::{CODE, DETAILS, OURS, SUB, SUMMARY, SUPER};
use crate::study::import::marks::has_question_mark;
use crate::study::import::tags::Tag;
use crate::study::markdown::scripts::Script;

/// Nobody writes tags nested deeper than this.
const DEEPEST: usize = 40;
const MOST_UNCLOSED: usize = 16;
const SCRIPT_CLOSE: &str = "\u{e007}";
/// What closes the element that [`begin_pre`] opens.
const CODE_END: &str = "</code></pre>";

/// HTML of few tags, all closed.
pub(super) fn sane(pieces: &[Piece<'_>], is_page: bool) -> String {
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

/// Whether what is pressed to see an answer asks its question.
fn opens_answer(pieces: &[Piece<'_>], at: usize) -> bool {
    let end = end_of_element(pieces, at).min(at + 12);
    pieces[at..end].iter().any(|piece| matches!(piece, Piece::Text(text) if has_question_mark(text)))
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
