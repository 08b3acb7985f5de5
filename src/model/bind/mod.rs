//! Binding: the numbers of a world put into flat tables of thresholds.
//!
//! `binding` fills the tables of one world, `rebind` those of many worlds, and `behind` names the parameters behind a
//! chance, for messages.

pub mod behind;
pub mod binding;
mod rebind;

pub use binding::*;
pub(crate) use binding::{RowFacts, table};
pub use rebind::Rebinder;
