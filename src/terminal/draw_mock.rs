//! A mock interview's view as a screenful of lines; scrolling and fitting are those of the drill's pages.

use std::hash::{DefaultHasher, Hash, Hasher};

use termimad::crossterm::style::ContentStyle;

use super::draw::{
    Artist, JUDGE, Page, Size, answer_lines, asked, asked_where, clock_says, headline, key_item,
    sighting_names,
};
use super::draw_points::typed_lines;
use super::line::Line;
use super::look::TerminalOptions;
use super::markdown::{bold, dim, render};
use super::writing::Writing;
use crate::study::draft::Draft;
use crate::study::marks::{Sheet, time_text};
use crate::study::mock::{Agenda, Head, Screen, View};
use crate::study::review::Manner;
use crate::study::session::{Clock, Face, GradeKey};
use crate::study::text::{Safe, clean_line, width};

pub(super) const HOW: &str = "You'll get all the questions first, then the answers. Answer aloud, or type notes; nothing is shown before the end.";
pub(super) const COUNTS: &str = "The grades will change the cards' schedules.";
pub(super) const UNANSWERED: &str = "No answer yet. Grade yourself from what you know.";
pub(super) const PAUSED: &str = "Paused. The clock has stopped.";
pub(super) const NO_ANSWER: &str = "You had no answer.";

pub(super) fn page(view: &View<'_>, size: Size, options: TerminalOptions) -> Page {
    let artist = Artist::new(size, options);
    let mut page = artist.mock(&view.screen);
    if let Some(notice) = view.notice {
        artist.add_notice(&mut page, notice);
    }
    (page.identity, page.card) = identity(&view.screen);
    page.finished(size, options)
}

pub(super) fn identity(screen: &Screen<'_>) -> (u64, u64) {
    let mut card = DefaultHasher::new();
    let kind = match screen {
        Screen::Question { head, .. } => {
            (0, head.number).hash(&mut card);
            0
        }
        Screen::Write { head, .. } => {
            (0, head.number).hash(&mut card);
            1
        }
        Screen::Debrief { head, .. } => {
            (1, head.number).hash(&mut card);
            2
        }
        Screen::Agenda { .. } => 3,
        Screen::Paused { .. } => 4,
        Screen::Choose { .. } => 5,
        Screen::Tick { .. } => 9,
        Screen::Confirm { .. } => 6,
        Screen::Report { .. } => 7,
        Screen::Help { .. } => 8,
    };
    let mut page = card.clone();
    kind.hash(&mut page);
    (page.finish(), card.finish())
}

impl Artist {
    fn mock(&self, screen: &Screen<'_>) -> Page {
        match screen {
            Screen::Agenda { agenda } => self.agenda(agenda),
            Screen::Question { head, face, draft } => self.asked(*head, face, draft),
            Screen::Write { head, face, draft } => self.notes(*head, face, draft),
            Screen::Paused { head } => Page {
                head: self.place(*head, &[]),
                body: self.text(PAUSED, bold()),
                foot: vec![Line::new(clean_line("any key: continue"), dim())],
                ..Page::default()
            },
            Screen::Debrief { head, face, manner, took, grades } => {
                self.debrief(*head, face, *manner, *took, grades)
            }
            Screen::Choose { title, items, at } => self.choose(title, items, *at),
            Screen::Tick { comparison, at } => self.tick(comparison, *at),
            Screen::Confirm { question } => self.confirm(question),
            Screen::Report { sheet } => Page {
                head: vec![
                    Line::new(clean_line(&report_title(sheet)), bold())
                        .cut(self.size.columns, self.options.marks().cut),
                ],
                body: self.sheet(sheet),
                foot: vec![Line::new(clean_line("any key: quit"), dim())],
                ..Page::default()
            },
            Screen::Help { keys } => self.help(keys),
        }
    }

    fn agenda(&self, agenda: &Agenda) -> Page {
        let mut body = Vec::new();
        let rows = agenda_rows(agenda);
        for (name, value) in &rows {
            body.extend(self.row(name, value, name_width(&rows)));
        }
        body.push(Line::default());
        body.extend(self.text(HOW, ContentStyle::default()));
        if agenda.counts {
            body.extend(self.text(COUNTS, ContentStyle::default()));
        }
        let title = format!("Mock interview: {}", agenda.title);
        Page {
            head: vec![
                Line::new(clean_line(&title), bold()).cut(self.size.columns, self.options.marks().cut),
            ],
            body,
            foot: self.keys_by_worth(&[("Enter", "begin"), ("q", "quit"), ("?", "keys"), ("c", "clock")]),
            ..Page::default()
        }
    }

