//! What rules look back on with `ever` and `count`.

use super::tree::{Kind, Settled, Variable};
use crate::formula::{Condition, Number, Shape};

/// Visits every condition inside an `ever` or `count` of a variable's own formulas.
pub fn of_variable(variable: &Variable, visit: &mut dyn FnMut(&Condition)) {
    let lotteries: Vec<_> = match &variable.kind {
        Kind::Choice(_) => Vec::new(),
        Kind::Event(event) => vec![&event.lottery],
        Kind::Process(process) => std::iter::once(&process.start).chain(&process.lottery).collect(),
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
    for lottery in lotteries {
        lottery.law.for_each_condition(&mut |c| in_condition(c, visit));
        lottery.law.for_each_number(&mut |n| in_number(n, visit));
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
        Kind::Choice(_) | Kind::Series(_) => {}
    }
}

fn in_settled(settled: &Settled, visit: &mut dyn FnMut(&Condition)) {
    if let Settled::When(condition) = settled {
        in_condition(condition, visit);
    }
}

/// Visits every condition inside an `ever` or `count` of a condition.
pub fn in_condition(condition: &Condition, visit: &mut dyn FnMut(&Condition)) {
    match condition {
        Condition::Constant(_) | Condition::Is { .. } => {}
        Condition::Compare(_, a, b) => {
            in_number(a, visit);
            in_number(b, visit);
        }
        Condition::Not(a) => in_condition(a, visit),
        Condition::And(all) | Condition::Or(all) => {
            all.iter().for_each(|c| in_condition(c, visit));
        }
        Condition::If(c, a, b) => [c, a, b].into_iter().for_each(|c| in_condition(c, visit)),
        Condition::Ever(a) => {
            in_condition(a, visit);
            visit(a);
        }
        Condition::By(a, day) | Condition::At(a, day) => {
            in_condition(a, visit);
            in_number(day, visit);
        }
    }
}

/// Visits every condition inside an `ever` or `count` of a number.
pub fn in_number(number: &Number, visit: &mut dyn FnMut(&Condition)) {
    match number {
        Number::Constant(_) | Number::Parameter(_) | Number::Variable(..) | Number::Step
        | Number::Today | Number::Elapsed(_) => {}
        Number::Count(a) => {
            in_condition(a, visit);
            visit(a);
        }
        Number::First(a) => in_condition(a, visit),
        Number::At(a, b) | Number::Binary(_, a, b) => {
            in_number(a, visit);
            in_number(b, visit);
        }
        Number::HowMany(all) => all.iter().for_each(|c| in_condition(c, visit)),
        Number::Unary(_, a) => in_number(a, visit),
        Number::If(c, a, b) => {
            in_condition(c, visit);
            in_number(a, visit);
            in_number(b, visit);
        }
        Number::Draw(draw) => in_shape(&draw.shape, visit),
    }
}

fn in_shape(shape: &Shape, visit: &mut dyn FnMut(&Condition)) {
    match shape {
        Shape::Plain(_, parameters) => parameters.iter().for_each(|n| in_number(n, visit)),
        Shape::Mixture(parts) => {
            for (weight, part) in parts {
                in_number(weight, visit);
                in_shape(part, visit);
            }
        }
        Shape::Point(x) => in_number(x, visit),
        Shape::Truncated(inner, low, high) => {
            in_shape(inner, visit);
            in_number(low, visit);
            in_number(high, visit);
        }
        Shape::Scaled(_, inner) => in_shape(inner, visit),
    }
}
