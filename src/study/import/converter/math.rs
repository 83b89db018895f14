//! Math in HTML, set aside before the converter would escape what is TeX, and what only looks like math afterwards.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::MATH;
use crate::study::markdown::math::{self, MathSpan, math_spans};

/// HTML as [`few_tags`](super::few_tags) gives it with a mark for each piece of math, and the math as text.
pub(super) fn without_math(html: String) -> (String, Vec<String>) {
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

/// What only looks like math in the Markdown that came out, written otherwise: `\[x = 1\]` were brackets.
pub(super) fn unlike_math(markdown: &str) -> Cow<'_, str> {
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

#[cfg(test)]
mod tests {
    use super::super::tests::check;

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
}
