//! What a machine that draws several parts of some work finds once.

use super::round::Round;
use crate::api::error::Error;
use crate::api::sweep::SweepPlan;
use crate::engine::Settled;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A memory of the pilots of some work, for a machine that draws several of its parts.
#[derive(Debug, Default)]
pub(super) struct Memo {
    /// The findings of pilots, by the SHA-256 of the round.
    rounds: Mutex<BTreeMap<String, Arc<Settled>>>,
    /// The points of a sweep.
    laid_out: OnceLock<SweepPlan>,
}

impl Memo {
    /// Returns the findings of a round so far.
    pub(super) fn settled(&self, round: &Round) -> Arc<Settled> {
        let mut rounds = self.rounds.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(rounds.entry(round.name().to_owned()).or_default())
    }

    /// Returns the points of a sweep, which are laid out once.
    pub(super) fn laid_out(
        &self,
        lay_out: impl FnOnce() -> Result<SweepPlan, Error>,
    ) -> Result<&SweepPlan, Error> {
        if let Some(plan) = self.laid_out.get() {
            return Ok(plan);
        }
        let plan = lay_out()?;
        Ok(self.laid_out.get_or_init(|| plan))
    }
}
