//! Writes definitions and members of groups out: after that, a scenario has plain variables and formulas alone.
//!
//! `language` has what names mean, `walk` takes a formula apart, with `names` for members, `compared` for texts, `aggregate` and `largest` for functions
//! over groups and `part` for values that attributes settle. `scenario` applies it
//! to all formulas of a scenario, which `formulas` finds.

mod aggregate;
mod compared;
mod formulas;
mod language;
mod largest;
mod names;
mod part;
mod scenario;
mod walk;

pub use language::{Language, VARIED};
pub use scenario::{Expanded, expanded, written_out};
pub use walk::UNREADABLE;
