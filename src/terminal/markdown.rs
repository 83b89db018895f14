//! Markdown as lines that fit a width.
//!
//! pulldown-cmark reads the Markdown, because termimad's own parser loses text (`2*3*4`, stray stars,
//! HTML, the indentation of lists). Words are broken into lines by [`wrap`], because termimad's
//! breaking parts a bold word from its comma and counts `لا` as one cell. termimad then makes the
//! styled text of composites that already fit, and the columns of tables.
//!
//! What is read here is what [`Reading`] gives: math as it was written, footnotes at the end, the marks of Obsidian as
//! Obsidian shows them. HTML is shown as text, images by their alternative text. Links show where they lead; of an
//! address longer than half the width only its host is shown. What would take too long to lay out (see the limits) is shown as plain text, which is always
//! possible in one pass.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};
use termimad::crossterm::style::{Attribute, Color, ContentStyle};
use termimad::minimad::{Composite, CompositeStyle, Compound, Line as RawLine, Text};
use termimad::{CompoundStyle, FmtLine, FmtText, MadSkin};

use super::highlight::{Kind, highlight};
use super::inline::{Inline, InlineMarks};
use super::line::Line;
use super::look::TerminalOptions;
use super::table::Table;
use crate::study::markdown::scripts::Script;
use crate::study::markdown::{Math, Reading, Seen};
use crate::study::text::{Safe, chop, clean, clean_line, width, wrap};

/// Several times the longest answer a person would write.
const MOST_BYTES: usize = 64 * 1024;
const LONGEST_LINE_BYTES: usize = 16 * 1024;
const DEEPEST_NESTING: usize = 32;

/// Renders Markdown from outside, at least one column wide, into lines of at most `widest` cells (and
/// never less than two).
#[must_use]
pub fn render(markdown: &str, widest: usize, options: TerminalOptions) -> Vec<Line> {
    let source = clean(markdown);
    let widest = widest.max(2);
    if is_too_much(source.as_str()) {
        return as_plain_text(&source, widest, options);
    }
    let reading = Reading::of(source.as_str());
    let mut layout = Layout::new(&reading, widest, options);
    for (seen, range) in reading.seen() {
        match seen {
            Seen::Event(event) => {
                if layout.take(event, range).is_err() {
                    return as_plain_text(&source, widest, options);
                }
            }
            Seen::Math(math) => layout.say_math(math),
            Seen::Highlight { begins: true } => layout.marks = layout.marks.with(InlineMarks::MARKED),
            Seen::Highlight { begins: false } => layout.marks = layout.marks.without(InlineMarks::MARKED),
        }
    }
    layout.finish()
}

fn is_too_much(source: &str) -> bool {
    source.len() > MOST_BYTES || source.split('\n').any(|line| line.len() > LONGEST_LINE_BYTES)
}

/// The source as it is, in lines that fit: one pass, whatever it holds.
fn as_plain_text(source: &Safe, widest: usize, options: TerminalOptions) -> Vec<Line> {
    let plain = ContentStyle::default();
    let continued = options.marks().continued;
    let mut lines = vec![Line::new(clean_line("(too long to lay out: shown as it is written)"), dim())];
    if lines[0].width() > widest {
        lines.clear();
    }
    let mut start = 0;
    for text in source.as_str().split('\n') {
        let line = source.part(start..start + text.len());
        start += text.len() + 1;
        if text.len() <= LONGEST_LINE_BYTES {
            for pieces in wrap(&[(line, plain)], widest) {
                lines.push(Line::from_pieces(pieces));
            }
            continue;
        }
        for (number, part) in
            chop(&line, widest, widest.saturating_sub(width(continued))).into_iter().enumerate()
        {
            let mut shown = Line::default();
            if number > 0 && widest > 4 {
                shown.push(clean_line(continued), dim());
            }
            shown.push(part, plain);
            lines.push(shown);
        }
    }
    lines
}

pub(super) fn dim() -> ContentStyle {
    ContentStyle { attributes: Attribute::Dim.into(), ..ContentStyle::default() }
}

pub(super) fn bold() -> ContentStyle {
    ContentStyle { attributes: Attribute::Bold.into(), ..ContentStyle::default() }
}

/// Few styles, of the sixteen colours every terminal has, none of which carries meaning alone. Long stretches,
/// such as code, keep the terminal's own: of those sixteen none can be read with ease on light and on dark.
fn skin() -> MadSkin {
    let mut skin = MadSkin::no_style();
    skin.bold = CompoundStyle::with_attr(Attribute::Bold);
    skin.italic = CompoundStyle::with_attr(Attribute::Italic);
    skin.strikeout = CompoundStyle::with_attr(Attribute::CrossedOut);
    skin.inline_code = CompoundStyle::with_fg(Color::DarkCyan);
    for (level, header) in skin.headers.iter_mut().enumerate() {
        header.compound_style = CompoundStyle::with_attr(Attribute::Bold);
        if level < 2 {
            header.compound_style.add_attr(Attribute::Underlined);
        }
    }
    skin
}

