//! A program on a pseudo-terminal: what it shows, what is typed to it, and what it leaves behind.

use std::io::{Read, Write};
use std::num::NonZero;
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Generous, because the machine may be busy.
const DEADLINE: Duration = Duration::from_secs(30);

pub(crate) struct Pty {
    pub(crate) master: Option<Box<dyn MasterPty + Send>>,
    pub(crate) child: Box<dyn Child + Send + Sync>,
    pub(crate) writer: Option<Box<dyn Write + Send>>,
    pub(crate) bytes: Receiver<Vec<u8>>,
    pub(crate) parser: vt100::Parser,
    pub(crate) raw: Vec<u8>,
    /// As `stty -g` had it before the program began.
    found_mode: String,
}

impl Pty {
    pub(crate) fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let found_mode = stty(&*pair.master, "-g");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().unwrap();
        let writer = pair.master.take_writer().unwrap();
        let (send, bytes) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count) = reader.read(&mut buffer) {
                if count == 0 || send.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let parser = vt100::Parser::new(cells(rows), cells(columns), 0);
        let (master, writer) = (Some(pair.master), Some(writer));
        Self { master, child, writer, bytes, parser, raw: Vec::new(), found_mode }
    }

    pub(crate) fn resize(&mut self, columns: u16, rows: u16) {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        self.master.as_ref().unwrap().resize(size).unwrap();
        self.parser.screen_mut().set_size(cells(rows), cells(columns));
    }

    pub(crate) fn type_keys(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    pub(crate) fn screen(&self) -> String {
        self.parser.screen().contents()
    }

    /// Reads until the screen is as wanted.
    #[track_caller]
    pub(crate) fn wait_until(&mut self, wanted: impl Fn(&vt100::Screen) -> bool) {
        let started = Instant::now();
        while !wanted(self.parser.screen()) {
            match self.bytes.recv_timeout(Duration::from_millis(50)) {
                Ok(bytes) => {
                    self.parser.process(&bytes);
                    self.raw.extend(bytes);
                }
                Err(RecvTimeoutError::Timeout) if started.elapsed() < DEADLINE => {}
                Err(error) => panic!(
                    "{error}; the screen is\n{}\n{:?}",
                    self.screen(),
                    String::from_utf8_lossy(&self.raw)
                ),
            }
        }
    }

    #[track_caller]
    pub(crate) fn wait_for(&mut self, text: &str) {
        self.wait_until(|screen| screen.contents().contains(text));
    }

    /// Reads until more has come than these, and nothing else comes for a moment.
    #[track_caller]
    pub(crate) fn wait_for_bytes(&mut self, from: usize) {
        let started = Instant::now();
        while started.elapsed() < DEADLINE {
            match self.bytes.recv_timeout(Duration::from_millis(50)) {
                Ok(bytes) => {
                    self.parser.process(&bytes);
                    self.raw.extend(bytes);
                }
                Err(RecvTimeoutError::Timeout) if self.raw.len() > from => return,
                Err(RecvTimeoutError::Timeout) => {}
                Err(error) => panic!("{error}; the screen is\n{}", self.screen()),
            }
        }
        panic!("nothing came; the screen is\n{}", self.screen());
    }

    /// What is on the screen is drawn just before the program waits, and a signal in between is found by
    /// dialoguer only at the next key: gives it the time to begin waiting.
    #[expect(clippy::unused_self, reason = "reads as what is done to the terminal")]
    pub(crate) fn settle(&self) {
        std::thread::sleep(Duration::from_millis(300));
    }

    pub(crate) fn signal(&self, name: &str) {
        self.settle();
        let pid = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// The program has ended and nothing of it is left on the terminal.
    #[track_caller]
    pub(crate) fn assert_restored(&mut self) {
        self.wait_for_end();
        let screen = self.parser.screen();
        assert!(!screen.alternate_screen(), "the alternate screen is left open");
        assert!(!screen.hide_cursor(), "the cursor is left hidden");
        assert!(!screen.bracketed_paste());
        let raw = String::from_utf8_lossy(&self.raw);
        assert_eq!(raw.matches("\x1b[?7l").count(), raw.matches("\x1b[?7h").count(), "wrapping is left off");
        assert_eq!(stty(&**self.master.as_ref().unwrap(), "-g"), self.found_mode);
    }

    pub(crate) fn line_mode(&self) -> String {
        stty(&**self.master.as_ref().unwrap(), "-a").replace('\n', " ") + " "
    }

    #[track_caller]
    pub(crate) fn wait_for_end(&mut self) -> Duration {
        let started = Instant::now();
        loop {
            if let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(20)) {
                self.parser.process(&bytes);
                self.raw.extend(bytes);
            } else if self.child.try_wait().unwrap().is_some() {
                return started.elapsed();
            }
            assert!(started.elapsed() < DEADLINE, "still running; the screen is\n{}", self.screen());
        }
    }

    #[track_caller]
    pub(crate) fn assert_unharmed(&self) {
        let raw = String::from_utf8_lossy(&self.raw);
        for order in ["\x1b]", "\x1b[2J", "\x1bc", "\x07", "\u{9b}", "\u{202e}", "\x0e"] {
            assert!(!raw.contains(order), "{order:?} was sent to the terminal");
        }
    }
}

fn stty(master: &dyn MasterPty, form: &str) -> String {
    let name = master.tty_name().unwrap();
    let stty = Command::new("stty").arg(form).arg("-F").arg(name).output().unwrap();
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
