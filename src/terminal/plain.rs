//! The drill as lines that are only ever appended, for screen readers and dumb terminals.
//!
//! No escape byte is written. What the screen shows by place is said in words, and grades are chosen
//! by number or name. Text that was said is not said again: after a wrong key only the prompt is.

use std::io::{self, IsTerminal, Write};

use signal_hook::consts::SIGHUP;

use super::draw::{self, answer_lines};
use super::draw_ending;
use super::error::TerminalError;
use super::guard::{Guard, is_hang_up};
use super::key::Key;
use super::look::TerminalOptions;
use super::markdown::render;
use super::plain_lines::{grade_prompt, key_of_word, say_lines, say_news, say_points, tick_prompt};
use super::plain_mock;
use super::prompt::{Refusal, read_line, read_line_below};
use super::screen::size_now;
use super::shown::Shown;
use crate::study::mock;
use crate::study::session::{Face, Form, GradeKey, Progress, Screen, View};
use crate::study::text::{clean_line, clean_name};

/// Wider lines are hard to follow, and a dumb terminal may not say how wide it is.
const WIDEST_TEXT: usize = 80;

/// A drill in lines.
pub struct Plain {
    options: TerminalOptions,
    /// The page and the card last written, so that neither is repeated.
    written: Option<(u64, u64)>,
    /// The key that follows the one last given.
    pending: Option<Key>,
    guard: Guard,
}

impl Plain {
    pub fn open(options: TerminalOptions) -> Result<Self, TerminalError> {
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return Err(TerminalError::NoTerminal {
                what: "grades".to_owned(),
                flag: "`--format json` to `viva queue`, or grade with `viva grade`".to_owned(),
            });
        }
        let guard = Guard::new().map_err(TerminalError::io("watch"))?;
        let options = TerminalOptions { plain: true, color: false, ..options };
        Ok(Self { options, written: None, pending: None, guard })
    }

    /// Writes what is new in the view and reads an answer.
    pub fn ask<'a>(&mut self, view: impl Into<Shown<'a>>) -> Result<Key, TerminalError> {
        let view = view.into();
        if let Some(key) = self.pending.take() {
            return Ok(key);
        }
        let widest = size_now().columns.min(WIDEST_TEXT);
        let mut text = Vec::new();
        let said = match view {
            Shown::Drill(view) => say(&mut text, view, self.written, widest, self.options),
            Shown::Mock(view) => plain_mock::say(&mut text, view, self.written, widest, self.options),
        };
        said.map_err(TerminalError::io("write to"))?;
        let mut out = io::stdout().lock();
        match out.write_all(&text).and_then(|()| out.flush()) {
            Err(error) if is_hang_up(&error) => return Ok(Key::Ended(SIGHUP)),
            written => written.map_err(TerminalError::io("write to"))?,
        }
        drop(out);
        self.written = Some(view.identity());
        match view {
            Shown::Mock(mock::View { screen: mock::Screen::Report { .. }, .. }) => return Ok(Key::Enter),
            Shown::Drill(View { screen: Screen::Ask { prompt, .. }, .. }) => {
                return Ok(match read_line(&clean_line(prompt), self.options) {
                    Ok(line) if line.trim().is_empty() => Key::Esc,
                    Ok(line) => {
                        self.pending = Some(Key::Enter);
                        Key::Paste(line)
                    }
                    Err(refusal) => key_of(refusal),
                });
            }
            view if view.is_writing() => return self.write(),
            _ => {}
        }
        let prompt = match view {
            Shown::Drill(view) => prompt(&view.screen),
            Shown::Mock(view) => plain_mock::prompt(&view.screen),
        };
        loop {
            let menu = || {
                let mut text = Vec::new();
                match view {
                    Shown::Drill(view) => say_menu(&mut text, &view.screen)?,
                    Shown::Mock(_) => {}
                }
                // The prompt has set the terminal so that it adds no carriage return.
                let text = String::from_utf8_lossy(&text).replace('\n', "\r\n");
                io::stdout().write_all(text.as_bytes())
            };
            match read_line_below(&clean_line(&prompt), self.options, menu) {
                Ok(line) => {
                    let key = match view {
                        Shown::Drill(view) => meant(&line, &view.screen),
                        Shown::Mock(view) => plain_mock::meant(&line, &view.screen),
                    };
                    if let Some(key) = key {
                        return Ok(key);
                    }
                    writeln!(io::stdout(), "\"{}\" is not a valid answer here.", clean_name(line.trim()))
                        .map_err(TerminalError::io("write to"))?;
                }
                Err(refusal) => return Ok(key_of(refusal)),
            }
        }
    }

    /// Reads lines until one that holds only a full stop, as mail programs do; the whole is one paste.
    fn write(&mut self) -> Result<Key, TerminalError> {
        let mut text = String::new();
        loop {
            match read_line(&"A line, or . to end".into(), self.options) {
                Ok(line) if line.trim() == "." => self.pending = Some(Key::CtrlD),
                Ok(line) => {
                    text.push_str(&line);
                    text.push('\n');
                    continue;
                }
                Err(refusal) => self.pending = Some(key_of(refusal)),
            }
            return Ok(Key::Paste(text));
        }
    }

    /// Lets another program have the terminal, such as an editor.
    pub fn suspended<T>(&mut self, run: impl FnOnce() -> T) -> T {
        self.guard.lend(run)
    }
}

