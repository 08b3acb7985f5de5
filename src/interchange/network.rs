//! A network as it is written: tables of numbers alone. Knows no format.

/// A Bayesian network.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Its name; empty if it has none.
    pub title: String,
    /// Its variables, in the order of the file.
    pub nodes: Vec<Node>,
}

/// A variable with its table.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Its name.
    pub name: String,
    /// Its outcomes, in the order of the columns.
    pub outcomes: Vec<String>,
    /// The parents, as indices into the network's nodes; the last runs fastest.
    pub parents: Vec<usize>,
    /// Row after row, as many as the parents' outcomes have combinations.
    pub chances: Vec<f64>,
    /// Whether it is a decision of our own, certain for as long as nobody decides otherwise.
    pub is_choice: bool,
}
