//! Work done ahead on all cores, its results taken one by one in the order of the items.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use super::failure::Failure;

/// Results that each core may be ahead of the one that takes them.
const AHEAD: usize = 2;
const TICK: Duration = Duration::from_millis(100);

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
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(count);
    let shared = Arc::new((items, work));
    let lanes: Vec<_> = (0..workers)
        .map(|first| {
            let (sender, receiver) = sync_channel(AHEAD);
            let shared = Arc::clone(&shared);
            let worker = thread::spawn(move || {
                let (items, work) = &*shared;
                let own = items.iter().skip(first).step_by(workers);
                // Nobody takes any more once the receiver is gone.
                let _ = own.map(work).try_for_each(|result| sender.send(result));
            });
            (receiver, Some(worker))
        })
        .collect();
    let mut lanes = lanes;
    for at in 0..count {
        let (receiver, worker) = &mut lanes[at % workers];
        let result = loop {
            if !goes_on() {
                return Ok(());
            }
            match receiver.recv_timeout(TICK) {
                Ok(result) => break result,
                Err(RecvTimeoutError::Timeout) => {}
                // It panicked, and has said so; here that goes on.
                Err(RecvTimeoutError::Disconnected) => {
                    let panic = worker.take().and_then(|worker| worker.join().err());
                    std::panic::resume_unwind(panic.unwrap_or_else(|| Box::new("a worker ended early")))
                }
            }
        };
        take(result)?;
    }
    Ok(())
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
        assert!(std::panic::catch_unwind(panics).is_err());
    }
}
