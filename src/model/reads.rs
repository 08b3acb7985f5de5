//! Which variables a formula reads, and how.

use super::tree::{Kind, Settled, Variable};
use crate::formula::{Condition, Number, Reading, Shape, VariableId};

/// How a formula reads a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// Its state in this step or the one before, as the place has it.
    Usual,
    /// `now(x)`
    Now,
    /// Through `ever` or `count`.
    Memory,
}

/// Visits every variable that a condition reads.
pub fn of_condition(condition: &Condition, visit: &mut dyn FnMut(VariableId, How)) {
    match condition {
        Condition::Constant(_) => {}
        Condition::Is { variable, reading, .. } => visit(*variable, how(*reading)),
        Condition::Compare(_, a, b) => {
            of_number(a, visit);
            of_number(b, visit);
        }
        Condition::Not(a) => of_condition(a, visit),
        Condition::And(all) | Condition::Or(all) => {
            all.iter().for_each(|c| of_condition(c, visit));
        }
        Condition::If(c, a, b) => [c, a, b].into_iter().for_each(|c| of_condition(c, visit)),
        Condition::Ever(a) => of_condition(a, &mut |id, _| visit(id, How::Memory)),
        Condition::By(a, day) | Condition::At(a, day) => {
            of_condition(a, visit);
            of_number(day, visit);
        }
    }
}

/// Visits every variable that a number reads.
pub fn of_number(number: &Number, visit: &mut dyn FnMut(VariableId, How)) {
    match number {
        Number::Constant(_) | Number::Step | Number::Today => {}
        Number::Parameter(id) => visit(*id, How::Usual),
        Number::Variable(id, reading) => visit(*id, how(*reading)),
        Number::Elapsed(id) => visit(*id, How::Usual),
        Number::Count(a) => of_condition(a, &mut |id, _| visit(id, How::Memory)),
        Number::First(a) => of_condition(a, visit),
        Number::At(a, day) => {
            of_number(a, visit);
            of_number(day, visit);
        }
        Number::HowMany(all) => all.iter().for_each(|c| of_condition(c, visit)),
        Number::Unary(_, a) => of_number(a, visit),
        Number::Binary(_, a, b) => {
            of_number(a, visit);
            of_number(b, visit);
        }
        Number::If(c, a, b) => {
            of_condition(c, visit);
            of_number(a, visit);
            of_number(b, visit);
        }
        Number::Draw(draw) => of_shape(&draw.shape, visit),
    }
}

fn of_shape(shape: &Shape, visit: &mut dyn FnMut(VariableId, How)) {
    match shape {
        Shape::Plain(_, parameters) => parameters.iter().for_each(|n| of_number(n, visit)),
        Shape::Mixture(parts) => {
            for (weight, part) in parts {
                of_number(weight, visit);
                of_shape(part, visit);
            }
        }
        Shape::Point(x) => of_number(x, visit),
        Shape::Truncated(inner, low, high) => {
            of_shape(inner, visit);
            of_number(low, visit);
            of_number(high, visit);
        }
        Shape::Scaled(_, inner) => of_shape(inner, visit),
    }
}

fn how(reading: Reading) -> How {
    match reading {
        Reading::Usual => How::Usual,
        Reading::Now => How::Now,
    }
}

/// Whether a condition mentions a variable.
pub fn mentions(condition: &Condition, variable: VariableId) -> bool {
    let mut found = false;
    of_condition(condition, &mut |id, _| found |= id == variable);
    found
}

/// Visits what a variable reads to come about at step 0.
pub fn at_start(variable: &Variable, visit: &mut dyn FnMut(VariableId, How)) {
    match &variable.kind {
        Kind::Choice(_) => {}
        Kind::Event(_) | Kind::Quantity(_) => settling(variable, visit),
        Kind::Process(process) => {
            process.start.law.for_each_number(&mut |n| of_number(n, visit));
            for delay in process.delays.iter().flatten() {
                of_number(&delay.after, visit);
            }
        }
        Kind::Series(series) => of_number(&series.start, visit),
    }
}

/// Visits what a variable reads to come about at a later step.
pub fn at_step(variable: &Variable, visit: &mut dyn FnMut(VariableId, How)) {
    match &variable.kind {
        Kind::Choice(_) => {}
        Kind::Event(_) | Kind::Quantity(_) => settling(variable, visit),
        Kind::Process(process) => {
            if let Some(lottery) = &process.lottery {
                lottery.law.for_each_condition(&mut |c| of_condition(c, visit));
                lottery.law.for_each_number(&mut |n| of_number(n, visit));
            }
            for delay in process.delays.iter().flatten() {
                of_number(&delay.after, visit);
                if let Some(condition) = &delay.condition {
                    of_condition(condition, visit);
                }
            }
        }
        Kind::Series(series) => of_number(&series.next, visit),
    }
}

fn settling(variable: &Variable, visit: &mut dyn FnMut(VariableId, How)) {
    let settled = match &variable.kind {
        Kind::Event(event) => {
            event.lottery.law.for_each_condition(&mut |c| of_condition(c, visit));
            event.lottery.law.for_each_number(&mut |n| of_number(n, visit));
            &event.settled
        }
        Kind::Quantity(quantity) => {
            of_number(&quantity.value, visit);
            &quantity.settled
        }
        _ => return,
    };
    if let Settled::When(condition) = settled {
        of_condition(condition, visit);
    }
}