fn key_of(refusal: Refusal) -> Key {
    match refusal {
        Refusal::CtrlC => Key::CtrlC,
        Refusal::CtrlD => Key::CtrlD,
        Refusal::Esc => Key::Esc,
        Refusal::Ended(signal) => Key::Ended(signal),
    }
}

/// What is new since `written`, in lines.
pub(super) fn say(
    out: &mut Vec<u8>,
    view: &View<'_>,
    written: Option<(u64, u64)>,
    widest: usize,
    options: TerminalOptions,
) -> io::Result<()> {
    let (page, card) = draw::identity(&view.screen);
    let Some(is_new_card) = say_news(out, view.notice, (page, card), written)? else { return Ok(()) };
    match &view.screen {
        Screen::Question { face } => say_question(out, face, view.progress, widest, options)?,
        Screen::Write { draft, .. } => {
            writeln!(out, "Type your answer. A line with only a full stop shows the other one.")?;
            if !draft.is_blank() {
                writeln!(out, "So far:")?;
                for line in draft.text().trim_end().lines() {
                    writeln!(out, "{}", clean_line(line))?;
                }
            }
        }
        Screen::Answer { face, .. } => {
            if is_new_card {
                say_question(out, face, view.progress, widest, options)?;
            }
            writeln!(out)?;
            if let Some(clock) = face.clock {
                writeln!(out, "Time: {}.", draw::clock_says(clock))?;
            }
            // What is marked or filled in the question is worth saying again.
            if face.form != Form::Recall {
                say_lines(out, &render(&face.prompt(true), widest, options), options)?;
                writeln!(out)?;
            }
            say_lines(out, &answer_lines(face, widest, options), options)?;
            if face.is_exercise {
                writeln!(out, "{}", draw::JUDGE)?;
            }
            writeln!(out)?;
            say_menu(out, &view.screen)?;
        }
        Screen::Sightings { face, is_revealed } => {
            writeln!(out, "\n{}.", draw::sightings_title(face))?;
            say_lines(out, &draw::sighting_lines(face, *is_revealed, widest, options), options)?;
        }
        Screen::Choose { title, .. } => {
            writeln!(out, "{}:", clean_line(title))?;
            say_menu(out, &view.screen)?;
        }
        Screen::Tick { comparison, .. } => say_points(out, comparison, options)?,
        Screen::Ask { .. } => {}
        Screen::Help { keys } => {
            for (key, does) in *keys {
                writeln!(out, "{key}: {does}")?;
            }
        }
        Screen::Confirm { question } => writeln!(out, "{}", clean_line(question))?,
        Screen::Wait { question, .. } => {
            writeln!(out, "{} {}", draw::STRAIGHT_BACK, clean_line(question))?;
        }
        Screen::Failed { faces } => {
            writeln!(out, "\n{}.", draw_ending::failed_title(faces))?;
            say_lines(out, &draw_ending::failed_lines(faces, widest, options), options)?;
        }
        Screen::Summary { summary, failed, .. } => {
            writeln!(out, "\n{}.", draw::summary_title(summary))?;
            for (name, value) in draw::summary_rows(summary) {
                writeln!(out, "{name}: {value}")?;
            }
            if !failed.is_empty() {
                writeln!(out, "{}.", draw_ending::failed_title(failed))?;
            }
            for face in *failed {
                writeln!(out, "{}", clean_line(&draw_ending::first_line(face)))?;
            }
            writeln!(out)?;
            say_menu(out, &view.screen)?;
        }
    }
    Ok(())
}

