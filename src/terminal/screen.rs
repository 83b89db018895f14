//! A page at a time on the whole window: draws it, scrolls it, reads keys.
//!
//! Keys that only move what is shown never reach the session: they are answered here. What reaches it
//! is one key at a time, after the screen shows what the key answers.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use signal_hook::consts::SIGHUP;
use termimad::crossterm::terminal::{self, Clear, ClearType};
use termimad::crossterm::{cursor, queue};

use super::canvas::{Canvas, Size};
use super::error::TerminalError;
use super::guard::{self, Guard, Signal};
use super::input::{Event, Input};
use super::key::Key;
use super::line::{Line, paint};
use super::look::TerminalOptions;
use super::page::Page;
use super::screen_writer;

/// Where a size is not known.
const USUAL_SIZE: Size = Size { columns: 80, rows: 24 };

/// An open screen; dropping it gives the terminal back.
#[expect(clippy::struct_excessive_bools, reason = "each is asked at another key")]
pub struct Screen {
    options: TerminalOptions,
    input: Input,
    canvas: Canvas,
    size: Size,
    scroll: usize,
    /// What the terminal shows, as far as that is known: what is equal is not written again.
    drawn: Vec<Line>,
    /// Text is being written: keys are letters, and the cursor is seen.
    is_writing: bool,
    /// Up and down move a mark.
    is_choosing: bool,
    /// The space bar shows all of an answer before it does anything else.
    is_answer: bool,
    /// Drawing has shown that nobody sees it any more.
    has_hung_up: bool,
    // Dropped last: signals are kept until the terminal is back.
    guard: Guard,
}

impl Screen {
    pub fn open(options: TerminalOptions) -> Result<Self, TerminalError> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(TerminalError::NoTerminal {
                what: "grades".to_owned(),
                flag: "`--format json` to `viva queue`, or grade with `viva grade`".to_owned(),
            });
        }
        let guard = Guard::new().map_err(TerminalError::io("watch"))?;
        let screen = Self {
            options,
            input: Input::default(),
            canvas: Canvas::default(),
            size: size_now(),
            scroll: 0,
            drawn: Vec::new(),
            is_writing: false,
            is_choosing: false,
            is_answer: false,
            has_hung_up: false,
            guard,
        };
        guard::open_screen().map_err(TerminalError::io("set up"))?;
        Ok(screen)
    }

    /// Draws the page and waits for a key that is the session's to answer; scrolls and redraws by
    /// itself. Of the keys that are not keys only [`Key::Resumed`], [`Key::Ended`] and [`Key::Tick`]
    /// come out.
    pub fn ask(&mut self, page: impl Into<Page>, timeout: Duration) -> Result<Key, TerminalError> {
        let page = page.into();
        self.show(&page)?;
        loop {
            match self.read(timeout)? {
                Key::Resize => {
                    self.drawn.clear();
                    self.show(&page)?;
                }
                // What cannot be seen cannot be judged.
                Key::Char(_) | Key::Space | Key::Enter if !self.size.is_enough() => {}
                key if self.is_writing && !self.is_choosing => return Ok(key),
                key => return Ok(key.into_command()),
            }
        }
    }

    /// Draws the page. A card seen for the first time is shown from its top, a revealed answer from
    /// where it begins; what was already there keeps its place.
    pub fn show(&mut self, page: &Page) -> Result<(), TerminalError> {
        let size = size_now();
        if size != self.size {
            self.drawn.clear();
        }
        self.size = size;
        self.is_writing = page.field().is_some();
        self.is_choosing = page.choices().is_some();
        self.is_answer = page.is_read_by_space;
        let canvas = screen_writer::canvas(page, self.size, self.options);
        self.scroll = if canvas.identity == self.canvas.identity {
            if canvas == self.canvas { self.scroll } else { canvas.same_place(&self.canvas, self.scroll) }
        } else if canvas.card == self.canvas.card {
            canvas.scroll_at_reveal(self.size)
        } else {
            0
        };
        // Who has scrolled away from the cursor to read the question stays there until they write on.
        let has_moved = !canvas.has_cursor_of(&self.canvas);
        self.canvas = canvas;
        if has_moved {
            self.scroll = self.canvas.scroll_to_cursor(self.size, self.scroll);
        }
        self.redraw()
    }

    /// The next key that does not only scroll. After [`Key::Resize`] show the page again.
    pub fn read(&mut self, timeout: Duration) -> Result<Key, TerminalError> {
        loop {
            if self.has_hung_up {
                return Ok(Key::Ended(SIGHUP));
            }
            match self.input.next(&self.guard, timeout).map_err(TerminalError::io("read from"))? {
                Event::Signal(Signal::End(signal)) => return Ok(Key::Ended(signal)),
                Event::Signal(Signal::Stop) => {
                    self.stop()?;
                    return Ok(Key::Resumed);
                }
                Event::Signal(Signal::Continue) => {
                    // Stopped without being asked (SIGSTOP): the shell may have changed everything.
                    guard::close_screen();
                    self.reopen()?;
                    return Ok(Key::Resumed);
                }
                Event::Signal(Signal::Resize) => return Ok(Key::Resize),
                Event::Key(Key::Up) if self.is_writing && !self.is_choosing => {
                    return Ok(self.cursor_moved(-1));
                }
                Event::Key(Key::Down) if self.is_writing && !self.is_choosing => {
                    return Ok(self.cursor_moved(1));
                }
                Event::Key(key) => match self.scrolled(&key) {
                    Some(scroll) => {
                        if scroll != self.scroll {
                            self.scroll = scroll;
                            self.redraw()?;
                        }
                    }
                    None => return Ok(key),
                },
            }
        }
    }

    /// Gives the terminal to another program, such as an editor, and takes it back.
    pub fn suspended<T>(&mut self, run: impl FnOnce() -> T) -> Result<T, TerminalError> {
        guard::close_screen();
        let result = self.guard.lend(run);
        guard::reset_modes();
        self.reopen()?;
        Ok(result)
    }

    fn stop(&mut self) -> Result<(), TerminalError> {
        guard::close_screen();
        self.guard.stop();
        self.reopen()
    }

    fn reopen(&mut self) -> Result<(), TerminalError> {
        self.input.forget();
        self.drawn.clear();
        guard::open_screen().map_err(TerminalError::io("set up"))?;
        self.size = size_now();
        self.redraw()
    }

    /// Where a key scrolls to; `None` if it is no key for scrolling.
    fn scrolled(&self, key: &Key) -> Option<usize> {
        let page_rows = self.canvas.body_rows(self.size).saturating_sub(1).max(1);
        let last = self.canvas.last_scroll(self.size);
        let moves = matches!(key, Key::Up | Key::Down | Key::Char('j' | 'k'));
        if self.is_choosing && moves {
            return None;
        }
        if self.is_writing && !matches!(key, Key::PageUp | Key::PageDown) {
            return None;
        }
        let scroll = match key {
            Key::Up | Key::Char('k') => self.scroll.saturating_sub(1),
            Key::Down | Key::Char('j') => self.scroll + 1,
            Key::PageUp => self.scroll.saturating_sub(page_rows),
            Key::PageDown => self.scroll + page_rows,
            // In a window that is too small nothing is seen, wherever it is scrolled to.
            Key::Space if self.is_answer && self.scroll < last && self.size.is_enough() => {
                self.scroll + page_rows
            }
            Key::Home => 0,
            Key::End => last,
            _ => return None,
        };
        Some(scroll.min(last))
    }

    /// Where the cursor gets to, a line of the screen further up or down.
    fn cursor_moved(&self, lines: isize) -> Key {
        self.canvas.cursor_moved(lines).map_or(Key::Resize, Key::MoveTo)
    }

    fn redraw(&mut self) -> Result<(), TerminalError> {
        self.scroll = self.scroll.min(self.canvas.last_scroll(self.size));
        let frame = self.canvas.frame(self.size, self.scroll, self.options);
        let cursor = self.canvas.cursor_at(self.size, self.scroll);
        let written = write_frame(&frame, &self.drawn, cursor, self.size, self.options);
        self.drawn = frame;
        match written {
            Err(error) if guard::is_hang_up(&error) => {
                // The drill ends when it asks for the next key, as it does by the signal.
                self.has_hung_up = true;
                Ok(())
            }
            drawn => drawn.map_err(TerminalError::io("draw on")),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        guard::close_screen();
    }
}

