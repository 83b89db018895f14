//! One piece of work on a thread of its own; if no thread can be started, it is done at once.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, JoinHandle};

pub(super) enum Background<T> {
    Running(JoinHandle<Option<T>>),
    Done(T),
}

impl<T: Send + 'static> Background<T> {
    pub(super) fn begin(work: impl FnOnce() -> T + Send + 'static) -> Self {
        // A thread that cannot be started takes its work with it, so both share it.
        let work = Arc::new(Mutex::new(Some(work)));
        let take = |work: &Mutex<Option<_>>| work.lock().unwrap_or_else(PoisonError::into_inner).take();
        let of_thread = Arc::clone(&work);
        match Builder::new().spawn(move || take(&of_thread).map(|work| work())) {
            Ok(thread) => Self::Running(thread),
            Err(_) => match take(&work) {
                Some(work) => Self::Done(work()),
                None => unreachable!("no thread was started to take it"),
            },
        }
    }

    /// Waits for it.
    pub(super) fn join(self) -> T {
        match self {
            Self::Done(done) => done,
            Self::Running(thread) => match thread.join() {
                Ok(Some(done)) => done,
                Ok(None) => unreachable!("it was started once"),
                Err(panic) => resume_unwind(panic),
            },
        }
    }
}
