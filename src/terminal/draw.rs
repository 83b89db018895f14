//! A [`View`] as a screenful of lines.
//!
//! A [`Page`] is laid out once per view and width: what stays above, what scrolls, what stays below.
//! A frame is the part of it that a window shows. Where room is short, what matters least goes first:
//! tags, then sections, then the long forms of promises; what is cut ends in `…`, and what is out of
//! sight is counted. No key is handled and nothing is written here.

use std::hash::{DefaultHasher, Hash, Hasher};

use termimad::crossterm::style::{Attribute, Color, ContentStyle};

use super::clean::{Safe, clean, clean_line};
use super::line::{Line, width, wrap};
use super::look::TerminalOptions;
use super::markdown::{bold, dim, render};
use crate::study::session::{Face, GradeKey, Progress, Screen, Sighting, Summary, View};

pub(super) const FEWEST_COLUMNS: usize = 20;
pub(super) const FEWEST_ROWS: usize = 5;
/// Longer lines are hard to read.
const WIDEST_TEXT: usize = 100;

/// The terminal's size in cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// A view laid out for a width and height; what is left to choose is how far it is scrolled.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Page {
    head: Vec<Line>,
    body: Vec<Line>,
    foot: Vec<Line>,
    /// The line of the body with which the answer begins.
    answer_at: Option<usize>,
    /// Two pages of one identity show the same text, perhaps at different widths.
    pub(super) identity: u64,
    /// Likewise, but alike for the prompt and the answer of one card.
    pub(super) card: u64,
}

pub(super) fn page(view: &View<'_>, size: Size, options: TerminalOptions) -> Page {
    let artist = Artist { size, options, text_width: size.columns.min(WIDEST_TEXT) };
    let mut page = artist.page(view);
    if size.rows >= 16 && !page.head.is_empty() {
        page.head.push(Line::default());
    }
    (page.identity, page.card) = identity(&view.screen);
    page
}

