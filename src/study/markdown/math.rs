//! Where a text contains math: `$…$`, `$$…$$`, `\(…\)` and `\[…\]`.
//!
//! What is between these delimiters is TeX, in which `_`, `*` and `\\` are not Markdown. A span never overlaps
//! code. Dollars follow pandoc's rule: the opening one is followed by a character that is not a space, the closing
//! one follows such a character and no digit comes after it. Amounts of money and shell variables meet that rule
//! now and then, so a span is dropped where it reads like either (`is_money`, `is_prose`, `closes`).
//! `\[` and `\]` are also how Markdown escapes brackets; see `is_display`.
//!
//! TeX is not read here: what is found is shown and exported as it was written.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

/// What the parser is asked for wherever a text is read as its reader sees it.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_FOOTNOTES);

/// One piece of math in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MathSpan {
    /// With its delimiters.
    pub range: Range<usize>,
    pub is_display: bool,
    /// How many bytes each delimiter has.
    delimiter_bytes: usize,
}

impl MathSpan {
    /// Where the TeX is, without its delimiters.
    #[must_use]
    pub fn tex(&self) -> Range<usize> {
        self.range.start + self.delimiter_bytes..self.range.end - self.delimiter_bytes
    }
}

/// The math of a Markdown text, in order.
#[must_use]
pub fn math_spans(markdown: &str) -> Vec<MathSpan> {
    if may_have_math(markdown) { find(markdown, &Layout::of(markdown)) } else { Vec::new() }
}

/// Whether a text has any delimiter at all, which most texts do not.
#[must_use]
pub fn may_have_math(text: &str) -> bool {
    memchr::memchr(b'$', text.as_bytes()).is_some() || text.contains("\\(") || text.contains("\\[")
}

/// What a search for math has to know of a text.
#[derive(Debug)]
pub struct Layout {
    /// Whether a backslash before a bracket may be Markdown's. In HTML it never is.
    pub has_markdown: bool,
    /// Code: no span overlaps it. In order.
    pub code: Vec<Range<usize>>,
    /// Tags, addresses and the like: no delimiter is in them. In order.
    pub opaque: Vec<Range<usize>>,
    /// Text that is set as one: paragraphs, headings, table cells. Inline math stays within one. In order.
    pub runs: Vec<Range<usize>>,
    /// Cells of tables. In order.
    pub(super) cells: Vec<Range<usize>>,
    /// The labels of footnotes that the text has.
    pub(super) footnotes: Vec<String>,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            has_markdown: true,
            code: Vec::new(),
            opaque: Vec::new(),
            runs: Vec::new(),
            cells: Vec::new(),
            footnotes: Vec::new(),
        }
    }
}

impl Layout {
    /// As the Markdown parser sees it.
    pub(super) fn of(markdown: &str) -> Self {
        let mut layout = Self::default();
        let mut run: Option<Range<usize>> = None;
        // The end of the latest event within each open link: behind it stands its address.
        let mut links: Vec<(usize, bool)> = Vec::new();
        for (event, range) in Parser::new_ext(markdown, OPTIONS).into_offset_iter() {
            let is_inline = match &event {
                Event::Start(tag) => is_inline(tag.to_end()),
                Event::End(end) => is_inline(*end),
                Event::Html(_) | Event::Rule => false,
                _ => true,
            };
            if !is_inline {
                layout.runs.extend(run.take());
            } else if let Some(run) = &mut run {
                run.end = run.end.max(range.end);
            } else {
                // An escape's text begins behind its backslash.
                let is_escaped = markdown[..range.start].ends_with('\\');
                run = Some(range.start - usize::from(is_escaped)..range.end);
            }
            match event {
                Event::Code(_) | Event::Start(Tag::CodeBlock(_)) => layout.code.push(range),
                Event::Html(_) | Event::InlineHtml(_) => layout.opaque.push(range),
                Event::Start(Tag::TableCell) => layout.cells.push(range),
                Event::Start(Tag::FootnoteDefinition(label)) => layout.footnotes.push(label.to_string()),
                Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) => {
                    let is_whole = matches!(link_type, LinkType::Autolink | LinkType::Email);
                    links.push((range.start, is_whole));
                }
                Event::End(TagEnd::Link | TagEnd::Image) => {
                    let (inner_end, is_whole) = links.pop().unwrap_or((range.end, false));
                    let start = if is_whole { range.start } else { inner_end };
                    layout.opaque.push(start..range.end);
                    if let Some((end, _)) = links.last_mut() {
                        *end = range.end;
                    }
                }
                _ => {
                    if let Some((end, _)) = links.last_mut() {
                        *end = range.end;
                    }
                }
            }
        }
        layout.runs.extend(run);
        layout.opaque.sort_by_key(|range| range.start);
        layout
    }

    pub(super) fn is_in_code(&self, at: usize) -> bool {
        is_in(&self.code, at)
    }

    pub(super) fn is_opaque(&self, at: usize) -> bool {
        self.is_in_code(at) || is_in(&self.opaque, at)
    }

    pub(super) fn is_in_cell(&self, at: usize) -> bool {
        is_in(&self.cells, at)
    }

    /// Where the run ends that a place is in.
    pub(super) fn run_end(&self, at: usize) -> Option<usize> {
        let next = self.runs.partition_point(|run| run.end <= at);
        self.runs.get(next).filter(|run| run.start <= at).map(|run| run.end)
    }

    /// Where the next code begins.
    fn next_code(&self, at: usize) -> usize {
        let next = self.code.partition_point(|code| code.start < at);
        self.code.get(next).map_or(usize::MAX, |code| code.start)
    }
}

