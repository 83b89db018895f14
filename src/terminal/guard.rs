//! Gives the terminal back as it was found, on every way out.
//!
//! Ways out: a return or an unwinding (`Drop`), a panic (a hook that restores first, so that the
//! message is seen), a signal to end (kept for the drill to find, so that it ends in order), being
//! stopped by Ctrl-Z. What is changed and put back: raw mode,
//! the alternate screen, the cursor, line wrapping. The mode itself is crossterm's to remember. Another
//! program that had the terminal may have died with modes of its own: they are reset.
//!
//! Signal handlers stay for the life of the process, because signal-hook cannot take them back; while
//! nobody guards, they do what the system would have done.

use std::io::{self, IsTerminal as _, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Once, OnceLock, PoisonError};

use nix::unistd;
use rustix::process;
use rustix::termios::{self, OptionalActions};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGSTOP, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::{flag, low_level};
use termimad::crossterm::{cursor, event, execute, queue, style, terminal};

use super::error::TerminalError;

/// The terminal shows a drawn screen that has to be left again.
static SCREEN_IS_OPEN: AtomicBool = AtomicBool::new(false);
static PANIC_HOOK: Once = Once::new();
static WATCH: OnceLock<io::Result<Watch>> = OnceLock::new();

/// Ctrl-C last: dialoguer raises it whatever the signal was that woke it.
const ENDING: [i32; 4] = [SIGHUP, SIGTERM, SIGQUIT, SIGINT];

/// What has come from outside since it was last asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    End(i32),
    Stop,
    Continue,
    Resize,
}

/// Ends this process as the given signal would have, so that the shell sees why. Restore first: call
/// it when the [`Terminal`](super::Terminal) is dropped.
pub fn end_by(signal: i32) -> ! {
    // The default of every signal that ends a drill is to end the process.
    let _ = low_level::emulate_default_handler(signal);
    low_level::exit(128 + signal)
}

/// The signals, watched for once per process and shared by whoever guards.
pub(super) struct Watch {
    unguarded: Arc<AtomicBool>,
    /// SIGTSTP stops us at once: nobody guards, or another program has the terminal and is stopped too.
    stops_at_once: Arc<AtomicBool>,
    guards: AtomicUsize,
    /// In the order of `ENDING`.
    ending: [Arc<AtomicBool>; 4],
    stop: Arc<AtomicBool>,
    continued: Arc<AtomicBool>,
    resized: Arc<AtomicBool>,
    /// A byte comes out of here for every signal, to wake a waiting `poll`.
    wake: Mutex<UnixStream>,
}

/// While it lives, signals are kept for the drill instead of ending the process.
pub(super) struct Guard {
    watch: &'static Watch,
}

impl Guard {
    pub(super) fn new() -> io::Result<Self> {
        let watch = match WATCH.get_or_init(Watch::new) {
            Ok(watch) => watch,
            Err(error) => return Err(io::Error::new(error.kind(), error.to_string())),
        };
        if watch.guards.fetch_add(1, Ordering::SeqCst) == 0 {
            watch.forget();
            watch.unguarded.store(false, Ordering::SeqCst);
            watch.stops_at_once.store(false, Ordering::SeqCst);
        }
        Ok(Self { watch })
    }

    /// The next thing to answer, the most urgent first.
    pub(super) fn take(&self) -> Option<Signal> {
        let watch = self.watch;
        watch.drain();
        let taken = |flag: &AtomicBool| flag.swap(false, Ordering::SeqCst);
        if let Some((signal, _)) = ENDING.into_iter().zip(&watch.ending).find(|(_, flag)| taken(flag)) {
            return Some(Signal::End(signal));
        }
        if taken(&watch.stop) {
            return Some(Signal::Stop);
        }
        if taken(&watch.continued) {
            taken(&watch.resized);
            return Some(Signal::Continue);
        }
        taken(&watch.resized).then_some(Signal::Resize)
    }

    /// Forgets being continued and resized, which whoever draws everything again has answered.
    pub(super) fn forget_redraws(&self) {
        self.watch.continued.store(false, Ordering::SeqCst);
        self.watch.resized.store(false, Ordering::SeqCst);
    }

