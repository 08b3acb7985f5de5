//! Work on a thread of its own, so that the caller's can answer signals and show progress.

use crate::errors::raised;
use foretell::{Error, Monitor, Page};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The time between two looks at signals.
const LOOK: Duration = Duration::from_millis(20);
/// The time between two reports of progress.
const REPORT: Duration = Duration::from_millis(100);
/// The longest wait for cancelled work to end; it ends behind the exception if it takes longer.
const PATIENCE: Duration = Duration::from_millis(120);
/// The stack of the thread: formulas are walked recursively.
const STACK_BYTES: usize = 64 << 20;

/// Watches work: counts its steps, keeps its notes and its page, and ends it.
#[derive(Default)]
pub(crate) struct Watch {
    is_over: AtomicBool,
    stage: Mutex<(&'static str, u64)>,
    done: AtomicU64,
    notes: Mutex<Vec<String>>,
    page: Mutex<Option<Page>>,
}

impl Monitor for Watch {
    fn begin(&self, stage: &'static str, steps: u64) {
        *locked(&self.stage) = (stage, steps);
        self.done.store(0, Ordering::Relaxed);
    }

    fn progress(&self, done: u64, _of: u64) {
        self.done.fetch_max(done, Ordering::Relaxed);
    }

    fn note(&self, note: &str) {
        locked(&self.notes).push(note.to_owned());
    }

    fn page(&self, page: Page) {
        *locked(&self.page) = Some(page);
    }

    fn cancelled(&self) -> bool {
        self.is_over.load(Ordering::Relaxed)
    }
}

impl Watch {
    /// Ends the work early.
    pub(crate) fn end(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// Waits for the result of the work that it watches; ends the work if the other watch is ended.
    pub(crate) fn until<T>(
        &self,
        other: &Self,
        result: &Receiver<Result<T, Error>>,
    ) -> Result<T, Error> {
        loop {
            match result.recv_timeout(LOOK) {
                Ok(found) => return found,
                Err(RecvTimeoutError::Timeout) if other.cancelled() => self.end(),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::Usage("the computation broke down".to_owned()));
                }
            }
        }
    }

    /// Takes the notes.
    pub(crate) fn notes(&self) -> Vec<String> {
        std::mem::take(&mut *locked(&self.notes))
    }

    /// Takes the page.
    pub(crate) fn shown(&self) -> Option<Page> {
        locked(&self.page).take()
    }

    /// Calls `progress(stage, done, of)`.
    fn report(&self, py: Python<'_>, progress: &Py<PyAny>) -> PyResult<()> {
        let (stage, of) = *locked(&self.stage);
        if of > 0 {
            let done = self.done.load(Ordering::Relaxed).min(of);
            progress.call1(py, (stage, done, of))?;
        }
        Ok(())
    }
}

/// A place for the result of a thread.
struct Slot<T> {
    result: Mutex<Option<T>>,
    is_there: Condvar,
}

impl<T> Slot<T> {
    fn put(&self, result: T) {
        *locked(&self.result) = Some(result);
        self.is_there.notify_all();
    }

    /// Waits for the result, but not longer than this.
    fn wait(&self, longest: Duration) -> Option<T> {
        let waited =
            self.is_there.wait_timeout_while(locked(&self.result), longest, |r| r.is_none());
        waited.unwrap_or_else(PoisonError::into_inner).0.take()
    }
}

/// Does work on another thread.
pub(crate) fn beside(work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    let thread = thread::Builder::new().stack_size(STACK_BYTES).name("foretell".to_owned());
    thread.spawn(work)
}

/// Does work without holding up the interpreter; `progress` is called with its stage and steps. An exception, such as
/// that of Ctrl-C, ends the work.
pub(crate) fn work<T: Send + 'static>(
    py: Python<'_>,
    progress: Option<&Py<PyAny>>,
    task: impl FnOnce(Arc<Watch>) -> Result<T, Error> + Send + 'static,
) -> PyResult<(T, Arc<Watch>)> {
    let watch = Arc::new(Watch::default());
    let slot = Arc::new(Slot { result: Mutex::new(None), is_there: Condvar::new() });
    let (own, theirs) = (Arc::clone(&watch), Arc::clone(&slot));
    let thread = beside(move || theirs.put(task(own)))?;
    let mut reported = Instant::now();
    let result = loop {
        if let Some(result) = py.detach(|| slot.wait(LOOK)) {
            break result;
        }
        if thread.is_finished() {
            // the result may have come since
            match slot.wait(Duration::ZERO) {
                Some(result) => break result,
                None => return Err(PyRuntimeError::new_err("the computation broke down")),
            }
        }
        let mut looked = py.check_signals();
        if let Some(progress) = progress.filter(|_| looked.is_ok() && reported.elapsed() >= REPORT)
        {
            reported = Instant::now();
            looked = watch.report(py, progress);
        }
        if let Err(error) = looked {
            watch.end();
            py.detach(|| slot.wait(PATIENCE));
            return Err(error);
        }
    };
    let result = result.map_err(|error| raised(py, &error))?;
    if let Some(progress) = progress {
        watch.report(py, progress)?;
    }
    Ok((result, watch))
}

/// Locks, also after a panic elsewhere.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
