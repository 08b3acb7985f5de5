//! Explains why something can't be computed exactly. Independent of commands, which add what to do instead.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::{Number, VariableId};
use crate::inference::shown;
use crate::model::{Delay, Model, Quantity, Supposition, suppose};

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
