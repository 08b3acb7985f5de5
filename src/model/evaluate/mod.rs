//! The semantics of formulas and chances in one trial, which tables, dynamic draws and the exact solver share.
//!
//! `facts` evaluates formulas, `weigh` and `moves` compute the chances of outcomes, `impossible` finds distributions whose
//! parameters are not valid, and `outcome_set` has sets of outcomes and what conditions imply about them.

pub mod facts;
pub mod impossible;
mod moves;
mod outcome_set;
pub mod weigh;

pub(crate) use facts::{Facts, Truth, truth, truth_of, value};
pub(crate) use impossible::impossible_draw;
pub(crate) use outcome_set::{Set, follows, has_chance, is_open, is_sure, of_weights, split};
pub(crate) use weigh::Applied;
