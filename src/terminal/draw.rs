//! A [`View`] as a screenful of lines.
//!
//! A [`Page`] is laid out once per view and width: what stays above, what scrolls, what stays below.
//! A frame is the part of it that a window shows. Where room is short, what matters least goes first:
//! tags, then sections, then the long forms of promises; what is cut ends in `…`, and what is out of
//! sight is counted. No key is handled and nothing is written here.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use termimad::crossterm::style::{Attribute, ContentStyle};

use super::draw_points::{typed_lines, with_points};
use super::line::Line;
use super::look::TerminalOptions;
use super::markdown::{bold, dim, render};
use super::writing::Writing;
use crate::study::draft::Draft;
use crate::study::session::{Choice, Clock, Face, Form, GradeKey, Progress, Screen, Sighting, Summary, View};
use crate::study::text::{Safe, clean, clean_line, width, wrap};

pub(super) const FEWEST_COLUMNS: usize = 20;
pub(super) const FEWEST_ROWS: usize = 5;
/// Longer lines are hard to read.
const WIDEST_TEXT: usize = 100;

/// A pause before the only card that is left.
pub(super) const STRAIGHT_BACK: &str = "The only question left is the one you have just answered:";

/// An exercise is not recalled.
pub(super) const JUDGE: &str = "An exercise: judge whether yours works, not how well you remembered.";

/// The terminal's size in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

impl Size {
    /// Whether a card can be shown and judged.
    pub(super) fn is_enough(self) -> bool {
        self.columns >= FEWEST_COLUMNS && self.rows >= FEWEST_ROWS
    }
}

/// A view laid out for a width and height; what is left to choose is how far it is scrolled.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Page {
    pub(super) head: Vec<Line>,
    pub(super) body: Vec<Line>,
    pub(super) foot: Vec<Line>,
    /// The line of the body with which the answer begins.
    pub(super) answer_at: Option<usize>,
    /// The text that is being written, and the line of the body with which it begins.
    pub(super) writing: Option<(usize, Writing)>,
    /// The line of the body that has to be in sight.
    pub(super) marked_at: Option<usize>,
    /// Two pages of one identity show the same text, perhaps at different widths.
    pub(super) identity: u64,
    /// Likewise, but alike for the prompt and the answer of one card.
    pub(super) card: u64,
}

pub(super) fn page(view: &View<'_>, size: Size, options: TerminalOptions) -> Page {
    let mut page = Artist::new(size, options).page(view);
    (page.identity, page.card) = identity(&view.screen);
    page.finished(size, options)
}

impl Page {
    /// As it will be painted, with its head cut to what the window has room for.
    pub(super) fn finished(mut self, size: Size, options: TerminalOptions) -> Self {
        for lines in [&mut self.head, &mut self.body, &mut self.foot] {
            let whole = std::mem::take(lines);
            lines.extend(whole.into_iter().flat_map(|line| line.painted(size.columns, options)));
        }
        // In the smallest windows, where a card stands is worth less than what is just said of it.
        self.head.truncate(size.rows.saturating_sub(self.foot.len() + 2));
        if size.rows >= 16 && !self.head.is_empty() {
            self.head.push(Line::default());
        }
        self
    }

    /// The lines of the window, from the `scroll`th line of the body; scrolls no further than the end.
    pub(super) fn frame(&self, size: Size, scroll: usize, options: TerminalOptions) -> Vec<Line> {
        if !size.is_enough() {
            let says = format!("window too small: {FEWEST_COLUMNS}x{FEWEST_ROWS} needed");
            let mut frame = vec![
                Line::new(clean_line(&says), ContentStyle::default()).cut(size.columns, options.marks().cut),
            ];
            frame.resize(size.rows, Line::default());
            return frame;
        }
        let rows = self.body_rows(size);
        let scroll = scroll.min(self.last_scroll(size));
        let mut frame = self.head.clone();
        frame.extend(self.body.iter().skip(scroll).take(rows).cloned());
        frame.resize(self.head.len() + rows, Line::default());
        if self.has_status(size) {
            frame.push(self.status(size, scroll, options));
        }
        frame.extend(self.foot.iter().cloned());
        frame.truncate(size.rows);
        frame
    }

    /// The greatest scroll that still fills the window.
    pub(super) fn last_scroll(&self, size: Size) -> usize {
        self.body.len().saturating_sub(self.body_rows(size))
    }

    pub(super) fn body_rows(&self, size: Size) -> usize {
        size.rows
            .saturating_sub(self.head.len() + self.foot.len() + usize::from(self.has_status(size)))
            .max(1)
    }

    /// Where a freshly revealed answer is best seen from: the top, unless the question would push the
    /// answer out of the upper half; then from two lines above the answer.
    pub(super) fn scroll_at_reveal(&self, size: Size) -> usize {
        let rows = self.body_rows(size);
        match self.answer_at {
            Some(at) if self.body.len() > rows && at > rows / 2 => {
                at.saturating_sub(2).min(self.last_scroll(size))
            }
            _ => 0,
        }
    }

    /// The scroll nearest to the given one that shows the line with the cursor.
    pub(super) fn scroll_to_cursor(&self, size: Size, scroll: usize) -> usize {
        let row = match (&self.writing, self.marked_at) {
            (Some((begins_at, writing)), _) => begins_at + writing.row,
            (None, Some(row)) => row,
            (None, None) => return scroll,
        };
        scroll.clamp((row + 1).saturating_sub(self.body_rows(size)), row)
    }

    /// Whether the cursor, or the mark, is where it was on another page.
    pub(super) fn has_cursor_of(&self, other: &Self) -> bool {
        self.writing == other.writing && self.marked_at == other.marked_at
    }

    /// Row and column of the cursor in the window; `None` if none is to be seen.
    pub(super) fn cursor_at(&self, size: Size, scroll: usize) -> Option<(usize, usize)> {
        let (begins_at, writing) = self.writing.as_ref()?;
        let row = (begins_at + writing.row).checked_sub(scroll)?;
        let is_seen = size.is_enough() && row < self.body_rows(size);
        is_seen.then_some((self.head.len() + row, writing.column))
    }

    pub(super) fn cursor_moved(&self, lines: isize) -> Option<usize> {
        self.writing.as_ref()?.1.moved(lines)
    }

    /// The line that shows the same text as line `at` of `other`, by the count of visible characters.
    pub(super) fn same_place(&self, other: &Self, at: usize) -> usize {
        if self.body == other.body {
            return at;
        }
        let seen = |lines: &[Line]| -> usize { lines.iter().map(visible).sum() };
        let before = seen(&other.body[..at.min(other.body.len())]);
        let mut count = 0;
        for (number, line) in self.body.iter().enumerate() {
            let here = visible(line);
            if count + here > before {
                return number;
            }
            count += here;
        }
        self.body.len()
    }

    fn has_status(&self, size: Size) -> bool {
        let taken = self.head.len() + self.foot.len();
        size.rows >= 12 || self.body.len() + taken > size.rows
    }

