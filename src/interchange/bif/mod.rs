//! BIF 0.15, the interchange format of Bayesian networks, for reading and writing; and Microsoft's `.dsc`, which
//! differs in words only.
//!
//! A file is read twice: `blocks` finds its variables and the heads of its tables, then `table` reads the numbers, so
//! tables may precede the variables that they mention. [`write()`] writes a network.

mod blocks;
mod flavour;
mod read;
mod table;
mod write;

pub(super) use flavour::{MICROSOFT, PLAIN_BIF};
pub(super) use read::read;
pub use write::write;
