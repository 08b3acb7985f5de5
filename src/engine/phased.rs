//! Something of each phase of each process in one world, made when it is first wanted.

use std::sync::OnceLock;

/// By variable and phase.
#[derive(Debug)]
pub(super) struct Phased<T>(Vec<Vec<OnceLock<T>>>);

impl<T> Phased<T> {
    /// Nothing made yet, for variables with so many phases.
    pub(super) fn new(phases: impl Iterator<Item = usize>) -> Self {
        Self(phases.map(|phases| (0..phases).map(|_| OnceLock::new()).collect()).collect())
    }

    /// That of a phase.
    pub(super) fn get(&self, variable: usize, phase: usize, make: impl FnOnce() -> T) -> &T {
        self.0[variable][phase].get_or_init(make)
    }
}

impl<T> Clone for Phased<T> {
    /// Of another world, in which nothing is made yet.
    fn clone(&self) -> Self {
        Self::new(self.0.iter().map(Vec::len))
    }
}
