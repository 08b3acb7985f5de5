//! Something of each phase of each process in one world, made when it is first wanted.

use std::sync::{Arc, OnceLock};

/// By variable and phase.
#[derive(Debug)]
pub(super) struct Phased<T>(Vec<Arc<[OnceLock<T>]>>);

impl<T> Phased<T> {
    /// Nothing made yet, for variables with so many phases.
    pub(super) fn new(phases: impl Iterator<Item = usize>) -> Self {
        Self(phases.map(nothing).collect())
    }

    /// That of a phase.
    pub(super) fn get(&self, variable: usize, phase: usize, make: impl FnOnce() -> T) -> &T {
        self.0[variable][phase].get_or_init(make)
    }

    /// The same for another world, in which some variables have what they have here.
    pub(super) fn beside(&self, is_same: impl Fn(usize) -> bool) -> Self {
        let of = |(variable, here): (usize, &Arc<[OnceLock<T>]>)| {
            if is_same(variable) { Arc::clone(here) } else { nothing(here.len()) }
        };
        Self(self.0.iter().enumerate().map(of).collect())
    }
}

/// Nothing made yet of so many phases.
fn nothing<T>(phases: usize) -> Arc<[OnceLock<T>]> {
    (0..phases).map(|_| OnceLock::new()).collect()
}

impl<T> Clone for Phased<T> {
    /// Of another world, in which nothing is made yet.
    fn clone(&self) -> Self {
        Self::new(self.0.iter().map(|phases| phases.len()))
    }
}
