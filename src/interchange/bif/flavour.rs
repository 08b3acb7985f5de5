//! The words of BIF, and of what differs from it by words alone.

use super::super::read::token::{BIF, DSC, Dialect};

/// How a file says what BIF says.
#[derive(Debug)]
pub(in crate::interchange) struct Flavour {
    /// The words that begin a block: the network, a variable, a table.
    pub(super) keywords: [&'static str; 3],
    /// Its signs.
    pub(super) dialect: &'static Dialect,
    /// Whether rows name their parents' states by number, from 0, and bare numbers run through the
    /// child's states fastest.
    pub(super) is_numbered: bool,
}

/// BIF 0.15.
pub(in crate::interchange) static PLAIN_BIF: Flavour =
    Flavour { keywords: ["network", "variable", "probability"], dialect: &BIF, is_numbered: false };
/// The belief networks of Microsoft's MSBN, `.dsc`.
pub(in crate::interchange) static MICROSOFT: Flavour =
    Flavour { keywords: ["belief", "node", "probability"], dialect: &DSC, is_numbered: true };
