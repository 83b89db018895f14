//! The end of a session on the screen: its numbers, what was not recalled, and what can be done now.

use termimad::crossterm::style::ContentStyle;

use super::draw::{Artist, Page, answer_lines, headline, summary_rows, summary_title};
use super::line::Line;
use super::look::TerminalOptions;
use super::markdown::{bold, dim, render};
use crate::study::session::{Face, Offer, Summary};
use crate::study::text::{clean_line, clean_name, width};

impl Artist {
    pub(super) fn summary(&self, summary: &Summary, failed: &[Face], offers: &[Offer]) -> Page {
        let rows = summary_rows(summary);
        let name_width = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let mut body = Vec::new();
        for (name, value) in rows {
            let mut line = Line::new(clean_line(&format!("{name:name_width$}  ")), ContentStyle::default());
            line.push(clean_line(&value), bold());
            body.extend(line.broken(self.size.columns));
        }
        if !failed.is_empty() {
            body.push(Line::default());
            body.extend(self.text(&failed_title(failed), bold()));
            let bullet = self.options.marks().bullets[0];
            body.extend(failed.iter().map(|face| {
                let question = clean_line(&format!("{bullet} {}", first_line(face)));
                Line::new(question, ContentStyle::default()).cut(self.text_width, self.options.marks().cut)
            }));
        }
        let keys = keys_at_end(failed, offers);
        let keys: Vec<(&str, &str)> = keys.iter().map(|(key, does)| (key.as_str(), does.as_str())).collect();
        let all = self.keys(&keys);
        let foot = if all.len() <= (self.size.rows / 4).max(1) { all } else { self.keys_by_worth(&keys) };
        Page {
            head: vec![Line::new(clean_line(summary_title(summary)), bold())],
            body,
            foot,
            ..Page::default()
        }
    }

    pub(super) fn failed(&self, faces: &[Face]) -> Page {
        Page {
            head: vec![
                Line::new(clean_line(&failed_title(faces)), bold())
                    .cut(self.size.columns, self.options.marks().cut),
            ],
            body: failed_lines(faces, self.text_width, self.options),
            foot: vec![Line::new(clean_line("any key: back"), dim())],
            ..Page::default()
        }
    }
}

/// `Not recalled: 2 questions`
pub(super) fn failed_title(failed: &[Face]) -> String {
    match failed.len() {
        1 => "Not recalled: 1 question".to_owned(),
        count => format!("Not recalled: {count} questions"),
    }
}

pub(super) fn first_line(face: &Face) -> String {
    let line = face.question.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    clean_name(line).as_str().to_owned()
}

/// Each question with its answers.
pub(super) fn failed_lines(faces: &[Face], text_width: usize, options: TerminalOptions) -> Vec<Line> {
    let mut lines = Vec::new();
    for (number, face) in (1..).zip(faces) {
        if number > 1 {
            lines.push(Line::default());
        }
        lines.extend(headline(&format!("{number} of {}", faces.len()), text_width, options));
        lines.extend(render(&face.prompt(true), text_width, options));
        lines.push(Line::default());
        lines.extend(answer_lines(face, text_width, options));
    }
    lines
}

/// The keys of the last screen, the way out first.
pub(super) fn keys_at_end(failed: &[Face], offers: &[Offer]) -> Vec<(String, String)> {
    let key = |key: &str, does: &str| (key.to_owned(), does.to_owned());
    let mut keys = vec![key("q", "quit")];
    if !failed.is_empty() {
        keys.push(key("v", "see them again"));
    }
    keys.extend(offers.iter().map(|offer| {
        let name = match offer.key() {
            ' ' => "Space".to_owned(),
            key => key.to_string(),
        };
        (name, offer.says())
    }));
    keys
}

#[cfg(test)]
mod tests {
    use super::super::draw::{Size, page};
    use super::*;
    use crate::study::session::{Answer, Progress, Screen, View};
    use crate::study::text::hostile::{HOSTILE, assert_harmless};

    fn face(question: &str) -> Face {
        let answers = vec![Answer { label: None, text: "It guards.".to_owned() }];
        Face { question: question.to_owned(), answers, ..Face::default() }
    }

    fn shown(screen: Screen<'_>, columns: usize, rows: usize) -> Vec<String> {
        let view = View { progress: Progress::default(), screen, notice: None };
        let (size, options) = (Size { columns, rows }, TerminalOptions::default());
        let frame = page(&view, size, options).frame(size, 0, options);
        frame.iter().map(|line| line.text().trim_end().to_owned()).collect()
    }

    const OFFERS: &[Offer] = &[Offer::New { count: 10 }, Offer::Ahead { count: 7, days: 1 }, Offer::Mock];

    #[test]
    fn the_end_says_what_was_not_recalled_and_what_can_be_done() {
        let failed = [face("A mutex?\n\nAnd a fence?"), face(&"long ".repeat(20))];
        let summary = Summary::default();
        let screen = || Screen::Summary { summary: &summary, failed: &failed, offers: OFFERS };
        let wide = shown(screen(), 80, 24).join("\n");
        assert!(wide.contains("\n\nNot recalled: 2 questions\n• A mutex?\n• long long"), "{wide}");
        assert!(
            wide.ends_with("q quit   v see them again   n 10 more new   a 7 due tomorrow   m mock interview"),
            "{wide}"
        );
        assert_eq!(
            shown(screen(), 40, 12)[9..],
            ["q quit   v see them again", "n 10 more new   a 7 due tomorrow", "m mock interview"]
        );
        assert_eq!(shown(screen(), 20, 5)[4], "q quit");
        let nothing = Screen::Summary { summary: &summary, failed: &[], offers: &[] };
        let last = shown(nothing, 80, 24);
        assert!(!last.join("\n").contains("recalled") && last[23] == "q quit", "{last:?}");
    }

    #[test]
    fn what_was_not_recalled_is_shown_with_its_answers() {
        let faces = [face("A mutex?"), face("A fence?")];
        assert_eq!(
            shown(Screen::Failed { faces: &faces }, 24, 16)[..11],
            [
                "Not recalled: 2 questio…",
                "",
                "── 1 of 2 ──────────────",
                "A mutex?",
                "",
                "── answer ──────────────",
                "It guards.",
                "",
                "── 2 of 2 ──────────────",
                "A fence?",
                "",
            ]
        );
    }

    #[test]
    fn nothing_hostile_is_shown_at_the_end() {
        for text in HOSTILE {
            let faces = [face(text)];
            let summary = Summary::default();
            for screen in [
                Screen::Failed { faces: &faces },
                Screen::Summary { summary: &summary, failed: &faces, offers: OFFERS },
            ] {
                for line in shown(screen, 40, 24) {
                    assert_harmless(&line);
                }
            }
        }
    }
}
