//! A Markdown note as its lines: what each line is, and which `<details>` it stands in.
//!
//! Families that mark questions by headings, bold lines, summaries or bullets need the same few
//! facts about every line, also where Markdown is used loosely: a heading behind a list number,
//! text that an item should have been indented for, a block that is never closed. Lines in fences,
//! comments and front matter are never anything else. One pass, whatever the nesting.

use super::furniture::{Summary, is_furniture, is_junk, summary_says};
use super::headings::Fact;
use super::html::{as_plain, closes_fence, fence_marks};
use super::lines::{USUAL_LINE, begins_title};
use super::scan;
use super::tags::{is_break, tag_at};
use std::cell::{Cell, LazyCell, OnceCell};
use std::ops::Range;

pub(super) struct Outline<'a> {
    pub(super) text: &'a str,
    pub(super) lines: Vec<Line<'a>>,
    /// In the order in which they open.
    pub(super) details: Vec<Details>,
    interview_facts: OnceCell<i32>,
    title_line: OnceCell<Option<usize>>,
    /// Of each line whether it is junk, once that was asked.
    are_junk: OnceCell<Vec<Cell<Option<bool>>>>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Line<'a> {
    pub(super) start: usize,
    /// Without its end.
    pub(super) text: &'a str,
    /// Without blanks at both ends.
    pub(super) bare: &'a str,
    pub(super) kind: Kind<'a>,
    /// The innermost `<details>` that is open where the line begins.
    pub(super) within: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    Blank,
    /// A fence, `<pre>`, and what stands in them.
    Code,
    /// Front matter and comments.
    Hidden,
    /// `mark` is the list number before the hashes: `12. ### Why?`
    Heading {
        level: u8,
        mark: &'a str,
        title: &'a str,
    },
    /// Nothing but bold text.
    Bold {
        title: &'a str,
    },
    Item {
        indent: usize,
        mark: &'a str,
        text: &'a str,
    },
    Rule,
    Table,
    Quote,
    Text,
}

/// `<details>`, as bytes of the note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Details {
    /// From the opening tag to behind the closing one.
    pub(super) range: Range<usize>,
    /// Empty where there is none.
    pub(super) summary: Range<usize>,
    /// What is shown once it is opened.
    pub(super) inner: Range<usize>,
    pub(super) parent: Option<usize>,
    says: OnceCell<Summary>,
}

impl<'a> Outline<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut lines = lines(text);
        let details = details(text, &lines);
        let (mut open, mut next): (Vec<usize>, usize) = (Vec::new(), 0);
        for line in &mut lines {
            while next < details.len() && details[next].range.start < line.start {
                open.push(next);
                next += 1;
            }
            while open.last().is_some_and(|&last| details[last].range.end <= line.start) {
                open.pop();
            }
            line.within = open.last().copied();
        }
        Self {
            text,
            lines,
            details,
            interview_facts: OnceCell::new(),
            title_line: OnceCell::new(),
            are_junk: OnceCell::new(),
        }
    }

    /// The index of the line that a byte stands on.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.start <= offset).saturating_sub(1)
    }

    /// Where a line begins; the end of the note behind the last one.
    pub(super) fn start_of(&self, line: usize) -> usize {
        self.lines.get(line).map_or(self.text.len(), |line| line.start)
    }

    /// Headings that stand in no `<details>`: index, level, list number and title.
    pub(super) fn headings(&self) -> impl Iterator<Item = (usize, u8, &'a str, &'a str)> {
        self.lines.iter().enumerate().filter_map(|(index, line)| match line.kind {
            Kind::Heading { level, mark, title } if line.within.is_none() => {
                Some((index, level, mark, title))
            }
            _ => None,
        })
    }

    /// Whether a line stands in a contents list that is folded away.
    pub(super) fn is_in_contents(&self, line: &Line<'_>) -> bool {
        line.within.is_some_and(|within| self.says(&self.details[within]) == Summary::Contents)
    }

    /// Whether a line is neither asked nor answered.
    pub(super) fn is_junk(&self, line: usize) -> bool {
        let are_junk = self.are_junk.get_or_init(|| vec![Cell::new(None); self.lines.len()]);
        let known = are_junk[line].get();
        known.unwrap_or_else(|| {
            let is_junk = is_junk(self.lines[line].bare);
            are_junk[line].set(Some(is_junk));
            is_junk
        })
    }

    /// The title of one of the details, and what it promises.
    pub(super) fn summary(&self, details: &Details) -> &'a str {
        &self.text[details.summary.clone()]
    }

    pub(super) fn says(&self, details: &Details) -> Summary {
        *details.says.get_or_init(|| summary_says(self.summary(details)))
    }

    /// How many different facts of an interview its headings announce.
    pub(super) fn interview_facts(&self) -> i32 {
        *self.interview_facts.get_or_init(|| {
            let facts: Vec<Fact> =
                self.headings().filter_map(|(.., title)| Fact::of(&as_plain(title))).collect();
            Fact::distinct(&facts)
        })
    }

    /// The first line from `from` on that says something: no blank, rule or lone break.
    pub(super) fn next_text(&self, from: usize) -> Option<usize> {
        (from..self.lines.len()).find(|&index| {
            let line = &self.lines[index];
            !matches!(line.kind, Kind::Blank | Kind::Rule | Kind::Hidden) && !is_break(line.text)
        })
    }

    /// The document's title: its first heading, unless others stand as high.
    pub(super) fn title_line(&self) -> Option<usize> {
        let found = || {
            let (first, level, _, title) = self.headings().next()?;
            let is_alone =
                self.headings().skip(1).all(|(_, other, _, title)| other > level || is_furniture(title));
            let is_title = is_alone || level == 1 && names_document(title);
            (is_title && !is_furniture(title)).then_some(first)
        };
        *self.title_line.get_or_init(found)
    }
}

