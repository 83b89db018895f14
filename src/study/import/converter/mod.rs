//! A piece of HTML to Markdown: the fields of cards, tables, and the content of pages.
//!
//! The HTML is cut into tags first and set together again with only the tags that mean something in
//! Markdown, all of them closed and not deep, so that the converter meets no surprise. `<details>`
//! stays as it is, for the readers of Markdown know it. Math is set aside before the converter sees it, for it would
//! escape what is TeX; code of several lines becomes a fence, in which nothing is escaped. Which piece of a page counts is found elsewhere.

mod code;
mod few_tags;
mod math;
mod pieces;

use crate::study::markdown::scripts::Script;
use htmd::options::{BulletListMarker, HrStyle};

use code::code_in_lines;
use few_tags::sane;
use math::{unlike_math, without_math};

pub(super) use pieces::{Piece, end_of_element, pieces};

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
const OURS: std::ops::RangeInclusive<char> = DETAILS..=CODE;

/// The Markdown of a field that holds HTML.
pub(super) fn field(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.trim().to_owned();
    }
    let pieces = pieces(html);
    code_in_lines(&pieces).unwrap_or_else(|| converted(&pieces, false))
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
    pub(super) fn check(html: &str, expected: &str) {
        assert_eq!(field(html), expected, "{html}");
    }

    #[test]
    fn scripts_stay_raised_and_lowered() {
        check("10<sup>5</sup> and x<sub><i>i</i>+1</sub>", "10⁵ and xᵢ₊₁");
        check("10<sup>-9</sup>, e<sup>-x<sup>2</sup></sup>", "10⁻⁹, e^(-x²)");
        check("<pre>2<sup>10</sup></pre>", "```\n2¹⁰\n```");
        check("<code>2<sup>10</sup></code> 10&sup2;", "`2¹⁰` 10²");
        check("1<sup>st</sup>, a<sup>b</sup>c", "1st, a^(b)c");
    }
}
