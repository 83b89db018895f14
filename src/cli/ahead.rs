//! Work done ahead on all cores, its results taken one by one in the order of the items.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::failure::Failure;

/// Results that may wait for one that takes longer, for each core.
const AHEAD: usize = 4;
const TICK: Duration = Duration::from_millis(100);

struct Shared<T, W> {
    items: Vec<T>,
    work: W,
    /// The first item that nobody works on yet.
    next: AtomicUsize,
    /// The first item that nobody may work on yet.
    limit: Mutex<usize>,
    is_raised: Condvar,
}

impl<T, W> Shared<T, W> {
    fn raise(&self, limit: usize) {
        *self.limit.lock().unwrap_or_else(PoisonError::into_inner) = limit;
        self.is_raised.notify_all();
    }

    fn work_off<R>(&self, results: &Sender<(usize, thread::Result<R>)>)
    where
        W: Fn(&T) -> R,
    {
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = self.items.get(at) else { return };
            let limit = self.limit.lock().unwrap_or_else(PoisonError::into_inner);
            drop(self.is_raised.wait_while(limit, |limit| at >= *limit));
            let result = catch_unwind(AssertUnwindSafe(|| (self.work)(item)));
            // Nobody takes any more once the receiver is gone.
            if results.send((at, result)).is_err() {
                return;
            }
        }
    }
}

/// Does `work` on each item and gives the results to `take` in order. Before each, and now and then while
/// waiting for one, `goes_on` is asked; a no ends it, and so does a failure. What is being worked on then
/// is not waited for.
pub(super) fn in_order<T: Send + Sync + 'static, R: Send + 'static>(
    items: Vec<T>,
    work: impl Fn(&T) -> R + Send + Sync + 'static,
    mut goes_on: impl FnMut() -> bool,
    mut take: impl FnMut(R) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let count = items.len();
    let wanted_count = thread::available_parallelism().map_or(1, NonZero::get).min(count);
    let window = wanted_count * AHEAD;
    let limit = Mutex::new(window);
    let shared =
        Arc::new(Shared { items, work, next: AtomicUsize::new(0), limit, is_raised: Condvar::new() });
    let (sender, receiver) = channel();
    let start = |_: &usize| {
        let (shared, sender) = (Arc::clone(&shared), sender.clone());
        thread::Builder::new().spawn(move || shared.work_off(&sender)).is_ok()
    };
    // If no thread can be started, each item is computed when it is needed.
    let has_workers = (0..wanted_count).filter(start).count() > 0;
    let mut waiting = BTreeMap::new();
    let mut take_all = || {
        for at in 0..count {
            let result = loop {
                if !goes_on() {
                    return Ok(());
                }
                if let Some(result) = waiting.remove(&at) {
                    break result;
                }
                if !has_workers {
                    break Ok((shared.work)(&shared.items[at]));
                }
                match receiver.recv_timeout(TICK) {
                    Ok((done, result)) => drop(waiting.insert(done, result)),
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
                }
            };
            // A panic has been told of where it was; here it goes on.
            take(result.unwrap_or_else(|panic| resume_unwind(panic)))?;
            shared.raise(at + 1 + window);
        }
        Ok(())
    };
    let outcome = take_all();
    drop(receiver);
    shared.raise(usize::MAX);
    outcome
}

#[cfg(test)]
mod tests {
    use super::super::failure::Code;
    use super::*;

    #[test]
    fn results_come_in_order_until_enough() {
        let items = || (0..100).collect::<Vec<u64>>();
        let mut taken = Vec::new();
        let take = |result| {
            taken.push(result);
            Ok(())
        };
        in_order(items(), |item| item * 2, || true, take).unwrap();
        assert_eq!(taken, items().iter().map(|item| item * 2).collect::<Vec<_>>());
        let (mut left, mut count) = (10, 0);
        let goes_on = || {
            left -= 1;
            left >= 0
        };
        let take = |_| {
            count += 1;
            Ok(())
        };
        in_order(items(), |item| *item, goes_on, take).unwrap();
        assert!((1..=10).contains(&count), "{count}");
        let failed = in_order(items(), |item| *item, || true, |_| Err(Failure::new(Code::Failed, "no")));
        assert!(failed.is_err());
    }

    #[test]
    fn a_panic_goes_on() {
        let panics = || in_order(vec![1, 0], |item| 1 / item, || true, |_: i32| Ok(()));
        assert!(catch_unwind(panics).is_err());
    }
}
