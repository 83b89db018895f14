//! HTML in notes to Markdown: tags become marks or go, Markdown between them stays as it was.
//!
//! Notes mix both freely, often inside one paragraph, so a round trip through an HTML tree would
//! escape and reflow what was Markdown. Here only tags that HTML knows are touched: `Vec<T>` keeps
//! its `<T>`, and fences and code spans are copied byte for byte. Only tables go through a converter,
//! by way of [`converter::field`], which closes and flattens what would nest without end.

use std::borrow::Cow;
use std::cell::LazyCell;

use super::converter;
use super::scan;
use super::tags::{Tag, entity, tag_at};
use crate::study::card::{HARMLESS, holds_only, in_marks};
use crate::study::markdown::math::math_spans;
use crate::study::markdown::scripts::Script;

/// Markdown without HTML, trimmed; `text` itself where it holds none.
pub(super) fn to_markdown(text: &str) -> String {
    as_markdown(text).into_owned()
}

/// The same, borrowed where nothing has to be changed.
pub(super) fn as_markdown(text: &str) -> Cow<'_, str> {
    if memchr::memchr2(b'<', b'&', text.as_bytes()).is_none() {
        return tidy(text);
    }
    let mut writer = Writer { out: String::with_capacity(text.len()), ..Writer::default() };
    let mut rest = text;
    let mut math = math_spans(text).into_iter().peekable();
    // Where text that means nothing ends: only in it a backslash takes the meaning from a tag.
    let mut plain_to = 0;
    // Where nothing closes any more, there is no need to look for it again and again.
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
        let end = math.peek().map_or(end, |span| end.min(span.range.start - at));
        writer.push(&rest[..end]);
        rest = &rest[end..];
        plain_to = at + end;
    }
    writer.finish().into()
}

/// What a text says, on lines: Markdown marks of emphasis and links gone too.
pub(super) fn to_plain(text: &str) -> String {
    as_plain(text).into_owned()
}

/// The same, borrowed where nothing has to be changed.
pub(super) fn as_plain(text: &str) -> Cow<'_, str> {
    let said = behind_number(text);
    if is_plain(said) {
        return scan::trim(said).into();
    }
    let markdown = as_markdown(text);
    if markdown.is_empty() {
        return markdown;
    }
    in_marks(behind_number(&markdown)).unwrap_or_else(|| parsed(&markdown)).into()
}

/// What an item of one line says, whose number is a mark, too.
pub(super) fn behind_number(text: &str) -> &str {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text[digits..].strip_prefix(['.', ')']).filter(|_| (1..=9).contains(&digits));
    let said = behind.filter(|_| memchr::memchr(b'\n', text.as_bytes()).is_none()).map_or(text, |behind| {
        let said = behind.trim_start_matches(' ');
        if (1..=4).contains(&(behind.len() - said.len())) { said } else { text }
    });
    if said.is_empty() { text } else { said }
}

/// What Markdown says, by its parser.
fn parsed(markdown: &str) -> String {
    use pulldown_cmark::{Event, Parser, TagEnd};

    let mut plain = String::new();
    for event in Parser::new(markdown) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::InlineHtml(text) => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak => plain.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) if !plain.ends_with('\n') => {
                plain.push('\n');
            }
            _ => {}
        }
    }
    plain.trim().to_owned()
}

/// Whether neither HTML nor Markdown has anything to do here: most lines are such.
pub(super) fn is_plain(text: &str) -> bool {
    is_made_of(text, &HARMLESS)
}

/// Whether a text begins with a letter and holds no others than letters, digits and these.
pub(super) fn is_made_of(text: &str, bytes: &[bool; 256]) -> bool {
    let is_one = |c| scan::is_alphanumeric(c) || u8::try_from(c).is_ok_and(|byte| bytes[usize::from(byte)]);
    text.starts_with(scan::is_alphabetic)
        && (holds_only(text, bytes) || !text.is_ascii() && text.chars().all(is_one))
}

