//! A program on a pseudo-terminal: what it shows, what is typed to it, and what it leaves behind.

use std::io::{Read, Write};
use std::num::NonZero;
use std::process::Command;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};

use crate::deadline::{output, pause, until};

/// A program on a pseudo-terminal, killed when this is dropped.
pub struct Pty {
    master: Option<Box<dyn MasterPty + Send>>,
    pub child: Box<dyn Child + Send + Sync>,
    writer: Option<Box<dyn Write + Send>>,
    reader: JoinHandle<()>,
    bytes: Receiver<Vec<u8>>,
    pub parser: vt100::Parser,
    /// All that the program has written.
    pub raw: Vec<u8>,
    /// How much of it has been waited for by [`Pty::await_written`].
    seen: usize,
    /// As `stty -g` had it before the program began.
    found_mode: String,
}

impl Pty {
    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let found_mode = stty(&*pair.master, "-g");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let (send, bytes) = channel();
        let reader = std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count) = reader.read(&mut buffer) {
                if count == 0 || send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let (master, writer) = (Some(pair.master), Some(writer));
        Self { master, child, writer, reader, bytes, parser, raw: Vec::new(), seen: 0, found_mode }
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.as_ref().unwrap().resize(size).unwrap();
        self.parser.screen_mut().set_size(cells(rows), cells(columns));
    }

    pub fn type_keys(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    pub fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Takes in what the program has written by now. Gives whether that was anything.
    fn read(&mut self) -> Result<bool, TryRecvError> {
        match self.bytes.try_recv() {
            Ok(bytes) => {
                self.parser.process(&bytes);
                self.raw.extend(bytes);
                Ok(true)
            }
            Err(TryRecvError::Empty) => Ok(false),
            Err(end) => Err(end),
        }
    }

    /// Reads until the screen is as wanted.
    #[track_caller]
    pub fn wait_until(&mut self, wanted: impl Fn(&vt100::Screen) -> bool) {
        let started = Instant::now();
        until("a screen that never came", || {
            while !wanted(self.parser.screen()) {
                let is_late = started.elapsed() > Duration::from_secs(30);
                match self.read() {
                    Ok(true) => {}
                    Ok(false) if !is_late => return None,
                    end => panic!(
                        "{}; the screen is\n{}\n{:?}",
                        if end.is_err() { "the program has ended" } else { "it did not come" },
                        self.screen(),
                        String::from_utf8_lossy(&self.raw)
                    ),
                }
            }
            Some(())
        });
    }

    #[track_caller]
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(|screen| screen.contents().contains(text));
    }

    /// Types each key when the text beside it has been written since the key before.
    #[track_caller]
    pub fn answer(&mut self, script: &[(&str, &str)]) {
        for (awaited, keys) in script {
            self.await_written(awaited);
            self.type_keys(keys);
        }
    }

    /// Reads until this has been written since the last call, or since the start.
    #[track_caller]
    pub fn await_written(&mut self, text: &str) {
        let from = self.seen;
        until(&format!("{text:?} to be written"), || {
            while !String::from_utf8_lossy(&self.raw[from..]).contains(text) {
                match self.read() {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(_) => panic!("it ended before {text:?} came: {}", String::from_utf8_lossy(&self.raw)),
                }
            }
            Some(())
        });
        self.seen = self.raw.len();
    }

    /// Reads until more has come than these, and nothing else comes for a moment.
    #[track_caller]
    pub fn wait_for_bytes(&mut self, from: usize) {
        let mut last = Instant::now();
        until("bytes that never came", || {
            match self.read() {
                Ok(true) => last = Instant::now(),
                Ok(false) if self.raw.len() > from && last.elapsed() > Duration::from_millis(50) => {
                    return Some(());
                }
                Ok(false) => {}
                Err(end) => panic!("{end}; the screen is\n{}", self.screen()),
            }
            None
        });
    }

    /// What is on the screen is drawn just before the program waits, and a signal in between is found by
    /// dialoguer only at the next key: gives it the time to begin waiting.
    #[expect(clippy::unused_self, reason = "reads as what is done to the terminal")]
    pub fn settle(&self) {
        pause(Duration::from_millis(300));
    }

    pub fn signal(&self, name: &str) {
        self.settle();
        let pid = self.child.process_id().unwrap().to_string();
        assert!(output(Command::new("kill").args([name, &pid])).status.success());
    }

    /// The program has ended and left nothing behind on the terminal.
    #[track_caller]
    pub fn assert_restored(&mut self) {
        self.wait_for_end();
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left open");
        assert!(!screen.hide_cursor(), "the cursor is left hidden");
        assert!(!screen.bracketed_paste());
        let raw = String::from_utf8_lossy(&self.raw);
        assert_eq!(raw.matches("\x1b[?7l").count(), raw.matches("\x1b[?7h").count(), "wrapping is left off");
        assert_eq!(stty(&**self.master.as_ref().unwrap(), "-g"), self.found_mode);
    }

    pub fn line_mode(&self) -> String {
        stty(&**self.master.as_ref().unwrap(), "-a").replace('\n', " ") + " "
    }

    /// Reads all that is written up to the program's end; how long that took.
    #[track_caller]
    pub fn wait_for_end(&mut self) -> Duration {
        let started = Instant::now();
        self.ended();
        started.elapsed()
    }

    /// Reads all that is written up to the program's end, and how it ended.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        let status = until("the end of the program", || {
            while self.read() == Ok(true) {}
            self.child.try_wait().unwrap()
        });
        // What it wrote last may still be on its way; a child of its own may hold the terminal open.
        let ended = Instant::now();
        until("the last bytes", || {
            let is_over = self.read().is_err() || ended.elapsed() > Duration::from_millis(200);
            is_over.then_some(())
        });
        while self.read() == Ok(true) {}
        status
    }

    /// Types nothing more. The terminal then types Enter and Ctrl-D.
    pub fn stop_typing(&mut self) {
        self.writer = None;
    }

    /// Closes the terminal, as a window does.
    ///
    /// The thread that reads holds it open until something comes, so its size is changed until the program
    /// draws once more.
    #[track_caller]
    pub fn close(&mut self) {
        self.writer = None;
        self.bytes = channel().1;
        let master = self.master.take().unwrap();
        let mut cols = 70;
        until("the reader to let go of the terminal", || {
            cols = if cols == 70 { 71 } else { 70 };
            let _ = master.resize(PtySize { rows: 20, cols, pixel_width: 0, pixel_height: 0 });
            self.reader.is_finished().then_some(())
        });
    }

    #[track_caller]
    pub fn assert_unharmed(&self) {
        let raw = String::from_utf8_lossy(&self.raw);
        for order in ["\x1b]", "\x1b[2J", "\x1bc", "\x07", "\u{9b}", "\u{202e}", "\x0e"] {
            assert!(!raw.contains(order), "{order:?} was sent to the terminal");
        }
    }
}

fn stty(master: &dyn MasterPty, form: &str) -> String {
    let name = master.tty_name().unwrap();
    let stty = output(Command::new("stty").arg(form).arg("-F").arg(name));
    assert!(stty.status.success());
    String::from_utf8_lossy(&stty.stdout).into_owned()
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).unwrap()
}

impl Drop for Pty {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}