    fn asked(&self, head: Head<'_>, face: &Face, draft: &Draft) -> Page {
        let mut body = render(&face.prompt(false), self.text_width, self.options);
        if !draft.is_blank() {
            body.push(Line::default());
            body.extend(headline("your notes", self.text_width, self.options));
            body.extend(self.text(draft.text(), ContentStyle::default()));
        }
        let keys = [
            ("Space", if draft.is_blank() { "done" } else { "next" }),
            ("t", "notes"),
            ("n", "no answer"),
            ("?", "keys"),
            ("s", "skip"),
            ("p", "pause"),
            ("q", "quit"),
        ];
        Page {
            head: self.place(head, &clocks(head)),
            body,
            foot: self.keys_by_worth(&keys),
            ..Page::default()
        }
    }

    fn notes(&self, head: Head<'_>, face: &Face, draft: &Draft) -> Page {
        let mut body = render(&face.prompt(false), self.text_width, self.options);
        body.push(Line::default());
        body.extend(headline("your notes", self.text_width, self.options));
        let writing = Writing::of(draft, self.text_width);
        let begins_at = body.len();
        body.extend(writing.lines.iter().cloned());
        Page {
            head: self.place(head, &clocks(head)),
            body,
            foot: self.keys_by_worth(&[("Ctrl-D", "done"), ("Esc", "back"), ("Ctrl-G", "editor")]),
            writing: Some((begins_at, writing)),
            ..Page::default()
        }
    }

    fn debrief(&self, head: Head<'_>, face: &Face, manner: Manner, took: Clock, grades: &[GradeKey]) -> Page {
        let mut body = render(&face.prompt(true), self.text_width, self.options);
        body.extend(self.text(&all_asked_where(face), dim()).into_iter().filter(|line| line.width() > 0));
        body.push(Line::default());
        if manner == Manner::NoAnswer {
            body.extend(self.text(NO_ANSWER, dim()));
            body.push(Line::default());
        }
        body.extend(debrief_lines(face, self.text_width, self.options));
        if face.is_exercise {
            body.push(Line::default());
            body.extend(self.text(JUDGE, dim()));
        }
        let head = self.place(head, &[format!("took {}", clock_says(took))]);
        let foot = if grades.iter().any(|grade| !grade.promise.is_empty()) {
            self.grade_keys(grades, self.size.rows.saturating_sub(head.len() + 3))
        } else {
            let key = |grade: &GradeKey| key_item(&grade.key.to_string(), &format!(" {}", grade.name));
            let mut items: Vec<Line> = grades.iter().map(key).collect();
            items.push(key_item("?", " keys"));
            self.in_rows(items, 2)
        };
        Page { head, body, foot, ..Page::default() }
    }

    /// `Zibal · Technical Interview      3 of 12 · 0:42 of 2:00 · in all 6:12 of 24:00`; where that does not
    /// fit, what is said of it has a line of its own.
    fn place(&self, head: Head<'_>, says: &[String]) -> Vec<Line> {
        if self.size.rows < 6 {
            return Vec::new();
        }
        let dot = self.options.marks().dot;
        let follows = head.is_follow_up.then_some("follow-up");
        let place = |parts: &[Option<&str>]| parts.iter().flatten().copied().collect::<Vec<_>>().join(dot);
        let number = format!("{} of {}", head.number, head.count);
        let says = says.join(dot);
        let full = place(&[Some(head.title), Some(head.stage), follows]);
        let short = place(&[Some(head.stage), follows]);
        let right = if says.is_empty() { number.clone() } else { format!("{number}{dot}{says}") };
        let fits = |left: &str, right: &str| {
            width(self.options.shown(&clean_line(left)).as_str()) + 2 + width(right) <= self.size.columns
        };
        if let Some(left) = [&full, &short].into_iter().find(|left| fits(left, &right)) {
            return vec![self.apart(left, &right)];
        }
        let left = if fits(&full, &number) { &full } else { &short };
        let mut lines = vec![self.apart(left, &number)];
        if self.size.rows >= 8 {
            lines.push(self.apart("", &says));
        }
        lines
    }