/// Whether marks around a text are of the whole: an odd one inside is no mark (`**What is 2**3?**`).
pub(super) fn is_whole(inner: &str, mark: &str) -> bool {
    let within = inner.matches(mark).count();
    within == 0 || mark == "**" && within == 1
}

/// Lines of a fenced block at the front of a text, its indentation allowed for; the whole rest if it is never closed.
pub(super) fn fence_end(text: &str) -> Option<usize> {
    if !may_open_fence(text) {
        return None;
    }
    let mut lines = scan::lines(text);
    let (_, opening) = lines.next()?;
    let marks = fence_marks(opening)?;
    let closing = lines.find(|(_, line)| closes_fence(line, marks));
    Some(closing.map_or(text.len(), |(start, line)| text.len().min(start + line.len() + 1)))
}

/// Whether a line closes the fence that these marks opened.
pub(super) fn closes_fence(line: &str, marks: &str) -> bool {
    let bare = scan::trim_start(line);
    bare.bytes().next() == marks.bytes().next()
        && bare.starts_with(marks)
        && bare.trim_end().chars().all(|c| marks.starts_with(c))
}

/// The marks that open a fence on this line: three or more backticks or tildes.
pub(super) fn fence_marks(line: &str) -> Option<&str> {
    if !may_open_fence(line) {
        return None;
    }
    let bare = scan::trim_start(line);
    let mark = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let count = bare.chars().take_while(|&c| c == mark).count();
    (count >= 3 && !(mark == '`' && bare[count..].contains('`'))).then(|| &bare[..count])
}

/// Told by the first byte that is no blank; other blanks than those of ASCII may stand before the marks.
fn may_open_fence(line: &str) -> bool {
    let first = line.bytes().find(|byte| !matches!(byte, b' ' | b'\t'..=b'\r'));
    matches!(first, Some(b'`' | b'~' | 0x80..))
}

const TABLE_END: &str = "</table>";

/// Builds the Markdown; knows what is open.
#[derive(Default)]
struct Writer {
    out: String,
    /// Targets of open links, with where their text begins in `out`.
    links: Vec<(Option<String>, usize)>,
    /// Open superscripts and subscripts, with where their text begins in `out`.
    scripts: Vec<(Script, usize)>,
    /// Open lists; `Some` counts an ordered one.
    lists: Vec<Option<u32>>,
    pre_depth: usize,
    code_depth: usize,
    /// The last thing written was a block of its own.
    wants_blank_line: bool,
    is_after_break: bool,
}

impl Writer {
    fn push(&mut self, text: &str) {
        if self.pre_depth > 0 {
            self.out.push_str(text);
            return;
        }
        let mut text = text;
        if self.is_after_break {
            // The line end right behind a `<br>` is the same break.
            self.is_after_break = false;
            text = text.strip_prefix('\n').unwrap_or_else(|| text.trim_start_matches(' '));
        }
        if self.wants_blank_line {
            text = text.trim_start();
            if text.is_empty() {
                return;
            }
            self.open_block();
            self.wants_blank_line = false;
        }
        self.out.push_str(text);
    }

    fn open_block(&mut self) {
        let kept = self.out.trim_end().len();
        self.out.truncate(kept);
        if !self.out.is_empty() {
            self.out.push_str("\n\n");
        }
    }

    /// A block tag opened or closed here.
    fn block(&mut self) {
        if self.pre_depth == 0 {
            self.wants_blank_line = true;
        }
    }

    fn verbatim_block(&mut self, block: &str) {
        if self.wants_blank_line || !self.out.is_empty() && !self.out.ends_with('\n') {
            self.open_block();
        }
        self.wants_blank_line = false;
        self.out.push_str(block);
    }

    fn is_in_code(&self) -> bool {
        self.pre_depth > 0 || self.code_depth > 0
    }

