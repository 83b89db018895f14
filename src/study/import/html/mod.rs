//! HTML in notes to Markdown: tags become marks or go, Markdown between them stays as it was.
//!
//! Notes mix both freely, often inside one paragraph, so a round trip through an HTML tree would
//! escape and reflow what was Markdown. Here only tags that HTML knows are touched: `Vec<T>` keeps
//! its `<T>`, and fences and code spans are copied byte for byte. Only tables go through a converter,
//! by way of [`converter::field`], which closes and flattens what would nest without end.

mod plain;
mod tidy;
mod writer;

use std::borrow::Cow;
use std::cell::LazyCell;

use super::code::{code_span_end, fence_end, ticks_at};
use super::converter;
use super::tags::{entity, tag_at};
use crate::study::markdown::math::math_spans;

use tidy::tidy;
use writer::Writer;

pub(super) use plain::{as_plain, is_made_of, is_plain, is_whole, to_plain};

/// Markdown without HTML, trimmed; `text` itself if it has none.
pub(super) fn to_markdown(text: &str) -> String {
    as_markdown(text).into_owned()
}

/// The same, borrowed if nothing changes.
pub(super) fn as_markdown(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
        return tidy(text);
    }
    let mut writer = Writer::with_room_for(text);
    let mut rest = text;
    let mut math = math_spans(text).into_iter().peekable();
    // Where text that means nothing ends: only in it a backslash takes the meaning from a tag.
    let mut plain_to = 0;
    // If no closing tag is left, do not look for one again.
    let last_comment_end = LazyCell::new(|| text.rfind("-->"));
    let last_table_end = LazyCell::new(|| text.rfind(TABLE_END));
    let has_ahead = |last: &Option<usize>, rest: &str| last.is_some_and(|at| text.len() - rest.len() < at);
    while !rest.is_empty() {
        let at = text.len() - rest.len();
        while math.next_if(|span| span.range.start < at).is_some() {}
        if let Some(span) = math.next_if(|span| span.range.start == at && writer.pre_depth == 0) {
            writer.push(&rest[..span.range.len()]);
            rest = &rest[span.range.len()..];
            plain_to = 0;
            continue;
        }
        let before = at.checked_sub(1).map(|last| text.as_bytes()[last]);
        let first = rest.as_bytes()[0];
        if writer.pre_depth == 0
            && (before.is_none() || before == Some(b'\n') && (first == b'`' || plain_to < at))
            && let Some(fence_end) = fence_end(rest)
        {
            writer.verbatim_block(&rest[..fence_end]);
            rest = &rest[fence_end..];
            continue;
        }
        if first == b'`'
            && writer.pre_depth == 0
            && let Some(end) = code_span_end(rest)
        {
            writer.push(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let is_escaped = plain_to == at && before == Some(b'\\') && writer.pre_depth == 0;
        if first == b'<' && !is_escaped {
            if let Some(inner) = rest.strip_prefix("<!--")
                && has_ahead(&last_comment_end, rest)
                && let Some(end) = inner.find("-->")
            {
                rest = &rest[end + 7..];
                continue;
            }
            if let Some(tag) = tag_at(rest) {
                if tag.name == "table"
                    && !tag.is_closing
                    && has_ahead(&last_table_end, rest)
                    && let Some((markdown, len)) = table(rest)
                {
                    writer.verbatim_block(&markdown);
                    rest = &rest[len..];
                    continue;
                }
                rest = &rest[tag.len..];
                writer.tag(&tag, rest.chars().next());
                if matches!(&*tag.name, "script" | "style") && !tag.is_closing {
                    let close = format!("</{}", tag.name);
                    rest = rest.find(&close).map_or("", |at| &rest[at..]);
                }
                continue;
            }
        }
        if first == b'&'
            && let Some((c, len)) = entity(rest)
            && (writer.is_in_code() || c == '\u{a0}')
        {
            let shown = if c == '\u{a0}' { ' ' } else { c };
            writer.push(shown.encode_utf8(&mut [0; 4]));
            rest = &rest[len..];
            continue;
        }
        // Backticks that begin no span are text together.
        let taken = match first {
            b'`' => ticks_at(rest),
            b'<' | b'&' => 1,
            _ => 0,
        };
        let next = memchr::memchr3(b'<', b'`', b'&', &rest.as_bytes()[taken..]);
        let end = next.map_or(rest.len(), |at| at + taken);
        // In `<pre>` math is text, so one may begin right here.
        let ahead = math.peek().filter(|span| span.range.start > at);
        let end = ahead.map_or(end, |span| end.min(span.range.start - at));
        writer.push(&rest[..end]);
        rest = &rest[end..];
        plain_to = at + end;
    }
    writer.finish().into()
}

const TABLE_END: &str = "</table>";

pub(super) fn table(text: &str) -> Option<(String, usize)> {
    let len = text.find(TABLE_END)? + TABLE_END.len();
    let markdown = converter::field(&text[..len]);
    Some((format!("{}\n", markdown.trim()), len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(to_markdown(html), expected, "{html}");
    }

    #[test]
    fn math_in_preformatted_text_is_text() {
        check("<pre>$x$ + $y$</pre> $z$", "```\n$x$ + $y$\n```\n\n$z$");
        check("a <pre>\\(x\\)", "a\n\n```\n\\(x\\)\n```");
    }

    #[test]
    fn markdown_stays_as_it_was() {
        for text in [
            "Use `Vec<T>` or Vec<T>, *not* `a<br>b`.",
            "- one\n- two\n\n    nested",
            "```html\n<div>\n\n\n<br>  \n```",
            "a < b && c > d",
            "2*3*4 and snake_case_name",
            "~~~\n<p>\n~~~",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn tags_become_marks() {
        check("<b>bold</b> and <em>soft</em> and <code>a&lt;b</code>", "**bold** and *soft* and `a<b`");
        check("one<br />two", "one  \ntwo");
        check("one <br>\ntwo", "one  \ntwo");
        check("one<br><br>two", "one\n\ntwo");
        check(
            "<a href=\"https://a.example/x_(y)\" target=\"_blank\">here</a>",
            "[here](https://a.example/x_(y))",
        );
        check("<a href=\"https://a.example/\">https://a.example/</a><br />", "<https://a.example/>");
        check("<a href='./x y.pdf'>file</a>", "[file](<./x y.pdf>)");
        check("<mark style=\"background:#fff\">text</mark>", "text");
        check("<div style=\"a > b\">\nfirst\n</div>\n<p>second</p>", "first\n\nsecond");
        check(
            "<ul><li>one</li><li>two<ul><li>deep</li></ul></li></ul>after",
            "- one\n- two\n    - deep\n\nafter",
        );
        check("<ol>\n  <li>one</li>\n  <li>two</li>\n</ol>", "1. one\n2. two");
        check(
            "<pre><code class=\"language-go\">if a &lt; b {\n\n}</code></pre>",
            "```go\nif a < b {\n\n}\n```",
        );
        check("<b></b>", "");
        check("<h4>Big</h4>text", "#### Big\n\ntext");
        check("a<!-- hidden -->b", "ab");
        check("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>", "| a |\n| - |\n| 1 |");
    }

    #[test]
    fn math_is_no_html() {
        for text in ["$a<b>c$ and $x_1$", "$$\nP(i<n>j) \\\\\n& y\n$$", "\\(a &lt; b\\) or \\[ x^2 <p> \\]"] {
            check(text, text);
        }
        check("<b>$x<i>y$</b> it costs $5<br>or $6", "**$x<i>y$** it costs $5  \nor $6");
    }

    #[test]
    fn scripts_stay_raised_and_lowered() {
        check("1 <= n <= 10<sup>5</sup>, 10<sup>-9</sup>", "1 <= n <= 10⁵, 10⁻⁹");
        check("O(n<sup>2</sup>); x<sub>i+1</sub>", "O(n²); xᵢ₊₁");
        check("e<sup>-x<sup>2</sup></sup> and a<sup><b>n</b></sup>", "e^(-x²) and aⁿ");
        check("<code>2<sup>10</sup></code> or `a<sup>2</sup>`", "`2¹⁰` or `a<sup>2</sup>`");
        check("word<sup>1</sup>. The 1<sup>st</sup>", "word¹. The 1st");
        check("<p>x</p><sup>2</sup>", "x\n\n²");
        check("a<sup> never closed", "a never closed");
        check(
            "<table><tr><th>a<sub>1</sub></th></tr><tr><td>2<sup>x</sup></td></tr></table>",
            "| a₁ |\n| ---- |\n| 2^x |",
        );
        assert_eq!(to_plain("What is 2<sup>10</sup>?"), "What is 2¹⁰?");
    }
}
