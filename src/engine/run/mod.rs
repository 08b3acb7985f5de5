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
pub(super) use execute::was_possible;
pub use execute::{Tallies, evidence_holds, resamples, run, run_shard, run_watched};
pub use paired::{Paired, run_paired};
pub use parts::{Cut, Ledger, PairedCounts, Pass, Shard, waits};
pub(super) use pilots::{Choice, choose_for, draw_world};
pub use pilots::{Readings, readings};
pub(super) use progress::Laps;
pub use progress::{Phase, Spent, Watch};
pub use shape::Shape;
pub(super) use threads::in_pool;
pub(super) use worker::{Worker, diagnostic_of};