fn is_in(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|range| range.start <= at);
    // They may nest, as a picture in a link does.
    ranges[..next].iter().rev().take(2).any(|range| at < range.end)
}

pub(super) fn is_inline(end: TagEnd) -> bool {
    use TagEnd::{Emphasis, Image, Link, Strikethrough, Strong, Subscript, Superscript};
    matches!(end, Emphasis | Strong | Strikethrough | Link | Image | Superscript | Subscript)
}

/// The math of a text of this layout, in order.
#[must_use]
pub fn find(text: &str, layout: &Layout) -> Vec<MathSpan> {
    let mut spans = Vec::new();
    let mut at = 0;
    let mut ends = Ends::default();
    while let Some(found) = memchr::memchr2(b'$', b'\\', &text.as_bytes()[at..]) {
        let start = at + found;
        let rest = &text[start..];
        if layout.is_opaque(start) {
            at = start + 1;
            continue;
        }
        let span = if rest.starts_with("\\(") {
            escaped(text, start, "\\)", layout, &mut ends)
        } else if rest.starts_with("\\[") {
            escaped(text, start, "\\]", layout, &mut ends)
        } else if let Some(behind) = rest.strip_prefix('\\') {
            at = start + 1 + behind.chars().next().map_or(0, char::len_utf8);
            continue;
        } else {
            let count = rest.bytes().take_while(|byte| *byte == b'$').count();
            let span = match count {
                1 => dollar(text, start, layout),
                2 => dollars(text, start, layout, &mut ends),
                _ => None,
            };
            if span.is_none() {
                at = start + count;
                continue;
            }
            span
        };
        match span {
            Some(span) => {
                at = span.range.end;
                spans.push(span);
            }
            None => at = start + 2,
        }
    }
    spans
}

/// In bytes. Longer math is not written by hand, and looking at it again and again takes long.
const LONGEST: usize = 4096;

/// The next end of each kind, each looked for once.
#[derive(Default)]
struct Ends {
    paren: NextEnd,
    bracket: NextEnd,
    dollars: NextEnd,
}

#[derive(Clone, Copy, Default)]
enum NextEnd {
    #[default]
    Unknown,
    At(usize),
    None,
}

impl NextEnd {
    /// Where a mark first stands without a backslash from a place on, if not too far from it.
    fn from(&mut self, text: &str, start: usize, mark: &str) -> Option<usize> {
        let is_passed = matches!(self, Self::At(end) if *end < start);
        if is_passed || matches!(self, Self::Unknown) {
            *self = unescaped(&text[start..], mark).map_or(Self::None, |found| Self::At(start + found));
        }
        match *self {
            Self::At(end) if end - start <= LONGEST => Some(end),
            _ => None,
        }
    }
}

