//! Runs: blocks spread over threads, alone, in batches, and paired side by side.

mod average;
mod batch;
mod bound;
mod built;
mod execute;
#[cfg(test)]
mod islands;
mod paired;
mod parts;
mod pilots;
mod progress;
mod proposal;
mod shape;
mod side_blocks;
mod threads;
mod worker;

pub use batch::run_batch;
pub use bound::Side;
pub(crate) use built::agree;
pub(super) use built::template;
pub use execute::{Tallies, resamples};
pub use paired::Paired;
pub(super) use parts::was_possible;
pub use parts::{
    AllParts, Coming, Cut, Held, Ledger, PairedCounts, Pass, Shard, Stored, evidence_holds, run,
    run_paired, run_shard, run_watched, waits,
};
pub(super) use pilots::{Choice, choose_for, draw_world};
pub use pilots::{Readings, readings};
pub(super) use progress::Laps;
pub use progress::{Phase, Spent, Watch};
pub use shape::Shape;
pub(super) use threads::in_pool;
pub(super) use worker::{Worker, diagnostic_of};