/// Nested too deeply to be shown so.
struct TooDeep;

/// What stands before every line of a list item or a quote: once `first`, then `rest`.
struct Margin {
    first: Option<Safe>,
    rest: Safe,
}

/// A line that fits, before termimad gives it its styles.
struct Draft {
    kind: CompositeStyle,
    margin: Safe,
    pieces: Inline,
}

struct Layout<'s> {
    reading: &'s Reading<'s>,
    widest: usize,
    options: TerminalOptions,
    drafts: Vec<Draft>,
    /// A blank line is owed before the next block.
    gap: bool,
    depth: usize,
    margins: Vec<Margin>,
    /// The next number of each open list; `None` for bullets.
    lists: Vec<Option<u64>>,
    inline: Inline,
    marks: InlineMarks,
    heading: Option<u8>,
    code: Option<String>,
    /// What the fence says its code is written in.
    language: String,
    /// Where each open link leads and where in `inline` its text begins.
    links: Vec<(Safe, usize)>,
    /// Open superscripts and subscripts, and where in `inline` their text begins.
    scripts: Vec<(Script, usize)>,
    table: Option<Table>,
    /// Where in the source the latest cell ends.
    cell_end: usize,
}

impl<'s> Layout<'s> {
    fn new(reading: &'s Reading<'s>, widest: usize, options: TerminalOptions) -> Self {
        Self {
            reading,
            widest,
            options,
            drafts: Vec::new(),
            gap: false,
            depth: 0,
            margins: Vec::new(),
            lists: Vec::new(),
            inline: Vec::new(),
            marks: InlineMarks::default(),
            heading: None,
            code: None,
            language: String::new(),
            links: Vec::new(),
            scripts: Vec::new(),
            table: None,
            cell_end: 0,
        }
    }

