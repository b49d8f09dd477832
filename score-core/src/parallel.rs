//! The same work on many items, on several threads. Results come in the order of the items, so that the number of
//! threads never shows in them.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use score_yaml::{Style, Value};

/// How many threads a stage may use. The caller decides; one when nothing is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads(NonZeroUsize);

impl Threads {
    /// Everything on the thread of the caller.
    pub const ONE: Threads = Threads(NonZeroUsize::MIN);

    /// This many, the thread of the caller being one of them.
    pub fn new(count: NonZeroUsize) -> Threads {
        Threads(count)
    }

    /// How many they are.
    pub fn count(self) -> usize {
        self.0.get()
    }
}

impl Default for Threads {
    fn default() -> Threads {
        Threads::ONE
    }
}

/// How many items a thread takes at a time. Starting a thread costs more than the work on a few.
const SHARE: usize = 8;

/// Works on every item and returns the results in the order of the items. Where no thread can be started, the caller's
/// does everything. A panic of `work` is passed on.
pub fn map<T: Send, R: Send>(threads: Threads, items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let wanted = threads.count().min(items.len() / SHARE);
    if wanted < 2 {
        return items.into_iter().map(work).collect();
    }
    // Results are written to their places, for a list of large ones costs more to put together than to work on.
    let mut results: Vec<Option<R>> = Vec::new();
    results.resize_with(items.len(), || None);
    let mut items = items.into_iter();
    let mut shares: Vec<_> = results
        .chunks_mut(SHARE)
        .map(|places| (items.by_ref().take(places.len()).collect::<Vec<T>>(), places))
        .collect();
    // Each thread has a stretch of its own, for neighbours often want the same thing, such as a folder, which only one
    // of them can have at a time. One that is done takes from the end of the longest stretch that is left.
    let longest = shares.len().div_ceil(wanted);
    let stretches =
        (0..wanted).map(|_| shares.drain(..longest.min(shares.len())).collect::<Vec<_>>().into_iter());
    let stretches = Mutex::new(stretches.collect::<Vec<_>>());
    let next_share = |thread: usize| {
        let mut stretches = stretches.lock().unwrap_or_else(PoisonError::into_inner);
        let own = stretches.get_mut(thread).and_then(Iterator::next);
        own.or_else(|| stretches.iter_mut().max_by_key(|stretch| stretch.len())?.next_back())
    };
    let work_as = |thread: usize| {
        while let Some((share, places)) = next_share(thread) {
            for (item, place) in share.into_iter().zip(places) {
                *place = Some(work(item));
            }
        }
    };
    std::thread::scope(|scope| {
        let start = |thread| std::thread::Builder::new().spawn_scoped(scope, move || work_as(thread)).ok();
        let others: Vec<_> = (1..wanted).filter_map(start).collect();
        work_as(0);
        for other in others {
            if let Err(panic) = other.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    // Collected in place, which `flatten` is not. Every place has its result.
    results.into_iter().map_while(|result| result).collect()
}

/// A value as [`score_yaml::write`] prints it, in pieces and by several threads when it is large.
pub fn write(threads: Threads, value: &Value, style: &Style) -> Vec<String> {
    map(threads, score_yaml::parts(value, style), |part| {
        let mut text = String::new();
        part.write_into(&mut text);
        text
    })
}

/// Does two things at the same time, the first on a thread of its own if there may be another one than the caller's. A
/// panic is passed on.
pub fn both<A: Send, B>(threads: Threads, aside: impl Fn() -> A + Sync, here: impl FnOnce() -> B) -> (A, B) {
    if threads.count() < 2 {
        return (aside(), here());
    }
    std::thread::scope(|scope| {
        let running = std::thread::Builder::new().spawn_scoped(scope, &aside);
        let here = here();
        let aside = match running.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(_) => aside(),
        };
        (aside, here)
    })
}

/// What becomes of the large values of a run when nobody needs them any more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Leftovers {
    /// They are dropped.
    #[default]
    Dropped,
    /// Their memory stays as it is until the process ends and frees all of it at once: for commands that end soon.
    LeftToProcess,
}

impl Leftovers {
    /// Takes a value that nobody needs any more.
    // To drop what a thousand workloads leave behind, block by block, takes a tenth of a run.
    pub fn take<T>(self, value: T) {
        match self {
            Leftovers::Dropped => drop(value),
            Leftovers::LeftToProcess => std::mem::forget(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn both_things_are_done_once() {
        for threads in [1, 2] {
            let threads = Threads::new(NonZeroUsize::new(threads).unwrap());
            let (aside, mut here) = (AtomicUsize::new(0), 0);
            let done = both(threads, || aside.fetch_add(1, Ordering::Relaxed) + 7, || here += 1);
            assert_eq!((done, aside.into_inner(), here), ((7, ()), 1, 1));
        }
    }

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for threads in [1, 2, 7] {
            let threads = Threads::new(NonZeroUsize::new(threads).unwrap());
            for length in [0, 1, 15, 16, 17, 1000] {
                let doubled = map(threads, (0..length).collect(), |item| item * 2);
                assert_eq!(doubled, (0..length).map(|item| item * 2).collect::<Vec<_>>());
            }
        }
    }
}