/// What there is to choose from, numbered.
fn say_menu(out: &mut Vec<u8>, screen: &Screen<'_>) -> io::Result<()> {
    match screen {
        Screen::Answer { grades, .. } => {
            for GradeKey { key, name, promise, later } in *grades {
                let does = [std::slice::from_ref(promise), later].concat().join(", then ");
                writeln!(out, "{key} {name}: {}", clean_line(&does))?;
            }
        }
        Screen::Choose { items, .. } => {
            for (number, item) in items.iter().enumerate() {
                let text = format!("{} {}  {}", number + 1, item.text, item.detail);
                writeln!(out, "{}", clean_line(text.trim_end()))?;
            }
        }
        Screen::Summary { failed, offers, .. } => {
            for (key, does) in draw_ending::keys_at_end(failed, offers) {
                writeln!(out, "{}: {does}", key.to_lowercase())?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn say_question(
    out: &mut Vec<u8>,
    face: &Face,
    progress: Progress,
    widest: usize,
    options: TerminalOptions,
) -> io::Result<()> {
    writeln!(out, "\nCard {}.", draw::progress_parts(progress).join(", "))?;
    if let Some(first) = face.sightings.first() {
        let place = [Some(first.deck_title.as_str()), first.section.as_deref()];
        let place: Vec<&str> = place.into_iter().flatten().filter(|part| !part.is_empty()).collect();
        writeln!(out, "{}", clean_line(&place.join(", ")))?;
    }
    let names = draw::sighting_names(&face.sightings);
    let mut facts = Vec::new();
    facts.extend(draw::asked_where(face, &names, names.len()));
    if !face.why.is_empty() {
        facts.push(face.why.clone());
    }
    if face.flagged {
        facts.push("flagged".to_owned());
    }
    if face.is_exercise {
        facts.push("an exercise".to_owned());
    }
    if let Some(secs) = face.expected_secs {
        facts.push(format!("expected to take {secs} seconds"));
    }
    if !facts.is_empty() {
        writeln!(out, "{}", clean_line(&facts.join("; ")))?;
    }
    writeln!(out)?;
    say_lines(out, &render(&face.prompt(false), widest, options), options)
}

pub(super) fn prompt(screen: &Screen<'_>) -> String {
    match screen {
        Screen::Question { face } if matches!(face.form, Form::Choice { .. }) => {
            "A letter answers, Enter shows the answer, ? the keys, q quits".to_owned()
        }
        Screen::Question { .. } => "Enter shows the answer, ? the keys, q quits".to_owned(),
        Screen::Answer { face, grades } => grade_prompt(grades, face.usual_grade()),
        Screen::Tick { comparison, .. } => tick_prompt(comparison),
        Screen::Write { .. } => "A line".to_owned(),
        Screen::Choose { items, .. } => format!("1 to {}, q goes back", items.len()),
        Screen::Ask { prompt, .. } => (*prompt).to_owned(),
        Screen::Sightings { .. } | Screen::Help { .. } | Screen::Failed { .. } => {
            "Enter continues".to_owned()
        }
        Screen::Summary { .. } => "What now? Enter quits".to_owned(),
        Screen::Confirm { .. } => "y or n".to_owned(),
        Screen::Wait { .. } => "Wait a minute, then Enter asks it again; q finishes".to_owned(),
    }
}

/// The key that a typed line stands for.
fn meant(line: &str, screen: &Screen<'_>) -> Option<Key> {
    // Keys are told apart by case: u undoes, U brings back.
    if let [c] = line.trim().chars().collect::<Vec<char>>()[..]
        && c.is_ascii_uppercase()
    {
        return Some(Key::Char(c));
    }
    let word = line.trim().to_lowercase();
    // An empty line is Enter, so the space bar must be named.
    if word == "space" {
        return Some(Key::Space);
    }
    if let Screen::Choose { .. } | Screen::Tick { .. } = screen
        && let Ok(number) = word.parse()
    {
        return Some(Key::Number(number));
    }
    if let Screen::Answer { grades, .. } = screen
        && let Some(grade) = grades.iter().find(|grade| grade.name == word)
    {
        return Some(Key::Char(grade.key));
    }
    key_of_word(&word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::session::{Answer, Sighting};
    use crate::study::text::hostile::{HOSTILE, assert_harmless};

    const OPTIONS: TerminalOptions = TerminalOptions { color: false, unicode: true, plain: true };
    const PROGRESS: Progress =
        Progress { done: 2, cards_done: 2, left: 19, unanswered_left: 4, repeats_left: 0 };

    fn said(view: &View<'_>, written: Option<(u64, u64)>) -> String {
        let mut out = Vec::new();
        say(&mut out, view, written, 60, OPTIONS).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn face() -> Face {
        let sighting = |deck: &str| Sighting {
            deck: deck.to_owned(),
            deck_title: deck.to_owned(),
            is_interview: true,
            company: Some(deck.to_owned()),
            section: Some("Technical".to_owned()),
            ..Sighting::default()
        };
        Face {
            question: "What does `is` check?\n\n| a | b |\n|---|---|\n| 1 | 2 |".to_owned(),
            answers: vec![Answer { label: None, text: "- **identity**\n- not equality".to_owned() }],
            sightings: vec![sighting("Zibal"), sighting("Wallex")],
            asked_times: 2,
            why: "new".to_owned(),
            ..Face::default()
        }
    }

    fn grades() -> [GradeKey; 2] {
        [
            GradeKey { key: '1', name: "again", promise: "today, then 1 d".to_owned(), later: Vec::new() },
            GradeKey {
                key: '3',
                name: "good",
                promise: "1 d".to_owned(),
                later: vec!["6 d".to_owned(), "15 d".to_owned()],
            },
        ]
    }

    #[test]
    fn a_card_is_said_once() {
        let (face, grades) = (face(), grades());
        let question = View { progress: PROGRESS, screen: Screen::Question { face: &face }, notice: None };
        assert_eq!(
            said(&question, None),
            "
Card 3 of 21, 4 unanswered.
Zibal, Technical
asked 2 times: Zibal, Wallex; new

What does `is` check?

• a: 1
  b: 2
"
        );
        let written = Some(draw::identity(&question.screen));
        assert_eq!(said(&question, written), "");
        let answer = View {
            progress: PROGRESS,
            screen: Screen::Answer { face: &face, grades: &grades },
            notice: Some("Undid the last grade."),
        };
        assert_eq!(
            said(&answer, written),
            "Note: Undid the last grade.

answer:
• identity
• not equality

1 again: today, then 1 d
3 good: 1 d, then 6 d, then 15 d
"
        );
    }

    #[test]
    fn words_and_numbers_choose() {
        let (face, grades) = (face(), grades());
        let answer = Screen::Answer { face: &face, grades: &grades };
        let question = Screen::Question { face: &face };
        assert_eq!(meant("3", &answer), Some(Key::Char('3')));
        assert_eq!(meant(" Good ", &answer), Some(Key::Char('3')));
        assert_eq!(meant("۱", &answer), Some(Key::Char('1')));
        assert_eq!(meant("good", &question), None);
        assert_eq!(meant("", &question), Some(Key::Enter));
        assert_eq!(meant("quit", &question), Some(Key::Char('q')));
    }

    #[test]
    fn nothing_hostile_is_said() {
        for text in HOSTILE {
            let evil = Face {
                question: (*text).to_owned(),
                answers: vec![Answer { label: Some((*text).to_owned()), text: (*text).to_owned() }],
                sightings: vec![
                    Sighting {
                        deck_title: (*text).to_owned(),
                        company: Some((*text).to_owned()),
                        section: Some((*text).to_owned()),
                        ..Sighting::default()
                    };
                    2
                ],
                asked_times: 2,
                why: (*text).to_owned(),
                ..Face::default()
            };
            let (promise, later) = ((*text).to_owned(), vec![(*text).to_owned()]);
            let grades = [GradeKey { key: '1', name: "again", promise, later }];
            for screen in [
                Screen::Answer { face: &evil, grades: &grades },
                Screen::Confirm { question: text },
                Screen::Wait { question: text, left_secs: 1 },
            ] {
                assert_harmless(&said(&View { progress: PROGRESS, screen, notice: Some(text) }, None));
            }
        }
    }
}