/// "Interview questions" names the whole, wherever other headings stand.
pub(super) fn names_document(title: &str) -> bool {
    let lower = title.to_lowercase();
    let words =
        ["interview", "questions", "flashcards", "flash cards", "quiz", "cheat sheet", "q&a", "notes"];
    words.iter().any(|word| lower.contains(word))
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::with_capacity(text.len() / USUAL_LINE + 1);
    lines.extend(scan::lines(text).map(|(start, line)| {
        let text = line.strip_suffix('\r').unwrap_or(line);
        Line { start, text, bare: scan::trim(text), kind: Kind::Text, within: None }
    }));
    let has_fences = scan::holds(text, "```") || scan::holds(text, "~~~");
    let closers = if has_fences { longest_closers(&lines) } else { Vec::new() };
    // What is never closed costs one look at the rest of the note, not one each.
    let last_comment_end = LazyCell::new(|| text.rfind("-->"));
    let last_pre_end = LazyCell::new(|| text.rfind("</pre"));
    let mut at = 0;
    while at < lines.len() {
        let Line { start, text: line, bare, .. } = lines[at];
        let run = match bare.as_bytes().first() {
            Some(b'-') if at == 0 && line.trim_end() == "---" => {
                front_matter(&lines).map(|end| (end, Kind::Hidden))
            }
            Some(b'`' | b'~') => fence_marks(line).map(|marks| {
                let is_closed = closers.get(at + 1).is_some_and(|ahead| ahead.covers(marks));
                let end =
                    is_closed.then(|| lines[at + 1..].iter().position(|line| closes_fence(line.text, marks)));
                (end.flatten().map_or(at + 1, |end| at + end + 2), Kind::Code)
            }),
            Some(b'<') if bare.starts_with("<!--") && last_comment_end.is_some_and(|last| last > start) => {
                Some((end_of_run(&lines, at, "-->"), Kind::Hidden))
            }
            Some(b'<') if bare.starts_with("<pre") && last_pre_end.is_some_and(|last| last > start) => {
                Some((end_of_run(&lines, at, "</pre"), Kind::Code))
            }
            _ => None,
        };
        if let Some((end, kind)) = run {
            for line in &mut lines[at..end] {
                line.kind = kind;
            }
            at = end;
            continue;
        }
        lines[at].kind = kind(line, bare);
        // `**Why is it so,` / `and not else?**`
        if let Kind::Text = lines[at].kind
            && bare.starts_with("**")
            && let Some(title) = bold_over_two(text, &lines, at)
        {
            lines[at].kind = Kind::Bold { title };
            at += 2;
            continue;
        }
        // An underlined heading stands alone between blank lines.
        if let Kind::Text = lines[at].kind
            && let Some(level) = lines.get(at + 1).and_then(|under| underline(under.bare))
            && (at == 0 || matches!(lines[at - 1].kind, Kind::Blank))
            && !bare.contains('<')
            // Below a sentence it parts what comes next.
            && (level == 1 || !bare.ends_with('.'))
        {
            lines[at].kind = Kind::Heading { level, mark: "", title: bare };
            lines[at + 1].kind = Kind::Hidden;
            at += 1;
        }
        at += 1;
    }
    lines
}

