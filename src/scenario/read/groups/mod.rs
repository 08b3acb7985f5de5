//! Readers of definitions, of groups of actors, and of tables that every member of a group has.
//!
//! `members` reads a group from the scenario or from a table in a file beside it (`csv`), `columns` finds the kind of each
//! attribute, `table` has the dates of calendars in such files, and `each` reads tables with `for`.

mod beside;
mod columns;
mod csv;
mod definitions;
mod each;
mod members;
mod table;

pub(super) use beside::Around;
pub use beside::{Attached, Beside, files_named};
pub(super) use each::Each;