    fn take(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), TooDeep> {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                if self.depth > DEEPEST_NESTING {
                    return Err(TooDeep);
                }
                self.start(tag);
            }
            Event::End(tag) => {
                self.depth -= 1;
                self.end(tag, range);
            }
            // Entities such as `&#27;` become characters only here: all text is cleaned once more.
            Event::Text(text) | Event::Html(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.say(&text, self.marks),
            },
            Event::InlineHtml(html) => {
                if is_line_break(&html) {
                    self.say("\n", self.marks);
                } else {
                    self.say(&html, self.marks);
                }
            }
            Event::Code(code) => self.say_code(&code),
            Event::SoftBreak => self.say(" ", self.marks),
            Event::HardBreak => self.say("\n", self.marks),
            Event::Rule => {
                self.owe_gap();
                let room = self.room();
                let rule = self.options.marks().rule.repeat(room);
                self.block(
                    CompositeStyle::Paragraph,
                    vec![vec![(clean_line(&rule), InlineMarks::default())]],
                );
                self.gap = true;
            }
            Event::TaskListMarker(done) => self.say(if done { "[x] " } else { "[ ] " }, self.marks),
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.say(&text, self.marks);
            }
        }
        Ok(())
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.heading = Some(level_number(level)),
            Tag::BlockQuote(_) => {
                self.flush();
                let bar = clean_line(self.options.marks().quote);
                self.owe_gap();
                self.push_margin(bar.clone(), bar);
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.flush();
                self.language = match tag {
                    Tag::CodeBlock(CodeBlockKind::Fenced(language)) => language.into_string(),
                    _ => String::new(),
                };
                self.code = Some(String::new());
            }
            Tag::List(first) => {
                self.flush();
                if self.lists.is_empty() {
                    self.owe_gap();
                }
                self.lists.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::Table(alignments) => {
                self.flush();
                self.table = Some(Table::new(alignments));
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.start_row();
                }
            }
            Tag::Emphasis => self.marks = self.marks.with(InlineMarks::ITALIC),
            Tag::Strong => self.marks = self.marks.with(InlineMarks::BOLD),
            Tag::Strikethrough => {
                self.marks = self.marks.with(InlineMarks::STRUCK);
                self.say_unless_styled("~~");
            }
            Tag::Superscript => self.scripts.push((Script::Super, self.inline.len())),
            Tag::Subscript => self.scripts.push((Script::Sub, self.inline.len())),
            Tag::Link { link_type, dest_url, .. } => {
                // An email's link is the text with `mailto:` before it.
                let leads_to =
                    if link_type == LinkType::Email { Safe::default() } else { clean_line(&dest_url) };
                self.links.push((leads_to, self.inline.len()));
            }
            Tag::Image { dest_url, .. } => {
                self.links.push((clean_line(&dest_url), self.inline.len() + 1));
                self.say("[image: ", self.marks.with(InlineMarks::ITALIC));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                self.flush();
                self.gap = true;
            }
            TagEnd::Heading(_) => {
                self.flush();
                self.heading = None;
                self.gap = true;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.pop_margin();
                self.gap = true;
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.gap = true;
                }
            }
            TagEnd::Item => {
                self.flush();
                self.pop_margin();
            }
            TagEnd::TableRow => self.keep_excess(range.end),
            TagEnd::TableCell => {
                self.cell_end = range.end;
                let cell = std::mem::take(&mut self.inline);
                if let Some(table) = &mut self.table {
                    table.add_cell(cell);
                }
            }
            TagEnd::Table => self.end_table(),
            TagEnd::Emphasis => self.marks = self.marks.without(InlineMarks::ITALIC),
            TagEnd::Strong => self.marks = self.marks.without(InlineMarks::BOLD),
            TagEnd::Strikethrough => {
                self.say_unless_styled("~~");
                self.marks = self.marks.without(InlineMarks::STRUCK);
            }
            TagEnd::Superscript | TagEnd::Subscript => self.end_script(),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => {
                if let Some((leads_to, start)) = self.links.pop() {
                    if self.inline.len() <= start {
                        self.say(leads_to.as_str(), self.marks);
                    }
                    self.say("]", self.marks.with(InlineMarks::ITALIC));
                }
            }
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.flush();
        let depth = self.lists.len().saturating_sub(1);
        let mark = if let Some(Some(number)) = self.lists.last_mut() {
            let mark = format!("{number}. ");
            *number = number.saturating_add(1);
            mark
        } else {
            let bullets = self.options.marks().bullets;
            format!("{} ", bullets[depth % bullets.len()])
        };
        let mark = clean_line(&mark);
        let indent = Safe::spaces(width(mark.as_str()));
        self.push_margin(mark, indent);
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        let code = clean(code.strip_suffix('\n').unwrap_or(&code));
        // In a list whose items stand close the code does too.
        let is_apart = self.gap || self.lists.is_empty();
        let indent = Safe::spaces(2);
        let continued = clean_line(self.options.marks().continued);
        self.owe_gap();
        let language = std::mem::take(&mut self.language);
        let kinds = if self.options.styled() { highlight(&language, code.as_str()) } else { None };
        let mut start = 0;
        for (number, text) in code.as_str().split('\n').enumerate() {
            let line = code.part(start..start + text.len());
            start += text.len() + 1;
            let kinds = kinds.as_ref().and_then(|kinds| kinds.get(number));
            let mut cut_at = 0;
            let room = self.room().saturating_sub(2).max(2);
            for (number, part) in chop(&line, room, room).into_iter().enumerate() {
                let before = if number == 0 { &indent } else { &continued };
                let mut pieces = Inline::new();
                if !part.is_empty() {
                    pieces.push((before.clone(), InlineMarks::default()));
                    pieces.extend(highlighted(&part, cut_at, kinds.map(Vec::as_slice).unwrap_or_default()));
                }
                cut_at += part.as_str().len();
                self.block(CompositeStyle::Code, vec![pieces]);
            }
        }
        self.gap = is_apart;
    }

    fn end_html(&mut self) {
        let Some(html) = self.code.take() else { return };
        let html = html.trim_end();
        if !html.is_empty() {
            self.say(html, InlineMarks::default());
            self.flush();
            self.gap = true;
        }
    }

    fn end_link(&mut self) {
        let Some((leads_to, start)) = self.links.pop() else { return };
        let text: String =
            self.inline[start.min(self.inline.len())..].iter().map(|(text, _)| text.as_str()).collect();
        if leads_to.is_empty() || text == leads_to.as_str() {
            return;
        }
        let is_long = width(leads_to.as_str()) > self.widest / 2;
        match host(leads_to.as_str()).filter(|_| is_long && !looks_like_address(&text)) {
            Some(host) => self.say(&format!(" ({host}/{})", self.options.marks().cut), self.marks),
            None => self.say(&format!(" ({leads_to})"), self.marks),
        }
    }

    fn end_script(&mut self) {
        let Some((script, start)) = self.scripts.pop() else { return };
        let raised = self.inline.split_off(start.min(self.inline.len()));
        let Some(&(_, marks)) = raised.first() else { return };
        let inner: String = raised.iter().map(|(text, _)| text.as_str()).collect();
        let before = self.inline.last().and_then(|(text, _)| text.as_str().chars().next_back());
        self.say(&script.written(&inner, before, None), marks);
    }

    /// TeX as it was written, which no terminal can set.
    fn say_math(&mut self, math: &Math) {
        let marks = self.marks.with(InlineMarks::CODE);
        self.say(math.written.trim(), marks);
    }

    /// Markdown ignores cells beyond the header's, be they there because of a `|` in code: they are kept
    /// as they are written.
    fn keep_excess(&mut self, row_end: usize) {
        let excess = self.reading.written(self.cell_end..row_end);
        let excess = excess.trim_end();
        let excess = excess.strip_suffix('|').unwrap_or(excess);
        if let Some(table) = &mut self.table
            && !excess.trim().is_empty()
        {
            table.add_to_cell(clean_line(excess.trim_end()));
        }
    }

    fn end_table(&mut self) {
        let Some(table) = self.table.take() else { return };
        self.owe_gap();
        let room = self.room();
        let as_list = self.options.plain;
        let rows = if as_list { None } else { table.columns(room, self.options.marks()) };
        for row in rows.unwrap_or_else(|| table.list(room, self.options.marks())) {
            self.block(CompositeStyle::Paragraph, vec![row]);
        }
        self.gap = true;
    }

    fn say(&mut self, text: &str, marks: InlineMarks) {
        let text = clean(text);
        // A link's text starts a piece of its own, so that its end knows where it began.
        let starts_link = self.links.last().is_some_and(|(_, start)| *start >= self.inline.len());
        let starts_script = self.scripts.last().is_some_and(|(_, start)| *start >= self.inline.len());
        match self.inline.last_mut() {
            Some((last, last_marks)) if *last_marks == marks && !starts_link && !starts_script => {
                last.push(&text);
            }
            _ => self.inline.push((text, marks)),
        }
    }

    fn say_code(&mut self, code: &str) {
        // With its backticks, which say without colour where code begins and ends; as Markdown does, with
        // more of them outside than inside.
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
        let ticks = "`".repeat(longest + 1);
        let space = if longest > 0 { " " } else { "" };
        self.say(&format!("{ticks}{space}{code}{space}{ticks}"), self.marks.with(InlineMarks::CODE));
    }

    fn say_unless_styled(&mut self, mark: &str) {
        if !self.options.styled() {
            self.say(mark, self.marks);
        }
    }

    /// The inline text so far becomes a block.
    fn flush(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        if inline.iter().all(|(text, _)| text.as_str().trim().is_empty()) && self.heading.is_none() {
            // An image's or a link's text alone is never blank; blank text is no block.
            return;
        }
        self.owe_gap();
        let (kind, inline) = match self.heading {
            Some(level) if self.options.styled() => (CompositeStyle::Header(level), inline),
            Some(level) => {
                let mut marked = vec![(
                    clean_line(&format!("{} ", "#".repeat(usize::from(level)))),
                    InlineMarks::default(),
                )];
                marked.extend(inline);
                (CompositeStyle::Paragraph, marked)
            }
            None => (CompositeStyle::Paragraph, inline),
        };
        let lines = wrap(&inline, self.room());
        self.block(kind, lines);
    }

    /// Lines that fit the room, each after its margin.
    fn block(&mut self, kind: CompositeStyle, lines: Vec<Inline>) {
        for pieces in lines {
            let mut margin = Safe::default();
            for part in &mut self.margins {
                margin.push(&part.first.take().unwrap_or_else(|| part.rest.clone()));
            }
            self.drafts.push(Draft { kind, margin, pieces });
        }
    }

    /// Pays the blank line between two blocks, quote bars going through it.
    fn owe_gap(&mut self) {
        if std::mem::take(&mut self.gap) && !self.drafts.is_empty() {
            let mut margin = Safe::default();
            for part in &self.margins {
                margin.push(&part.rest);
            }
            let bars = margin.as_str().trim_end().len();
            self.drafts.push(Draft {
                kind: CompositeStyle::Paragraph,
                margin: margin.part(0..bars),
                pieces: Vec::new(),
            });
        }
    }

    /// Deep lists keep their marks but no longer move to the right once half of the width is gone.
    fn push_margin(&mut self, first: Safe, rest: Safe) {
        let used = self.margin_width();
        let rest = if used + width(rest.as_str()) > self.widest / 2 { Safe::default() } else { rest };
        self.margins.push(Margin { first: Some(first), rest });
    }

    fn pop_margin(&mut self) {
        if let Some(margin) = self.margins.pop()
            && let Some(first) = margin.first
        {
            // An item without text still shows that it is there.
            self.margins.push(Margin { first: Some(first), rest: Safe::default() });
            self.block(CompositeStyle::Paragraph, vec![Vec::new()]);
            self.margins.pop();
        }
    }

    fn margin_width(&self) -> usize {
        self.margins.iter().map(|margin| width(margin.rest.as_str())).sum()
    }

    /// What is left of the width beside the margins, of which the first line's may be wider.
    fn room(&self) -> usize {
        let first: usize = self
            .margins
            .iter()
            .map(|margin| width(margin.first.as_ref().unwrap_or(&margin.rest).as_str()))
            .sum();
        self.widest.saturating_sub(first.max(self.margin_width())).max(2)
    }

    fn finish(mut self) -> Vec<Line> {
        self.flush();
        let skin = skin();
        let text = Text {
            lines: self
                .drafts
                .iter()
                .map(|draft| {
                    let margin = Compound::raw_str(draft.margin.as_str());
                    let said = draft.pieces.iter().map(|(text, marks)| {
                        let mut compound = Compound::raw_str(text.as_str());
                        compound.bold = marks.has(InlineMarks::BOLD);
                        compound.italic = marks.has(InlineMarks::ITALIC);
                        compound.code = marks.has(InlineMarks::CODE);
                        compound.strikeout = marks.has(InlineMarks::STRUCK);
                        compound
                    });
                    let compounds = std::iter::once(margin).chain(said).collect();
                    RawLine::Normal(Composite { style: draft.kind, compounds })
                })
                .collect(),
        };
        // Without a width, so that termimad does not break again what already fits.
        let text = FmtText::from_text(&skin, text, None);
        text.lines
            .iter()
            .zip(&self.drafts)
            .map(
                |(line, draft)| {
                    if is_highlighted(draft) { coloured(draft) } else { styled(&skin, line, draft) }
                },
            )
            .flat_map(|line| {
                // Marks in the margin may be all that a very narrow line has room for.
                if line.width() > self.widest { line.broken(self.widest) } else { vec![line] }
            })
            .collect()
    }
}

