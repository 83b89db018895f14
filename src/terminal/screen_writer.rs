//! Writes a page on the whole window.
//!
//! Where room is short, what matters least goes first: facts, then names, then the long forms of promises;
//! what is cut ends in `…`. No key is handled here.

use termimad::crossterm::style::{Attribute, ContentStyle};

use super::canvas::{Canvas, Size};
use super::line::Line;
use super::look::TerminalOptions;
use super::markdown::{bold, dim, render};
use super::page::{Block, Choice, Column, FieldKind, Grade, Hint, Keys, Page, Place, Tone};
use super::writing::Writing;
use crate::study::key_points::Comparison;
use crate::study::text::{Safe, clean_line, safe, width, wrap};

/// Longer lines are hard to read.
const WIDEST_TEXT: usize = 100;
/// A longer name of a row does not push the values away.
const WIDEST_NAME: usize = 24;
/// A value in less room than this begins below its name.
const LEAST_VALUE: usize = 12;
/// Between two key points in a row.
const GAP: usize = 3;

pub(super) fn canvas(page: &Page, size: Size, options: TerminalOptions) -> Canvas {
    let writer = Writer { size, options, text_width: size.columns.min(WIDEST_TEXT) };
    let mut canvas = Canvas { head: writer.head(page), ..Canvas::default() };
    (canvas.identity, canvas.card) = page.identity();
    for block in &page.subject {
        writer.block(block, &mut canvas);
    }
    if !page.subject.is_empty() && page.blocks.iter().any(is_drawn) {
        canvas.body.push(Line::default());
        canvas.answer_at = Some(canvas.body.len());
    }
    for block in &page.blocks {
        writer.block(block, &mut canvas);
    }
    canvas.foot = writer.foot(&page.keys, canvas.head.len());
    if let Some(notice) = &page.notice {
        writer.add_notice(&mut canvas, notice);
    }
    canvas.finished(size, options)
}

/// The lines of blocks in a text of this width, as windows and lines have them alike.
pub(super) fn block_lines(blocks: &[Block], text_width: usize, options: TerminalOptions) -> Vec<Line> {
    let size = Size { columns: text_width, rows: usize::MAX };
    let writer = Writer { size, options, text_width };
    let mut canvas = Canvas::default();
    for block in blocks {
        writer.block(block, &mut canvas);
    }
    canvas.body
}

fn is_drawn(block: &Block) -> bool {
    !matches!(block, Block::Spoken(_))
}

struct Writer {
    size: Size,
    options: TerminalOptions,
    text_width: usize,
}

impl Writer {
    fn block(&self, block: &Block, canvas: &mut Canvas) {
        match block {
            Block::Gap => canvas.body.push(Line::default()),
            Block::Markdown { text, points } => {
                let lines = render(text.as_str(), self.text_width, self.options);
                match points {
                    Some(points) => {
                        canvas.body.extend(lines.into_iter().map(|line| with_points(line, points)));
                    }
                    None => canvas.body.extend(lines),
                }
            }
            Block::Headline(parts) => canvas.body.extend(self.headline(&self.dotted(parts))),
            Block::Text(text, tone) => canvas.body.extend(self.text(text, style_of(*tone))),
            Block::Timed(text) => canvas.body.extend(self.text(text, ContentStyle::default())),
            Block::Rows { rows, stressed } => canvas.body.extend(self.rows(rows, *stressed)),
            Block::Choices { items, at } => self.choices(items, *at, canvas),
            Block::Points { counts, points } => {
                let marks = self.options.marks();
                let legend = safe!("{counts} ({} made, {} missed)", marks.made, marks.missed);
                canvas.body.extend(self.headline(&legend));
                canvas.body.extend(self.points(points));
            }
            Block::Bullets(items) => {
                let (bullet, cut) = (self.options.marks().bullets[0], self.options.marks().cut);
                let lines =
                    items.iter().map(|item| Line::from(safe!("{bullet} {item}").cut(self.text_width, cut)));
                canvas.body.extend(lines);
            }
            Block::Field { label, draft, kind } => {
                canvas.body.extend(match kind {
                    FieldKind::Line | FieldKind::Filter => self.text(label, bold()),
                    FieldKind::Lines { .. } => self.headline(label),
                });
                let writing = Writing::of(draft, self.text_width);
                let begins_at = canvas.body.len();
                canvas.body.extend(writing.lines.iter().cloned());
                canvas.writing = Some((begins_at, writing));
            }
            Block::Saved { label, text, .. } => {
                canvas.body.extend(self.headline(label));
                canvas.body.extend(self.text(text, ContentStyle::default()));
            }
            Block::Spoken(_) => {}
        }
    }

