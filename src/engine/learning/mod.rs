//! Evidence that is not absorbed exactly: what becomes known at which step, which outcomes it allows, and the chance
//! to meet what is still to come, by which trials are guided. Independent of columns.

mod ahead;
mod chain;
mod constraints;
mod facts;

pub(super) use ahead::{Ahead, LEAST_RELATIVE};
pub(super) use chain::{Chain, Delays};
pub(super) use constraints::{Constraints, Reach};
pub(super) use facts::{Fact, Learning};