/// How wide the terminal is now.
#[must_use]
pub fn columns() -> usize {
    size_now().columns
}

/// How many lines the terminal shows now.
#[must_use]
pub fn rows() -> usize {
    size_now().rows
}

pub(super) fn size_now() -> Size {
    match terminal::window_size() {
        Ok(size) if size.columns > 0 && size.rows > 0 => {
            Size { columns: usize::from(size.columns), rows: usize::from(size.rows) }
        }
        _ => USUAL_SIZE,
    }
}

/// The whole frame, but for what is `drawn` already, in one write, so that no half of it is ever seen.
fn write_frame(
    frame: &[Line],
    drawn: &[Line],
    text_cursor: Option<(usize, usize)>,
    size: Size,
    options: TerminalOptions,
) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(size.columns * size.rows + 1024);
    queue!(bytes, terminal::BeginSynchronizedUpdate, cursor::Hide)?;
    for (row, line) in frame.iter().enumerate().take(size.rows) {
        if drawn.get(row) == Some(line) {
            continue;
        }
        queue!(bytes, cursor::MoveTo(0, u16::try_from(row).unwrap_or(u16::MAX)))?;
        paint(&mut bytes, line, options)?;
        // In the last column some terminals would clear the character just written.
        if line.width() < size.columns {
            queue!(bytes, Clear(ClearType::UntilNewLine))?;
        }
    }
    if let Some((row, column)) = text_cursor {
        let cell = |at: usize| u16::try_from(at).unwrap_or(u16::MAX);
        queue!(bytes, cursor::MoveTo(cell(column), cell(row)), cursor::Show)?;
    }
    queue!(bytes, terminal::EndSynchronizedUpdate)?;
    let mut out = io::stdout().lock();
    out.write_all(&bytes)?;
    out.flush()
}
