//! Work done ahead on all cores, its results taken one by one in the order of the items.

use std::num::NonZero;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::failure::Failure;

/// Results that each core may be ahead of the one that takes them.
const AHEAD: usize = 4;

/// Does `work` on each item and gives the results to `take` in order. A failure ends it; so does `take`
/// by giving `false`.
pub(super) fn in_order<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut take: impl FnMut(R) -> Result<bool, Failure>,
) -> Result<(), Failure> {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    if workers < 2 {
        for item in items {
            if !take(work(item))? {
                break;
            }
        }
        return Ok(());
    }
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..workers)
            .map(|first| {
                let (sender, receiver) = sync_channel(AHEAD);
                let work = &work;
                scope.spawn(move || {
                    let own = items.iter().skip(first).step_by(workers);
                    // Nobody takes any more once the receiver is gone.
                    own.map(work).try_for_each(|result| sender.send(result))
                });
                receiver
            })
            .collect();
        for at in 0..items.len() {
            // A worker that panics closes its lane; its panic goes on when the scope ends.
            let Ok(result) = lanes[at % workers].recv() else { break };
            if !take(result)? {
                break;
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::super::failure::Code;
    use super::*;

    #[test]
    fn results_come_in_order_until_enough() {
        let items: Vec<u64> = (0..100).collect();
        let mut taken = Vec::new();
        in_order(
            &items,
            |item| item * 2,
            |result| {
                taken.push(result);
                Ok(true)
            },
        )
        .unwrap();
        assert_eq!(taken, items.iter().map(|item| item * 2).collect::<Vec<_>>());
        let mut count = 0;
        in_order(
            &items,
            |item| *item,
            |_| {
                count += 1;
                Ok(count < 10)
            },
        )
        .unwrap();
        assert_eq!(count, 10);
        let failed = in_order(&items, |item| *item, |_| Err(Failure::new(Code::Failed, "no")));
        assert!(failed.is_err());
    }
}
