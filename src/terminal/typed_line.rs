//! A line of text that is edited in place and completed by Tab, for long input.
//!
//! dialoguer's own line knows neither Ctrl-U nor choices below it. Under `plain` the cursor stays at the end
//! and what changes is rubbed out and written again, so that lines are only ever appended.

use std::fmt::Write as _;

use dialoguer::console::{Key, Term};
use unicode_segmentation::UnicodeSegmentation as _;

use super::look::TerminalOptions;
use super::prompt::{Refusal, ask};
use super::screen::size_now;
use crate::study::draft::{Draft, Stroke};
use crate::study::text::{Safe, clean_line, width};

/// What Tab adds to what was typed up to the cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    pub added: String,
    /// What it could become, if that is not clear yet.
    pub choices: Vec<String>,
}

/// A line that was typed, with Tab as `complete` has it.
pub(super) fn read(
    prompt: &Safe,
    options: TerminalOptions,
    complete: &dyn Fn(&str) -> Completion,
) -> Result<String, Refusal> {
    let prompt = options.shown(&clean_line(prompt.as_str())).to_string() + ": ";
    ask(options, |term| {
        let mut line =
            Shown { term, options, prompt: &prompt, draft: Draft::default(), written: String::new() };
        line.begin()?;
        loop {
            let key = line.term.read_key()?;
            let stroke = match key {
                Key::Enter => {
                    term.write_line("")?;
                    return Ok(line.draft.text().to_owned());
                }
                Key::Tab => {
                    line.complete(complete)?;
                    continue;
                }
                Key::Char('\x15') => Stroke::DeleteToStart,
                Key::Char('\x17') => Stroke::DeleteWordBack,
                Key::Char('\x0b') => Stroke::DeleteToEnd,
                // The caller tells the ways to leave a prompt apart.
                Key::Char(typed) if typed.is_control() => {
                    term.write_str(typed.encode_utf8(&mut [0; 4]))?;
                    continue;
                }
                Key::Char(typed) => Stroke::Insert(typed.to_string()),
                Key::Backspace => Stroke::Backspace,
                Key::Del => Stroke::Delete,
                // Only at the end can a line be changed by appending.
                _ if options.plain => continue,
                Key::ArrowLeft => Stroke::Left,
                Key::ArrowRight => Stroke::Right,
                Key::Home => Stroke::LineStart,
                Key::End => Stroke::LineEnd,
                _ => continue,
            };
            line.draft.take(&stroke);
            line.draw()?;
        }
    })
}

struct Shown<'a> {
    term: &'a Term,
    options: TerminalOptions,
    prompt: &'a str,
    draft: Draft,
    /// What follows the prompt under `plain`.
    written: String,
}

impl Shown<'_> {
    fn begin(&mut self) -> std::io::Result<()> {
        if self.options.plain {
            self.term.write_str(self.prompt)?;
            self.written.clear();
        }
        self.draw()
    }

    fn complete(&mut self, complete: &dyn Fn(&str) -> Completion) -> std::io::Result<()> {
        let Completion { added, choices } = complete(&self.draft.text()[..self.draft.cursor()]);
        if !added.is_empty() {
            self.draft.take(&Stroke::Insert(added));
            return self.draw();
        }
        if choices.is_empty() {
            return Ok(());
        }
        let choices: Vec<String> = choices.iter().map(|choice| clean_line(choice).to_string()).collect();
        self.term.write_line(&format!("\n{}", choices.join("  ")))?;
        self.begin()
    }

    fn draw(&mut self) -> std::io::Result<()> {
        if self.options.plain {
            let text = clean_line(self.draft.text()).to_string();
            let same: usize = text
                .graphemes(true)
                .zip(self.written.graphemes(true))
                .take_while(|(new, old)| new == old)
                .map(|(new, _)| new.len())
                .sum();
            let rubbed_out = "\x08 \x08".repeat(width(&self.written[same..]));
            let change = rubbed_out + &text[same..];
            self.written = text;
            return if change.is_empty() { Ok(()) } else { self.term.write_str(&change) };
        }
        let (text, cursor) = (self.draft.text(), self.draft.cursor());
        let room = size_now().columns.saturating_sub(width(self.prompt) + 1).max(4);
        // What is before the cursor counts more than what is behind it.
        let before = tail(clean_line(&text[..cursor]).as_str(), room);
        let behind = head(clean_line(&text[cursor..]).as_str(), room - width(&before));
        let mut drawn = format!("\r\x1b[2K{}{before}{behind}", self.prompt);
        if !behind.is_empty() {
            let _ = write!(drawn, "\x1b[{}D", width(&behind));
        }
        self.term.write_str(&drawn)
    }
}

/// The end of a text, as much as there is room for.
fn tail(text: &str, room: usize) -> String {
    let mut used = 0;
    let kept = text.graphemes(true).rev().take_while(|cluster| {
        used += width(cluster);
        used <= room
    });
    let length: usize = kept.map(str::len).sum();
    text[text.len() - length..].to_owned()
}

/// The beginning of a text, as much as there is room for.
fn head(text: &str, room: usize) -> String {
    let mut used = 0;
    let kept = text.graphemes(true).take_while(|cluster| {
        used += width(cluster);
        used <= room
    });
    let length: usize = kept.map(str::len).sum();
    text[..length].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_shows_its_end() {
        assert_eq!((tail("abc", 2), head("abc", 2)), ("bc".to_owned(), "ab".to_owned()));
        assert_eq!((tail("a日本", 3), head("日本a", 3)), ("本".to_owned(), "日".to_owned()));
        assert_eq!((tail("", 3), head("ab", 9)), (String::new(), "ab".to_owned()));
    }
}