    /// Two texts at the ends of a line; the left one is cut where it has to be.
    fn apart(&self, left: &str, right: &str) -> Line {
        let cut = self.options.marks().cut;
        let room = self.size.columns.saturating_sub(width(right) + 2);
        let mut line = Line::new(self.options.shown(&clean_line(left)), bold()).cut(room, cut);
        let gap = self.size.columns.saturating_sub(line.width() + width(right));
        line.push(Safe::spaces(gap), ContentStyle::default());
        line.push(clean_line(right), dim());
        line.cut(self.size.columns, cut)
    }

    fn sheet(&self, sheet: &Sheet) -> Vec<Line> {
        let mut body = Vec::new();
        for (name, value) in &sheet.rows {
            body.extend(self.row(name, value, name_width(&sheet.rows)));
        }
        if !sheet.to_work_on.is_empty() {
            body.push(Line::default());
            body.extend(headline("to work on", self.text_width, self.options));
            for (question, why) in &sheet.to_work_on {
                body.extend(self.text(&weak_text(question, why), ContentStyle::default()));
            }
        }
        body
    }

    fn row(&self, name: &str, value: &str, name_width: usize) -> Vec<Line> {
        let mut line = Line::new(clean_line(name), ContentStyle::default());
        // A name that is wider than its column still ends before the value.
        let gap = (name_width + 2).saturating_sub(line.width()).max(2);
        line.push(Safe::spaces(gap), ContentStyle::default());
        line.push(clean_line(value), bold());
        line.broken(self.size.columns)
    }
}

/// `asked 3 times: Zibal, Wallex`; empty for a question of a collection.
pub(super) fn all_asked_where(face: &Face) -> String {
    let names = sighting_names(&face.sightings);
    match asked_where(face, &names, names.len()) {
        parts if parts.is_empty() && face.asked_times > 0 => asked(face.asked_times, &names, names.len()),
        parts => parts.join(", "),
    }
}

/// The notes beside the answers, or that there are none.
pub(super) fn debrief_lines(face: &Face, text_width: usize, options: TerminalOptions) -> Vec<Line> {
    if !face.answers.iter().all(|answer| answer.text.trim().is_empty()) {
        return answer_lines(face, text_width, options);
    }
    let mut lines = Vec::new();
    if let Some(typed) = &face.typed {
        lines.extend(typed_lines(typed, text_width, options));
        lines.push(Line::default());
    }
    lines.extend(headline("answer", text_width, options));
    lines.extend(render(UNANSWERED, text_width, options));
    lines
}

/// The stages and all of them, each with its count and its time.
pub(super) fn agenda_rows(agenda: &Agenda) -> Vec<(String, String)> {
    let value = |count: usize, secs: u64| {
        format!("{count} question{}, {}", if count == 1 { "" } else { "s" }, time_text(secs))
    };
    let mut rows: Vec<(String, String)> =
        agenda.stages.iter().map(|(name, count, secs)| (name.clone(), value(*count, *secs))).collect();
    if rows.len() > 1 {
        rows.push(("In all".to_owned(), value(agenda.question_count, agenda.limit_secs)));
    }
    rows
}

/// The clock of the question and that of the interview, as far as they are shown.
pub(super) fn clocks(head: Head<'_>) -> Vec<String> {
    head.clocks.map_or_else(Vec::new, |clocks| {
        vec![clock_says(clocks.question), format!("in all {}", clock_says(clocks.whole))]
    })
}

pub(super) fn report_title(sheet: &Sheet) -> String {
    format!("Report: {}", sheet.title)
}

/// `no answer: What is a mutex?`
pub(super) fn weak_text(question: &str, why: &str) -> String {
    let line = question.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    format!("{why}: {}", line.trim())
}

