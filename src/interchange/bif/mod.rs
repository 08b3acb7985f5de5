//! BIF 0.15, the interchange format of Bayesian networks: reading and writing.
//!
//! [`admit`] turns bytes into text; [`read`] turns text into a scenario, with every fault at its
//! place; [`write()`] writes a network. A file is read twice: `blocks` finds its variables and the
//! heads of its tables, and `table` and `numbers` read the numbers, so that tables may stand before the variables
//! that they are about. `token` cuts the text into words and signs, `faults` collects what is wrong.

mod admit;
mod blocks;
mod faults;
mod numbers;
mod read;
mod table;
mod token;
mod write;

pub use admit::{MOST_BYTES, admit, begins};
pub use read::read;
pub use write::write;
