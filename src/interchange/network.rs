//! A Bayesian network of numeric tables, for export.

/// A Bayesian network.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// The name; empty if it has none.
    pub title: String,
    /// The variables, in the order of the file.
    pub nodes: Vec<Node>,
}

/// A variable with its conditional table.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The name.
    pub name: String,
    /// The outcomes, in the order of the columns.
    pub outcomes: Vec<String>,
    /// The parents, as indices of the network's nodes; the last varies fastest.
    pub parents: Vec<usize>,
    /// The chances, row after row, one row for each combination of the parents' outcomes.
    pub chances: Vec<f64>,
    /// Whether it is a decision, which has its default option unless an intervention sets another.
    pub is_choice: bool,
}