/// A part of a line of code, from byte `at` of the line on, in stretches of one kind.
fn highlighted(part: &Safe, at: usize, kinds: &[(usize, Kind)]) -> Inline {
    let mut pieces = Inline::new();
    let mut start = 0;
    let length = part.as_str().len();
    let rest = (at + length, Kind::Other);
    for (end, kind) in kinds.iter().chain([&rest]) {
        let end = end.saturating_sub(at).min(length);
        if end > start {
            let marks = match kind {
                Kind::Other => InlineMarks::default(),
                Kind::Comment => InlineMarks::COMMENT,
                Kind::String => InlineMarks::STRING,
                Kind::Number => InlineMarks::NUMBER,
                Kind::Keyword => InlineMarks::KEYWORD,
            };
            pieces.push((part.part(start..end), marks));
            start = end;
        }
    }
    pieces
}

fn is_highlighted(draft: &Draft) -> bool {
    draft.pieces.iter().any(|(_, marks)| marks.has(InlineMarks::HIGHLIGHTS))
}

/// A line of code in colours that every terminal has and its owner has chosen.
fn coloured(draft: &Draft) -> Line {
    let mut line = Line::new(draft.margin.clone(), ContentStyle::default());
    for (text, marks) in &draft.pieces {
        let colour = |color| ContentStyle { foreground_color: Some(color), ..ContentStyle::default() };
        let style = if marks.has(InlineMarks::COMMENT) {
            dim()
        } else if marks.has(InlineMarks::STRING) {
            colour(Color::DarkGreen)
        } else if marks.has(InlineMarks::NUMBER) {
            colour(Color::DarkMagenta)
        } else if marks.has(InlineMarks::KEYWORD) {
            bold()
        } else {
            ContentStyle::default()
        };
        line.push(text.clone(), style);
    }
    line
}