/// `$x$`
fn dollar(text: &str, start: usize, layout: &Layout) -> Option<MathSpan> {
    let run_end = layout.run_end(start)?.min(layout.next_code(start));
    let inner = text.get(start + 1..run_end)?;
    // `US$5` is money, `$?` and `$@` are the shell's.
    if text[..start].ends_with(|c: char| c.is_ascii_alphanumeric())
        || inner.starts_with(|c: char| c.is_whitespace() || matches!(c, '?' | '@' | '!'))
    {
        return None;
    }
    let end = start + 1 + unescaped(inner, "$")?;
    let tex = &text[start + 1..end];
    let is_math = closes(tex, &text[end + 1..]) && !layout.is_opaque(end) && !is_money(tex) && !is_prose(tex);
    is_math.then_some(MathSpan { range: start..end + 1, is_display: false, delimiter_bytes: 1 })
}

/// Whether a dollar ends math, by what stands on both sides. `$HOME/bin:$PATH` has none; `$n$th` has.
fn closes(tex: &str, behind: &str) -> bool {
    let is_blank_before = tex.ends_with(char::is_whitespace);
    let word =
        behind.len() - behind.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    let is_ending = matches!(&behind[..word], "" | "s" | "st" | "nd" | "rd" | "th");
    !tex.is_empty() && !is_blank_before && is_ending && !behind.starts_with(['{', '(', '$'])
}

/// `$5 or 5$`: a number and words, without any sign of a formula.
fn is_money(tex: &str) -> bool {
    tex.starts_with(|c: char| c.is_ascii_digit()) && !has_sign(tex) && words(tex).any(|word| word.len() > 1)
}

/// Two plain words in a row and no sign of a formula.
fn is_prose(tex: &str) -> bool {
    if has_sign(tex) {
        return false;
    }
    let pieces: Vec<&str> = tex.split_whitespace().collect();
    let is_word = |piece: &str| {
        let bare = piece.trim_matches(|c: char| c.is_ascii_punctuation());
        bare.len() > 1 && bare.chars().all(char::is_alphabetic)
    };
    pieces.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty())
}

/// What TeX has and prose has not.
fn has_sign(tex: &str) -> bool {
    tex.contains(['\\', '^', '_', '{', '}', '='])
}

/// `$$x$$`, in a line or on lines of its own.
fn dollars(text: &str, start: usize, layout: &Layout, ends: &mut Ends) -> Option<MathSpan> {
    let closing = ends.dollars.from(text, start + 2, "$$")?;
    let (tex, end) = (&text[start + 2..closing], closing + 2);
    // `$$$` is neither.
    let is_apart = !text[end..].starts_with('$');
    let touches = !tex.starts_with(char::is_whitespace) && !tex.ends_with(char::is_whitespace);
    let is_set_apart = begins_line(text, start) && ends_line(text, end);
    let is_math = is_apart
        && (touches || is_set_apart)
        && (!is_prose(tex) || has_own_lines(text, start, end, 2))
        && !text[end..].starts_with(|c: char| c.is_ascii_alphanumeric())
        && holds_together(text, start, end, 2, layout);
    is_math.then_some(MathSpan { range: start..end, is_display: true, delimiter_bytes: 2 })
}

/// `\(x\)` and `\[x\]`
fn escaped(text: &str, start: usize, closing: &str, layout: &Layout, ends: &mut Ends) -> Option<MathSpan> {
    let is_display = closing == "\\]";
    let next = if is_display { &mut ends.bracket } else { &mut ends.paren };
    let found = next.from(text, start + 2, closing)?;
    let (tex, end) = (&text[start + 2..found], found + 2);
    let is_math = if is_display {
        (!layout.has_markdown || self::is_display(text, start, end))
            && holds_together(text, start, end, 2, layout)
    } else {
        let is_one_run = layout.run_end(start).is_some_and(|run_end| end <= run_end);
        is_one_run && layout.next_code(start) >= end && !layout.is_opaque(end - 1) && !is_prose(tex)
    };
    (is_math && !tex.trim().is_empty()).then_some(MathSpan {
        range: start..end,
        is_display,
        delimiter_bytes: 2,
    })
}