    fn status(&self, size: Size, scroll: usize, options: TerminalOptions) -> Line {
        let marks = options.marks();
        let below = self.body.len().saturating_sub(scroll + self.body_rows(size));
        let says = match (scroll, below) {
            (0, 0) => String::new(),
            (0, below) => format!(" {} {} ", marks.down, counted(below, "more line")),
            (above, 0) => format!(" {} {} above ", marks.up, counted(above, "line")),
            (above, below) => format!(" {} {above} {} {below} ", marks.up, marks.down),
        };
        let room = size.columns.saturating_sub(width(&says) + 2);
        let mut line = Line::new(clean_line(&marks.rule.repeat(room)), dim());
        line.push(clean_line(&says), bold());
        if size.columns > line.width() {
            line.push(clean_line(&marks.rule.repeat(size.columns - line.width())), dim());
        }
        line.cut(size.columns, marks.cut)
    }
}

pub(super) struct Artist {
    pub(super) size: Size,
    pub(super) options: TerminalOptions,
    pub(super) text_width: usize,
}

impl Artist {
    pub(super) fn new(size: Size, options: TerminalOptions) -> Self {
        Self { size, options, text_width: size.columns.min(WIDEST_TEXT) }
    }

    fn page(&self, view: &View<'_>) -> Page {
        let mut page = match &view.screen {
            Screen::Question { face } => self.question(face, view.progress),
            Screen::Write { face, draft } => self.write(face, draft, view.progress),
            Screen::Answer { face, grades } => self.answer(face, grades, view.progress),
            Screen::Sightings { face, is_revealed } => self.all_sightings(face, *is_revealed),
            Screen::Choose { title, items, at } => self.choose(title, items, *at),
            Screen::Tick { comparison, at } => self.tick(comparison, *at),
            Screen::Ask { prompt, draft } => {
                let mut body = self.text(prompt, bold());
                let writing = Writing::of(draft, self.text_width);
                let begins_at = body.len();
                body.extend(writing.lines.iter().cloned());
                let foot = self.keys(&[("Enter", "done"), ("Esc", "back")]);
                Page { body, foot, writing: Some((begins_at, writing)), ..Page::default() }
            }
            Screen::Help { keys } => self.help(keys),
            Screen::Confirm { question } => self.confirm(question),
            Screen::Summary { summary, failed, offers } => self.summary(summary, failed, offers),
            Screen::Failed { faces } => self.failed(faces),
            Screen::Wait { question, left_secs } => self.wait(question, *left_secs),
        };
        if let Some(notice) = view.notice {
            self.add_notice(&mut page, notice);
        }
        page
    }

