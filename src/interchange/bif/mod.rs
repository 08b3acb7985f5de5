//! BIF 0.15, the interchange format of Bayesian networks: reading and writing; and Microsoft's `.dsc`,
//! which differs from it by words.
//!
//! A file is read twice: `blocks` finds its variables and the heads of its tables, and `table` reads the
//! numbers, so that tables may stand before the variables that they are about. [`write()`] writes a
//! network.

mod blocks;
mod flavour;
mod read;
mod table;
mod write;

pub(super) use flavour::{MICROSOFT, PLAIN_BIF};
pub(super) use read::read;
pub use write::write;