    /// Stops this process and its job as Ctrl-Z does; returns when it is continued, and at once where nobody
    /// could continue it.
    pub(super) fn stop(&self) {
        if can_be_continued() {
            // The others first: a script that started us would otherwise go on waiting for us.
            let _ = process::kill_current_process_group(process::Signal::TSTP);
            let _ = low_level::raise(SIGSTOP);
        }
        self.watch.stop.store(false, Ordering::SeqCst);
        self.forget_interrupts();
        self.forget_redraws();
    }

    /// Runs another program that has the terminal meanwhile. The terminal sends Ctrl-C, Ctrl-\ and Ctrl-Z
    /// to it and to us alike: what interrupts it does not end the drill, and what stops it stops us too. In
    /// whatever mode it leaves the terminal, the mode is then as it was.
    pub(super) fn lend<T>(&self, run: impl FnOnce() -> T) -> T {
        let stdin = io::stdin();
        let mode = termios::tcgetattr(stdin.as_fd());
        self.watch.stops_at_once.store(can_be_continued(), Ordering::SeqCst);
        let result = run();
        if let Ok(mode) = mode {
            let _ = termios::tcsetattr(stdin.as_fd(), OptionalActions::Now, &mode);
        }
        self.watch.stops_at_once.store(false, Ordering::SeqCst);
        self.forget_interrupts();
        self.watch.stop.store(false, Ordering::SeqCst);
        self.forget_redraws();
        result
    }

    /// Forgets a Ctrl-C or Ctrl-\ that was not for us.
    pub(super) fn forget_interrupts(&self) {
        for (signal, ending) in ENDING.into_iter().zip(&self.watch.ending) {
            if matches!(signal, SIGINT | SIGQUIT) {
                ending.store(false, Ordering::SeqCst);
            }
        }
    }

    /// Readable when a signal has come.
    pub(super) fn with_wake<T>(&self, wait: impl FnOnce(BorrowedFd<'_>) -> T) -> T {
        let wake = self.watch.wake.lock().unwrap_or_else(PoisonError::into_inner);
        wait(wake.as_fd())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.watch.guards.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.watch.unguarded.store(true, Ordering::SeqCst);
            self.watch.stops_at_once.store(can_be_continued(), Ordering::SeqCst);
        }
    }
}

/// While it lives, a Ctrl-C is kept for who asks, so that long work can end in order.
pub struct Interrupts {
    guard: Guard,
}

impl Interrupts {
    pub fn watch() -> Result<Self, TerminalError> {
        Ok(Self { guard: Guard::new().map_err(TerminalError::io("watch"))? })
    }

    /// Whether a signal to end has come; one to stop is followed at once.
    #[must_use]
    pub fn came(&self) -> bool {
        while let Some(signal) = self.guard.take() {
            match signal {
                Signal::End(_) => return true,
                Signal::Stop => self.guard.stop(),
                Signal::Continue | Signal::Resize => {}
            }
        }
        false
    }
}

impl Watch {
    fn new() -> io::Result<Self> {
        let (wake, waker) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        let watch = Self {
            unguarded: Arc::new(AtomicBool::new(true)),
            stops_at_once: Arc::new(AtomicBool::new(can_be_continued())),
            guards: AtomicUsize::new(0),
            ending: Default::default(),
            stop: Arc::default(),
            continued: Arc::default(),
            resized: Arc::default(),
            wake: Mutex::new(wake),
        };
        // Handlers run in the order of their registration.
        for (signal, ending) in ENDING.into_iter().zip(&watch.ending) {
            flag::register_conditional_default(signal, Arc::clone(&watch.unguarded))?;
            flag::register(signal, Arc::clone(ending))?;
        }
        flag::register_conditional_default(SIGTSTP, Arc::clone(&watch.stops_at_once))?;
        flag::register(SIGTSTP, Arc::clone(&watch.stop))?;
        flag::register(SIGCONT, Arc::clone(&watch.continued))?;
        flag::register(SIGWINCH, Arc::clone(&watch.resized))?;
        for signal in ENDING.into_iter().chain([SIGTSTP, SIGCONT, SIGWINCH]) {
            low_level::pipe::register(signal, waker.try_clone()?)?;
        }
        Ok(watch)
    }

