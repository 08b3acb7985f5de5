//! The expression language of conditions and numbers: `sanctions == imposed and elapsed(talks) >= 4 weeks`.
//!
//! Text → tokens → tree ([`Expr`], as written) → [`Typed`] (resolved and type-checked by [`check`] against the names
//! in a [`Scope`]). `slips/` finds the usual mistakes in writing numbers and dates, and repairs them. Nothing here
//! depends on tables, models or draws; [`evaluate`] has the arithmetic that all users of a typed formula share.

pub mod calendar;
mod faults;
mod letters;
mod parse;
mod scope;
pub mod slips;
mod token;
mod tree;
mod typed;
mod typing;

pub use letters::{begins_name, continues_name, nfc};
pub use parse::{MAX_DEPTH, parse};
pub use scope::{Calendars, Named, NamedKind, NumberKind, Scope, Setting, date_of, days_of};
pub use tree::*;
pub use typed::*;
pub use typing::{check, check_condition, check_delay, check_number, quoted_if_needed};
