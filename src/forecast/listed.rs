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
