//! Passes on every trial of a run: a row for each accepted trial, in the order of worlds and trials, for any
//! number of threads.
//!
//! [`TrialTable`] describes the columns; `gather` makes a [`TrialBlock`] of a finished block; `units` enumerates the
//! blocks of a run; [`run_keeping`] draws and passes one batch after another to a [`TrialSink`].

mod gather;
mod keeping;
mod layout;
mod units;

pub use gather::{NO_CODE, TrialBlock, TrialValues};
pub use keeping::{Job, Stopped, TrialSink, run_keeping};
pub use layout::{TrialColumn, TrialTable, TrialType};
