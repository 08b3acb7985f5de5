//! Ctrl-C and its like while a file grows: the work ends soon and leaves nothing behind. Knows nothing
//! of the work.

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::{flag, low_level};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Whether somebody wants the program to end. A second signal ends it at once, as does the first
/// one after this is dropped.
pub(super) struct Interrupt {
    wanted: Arc<AtomicBool>,
    signal: Arc<AtomicUsize>,
}

impl Interrupt {
    /// Listens from now on.
    pub(super) fn listen() -> io::Result<Self> {
        let listener = Self { wanted: Arc::default(), signal: Arc::default() };
        for signal in signals() {
            flag::register_conditional_default(*signal, Arc::clone(&listener.wanted))?;
            flag::register_usize(*signal, Arc::clone(&listener.signal), *signal as usize)?;
            flag::register(*signal, Arc::clone(&listener.wanted))?;
        }
        Ok(listener)
    }

    /// Whether the program is to end.
    pub(super) fn is_wanted(&self) -> bool {
        self.wanted.load(Ordering::Relaxed)
    }

    /// Ends the program as the signal would have, if there was one.
    pub(super) fn obey(&self) {
        let came = self.signal.load(Ordering::Relaxed);
        if let Some(signal) = signals().iter().find(|signal| **signal as usize == came) {
            // where that can't be done, the caller goes on to tell what failed
            let _ = low_level::emulate_default_handler(*signal);
        }
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        self.wanted.store(true, Ordering::Relaxed);
    }
}

#[cfg(unix)]
fn signals() -> &'static [i32] {
    &[SIGINT, SIGTERM, signal_hook::consts::SIGHUP]
}

#[cfg(not(unix))]
fn signals() -> &'static [i32] {
    &[SIGINT, SIGTERM]
}
