//! A page at a time in lines that are only ever appended: writes what is new on it and reads an answer.
//!
//! No escape byte is written.

use std::io::{self, IsTerminal, Write};

use signal_hook::consts::SIGHUP;

use super::error::TerminalError;
use super::guard::{Guard, is_hang_up};
use super::key::Key;
use super::line::{Line, paint};
use super::look::TerminalOptions;
use super::page::{FieldKind, Page};
use super::plain_writer;
use super::prompt::{Refusal, read_line, read_line_below};
use super::screen::size_now;
use crate::study::text::{Safe, clean_name, safe};

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

    /// Writes what is new on the page and reads an answer.
    pub fn ask(&mut self, page: impl Into<Page>) -> Result<Key, TerminalError> {
        if let Some(key) = self.pending.take() {
            return Ok(key);
        }
        let page = page.into();
        let widest = size_now().columns.min(WIDEST_TEXT);
        match self.write_lines(&plain_writer::lines(&page, self.written, widest, self.options)) {
            Err(error) if is_hang_up(&error) => return Ok(Key::Ended(SIGHUP)),
            written => written.map_err(TerminalError::io("write to"))?,
        }
        self.written = Some(page.identity());
        let Some(prompt) = plain_writer::prompt(&page) else { return Ok(Key::Enter) };
        match page.field() {
            Some((_, FieldKind::Line)) => {
                return Ok(match read_line(&prompt, self.options) {
                    Ok(line) if line.trim().is_empty() => Key::Esc,
                    Ok(line) => {
                        self.pending = Some(Key::Enter);
                        Key::Paste(line)
                    }
                    Err(refusal) => key_of(refusal),
                });
            }
            Some((_, FieldKind::Lines { .. })) => return self.write(&prompt),
            Some((_, FieldKind::Filter)) | None => {}
        }
        loop {
            let menu = || {
                // The prompt has set the terminal so that it adds no carriage return.
                let lines = plain_writer::menu(&page);
                io::stdout().write_all(&painted(&lines, "\r\n", self.options)?)
            };
            match read_line_below(&prompt, self.options, menu) {
                Ok(line) => {
                    match plain_writer::key_of(&line, &page) {
                        // What is typed replaces what was typed before.
                        Some(text @ Key::Paste(_)) => {
                            self.pending = Some(text);
                            return Ok(Key::Ctrl('u'));
                        }
                        Some(key) => return Ok(key),
                        None => {}
                    }
                    let says = safe!("\"{}\" is not a valid answer here.", clean_name(line.trim()));
                    self.write_lines(&[says.into()]).map_err(TerminalError::io("write to"))?;
                }
                Err(refusal) => return Ok(key_of(refusal)),
            }
        }
    }

    fn write_lines(&self, lines: &[Line]) -> io::Result<()> {
        let mut out = io::stdout().lock();
        out.write_all(&painted(lines, "\n", self.options)?)?;
        out.flush()
    }

    /// Reads lines until one that holds only a full stop, as mail programs do; the whole is one paste.
    fn write(&mut self, prompt: &Safe) -> Result<Key, TerminalError> {
        let mut text = String::new();
        loop {
            match read_line(prompt, self.options) {
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

fn painted(lines: &[Line], end: &'static str, options: TerminalOptions) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for line in lines {
        paint(&mut bytes, line, options)?;
        bytes.extend(end.as_bytes());
    }
    Ok(bytes)
}
