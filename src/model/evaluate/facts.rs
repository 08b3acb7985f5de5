//! Evaluation of formulas in one trial: the reference semantics.
//!
//! Truth has three values, because a condition on an undefined number (1/0) is neither true nor false (Kleene's
//! strong logic). `and` is the minimum and `or` the maximum of two truths, so `x > 0 and 1/x > 2` is false if x is 0.
//! An undefined number still has the bounds that its defined parts give it.

use crate::formula::bounds::{Bounds, may_be_bounded};
use crate::formula::calendar::working_days;
use crate::formula::{Comparison, Condition, FormulaId, Interned, Number, Reading, VariableId};

/// False, undefined or true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Truth {
    /// The condition does not hold.
    False = 0,
    /// A part of the condition is undefined.
    Undefined = 1,
    /// The condition holds.
    True = 2,
}

impl Truth {
    /// The truth of a defined condition.
    pub fn of(holds: bool) -> Self {
        if holds { Self::True } else { Self::False }
    }

    /// The truth of a condition that may be undecided, `None`.
    pub fn of_known(holds: Option<bool>) -> Self {
        holds.map_or(Self::Undefined, Self::of)
    }

    /// The negation; undefined stays undefined.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Undefined => Self::Undefined,
            Self::True => Self::False,
        }
    }
}

/// The state of the world that formulas read.
pub trait Facts {
    /// The outcome of an event or choice, or the state of a process.
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16;
    /// The value of a series or quantity; NaN if it is undefined.
    fn number(&self, variable: VariableId, reading: Reading) -> f64;
    /// The value of a parameter in this world.
    fn parameter(&self, id: VariableId) -> f64;
    /// The truth of a condition of a distribution, if it was computed in advance.
    fn computed_truth(&self, _: FormulaId) -> Option<Truth> {
        None
    }
    /// The value of a number of a distribution, if it was computed in advance.
    fn computed_value(&self, _: FormulaId) -> Option<f64> {
        None
    }
    /// The truth of a condition that is known as a whole (`ever`, or a key of a table).
    fn known(&self, _: &Condition) -> Option<Truth> {
        None
    }
    /// The value of a number that is known as a whole (`count`, `elapsed`).
    fn known_number(&self, _: &Number) -> Option<f64> {
        None
    }
    /// The index of the current step; NaN outside steps.
    fn step(&self) -> f64 {
        f64::NAN
    }
    /// The day of the current step; NaN outside steps.
    fn today(&self) -> f64 {
        f64::NAN
    }
}

/// Evaluates a condition of a distribution.
pub fn truth_of(condition: &Interned<Condition>, facts: &impl Facts) -> Truth {
    facts.computed_truth(condition.id()).unwrap_or_else(|| truth(condition, facts))
}

/// Evaluates a condition.
pub fn truth(condition: &Condition, facts: &impl Facts) -> Truth {
    if let Some(known) = facts.known(condition) {
        return known;
    }
    match condition {
        Condition::Constant(holds) => Truth::of(*holds),
        Condition::Is { variable, reading, outcomes } => {
            Truth::of(outcomes.binary_search(&facts.outcome(*variable, *reading)).is_ok())
        }
        Condition::Compare(compared) => {
            let [a, b] = compared.sides().map(|side| bounds(side, facts));
            Truth::of_known(a.compare(compared.how, b))
        }
        Condition::Not(a) => truth(a, facts).negated(),
        Condition::And(all) => all.iter().map(|c| truth(c, facts)).min().unwrap_or(Truth::True),
        Condition::Or(any) => any.iter().map(|c| truth(c, facts)).max().unwrap_or(Truth::False),
        Condition::If(c, a, b) => match truth(c, facts) {
            Truth::True => truth(a, facts),
            Truth::False => truth(b, facts),
            Truth::Undefined => {
                let (a, b) = (truth(a, facts), truth(b, facts));
                if a == b { a } else { Truth::Undefined }
            }
        },
        Condition::Ever(_) | Condition::By(..) | Condition::At(..) | Condition::Before(_) => {
            Truth::Undefined
        }
    }
}

/// Compares two numbers; undefined if either is.
pub fn compared(how: Comparison, a: f64, b: f64) -> Truth {
    Truth::of_known(Bounds::of(a).compare(how, Bounds::of(b)))
}

/// Evaluates a number; NaN if it is undefined.
pub fn value(number: &Number, facts: &impl Facts) -> f64 {
    bounds(number, facts).value()
}

/// The bounds of a number, as far as its defined parts decide them.
pub fn bounds(number: &Number, facts: &impl Facts) -> Bounds {
    let known = facts.known_number(number);
    if let Some(x) = known.filter(|x| !x.is_nan() || !may_be_bounded(number)) {
        return Bounds::of(x);
    }
    match number {
        Number::Constant(x) => Bounds::of(*x),
        Number::Parameter(id) => Bounds::of(facts.parameter(*id)),
        Number::Variable(id, reading) => Bounds::of(facts.number(*id, *reading)),
        Number::Step => Bounds::of(facts.step()),
        Number::Today => Bounds::of(facts.today()),
        Number::HowMany(conditions) => {
            let (mut low, mut high) = (0_u32, 0_u32);
            for condition in conditions {
                let truth = truth(condition, facts);
                low += u32::from(truth == Truth::True);
                high += u32::from(truth != Truth::False);
            }
            Bounds { low: f64::from(low), high: f64::from(high) }
        }
        Number::Unary(function, a) => bounds(a, facts).apply1(*function),
        Number::Binary(function, a, b) => bounds(a, facts).apply2(*function, bounds(b, facts)),
        Number::WorkingDays(dates, holidays) => {
            let [later, earlier] = &**dates;
            Bounds::of(working_days(value(later, facts), value(earlier, facts), holidays))
        }
        Number::If(c, a, b) => match truth(c, facts) {
            Truth::True => bounds(a, facts),
            Truth::False => bounds(b, facts),
            Truth::Undefined => bounds(a, facts).or(bounds(b, facts)),
        },
        Number::Elapsed(_)
        | Number::Count(_)
        | Number::First(_)
        | Number::At(..)
        | Number::SoFar(..)
        | Number::Draw(_) => Bounds::ANY,
    }
}
