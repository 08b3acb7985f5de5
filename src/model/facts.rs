//! Formulas evaluated one world at a time: the plain reading of what they mean.
//!
//! Truth has three values, for 1/0 and its like are neither true nor false. `and` is the smaller
//! and `or` the larger of two truths, so `x > 0 and 1/x > 2` is false where x is 0.

use crate::formula::evaluate::{apply1, apply2, compare};
use crate::formula::{Comparison, Condition, Number, Reading, VariableId};

/// False, undefined or true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Truth {
    /// It does not hold.
    False = 0,
    /// Neither: something in it is undefined.
    Undefined = 1,
    /// It holds.
    True = 2,
}

impl Truth {
    /// Two-valued.
    pub fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// Turned round; undefined stays undefined.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Undefined => Self::Undefined,
            Self::True => Self::False,
        }
    }
}

/// One state of the world, as far as formulas ask for it.
pub trait Facts {
    /// The outcome of a category.
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16;
    /// The value of a series or quantity; NaN if it is undefined.
    fn number(&self, variable: VariableId, reading: Reading) -> f64;
    /// The value of a parameter in this world.
    fn parameter(&self, id: VariableId) -> f64;
    /// The truth of a condition that is known as a whole (`ever`, or a column computed before).
    fn known(&self, condition: &Condition) -> Option<Truth>;
    /// The value of a number that is known as a whole (`count`, `elapsed`, a column).
    fn known_number(&self, number: &Number) -> Option<f64>;
    /// The step being computed.
    fn step(&self) -> f64;
    /// The day being computed.
    fn today(&self) -> f64;
}

/// The truth of a condition.
pub fn truth(condition: &Condition, facts: &impl Facts) -> Truth {
    if let Some(known) = facts.known(condition) {
        return known;
    }
    match condition {
        Condition::Constant(holds) => Truth::of(*holds),
        Condition::Is { variable, reading, outcomes } => {
            Truth::of(outcomes.binary_search(&facts.outcome(*variable, *reading)).is_ok())
        }
        Condition::Compare(how, a, b) => compared(*how, value(a, facts), value(b, facts)),
        Condition::Not(a) => truth(a, facts).negated(),
        Condition::And(all) => all.iter().map(|c| truth(c, facts)).min().unwrap_or(Truth::True),
        Condition::Or(any) => any.iter().map(|c| truth(c, facts)).max().unwrap_or(Truth::False),
        Condition::If(c, a, b) => match truth(c, facts) {
            Truth::True => truth(a, facts),
            Truth::False => truth(b, facts),
            Truth::Undefined => Truth::Undefined,
        },
        Condition::Ever(_) | Condition::By(..) | Condition::At(..) => Truth::Undefined,
    }
}

/// Two numbers compared; undefined if either is.
pub fn compared(how: Comparison, a: f64, b: f64) -> Truth {
    if a.is_nan() || b.is_nan() { Truth::Undefined } else { Truth::of(compare(how, a, b)) }
}

/// The value of a number; NaN if it is undefined.
pub fn value(number: &Number, facts: &impl Facts) -> f64 {
    if let Some(known) = facts.known_number(number) {
        return known;
    }
    match number {
        Number::Constant(x) => *x,
        Number::Parameter(id) => facts.parameter(*id),
        Number::Variable(id, reading) => facts.number(*id, *reading),
        Number::Step => facts.step(),
        Number::Today => facts.today(),
        Number::HowMany(conditions) => {
            let truths = conditions.iter().map(|c| truth(c, facts));
            truths.fold(0.0, |sum, t| match t {
                Truth::True => sum + 1.0,
                Truth::False => sum,
                Truth::Undefined => f64::NAN,
            })
        }
        Number::Unary(function, a) => apply1(*function, value(a, facts)),
        Number::Binary(function, a, b) => apply2(*function, value(a, facts), value(b, facts)),
        Number::If(c, a, b) => match truth(c, facts) {
            Truth::True => value(a, facts),
            Truth::False => value(b, facts),
            Truth::Undefined => f64::NAN,
        },
        Number::Elapsed(_)
        | Number::Count(_)
        | Number::First(_)
        | Number::At(..)
        | Number::Draw(_) => f64::NAN,
    }
}