    /// `behind` is the character behind the tag.
    fn tag(&mut self, tag: &Tag<'_>, behind: Option<char>) {
        match (&*tag.name, tag.is_closing) {
            ("br", _) => {
                if self.pre_depth > 0 {
                    self.out.push('\n');
                } else if !self.wants_blank_line && !self.out.trim_end_matches(' ').is_empty() {
                    let kept = self.out.trim_end_matches(' ').len();
                    self.out.truncate(kept);
                    // Two breaks are a paragraph's end; the break itself is shown by two blanks.
                    if self.out.ends_with("  \n") || self.out.ends_with('\n') {
                        self.wants_blank_line = true;
                    } else {
                        self.out.push_str("  \n");
                        self.is_after_break = true;
                    }
                }
            }
            ("b" | "strong", closing) => self.mark("**", closing),
            ("i" | "em", closing) => self.mark("*", closing),
            ("code" | "tt" | "samp" | "kbd", closing) if self.pre_depth == 0 => {
                self.code_depth =
                    if closing { self.code_depth.saturating_sub(1) } else { self.code_depth + 1 };
                self.push("`");
            }
            ("code", false) => {
                // `<pre><code class="language-go">` opens a fence.
                if self.out.ends_with("```\n")
                    && let Some(class) = tag.attribute("class")
                    && let Some(language) =
                        class.split_whitespace().find_map(|class| class.strip_prefix("language-"))
                {
                    self.out.pop();
                    self.out.push_str(language);
                    self.out.push('\n');
                }
            }
            ("pre", false) => {
                self.open_block();
                self.wants_blank_line = false;
                self.out.push_str("```\n");
                self.pre_depth += 1;
            }
            ("pre", true) if self.pre_depth > 0 => {
                self.pre_depth -= 1;
                if !self.out.ends_with('\n') {
                    self.out.push('\n');
                }
                self.out.push_str("```");
                self.wants_blank_line = true;
            }
            ("a", false) => {
                self.push("");
                if self.wants_blank_line {
                    self.open_block();
                    self.wants_blank_line = false;
                }
                self.links.push((tag.attribute("href"), self.out.len()));
            }
            ("a", true) => self.close_link(),
            ("sup" | "sub", false) => {
                self.push("");
                if self.wants_blank_line {
                    self.open_block();
                    self.wants_blank_line = false;
                }
                self.scripts.extend(Script::of_tag(&tag.name).map(|script| (script, self.out.len())));
            }
            ("sup" | "sub", true) => self.close_script(&tag.name, behind),
            ("img", _) => {
                let source = tag.attribute("src").unwrap_or_default();
                let image = format!("![{}]({})", tag.attribute("alt").unwrap_or_default(), target(&source));
                self.push(&image);
            }
            ("video" | "source" | "iframe", false) => {
                if let Some(source) = tag.attribute("src") {
                    let link = format!("[{}]({})", tag.name, target(&source));
                    self.push(&link);
                }
            }
            ("ul", false) => self.open_list(None),
            ("ol", false) => self.open_list(Some(0)),
            ("ul" | "ol", true) => {
                self.lists.pop();
                self.block();
            }
            ("li", false) => self.item(),
            ("hr", _) => {
                self.block();
                self.push("---");
                self.block();
            }
            (heading @ ("h1" | "h2" | "h3" | "h4" | "h5" | "h6"), closing) => {
                self.block();
                if !closing {
                    let level = usize::from(heading.as_bytes()[1] - b'0');
                    self.open_block();
                    self.wants_blank_line = false;
                    self.out.push_str(&"#".repeat(level));
                    self.out.push(' ');
                }
            }
            (
                "p" | "div" | "details" | "summary" | "section" | "article" | "center" | "blockquote"
                | "figure" | "figcaption" | "dl" | "dd" | "dt" | "main" | "header" | "footer" | "aside"
                | "nav" | "body" | "html" | "head" | "table" | "tr" | "tbody" | "thead",
                _,
            ) => self.block(),
            ("td" | "th", true) => self.push(" "),
            _ => {}
        }
    }