/// Behind the line that holds `end`, from a line on; behind that line itself where none does.
fn end_of_run(lines: &[Line<'_>], from: usize, end: &str) -> usize {
    let ahead = lines[from..].iter().position(|line| scan::holds(line.text, end));
    from + ahead.unwrap_or_default() + 1
}

fn kind<'a>(line: &str, bare: &'a str) -> Kind<'a> {
    match bare.as_bytes().first() {
        None => return Kind::Blank,
        Some(b'#' | b'-' | b'*' | b'+' | b'_' | b'|' | b'>' | b'<' | b'0'..=b'9') => {}
        // Nothing below begins with anything else.
        Some(_) => return Kind::Text,
    }
    if is_rule(bare) {
        return Kind::Rule;
    }
    let indent = indent_columns(line);
    if let Some((level, title)) = heading(bare).filter(|_| indent < 4) {
        return Kind::Heading { level, mark: "", title };
    }
    if let Some((mark, text)) = item(bare) {
        if mark.len() > 1
            && let Some((level, title)) = heading(text)
        {
            return Kind::Heading { level, mark, title };
        }
        return Kind::Item { indent, mark, text };
    }
    if bare.starts_with('|') {
        return Kind::Table;
    }
    if bare.starts_with('>') {
        return Kind::Quote;
    }
    if indent < 4
        && let Some(title) = bold(bare)
    {
        return Kind::Bold { title };
    }
    if let Some(heading) = html_heading(bare) {
        return heading;
    }
    Kind::Text
}

fn is_rule(bare: &str) -> bool {
    let mark = bare.chars().next().unwrap_or_default();
    matches!(mark, '-' | '*' | '_')
        && bare.chars().all(|c| c == mark || c.is_whitespace())
        && bare.chars().filter(|&c| c == mark).count() >= 3
}

fn heading(bare: &str) -> Option<(u8, &str)> {
    let level = bare.bytes().take_while(|&byte| byte == b'#').count();
    let rest = &bare[level..];
    if !begins_title(level, rest) {
        return None;
    }
    let title = scan::trim(scan::trim(rest).trim_end_matches('#'));
    (!title.is_empty()).then(|| (u8::try_from(level).unwrap_or(6), title))
}

/// `<h3 align="center">Why?</h3>` on one line.
fn html_heading(bare: &str) -> Option<Kind<'_>> {
    if !bare.as_bytes().get(1).is_some_and(|name| name.eq_ignore_ascii_case(&b'h')) {
        return None;
    }
    let tag = tag_at(bare)?;
    let level = tag.name.strip_prefix('h')?.parse::<u8>().ok()?;
    let close = bare[tag.len..].rfind("</h")?;
    let title = bare[tag.len..tag.len + close].trim();
    (!title.is_empty() && !tag.is_closing).then_some(Kind::Heading { level, mark: "", title })
}

/// The mark and text of a list item.
pub(super) fn item(bare: &str) -> Option<(&str, &str)> {
    let mark_len = if bare.starts_with(['-', '*', '+']) {
        1
    } else {
        let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
        ((1..=4).contains(&digits) && bare[digits..].starts_with(['.', ')'])).then_some(digits + 1)?
    };
    let (mark, rest) = bare.split_at(mark_len);
    rest.starts_with([' ', '\t']).then(|| (mark, scan::trim(rest)))
}

/// The inside of a line that is bold as a whole.
fn bold(bare: &str) -> Option<&str> {
    let bare = bare.trim_end_matches('\\').trim_end();
    let bare =
        ["<br>", "<br/>", "<br />"].iter().find_map(|br| bare.strip_suffix(br)).unwrap_or(bare).trim_end();
    if let Some(tag) = tag_at(bare).filter(|tag| matches!(&*tag.name, "b" | "strong") && !tag.is_closing) {
        let inner =
            bare[tag.len..].strip_suffix("</b>").or(bare[tag.len..].strip_suffix("</strong>"))?.trim();
        return (!inner.is_empty() && !inner.contains("</b>")).then_some(inner);
    }
    let strong = ["**", "__"].iter().find_map(|mark| {
        let inner = bare.strip_prefix(mark)?.strip_suffix(mark)?.trim();
        (!inner.is_empty() && !inner.contains(mark)).then_some(inner)
    });
    strong.or_else(|| italic(bare))
}

