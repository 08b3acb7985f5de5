//! The variables that formulas, variables and questions read.

use super::graph::{Dependencies, Reads, distinct};
use crate::formula::{Access, Condition, Interned, Number, Read, Reading, VariableId};
use crate::model::tree::{Asked, Kind, Question, Settled, Variable};
use crate::model::uncertain::UncertainNumber;

/// Finds who reads whom among variables and uncertain numbers.
pub(crate) fn dependencies(
    variables: &[Variable],
    uncertain_numbers: &[UncertainNumber],
) -> Dependencies {
    let of = |variable: &Variable| Reads {
        at_start: distinct(|visit| at_start(variable, visit)),
        later: variable.moves().then(|| distinct(|visit| later(variable, visit))),
    };
    Dependencies::new(variables.iter().map(of).collect(), uncertain_numbers)
}

fn at_start(variable: &Variable, visit: &mut dyn FnMut(Read)) {
    let settled = match &variable.kind {
        Kind::Parameter(_) | Kind::Choice(_) => return,
        Kind::Event(event) => {
            event.conditional.specification.for_each_read(visit);
            &event.settled
        }
        Kind::Quantity(quantity) => {
            quantity.value.for_each_read(visit);
            &quantity.settled
        }
        Kind::Process(process) => {
            process.start.specification.for_each_read(visit);
            // the delays out of the first state begin
            process.delays.iter().flatten().for_each(|delay| delay.after.for_each_read(visit));
            return;
        }
        Kind::Series(series) => return series.start.for_each_read(visit),
    };
    if let Settled::When(condition) = settled {
        condition.for_each_read(visit);
    }
}

/// Visits the later reads of a process or series.
fn later(variable: &Variable, visit: &mut dyn FnMut(Read)) {
    match &variable.kind {
        Kind::Process(process) => {
            process
                .moves
                .iter()
                .flatten()
                .for_each(|conditional| conditional.specification.for_each_read(visit));
            process.delays.iter().flatten().for_each(|delay| delay.for_each_read(visit));
        }
        Kind::Series(series) => series.next.for_each_read(visit),
        Kind::Parameter(_) | Kind::Choice(_) | Kind::Event(_) | Kind::Quantity(_) => {}
    }
}

/// Visits every variable that a condition reads, except parameters, which worlds have before any trial begins.
pub fn of_condition(condition: &Condition, visit: &mut dyn FnMut(VariableId)) {
    condition.for_each_read(&mut |read| in_trial(read, visit));
}

/// Visits every variable that a number reads, except parameters.
pub fn of_number(number: &Number, visit: &mut dyn FnMut(VariableId)) {
    number.for_each_read(&mut |read| in_trial(read, visit));
}

fn in_trial(read: Read, visit: &mut dyn FnMut(VariableId)) {
    if read.is_in_trial() {
        visit(read.variable);
    }
}

/// Whether a condition mentions a variable.
pub fn mentions(condition: &Condition, variable: VariableId) -> bool {
    let mut found = false;
    of_condition(condition, &mut |id| found |= id == variable);
    found
}

impl Question {
    /// Visits every read of the question and of the condition that restricts its trials.
    pub fn for_each_read(&self, visit: &mut dyn FnMut(Read)) {
        self.asked.for_each_read(visit);
        if let Some((given, _)) = &self.given {
            given.for_each_read(visit);
        }
    }
}

impl Asked {
    /// Visits every read of an answer.
    pub fn for_each_read(&self, visit: &mut dyn FnMut(Read)) {
        match self {
            Self::Condition(condition) => condition.for_each_read(visit),
            Self::Category(category) => visit(Read {
                variable: category.variable,
                reading: Reading::Usual,
                access: Access::Outcome,
                remembered: category.at.is_some(),
            }),
            Self::Number(number, _) | Self::Duration(number) | Self::Date(number) => {
                number.for_each_read(visit);
            }
            Self::Joint(parts) => parts.iter().for_each(|(_, part)| part.for_each_read(visit)),
        }
    }

    /// The condition whose first passage is asked for, and the date by which; `None` if anything else is.
    pub fn passage(&self) -> Option<(&Interned<Condition>, Option<&Number>)> {
        match self {
            Self::Condition(Condition::By(inner, day @ Number::Constant(_))) => {
                Some((inner, Some(day)))
            }
            Self::Condition(Condition::Ever(inner)) | Self::Date(Number::First(inner)) => {
                Some((inner, None))
            }
            _ => None,
        }
    }
}
