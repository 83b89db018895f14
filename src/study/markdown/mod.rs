//! Markdown as its reader sees it. Every place that shows, exports or compares Markdown reads it here.
//!
//! pulldown-cmark knows CommonMark. What people write beside it is set apart before it parses: math, in which no
//! character is Markdown ([`math`]), and the marks of Obsidian (`obsidian`). Footnotes go to the end,
//! those without a mark and marks without a footnote go away, `<sup>`, `<sub>` and `<mark>` are what they say, and
//! `__init__` is a name.
//!
//! A text is never changed for good here: decks hold what was written. pulldown's own math is not used, because it
//! finds only dollars, and those only within one paragraph.

pub mod math;
mod obsidian;
pub mod scripts;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};

use math::{Layout, OPTIONS, find, may_have_math};
use obsidian::{What, marks, may_have_marks};

/// Noncharacters, which no text has: what stands between the first two is the number of a piece of math. To the
/// parser they are letters.
const MATH_BEGINS: char = '\u{fdd0}';
const MATH_ENDS: char = '\u{fdd1}';
const DIGITS: [char; 10] = [
    '\u{fde0}', '\u{fde1}', '\u{fde2}', '\u{fde3}', '\u{fde4}', '\u{fde5}', '\u{fde6}', '\u{fde7}',
    '\u{fde8}', '\u{fde9}',
];
/// Beside the highlighted text stands punctuation, so that emphasis can begin and end there.
const HIGHLIGHT_BEGINS: &str = "\u{fdd2}\u{2e28}";
const HIGHLIGHT_ENDS: &str = "\u{2e29}\u{fdd3}";
const HIGHLIGHT_MARK: &str = "==";

/// A piece of math, without what the lines around it demand of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Math {
    pub tex: String,
    pub is_display: bool,
    /// With the delimiters that the text has.
    pub written: String,
}

/// What the reader of a Markdown text sees, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen<'a> {
    Event(Event<'a>),
    Math(&'a Math),
    /// Whether highlighted text begins or ends; both are in one block, well nested.
    Highlight {
        begins: bool,
    },
}

/// A Markdown text that is ready to be read.
#[derive(Debug)]
pub struct Reading<'t> {
    /// What the parser is given.
    text: Cow<'t, str>,
    math: Vec<Math>,
}

impl<'t> Reading<'t> {
    #[must_use]
    pub fn of(markdown: &'t str) -> Self {
        if !may_have_math(markdown) && !may_have_marks(markdown) {
            return Self { text: without_noncharacters(markdown), math: Vec::new() };
        }
        let source = without_noncharacters(markdown);
        let layout = Layout::of(&source);
        let spans = find(&source, &layout);
        let mut shown = marks(&source, &layout, &spans).into_iter().peekable();
        let mut spans = spans.into_iter().peekable();
        let mut text = String::with_capacity(source.len());
        let mut math = Vec::new();
        let mut at = 0;
        loop {
            let next_mark = shown.peek().map_or(usize::MAX, |shown| shown.range.start);
            let next_math = spans.peek().map_or(usize::MAX, |span| span.range.start);
            if let Some(shown) = shown.next_if(|_| next_mark < next_math) {
                if shown.range.start < at {
                    continue;
                }
                text.push_str(&source[at..shown.range.start]);
                at = shown.range.end;
                match shown.what {
                    What::Nothing => {}
                    What::Text(markdown) => text.push_str(&markdown),
                    What::HighlightBegins => text.push_str(HIGHLIGHT_BEGINS),
                    What::HighlightEnds => text.push_str(HIGHLIGHT_ENDS),
                }
            } else if let Some(span) = spans.next() {
                // In a comment it is gone.
                if span.range.start < at {
                    continue;
                }
                text.push_str(&source[at..span.range.start]);
                at = span.range.end;
                text.push(MATH_BEGINS);
                text.extend(digits(math.len()));
                text.push(MATH_ENDS);
                let unquoted = |range| unquoted(&source, span.range.start, range, &layout);
                math.push(Math {
                    tex: unquoted(span.tex()),
                    is_display: span.is_display,
                    written: unquoted(span.range.clone()),
                });
            } else {
                break;
            }
        }
        text.push_str(&source[at..]);
        Self { text: text.into(), math }
    }

