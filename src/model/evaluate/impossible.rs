//! Distributions whose parameters, computed in a world or a trial, are not valid.

use super::facts::{Facts, Truth, truth, value};
use crate::distribution::Inequality;
use crate::formula::{Number, shape};

/// The requirement that a draw in a number breaks, if the number needs that draw. A draw with an undefined parameter
/// is itself undefined and breaks none.
pub fn impossible_draw(number: &Number, facts: &impl Facts) -> Option<Inequality> {
    match number {
        Number::Draw(draw) => {
            let mut is_defined = true;
            let built = shape::build(&draw.shape, &mut |parameter| {
                let x = value(parameter, facts);
                is_defined &= !x.is_nan();
                x
            });
            built.err().filter(|_| is_defined)
        }
        Number::Unary(_, a) => impossible_draw(a, facts),
        Number::Binary(_, a, b) => impossible_draw(a, facts).or_else(|| impossible_draw(b, facts)),
        Number::If(c, a, b) => match truth(c, facts) {
            Truth::True => impossible_draw(a, facts),
            Truth::False => impossible_draw(b, facts),
            Truth::Undefined => None,
        },
        Number::Constant(_)
        | Number::Parameter(_)
        | Number::Variable(..)
        | Number::Step
        | Number::Today
        | Number::Elapsed(_)
        | Number::Count(_)
        | Number::First(_)
        | Number::At(..)
        | Number::SoFar(..)
        | Number::WorkingDays(..)
        | Number::HowMany(_) => None,
    }
}
