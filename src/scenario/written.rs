//! A formula as it was written.

use crate::formula::Expr;

/// A formula with its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The formula.
    pub expr: Expr,
    /// The text in the file, without quotes.
    pub text: String,
}
