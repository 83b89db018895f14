//! Markdown as lines that fit a width.
//!
//! pulldown-cmark reads the Markdown, because termimad's own parser loses text (`2*3*4`, stray stars,
//! HTML, the indentation of lists). Words are broken into lines by [`wrap`], because termimad's
//! breaking parts a bold word from its comma and counts `لا` as one cell. termimad then makes the
//! styled text of composites that already fit, and the columns of tables.
//!
//! Nothing is left out: HTML is shown as text, links show where they lead, images their alternative
//! text. What would take too long to lay out (see the limits) is shown as plain text, which is always
//! possible in one pass.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};
use termimad::crossterm::style::{Attribute, Color, ContentStyle};
use termimad::minimad::{Composite, CompositeStyle, Compound, Line as RawLine, Text};
use termimad::{CompoundStyle, FmtLine, FmtText, MadSkin};

use super::clean::{Safe, clean, clean_line};
use super::line::{Line, Piece, chop, width, wrap};
use super::look::TerminalOptions;
use super::table::Table;

/// Several times the longest answer a person would write.
const MOST_BYTES: usize = 64 * 1024;
const LONGEST_LINE_BYTES: usize = 8 * 1024;
const DEEPEST_NESTING: usize = 32;

/// How inline text is marked; several at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct InlineMarks(u8);

impl InlineMarks {
    pub(super) const BOLD: Self = Self(1);
    pub(super) const ITALIC: Self = Self(2);
    pub(super) const CODE: Self = Self(4);
    pub(super) const STRUCK: Self = Self(8);

    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

pub(super) type Inline = Vec<Piece<InlineMarks>>;

/// Renders Markdown from outside, at least one column wide, into lines of at most `widest` cells (and
/// never less than two).
#[must_use]
pub fn render(markdown: &str, widest: usize, options: TerminalOptions) -> Vec<Line> {
    let source = clean(markdown);
    let widest = widest.max(2);
    if is_too_much(source.as_str()) {
        return as_plain_text(&source, widest, options);
    }
    let mut layout = Layout::new(widest, options);
    let parser = Parser::new_ext(
        source.as_str(),
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS,
    );
    for event in parser {
        if layout.take(event).is_err() {
            return as_plain_text(&source, widest, options);
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

/// Few styles, of the sixteen colours every terminal has, none of which carries meaning alone.
fn skin() -> MadSkin {
    let mut skin = MadSkin::no_style();
    skin.bold = CompoundStyle::with_attr(Attribute::Bold);
    skin.italic = CompoundStyle::with_attr(Attribute::Italic);
    skin.strikeout = CompoundStyle::with_attr(Attribute::CrossedOut);
    skin.inline_code = CompoundStyle::with_fg(Color::DarkCyan);
    skin.code_block.compound_style = CompoundStyle::with_fg(Color::DarkCyan);
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

struct Layout {
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
    /// Where each open link leads and where in `inline` its text begins.
    links: Vec<(Safe, usize)>,
    table: Option<Table>,
}

impl Layout {
    fn new(widest: usize, options: TerminalOptions) -> Self {
        Self {
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
            links: Vec::new(),
            table: None,
        }
    }

    fn take(&mut self, event: Event<'_>) -> Result<(), TooDeep> {
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
                self.end(tag);
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
            // A fence's language is for a highlighter, not for the reader.
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.flush();
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

    fn end(&mut self, tag: TagEnd) {
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
            TagEnd::TableCell => {
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
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            _ => {
                let bullets = self.options.marks().bullets;
                format!("{} ", bullets[depth % bullets.len()])
            }
        };
        let mark = clean_line(&mark);
        let indent = Safe::spaces(width(mark.as_str()));
        self.push_margin(mark, indent);
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        let code = clean(code.strip_suffix('\n').unwrap_or(&code));
        let indent = Safe::spaces(2);
        let continued = clean_line(self.options.marks().continued);
        self.owe_gap();
        let mut start = 0;
        for text in code.as_str().split('\n') {
            let line = code.part(start..start + text.len());
            start += text.len() + 1;
            let room = self.room().saturating_sub(2).max(2);
            for (number, part) in chop(&line, room, room).into_iter().enumerate() {
                let before = if number == 0 { &indent } else { &continued };
                let pieces = vec![(before.clone(), InlineMarks::default()), (part, InlineMarks::default())];
                self.block(CompositeStyle::Code, vec![pieces]);
            }
        }
        self.gap = true;
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
        self.say(&format!(" ({leads_to})"), self.marks);
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
        match self.inline.last_mut() {
            Some((last, last_marks)) if *last_marks == marks && !starts_link => last.push(&text),
            _ => self.inline.push((text, marks)),
        }
    }

    fn say_code(&mut self, code: &str) {
        let marks = self.marks.with(InlineMarks::CODE);
        if self.options.styled() {
            self.say(code, marks);
        } else {
            // As Markdown does: more backticks outside than inside.
            let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let ticks = "`".repeat(longest + 1);
            let space = if longest > 0 { " " } else { "" };
            self.say(&format!("{ticks}{space}{code}{space}{ticks}"), marks);
        }
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
        text.lines.iter().map(|line| styled(&skin, line)).collect()
    }
}

/// termimad's line as one of ours; the margin, its first compound, keeps the terminal's own style.
fn styled(skin: &MadSkin, line: &FmtLine<'_>) -> Line {
    let mut styled = Line::default();
    if let FmtLine::Normal(composite) = line {
        let line_style = skin.line_style(composite.kind);
        for (number, compound) in composite.compounds.iter().enumerate() {
            let style = if number == 0 {
                ContentStyle::default()
            } else {
                skin.compound_style(line_style, compound).object_style
            };
            styled.push(clean_line(compound.src), style);
        }
    }
    styled
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
