//! What can go wrong between viva and a terminal, in sentences that complete `viva: `.
//!
//! A cancelled prompt is among them because every caller has to do something about it; a drill that
//! ends by a key or a signal is not: that is a [`Key`](super::Key).

use std::io;

use thiserror::Error;

#[derive(Debug, Error)]
pub enum TerminalError {
    /// Nobody can answer: asking would hang or redraw for ever.
    #[error("cannot ask for {what} without a terminal\nhint: pass {flag}")]
    NoTerminal { what: String, flag: String },
    /// Ctrl-C, Ctrl-D, Esc, or the end of the input, at a prompt.
    #[error("cancelled")]
    Cancelled,
    /// A signal asked viva to end while it was at a prompt.
    #[error("ended by signal {signal}")]
    Ended { signal: i32 },
    #[error("cannot {doing} the terminal: {cause}")]
    Io { doing: &'static str, cause: io::Error },
}

impl TerminalError {
    pub(super) fn io(doing: &'static str) -> impl FnOnce(io::Error) -> Self {
        move |cause| Self::Io { doing, cause }
    }
}
