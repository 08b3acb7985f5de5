//! The formulas of a variable, and the conditions in them that are monitored with `ever` and `count`.

use crate::formula::{Condition, Interned, Number, Part};
use crate::model::tree::{Kind, Settled, Variable};

/// Visits every condition inside an `ever` or `count` of a variable's own formulas; the flag is true for `count`.
pub fn of_variable(variable: &Variable, visit: &mut dyn FnMut(&Interned<Condition>, bool)) {
    for_each_part(variable, &mut |part| match part {
        Part::Condition(Condition::Ever(inner)) => visit(inner, false),
        Part::Number(Number::Count(inner)) => visit(inner, true),
        Part::Condition(_) | Part::Number(_) => {}
    });
}

/// Visits every part of every formula of a variable.
pub fn for_each_part(variable: &Variable, visit: &mut dyn FnMut(Part)) {
    for conditional in variable.conditionals() {
        conditional.specification.for_each_condition(&mut |c| in_condition(c, visit));
        conditional.specification.for_each_number(&mut |n| in_number(n, visit));
    }
    let settled = match &variable.kind {
        Kind::Event(event) => Some(&event.settled),
        Kind::Quantity(quantity) => {
            in_number(&quantity.value, visit);
            Some(&quantity.settled)
        }
        Kind::Series(series) => {
            in_number(&series.start, visit);
            in_number(&series.next, visit);
            None
        }
        Kind::Process(_) | Kind::Parameter(_) | Kind::Choice(_) => None,
    };
    if let Some(Settled::When(condition)) = settled {
        in_condition(condition, visit);
    }
    if let Kind::Process(process) = &variable.kind {
        for delay in process.delays.iter().flatten() {
            in_number(&delay.after, visit);
            delay.condition.iter().for_each(|c| in_condition(c, visit));
        }
    }
}

fn in_condition(condition: &Condition, visit: &mut dyn FnMut(Part)) {
    condition.walk(&mut |part, _| visit(part));
}

fn in_number(number: &Number, visit: &mut dyn FnMut(Part)) {
    number.walk(&mut |part, _| visit(part));
}