    fn drain(&self) {
        let mut wake = self.wake.lock().unwrap_or_else(PoisonError::into_inner);
        let mut bytes = [0; 64];
        while matches!(wake.read(&mut bytes), Ok(read) if read > 0) {}
    }

    fn forget(&self) {
        self.drain();
        for flag in self.ending.iter().chain([&self.stop, &self.continued, &self.resized]) {
            flag.store(false, Ordering::SeqCst);
        }
    }
}

/// Raw mode, the alternate screen, no cursor, no wrapping at the right edge.
pub(super) fn open_screen() -> io::Result<()> {
    PANIC_HOOK.call_once(|| {
        let told_before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            close_screen();
            told_before(panic);
        }));
    });
    SCREEN_IS_OPEN.store(true, Ordering::SeqCst);
    terminal::enable_raw_mode()?;
    // What was typed before there was anything to see was not meant for it.
    let _ = termios::tcflush(io::stdin().as_fd(), termios::QueueSelector::IFlush);
    execute!(
        io::stdout(),
        terminal::EnterAlternateScreen,
        terminal::DisableLineWrap,
        event::EnableBracketedPaste,
        cursor::Hide
    )
}

/// Puts back what [`open_screen`] changed, if it is still changed. Never fails: on the way out there is
/// nobody to tell, and a terminal that is gone needs nothing.
pub(super) fn close_screen() {
    if !SCREEN_IS_OPEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let mut bytes = Vec::new();
    let queued = queue!(
        bytes,
        terminal::EndSynchronizedUpdate,
        style::ResetColor,
        style::SetAttribute(style::Attribute::Reset),
        event::DisableBracketedPaste,
        terminal::EnableLineWrap,
        terminal::LeaveAlternateScreen,
        cursor::Show
    );
    if queued.is_ok() {
        let mut out = io::stdout().lock();
        let _ = out.write_all(&bytes).and_then(|()| out.flush());
    }
    let _ = terminal::disable_raw_mode();
}

/// Resets the modes in which another program may have left the terminal: the alternate screen, a hidden
/// cursor, colours, mouse and focus reports, bracketed paste, the keys' application modes.
/// Written to a terminal that is in none of them, it changes nothing. Never fails, as [`close_screen`].
pub(super) fn reset_modes() {
    // To leave the alternate screen restores a cursor that was saved: on the main screen, the present one.
    const RESET: &[u8] =
        b"\x1b[?2026l\x1b7\x1b[?1049l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\
        \x1b[?1015l\x1b[?2004l\x1b[?1l\x1b>\x1b[?25h\x1b[0m";
    fn write(mut out: impl Write) {
        let _ = out.write_all(RESET).and_then(|()| out.flush());
    }
    // A terminal that knows no escapes would show them.
    if std::env::var_os("TERM").is_none_or(|term| term.is_empty() || term == "dumb") {
        return;
    }
    if io::stdout().is_terminal() {
        write(io::stdout().lock());
    } else if io::stderr().is_terminal() {
        write(io::stderr().lock());
    }
}

/// Whether an error of reading or writing means that the terminal has hung up.
pub(super) fn is_hang_up(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
}

/// Whether some shell would notice that we are stopped. In the process group of the session's leader, as
/// in `xterm -e viva`, nobody would: there the system ignores Ctrl-Z, and so do we.
///
/// Asked through nix: in a container whose shell was started from outside, session and group are 0, a
/// number that rustix takes for impossible.
fn can_be_continued() -> bool {
    let leader = unistd::getsid(None).ok();
    let parent = unistd::getppid();
    let parent_leader = unistd::getsid(Some(parent)).ok().filter(|_| parent.as_raw() != 0);
    leader.is_some() && leader == parent_leader && leader != Some(unistd::getpgrp())
}
