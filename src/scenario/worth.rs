//! Values: what outcomes are worth.

use super::literal::Literal;
use crate::diagnostic::Located;

/// The worth of outcomes to us: `[value.benefit]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    /// The name.
    pub name: Located<String>,
    /// The worth, in which ranges are uncertainty.
    pub is: Literal,
    /// The unit.
    pub unit: Option<Located<String>>,
    /// The value's name in output.
    pub label: Option<Located<String>>,
}
