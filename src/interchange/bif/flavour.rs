//! The flavours of BIF, which differ in words only.

use super::super::read::token::{BIF, DSC, Dialect};

/// The words and conventions of a flavour of BIF.
#[derive(Debug)]
pub(in crate::internal::interchange) struct Flavour {
    /// The words that begin a block: of the network, a variable, a table.
    pub(super) keywords: [&'static str; 3],
    /// The signs.
    pub(super) dialect: &'static Dialect,
    /// Whether rows give their parents' states by number, from 0, and whole tables vary the child's states fastest.
    pub(super) is_numbered: bool,
}

/// BIF 0.15.
pub(in crate::internal::interchange) static PLAIN_BIF: Flavour =
    Flavour { keywords: ["network", "variable", "probability"], dialect: &BIF, is_numbered: false };
/// The belief networks of Microsoft's MSBN, `.dsc`.
pub(in crate::internal::interchange) static MICROSOFT: Flavour =
    Flavour { keywords: ["belief", "node", "probability"], dialect: &DSC, is_numbered: true };