/// Whether `\[…\]` is a formula, not the brackets of `a\[0\]` and `\[see below\]`: it has what only TeX has, or
/// blanks within both brackets, or stands on lines of its own and relates something to something.
fn is_display(text: &str, start: usize, end: usize) -> bool {
    let tex = &text[start + 2..end - 2];
    let has_command = {
        let behind = |found: usize| tex[found + 1..].chars().next();
        tex.match_indices('\\')
            .any(|(found, _)| behind(found).is_some_and(|c| c.is_ascii_alphabetic() || "\\,;{}".contains(c)))
    };
    let is_tex = has_command || tex.contains(['^', '{', '}']) || has_bare(tex, '_');
    let is_spaced = tex.starts_with(char::is_whitespace) && tex.ends_with(char::is_whitespace);
    let is_alone = begins_line(text, start) && ends_line(text, end);
    // An element of an array, or a link that was escaped.
    let is_beside = text[..start]
        .ends_with(|c: char| c.is_ascii_alphanumeric() || matches!(c, ')' | ']' | '!'))
        || text[end..].starts_with(['(', '[']);
    let is_said = tex.contains(char::is_alphanumeric) && !is_prose(tex);
    is_said && (is_tex && !is_beside || is_spaced || is_alone && tex.contains(['=', '+', '<', '>']))
}

fn has_bare(tex: &str, sign: char) -> bool {
    tex.match_indices(sign).any(|(at, _)| !tex[..at].ends_with('\\'))
}

/// Where a mark first stands without a backslash before it.
fn unescaped(text: &str, mark: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let found = at + memchr::memchr2(b'\\', mark.as_bytes()[0], &text.as_bytes()[at..])?;
        if text[found..].starts_with(mark) {
            return Some(found);
        }
        let is_escape = text[found..].starts_with('\\');
        let escaped = text[found + 1..].chars().next().filter(|_| is_escape);
        at = found + 1 + escaped.map_or(0, char::len_utf8);
    }
}

/// Whether display math is one: no code in it, and no blank line unless its delimiters stand on lines of
/// their own.
fn holds_together(text: &str, start: usize, end: usize, delimiter_bytes: usize, layout: &Layout) -> bool {
    let inner = &text[start + delimiter_bytes..end - delimiter_bytes];
    let line_count = inner.split('\n').count();
    let between = inner.split('\n').take(line_count.saturating_sub(1)).skip(1);
    let has_blank_line = { between }.any(|line| bare(line).is_empty());
    !inner.trim().is_empty()
        && layout.next_code(start) >= end
        && !layout.is_opaque(end - 1)
        && (!has_blank_line || has_own_lines(text, start, end, delimiter_bytes))
}

/// Whether both delimiters stand alone on their lines.
fn has_own_lines(text: &str, start: usize, end: usize, delimiter_bytes: usize) -> bool {
    begins_line(text, start)
        && ends_line(text, start + delimiter_bytes)
        && begins_line(text, end - delimiter_bytes)
        && ends_line(text, end)
}

/// A line without the marks of quotes.
fn bare(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t']).trim_end()
}

/// Only marks of quotes and list items stand before a place on its line.
fn begins_line(text: &str, at: usize) -> bool {
    let is_mark = |c: char| matches!(c, '>' | ' ' | '\t' | '-' | '*' | '+' | '.' | ')') || c.is_ascii_digit();
    let start = text[..at].trim_end_matches(is_mark).len();
    let line = bare(&text[start..at]);
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_item =
        matches!(line, "" | "-" | "*" | "+") || digits.len() < line.len() && matches!(digits, "." | ")");
    is_item && (start == 0 || text[..start].ends_with('\n'))
}