    /// What is seen, with the place of each in the text that was parsed.
    #[must_use]
    pub fn seen(&self) -> Vec<(Seen<'_>, Range<usize>)> {
        let mut reader = Reader::default();
        let mut is_in_name = false;
        for (event, range) in Parser::new_ext(&self.text, OPTIONS).into_offset_iter() {
            match event {
                Event::Start(Tag::Strong) if is_special_name(&self.text[range.clone()]) => {
                    is_in_name = true;
                    reader.take(Event::Text(self.text[range.clone()].into()), range);
                }
                Event::End(TagEnd::Strong) if is_in_name => is_in_name = false,
                _ if is_in_name => {}
                Event::Text(text) if is_set_apart(&text) => self.split(&text, &range, &mut reader),
                event => reader.take(self.whole(event), range),
            }
        }
        reader.finish()
    }

    /// A part of the text that was parsed, as it was written.
    #[must_use]
    pub fn written(&self, range: Range<usize>) -> String {
        self.restored(self.text.get(range).unwrap_or_default()).into_owned()
    }

    /// Markdown in which only what Obsidian adds is as it is read, for places that show a text as it is written.
    #[must_use]
    pub fn as_markdown(&self) -> String {
        let text = self.text.replace(HIGHLIGHT_BEGINS, "").replace(HIGHLIGHT_ENDS, "");
        self.restored(&text).replace("&shy;", "").replace('\u{ad}', "").replace("\\[image: ", "[image: ")
    }

    /// A text, its math and its highlights.
    fn split<'s>(&'s self, text: &str, range: &Range<usize>, reader: &mut Reader<'s>) {
        let mut rest = text;
        while let Some(found) = rest.find([MATH_BEGINS, '\u{fdd2}', '\u{2e29}']) {
            if found > 0 {
                reader.take(Event::Text(rest[..found].to_owned().into()), range.clone());
            }
            rest = &rest[found..];
            if let Some((math, length)) = self.math_at(rest) {
                reader.push(Seen::Math(math), range.clone());
                rest = &rest[length..];
            } else if let Some(behind) = rest.strip_prefix(HIGHLIGHT_BEGINS) {
                reader.open(Paired::Highlight, Event::Text(HIGHLIGHT_MARK.into()), range.clone());
                rest = behind;
            } else if let Some(behind) = rest.strip_prefix(HIGHLIGHT_ENDS) {
                reader.close(Paired::Highlight, Event::Text(HIGHLIGHT_MARK.into()), range.clone());
                rest = behind;
            } else {
                let length = rest.chars().next().map_or(0, char::len_utf8);
                reader.take(Event::Text(rest[..length].to_owned().into()), range.clone());
                rest = &rest[length..];
            }
        }
        if !rest.is_empty() {
            reader.take(Event::Text(rest.to_owned().into()), range.clone());
        }
    }

    /// The math whose number is at the front of a text.
    fn math_at(&self, text: &str) -> Option<(&Math, usize)> {
        let (number, _) = text.strip_prefix(MATH_BEGINS)?.split_once(MATH_ENDS)?;
        let value = number
            .chars()
            .try_fold(0_usize, |value, c| Some(value * 10 + DIGITS.iter().position(|digit| *digit == c)?))?;
        Some((self.math.get(value)?, MATH_BEGINS.len_utf8() + number.len() + MATH_ENDS.len_utf8()))
    }

    /// A text as it was written, if it has no other meaning: in code, in an address.
    fn restored<'s>(&self, text: &'s str) -> Cow<'s, str> {
        if !is_set_apart(text) {
            return text.into();
        }
        let mut written = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(found) = rest.find(MATH_BEGINS) {
            written.push_str(&rest[..found]);
            rest = &rest[found..];
            match self.math_at(rest) {
                Some((math, length)) => {
                    written.push_str(&math.written);
                    rest = &rest[length..];
                }
                None => rest = &rest[MATH_BEGINS.len_utf8()..],
            }
        }
        written.push_str(rest);
        written.replace(HIGHLIGHT_BEGINS, HIGHLIGHT_MARK).replace(HIGHLIGHT_ENDS, HIGHLIGHT_MARK).into()
    }

    /// An event that holds nothing that was set apart.
    fn whole<'s>(&'s self, event: Event<'s>) -> Event<'s> {
        let restored = |text: CowStr<'s>| -> CowStr<'s> {
            if is_set_apart(&text) { self.restored(&text).into_owned().into() } else { text }
        };
        match event {
            Event::Code(text) => Event::Code(restored(text)),
            Event::Html(text) => Event::Html(restored(text)),
            Event::InlineHtml(text) => Event::InlineHtml(restored(text)),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => Event::Start(Tag::Link {
                link_type,
                dest_url: restored(dest_url),
                title: restored(title),
                id: restored(id),
            }),
            Event::Start(Tag::Image { link_type, dest_url, title, id }) => Event::Start(Tag::Image {
                link_type,
                dest_url: restored(dest_url),
                title: restored(title),
                id: restored(id),
            }),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(restored(language))))
            }
            event => event,
        }
    }
}