    fn mark(&mut self, mark: &str, closing: bool) {
        if self.pre_depth > 0 {
            return;
        }
        if closing {
            // A mark must touch its text; `<b></b>` leaves nothing.
            let kept = self.out.trim_end().len();
            let blanks = self.out.split_off(kept);
            match self.out.strip_suffix(mark).map(str::len) {
                Some(kept) if !self.out[..kept].ends_with('*') => self.out.truncate(kept),
                _ => self.out.push_str(mark),
            }
            self.out.push_str(&blanks);
        } else {
            self.push(mark);
        }
    }

    fn open_list(&mut self, counted: Option<u32>) {
        if self.lists.is_empty() {
            self.block();
        }
        self.lists.push(counted);
    }

    fn item(&mut self) {
        let is_first = self.wants_blank_line;
        if is_first && self.lists.len() <= 1 && !self.out.trim_end().is_empty() {
            let last_line = self.out.trim_end().rsplit('\n').next().unwrap_or_default();
            let follows_item = last_line.starts_with("- ")
                || last_line.split_once(". ").is_some_and(|(n, _)| n.parse::<u32>().is_ok());
            self.open_block();
            if follows_item {
                self.out.pop();
            }
        } else {
            let kept = self.out.trim_end().len();
            self.out.truncate(kept);
            if kept > 0 {
                self.out.push('\n');
            }
        }
        self.wants_blank_line = false;
        let depth = self.lists.len().saturating_sub(1).min(8);
        self.out.push_str(&"    ".repeat(depth));
        match self.lists.last_mut() {
            Some(Some(count)) => {
                *count += 1;
                let mark = format!("{count}. ");
                self.out.push_str(&mark);
            }
            _ => self.out.push_str("- "),
        }
    }

    fn close_script(&mut self, name: &str, behind: Option<char>) {
        let open = self.scripts.last().filter(|(script, _)| Script::of_tag(name) == Some(*script));
        let Some(&(script, start)) = open else { return };
        self.scripts.pop();
        // Breaks before it may have been cut off.
        if !self.out.is_char_boundary(start) || self.out[start..].contains('\n') {
            return;
        }
        let inner = self.out.split_off(start);
        let before = self.out.chars().next_back();
        self.out.push_str(&script.written(&inner, before, behind));
    }

    fn close_link(&mut self) {
        let Some((href, start)) = self.links.pop() else { return };
        let Some(href) = href else { return };
        let start = start.min(self.out.len());
        if !self.out.is_char_boundary(start) {
            return;
        }
        let text = self.out.split_off(start);
        let shown = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let link = if shown == href && href.contains("://") && !href.contains(['<', '>', ' ']) {
            format!("<{href}>")
        } else {
            let shown = if shown.is_empty() { href.as_str() } else { shown.as_str() };
            format!("[{}]({})", shown, target(&href))
        };
        self.push(&link);
    }

    fn finish(mut self) -> String {
        while !self.links.is_empty() {
            self.close_link();
        }
        if self.pre_depth > 0 {
            self.out.push_str("\n```");
        }
        tidy(&self.out).into_owned()
    }
}

fn tidy(text: &str) -> Cow<'_, str> {
    if is_tidy(text) {
        return text.trim_end().into();
    }
    let mut tidy = tidy_lines(text);
    tidy.truncate(tidy.trim_end().len());
    let blank = tidy.len() - tidy.trim_start_matches('\n').len();
    tidy.drain(..blank);
    tidy.into()
}

/// Whether no line can be tidied; what ends in other than ASCII is looked at closer.
fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut ends = memchr::memchr_iter(b'\n', bytes);
    ends.all(|at| match bytes[..at] {
        [.., b'\n', b'\n'] | [] => false,
        [.., last] => last == b'\n' || last.is_ascii_graphic(),
    })
}

/// No blanks at line ends but the two of a hard break, no more than one blank line, outside fences.
fn tidy_lines(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(end) = fence_end(rest) {
            tidy.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        }
        let line_end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
        let line = &rest[..line_end];
        rest = &rest[line_end..];
        let bare = line.trim_end();
        let is_break = line.trim_end_matches('\n').ends_with("  ")
            && !bare.is_empty()
            && !rest.trim_start_matches(' ').starts_with('\n')
            && !rest.trim().is_empty();
        if bare.is_empty() && (tidy.ends_with("\n\n") || tidy.is_empty()) {
            continue;
        }
        tidy.push_str(bare);
        tidy.push_str(if is_break { "  " } else { "" });
        if line.ends_with('\n') {
            tidy.push('\n');
        }
    }
    tidy
}

