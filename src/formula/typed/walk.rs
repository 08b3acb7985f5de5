//! Walks over typed formulas and the variables that they read.

use crate::formula::{Condition, Draw, Number, Reading, Shape, VariableId};

/// A node of a typed formula.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// True or false.
    Condition(&'a Condition),
    /// A number, duration or date.
    Number(&'a Number),
}

/// The property of a variable that a formula reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// The outcome of an event or choice, or the state of a process.
    Outcome,
    /// The value of a series or quantity.
    Value,
    /// The value of a parameter.
    Parameter,
    /// The time since a process entered its state.
    Elapsed,
}

/// One read of a variable in a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Read {
    /// The variable.
    pub variable: VariableId,
    /// The state of the variable that is read.
    pub reading: Reading,
    /// The property that is read.
    pub access: Access,
    /// Whether it is inside `ever`, `count`, `by`, `first` or `at`, and so is read in other steps too.
    pub remembered: bool,
}

impl Read {
    /// Whether it is of a variable that trials compute, rather than of a parameter.
    pub fn is_in_trial(&self) -> bool {
        self.access != Access::Parameter
    }
}

impl Condition {
    /// Calls `visit` for this node and all below it, outermost first, in the order as written, and whether the node
    /// is inside a temporal function.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(Part<'a>, bool)) {
        walk_condition(self, false, visit);
    }

    /// Calls `visit` for every read of a variable.
    pub fn for_each_read(&self, visit: &mut dyn FnMut(Read)) {
        self.walk(&mut |part, remembered| read_of(part, remembered, visit));
    }
}

impl Number {
    /// Calls `visit` for this node and all below it, outermost first, in the order as written, and whether the node
    /// is inside a temporal function.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(Part<'a>, bool)) {
        walk_number(self, false, visit);
    }

    /// Calls `visit` for every read of a variable.
    pub fn for_each_read(&self, visit: &mut dyn FnMut(Read)) {
        self.walk(&mut |part, remembered| read_of(part, remembered, visit));
    }

    /// Calls `visit` for every draw.
    pub fn for_each_draw<'a>(&'a self, visit: &mut dyn FnMut(&'a Draw)) {
        self.walk(&mut |part, _| {
            if let Part::Number(Number::Draw(draw)) = part {
                visit(draw);
            }
        });
    }

    /// The value, if it is a constant.
    pub fn constant(&self) -> Option<f64> {
        if let Self::Constant(value) = self { Some(*value) } else { None }
    }

    /// Whether the number is the same in all trials of a world: made of constants and parameters only.
    pub fn is_fixed(&self) -> bool {
        let mut fixed = true;
        self.walk(&mut |part, _| {
            fixed &= match part {
                Part::Condition(condition) => !matches!(
                    condition,
                    Condition::Is { .. }
                        | Condition::Ever(_)
                        | Condition::By(..)
                        | Condition::At(..)
                        | Condition::Before(_)
                ),
                Part::Number(number) => matches!(
                    number,
                    Self::Constant(_)
                        | Self::Parameter(_)
                        | Self::Unary(..)
                        | Self::Binary(..)
                        | Self::If(..)
                        | Self::HowMany(_)
                        | Self::WorkingDays(..)
                ),
            };
        });
        fixed
    }
}

fn read_of(part: Part<'_>, remembered: bool, visit: &mut dyn FnMut(Read)) {
    let (variable, reading, access) = match part {
        Part::Condition(Condition::Is { variable, reading, .. }) => {
            (*variable, *reading, Access::Outcome)
        }
        Part::Number(Number::Parameter(id)) => (*id, Reading::Usual, Access::Parameter),
        Part::Number(Number::Variable(id, reading)) => (*id, *reading, Access::Value),
        Part::Number(Number::Elapsed(id)) => (*id, Reading::Usual, Access::Elapsed),
        _ => return,
    };
    visit(Read { variable, reading, access, remembered });
}

fn walk_condition<'a>(
    condition: &'a Condition,
    remembered: bool,
    visit: &mut dyn FnMut(Part<'a>, bool),
) {
    visit(Part::Condition(condition), remembered);
    match condition {
        Condition::Constant(_) | Condition::Is { .. } => {}
        Condition::Compare(compared) => {
            compared.sides().into_iter().for_each(|side| walk_number(side, remembered, visit));
        }
        Condition::Not(a) => walk_condition(a, remembered, visit),
        Condition::And(parts) | Condition::Or(parts) => {
            for part in parts {
                walk_condition(part, remembered, visit);
            }
        }
        Condition::If(c, a, b) => {
            walk_condition(c, remembered, visit);
            walk_condition(a, remembered, visit);
            walk_condition(b, remembered, visit);
        }
        Condition::Ever(a) | Condition::Before(a) => walk_condition(a, true, visit),
        Condition::By(a, day) | Condition::At(a, day) => {
            walk_condition(a, true, visit);
            walk_number(day, remembered, visit);
        }
    }
}

fn walk_number<'a>(number: &'a Number, remembered: bool, visit: &mut dyn FnMut(Part<'a>, bool)) {
    visit(Part::Number(number), remembered);
    match number {
        Number::Constant(_)
        | Number::Parameter(_)
        | Number::Variable(..)
        | Number::Step
        | Number::Today
        | Number::Elapsed(_) => {}
        Number::Count(condition) | Number::First(condition) => {
            walk_condition(condition, true, visit);
        }
        Number::WorkingDays(dates, _) => {
            dates.iter().for_each(|date| walk_number(date, remembered, visit));
        }
        Number::SoFar(_, value) => walk_number(value, true, visit),
        Number::At(value, day) => {
            walk_number(value, true, visit);
            walk_number(day, remembered, visit);
        }
        Number::HowMany(conditions) => {
            for condition in conditions {
                walk_condition(condition, remembered, visit);
            }
        }
        Number::Unary(_, a) => walk_number(a, remembered, visit),
        Number::Binary(_, a, b) => {
            walk_number(a, remembered, visit);
            walk_number(b, remembered, visit);
        }
        Number::If(c, a, b) => {
            walk_condition(c, remembered, visit);
            walk_number(a, remembered, visit);
            walk_number(b, remembered, visit);
        }
        Number::Draw(draw) => walk_shape(&draw.shape, remembered, visit),
    }
}

fn walk_shape<'a>(shape: &'a Shape, remembered: bool, visit: &mut dyn FnMut(Part<'a>, bool)) {
    match shape {
        Shape::Plain(_, parameters) => {
            for parameter in parameters {
                walk_number(parameter, remembered, visit);
            }
        }
        Shape::Mixture(components) | Shape::Averaged(components) => {
            for (weight, component) in components {
                walk_number(weight, remembered, visit);
                walk_shape(component, remembered, visit);
            }
        }
        Shape::Point(value) => walk_number(value, remembered, visit),
        Shape::Truncated(inner, low, high) => {
            walk_shape(inner, remembered, visit);
            walk_number(low, remembered, visit);
            walk_number(high, remembered, visit);
        }
        Shape::Scaled(_, inner) => walk_shape(inner, remembered, visit),
    }
}