fn digits(number: usize) -> Vec<char> {
    number.to_string().bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect()
}

/// Whether it is a name such as `__init__` or `__LINE__`, which people write without marking it as code. As bold text
/// it would lose the underscores that make it that name.
fn is_special_name(strong: &str) -> bool {
    let inner = strong.strip_prefix("__").and_then(|inner| inner.strip_suffix("__")).unwrap_or_default();
    let is_of_case = |is_case: fn(&u8) -> bool| {
        inner.bytes().all(|byte| is_case(&byte) || byte.is_ascii_digit() || byte == b'_')
    };
    inner.len() > 1
        && inner.starts_with(|c: char| c.is_ascii_alphabetic())
        && (is_of_case(u8::is_ascii_lowercase) || is_of_case(u8::is_ascii_uppercase))
}

fn is_set_apart(text: &str) -> bool {
    !text.is_ascii() && text.chars().any(is_noncharacter)
}

fn is_noncharacter(c: char) -> bool {
    ('\u{fdd0}'..='\u{fdef}').contains(&c)
}

/// What is used here for other ends cannot be in a text.
fn without_noncharacters(text: &str) -> Cow<'_, str> {
    if is_set_apart(text) { text.replace(is_noncharacter, "\u{fffd}").into() } else { text.into() }
}

/// A range of a text without the marks of the quote and the indentation of the list that its lines are in, and
/// without the backslash that a bar needs in a table.
fn unquoted(text: &str, span_start: usize, range: Range<usize>, layout: &Layout) -> String {
    let inner = &text[range];
    if layout.is_in_cell(span_start) {
        return inner.replace("\\|", "|");
    }
    let Some((first, rest)) = inner.split_once('\n') else { return inner.to_owned() };
    let line = text[..span_start].rsplit('\n').next().unwrap_or_default();
    let of_container = |c: char| c.is_whitespace() || c.is_ascii_digit() || ">-*+.)".contains(c);
    let container = &line[..line.len() - line.trim_start_matches(of_container).len()];
    let quotes = container.matches('>').count();
    let mut unquoted = first.to_owned();
    for line in rest.split('\n') {
        let mut line = line;
        for _ in 0..quotes {
            let Some(behind) = line.trim_start().strip_prefix('>') else { break };
            line = behind.strip_prefix(' ').unwrap_or(behind);
        }
        let indent = line.bytes().take(container.len()).take_while(|byte| *byte == b' ').count();
        unquoted.push('\n');
        unquoted.push_str(&line[indent..]);
    }
    unquoted
}

/// What begins and ends by a mark of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Paired {
    Highlight,
    Super,
    Sub,
    Mark,
}

impl Paired {
    /// A tag without attributes, and whether it closes.
    fn of_html(html: &str) -> Option<(Self, bool)> {
        let name = html.strip_prefix('<')?.strip_suffix('>')?.trim();
        let (name, is_closing) = name.strip_prefix('/').map_or((name, false), |name| (name, true));
        let paired = match name.to_ascii_lowercase().as_str() {
            "sup" => Self::Super,
            "sub" => Self::Sub,
            "mark" => Self::Mark,
            _ => return None,
        };
        Some((paired, is_closing))
    }

