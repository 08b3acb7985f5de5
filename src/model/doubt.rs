//! What the analyst is unsure of: parameters, and doubt written in place, which is a parameter
//! named by its path. Taken out of formulas here, so that a world can give each one value.

use crate::diagnostic::{Code, Place};
use crate::distribution::Distribution;
use crate::formula::shape::fixed;
use crate::formula::{Condition, Draw, Number, Read, Shape, VariableId};

/// A number that each world draws once.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// Its number among the parameters; those in place come after all variables.
    pub id: VariableId,
    /// The parameter's name, or the path of the place: the name of its stream.
    pub name: String,
    /// As it was written.
    pub text: String,
    /// Its value: a distribution, or a formula over others.
    pub number: Number,
    /// The distribution, if the value is one draw without formulas in it and nothing else.
    pub law: Option<Distribution>,
    /// Where it stands.
    pub place: Place,
    /// What it is there for.
    pub role: Role,
}

/// What a doubt is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A `[parameter]`.
    Parameter,
    /// Written in place of a number.
    InPlace,
    /// Which of several experts a world believes.
    Belief,
}

/// The distribution of a value that is one draw without formulas in it.
pub(super) fn law_of(number: &Number) -> Option<Distribution> {
    match number {
        Number::Draw(draw) => fixed(&draw.shape),
        _ => None,
    }
}

impl Doubt {
    /// Whether it is drawn, rather than computed from others.
    pub fn is_drawn(&self) -> bool {
        let mut drawn = false;
        self.number.for_each_draw(&mut |_| drawn = true);
        drawn
    }

    /// The distribution, if the value is one draw and nothing else.
    pub fn shape(&self) -> Option<&Shape> {
        match &self.number {
            Number::Draw(draw) => Some(&draw.shape),
            _ => None,
        }
    }
}

/// Chances of one draw with doubt among them, beside `"rest"` or the chance to stay in a state: drawn
/// again together until they leave something for that.
#[derive(Clone, Debug, PartialEq)]
pub struct Redrawn {
    /// Doubts written in these chances.
    pub members: Vec<VariableId>,
    /// What may not exceed 1.
    pub sums: Vec<Sum>,
    /// Where the chances stand.
    pub place: Place,
    /// What takes what they leave.
    pub beside: Beside,
}

/// Chances that stand beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    /// The chances.
    pub chances: Vec<Number>,
    /// Conditions over parameters, each with whether it holds in the worlds in which they do.
    pub when: Vec<(Condition, bool)>,
}

/// What takes what chances leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The outcome that is `"rest"`.
    Rest,
    /// To stay in the state of this name.
    Stay(String),
}

impl Redrawn {
    /// Everything that its sums read.
    pub fn for_each_read(&self, visit: &mut impl FnMut(Read)) {
        for sum in &self.sums {
            sum.chances.iter().for_each(|chance| chance.for_each_read(visit));
            sum.when.iter().for_each(|(condition, _)| condition.for_each_read(visit));
        }
    }

    /// The code of the fault that these chances exceed 1.
    pub fn code(&self) -> Code {
        match self.beside {
            Beside::Rest => Code::Sum,
            Beside::Stay(_) => Code::RowOverflow,
        }
    }
}

/// Parameters or quantities that go together, by rank correlation.
#[derive(Clone, Debug, PartialEq)]
pub struct Copula {
    /// Who they are, each with its stream's name.
    pub members: Vec<(VariableId, String)>,
    /// By member: what its normal is made of, parts of the independent normals of the members up to it.
    pub root: Vec<Vec<f64>>,
    /// The pairs that are not mentioned and go together all the same, with their rank correlations.
    pub implied: Vec<(usize, usize, f64)>,
    /// Where a correlation is written.
    pub place: Place,
}

/// Takes every draw out of a number and puts a parameter in its place.
pub(super) fn take_out(number: Number, take: &mut dyn FnMut(Box<Draw>) -> VariableId) -> Number {
    let boxed = |n: Box<Number>, take: &mut dyn FnMut(Box<Draw>) -> VariableId| {
        Box::new(take_out(*n, take))
    };
    match number {
        Number::Draw(draw) => Number::Parameter(take(draw)),
        Number::Unary(function, a) => Number::Unary(function, boxed(a, take)),
        Number::Binary(function, a, b) => {
            let a = boxed(a, take);
            Number::Binary(function, a, boxed(b, take))
        }
        Number::If(c, a, b) => {
            let c = Box::new(take_out_of(*c, take));
            let a = boxed(a, take);
            Number::If(c, a, boxed(b, take))
        }
        Number::HowMany(all) => {
            Number::HowMany(all.into_iter().map(|c| take_out_of(c, take)).collect())
        }
        other => other,
    }
}

fn take_out_of(condition: Condition, take: &mut dyn FnMut(Box<Draw>) -> VariableId) -> Condition {
    let all = |list: Vec<Condition>, take: &mut dyn FnMut(Box<Draw>) -> VariableId| {
        list.into_iter().map(|c| take_out_of(c, take)).collect()
    };
    match condition {
        Condition::Compare(how, a, b) => {
            let a = take_out(a, take);
            Condition::Compare(how, a, take_out(b, take))
        }
        Condition::Not(a) => Condition::Not(Box::new(take_out_of(*a, take))),
        Condition::And(list) => Condition::And(all(list, take)),
        Condition::Or(list) => Condition::Or(all(list, take)),
        Condition::If(c, a, b) => {
            let c = Box::new(take_out_of(*c, take));
            let a = Box::new(take_out_of(*a, take));
            Condition::If(c, a, Box::new(take_out_of(*b, take)))
        }
        other => other,
    }
}

/// Whether a number is computed from constants and parameters alone, draws included.
pub(super) fn is_of_doubt(number: &Number) -> bool {
    let mut only = true;
    number.for_each_read(&mut |read| {
        only &= read.access == crate::formula::Access::Parameter;
    });
    number.walk(&mut |part, _| {
        if let crate::formula::Part::Number(Number::Step | Number::Today | Number::Count(_)) = part
        {
            only = false;
        }
    });
    only
}