    fn head(&self, page: &Page) -> Vec<Line> {
        let mut head = Vec::new();
        if let Some(title) = &page.title {
            head.push(Line::new(title.cut(self.size.columns, self.options.marks().cut), bold()));
        }
        if let Some(place) = &page.place {
            if self.size.rows >= 6 {
                head.extend(self.place(place));
            }
            if self.size.rows >= 9 {
                head.extend(self.facts(&place.facts));
            }
        }
        head
    }

    /// `Zibal · Technical Interview      3 of 21 · 0:42 of 2:00`
    fn place(&self, place: &Place) -> Vec<Line> {
        let (names, short, all) = (&place.names, &place.short_names, place.counts.len());
        let right = |count: usize| self.dotted(&place.counts[..count.min(all)]);
        let fits = |names: &[Safe], count: usize| {
            self.name_line(names).width() + 2 + width(right(count).as_str()) <= self.size.columns
        };
        let forms: &[(&[Safe], usize)] = if place.keeps_counts {
            &[(names, all), (short, all)]
        } else {
            &[(names, all), (names, 2), (short, 2)]
        };
        if let Some((names, count)) = forms.iter().find(|(names, count)| fits(names, *count)) {
            return vec![self.apart(self.name_line(names), &right(*count))];
        }
        let names = if place.keeps_counts && fits(names, 1) { names } else { short };
        let mut lines = vec![self.apart(self.name_line(names), &right(1))];
        if place.keeps_counts && all > 1 && self.size.rows >= 8 {
            lines.push(self.apart(Line::default(), &self.dotted(&place.counts[1..])));
        }
        lines
    }

    /// Names as wide as they will be painted.
    fn name_line(&self, names: &[Safe]) -> Line {
        let mut line = Line::default();
        for (number, name) in names.iter().enumerate() {
            let style = if number == 0 { bold() } else { ContentStyle::default() };
            if number > 0 {
                line.push(self.options.marks().dot.into(), style);
            }
            line.push(self.options.shown(name), style);
        }
        line
    }

    /// Two texts at the ends of a line; the left one is cut where it has to be.
    fn apart(&self, left: Line, right: &Safe) -> Line {
        let cut = self.options.marks().cut;
        let mut line = left.cut(self.size.columns.saturating_sub(width(right.as_str()) + 2), cut);
        let gap = self.size.columns.saturating_sub(line.width() + width(right.as_str()));
        line.push(Safe::spaces(gap), ContentStyle::default());
        line.push(right.clone(), dim());
        line.cut(self.size.columns, cut)
    }

    /// The fullest form that fits.
    fn facts(&self, forms: &[Vec<Safe>]) -> Option<Line> {
        let mut texts = forms.iter().map(|facts| self.dotted(facts)).filter(|text| !text.is_empty());
        let whole = texts.next()?;
        let text = if width(whole.as_str()) <= self.size.columns {
            whole
        } else {
            texts.find(|text| width(text.as_str()) <= self.size.columns).unwrap_or(whole)
        };
        Some(Line::new(text, dim()).cut(self.size.columns, self.options.marks().cut))
    }

