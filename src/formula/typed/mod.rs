//! Formulas that are resolved and type-checked.
//!
//! `types` has the trees. `walk` visits them, `fold` builds and simplifies them, `interned` gives equal ones the same
//! id, `shape` checks the shape of distributions, `bounds` finds the values that a number can have, and `evaluate` is
//! the arithmetic that all users share.

pub mod bounds;
pub mod evaluate;
pub mod fold;
mod interned;
pub mod shape;
mod types;
mod walk;

pub use interned::{FormulaId, Interned};
pub use types::*;
pub use walk::{Access, Part, Read};
