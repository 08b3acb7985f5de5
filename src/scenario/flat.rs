//! Tables of plain numbers as networks have them. Nothing is looked up or computed.

use crate::diagnostic::{Located, Place};
use std::sync::Arc;

/// A row for each combination of the parents' outcomes, in plain numbers without a place of their
/// own: the tables of networks, which can have millions of them. The reader has checked that each
/// row sums to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// The variable's outcomes, in the order of the columns.
    pub outcomes: Names,
    /// The parents, each with its outcomes in the order in which the rows go through them, the
    /// last parent running fastest.
    pub given: Vec<(Located<String>, Names)>,
    /// Row after row.
    pub chances: Arc<Vec<f64>>,
    /// Where the numbers stand.
    pub place: Place,
}

/// Names that several tables share.
pub type Names = Arc<[Located<String>]>;
