//! Why something can't be computed exactly, in words.

use super::elimination::{Effort, MOST_CELLS};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::formula::VariableId;
use crate::model::{Model, Quantity};

/// Something that has no finite set of values, or too large a one.
pub(super) fn not_exact(place: Place, what: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::NotExact, place, what)
        .help("leave `--exact` away to have it sampled, or ask with `--question` what is discrete")
}

/// A quantity that goes with others by rank correlation has no chances of its own.
pub(super) fn alone(model: &Model, id: VariableId, quantity: &Quantity) -> Result<(), Diagnostic> {
    let together = model.quantities_together.iter().flat_map(|copula| &copula.members);
    if together.map(|(member, _)| *member).any(|member| member == id) {
        let name = &model.variable(id).name;
        return Err(not_exact(quantity.place, format!("`{name}` is correlated with others")));
    }
    Ok(())
}

/// Tables that no memory holds.
pub(super) fn too_wide(effort: &Effort) -> Diagnostic {
    let gib = effort.cells * 8.0 / f64::from(1 << 30);
    let what = format!(
        "the exact answer needs tables of {} cells in all ({gib:.1} GiB): the elimination has width \
         {}, its largest table {} cells",
        shown(effort.cells),
        effort.width,
        shown(effort.largest),
    );
    let most = shown(MOST_CELLS);
    Diagnostic::placeless(Code::TooWide, what)
        .help(format!("at most {most} cells are tried: leave `--exact` away to have it sampled"))
}

/// What a pass over joint states may come to at the most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// Joint states of a step.
    States(usize),
    /// Ways from states to states, of all steps.
    Ways(u64),
}

/// More joint states or ways between them than memory or time allows.
pub(super) fn too_many(bound: Bound, when: &str, parts: &[String]) -> Diagnostic {
    let (most, of_what) = match bound {
        Bound::States(states) => (states as f64, "joint states"),
        Bound::Ways(ways) => (ways as f64, "ways from joint state to joint state"),
    };
    let what = format!(
        "the exact answer needs more than {} {of_what}{when}: what is carried is {}",
        shown(most),
        parts.join(", ")
    );
    Diagnostic::placeless(Code::TooWide, what)
        .help("ask for less with `--question`, or leave `--exact` away to have it sampled")
}

/// The evidence excludes itself.
pub(super) fn impossible(clauses: &[String]) -> Diagnostic {
    let quoted: Vec<String> = clauses.iter().map(|c| format!("`{c}`")).collect();
    let what = match &quoted[..] {
        [one] => format!("the evidence {one} has probability 0"),
        several => {
            format!("the evidence has probability 0: {} exclude each other", several.join(" and "))
        }
    };
    Diagnostic::placeless(Code::NoTrial, what)
        .help("the scenario makes it impossible: ask for less")
}

/// `134,217,728`, or `3e15` where that says more.
fn shown(n: f64) -> String {
    if n >= 1e12 {
        return format!("{n:.0e}");
    }
    let digits = format!("{n:.0}");
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