/// Only the end of a sentence follows on the line.
fn ends_line(text: &str, at: usize) -> bool {
    let is_end = |c: char| matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ' ' | '\t' | '\r');
    let behind = text[at..].trim_start_matches(is_end);
    behind.is_empty() || behind.starts_with('\n')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(markdown: &str, expected: &[&str]) {
        let found: Vec<&str> =
            math_spans(markdown).iter().map(|span| &markdown[span.range.clone()]).collect();
        assert_eq!(found, expected, "{markdown}");
    }

    #[test]
    fn each_pair_of_delimiters_holds_math() {
        check("The set $\\{0, 2\\}$ and $a*b*c$.", &["$\\{0, 2\\}$", "$a*b*c$"]);
        check("\\( \\sigma(z)_i = 1 \\) and \\(x\\)", &["\\( \\sigma(z)_i = 1 \\)", "\\(x\\)"]);
        check("So $$a \\\\ b$$ holds.", &["$$a \\\\ b$$"]);
        check("\\[ \\nabla f = (2x_1, 1) \\]", &["\\[ \\nabla f = (2x_1, 1) \\]"]);
        check("It is \\[x^2\\] then.", &["\\[x^2\\]"]);
        check("the $n$th, $i$s, $-1$, ($x$), \"$y$\", **$z$**", &["$n$", "$i$", "$-1$", "$x$", "$y$", "$z$"]);
        check("# $O(n)$\n\n| $a_1$ | b |\n|---|---|\n| c | $d$ |", &["$O(n)$", "$a_1$", "$d$"]);
        check("یک $x$ است", &["$x$"]);
    }

    #[test]
    fn math_goes_over_lines() {
        check("$$\na\n- b\n= c\n$$", &["$$\na\n- b\n= c\n$$"]);
        check("- item\n  $$\n  x_1\n  $$\n- next", &["$$\n  x_1\n  $$"]);
        check("> \\[\n> x \\\\\n> y\n> \\]", &["\\[\n> x \\\\\n> y\n> \\]"]);
        check("$$\na\n\nb\n$$", &["$$\na\n\nb\n$$"]);
        check("of $a +\nb$ here", &["$a +\nb$"]);
        // A paragraph ends what is within a line.
        check("of $a +\n\nb$ here", &[]);
        check("- of $a\n- b$ here", &[]);
    }

    #[test]
    fn money_and_the_shell_stay_text() {
        for text in [
            "It costs $5 or $10 a month.",
            "$20,000 and $30,000",
            "US$5 and A$6, $5-$10, $5/$6",
            "Pay $5 or 5$ for it",
            "between 5$ and 10$",
            "$? does; $$ is the process, $_ the last argument; `$HOME` costs $5 * 2 = $10.",
            "$HOME costs $5 and $PATH is set",
            "$HOME/bin:$PATH, ${A}:${B}, \"$1\" and \"$2\", '$A' or '$B'",
            "\"$@\" and \"$*\", $! and $?",
            "$$ is the number of the shell, print it with echo $$",
            "a \\$5 bill, a \\$6 one",
            "`$x$`, ``$y$``\n\n```\n$$z$$\n```\n\n    \\(w\\)",
            "`\\(` and `\\)`, `\\[x\\]`",
            "\\\\(x\\\\)",
            "[a](https://x.test/$b$) <https://x.test/$c$> ![d](e$f$.png)",
            "$$$ and $$$",
            "$ x $",
        ] {
            check(text, &[]);
        }
        check("$5 and $x$", &["$x$"]);
        check("a `$` then $x$ and `$`", &["$x$"]);
    }

    #[test]
    fn escaped_brackets_stay_text() {
        for text in [
            "a\\[0\\] = a\\[i\\]",
            "\\[...\\]",
            "\\[see below\\](x)",
            "- \\[ \\] open",
            "\\[hint\\]",
            "\\[a\\_b\\]",
        ] {
            check(text, &[]);
        }
        check("\\[a + b = c\\]", &["\\[a + b = c\\]"]);
    }

    #[test]
    fn tex_is_what_is_between() {
        for (markdown, tex) in [("$x$", "x"), ("$$x$$", "x"), ("\\(x\\)", "x"), ("\\[ x \\]", " x ")] {
            assert_eq!(&markdown[math_spans(markdown)[0].tex()], tex);
        }
    }

    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "$",
            "$$",
            "\\(",
            "\\)",
            "\\[",
            "\\]",
            "`",
            "``",
            "```\n",
            "x",
            "_",
            "*",
            " ",
            "\n",
            "\n\n",
            "- ",
            "> ",
            "    ",
            "5",
            "\\",
            "|",
            "\n|---|\n",
            "[",
            "](",
            ")",
            "<b>",
            "é",
            "=",
            "^",
            "# ",
        ]);
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn spans_are_in_order_and_touch_no_code(markdown in any_text()) {
            let spans = math_spans(&markdown);
            let mut end = 0;
            for span in &spans {
                prop_assert!(end <= span.range.start && span.tex().start < span.tex().end);
                prop_assert!(markdown.is_char_boundary(span.tex().start) && markdown.is_char_boundary(span.tex().end));
                end = span.range.end;
            }
            for (event, range) in Parser::new_ext(&markdown, OPTIONS).into_offset_iter() {
                if matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_))) {
                    prop_assert!(spans.iter().all(|span| span.range.end <= range.start || range.end <= span.range.start));
                }
            }
        }
    }
}
