//! The causes of what is asked, and the formulas of each.

use crate::formula::{Part, VariableId};
use crate::model::{Kind, Model, Settled, Supposition, Variable};

/// By variable: whether one of those wanted comes from it. Parameters are no causes: they have one value.
pub(super) fn relevant(
    model: &Model,
    supposition: &Supposition,
    wanted: &[VariableId],
) -> Vec<bool> {
    let is_held = |id| supposition.is_always_held(id);
    let found = model.dependencies.ancestors(wanted.to_vec(), is_held);
    let is_cause = |(variable, found): (&Variable, bool)| found && !variable.is_parameter();
    model.variables.iter().zip(found).map(is_cause).collect()
}

/// Visits every part of every formula of a variable.
pub(super) fn formulas(variable: &Variable, visit: &mut dyn FnMut(Part)) {
    let conditionals: Vec<_> = match &variable.kind {
        Kind::Event(event) => {
            if let Settled::When(condition) = &event.settled {
                condition.walk(&mut |part, _| visit(part));
            }
            vec![&event.conditional]
        }
        Kind::Process(process) => {
            for delay in process.delays.iter().flatten() {
                delay.after.walk(&mut |part, _| visit(part));
                if let Some(c) = &delay.condition {
                    c.walk(&mut |part, _| visit(part));
                }
            }
            process.moves.iter().flatten().chain([&process.start]).collect()
        }
        Kind::Series(series) => {
            series.start.walk(&mut |part, _| visit(part));
            series.next.walk(&mut |part, _| visit(part));
            Vec::new()
        }
        Kind::Quantity(quantity) => {
            if let Settled::When(condition) = &quantity.settled {
                condition.walk(&mut |part, _| visit(part));
            }
            quantity.value.walk(&mut |part, _| visit(part));
            Vec::new()
        }
        Kind::Parameter(_) | Kind::Choice(_) => Vec::new(),
    };
    for conditional in conditionals {
        conditional.specification.for_each_condition(&mut |c| c.walk(&mut |part, _| visit(part)));
        conditional.specification.for_each_number(&mut |n| n.walk(&mut |part, _| visit(part)));
    }
}
