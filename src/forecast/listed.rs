//! Lists the outcomes of questions in display order.

use crate::model::{Asked, Model};

/// The outcomes of a part of a joint table in display order, each with its index in the tally.
pub(super) fn listed(model: &Model, part: &Asked) -> Vec<(usize, String)> {
    match part {
        Asked::Category(category) => {
            let variable = model.variable(category.variable);
            let of = |i: &u16| (usize::from(*i), variable.outcomes[usize::from(*i)].clone());
            variable.shown.iter().map(of).collect()
        }
        _ => vec![(1, "yes".to_owned()), (0, "no".to_owned())],
    }
}

/// The outcome of each column in a cell of a joint table, by its index; the last column varies fastest.
pub fn combination(outcomes: &[Vec<String>], mut cell: usize) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::with_capacity(outcomes.len());
    for column in outcomes.iter().rev() {
        let count = column.len().max(1);
        names.push(column.get(cell % count).map_or("", String::as_str));
        cell /= count;
    }
    names.reverse();
    names
}
