//! The formulas of a variable, and the parts of them that are followed from step to step.

use crate::formula::{Condition, Interned, Number, Part, Summary};
use crate::model::tree::{Kind, Settled, Variable};

/// A part of a formula that is followed from step to step.
#[derive(Clone, Copy, Debug)]
pub enum Followed<'a> {
    /// `ever(c)`
    Held(&'a Interned<Condition>),
    /// `count(c)`
    Counted(&'a Interned<Condition>),
    /// `before(x) == a`
    Before(&'a Interned<Condition>),
    /// `before(x)`, `highest(x)`, `lowest(x)` or `average(x)`.
    Number(&'a Summary, &'a Interned<Number>),
}

impl<'a> Followed<'a> {
    /// The monitor that a part of a formula needs, if any.
    pub fn of(part: Part<'a>) -> Option<Self> {
        Some(match part {
            Part::Condition(Condition::Ever(inner)) => Self::Held(inner),
            Part::Condition(Condition::Before(inner)) => Self::Before(inner),
            Part::Number(Number::Count(inner)) => Self::Counted(inner),
            Part::Number(Number::SoFar(summary, inner)) => Self::Number(summary, inner),
            Part::Condition(_) | Part::Number(_) => return None,
        })
    }

    /// The conditions that are monitored for it, and whether steps are counted.
    pub fn condition(self) -> Option<(&'a Interned<Condition>, bool)> {
        match self {
            Self::Held(inner) | Self::Before(inner) => Some((inner, false)),
            Self::Counted(inner) => Some((inner, true)),
            Self::Number(..) => None,
        }
    }

    /// Whether it is of the step before.
    pub fn is_before(self) -> bool {
        matches!(self, Self::Before(_) | Self::Number(Summary::Before, _))
    }

    /// Visits every variable that it reads.
    pub fn for_each_read(self, visit: &mut dyn FnMut(crate::formula::VariableId)) {
        match self {
            Self::Held(inner) | Self::Counted(inner) | Self::Before(inner) => {
                super::reads::of_condition(inner, visit);
            }
            Self::Number(_, inner) => super::reads::of_number(inner, visit),
        }
    }
}

/// Visits every part of a variable's own formulas that is followed from step to step.
pub fn of_variable(variable: &Variable, visit: &mut dyn FnMut(Followed)) {
    for_each_part(variable, &mut |part| {
        if let Some(followed) = Followed::of(part) {
            visit(followed);
        }
    });
}

/// Visits every part of every formula of a variable.
pub fn for_each_part(variable: &Variable, visit: &mut dyn FnMut(Part)) {
    for conditional in variable.conditionals() {
        conditional.specification.for_each_condition(&mut |c| in_condition(c, visit));
        conditional.specification.for_each_number(&mut |n| in_number(n, visit));
    }
    let settled = match &variable.kind {
        Kind::Event(event) => Some(&event.settled),
        Kind::Quantity(quantity) => {
            in_number(&quantity.value, visit);
            Some(&quantity.settled)
        }
        Kind::Series(series) => {
            in_number(&series.start, visit);
            in_number(&series.next, visit);
            None
        }
        Kind::Process(_) | Kind::Parameter(_) | Kind::Choice(_) => None,
    };
    if let Some(Settled::When(condition)) = settled {
        in_condition(condition, visit);
    }
    if let Kind::Process(process) = &variable.kind {
        for delay in process.delays.iter().flatten() {
            in_number(&delay.after, visit);
            delay.condition.iter().for_each(|c| in_condition(c, visit));
        }
    }
}

fn in_condition(condition: &Condition, visit: &mut dyn FnMut(Part)) {
    condition.walk(&mut |part, _| visit(part));
}

fn in_number(number: &Number, visit: &mut dyn FnMut(Part)) {
    number.walk(&mut |part, _| visit(part));
}