impl Page {
    /// The lines of the window, from the `scroll`th line of the body; scrolls no further than the end.
    pub(super) fn frame(&self, size: Size, scroll: usize, options: TerminalOptions) -> Vec<Line> {
        if size.columns < FEWEST_COLUMNS || size.rows < FEWEST_ROWS {
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

    /// The line that shows the same text as line `at` of `other`, by the count of visible characters.
    pub(super) fn same_place(&self, other: &Self, at: usize) -> usize {
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
            (above, below) => format!(" {} {above} above {} {below} below ", marks.up, marks.down),
        };
        let room = size.columns.saturating_sub(width(&says) + 2);
        let mut line = Line::new(clean_line(&marks.rule.repeat(room)), dim());
        line.push(clean_line(&says), bold());
        if size.columns > line.width() {
            line.push(clean_line(&marks.rule.repeat(size.columns - line.width())), dim());
        }
        line
    }
}

struct Artist {
    size: Size,
    options: TerminalOptions,
    text_width: usize,
}

impl Artist {
    fn page(&self, view: &View<'_>) -> Page {
        let mut page = match &view.screen {
            Screen::Question { face } => self.question(face, view.progress),
            Screen::Answer { face, grades } => self.answer(face, grades, view.progress),
            Screen::Help { keys } => self.help(keys),
            Screen::Confirm { question } => Page {
                body: self.text(question, ContentStyle::default()),
                foot: self.keys(&[("y", "yes"), ("n", "no")]),
                ..Page::default()
            },
            Screen::Summary { summary } => self.summary(summary),
        };
        if let Some(notice) = view.notice {
            let style = ContentStyle { foreground_color: Some(Color::DarkYellow), ..bold() };
            let mut lines = self.text(notice, style);
            // A long message may take a third of the window, no more.
            let most = (self.size.rows / 3).max(1);
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
        page
    }

    fn question(&self, face: &Face, progress: Progress) -> Page {
        Page {
            head: self.head(face, progress),
            body: render(&face.question, self.text_width, self.options),
            foot: self.keys(&[("Space", "reveal"), ("?", "keys"), ("q", "leave")]),
            ..Page::default()
        }
    }

    fn answer(&self, face: &Face, grades: &[GradeKey], progress: Progress) -> Page {
        let mut body = render(&face.question, self.text_width, self.options);
        body.push(Line::default());
        let answer_at = Some(body.len());
        body.extend(answer_lines(face, self.text_width, self.options));
        Page {
            head: self.head(face, progress),
            body,
            foot: self.grade_keys(grades),
            answer_at,
            ..Page::default()
        }
    }

    fn help(&self, keys: &[(&str, &str)]) -> Page {
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

    fn summary(&self, summary: &Summary) -> Page {
        let rows = summary_rows(summary);
        let name_width = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let mut body = Vec::new();
        for (name, value) in rows {
            let mut line = Line::new(clean_line(&format!("{name:name_width$}  ")), ContentStyle::default());
            line.push(clean_line(&value), bold());
            body.push(line.cut(self.size.columns, self.options.marks().cut));
        }
        let head = vec![Line::new(clean_line(summary_title(summary)), bold())];
        Page { head, body, foot: vec![Line::new(clean_line("any key: leave"), dim())], ..Page::default() }
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
        let counts = progress_parts(progress);
        // From the fullest form to the barest.
        for (with_section, count) in [(true, 3), (true, 2), (false, 2), (false, 1)] {
            let mut place = Line::new(clean_line(title), bold());
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
        let needed = rest.len();
        rest.extend(face.tags.iter().map(|tag| format!("#{tag}")));
        let join = |shown_names: usize, rest: &[String]| {
            let mut parts = Vec::new();
            if face.asked_times > 1 || names.len() > 1 {
                parts.push(asked(face.asked_times, &names, shown_names));
            }
            parts.extend(rest.iter().cloned());
            clean_line(&parts.join(marks.dot))
        };
        let whole = join(names.len(), &rest);
        if whole.is_empty() {
            return None;
        }
        let with_tags = (needed..=rest.len()).rev().map(|count| (names.len(), count));
        let with_fewer_names = (0..names.len()).rev().map(|count| (count, needed));
        let text = with_tags
            .chain(with_fewer_names)
            .map(|(shown_names, count)| join(shown_names, &rest[..count]))
            .find(|text| width(text.as_str()) <= self.size.columns)
            .unwrap_or_else(|| join(0, &rest[..needed]));
        Some(Line::new(text, dim()).cut(self.size.columns, marks.cut))
    }

    fn grade_keys(&self, grades: &[GradeKey]) -> Vec<Line> {
        let rows = self.size.rows;
        let most_lines = if rows >= 20 { 3 } else { 2 };
        let full = |grade: &GradeKey| format!(" {}: {}", grade.name, grade.promise);
        let short = |grade: &GradeKey| format!(" {} {}", grade.name, shortened(&grade.promise));
        let name_only = |grade: &GradeKey| format!(" {}", grade.name);
        let items = |says: &dyn Fn(&GradeKey) -> String| {
            let mut items: Vec<Line> =
                grades.iter().map(|grade| key_item(&grade.key.to_string(), &says(grade))).collect();
            items.push(key_item("?", " keys"));
            items
        };
        let forms = [(items(&full), 3), (items(&full), 2), (items(&short), 2)]
            .map(|(items, gap)| self.in_rows(items, gap));
        let shortest = forms[2].clone();
        for form in forms {
            if form.len() <= most_lines {
                return form;
            }
        }
        // What a grade will do has to be seen before it is given, so that many lines it takes.
        if shortest.len() + 2 <= rows {
            return shortest;
        }
        self.in_rows(items(&name_only), 1)
    }

    fn keys(&self, keys: &[(&str, &str)]) -> Vec<Line> {
        self.in_rows(keys.iter().map(|(key, does)| key_item(key, &format!(" {does}"))).collect(), 3)
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

    fn text(&self, text: &str, style: ContentStyle) -> Vec<Line> {
        wrap(&[(clean(text), style)], self.text_width).into_iter().map(Line::from_pieces).collect()
    }
}

/// What is shown below the question once the answer is revealed.
pub(super) fn answer_lines(face: &Face, text_width: usize, options: TerminalOptions) -> Vec<Line> {
    let mut lines = Vec::new();
    if face.answers.iter().all(|answer| answer.text.trim().is_empty()) {
        lines.push(headline("answer", text_width, options));
        let says = "No answer is written. Say one aloud, then grade what you said.";
        lines.extend(
            wrap(&[(clean(says), ContentStyle::default())], text_width).into_iter().map(Line::from_pieces),
        );
        return lines;
    }
    for answer in face.answers.iter().filter(|answer| !answer.text.trim().is_empty()) {
        if !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.push(headline(answer.label.as_deref().unwrap_or("answer"), text_width, options));
        lines.extend(render(&answer.text, text_width, options));
    }
    lines
}

/// A rule with a name in it: `── your answer ─────────`.
fn headline(name: &str, text_width: usize, options: TerminalOptions) -> Line {
    let marks = options.marks();
    if options.plain {
        return Line::new(clean_line(&format!("{name}:")), ContentStyle::default());
    }
    let mut line = Line::new(clean_line(&marks.rule.repeat(2)), dim());
    line.push(clean_line(&format!(" {name} ")), bold());
    let line = line.cut(text_width, marks.cut);
    let free = text_width.saturating_sub(line.width());
    let mut whole = line;
    whole.push(clean_line(&marks.rule.repeat(free)), dim());
    whole
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

/// `asked 5 times: Zibal, Wallex and 2 more`.
pub(super) fn asked(times: u32, names: &[String], shown: usize) -> String {
    let mut text = match times {
        0 | 1 => "asked".to_owned(),
        times => format!("asked {times} times"),
    };
    if shown > 0 && !names.is_empty() {
        text.push_str(": ");
        text.push_str(&names[..shown.min(names.len())].join(", "));
        if shown < names.len() {
            text.push_str(&format!(" and {} more", names.len() - shown));
        }
    } else if names.len() > 1 {
        text.push_str(&format!(" at {} places", names.len()));
    }
    text
}

/// Companies, or decks where no company is known, each once.
pub(super) fn sighting_names(sightings: &[Sighting]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for sighting in sightings {
        let name = sighting.company.as_ref().unwrap_or(&sighting.deck_title);
        if !name.is_empty() && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

pub(super) fn summary_title(summary: &Summary) -> &'static str {
    if summary.left_today == 0 { "Done for today" } else { "Session over" }
}

/// The lines of a session's summary: a name and a value.
pub(super) fn summary_rows(summary: &Summary) -> Vec<(&'static str, String)> {
    let minutes = if summary.minutes < 1.0 && summary.graded_count > 0 {
        "less than a minute".to_owned()
    } else if (summary.minutes.round() - 1.0).abs() < 0.5 {
        "1 minute".to_owned()
    } else {
        format!("{:.0} minutes", summary.minutes)
    };
    let retention = match summary.retention {
        Some(share) => format!("{:.0} %", share * 100.0),
        None => "no card in review today".to_owned(),
    };
    vec![
        ("Cards", summary.graded_count.to_string()),
        ("Time", minutes),
        ("Retention", retention),
        ("Streak", counted(usize::try_from(summary.streak_days).unwrap_or(usize::MAX), "day")),
        ("Left today", summary.left_today.to_string()),
        ("Due tomorrow", summary.due_tomorrow.to_string()),
    ]
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn key_item(key: &str, says: &str) -> Line {
    let mut item = Line::new(
        clean_line(key),
        ContentStyle { attributes: Attribute::Bold.into(), ..ContentStyle::default() },
    );
    item.push(clean_line(says), ContentStyle::default());
    item
}

/// `today, then 1 d` as `today+1d`.
fn shortened(promise: &str) -> String {
    promise.replace(", then ", "+").replace(' ', "")
}

fn visible(line: &Line) -> usize {
    line.spans().iter().map(|span| span.text.as_str().chars().filter(|c| !c.is_whitespace()).count()).sum()
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
        Screen::Help { .. } => 2,
        Screen::Confirm { question } => {
            question.hash(&mut card);
            3
        }
        Screen::Summary { .. } => 4,
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
    use super::*;
    use crate::study::session::Answer;
    use crate::terminal::clean::tests::{HOSTILE, assert_harmless};

    const COLOURED: TerminalOptions = TerminalOptions { color: true, unicode: true, plain: false };
    const ASCII: TerminalOptions = TerminalOptions { color: false, unicode: false, plain: false };

    fn face() -> Face {
        let sighting = |deck: &str, company: Option<&str>| Sighting {
            deck_title: deck.to_owned(),
            company: company.map(str::to_owned),
            section: Some("Technical Interview".to_owned()),
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
                sighting("Digikala", None),
            ],
            asked_times: 3,
            tags: vec!["python".to_owned(), "basics".to_owned()],
            why: "3 days overdue".to_owned(),
            flagged: false,
        }
    }

    fn grades() -> Vec<GradeKey> {
        let key = |key, name, promise: &str| GradeKey { key, name, promise: promise.to_owned() };
        vec![
            key('1', "again", "today, then 1 d"),
            key('2', "hard", "today, then 6 d"),
            key('3', "good", "6 d"),
            key('4', "easy", "6 d"),
        ]
    }

    const PROGRESS: Progress = Progress { done: 2, left: 19, unanswered_left: 4, repeats_left: 1 };

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
    fn golden() {
        let (face, grades) = (face(), grades());
        for (view, c, r) in [
            (question(&face), 80, 24),
            (answer(&face, &grades), 80, 24),
            (question(&face), 40, 10),
            (answer(&face, &grades), 40, 10),
            (answer(&face, &grades), 20, 5),
            (answer(&face, &grades), 30, 8),
        ] {
            println!("=== {c}x{r}");
            for line in frame(&view, c, r, 0, COLOURED) {
                println!("{}|", line.text());
            }
        }
        let summary = Summary {
            graded_count: 21,
            minutes: 12.4,
            retention: Some(0.857),
            streak_days: 5,
            due_tomorrow: 14,
            left_today: 0,
        };
        let view = View { progress: PROGRESS, screen: Screen::Summary { summary: &summary }, notice: None };
        for line in frame(&view, 40, 10, 0, ASCII) {
            println!("{}|", line.text());
        }
        for line in frame(&answer(&face, &grades), 60, 14, 3, ASCII) {
            println!("{}|", line.text());
        }
        let view = View {
            progress: PROGRESS,
            screen: Screen::Help {
                keys: &[
                    ("Space", "reveal the answer, and then: good"),
                    ("u", "undo the latest grade, any number of times"),
                ],
            },
            notice: None,
        };
        for line in frame(&view, 40, 10, 0, ASCII) {
            println!("{}|", line.text());
        }
    }
}