    fn seen(self, begins: bool) -> Seen<'static> {
        match self {
            Self::Highlight | Self::Mark => Seen::Highlight { begins },
            Self::Super if begins => Seen::Event(Event::Start(Tag::Superscript)),
            Self::Super => Seen::Event(Event::End(TagEnd::Superscript)),
            Self::Sub if begins => Seen::Event(Event::Start(Tag::Subscript)),
            Self::Sub => Seen::Event(Event::End(TagEnd::Subscript)),
        }
    }
}

type SeenAt<'a> = (Seen<'a>, Range<usize>);

/// Puts together what is seen: pairs that close, footnotes at the end.
#[derive(Default)]
struct Reader<'a> {
    seen: Vec<SeenAt<'a>>,
    /// Where each open pair begins in `seen`, and in how many inline elements.
    open: Vec<(Paired, usize, usize)>,
    depth: usize,
    marked: BTreeSet<String>,
    /// Footnotes by their labels.
    notes: Vec<(String, Vec<SeenAt<'a>>)>,
    /// What was seen before the footnote that is open.
    before_note: Option<Vec<SeenAt<'a>>>,
}

impl<'a> Reader<'a> {
    fn push(&mut self, seen: Seen<'a>, range: Range<usize>) {
        self.seen.push((seen, range));
    }

    fn take(&mut self, event: Event<'a>, range: Range<usize>) {
        match &event {
            Event::InlineHtml(html) => match Paired::of_html(html) {
                Some((paired, true)) => return self.close(paired, event, range),
                Some((paired, false)) => return self.open(paired, event, range),
                None => {}
            },
            Event::FootnoteReference(label) => {
                self.marked.insert(label.to_string());
                let mark = format!("[{label}]");
                return self.push(Seen::Event(Event::Text(mark.into())), range);
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                self.notes.push((label.to_string(), Vec::new()));
                self.before_note = Some(std::mem::take(&mut self.seen));
                self.open.clear();
                return;
            }
            Event::End(TagEnd::FootnoteDefinition) => {
                let before = self.before_note.take().unwrap_or_default();
                let note = std::mem::replace(&mut self.seen, before);
                if let Some((_, place)) = self.notes.last_mut() {
                    *place = note;
                }
                self.open.clear();
                return;
            }
            Event::Start(tag) if math::is_inline(tag.to_end()) => self.depth += 1,
            Event::End(end) if math::is_inline(*end) => {
                self.depth = self.depth.saturating_sub(1);
                self.open.retain(|(_, _, depth)| *depth <= self.depth);
            }
            Event::Start(_) | Event::End(_) => {
                self.depth = 0;
                self.open.clear();
            }
            _ => {}
        }
        self.push(Seen::Event(event), range);
    }

    /// `as_written` stays if nothing closes it.
    fn open(&mut self, paired: Paired, as_written: Event<'a>, range: Range<usize>) {
        self.open.push((paired, self.seen.len(), self.depth));
        self.push(Seen::Event(as_written), range);
    }

    fn close(&mut self, paired: Paired, as_written: Event<'a>, range: Range<usize>) {
        let opened = self.open.iter().rposition(|(open, _, depth)| *open == paired && *depth == self.depth);
        let Some(opened) = opened else { return self.push(Seen::Event(as_written), range) };
        let (_, begins, _) = self.open[opened];
        self.open.truncate(opened);
        self.seen[begins].0 = paired.seen(true);
        self.push(paired.seen(false), range);
    }

    fn finish(mut self) -> Vec<SeenAt<'a>> {
        for (label, note) in self.notes {
            if !self.marked.contains(&label) {
                continue;
            }
            let (end, mut note) =
                (note.last().map_or(0, |(_, range)| range.end), note.into_iter().peekable());
            let mark = Seen::Event(Event::Text(format!("[{label}] ").into()));
            let is_paragraph = |seen: &SeenAt<'_>| seen.0 == Seen::Event(Event::Start(Tag::Paragraph));
            if let Some(paragraph) = note.next_if(is_paragraph) {
                self.seen.extend([paragraph, (mark, end..end)]);
            } else {
                let paragraph = [
                    Seen::Event(Event::Start(Tag::Paragraph)),
                    mark,
                    Seen::Event(Event::End(TagEnd::Paragraph)),
                ];
                self.seen.extend(paragraph.map(|seen| (seen, end..end)));
            }
            self.seen.extend(note);
        }
        self.seen
    }
}

#[cfg(test)]
mod tests;
