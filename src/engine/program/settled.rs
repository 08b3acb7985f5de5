//! What all parts of a round of work would find again.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Findings of pilots, by name, which do not depend on the part: a machine that draws several parts of a round finds them
/// once.
#[derive(Debug, Default)]
pub struct Settled(Mutex<BTreeMap<String, Arc<dyn Any + Send + Sync>>>);

/// The pilots of one part of a round, in their order.
#[derive(Debug, Default)]
pub struct Pilots {
    settled: Arc<Settled>,
    /// The number of pilots of each name so far.
    count: Mutex<BTreeMap<String, u64>>,
}

fn locked<T>(one: &Mutex<T>) -> MutexGuard<'_, T> {
    one.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pilots {
    /// The pilots of a part that shares their findings with others.
    pub fn of(settled: &Arc<Settled>) -> Self {
        Self { settled: Arc::clone(settled), count: Mutex::default() }
    }

    /// Returns what another part of this round found at the same place, or else finds it.
    pub fn settled<T: Clone + Send + Sync + 'static, E>(
        &self,
        what: &str,
        find: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        let name = {
            let mut count = locked(&self.count);
            let next = count.entry(what.to_owned()).or_default();
            *next += 1;
            format!("{what} {next}")
        };
        let known = locked(&self.settled.0).get(&name).cloned();
        if let Some(known) = known.and_then(|known| known.downcast::<T>().ok()) {
            return Ok(T::clone(&known));
        }
        let found = find()?;
        locked(&self.settled.0).insert(name, Arc::new(found.clone()));
        Ok(found)
    }
}