    fn dotted(&self, parts: &[Safe]) -> Safe {
        let parts: Vec<&str> = parts.iter().map(Safe::as_str).collect();
        clean_line(&parts.join(self.options.marks().dot))
    }

    /// A rule with a name in it: `── your answer ─────────`. A long name takes several.
    fn headline(&self, name: &Safe) -> Vec<Line> {
        if self.options.plain {
            return vec![safe!("{name}:").into()];
        }
        let rule = self.options.marks().rule;
        let named = |pieces| {
            let mut line = Line::new(clean_line(&rule.repeat(2)), dim());
            line.push(Safe::spaces(1), ContentStyle::default());
            line.append(Line::from_pieces(pieces));
            line.push(Safe::spaces(1), ContentStyle::default());
            line.push(clean_line(&rule.repeat(self.text_width.saturating_sub(line.width()))), dim());
            line
        };
        wrap(&[(name.clone(), bold())], self.text_width.saturating_sub(6)).into_iter().map(named).collect()
    }

    fn text(&self, text: &Safe, style: ContentStyle) -> Vec<Line> {
        wrap(&[(text.clone(), style)], self.text_width).into_iter().map(Line::from_pieces).collect()
    }

    fn rows(&self, rows: &[(Safe, Safe)], stressed: Column) -> Vec<Line> {
        let widths = rows.iter().map(|(name, _)| width(name.as_str()));
        let name_width = widths.max().unwrap_or(0).min(WIDEST_NAME);
        let style = |column| if column == stressed { bold() } else { ContentStyle::default() };
        let mut lines = Vec::new();
        for (name, value) in rows {
            let mut line = Line::new(name.clone(), style(Column::Name));
            // A name that is wider than its column still ends before the value.
            let gap = (name_width + 2).saturating_sub(line.width()).max(2);
            line.push(Safe::spaces(gap), ContentStyle::default());
            let used = line.width();
            let room = self.text_width.saturating_sub(used);
            if room < LEAST_VALUE {
                line.push(value.clone(), style(Column::Value));
                lines.extend(line.broken(self.text_width));
                continue;
            }
            for pieces in wrap(&[(value.clone(), style(Column::Value))], room) {
                line.append(Line::from_pieces(pieces));
                lines.push(std::mem::replace(&mut line, Safe::spaces(used).into()));
            }
        }
        lines
    }

    /// Numbered choices, the mark before one of them; what each leads to is never cut.
    fn choices(&self, items: &[Choice], at: usize, canvas: &mut Canvas) {
        for (number, item) in items.iter().enumerate() {
            let is_marked = number == at;
            let mark = safe!("{} {} ", if is_marked { ">" } else { " " }, number + 1);
            let room = self.text_width.saturating_sub(width(mark.as_str()));
            let style = if is_marked { bold() } else { ContentStyle::default() };
            let mut pieces = vec![(safe!("{}{}", self.tick(item), item.text), style)];
            if !item.text.is_empty() && !item.detail.is_empty() {
                pieces.push((Safe::spaces(2), ContentStyle::default()));
            }
            pieces.push((item.detail.clone(), ContentStyle::default()));
            if is_marked {
                canvas.marked_at = Some(canvas.body.len());
            }
            for (row, pieces) in wrap(&pieces, room).into_iter().enumerate() {
                let before = if row == 0 { mark.clone() } else { Safe::spaces(width(mark.as_str())) };
                let mut line = Line::new(before, style);
                line.append(Line::from_pieces(pieces));
                canvas.body.push(line);
            }
        }
    }

    fn tick(&self, item: &Choice) -> Safe {
        let marks = self.options.marks();
        match item.ticked {
            Some(true) => safe!("{} ", marks.made),
            Some(false) => safe!("{} ", marks.missed),
            None => Safe::default(),
        }
    }

