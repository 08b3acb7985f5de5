//! The conditions that rules monitor with `ever` and `count`.

use crate::formula::{Condition, Interned, Number, Part};
use crate::model::tree::{Kind, Settled, Variable};

/// Visits every condition inside an `ever` or `count` of a variable's own formulas; the flag is true for `count`.
pub fn of_variable(variable: &Variable, visit: &mut dyn FnMut(&Interned<Condition>, bool)) {
    let conditionals: Vec<_> = match &variable.kind {
        Kind::Parameter(_) | Kind::Choice(_) => Vec::new(),
        Kind::Event(event) => vec![&event.conditional],
        Kind::Process(process) => {
            std::iter::once(&process.start).chain(process.moves.iter().flatten()).collect()
        }
        Kind::Series(series) => {
            in_number(&series.start, visit);
            in_number(&series.next, visit);
            Vec::new()
        }
        Kind::Quantity(quantity) => {
            in_number(&quantity.value, visit);
            Vec::new()
        }
    };
    for conditional in conditionals {
        conditional.specification.for_each_condition(&mut |c| in_condition(c, visit));
        conditional.specification.for_each_number(&mut |n| in_number(n, visit));
    }
    match &variable.kind {
        Kind::Event(event) => in_settled(&event.settled, visit),
        Kind::Quantity(quantity) => in_settled(&quantity.settled, visit),
        Kind::Process(process) => {
            for delay in process.delays.iter().flatten() {
                in_number(&delay.after, visit);
                delay.condition.iter().for_each(|c| in_condition(c, visit));
            }
        }
        Kind::Parameter(_) | Kind::Choice(_) | Kind::Series(_) => {}
    }
}

fn in_settled(settled: &Settled, visit: &mut dyn FnMut(&Interned<Condition>, bool)) {
    if let Settled::When(condition) = settled {
        in_condition(condition, visit);
    }
}

/// Visits every condition inside an `ever` or `count` of a condition.
pub fn in_condition(condition: &Condition, visit: &mut dyn FnMut(&Interned<Condition>, bool)) {
    condition.walk(&mut |part, _| of_part(part, visit));
}

/// Visits every condition inside an `ever` or `count` of a number.
pub fn in_number(number: &Number, visit: &mut dyn FnMut(&Interned<Condition>, bool)) {
    number.walk(&mut |part, _| of_part(part, visit));
}

fn of_part(part: Part, visit: &mut dyn FnMut(&Interned<Condition>, bool)) {
    match part {
        Part::Condition(Condition::Ever(inner)) => visit(inner, false),
        Part::Number(Number::Count(inner)) => visit(inner, true),
        Part::Condition(_) | Part::Number(_) => {}
    }
}
