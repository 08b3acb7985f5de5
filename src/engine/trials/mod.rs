//! Passes on every trial of a run: a row for each accepted trial, in the order of worlds and trials, for any
//! number of threads.
//!
//! [`Layout`] describes the columns; `gather` makes a [`Batch`] of a finished block; `units` enumerates the
//! blocks of a run; `window` puts them in order and holds only a few; [`run_keeping`] draws and passes one
//! batch after another to a [`Keeper`].

mod gather;
mod keeping;
mod layout;
mod units;
mod window;

pub use gather::{Batch, Cells, NO_CODE};
pub use keeping::{Job, Keeper, Stopped, run_keeping};
pub use layout::{Field, Layout, Sort};
