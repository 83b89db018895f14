//! A mock interview as lines that are only ever appended: what the screen shows by place is said in words,
//! and what to do is chosen by number.

use std::io::{self, Write};

use super::draw::{JUDGE, clock_says};
use super::draw_mock::{
    self, COUNTS, HOW, NO_ANSWER, PAUSED, agenda_rows, all_asked_where, clocks, debrief_lines,
};
use super::key::Key;
use super::look::TerminalOptions;
use super::markdown::render;
use super::plain_lines::{grade_prompt, key_of_word, say_lines, say_news, say_points, tick_prompt};
use crate::study::grade::Grade;
use crate::study::mock::{Head, Screen, View};
use crate::study::review::Manner;
use crate::study::session::GradeKey;
use crate::study::text::clean_line;

/// What can be done with a question: the word for it and the key.
const CHOICES: &[(&str, Key)] = &[
    ("next", Key::Enter),
    ("notes", Key::Char('t')),
    ("no answer", Key::Char('n')),
    ("skip", Key::Char('s')),
    ("pause", Key::Char('p')),
    ("back", Key::Char('u')),
    ("leave", Key::Char('q')),
];

/// What is new since `written`, in lines.
pub(super) fn say(
    out: &mut Vec<u8>,
    view: &View<'_>,
    written: Option<(u64, u64)>,
    widest: usize,
    options: TerminalOptions,
) -> io::Result<()> {
    let (page, card) = draw_mock::identity(&view.screen);
    let Some(is_new_card) = say_news(out, view.notice, (page, card), written)? else { return Ok(()) };
    match &view.screen {
        Screen::Agenda { agenda } => {
            writeln!(out, "Mock interview: {}", clean_line(&agenda.title))?;
            for (name, value) in agenda_rows(agenda) {
                writeln!(out, "{}: {value}", clean_line(&name))?;
            }
            say_lines(out, &render(HOW, widest, options), options)?;
            if agenda.counts {
                writeln!(out, "{COUNTS}")?;
            }
        }
        Screen::Question { head, face, draft } => {
            if is_new_card {
                say_head(out, *head)?;
                let clocks = clocks(*head);
                if !clocks.is_empty() {
                    writeln!(out, "Time: {}.", clocks.join("; "))?;
                }
                writeln!(out)?;
                say_lines(out, &render(&face.prompt(false), widest, options), options)?;
                writeln!(out)?;
            }
            if !draft.is_blank() {
                writeln!(out, "Your notes are saved.")?;
            }
        }
        Screen::Write { draft, .. } => {
            writeln!(out, "Type your notes. A line with only a full stop ends them.")?;
            if !draft.is_blank() {
                writeln!(out, "So far:")?;
                for line in draft.text().trim_end().lines() {
                    writeln!(out, "{}", clean_line(line))?;
                }
            }
        }
        Screen::Paused { .. } => writeln!(out, "{PAUSED}")?,
        Screen::Debrief { head, face, manner, took, grades } => {
            say_head(out, *head)?;
            writeln!(out, "Took {}.\n", clock_says(*took))?;
            say_lines(out, &render(&face.prompt(true), widest, options), options)?;
            let asked = all_asked_where(face);
            if !asked.is_empty() {
                writeln!(out, "({})", clean_line(&asked))?;
            }
            writeln!(out)?;
            if *manner == Manner::NoAnswer {
                writeln!(out, "{NO_ANSWER}")?;
            }
            say_lines(out, &debrief_lines(face, widest, options), options)?;
            if face.is_exercise {
                writeln!(out, "{JUDGE}")?;
            }
            writeln!(out)?;
            for GradeKey { key, name, promise, .. } in *grades {
                let does = if promise.is_empty() { String::new() } else { format!(": {promise}") };
                writeln!(out, "{key} {name}{}", clean_line(&does))?;
            }
        }
        Screen::Choose { title, items, .. } => {
            writeln!(out, "{}", clean_line(title))?;
            for (number, item) in items.iter().enumerate() {
                let text = format!("{} {}  {}", number + 1, item.text, item.detail);
                writeln!(out, "{}", clean_line(text.trim_end()))?;
            }
        }
        Screen::Tick { comparison, .. } => say_points(out, comparison, options)?,
        Screen::Confirm { question } => say_lines(out, &render(question, widest, options), options)?,
        // It is printed when the interview is over, as it is where there was a screen.
        Screen::Report { .. } => {}
        Screen::Help { keys } => {
            for (key, does) in *keys {
                writeln!(out, "{key}: {does}")?;
            }
        }
    }
    Ok(())
}

fn say_head(out: &mut Vec<u8>, head: Head<'_>) -> io::Result<()> {
    let follows = if head.is_follow_up { ", a follow-up" } else { "" };
    writeln!(out, "\nQuestion {} of {}{follows}. {}", head.number, head.count, clean_line(head.stage))
}

pub(super) fn prompt(screen: &Screen<'_>) -> String {
    match screen {
        Screen::Agenda { .. } => "Enter starts, q quits".to_owned(),
        Screen::Question { .. } => {
            let choices: Vec<String> =
                (1..).zip(CHOICES).map(|(number, (word, _))| format!("{number} {word}")).collect();
            format!("{}; Enter is next", choices.join(", "))
        }
        Screen::Debrief { grades, manner, face, .. } => {
            let usual = if *manner == Manner::NoAnswer { Some(Grade::Again) } else { face.usual_grade() };
            format!("{}, u for the previous one", grade_prompt(grades, usual))
        }
        Screen::Tick { comparison, .. } => tick_prompt(comparison),
        Screen::Choose { items, .. } => format!("1 to {}", items.len()),
        Screen::Confirm { .. } => "y or n".to_owned(),
        Screen::Write { .. } | Screen::Paused { .. } | Screen::Report { .. } | Screen::Help { .. } => {
            "Enter continues".to_owned()
        }
    }
}

/// The key that a typed line stands for.
pub(super) fn meant(line: &str, screen: &Screen<'_>) -> Option<Key> {
    let word = line.trim().to_lowercase();
    match screen {
        Screen::Question { .. } => {
            let by_number = match key_of_word(&word) {
                Some(Key::Char(digit)) => {
                    digit.to_digit(10).and_then(|digit| (digit as usize).checked_sub(1))
                }
                _ => None,
            };
            let by_word = CHOICES.iter().position(|(choice, _)| *choice == word);
            if let Some((_, key)) = by_number.or(by_word).and_then(|place| CHOICES.get(place)) {
                return Some(key.clone());
            }
        }
        Screen::Debrief { grades, .. } => {
            if let Some(grade) = grades.iter().find(|grade| grade.name == word) {
                return Some(Key::Char(grade.key));
            }
        }
        Screen::Choose { .. } | Screen::Tick { .. } => {
            if let Ok(number) = word.parse() {
                return Some(Key::Number(number));
            }
        }
        _ => {}
    }
    key_of_word(&word)
}