    pub(super) fn add_notice(&self, page: &mut Page, notice: &str) {
        let style = bold();
        let mut lines = self.text(notice, style);
        // A long message may take a third of the window, and leaves a line to the text and its mark.
        let taken = page.head.len() + page.foot.len() + 2;
        let most = (self.size.rows / 3).min(self.size.rows.saturating_sub(taken)).max(1);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.pop() {
                let mut last = last.cut(self.text_width.saturating_sub(1), self.options.marks().cut);
                last.push(clean_line(self.options.marks().cut), style);
                lines.push(last);
            }
        }
        page.foot.extend(lines);
    }

    pub(super) fn confirm(&self, question: &str) -> Page {
        Page {
            body: self.text(question, ContentStyle::default()),
            foot: self.keys(&[("y", "yes"), ("n", "no")]),
            ..Page::default()
        }
    }

    fn wait(&self, question: &str, left_secs: u64) -> Page {
        let mut body = self.text(STRAIGHT_BACK, ContentStyle::default());
        body.push(Line::default());
        body.extend(render(question, self.text_width, self.options));
        body.push(Line::default());
        let clock = clock_says(Clock { elapsed_secs: left_secs, limit_secs: None });
        let says = format!("A short pause makes it a real test. It is asked again in {clock}.");
        body.extend(self.text(&says, ContentStyle::default()));
        let head = vec![Line::new(clean_line("One question left"), bold())];
        Page { head, body, foot: self.keys(&[("Space", "ask it now"), ("q", "finish")]), ..Page::default() }
    }

    fn question(&self, face: &Face, progress: Progress) -> Page {
        Page {
            head: self.head(face, progress),
            body: render(&face.prompt(false), self.text_width, self.options),
            foot: self.question_keys(face),
            ..Page::default()
        }
    }

    fn question_keys(&self, face: &Face) -> Vec<Line> {
        let letters = match &face.form {
            Form::Choice { choices, .. } => choices.options.iter().map(|option| option.letter).collect(),
            _ => Vec::new(),
        };
        let range = match letters.as_slice() {
            [first, .., last] => format!("{}-{}", first.to_ascii_lowercase(), last.to_ascii_lowercase()),
            _ => String::new(),
        };
        let mut keys = vec![("Space", "show answer"), ("?", "keys"), ("q", "quit"), ("t", "type an answer")];
        if !range.is_empty() {
            keys.insert(0, (range.as_str(), "answer"));
        }
        self.keys_by_worth(&keys)
    }

    fn write(&self, face: &Face, draft: &Draft, progress: Progress) -> Page {
        let mut body = render(&face.prompt(false), self.text_width, self.options);
        body.push(Line::default());
        body.extend(headline("your answer", self.text_width, self.options));
        let writing = Writing::of(draft, self.text_width);
        let begins_at = body.len();
        body.extend(writing.lines.iter().cloned());
        Page {
            head: self.head(face, progress),
            body,
            foot: self.keys_by_worth(&[("Ctrl-D", "compare"), ("Esc", "back"), ("Ctrl-G", "editor")]),
            writing: Some((begins_at, writing)),
            ..Page::default()
        }
    }

    fn answer(&self, face: &Face, grades: &[GradeKey], progress: Progress) -> Page {
        let mut body = render(&face.prompt(true), self.text_width, self.options);
        body.push(Line::default());
        let answer_at = Some(body.len());
        body.extend(answer_lines(face, self.text_width, self.options));
        if face.is_exercise {
            body.push(Line::default());
            body.extend(self.text(JUDGE, dim()));
        }
        let head = self.head(face, progress);
        // A line each for the text, for the mark of what is out of sight, and for a notice.
        let most_lines = self.size.rows.saturating_sub(head.len() + 3);
        Page { foot: self.grade_keys(grades, most_lines), head, body, answer_at, ..Page::default() }
    }

    fn all_sightings(&self, face: &Face, is_revealed: bool) -> Page {
        let head = vec![Line::new(clean_line(&sightings_title(face)), bold())];
        let body = sighting_lines(face, is_revealed, self.text_width, self.options);
        Page { head, body, foot: vec![Line::new(clean_line("any key: back"), dim())], ..Page::default() }
    }

    /// Numbered choices, the mark before one of them; what each leads to is never cut.
    pub(super) fn choose(&self, title: &str, items: &[Choice], at: usize) -> Page {
        let mut body = Vec::new();
        let mut marked_at = None;
        for (number, item) in items.iter().enumerate() {
            let is_marked = number == at;
            let mark = format!("{} {} ", if is_marked { ">" } else { " " }, number + 1);
            let room = self.text_width.saturating_sub(width(&mark));
            let style = if is_marked { bold() } else { ContentStyle::default() };
            let mut pieces = vec![(clean_line(&item.text), style)];
            if !item.text.is_empty() && !item.detail.is_empty() {
                pieces.push((clean_line("  "), ContentStyle::default()));
            }
            pieces.push((clean_line(&item.detail), ContentStyle::default()));
            if is_marked {
                marked_at = Some(body.len());
            }
            for (row, pieces) in wrap(&pieces, room).into_iter().enumerate() {
                let before = if row == 0 { clean_line(&mark) } else { Safe::spaces(width(&mark)) };
                let mut line = Line::new(before, style);
                line.append(Line::from_pieces(pieces));
                body.push(line);
            }
        }
        Page {
            head: vec![Line::new(clean_line(title), bold())],
            body,
            foot: self.keys_by_worth(&[("Enter", "choose"), ("Esc", "back"), ("1-9", "choose")]),
            marked_at,
            ..Page::default()
        }
    }

    pub(super) fn help(&self, keys: &[(&str, &str)]) -> Page {
        let key_width = keys.iter().map(|(key, _)| width(key)).max().unwrap_or(0);
        let mut body = Vec::new();
        for (key, does) in keys {
            let room = self.text_width.saturating_sub(key_width + 2);
            for (number, pieces) in
                wrap(&[(clean(does), ContentStyle::default())], room).into_iter().enumerate()
            {
                let key = clean_line(if number == 0 { key } else { "" });
                let free = key_width + 2 - width(key.as_str());
                let mut line = Line::new(key, bold());
                line.push(Safe::spaces(free), ContentStyle::default());
                line.append(Line::from_pieces(pieces));
                body.push(line);
            }
        }
        let head = vec![Line::new(clean_line("Keys"), bold())];
        Page { head, body, foot: vec![Line::new(clean_line("any key: back"), dim())], ..Page::default() }
    }

    fn head(&self, face: &Face, progress: Progress) -> Vec<Line> {
        let mut head = Vec::new();
        if self.size.rows >= 6 {
            head.push(self.place_and_progress(face, progress));
        }
        if self.size.rows >= 9
            && let Some(line) = self.sightings(face)
        {
            head.push(line);
        }
        head
    }

    /// `Zibal · Technical Interview      3 of 21 · 4 unanswered · 2 again`
    fn place_and_progress(&self, face: &Face, progress: Progress) -> Line {
        let marks = self.options.marks();
        let first = face.sightings.first();
        let title = first.map_or("", |sighting| sighting.deck_title.as_str());
        let section = first.and_then(|sighting| sighting.section.as_deref());
        let mut counts = progress_parts(progress);
        if let Some(clock) = face.clock {
            counts.insert(1, clock_says(clock));
        }
        let whole = counts.len();
        // From the fullest form to the barest.
        for (with_section, count) in [(true, whole), (true, 2), (false, 2), (false, 1)] {
            // As wide as it will be drawn.
            let mut place = Line::new(self.options.shown(&clean_line(title)), bold());
            if let Some(section) = section
                && with_section
                && !title.is_empty()
            {
                place.push(clean_line(&format!("{}{section}", marks.dot)), ContentStyle::default());
            }
            let right = counts.iter().take(count).map(String::as_str).collect::<Vec<_>>().join(marks.dot);
            let room = self.size.columns.saturating_sub(width(&right) + 2);
            let is_barest = !with_section && count == 1;
            if place.width() <= room || is_barest {
                let mut line = place.cut(room, marks.cut);
                line.push(
                    Safe::spaces(self.size.columns.saturating_sub(line.width() + width(&right))),
                    ContentStyle::default(),
                );
                line.push(clean_line(&right), dim());
                return line.cut(self.size.columns, marks.cut);
            }
        }
        Line::default()
    }

    /// `asked 3 times: Zibal, Wallex, Digikala · 3 days overdue · flagged · #python`
    fn sightings(&self, face: &Face) -> Option<Line> {
        let marks = self.options.marks();
        let names = sighting_names(&face.sightings);
        let mut rest = Vec::new();
        if !face.why.is_empty() {
            rest.push(face.why.clone());
        }
        if face.flagged {
            rest.push("flagged".to_owned());
        }
        if face.is_exercise {
            rest.insert(0, "exercise".to_owned());
        }
        let needed = rest.len();
        rest.extend(face.tags.iter().map(|tag| format!("#{tag}")));
        let join = |shown_names: usize, rest: &[String]| {
            let mut parts = asked_where(face, &names, shown_names);
            parts.extend(rest.iter().cloned());
            clean_line(&parts.join(marks.dot))
        };
        let whole = join(names.len(), &rest);
        if whole.is_empty() {
            return None;
        }
        // What goes first: tags, then all names but one, then why it is asked now, then the names.
        let with_tags = (needed..=rest.len()).rev().map(|count| (names.len(), count));
        let with_fewer_names = (1..names.len()).rev().map(|count| (count, needed));
        let without_why = (0..=names.len()).rev().map(|count| (count, 0));
        let text = with_tags
            .chain(with_fewer_names)
            .chain(without_why)
            .map(|(shown_names, count)| join(shown_names, &rest[..count]))
            .find(|text| !text.is_empty() && width(text.as_str()) <= self.size.columns)
            .unwrap_or(whole);
        Some(Line::new(text, dim()).cut(self.size.columns, marks.cut))
    }

    /// The grades and what each will do, on at most so many lines. It has to be seen before it is given,
    /// so it is left out only in windows that have no room at all.
    pub(super) fn grade_keys(&self, grades: &[GradeKey], most_lines: usize) -> Vec<Line> {
        let items = |says: &dyn Fn(&GradeKey) -> String| {
            let mut items: Vec<Line> =
                grades.iter().map(|grade| key_item(&grade.key.to_string(), &says(grade))).collect();
            items.push(key_item("?", " keys"));
            items
        };
        let arrow = self.options.marks().arrow;
        let path = |grade: &GradeKey, space: &str| {
            let later = grade.later.iter().map(|days| format!("{space}{arrow}{space}{days}"));
            later.collect::<String>()
        };
        let with_path = items(&|grade| format!(" {}: {}{}", grade.name, grade.promise, path(grade, " ")));
        let terse_path = items(&|grade| {
            let path = path(grade, "").replace(' ', "");
            format!(" {} {}{path}", grade.name, terse(&grade.promise))
        });
        let full = items(&|grade| format!(" {}: {}", grade.name, grade.promise));
        let short = items(&|grade| format!(" {} {}", grade.name, shortened(&grade.promise)));
        // What a key does is worth more than its name: the names are in the help.
        let day_only = items(&|grade| format!(" {}", terse(&grade.promise)));
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
    pub(super) fn keys_by_worth(&self, keys: &[(&str, &str)]) -> Vec<Line> {
        let items = |count: usize| {
            keys[..count].iter().map(|(key, does)| key_item(key, &format!(" {does}"))).collect::<Vec<_>>()
        };
        let forms = (1..=keys.len()).rev().flat_map(|count| [(count, 3), (count, 2)]);
        forms
            .map(|(count, gap)| self.in_rows(items(count), gap))
            .find(|lines| lines.len() == 1)
            .unwrap_or_else(|| self.in_rows(items(1), 1))
    }

    pub(super) fn keys(&self, keys: &[(&str, &str)]) -> Vec<Line> {
        self.in_rows(keys.iter().map(|(key, does)| key_item(key, &format!(" {does}"))).collect(), 3)
    }

    /// Items side by side, on as many lines as they take.
    pub(super) fn in_rows(&self, items: Vec<Line>, gap: usize) -> Vec<Line> {
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

    pub(super) fn text(&self, text: &str, style: ContentStyle) -> Vec<Line> {
        wrap(&[(clean(text), style)], self.text_width).into_iter().map(Line::from_pieces).collect()
    }
}

/// What is shown below the question once the answer is revealed.
pub(super) fn answer_lines(face: &Face, text_width: usize, options: TerminalOptions) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(typed) = &face.typed {
        lines.extend(typed_lines(typed, text_width, options));
        lines.push(Line::default());
    }
    if let Some(verdict) = face.verdict() {
        let pieces = [(clean_line(&verdict), bold())];
        lines.extend(wrap(&pieces, text_width).into_iter().map(Line::from_pieces));
        lines.push(Line::default());
    }
    let comparison = face.comparison();
    if face.answers.iter().all(|answer| answer.text.trim().is_empty()) {
        lines.extend(headline("answer", text_width, options));
        let says = "No answer yet. Answer aloud and grade yourself, or press w to write one.";
        lines.extend(
            wrap(&[(clean(says), ContentStyle::default())], text_width).into_iter().map(Line::from_pieces),
        );
        return lines;
    }
    let answers = face.answers_below();
    let texts = answers.iter().filter(|answer| !answer.text.trim().is_empty());
    for (number, answer) in texts.enumerate() {
        if number > 0 {
            lines.push(Line::default());
        }
        let name = answer.label.as_deref().unwrap_or(if face.is_exercise { "solution" } else { "answer" });
        lines.extend(headline(name, text_width, options));
        let rendered = render(&answer.text, text_width, options);
        match comparison {
            Some(comparison) => {
                lines.extend(rendered.into_iter().map(|line| with_points(line, comparison)));
            }
            None => lines.extend(rendered),
        }
    }
    lines
}

