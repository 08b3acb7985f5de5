//! Hands every trial over as it is drawn, for whoever keeps them: a row for each that met the evidence,
//! in the order of worlds and trials, for any number of threads.
//!
//! [`Layout`] has the columns; `gather` makes a [`Batch`] of a finished block; `units` counts the blocks
//! of a run through; `window` brings them into order without ever holding many; [`run_keeping`] draws,
//! and gives a [`Keeper`] one batch after another.

mod gather;
mod keeping;
mod layout;
mod units;
mod window;

pub use gather::{Batch, Cells, NO_CODE};
pub use keeping::{Job, Keeper, Stopped, run_keeping};
pub use layout::{Field, Layout, Sort};
