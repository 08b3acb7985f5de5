//! Explains why something can't be computed exactly. Independent of commands, which add what to do instead.

use super::questions::parts;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Number, Part, Summary, VariableId};
use crate::inference::shown;
use crate::model::monitors::{self, Followed};
use crate::model::{Asked, Delay, Model, Quantity, Question, Supposition, Variable, suppose};

/// A value without a finite set of values, or with too many.
pub(super) fn not_exact(place: Place, what: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::NotExact, place, what)
}

/// A delay that begins at a random moment between two steps and is not a fixed number of steps: it has
/// infinitely many possible ends.
pub(super) fn between_steps(
    model: &Model,
    (id, state): (VariableId, u16),
    next: &Delay,
) -> Diagnostic {
    let variable = model.variable(id);
    let (name, state) = (&variable.name, &variable.outcomes[usize::from(state)]);
    let what = format!(
        "`{name}` enters `{state}` at a drawn moment between two steps, and this delay, which begins there, is not a \
         fixed number of whole steps"
    );
    not_exact(next.place, what)
        .help("give this delay in whole steps, or the one before it; or use a chance by the period")
}

/// Time counted in a state that is entered at a random moment between two steps.
pub(super) fn counted_from_between_steps(
    model: &Model,
    id: VariableId,
    delay: &Delay,
) -> Diagnostic {
    let name = &model.variable(id).name;
    let what = format!(
        "after this delay `{name}` enters its next state at a drawn moment between two steps, and `elapsed` \
         counts from that moment"
    );
    not_exact(delay.place, what)
        .help("give the delay in whole steps, or use a chance by the period in its place")
}

/// Refuses a quantity that is drawn with others by rank correlation: it has no conditional distribution of
/// its own.
pub(super) fn alone(model: &Model, id: VariableId, quantity: &Quantity) -> Result<(), Diagnostic> {
    let together = model.quantity_correlation.iter().flat_map(|copula| &copula.members);
    let is_drawn = matches!(quantity.value, Number::Draw(_));
    if is_drawn && together.map(|(member, _)| *member).any(|member| member == id) {
        let name = &model.variable(id).name;
        return Err(not_exact(quantity.place, format!("`{name}` is correlated with others")));
    }
    Ok(())
}

/// A number whose highest, lowest or average value so far is asked for.
fn summarised(variable: &Variable) -> Diagnostic {
    let name = &variable.name;
    let what = format!(
        "`highest`, `lowest`, `average` and pauses are not computed exactly, and one of them is of, or read by, `{name}`"
    );
    not_exact(variable.place, what)
}

/// A variable whose value at the last step but one is asked for.
fn before_the_end(variable: &Variable) -> Diagnostic {
    let name = &variable.name;
    let what = format!("`before({name})` at the end is not carried so far");
    not_exact(variable.place, what).help(format!("ask for `at({name}, date)`"))
}

/// Refuses numbers that are followed from step to step and not carried, in relevant variables, evidence and questions.
pub(super) fn followed<'q>(
    (model, supposition): (&Model, &Supposition),
    relevant: &[bool],
    questions: impl Iterator<Item = &'q Question>,
) -> Result<(), Diagnostic> {
    let mut refused = None;
    let is_summary = |followed: Followed| matches!(followed, Followed::Number(how, _) if *how != Summary::Before);
    for (variable, _) in model.variables.iter().zip(relevant).filter(|(_, relevant)| **relevant) {
        monitors::for_each_part(variable, &mut |part| {
            if Followed::of(part).is_some_and(is_summary) {
                refused.get_or_insert_with(|| summarised(variable));
            }
        });
    }
    let mut look = |part: Part, remembered: bool| {
        let Some(followed) = Followed::of(part) else { return };
        followed.for_each_read(&mut |id| {
            let variable = model.variable(id);
            if is_summary(followed) {
                refused.get_or_insert_with(|| summarised(variable));
            } else if followed.is_before() && !remembered {
                refused.get_or_insert_with(|| before_the_end(variable));
            }
        });
    };
    supposition.evidence.iter().for_each(|(condition, _)| condition.walk(&mut look));
    for question in questions {
        question.given.iter().for_each(|(given, _)| given.walk(&mut look));
        for asked in parts(&question.asked) {
            match asked {
                Asked::Condition(condition) => condition.walk(&mut look),
                Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
                    number.walk(&mut look);
                }
                Asked::Category(_) | Asked::Joint(_) => {}
            }
        }
    }
    refused.map_or(Ok(()), Err)
}

/// The limits of a pass over joint states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// Joint states of a step.
    States(usize),
    /// Transitions between states, over all steps.
    Ways(u64),
    /// Bytes of memory for joint states and kept transitions.
    Memory(u64),
}

/// More joint states or transitions than memory or time allows.
pub(super) fn too_many(bound: Bound, when: &str, parts: &[String]) -> Diagnostic {
    let (most, of_what) = match bound {
        Bound::States(states) => (states as f64, "joint states"),
        Bound::Ways(ways) => (ways as f64, "ways from joint state to joint state"),
        Bound::Memory(most) => {
            (most as f64, "bytes of memory for joint states and ways between them")
        }
    };
    let what = format!(
        "the exact answer needs more than {} {of_what}{when}: what is carried is {}",
        shown(most),
        parts.join(", ")
    );
    let refusal = Diagnostic::placeless(Code::TooWide, what);
    match bound {
        Bound::Memory(_) => refusal.help("allow more with `--memory`"),
        Bound::States(_) | Bound::Ways(_) => refusal,
    }
}

/// The fault of evidence that has probability 0; callers find the part of it that is to blame.
pub(super) fn impossible(model: &Model, supposition: &Supposition) -> Diagnostic {
    suppose::impossible(model, supposition, &suppose::pieces(supposition))
}