fn name_width(rows: &[(String, String)]) -> usize {
    const WIDEST: usize = 24;
    rows.iter().map(|(name, _)| width(clean_line(name).as_str())).max().unwrap_or(0).min(WIDEST)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::mock::Clocks;
    use crate::study::session::{Answer, Choice, Typed};
    use crate::study::text::hostile::{HOSTILE, assert_harmless};
    use crate::terminal::plain_mock;

    const OPTIONS: TerminalOptions = TerminalOptions { color: false, unicode: true, plain: false };

    /// All screens of an interview in which every text is `text`.
    fn each_screen(text: &str, check: impl Fn(&View<'_>)) {
        let clock = Clock { elapsed_secs: 75, limit_secs: Some(120) };
        let clocks = Some(Clocks { question: clock, whole: clock });
        let head = Head { title: text, stage: text, is_follow_up: true, number: 12, count: 20, clocks };
        let face = Face {
            question: text.to_owned(),
            answers: vec![Answer { label: Some(text.to_owned()), text: text.to_owned() }],
            typed: Some(Typed { text: text.to_owned(), comparison: None }),
            ..Face::default()
        };
        let draft = Draft::of(text);
        let grades = GradeKey::all(&[], false);
        let stages = vec![(text.to_owned(), 2, 240); 2];
        let agenda =
            Agenda { title: text.to_owned(), stages, question_count: 4, limit_secs: 480, counts: true };
        let sheet = Sheet {
            title: text.to_owned(),
            rows: vec![(text.to_owned(), text.to_owned())],
            to_work_on: vec![(text.to_owned(), "no answer")],
        };
        let items = vec![Choice { text: text.to_owned(), detail: String::new() }; 3];
        for screen in [
            Screen::Agenda { agenda: &agenda },
            Screen::Question { head, face: &face, draft: &draft },
            Screen::Write { head, face: &face, draft: &draft },
            Screen::Paused { head },
            Screen::Debrief { head, face: &face, manner: Manner::NoAnswer, took: clock, grades: &grades },
            Screen::Choose { title: "Leave?", items: &items, at: 2 },
            Screen::Confirm { question: text },
            Screen::Report { sheet: &sheet },
            Screen::Help { keys: &[("a", "does a")] },
        ] {
            check(&View { screen, notice: Some(text) });
        }
    }

    fn frame(view: &View<'_>, columns: usize, rows: usize) -> String {
        let size = Size { columns, rows };
        let lines = page(view, size, OPTIONS).frame(size, 0, OPTIONS);
        assert_eq!(lines.len(), rows, "{lines:#?}");
        assert!(lines.iter().all(|line| line.width() <= columns), "{lines:#?}");
        lines.iter().map(|line| line.text() + "\n").collect()
    }

    #[test]
    fn every_screen_fits_every_window() {
        let text = "Technical interview with **several** people, می‌خواهم 日本語\n\n- one\n- two";
        for columns in [1, 7, 20, 21, 33, 40, 80, 200] {
            for rows in [1, 5, 6, 8, 10, 16, 24] {
                each_screen(text, |view| {
                    frame(view, columns, rows);
                });
            }
        }
    }

    #[test]
    fn nothing_hostile_is_shown_or_said() {
        for text in HOSTILE {
            each_screen(text, |view| {
                assert_harmless(&frame(view, 60, 20));
                let mut said = Vec::new();
                plain_mock::say(&mut said, view, None, 60, OPTIONS).unwrap();
                assert_harmless(&String::from_utf8(said).unwrap());
            });
        }
    }

    #[test]
    fn a_long_name_ends_before_its_value() {
        let name = "Round 2: technical, with two engineers";
        let rows = vec![(name.to_owned(), "62%, 4 questions".to_owned())];
        let sheet = Sheet { title: "Zibal".into(), rows, to_work_on: Vec::new() };
        let view = View { screen: Screen::Report { sheet: &sheet }, notice: None };
        assert!(frame(&view, 80, 16).contains(&format!("{name}  62%, 4 questions")));
    }

    #[test]
    fn the_clocks_have_a_line_of_their_own_where_the_stage_leaves_no_room() {
        let clock = Clock { elapsed_secs: 75, limit_secs: Some(120) };
        let clocks = Some(Clocks { question: clock, whole: clock });
        let head =
            Head { title: "Zibal", stage: "Technical", is_follow_up: false, number: 2, count: 9, clocks };
        let (face, draft) = (Face { question: "Why?".into(), ..Face::default() }, Draft::default());
        let view = View { screen: Screen::Question { head, face: &face, draft: &draft }, notice: None };
        let first_lines = |columns: usize, count: usize| -> Vec<String> {
            frame(&view, columns, 10).lines().take(count).map(|line| line.trim_end().to_owned()).collect()
        };
        assert_eq!(
            first_lines(64, 2),
            ["Zibal · Technical    2 of 9 · 1:15 of 2:00 · in all 1:15 of 2:00", "Why?"]
        );
        assert_eq!(
            first_lines(40, 3),
            ["Zibal · Technical                 2 of 9", "      1:15 of 2:00 · in all 1:15 of 2:00", "Why?"]
        );
    }
}
