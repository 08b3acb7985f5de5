//! Work under way: whether it is to end early, how far it has come, and how much memory it may take.
//!
//! [`Work::within`] makes it that of everything a closure does, on all threads that it starts; loops ask for it
//! without being handed it. Work that was cancelled ends with a fault of the code [`Code::Cancelled`].

use super::{Code, Diagnostic};
use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The bytes of memory that work may take by default.
pub const MEMORY: u64 = 1 << 30;

thread_local! {
    static CURRENT: RefCell<Option<Arc<Work>>> = const { RefCell::new(None) };
}

/// Returns whether work is to end.
type Question = Box<dyn Fn() -> bool + Send + Sync>;

/// Work that a caller watches, and may end.
pub struct Work {
    is_cancelled: AtomicBool,
    memory: u64,
    /// The work that this is a part of: it ends this one too, and counts its steps.
    whole: Option<Arc<Work>>,
    /// Returns whether this work is to end, besides [`Work::cancel`].
    question: Option<Question>,
    /// Steps of the present phase, and how many there are; 0 without a phase.
    done: AtomicU64,
    all: AtomicU64,
    phase: Mutex<&'static str>,
}

impl Work {
    /// Creates work that may take `memory` bytes of memory.
    pub fn new(memory: u64) -> Arc<Self> {
        Arc::new(Self::bare(memory))
    }

    /// Creates a part of the present work, if there is any, that also ends when `question` returns `true`; with
    /// its own bound on memory, if one is given.
    pub fn part(
        memory: Option<u64>,
        question: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Arc<Self> {
        let bare = Self::bare(memory.unwrap_or_else(self::memory));
        Arc::new(Self { whole: current(), question: Some(Box::new(question)), ..bare })
    }

    fn bare(memory: u64) -> Self {
        Self {
            is_cancelled: AtomicBool::new(false),
            memory,
            whole: None,
            question: None,
            done: AtomicU64::new(0),
            all: AtomicU64::new(0),
            phase: Mutex::new(""),
        }
    }

    /// Whether the work is to end.
    fn is_over(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
            || self.question.as_ref().is_some_and(|question| question())
            || self.whole.as_ref().is_some_and(|whole| whole.is_over())
    }

    /// Returns the work that counts the steps of this one.
    fn counter(self: &Arc<Self>) -> Arc<Self> {
        self.whole.as_ref().map_or_else(|| Arc::clone(self), Self::counter)
    }

    /// Asks the work to end, which it does before its next step.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    /// Runs work as part of this.
    pub fn within<T>(self: &Arc<Self>, work: impl FnOnce() -> T) -> T {
        let before = CURRENT.replace(Some(Arc::clone(self)));
        let _back = Back(before);
        work()
    }

    /// Returns the name of the present phase, the steps done and all its steps; `None` without a phase.
    pub fn progress(&self) -> Option<(&'static str, u64, u64)> {
        let all = self.all.load(Ordering::Relaxed);
        let phase = *self.phase.lock().unwrap_or_else(PoisonError::into_inner);
        (all > 0).then(|| (phase, self.done.load(Ordering::Relaxed).min(all), all))
    }
}

/// Restores the previous work when dropped.
struct Back(Option<Arc<Work>>);

impl Drop for Back {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// Returns a closure that makes the present work that of the thread that calls it.
pub fn inherited() -> impl Fn() + Send + Sync + 'static {
    let work = current();
    move || CURRENT.set(work.clone())
}

fn current() -> Option<Arc<Work>> {
    CURRENT.with_borrow(Clone::clone)
}

/// Whether the present work is to end.
pub fn is_cancelled() -> bool {
    CURRENT.with_borrow(|work| work.as_ref().is_some_and(|work| work.is_over()))
}

/// Returns a fault if the present work is to end.
pub fn check() -> Result<(), Diagnostic> {
    if is_cancelled() {
        return Err(Diagnostic::placeless(Code::Cancelled, "the work was ended early"));
    }
    Ok(())
}

/// Returns the bytes of memory that the present work may take.
pub fn memory() -> u64 {
    CURRENT.with_borrow(|work| work.as_ref().map_or(MEMORY, |work| work.memory))
}

/// A part of the work with a known number of steps. Phases within another count no steps of their own.
pub struct Phase(Option<Arc<Work>>);

impl Phase {
    /// Begins a phase of `steps` steps.
    pub fn begin(name: &'static str, steps: u64) -> Self {
        let begun = current().map(|work| work.counter()).filter(|work| {
            let free = work.all.compare_exchange(0, steps, Ordering::Relaxed, Ordering::Relaxed);
            free.is_ok() && steps > 0
        });
        if let Some(work) = &begun {
            work.done.store(0, Ordering::Relaxed);
            *work.phase.lock().unwrap_or_else(PoisonError::into_inner) = name;
        }
        Self(begun)
    }

    /// Counts a step; returns a fault if the work is to end.
    pub fn step(&self) -> Result<(), Diagnostic> {
        self.steps(1)
    }

    /// Counts several steps; returns a fault if the work is to end.
    pub fn steps(&self, steps: u64) -> Result<(), Diagnostic> {
        if let Some(work) = &self.0 {
            work.done.fetch_add(steps, Ordering::Relaxed);
        }
        check()
    }
}

impl Drop for Phase {
    fn drop(&mut self) {
        if let Some(work) = &self.0 {
            work.all.store(0, Ordering::Relaxed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_is_cancelled_ends_with_a_value_of_its_own() {
        assert_eq!(check(), Ok(()));
        let work = Work::new(5);
        let code = work.within(|| {
            assert_eq!((check(), memory()), (Ok(()), 5));
            work.cancel();
            let inherit = inherited();
            let elsewhere = std::thread::spawn(move || {
                let before = is_cancelled();
                inherit();
                (before, is_cancelled())
            });
            assert_eq!(elsewhere.join().expect("it does not panic"), (false, true));
            check().expect_err("it was cancelled").code
        });
        assert_eq!((code, memory()), (Code::Cancelled, MEMORY));
        assert!(!is_cancelled(), "other work goes on");
    }

    #[test]
    fn a_part_ends_with_the_whole_and_by_itself() {
        let whole = Work::new(7);
        whole.within(|| {
            let asked = Arc::new(AtomicBool::new(false));
            let answer = Arc::clone(&asked);
            let part = Work::part(None, move || answer.load(Ordering::Relaxed));
            part.within(|| {
                assert_eq!((is_cancelled(), memory()), (false, 7));
                let phase = Phase::begin("part", 2);
                assert_eq!(phase.step(), Ok(()));
                assert_eq!(whole.progress(), Some(("part", 1, 2)));
                asked.store(true, Ordering::Relaxed);
                assert!(phase.step().is_err());
            });
            assert!(!is_cancelled(), "the whole goes on");
            let part = Work::part(Some(3), || false);
            whole.cancel();
            part.within(|| assert_eq!((is_cancelled(), memory()), (true, 3)));
        });
    }

    #[test]
    fn phases_within_another_count_no_steps() {
        let work = Work::new(MEMORY);
        work.within(|| {
            assert_eq!(work.progress(), None);
            let outer = Phase::begin("outer", 3);
            let inner = Phase::begin("inner", 7);
            assert_eq!((outer.step(), inner.step()), (Ok(()), Ok(())));
            drop(inner);
            assert_eq!(work.progress(), Some(("outer", 1, 3)));
            drop(outer);
            let next = Phase::begin("next", 2);
            assert_eq!(work.progress(), Some(("next", 0, 2)));
            drop(next);
        });
        assert_eq!(work.progress(), None);
    }
}
