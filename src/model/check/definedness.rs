//! Finds the numbers and conditions that may be undefined in some trial: a division by a number that may be 0, a
//! quantity before it is drawn, and everything that reads these.

use crate::formula::{Condition, Draw, Function1, Function2, Number, Part};
use crate::model::bind::bounds;
use crate::model::tree::{Kind, Settled, Variable};

/// The variables whose numbers may be undefined.
pub(crate) struct Definedness {
    /// For each variable, whether its number may be undefined.
    may_be_undefined: Vec<bool>,
}

impl Definedness {
    /// Finds the variables whose numbers may be undefined.
    pub(crate) fn of(variables: &[Variable]) -> Self {
        let is_late = |variable: &Variable| match &variable.kind {
            Kind::Quantity(quantity) => {
                matches!(quantity.settled, Settled::When(_) | Settled::AtEnd)
            }
            _ => false,
        };
        let mut found = Self { may_be_undefined: variables.iter().map(is_late).collect() };
        loop {
            let is_new = |(id, variable): (usize, &Variable)| {
                !found.may_be_undefined[id]
                    && match &variable.kind {
                        Kind::Quantity(quantity) => found.number(&quantity.value),
                        Kind::Series(series) => {
                            found.number(&series.start) || found.number(&series.next)
                        }
                        _ => false,
                    }
            };
            let new: Vec<usize> =
                variables.iter().enumerate().filter(|v| is_new(*v)).map(|(id, _)| id).collect();
            if new.is_empty() {
                return found;
            }
            for id in new {
                found.may_be_undefined[id] = true;
            }
        }
    }

    /// Whether a condition may be undefined.
    pub(crate) fn condition(&self, condition: &Condition) -> bool {
        match condition {
            // whether something has held is always defined
            Condition::Constant(_)
            | Condition::Is { .. }
            | Condition::Ever(_)
            | Condition::Before(_)
            | Condition::By(..) => false,
            Condition::Compare(compared) => {
                compared.sides().into_iter().any(|side| self.number(side))
            }
            Condition::Not(a) => self.condition(a),
            Condition::At(a, _) => self.condition(a),
            Condition::And(parts) | Condition::Or(parts) => {
                parts.iter().any(|part| self.condition(part))
            }
            Condition::If(c, a, b) => [c, a, b].into_iter().any(|part| self.condition(part)),
        }
    }

    /// Whether a number may be undefined.
    fn number(&self, number: &Number) -> bool {
        match number {
            Number::Constant(x) => x.is_nan(),
            Number::Variable(id, _) => self.may_be_undefined[id.index()],
            Number::Parameter(_)
            | Number::Step
            | Number::Today
            | Number::Elapsed(_)
            | Number::Count(_)
            | Number::First(_) => false,
            Number::At(a, _) | Number::SoFar(_, a) => self.number(a),
            Number::HowMany(parts) => parts.iter().any(|part| self.condition(part)),
            Number::Unary(function, a) => self.number(a) || is_outside(*function, a),
            Number::Binary(function, a, b) => {
                self.number(a) || self.number(b) || are_outside(*function, a, b)
            }
            Number::WorkingDays(dates, _) => dates.iter().any(|date| self.number(date)),
            Number::If(c, a, b) => self.condition(c) || self.number(a) || self.number(b),
            Number::Draw(draw) => self.draw(draw),
        }
    }

    fn draw(&self, draw: &Draw) -> bool {
        let mut found = false;
        Number::Draw(Box::new(draw.clone())).walk(&mut |part, _| {
            found |= match part {
                Part::Number(Number::Draw(_)) => false,
                Part::Number(number) => self.number(number),
                Part::Condition(condition) => self.condition(condition),
            };
        });
        found
    }
}

/// Whether a function of this number may be undefined.
fn is_outside(function: Function1, a: &Number) -> bool {
    let low = || bounds(a).map_or(f64::NEG_INFINITY, |(low, _)| low);
    match function {
        Function1::Ln => !a.is_fixed() && low() <= 0.0,
        Function1::Sqrt => !a.is_fixed() && low() < 0.0,
        _ => false,
    }
}

/// Whether a function of two numbers may be undefined. Numbers that all trials share are not checked: if they are
/// invalid, every trial fails.
fn are_outside(function: Function2, a: &Number, b: &Number) -> bool {
    let range = |x: &Number| bounds(x).unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    match function {
        Function2::Over if b.is_fixed() => false,
        Function2::Over => range(b).0 <= 0.0 && range(b).1 >= 0.0,
        Function2::Power if a.is_fixed() && b.is_fixed() => false,
        Function2::Power => {
            let is_whole = b.constant().is_some_and(|b| b >= 0.0 && b.fract() == 0.0);
            !is_whole && range(a).0 <= 0.0
        }
        _ => false,
    }
}