pub(super) fn sightings_title(face: &Face) -> String {
    let (decks, interviews) = deck_counts(face);
    let counted = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{count} {one}s"),
    };
    match (interviews, decks - interviews) {
        (0, others) => format!("In {}, asked in no interview yet", counted(others, "deck")),
        (asked, 0) => format!("Asked in {}", counted(asked, "interview")),
        (asked, others) => {
            format!("Asked in {}, and in {}", counted(asked, "interview"), counted(others, "other deck"))
        }
    }
}

/// Each place with its own words and, once they may be seen, its own answers.
pub(super) fn sighting_lines(
    face: &Face,
    is_revealed: bool,
    text_width: usize,
    options: TerminalOptions,
) -> Vec<Line> {
    let mut lines = Vec::new();
    for sighting in &face.sightings {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        let company = sighting.company.as_deref().filter(|company| *company != sighting.deck_title);
        let day = sighting.day.map(|day| day.to_string());
        let parts =
            [Some(sighting.deck_title.as_str()), company, sighting.section.as_deref(), day.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        lines.extend(headline(&parts.join(options.marks().dot), text_width, options));
        lines.extend(render(&sighting.question, text_width, options));
        let says = match (is_revealed, sighting.answers.as_slice()) {
            (false, []) | (true, [_, ..]) => None,
            (false, _) => Some("Its answer can be seen here after the reveal."),
            (true, []) => Some("No answer is written there."),
        };
        if let Some(says) = says {
            let pieces = [(clean_line(says), dim())];
            lines.extend(wrap(&pieces, text_width).into_iter().map(Line::from_pieces));
        }
        if is_revealed {
            for answer in &sighting.answers {
                lines.push(Line::default());
                lines.extend(render(answer, text_width, options));
            }
        }
    }
    lines
}

/// A rule with a name in it: `── your answer ─────────`. A long name takes several.
pub(super) fn headline(name: &str, text_width: usize, options: TerminalOptions) -> Vec<Line> {
    if options.plain {
        return vec![Line::new(clean_line(&format!("{name}:")), ContentStyle::default())];
    }
    let rule = options.marks().rule;
    let named = |pieces| {
        let mut line = Line::new(clean_line(&rule.repeat(2)), dim());
        line.push(Safe::spaces(1), ContentStyle::default());
        line.append(Line::from_pieces(pieces));
        line.push(Safe::spaces(1), ContentStyle::default());
        line.push(clean_line(&rule.repeat(text_width.saturating_sub(line.width()))), dim());
        line
    };
    wrap(&[(clean_line(name), bold())], text_width.saturating_sub(6)).into_iter().map(named).collect()
}

/// `0:42`, `0:42 of 2:00`, `2:10, over 2:00`.
pub(super) fn clock_says(clock: Clock) -> String {
    let time = |secs: u64| match secs / 3600 {
        0 => format!("{}:{:02}", secs / 60, secs % 60),
        hours => format!("{hours}:{:02}:{:02}", secs / 60 % 60, secs % 60),
    };
    let elapsed = time(clock.elapsed_secs);
    match clock.limit_secs.map(u64::from) {
        None => elapsed,
        Some(limit) if clock.elapsed_secs > limit => format!("{elapsed}, over {}", time(limit)),
        Some(limit) => format!("{elapsed} of {}", time(limit)),
    }
}

/// `3 of 21`, and what of the rest is special.
pub(super) fn progress_parts(progress: Progress) -> Vec<String> {
    let mut parts = vec![format!("{} of {}", progress.done + 1, progress.done + progress.left.max(1))];
    if progress.unanswered_left > 0 {
        parts.push(format!("{} unanswered", progress.unanswered_left));
    }
    if progress.repeats_left > 0 {
        parts.push(format!("{} again", progress.repeats_left));
    }
    parts
}

/// How many decks have the question, and how many of them are interviews that asked it.
fn deck_counts(face: &Face) -> (usize, usize) {
    let names = |only_interviews: bool| {
        let sightings = face.sightings.iter().filter(|sighting| sighting.is_interview || !only_interviews);
        sightings.map(|sighting| sighting.deck.as_str()).collect::<BTreeSet<&str>>().len()
    };
    (names(false), names(true))
}

/// `asked 5 times: Zibal, Wallex and 2 more`, `in 2 decks`: what is worth telling of where a question is
/// from. Only interviews have asked it; other decks just have it.
pub(super) fn asked_where(face: &Face, names: &[String], shown: usize) -> Vec<String> {
    let (decks, interviews) = deck_counts(face);
    let mut parts = Vec::new();
    if face.asked_times > 1 || (face.asked_times == 1 && decks > 1) {
        parts.push(asked(face.asked_times, names, shown));
    }
    if decks > 1 && decks > interviews {
        parts.push(format!("in {decks} decks"));
    }
    parts
}

/// `asked 5 times: Zibal, Wallex and 2 more`.
pub(super) fn asked(times: u32, names: &[String], shown: usize) -> String {
    let text = match times {
        0 | 1 => "asked once".to_owned(),
        times => format!("asked {times} times"),
    };
    match names.len() {
        0 => text,
        1 if shown == 0 => text,
        count if shown == 0 => format!("{text} at {count} places"),
        count if shown >= count => format!("{text}: {}", names.join(", ")),
        count => format!("{text}: {} and {} more", names[..shown].join(", "), count - shown),
    }
}

/// The companies that asked, each once.
pub(super) fn sighting_names(sightings: &[Sighting]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for sighting in sightings.iter().filter(|sighting| sighting.is_interview) {
        let name = sighting.company.as_ref().unwrap_or(&sighting.deck_title);
        if !name.is_empty() && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

pub(super) fn summary_title(summary: &Summary) -> &'static str {
    if summary.outlook.today.total() + summary.left_in_session == 0 {
        "Done for today"
    } else {
        "Session over"
    }
}

/// The lines of a session's summary: a name and a value.
pub(super) fn summary_rows(summary: &Summary) -> Vec<(&'static str, String)> {
    let minutes = if summary.minutes < 1.0 && summary.answer_count > 0 {
        "less than a minute".to_owned()
    } else if (summary.minutes.round() - 1.0).abs() < 0.5 {
        "1 minute".to_owned()
    } else {
        format!("{:.0} minutes", summary.minutes)
    };
    let retention = match summary.retention {
        Some(share) => format!("{:.0}%", share * 100.0),
        None => "–".to_owned(),
    };
    let answered =
        format!("{}, {}", counted(summary.card_count, "card"), counted(summary.answer_count, "answer"));
    let outlook = &summary.outlook;
    let mut rows = vec![
        ("Answered", answered),
        ("Time today", minutes),
        ("Retention", retention),
        ("Streak", counted(usize::try_from(summary.streak_days).unwrap_or(usize::MAX), "day")),
        ("Left today", outlook.today.describe_with_waiting()),
        ("Tomorrow", outlook.describe_tomorrow()),
    ];
    if let Some(backlog) = outlook.backlog {
        rows.push(("Backlog", format!("{}, {}", backlog.due_count, backlog.end())));
    }
    rows
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

pub(super) fn key_item(key: &str, says: &str) -> Line {
    let mut item = Line::new(
        clean_line(key),
        ContentStyle { attributes: Attribute::Bold.into(), ..ContentStyle::default() },
    );
    item.push(clean_line(says), ContentStyle::default());
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

/// The characters of a line that it holds at any width: no spaces, rules or marks of broken lines.
fn visible(line: &Line) -> usize {
    let is_text = |c: &char| !c.is_whitespace() && !matches!(c, '─' | '-' | '↪' | '\\');
    line.spans().iter().map(|span| span.text.as_str().chars().filter(is_text).count()).sum()
}

/// What is on the page, and what card it is of.
pub(super) fn identity(screen: &Screen<'_>) -> (u64, u64) {
    let mut card = DefaultHasher::new();
    let kind = match screen {
        Screen::Question { face } => {
            hash_face(face, &mut card);
            0
        }
        Screen::Answer { face, .. } => {
            hash_face(face, &mut card);
            1
        }
        Screen::Write { face, .. } => {
            hash_face(face, &mut card);
            5
        }
        Screen::Sightings { face, .. } => {
            face.question.hash(&mut card);
            6
        }
        Screen::Choose { title, .. } => {
            title.hash(&mut card);
            7
        }
        Screen::Ask { prompt, .. } => {
            prompt.hash(&mut card);
            8
        }
        Screen::Tick { .. } => 11,
        Screen::Help { .. } => 2,
        Screen::Wait { question, .. } => {
            question.hash(&mut card);
            9
        }
        Screen::Confirm { question } => {
            question.hash(&mut card);
            3
        }
        Screen::Summary { .. } => 4,
        Screen::Failed { .. } => 10,
    };
    let mut page = card.clone();
    kind.hash(&mut page);
    (page.finish(), card.finish())
}

fn hash_face(face: &Face, hasher: &mut DefaultHasher) {
    face.question.hash(hasher);
    for sighting in &face.sightings {
        sighting.deck_title.hash(hasher);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::study::day::Day;
    use crate::study::key_points::{Comparison, TopicWords};
    use crate::study::queue::{Outlook, Workload};
    use crate::study::session::{Answer, Typed};
    use crate::study::text::hostile::{HOSTILE, assert_harmless};

    const COLOURED: TerminalOptions = TerminalOptions { color: true, unicode: true, plain: false };
    const ASCII: TerminalOptions = TerminalOptions { color: false, unicode: false, plain: false };

    fn face() -> Face {
        let sighting = |deck: &str, company: Option<&str>| Sighting {
            deck: deck.to_owned(),
            deck_title: deck.to_owned(),
            is_interview: company.is_some(),
            company: company.map(str::to_owned),
            section: Some("Technical Interview".to_owned()),
            ..Sighting::default()
        };
        Face {
            question: "What is the difference between `is` and `==` in Python?".to_owned(),
            answers: vec![Answer {
                label: None,
                text: "The `is` operator checks for **identity**, `==` for equality.\n\n```python\na = [1]\na is [1]  # False\n```\n\n- small integers are cached\n- so `is` may *seem* to work"
                    .to_owned(),
            }],
            sightings: vec![
                sighting("Zibal", Some("Zibal")),
                sighting("Wallex 2024", Some("Wallex")),
                sighting("Digikala", Some("Digikala")),
            ],
            asked_times: 3,
            tags: vec!["python".to_owned(), "basics".to_owned()],
            why: "3 days overdue".to_owned(),
            ..Face::default()
        }
    }

    fn grades() -> Vec<GradeKey> {
        let key =
            |key, name, promise: &str| GradeKey { key, name, promise: promise.to_owned(), later: Vec::new() };
        vec![
            key('1', "again", "today, then 1 d"),
            key('2', "hard", "today, then 6 d"),
            key('3', "good", "6 d"),
            key('4', "easy", "6 d"),
        ]
    }

    const PROGRESS: Progress =
        Progress { done: 2, cards_done: 2, left: 19, unanswered_left: 4, repeats_left: 1 };

    fn question(face: &Face) -> View<'_> {
        View { progress: PROGRESS, screen: Screen::Question { face }, notice: None }
    }

    fn answer<'a>(face: &'a Face, grades: &'a [GradeKey]) -> View<'a> {
        View {
            progress: PROGRESS,
            screen: Screen::Answer { face, grades },
            notice: Some("Undid the last grade."),
        }
    }

    fn frame(
        view: &View<'_>,
        columns: usize,
        rows: usize,
        scroll: usize,
        options: TerminalOptions,
    ) -> Vec<Line> {
        let size = Size { columns, rows };
        page(view, size, options).frame(size, scroll, options)
    }

    #[track_caller]
    fn check(view: &View<'_>, columns: usize, rows: usize, options: TerminalOptions, expected: &str) {
        let frame = frame(view, columns, rows, 0, options);
        assert_eq!(frame.len(), rows);
        let shown: Vec<String> = frame.iter().map(|line| line.text().trim_end().to_owned()).collect();
        let shown = shown.join("\n");
        assert_eq!(shown, expected.strip_prefix('\n').unwrap(), "shown:\n{shown}");
    }

    #[test]
    fn the_question() {
        let face = face();
        check(
            &question(&face),
            80,
            24,
            COLOURED,
            "
Zibal · Technical Interview                     3 of 21 · 4 unanswered · 1 again
asked 3 times: Zibal, Wallex, Digikala · 3 days overdue · #python · #basics

What is the difference between `is` and `==` in Python?


















────────────────────────────────────────────────────────────────────────────────
Space show answer   ? keys   q quit   t type an answer",
        );
        check(
            &question(&face),
            40,
            10,
            COLOURED,
            "
Zibal             3 of 21 · 4 unanswered
asked 3 times: Zibal, Wallex, Digikala
What is the difference between `is` and
`==` in Python?





Space show answer   ? keys   q quit",
        );
    }

    #[test]
    fn the_answer() {
        let (face, grades) = (face(), grades());
        check(
            &answer(&face, &grades),
            80,
            24,
            COLOURED,
            "
Zibal · Technical Interview                     3 of 21 · 4 unanswered · 1 again
asked 3 times: Zibal, Wallex, Digikala · 3 days overdue · #python · #basics

What is the difference between `is` and `==` in Python?

── answer ──────────────────────────────────────────────────────────────────────
The `is` operator checks for identity, `==` for equality.

  a = [1]
  a is [1]  # False

• small integers are cached
• so `is` may seem to work







────────────────────────────────────────────────────────────────────────────────
1 again: today, then 1 d   2 hard: today, then 6 d   3 good: 6 d   4 easy: 6 d
? keys
Undid the last grade.",
        );
        check(
            &answer(&face, &grades),
            40,
            10,
            COLOURED,
            "
Zibal             3 of 21 · 4 unanswered
asked 3 times: Zibal, Wallex, Digikala
What is the difference between `is` and
`==` in Python?

── answer ──────────────────────────────
────────────────────── ▼ 8 more lines ──
1 again today,1d  2 hard today,6d
3 good 6d  4 easy 6d  ? keys
Undid the last grade.",
        );
        check(
            &answer(&face, &grades),
            60,
            14,
            ASCII,
            "
Zibal - Technical Interview           3 of 21 - 4 unanswered
asked 3 times: Zibal, Wallex, Digikala - 3 days overdue
What is the difference between `is` and `==` in Python?

-- answer --------------------------------------------------
The `is` operator checks for identity, `==` for equality.

  a = [1]
  a is [1]  # False

------------------------------------------ v 2 more lines --
1 again: today, then 1 d   2 hard: today, then 6 d
3 good: 6 d   4 easy: 6 d   ? keys
Undid the last grade.",
        );
    }

    #[test]
    fn the_days_that_follow_stand_beside_each_key() {
        let face = Face { tags: Vec::new(), why: "new".to_owned(), ..face() };
        let mut grades = grades();
        for (grade, promise, later) in [
            (0, "today, then 1 d", ["1 d", "6 d"]),
            (1, "today, then 1 d", ["6 d", "14 d"]),
            (2, "1 d", ["6 d", "15 d"]),
            (3, "1 d", ["6 d", "16 d"]),
        ] {
            grades[grade].promise = promise.to_owned();
            grades[grade].later = later.map(str::to_owned).to_vec();
        }
        let view = View { notice: None, ..answer(&face, &grades) };
        let foot = |columns, rows, options| {
            let lines = frame(&view, columns, rows, 0, options);
            let at = lines.iter().rposition(|line| line.text().starts_with(['─', '-'])).unwrap();
            lines[at + 1..].iter().map(Line::text).collect::<Vec<_>>()
        };
        assert_eq!(
            foot(80, 24, COLOURED),
            [
                "1 again: today, then 1 d → 1 d → 6 d   2 hard: today, then 1 d → 6 d → 14 d",
                "3 good: 1 d → 6 d → 15 d   4 easy: 1 d → 6 d → 16 d   ? keys",
            ]
        );
        let narrow = ["1 again +1d→1d→6d  2 hard +1d→6d→14d", "3 good 1d→6d→15d  4 easy 1d→6d→16d", "? keys"];
        assert_eq!(foot(40, 24, COLOURED), narrow);
        assert_eq!(foot(40, 12, COLOURED), narrow);
        assert_eq!(
            foot(80, 24, ASCII)[1],
            "3 good: 1 d -> 6 d -> 15 d   4 easy: 1 d -> 6 d -> 16 d   ? keys"
        );
        // In the smallest window each key still says what it does first.
        assert_eq!(foot(20, 5, COLOURED), ["1 +1d 2 +1d 3 1d", "4 1d ? keys"]);
    }

    #[test]
    fn a_pause_says_what_is_left_and_how_long() {
        let screen = Screen::Wait { question: "What does `is` check?", left_secs: 107 };
        check(
            &View { progress: PROGRESS, screen, notice: None },
            40,
            12,
            COLOURED,
            "
One question left
The only question left is the one you
have just answered:

What does `is` check?

A short pause makes it a real test. It
is asked again in 1:47.


────────────────────────────────────────
Space ask it now   q finish",
        );
    }

    #[test]
    fn the_smallest_window_still_says_what_each_key_does() {
        let (face, grades) = (face(), grades());
        let view = View { notice: None, ..answer(&face, &grades) };
        check(
            &view,
            20,
            5,
            COLOURED,
            "
What is the
difference between
─ ▼ 15 more lines ──
1 +1d 2 +6d 3 6d
4 6d ? keys",
        );
    }

    #[test]
    fn an_unanswered_card_says_what_to_do() {
        let face = Face { answers: Vec::new(), ..face() };
        let grades = grades();
        let frame = frame(&answer(&face, &grades), 80, 24, 0, COLOURED);
        let text: Vec<String> = frame.iter().map(Line::text).collect();
        assert!(
            text.join("\n").contains("No answer yet. Answer aloud and grade yourself, or press w to write")
        );
    }

    fn typed_face() -> Face {
        let typed = "Idenitty and eqality.";
        let comparison = Comparison::of(
            "?",
            "It shows **identity**; `==` compares values, in a cache.",
            typed,
            &TopicWords::default(),
        );
        let typed = Typed { text: typed.to_owned(), comparison: comparison.map(Box::new) };
        Face { typed: Some(typed), ..face() }
    }

    #[test]
    fn what_was_typed_stands_before_the_answer() {
        let face = typed_face();
        let grades = grades();
        let view = View { notice: None, ..answer(&face, &grades) };
        check(
            &view,
            60,
            20,
            COLOURED,
            "
Zibal · Technical Interview           3 of 21 · 4 unanswered
asked 3 times: Zibal, Wallex, Digikala · 3 days overdue

What is the difference between `is` and `==` in Python?

── you wrote ───────────────────────────────────────────────
Idenitty and eqality.

── 1 of 3 key points (✓ made, ✗ missed) ────────────────────
✓ It shows identity    ✗ in a cache
✗ == compares values
Choose the grade yourself. p ticks points you made in other
words.

── answer ──────────────────────────────────────────────────
The `is` operator checks for identity, `==` for equality.

────────────────────────────────────────── ▼ 5 more lines ──
1 again: today, then 1 d   2 hard: today, then 6 d
3 good: 6 d   4 easy: 6 d   ? keys",
        );
        let lines = answer_lines(&face, 60, COLOURED);
        let marked = lines.iter().find(|line| line.text().starts_with("The ")).unwrap();
        let attributes = |word: &str| {
            let span = marked.spans().iter().find(|span| span.text.as_str() == word).unwrap();
            span.style.attributes
        };
        assert!(attributes("==").has(Attribute::Underlined));
        assert!(attributes("identity").has(Attribute::Bold));
    }

    #[test]
    fn who_seems_to_say_the_opposite_is_told_so() {
        let text = "An insert gets faster.";
        let comparison = Comparison::of("?", "An insert becomes slower.", text, &TopicWords::default());
        let typed = Typed { text: text.to_owned(), comparison: comparison.map(Box::new) };
        let face = Face { typed: Some(typed), ..face() };
        let grades = grades();
        let frame = frame(&answer(&face, &grades), 80, 24, 0, COLOURED);
        let shown = frame.iter().map(Line::text).collect::<Vec<_>>().join("\n");
        assert!(shown.contains("1 of 1 key point"), "{shown}");
        assert!(
            shown.contains("You may have said the opposite somewhere. Choose the grade yourself."),
            "{shown}"
        );
    }

    #[test]
    fn text_is_written_with_its_cursor_in_sight() {
        let face = face();
        let draft = Draft::of("one\ntwo");
        let view =
            View { progress: PROGRESS, screen: Screen::Write { face: &face, draft: &draft }, notice: None };
        check(
            &view,
            40,
            10,
            COLOURED,
            "
Zibal             3 of 21 · 4 unanswered
asked 3 times: Zibal, Wallex, Digikala
What is the difference between `is` and
`==` in Python?

── your answer ─────────────────────────
one
two

Ctrl-D compare  Esc back  Ctrl-G editor",
        );
        for columns in 20..45 {
            for rows in 5..12 {
                let size = Size { columns, rows };
                let page = page(&view, size, COLOURED);
                let scroll = page.scroll_to_cursor(size, 0);
                let (row, column) = page.cursor_at(size, scroll).unwrap();
                let frame = page.frame(size, scroll, COLOURED);
                assert_eq!(frame[row].text(), "two", "{columns}x{rows}");
                assert_eq!(column, 3);
            }
        }
    }

    #[test]
    fn choices_are_numbered_and_show_where_they_lead() {
        let choice = |text: &str, detail: &str| Choice { text: text.to_owned(), detail: detail.to_owned() };
        let items = [choice("the docs", "https://docs.example.org/a/long/path"), choice("", "https://b.org")];
        let screen = Screen::Choose { title: "Open in the browser", items: &items, at: 1 };
        check(
            &View { progress: PROGRESS, screen, notice: None },
            30,
            7,
            ASCII,
            "
Open in the browser
  1 the docs
    https://docs.example.org/a
    /long/path
> 2 https://b.org

Enter choose   Esc back",
        );
    }

    #[test]
    fn only_interviews_have_asked_a_question() {
        let sighting = |deck: &str, is_interview: bool| Sighting {
            deck: deck.to_owned(),
            deck_title: deck.to_owned(),
            company: is_interview.then(|| deck.to_owned()),
            is_interview,
            ..Sighting::default()
        };
        let interviews = || vec![sighting("zibal", true), sighting("wallex", true)];
        let banks = || vec![sighting("go-bank", false), sighting("sql-bank", false)];
        for (asked_times, sightings, line, title) in [
            (0, banks(), "in 2 decks", "In 2 decks, asked in no interview yet"),
            (0, banks().split_off(1), "", "In 1 deck, asked in no interview yet"),
            (1, interviews().split_off(1), "", "Asked in 1 interview"),
            (2, interviews(), "asked 2 times: zibal, wallex", "Asked in 2 interviews"),
            (
                1,
                [interviews().split_off(1), banks()].concat(),
                "asked once: wallex, in 3 decks",
                "Asked in 1 interview, and in 2 other decks",
            ),
            (
                4,
                [interviews(), banks().split_off(1)].concat(),
                "asked 4 times: zibal, wallex, in 3 decks",
                "Asked in 2 interviews, and in 1 other deck",
            ),
        ] {
            let face = Face { sightings, asked_times, ..Face::default() };
            let names = sighting_names(&face.sightings);
            assert_eq!(asked_where(&face, &names, names.len()).join(", "), line);
            assert_eq!(sightings_title(&face), title);
        }
    }

    #[test]
    fn all_sightings_have_their_own_words() {
        let sighting = |deck: &str, question: &str, answers: &[&str]| Sighting {
            deck: deck.to_owned(),
            deck_title: deck.to_owned(),
            question: question.to_owned(),
            answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
            day: Day::parse_iso("2025-10-25"),
            ..Sighting::default()
        };
        let face = Face {
            sightings: vec![sighting("Zibal", "`is` or `==`?", &["One."]), sighting("Wallex", "Is is?", &[])],
            ..Face::default()
        };
        for (is_revealed, first, second) in [
            (true, "One.", "No answer is written there."),
            (false, "Its answer can be seen here after the reveal.", ""),
        ] {
            let lines: Vec<String> =
                sighting_lines(&face, is_revealed, 60, COLOURED).iter().map(Line::text).collect();
            let text = lines.join("\n");
            assert!(text.starts_with("── Zibal · 2025-10-25 ──"), "{text}");
            assert!(text.contains(first) && text.contains(second), "{text}");
            assert_eq!(text.contains("One."), is_revealed);
        }
    }

    #[test]
    fn several_answers_are_labelled() {
        let labelled =
            |label: &str, text: &str| Answer { label: Some(label.to_owned()), text: text.to_owned() };
        let face = Face {
            answers: vec![labelled("your answer", "mine"), labelled("Zibal", "theirs")],
            ..Face::default()
        };
        let lines: Vec<String> = answer_lines(&face, 24, COLOURED).iter().map(Line::text).collect();
        assert_eq!(lines, ["── your answer ─────────", "mine", "", "── Zibal ───────────────", "theirs"]);
    }

    #[test]
    fn help_summary_and_confirm() {
        let help = Screen::Help { keys: &[("Space", "reveal the answer, and then: good"), ("u", "undo")] };
        let view = View { progress: PROGRESS, screen: help, notice: None };
        check(
            &view,
            30,
            7,
            ASCII,
            "
Keys
Space  reveal the answer, and
       then: good
u      undo


any key: back",
        );
        let summary = Summary {
            card_count: 21,
            answer_count: 31,
            minutes: 12.4,
            retention: Some(0.857),
            streak_days: 5,
            outlook: Outlook {
                tomorrow: Workload { due_count: 14, new_count: 20, ..Workload::default() },
                ..Outlook::default()
            },
            left_in_session: 0,
        };
        let screen = Screen::Summary { summary: &summary, failed: &[], offers: &[] };
        let view = View { progress: PROGRESS, screen, notice: None };
        check(
            &view,
            40,
            10,
            ASCII,
            "
Done for today
Answered    21 cards, 31 answers
Time today  12 minutes
Retention   86%
Streak      5 days
Left today  nothing
Tomorrow    14 due, 20 new


q quit",
        );
        let screen = Screen::Confirm { question: "The clock is 40 days ahead. Grade all the same?" };
        let view = View { progress: PROGRESS, screen, notice: None };
        check(
            &view,
            30,
            5,
            ASCII,
            "
The clock is 40 days ahead.
Grade all the same?


y yes   n no",
        );
    }

    #[test]
    fn the_clock_and_an_exercise_are_told_in_words() {
        let clock = |elapsed_secs, limit_secs| clock_says(Clock { elapsed_secs, limit_secs });
        assert_eq!(clock(42, None), "0:42");
        assert_eq!(clock(42, Some(120)), "0:42 of 2:00");
        assert_eq!(clock(130, Some(120)), "2:10, over 2:00");
        assert_eq!(clock(3725, None), "1:02:05");
        let clock = Some(Clock { elapsed_secs: 42, limit_secs: Some(120) });
        let face = Face { is_exercise: true, clock, ..face() };
        let lines = frame(&question(&face), 60, 14, 0, COLOURED);
        assert_eq!(lines[0].text(), "Zibal · Technical Interview           3 of 21 · 0:42 of 2:00");
        assert!(lines[1].text().contains("exercise"));
    }

    #[test]
    fn a_window_too_small_says_so() {
        let face = face();
        check(&question(&face), 30, 4, COLOURED, "\nwindow too small: 20x5 needed\n\n\n");
        check(&question(&face), 8, 2, COLOURED, "\nwindow …\n");
        check(&question(&face), 1, 1, COLOURED, "\n…");
    }

    #[test]
    fn every_size_fits_and_scrolls_through_everything() {
        let (face, typed_face, grades) = (face(), typed_face(), grades());
        for view in [question(&face), answer(&face, &grades), answer(&typed_face, &grades)] {
            for columns in (0..=45).chain([80, 100, 300]) {
                for rows in (0..=26).chain([100]) {
                    for options in [COLOURED, ASCII] {
                        let size = Size { columns, rows };
                        let page = page(&view, size, options);
                        if columns >= 20 && rows >= 5 {
                            let status = usize::from(page.has_status(size));
                            let whole = page.head.len() + page.body_rows(size) + status + page.foot.len();
                            assert_eq!(whole, rows, "{columns}x{rows} is overfull: {page:#?}");
                        }
                        let last = page.last_scroll(size);
                        let mut seen = String::new();
                        for scroll in 0..=last {
                            let frame = page.frame(size, scroll, options);
                            assert_eq!(frame.len(), rows);
                            for line in &frame {
                                assert!(line.width() <= columns, "{:?} at {columns}x{rows}", line.text());
                                seen.push_str(&line.text());
                            }
                        }
                        if columns >= 20 && rows >= 5 {
                            assert!(seen.contains("Python?"), "{columns}x{rows}");
                        }
                    }
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_card_fits_any_window(
            question in "\\PC{0,60}", title in "\\PC{0,60}", text in "[ -~\n]{0,200}",
            columns in 20_usize..120, rows in 5_usize..40, is_unicode: bool,
        ) {
            let sighting = Sighting {
                deck_title: title.clone(),
                section: Some(text.clone()),
                question: text.clone(),
                answers: vec![text.clone()],
                ..Sighting::default()
            };
            let face = Face {
                question,
                answers: vec![Answer { label: Some(title), text: text.clone() }],
                sightings: vec![sighting.clone(), sighting],
                asked_times: 7,
                why: text.clone(),
                tags: vec![text.clone()],
                flagged: true,
                ..Face::default()
            };
            let grades = grades();
            let screen = Screen::Answer { face: &face, grades: &grades };
            let view = View { progress: PROGRESS, screen, notice: Some(&text) };
            let options = TerminalOptions { unicode: is_unicode, ..COLOURED };
            let size = Size { columns, rows };
            let page = page(&view, size, options);
            prop_assert!(page.head.len() + page.foot.len() + 2 <= rows);
            for line in page.frame(size, 3, options) {
                prop_assert!(line.width() <= columns, "{:?}", line.text());
            }
        }
    }

    #[test]
    fn a_notice_takes_its_room_from_the_head() {
        let face = Face { sightings: vec![Sighting::default(); 2], asked_times: 7, ..face() };
        let grades = grades();
        let screen = Screen::Answer { face: &face, grades: &grades };
        let view = View { progress: PROGRESS, screen, notice: Some("undone") };
        for unicode in [true, false] {
            let options = TerminalOptions { unicode, ..COLOURED };
            let page = page(&view, Size { columns: 20, rows: 6 }, options);
            assert!(page.head.len() + page.foot.len() + 2 <= 6);
        }
    }

    #[test]
    fn a_resize_keeps_the_place() {
        let words: Vec<String> = (0..200).map(|number| format!("word{number}")).collect();
        let face = Face { question: words.join(" "), ..face() };
        let view = question(&face);
        let wide = page(&view, Size { columns: 80, rows: 24 }, COLOURED);
        let narrow = page(&view, Size { columns: 40, rows: 24 }, COLOURED);
        let at = narrow.same_place(&wide, 10);
        let first_word = wide.body[10].text().split(' ').next().unwrap().to_owned();
        assert!(narrow.body[at].text().contains(&first_word), "{:?}", narrow.body[at].text());
        assert_eq!(wide.same_place(&wide, 10), 10);
    }

    #[test]
    fn nothing_hostile_reaches_a_frame() {
        for text in HOSTILE {
            let evil = Face {
                question: (*text).to_owned(),
                answers: vec![Answer { label: Some((*text).to_owned()), text: (*text).to_owned() }],
                sightings: vec![
                    Sighting {
                        deck: (*text).to_owned(),
                        is_interview: true,
                        deck_title: (*text).to_owned(),
                        company: Some((*text).to_owned()),
                        section: Some((*text).to_owned()),
                        question: (*text).to_owned(),
                        answers: vec![(*text).to_owned()],
                        day: None,
                    };
                    2
                ],
                asked_times: 2,
                tags: vec![(*text).to_owned()],
                why: (*text).to_owned(),
                flagged: true,
                ..Face::default()
            };
            let (promise, later) = ((*text).to_owned(), vec![(*text).to_owned()]);
            let grades = [GradeKey { key: '1', name: "again", promise, later }];
            let items = [Choice { text: (*text).to_owned(), detail: (*text).to_owned() }];
            let draft = Draft::of(text);
            let screens = [
                Screen::Sightings { face: &evil, is_revealed: true },
                Screen::Choose { title: text, items: &items, at: 0 },
                Screen::Ask { prompt: text, draft: &draft },
                Screen::Write { face: &evil, draft: &draft },
                Screen::Answer { face: &evil, grades: &grades },
                Screen::Question { face: &evil },
                Screen::Confirm { question: text },
                Screen::Wait { question: text, left_secs: 7 },
            ];
            for screen in screens {
                let view = View { progress: PROGRESS, screen, notice: Some(text) };
                for (columns, rows) in [(80, 24), (40, 10), (20, 5)] {
                    for options in [COLOURED, ASCII] {
                        for line in frame(&view, columns, rows, 0, options) {
                            assert_harmless(&line.text());
                            assert!(!line.text().contains('\n'));
                        }
                    }
                }
            }
        }
    }
}