    /// Side by side in columns; down the columns, as the answer has them.
    fn points(&self, points: &[Choice]) -> Vec<Line> {
        let cell = |point: &Choice| {
            let mut cell = Line::from(self.tick(point));
            cell.push(point.text.clone(), point_style(point.ticked == Some(true)));
            cell.cut(self.text_width, self.options.marks().cut)
        };
        let cells: Vec<Line> = points.iter().map(cell).collect();
        let widest = cells.iter().map(Line::width).max().unwrap_or(0);
        let column_count = ((self.text_width + GAP) / (widest + GAP)).max(1);
        let row_count = cells.len().div_ceil(column_count);
        (0..row_count)
            .map(|row| {
                let mut line = Line::default();
                for (column, cell) in cells.iter().skip(row).step_by(row_count).enumerate() {
                    let gap = (column * (widest + GAP)).saturating_sub(line.width());
                    line.push(Safe::spaces(gap), ContentStyle::default());
                    line.append(cell.clone());
                }
                line
            })
            .collect()
    }

    fn foot(&self, keys: &Keys, head_rows: usize) -> Vec<Line> {
        match keys {
            Keys::Hints(hints) => self.by_worth(hints),
            Keys::Menu(hints) => {
                let all = self.in_rows(hints.iter().map(hint_item).collect(), 3);
                if all.len() <= (self.size.rows / 4).max(1) { all } else { self.by_worth(hints) }
            }
            // A line each for the text, for the mark of what is out of sight, and for a notice.
            Keys::Grades(grades) => self.grades(grades, self.size.rows.saturating_sub(head_rows + 3)),
            Keys::Any(does) => vec![Line::new(safe!("any key: {does}"), dim())],
        }
    }

    /// The grades and what each will do, on at most this many lines. It must be seen before it is given,
    /// so it is left out only in windows that have no room at all.
    fn grades(&self, grades: &[Grade], most_lines: usize) -> Vec<Line> {
        let items = |does: &dyn Fn(&Grade) -> String| {
            let key = |grade: &Grade| key_item(&safe!("{}", grade.key), &clean_line(&does(grade)));
            let mut items: Vec<Line> = grades.iter().map(key).collect();
            items.push(key_item(&"?".into(), &" keys".into()));
            items
        };
        if grades.iter().all(|grade| grade.promise.is_empty()) {
            return self.in_rows(items(&|grade| format!(" {}", grade.name)), 2);
        }
        let arrow = self.options.marks().arrow;
        let path = |grade: &Grade, space: &str| {
            let later = grade.later.iter().map(|days| format!("{space}{arrow}{space}{days}"));
            later.collect::<String>()
        };
        let with_path = items(&|grade| format!(" {}: {}{}", grade.name, grade.promise, path(grade, " ")));
        let terse_path = items(&|grade| {
            let path = path(grade, "").replace(' ', "");
            format!(" {} {}{path}", grade.name, terse(grade.promise.as_str()))
        });
        let full = items(&|grade| format!(" {}: {}", grade.name, grade.promise));
        let short = items(&|grade| format!(" {} {}", grade.name, shortened(grade.promise.as_str())));
        // What a key does is worth more than its name: the names are in the help.
        let day_only = items(&|grade| format!(" {}", terse(grade.promise.as_str())));
        let key_only = items(&|_| String::new());
        let few_lines = if self.size.rows >= 20 { 3 } else { 2 };
        let has_path = grades.iter().any(|grade| !grade.later.is_empty());
        let path_lines = |most: usize| if has_path { most } else { 0 };
        let forms = [
            (&with_path, 3, path_lines(few_lines)),
            (&with_path, 2, path_lines(few_lines)),
            (&terse_path, 2, path_lines(most_lines.min(3))),
            (&full, 3, few_lines),
            (&full, 2, few_lines),
            (&short, 2, most_lines),
            (&day_only, 1, most_lines),
        ];
        forms
            .into_iter()
            .map(|(items, gap, most)| (self.in_rows(items.clone(), gap), most))
            .find(|(lines, most)| lines.len() <= *most)
            .map_or_else(|| self.in_rows(key_only, 1), |(lines, _)| lines)
    }

