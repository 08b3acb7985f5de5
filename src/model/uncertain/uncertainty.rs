//! The epistemic uncertainties of a model: parameters, and uncertain numbers written in place, which become
//! parameters named by their paths. They are taken out of formulas, so that each world has one value of each.

use super::overrides::Overrides;
use crate::diagnostic::{Code, Place};
use crate::distribution::Distribution;
use crate::formula::shape::fixed;
use crate::formula::{Compared, Condition, Draw, Interned, Number, Read, Shape, VariableId};
use crate::scenario::Literal;

/// A number of which the analyst is uncertain: each world has one value.
#[derive(Clone, Debug, PartialEq)]
pub struct UncertainNumber {
    /// The id among the parameters; those written in place come after all variables.
    pub id: VariableId,
    /// The parameter's name, or the path of the number: the name of its random stream.
    pub name: String,
    /// The number as written.
    pub text: String,
    /// The value: a distribution, or a formula over other parameters.
    pub number: Number,
    /// The distribution, if the value is one draw with constant parameters; else `None`.
    pub distribution: Option<Distribution>,
    /// The place at which it is written.
    pub place: Place,
    /// The role in the model.
    pub role: Role,
}

/// The role of an uncertain number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A `[parameter]`.
    Parameter,
    /// Written in place of a number.
    InPlace,
    /// The choice of the expert whom a world believes.
    Belief,
}

/// The distribution of a value that is one draw with constant parameters; else `None`.
pub(crate) fn distribution_of(number: &Number) -> Option<Distribution> {
    match number {
        Number::Draw(draw) => fixed(&draw.shape),
        _ => None,
    }
}

impl UncertainNumber {
    /// Creates the uncertain number that is written as a literal.
    pub(crate) fn written(
        role: Role,
        id: VariableId,
        name: String,
        literal: &Literal,
        number: Number,
    ) -> Self {
        let (text, distribution) = (literal.text.clone(), distribution_of(&number));
        Self { id, name, text, number, distribution, place: literal.place, role }
    }

    /// Whether it is drawn, rather than computed from other parameters.
    pub fn is_drawn(&self) -> bool {
        let mut drawn = false;
        self.number.for_each_draw(&mut |_| drawn = true);
        drawn
    }

    /// Whether it is drawn if some numbers are overridden.
    pub fn is_drawn_with(&self, overrides: &Overrides) -> bool {
        overrides.leaves(self.id) && self.is_drawn()
    }

    /// The distribution, perhaps with formulas, if the value is one draw; else `None`.
    pub fn shape(&self) -> Option<&Shape> {
        match &self.number {
            Number::Draw(draw) => Some(&draw.shape),
            _ => None,
        }
    }
}

/// Uncertain chances together with a `"rest"` or the chance to stay in a state: they are redrawn together until they
/// sum to at most 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Redrawn {
    /// The uncertain numbers within these chances.
    pub members: Vec<VariableId>,
    /// The sums that may not exceed 1.
    pub sums: Vec<Sum>,
    /// The place of the chances.
    pub place: Place,
    /// The outcome that takes the remainder.
    pub remainder: Remainder,
}

/// Chances that are open at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    /// The chances.
    pub chances: Vec<Number>,
    /// Conditions over parameters, each with the truth that it has in the worlds to which the sum applies.
    pub when: Vec<(Condition, bool)>,
}

/// The outcome that takes the remainder of chances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remainder {
    /// The outcome with the chance `"rest"`.
    Rest,
    /// Staying in the state of this name.
    Stay(String),
}

impl Redrawn {
    /// Visits everything that its sums read.
    pub fn for_each_read(&self, visit: &mut impl FnMut(Read)) {
        for sum in &self.sums {
            sum.chances.iter().for_each(|chance| chance.for_each_read(visit));
            sum.when.iter().for_each(|(condition, _)| condition.for_each_read(visit));
        }
    }

    /// The code of the fault that these chances exceed 1.
    pub fn code(&self) -> Code {
        match self.remainder {
            Remainder::Rest => Code::Sum,
            Remainder::Stay(_) => Code::RowOverflow,
        }
    }
}

/// Parameters or quantities that are correlated, by a Gaussian copula.
#[derive(Clone, Debug, PartialEq)]
pub struct Copula {
    /// The members, each with the name of its stream.
    pub members: Vec<(VariableId, String)>,
    /// For each member the coefficients of its normal in the independent normals of the members up to it (the
    /// Cholesky root).
    pub root: Vec<Vec<f64>>,
    /// The pairs that are not mentioned and are correlated nevertheless, with their rank correlations.
    pub implied: Vec<(usize, usize, f64)>,
    /// The place at which a correlation is written.
    pub place: Place,
}

/// Replaces every draw in a number with a parameter.
pub(crate) fn take_out(number: Number, take: &mut dyn FnMut(Box<Draw>) -> VariableId) -> Number {
    map_draws(number, &mut |draw| Number::Parameter(take(draw)))
}

/// Replaces every draw in a number.
pub(crate) fn map_draws(number: Number, make: Make) -> Number {
    match number {
        Number::Draw(draw) => make(draw),
        Number::Unary(function, a) => Number::Unary(function, Box::new(map_draws(*a, make))),
        Number::Binary(function, a, b) => {
            let [a, b] = [*a, *b].map(|side| Box::new(map_draws(side, make)));
            Number::Binary(function, a, b)
        }
        Number::If(c, a, b) => {
            let c = Box::new(map_draws_of(*c, make));
            let [a, b] = [*a, *b].map(|side| Box::new(map_draws(side, make)));
            Number::If(c, a, b)
        }
        Number::HowMany(all) => {
            Number::HowMany(all.into_iter().map(|c| map_draws_of(c, make)).collect())
        }
        other => other,
    }
}

/// Makes a number of a draw.
type Make<'a> = &'a mut dyn FnMut(Box<Draw>) -> Number;

fn map_draws_of(condition: Condition, make: Make) -> Condition {
    let mut of = |part| map_draws_of(part, make);
    match condition {
        Condition::Compare(compared) => {
            let [left, right] = compared.sides().map(|side| map_draws(side.clone(), make));
            let how = compared.how;
            Condition::Compare(Interned::of(Compared { how, left, right }))
        }
        Condition::Not(a) => Condition::Not(Box::new(of(*a))),
        Condition::And(list) => Condition::And(list.into_iter().map(of).collect()),
        Condition::Or(list) => Condition::Or(list.into_iter().map(of).collect()),
        Condition::If(c, a, b) => {
            let [c, a, b] = [*c, *a, *b].map(|part| Box::new(of(part)));
            Condition::If(c, a, b)
        }
        other => other,
    }
}

/// Whether a number depends on constants and parameters alone, draws included.
pub(crate) fn is_fixed_in_world(number: &Number) -> bool {
    let mut only = true;
    number.for_each_read(&mut |read| {
        only &= read.access == crate::formula::Access::Parameter;
    });
    number.walk(&mut |part, _| {
        if let crate::formula::Part::Number(
            Number::Step | Number::Today | Number::Count(_) | Number::SoFar(..),
        ) = part
        {
            only = false;
        }
    });
    only
}
