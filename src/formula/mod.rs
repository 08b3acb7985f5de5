//! The little language of conditions and numbers: `sanctions == imposed and elapsed(talks) >= 4 weeks`.
//!
//! Text → [`tokens`](token) → tree ([`Expr`], as written) → [`Typed`] (as meant, by [`check`] against
//! the names in a [`Scope`]). Knows nothing of tables, models or draws; [`evaluate`] has the plain
//! arithmetic that every reader of a typed formula shares.

mod parse;
mod scope;
mod token;
mod tree;
mod typed;
mod typing;
pub mod evaluate;

pub use parse::parse;
pub use scope::{days_of, Named, NamedKind, NumberKind, Scope, Setting};
pub use tree::*;
pub use typed::*;
pub use typing::check;
