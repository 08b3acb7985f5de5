//! A table of rows.

use super::super::estimate::{Estimate, Figure, Value};
use std::collections::BTreeSet;

/// A table: rows of cells under named columns.
pub struct Table<'a> {
    /// The name of the table, such as `summary`.
    pub name: &'static str,
    /// The question that it belongs to, if it is of one alone.
    pub question: Option<&'a str>,
    /// The names of the columns, all distinct.
    pub columns: Vec<String>,
    /// The rows, each with a cell for each column.
    pub rows: Box<dyn Iterator<Item = Vec<Cell>> + 'a>,
}

impl<'a> Table<'a> {
    pub(super) fn new(
        name: &'static str,
        columns: &[&str],
        rows: impl Iterator<Item = Vec<Cell>> + 'a,
    ) -> Self {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Self { name, question: None, columns, rows: Box::new(rows) }
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A name, a label or a date.
    Text(String),
    /// A finite number.
    Number(f64),
    /// A whole number.
    Whole(u64),
    /// A value that is never reached.
    Never,
    /// A value that can't be had.
    Empty,
}

impl Cell {
    pub(super) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    pub(super) fn number(value: Option<f64>) -> Self {
        value.map_or(Self::Empty, Self::Number)
    }

    pub(super) fn value(value: Option<Value>) -> Self {
        match value {
            Some(Value::Number(number)) => Self::Number(number),
            Some(Value::Never(_)) => Self::Never,
            None => Self::Empty,
        }
    }
}

/// Probability, standard error, and the ends of the range.
pub(super) fn of_estimate(of: &Estimate) -> [Cell; 4] {
    let (low, high) = of.range.unzip();
    [of.estimate, of.std_error, low, high].map(Cell::number)
}

/// Value, standard error, and the ends of the range; all empty without a value.
pub(super) fn of_figure(of: &Figure) -> [Cell; 4] {
    if of.value.is_none() {
        return [const { Cell::Empty }; 4];
    }
    let (low, high) = of.range.unzip();
    [Cell::value(of.value), Cell::number(of.std_error), Cell::value(low), Cell::value(high)]
}

/// Makes column names from a file distinct from each other and from `ours`, by prefixing those that are taken
/// with `kind` and a dot.
pub(super) fn distinct<'a>(
    theirs: impl IntoIterator<Item = &'a str>,
    kind: &str,
    ours: &[&str],
) -> Vec<String> {
    let mut taken: BTreeSet<String> = ours.iter().map(|name| (*name).to_owned()).collect();
    let name = |name: &str| {
        let mut name = name.to_owned();
        while !taken.insert(name.clone()) {
            name = format!("{kind}.{name}");
        }
        name
    };
    theirs.into_iter().map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::distinct;

    #[test]
    fn every_column_has_a_name_of_its_own() {
        let names = ["a", "low", "over.low", "a", "over.a"];
        let found = distinct(names, "over", &["low", "high"]);
        assert_eq!(found, ["a", "over.low", "over.over.low", "over.a", "over.over.a"]);
    }
}
