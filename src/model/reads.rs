//! The variables that a formula reads, and how.

use super::tree::{Kind, Settled, Variable};
use crate::formula::{Access, Condition, Number, Read, Reading, VariableId};

/// The way in which a formula reads a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The usual state: of this step or the step before, depending on the formula's place.
    Usual,
    /// `now(x)`
    Now,
    /// Through `ever` or `count`.
    Memory,
}

/// Visits every variable that a condition reads, except parameters, which worlds have before any trial begins.
pub fn of_condition(condition: &Condition, visit: &mut dyn FnMut(VariableId, How)) {
    condition.for_each_read(&mut |read| of_read(read, visit));
}

/// Visits every variable that a number reads, except parameters.
pub fn of_number(number: &Number, visit: &mut dyn FnMut(VariableId, How)) {
    number.for_each_read(&mut |read| of_read(read, visit));
}

fn of_read(read: Read, visit: &mut dyn FnMut(VariableId, How)) {
    if read.access != Access::Parameter {
        visit(read.variable, how(read));
    }
}

fn how(read: Read) -> How {
    match read.reading {
        _ if read.remembered => How::Memory,
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

/// Visits the variables that a variable reads to be computed at step 0.
pub fn at_start(variable: &Variable, visit: &mut dyn FnMut(VariableId, How)) {
    read_at_start(variable, &mut |read| of_read(read, visit));
}

/// Visits the variables that a variable reads to be computed at a later step.
pub fn at_step(variable: &Variable, visit: &mut dyn FnMut(VariableId, How)) {
    whole_at_step(variable, &mut |read| of_read(read, visit));
}

/// Visits everything that a variable reads at any step, parameters included.
pub fn of_variable(variable: &Variable, visit: &mut dyn FnMut(VariableId)) {
    read_at_start(variable, &mut |read| visit(read.variable));
    whole_at_step(variable, &mut |read| visit(read.variable));
}

/// Visits every read of a variable at step 0 or later, parameters included.
pub fn of_variable_whole(variable: &Variable, visit: &mut dyn FnMut(Read)) {
    read_at_start(variable, visit);
    whole_at_step(variable, visit);
}

fn read_at_start(variable: &Variable, visit: &mut dyn FnMut(Read)) {
    match &variable.kind {
        Kind::Parameter(_) | Kind::Choice(_) => {}
        Kind::Event(_) | Kind::Quantity(_) => settling(variable, visit),
        Kind::Process(process) => {
            process.start.law.for_each_number(&mut |n| n.for_each_read(visit));
            for delay in process.delays.iter().flatten() {
                delay.after.for_each_read(visit);
            }
        }
        Kind::Series(series) => series.start.for_each_read(visit),
    }
}

/// Visits every read of a variable at later steps, parameters included.
pub fn whole_at_step(variable: &Variable, visit: &mut dyn FnMut(Read)) {
    match &variable.kind {
        Kind::Parameter(_) | Kind::Choice(_) => {}
        Kind::Event(_) | Kind::Quantity(_) => settling(variable, visit),
        Kind::Process(process) => {
            for lottery in process.moves.iter().flatten() {
                lottery.law.for_each_condition(&mut |c| c.for_each_read(visit));
                lottery.law.for_each_number(&mut |n| n.for_each_read(visit));
            }
            for delay in process.delays.iter().flatten() {
                delay.after.for_each_read(visit);
                if let Some(condition) = &delay.condition {
                    condition.for_each_read(visit);
                }
            }
        }
        Kind::Series(series) => series.next.for_each_read(visit),
    }
}

fn settling(variable: &Variable, visit: &mut dyn FnMut(Read)) {
    let settled = match &variable.kind {
        Kind::Event(event) => {
            event.lottery.law.for_each_condition(&mut |c| c.for_each_read(visit));
            event.lottery.law.for_each_number(&mut |n| n.for_each_read(visit));
            &event.settled
        }
        Kind::Quantity(quantity) => {
            quantity.value.for_each_read(visit);
            &quantity.settled
        }
        _ => return,
    };
    if let Settled::When(condition) = settled {
        condition.for_each_read(visit);
    }
}
