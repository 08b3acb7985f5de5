//! Flat tables of plain numbers, as network files have them.

use crate::diagnostic::{Located, Place};
use std::sync::Arc;

/// A conditional table with a row for each combination of the parents' outcomes, in plain numbers without places of
/// their own: network files can have millions of them. The reader has checked that each row sums to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Cells {
    /// The outcomes of the variable, in the order of the columns.
    pub outcomes: Names,
    /// The parents, each with its outcomes in the order of the rows; the last parent varies fastest.
    pub given: Vec<(Located<String>, Names)>,
    /// The chances, row after row.
    pub chances: Arc<Vec<f64>>,
    /// The place of the table in the file.
    pub place: Place,
}

/// Names that several tables share.
pub type Names = Arc<[Located<String>]>;
