//! Values for each phase of each process in one world, computed on first use.

use std::sync::{Arc, OnceLock};

/// Lazily computed values, by variable and phase.
#[derive(Debug)]
pub(crate) struct ByPhase<T>(Vec<Arc<[OnceLock<T>]>>);

impl<T> ByPhase<T> {
    /// Creates empty cells; `phases` gives the number of phases of each variable.
    pub(crate) fn new(phases: impl Iterator<Item = usize>) -> Self {
        Self(phases.map(nothing).collect())
    }

    /// Returns the value of a phase, computing it on first use.
    pub(crate) fn get(&self, variable: usize, phase: usize, make: impl FnOnce() -> T) -> &T {
        self.0[variable][phase].get_or_init(make)
    }

    /// Returns a copy for another world that keeps the entries of some variables.
    pub(crate) fn sharing(&self, is_same: impl Fn(usize) -> bool) -> Self {
        let of = |(variable, here): (usize, &Arc<[OnceLock<T>]>)| {
            if is_same(variable) { Arc::clone(here) } else { nothing(here.len()) }
        };
        Self(self.0.iter().enumerate().map(of).collect())
    }
}

/// Empty cells for `phases` phases.
fn nothing<T>(phases: usize) -> Arc<[OnceLock<T>]> {
    (0..phases).map(|_| OnceLock::new()).collect()
}

impl<T> Clone for ByPhase<T> {
    /// Returns a copy with empty cells, for another world.
    fn clone(&self) -> Self {
        Self::new(self.0.iter().map(|phases| phases.len()))
    }
}
