//! Parts that come while others are still drawn: the first run that is asked for is joined meanwhile.

use super::cut::Shard;
use super::ledger::{Held, Ledger, Stored, locked, waiting};
use crate::diagnostic::Diagnostic;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::atomic::Ordering;

/// The parts of a piece of work as they come, in any order.
pub trait Coming: Debug + Send {
    /// Whether the parts have counts of this run.
    fn has(&self, name: &str) -> bool;

    /// Waits for the part whose turn it is, and returns its counts of a run; `None` after the last, and if a part can't be
    /// used.
    fn next(&mut self, name: &str) -> Option<(Shard, Box<dyn Stored>)>;

    /// Waits for all parts.
    fn all(self: Box<Self>) -> Option<AllParts>;
}

/// All parts of a piece of work, which belong together.
#[derive(Debug)]
pub struct AllParts {
    /// The counts of each run, by name, in the order of the parts.
    pub known: BTreeMap<String, Held>,
    /// Whether [`Coming::next`] has returned each part once.
    pub are_over: bool,
}

impl Ledger {
    /// Joins the parts of a run as they come, if it is the first that is asked for; `None` if all are known now, so that it
    /// is joined like others.
    pub(super) fn joined_early<T>(
        &self,
        name: &str,
        read: &impl Fn(Shard, Box<dyn Stored>) -> Result<T, &'static str>,
        join: &impl Fn(&mut T, T) -> Result<(), &'static str>,
    ) -> Result<Option<T>, Diagnostic> {
        // others wait here until all is known
        let mut place = locked(&self.coming);
        let Some(mut coming) = place.take_if(|coming| coming.has(name)) else { return Ok(None) };
        let mut whole: Option<T> = None;
        let mut is_sound = true;
        while let Some((shard, stored)) = coming.next(name).filter(|_| is_sound) {
            let is_faulty = stored.is_faulty();
            let added = read(shard, stored).and_then(|own| match &mut whole {
                Some(whole) => join(whole, own),
                None => {
                    whole = Some(own);
                    Ok(())
                }
            });
            is_sound = added.is_ok() && !is_faulty;
        }
        let Some(AllParts { mut known, are_over }) = coming.all() else {
            self.waits.store(true, Ordering::Relaxed);
            return Err(waiting());
        };
        // what can't be so is found again, with all else that can't be
        let found = whole.filter(|_| is_sound && are_over);
        if found.is_some() {
            known.remove(name);
        }
        locked(&self.known).append(&mut known);
        Ok(found)
    }

    /// Waits for the parts that no run has asked for; returns whether all belong together.
    pub fn has_all(&self) -> bool {
        locked(&self.coming).take().is_none_or(|coming| coming.all().is_some())
    }
}