    /// The keys side by side on one line, as many of the first as fit; at least one.
    fn by_worth(&self, hints: &[Hint]) -> Vec<Line> {
        let is_shown = |hint: &&Hint| self.options.unicode || hint.key.as_str().is_ascii();
        let items: Vec<Line> = hints.iter().filter(is_shown).map(hint_item).collect();
        let forms = (1..=items.len()).rev().flat_map(|count| [(count, 3), (count, 2)]);
        forms
            .map(|(count, gap)| self.in_rows(items[..count].to_vec(), gap))
            .find(|lines| lines.len() == 1)
            .unwrap_or_else(|| self.in_rows(items.into_iter().take(1).collect(), 1))
    }

    /// Items side by side, on as many lines as they take.
    fn in_rows(&self, items: Vec<Line>, gap: usize) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for item in items {
            let item = item.cut(self.size.columns, self.options.marks().cut);
            match lines.last_mut() {
                Some(line) if line.width() + gap + item.width() <= self.size.columns => {
                    line.push(Safe::spaces(gap), ContentStyle::default());
                    line.append(item);
                }
                _ => lines.push(item),
            }
        }
        lines
    }

    fn add_notice(&self, canvas: &mut Canvas, notice: &Safe) {
        let style = bold();
        let mut lines = self.text(notice, style);
        // A long message may take a third of the window, and leaves a line to the text and its mark.
        let taken = canvas.head.len() + canvas.foot.len() + 2;
        let most = (self.size.rows / 3).min(self.size.rows.saturating_sub(taken)).max(1);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.pop() {
                let mut last = last.cut(self.text_width.saturating_sub(1), self.options.marks().cut);
                last.push(self.options.marks().cut.into(), style);
                lines.push(last);
            }
        }
        canvas.foot.extend(lines);
    }
}

fn style_of(tone: Tone) -> ContentStyle {
    match tone {
        Tone::Normal => ContentStyle::default(),
        Tone::Strong => bold(),
        Tone::Quiet => dim(),
    }
}

fn hint_item(hint: &Hint) -> Line {
    key_item(&hint.key, &safe!(" {}", hint.does))
}

fn key_item(key: &Safe, does: &Safe) -> Line {
    let mut item = Line::new(key.clone(), bold());
    item.push(does.clone(), ContentStyle::default());
    item
}

/// `today, then 1 d` as `today,1d`.
fn shortened(promise: &str) -> String {
    promise.replace(", then ", ",").replace(' ', "")
}

/// `today, then 1 d` as `+1d`: the plus says that it is asked once more today.
fn terse(promise: &str) -> String {
    let promise = match promise.strip_prefix("today, then ") {
        Some(then) => format!("+{then}"),
        None => promise.to_owned(),
    };
    promise.replace("stays ", "").replace(' ', "")
}

/// The same line with its key points marked; what the marks say is in words above.
fn with_points(line: Line, comparison: &Comparison) -> Line {
    let places = comparison.places(&line.text());
    if places.is_empty() {
        return line;
    }
    let mut marked = Line::default();
    let mut start = 0;
    for span in line.spans() {
        let end = start + span.text.as_str().len();
        let mut at = start;
        for (range, is_made) in &places {
            let (from, to) = (range.start.clamp(at, end), range.end.clamp(at, end));
            if from < to {
                marked.push(span.text.part(at - start..from - start), span.style);
                marked.push(span.text.part(from - start..to - start), point_style(*is_made));
                at = to;
            }
        }
        marked.push(span.text.part(at - start..end - start), span.style);
        start = end;
    }
    marked
}

/// Bold for what was made, underlined for what was missed: told apart without colour.
fn point_style(is_made: bool) -> ContentStyle {
    let attribute = if is_made { Attribute::Bold } else { Attribute::Underlined };
    ContentStyle { attributes: attribute.into(), ..ContentStyle::default() }
}