/// The inside of a paragraph of two lines that is bold as a whole.
fn bold_over_two<'a>(text: &'a str, lines: &[Line<'a>], at: usize) -> Option<&'a str> {
    let below = lines.get(at + 1)?;
    let is_apart = |line: Option<&Line<'_>>| line.is_none_or(|line| scan::trim(line.text).is_empty());
    if !is_apart(lines.get(at + 2)) || !is_apart(at.checked_sub(1).map(|above| &lines[above])) {
        return None;
    }
    let end = below.start + below.text.trim_end().len();
    let inner = text[lines[at].start..end].trim_start().strip_prefix("**")?.strip_suffix("**")?.trim();
    (!inner.contains("**") && kind(below.text, below.bare) == Kind::Text).then_some(inner)
}

/// The inside of a line that asks in italics as a whole.
pub(super) fn italic(bare: &str) -> Option<&str> {
    ['*', '_'].into_iter().find_map(|mark| {
        let inner = bare.strip_prefix(mark)?.strip_suffix(mark)?;
        (inner.ends_with('?') && !inner.starts_with(' ') && !inner.contains(mark)).then_some(inner)
    })
}

pub(super) fn indent_columns(line: &str) -> usize {
    line.bytes()
        .take_while(|byte| matches!(byte, b' ' | b'\t'))
        .map(|byte| if byte == b'\t' { 4 } else { 1 })
        .sum()
}

/// `===` and `---` below a line.
fn underline(bare: &str) -> Option<u8> {
    let bare = bare.as_bytes();
    let level = match bare.first()? {
        b'=' => 1,
        b'-' => 2,
        _ => return None,
    };
    (bare.len() >= 3 && bare.iter().all(|byte| *byte == bare[0])).then_some(level)
}

fn front_matter(lines: &[Line<'_>]) -> Option<usize> {
    let end = lines.iter().skip(1).take(200).position(|line| line.text.trim_end() == "---")? + 1;
    let is_keyed = lines[1..end].iter().any(|line| line.text.contains(':'));
    is_keyed.then_some(end + 1)
}

/// The longest closing fences from a line on, so that a fence that is never closed costs nothing.
#[derive(Clone, Copy, Default)]
struct Closers {
    backticks: usize,
    tildes: usize,
}

impl Closers {
    fn covers(self, marks: &str) -> bool {
        marks.len() <= if marks.starts_with('`') { self.backticks } else { self.tildes }
    }
}

fn longest_closers(lines: &[Line<'_>]) -> Vec<Closers> {
    let mut longest = Closers::default();
    let mut closers = vec![longest; lines.len()];
    for (at, line) in lines.iter().enumerate().rev() {
        let bare = line.bare.as_bytes();
        let of_its_mark = match bare.first() {
            Some(b'`') => Some(&mut longest.backticks),
            Some(b'~') => Some(&mut longest.tildes),
            _ => None,
        };
        if let Some(longest) = of_its_mark
            && bare.len() >= 3
            && bare.iter().all(|byte| *byte == bare[0])
        {
            *longest = bare.len().max(*longest);
        }
        closers[at] = longest;
    }
    closers
}

/// Whether what stands behind a `<` may be one of the tags that [`details`] looks for.
fn names_fold(bytes: &[u8]) -> bool {
    let name = bytes.strip_prefix(b"/").unwrap_or(bytes).get(..7);
    name.is_some_and(|name| name.eq_ignore_ascii_case(b"details") || name.eq_ignore_ascii_case(b"summary"))
}

fn details(text: &str, lines: &[Line<'_>]) -> Vec<Details> {
    let mut all: Vec<Details> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut summary: Option<(usize, usize)> = None;
    let bytes = text.as_bytes();
    // Whether the line is in a code span, as far as it was looked at.
    let (mut is_in_span, mut seen) = (false, 0);
    for here in memchr::memchr_iter(b'<', bytes).filter(|&at| names_fold(&bytes[at + 1..])) {
        let line = &lines[lines.partition_point(|line| line.start <= here) - 1];
        is_in_span &= seen > line.start;
        let between = &bytes[seen.max(line.start)..here];
        is_in_span ^= memchr::memchr_iter(b'`', between).count() % 2 == 1;
        seen = here;
        if is_in_span || matches!(line.kind, Kind::Code | Kind::Hidden) {
            continue;
        }
        let rest = &line.text[here - line.start..];
        let Some(tag) = tag_at(rest) else { continue };
        let behind = here + tag.len;
        match (&*tag.name, tag.is_closing) {
            ("details", false) => {
                all.push(Details {
                    range: here..here,
                    summary: behind..behind,
                    inner: behind..behind,
                    parent: open.last().copied(),
                    says: OnceCell::new(),
                });
                open.push(all.len() - 1);
                summary = None;
            }
            ("details", true) => {
                if let Some(last) = open.pop() {
                    all[last].inner.end = here.max(all[last].inner.start);
                    all[last].range.end = behind;
                }
                summary = None;
            }
            ("summary", false) => summary = open.last().map(|&last| (last, behind)),
            ("summary", true) => {
                if let Some((of, from)) = summary.take()
                    && all[of].summary.is_empty()
                {
                    all[of].summary = from..here;
                    all[of].inner = behind..behind;
                }
            }
            _ => {}
        }
    }
    // What is never closed ends where the next one opens.
    for &unclosed in open.iter().rev() {
        let end = all.get(unclosed + 1).map_or(text.len(), |next| next.range.start);
        all[unclosed].range.end = end;
        let inner = &mut all[unclosed].inner;
        inner.end = end.max(inner.start);
    }
    for at in 0..all.len() {
        while let Some(parent) = all[at].parent
            && all[parent].range.end < all[at].range.end
        {
            all[at].parent = all[parent].parent;
        }
    }
    all
}
