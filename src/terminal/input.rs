//! Waits for keys and signals on standard input.
//!
//! crossterm's own reader is not used: on a terminal that has hung up it reads nothing, again and again,
//! without ever coming back. Here the end of the input is the end of the drill.

#![expect(clippy::disallowed_methods, reason = "waiting for a key is measured, not dated")]

use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use signal_hook::consts::SIGHUP;

use super::guard::{Guard, Signal};
use super::key::{Decoder, Key, Pressed};

/// How long the rest of an escape sequence may take before Esc is just Esc.
const ESCAPE_WAIT: Duration = Duration::from_millis(40);

/// What the wait ended with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Key(Key),
    Signal(Signal),
}

#[derive(Debug, Default)]
pub(super) struct Input {
    decoder: Decoder,
}

impl Input {
    /// The next key or signal, or [`Key::Tick`] when the time is over.
    pub(super) fn next(&mut self, guard: &Guard, timeout: Duration) -> io::Result<Event> {
        let until = Instant::now().checked_add(timeout);
        loop {
            if let Some(signal) = guard.take() {
                return Ok(Event::Signal(signal));
            }
            if let Some(pressed) = self.decoder.next(false) {
                return Ok(event(pressed));
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            let wait = if self.decoder.is_waiting() { Some(ESCAPE_WAIT) } else { left };
            match wait_for_input(guard, wait)? {
                Ready::Input => {
                    let mut bytes = [0; 256];
                    match rustix::io::read(io::stdin().as_fd(), &mut bytes) {
                        Ok(0) => return Ok(Event::Key(Key::Ended(SIGHUP))),
                        Ok(count) => self.decoder.feed(&bytes[..count]),
                        Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => {}
                        // The terminal is gone.
                        Err(_) => return Ok(Event::Key(Key::Ended(SIGHUP))),
                    }
                }
                Ready::Signal => {}
                Ready::Nothing if self.decoder.is_waiting() => {
                    if let Some(pressed) = self.decoder.next(true) {
                        return Ok(event(pressed));
                    }
                }
                Ready::Nothing => return Ok(Event::Key(Key::Tick)),
            }
        }
    }

    /// Forgets keys typed for another program or another screen.
    pub(super) fn forget(&mut self) {
        self.decoder.forget();
    }
}

enum Ready {
    Input,
    Signal,
    Nothing,
}

fn wait_for_input(guard: &Guard, timeout: Option<Duration>) -> io::Result<Ready> {
    let timeout = timeout.and_then(|timeout| Timespec::try_from(timeout).ok());
    let stdin = io::stdin();
    guard.with_wake(|wake| {
        let mut watched = [PollFd::new(&stdin, PollFlags::IN), PollFd::from_borrowed_fd(wake, PollFlags::IN)];
        match poll(&mut watched, timeout.as_ref()) {
            Ok(0) => Ok(Ready::Nothing),
            // Signals first, so that Ctrl-C is never behind a full buffer of keys.
            Ok(_) if !watched[1].revents().is_empty() => Ok(Ready::Signal),
            Ok(_) => Ok(Ready::Input),
            Err(rustix::io::Errno::INTR) => Ok(Ready::Signal),
            Err(error) => Err(error.into()),
        }
    })
}

fn event(pressed: Pressed) -> Event {
    match pressed {
        Pressed::Key(key) => Event::Key(key),
        Pressed::Stop => Event::Signal(Signal::Stop),
    }
}