/// A link's target as Markdown takes it.
fn target(href: &str) -> String {
    let href = href.trim();
    let parentheses_match = href.matches('(').count() == href.matches(')').count() && !href.contains(")(");
    if href.is_empty() || href.contains([' ', '<', '>', '\n']) || !parentheses_match {
        let escaped = href.replace('<', "%3C").replace('>', "%3E").replace(['\n', '\r'], "");
        return format!("<{escaped}>");
    }
    href.to_owned()
}

pub(super) fn table(text: &str) -> Option<(String, usize)> {
    let len = text.find(TABLE_END)? + TABLE_END.len();
    let markdown = converter::field(&text[..len]);
    Some((format!("{}\n", markdown.trim()), len))
}

/// A span between more is not written by anyone, and each length is looked for by itself.
const MOST_TICKS: usize = 8;

fn ticks_at(text: &str) -> usize {
    text.bytes().take_while(|byte| *byte == b'`').count()
}

/// Where the code span at the front of a text ends.
pub(super) fn code_span_end(text: &str) -> Option<usize> {
    let ticks = ticks_at(text);
    if ticks > MOST_TICKS {
        return None;
    }
    let mut at = ticks;
    while let Some(found) = text[at..].find(['`', '\n']) {
        let start = at + found;
        if text[start..].starts_with('\n') {
            // A span may go over a line end, not over a blank line.
            if text[start + 1..].trim_start_matches([' ', '\t']).starts_with('\n') {
                return None;
            }
            at = start + 1;
            continue;
        }
        let run = ticks_at(&text[start..]);
        if run == ticks {
            return Some(start + run);
        }
        at = start + run;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_in_marks_is_said_as_the_parser_says_it(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "Why", "3", "\u{e9}", "\u{436}", "\u{2014}", "\u{a0}", "\u{2705}", " ", "  ", ",", ".", "?", ":",
                    "'", "\"", "(", ")", "/", "-", "+", "=", "!", "#", "|", "^", ">", "*", "**", "_", "__", "`", "`a`",
                    "`x<y `", "[", "](", "](u)", "[a](b/_c)", "<", "&", "&amp;", "\\", "~", "\n", "1.",
                ]),
                0..9,
            ),
        ) {
            let markdown = pieces.concat();
            if let Some(plain) = in_marks(&markdown) {
                prop_assert_eq!(plain, parsed(&markdown), "{}", markdown);
            }
        }

        #[test]
        fn what_is_numbered_is_said_as_the_parser_says_it(
            text in "[0-9]{1,2}([.)] {0,6}|[.)]|[0-9]{7,8}\\. )?([a-zA-Z0-9 .)*_`?!#>-]|\\*\\*|\u{e9}|\n){0,8}",
        ) {
            prop_assert_eq!(as_plain(&text), parsed(&as_markdown(&text)), "{}", text);
        }
    }

    #[test]
    fn titles_with_marks_need_no_parser() {
        for (markdown, plain) in [
            ("Why?", "Why?"),
            ("What is `Vec<T>` \u{2014} and why?", "What is Vec<T> \u{2014} and why?"),
            ("**Why** *not* __now__", "Why not now"),
            ("**[Why?](https://example.org/a_b)**", "Why?"),
            ("**`a`** snake_case", "a snake_case"),
        ] {
            assert_eq!(in_marks(markdown).as_deref(), Some(plain));
        }
    }

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(to_markdown(html), expected, "{html}");
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

    #[test]
    fn plain_text_has_no_marks() {
        assert_eq!(to_plain("**Sent CV** <br /> 1403.06.03"), "Sent CV\n1403.06.03");
        assert_eq!(to_plain("<h4><mark>9/10</mark></h4>"), "9/10");
    }
}
