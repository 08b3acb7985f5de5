//! Walks over typed formulas: what they read and how. Knows nothing of what variables are.

use super::{Condition, Draw, Number, Reading, Shape, VariableId};

/// A node of a typed formula.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// True or false.
    Condition(&'a Condition),
    /// A number, duration or date.
    Number(&'a Number),
}

/// How a formula reads a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Its outcome or state.
    Outcome,
    /// Its value: a series or quantity.
    Value,
    /// Its value: a parameter.
    Parameter,
    /// How long it has been in its state.
    Elapsed,
}

/// One variable read somewhere in a formula.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Read {
    /// Which variable.
    pub variable: VariableId,
    /// In which state.
    pub reading: Reading,
    /// What of it.
    pub access: Access,
    /// Whether inside `ever`, `count`, `by`, `first` or `at`: also as it stood in other steps.
    pub remembered: bool,
}

impl Condition {
    /// Calls `visit` for this and every part of it, from the outside in, in the order as written;
    /// with whether the part is inside a memory function.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(Part<'a>, bool)) {
        walk_condition(self, false, visit);
    }

    /// Calls `visit` for every variable read, each time it is.
    pub fn for_each_read(&self, visit: &mut dyn FnMut(Read)) {
        self.walk(&mut |part, remembered| read_of(part, remembered, visit));
    }
}

impl Number {
    /// Calls `visit` for this and every part of it, from the outside in, in the order as written;
    /// with whether the part is inside a memory function.
    pub fn walk<'a>(&'a self, visit: &mut dyn FnMut(Part<'a>, bool)) {
        walk_number(self, false, visit);
    }

    /// Calls `visit` for every variable read, each time it is.
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

    /// The value, if it is always the same.
    pub fn constant(&self) -> Option<f64> {
        if let Self::Constant(value) = self { Some(*value) } else { None }
    }

    /// Whether this is the same in all trials of a world: made of constants and parameters.
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
                ),
                Part::Number(number) => matches!(
                    number,
                    Self::Constant(_)
                        | Self::Parameter(_)
                        | Self::Unary(..)
                        | Self::Binary(..)
                        | Self::If(..)
                        | Self::HowMany(_)
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
        Condition::Compare(_, a, b) => {
            walk_number(a, remembered, visit);
            walk_number(b, remembered, visit);
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
        Condition::Ever(a) => walk_condition(a, true, visit),
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
        Shape::Mixture(components) => {
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
