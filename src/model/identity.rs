//! Identities of models and tables, so that the same one is recognised without comparing all of it.

use std::sync::atomic::{AtomicU64, Ordering};

/// The identity of a model or a table, which its clones share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity(u64);

impl Identity {
    /// Returns an identity that nothing else has.
    pub(crate) fn unique() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}