/// termimad's line as one of ours; the margin, its first compound, keeps the terminal's own style.
fn styled(skin: &MadSkin, line: &FmtLine<'_>, draft: &Draft) -> Line {
    let mut styled = Line::default();
    if let FmtLine::Normal(composite) = line {
        let line_style = skin.line_style(composite.kind);
        for (number, compound) in composite.compounds.iter().enumerate() {
            let mut style = if number == 0 {
                ContentStyle::default()
            } else {
                skin.compound_style(line_style, compound).object_style
            };
            let piece = number.checked_sub(1).and_then(|number| draft.pieces.get(number));
            if piece.is_some_and(|(_, marks)| marks.has(InlineMarks::MARKED)) {
                style.attributes.set(Attribute::Reverse);
            }
            styled.push(clean_line(compound.src), style);
        }
    }
    styled
}

/// The host of a web address.
fn host(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // What stands before an `@` is a name, which could pass for the host.
    (!host.is_empty() && !host.contains('@')).then_some(host)
}

/// Whether a link's text could be mistaken for its address.
fn looks_like_address(text: &str) -> bool {
    text.contains("://") || text.starts_with("www.")
}

fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

fn is_line_break(html: &str) -> bool {
    let name = html.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
    name.eq_ignore_ascii_case("br")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use pulldown_cmark::{Options, Parser};

    use super::*;
    use crate::study::text::hostile::{HOSTILE, assert_harmless};
    use crate::terminal::line::paint;

    const STYLED: TerminalOptions = TerminalOptions { color: true, unicode: true, plain: false };
    const ASCII: TerminalOptions = TerminalOptions { color: false, unicode: false, plain: false };
    const PLAIN: TerminalOptions = TerminalOptions { color: false, unicode: true, plain: true };

    #[track_caller]
    fn check(markdown: &str, widest: usize, expected: &str) {
        assert_eq!(shown(markdown, widest, STYLED), expected.trim_matches('\n'));
    }

    fn shown(markdown: &str, widest: usize, options: TerminalOptions) -> String {
        let lines: Vec<String> = render(markdown, widest, options).iter().map(Line::text).collect();
        lines.join("\n")
    }

    #[test]
    fn what_termimad_would_lose_is_kept() {
        check("2*3*4 and a * star and _x_ and a_b_c", 80, "234 and a * star and x and a_b_c");
        check("2 * 3 * 4", 80, "2 * 3 * 4");
        check("`2*3*4` is **24**", 80, "`2*3*4` is 24");
        check("a <b>c</b> &lt;T&gt; Vec<T>", 80, "a <b>c</b> <T> Vec<T>");
        check("one<br>two<br/>three", 80, "one\ntwo\nthree");
    }

    #[test]
    fn lists_keep_their_marks_and_indentation() {
        check(
            "1. one\n   - inner item that is rather long\n     - deeper\n2. two\n\n- a\n- b\n",
            24,
            "
1. one
   ◦ inner item that is
     rather long
     ▪ deeper
2. two

• a
• b",
        );
        check("9. nine\n10. ten\n", 20, "9. nine\n10. ten");
        check(
            "- [x] done\n- [ ] open\n-\n- last",
            20,
            "• [x] done\n• [ ] open\n•\n• last".replace("•\n", "• \n").as_str(),
        );
    }

    #[test]
    fn blocks_are_apart_and_quotes_barred() {
        check(
            "# Title\ntext\n\n> quoted words here\n>\n> more\n\n---\nend",
            14,
            "
Title

text

│ quoted words
│ here
│
│ more

──────────────

end",
        );
        assert_eq!(shown("## Title\n\n`a` ~~b~~ `` c`d ``", 40, ASCII), "## Title\n\n`a` ~~b~~ `` c`d ``");
    }

    #[test]
    fn code_keeps_every_space_and_wraps_with_a_mark() {
        check(
            "Look:\n```python\ndef f(x):\n    return  x\n\n\ty = 1\n```\nand",
            12,
            "
Look:

  def f(x):
      return
↪   x

      y = 1

and",
        );
    }

    #[test]
    fn links_say_where_they_lead_and_images_what_they_show() {
        check(
            "See [the **docs**](https://a.example/x) <https://b.example> ![a cat](cat.png) ![](dog.png)",
            200,
            "See the docs (https://a.example/x) https://b.example [image: a cat] [image: dog.png]",
        );
        check(
            "[https://good.example](https://evil.example)",
            80,
            "https://good.example (https://evil.example)",
        );
    }

    #[test]
    fn a_long_address_is_shown_by_its_host() {
        let long = "https://docs.example.org/reference/chapter/section.html#part";
        check(&format!("See [the docs]({long}) now"), 80, "See the docs (docs.example.org/…) now");
        check(&format!("See [the docs]({long}) now"), 200, &format!("See the docs ({long}) now"));
        // Nothing else says where these lead.
        check(&format!("<{long}>"), 60, long);
        check(&format!("[https://good.example]({long})"), 200, &format!("https://good.example ({long})"));
        let deceptive = shown(&format!("[https://good.example]({long})"), 80, STYLED);
        assert!(deceptive.contains("docs.example.org/reference"), "{deceptive}");
        let named = format!("https://good.example@evil.example/{}", "x".repeat(40));
        assert!(shown(&format!("[docs]({named})"), 60, STYLED).contains("evil.example"), "{named}");
    }

    #[test]
    fn math_is_shown_as_it_was_written() {
        for options in [STYLED, ASCII, PLAIN] {
            for math in [
                "$\\{0, 2, 4\\}$",
                "$a*b*c$ and $x_1 + y_1$",
                "\\( \\sigma(z)_i = \\sum_{j=1} e^{z_j} \\)",
                "$$\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$$",
                "\\[ \\nabla f = (2x_1, 1) \\]",
                "$? does; $$ is the process, $_ the last argument; it costs $5 * 2 = $10.",
            ] {
                assert_eq!(shown(math, 200, options), math);
            }
        }
        check("$$\na \\\\\n- b\n$$", 40, "$$\na \\\\\n- b\n$$");
        check("- one\n  $$\n  x\n  $$", 40, "• one $$\n  x\n  $$");
        check("| a |\n|---|\n| $x_1*y_1*z$ |", 40, "a\n───────────\n$x_1*y_1*z$");
    }

    #[test]
    fn scripts_keep_their_meaning() {
        check(
            "10<sup>5</sup>, x<sub>i+1</sub>, e<sup>-x/2</sup>, H<sub>2</sub>O",
            80,
            "10⁵, xᵢ₊₁, e^(-x/2), H₂O",
        );
        check("| a |\n|---|\n| 2<sup>**n**</sup> |", 80, "a\n───\n2ⁿ");
        check("10&sup2; `a<sup>2</sup>`", 80, "10² `a<sup>2</sup>`");
    }

    #[test]
    fn obsidian_is_shown_as_obsidian_shows_it() {
        let note = "What is a [[goroutine|go routine]]?\n\nA ==light== thread. %%mine%%\n![[diagram.png|300]]\nIt says so.[^1]\n\n[^1]: page 12\n";
        check(
            note,
            80,
            "What is a go routine?\n\nA light thread. [image: diagram.png] It says so.[1]\n\n[1] page 12",
        );
        let lines = render("a ==light== one", 40, STYLED);
        let light = lines[0].spans().iter().find(|span| span.text.as_str() == "light").unwrap();
        assert!(light.style.attributes.has(Attribute::Reverse));
    }

    #[test]
    fn soft_hyphens_are_never_shown() {
        check("data\u{ad}base, data&shy;base, `data\u{ad}base`", 80, "database, database, `database`");
    }

    #[test]
    fn tables_stand_side_by_side_where_they_fit() {
        let table = "| Type | Mutable | Note |\n|---|:-:|---:|\n| list | yes | ordered and long enough |\n| `tuple` | no | x |";
        check(
            table,
            40,
            "
Type    │ Mutable │                 Note
────────┼─────────┼─────────────────────
list    │   yes   │     ordered and long
        │         │               enough
`tuple` │   no    │                    x",
        );
        // A cell more than the header has is no reason to lose it.
        check("| a |\n|---|\n| `b|c` | d |\n| x |", 40, "a\n─────────\n`b|c` | d\nx");
        check(
            table,
            20,
            "
• Type: list
  Mutable: yes
  Note: ordered and
  long enough
• Type: `tuple`
  Mutable: no
  Note: x",
        );
        assert_eq!(shown("| a |\n|---|\n| b |", 40, PLAIN), "• a: b");
    }

    #[test]
    fn persian_stays_as_it_is() {
        let text = "می‌خواهم تفاوت is و == را بدانم؛ کلاس‌های پایتون لا";
        check(text, 200, text);
    }

    #[test]
    fn nothing_hostile_is_painted() {
        for text in HOSTILE {
            for options in [STYLED, ASCII, PLAIN] {
                for widest in [20, 33, 80] {
                    let lines = render(text, widest, options);
                    let mut bare = Vec::new();
                    for line in &lines {
                        assert_harmless(&line.text());
                        paint(&mut bare, line, TerminalOptions { color: false, ..options }).unwrap();
                    }
                    assert_harmless(std::str::from_utf8(&bare).unwrap());
                }
            }
        }
    }

    #[test]
    fn without_colour_nothing_is_styled() {
        let mut bytes = Vec::new();
        for line in render("# A\n**b** `c` *d* ~~e~~\n\n```\nf\n```\n> g", 40, ASCII) {
            paint(&mut bytes, &line, ASCII).unwrap();
        }
        assert!(!bytes.contains(&0x1b));
    }

    /// The text of a source as pulldown-cmark sees it, without white space.
    fn characters(markdown: &str) -> BTreeMap<char, usize> {
        let mut counts = BTreeMap::new();
        let source = clean(markdown);
        for event in Parser::new_ext(source.as_str(), Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
        {
            if let Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) = event
                && !is_line_break(&text)
            {
                count(clean(&text).as_str(), &mut counts);
            }
        }
        counts
    }

    fn count(text: &str, counts: &mut BTreeMap<char, usize>) {
        for c in text.chars().filter(|c| !c.is_whitespace()) {
            *counts.entry(c).or_default() += 1;
        }
    }

    #[track_caller]
    fn assert_complete(markdown: &str, widest: usize, options: TerminalOptions) {
        let lines = render(markdown, widest, options);
        let mut found = BTreeMap::new();
        for line in &lines {
            assert!(line.width() <= widest, "{:?} is wider than {widest}", line.text());
            assert_harmless(&line.text());
            count(&line.text(), &mut found);
        }
        for (c, needed) in characters(markdown) {
            // Marks that only order directions may be closed and opened again at line ends.
            if ('\u{202a}'..='\u{202e}').contains(&c) || ('\u{2066}'..='\u{2069}').contains(&c) {
                continue;
            }
            let there = found.get(&c).copied().unwrap_or(0);
            assert!(there >= needed, "{c:?}: {there} of {needed} in {lines:#?} of {markdown:?} at {widest}");
        }
    }

    const NOTE: &str = "# Difference between `is` and `==`\n\nThe `is` operator checks for **identity**, see [docs](https://docs.python.org/3/reference/expressions.html#is-not).\n\n1. First\n   ```python\n   a = [1, 2, 3]  # a rather long comment that will not fit\n   ```\n   - nested *emphasis* and ~~gone~~\n     1. deeper 日本語日本語日本語\n2. Second<br>line\n\n> quoted\n> > twice quoted\n\n| Name | Value |\n|---|---|\n| متغیر | می‌خواهم این را بدانم |\n| long_identifier_name_here | 1 |\n\n<details><summary>More</summary>\nhidden text\n</details>\n\n![diagram](x.png)\n";

    #[test]
    fn code_is_coloured_where_its_language_is_known() {
        let lines = render("```python\nreturn 1  # a comment\n```", 16, STYLED);
        let text: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(text, ["  return 1  # a ", "↪ comment"]);
        let style = |line: usize, text: &str| {
            lines[line].spans().iter().find(|span| span.text.as_str().trim() == text).unwrap().style
        };
        assert_eq!(style(0, "return"), bold());
        assert_eq!(style(0, "1").foreground_color, Some(Color::DarkMagenta));
        assert_eq!((style(0, "# a"), style(1, "comment")), (dim(), dim()));
        // What is none of these, and code in no known language, is as text is.
        let bare = |markdown: &str, text: &str| {
            let lines = render(markdown, 40, STYLED);
            let span = lines.iter().flat_map(Line::spans).find(|span| span.text.as_str().contains(text));
            assert_eq!(span.unwrap().style, ContentStyle::default(), "{markdown}");
        };
        bare("```python\nreturn name\n```", "name");
        bare("```\nreturn name\n```", "return name");
    }

    #[test]
    fn no_text_is_lost_at_any_width() {
        for widest in 20..=120 {
            for options in [STYLED, ASCII, PLAIN] {
                assert_complete(NOTE, widest, options);
            }
        }
    }

    #[test]
    fn what_is_too_much_comes_out_plain_and_comes_to_an_end() {
        let cells = "|a".repeat(100_000);
        let many_rows = format!("{}\n{}\n{}", "|a".repeat(900), "|-".repeat(900), "|b".repeat(900));
        let deep_list: Vec<String> = (0..150).map(|depth| " ".repeat(2 * depth) + "- x").collect();
        for text in [
            format!("{cells}\n{}\n{cells}", "|-".repeat(100_000)),
            many_rows,
            deep_list.join("\n"),
            ">".repeat(100_000),
            "> ".repeat(3_000),
            "- ".repeat(3_000),
            "x".repeat(1_000_000),
            "word ".repeat(200_000),
            "word word\n".repeat(100_000),
            "می‌خواهم ".repeat(60_000),
            "[".repeat(60_000),
            "[a](".repeat(2_000),
            "*a _b ".repeat(1_300),
            "`".repeat(8_000),
            "![[".repeat(2_700),
            "<a ".repeat(2_700),
            "&lt;".repeat(2_000),
            format!("{}\n", "[a]: b\n".repeat(8_000)),
            "**a**\n".repeat(9_000),
            "\u{2067}".repeat(20_000),
            "a\u{301}".repeat(20_000),
            format!("a{}", "\u{301}".repeat(30_000)),
        ] {
            let lines = render(&text, 40, STYLED);
            assert!(lines.iter().all(|line| line.width() <= 40));
        }
    }

    fn any_markdown() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            prop::sample::select(vec![
                "# ",
                "\n",
                "\n\n",
                "- ",
                "1. ",
                "  ",
                "    ",
                "> ",
                "**",
                "*",
                "`",
                "```\n",
                "~~",
                "[",
                "](",
                ")",
                "|",
                "\n|---|---|\n",
                "<b>",
                "<br>",
                "</details>\n",
                "&#27;",
                "&amp;",
                "---\n",
                "\\",
                "\t",
                "![",
                "مـی‌",
                "日本",
                "👩‍👩‍👧",
                "\u{202e}",
                "\u{2067}",
            ])
            .prop_map(str::to_owned),
            "[a-z]{1,12} ?",
        ];
        prop::collection::vec(part, 0..60).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn any_markdown_fits_and_is_complete(markdown in any_markdown(), widest in 20_usize..=120) {
            assert_complete(&markdown, widest, STYLED);
            assert_complete(&markdown, widest, PLAIN);
        }

        #[test]
        fn no_width_panics(markdown in any_markdown(), widest in 0_usize..20) {
            for line in render(&markdown, widest, STYLED) {
                prop_assert!(line.width() <= widest.max(2));
            }
        }
    }
}
